"""The command line: `uv run wegwijzer <command>`."""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import time
from pathlib import Path

from runner import check as checking
from runner import model
from runner.arguments import DutchParser
from runner.links import show_links
from runner.news import News
from runner.system import StartFailed, System
from runner.terminal import chat
from wegwijzer import settings, tables
from wegwijzer.directory import Directory
from wegwijzer.school import SchoolFile
from wegwijzer.school_files import load_helplines
from wegwijzer.strict_yaml import Refused

LOGS = settings.ROOT / ".run"
SCHEMA = settings.ROOT / "school_configs" / "school.schema.json"


def main(arguments: list[str] | None = None) -> int:
    """Run one command; return its exit status."""
    parser = DutchParser(prog="wegwijzer", description="Wegwijzer: wie kan mij helpen op school?")
    commands = parser.add_subparsers(dest="command", required=True, metavar="opdracht")
    commands.add_parser("start", help="start alles en zeg waar je kunt kijken")
    talk = commands.add_parser("chat", help="praat met de assistent in de terminal")
    talk.add_argument("--school", default="voorbeeld-college", help="id van de school")
    commands.add_parser("telegram", help="start Telegram, naast wat er al loopt of met alles erbij")
    links = commands.add_parser("links", help="toon per school de link en de QR-code voor Telegram")
    links.add_argument("--bot", help="naam van de bot; anders vraagt TELEGRAM_TOKEN ernaar")
    links.add_argument("--map", type=Path, help="map voor posters en QR-codes")
    commands.add_parser("train", help="leer opnieuw als er iets veranderd is")
    _add_check(commands)
    commands.add_parser("schema", help="schrijf het JSON-schema van een schoolbestand")
    options = parser.parse_args(arguments)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _stop)
    try:
        return _run(options)
    except KeyboardInterrupt:
        return 0
    except (StartFailed, Refused, ValueError) as error:
        print(error, file=sys.stderr)
    except model.TrainingFailed as error:
        print(f"{error}\nHet leren is niet gelukt. De vorige versie blijft staan.", file=sys.stderr)
    return 1


def _add_check(commands: argparse._SubParsersAction[DutchParser]) -> None:
    parser = commands.add_parser(
        "check",
        help="controleer schoolbestanden",
        description="Controleer schoolbestanden: wat is fout, en wat kan beter?",
        epilog="Uitkomst: 0 = goed (waarschuwingen mogen), 1 = er zijn fouten, 2 = een bestand is er niet.",
    )
    parser.add_argument(
        "bestanden", nargs="*", type=Path, metavar="BESTAND", help="een schoolbestand; zonder: de hele map"
    )
    parser.add_argument(
        "--format",
        choices=checking.FORMATS,
        default="tekst",
        help="tekst om te lezen (gewoon), json voor programma's, github voor een pull request",
    )


def _stop(*_: object) -> None:
    """Stop once: the terminal and the tool that runs us may both pass the signal on."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


def _run(options: argparse.Namespace) -> int:
    if options.command == "start":
        return start()
    if options.command == "chat":
        return talk(options.school)
    if options.command == "telegram":
        return run_telegram()
    if options.command == "links":
        return show_links(Directory.open(settings.schools_folder()), options.bot, options.map, print)
    if options.command == "train":
        train_if_needed()
        return 0
    if options.command == "check":
        return check(options.bestanden, options.format)
    SCHEMA.write_text(schema(), encoding="utf-8")
    print(f"Geschreven: {SCHEMA}")
    return 0


def start() -> int:
    """Start everything, say where to look, and watch over it until stopped."""
    settings.gateway()  # a wrong setting is said at once, not after training
    check_before_start(settings.schools_folder())
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


def train_if_needed() -> None:
    """Train when the data changed, with a line that counts the seconds."""
    if model.is_current():
        print("Het model is bij.", flush=True)
        return
    print("Ik leer van de voorbeeldzinnen. Dat duurt twee tot drie minuten.", flush=True)

    def progress(seconds: float) -> None:
        if sys.stdout.isatty():
            print(f"\r  {seconds:.0f} s", end="", flush=True)
        elif round(seconds) % 10 == 0:
            print(f"  {seconds:.0f} s", flush=True)

    model.train(LOGS / "train.log", progress)
    print("\nKlaar met leren.", flush=True)


def check(files: list[Path], form: str) -> int:
    """Say what is wrong in these files, or in all; return 1 for a mistake, 2 for a file that is not there."""
    missing = [file for file in files if not file.is_file()]
    for file in missing:
        print(f"Het bestand {file} is er niet. Kijk of de naam en de map kloppen.", file=sys.stderr)
    if missing:
        return 2
    folder, today = settings.schools_folder(), settings.now().date()
    if not folder.is_dir():
        print(f"De map {folder} is er niet. Kijk naar WEGWIJZER_SCHOOLS.", file=sys.stderr)
        return 2
    result = checking.check_files(files, folder, today) if files else checking.check_folder(folder, today)
    checking.write(result, form, print)
    return 1 if result.wrong else 0


def check_before_start(folder: Path) -> None:
    """Name every mistake, and only how many warnings there are.

    Raises:
        Refused: the national file is broken; nothing can run without it.
    """
    load_helplines(folder)
    result = checking.check_folder(folder, settings.now().date())
    warnings = [row for row in result.findings if row.severity == "waarschuwing"]
    for row in result.findings:
        if row.severity == "fout":
            print(checking.as_text(row), file=sys.stderr)
    if warnings:
        print(f"Waarschuwingen over schoolbestanden: {len(warnings)}. Bekijk ze met: make check", flush=True)


def schema() -> str:
    """Return the JSON Schema of a school file, for editors that can use it."""
    return json.dumps(SchoolFile.model_json_schema(by_alias=True), ensure_ascii=False, indent=1) + "\n"


def _wait(system: System) -> None:
    last = ""
    for part in system.wait_until_ready():
        if part != last:
            print(f"Ik wacht op {part} ...", flush=True)
            last = part


def _watch(system: System, telegram: News) -> None:
    """Tell in one line when a part stops and when it runs again, and how Telegram is doing."""
    before: dict[str, int] = {}
    while True:
        pids = system.pids()
        if not pids:
            raise StartFailed("De bewaker (supervisord) is gestopt. Start opnieuw met: make start")
        for name, pid in pids.items():
            if pid and before.get(name, pid) != pid:
                print(f"Het deel '{name}' was gestopt en is opnieuw gestart.", flush=True)
        before = {name: pid for name, pid in pids.items() if pid} | {
            name: pid for name, pid in before.items() if not pids.get(name)
        }
        for line in telegram.read():
            print(line, flush=True)
        time.sleep(1)


if __name__ == "__main__":
    sys.exit(main())
