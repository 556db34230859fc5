"""What the operator's screen says about the parts, with the real supervisord where it matters."""

from __future__ import annotations

import time
from pathlib import Path

from runner.parts import AGAIN_SECONDS, SETTLED_SECONDS, Parts, Process
from runner.system import System
from tests.client import wait_for
from tests.conftest import free_port


class Screen:
    """Parts, looked at each second."""

    def __init__(self) -> None:
        self.started: list[str] = []
        self.parts = Parts(Path("logs"), self.started.append)
        self.now = 0.0

    def sees(self, state: str, pid: int = 0, seconds: float = 0) -> str:
        self.now += 1
        return "\n".join(self.parts.look([Process("gateway", state, pid, seconds)], self.now))


def test_a_part_that_runs_says_nothing() -> None:
    screen = Screen()
    assert [screen.sees("RUNNING", 10, n) for n in range(20)] == [""] * 20


def test_started_again_is_said_once_and_only_when_it_runs() -> None:
    screen = Screen()
    screen.sees("RUNNING", 10, 100)
    down = [screen.sees("EXITED"), screen.sees("STARTING", 11), screen.sees("RUNNING", 11, 2)]
    assert down == ["", "", ""]
    said = "Het deel 'gateway' was gestopt en is opnieuw gestart."
    assert screen.sees("RUNNING", 11, SETTLED_SECONDS) == said
    assert screen.sees("RUNNING", 11, SETTLED_SECONDS + 1) == ""


def test_a_part_that_keeps_stopping_is_told_once() -> None:
    screen = Screen()
    screen.sees("RUNNING", 10, 100)
    said = []
    for pid in range(11, 15):
        said += [screen.sees("STARTING", pid), screen.sees("RUNNING", pid, 2), screen.sees("BACKOFF")]
    (line,) = filter(None, said)
    assert line.startswith("Het deel 'gateway' stopt steeds. De reden staat in logs/gateway.log\n")
    assert "Leerlingen kunnen nu niet chatten" in line
    assert "opnieuw gestart" in screen.sees("RUNNING", 20, SETTLED_SECONDS)


def test_a_part_that_was_given_up_is_told_once_and_tried_every_half_minute() -> None:
    screen = Screen()
    screen.sees("RUNNING", 10, 100)
    first = screen.sees("FATAL")
    assert first.startswith("Het deel 'gateway' start niet meer. Ik probeer het elke halve minuut opnieuw.")
    said = [screen.sees("FATAL") for _ in range(2 * AGAIN_SECONDS)]
    said += [screen.sees(state, pid) for pid in range(30, 35) for state in ("STARTING", "BACKOFF", "FATAL")]
    assert set(said) == {""}
    assert screen.started == ["gateway", "gateway"]
    assert "opnieuw gestart" in screen.sees("RUNNING", 40, SETTLED_SECONDS)


class OnePart(System):
    """The real supervisord with a gateway that can't start until `lets_it` is there."""

    @property
    def lets_it(self) -> Path:
        return self.logs / "good"

    def _config(self, actions: int) -> str:
        head = super()._config(actions).split("[program:")[0]
        run = f"sh -c 'test -e {self.lets_it} && exec sleep 60'"
        return f"{head}[program:gateway]\ncommand={run}\nstartretries=0\nstartsecs=1\n"


def test_the_real_supervisor_gives_up_and_starts_again_when_asked(tmp_path: Path) -> None:
    with OnePart(free_port(), tmp_path) as system:
        wait_for(lambda: system.states() == {"gateway": "FATAL"})
        parts = Parts(system.logs, system.start)
        (said,) = parts.look(system.processes(), time.monotonic())
        assert "start niet meer" in said
        system.lets_it.touch()
        assert parts.look(system.processes(), time.monotonic() + AGAIN_SECONDS) == []
        wait_for(lambda: system.states() == {"gateway": "RUNNING"})
        wait_for(lambda: parts.look(system.processes(), time.monotonic()) != [], 3 * SETTLED_SECONDS)
        assert system.processes()[0].seconds >= SETTLED_SECONDS
