"""The reviewed tables of the core, and one way to read them."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any

import yaml


@cache
def load(name: str) -> Any:
    """Return the content of `wegwijzer/tables/<name>.yml`, read once.

    Raises:
        FileNotFoundError: there is no such table.
    """
    text = resources.files(__name__).joinpath(f"{name}.yml").read_text(encoding="utf-8")
    return yaml.safe_load(text)


@cache
def widget_languages() -> frozenset[str]:
    """Return the languages the widget has words in: those of the files `widget_<language>.yml`."""
    names = (row.name for row in resources.files(__name__).iterdir())
    return frozenset(name[7:-4] for name in names if name.startswith("widget_") and name.endswith(".yml"))
