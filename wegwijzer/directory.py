"""The schools that are live now: read from disk, kept fresh, and never replaced by a broken file."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from pathlib import Path

from wegwijzer.folder import Scan, Stamp, is_copy, is_school, scan, stamp_of
from wegwijzer.last_good import LastGood
from wegwijzer.routing import World
from wegwijzer.school import Helpline, School
from wegwijzer.school_files import (
    BOARDS,
    NATIONAL,
    PHOTOS,
    Board,
    Loaded,
    load_board,
    load_helplines,
    load_with_documents,
    unreadable,
)
from wegwijzer.school_search import SchoolSearch
from wegwijzer.strict_yaml import Problem, Refused

logger = logging.getLogger(__name__)

# Editors write a file in one go or in a few pieces; sync tools take it away for a moment. What looked the
# same this often is finished. At `LOOK_SECONDS` apart an edit is live within some 1.3 seconds.
LOOK_SECONDS = 0.4
QUIET_LOOKS = 3
GONE_LOOKS = 5
# More schools than this gone at once is a half-mounted drive or a wrong branch far sooner than a choice.
MAX_GONE = 2
MAX_GONE_SHARE = 0.5
# When the others come back, the last ones get half a minute to follow: a drive may bring them one by one.
RETURN_LOOKS = 75
# An edit that loses more of the national lines than this is a cut-off file far sooner than a choice.
MAX_LOST_SHARE = 0.25


class Seen(Enum):
    """What students see of what has a problem."""

    BEFORE = "zien de vorige versie"
    NOTHING = "zien deze school niet"


@dataclass(frozen=True)
class Directory:
    """The schools of a folder as they are at one moment. It never changes: who holds one has one view.

    Attributes:
        problems: file -> what is wrong with it, also when that stands in another file, of its bestuur.
        seen: what students see of a file with problems; nothing is said of one that changes nothing for them.
        known: the ids of all schools that were live since the start, also of those that left.
        search: the schools, prepared for looking one up by what someone types.
    """

    folder: Path
    schools: dict[str, School] = field(default_factory=dict)
    helplines: dict[str, Helpline] = field(default_factory=dict)
    problems: dict[str, list[Problem]] = field(default_factory=dict)
    seen: dict[str, Seen] = field(default_factory=dict)
    known: frozenset[str] = frozenset()
    search: SchoolSearch = field(default_factory=SchoolSearch)

    @classmethod
    def open(cls, folder: Path) -> Directory:
        """Return what stands in `folder` now; raises as `Live`."""
        return Live(folder).directory

    def told(self) -> dict[Problem, Seen | None]:
        """Return every problem once, with the worst that students see of the files that have it."""
        found: dict[Problem, Seen | None] = {}
        for file, problems in self.problems.items():
            for problem in problems:
                if found.get(problem) is not Seen.NOTHING:
                    found[problem] = self.seen.get(file) or found.get(problem)
        return found

    def world(self, school: str | None, now: datetime) -> World:
        """Return what is true at a moment (with a zone) for a student of `school`, or of none."""
        return World(self.schools.get(school or ""), self.helplines, now, self.search)

    def photo_file(self, school_id: str, name: str) -> Path | None:
        """Return the file of a photo that a contact of this school has, also when it is the bestuur's."""
        school = self.schools.get(school_id)
        found = school.photo_path(name) if school else None
        path = self.folder / PHOTOS / (found or "")
        return path if path.is_file() else None


class Live:
    """A folder that is watched: `look()` reads what changed and puts a new `directory` in place of the old.

    A file is read when it looked the same in `QUIET_LOOKS` looks, so what is still being written is not read.
    A wrong edit keeps the last good version. One thread looks; any thread may take `directory`, at any time.

    Attributes:
        directory: what is live now. Take it once per turn, and use only that.
    """

    def __init__(self, folder: Path, last_good: Path | None = None) -> None:
        """Read `folder` for the first time.

        Args:
            folder: the folder with school files.
            last_good: where to keep the last good text of each file, and to look for it when one is wrong
                from the start; None keeps nothing on disk.

        Raises:
            Refused: the national file is broken and was never good. A broken school file that was never good
                only leaves that school out.
        """
        self.directory = Directory(folder)
        self._folder = folder
        self._last_good = LastGood(last_good, folder) if last_good else None
        self._helplines = first_helplines(folder, last_good)
        self._boards: dict[str, Board] = {}
        self._schools: dict[str, School] = {}
        self._board_of: dict[str, str | None] = {}
        self._problems: dict[str, list[Problem]] = {}
        self._names: dict[str, list[Problem]] = {}
        self._known: set[str] = set()
        self._read: dict[Path, Stamp] = {}
        self._waiting: dict[Path, tuple[Stamp | None, int]] = {}
        found = scan(folder)
        self._take(found, set(found.stamps))
        self._publish(found.odd)

    def look(self) -> None:
        """Look at the disk once, and make live what changed and is quiet again."""
        try:
            found = scan(self._folder)
        except OSError:
            found = Scan({}, {})
        if not found.has_files:
            # A network drive that is away leaves nothing, or an empty folder: every school stays.
            self._waiting.clear()
            found = Scan({}, {self._folder.name: [_nothing_there(self._folder)]})
            if found.odd != self._names:
                self._publish(found.odd)
            return
        settled = self._settled(found.stamps)
        odd = found.odd
        if gone := self._gone_at_once():
            settled -= gone
            odd = {**odd, self._folder.name: [_many_gone(self._folder, gone, len(self._schools))]}
            self._waiting |= dict.fromkeys(gone, (None, GONE_LOOKS - RETURN_LOOKS))
        if settled:
            self._take(found, settled)
        if settled or odd != self._names:
            self._publish(odd)

    def _gone_at_once(self) -> set[Path]:
        """Return the files of live schools that are not there, when they are too many to believe."""
        away = (path for path, (stamp, _) in self._waiting.items() if stamp is None)
        gone = {path for path in away if is_school(path) and path.stem in self._schools}
        return gone if len(gone) > max(MAX_GONE, MAX_GONE_SHARE * len(self._schools)) else set()

    def _settled(self, stamps: Mapping[Path, Stamp]) -> set[Path]:
        """Return what differs from what was read, and looked the same often enough to be finished."""
        before, self._waiting = self._waiting, {}
        for path in stamps.keys() | self._read.keys():
            stamp = stamps.get(path)
            if stamp != self._read.get(path):
                last, looks = before.get(path, (None, 0))
                self._waiting[path] = (stamp, looks + 1 if stamp == last else 1)
        return {
            path
            for path, (stamp, looks) in self._waiting.items()
            if looks >= (QUIET_LOOKS if stamp else GONE_LOOKS)
        }

    def _take(self, found: Scan, settled: set[Path]) -> None:
        """Read the settled files, and the schools for which something that they share changed."""
        lines = set(self._helplines)
        if NATIONAL in settled:
            self._read_file(NATIONAL, found)
        ids = lines ^ set(self._helplines)
        boards = {path for path in settled if path.parent == Path(BOARDS)}
        known = {path for path in self._read if path.parent == Path(BOARDS)}
        for path in sorted(boards | known if ids else boards):
            self._read_file(path, found, again=path not in settled)
        photos = {path for path in settled if path.parent in {Path(PHOTOS), Path(PHOTOS, BOARDS)}}
        shared = {path.stem for path in boards | photos if path.parent.name == BOARDS}
        schools = {path for path in settled if is_school(path)} | self._users(shared, ids)
        schools |= {Path(f"{path.name}.yml") for path in photos if Path(f"{path.name}.yml") in self._read}
        for path in sorted(schools):
            self._read_file(path, found, again=path not in settled)
        for path in photos:
            self._mark(path, found.stamps.get(path))

    def _users(self, boards: set[str], ids: set[str]) -> set[Path]:
        """Return the schools to read again after a change of these besturen and ids of national lines."""
        if not boards and not ids:
            return set()
        users = {
            Path(f"{school.id}.yml")
            for school in self._schools.values()
            if self._board_of[school.id] in boards or ids & _ids_in(school)
        }
        # Nobody knows yet what a school that was refused will use.
        return users | {path for path in map(Path, self._problems) if is_school(path)}

    def _read_file(self, path: Path, found: Scan, *, again: bool = False) -> None:
        """Read one file; what is wrong with it is kept and logged, and what stood in it before stays.

        Args:
            again: it did not change itself; while it is being written it waits for its own turn.
        """
        file, stamp = str(path), found.stamps.get(path)
        if again and path in self._waiting:
            return
        loaded, problems = None, list[Problem]()
        try:
            loaded = self._load(path) if stamp or path == NATIONAL else None
        except Refused as refused:
            problems = refused.problems
        except OSError as error:
            problems = [unreadable(self._named(error) or file, error)]
        good = loaded is not None
        if problems and not self._in_use(path):
            loaded = self._load_last_good(path)
        if stamp_of(self._folder / path) != stamp:
            return  # someone wrote meanwhile: a later look reads it
        self._mark(path, stamp)
        if loaded is not None:
            self._keep(loaded)
        elif stamp is None:
            self._drop(path)
        if good and stamp and self._last_good:
            self._last_good.keep(path, stamp)
        self._note(file, problems)

    def _named(self, error: OSError) -> str | None:
        """Return the file that an error is about, below the folder; None when it names none there."""
        path = Path(error.filename) if isinstance(error.filename, str) else Path()
        return str(path.relative_to(self._folder)) if path.is_relative_to(self._folder) else None

    def _load(self, path: Path, copies: Path | None = None) -> dict[str, Helpline] | Board | Loaded:
        """Return what stands in a file, or in its copy in the folder `copies`."""
        if path == NATIONAL:
            return self._without_great_loss(load_helplines(copies or self._folder))
        file = copies.absolute() / path if copies else path
        if path.parent == Path(BOARDS):
            return Board(path.stem, *load_board(self._folder, file, self._helplines))
        return load_with_documents(self._folder, file, self._helplines, self._boards)

    def _without_great_loss(self, lines: dict[str, Helpline]) -> dict[str, Helpline]:
        """Return national lines that were just read, when enough of those in use are among them.

        Raises:
            Refused: too many are gone.
        """
        gone = [line for line in self._helplines if line not in lines]
        if len(gone) > MAX_LOST_SHARE * len(self._helplines):
            message = (
                f"{len(gone)} van de {len(self._helplines)} hulplijnen zijn ineens weg: {', '.join(gone)}."
            )
            message += " Leerlingen zien ze nog."
            fix = "Zet ze terug. Moeten ze echt weg? Start Wegwijzer dan opnieuw."
            raise Refused([Problem(str(NATIONAL), 1, message, fix)])
        return lines

    def _load_last_good(self, path: Path) -> dict[str, Helpline] | Board | Loaded | None:
        """Return what stood in a file when it was good, None when that is not known."""
        if self._last_good is None:
            return None
        try:
            return self._load(path, self._last_good.folder)
        except (Refused, OSError):
            return None

    def _in_use(self, path: Path) -> bool:
        """Return whether an earlier version of a file is in use."""
        if is_school(path):
            return path.stem in self._schools
        return path == NATIONAL or path.stem in self._boards

    def _keep(self, loaded: dict[str, Helpline] | Board | Loaded) -> None:
        if isinstance(loaded, Loaded):
            school = loaded.school
            self._schools[school.id], self._board_of[school.id] = school, loaded.board_id
            self._known.add(school.id)
        elif isinstance(loaded, Board):
            self._boards[loaded.id] = loaded
        else:
            self._helplines = loaded

    def _drop(self, path: Path) -> None:
        """Forget a school or bestuur whose file is gone."""
        if self._last_good:
            self._last_good.forget(path)
        if is_school(path):
            self._schools.pop(path.stem, None)
        elif path.parent == Path(BOARDS):
            self._boards.pop(path.stem, None)

    def _note(self, file: str, problems: list[Problem]) -> None:
        self._problems.pop(file, None)
        if problems:
            self._problems[file] = problems

    def _mark(self, path: Path, stamp: Stamp | None) -> None:
        """Remember what was read; a file that is gone is not there to read again."""
        self._waiting.pop(path, None)
        self._read.pop(path, None)
        if stamp:
            self._read[path] = stamp

    def _publish(self, names: dict[str, list[Problem]]) -> None:
        """Put everything in place in one step; `names` are the problems that no file's text has."""
        self._names = names
        before, problems = self.directory, {**self._problems, **names}
        self.directory = Directory(
            self._folder,
            dict(self._schools),
            self._helplines,
            problems,
            self._seen(problems),
            frozenset(self._known),
            SchoolSearch(self._schools.values(), before.search),
        )
        _log_changes(before, self.directory)

    def _seen(self, files: Iterable[str]) -> dict[str, Seen]:
        """Return what students see of files with problems."""
        seen = {}
        for file in files:
            path = Path(file)
            if file in self._names and is_copy(path):
                continue
            # `x.yaml` and `x.yml.txt` were meant for the school of `x.yml`.
            meant = path.with_name(f"{path.name.split('.')[0]}.yml")
            if file == self._folder.name or self._in_use(meant):
                seen[file] = Seen.BEFORE
            elif is_school(path):
                seen[file] = Seen.NOTHING
        return seen


def first_helplines(folder: Path, last_good: Path | None) -> dict[str, Helpline]:
    """Return the national lines of `folder`; when its file is wrong, those that were kept.

    Raises:
        Refused: the file is broken, and no good version was kept.
    """
    try:
        return load_helplines(folder)
    except Refused as refused:
        if last_good is None:
            raise
        try:
            return load_helplines(last_good)
        except Refused:
            raise refused from None  # what is wrong with the file itself is what must be said


def _log_changes(before: Directory, after: Directory) -> None:
    """Log every problem that is new, and which schools and national lines came and went, by id."""
    known = before.told()
    for problem in after.told():
        if problem not in known:
            logger.error("%s", problem)
    if not before.helplines:
        return  # at the start everything came
    kinds = (("School", before.schools, after.schools), ("Hulplijn", before.helplines, after.helplines))
    for kind, old, new in kinds:
        for gone in sorted(old.keys() - new.keys()):
            logger.warning("%s weg: %s", kind, gone)
        for come in sorted(new.keys() - old.keys()):
            logger.warning("%s erbij: %s", kind, come)


def _many_gone(folder: Path, gone: Collection[Path], live: int) -> Problem:
    message = f"{len(gone)} van de {live} schoolbestanden zijn ineens weg. Leerlingen zien die scholen nog."
    fix = "Kijk of de hele map er is. Moeten ze weg? Haal steeds een paar weg, of start Wegwijzer opnieuw."
    return Problem(folder.name, 1, message, fix)


def _nothing_there(folder: Path) -> Problem:
    message = "De map met schoolbestanden is leeg of niet te bereiken. Alles blijft zoals het was."
    return Problem(folder.name, 1, message, "Kijk of de schijf of de netwerkmap er nog is.")


def _ids_in(school: School) -> set[str]:
    """Return the ids in a school that a national line can have or miss."""
    committee = school.complaints.committee if school.complaints else None
    return {row.id for row in school.contacts} | ({committee} if committee else set())
