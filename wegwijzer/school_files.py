"""Read the files in `school_configs/`: strict, with every mistake named by file and line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from errno import EISDIR
from functools import lru_cache
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import BaseModel, ValidationError

from wegwijzer.mistakes import did_you_mean, split_numbers, wrong_values
from wegwijzer.references import double_ids, wrong_of_board, wrong_references
from wegwijzer.school import (
    ID,
    BoardFile,
    Contact,
    Helpline,
    HelplineFile,
    School,
    SchoolFile,
)
from wegwijzer.strict_yaml import MAX_BYTES, Document, Problem, Refused, read
from wegwijzer.strict_yaml import Path as Path_

Model = TypeVar("Model", bound=BaseModel)

BOARDS = "besturen"
PHOTOS = "fotos"
NATIONAL = Path("landelijk") / "hulplijnen.yml"
# In a crisis and when something is broken, students see these: no edit may take them away.
ALWAYS_SHOWN = ("113", "112", "kindertelefoon")


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
        Refused: the file is not there, can't be read or is broken, a line stands in it twice, or one that is
            always shown is not in it.
    """
    try:
        found = _read(folder, NATIONAL, HelplineFile)
    except FileNotFoundError:
        message = f"De landelijke lijst is er niet in de map {folder.name}."
        fix = f"Zet {NATIONAL} terug. Of staan je bestanden ergens anders? Kijk dan naar WEGWIJZER_SCHOOLS."
        raise Refused([Problem(str(NATIONAL), 1, message, fix)]) from None
    except OSError as error:
        raise Refused([unreadable(str(NATIONAL), error)]) from None
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
    elif isinstance(error, FileNotFoundError) and Path(error.filename or "").is_symlink():
        fix = "Het wijst naar een bestand dat er niet is. Zet dat bestand terug, of haal dit weg."
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
    problems = own.problems + wrong_references(own.document, shared.document, helplines)
    problems += shared.problems + wrong_of_board(shared.document, helplines)
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
    problems = found.problems + wrong_of_board(found.document, helplines)
    if problems or found.file is None:
        raise Refused(sorted(problems))
    return found.file, found.document


def _board_of(folder: Path, document: Document, boards: Mapping[str, Board] | None) -> Read[BoardFile]:
    """Return the bestuur of a school as far as it can be read; empty for a school without one."""
    name = document.text_at("school", "bestuur")
    if name is None or not ID.fullmatch(name):
        return Read(None, Document("", {}, {}, []), [])
    if boards and name in boards:
        return Read(boards[name].file, boards[name].document, [])
    path = Path(BOARDS) / f"{name}.yml"
    if not (folder / path).is_file():
        known = sorted(file.stem for file in (folder / BOARDS).glob("*.yml"))
        message = f"Het bestuur '{name}' heeft geen bestand {path}."
        fix = did_you_mean(name, known) or "Maak dat bestand, of haal 'bestuur' hier weg."
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
    return {contact: path for contact, path in found.items() if _has_content(folder / PHOTOS / path)}


def _has_content(path: Path) -> bool:
    """Return whether a file is there with something in it; a copy that failed leaves an empty one."""
    return path.is_file() and path.stat().st_size > 0


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
    problems = document.problems + double_ids(document) + split_numbers(document)
    file = None
    try:
        # Only the Dutch keys: `name` next to `naam` would be a second spelling that nothing explains.
        file = model.model_validate(document.data, by_alias=True, by_name=False)
    except ValidationError:
        problems += wrong_values(document, model)
    return Read(file, document, problems)


def _source(path: Path) -> bytes:
    """Return what stands in a file, no more than the reader needs to see that it is too large.

    Raises:
        OSError: it can't be read, or it is no file: opening a pipe would wait for ever.
    """
    if path.exists() and not path.is_file():
        raise IsADirectoryError(EISDIR, "Not a file", str(path))
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)
