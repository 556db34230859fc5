"""`wegwijzer check`: read school files from disk, and say what is wrong or could be better."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Literal

from wegwijzer import settings
from wegwijzer.advice import Note, Photo, advise
from wegwijzer.directory import first_helplines
from wegwijzer.folder import scan
from wegwijzer.school import Helpline, School
from wegwijzer.school_files import (
    BOARDS,
    NATIONAL,
    PHOTOS,
    Loaded,
    is_file_id,
    load_board,
    load_helplines,
    load_with_documents,
    unreadable,
)
from wegwijzer.strict_yaml import Problem, Refused

FORMATS = ("tekst", "json", "github")
HEAD_OF_PHOTO = 12

Severity = Literal["fout", "waarschuwing"]
Say = Callable[[str], None]


@dataclass(frozen=True)
class Finding:
    """One problem or warning; `path` is the file on disk, where the problem has the name staff know."""

    path: Path
    problem: Problem
    severity: Severity


@dataclass(frozen=True)
class Result:
    """What was found in some school files.

    Attributes:
        right: how many files can be used.
        wrong: how many can't.
    """

    findings: tuple[Finding, ...]
    right: int
    wrong: int


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `check` to the command line."""
    parser = commands.add_parser(
        "check",
        help="controleer schoolbestanden",
        description="Controleer schoolbestanden: wat is fout, en wat kan beter?",
        epilog="Uitkomst: 0 = goed (waarschuwingen mogen), 1 = er zijn fouten, 2 = een bestand is er niet.",
    )
    parser.add_argument(
        "bestanden",
        nargs="*",
        type=Path,
        metavar="BESTAND",
        help="een schoolbestand of een map ermee; zonder: de hele map",
    )
    parser.add_argument(
        "--format",
        choices=FORMATS,
        default="tekst",
        help="tekst om te lezen (gewoon), json voor programma's, github voor een pull request",
    )
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    """Say what is wrong in these files, or in all; return 1 for a mistake, 2 for a file that is not there."""
    files: list[Path] = options.bestanden
    missing = [file for file in files if not file.exists()]
    for file in missing:
        print(f"Het bestand {file} is er niet. Kijk of de naam en de map kloppen.", file=sys.stderr)
    if missing:
        return 2
    folder, today = settings.schools_folder(), settings.now().date()
    if not folder.is_dir():
        print(f"De map {folder} is er niet. Kijk naar WEGWIJZER_SCHOOLS.", file=sys.stderr)
        return 2
    result = check_paths(files, folder, today) if files else check_folder(folder, today)
    if not result.right and not result.wrong and not result.findings:
        print(f"In de map {files[0]} staat geen schoolbestand (.yml).", file=sys.stderr)
        return 2
    write(result, options.format, print)
    return 1 if result.wrong else 0


def before_start(folder: Path, last_good: Path, today: date) -> None:
    """Name every mistake, and only how many warnings there are.

    Raises:
        Refused: the national file is broken and was never good; nothing can run without it.
    """
    first_helplines(folder, last_good)
    result = check_folder(folder, today)
    warnings = [row for row in result.findings if row.severity == "waarschuwing"]
    for row in result.findings:
        if row.severity == "fout":
            print(as_text(row), file=sys.stderr)
    if warnings:
        print(f"Waarschuwingen over schoolbestanden: {len(warnings)}. Bekijk ze met: make check", flush=True)


def check_folder(folder: Path, today: date) -> Result:
    """Look at every school file of a folder, at what its schools share, and at names almost right."""
    names = [path.relative_to(folder) for place in (folder / BOARDS, folder) for path in _files(place)]
    return _with_odd(_check(folder, [NATIONAL, *names], today), folder)


def check_paths(paths: Iterable[Path], folder: Path, today: date) -> Result:
    """Look at these files and folders; a folder without a national list is no more than its files."""
    results = []
    for path in paths:
        if not path.is_dir():
            results.append(check_files([path], folder, today))
        elif (path / NATIONAL).is_file() or path.resolve() == folder.resolve():
            results.append(check_folder(path, today))
        else:
            results.append(_with_odd(check_files(_files(path), folder, today), path))
    return _together(results)


def check_files(files: Iterable[Path], folder: Path, today: date, school_id: str | None = None) -> Result:
    """Look at these files only, wherever they stand; `school_id` is for a copy with another name.

    A file whose own folder has a national list is checked with what stands there, any other with `folder`.
    """
    return _together(
        _check(home_of(file, folder), [Path(os.path.abspath(file))], today, str(file), school_id)
        for file in files
    )


def _together(results: Iterable[Result]) -> Result:
    found = list(results)
    rows = tuple(dict.fromkeys(row for result in found for row in result.findings))
    return Result(rows, sum(row.right for row in found), sum(row.wrong for row in found))


def _files(folder: Path) -> list[Path]:
    """Return the school files in one folder, without those of which the name is wrong."""
    return [path for path in sorted(folder.glob("*.yml")) if is_file_id(path.stem)]


def _odd(folder: Path) -> dict[str, list[Problem]]:
    """Return what is named almost like a school file; nothing when the folder can't be listed."""
    try:
        return scan(folder).odd
    except OSError:
        return {}


def _with_odd(result: Result, folder: Path) -> Result:
    rows = (row for problems in _odd(folder).values() for row in problems)
    strange = (_finding(folder, row, "waarschuwing") for row in rows)
    ordered = sorted((*result.findings, *strange), key=lambda row: (row.problem.file, row.problem))
    return replace(result, findings=tuple(ordered))


def home_of(file: Path, folder: Path) -> Path:
    """Return where a file's school finds what it shares: its own folder if it has a national list."""
    home = file.parent.parent if file.parent.name in {BOARDS, NATIONAL.parent.name} else file.parent
    return home if (home / NATIONAL).is_file() else folder


def _check(
    folder: Path, names: list[Path], today: date, shown: str | None = None, school_id: str | None = None
) -> Result:
    """Look at files of one folder; `shown` is how a single file was typed."""
    try:
        helplines = load_helplines(folder)
    except Refused as refused:
        return Result(tuple(_finding(folder, row, "fout") for row in refused.problems), 0, 1)
    findings: list[Finding] = []
    wrong = 0
    for name in names:
        try:
            rows = _look(folder, name, helplines, today, school_id)
        except Refused as refused:
            rows = [_finding(folder, row, "fout") for row in refused.problems]
            wrong += 1
        except OSError as error:
            rows = [_finding(folder, unreadable(str(name), error), "fout")]
            wrong += 1
        findings += [_as_typed(row, name, shown) for row in rows]
    ordered = sorted(dict.fromkeys(findings), key=lambda row: (row.problem.file, row.problem))
    return Result(tuple(ordered), len(names) - wrong, wrong)


def _look(
    folder: Path, name: Path, helplines: dict[str, Helpline], today: date, school_id: str | None
) -> list[Finding]:
    """Return the warnings about one file that is right.

    Raises:
        Refused: it is not right.
    """
    if name.parent.name == NATIONAL.parent.name:
        return []
    if name.parent.name == BOARDS:
        load_board(folder, name, helplines)
        return []
    loaded = load_with_documents(folder, name, helplines, school_id=school_id)
    notes = advise(loaded.school, today, _photos(folder, loaded.school))
    return [_finding(folder, _placed(note, loaded), "waarschuwing") for note in notes]


def _placed(note: Note, loaded: Loaded) -> Problem:
    document, path = loaded.place_of(note.contact, note.key)
    return document.problem(path, note.message, note.fix)


def _photos(folder: Path, school: School) -> dict[str, Photo]:
    """Return what is seen of each photo that is there."""
    found = {}
    for contact, path in school.photos.items():
        try:
            with (folder / PHOTOS / path).open("rb") as file:
                head = file.read(HEAD_OF_PHOTO)
                found[contact] = Photo(os.fstat(file.fileno()).st_size, head)
        except OSError:
            continue
    return found


def _finding(folder: Path, problem: Problem, severity: Severity) -> Finding:
    return Finding(folder / problem.file, problem, severity)


def _as_typed(finding: Finding, name: Path, shown: str | None) -> Finding:
    if shown is None or finding.problem.file != str(name):
        return finding
    return replace(finding, problem=replace(finding.problem, file=shown))


def write(result: Result, form: str, say: Say) -> None:
    """Write a result as `tekst`, `json` or `github`."""
    if form == "json":
        say(json.dumps([_row(finding) for finding in result.findings], ensure_ascii=False, indent=1))
        return
    for finding in result.findings:
        say(_annotation(finding) if form == "github" else as_text(finding))
    if form == "tekst":
        warnings = sum(finding.severity == "waarschuwing" for finding in result.findings)
        say(f"Bestanden die kloppen: {result.right}. Met fouten: {result.wrong}. Waarschuwingen: {warnings}.")


def as_text(finding: Finding) -> str:
    """Return one finding as staff read it."""
    return as_line(finding.problem, finding.severity)


def as_line(row: Problem, severity: Severity) -> str:
    """Return a problem as staff read it: where, what, and what to do."""
    kind = "Waarschuwing: " if severity == "waarschuwing" else ""
    return f"{row.file}, regel {row.line}, kolom {row.column}: {kind}{row.message} {row.fix}".rstrip()


def _row(finding: Finding) -> dict[str, str | int]:
    row = finding.problem
    return {
        "bestand": _from_here(finding.path),
        "regel": row.line,
        "kolom": row.column,
        "soort": finding.severity,
        "melding": row.message,
        "oplossing": row.fix,
    }


def _annotation(finding: Finding) -> str:
    """Return a workflow command of GitHub, which shows the message beside the line."""
    row = finding.problem
    command = "error" if finding.severity == "fout" else "warning"
    file = _escaped(_from_here(finding.path)).replace(":", "%3A").replace(",", "%2C")
    message = _escaped(f"{row.message} {row.fix}".rstrip())
    return f"::{command} file={file},line={row.line},col={row.column}::{message}"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _from_here(path: Path) -> str:
    """Return a path as seen from where the command runs: that is what GitHub and editors expect."""
    here = Path.cwd()
    return path.relative_to(here).as_posix() if path.is_relative_to(here) else path.as_posix()
