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
