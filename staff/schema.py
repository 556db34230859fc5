"""`wegwijzer schema`: what editors and the field guide say of a school file, written from the model."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from pydantic import BaseModel

from staff import guide
from wegwijzer import settings
from wegwijzer.json_schema import json_schema
from wegwijzer.school import BoardFile, SchoolFile
from wegwijzer.school_files import BOARDS

SCHEMA = settings.ROOT / "school_configs" / "school.schema.json"
BOARD_SCHEMA = settings.ROOT / "school_configs" / BOARDS / "bestuur.schema.json"


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `schema` to the command line."""
    parser = commands.add_parser(
        "schema",
        help="schrijf het JSON-schema en de uitleg van alle velden",
        description="Schrijf opnieuw wat uit het model komt: de JSON-schema's en docs/school/velden.md.",
    )
    parser.set_defaults(run=_run)


def _run(_: argparse.Namespace) -> int:
    for path, text in written().items():
        path.write_text(text, encoding="utf-8")
        print(f"Geschreven: {path}")
    return 0


def written() -> dict[Path, str]:
    """Return every file that is made from the model, with its text."""
    return {
        SCHEMA: _json(SchoolFile, "Schoolbestand van Wegwijzer"),
        BOARD_SCHEMA: _json(BoardFile, "Bestuursbestand van Wegwijzer"),
        guide.GUIDE: guide.guide(),
    }


def _json(model: type[BaseModel], title: str) -> str:
    return json.dumps({"title": title, **json_schema(model)}, ensure_ascii=False, indent=1) + "\n"
