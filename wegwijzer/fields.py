"""What school staff read about the keys of their file, and how a key with its value is written there."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from pydantic import BaseModel

from wegwijzer import tables
from wegwijzer.school import (
    BoardFile,
    BoardInfo,
    ChatLook,
    Complaints,
    Contact,
    Holiday,
    Link,
    Reach,
    SchoolFile,
    SchoolInfo,
    TopicChoice,
)

# The group of `tables/fields.yml` that explains each part of a file.
GROUPS: dict[type[BaseModel], str] = {
    SchoolFile: "bestand",
    BoardFile: "bestand",
    SchoolInfo: "school",
    ChatLook: "chat",
    Contact: "contact",
    Reach: "bereik",
    TopicChoice: "thema",
    Link: "link",
    Holiday: "vakantie",
    Complaints: "klachten",
    BoardInfo: "bestuur",
}


@dataclass(frozen=True)
class FieldText:
    """One key as staff read about it.

    Attributes:
        what: what it is and how it is written.
        seen: what a student sees of it.
        example: a value as it stands in a file; None for a part that has keys of its own.
        required: whether a file without it is refused.
    """

    key: str
    what: str
    seen: str
    example: Any
    required: bool

    @property
    def text(self) -> str:
        """Return the whole explanation."""
        return f"{self.what} {self.seen}"


@dataclass(frozen=True)
class RoleText:
    """When staff choose a role.

    Attributes:
        short: how the id of a contact with this role begins.
        usual: whether most schools have someone with this role.
    """

    when: str
    short: str
    usual: bool


@cache
def fields_of(model: type[BaseModel]) -> dict[str, FieldText]:
    """Return the keys of one part of a file in the order in which they are written."""
    required = {field.alias or name: field.is_required() for name, field in model.model_fields.items()}
    rows = tables.load("fields")["velden"][GROUPS[model]]
    return {
        key: FieldText(key, row["wat"], row["leerling"], row.get("voorbeeld"), required[key])
        for key, row in rows.items()
        if key in required
    }


@cache
def role_texts() -> dict[str, RoleText]:
    """Return for each role when staff choose it, in the order of the table."""
    rows = tables.load("fields")["rollen"]
    return {
        role: RoleText(row["wanneer"], row["kort"], row.get("gewoon", False)) for role, row in rows.items()
    }
