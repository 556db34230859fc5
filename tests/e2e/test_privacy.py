"""No sentence of a student reaches a log, a disk or another conversation; inner parts stay on loopback."""

from __future__ import annotations

import os
import signal
import time

import psutil

from runner.system import System
from tests.client import Student

CANARY = "zwaluwstaartje"


def listening(pid: int) -> list[str]:
    process = psutil.Process(pid)
    return [row.laddr.ip for row in process.net_connections() if row.status == psutil.CONN_LISTEN]


def test_no_text_in_any_log_also_when_things_fail(system: System) -> None:
    with Student(system.url, "voorbeeld-college") as student:
        student.says(f"mijn {CANARY} wordt gepest")
        student.says(f"/{CANARY}{{}}")
        student.says(f"ik wil dood {CANARY}")
        student.post({"choice": CANARY})
        student.post({"text": {"a": CANARY}})
        os.kill(system.pids()["actions"], signal.SIGKILL)
        student.says(f"en nu {CANARY}")
    while not system.answers():
        time.sleep(0.2)
    logs = [path for path in system.logs.rglob("*") if path.is_file()]
    assert {"rasa.log", "actions.log", "gateway.log"} <= {log.name for log in logs}
    for log in logs:
        assert CANARY not in log.read_text(encoding="utf-8", errors="replace"), log


def test_every_part_listens_on_loopback_only(system: System) -> None:
    for part, pid in system.pids().items():
        addresses = listening(pid)
        assert addresses, part
        assert set(addresses) == {"127.0.0.1"}, part


def test_two_students_never_share_a_conversation(system: System) -> None:
    with Student(system.url, "voorbeeld-college") as first, Student(system.url, "vmbo-de-werf") as second:
        first.picks("thema.pesten")
        second.says("hoi")
        assert second.state["topic"] is None
        first.picks("over.zelf")
        assert first.state["topic"] == "pesten"


def test_a_forged_or_damaged_token_is_refused_with_help(system: System) -> None:
    with Student(system.url, None) as student:
        for token in ("x", student.headers["Authorization"][7:] + "x", "a.b.c"):
            answer = student.http.post(
                "/api/messages", json={"text": "hoi"}, headers={"Authorization": f"Bearer {token}"}
            )
            assert answer.status_code == 401
            assert answer.json()["error"]["code"] == "verlopen"
            assert [card["id"] for card in answer.json()["messages"][0]["cards"]]
