"""The two sheets on paper: one for the team, one for a lesson. Each is two sides of A4 for every school.

Everything is on the help page; a sheet shows what fits. Lines of text are counted here, a little too many,
and who does not fit is counted and pointed to. The tests print the sheets with a real browser.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from textwrap import wrap
from typing import Any

from gateway.pages import qr, render
from wegwijzer import settings, tables
from wegwijzer.cards import Way, helpline_card, opener, person_card, role_texts, ways
from wegwijzer.directory import Directory
from wegwijzer.school import Contact, Helpline, School

TEAM_LINES = 35  # of text, for the people on the second side
WALL_LINES = 26.5  # the same in each of the two columns of the lesson sheet
BIGGER = 10 / 9  # what letters become when few people stand on a sheet: `.ruim` in blad.css
FEW_TEAM_LINES, FEW_WALL_LINES = 24, 19  # the first two once more, of lines in those letters
TITLE_LINES = 2  # of a task
NAME_WIDTH, HOW_WIDTH = 25, 48  # characters on one line
WALL_NAME_WIDTH, WALL_WIDTH = 34, 42  # the same on the lesson sheet, where names are bigger
HEAD_LINES, HEAD_WIDTH = 3, 30  # of the school's name and place, beside the title
GAP = 0.5  # of a line, below a person on the lesson sheet
MOST_LATE = 2  # people who can be reached after school hours
SHORT = 90  # characters of a sentence in the school file that a sheet has room for
MOST_WAYS = 2  # ways to reach someone, besides the room
SCHOOL_ENDS = time(17)


@dataclass(frozen=True)
class Entry:
    """A person or a line on a sheet.

    Attributes:
        how: numbers, room, hours and what else there is to know, a few words each.
        line: what this person does, or says about himself.
        again: stands on the sheet already, so that the name is enough.
    """

    id: str
    name: str
    role: str
    how: tuple[str, ...]
    line: str = ""
    photo: str | None = None
    again: bool = False


@dataclass(frozen=True)
class Task:
    """Who does one thing at this school."""

    title: str
    explanation: str
    empty: str
    entries: tuple[Entry, ...]


def team_sheet(school: School, directory: Directory, address: str) -> str:
    """Return the handreiking of a school: what its staff do when a student comes.

    Args:
        address: where people find this gateway, without a slash at the end.
    """
    words = _words("handreiking", directory)
    now = settings.now()
    lines = directory.helplines
    purposes = words["bellen"]["lijnen"]
    calls = [(_call_entry(lines[row["id"]]), row["waarvoor"]) for row in purposes if row["id"] in lines]
    awake = [lines[row] for row in words["laat"]["lijnen"] if row in lines and _never_closes(lines[row])]
    late_people = [_brief(contact) for contact in school.contacts if _works_late(contact)][:MOST_LATE]
    late = [*(_call_entry(line) for line in awake), *late_people]
    room = TEAM_LINES - max(map(team_lines, late_people), default=0)
    tasks, all_fit = _tasks(words, school, now, room)
    few = all_fit and _team_height(tasks, late_people) <= FEW_TEAM_LINES
    shown = {entry.id for task in tasks for entry in task.entries} | {entry.id for entry in late_people}
    left = len({contact.id for contact in school.contacts} - shown)
    context = {"s": words, "tasks": tasks, "left": left, "calls": calls, "late": late, "few": few}
    return _sheet("handreiking.html", school, address, now, context)


def lesson_sheet(school: School, directory: Directory, address: str) -> str:
    """Return the lesson sheet of a school: the mentor's side, and a side for students and the wall.

    Args:
        address: where people find this gateway, without a slash at the end.
    """
    words = _words("lesblad", directory)
    now = settings.now()
    head = _lines(f"{school.name}, {school.place}", HEAD_WIDTH)
    more_head = max(0, head - HEAD_LINES)
    people, left = fit(_for_the_wall(school, words["rollen"], now), WALL_LINES - more_head)
    height = _column([wall_lines(entry, BIGGER) for entry in people]) + more_head
    known = directory.helplines
    lines = [_line_entry(known[row], now) for row in words["lijnen"] if row in known]
    context = {
        "s": words,
        "people": people,
        "left": left,
        "few": not left and height <= FEW_WALL_LINES,
        "lines": lines,
        "openers": [opener(None, "zelf"), opener(None, "ander")],
        "chat_code": qr(f"{address}/chat/{school.id}"),
        "help_code": qr(f"{address}/hulp/{school.id}"),
    }
    return _sheet("lesblad.html", school, address, now, context)


def fit(entries: Sequence[Entry], room: float) -> tuple[list[Entry], int]:
    """Return the first entries, as many as fit in two columns, and how many there are more.

    Args:
        room: lines of text in one column.
    """
    lines = [wall_lines(entry) for entry in entries]
    fitting = [count for count in range(1, len(entries) + 1) if _column(lines[:count]) <= room]
    count = max(fitting, default=min(1, len(entries)))
    return list(entries[:count]), len(entries) - count


def _column(lines: Sequence[float]) -> float:
    """Return the height of two balanced columns, where an entry is never broken."""
    splits = range(1, len(lines) + 1)
    return min((max(sum(lines[:split]), sum(lines[split:])) for split in splits), default=0)


def _team_height(tasks: Iterable[Task], late: Iterable[Entry]) -> int:
    """Return how many lines of bigger letters the tasks take, and who can be reached late."""
    taken = [sum(team_lines(entry, BIGGER) for entry in task.entries) for task in tasks]
    lately = max((team_lines(entry, BIGGER) for entry in late), default=0)
    return sum(max(TITLE_LINES, lines) for lines in taken) + lately


def team_lines(entry: Entry, letters: float = 1) -> int:
    """Return how many lines of text an entry takes in the list of the team sheet.

    Args:
        letters: their size, where 1 is the usual one.
    """
    name, how = NAME_WIDTH / letters, HOW_WIDTH / letters
    return max(_lines(entry.name, name) + _lines(entry.role, name), _packed(entry.how, how))


def wall_lines(entry: Entry, letters: float = 1) -> float:
    """Return how many lines of text an entry takes in a column of the lesson sheet.

    Args:
        letters: their size, where 1 is the usual one.
    """
    name, width = WALL_NAME_WIDTH / letters, WALL_WIDTH / letters
    rest = sum(_lines(text, width) for text in (entry.role, entry.line))
    return GAP + _lines(entry.name, name) + rest + _packed(entry.how, width)


def _lines(text: str, width: float) -> int:
    return len(wrap(text, int(width)))


def _packed(parts: Sequence[str], width: float) -> int:
    """Return how many lines `parts` take when a line breaks only between them, or in one that is too long."""
    lines, room = 0, 0
    for part in parts:
        length = len(part) + len(" · ")
        if length > room:
            lines += _lines(part, width)
            room = int(width)
        room -= length
    return lines


def _tasks(words: Mapping[str, Any], school: School, now: datetime, room: int) -> tuple[list[Task], bool]:
    """Return who does what, and whether there was room for everyone; the first of each task goes first."""
    rows = [row for row in words["groepen"] if "leeg" in row or _doing(row, school)]
    places = [
        (place, number, _person_entry(contact, school, now))
        for number, row in enumerate(rows)
        for place, contact in enumerate(_doing(row, school))
    ]
    used = [0] * len(rows)
    seen: set[str] = set()
    chosen: list[list[Entry]] = [[] for _ in rows]
    for _, number, entry in sorted(places, key=lambda row: row[:2]):
        shown = _again(entry, words["wie"]["staat_er"]) if entry.id in seen else entry
        others = sum(max(TITLE_LINES, lines) for task, lines in enumerate(used) if task != number)
        if others + max(TITLE_LINES, used[number] + team_lines(shown)) <= room:
            used[number] += team_lines(shown)
            chosen[number].append(shown)
            seen.add(entry.id)
    elsewhere = words["wie"]["elders"]
    tasks = [
        Task(row["titel"], row["uitleg"], elsewhere if _doing(row, school) else row["leeg"], tuple(entries))
        for row, entries in zip(rows, chosen, strict=True)
    ]
    return tasks, seen == {entry.id for _, _, entry in places}


def _doing(row: Mapping[str, Any], school: School) -> list[Contact]:
    """Return who of the school does what `row` of `groepen` describes."""
    return [
        contact
        for contact in school.contacts
        if contact.role in row.get("rollen", ())
        or set(contact.topics) & set(row.get("themas", ()))
        or (row.get("regie") and contact.coordinates)
    ]


def _again(entry: Entry, words: str) -> Entry:
    return replace(entry, name=words.replace("{naam}", entry.name), role="", how=(), again=True)


def _for_the_wall(school: School, roles: Sequence[str], now: datetime) -> list[Entry]:
    """Return the people for students. A role that stands in `roles` twice has its second person there."""
    waiting = list(school.contacts)
    ranked: list[Contact] = []
    for role in (*roles, *roles):
        found = next((contact for contact in waiting if contact.role == role), None)
        if found:
            waiting.remove(found)
            ranked.append(found)
    return [_person_entry(contact, school, now) for contact in (*ranked, *waiting)]


def _works_late(contact: Contact) -> bool:
    """Return whether someone can be reached after school hours or in the weekend."""
    if contact.hours is None:
        return False
    weekend = any(contact.hours.days[5:])
    return (
        contact.hours.always
        or weekend
        or any(end > SCHOOL_ENDS for ranges in contact.hours.days for _, end in ranges)
    )


def _person_entry(contact: Contact, school: School, now: datetime) -> Entry:
    """Return a person as they stand on paper: two ways to reach them, the room and the hours."""
    card = person_card(contact, school, None, "zelf", now)
    rooms = [way for way in card.reach if way.kind == "room"]
    others = [way for way in card.reach if way.kind not in ("room", "web")]
    chosen = [*others[:MOST_WAYS], *rooms] or list(card.reach[:1])
    where = [contact.location] if contact.location else []
    how = [contact.how] if contact.how and (not chosen or len(contact.how) <= SHORT) else []
    line = card.line if len(card.line) <= SHORT else role_texts(contact.role, "zelf")["regel"]
    return Entry(
        card.id, card.name, card.role_title, (*_said(chosen), *_days(contact), *where, *how), line, card.photo
    )


def _brief(contact: Contact) -> Entry:
    """Return a person with no more than how and when to reach them."""
    said = [way for way in ways(contact.reach) if way.kind not in ("room", "web")][:MOST_WAYS]
    return Entry(contact.id, contact.name, "", (*_said(said), *_days(contact)))


def _days(contact: Contact) -> list[str]:
    """Return when someone is there, day by day, so that no line breaks inside a time."""
    return contact.hours.describe().split(", ") if contact.hours else []


def _line_entry(line: Helpline, now: datetime) -> Entry:
    """Return a national line as a student needs it."""
    card = helpline_card(line, None, "zelf", now)
    chosen = [way for way in card.reach if way.kind != "web"] or card.reach
    return Entry(card.id, card.name, "", (*_said(chosen), *_parts(card.hours)), card.line)


def _call_entry(line: Helpline) -> Entry:
    """Return a line as staff need it: numbers and hours, or the site when there is no number."""
    phones = [number for number in (line.reach.phone, line.reach.phone_alt) if number]
    numbers = [number for number in phones if number != line.name]
    site = re.sub(r"^https://(?:www\.)?|/$", "", line.reach.website or line.reach.chat or "")
    hours = [line.hours.describe()] if line.hours else []
    return Entry(line.id, line.name, "", (*(numbers if phones else [site]), *hours))


def _said(chosen: Iterable[Way]) -> list[str]:
    words = tables.load("page_texts")["kaart"]
    return [f"{words[way.kind]} {way.label}".strip() for way in chosen]


def _parts(hours: str) -> tuple[str, ...]:
    return tuple(hours.split(" · ")) if hours else ()


def _never_closes(line: Helpline) -> bool:
    return line.hours is not None and line.hours.always


def _words(sheet: str, directory: Directory) -> dict[str, Any]:
    """Return the words of a sheet with `{112}` and `{113}` replaced by the numbers of the national file."""
    numbers = {line: str(directory.helplines[line].reach.phone) for line in ("112", "113")}

    def filled(value: Any) -> Any:
        if isinstance(value, str):
            return re.sub(r"\{(11[23])\}", lambda match: numbers[match[1]], value)
        if isinstance(value, list):
            return [filled(part) for part in value]
        if isinstance(value, dict):
            return {key: filled(part) for key, part in value.items()}
        return value

    words: dict[str, Any] = filled(tables.load("sheet_texts")[sheet])
    return words


def _sheet(template: str, school: School, address: str, now: datetime, context: Mapping[str, Any]) -> str:
    general = tables.load("sheet_texts")["algemeen"]
    return render(template, school=school, address=address, a=general, made_on=_date(now), **context)


def _date(now: datetime) -> str:
    month = tables.load("card_texts")["wanneer"]["maanden"][now.month - 1]
    return f"{now.day} {month} {now.year}"
