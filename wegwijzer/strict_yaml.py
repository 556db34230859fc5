"""Read staff-written YAML as text: every scalar stays what was typed, and every value knows its line.

PyYAML's own loaders turn `0611223344` into an octal number, `08:30` into a base-60 one and `no` into
False, and keep the last of two equal keys without a word. In a phone list each of those is a wrong
number shown to a child, so nothing here is guessed: a scalar is a string, and what is unusual is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import yaml

MAX_BYTES = 100_000
MAX_DEPTH = 10
# What YAML refuses, plus three line ends that no editor counts: they would shift every line number below.
_UNREADABLE = re.compile(r"[^\t\n\r -~\u00a0-\u2027\u202a-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Half of a character: Python can hold it, but it can't be shown, sent or logged.
_HALF = re.compile(r"[\ud800-\udfff]")
# UTF-32 first: its mark begins with that of UTF-16.
_WIDE_MARKS = {
    b"\xff\xfe\x00\x00": "UTF-32",
    b"\x00\x00\xfe\xff": "UTF-32",
    b"\xff\xfe": "UTF-16",
    b"\xfe\xff": "UTF-16",
}
# The parser in C, ten times as fast; None where PyYAML was built without it.
_FAST: Any = getattr(yaml, "CSafeLoader", None)
# What may follow a backslash between double quotes: a quote, a backslash, a slash, or the end of the line.
_CODE = re.compile(r"\\(.)", re.DOTALL)
_CUT = re.compile(r"[ \t]+#[^\s#]")
_SHOWN_AS_IS = frozenset('"\\/\n\r')
# What the two parsers may read differently: a tab, an escape, a byte order mark, a directive, `---`, a key
# after `? `, and a `#` right behind the mark of a block. And what `_lost` must see: a `#` behind a text.
_DIFFERS = re.compile(
    rf"[\t\\\ufeff]|^(?:%|---|\.\.\.)|(?<![^\s\[{{,])\?(?!\S)|[|>][-+\d]{{0,2}}#|\S{_CUT.pattern}",
    re.MULTILINE,
)
# Lists of people and help lines, which begin with their `id`.
_PEOPLE = ("contacten", "hulplijnen")
# A space that is no space for YAML: before a key, behind a dash, or behind the colon of a key.
_HARD = "[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]"
HARD_SPACE_SAID = "Hier staat een harde spatie (vaak uit Word).", "Vervang hem door een gewone spatie."
_HARD_SPACE = re.compile(
    rf"(?:^ *(?:- *)?(?={_HARD})|^ *(?:- *)?[\w-]+ *:(?={_HARD})|[{{,] *[\w-]+:(?={_HARD}))", re.MULTILINE
)
_CONFLICT = re.compile(r"^(?:<{7}|={7}|>{7})(?=[ \r\n]|\Z)", re.MULTILINE)
_TIGHT_DASH = re.compile(r"^ *-(?=\w+:)", re.MULTILINE)
_AS_UTF8 = "Bewaar het bestand als UTF-8. In Kladblok: kies Bestand, Opslaan als, en bij Codering: UTF-8."

Path = tuple[str | int, ...]
Place = tuple[int, int]


@dataclass(frozen=True, order=True)
class Problem:
    """One thing wrong in a file, in words a school employee understands."""

    file: str
    line: int
    message: str
    fix: str
    column: int = 1

    def __str__(self) -> str:
        return f"{self.file}, regel {self.line}: {self.message} {self.fix}".rstrip()


class Refused(Exception):
    """A file that can't be used; `problems` says why, one entry per mistake."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


@dataclass(frozen=True)
class Document:
    """Parsed text: `data` holds dicts, lists and strings only.

    Attributes:
        places: path -> its line and column, both from 1.
        problems: what is wrong with single keys; the rest of the file could be read.
        split: paths of text on more than one line, where YAML puts a space for the line end.
        flow: paths of lists and mappings that stand between brackets.
    """

    file: str
    data: Any
    places: dict[Path, Place]
    problems: list[Problem]
    split: frozenset[Path] = frozenset()
    flow: frozenset[Path] = frozenset()

    def line_of(self, path: Path) -> int:
        """Return the line of `path`, or of its nearest parent that stands in the file."""
        return self.place_of(path)[0]

    def place_of(self, path: Path) -> Place:
        """Return the line and column of `path`, or of its nearest parent that stands in the file."""
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path, (1, 1))

    def text_at(self, *keys: str) -> str | None:
        """Return the text below these keys, None when something else stands there."""
        data = self.data
        for key in keys:
            data = data.get(key) if isinstance(data, dict) else None
        return data if isinstance(data, str) else None

    def rows(self, key: str) -> list[tuple[int, dict[str, Any]]]:
        """Return the mappings in the list at `key`, with their place in it."""
        found = self.data.get(key) if isinstance(self.data, dict) else None
        rows = enumerate(found if isinstance(found, list) else [])
        return [(index, row) for index, row in rows if isinstance(row, dict)]

    def problem(self, path: Path, message: str, fix: str = "") -> Problem:
        """Return a problem at `path`."""
        line, column = self.place_of(path)
        return Problem(self.file, line, message, fix, column)


def parse(source: bytes, file: str) -> Document:
    """Parse one YAML file into text values with line numbers.

    Raises:
        Refused: what `read` refuses, or a double or strange key.
    """
    document = read(source, file)
    if document.problems:
        raise Refused(document.problems)
    return document


def read(source: bytes, file: str) -> Document:
    """Parse one YAML file as far as it goes, so that all its mistakes can be named at once.

    libyaml reads what is right; whatever is wrong or unusual goes to PyYAML's own parser, for its messages.

    Args:
        source: the raw bytes of the file.
        file: its name, for messages.

    Raises:
        Refused: too large, not UTF-8, a syntax error, an alias, a tag, or too deep.
    """
    text = _decode(source, file)
    return _read_fast(text, file) or _read_exactly(text, file)


def _read_fast(text: str, file: str) -> Document | None:
    """Return what libyaml reads, or None when anything is wrong or the two parsers may differ."""
    if _FAST is None or _DIFFERS.search(text):
        return None
    try:
        document = _Builder(text, file, _FAST).document()
    except (_Differs, Refused, yaml.YAMLError, ValueError, OverflowError):
        return None
    return None if document.problems else document


def _read_exactly(text: str, file: str) -> Document:
    try:
        return _Builder(text, file, yaml.SafeLoader).document()
    except yaml.MarkedYAMLError as error:
        raise Refused([_syntax_problem(error, text, file)]) from None


def _decode(source: bytes, file: str) -> str:
    if len(source) > MAX_BYTES:
        message = f"Dit bestand is te groot (meer dan {MAX_BYTES // 1000} kB)."
        raise Refused([Problem(file, 1, message, "Haal weg wat niet nodig is.")])
    if source and not source.strip(b"\0"):
        message = "Dit bestand is beschadigd of leeg."
        raise Refused([Problem(file, 1, message, "Haal een oude versie terug.")])
    if found := _wide(source):
        raise Refused([Problem(file, 1, f"Dit bestand is bewaard als {found}, niet als UTF-8.", _AS_UTF8)])
    try:
        text = source.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused([_undecodable(error, file)]) from None
    if strange := _UNREADABLE.search(text):
        line, column = _place(text[: strange.start()])
        message = "Hier staat een onzichtbaar teken dat niet mag."
        raise Refused([Problem(file, line, message, "Typ deze regel opnieuw.", column)])
    return text


def _wide(source: bytes) -> str | None:
    """Return the encoding of a file with two or four bytes per character, None for any other file."""
    for mark, name in _WIDE_MARKS.items():
        if source.startswith(mark):
            return name
    # Without a mark: Dutch text then has a zero for every other byte, which no other text has.
    start = source[:200]
    halves = (start[0::2], start[1::2])
    return "UTF-16" if len(start) > 3 and any(half.count(0) * 2 > len(half) for half in halves) else None


def _undecodable(error: UnicodeDecodeError, file: str) -> Problem:
    """Return the problem of bytes that are no UTF-8: mostly an old Windows editor."""
    # What Python read has no byte order mark any more, so only its own copy fits the place it names.
    source = error.object
    line, column = _place(source[: error.start].decode())
    try:
        shown = source[error.start : error.start + 1].decode("cp1252")
        # An undefined byte anywhere means it is something else.
        source.decode("cp1252")
    except UnicodeDecodeError:
        return Problem(file, line, "Hier staat een teken dat niet te lezen is.", _AS_UTF8, column)
    message = f"Dit bestand is bewaard als Windows-1252 (ANSI), niet als UTF-8: hier staat '{shown}'."
    if not shown.isprintable():
        message = "Hier staat een teken dat niet te lezen is."
    return Problem(file, line, message, _AS_UTF8, column)


def _place(before: str) -> Place:
    """Return the line and column of what comes right after `before`."""
    rows = re.split(r"\r\n|\r|\n", before)
    return len(rows), len(rows[-1]) + 1


class _Differs(Exception):
    """Here libyaml and PyYAML read differently."""


@dataclass
class _Open:
    """A list or mapping that is being filled.

    Attributes:
        path: where it stands; None when it is left out, below a double or strange key.
        flow: whether it stands between brackets, or in something that does.
        at_value: whether the next thing in a mapping is a value; `key` is its key, None to leave it out.
    """

    path: Path | None
    data: dict[str, Any] | list[Any]
    flow: bool
    at_value: bool = False
    key: str | None = None


class _Builder:
    """Makes a document from events in one pass, and stops at what could blow up or surprise.

    Nothing here calls itself: how deep a file goes costs no stack.
    """

    def __init__(self, text: str, file: str, loader: Any) -> None:
        self._text = text
        self._file = file
        self._loader = loader
        self._data: Any = None
        self._open: list[_Open] = []
        self._places: dict[Path, Place] = {}
        self._problems: list[Problem] = []
        self._split: list[Path] = []
        self._flow: list[Path] = []

    def document(self) -> Document:
        """Return the whole document.

        Raises:
            Refused: an alias, an anchor, a tag, too deep, a second document, or nothing at all.
            yaml.MarkedYAMLError: a syntax error.
            _Differs: libyaml would read this in its own way.
        """
        documents = 0
        for event, place in self._events():
            if isinstance(event, yaml.ScalarEvent):
                self._refuse_marks(event, place)
                self._scalar(event, place)
            elif isinstance(event, yaml.CollectionStartEvent):
                self._refuse_marks(event, place)
                self._begin(event, place)
            elif isinstance(event, yaml.CollectionEndEvent):
                self._open.pop()
            elif isinstance(event, yaml.AliasEvent):
                self._refuse_marks(event, place)
            elif isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    message = "Hier begint een tweede deel (---)."
                    raise self._refusal(place, message, "Haal de regel met --- weg.")
        if self._data is None or self._data == "":
            raise self._refusal((1, 1), "Dit bestand is leeg.", "Begin met 'school:'.")
        split, flow = frozenset(self._split), frozenset(self._flow)
        return Document(self._file, self._data, self._places, self._problems, split, flow)

    def _events(self) -> Iterator[tuple[yaml.Event, Place]]:
        """Yield the events and their places.

        An impossible escape or an endless `%YAML` number is a plain Python error in PyYAML.
        """
        place = (1, 1)
        try:
            for event in yaml.parse(self._text, Loader=self._loader):
                if event.start_mark:
                    place = (event.start_mark.line + 1, event.start_mark.column + 1)
                yield event, place
        except (ValueError, OverflowError):
            message = "Hier of vlak hieronder staat een code met \\ of % die niet te lezen is."
            raise self._refusal(place, message, "Typ de tekst zonder die code.") from None

    def _refuse_marks(self, event: yaml.Event, place: Place) -> None:
        """Refuse an alias, an anchor and a tag: YAML has them, a school file never needs them."""
        if getattr(event, "anchor", None):
            message = "Hier staat een verwijzing met & of *. Dat mag niet."
            raise self._refusal(place, message, "Zet aanhalingstekens om de tekst, of schrijf het voluit.")
        if getattr(event, "tag", None):
            message = "Hier begint tekst met een uitroepteken. Dat mag niet."
            raise self._refusal(place, message, "Zet aanhalingstekens om de tekst.")

    def _scalar(self, event: yaml.ScalarEvent, place: Place) -> None:
        text, parent = event.value, self._open[-1] if self._open else None
        # Only an escape can make one, and only this kind of text has those.
        if event.style == '"' and _HALF.search(text):
            raise self._refusal(
                place, "Hier staat een code met \\u die geen teken is.", "Typ het teken zelf."
            )
        # Between brackets a bare question mark ends a word for PyYAML only.
        if self._loader is _FAST and parent and parent.flow and not event.style and "?" in text:
            raise _Differs
        self._lost(event, place)
        if parent and _wants_key(parent):
            self._name(parent, text, place)
            return
        path = self._add(text, place)
        # A block with | keeps its line ends; every other text folds them into spaces.
        lines = {mark.line for mark in (event.start_mark, event.end_mark) if mark}
        if path is not None and event.style != "|" and len(lines) > 1:
            self._split.append(path)

    def _lost(self, event: yaml.ScalarEvent, place: Place) -> None:
        """Note a text of which something else is shown than what stands there.

        A code for a character between double quotes, or a # in a text, which YAML takes as a comment.
        """
        if self._loader is _FAST or not event.start_mark or not event.end_mark:
            return
        if event.style == '"':
            written = self._text[event.start_mark.index : event.end_mark.index]
            if strange := next((code for code in _CODE.findall(written) if code not in _SHOWN_AS_IS), None):
                self._note(
                    place,
                    f"Hier staat de code '\\{strange}'. Leerlingen zien dan iets anders dan wat hier staat.",
                    "Typ het teken zelf.",
                )
        elif event.value and not event.style and _CUT.match(self._text, event.end_mark.index):
            lost = "Hier staat een # in de tekst. Alles daarachter valt weg."
            fix = 'Zet de hele tekst tussen "aanhalingstekens". Is het uitleg? Zet dan een spatie na de #.'
            self._note(place, lost, fix)

    def _begin(self, event: yaml.CollectionStartEvent, place: Place) -> None:
        if len(self._open) == MAX_DEPTH:
            message = f"Dit staat te diep (meer dan {MAX_DEPTH} lagen)."
            raise self._refusal(place, message, "Kijk naar het voorbeeldbestand.")
        parent = self._open[-1] if self._open else None
        data: dict[str, Any] | list[Any] = {} if isinstance(event, yaml.MappingStartEvent) else []
        if parent and _wants_key(parent):
            message = "Hier staat geen gewoon woord voor de ':'."
            self._leave_out(parent, place, message, "Vergelijk het met het voorbeeldbestand.")
            path = None
        else:
            path = self._add(data, place)
        flow = bool(event.flow_style or (parent and parent.flow))
        if flow and path is not None:
            self._flow.append(path)
        self._open.append(_Open(path, data, flow))

    def _name(self, parent: _Open, key: str, place: Place) -> None:
        """Take the key of the next value; the first of two equal keys is kept, for the messages."""
        if not key.isascii() and re.search(_HARD, key):
            if re.match(_HARD, key):  # it stands at another depth than it seems: nothing below can be told
                raise self._refusal(place, *HARD_SPACE_SAID)
            self._leave_out(parent, place, *HARD_SPACE_SAID)
            key = re.sub(_HARD, " ", key).strip()
            if ":" in key or key in parent.data:
                return
        if key in parent.data and parent.path is not None:
            if self._is_next_person(parent, key):
                self._next_person(parent, place)
                return
            first = self._places[(*parent.path, key)][0]
            message = f"'{key}' staat hier voor de tweede keer (eerst op regel {first})."
            self._leave_out(parent, place, message, "Laat er één staan.")
            return
        parent.at_value, parent.key = True, key
        if parent.path is not None:
            self._places[(*parent.path, key)] = place

    def _is_next_person(self, parent: _Open, key: str) -> bool:
        """Return whether a second `id` in a contact or help line is where the next one begins."""
        path = parent.path or ()
        return (
            key == "id" and len(path) == 2 and path[0] in _PEOPLE and not parent.flow and len(parent.data) > 1
        )

    def _next_person(self, parent: _Open, place: Place) -> None:
        """Name the dash that was forgotten, and read on as if it stood there."""
        kind, index = parent.path or ()
        whose = "nieuwe persoon" if kind == "contacten" else "nieuwe hulplijn"
        self._note(place, f"Hier staat een tweede 'id'. Is dit een {whose}?", "Zet '- ' voor 'id:'.")
        parent.data, people = {}, self._open[-2].data
        assert isinstance(people, list)
        people.append(parent.data)
        parent.path, parent.at_value, parent.key = (kind, int(index) + 1), True, "id"
        self._places[parent.path] = self._places[(*parent.path, "id")] = place

    def _leave_out(self, parent: _Open, place: Place, message: str, fix: str) -> None:
        """Name what is wrong with a key, and leave its value out."""
        parent.at_value, parent.key = True, None
        if parent.path is not None:
            self._note(place, message, fix)

    def _add(self, value: Any, place: Place) -> Path | None:
        """Put a value where it belongs; return its path, None when it is left out."""
        path: Path = ()
        if not self._open:
            self._data = value
        else:
            parent = self._open[-1]
            part = len(parent.data) if isinstance(parent.data, list) else parent.key
            parent.at_value = False
            if parent.path is None or part is None:
                return None
            if isinstance(parent.data, list):
                parent.data.append(value)
            else:
                parent.data[str(part)] = value
            path = (*parent.path, part)
        self._places.setdefault(path, place)
        return path

    def _note(self, place: Place, message: str, fix: str) -> None:
        line, column = place
        self._problems.append(Problem(self._file, line, message, fix, column))

    def _refusal(self, place: Place, message: str, fix: str) -> Refused:
        line, column = place
        return Refused([Problem(self._file, line, message, fix, column)])


def _wants_key(parent: _Open) -> bool:
    return isinstance(parent.data, dict) and not parent.at_value


def _misplaced(text: str, file: str) -> Problem | None:
    """Return what makes a file something else than it seems: a conflict, a hard space, a dash without space.

    Only to be asked of a file that is wrong: between quotes each of these can be right.
    """
    said = (
        (
            _CONFLICT,
            "Hier staat een conflict van git: twee versies onder elkaar.",
            "Kies de goede regels. Haal de andere weg, en ook de regels met <<<<<<<, ======= en >>>>>>>.",
        ),
        (_HARD_SPACE, *HARD_SPACE_SAID),
        (_TIGHT_DASH, "Na het streepje ontbreekt een spatie.", "Schrijf het zo: - id: vp-jansen."),
    )
    for pattern, message, fix in said:
        if found := pattern.search(text):
            line, column = _place(text[: found.end() if pattern is not _CONFLICT else found.start()])
            return Problem(file, line, message, fix, column)
    return None


def _syntax_problem(error: yaml.MarkedYAMLError, text: str, file: str) -> Problem:
    """Return what is wrong, at the tab or where reading failed."""
    if known := _misplaced(text, file):
        return known
    plain = _explained(error, text, file)
    marks = [mark for mark in (error.problem_mark, error.context_mark) if mark]
    on_line = [mark.column + 1 for mark in marks if mark.line + 1 == plain.line]
    row = text.splitlines()[plain.line - 1]
    if "\t" in row:
        return replace(plain, column=row.index("\t") + 1)
    return replace(plain, column=min(on_line[0] if on_line else 1, len(row) + 1))


def _explained(error: yaml.MarkedYAMLError, text: str, file: str) -> Problem:
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
