"""A scenario: one conversation in YAML, with what must be true after each turn."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

from tests.client import Reply, Student
from wegwijzer.texts import responses

FOLDER = Path(__file__).parent / "gesprekken"
QUESTIONS = {"confirm", "about", "safe", "preference", "school"}
GOING_BACK = {"gesprek.terug", "gesprek.klopt_niet", "gesprek.ander_onderwerp"}


class Strict(BaseModel):
    """Refuses keys it does not know, so that a typo is no test that always passes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Which(Strict):
    """What must be there and what must not: ids, or `rol:<role>` for a card."""

    wel: list[str] = []
    niet: list[str] = []


class Expectation(Strict):
    """One turn and what must be true after it; a list means one of these."""

    zegt: str | None = None
    kiest: str | None = None
    stap: str | list[str] | None = None
    thema: str | list[str] | None = None
    begrepen: str | list[str] | None = None
    over: str | list[str] | None = None
    spreker: str | None = None
    spoed: bool | None = None
    kaarten: Which = Which()
    keuzes: Which = Which()
    antwoord: list[str] = Field([], description="responses that are said, like utter_al_geprobeerd")
    antwoord_niet: list[str] = []

    @model_validator(mode="after")
    def _one_move(self) -> Expectation:
        if (self.zegt is None) == (self.kiest is None):
            raise ValueError("a turn is either zegt or kiest")
        return self


class Scenario(Strict):
    """One conversation at one school (or none)."""

    school: str | None
    beurten: list[Expectation] = Field(min_length=1)


def load(path: Path) -> Scenario:
    """Read a scenario file."""
    return Scenario.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))


def play(scenario: Scenario, student: Student) -> list[Reply]:
    """Have the conversation; return the states. Every turn is checked, also for what is always true."""
    states: list[Reply] = []
    asked: list[str] = []
    for number, turn in enumerate(scenario.beurten, 1):
        if turn.zegt is not None:
            student.says(turn.zegt)
        else:
            student.picks(str(turn.kiest))
        where = f"beurt {number} ({turn.zegt if turn.zegt is not None else turn.kiest!r})"
        _check(turn, student, where)
        if student.state["topic"] is None or _starts_again(turn, student, states):
            asked = []
        asked = _check_questions(student.state["step"], asked, turn, states, where)
        states.append(student.state)
    return states


def _check(turn: Expectation, student: Student, where: str) -> None:
    state = student.state
    expected = {
        "step": turn.stap,
        "topic": turn.thema,
        "understood": turn.begrepen,
        "about": turn.over,
        "audience": turn.spreker,
        "crisis": turn.spoed,
    }
    for key, value in expected.items():
        if value is not None:
            allowed = value if isinstance(value, list) else [value]
            assert state[key] in allowed, f"{where}: {key} is {state[key]!r}, not {value!r}; {state}"
    cards = {card["id"] for card in student.cards} | {f"rol:{card['role']}" for card in student.cards}
    _check_which(turn.kaarten, cards, f"{where}: kaarten")
    _check_which(turn.keuzes, set(student.choices), f"{where}: keuzes")
    for response in turn.antwoord:
        assert _says(student, response), f"{where}: {response} was not said, but: {student.text}"
    for response in turn.antwoord_niet:
        assert not _says(student, response), f"{where}: {response} was said"
    if state["crisis"]:
        assert {"112", "113"} <= cards, f"{where}: a crisis without 112 and 113"
        assert state["step"] not in QUESTIONS, f"{where}: a question in a crisis"
    assert not state["degraded"], f"{where}: a part was broken"


def _check_which(which: Which, there: set[str], where: str) -> None:
    assert set(which.wel) <= there, f"{where}: {sorted(set(which.wel) - there)} missing from {sorted(there)}"
    assert not set(which.niet) & there, f"{where}: {sorted(set(which.niet) & there)} should not be there"


def _says(student: Student, response: str) -> bool:
    """Return whether a bubble is this response, whatever was filled in."""
    parts = re.split(r"\{\w+\}", responses()[response])
    return any(all(part in message["text"] for part in parts) for message in student.reply["messages"])


def _starts_again(turn: Expectation, student: Student, states: list[Reply]) -> bool:
    return bool(states) and student.state["topic"] != states[-1]["topic"]


def _check_questions(
    step: str, asked: list[str], turn: Expectation, states: list[Reply], where: str
) -> list[str]:
    """Check that no question comes twice, unless asked for, and never more than three about one topic."""
    stays = bool(states) and states[-1]["step"] == step
    if step not in QUESTIONS or turn.kiest in GOING_BACK or turn.zegt in {"terug", "ga terug"} or stays:
        return asked
    assert step not in asked, f"{where}: {step} is asked twice"
    assert len(asked) < 3, f"{where}: a fourth question, {step}"
    return [*asked, step]


def coverage(played: dict[str, list[Reply]]) -> dict[str, Any]:
    """Return how often each topic, audience and step was touched, over all scenarios."""
    counts: dict[str, dict[str, int]] = {"topic": {}, "audience": {}, "step": {}}
    for states in played.values():
        for key, row in counts.items():
            for value in {str(state[key]) for state in states if state[key]}:
                row[value] = row.get(value, 0) + 1
    return counts
