"""A school's file is edited while the system runs: right edits reach the student, wrong ones do not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest

from runner.system import System
from tests.client import Student, wait_for

NEW = """\
school: {naam: Proefschool, plaats: Zeist, website: "https://proef.example"}
contacten:
  - id: vp
    rol: interne_vertrouwenspersoon
    naam: Ada Proef
    bereik: {telefoon: 0611223344}
"""


def health(system: System) -> list[dict[str, Any]]:
    problems: list[dict[str, Any]] = httpx.get(f"{system.url}/health").json()["problems"]
    return problems


def names(system: System, school: str, question: str) -> list[str]:
    with Student(system.url, school) as student:
        student.says(question)
        return [card["name"] for card in student.cards]


def phone_shown(system: System) -> str:
    with Student(system.url, "proefschool") as student:
        student.says("wie is de vertrouwenspersoon")
        ways = student.cards[0]["reach"]
        return str(ways[0]["label"]) if ways else ""


@pytest.mark.parametrize(
    ("wrong", "line", "words"),
    [
        (NEW.replace("naam: Ada", "naam: Eva Dubbel\n    naam: Ada"), 6, "voor de tweede keer"),
        (NEW.replace("interne_vertrouwenspersoon", "vertrouwespersoon"), 4, "bestaat niet"),
        (NEW.replace("    naam", "\tnaam"), 5, "tab"),
        (NEW.replace("    naam: Ada Proef\n", ""), 3, "ontbreekt 'naam'"),
    ],
    ids=["double key", "unknown role", "tab", "missing name"],
)
def test_a_wrong_edit_leaves_the_last_good_version_and_says_so(
    system: System, schools: Path, wrong: str, line: int, words: str
) -> None:
    file = schools / "proefschool.yml"
    file.write_text(NEW, encoding="utf-8")
    wait_for(lambda: httpx.get(f"{system.url}/hulp/proefschool").status_code == 200)
    wait_for(lambda: phone_shown(system) == "0611223344")
    file.write_text(wrong, encoding="utf-8")
    wait_for(lambda: health(system) != [])
    (problem,) = health(system)
    assert (problem["bestand"], problem["regel"]) == ("proefschool.yml", line)
    assert words in problem["melding"]
    assert problem["kolom"] >= 1
    assert phone_shown(system) == "0611223344"
    file.unlink()
    wait_for(lambda: httpx.get(f"{system.url}/hulp/proefschool").status_code == 404)
    assert health(system) == []


def test_a_number_reaches_the_student_as_it_was_typed(system: System, schools: Path) -> None:
    file = schools / "proefschool.yml"
    for typed in ("0611223344", "0113-123456", '"06 11 22 33 44"', "+31611223344"):
        file.write_text(NEW.replace("0611223344", typed), encoding="utf-8")
        wait_for(lambda typed=typed: httpx.get(f"{system.url}/hulp/proefschool").status_code == 200)  # type: ignore[misc]
        wait_for(lambda typed=typed: phone_shown(system) == typed.strip('"'))  # type: ignore[misc]
    file.unlink()


TWIN = NEW.replace("Proefschool", "Sint-Jans Lyceum")


def test_a_name_that_two_schools_share_is_offered_in_the_chat(system: System, schools: Path) -> None:
    files = {place: schools / f"sint-jans-{place.lower()}.yml" for place in ("Zeist", "Gouda")}
    for place, file in files.items():
        file.write_text(TWIN.replace("Zeist", place), encoding="utf-8")
    for place in files:
        address = f"{system.url}/hulp/sint-jans-{place.lower()}"
        wait_for(lambda address=address: httpx.get(address).status_code == 200)  # type: ignore[misc]
    with Student(system.url, None) as student:
        student.says("mijn ouders gaan scheiden en ik moet kiezen bij wie ik ga wonen")
        while student.state["step"] == "preference":
            student.picks("voorkeur.school")
        student.says("st jans lyceum")
        assert student.state["step"] == "school"
        assert student.choices == ["school.sint-jans-gouda", "school.sint-jans-zeist", "vraag.overslaan"]
        student.picks("school.sint-jans-zeist")
        assert student.state["school"] == "sint-jans-zeist"
        assert "vp" in student.card_ids
    for file in files.values():
        file.unlink()
    wait_for(lambda: httpx.get(f"{system.url}/hulp/sint-jans-gouda").status_code == 404)


TRICKY = {
    "Ada Bremmer": "0611223344",
    "Bea Cuperus": "+31612345670",
    "Cor Dijkgraaf": "0113123456",
    "Dirk Elzinga": "0800-0432",
    "Eva Fokkema": "06-12345678",
    "Fleur Gerritsen": "030 000 00 01",
}


def test_a_number_that_yaml_readers_spoil_reaches_the_chat_as_typed(system: System, schools: Path) -> None:
    rows = [NEW.splitlines()[0].replace("Proefschool", "Nummerschool"), "contacten:"]
    for number, (name, phone) in enumerate(TRICKY.items()):
        rows.append(f"  - {{id: p{number}, rol: docent, naam: {name}, bereik: {{telefoon: {phone}}}}}")
    file = schools / "nummerschool.yml"
    file.write_text("\n".join(rows) + "\n", encoding="utf-8")
    wait_for(lambda: httpx.get(f"{system.url}/hulp/nummerschool").status_code == 200)
    wait_for(
        lambda: "Ada Bremmer" in names(system, "nummerschool", "wie is Ada Bremmer")
    )  # the action server reads by itself
    for name, phone in TRICKY.items():
        with Student(system.url, "nummerschool") as student:
            student.says(f"wie is {name}")
            (card,) = [card for card in student.cards if card["name"] == name]
        dials = "tel:" + phone.replace(" ", "").replace("-", "")
        assert [(way["label"], way["href"]) for way in card["reach"]] == [(phone, dials)]
    file.unlink()
