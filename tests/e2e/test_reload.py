"""School files are edited while students talk: who looks sees the old or the new, and soon the new."""

from __future__ import annotations

import itertools
import os
import random
import re
import shutil
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event

import httpx
import pytest

from runner.system import System
from tests.client import Student, wait_for

STUDENTS = 50
PATIENCE = 20.0  # an edit is live in a second or two; on a busy machine Rasa itself can be late
NUMBERS = itertools.count(10)
BOARD = "besturen/stichting-proef.yml"
BOARD_FILE = """\
bestuur: {naam: Stichting Proef}
contacten:
  - id: evp-proef
    rol: externe_vertrouwenspersoon
    naam: Bo Buiten
    bereik: {telefoon: "NUMMER"}
"""
SCHOOL_FILE = """\
school: {naam: Herlaadschool, plaats: Zeist, website: "https://herlaad.example", bestuur: stichting-proef}
contacten:
  - id: vp-proef
    rol: interne_vertrouwenspersoon
    naam: Ada Proef
    bereik: {telefoon: "NUMMER"}
    regie: true
  - id: directie-proef
    rol: directie
    naam: Dirk Proef
    bereik: {telefoon: "0343 00 00 99"}
"""
OWN_LINES = {"113", "112"}


def number() -> str:
    """A number that nobody has and that no file had before."""
    return f"0343 00 00 {next(NUMBERS)}"


class Files:
    """The folder as whoever edits it sees it; `used` is every number that ever stood in a file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.used = {"0343 00 00 99"}

    def text(self, name: str, phone: str) -> str:
        self.used.add(phone)
        return (BOARD_FILE if name == BOARD else SCHOOL_FILE).replace("NUMMER", phone)

    def path(self, name: str) -> Path:
        return self.folder / name


def in_place(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def by_rename(path: Path, text: str) -> None:
    new = path.with_name(f".{path.name}.tmp")
    new.write_text(text, encoding="utf-8")
    new.rename(path)


def in_two_steps(path: Path, text: str) -> None:
    """Half of it is valid YAML, with a contact less."""
    half = text.index("  - id: directie-proef")
    with path.open("w", encoding="utf-8") as file:
        file.write(text[:half])
        file.flush()
        time.sleep(0.6)
        file.write(text[half:])


def delete_and_create(path: Path, text: str) -> None:
    path.unlink()
    time.sleep(0.6)
    path.write_text(text, encoding="utf-8")


def with_its_old_time(path: Path, text: str) -> None:
    before = path.stat()
    new = path.with_name("kopie.tmp")
    new.write_text(text, encoding="utf-8")
    os.utime(new, ns=(before.st_atime_ns, before.st_mtime_ns))
    shutil.copy2(new, path)
    new.unlink()


WAYS = [in_place, by_rename, in_two_steps, delete_and_create, with_its_old_time]


@pytest.fixture
def files(system: System, schools: Path) -> Iterator[Files]:
    """A school with a bestuur, live in every part."""
    made = Files(schools)
    first = number()
    for name in (BOARD, "herlaadschool.yml"):
        made.path(name).write_text(made.text(name, first), encoding="utf-8")
    wait_for(lambda: page(system).status_code == 200)
    wait_for(lambda: first in on_cards(system))
    yield made
    made.path("herlaadschool.yml").unlink(missing_ok=True)
    wait_for(lambda: page(system).status_code == 404)
    made.path(BOARD).unlink(missing_ok=True)
    wait_for(lambda: not problems(system))


def page(system: System) -> httpx.Response:
    return httpx.get(f"{system.url}/hulp/herlaadschool", timeout=10)


def problems(system: System) -> list[dict[str, str | int]]:
    return list(httpx.get(f"{system.url}/health", timeout=10).json()["problems"])


def on_cards(system: System) -> str:
    """What the action server shows to someone who asks for who is of school, and of the bestuur."""
    shown = ""
    with Student(system.url, "herlaadschool") as student:
        for name in ("ada proef", "bo buiten"):
            student.says(f"hoe bereik ik {name}")
            shown += labels(student)
    return shown


def labels(student: Student) -> str:
    return " ".join(str(way["label"]) for card in student.cards for way in card["reach"])


def live_everywhere(system: System, phone: str) -> float:
    """Wait until the gateway and the action server show `phone`; return the seconds it took."""
    started = time.monotonic()
    wait_for(lambda: phone in page(system).text, PATIENCE)
    wait_for(lambda: phone in on_cards(system), PATIENCE)
    return time.monotonic() - started


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_an_edit_is_live_in_every_part(
    system: System, files: Files, way: Callable[[Path, str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    phone = number()
    way(files.path("herlaadschool.yml"), files.text("herlaadschool.yml", phone))
    seconds = live_everywhere(system, phone)
    assert "Dirk Proef" in page(system).text
    with capsys.disabled():
        print(f"\n  {way.__name__}: live in {seconds:.1f} s")


def test_a_bestuur_edit_is_live_and_a_wrong_one_is_not(system: System, files: Files) -> None:
    phone = number()
    right = files.text(BOARD, phone)
    files.path(BOARD).write_text(right, encoding="utf-8")
    live_everywhere(system, phone)
    files.path(BOARD).write_text(right.replace("    naam", "\tnaam"), encoding="utf-8")
    wait_for(lambda: problems(system))
    (problem,) = problems(system)
    assert (problem["bestand"], problem["regel"]) == (BOARD, 5)
    assert "tab" in str(problem["melding"])
    assert "spaties" in str(problem["oplossing"])
    assert phone in page(system).text
    assert phone in on_cards(system)
    files.path(BOARD).write_text(right, encoding="utf-8")
    wait_for(lambda: not problems(system))


def test_health_says_that_a_school_is_not_to_be_seen(system: System, files: Files) -> None:
    assert httpx.get(f"{system.url}/health", timeout=10).json()["status"] == "ok"
    files.path("nieuw.yml").write_text("school: [", encoding="utf-8")
    wait_for(lambda: problems(system))
    health = httpx.get(f"{system.url}/health", timeout=10)
    assert (health.status_code, health.json()["status"]) == (200, "let op")
    (problem,) = problems(system)
    assert problem["leerlingen"] == "zien deze school niet"
    files.path("nieuw.yml").unlink()
    wait_for(lambda: not problems(system))
    assert httpx.get(f"{system.url}/health", timeout=10).json()["status"] == "ok"


def test_a_removed_school_closes_kindly(system: System, files: Files) -> None:
    with Student(system.url, "herlaadschool") as student, Student(system.url, "herlaadschool") as other:
        student.picks("thema.pesten")
        student.picks("over.zelf")
        student.picks("voorkeur.maakt_niet_uit")
        assert "vp-proef" in student.card_ids
        other.says("hoi")
        files.path("herlaadschool.yml").unlink()
        wait_for(lambda: page(system).status_code == 404)
        wait_for(lambda: httpx.post(f"{system.url}/api/sessions", json={"school": "herlaadschool"}).is_error)
        time.sleep(0.5)  # the action server saw the same, at most a look later
        student.picks("kaart.vp-proef")
        assert student.text.count("Jouw school doet hier niet meer mee") == 1
        assert "volwassene" in student.card_ids
        assert "vp-proef" not in student.card_ids
        assert {card["kind"] for card in student.cards} == {"person", "helpline"}
        student.says("ik heb ruzie met mijn moeder")
        assert "Jouw school" not in student.text
        assert "herken" not in student.text
        other.says("ik wil dood")
        assert other.state["crisis"]
        assert other.card_ids[:2] == ["113", "112"]
        assert "volwassene" in other.card_ids
        assert "Jouw school" not in other.text
        other.says("ik word gepest")
        assert "Jouw school doet hier niet meer mee" in other.text
        gone = page(system)
        assert "doet hier niet meer mee" in gone.text
        assert "0800-0432" in gone.text


class Crowd:
    """Students who talk all the time; everything that must not be is in `wrong`."""

    def __init__(self, system: System, files: Files) -> None:
        self.system, self.files = system, files
        self.wrong: list[str] = []
        self.turns = self.without_rasa = 0
        self._stop = Event()

    @contextmanager
    def talking(self) -> Iterator[Crowd]:
        with ThreadPoolExecutor(STUDENTS) as pool:
            done = [pool.submit(self._talk, random.Random(seed)) for seed in range(STUDENTS)]
            try:
                yield self
            finally:
                self._stop.set()
        for talk in done:
            talk.result()

    def _talk(self, chance: random.Random) -> None:
        self._stop.wait(chance.uniform(0.0, 5.0))
        while not self._stop.is_set():
            with Student(self.system.url, "herlaadschool") as student:
                for text in chance.choice(TALKS):
                    if text.partition(".")[0] in {"thema", "over", "voorkeur"}:
                        student.picks(text)
                    else:
                        student.says(text)
                    self._check(text, student)
                    self._stop.wait(chance.uniform(3.0, 8.0))
                    self.turns += 1
                    self.without_rasa += student.state["degraded"]

    def _check(self, text: str, student: Student) -> None:
        shown = set(re.findall(r"0343 00 00 \d\d", labels(student)))
        if shown - self.files.used:
            self.wrong.append(f"a number that never was: {shown - self.files.used}")
        if not student.text.strip():
            self.wrong.append(f"silence after {text!r}")
        if text == "ik wil dood" and not set(student.card_ids) >= OWN_LINES:
            self.wrong.append(f"no crisis help: {student.card_ids}")
        if not student.state["crisis"] and student.cards and not student.state["degraded"] and not shown:
            self.wrong.append(f"no one of the school after {text!r}: {student.card_ids}")


TALKS = [
    ("hoi", "wie is de vertrouwenspersoon"),
    ("thema.pesten", "over.zelf", "voorkeur.maakt_niet_uit"),
    ("ik wil dood",),
    ("ik word gepest in de klas", "over.zelf", "voorkeur.school"),
]


def test_edits_while_fifty_students_talk(
    system: System, files: Files, capsys: pytest.CaptureFixture[str]
) -> None:
    crowd = Crowd(system, files)
    seconds = []
    with crowd.talking():
        for way in WAYS:
            phone = number()
            way(files.path("herlaadschool.yml"), files.text("herlaadschool.yml", phone))
            seconds.append(live_everywhere(system, phone))
        right = files.path("herlaadschool.yml").read_text(encoding="utf-8")
        files.path("herlaadschool.yml").write_text(right.replace("rol:", "roll:"), encoding="utf-8")
        wait_for(lambda: problems(system))
        wait_for(lambda: phone in on_cards(system))  # busy as it is, Rasa may be late once
        files.path("herlaadschool.yml").write_text(right, encoding="utf-8")
        wait_for(lambda: not problems(system))
        phone = number()
        files.path(BOARD).write_text(files.text(BOARD, phone), encoding="utf-8")
        seconds.append(live_everywhere(system, phone))
    assert crowd.wrong == []
    assert crowd.turns > STUDENTS
    with capsys.disabled():
        print(f"\n  {STUDENTS} students, {crowd.turns} turns, {crowd.without_rasa} of them without Rasa")
        print(f"  live everywhere in {', '.join(f'{row:.1f}' for row in seconds)} s")
