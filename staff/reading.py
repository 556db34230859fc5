"""Read a school file wherever it stands, as it is on disk now: the school, or what is wrong with it."""

from __future__ import annotations

import os
import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from staff import check
from wegwijzer.school import ID, Helpline, School
from wegwijzer.school_files import BOARDS, NATIONAL, PHOTOS, load_helplines, load_with_documents
from wegwijzer.strict_yaml import Refused

_NAME = "De naam '{naam}' kan straks niet. Noem het bestand zo: {goed}."


@dataclass(frozen=True)
class Reading:
    """What was read.

    Attributes:
        home: the folder with what the school shares: the national list, the bestuur, the photos.
        school: None when there are mistakes; `result` names them.
    """

    file: Path
    home: Path
    result: check.Result
    school: School | None = None
    helplines: dict[str, Helpline] = field(default_factory=dict)

    @property
    def mistakes(self) -> list[str]:
        """Return every mistake as staff read it, with line and column."""
        return [check.as_text(row) for row in self.result.findings if row.severity == "fout"]

    @property
    def warnings(self) -> list[str]:
        """Return every warning as staff read it, with line and column."""
        return [check.as_text(row) for row in self.result.findings if row.severity == "waarschuwing"]


def read_school(file: Path, folder: Path, today: date) -> Reading:
    """Return a school's file as it is now; `folder` is searched for what does not stand beside it."""
    home = check.home_of(file, folder)
    school_id = likely_id(file)
    result = check.check_files([file], folder, today, school_id)
    if result.wrong:
        return Reading(file, home, result)
    try:
        helplines = load_helplines(home)
        loaded = load_with_documents(home, Path(os.path.abspath(file)), helplines, school_id=school_id)
    except (Refused, OSError):  # changed since it was checked: what is wrong now?
        return Reading(file, home, check.check_files([file], folder, today, school_id))
    return Reading(file, home, result, loaded.school, helplines)


def likely_id(file: Path) -> str:
    """Return the id of the school of a file: its name, or what the name of a copy was made from.

    `Voorbeeld College (1).yml` and `voorbeeld-college - kopie.yml.bak` are `voorbeeld-college`.
    """
    if file.suffix == ".yml" and ID.fullmatch(file.stem) and len(file.stem) <= 40:
        return file.stem
    name = re.split(r"\.ya?ml", file.name, flags=re.IGNORECASE)[0]
    name = re.sub(
        r"(?:\s*\(\d+\)|[\s_-]+(?:kopie|copy)(?:[\s_-]*\(?\d+\)?)?)+$", "", name, flags=re.IGNORECASE
    )
    plain = unicodedata.normalize("NFKD", name.lower()).encode("ascii", "ignore").decode()
    return "-".join(re.findall(r"[a-z0-9]+", plain))[:40].strip("-") or "school"


def wrong_name(file: Path) -> str | None:
    """Return what is wrong with a file's name once it stands among the live ones, None when nothing is."""
    right = f"{likely_id(file)}.yml"
    return None if file.name == right else _NAME.format(naam=file.name, goed=right)


def is_live(file: Path, folder: Path) -> bool:
    """Return whether students see what is saved in a file: it stands in `folder`, with a name that counts."""
    places = {file.parent.resolve(), file.resolve().parent}  # a link to a live file, or a live link
    return folder.resolve() in places and wrong_name(file) is None


def why_no_school(file: Path) -> str | None:
    """Return what is wrong with the name of a school file that someone typed, None when nothing is."""
    if file.is_dir():
        return (
            f"{file} is een map. Typ de naam van een schoolbestand, bijvoorbeeld {file / 'mijn-school.yml'}."
        )
    if not file.is_file():
        return f"Het bestand {file} is er niet. Kijk of de naam en de map kloppen."
    if file.parent.name == BOARDS:
        return f"{file} is het bestand van een bestuur. Kies een school die dit bestuur heeft."
    if file.parent.name == NATIONAL.parent.name:
        return f"{file} is de landelijke lijst. Kies het bestand van een school."
    return None


def stamp(file: Path, folder: Path) -> tuple[object, ...]:
    """Return something that differs when a school's file changes, or what it shares, or a photo."""
    home = check.home_of(file, folder)
    paths = [file, home / NATIONAL, *sorted((home / BOARDS).glob("*.yml"))]
    photos = home / PHOTOS
    paths += [*sorted((photos / likely_id(file)).glob("*")), *sorted((photos / BOARDS).glob("*/*"))]
    return tuple((str(path), *_seen(path)) for path in paths)


def _seen(path: Path) -> tuple[int, ...]:
    try:
        status = path.stat()
    except OSError:
        return ()
    return status.st_mtime_ns, status.st_ctime_ns, status.st_size
