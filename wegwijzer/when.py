"""A moment as staff type it ("ma 22:00"), and a moment as they read it."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from wegwijzer import tables
from wegwijzer.hours import AMSTERDAM, national_holidays, quoted
from wegwijzer.normalise import clean
from wegwijzer.school import School

# In the middle of a school morning: what is meant when only a day is typed.
USUAL = time(10)
_AHEAD = {"vandaag": 0, "morgen": 1, "overmorgen": 2}
_MOMENT = re.compile(
    r"""(?:(?:op|aanstaande)\s+)?
        (?:(?P<name>[a-z]{2,10})
          |(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})t?
          |(?P<day2>\d{1,2})[-/](?P<month2>\d{1,2})(?:[-/](?P<year2>\d{4}))?
          |(?P<day3>\d{1,2})\s+(?!uur)(?P<month3>[a-z]{3,9})(?:\s+(?P<year3>\d{4}))?
        )?
        ,?\s*(?:om\s+)?
        (?P<time>(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2})(?::\d{2})?)?(?:\s*u(?:ur)?\s*(?P<late>\d{2})?)?)?
    """,
    re.VERBOSE | re.ASCII,
)


def read_moment(text: str, now: datetime) -> datetime:
    """Return the moment that was typed: the first one from now on for a day or an hour without a date.

    Args:
        text: `nu`, `22:00`, `ma`, `ma 22:00`, `morgen 9 uur`, `24 december`, `2026-12-24 10:00`.
        now: with a time zone.

    Raises:
        ValueError: with a Dutch sentence that says how to write it.
    """
    typed = clean(text).lower()
    local = now.astimezone(AMSTERDAM)
    if typed in {"", "nu"}:
        return local
    match = _MOMENT.fullmatch(typed)
    try:
        if match is None:
            raise ValueError
        moment = _time(match)
        day = _day(match, moment, local)
        if not 2000 <= day.year < 2100:
            raise ValueError
        return datetime.combine(day, moment or USUAL, AMSTERDAM)
    except (ValueError, OverflowError):
        hint = 'Schrijf het zo: nu, 22:00, ma, "ma 22:00", "morgen 9:30" of "2026-12-24 10:00".'
        raise ValueError(f"{quoted(text)} is geen tijd die ik begrijp. {hint}") from None


def _time(match: re.Match[str]) -> time | None:
    if not match["time"]:
        return None
    return time(int(match["hour"]), int(match["minute"] or match["late"] or 0))


def _day(match: re.Match[str], moment: time | None, now: datetime) -> date:
    """Return the day that was typed, the next one when it has no year."""
    today, passed = now.date(), (moment or USUAL) < now.time().replace(second=0, microsecond=0)
    if match["year"]:
        return date(int(match["year"]), int(match["month"]), int(match["day"]))
    if match["day2"] or match["day3"]:
        month = int(match["month2"]) if match["month2"] else _month(match["month3"])
        number, year = int(match["day2"] or match["day3"]), match["year2"] or match["year3"]
        this_year = date(int(year or today.year), month, number)
        return this_year if year or this_year >= today else date(today.year + 1, month, number)
    if match["name"] in _AHEAD:
        return today + timedelta(days=_AHEAD[match["name"]])
    if match["name"]:
        ahead = (_weekday(match["name"]) - today.weekday()) % 7
        return today + timedelta(days=7 if ahead == 0 and passed else ahead)
    return today + timedelta(days=1 if passed else 0)


def _weekday(name: str) -> int:
    return _start_of(name, "dagen", 2)


def _month(name: str) -> int:
    return _start_of(name, "maanden", 3) + 1


def _start_of(name: str, words: str, letters: int) -> int:
    """Return the place of the word of which `name` is the whole, or the first letters.

    Raises:
        ValueError: there is none.
    """
    rows: list[str] = _words()[words]
    found = next((row for row in rows if name in {row, row[:letters]}), None)
    return rows.index(found or name)


def day_off(school: School, now: datetime) -> str | None:
    """Return why the school is closed on the day of `now`: the holiday's name, None when it is not."""
    day = now.astimezone(AMSTERDAM).date()
    own = next((row.name for row in school.holidays if row.first <= day <= row.last), None)
    return own or ("een feestdag" if day in national_holidays(day.year) else None)


def date_in_words(day: date) -> str:
    """Return a date as people write it: `maandag 23 november 2026`."""
    words = _words()
    return f"{words['dagen'][day.weekday()]} {day.day} {words['maanden'][day.month - 1]} {day.year}"


def in_words(now: datetime) -> str:
    """Return a moment as people write it: `maandag 23 november 2026, 22:00`."""
    local = now.astimezone(AMSTERDAM)
    return f"{date_in_words(local.date())}, {local:%H:%M}"


def _words() -> dict[str, list[str]]:
    words: dict[str, list[str]] = tables.load("card_texts")["wanneer"]
    return words
