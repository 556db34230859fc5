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
