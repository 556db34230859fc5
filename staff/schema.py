"""`wegwijzer schema`: the JSON Schema of a school file, for editors that complete and underline."""

from __future__ import annotations

import argparse
import json

from wegwijzer import settings
from wegwijzer.school import SchoolFile

SCHEMA = settings.ROOT / "school_configs" / "school.schema.json"


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `schema` to the command line."""
    parser = commands.add_parser("schema", help="schrijf het JSON-schema van een schoolbestand")
    parser.set_defaults(run=_run)


def _run(_: argparse.Namespace) -> int:
    SCHEMA.write_text(schema(), encoding="utf-8")
    print(f"Geschreven: {SCHEMA}")
    return 0


def schema() -> str:
    """Return the JSON Schema of a school file."""
    return json.dumps(SchoolFile.model_json_schema(by_alias=True), ensure_ascii=False, indent=1) + "\n"
