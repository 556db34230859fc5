"""Who speaks (pupil, parent, staff) and who it is about, read from the text; None when it does not say."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from wegwijzer import tables
from wegwijzer.normalise import fold
from wegwijzer.topics import About, Audience

# From held-out data: at 0.7 a guess is right 19 times out of 20 (docs/nlu.md).
SURE = 0.7
SURE_OF_ADULT = 0.85
# From here a guess counts when the words say the same.
AGREED = 0.4
_AUDIENCE: dict[About, Audience] = {"kind": "ouder", "leerling": "medewerker"}


@dataclass(frozen=True)
class Speaker:
    """What a message says about its writer and its subject."""

    audience: Audience | None
    about: About | None


def read_speaker(text: str) -> Speaker:
    """Return who wrote `text` and about whom.

    A parent writes about a child and staff about a pupil, whatever else the sentence holds.
    """
    folded = fold(text)
    patterns = _patterns()
    if _any(patterns["medewerker"], folded):
        return Speaker("medewerker", "leerling")
    if _any(patterns["ouder"], folded):
        return Speaker("ouder", "kind")
    if _any(patterns["ander"], folded):
        return Speaker(None, "ander")
    if _any(patterns["zelf"], folded):
        return Speaker(None, "zelf")
    return Speaker(None, None)


def understand_speaker(text: str, guess: tuple[About, float] | None) -> Speaker:
    """Return who wrote `text` and about whom, from its words and the classifier's guess together.

    Words that say who is speaking decide. Else the guess counts when it is sure enough; addressing a
    student as a parent is the worse mistake, so that takes more.
    """
    read = read_speaker(text)
    if read.audience is None and _any(_patterns()["zeker_zelf"], fold(text)):
        return Speaker(None, "zelf")
    if read.audience or guess is None or not text:
        return read
    about, confidence = guess
    if about == read.about and confidence >= AGREED:
        return read
    if confidence < SURE:
        return Speaker(None, None)
    audience = _AUDIENCE.get(about)
    if audience is None:
        return Speaker(None, about)
    if confidence < SURE_OF_ADULT or _any(_patterns()["leerling"], fold(text)):
        return Speaker(None, read.about)
    return Speaker(audience, about)


def did_it(text: str) -> bool:
    """Return whether the writer says to have hit or hurt somebody."""
    return _any(_patterns()["deed_het"], fold(text))


def takes_part(text: str) -> bool:
    """Return whether the writer says to bully, or to join in."""
    return _any(_patterns()["doet_mee"], fold(text))


def read_age(text: str) -> int | None:
    """Return the age of who writes, when the text says it of the writer; 10 to 20 years."""
    folded = fold(text)
    for pattern in _ages():
        if match := pattern.search(folded):
            return int(match.group(1))
    return None


@cache
def _ages() -> list[re.Pattern[str]]:
    return [re.compile(row) for row in tables.load("speaker")["leeftijd"]]


def _any(patterns: list[re.Pattern[str]], text: str) -> bool:
    return any(pattern.search(text) for pattern in patterns)


@cache
def _patterns() -> dict[str, list[re.Pattern[str]]]:
    table = tables.load("speaker")
    words: dict[str, str] = table["woorden"]

    def fill(source: str) -> str:
        for word, pattern in words.items():
            source = source.replace("{" + word + "}", pattern)
        return source

    rows = {**table["spreker"], **table["over"], **table["kenmerk"]}
    return {name: [re.compile(fill(row)) for row in sources] for name, sources in rows.items()}
