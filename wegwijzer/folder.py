"""What stands in the folder with school files at one moment: which files there are, and when each changed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from wegwijzer.school_files import BOARDS, NATIONAL, PHOTOS, is_file_id
from wegwijzer.strict_yaml import Problem

# A file changed when any of these did. Three are not enough: a sync tool can give a new text its old time
# and size back, a rename puts another file (inode) in its place, and new rights change only the ctime.
Stamp = tuple[int, int, int, int]

# What editors and offices leave beside a file while they work: never a school, never a mistake.
_LITTER = (".", "~", "#")
# How a school file ends when it was saved under almost the right name.
_ALMOST = (".yml", ".yaml", ".yml.txt")


@dataclass(frozen=True)
class Scan:
    """One look at the folder.

    Attributes:
        stamps: path below the folder -> its stamp. Files that are read, and folders with photos.
        odd: what was named almost like a school file, with what to do about it.
    """

    stamps: dict[Path, Stamp]
    odd: dict[str, list[Problem]]

    @property
    def has_files(self) -> bool:
        """Return whether there is anything to read; an unmounted drive leaves an empty folder."""
        return any(path.suffix for path in self.stamps)

    def schools(self) -> set[str]:
        """Return the ids of the schools that have a file."""
        return {path.stem for path in self.stamps if is_school(path)}


def is_school(path: Path) -> bool:
    """Return whether `path`, below the folder, is the file of a school."""
    return len(path.parts) == 1


def is_copy(path: Path) -> bool:
    """Return whether a name is one that a sync tool or a file manager gives to a second copy."""
    return any(mark in path.name.lower() for mark in ("conflict", "kopie", "copy", "("))


def scan(folder: Path) -> Scan:
    """Look at the folder once, with one system call per file.

    Raises:
        OSError: the folder can't be listed.
    """
    stamps: dict[Path, Stamp] = {}
    odd: dict[str, list[Problem]] = {}
    for place in (Path(), Path(BOARDS)):
        for entry in _entries(folder / place, required=not place.parts):
            path = place / entry.name
            if _is_litter(entry.name) or not entry.name.lower().endswith(_ALMOST):
                continue
            if not entry.name.endswith(".yml") or not is_file_id(path.stem):
                odd[str(path)] = [_wrong_name(path)]
            elif found := stamp_of(entry):
                stamps[path] = found
    for entry in _entries(folder / NATIONAL.parent):
        if entry.name == NATIONAL.name and (found := stamp_of(entry)):
            stamps[NATIONAL] = found
    # A folder changes when a photo comes or goes; what a photo shows is read when it is asked for.
    for place in (Path(PHOTOS), Path(PHOTOS, BOARDS)):
        for entry in _entries(folder / place):
            if entry.is_dir() and (found := stamp_of(entry)):
                stamps[place / entry.name] = found
    return Scan(stamps, odd)


def stamp_of(file: Path | os.DirEntry[str]) -> Stamp | None:
    """Return the stamp of one file now; None when it is not there.

    A link that leads nowhere is there: who made it meant a file.
    """
    for follow in (True, False):
        with suppress(OSError):
            status = file.stat(follow_symlinks=follow)
            return status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino
    return None


def _entries(folder: Path, *, required: bool = False) -> Iterator[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            yield from entries
    except OSError:
        if required:
            raise


def _is_litter(name: str) -> bool:
    return name.startswith(_LITTER)


def _wrong_name(path: Path) -> Problem:
    """Return what is wrong with a name that is almost right: a copy, a conflict, another ending."""
    name = path.name.lower()
    fix = "Gebruik kleine letters, cijfers en streepjes (hoogstens 40), zo: mijn-school.yml."
    if name.endswith((".yaml", ".yml.txt")) and is_file_id(name.split(".")[0]):
        fix = f"Noem het {name.split('.')[0]}.yml."
    elif is_copy(path):
        fix = "Is dit een kopie? Zet de goede tekst in het echte bestand en gooi deze weg."
    return Problem(str(path), 1, "Deze bestandsnaam kan niet, dus dit bestand telt niet mee.", fix)
