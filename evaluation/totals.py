"""The figures of one set of messages, beside the floors that they have to reach."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from evaluation.data import Case
from evaluation.measures import LabelResult, Share, macro_recall, per_label
from evaluation.model import Answer

# What counts as good enough; `false alarms` is a ceiling.
FLOORS = {"right": 0.70, "top three": 0.88, "worst topic": 0.45, "about": 0.85, "false alarms": 0.03}


@dataclass(frozen=True)
class Totals:
    """Shares by name, each with its interval, and the labels by recall (by `right`, worst first)."""

    shares: dict[str, Share]
    macro_recall: float
    labels: list[LabelResult]

    @property
    def worst(self) -> LabelResult:
        """Return the label with the lowest recall."""
        return self.labels[0]


def rights(cases: Sequence[Case], answers: Sequence[Answer]) -> list[bool]:
    """Return of each answer whether it is one of the accepted labels."""
    return [a.understood in c.accepted for c, a in zip(cases, answers, strict=True)]


def top3s(cases: Sequence[Case], answers: Sequence[Answer]) -> list[bool]:
    """Return of each answer whether an accepted label is among what was understood and the candidates."""
    pairs = zip(cases, answers, strict=True)
    return [bool(c.accepted & {a.understood, *a.candidates[:3]}) for c, a in pairs]


def totals(cases: Sequence[Case], answers: Sequence[Answer]) -> Totals:
    """Return all figures; those for which there are no cases are left out."""
    pairs = list(zip(cases, answers, strict=True))
    shares = {
        "right": Share.of(rights(cases, answers)),
        "top three": Share.of(top3s(cases, answers)),
        "strict": Share.of(a.understood == c.label for c, a in pairs),
        "about": Share.of(a.about == c.about for c, a in pairs if a.about and c.about),
        "crisis recall": Share.of(a.crisis for c, a in pairs if c.crisis),
        "crisis recall, about oneself": Share.of(
            a.crisis for c, a in pairs if c.crisis and c.about == "zelf"
        ),
        "crisis recall, about someone else": Share.of(
            a.crisis for c, a in pairs if c.crisis and c.about not in {"zelf", None}
        ),
    }
    if any(case.crisis for case in cases):
        shares["false alarms"] = Share.of(a.crisis for c, a in pairs if not c.crisis)
    guesses = [a.understood or "" for a in answers]
    labels = per_label([c.label for c in cases], guesses, rights(cases, answers))
    return Totals({name: row for name, row in shares.items() if row.total}, macro_recall(labels), labels)
