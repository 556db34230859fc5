from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wegwijzer.normalise import clean, fold


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("hoi", "hoi"),
        ("  hoi   daar  ", "hoi daar"),
        ("hoi\u00a0daar", "hoi daar"),
        ("hoi\tdaar", "hoi daar"),
        ("regel 1\nregel 2", "regel 1\nregel 2"),
        ("zelf\u200bmoord", "zelfmoord"),
        ("zelf\u00admoord", "zelfmoord"),
        ("zelf\u2060moord", "zelfmoord"),
        ("zelf\u2066moord\u2069", "zelfmoord"),
        ("zelf\u3164moord", "zelfmoord"),
        ("zelf\ufe01moord", "zelfmoord"),
        ("zelf\U000e0061moord", "zelfmoord"),
        ("\ufeffhoi", "hoi"),
        ("hoi\0daar", "hoi daar"),
        ("hoi\x1bdaar", "hoi daar"),
        ("‘hoi’ “daar”", "'hoi' \"daar\""),
        ("m`n en m´n", "m'n en m'n"),
        ("wacht…", "wacht."),
        ("a – b — c", "a - b - c"),
        ("ｈｏｉ", "hoi"),
        ("𝐡𝐨𝐢", "hoi"),
        ("Zoë", "Zoë"),
        ("😀 hoi", "😀 hoi"),
        ("", ""),
        ("\u200b\u200d", ""),
    ],
)
def test_clean_takes_away_what_nobody_sees(typed: str, plain: str) -> None:
    assert clean(typed) == plain


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("Ik Wil DOOD", "ik wil dood"),
        ("zoë café naïef", "zoe cafe naief"),
        ("zelfm00rd", "zelfmoord"),
        ("z3lfm00rd", "zelfmoord"),
        ("z€lfm@@rd", "zelfmaard"),
        ("pe$ten", "pesten"),
        ("m1jn v4der", "mijn vader"),
        ("ge7", "get"),
        ("k@n ni3t m33r", "kan niet meer"),
        ("zеlfmооrd", "zelfmoord"),  # Cyrillic е and о
        ("реsten", "pesten"),  # Cyrillic р and е
        ("zelfmοοrd", "zelfmoord"),  # Greek ο
        ("zelfmόord", "zelfmoord"),  # Greek ό
        ("dооd", "dood"),
        ("heeeeelp", "heelp"),
        ("neeeeee", "nee"),
        ("HEEEELP MEEEE", "heelp mee"),
        ("moord", "moord"),
        ("z\u200be\u200bl\u200bf", "zelf"),
        ("z̶e̶l̶f̶m̶o̶o̶r̶d̶", "zelfmoord"),
        ("z⃝e⃝l⃝f⃝", "zelf"),
        ("ｚｅｌｆｍｏｏｒｄ", "zelfmoord"),
        ("ik wil niet meer…", "ik wil niet meer."),
        ("m´n moeder", "m'n moeder"),
        ("Yılmaz", "yilmaz"),
        ("YILMAZ İpek", "yilmaz ipek"),
        ("Łukasz Sørensen Đorđe", "lukasz sorensen dorde"),
        ("Müller Ñuñez Škoda", "muller nunez skoda"),
    ],
)
def test_fold_brings_every_spelling_to_one(typed: str, folded: str) -> None:
    assert fold(typed) == folded


@pytest.mark.parametrize(
    "text",
    [
        "4havo",
        "5vwo",
        "2e",
        "1ste",
        "3x",
        "3vmbo-t",
        "112",
        "0800-0432",
        "06 12345678",
        "08:30",
        "b1.12",
        "h4",
        "10-03-2026",
        "1000",
        "om 3 uur",
    ],
)
def test_ordinary_numbers_stay_as_they_are(text: str) -> None:
    assert fold(text) == text


@pytest.mark.parametrize("text", ["111111", "!!!!", "......", "------"])
def test_only_letters_count_as_repeats(text: str) -> None:
    assert fold(text) == text


@settings(max_examples=200, derandomize=True, deadline=None, database=None)
@given(text=st.text(max_size=80))
def test_any_text_folds_to_something_plain_and_visible(text: str) -> None:
    folded = fold(text)
    assert all(char.isprintable() or char == "\n" for char in folded)
    assert clean(clean(text)) == clean(text)


@pytest.mark.timeout(10)  # a pattern that looks back at every letter needs minutes
@pytest.mark.parametrize("unit", ["a", "a1", "1", "ab", "@", "a ", "é", "\u200b", "ё"])
def test_a_long_message_folds_at_once(unit: str) -> None:
    assert len(fold(unit * (200_000 // len(unit)))) <= 200_000
