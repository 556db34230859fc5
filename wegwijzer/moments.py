"""One time-bound step: when someone can be reached next, in the words of a student."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time

from wegwijzer import tables
from wegwijzer.hours import AMSTERDAM, Week

# Without known hours someone at school can be found during a school day.
SCHOOL_DAY = Week(((((time(8, 30), time(15, 30))),),) * 5 + ((),) * 2)


def moment(week: Week | None, now: datetime, closed: Iterable[tuple[date, date]] = ()) -> str:
    """Return when to go: `nu meteen`, `vandaag vanaf 13:00`, `morgen vanaf 08:30`, `dinsdag vanaf 08:30`.

    Args:
        week: when the person or line can be reached; None when nobody knows.
        now: a time with a zone.
        closed: days off, both ends included.
    """
    words = tables.load("card_texts")["wanneer"]
    opens = (week or SCHOOL_DAY).next_open(now, closed)
    if opens is None:
        return str(words["later"])
    local = now.astimezone(AMSTERDAM)
    if opens <= local:
        return str(words["nu"])
    return str(words["vanaf"].format(dag=_day(opens.date(), local.date()), tijd=f"{opens:%H:%M}"))


def _day(day: date, today: date) -> str:
    words = tables.load("card_texts")["wanneer"]
    ahead = (day - today).days
    if ahead <= 1:
        return str(words["morgen" if ahead else "vandaag"])
    name = str(words["dagen"][day.weekday()])
    if ahead < 7:
        return name
    return str(words["datum"].format(dag=name, nummer=day.day, maand=words["maanden"][day.month - 1]))
