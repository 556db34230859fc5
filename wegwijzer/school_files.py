"""Read the files in `school_configs/`: strict, with every mistake named by file and line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from errno import EISDIR
from pathlib import Path
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError

from wegwijzer.cards import TRUSTED_ADULT
from wegwijzer.hours import DayError, quoted
from wegwijzer.school import (
    ID,
    BoardFile,
    Contact,
    Helpline,
    HelplineFile,
    School,
    SchoolFile,
    Shared,
)
from wegwijzer.strict_yaml import MAX_BYTES, Document, Problem, Refused, read

Model = TypeVar("Model", bound=BaseModel)

BOARDS = "besturen"
PHOTOS = "fotos"
NATIONAL = Path("landelijk") / "hulplijnen.yml"
# In a crisis and when something is broken, students see these: no edit may take them away.
ALWAYS_SHOWN = ("113", "112", "kindertelefoon")


def load_helplines(folder: Path) -> dict[str, Helpline]:
    """Return the national help lines of `folder`, by id.

    Raises:
        Refused: the file is broken, a line stands in it twice, or one that is always shown is not in it.
    """
    file, document = _read(folder, NATIONAL, HelplineFile)
    callable_lines = {line.id for line in file.helplines if line.reach.phone}
    if missing := [line for line in ALWAYS_SHOWN if line not in callable_lines]:
        message = f"Hier hoort '{missing[0]}' te staan, met een telefoonnummer."
        raise Refused([document.problem(("hulplijnen",), message, "Deze lijn ziet iedere leerling in nood.")])
    return {line.id: line for line in file.helplines}


def load_school(folder: Path, school_id: str, helplines: dict[str, Helpline]) -> School:
    """Return one school, with what it inherits from its bestuur.

    Args:
        folder: the folder with school files (`school_configs`).
        school_id: the file's name without `.yml`.
        helplines: the national lines, to check references to them.

    Raises:
        Refused: the school's or its bestuur's file can't be used.
    """
    return load_with_documents(folder, Path(f"{school_id}.yml"), helplines).school


def is_file_id(name: str) -> bool:
    """Return whether a file of a school or bestuur may be called `name`, without `.yml`."""
    return ID.fullmatch(name) is not None and len(name) <= 40


def unreadable(file: str, error: OSError) -> Problem:
    """Return the problem of a file that could not be opened, in words school staff understand."""
    fix = "Kijk of je het zelf kunt openen."
    if isinstance(error, PermissionError):
        fix = "Wegwijzer mag het niet openen. Geef het leesrechten."
    elif isinstance(error, FileNotFoundError):
        fix = "Het is er niet. Zet het terug."
    elif isinstance(error, IsADirectoryError):
        fix = "Het is geen gewoon bestand. Haal het weg of geef het een andere naam."
    return Problem(file, 1, "Dit bestand is niet te lezen.", fix)


@dataclass(frozen=True)
class Board:
    """A bestuur as it was read: what its schools share, and where everything in it stands."""

    id: str
    file: BoardFile
    document: Document


@dataclass(frozen=True)
class Loaded:
    """A school with the text it came from: its own file, and that of its bestuur if it has one."""

    school: School
    document: Document
    board: Document | None
    board_id: str | None = None

    def place_of(self, contact: str | None, key: str) -> tuple[Document, tuple[str | int, ...]]:
        """Return where `key` of a contact stands, or where the contacts of the school begin."""
        for document in filter(None, (self.document, self.board)):
            for index, row in enumerate(document.data.get("contacten", [])):
                if row["id"] == contact:
                    return document, ("contacten", index, *key.split("."))
        return self.document, ("contacten",)


def load_with_documents(
    folder: Path,
    path: Path,
    helplines: dict[str, Helpline],
    boards: Mapping[str, Board] | None = None,
) -> Loaded:
    """Return the school in the file `path` and where everything in it stands.

    Args:
        folder: the folder with what schools share; a relative `path` is below it.
        path: the school's file, also outside the folder.
        helplines: the national lines, to check references to them.
        boards: the besturen that may be used, as they were read; None reads them from `folder`.

    Raises:
        Refused: the school's or its bestuur's file can't be used.
    """
    school_id = path.name.removesuffix(".yml")
    if not is_file_id(school_id):
        fix = "Gebruik kleine letters, cijfers en streepjes (hoogstens 40), zo: mijn-school.yml."
        raise Refused([Problem(str(path), 1, "Deze bestandsnaam kan niet.", fix)])
    file, document = _read(folder, path, SchoolFile)
    found = _board_of(folder, file, document, helplines, boards)
    board = found.file if found else None
    own = {contact.id for contact in file.contacts}
    inherited = tuple(contact for contact in board.contacts if contact.id not in own) if board else ()
    contacts = file.contacts + inherited
    _check_references(document, file, contacts, helplines)
    school = School(
        id=school_id,
        name=file.school.name,
        place=file.school.place,
        website=file.school.website,
        search_names=file.school.search_names,
        contacts=contacts,
        topics={**(board.topics if board else {}), **file.topics},
        holidays=file.holidays + (board.holidays if board else ()),
        complaints=file.complaints or (board.complaints if board else None),
        chat=file.school.chat,
        photos=_photos(folder, school_id, file, inherited),
    )
    return Loaded(school, document, found.document if found else None, file.school.board)


def load_board(folder: Path, path: Path, helplines: dict[str, Helpline]) -> tuple[BoardFile, Document]:
    """Return the bestuur in the file `path` and where everything in it stands.

    Raises:
        Refused: the file can't be used.
    """
    board, document = _read(folder, path, BoardFile)
    problems = _taken_ids(document, board, helplines)
    problems += _unknown_committee(document, board, helplines)
    if problems:
        raise Refused(problems)
    return board, document


def _board_of(
    folder: Path,
    file: SchoolFile,
    document: Document,
    helplines: dict[str, Helpline],
    boards: Mapping[str, Board] | None,
) -> Board | None:
    """Return the bestuur of a school, from `boards` or else from disk."""
    name = file.school.board
    if name is None:
        return None
    if boards is not None and name in boards:
        return boards[name]
    path = Path(BOARDS) / f"{name}.yml"
    if not (folder / path).is_file():
        message = f"Het bestuur '{name}' heeft geen bestand {path}."
        fix = "Maak dat bestand, of haal 'bestuur' hier weg."
        raise Refused([document.problem(("school", "bestuur"), message, fix)])
    if boards is None:
        return Board(name, *load_board(folder, path, helplines))
    message = f"Het bestand van het bestuur {path} heeft fouten."
    raise Refused([document.problem(("school", "bestuur"), message, "Maak eerst dat bestand goed.")])


def _photos(folder: Path, school_id: str, file: SchoolFile, inherited: tuple[Contact, ...]) -> dict[str, str]:
    """Return the photos that are on disk: those of the school, and those of its bestuur.

    A photo of the bestuur with the file name of one of the school's own is left out: both would be served
    at one address, and a wrong face is worse than none.
    """
    own = {contact.id: contact.photo for contact in file.contacts if contact.photo}
    found = {contact: f"{school_id}/{photo}" for contact, photo in own.items()}
    for contact in inherited:
        if contact.photo and contact.photo not in own.values():
            found[contact.id] = f"{BOARDS}/{file.school.board}/{contact.photo}"
    return {contact: path for contact, path in found.items() if (folder / PHOTOS / path).is_file()}


def _read(folder: Path, path: Path, model: type[Model]) -> tuple[Model, Document]:
    document = read(_source(folder / path), str(path))
    problems = document.problems + _double_ids(document) + _split_numbers(document)
    try:
        # Only the Dutch keys: `name` next to `naam` would be a second spelling that nothing explains.
        file = model.model_validate(document.data, by_alias=True, by_name=False)
    except ValidationError as error:
        problems += [_problem(document, model, row) for row in error.errors()]
    if problems:
        raise Refused(sorted(problems))
    return file, document


def _source(path: Path) -> bytes:
    """Return what stands in a file, no more than the reader needs to see that it is too large.

    Raises:
        OSError: it can't be read, or it is no file: opening a pipe would wait for ever.
    """
    if path.exists() and not path.is_file():
        raise IsADirectoryError(EISDIR, "Not a file", str(path))
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)


def _double_ids(document: Document) -> list[Problem]:
    """Return a problem per contact or help line with an id that stands above it already."""
    data = document.data if isinstance(document.data, dict) else {}
    problems = []
    for key in ("contacten", "hulplijnen"):
        rows = data.get(key)
        seen: dict[str, int] = {}
        for index, row in enumerate(rows if isinstance(rows, list) else []):
            row_id = row.get("id") if isinstance(row, dict) else None
            if not isinstance(row_id, str):
                continue
            path = (key, index, "id")
            if row_id in seen:
                message = f"De id {quoted(row_id)} staat ook op regel {seen[row_id]}."
                problems.append(document.problem(path, message, "Geef elk een eigen id."))
            seen.setdefault(row_id, document.line_of(path))
    return problems


def _split_numbers(document: Document) -> list[Problem]:
    """Return a problem per number that goes on on the next line: what a student calls is what was typed."""
    message, fix = "Dit nummer staat op meer dan één regel.", 'Schrijf het op één regel: "030 123 45 67".'
    keys = {"telefoon", "telefoon_alternatief", "whatsapp"}
    found = (path for path in document.split if path and path[-1] in keys)
    return [document.problem(path, message, fix) for path in found]


def _check_references(
    document: Document,
    file: SchoolFile,
    contacts: tuple[Contact, ...],
    helplines: dict[str, Helpline],
) -> None:
    ids = {contact.id for contact in contacts}
    problems = []
    if not contacts:
        fix = "Zet er ten minste één contact in."
        problems.append(document.problem(("contacten",), "Er staan geen contacten in.", fix))
    for topic, choice in file.topics.items():
        for index, contact in enumerate(choice.first):
            if contact not in ids:
                message = f"Het contact '{contact}' bestaat niet in dit bestand."
                fix = _did_you_mean(contact, list(ids)) or "Gebruik de id van een contact."
                problems.append(document.problem(("themas", topic, "eerst", index), message, fix))
    problems += _taken_ids(document, file, helplines)
    problems += _second_coordinator(document, file, contacts)
    problems += _unknown_committee(document, file, helplines)
    if problems:
        raise Refused(problems)


def _taken_ids(document: Document, file: Shared, helplines: dict[str, Helpline]) -> list[Problem]:
    """Return a problem per contact whose card would open the card of a help line."""
    message = "De id '{}' is al van een landelijke hulplijn of een vaste kaart."
    return [
        document.problem(("contacten", index, "id"), message.format(contact.id), "Kies een andere id.")
        for index, contact in enumerate(file.contacts)
        if contact.id in helplines or contact.id == TRUSTED_ADULT
    ]


def _second_coordinator(document: Document, file: SchoolFile, contacts: tuple[Contact, ...]) -> list[Problem]:
    """Return a problem when more than one contact coordinates, those of the bestuur included."""
    if sum(contact.coordinates for contact in contacts) < 2:
        return []
    own = [index for index, contact in enumerate(file.contacts) if contact.coordinates]
    path = ("contacten", own[:2][-1], "regie") if own else ("school", "bestuur")
    message = "Meer dan één contact (ook van het bestuur) heeft 'regie: true'."
    return [document.problem(path, message, "Kies één persoon die alles bij elkaar houdt.")]


def _unknown_committee(document: Document, file: Shared, helplines: dict[str, Helpline]) -> list[Problem]:
    committee = file.complaints.committee if file.complaints else None
    if not committee or committee in helplines:
        return []
    message = f"De klachtencommissie '{committee}' staat niet in de landelijke lijst."
    fix = _did_you_mean(committee, list(helplines)) or "Haal 'commissie' weg als je dit niet weet."
    return [document.problem(("klachten", "commissie"), message, fix)]


def _problem(document: Document, model: type[BaseModel], error: Any) -> Problem:
    """Turn one pydantic error into a sentence for school staff."""
    path = tuple(part for part in error["loc"] if part != "[key]")
    key = next((part for part in reversed(path) if isinstance(part, str)), "")
    kind = error["type"]
    if kind == "missing":
        return document.problem(path, f"Hier ontbreekt '{key}'.", f"Voeg een regel '{key}: ...' toe.")
    if kind == "extra_forbidden":
        fix = _did_you_mean(str(key), _keys_at(model, path[:-1])) or "Haal de regel weg."
        return document.problem(path, f"De sleutel {quoted(key)} bestaat hier niet.", fix)
    if kind == "value_error":
        mistake = error["ctx"]["error"]
        path = (*path, mistake.day) if isinstance(mistake, DayError) else path
        return document.problem(path, str(mistake))
    if kind in {"too_long", "too_short", "string_too_long", "string_too_short"}:
        limit = error["ctx"].get("max_length")
        message = f"'{key}' is te lang." if limit else f"'{key}' is leeg."
        fix = f"Gebruik hoogstens {limit} tekens." if limit else "Vul het in of haal de regel weg."
        return document.problem(path, message, fix)
    if kind == "string_type":
        return document.problem(path, f"Bij '{key}' hoort tekst te staan.", "Schrijf het op één regel.")
    if kind == "tuple_type":
        fix = "Zet een streepje (-) voor elk onderdeel."
        return document.problem(path, f"Bij '{key}' hoort een lijst te staan.", fix)
    if kind == "string_pattern_mismatch":
        message = f"{quoted(error['input'])} is geen naam van een foto."
        return document.problem(path, message, "Schrijf het zo: jansen.jpg.")
    message = f"Wat bij '{key}' staat, kan hier niet." if key else "Dit bestand heeft een andere vorm."
    return document.problem(path, message, "Vergelijk het met het voorbeeldbestand.")


def _keys_at(model: type[BaseModel], path: tuple[str | int, ...]) -> list[str]:
    """Return the keys that are known at `path` of a file of this kind."""
    for part in path:
        if isinstance(part, str):
            fields = model.model_fields.items()
            field = next((f for name, f in fields if (f.alias or name) == part), None)
            inner = _model_in(field.annotation) if field else None
            model = inner or model
    return [field.alias or name for name, field in model.model_fields.items()]


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for arg in get_args(annotation) if (found := _model_in(arg))), None)


def _did_you_mean(word: str, known: list[str]) -> str:
    close = get_close_matches(word, known, n=1, cutoff=0.6)
    return f"Bedoel je '{close[0]}'?" if close else ""
