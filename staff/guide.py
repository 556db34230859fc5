"""`docs/school/velden.md`: every key of a school file, in the order in which staff meet it."""

from __future__ import annotations

from collections.abc import Iterable
from string import Template
from typing import Any

from pydantic import BaseModel

from wegwijzer import settings, tables
from wegwijzer.fields import GROUPS, FieldText, fields_of, role_texts
from wegwijzer.json_schema import json_schema
from wegwijzer.school import BoardFile, SchoolFile
from wegwijzer.topics import roles, topics
from wegwijzer.writing import as_yaml

GUIDE = settings.ROOT / "docs" / "school" / "velden.md"
_TEXT = settings.ROOT / "staff" / "templates" / "velden.md"
_PARTS = tuple(model for model in GROUPS if model is not BoardFile)


def guide() -> str:
    """Return the field guide: the text of `templates/velden.md` with a table for each part of a file."""
    whole = json_schema(SchoolFile)
    schemas = {"bestand": whole, **whole["definitions"]}
    filled = {GROUPS[model]: _fields(model, schemas.get(GROUPS[model], {})) for model in _PARTS}
    return Template(_TEXT.read_text(encoding="utf-8")).substitute(filled, rollen=_roles(), themas=_topics())


def _fields(model: type[BaseModel], schema: dict[str, Any]) -> str:
    properties = schema.get("properties", {})
    rows = [
        (
            f"`{row.key}`",
            "ja" if row.required else "nee",
            f"{row.what}{_limit(properties.get(row.key, {}))}",
            row.seen,
            _example(row),
        )
        for row in fields_of(model).values()
    ]
    # A part whose keys have keys of their own has its examples below.
    width = 5 if any(row[-1] for row in rows) else 4
    head = ("veld", "moet?", "wat je schrijft", "wat een leerling ziet", "voorbeeld")
    return _table(head[:width], (row[:width] for row in rows))


def _limit(schema: dict[str, Any]) -> str:
    return f" Hoogstens {schema['maxLength']} tekens." if "maxLength" in schema else ""


def _example(row: FieldText) -> str:
    return "" if row.example is None else f"`{as_yaml(row.key, row.example)}`"


def _roles() -> str:
    rows = ((f"`{role.id}`", role.title, role_texts()[role.id].when) for role in roles().values())
    return _table(("schrijf", "leerlingen zien", "wanneer kies je deze rol?"), rows)


def _topics() -> str:
    texts = {row["id"]: row["omschrijving"] for row in tables.load("topics")["topics"]}
    rows = ((f"`{topic.id}`", topic.title, texts[topic.id]) for topic in topics().values())
    return _table(("schrijf", "leerlingen zien", "waar het over gaat"), rows)


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    head = tuple(head)
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
