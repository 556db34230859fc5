"""Who is there for each topic is what the conversation shows, and what the check warns about."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from wegwijzer import settings
from wegwijzer.advice import topics_without_anyone
from wegwijzer.cards import TRUSTED_ADULT
from wegwijzer.coverage import Cell, cover, outside_lines, short_of
from wegwijzer.directory import Directory
from wegwijzer.hours import AMSTERDAM
from wegwijzer.rehearsal import Situation, rehearse
from wegwijzer.routing import World
from wegwijzer.school import School, SchoolFile
from wegwijzer.topics import roles, topics

DIRECTORY = Directory.open(settings.ROOT / "school_configs")
NOW = datetime(2026, 11, 23, 13, 30, tzinfo=AMSTERDAM)


def school_with(*contacts: dict[str, object], themas: dict[str, object] | None = None) -> School:
    rows = [{"naam": f"Naam {row['id']}", "hoe": "Loop langs.", **row} for row in contacts]
    head = {"naam": "Test", "plaats": "Test", "website": "https://test.example"}
    file = SchoolFile.model_validate({"school": head, "contacten": rows, "themas": themas or {}})
    return School(
        id="test",
        name="Test",
        place="Test",
        website="https://test.example",
        search_names=(),
        contacts=file.contacts,
        topics=file.topics,
        holidays=(),
        complaints=None,
    )


def cell(school: School, topic: str) -> Cell:
    return cover(school).cells[topic]


def test_each_way_to_be_covered() -> None:
    school = school_with(
        {"id": "bo", "rol": "decaan", "themas": ["rouw"]},
        {"id": "li", "rol": "teamleider"},
        themas={"geldzorgen": {"eerst": ["bo"]}},
    )
    levels = {topic: cell(school, topic).level for topic in ("geldzorgen", "loopbaan", "rouw", "angst")}
    assert levels == {"geldzorgen": "keuze", "loopbaan": "rol", "rouw": "themas", "angst": "vangnet"}


def test_nobody_at_school_is_the_loudest() -> None:
    school = school_with({"id": "bo", "rol": "mentor", "niet_voor": ["pesten"]})
    assert cell(school, "pesten").level == "niemand"
    assert cover(school).unserved()[0].topic == "pesten"
    assert cover(school).totals()["niemand"] == 1


def test_who_is_employed_elsewhere_is_nobody_at_school() -> None:
    school = school_with({"id": "evp", "rol": "externe_vertrouwenspersoon"})
    found = cell(school, "ongewenst_gedrag_personeel")
    assert (found.level, found.served, found.people[0].outside) == ("niemand", True, True)


def test_someone_without_a_reason_still_steps_in() -> None:
    assert cell(school_with({"id": "gsa", "rol": "gsa"}), "rouw").level == "vangnet"


def test_short_of_counts_schools() -> None:
    none = cover(school_with({"id": "gsa", "rol": "gsa"}))
    mentor = cover(school_with({"id": "me", "rol": "mentor"}))
    assert short_of("rouw", [none, mentor]) == [none]


def test_outside_lines_are_those_of_the_table() -> None:
    assert [line.id for line in outside_lines("suicidaliteit", DIRECTORY.helplines)][:2] == ["113", "112"]
    assert all(outside_lines(topic, DIRECTORY.helplines) for topic in topics())


@pytest.mark.parametrize("topic", topics())
@pytest.mark.parametrize("school", DIRECTORY.schools)
def test_the_first_person_is_the_one_a_student_sees(school: str, topic: str) -> None:
    world = World(DIRECTORY.schools[school], DIRECTORY.helplines, NOW)
    shown = [card for card in rehearse(Situation(topic), world).cards if card.kind == "person"]
    assert shown[0].id == cell(DIRECTORY.schools[school], topic).people[0].contact.id


CONTACTS = st.lists(
    st.fixed_dictionaries(
        {
            "rol": st.sampled_from(list(roles())),
            "themas": st.lists(st.sampled_from(list(topics())), max_size=3, unique=True),
            "niet_voor": st.lists(st.sampled_from(list(topics())), max_size=6, unique=True),
        }
    ),
    min_size=1,
    max_size=5,
)


@hypothesis_settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(CONTACTS)
def test_it_never_disagrees_with_the_check_or_the_conversation(rows: list[dict[str, object]]) -> None:
    school = school_with(*({"id": f"c{number}", **row} for number, row in enumerate(rows)))
    found = cover(school)
    warned = [note.message for note in topics_without_anyone(school)]
    for topic in topics():
        assert found.cells[topic].served is not any(f"({topic})" in message for message in warned)
    world = World(school, DIRECTORY.helplines, NOW)
    for topic in ("pesten", "suicidaliteit", "rouw", "ongewenst_gedrag_personeel"):
        people = [card.id for card in rehearse(Situation(topic), world).cards if card.kind == "person"]
        if not found.cells[topic].people:
            assert people == [TRUSTED_ADULT]
        else:
            assert people[0] == found.cells[topic].people[0].contact.id
