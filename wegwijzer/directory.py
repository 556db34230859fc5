"""The schools that are live now: read from disk, kept fresh, and never replaced by a broken file."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from wegwijzer.school import Helpline, School
from wegwijzer.school_files import BOARDS, NATIONAL, PHOTOS, load_helplines, load_school
from wegwijzer.school_search import SchoolSearch
from wegwijzer.strict_yaml import Problem, Refused

logger = logging.getLogger(__name__)

Stamp = dict[Path, tuple[int, int, int]]


@dataclass
class Directory:
    """All schools of a folder. `refresh()` reads what changed; a wrong edit keeps the last good version.

    Args:
        folder: the folder with school files.
        every: seconds between two looks at the disk.
        clock: seconds that only go forward.
    """

    folder: Path
    every: float = 1.0
    clock: Callable[[], float] = time.monotonic
    schools: dict[str, School] = field(default_factory=dict)
    helplines: dict[str, Helpline] = field(default_factory=dict)
    problems: dict[str, list[Problem]] = field(default_factory=dict)
    _stamp: Stamp = field(default_factory=dict)
    _looked: float = float("-inf")
    _search: SchoolSearch = field(default_factory=SchoolSearch)

    @classmethod
    def open(cls, folder: Path) -> Directory:
        """Read `folder` for the first time.

        Raises:
            Refused: the national file is broken. A broken school file only leaves that school out.
        """
        directory = cls(folder)
        directory.helplines = load_helplines(folder)
        directory.refresh()
        return directory

    @property
    def search(self) -> SchoolSearch:
        """The schools that are live now, prepared for looking one up by what someone types."""
        if not self._search.holds(self.schools):
            self._search = SchoolSearch(self.schools.values(), self._search)
        return self._search

    def photo_file(self, school_id: str, name: str) -> Path | None:
        """Return the file of a photo that a contact of this school has, also when it is the bestuur's."""
        school = self.schools.get(school_id)
        found = school.photo_path(name) if school else None
        path = self.folder / PHOTOS / (found or "")
        return path if path.is_file() else None

    def refresh(self) -> None:
        """Read again what changed on disk, at most once in `every` seconds."""
        if self.clock() - self._looked < self.every:
            return
        self._looked = self.clock()
        stamp = _stamp(self.folder)
        changed = {
            path for path in stamp.keys() | self._stamp.keys() if stamp.get(path) != self._stamp.get(path)
        }
        if not changed:
            return
        shared = any(path.parent.name in {BOARDS, NATIONAL.parent.name} for path in changed)
        self._stamp = stamp
        if shared:
            self._read(str(NATIONAL), self._read_helplines)
        present = {path.stem for path in stamp if path.parent == self.folder}
        for gone in self.schools.keys() - present:
            del self.schools[gone]
        for file in self.problems.keys() - {str(NATIONAL)} - {f"{school}.yml" for school in present}:
            del self.problems[file]
        for school_id in sorted(present if shared else {path.stem for path in changed} & present):
            self._read(f"{school_id}.yml", partial(self._read_school, school_id))

    def _read(self, file: str, read: Callable[[], None]) -> None:
        try:
            read()
        except Refused as refused:
            self.problems[file] = refused.problems
            for problem in refused.problems:
                logger.error("%s", problem)
        except OSError as error:
            self.problems[file] = [Problem(file, 1, "Dit bestand is niet te lezen.", str(error.strerror))]
            logger.error("%s: %s", file, error.strerror)
        else:
            self.problems.pop(file, None)

    def _read_helplines(self) -> None:
        self.helplines = load_helplines(self.folder)

    def _read_school(self, school_id: str) -> None:
        self.schools[school_id] = load_school(self.folder, school_id, self.helplines)


def _stamp(folder: Path) -> Stamp:
    """Return when each file was last changed, and its size.

    Two times: a sync tool can give a new text its old time back, and new rights change only the second.
    """
    files = [*folder.glob("*.yml"), *(folder / BOARDS).glob("*.yml"), folder / NATIONAL]
    # A folder changes when a photo comes or goes; what a photo shows is read when it is asked for.
    files += [*(folder / PHOTOS).glob("*/"), *(folder / PHOTOS / BOARDS).glob("*/")]
    stamp = {}
    for path in files:
        try:
            status = path.stat()
        except OSError:
            continue
        stamp[path] = (status.st_mtime_ns, status.st_ctime_ns, status.st_size)
    return stamp
