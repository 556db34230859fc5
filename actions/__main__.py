"""Run the action server: `python -m actions --port 5055`. The schools are read before it answers."""

from __future__ import annotations

from rasa_sdk.__main__ import main_from_args
from rasa_sdk.endpoint import create_argument_parser

from actions import actions


def main() -> None:
    """Serve until stopped."""
    options = create_argument_parser().parse_args()
    options.actions = actions.__name__
    actions.directory()
    main_from_args(options)


if __name__ == "__main__":
    main()
