"""`wegwijzer diff`: what changes for students between two versions of a school, or of all schools."""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import os
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from staff.check import home_of
from staff.commands import to_copy
from wegwijzer import settings
from wegwijzer.comparison import Change, Version, compare, compare_lines, compare_schools, sentence
from wegwijzer.school import ID, Helpline, School
from wegwijzer.school_files import BOARDS, NATIONAL, PHOTOS, load_helplines, load_with_documents
from wegwijzer.strict_yaml import Problem, Refused

FORMATS = ("tekst", "markdown", "json")
NOTHING = "Voor leerlingen verandert er niets."
UNSEEN = "Wel anders in het bestand, maar leerlingen zien het niet:"
LINES = "Landelijke hulplijnen"
EPILOG = (
    "Een versie is een bestand, een map, of iets in git: HEAD:school_configs/mijn-school.yml. "
    "Geef je één bestand? Dan is de oude versie wat het laatst in git is bewaard. Geef je één versie uit "
    "git? Dan is de nieuwe versie het bestand zoals het nu is. Geef je niets? Dan gaat het "
    "om de hele map met scholen. Uitkomst: 0 = voor leerlingen verandert er niets, 1 = er verandert iets, "
    "2 = een bestand is er niet of is fout."
)
GIT_SECONDS = 60

Say = Callable[[str], None]


class NotThere(ValueError):
    """A version that can't be found; the text says what to do."""


class NotInGit(NotThere):
    """There is git, but this version is not in it."""


@dataclass(frozen=True)
class Source:
    """A school file or a folder with schools on disk; `shown` is how it was typed."""

    path: Path
    shown: str


@dataclass(frozen=True)
class Part:
    """What changes in one school, or in the national list."""

    title: str
    changes: list[Change]


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `diff` to the command line."""
    parser = commands.add_parser(
        "diff",
        help="zeg wat er voor leerlingen verandert",
        description="Zeg wat er voor leerlingen verandert tussen twee versies van een school of map.",
        epilog=EPILOG,
    )
    parser.add_argument("versies", nargs="*", metavar="VERSIE", help="eerst de oude, dan de nieuwe")
    parser.add_argument(
        "--format",
        choices=FORMATS,
        default="tekst",
        help="tekst om te lezen (gewoon), markdown voor een pull request, json voor programma's",
    )
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    folder = settings.schools_folder()
    if len(options.versies) > 2:
        print("Geef hoogstens twee versies: eerst de oude, dan de nieuwe.", file=sys.stderr)
        return 2
    try:
        with ExitStack() as stack:
            old, new = _sources(options.versies, folder, stack)
            parts = _parts(old, new, folder)
    except Refused as refused:
        for problem in refused.problems:
            print(problem, file=sys.stderr)
        return 2
    except NotThere as error:
        print(error, file=sys.stderr)
        return 2
    write(parts, options.format, print)
    return 1 if any(change.seen for part in parts for change in part.changes) else 0


# ---- where the two versions stand


def _sources(typed: list[str], folder: Path, stack: ExitStack) -> tuple[Source, Source]:
    """Return the old and the new version; those in git are unpacked for as long as `stack` is open."""
    if len(typed) == 2:
        old, new = (_source(text, stack) for text in typed)
    elif typed and not Path(typed[0]).exists():
        old, new = _source(typed[0], stack), _now(typed[0])
    else:
        new = Source(Path(typed[0]), typed[0]) if typed else Source(folder, str(folder))
        old = _last_kept(new, stack)
    if old.path.is_dir() != new.path.is_dir():
        raise NotThere("Vergelijk een bestand met een bestand, of een map met een map.")
    return old, new


def _source(text: str, stack: ExitStack) -> Source:
    path = Path(text)
    if path.exists():
        return Source(path, text)
    return _from_git(text.partition(":")[0], _on_disk(text), stack)


def _on_disk(text: str) -> Path:
    """Return where a version such as `HEAD:school_configs/mijn-school.yml` stands on disk, if it is there.

    Raises:
        NotThere: it names no version.
    """
    _, colon, inside = text.partition(":")
    if not colon or inside.startswith(("/", "\\")):
        raise NotThere(f"{text} is er niet. Kijk of de naam en de map kloppen.")
    return (Path.cwd() if inside.startswith(".") else _root()) / inside


def _now(text: str) -> Source:
    """Return the file or folder of a version in git as it is now.

    Raises:
        NotThere: it is gone.
    """
    path = _on_disk(text)
    shown = os.path.relpath(path)
    if not path.exists():
        raise NotThere(f"{shown} staat alleen nog in git. Geef twee versies: de oude en de nieuwe.")
    return Source(path, shown)


def _last_kept(new: Source, stack: ExitStack) -> Source:
    """Return what was last committed of a file or folder.

    Raises:
        NotThere: nothing was.
    """
    try:
        return _from_git("HEAD", new.path, stack)
    except NotInGit:
        if new.path.is_dir():
            raise
        preview = to_copy("preview", new.shown)
        raise NotThere(
            f"{new.shown} is nieuw: in git staat er nog geen oude versie van. "
            f"Bekijk wat leerlingen zien: {preview}"
        ) from None


def _root() -> Path:
    return Path(_git(Path.cwd(), "rev-parse", "--show-toplevel").decode().strip())


def _from_git(revision: str, path: Path, stack: ExitStack) -> Source:
    """Return `path` as it was at a revision, unpacked with the folder it stands in.

    Raises:
        NotThere: there is no git here, or no such revision or file.
    """
    path = path.resolve()
    near = next(parent for parent in [path, *path.parents] if parent.is_dir())
    root = Path(_git(near, "rev-parse", "--show-toplevel").decode().strip()).resolve()
    inside = PurePosixPath(path.relative_to(root).as_posix())
    shown = f"{revision}:{inside}"
    commit = _git(
        root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}", shown=shown
    )
    kind = _git(root, "cat-file", "-t", f"{commit.decode().strip()}:{inside}", shown=shown).decode().strip()
    home = inside if kind == "tree" else inside.parent
    archive = _git(root, "archive", "--format=tar", commit.decode().strip(), str(home), shown=shown)
    unpacked = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="wegwijzer-")))
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        tar.extractall(unpacked, filter="data")
    return Source(unpacked / inside, shown)


def _git(folder: Path, *arguments: str, shown: str = "") -> bytes:
    try:
        done = subprocess.run(
            ["git", "-C", str(folder), *arguments], capture_output=True, check=True, timeout=GIT_SECONDS
        )
    except FileNotFoundError:
        raise NotThere(
            "Git is er niet op deze computer. Geef twee bestanden: de oude en de nieuwe."
        ) from None
    except subprocess.TimeoutExpired:
        raise NotThere("Git geeft geen antwoord. Geef twee bestanden: het oude en het nieuwe.") from None
    except subprocess.CalledProcessError:
        more = "Geef twee bestanden: het oude en het nieuwe."
        if shown:
            raise NotInGit(f"{shown} is er niet in git. {more}") from None
        raise NotThere(f"De map {folder} staat niet in git. {more}") from None
    return done.stdout


# ---- what changes


def _parts(old: Source, new: Source, folder: Path) -> list[Part]:
    """Return what changes in each school, and in the national list.

    Raises:
        Refused: with everything that is wrong in both versions.
        NotThere: a file is no school's.
    """
    if new.path.is_dir():
        return _of_folders(old, new)
    for source in (old, new):
        if source.path.parent.name in {BOARDS, NATIONAL.parent.name}:
            raise NotThere(f"{source.shown} is van meer scholen. Vergelijk de hele mappen.")
    shelves = Shelf.of(home_of(old.path, folder)), Shelf.of(home_of(new.path, folder))
    school = _school_id((new, shelves[1]), (old, shelves[0]))
    wanted = [(shelf, source, school) for shelf, source in zip(shelves, (old, new), strict=True)]
    before, after = _all_or_refused(wanted)
    changes = compare_lines(shelves[0].lines, shelves[1].lines)
    return [Part(_title(after), compare(before, after)), Part(LINES, changes)]


@dataclass(frozen=True)
class Shelf:
    """A folder with what schools share: their besturen, their photos and the national lines."""

    folder: Path
    lines: dict[str, Helpline]

    @classmethod
    def of(cls, folder: Path) -> Shelf:
        """Read the national lines of a folder.

        Raises:
            Refused: they can't be used.
        """
        return cls(folder, load_helplines(folder))

    def version(self, source: Source, school_id: str) -> Version:
        """Return the school in a file, with its photos.

        Raises:
            Refused: the file can't be used; it is named as it was typed.
        """
        path = source.path.resolve()
        try:
            school = load_with_documents(self.folder, path, self.lines, school_id=school_id).school
        except Refused as refused:
            rows = refused.problems
            raise Refused(
                [replace(row, file=source.shown) if row.file == str(path) else row for row in rows]
            ) from None
        files = {contact: self.folder / PHOTOS / photo for contact, photo in school.photos.items()}
        hashes = {contact: hashlib.sha256(file.read_bytes()).hexdigest() for contact, file in files.items()}
        return Version(school, self.lines, hashes)


def _all_or_refused(wanted: Iterable[tuple[Shelf, Source, str]]) -> list[Version]:
    """Return the versions in this order.

    Raises:
        Refused: with what is wrong in every one of them.
    """
    found: list[Version] = []
    problems: list[Problem] = []
    for shelf, source, school_id in wanted:
        try:
            found.append(shelf.version(source, school_id))
        except Refused as refused:
            problems += refused.problems
    if problems:
        raise Refused(list(dict.fromkeys(problems)))
    return found


def _school_id(*versions: tuple[Source, Shelf]) -> str:
    """Return the id of a school of which one version may be a copy with any name."""
    for source, shelf in versions:
        path = source.path.resolve()
        if path.parent == shelf.folder.resolve() and path.suffix == ".yml" and ID.fullmatch(path.stem):
            return path.stem
    return "school"


def _of_folders(old: Source, new: Source) -> list[Part]:
    found = []
    for source in (old, new):
        if not (source.path / NATIONAL).is_file():
            raise NotThere(f"{source.shown} is geen map met scholen: {NATIONAL} staat er niet in.")
        shelf = Shelf.of(source.path)
        files = [
            (shelf, Source(path, f"{source.shown.rstrip('/')}/{path.name}"), path.stem)
            for path in sorted(source.path.glob("*.yml"))
        ]
        found.append((shelf, files))
    (left, olds), (right, news) = found
    versions = _all_or_refused([*olds, *news])
    before = {row.school.id: row for row in versions[: len(olds)]}
    after = {row.school.id: row for row in versions[len(olds) :]}
    changes, same = compare_schools(_bare(before), _bare(after))
    parts = [Part("Scholen", changes), Part(LINES, compare_lines(left.lines, right.lines))]
    parts += [Part(_title(after[new_id]), compare(before[old_id], after[new_id])) for old_id, new_id in same]
    return parts


def _bare(versions: dict[str, Version]) -> dict[str, School]:
    return {school: version.school for school, version in versions.items()}


def _title(version: Version) -> str:
    return f"{version.school.name}, {version.school.place}"


# ---- ways to write it


def write(parts: list[Part], form: str, say: Say) -> None:
    """Write what changes as `tekst`, `markdown` or `json`."""
    if form == "json":
        rows = [_row(part.title, change) for part in parts for change in part.changes]
        say(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    marks = ("## ", "- ", _escaped) if form == "markdown" else ("", "- ", str)
    for part in parts:
        if part.changes:
            say(f"{marks[0]}{marks[2](part.title)}")
            say("")
            for line in _lines(part.changes, marks[1], marks[2]):
                say(line)
            say("")
    if not any(change.seen for part in parts for change in part.changes):
        say(NOTHING)


def _lines(changes: list[Change], dash: str, clean: Callable[[str], str]) -> list[str]:
    seen = [dash + clean(sentence(change)) for change in changes if change.seen]
    unseen = [dash + clean(sentence(change)) for change in changes if not change.seen]
    return [*seen, *(["", UNSEEN, ""] if seen else [UNSEEN, ""]), *unseen] if unseen else seen


def _escaped(text: str) -> str:
    """Return text that Markdown shows as it is: what was typed is no link, picture or tag."""
    return "".join(f"\\{char}" if char in "\\`*_{}[]<>#|!@~$&" else char for char in text)


def _row(title: str, change: Change) -> dict[str, object]:
    return {
        "waar": title,
        "soort": change.kind,
        "wie": change.who,
        "wat": change.what,
        "was": change.before,
        "wordt": change.after,
        "themas": list(change.topics),
        "let_op": change.loud,
        "voor_leerlingen": change.seen,
        "zin": sentence(change),
    }
