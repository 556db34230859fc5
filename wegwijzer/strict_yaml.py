"""Read staff-written YAML as text: every scalar stays what was typed, and every value knows its line.

PyYAML's own loaders turn `0611223344` into an octal number, `08:30` into a base-60 one and `no` into
False, and keep the last of two equal keys without a word. In a phone list each of those is a wrong
number shown to a child, so nothing here is guessed: a scalar is a string, and what is unusual is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

MAX_BYTES = 100_000
MAX_DEPTH = 10
# What YAML refuses, plus three line ends that no editor counts: they would shift every line number below.
_UNREADABLE = re.compile(r"[^\t\n\r -~\u00a0-\u2027\u202a-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Half of a character: Python can hold it, but it can't be shown, sent or logged.
_HALF = re.compile(r"[\ud800-\udfff]")

Path = tuple[str | int, ...]


@dataclass(frozen=True, order=True)
class Problem:
    """One thing wrong in a file, in words a school employee understands."""

    file: str
    line: int
    message: str
    fix: str

    def __str__(self) -> str:
        return f"{self.file}, regel {self.line}: {self.message} {self.fix}".rstrip()


class Refused(Exception):
    """A file that can't be used; `problems` says why, one entry per mistake."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


@dataclass(frozen=True)
class Document:
    """Parsed text: `data` holds dicts, lists and strings only; `lines` maps a path to its line (from 1)."""

    file: str
    data: Any
    lines: dict[Path, int]

    def line_of(self, path: Path) -> int:
        """Return the line of `path`, or of its nearest parent that stands in the file."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def problem(self, path: Path, message: str, fix: str = "") -> Problem:
        """Return a problem at `path`."""
        return Problem(self.file, self.line_of(path), message, fix)


def parse(source: bytes, file: str) -> Document:
    """Parse one YAML file into text values with line numbers.

    Args:
        source: the raw bytes of the file.
        file: its name, for messages.

    Raises:
        Refused: too large, not UTF-8, a syntax error, a double key, an alias, a tag, or too deep.
    """
    text = _decode(source, file)
    try:
        _check_events(text, file)
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        raise Refused([_syntax_problem(error, text, file)]) from None
    if node is None or (isinstance(node, yaml.ScalarNode) and not node.value):
        raise Refused([Problem(file, 1, "Dit bestand is leeg.", "Begin met 'school:'.")])
    lines: dict[Path, int] = {}
    problems: list[Problem] = []
    data = _convert(node, (), lines, problems, file)
    if problems:
        raise Refused(problems)
    return Document(file, data, lines)


def _decode(source: bytes, file: str) -> str:
    if len(source) > MAX_BYTES:
        message = f"Dit bestand is te groot (meer dan {MAX_BYTES // 1000} kB)."
        raise Refused([Problem(file, 1, message, "Haal weg wat niet nodig is.")])
    try:
        text = source.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = source[: error.start].count(b"\n") + 1
        message = "Hier staat een teken dat niet te lezen is."
        raise Refused([Problem(file, line, message, "Bewaar het bestand als UTF-8.")]) from None
    if found := _UNREADABLE.search(text):
        line = text[: found.start()].count("\n") + 1
        message = "Hier staat een onzichtbaar teken dat niet mag."
        raise Refused([Problem(file, line, message, "Typ deze regel opnieuw.")])
    return text


def _check_events(text: str, file: str) -> None:
    """Refuse what can blow up or surprise, before anything recursive touches it."""
    depth = 0
    documents = 0
    for event, line in _events(text, file):
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            message = "Hier staat een verwijzing met & of *. Dat mag niet."
            fix = "Zet aanhalingstekens om de tekst, of schrijf het voluit."
            raise Refused([Problem(file, line, message, fix)])
        if getattr(event, "tag", None):
            message = "Hier begint tekst met een uitroepteken. Dat mag niet."
            raise Refused([Problem(file, line, message, "Zet aanhalingstekens om de tekst.")])
        if isinstance(event, yaml.ScalarEvent) and _HALF.search(event.value):
            message = "Hier staat een code met \\u die geen teken is."
            raise Refused([Problem(file, line, message, "Typ het teken zelf.")])
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        elif isinstance(event, yaml.DocumentStartEvent):
            documents += 1
        if depth > MAX_DEPTH:
            message = f"Dit staat te diep (meer dan {MAX_DEPTH} lagen)."
            raise Refused([Problem(file, line, message, "Kijk naar het voorbeeldbestand.")])
        if documents > 1:
            message = "Hier begint een tweede deel (---)."
            raise Refused([Problem(file, line, message, "Haal de regel met --- weg.")])


def _events(text: str, file: str) -> Iterator[tuple[yaml.Event, int]]:
    """Yield the events and their lines.

    An impossible escape or an endless `%YAML` number is a plain Python error in PyYAML.
    """
    line = 1
    try:
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            line = event.start_mark.line + 1 if event.start_mark else line
            yield event, line
    except (ValueError, OverflowError):
        message = "Hier of vlak hieronder staat een code met \\ of % die niet te lezen is."
        raise Refused([Problem(file, line, message, "Typ de tekst zonder die code.")]) from None


def _convert(node: yaml.Node, path: Path, lines: dict[Path, int], problems: list[Problem], file: str) -> Any:
    lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, yaml.ScalarNode):
        return node.value
    if isinstance(node, yaml.SequenceNode):
        return [
            _convert(child, (*path, index), lines, problems, file) for index, child in enumerate(node.value)
        ]
    result: dict[str, Any] = {}
    for key, value, line in _pairs(node, problems, file):
        if key in result:
            first = lines[(*path, key)]
            message = f"'{key}' staat hier voor de tweede keer (eerst op regel {first})."
            problems.append(Problem(file, line, message, "Laat er één staan."))
            continue
        lines[(*path, key)] = line
        result[key] = _convert(value, (*path, key), lines, problems, file)
    return result


def _pairs(node: yaml.Node, problems: list[Problem], file: str) -> Iterator[tuple[str, yaml.Node, int]]:
    for key, value in node.value:
        line = key.start_mark.line + 1
        if isinstance(key, yaml.ScalarNode):
            yield key.value, value, line
        else:
            message = "Hier staat geen gewoon woord voor de ':'."
            problems.append(Problem(file, line, message, "Vergelijk het met het voorbeeldbestand."))


def _syntax_problem(error: yaml.MarkedYAMLError, text: str, file: str) -> Problem:
    problem, context = error.problem or "", error.context or ""
    rows = text.splitlines()
    found = _line(error.problem_mark or error.context_mark, rows)
    started = _line(error.context_mark or error.problem_mark, rows)
    if "\t" in rows[found - 1]:
        message = "Er staat een tab in deze regel."
        return Problem(file, found, message, "Vervang de tab door spaties.")
    if "escape" in problem or "hexdecimal" in problem:
        message = "Tussen dubbele aanhalingstekens mag geen \\ staan."
        return Problem(file, found, message, "Gebruik enkele aanhalingstekens (').")
    if opened := started if "quoted scalar" in context else _open_quote(text, found):
        message = "Hier begint tekst met een aanhalingsteken dat niet wordt gesloten."
        return Problem(file, opened, message, "Zet aan het eind hetzelfde aanhalingsteken.")
    if "mapping values are not allowed" in problem:
        message = "Er staat een ':' in de tekst, of deze regel springt verkeerd in."
        return Problem(file, found, message, 'Zet de tekst tussen "aanhalingstekens".')
    if "cannot start any token" in problem or re.search(r"an (?:alias|anchor)|a tag", context):
        message = "Hier begint tekst met een teken dat daar niet mag."
        return Problem(file, found, message, 'Zet de tekst tussen "aanhalingstekens".')
    if "expected ',' or" in problem or "flow node" in context:
        message = "Een [ of { wordt niet goed gesloten, of er ontbreekt een komma."
        fix = "Zet er ] of } achter."
        if re.search(r"\s#", rows[started - 1]):
            message = "Alles achter een # valt weg, dus ook het eind van deze regel."
            fix = 'Zet de tekst met een # tussen "aanhalingstekens".'
        return Problem(file, started, message, fix)
    if "could not find expected ':'" in problem:
        message = "In deze regel ontbreekt een ':'."
        return Problem(file, started, message, "Schrijf het zo: naam: Samira Jansen.")
    message = "Deze regel is niet te lezen. Vaak springt hij verkeerd in of ontbreekt een ':'."
    return Problem(file, found, message, "Vergelijk hem met het voorbeeldbestand.")


def _open_quote(text: str, line: int) -> int | None:
    """Return where a quoted text starts that runs on until `line`, where reading failed.

    A forgotten closing quote takes everything up to the next quote with it, often many lines further.
    """
    try:
        for token in yaml.scan(text, Loader=yaml.SafeLoader):
            if isinstance(token, yaml.ScalarToken) and token.style in {'"', "'"}:
                start: int = token.start_mark.line + 1
                if start < line == token.end_mark.line + 1:
                    return start
    except (yaml.YAMLError, ValueError, OverflowError):
        pass
    return None


def _line(mark: yaml.Mark | None, rows: list[str]) -> int:
    """Return the line of a mark; what is missed at the end of a file is missed on its last line."""
    return min(mark.line + 1, len(rows)) if mark else 1
