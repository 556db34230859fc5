"""The state that every client of the chat API sees."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wegwijzer.topics import is_urgent, labels


@dataclass(frozen=True)
class Understanding:
    """What the last message was taken for.

    Attributes:
        label: the likeliest label, also when it was too unsure to act on; None for a button.
        candidates: at most three labels, likeliest first.
    """

    label: str | None
    candidates: tuple[str, ...]

    @classmethod
    def of(cls, intent: str, ranking: Sequence[str]) -> Understanding:
        """Return the understanding behind Rasa's intent and ranking."""
        known = tuple(label for label in ranking if label in labels())[:3]
        return cls(intent if intent in labels() else next(iter(known), None), known)


def state(understanding: Understanding, memory: Mapping[str, Any], *, acted: bool = True) -> dict[str, Any]:
    """Return `state` of the chat API from what was understood and what is remembered.

    Args:
        acted: whether the conversation took its turn; without it only the label tells about a crisis.
    """
    return {
        "step": memory.get("step") or "topic",
        "understood": understanding.label,
        "candidates": list(understanding.candidates),
        "topic": memory.get("topic"),
        "about": memory.get("about"),
        "audience": memory.get("audience") or "leerling",
        "crisis": bool(memory.get("crisis")) if acted else is_urgent(understanding.label),
        "school": memory.get("school"),
        "wiped": acted and bool(memory.get("wiped")),
        "degraded": False,
    }
