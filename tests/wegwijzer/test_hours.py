from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from wegwijzer.hours import AMSTERDAM, DayError, Week, closed_periods, national_holidays

WEEK = Week.parse({"ma": "08:30-12:00, 13:00-16:00", "di": "08:30-12:00"})


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM)


# 2026-11-23 is a Monday.
@pytest.mark.parametrize(
    ("now", "is_open"),
    [
        ("2026-11-23 10:00", True),
        ("2026-11-23 08:29:59", False),
        ("2026-11-23 08:30", True),
        ("2026-11-23 11:59:59.999999", True),
        ("2026-11-23 12:00", False),
        ("2026-11-23 12:30", False),
        ("2026-11-23 13:00", True),
        ("2026-11-23 16:00", False),
        ("2026-11-24 10:00", True),
        ("2026-11-24 13:30", False),
        ("2026-11-25 10:00", False),
        ("2026-11-28 10:00", False),
        ("2026-11-29 10:00", False),
        ("2026-11-23 00:00", False),
        ("2026-11-22 23:59:59", False),
    ],
)
def test_open_from_the_first_minute_until_the_last(now: str, is_open: bool) -> None:
    assert WEEK.is_open(at(now)) is is_open


@pytest.mark.parametrize(
    ("now", "is_open"),
    [
        # Winter: Amsterdam is one hour ahead of UTC.
        (datetime(2026, 11, 23, 7, 30, tzinfo=UTC), True),
        (datetime(2026, 11, 23, 7, 29, tzinfo=UTC), False),
        (datetime(2026, 11, 23, 15, 0, tzinfo=UTC), False),
        # Summer: two hours.
        (datetime(2026, 7, 6, 6, 30, tzinfo=UTC), True),
        (datetime(2026, 7, 6, 6, 29, tzinfo=UTC), False),
        (datetime(2026, 7, 6, 14, 0, tzinfo=UTC), False),
        # The Mondays around both changes of the clock in 2026.
        (datetime(2026, 3, 23, 7, 30, tzinfo=UTC), True),
        (datetime(2026, 3, 30, 6, 30, tzinfo=UTC), True),
        (datetime(2026, 10, 19, 6, 30, tzinfo=UTC), True),
        (datetime(2026, 10, 26, 6, 30, tzinfo=UTC), False),
        (datetime(2026, 10, 26, 7, 30, tzinfo=UTC), True),
        # Other zones, where it may even be another day.
        (datetime(2026, 11, 23, 17, 0, tzinfo=ZoneInfo("Asia/Tokyo")), True),
        (datetime(2026, 11, 23, 10, 0, tzinfo=ZoneInfo("Asia/Tokyo")), False),
        (datetime(2026, 11, 23, 4, 0, tzinfo=ZoneInfo("America/Curacao")), True),
        (datetime(2026, 11, 22, 23, 30, tzinfo=ZoneInfo("America/Los_Angeles")), True),
        (datetime(2026, 11, 23, 13, 0, tzinfo=timezone(timedelta(hours=5, minutes=30))), True),
    ],
)
def test_the_clock_of_amsterdam_counts(now: datetime, is_open: bool) -> None:
    assert WEEK.is_open(now) is is_open


@pytest.mark.parametrize(
    ("now", "is_open"),
    [
        ("2026-03-29 01:59", True),
        ("2026-03-29 03:30", False),
        ("2026-10-25 01:59", True),
        ("2026-10-25 02:30", True),
        ("2026-10-25 03:00", False),
    ],
)
def test_the_night_the_clock_changes_breaks_nothing(now: str, is_open: bool) -> None:
    assert Week.parse({"zo": "00:00-03:00"}).is_open(at(now)) is is_open


@pytest.mark.parametrize(
    ("now", "is_open"),
    [
        ("2026-12-18 10:00", True),
        ("2026-12-19 10:00", False),
        ("2026-12-19 00:00", False),
        ("2027-01-03 23:59", False),
        ("2027-01-04 10:00", True),
    ],
)
def test_a_school_holiday_closes_its_first_and_last_day(now: str, is_open: bool) -> None:
    every_day = Week.parse(dict.fromkeys(("ma", "di", "wo", "do", "vr", "za", "zo"), "00:00-23:59"))
    assert every_day.is_open(at(now), [(date(2026, 12, 19), date(2027, 1, 3))]) is is_open


def test_a_holiday_starts_at_midnight_in_amsterdam() -> None:
    night = Week.parse({"di": "00:00-02:00"})
    still_monday_in_utc = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
    assert night.is_open(still_monday_in_utc)
    assert not night.is_open(still_monday_in_utc, [(date(2026, 11, 24), date(2026, 11, 24))])


def test_always_is_always() -> None:
    always = Week.parse("altijd")
    assert always.is_open(at("2026-12-25 03:00"), [(date(2026, 12, 1), date(2026, 12, 31))])
    assert always.describe() == "dag en nacht"


def test_no_hours_is_never_open() -> None:
    assert not Week().is_open(at("2026-11-23 10:00"))
    assert Week().describe() == ""


@pytest.mark.parametrize(
    ("day", "closed"),
    [
        ("2026-01-01", True),
        ("2026-04-05", True),  # Easter Sunday
        ("2026-04-06", True),  # Easter Monday
        ("2026-04-07", False),
        ("2026-04-27", True),  # King's Day
        ("2025-04-26", True),  # King's Day: the 27th is a Sunday
        ("2025-04-27", False),
        ("2031-04-26", True),
        ("2031-04-27", False),
        ("2026-05-14", True),  # Ascension
        ("2026-05-24", True),  # Whit Sunday
        ("2026-05-25", True),  # Whit Monday
        ("2026-12-24", False),
        ("2026-12-25", True),
        ("2026-12-26", True),
        ("2026-12-27", False),
        ("2027-01-01", True),
        ("2027-03-29", True),  # Easter Monday
        ("2027-05-06", True),  # Ascension
        ("2028-04-17", True),  # Easter Monday
    ],
)
def test_national_holidays_fall_on_the_right_days(day: str, closed: bool) -> None:
    assert (date.fromisoformat(day) in national_holidays(int(day[:4]))) is closed


@pytest.mark.parametrize("year", range(2024, 2040))
def test_every_year_has_its_holidays(year: int) -> None:
    assert len(national_holidays(year)) in {8, 9}


@pytest.mark.parametrize(
    ("now", "is_open"),
    [
        (at("2026-04-06 10:00"), False),
        (at("2026-04-13 10:00"), True),
        (at("2026-12-28 10:00"), False),
        (at("2027-01-04 10:00"), True),
        # In Amsterdam the new year has begun, in UTC it has not.
        (datetime(2026, 12, 31, 23, 30, tzinfo=UTC), False),
    ],
)
def test_own_and_national_holidays_both_close(now: datetime, is_open: bool) -> None:
    week = Week.parse({"ma": "08:30-16:00", "vr": "00:00-16:00"})
    assert week.is_open(now, closed_periods(now, [(date(2026, 12, 28), date(2026, 12, 28))])) is is_open


@pytest.mark.parametrize(
    ("week", "text"),
    [
        ({"ma": "08:30-16:00"}, "ma 08:30-16:00"),
        ({"ma": "8:30-16:00", "di": "08.30 tot 16.00"}, "ma en di 08:30-16:00"),
        ({"di": "9:00-12:00", "ma": "9:00-12:00", "wo": "9:00-12:00"}, "ma t/m wo 09:00-12:00"),
        ({"ma": "9:00-12:00", "wo": "9:00-12:00"}, "ma 09:00-12:00, wo 09:00-12:00"),
        (
            {"ma": "08:30-16:00", "di": "08:30-12:00", "wo": "08:30-12:00"},
            "ma 08:30-16:00, di en wo 08:30-12:00",
        ),
        ({"ma": "08:30-12:00,13:00-16:00"}, "ma 08:30-12:00 en 13:00-16:00"),
        (dict.fromkeys(("ma", "di", "wo", "do", "vr"), "9:00-17:00"), "ma t/m vr 09:00-17:00"),
        (dict.fromkeys(("ma", "di", "wo", "do", "vr", "za", "zo"), "11:00-21:00"), "elke dag 11:00-21:00"),
        ({"zo": "9:00-12:00", "ma": "9:00-12:00"}, "ma 09:00-12:00, zo 09:00-12:00"),
        ({}, ""),
    ],
)
def test_a_week_reads_like_a_sentence(week: dict[str, str], text: str) -> None:
    assert Week.parse(week).describe() == text


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("maandag", "'maandag' kan hier niet. Schrijf de dagen zo: {ma: 08:30-16:00, di: 08:30-12:00}."),
        ("Altijd", "'Altijd' kan hier niet. Bedoel je altijd?"),
        (["ma"], "Dit kan hier niet. Schrijf de dagen zo: {ma: 08:30-16:00, di: 08:30-12:00}."),
        ({"maandag": "08:30-16:00"}, "'maandag' is geen dag. Bedoel je 'ma'?"),
        ({"Ma": "08:30-16:00"}, "'Ma' is geen dag. Bedoel je 'ma'?"),
        ({"ma": "8:30-4:00"}, "'8:30-4:00' eindigt voor het begint. Bedoel je 08:30-16:00?"),
        ({"ma": "13:00-4:30"}, "'13:00-4:30' eindigt voor het begint. Bedoel je 13:00-16:30?"),
        ({"ma": "16:00-08:30"}, "'16:00-08:30' eindigt voor het begint. Bedoel je 08:30-16:00?"),
        (
            {"vr": "20:00-06:00"},
            "'20:00-06:00' eindigt voor het begint. Gaat het de nacht door? "
            "Schrijf bij deze dag 20:00-23:59, en bij de dag erna 00:00-06:00.",
        ),
        (
            {"ma": "08:30-08:30"},
            "'08:30-08:30' eindigt voor het begint. Schrijf ook tot hoe laat, zo: 08:30-16:00.",
        ),
        ({"ma": "08:30-25:00"}, "'08:30-25:00' is geen tijd. Schrijf het zo: 08:30-16:00."),
        ({"ma": "08:30-24:00"}, "'08:30-24:00' is geen tijd. Bedoel je 08:30-23:59?"),
        ({"ma": "08:60-16:00"}, "'08:60-16:00' is geen tijd. Schrijf het zo: 08:30-16:00."),
        ({"ma": "8-16"}, "'8-16' is geen tijd. Bedoel je 08:00-16:00?"),
        ({"ma": "08:30"}, "'08:30' is geen tijd. Schrijf het zo: 08:30-16:00."),
        ({"ma": "08:30-16:00 uur"}, "'08:30-16:00 uur' is geen tijd. Bedoel je 08:30-16:00?"),
        ({"ma": "08:30-12:00,"}, "'' is geen tijd. Schrijf het zo: 08:30-16:00."),
        ({"ma": ""}, "'' is geen tijd. Schrijf het zo: 08:30-16:00."),
        ({"di": ["08:30-12:00"]}, 'Dit is geen tijd. Schrijf het zo: di: "08:30-12:00, 13:00-16:00".'),
        (
            {"ma": "08:30-12:00", "13:00-16:00": ""},
            'Twee tijden op een dag? Schrijf het zo: ma: "08:30-12:00, 13:00-16:00".',
        ),
    ],
)
def test_a_wrong_week_says_in_dutch_how_it_should_be(value: object, message: str) -> None:
    with pytest.raises(ValueError) as error:  # noqa: PT011 (the whole message is compared)
        Week.parse(value)
    assert str(error.value) == message


def test_a_wrong_day_is_named_so_that_its_line_can_be_found() -> None:
    with pytest.raises(DayError) as error:
        Week.parse({"ma": "08:30-16:00", "di": "x"})
    assert error.value.day == "di"
