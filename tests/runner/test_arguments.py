"""The command line speaks Dutch: the help of every command, and what it says about a mistake."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from runner import cli
from runner.arguments import DutchParser

ENGLISH = re.compile(
    r"\b(?:usage|options?|positional|arguments?|optional|show|this|help message|exit|default|choose|from|"
    r"required|invalid|choice|unrecognized|expected|the following|ambiguous|could|match|ignored|explicit|"
    r"value|error|not allowed|with|one of|command)\b",
    re.IGNORECASE,
)
# Words that are the same in Dutch, or that are typed: names of formats and settings.
TYPED = re.compile(r"--?[a-z-]+|[A-Z_]{3,}|\{[^}]*\}|'[^']*'")


def said(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    with pytest.raises(SystemExit) as end:
        cli.main(arguments)
    shown = capsys.readouterr()
    return int(end.value.code or 0), shown.out + shown.err


def commands(capsys: pytest.CaptureFixture[str]) -> list[str]:
    return re.findall(r"^    (\w+)\s{2,}\S", said(["--help"], capsys)[1], re.MULTILINE)


def assert_dutch(text: str) -> None:
    found = ENGLISH.findall(TYPED.sub("", text))
    assert not found, (found, text)


def test_the_help_of_every_command_is_dutch(capsys: pytest.CaptureFixture[str]) -> None:
    names = commands(capsys)
    modules = {path.stem for path in (cli.settings.ROOT / "staff").glob("*.py")}
    assert {"start", "chat", "check", "diff", *(row.__name__.split(".")[-1] for row in cli.STAFF)} <= set(
        names
    )
    assert set(names) & modules
    for arguments in ([], *([name] for name in names)):
        status, text = said([*arguments, "--help"], capsys)
        assert status == 0
        assert text.startswith(" ".join(["gebruik: uv run wegwijzer", *arguments]))
        assert "toon deze uitleg" in text
        assert_dutch(text)


def test_every_option_and_argument_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    for name in commands(capsys):
        _, text = said([name, "--help"], capsys)
        for block in re.split(r"\n(?=  \S)", text.partition("opties:")[2] or text):
            if block.startswith("  "):
                assert len(block.split()) > 2, f"{name}: {block}"


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["weg"],
        ["chat", "--school"],
        ["chat", "iets"],
        ["check", "--format", "xml"],
        ["diff", "--format"],
        ["diff", "--fromat=json"],
        ["links", "--map"],
        ["schema", "nog", "iets"],
        ["start", "--help=ja"],
    ],
)
def test_a_mistake_is_said_in_dutch(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    status, text = said(arguments, capsys)
    assert status == 2
    assert "Uitleg: uv run wegwijzer" in text
    assert_dutch(text)


def test_every_kind_of_mistake_of_argparse_has_a_dutch_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    parser = DutchParser(prog="x")
    parser.add_argument("--aantal", type=int)
    parser.add_argument("--aanzet")
    parser.add_argument("--rest", nargs="+")
    parser.add_argument("--vlag", action="store_true")
    parser.add_argument("naam", type=Path)
    for arguments in (
        ["a", "--aantal", "veel"],
        ["a", "--aan", "1"],
        ["a", "--rest"],
        ["--vlag=1", "a"],
        [],
        ["a", "b"],
    ):
        with pytest.raises(SystemExit):
            parser.parse_args(arguments)
        assert_dutch(capsys.readouterr().err)
