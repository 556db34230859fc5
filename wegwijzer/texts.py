"""The sentences students see: the responses of `domain/`, rendered without Rasa.

Rasa speaks the same responses from its trained model; the gateway uses this module for what must appear
when Rasa can't: the welcome, crisis help and every failure.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from wegwijzer import tables
from wegwijzer.school import School
from wegwijzer.topics import topics

if TYPE_CHECKING:
    from wegwijzer.turns import Message

DOMAIN = Path(__file__).parents[1] / "domain"


@cache
def responses() -> dict[str, str]:
    """Return every response of the domain: name -> text."""
    found: dict[str, str] = {}
    for path in sorted(DOMAIN.glob("*.yml")):
        domain = yaml.safe_load(path.read_text(encoding="utf-8"))
        for name, variants in (domain.get("responses") or {}).items():
            found[name] = variants[0]["text"]
    return found


def render(response: str, params: Mapping[str, str] | None = None) -> str:
    """Return the text of a response with its parameters filled in.

    Raises:
        KeyError: the response or one of its parameters does not exist.
    """
    return responses()[response].format_map(dict(params or {}))


def choice_label(choice: str, names: Mapping[str, str], schools: Mapping[str, School]) -> str:
    """Return what the button of `choice` says.

    Args:
        names: card id -> name, for `kaart.<id>`.
        schools: known schools, for `school.<id>`.

    Raises:
        KeyError: this choice is not in the closed vocabulary.
    """
    kind, _, value = choice.partition(".")
    if kind == "thema":
        return topics()[value].title
    if kind == "kaart":
        return names[value]
    if kind == "school":
        return f"{schools[value].name}, {schools[value].place}"
    labels: dict[str, Any] = tables.load("choices")["keuzes"]
    return str(labels[choice])


def show(message: Message, schools: Mapping[str, School]) -> dict[str, Any]:
    """Return the choices and cards of a message as the chat API sends them."""
    names = {card.id: card.name for card in message.cards}
    return {
        "choices": [
            {"id": choice, "label": choice_label(choice, names, schools)} for choice in message.choices
        ],
        "cards": [card.model_dump() for card in message.cards],
    }
