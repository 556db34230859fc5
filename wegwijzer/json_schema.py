"""The JSON Schema of a school file and a bestuur file: what an editor completes, explains and underlines."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue

from wegwijzer.fields import GROUPS, fields_of
from wegwijzer.school import Contact
from wegwijzer.topics import topics

# What an editor puts down for someone new; `${1:...}` is where the cursor goes first.
_NEW_CONTACT = {
    "label": "nieuwe persoon",
    "description": "Iemand bij wie een leerling terecht kan, met alle regels die je meestal nodig hebt.",
    "body": {
        "id": "${1:vp-jansen}",
        "rol": "${2:interne_vertrouwenspersoon}",
        "naam": "${3:Samira Jansen}",
        "bereik": {"telefoon": "${4:030 000 00 01}", "mail": "${5:naam@school.nl}", "kamer": "${6:B1.12}"},
        "aanwezig": {"ma": "${7:08:30-16:00}", "di": "${8:08:30-12:00}"},
        "gecontroleerd_op": "${9:2026-10-01}",
    },
}


def json_schema(model: type[BaseModel]) -> dict[str, Any]:
    """Return the JSON Schema (draft 7) of a file, with what staff read about each key.

    `errorMessage`, `patternErrorMessage`, `enumDescriptions` and `defaultSnippets` are extensions that the
    language server for YAML knows (VS Code, IntelliJ); other readers skip them.
    """
    found = model.model_json_schema(
        by_alias=True, schema_generator=DutchSchema, ref_template="#/definitions/{model}"
    )
    # An editor shows the name of a definition beside what it completes.
    names = {part.__name__: group for part, group in GROUPS.items()}
    definitions = {names[name]: part for name, part in found.pop("$defs").items()}
    whole = {"$schema": "http://json-schema.org/draft-07/schema#", **found, "definitions": definitions}
    renamed: dict[str, Any] = _renamed(whole, {f"#/definitions/{old}": new for old, new in names.items()})
    return renamed


def _renamed(value: Any, names: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _renamed(part, names) for key, part in value.items()}
    if isinstance(value, list):
        return [_renamed(part, names) for part in value]
    return f"#/definitions/{names[value]}" if isinstance(value, str) and value in names else value


class DutchSchema(GenerateJsonSchema):
    """Takes its words from `tables/fields.yml`, not from class names and docstrings."""

    def sort(self, value: JsonSchemaValue, parent_key: str | None = None) -> JsonSchemaValue:
        """Return it as it is: the keys of a snippet are written down in their order."""
        return value

    def field_title_should_be_set(self, schema: Any) -> bool:
        """Return False: a key is its own title."""
        return False

    def nullable_schema(self, schema: Any) -> JsonSchemaValue:
        """Return the schema of the value: a key without one is left out, never empty."""
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: Any) -> JsonSchemaValue:
        """Return the schema without its default: an editor would write it down."""
        return self.generate_inner(schema["schema"])

    def dict_schema(self, schema: Any) -> JsonSchemaValue:
        """Return `themas`: a key per topic, so that an editor completes it and shows its title."""
        value = self.generate_inner(schema["values_schema"])
        rows = {topic.id: {**value, "description": topic.title} for topic in topics().values()}
        return {"type": "object", "additionalProperties": False, "properties": rows}

    def model_schema(self, schema: Any) -> JsonSchemaValue:
        """Return one part of a file, with what staff read about each of its keys."""
        found = super().model_schema(schema)
        model = schema["cls"]
        found.pop("title", None)
        found.pop("description", None)
        if model not in GROUPS:
            return found
        for key, row in fields_of(model).items():
            found["properties"][key]["description"] = row.text
            if row.example is not None:
                found["properties"][key]["examples"] = [row.example]
        if model is Contact:
            found["defaultSnippets"] = [_NEW_CONTACT]
        return found
