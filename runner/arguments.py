"""argparse in Dutch: the help and the mistakes that school staff see."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable
from typing import Any, NoReturn

# What argparse says about a wrong argument, and what we say.
_MISTAKES = (
    (r"unrecognized arguments: (.*)", r"Dit ken ik niet: \1."),
    (r"argument (\S+): invalid choice: (.+) \(choose from (.*)\)", r"\2 kan niet bij \1. Kies uit: \3."),
    (r"argument (\S+): invalid \w+ value: (.+)", r"\2 kan niet bij \1."),
    (r"argument (\S+): ignored explicit argument (.+)", r"Achter \1 hoort niets te staan."),
    (r"ambiguous option: (\S+) could match (.*)", r"\1 kan meer betekenen: \2. Typ het voluit."),
    (r"argument (\S+): expected (?:one|at least one) argument", r"Achter \1 hoort nog iets te staan."),
    (r"the following arguments are required: (.*)", r"Er ontbreekt iets: \1."),
)


class DutchFormatter(argparse.HelpFormatter):
    """Says `gebruik:` instead of `usage:`."""

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[Any],
        prefix: str | None = None,
    ) -> None:
        """Add the line that shows how the command is typed."""
        super().add_usage(usage, actions, groups, "gebruik: " if prefix is None else prefix)


class DutchParser(argparse.ArgumentParser):
    """A parser whose own words are Dutch; a mistake ends with status 2."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"formatter_class": DutchFormatter, **options, "add_help": False})
        self._positionals.title = "wat je typt"
        self._optionals.title = "opties"
        self.add_argument("-h", "--help", action="help", help="toon deze uitleg")

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with an argument, and where the help is."""
        for pattern, ours in _MISTAKES:
            if re.fullmatch(pattern, message):
                message = re.sub(pattern, ours, message)
        self.exit(2, f"{message}\nUitleg: {self.prog} --help\n")
