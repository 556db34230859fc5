"""The command line: `uv run wegwijzer <command>`."""

from __future__ import annotations

import argparse
import io
import os
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress

from runner import model
from runner.arguments import DutchParser
from runner.news import News
from runner.parts import Parts
from runner.system import StartFailed, System
from runner.terminal import chat
from staff import check, coverage, diff, disk, links, new, preview, schema
from staff.commands import to_copy
from wegwijzer import settings, tables
from wegwijzer.strict_yaml import Refused

LOGS = settings.ROOT / ".run"
# What school staff use. Each module adds its own command, with `run(options) -> exit status`.
STAFF = (new, check, preview, diff, coverage, links, schema)
# These run until someone stops them; so does `preview --web`.
ENDLESS = frozenset({"start", "chat", "telegram"})


def main(arguments: list[str] | None = None) -> int:
    """Run one command; return its exit status.

    What was printed is out before this returns: a full disk or a reader that left is then known, and what was
    broken off never counts as done.
    """
    _speak_every_character()
    try:
        try:
            return _obey(arguments)
        finally:
            sys.stdout.flush()
    except BrokenPipeError:  # `| head` has seen enough
        _print_no_more()
        return 128 + signal.SIGPIPE
    except OSError as error:
        print(disk.sentence(error), file=sys.stderr)
        _print_no_more()
        return 2


def _speak_every_character() -> None:
    """Write a mark instead of a character that this terminal does not have; a file or a pipe has them all."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding=stream.encoding if stream.isatty() else "utf-8", errors="replace")


def _print_no_more() -> None:
    """Send what is still to be printed nowhere: Python tries once more at its end, and then says so."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def _obey(arguments: list[str] | None) -> int:
    parser = DutchParser(prog=to_copy(), description="Wegwijzer: wie kan mij helpen op school?")
    commands = parser.add_subparsers(dest="command", required=True, metavar="opdracht")
    _add(commands, "start", "start alles en zeg waar je kunt kijken", lambda _: start())
    talk_parser = _add(
        commands, "chat", "praat met de assistent in de terminal", lambda options: talk(options.school)
    )
    talk_parser.add_argument("--school", default="voorbeeld-college", help="id van de school")
    telegram = "start Telegram, naast wat er al loopt of met alles erbij"
    _add(commands, "telegram", telegram, lambda _: run_telegram())
    _add(commands, "train", "leer opnieuw als er iets veranderd is", lambda _: train_if_needed())
    for module in STAFF:
        module.add_command(commands)
    options = parser.parse_args(arguments)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _stop)
    try:
        return int(options.run(options))
    except KeyboardInterrupt:
        if options.command in ENDLESS or getattr(options, "web", False):
            return 0
        print("\nAfgebroken: dit is niet af.", file=sys.stderr)
        return 128 + signal.SIGINT
    except (StartFailed, Refused, ValueError) as error:
        print(error, file=sys.stderr)
    except model.TrainingFailed as error:
        print(f"{error}\nHet leren is niet gelukt. De vorige versie blijft staan.", file=sys.stderr)
    return 1


def _add(
    commands: argparse._SubParsersAction[DutchParser],
    name: str,
    explanation: str,
    run: Callable[[argparse.Namespace], int],
) -> DutchParser:
    parser = commands.add_parser(name, help=explanation)
    parser.set_defaults(run=run)
    return parser


def _stop(*_: object) -> None:
    """Stop once: the terminal and the tool that runs us may both pass the signal on."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


def start() -> int:
    """Start everything, say where to look, and watch over it until stopped."""
    settings.gateway()  # a wrong setting is said at once, not after training
    check.before_start(settings.schools_folder(), settings.last_good_folder(), settings.now().date())
    train_if_needed()
    telegram = News(LOGS / "telegram.log")
    with System(settings.port(), LOGS) as system:
        _wait(system)
        print(f"\nWegwijzer staat klaar: {system.url}\nStoppen: Ctrl-C", flush=True)
        _watch(system, telegram)
    return 0


def run_telegram() -> int:
    """Run Telegram beside the system that runs here, or start everything with it."""
    if settings.telegram() is None:
        raise ValueError(tables.load("telegram_nl")["beheer"]["geen_token"])
    rasa = System(settings.port(), LOGS).elsewhere()
    if rasa is not None:
        os.chdir(settings.ROOT)
        environment = os.environ | {"WEGWIJZER_RASA_PORT": str(rasa)}
        os.execve(sys.executable, [sys.executable, "-m", "gateway.telegram"], environment)
    return start()


def talk(school: str) -> int:
    """Talk to the system that runs, or to one started just for this talk."""
    url = f"http://127.0.0.1:{settings.port()}"
    if System(settings.port(), LOGS).answers():
        chat(url, school, input, print)
        return 0
    train_if_needed()
    with System(settings.port(), LOGS) as system:
        _wait(system)
        chat(url, school, input, print)
    return 0


def train_if_needed() -> int:
    """Train when the data changed, with a line that counts the seconds."""
    if model.is_current():
        print("Het model is bij.", flush=True)
        return 0
    print("Ik leer van de voorbeeldzinnen. Dat duurt twee tot drie minuten.", flush=True)

    def progress(seconds: float) -> None:
        if sys.stdout.isatty():
            print(f"\r  {seconds:.0f} s", end="", flush=True)
        elif round(seconds) % 10 == 0:
            print(f"  {seconds:.0f} s", flush=True)

    model.train(LOGS / "train.log", progress)
    print("\nKlaar met leren.", flush=True)
    return 0


def _wait(system: System) -> None:
    last = ""
    for part in system.wait_until_ready():
        if part != last:
            print(f"Ik wacht op {part} ...", flush=True)
            last = part


def _watch(system: System, telegram: News) -> None:
    """Tell in one line when a part keeps stopping or runs again, and how Telegram is doing."""
    parts = Parts(system.logs, system.start)
    while True:
        processes = system.processes()
        if not processes:
            raise StartFailed("De bewaker (supervisord) is gestopt. Start opnieuw met: make start")
        for line in parts.look(processes, time.monotonic()) + telegram.read():
            print(line, flush=True)
        time.sleep(1)


if __name__ == "__main__":
    sys.exit(main())
