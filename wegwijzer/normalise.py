"""Fold what students type into one plain spelling: case, accents, look-alikes, repeats, leetspeak."""

from __future__ import annotations

import re
import unicodedata

_HIDDEN = re.compile(r"[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe0e\ufe0f\ufeff]")
_REPEAT = re.compile(r"([^\W\d_])\1{2,}")
_LEET = str.maketrans("013457@$€", "oieastase")
_LEET_WORD = re.compile(r"(?=\S*[^\W\d_])(?=\S*[013457@$€])[\w@$€]+")
# Cyrillic and Greek letters that look like Latin ones (Unicode's list of confusables).
_LOOKALIKE = str.maketrans("аеіјкморстухѕνοαικτυ", "aeijkmopctyxsvoaiktu")
_QUOTES = str.maketrans("’‘´`ʼ“”„–—…", "'''''\"\"\"--.")


def clean(text: str) -> str:
    """Return `text` without invisible characters, with plain quotes and single spaces."""
    text = unicodedata.normalize("NFKC", text).translate(_QUOTES)
    text = _HIDDEN.sub("", text)
    text = "".join(c if c.isprintable() or c in "\n\t" else " " for c in text)
    return re.sub(r"[ \t\r\f\v\u00a0]+", " ", text).strip()


def fold(text: str) -> str:
    """Return `text` for matching words: clean, lower case, no accents, no letter three times in a row."""
    text = clean(text).lower().translate(_LOOKALIKE)
    text = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    text = _LEET_WORD.sub(_unleet, text)
    return _REPEAT.sub(r"\1\1", text)


def _unleet(match: re.Match[str]) -> str:
    """Turn `zelfm00rd` into `zelfmoord`; leave `2e`, `4havo` and `3x` as they are."""
    word = match.group()
    letters = sum(c.isalpha() for c in word)
    if word[0].isdigit() or letters < 2:
        return word
    return word.translate(_LEET)
