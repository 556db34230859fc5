"""Parts that die or hang: help lines within three seconds. Real processes are killed."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from runner.system import System
from tests.client import Student, wait_for

WITHIN = 3.0


@contextmanager
def stopped(pid: int) -> Iterator[None]:
    """A process that hangs: it holds its connections and answers nothing."""
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


def wait_until_healthy(system: System) -> None:
    deadline = time.monotonic() + 60
    while not system.answers():
        assert time.monotonic() < deadline, "not back within a minute"
        time.sleep(0.2)


@pytest.fixture
def mended(system: System) -> Iterator[System]:
    """The running system; waits at the end until every part is back."""
    wait_until_healthy(system)
    yield system
    wait_until_healthy(system)


def test_a_school_survives_a_restart_while_its_file_is_wrong(mended: System, schools: Path) -> None:
    file = schools / "vmbo-de-werf.yml"
    text = file.read_text(encoding="utf-8")
    file.write_text(f"{text}\n\tfout\n", encoding="utf-8")
    try:
        wait_for(lambda: httpx.get(f"{mended.url}/health").json()["problems"])
        for part in ("gateway", "actions"):
            os.kill(mended.pids()[part], signal.SIGKILL)
        wait_until_healthy(mended)
        assert httpx.get(f"{mended.url}/health").json()["problems"]
        assert "Greet Bos" in httpx.get(f"{mended.url}/hulp/vmbo-de-werf").text
        with Student(mended.url, "vmbo-de-werf") as student:
            student.says("wie is de vertrouwenspersoon")
            assert "Greet Bos" in [card["name"] for card in student.cards]
    finally:
        file.write_text(text, encoding="utf-8")
    wait_for(lambda: not httpx.get(f"{mended.url}/health").json()["problems"])


def timed(student: Student, text: str) -> float:
    started = time.monotonic()
    student.says(text)
    return time.monotonic() - started


@pytest.mark.parametrize("part", ["actions", "rasa"])
@pytest.mark.parametrize("how", ["killed", "hung"])
def test_an_ordinary_message_gets_the_fixed_help(mended: System, part: str, how: str) -> None:
    with Student(mended.url, "voorbeeld-college") as student:
        pid = mended.pids()[part]
        if how == "killed":
            os.kill(pid, signal.SIGKILL)
            seconds = timed(student, "ik heb ruzie met mijn beste vriendin")
        else:
            with stopped(pid):
                seconds = timed(student, "ik heb ruzie met mijn beste vriendin")
        assert seconds < WITHIN
        assert student.state["degraded"]
        assert student.card_ids == ["113", "112", "kindertelefoon"]
        assert "Dat ligt niet aan jou" in student.text


@pytest.mark.parametrize("part", ["actions", "rasa"])
@pytest.mark.parametrize("how", ["killed", "hung"])
def test_a_crisis_message_gets_crisis_help_and_a_person(mended: System, part: str, how: str) -> None:
    with Student(mended.url, "voorbeeld-college") as student:
        pid = mended.pids()[part]
        if how == "killed":
            os.kill(pid, signal.SIGKILL)
            seconds = timed(student, "ik wil niet meer leven")
        else:
            with stopped(pid):
                seconds = timed(student, "ik wil niet meer leven")
        assert seconds < WITHIN
        assert student.state["crisis"]
        assert student.card_ids == ["113", "112", "mentor"]


def test_what_only_the_classifier_knows_to_be_urgent_survives_a_dead_action_server(mended: System) -> None:
    with Student(mended.url, "voorbeeld-college") as student:
        text = "mijn stiefvader sluit de koelkast af en ik moet in de schuur slapen als hij boos is"
        student.says(text)
        assert student.state["crisis"]
        os.kill(mended.pids()["actions"], signal.SIGKILL)
        student.says(text)
        assert student.state["crisis"]
        assert "veilig-thuis" in student.card_ids


def test_a_cry_for_help_does_not_wait_behind_a_hung_message(mended: System) -> None:
    with Student(mended.url, "voorbeeld-college") as student, stopped(mended.pids()["actions"]):
        student.says("ik heb ruzie met mijn beste vriendin")
        assert timed(student, "ik wil dood") < 1.5
        assert "113" in student.card_ids


def test_leaving_forgets_what_is_still_on_its_way(mended: System) -> None:
    """The gateway helps by itself after a second, while Rasa still works on the same cry for help."""
    with Student(mended.url, "voorbeeld-college") as student:
        with stopped(mended.pids()["actions"]):
            student.says("ik wil dood")
            started = time.monotonic()
            left = student.http.delete("/api/sessions", headers=student.headers)
            assert time.monotonic() - started < WITHIN
        assert left.status_code == 204
        assert_empty(student)


def test_leaving_while_rasa_hangs_forgets_when_it_wakes_up(mended: System) -> None:
    with Student(mended.url, "voorbeeld-college") as student:
        student.picks("thema.pesten")
        with stopped(mended.pids()["rasa"]):
            student.says("ik wil dood")
            started = time.monotonic()
            left = student.http.delete("/api/sessions", headers=student.headers)
            assert time.monotonic() - started < WITHIN
            assert left.status_code == 503
        wait_until_healthy(mended)
        time.sleep(6)  # what hung is taken up and emptied once more
        assert_empty(student)


def assert_empty(student: Student) -> None:
    student.says("hoi")
    assert not student.state["degraded"]
    assert student.state["topic"] is None
    student.picks("gesprek.hulp_nu")
    assert "veilig-thuis" not in student.card_ids
    assert student.state["topic"] is None


@pytest.mark.parametrize("typed", [True, False])
def test_wiping_while_rasa_hangs_answers_in_time(mended: System, typed: bool) -> None:
    with Student(mended.url, "voorbeeld-college") as student:
        student.picks("thema.pesten")
        with stopped(mended.pids()["rasa"]):
            started = time.monotonic()
            student.says("wis alles") if typed else student.picks("gesprek.wissen")
            assert time.monotonic() - started < WITHIN
            assert "Ik wis dit zodra het kan" in student.text
            assert student.card_ids == ["113", "112", "kindertelefoon"]
        wait_until_healthy(mended)
        time.sleep(6)
        assert_empty(student)


def test_a_killed_part_is_started_again(mended: System) -> None:
    before = mended.pids()
    os.kill(before["actions"], signal.SIGKILL)
    wait_until_healthy(mended)
    after = mended.pids()
    assert after["actions"] != before["actions"]
    assert after["rasa"] == before["rasa"]


def test_a_conversation_goes_on_when_the_gateway_starts_again(mended: System) -> None:
    with Student(mended.url, "voorbeeld-college") as student:
        student.picks("thema.pesten")
        before = mended.pids()
        os.kill(before["gateway"], signal.SIGKILL)
        wait_until_healthy(mended)
        after = mended.pids()
        assert after["gateway"] != before["gateway"]
        assert after["rasa"] == before["rasa"]
        student.picks("over.zelf")
        assert student.state["topic"] == "pesten"
        assert not student.state["degraded"]


def test_health_tells_that_rasa_is_dead(mended: System) -> None:
    with Student(mended.url, None) as student:
        os.kill(mended.pids()["rasa"], signal.SIGKILL)
        health = student.http.get("/health")
        assert health.status_code == 503
        assert health.json()["status"] == "degraded"
        assert student.http.get("/hulp/voorbeeld-college").status_code == 200
