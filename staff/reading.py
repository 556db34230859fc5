"""Read a school file wherever it stands, as it is on disk now: the school, or what is wrong with it."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from staff import check
from wegwijzer.school import Helpline, School
from wegwijzer.school_files import BOARDS, NATIONAL, PHOTOS, load_helplines, load_with_documents
from wegwijzer.strict_yaml import Refused


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
    result = check.check_files([file], folder, today)
    if result.wrong:
        return Reading(file, home, result)
    try:
        helplines = load_helplines(home)
        loaded = load_with_documents(home, Path(os.path.abspath(file)), helplines)
    except (Refused, OSError):  # changed since it was checked: what is wrong now?
        return Reading(file, home, check.check_files([file], folder, today))
    return Reading(file, home, result, loaded.school, helplines)


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
    paths += [*sorted((photos / file.stem).glob("*")), *sorted((photos / BOARDS).glob("*/*"))]
    return tuple((str(path), *_seen(path)) for path in paths)


def _seen(path: Path) -> tuple[int, ...]:
    try:
        status = path.stat()
    except OSError:
        return ()
    return status.st_mtime_ns, status.st_ctime_ns, status.st_size
