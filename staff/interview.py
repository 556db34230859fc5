"""The questions of `wegwijzer new`, one after another.

Nothing here reads or writes: answers come in, the content of a file comes out. So an answer can be taken back
by asking again without it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from wegwijzer.cards import TRUSTED_ADULT
from wegwijzer.fields import fields_of, role_texts
from wegwijzer.hours import DAYS, Week
from wegwijzer.mistakes import mistake
from wegwijzer.normalise import fold
from wegwijzer.routing import OUTSIDE_ROLES
from wegwijzer.school import BoardFile, Contact, Helpline, Reach, SchoolInfo
from wegwijzer.topics import roles

MENTOR = "Loop na de les naar je mentor toe."
_EMPLOYED_ELSEWHERE = OUTSIDE_ROLES | {"jeugdverpleegkundige", "leerplichtambtenaar", "jongerenwerker"}
_DAY = r"\b(ma|di|wo|do|vr|za|zo)(?:andag|nsdag|ensdag|nderdag|ijdag|terdag|ndag)?\b"
_LONGEST_ID = 40


@dataclass(frozen=True)
class Known:
    """What stands in the folder already.

    Attributes:
        files: ids of the schools that have a file.
        boards: id of a bestuur -> its file.
        today: the day on which it is asked.
        folder: where the file will stand.
        live: whether students see at once what stands there.
    """

    files: frozenset[str]
    boards: Mapping[str, BoardFile]
    helplines: Mapping[str, Helpline]
    today: date
    folder: Path
    live: bool


@dataclass(frozen=True)
class Question:
    """One question.

    Attributes:
        key: which answer it asks for, the same every time it is asked.
        read: turns what was typed into what the file holds; raises ValueError with what is wrong.
        more: what `?` shows.
        usual: what an empty answer means; empty when it means that there is none.
        before: what is said first.
        last: nee stops here, and the answer is never kept: writing the file is asked every time.
    """

    key: str
    text: str
    read: Callable[[str], Any]
    more: str = ""
    example: str = ""
    usual: str = ""
    before: str = ""
    last: bool = False


@dataclass
class NewSchool:
    """What was told about a school: the id of its file and what stands in it."""

    id: str
    data: dict[str, Any] = field(default_factory=dict)


Questions = Generator[Question, Any, NewSchool]
Part = Generator[Question, Any, Any]


def interview(known: Known) -> Questions:
    """Yield the questions about a new school; take each answer as `Question.read` returned it."""
    school: dict[str, Any] = {}
    contacts: list[dict[str, Any]] = []
    yield from _put(school, _about(SchoolInfo, "naam", "Hoe heet de school?", required=True))
    yield from _put(school, _about(SchoolInfo, "plaats", "In welke plaats staat de school?", required=True))
    asked = "Wat is de website van de school?"
    website = _about(SchoolInfo, "website", asked, required=True, read=with_https)
    yield from _put(school, website)
    if known.boards:
        yield from _put(school, _board(known))
    names = "Hoe noemen leerlingen de school? Meer namen? Zet er een komma tussen."
    yield from _put(school, _about(SchoolInfo, "zoeknamen", names, read=listed))
    file_id = yield _file(school["naam"], known)
    contacts.append({"id": "mentor", "rol": "mentor", "naam": "je eigen mentor", "hoe": (yield _mentor())})
    while role := (yield _role(contacts)):
        contacts.append((yield from _contact(role, contacts, school, known)))
    yield from _coordinator(contacts, school, known)
    found = NewSchool(file_id, {"school": school, "contacten": contacts})
    yield _ready(found, known)
    return found


def _ready(found: NewSchool, known: Known) -> Question:
    """Return the last question: it says where the file comes, and whether students then see it."""
    target = known.folder / f"{found.id}.yml"
    text = f"Klopt het? Bij ja schrijf ik het bestand {target}.\n"
    if known.live:
        text += "Die map is live: loopt Wegwijzer, dan zien leerlingen het binnen 2 seconden.\n"
    else:
        text += "Leerlingen zien het dan nog niet.\n"
    text += "Typ ja of nee. Bij nee schrijf ik niets."
    return Question("klaar", text, _agreed, before=summary(found), last=True)


def _contact(role: str, contacts: list[dict[str, Any]], school: Mapping[str, Any], known: Known) -> Part:
    """Ask about one person; return them with the keys of the file, in its order."""
    number = len(contacts)

    def about(model: type[BaseModel], key: str, text: str, **more: Any) -> Question:
        return _about(model, key, text, prefix=f"persoon-{number}-", **more)

    contact: dict[str, Any] = {"id": "", "rol": role}
    reach: dict[str, Any] = {}
    yield from _put(contact, about(Contact, "naam", f"Hoe heet de {roles()[role].title}?", required=True))
    contact["id"] = _contact_id(contact, contacts, school, known)
    if role in _EMPLOYED_ELSEWHERE:
        yield from _put(contact, about(Contact, "organisatie", "Voor welke organisatie werkt deze persoon?"))
    name = contact["naam"]
    yield from _put(reach, about(Reach, "telefoon", f"Telefoonnummer van {name}?"))
    yield from _put(reach, about(Reach, "mail", f"Mailadres van {name}?"))
    yield from _put(reach, about(Reach, "kamer", f"In welke kamer of op welke plek zit {name}?"))
    if reach:
        contact["bereik"] = reach
    else:
        how = f"Hoe spreekt een leerling {name} dan? Schrijf één zin."
        yield from _put(contact, about(Contact, "hoe", how, required=True))
    hours = f"Op welke dagen en tijden is {name} er?"
    example = "ma 08:30-16:00, di en do 08:30-12:00"
    yield from _put(contact, about(Contact, "aanwezig", hours, read=spoken_week, example=example))
    if reach and (yield _checked(number, name)):
        contact["gecontroleerd_op"] = known.today.isoformat()
    return contact


def _put(target: dict[str, Any], question: Question) -> Part:
    """Ask, and keep the answer unless there is none."""
    answer = yield question
    if answer:
        target[question.key.rpartition("-")[2]] = answer


def _about(  # noqa: PLR0913 - what differs per key is named where it is asked
    model: type[BaseModel],
    key: str,
    text: str,
    *,
    required: bool = False,
    read: Callable[[str], Any] = str,
    prefix: str = "",
    example: str = "",
) -> Question:
    """Return a question about one key of a file, checked as the file would be."""
    row = fields_of(model)[key]

    def read_and_check(typed: str) -> Any:
        if not typed:
            if required:
                raise ValueError("Dit moet er staan.")
            return None
        value = read(typed)
        if wrong := mistake(model, key, value):
            raise ValueError(wrong)
        return value

    shown = example or (", ".join(row.example) if isinstance(row.example, list) else str(row.example))
    return Question(prefix + key, text, read_and_check, row.text, shown)


def _board(known: Known) -> Question:
    rows = list(known.boards.items())
    names = "\n".join(f"  {number}. {board.board.name}" for number, (_, board) in enumerate(rows, 1))

    def read(typed: str) -> str | None:
        if not typed or fold(typed) in {"geen", "nee", "0"}:
            return None
        for number, (board_id, board) in enumerate(rows, 1):
            if fold(typed) in {str(number), fold(board_id), fold(board.board.name)}:
                return board_id
        raise ValueError("Dit bestuur staat er niet bij. Typ het nummer, of druk op Enter.")

    text = "Bij welk bestuur hoort de school? Typ een nummer. Staat het er niet bij? Druk op Enter."
    return Question("bestuur", text, read, fields_of(SchoolInfo)["bestuur"].text, before=names)


def _file(name: str, known: Known) -> Question:
    usual = file_id(name)

    def read(typed: str) -> str:
        chosen = typed.removesuffix(".yml")
        if wrong := mistake(SchoolInfo, "bestuur", chosen):
            raise ValueError(wrong)
        if chosen in known.files:
            raise ValueError(f"Er is al een bestand {chosen}.yml. Dat laat ik staan. Kies een andere naam.")
        return chosen

    more = "De naam van het bestand is ook het laatste stuk van het adres: /chat/voorbeeld-college."
    free = usual if usual and usual not in known.files else ""
    return Question("bestand", "Hoe moet het bestand heten?", read, more, "voorbeeld-college", free)


def _mentor() -> Question:
    text = "Elke leerling ziet ook: je eigen mentor. Hoe spreekt een leerling zijn of haar mentor?"
    return _with_usual(_about(Contact, "hoe", text, required=True, prefix="mentor-"), MENTOR)


def _with_usual(question: Question, usual: str) -> Question:
    return Question(question.key, question.text, question.read, question.more, "", usual)


def _role(contacts: list[dict[str, Any]]) -> Question:
    usual = [role for role, row in role_texts().items() if row.usual]
    ordered = [*usual, *(role for role in role_texts() if role not in usual)]
    ordered.remove("mentor")

    def rows(shown: list[str]) -> str:
        return "\n".join(f"  {ordered.index(role) + 1:2}. {roles()[role].title}" for role in shown)

    def read(typed: str) -> str | None:
        word = fold(typed)
        if word in {"", "klaar"}:
            return None
        if word == "meer":
            raise ValueError(f"Dit zijn alle rollen:\n{rows(ordered)}")
        if word.isdecimal() and 0 < int(word) <= len(ordered):
            return ordered[int(word) - 1]
        return _role_of(word)

    before = rows(usual) if len(contacts) == 1 else f"Dat zijn er nu {len(contacts)}, met de mentor erbij."
    more = f"{rows(usual)}\n{fields_of(Contact)['rol'].text}"
    text = (
        "Wie wil je erbij zetten? Typ een nummer of een rol, of meer voor alle rollen. Klaar? Druk op Enter."
    )
    return Question(f"persoon-{len(contacts)}-rol", text, read, more, before=before)


def _role_of(word: str) -> str:
    """Return the role that goes by this name.

    Raises:
        ValueError: no role does; it says which one comes closest.
    """
    names = _role_names()
    if word in names:
        return names[word]
    close = get_close_matches(word, names, n=1, cutoff=0.6)
    hint = f"Bedoel je '{close[0]}'?" if close else "Typ meer voor de hele lijst."
    raise ValueError(f"Die rol ken ik niet. {hint}")


@cache
def _role_names() -> dict[str, str]:
    """Return the role that goes by each folded name: its id, its title, and what students call it."""
    rows = [
        (role, (role.id, role.id.replace("_", " "), role.title, *role.words)) for role in roles().values()
    ]
    return {fold(name): role.id for role, names in rows for name in names}


def _checked(number: int, name: str) -> Question:
    more = fields_of(Contact)["gecontroleerd_op"].text
    text = f"Heb je net nagevraagd of dit klopt bij {name}? (ja of nee)"
    return Question(f"persoon-{number}-nagevraagd", text, yes_or_no, more, usual="nee")


def _coordinator(contacts: list[dict[str, Any]], school: Mapping[str, Any], known: Known) -> Part:
    """Ask who coordinates, when there is someone to choose and the bestuur has nobody."""
    people = contacts[1:]
    if not people or coordinated(school, known):
        return
    names = "\n".join(f"  {number}. {row['naam']}" for number, row in enumerate(people, 1))

    def read(typed: str) -> int | None:
        if not typed:
            return None
        for number, row in enumerate(people, 1):
            if fold(typed) in {str(number), fold(row["naam"])}:
                return number
        raise ValueError(f"Typ een nummer van 1 tot en met {len(people)}, of druk op Enter.")

    text = "Wie houdt alles bij elkaar voor een leerling? Typ een nummer. Weet je het niet? Druk op Enter."
    chosen = yield Question("regie", text, read, fields_of(Contact)["regie"].text, before=names)
    if chosen:
        people[chosen - 1]["regie"] = True


def coordinated(school: Mapping[str, Any], known: Known) -> bool:
    """Return whether someone of the school's bestuur coordinates already."""
    board = known.boards.get(school.get("bestuur", ""))
    return board is not None and any(contact.coordinates for contact in board.contacts)


def summary(new: NewSchool) -> str:
    """Return what was told, as staff check it."""
    school = new.data["school"]
    lines = [f"{school['naam']} in {school['plaats']}, {school['website']}"]
    for row in new.data["contacten"]:
        reach = row.get("bereik", {})
        hours = [Week.parse(row["aanwezig"]).describe()] if "aanwezig" in row else []
        known = [*reach.values(), *([row["hoe"]] if "hoe" in row else []), *hours]
        lead = " (regie)" if "regie" in row else ""
        lines.append(f"  - {row['naam']}, {roles()[row['rol']].title}{lead}: {' · '.join(known)}")
    return "\n".join(lines)


def file_id(name: str) -> str:
    """Return the id that goes with a name: small letters, digits and dashes, at most 40."""
    words = re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-")
    return words[:_LONGEST_ID].rstrip("-")


def _contact_id(
    contact: Mapping[str, Any], contacts: list[dict[str, Any]], school: Mapping[str, Any], known: Known
) -> str:
    """Return an id of the role and the last name that nobody has yet."""
    short = role_texts()[contact["rol"]].short
    last = file_id(contact["naam"]).rpartition("-")[2]
    board = known.boards.get(school.get("bestuur", ""))
    taken = {row["id"] for row in contacts} | set(known.helplines) | {TRUSTED_ADULT}
    taken |= {row.id for row in board.contacts} if board else set()
    start = file_id(short if last in {"", short} else f"{short} {last}")[: _LONGEST_ID - 4].rstrip("-")
    number = 1
    while (found := start if number == 1 else f"{start}-{number}") in taken:
        number += 1
    return found


def with_https(typed: str) -> str:
    """Return a web address that may have been typed without its beginning."""
    return typed if "://" in typed else f"https://{typed}"


def listed(typed: str) -> list[str]:
    """Return the parts between commas."""
    return [part.strip() for part in typed.split(",") if part.strip()]


def yes_or_no(typed: str) -> bool:
    """Read ja or nee.

    Raises:
        ValueError: it is neither.
    """
    word = fold(typed)
    if word in {"ja", "j"}:
        return True
    if word in {"nee", "n", ""}:
        return False
    raise ValueError("Typ ja of nee.")


def spoken_week(typed: str) -> str | dict[str, str]:
    """Return days and times as a file holds them: `ma en di 9-12` is `{ma: "9:00-12:00", di: "9:00-12:00"}`.

    Raises:
        ValueError: it can't be read.
    """
    text = typed.lower().strip()
    if text in {"altijd", "dag en nacht"}:
        return "altijd"
    text = re.sub(r"\b(?:elke dag|iedere dag)\b", "ma>zo", text)
    text = re.sub(r"\b(?:werkdagen|doordeweeks)\b", "ma>vr", text)
    text = re.sub(_DAY, r"\1", text)
    text = re.sub(r"\s*(?:t/m|tot en met)\s*", ">", text)
    text = re.sub(r"(?<=[a-z])\s*-\s*(?=[a-z])", ">", text)
    text = re.sub(r"\b(?:van|uur|om)\b", " ", text)
    text = re.sub(r"\s*(?:\btot\b|–|-)\s*", "-", text)
    text = re.sub(r"(?<![\d:.])(\d{1,2})(?![\d:.])", r"\1:00", text)
    week: dict[str, str] = {}
    rest = re.sub(
        r"([a-z>,;\s&+]+?)[:=\s]*(\d[\d:.,;\s\-&+]*(?:\ben\b\s*(?=\d)[\d:.,\s\-]*)*)", _into(week), text
    )
    if rest.strip(" ,;.") or not week:
        raise ValueError("Dit begrijp ik niet. Typ het zo: ma 08:30-16:00, di en do 08:30-12:00.")
    return {day: week[day] for day in DAYS if day in week}


def _into(week: dict[str, str]) -> Callable[[re.Match[str]], str]:
    """Return a replacement that moves `days times` into a week, and leaves what it can't read."""

    def move(match: re.Match[str]) -> str:
        words = re.split(r"[,;\s&+]+|\ben\b", match[1])
        found = [_days(word) for word in words if word]
        if not found or not all(found):
            return match[0]
        days = [day for row in found for day in row]
        times = ", ".join(part.strip() for part in re.split(r"[,;&+]|\ben\b", match[2]) if part.strip())
        for day in days:
            week[day] = f"{week[day]}, {times}" if day in week else times
        return ""

    return move


def _days(word: str) -> list[str]:
    """Return the days of `di` or `ma>vr`; none when it is something else."""
    first, _, last = word.partition(">")
    if first not in DAYS or (last or first) not in DAYS:
        return []
    return list(DAYS[DAYS.index(first) : DAYS.index(last or first) + 1])


def _agreed(typed: str) -> bool:
    if fold(typed) not in {"ja", "j"}:
        raise ValueError("Typ ja of nee. Typ terug om een antwoord te veranderen.")
    return True
