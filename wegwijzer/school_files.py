"""Read the files in `school_configs/`: strict, with every mistake named by file and line."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from difflib import get_close_matches
from errno import EISDIR
from functools import lru_cache
from pathlib import Path
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError

from wegwijzer.cards import TRUSTED_ADULT
from wegwijzer.hours import DayError, quoted
from wegwijzer.normalise import fold
from wegwijzer.school import (
    ID,
    BoardFile,
    Contact,
    Helpline,
    HelplineFile,
    School,
    SchoolFile,
    is_yes,
    model_in,
)
from wegwijzer.strict_yaml import MAX_BYTES, Document, Problem, Refused, read
from wegwijzer.strict_yaml import Path as Path_

Model = TypeVar("Model", bound=BaseModel)

BOARDS = "besturen"
PHOTOS = "fotos"
NATIONAL = Path("landelijk") / "hulplijnen.yml"
# In a crisis and when something is broken, students see these: no edit may take them away.
ALWAYS_SHOWN = ("113", "112", "kindertelefoon")

# What a missing key may look like: (first key of its path, or any; the key) -> example.
EXAMPLES = {
    ("school", "naam"): "Voorbeeld College",
    ("school", "school"): '{naam: Voorbeeld College, plaats: Utrecht, website: "https://mijnschool.nl"}',
    ("bestuur", "naam"): "Stichting Voorbeeld",
    ("bestuur", "bestuur"): "{naam: Stichting Voorbeeld}",
    ("contacten", "naam"): "Samira Jansen",
    ("vakanties", "naam"): "kerstvakantie",
    ("themas", "naam"): "Ons pestprotocol",
    ("", "plaats"): "Utrecht",
    ("", "website"): '"https://mijnschool.nl"',
    ("", "id"): "vp-jansen",
    ("", "rol"): "mentor",
    ("", "url"): '"https://mijnschool.nl/pesten"',
    ("", "van"): "2026-12-19",
    ("", "tot"): "2027-01-03",
    ("", "regeling"): '"https://mijnschool.nl/klachten"',
}
# Keys with keys below them, into which one is forgotten to be put.
MADE_OF_KEYS = ("bereik",)
# Other words that staff use for a key.
ALSO_CALLED = {
    "tel": "telefoon",
    "telefoonnummer": "telefoon",
    "phone": "telefoon",
    "mobiel": "telefoon",
    "telefoon2": "telefoon_alternatief",
    "email": "mail",
    "e_mail": "mail",
    "mailadres": "mail",
    "app": "whatsapp",
    "lokaal": "kamer",
    "ruimte": "kamer",
    "site": "website",
    "functie": "rol",
    "role": "rol",
    "name": "naam",
    "uren": "aanwezig",
    "tijden": "aanwezig",
    "dagen": "aanwezig",
    "werkdagen": "aanwezig",
    "openingstijden": "aanwezig",
    "gebouw": "locatie",
    "onderwerpen": "themas",
    "topics": "themas",
    "afbeelding": "foto",
    "photo": "foto",
    "contacts": "contacten",
    "personen": "contacten",
    "mensen": "contacten",
    "holidays": "vakanties",
    "vrije_dagen": "vakanties",
    "stad": "plaats",
    "start": "van",
    "begin": "van",
    "eind": "tot",
    "einde": "tot",
    "link": "url",
    "nickname": "zoeknamen",
    "bijnaam": "zoeknamen",
}


@dataclass(frozen=True)
class Read(Generic[Model]):
    """What stands in a file: `file` is None when its values can't be used; `problems` says why.

    Attributes:
        document: its raw data; without data when not even that can be told.
    """

    file: Model | None
    document: Document
    problems: list[Problem]


def load_helplines(folder: Path) -> dict[str, Helpline]:
    """Return the national help lines of `folder`, by id.

    Raises:
        Refused: the file is broken, a line stands in it twice, or one that is always shown is not in it.
    """
    found = _read(folder, NATIONAL, HelplineFile)
    if found.problems or found.file is None:
        raise Refused(sorted(found.problems))
    lines = {line.id: line for line in found.file.helplines}
    if missing := [line for line in ALWAYS_SHOWN if line not in lines or not lines[line].reach.phone]:
        message = f"Hier hoort '{missing[0]}' te staan, met een telefoonnummer."
        fix = "Deze lijn ziet iedere leerling in nood."
        raise Refused([found.document.problem(("hulplijnen",), message, fix)])
    return lines


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

    def place_of(self, contact: str | None, key: str) -> tuple[Document, Path_]:
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
    school_id: str | None = None,
) -> Loaded:
    """Return the school in the file `path` and where everything in it stands.

    Args:
        folder: the folder with what schools share; a relative `path` is below it.
        path: the school's file, also outside the folder.
        helplines: the national lines, to check references to them.
        boards: the besturen that may be used, as they were read; None reads them from `folder`.
        school_id: for a copy with another name; without it the file's name is the id.

    Raises:
        Refused: the school's or its bestuur's file can't be used.
    """
    school_id = school_id or path.name.removesuffix(".yml")
    if not is_file_id(school_id):
        fix = "Gebruik kleine letters, cijfers en streepjes (hoogstens 40), zo: mijn-school.yml."
        raise Refused([Problem(str(path), 1, "Deze bestandsnaam kan niet.", fix)])
    own = _read(folder, path, SchoolFile)
    shared = _board_of(folder, own.document, boards)
    problems = own.problems + _wrong_references(own.document, shared, helplines)
    problems += shared.problems + _wrong_of_board(shared, helplines)
    file, board = own.file, shared.file
    if problems or file is None:
        raise Refused(sorted(dict.fromkeys(problems)))
    ids = {contact.id for contact in file.contacts}
    inherited = tuple(contact for contact in board.contacts if contact.id not in ids) if board else ()
    school = School(
        id=school_id,
        name=file.school.name,
        place=file.school.place,
        website=file.school.website,
        search_names=file.school.search_names,
        contacts=file.contacts + inherited,
        topics={**(board.topics if board else {}), **file.topics},
        holidays=file.holidays + (board.holidays if board else ()),
        complaints=file.complaints or (board.complaints if board else None),
        chat=file.school.chat,
        photos=_photos(folder, school_id, file, inherited),
    )
    return Loaded(school, own.document, shared.document if board else None, file.school.board)


def load_board(folder: Path, path: Path, helplines: dict[str, Helpline]) -> tuple[BoardFile, Document]:
    """Return the bestuur in the file `path` and where everything in it stands.

    Raises:
        Refused: the file can't be used.
    """
    found = _understand_board(_source(folder / path), str(path))
    problems = found.problems + _wrong_of_board(found, helplines)
    if problems or found.file is None:
        raise Refused(sorted(problems))
    return found.file, found.document


def _board_of(folder: Path, document: Document, boards: Mapping[str, Board] | None) -> Read[BoardFile]:
    """Return the bestuur of a school as far as it can be read; empty for a school without one."""
    name = _text_at(document.data, "school", "bestuur")
    if name is None or not ID.fullmatch(name):
        return Read(None, Document("", {}, {}, []), [])
    if boards and name in boards:
        return Read(boards[name].file, boards[name].document, [])
    path = Path(BOARDS) / f"{name}.yml"
    if not (folder / path).is_file():
        known = sorted(file.stem for file in (folder / BOARDS).glob("*.yml"))
        message = f"Het bestuur '{name}' heeft geen bestand {path}."
        fix = _did_you_mean(name, known) or "Maak dat bestand, of haal 'bestuur' hier weg."
    elif boards is not None:
        message, fix = f"Het bestand van het bestuur {path} heeft fouten.", "Maak eerst dat bestand goed."
    else:
        try:
            return _understand_board(_source(folder / path), str(path))
        except Refused as refused:
            return Read(None, Document(str(path), None, {}, []), refused.problems)
    problem = document.problem(("school", "bestuur"), message, fix)
    return Read(None, Document("", None, {}, []), [problem])


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


def _read(folder: Path, path: Path, model: type[Model]) -> Read[Model]:
    """Return what stands in a file, and everything that is wrong with it by itself.

    Raises:
        Refused: nothing in it can be read.
    """
    return _understand(_source(folder / path), str(path), model)


@lru_cache(maxsize=256)
def _understand_board(source: bytes, name: str) -> Read[BoardFile]:
    """Return a bestuur. All its schools read it, one after the other: the same text is the same bestuur."""
    return _understand(source, name, BoardFile)


def _understand(source: bytes, name: str, model: type[Model]) -> Read[Model]:
    document = read(source, name)
    problems = document.problems + _double_ids(document) + _split_numbers(document)
    file = None
    try:
        # Only the Dutch keys: `name` next to `naam` would be a second spelling that nothing explains.
        file = model.model_validate(document.data, by_alias=True, by_name=False)
    except ValidationError:
        problems += _wrong_values(document, model)
    return Read(file, document, problems)


def _text_at(data: Any, *path: str) -> str | None:
    """Return the text at `path` of raw data, None when something else stands there."""
    for key in path:
        data = data.get(key) if isinstance(data, dict) else None
    return data if isinstance(data, str) else None


def _rows(data: Any, key: str) -> list[tuple[int, dict[str, Any]]]:
    """Return the blocks in a list of raw data, with their place in it."""
    rows = data.get(key) if isinstance(data, dict) else None
    return [
        (index, row)
        for index, row in enumerate(rows if isinstance(rows, list) else [])
        if isinstance(row, dict)
    ]


def mistake(model: type[BaseModel], key: str, value: Any) -> str | None:
    """Return what is wrong with one value before it stands in a file, None when it is right.

    Args:
        model: the part of a file in which the key stands, such as `Contact`.
        value: text, or lists and mappings of text, as a file would hold it.
    """
    try:
        model.model_validate({key: value}, by_alias=True, by_name=False)
    except ValidationError as error:
        document = Document("", {key: value}, {}, [])
        for row in error.errors():
            if row["loc"][:1] == (key,):
                problem = _problem(document, model, row)
                return f"{problem.message} {problem.fix}".rstrip()
    return None


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
    problems = []
    for key in ("contacten", "hulplijnen"):
        seen: dict[str, int] = {}
        for index, row in _rows(document.data, key):
            row_id, path = row.get("id"), (key, index, "id")
            if not isinstance(row_id, str):
                continue
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


def _wrong_references(
    document: Document, board: Read[BoardFile], helplines: dict[str, Helpline]
) -> list[Problem]:
    """Return a problem per word of a school file that points to something which is not there.

    It looks at the raw data, so that these are named together with mistakes of every other kind. Where a
    mistake elsewhere makes the answer uncertain, nothing is said.
    """
    return [
        *_no_contacts(document, board.document),
        *_unknown_contacts(document, board.document),
        *_taken_ids(document, helplines),
        *_second_coordinator(document, board.document),
        *_unknown_committee(document, helplines),
    ]


def _wrong_of_board(board: Read[BoardFile], helplines: dict[str, Helpline]) -> list[Problem]:
    document = board.document
    return _taken_ids(document, helplines) + _unknown_committee(document, helplines)


def _no_contacts(document: Document, board: Document) -> list[Problem]:
    ids = _ids(document.data), _ids(board.data)
    if ids[0] or ids[1] or None in ids:
        return []
    fix = "Zet er ten minste één contact in."
    return [document.problem(("contacten",), "Er staan geen contacten in.", fix)]


def _unknown_contacts(document: Document, board: Document) -> list[Problem]:
    """Return a problem per contact in `eerst` that the school does not have."""
    ids = _ids(document.data), _ids(board.data)
    if ids[0] is None or ids[1] is None:
        return []
    known = ids[0] + ids[1]
    problems = []
    for path, contact in _chosen(document.data):
        if ID.fullmatch(contact) and contact not in known:
            message = f"Het contact '{contact}' bestaat niet in dit bestand."
            fix = _did_you_mean(contact, known) or "Gebruik de id van een contact."
            problems.append(document.problem(path, message, fix))
    return problems


def _ids(data: Any) -> list[str] | None:
    """Return the ids of the contacts in raw data; None when they can't all be told."""
    if not isinstance(data, dict):
        return None
    if "contacten" not in data:
        # A word like 'contacte' has its own message; what stands below it is not missing.
        return None if any(_did_you_mean(str(key), ["contacten"]) for key in data) else []
    rows = _rows(data, "contacten")
    ids = [row["id"] for _, row in rows if isinstance(row.get("id"), str)]
    return ids if isinstance(data["contacten"], list) and len(ids) == len(data["contacten"]) else None


def _chosen(data: Any) -> list[tuple[Path_, str]]:
    """Return each contact that stands in an `eerst` of raw data, with its place."""
    topics = data.get("themas") if isinstance(data, dict) else None
    found: list[tuple[Path_, str]] = []
    for topic, choice in topics.items() if isinstance(topics, dict) else ():
        first = choice.get("eerst") if isinstance(choice, dict) else None
        for index, contact in enumerate(first if isinstance(first, list) else []):
            if isinstance(contact, str):
                found.append((("themas", topic, "eerst", index), contact))
    return found


def _taken_ids(document: Document, helplines: dict[str, Helpline]) -> list[Problem]:
    """Return a problem per contact whose card would open the card of a help line."""
    message = "De id '{}' is al van een landelijke hulplijn of een vaste kaart."
    return [
        document.problem(("contacten", index, "id"), message.format(row["id"]), "Kies een andere id.")
        for index, row in _rows(document.data, "contacten")
        if isinstance(row.get("id"), str) and (row["id"] in helplines or row["id"] == TRUSTED_ADULT)
    ]


def _second_coordinator(document: Document, board: Document) -> list[Problem]:
    """Return a problem when more than one contact coordinates, those of the bestuur included."""
    own = [index for index, row in _rows(document.data, "contacten") if is_yes(row.get("regie"))]
    ids = _ids(document.data) or []
    shared = [
        row
        for _, row in _rows(board.data, "contacten")
        if is_yes(row.get("regie")) and row.get("id") not in ids
    ]
    if len(own) + len(shared) < 2:
        return []
    path: Path_ = ("contacten", own[:2][-1], "regie") if own else ("school", "bestuur")
    message = "Meer dan één contact (ook van het bestuur) heeft 'regie: true'."
    return [document.problem(path, message, "Kies één persoon die alles bij elkaar houdt.")]


def _unknown_committee(document: Document, helplines: dict[str, Helpline]) -> list[Problem]:
    committee = _text_at(document.data, "klachten", "commissie")
    if committee is None or committee in helplines or not ID.fullmatch(committee):
        return []
    message = f"De klachtencommissie '{committee}' staat niet in de landelijke lijst."
    fix = _did_you_mean(committee, list(helplines)) or "Haal 'commissie' weg als je dit niet weet."
    return [document.problem(("klachten", "commissie"), message, fix)]


def _wrong_values(document: Document, model: type[BaseModel]) -> list[Problem]:
    """Return one problem per mistake, also below a key with a typing mistake.

    Such a key is read as what was probably meant, for this list only: the file stays refused.
    """
    data = deepcopy(document.data)
    problems: list[Problem] = []
    while True:
        rows = _errors(model, data)
        slips = [(row, meant) for row in rows if (meant := _meant_key(model, data, row))]
        problems += [_problem(document, model, row) for row, _ in slips]
        if not slips:
            problems += [_problem(document, model, row) for row in rows]
            return list(dict.fromkeys(problems))
        for row, meant in slips:
            *parent, key = row["loc"]
            block = _at(data, tuple(parent))
            if meant not in block:
                document = _renamed(document, (*parent, key), meant)
                block[meant] = block.pop(key)


def _renamed(document: Document, path: Path_, key: str) -> Document:
    """Return the document in which what stands below `path` can also be found below another last key."""
    depth = len(path)
    below = {
        (*path[:-1], key, *row[depth:]): at for row, at in document.places.items() if row[:depth] == path
    }
    return replace(document, places=document.places | below)


def _errors(model: type[BaseModel], data: Any) -> list[dict[str, Any]]:
    try:
        model.model_validate(data, by_alias=True, by_name=False)
    except ValidationError as error:
        return [dict(row) for row in error.errors()]
    return []


def _meant_key(model: type[BaseModel], data: Any, row: dict[str, Any]) -> str | None:
    """Return the key that was meant by an unknown one; None for another mistake, or when it is there."""
    if row["type"] != "extra_forbidden":
        return None
    *parent, key = row["loc"]
    nearest = _nearest_key(str(key), _keys_at(model, tuple(parent)))
    return None if nearest in _at(data, tuple(parent)) else nearest


def _at(data: Any, path: Path_) -> Any:
    for part in path:
        data = data[part]
    return data


def _problem(document: Document, model: type[BaseModel], error: Any) -> Problem:
    """Turn one pydantic error into a sentence for school staff."""
    path = tuple(part for part in error["loc"] if part != "[key]")
    key = next((part for part in reversed(path) if isinstance(part, str)), "")
    kind = error["type"]
    if kind == "missing":
        example = EXAMPLES.get((str(path[0]), key)) or EXAMPLES.get(("", key), "...")
        return document.problem(path, f"Hier ontbreekt '{key}'.", f"Voeg een regel '{key}: {example}' toe.")
    if kind == "extra_forbidden":
        fix = _where_it_belongs(str(key), model, path[:-1]) or "Haal de regel weg."
        return document.problem(path, f"De sleutel {quoted(key)} bestaat hier niet.", fix)
    if kind == "value_error":
        return _refused_value(document, path, error)
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


def _refused_value(document: Document, path: Path_, error: Any) -> Problem:
    """Return what one of our own checks said, at the day it is about."""
    mistake = error["ctx"]["error"]
    if "eerst" in path and (contact := _named(str(error["input"]), document.data)):
        fix = "Gebruik de id van een contact, niet de naam."
        fix = f"Bedoel je '{contact}'? {fix}" if ID.fullmatch(contact) else fix
        return document.problem(path, f"Het contact {quoted(error['input'])} bestaat niet.", fix)
    path = (*path, mistake.day) if isinstance(mistake, DayError) else path
    return document.problem(path, str(mistake))


def _named(name: str, data: Any) -> str | None:
    """Return the id of the contact with this name in raw data."""
    rows = [row for _, row in _rows(data, "contacten") if _text_at(row, "id") and _text_at(row, "naam")]
    names = {fold(row["naam"]): str(row["id"]) for row in rows}
    close = get_close_matches(fold(name), list(names), n=1, cutoff=0.8)
    return names[close[0]] if close else None


def _where_it_belongs(key: str, model: type[BaseModel], path: Path_) -> str:
    """Return what was meant by a key that does not exist at `path`, or where it should stand."""
    known = _keys_at(model, path)
    word = ALSO_CALLED.get(_folded(key), _folded(key))
    if word not in known and path:
        outer = next(
            (row for row in known if row in MADE_OF_KEYS and word in _keys_at(model, (*path, row))), None
        )
        if outer:
            return f"Schrijf '{word}', en zet het onder '{outer}'."
        if word in _keys_at(model, ()):
            return "Zet deze regel helemaal links, zonder spaties ervoor."
    nearest = _nearest_key(key, known)
    return f"Bedoel je '{nearest}'?" if nearest else ""


def _folded(key: str) -> str:
    return key.lower().strip().replace("-", "_").replace(" ", "_")


def _nearest_key(key: str, known: list[str]) -> str | None:
    """Return the known key that was probably meant: by its letters, or because it means the same."""
    word = _folded(key)
    if ALSO_CALLED.get(word) in known:
        return ALSO_CALLED[word]
    close = get_close_matches(word, known, n=1, cutoff=0.6)
    return close[0] if close else None


def _keys_at(model: type[BaseModel], path: Path_) -> list[str]:
    """Return the keys that are known at `path` of a file of this kind."""
    for part in path:
        if isinstance(part, str):
            fields = model.model_fields.items()
            field = next((f for name, f in fields if (f.alias or name) == part), None)
            inner = model_in(field.annotation) if field else None
            model = inner or model
    return [field.alias or name for name, field in model.model_fields.items()]


def _did_you_mean(word: str, known: list[str]) -> str:
    close = get_close_matches(word, known, n=1, cutoff=0.6)
    return f"Bedoel je '{close[0]}'?" if close else ""
