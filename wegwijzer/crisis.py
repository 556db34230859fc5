"""The crisis guard: a deterministic reader that never depends on a trained model.

It runs twice, in the gateway before Rasa and in Rasa's pipeline after the fallback classifier, so that
fixed help appears even when everything behind the gateway hangs. The rules and the reason for each
stand in `tables/crisis.yml`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from wegwijzer import tables
from wegwijzer.normalise import fold
from wegwijzer.topics import is_urgent

# Danger now outranks a wish, a wish outranks what happened before.
_PRIORITY = (
    "direct_gevaar",
    "suicidaliteit",
    "seksueel_grensoverschrijdend",
    "dwang_en_uitbuiting",
    "huiselijk_geweld",
    "zelfbeschadiging",
)
_CLAUSE = re.compile(
    r"[.!?;:\n]+|,|\b(?:want|omdat|terwijl|dus)\b"
    # "maar" starts a clause before a new subject; "alleen maar", "was ik maar" and "dan maar" stay whole
    r"|(?<!alleen )\bmaar\b(?=\W+(?:ik|hij|zij|ze|we|wij|je|jij|het|t|dat|dit|de|die"
    r"|mijn|mn|nu|toen|er|niemand|als|toch|wel|ook|thuis)\b)"
)

# "ik moet een werkstuk maken over ..." is a subject; "ik wil", "denk ik aan" is the writer.
_OWN_WISH = re.compile(
    r"\b(?:ik|k)\W+(?:\w+\W+){0,3}?(?:wil|wou|wilde|denk|dacht|ga|zou|hoop|kan|ben|voel)\b"
    r"|\b(?:wil|wou|denk|dacht|ga|zou|hoop|kan)\W+ik\b|\ben (?:denk|wil|hoop)\b|\bi (?:want|wanna|wish)\b"
)
_NEVER = "(?!)"


@dataclass(frozen=True)
class Alarm:
    """What the guard heard: the topic, and the id of the rule for whoever reviews it."""

    label: str
    rule: str

    @property
    def urgent(self) -> bool:
        """Whether help comes first, in the same reply."""
        return is_urgent(self.label)


@dataclass(frozen=True)
class Rule:
    """One compiled line of `tables/crisis.yml`."""

    id: str
    label: str
    example: str
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None
    school_subject: re.Pattern[str] | None
    whole: bool

    def matches(self, text: str, clauses: list[str]) -> bool:
        """Return whether the rule holds for the folded message or one of its clauses."""
        for part in [text] if self.whole else clauses:
            if self.pattern.search(part) and not self._called_off(part):
                return True
        return False

    def _called_off(self, part: str) -> bool:
        """Return whether an exception holds; a school subject never excuses a wish of the writer's own."""
        if self.unless and self.unless.search(part):
            return True
        return bool(self.school_subject and self.school_subject.search(part) and not _OWN_WISH.search(part))


@cache
def rules() -> tuple[Rule, ...]:
    """Return the rules, most urgent label first."""
    table = tables.load("crisis")
    words: dict[str, str] = table["woorden"]
    compiled = [_compile(row, words) for row in table["regels"]]
    return tuple(sorted(compiled, key=lambda rule: _PRIORITY.index(rule.label)))


@cache
def _idioms() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{row})" for row in tables.load("crisis")["uitdrukkingen"]))


def _compile(row: dict[str, str | bool | list[str]], words: dict[str, str]) -> Rule:
    if "letterlijk" in row:
        source = "|".join(re.escape(fold(text)) for text in list(row["letterlijk"]))  # type: ignore[arg-type]
    else:
        source = str(row["patroon"])
    unless = str(row["niet_als"]) if "niet_als" in row else ""
    school = rf"\b{words['school']}\b" if "{school}" in unless else ""
    return Rule(
        id=str(row["id"]),
        label=str(row["label"]),
        example=str(row["voorbeeld"]),
        pattern=re.compile(_fill(source, words)),
        unless=re.compile(_fill(unless, words | {"school": _NEVER})) if unless else None,
        school_subject=re.compile(_fill(school, words)) if school else None,
        whole=bool(row.get("heel", False)),
    )


def _fill(source: str, words: dict[str, str]) -> str:
    """Replace every `{word}` by its pattern; a word may use other words."""
    while match := re.search(r"\{([a-z_]+)\}", source):
        source = source[: match.start()] + words[match.group(1)] + source[match.end() :]
    return source


@dataclass(frozen=True)
class Denial:
    """Something heavy that was named to say it is not so, or no longer so.

    Attributes:
        asks: whether the reply asks gently if it plays a part after all.
    """

    rule: str
    example: str
    asks: bool
    pattern: re.Pattern[str]


@cache
def denials() -> tuple[Denial, ...]:
    """Return the denials of `tables/crisis.yml`."""
    table = tables.load("crisis")
    return tuple(
        Denial(
            row["id"],
            row["voorbeeld"],
            bool(row.get("vraag")),
            re.compile(_fill(row["patroon"], table["woorden"])),
        )
        for row in table["ontkenningen"]
    )


@cache
def _taken_back() -> re.Pattern[str]:
    table = tables.load("crisis")
    return re.compile(_fill(table["terug"], table["woorden"]))


@cache
def _over_now() -> re.Pattern[str]:
    words = tables.load("crisis")["woorden"]
    return re.compile(_fill(words["voorbij"], words))


def denied(text: str) -> Denial | None:
    """Return the denial in a message, or None; one that is taken back ("maar ook niet leven") is none.

    It never silences `listen`: a rule that matches elsewhere in the message goes first.
    """
    folded = _idioms().sub(" ", fold(text))
    if _taken_back().search(folded):
        return None
    return next((denial for denial in denials() if denial.pattern.search(folded)), None)


@cache
def _school_work() -> re.Pattern[str]:
    return re.compile(tables.load("crisis")["schoolwerk"])


def tempered(text: str) -> bool:
    """Return whether heavy words may mean nothing: an expression, or school work in a short message."""
    folded = fold(text)
    short = len(folded.split()) <= tables.load("crisis")["schoolwerk_woorden"]
    return bool(_idioms().search(folded) or (short and _school_work().search(folded)))


def clauses(text: str) -> list[str]:
    """Split folded text where a new clause starts, so that a heavy one can't hide behind the rest."""
    return [part for piece in _CLAUSE.split(text) if (part := piece.strip())]


def listen(text: str) -> Alarm | None:
    """Return the most urgent alarm in a message of any length, or None.

    Args:
        text: the message as typed; all of it is read.
    """
    folded = _idioms().sub(" ", fold(text))
    if not _taken_back().search(folded):
        folded = _over_now().sub(" ", folded)
    parts = clauses(folded)
    for rule in rules():
        if rule.matches(folded, parts) and (is_urgent(rule.label) or not denied(text)):
            return Alarm(rule.label, rule.id)
    return _listen_squeezed(folded)


def _listen_squeezed(folded: str) -> Alarm | None:
    """Read a message whose spaces are missing or in the wrong place."""
    if not _broken_up(folded):
        return None
    patterns, unless, whole_words = _squeezed_rules()
    broken = whole_words.sub(" ", folded)  # a rule above has read those already
    squeezed = re.sub(r"([a-z])\1+", r"\1", re.sub(r"[^a-z]", "", broken))
    if patterns.search(squeezed) and not unless.search(squeezed):
        return Alarm(str(tables.load("crisis")["aaneen"]["label"]), "aaneen")
    return None


def _broken_up(folded: str) -> bool:
    """Return whether words are glued together or cut into pieces."""
    words = re.findall(r"[a-z]+", folded)
    if not words:
        return False
    pieces = sum(len(word) <= 2 for word in words) / len(words)
    return pieces >= 0.3 or max(map(len, words)) >= 9


@cache
def _squeezed_rules() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    table = tables.load("crisis")
    row, words = table["aaneen"], table["woorden"]
    whole_words = re.compile(_fill(r"\b{zelfmoord}\b", words))
    return re.compile("|".join(row["patronen"])), re.compile(row["niet_als"]), whole_words
