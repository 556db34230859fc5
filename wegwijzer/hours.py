"""Opening hours: weeks like `{ma: 08:30-16:00}` and days off. The time of now is an argument."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from dateutil.easter import easter

from wegwijzer import meant

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
DAYS = ("ma", "di", "wo", "do", "vr", "za", "zo")
_TIME = r"([01]?[0-9]|2[0-3])[:.]([0-5][0-9])"
_RANGE = re.compile(rf"{_TIME}\s*(?:-|–|tot)\s*{_TIME}", re.ASCII)
# One day as JavaScript reads it too: editors check it with the JSON Schema.
HOURS = rf"\s*{_RANGE.pattern}\s*(?:,\s*{_RANGE.pattern}\s*)*"


class DayError(ValueError):
    """What is wrong with one day of a week; `day` is its key, so that a reader can name the line."""

    def __init__(self, day: str, message: str) -> None:
        super().__init__(message)
        self.day = day


def quoted(value: object) -> str:
    """Return what was typed, for a message: short, and with a box where an invisible character stands.

    A list or mapping has no short form that staff would know, so that is `Dit`.
    """
    if not isinstance(value, str):
        return "Dit"
    shown = "".join(char if char.isprintable() else "□" for char in value[:60])
    return f"'{shown}{'…' if len(value) > 60 else ''}'"


@dataclass(frozen=True)
class Week:
    """When someone can be reached: per weekday (0 = Monday) the ranges of that day; `always` is 24/7."""

    days: tuple[tuple[tuple[time, time], ...], ...] = ((),) * 7
    always: bool = False

    @classmethod
    def parse(cls, value: object) -> Week:
        """Read `"altijd"` or `{"ma": "08:30-12:00, 13:00-16:00", ...}`.

        Raises:
            ValueError: with a Dutch sentence that says what is wrong and how it should look (a `DayError`
                when it is about one day).
        """
        if value == "altijd":
            return cls(always=True)
        if str(value).strip().lower() in {"altijd", "24/7", "dag en nacht"}:
            raise ValueError(f"{quoted(value)} kan hier niet. Bedoel je altijd?")
        if not isinstance(value, Mapping):
            raise ValueError(
                f"{quoted(value)} kan hier niet. Schrijf de dagen zo: {{ma: 08:30-16:00, di: 08:30-12:00}}."
            )
        days: list[tuple[tuple[time, time], ...]] = [()] * 7
        for day, text in value.items():
            if _RANGE.fullmatch(str(day)):
                raise DayError(day, 'Twee tijden op een dag? Schrijf het zo: ma: "08:30-12:00, 13:00-16:00".')
            if day not in DAYS:
                fix = meant.day_hint(str(day)) or "Gebruik ma, di, wo, do, vr, za of zo."
                raise DayError(day, f"{quoted(day)} is geen dag. {fix}")
            days[DAYS.index(day)] = _parse_day(day, text)
        return cls(tuple(days))

    def is_open(self, now: datetime, closed: Iterable[tuple[date, date]] = ()) -> bool:
        """Return whether `now` (with a time zone) falls in this week, outside the closed periods."""
        if self.always:
            return True
        local = now.astimezone(AMSTERDAM)
        if any(first <= local.date() <= last for first, last in closed):
            return False
        return any(start <= local.time() < end for start, end in self.days[local.weekday()])

    def next_open(self, now: datetime, closed: Iterable[tuple[date, date]] = ()) -> datetime | None:
        """Return when this week is open again: `now` when it is open, None when not within four weeks."""
        local, away = now.astimezone(AMSTERDAM), list(closed)
        if self.is_open(now, away):
            return local
        for ahead in range(28):
            day = local.date() + timedelta(days=ahead)
            if any(first <= day <= last for first, last in away):
                continue
            starts = [datetime.combine(day, start, AMSTERDAM) for start, _ in self.days[day.weekday()]]
            later = [start for start in starts if start > local]
            if later:
                return min(later)
        return None

    def describe(self) -> str:
        """Return the week as a student reads it: `ma 08:30-16:00, di en wo 08:30-12:00`."""
        if self.always:
            return "dag en nacht"
        groups: list[tuple[list[str], str]] = []
        for name, ranges in zip(DAYS, self.days, strict=True):
            text = " en ".join(f"{start:%H:%M}-{end:%H:%M}" for start, end in ranges)
            if text and groups and groups[-1][1] == text and _follows(groups[-1][0][-1], name):
                groups[-1][0].append(name)
            elif text:
                groups.append(([name], text))
        return ", ".join(f"{_days(names)} {text}" for names, text in groups)


def _parse_day(day: str, text: object) -> tuple[tuple[time, time], ...]:
    if not isinstance(text, str):
        raise DayError(day, f'Dit is geen tijd. Schrijf het zo: {day}: "08:30-12:00, 13:00-16:00".')
    try:
        return tuple(_parse_range(part) for part in text.split(","))
    except ValueError as error:
        raise DayError(day, str(error)) from None


@lru_cache(maxsize=1024)
def _parse_range(text: str) -> tuple[time, time]:
    found = _times(text.strip())
    if found is None:
        fix = meant.hours_hint(text, _is_range) or "Schrijf het zo: 08:30-16:00."
        raise ValueError(f"{quoted(text.strip())} is geen tijd. {fix}")
    start, end = found
    if end <= start:
        raise ValueError(f"'{text.strip()}' eindigt voor het begint. {meant.backwards_hint(start, end)}")
    return start, end


def _times(text: str) -> tuple[time, time] | None:
    match = _RANGE.fullmatch(text)
    if match is None:
        return None
    start_hour, start_minute, end_hour, end_minute = map(int, match.groups())
    return time(start_hour, start_minute), time(end_hour, end_minute)


def _is_range(text: str) -> bool:
    found = _times(text)
    return found is not None and found[0] < found[1]


def _follows(day: str, next_day: str) -> bool:
    return DAYS.index(next_day) == DAYS.index(day) + 1


def _days(names: list[str]) -> str:
    if len(names) == 7:
        return "elke dag"
    return " en ".join(names) if len(names) <= 2 else f"{names[0]} t/m {names[-1]}"


@lru_cache(maxsize=16)
def national_holidays(year: int) -> frozenset[date]:
    """Return the days on which Dutch schools and offices are closed.

    Source: rijksoverheid.nl, "Officiële feestdagen"; movable days follow Easter Sunday
    (Easter Monday +1, Ascension +39, Whit Monday +50). King's Day moves to 26 April when 27 April
    is a Sunday.
    """
    sunday = easter(year)
    kings_day = date(year, 4, 27)
    if kings_day.weekday() == 6:
        kings_day -= timedelta(days=1)
    moving = {sunday + timedelta(days=days) for days in (0, 1, 39, 49, 50)}
    fixed = {date(year, 1, 1), kings_day, date(year, 12, 25), date(year, 12, 26)}
    return frozenset(moving | fixed)


def closed_periods(now: datetime, holidays: Iterable[tuple[date, date]]) -> list[tuple[date, date]]:
    """Return the school's own holidays plus the national ones of this year, as (first, last) dates."""
    year = now.astimezone(AMSTERDAM).year
    return [*holidays, *((day, day) for day in national_holidays(year))]
