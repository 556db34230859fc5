"""Moments as staff type them."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wegwijzer import settings
from wegwijzer.directory import Directory
from wegwijzer.hours import AMSTERDAM
from wegwijzer.when import day_off, in_words, read_moment

NOW = datetime(2026, 11, 23, 13, 30, tzinfo=AMSTERDAM)  # a Monday
SCHOOL = Directory.open(settings.ROOT / "school_configs").schools["voorbeeld-college"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("nu", "maandag 23 november 2026, 13:30"),
        ("", "maandag 23 november 2026, 13:30"),
        ("22:00", "maandag 23 november 2026, 22:00"),
        ("22", "maandag 23 november 2026, 22:00"),
        ("22 uur", "maandag 23 november 2026, 22:00"),
        ("9.30", "dinsdag 24 november 2026, 09:30"),
        ("13:30", "maandag 23 november 2026, 13:30"),
        ("8u30", "dinsdag 24 november 2026, 08:30"),
        ("ma", "maandag 30 november 2026, 10:00"),
        ("ma 22:00", "maandag 23 november 2026, 22:00"),
        ("Maandag 10:00", "maandag 30 november 2026, 10:00"),
        (" MA  22.00 uur ", "maandag 23 november 2026, 22:00"),
        ("za", "zaterdag 28 november 2026, 10:00"),
        ("op dinsdag om 10:00", "dinsdag 24 november 2026, 10:00"),
        ("vandaag 9:00", "maandag 23 november 2026, 09:00"),
        ("morgen 9:30", "dinsdag 24 november 2026, 09:30"),
        ("overmorgen", "woensdag 25 november 2026, 10:00"),
        ("2026-12-24 10:00", "donderdag 24 december 2026, 10:00"),
        ("2026-12-24T22:15", "donderdag 24 december 2026, 22:15"),
        ("2026-12-24", "donderdag 24 december 2026, 10:00"),
        ("24-12-2026 10:00", "donderdag 24 december 2026, 10:00"),
        ("24/12", "donderdag 24 december 2026, 10:00"),
        ("24 december", "donderdag 24 december 2026, 10:00"),
        ("24 dec 8:00", "donderdag 24 december 2026, 08:00"),
        ("1 mei", "zaterdag 1 mei 2027, 10:00"),
        ("23 november", "maandag 23 november 2026, 10:00"),
    ],
)
def test_what_is_typed(typed: str, meant: str) -> None:
    assert in_words(read_moment(typed, NOW)) == meant


@pytest.mark.parametrize(
    "typed",
    [
        "gisteren",
        "mandag",
        "ma 25:00",
        "10:75",
        "32-13",
        "29 februari 2027",
        "31 april",
        "9999-12-31",
        "x" * 500,
    ],
)
def test_what_is_no_moment_says_how_it_is_written(typed: str) -> None:
    with pytest.raises(ValueError, match=r"is geen tijd die ik begrijp\. Schrijf het zo: nu, 22:00, ma,"):
        read_moment(typed, NOW)


@given(st.text(max_size=30))
def test_nothing_else_goes_wrong(typed: str) -> None:
    said = ""
    try:
        assert read_moment(typed, NOW).tzinfo is AMSTERDAM
    except ValueError as error:
        said = str(error)
    assert not said or "Schrijf het zo" in said


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("2026-12-18 10:00", None),
        ("2026-12-19 10:00", "kerstvakantie"),
        ("2027-01-03 23:59", "kerstvakantie"),
        ("2027-05-17 10:00", "een feestdag"),
    ],
)
def test_why_a_school_is_closed(typed: str, reason: str | None) -> None:
    assert day_off(SCHOOL, read_moment(typed, NOW)) == reason
