"""`wegwijzer coverage`: topics and schools, and who is there for each, in the terminal or as a page."""

from __future__ import annotations

import argparse
import json
import re
import sys
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from staff.check import as_line
from staff.commands import to_copy
from staff.disk import why
from staff.reading import read_school, why_no_school
from wegwijzer import settings, tables
from wegwijzer.coverage import LEVELS, Cell, Coverage, Person, cover, outside_lines, short_of
from wegwijzer.school import Helpline, School
from wegwijzer.school_files import load_helplines, load_with_documents
from wegwijzer.strict_yaml import Refused
from wegwijzer.topics import topics

WIDTH = 100
# From this many schools the terminal shows what is missing; every name is then too much to read.
EVERY_NAME = 3
SCHOOLS_PER_TABLE = 6
# Stands in every page of this command, so that it only ever overwrites its own.
MADE_BY = "wegwijzer coverage"
# The topic, whom a student sees first and then, and the line from outside.
_COLUMNS = (32, 24, 19, 20)

_templates = Environment(
    loader=PackageLoader("staff"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
)
# Schools, help lines, and the mistakes in what could not be read.
Read = tuple[list[School], dict[str, Helpline], list[str]]


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `coverage` to the command line."""
    parser = commands.add_parser(
        "coverage",
        help="toon per thema wie er op school is",
        description="Toon per school en per thema wie een leerling te zien krijgt, en waar niemand voor is.",
        epilog="Uitkomst: 0 = gelukt, 1 = er zijn bestanden met fouten, 2 = een bestand is er niet.",
    )
    parser.add_argument(
        "bestanden", nargs="*", type=Path, metavar="BESTAND", help="een schoolbestand; zonder: alle scholen"
    )
    parser.add_argument(
        "--html", type=Path, metavar="BESTAND", help="schrijf een pagina om te bekijken of te printen"
    )
    parser.add_argument(
        "--format",
        choices=("tekst", "json"),
        default="tekst",
        help="tekst om te lezen (gewoon), of json voor programma's",
    )
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    folder, today = settings.schools_folder(), settings.now().date()
    files: list[Path] = options.bestanden
    wrong = [reason for file in files if (reason := why_no_school(file))]
    if not files and not any(folder.glob("*.yml")):
        wrong = [f"In de map {folder} staan geen schoolbestanden. Kijk naar WEGWIJZER_SCHOOLS."]
    if options.html and (reason := why_no_page(options.html)):
        wrong.append(reason)
    for reason in wrong:
        print(reason, file=sys.stderr)
    if wrong:
        return 2
    schools, helplines, mistakes = _typed(files, folder, today) if files else _live(folder)
    for line in dict.fromkeys(mistakes):
        print(line, file=sys.stderr)
    found = covered(schools)
    if not found:
        return 1
    if options.html:
        try:
            options.html.write_text(page(found, helplines, today), encoding="utf-8")
        except OSError as error:
            print(_words()["html_fout"].format(pad=options.html, reden=why(error)), file=sys.stderr)
            return 2
        print(_words()["html"].format(pad=options.html))
    elif options.format == "json":
        print(json.dumps(as_json(found, helplines), ensure_ascii=False, indent=1))
    else:
        for line in as_text(found, helplines):
            print(line)
    return 1 if mistakes else 0


def why_no_page(path: Path) -> str | None:
    """Return why the page may not be written here: another file would be lost. Nothing when it may.

    Args:
        path: what follows `--html`. An existing file is overwritten only when this command made it.
    """
    if path.suffix.lower() not in (".html", ".htm"):
        return str(_words()["html_naam"].format(pad=path))
    if path.is_file() and not _made_here(path):
        return str(_words()["html_bestaat"].format(pad=path))
    return None


def _made_here(path: Path) -> bool:
    try:
        return f'content="{MADE_BY}"' in path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False


def _typed(files: Iterable[Path], folder: Path, today: date) -> Read:
    """Return what stands in these files, wherever they are."""
    readings = [read_school(file, folder, today) for file in files]
    helplines = next((row.helplines for row in readings if row.school), {})
    mistakes = [line for reading in readings for line in reading.mistakes]
    return [row.school for row in readings if row.school], helplines, mistakes


def _live(folder: Path) -> Read:
    """Return every school of a folder, each read once; a file that can't be used only leaves itself out.

    Raises:
        Refused: the national file is broken.
    """
    helplines, schools, mistakes = load_helplines(folder), [], []
    for path in sorted(folder.glob("*.yml")):
        try:
            schools.append(load_with_documents(folder, Path(path.name), helplines).school)
        except Refused as refused:
            mistakes += [as_line(problem, "fout") for problem in refused.problems]
        except OSError as error:
            mistakes.append(f"{path.name} is niet te lezen: {why(error)}.")
    return schools, helplines, mistakes


def covered(schools: Iterable[School]) -> list[Coverage]:
    """Return the coverage of schools, by name; "College 2" comes before "College 10"."""
    return [cover(school) for school in sorted(schools, key=_by_name)]


def _by_name(school: School) -> list[tuple[int, str]]:
    parts = re.findall(r"\d+|\D+", f"{school.name} {school.place}".casefold())
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in parts]


def as_text(schools: Sequence[Coverage], helplines: Mapping[str, Helpline]) -> Iterator[str]:
    """Yield the lines of a table that fits 100 columns: a block per school, and what all of them miss."""
    few = len(schools) <= EVERY_NAME
    marks = _words()["tekens"]
    yield "  ".join(f"{marks[level]} {_words()['niveaus'][level]}" for level in LEVELS)
    if few:
        yield f"{_words()['teken_buiten']} {_words()['buiten']}"
    for row in schools:
        yield ""
        yield f"{row.school.name}, {row.school.place}".upper()
        if few:
            yield from _every_name(row, helplines)
        yield from _summary(row)
    if len(schools) > 1:
        yield ""
        yield _words()["per_thema"].upper()
        yield from _per_topic(schools)
    if not few:
        yield ""
        yield _words()["meer_zien"].format(opdracht=to_copy("coverage", "--html", "dekking.html"))


def _every_name(row: Coverage, helplines: Mapping[str, Helpline]) -> Iterator[str]:
    words = _words()
    yield _line(" ", words["thema"], words["eerst"], words["daarna"], words["van_buiten"])
    for topic, cell in row.cells.items():
        first, then = [*_names(cell), "", ""][:2]
        lines = outside_lines(topic, helplines)
        mark = words["tekens"][cell.level]
        yield _line(mark, topics()[topic].title, first, then, lines[0].name if lines else "")


def _names(cell: Cell) -> list[str]:
    """Return the first people of a cell: two, as on the cards of a student."""
    none = [_words()["niveaus"]["niemand"]] if cell.level == "niemand" else []
    return none + [_name(person) for person in cell.people[:2]]


def _name(person: Person) -> str:
    return person.contact.name + (_words()["teken_buiten"] if person.outside else "")


def _line(mark: str, *columns: str) -> str:
    """Return one row of the table: a sign, and four columns of which each fits."""
    fitted = (_fit(text, width) for text, width in zip(columns, _COLUMNS, strict=True))
    return f"{mark} {' '.join(fitted)}".rstrip()


def _fit(text: str, width: int) -> str:
    return f"{text if len(text) <= width else text[: width - 1] + '…':{width}}"


def _summary(row: Coverage) -> Iterator[str]:
    """Yield how many topics nobody is there for, and which."""
    missing = row.unserved()
    text = " ".join(part for part in (in_words(row), _listed(missing)) if part)
    yield from textwrap.wrap(text, WIDTH)
    if missing:
        yield from textwrap.wrap(_words()["oplossen"].format(thema=missing[0].topic), WIDTH)


def in_words(row: Coverage) -> str:
    """Return for how many topics a school has nobody, as a sentence."""
    missing, words = row.unserved(), _words()
    if not missing:
        return str(words["alles"])
    return str(words["een"] if len(missing) == 1 else words["meer"].format(aantal=len(missing)))


def _listed(cells: Sequence[Cell]) -> str:
    marks = _words()["tekens"]
    rows = (f"{marks[cell.level]} {topics()[cell.topic].title} ({cell.topic})" for cell in cells)
    return ", ".join(rows) + ("." if cells else "")


def _per_topic(schools: Sequence[Coverage]) -> Iterator[str]:
    """Yield the topics that somebody misses; the schools themselves stand above."""
    missing = [topic for topic in topics() if short_of(topic, schools)]
    if not missing:
        yield _words()["alles_overal"]
    for topic in missing:
        yield f"  {_fit(topics()[topic].title, _COLUMNS[0])} {shortage(topic, schools)}"


def shortage(topic: str, schools: Sequence[Coverage]) -> str:
    """Return at how many schools nobody is there for a topic, as a sentence."""
    short, words = len(short_of(topic, schools)), _words()
    if not short:
        return str(words["bij_elke_school"])
    text = str(words["zonder_een"] if len(schools) == 1 else words["zonder_meer"])
    return text.format(aantal=short, alle=len(schools))


def as_json(schools: Iterable[Coverage], helplines: Mapping[str, Helpline]) -> list[dict[str, Any]]:
    """Return the coverage for a program: a row per school, with its topics and totals."""
    return [
        {
            "school": row.school.id,
            "naam": row.school.name,
            "plaats": row.school.place,
            "totalen": row.totals(),
            "niemand_voor": [cell.topic for cell in row.unserved()],
            "themas": [_json_cell(cell, helplines) for cell in row.cells.values()],
        }
        for row in schools
    ]


def _json_cell(cell: Cell, helplines: Mapping[str, Helpline]) -> dict[str, Any]:
    people = [
        {
            "id": person.contact.id,
            "naam": person.contact.name,
            "rol": person.contact.role,
            "hoe": person.level,
            "buiten_school": person.outside,
        }
        for person in cell.people
    ]
    lines = [line.id for line in outside_lines(cell.topic, helplines)]
    title = topics()[cell.topic].title
    return {"thema": cell.topic, "titel": title, "hoe": cell.level, "mensen": people, "buiten": lines}


def page(schools: Sequence[Coverage], helplines: Mapping[str, Helpline], today: date) -> str:
    """Return one page that needs nothing else: no network, no script."""
    style = Path(__file__).parent / "static" / "dekking.css"
    tables_ = [
        schools[first : first + SCHOOLS_PER_TABLE] for first in range(0, len(schools), SCHOOLS_PER_TABLE)
    ]
    return _templates.get_template("dekking.html").render(
        t=_words(),
        made_by=MADE_BY,
        style=Markup(style.read_text(encoding="utf-8")),
        day=_day(today),
        schools=schools,
        tables=tables_,
        topics=topics(),
        levels=LEVELS,
        in_words=in_words,
        shortage=shortage,
        short_of=short_of,
        lines={topic: outside_lines(topic, helplines) for topic in topics()},
    )


def _day(day: date) -> str:
    months = tables.load("card_texts")["wanneer"]["maanden"]
    return f"{day.day} {months[day.month - 1]} {day.year}"


def _words() -> dict[str, Any]:
    words: dict[str, Any] = tables.load("coverage_texts")
    return words
