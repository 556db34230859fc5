"""Write a school file as staff would: every value as typed, what is not known yet as a line to fill in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from textwrap import wrap
from typing import Any

import yaml
from pydantic import BaseModel

from wegwijzer.fields import FieldText, fields_of
from wegwijzer.school import Complaints, Contact, Holiday, Reach, SchoolFile, SchoolInfo, TopicChoice

# Letters first, and nothing that means something in YAML, also between [ ] and { }.
_PLAIN = re.compile(r"[^\W\d_][\w .@'’/+-]*")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_READ_AS_YES_OR_NO = {"y", "n"}
_WIDTH = 100
# Keys that an unfinished contact keeps in sight; the others are explained once.
_ASKED = frozenset({"telefoon", "mail", "kamer", "aanwezig"})


def scalar(text: str) -> str:
    """Return `text` as one YAML value that every reader takes for exactly this text."""
    plain = _PLAIN.fullmatch(text) and not text.endswith(" ") and text.lower() not in _READ_AS_YES_OR_NO
    if _DATE.fullmatch(text) or (plain and yaml.safe_load(text) == text):
        return text
    if '"' in text or "\\" in text:
        return "'{}'".format(text.replace("'", "''"))
    return f'"{text}"'


def flow(value: Any) -> str:
    """Return text, yes or no, a list or a mapping on one line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return f"{{{', '.join(as_yaml(key, part) for key, part in value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(flow, value))}]"
    return scalar(value)


def as_yaml(key: str, value: Any) -> str:
    """Return `key: value` on one line."""
    return f"{key}: {flow(value)}"


def school_text(data: Mapping[str, Any], schema: str, skip: Iterable[str] = ()) -> str:
    """Return a whole school file with its explanation.

    A line that begins with `#` and a key is a suggestion: without the `#` it is right.

    Args:
        data: the school and its contacts with the keys of the file; the first contact is the mentor.
        schema: where the JSON Schema stands, seen from the file.
        skip: keys that are not suggested, because they would be wrong at this school.
    """
    return "\n".join([*_head(data["school"]["naam"], schema), *_Writer(skip).whole(data)]) + "\n"


def _head(name: str, schema: str) -> Iterator[str]:
    yield f"# yaml-language-server: $schema={schema}"
    yield f"# Het schoolbestand van {name}. Uitleg van elke regel: docs/school/velden.md"
    yield "# Een regel die met een # begint, telt niet mee."
    yield "# Staat er een veld achter, zoals #kamer? Vul het in en haal alleen de # weg."


class _Writer:
    """Explains each key where it stands for the first time."""

    def __init__(self, skip: Iterable[str]) -> None:
        self._skip = frozenset(skip)
        self._explained: set[tuple[type[BaseModel], str]] = set()
        self._offered = _ASKED

    def whole(self, data: Mapping[str, Any]) -> Iterator[str]:
        yield "school:"
        yield from self._part(SchoolInfo, data["school"], 2)
        top = fields_of(SchoolFile)
        yield from ["", *_comment(top["contacten"].text, 0), "contacten:"]
        mentor, *others = data["contacten"]
        yield from self._contact(mentor, hidden=fields_of(Contact).keys() - mentor.keys())
        for contact in others:
            yield from self._contact(contact)
        if not others:
            self._offered = _ASKED | fields_of(Contact).keys()
            yield from self._contact({})
        yield from ["", *_comment(top["themas"].text, 0), "#themas:", "  #pesten:"]
        yield from self._part(TopicChoice, {}, 4)
        yield from ["", *_comment(top["vakanties"].text, 0), "#vakanties:"]
        yield from _dashed(self._part(Holiday, {}, 4))
        yield from ["", *_comment(top["klachten"].text, 0), "#klachten:"]
        yield from self._part(Complaints, {}, 2)

    def _contact(self, contact: Mapping[str, Any], hidden: Iterable[str] = ()) -> Iterator[str]:
        return _dashed(self._part(Contact, contact, 4, frozenset(hidden)))

    def _part(
        self,
        model: type[BaseModel],
        data: Mapping[str, Any],
        indent: int,
        hidden: frozenset[str] = frozenset(),
    ) -> Iterator[str]:
        for key, row in fields_of(model).items():
            new = (model, key) not in self._explained
            if key not in data and (key in hidden | self._skip or not (new or key in self._offered)):
                continue
            self._explained.add((model, key))
            if new:
                yield from _comment(row.text, indent)
            if key == "bereik" and key in data:
                yield f"{' ' * indent}bereik:"
                yield from self._part(Reach, data[key], indent + 2)
            else:
                yield _line(row, data, indent)


def _line(row: FieldText, data: Mapping[str, Any], indent: int) -> str:
    known = row.key in data
    mark = "" if known else "#"
    return f"{' ' * indent}{mark}{as_yaml(row.key, data[row.key] if known else row.example)}"


def _comment(text: str, indent: int) -> Iterator[str]:
    for line in wrap(text, _WIDTH - indent):
        yield f"{' ' * indent}# {line}"


def _dashed(lines: Iterable[str]) -> Iterator[str]:
    """Yield the lines of one item of a list, with a dash before its first key."""
    waiting = True
    for line in lines:
        content = line.lstrip()
        indent = len(line) - len(content) - 2
        if waiting and content.startswith("# "):
            yield f"{' ' * indent}{content}"
        elif waiting:
            mark = "#" if content.startswith("#") else ""
            yield f"{' ' * indent}{mark}- {content.removeprefix('#')}"
            waiting = False
        else:
            yield line
