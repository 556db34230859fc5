"""National -> bestuur -> school: each level says only what differs, and none can take help away."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import datetime
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wegwijzer.cards import TRUSTED_ADULT
from wegwijzer.directory import Directory
from wegwijzer.hours import AMSTERDAM
from wegwijzer.routing import Request, World, crisis_cards, route
from wegwijzer.school import School
from wegwijzer.school_files import BOARDS, load_helplines, load_school
from wegwijzer.settings import ROOT
from wegwijzer.strict_yaml import Refused
from wegwijzer.topics import is_urgent, roles, topics

SOURCE = ROOT / "school_configs"
HELPLINES = load_helplines(SOURCE)
NOW = datetime(2026, 11, 23, 10, tzinfo=AMSTERDAM)
MENTOR = {"id": "mentor", "rol": "mentor", "naam": "je eigen mentor", "hoe": "Loop langs."}
WEBSITE = "https://proef.example"


def school_file(**more: Any) -> dict[str, Any]:
    about = {"naam": "Proefschool", "plaats": "Zeist", "website": WEBSITE, "bestuur": "proef"}
    return {"school": about, "contacten": [MENTOR], **more}


def board_file(**more: Any) -> dict[str, Any]:
    return {"bestuur": {"naam": "Proefbestuur"}, **more}


def person(name: str, role: str, phone: str = "030 000 00 01", **more: Any) -> dict[str, Any]:
    return {"id": name, "rol": role, "naam": "Ada Proef", "bereik": {"telefoon": phone}, **more}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / BOARDS).mkdir()
    shutil.copytree(SOURCE / "landelijk", tmp_path / "landelijk")
    return tmp_path


def loaded(folder: Path, school: dict[str, Any], board: dict[str, Any]) -> School:
    (folder / "proefschool.yml").write_text(json.dumps(school), encoding="utf-8")
    (folder / BOARDS / "proef.yml").write_text(json.dumps(board), encoding="utf-8")
    return load_school(folder, "proefschool", HELPLINES)


# ---- what is inherited


def test_a_school_says_only_what_differs(folder: Path) -> None:
    board = board_file(
        contacten=[person("evp", "externe_vertrouwenspersoon"), person("ouders", "klachtencontact")],
        themas={
            "pesten": {"eerst": ["evp"], "zin": "Wij nemen pesten serieus."},
            "motivatie": {"zin": "Van het bestuur."},
        },
        vakanties=[{"naam": "zomer", "van": "2027-07-10", "tot": "2027-08-22"}],
        klachten={"regeling": "https://bestuur.example/klachten"},
    )
    school = loaded(folder, school_file(themas={"pesten": {"eerst": ["mentor"]}}), board)
    assert [row.id for row in school.contacts] == ["mentor", "evp", "ouders"]
    assert school.topics["pesten"].first == ("mentor",)
    assert school.topics["motivatie"].sentence == "Van het bestuur."
    assert [row.name for row in school.holidays] == ["zomer"]
    assert school.complaints is not None
    assert school.complaints.rules == "https://bestuur.example/klachten"


def test_a_contact_with_the_id_of_the_bestuur_replaces_it_whole(folder: Path) -> None:
    board = board_file(contacten=[person("evp", "externe_vertrouwenspersoon", "030 000 00 01")])
    own = person("evp", "externe_vertrouwenspersoon", "030 000 00 02")
    school = loaded(folder, school_file(contacten=[MENTOR, own]), board)
    assert [row.reach.phone for row in school.contacts if row.id == "evp"] == ["030 000 00 02"]


def test_a_school_has_its_own_complaints_and_adds_its_own_holidays(folder: Path) -> None:
    board = board_file(
        vakanties=[{"naam": "zomer", "van": "2027-07-10", "tot": "2027-08-22"}],
        klachten={"regeling": "https://bestuur.example/klachten"},
    )
    own = school_file(
        vakanties=[{"naam": "studiedag", "van": "2026-11-23", "tot": "2026-11-23"}],
        klachten={"regeling": "https://proef.example/klachten"},
    )
    school = loaded(folder, own, board)
    assert {row.name for row in school.holidays} == {"zomer", "studiedag"}
    assert school.complaints is not None
    assert school.complaints.rules == "https://proef.example/klachten"


# ---- what nobody can take away


@pytest.mark.parametrize("level", ["school", "bestuur"])
@pytest.mark.parametrize("taken", ["112", "113", "kindertelefoon", "veilig-thuis", TRUSTED_ADULT])
def test_no_contact_takes_the_place_of_a_national_line(folder: Path, level: str, taken: str) -> None:
    wrong = [MENTOR, person(taken, "directie")]
    school = school_file(contacten=wrong) if level == "school" else school_file()
    board = board_file(contacten=wrong[1:]) if level == "bestuur" else board_file()
    with pytest.raises(Refused, match="landelijke hulplijn"):
        loaded(folder, school, board)


@pytest.mark.parametrize("level", ["school", "bestuur"])
def test_national_lines_are_no_key_of_a_school_or_bestuur(folder: Path, level: str) -> None:
    own: dict[str, Any] = {"hulplijnen": []}
    with pytest.raises(Refused, match="hulplijnen"):
        loaded(
            folder,
            school_file(**own) if level == "school" else school_file(),
            board_file(**own) if level == "bestuur" else board_file(),
        )


def test_a_line_can_not_be_put_first_or_last(folder: Path) -> None:
    with pytest.raises(Refused, match="bestaat niet in dit bestand"):
        loaded(folder, school_file(themas={"pesten": {"eerst": ["kindertelefoon"]}}), board_file())


@pytest.mark.parametrize("contacts", [[], None])
def test_a_school_without_anyone_is_refused(folder: Path, contacts: list[Any] | None) -> None:
    file = school_file()
    file["contacten"] = contacts
    if contacts is None:
        del file["contacten"]
    with pytest.raises(Refused, match="geen contacten"):
        loaded(folder, file, board_file())


# ---- every topic at any school, however odd

CONTACTS = st.lists(
    st.builds(
        lambda role, own, no: person("x", role, themas=own, niet_voor=no),
        st.sampled_from(sorted(roles())),
        st.lists(st.sampled_from(sorted(topics())), max_size=3, unique=True),
        st.one_of(st.just(sorted(topics())), st.lists(st.sampled_from(sorted(topics())), unique=True)),
    ),
    min_size=1,
    max_size=4,
)


@given(
    CONTACTS, CONTACTS, st.lists(st.sampled_from(sorted(topics())), max_size=4, unique=True), st.booleans()
)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_there_is_always_a_person_and_a_line_outside(
    folder: Path, own: list[Any], shared: list[Any], ordered: list[str], avoid_all: bool
) -> None:
    own = [{**row, "id": f"eigen-{number}"} for number, row in enumerate(own)]
    shared = [{**row, "id": f"gedeeld-{number}"} for number, row in enumerate(shared)]
    everyone = [row["id"] for row in own + shared]
    themas = {topic: {"eerst": everyone} for topic in ordered}
    school = loaded(folder, school_file(contacten=own, themas=themas), board_file(contacten=shared))
    world = World(school, HELPLINES, NOW)
    avoid = frozenset(everyone if avoid_all else [])
    for topic, preference in product([*topics(), None], ("school", "buiten", "maakt_niet_uit")):
        request = Request(topic, preference=preference, avoid=avoid)  # type: ignore[arg-type]
        for asked in (request, replace(request, seen=tuple(everyone))):
            assert {card.kind for card in route(asked, world)} == {"person", "helpline"}, asked
        if topic and is_urgent(topic):
            cards = crisis_cards(request, world)
            assert {"112", "113"} <= {card.id for card in cards}
            assert [card.kind for card in cards].count("person") == 1


def test_the_example_schools_inherit_as_the_directory_shows_them() -> None:
    lek = Directory.open(SOURCE).schools["lyceum-aan-de-lek"]
    assert lek.contacts[-2].name == "Olga Martens"
    assert {row.name for row in lek.holidays} == {"kerstvakantie", "voorjaarsvakantie", "zomervakantie"}
