"""Fold what students type into one plain spelling: case, accents, look-alikes, repeats, leetspeak."""

from __future__ import annotations

import re
import unicodedata

_HIDDEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ufe00-\ufe0f\ufeff\U000e0000-\U000e0fff]"
)
_REPEAT = re.compile(r"([^\W\d_])\1{2,}")
_LEET = str.maketrans("013457@$€", "oieastase")
_LEET_WORD = re.compile(r"[\w@$€]+")
# Cyrillic and Greek letters that look like Latin ones (Unicode's list of confusables), and letters in
# surnames (Yılmaz, Łukasz, Sørensen) that are no letter with an accent to Unicode.
_LOOKALIKE = str.maketrans("аеіјкморстухѕνοαικτυıłøđ", "aeijkmopctyxsvoaiktuilod")
_QUOTES = str.maketrans("’‘´`ʼ“”„–—…", "'''''\"\"\"--.")


def clean(text: str) -> str:
    """Return `text` without invisible characters, with plain quotes and single spaces."""
    # Quotes first: NFKC turns the loose accent of "m´n" into a space with an accent on it.
    text = unicodedata.normalize("NFKC", text.translate(_QUOTES))
    text = _HIDDEN.sub("", text)
    text = "".join(c if c.isprintable() or c in "\n\t" else " " for c in text)
    return re.sub(r"[ \t\r\f\v\u00a0]+", " ", text).strip()


def fold(text: str) -> str:
    """Return `text` for matching words: clean, lower case, no accents, no letter three times in a row."""
    text = unicodedata.normalize("NFD", clean(text).lower())
    text = "".join(c for c in text if unicodedata.category(c)[0] != "M").translate(_LOOKALIKE)
    text = _LEET_WORD.sub(_unleet, text)
    return _REPEAT.sub(r"\1\1", text)


def _unleet(match: re.Match[str]) -> str:
    """Turn `zelfm00rd` into `zelfmoord`; leave `2e`, `4havo` and `3x` as they are."""
    word = match.group()
    letters = sum(c.isalpha() for c in word)
    if word[0].isdigit() or letters < 2:
        return word
    return word.translate(_LEET)
