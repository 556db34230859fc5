"""`wegwijzer new`: ask about a school, and write its file."""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from staff import check
from staff.commands import to_copy
from staff.interview import Known, NewSchool, Question, Questions, coordinated, interview, yes_or_no
from staff.schema import SCHEMA
from wegwijzer import settings
from wegwijzer.school import BoardFile
from wegwijzer.school_files import BOARDS, NATIONAL, load_board, load_helplines
from wegwijzer.strict_yaml import Refused
from wegwijzer.writing import school_text

Ask = Callable[[str], str]
Say = Callable[[str], None]
_START = """\
Ik stel je vragen over je school en schrijf daarna het bestand. Weet je iets niet? Druk dan op Enter.
Typ terug om je vorige antwoord te veranderen, ? voor uitleg, of stop om later verder te gaan."""


class Stopped(Exception):
    """Whoever answers wants to go on later, or there is nothing more to read."""


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `new` to the command line."""
    parser = commands.add_parser(
        "new",
        help="maak een nieuw schoolbestand",
        description="Maak een nieuw schoolbestand. Je krijgt korte vragen over de school en de mensen. "
        "Elk antwoord wordt meteen gecontroleerd. Een bestand dat er al is, blijft staan.",
        epilog="Tijdens de vragen kun je typen: terug (je vorige antwoord veranderen), ? (uitleg) "
        "of stop (later verder gaan). Uitkomst: 0 = gemaakt, 1 = gestopt, 2 = hier kan ik niet schrijven.",
    )
    parser.add_argument("naam", nargs="?", metavar="NAAM", help="de naam van de school; zonder: ik vraag het")
    parser.add_argument(
        "--map", type=Path, metavar="MAP", help="waar het bestand komt; zonder: de map met schoolbestanden"
    )
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    """Ask, write and say what comes next; return 1 when it was stopped, 2 when there is no place for it."""
    folder = (options.map or settings.schools_folder()).resolve()
    if not folder.is_dir():
        print(f"De map {folder} is er niet. Maak hem eerst, of kies een andere met --map.", file=sys.stderr)
        return 2
    if not os.access(folder, os.W_OK | os.X_OK):
        print(f"Ik mag niet schrijven in de map {folder}. Kies een andere map met --map.", file=sys.stderr)
        return 2
    home = folder if (folder / NATIONAL).is_file() else settings.schools_folder()
    draft = Draft(_state() / "nieuwe-school.json", on=sys.stdin.isatty())
    _prepare_terminal()
    try:
        talk = Talk(_known(folder, home), _ask, print, draft)
        print(_START)
        talk.begin(options.naam)
        return _finish(talk, folder, home)
    except (Stopped, EOFError, KeyboardInterrupt):
        print(f"\n{draft.farewell()}")
        return 1


def _ask(question: str) -> str:
    print(question, flush=True)
    return input("> ")


def _prepare_terminal() -> None:
    with suppress(ImportError):
        import readline  # noqa: F401, PLC0415 - only its presence: arrow keys while typing an answer

    if hasattr(sys.stdin, "reconfigure"):
        # A byte that is no UTF-8 becomes a character that every check refuses, instead of a crash.
        sys.stdin.reconfigure(errors="surrogateescape")


def _state() -> Path:
    """Return the user's own folder for what is not finished: never the folder that students see."""
    base = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    return Path(base) / "wegwijzer"


def _known(folder: Path, home: Path) -> Known:
    """Return what stands in `folder`, and what schools share in `home`.

    Raises:
        Refused: the national list is broken.
    """
    helplines = load_helplines(home)
    boards: dict[str, BoardFile] = {}
    for path in sorted((home / BOARDS).glob("*.yml")):
        with suppress(Refused, OSError):
            boards[path.stem], _ = load_board(home, path.relative_to(home), helplines)
    files = frozenset(path.stem for path in folder.glob("*.yml"))
    return Known(files, boards, helplines, settings.now().date())


@dataclass
class Draft:
    """The answers so far, kept on disk after each one: a closed window loses nothing.

    Attributes:
        on: whether there is someone to go on with it later; a script brings its own answers.
    """

    path: Path
    on: bool

    def read(self) -> list[tuple[str, str]]:
        """Return what was answered last time, nothing when there is no draft that can be read."""
        if not self.on:
            return []
        try:
            rows = json.loads(self.path.read_text(encoding="utf-8"))
            return [(str(key), str(typed)) for key, typed in rows]
        except (OSError, ValueError, TypeError):
            return []

    def keep(self, answers: list[tuple[str, str]]) -> None:
        """Keep the answers; only their owner can read them."""
        if not self.on:
            return
        with suppress(OSError):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            new = self.path.with_suffix(".nieuw")
            descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with open(descriptor, "w", encoding="utf-8") as file:
                json.dump(answers, file)
            new.replace(self.path)

    def forget(self) -> None:
        """Throw the draft away."""
        if self.on:
            with suppress(OSError):
                self.path.unlink(missing_ok=True)

    def farewell(self) -> str:
        """Return what is said to someone who stops."""
        if self.read():
            return (
                f"Je antwoorden zijn bewaard in {self.path}.\n"
                f"Typ later weer: {to_copy('new')}. Dan ga je verder waar je was.\n"
                "Er is nog geen schoolbestand gemaakt."
            )
        return "Gestopt. Er is geen schoolbestand gemaakt."


@dataclass
class Talk:
    """The conversation with whoever makes the file.

    Attributes:
        answers: key of a question and what was typed, in order.
        before: what was answered before it was taken back; Enter gives it again.
    """

    known: Known
    ask: Ask
    say: Say
    draft: Draft
    answers: list[tuple[str, str]] = field(default_factory=list)
    before: dict[str, str] = field(default_factory=dict)
    _shown: str = ""
    _questions: Questions = field(init=False)
    _step: Question | NewSchool = field(init=False)

    def __post_init__(self) -> None:
        self._ask_again()

    def begin(self, name: str | None) -> None:
        """Take up what was left last time, or begin with a name that was typed with the command."""
        left = self.draft.read()
        if left and self._wants_to_go_on(left[0][1]):
            self.answers = left
            self._ask_again()
        elif name:
            self._answer(self._step, name)

    def _wants_to_go_on(self, name: str) -> bool:
        while True:
            try:
                question = f"Je was bezig met {name}. Verder gaan? Nee gooit dat weg. (ja of nee)"
                return yes_or_no(self.ask(f"\n{question}\n  Enter = ja").strip() or "ja")
            except ValueError as error:
                self.say(str(error))

    def hold(self) -> NewSchool:
        """Ask until everything is known."""
        while isinstance(step := self._step, Question):
            self._answer(step, self._typed(step))
        return step

    def _ask_again(self) -> None:
        """Give the answers so far to a fresh interview.

        An answer that does not fit any more, such as a file name that was taken meanwhile, is asked again.
        """
        questions = interview(self.known)
        step: Question | NewSchool = next(questions)
        for number, (key, typed) in enumerate(self.answers):
            if isinstance(step, NewSchool) or step.key != key or _wrong(step, typed):
                self.before |= dict(self.answers[number:])
                del self.answers[number:]
                break
            step = _given(questions, step.read(typed))
        self._questions, self._step = questions, step

    def learn(self, file: str) -> None:
        """Take in that a file with this id has come; what was answered stays where it can."""
        self.known = replace(self.known, files=self.known.files | {file})
        self._ask_again()

    def _typed(self, question: Question) -> str:
        """Return what was typed, or what an empty line stands for."""
        usual = self.before.get(question.key) or question.usual
        # A list is shown once, not again after a typing mistake.
        parts = [question.before if question.key != self._shown else "", question.text]
        self._shown = question.key
        if usual:
            none = "" if question.usual or _wrong(question, "") else "   (- = niets)"
            parts.append(f"  Enter = {usual}{none}")
        elif question.example:
            skip = "" if _wrong(question, "") else "   (Enter = overslaan)"
            parts.append(f"  Bijvoorbeeld: {question.example}{skip}")
        typed = self.ask("\n" + "\n".join(filter(None, parts))).strip()
        return typed or usual

    def _answer(self, question: Question | NewSchool, typed: str) -> None:
        if isinstance(question, NewSchool):
            return
        command = typed.lower()
        if command == "stop":
            raise Stopped
        if command == "terug":
            self._back()
        elif command == "?":
            self.say(question.more or _START)
        else:
            self._take(question, "" if typed == "-" else typed)

    def _back(self) -> None:
        if not self.answers:
            self.say("Dit is de eerste vraag.")
            return
        key, typed = self.answers.pop()
        self.before[key] = typed
        self._ask_again()
        self.draft.keep(self.answers)

    def _take(self, question: Question, typed: str) -> None:
        if wrong := _wrong(question, typed):
            self.say(wrong)
            return
        self._step = _given(self._questions, question.read(typed))
        self.answers.append((question.key, typed))
        self.before.pop(question.key, None)
        self.draft.keep(self.answers)


def _given(questions: Questions, answer: object) -> Question | NewSchool:
    """Return what follows on an answer: the next question, or the school when that was the last."""
    try:
        return questions.send(answer)
    except StopIteration as end:
        found: NewSchool = end.value
        return found


def _wrong(question: Question, typed: str) -> str:
    """Return what is wrong with an answer, nothing when it is right."""
    try:
        question.read(typed)
    except ValueError as error:
        return str(error)
    return ""


def _finish(talk: Talk, folder: Path, home: Path) -> int:
    """Hold the talk, write what comes out and say what comes next."""
    while True:
        new = talk.hold()
        text = _text(new, talk.known, folder)
        result = _checked(new.id, text, home)
        target = folder / f"{new.id}.yml"
        try:
            if result.wrong:
                raise Refused([row.problem for row in result.findings if row.severity == "fout"])
            put(target, text)
        except FileExistsError:
            talk.learn(new.id)
            talk.say(f"Er staat nu al een bestand {target.name}. Dat laat ik staan.")
            continue
        except (OSError, Refused) as error:
            return _rescue(new.id, text, error, talk.say)
        talk.draft.forget()
        _say_what_comes_next(target, result, talk.say)
        return 0


def _text(new: NewSchool, known: Known, folder: Path) -> str:
    own = folder / SCHEMA.name
    schema = f"./{SCHEMA.name}" if own.is_file() else Path(os.path.relpath(SCHEMA, folder)).as_posix()
    school = new.data["school"]
    lead = coordinated(school, known) or any("regie" in row for row in new.data["contacten"])
    skip = [*(["regie"] if lead else []), *([] if known.boards else ["bestuur"])]
    return school_text(new.data, schema, skip)


def _checked(school_id: str, text: str, home: Path) -> check.Result:
    """Return what `wegwijzer check` says of the file before it is where students see it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{school_id}.yml"
        path.write_text(text, encoding="utf-8")
        return check.check_files([path], home, settings.now().date())


def put(target: Path, text: str) -> None:
    """Put a new file in its place in one step: it is whole or it is not there.

    Raises:
        FileExistsError: there is one already; it stays as it was.
        OSError: it can't be written.
    """
    waiting = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with waiting.open("x", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(waiting, target)
        except FileExistsError:
            raise
        except OSError:
            # A disk without links, such as a stick: not overwriting is then a look and not a lock.
            if target.exists():
                raise FileExistsError(target) from None
            waiting.rename(target)
    finally:
        waiting.unlink(missing_ok=True)


def _rescue(school_id: str, text: str, error: Exception, say: Say) -> int:
    """Keep a file that can't stand where it belongs, and say where it is."""
    reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
    say(f"Het bestand kan niet in de map staan: {reason}")
    try:
        _state().mkdir(parents=True, exist_ok=True)
        (_state() / f"{school_id}.yml").write_text(text, encoding="utf-8")
        say(f"Ik heb het hier bewaard: {_state() / f'{school_id}.yml'}")
    except OSError:
        say(f"Kopieer het van je scherm:\n\n{text}")
    return 1


def _say_what_comes_next(target: Path, result: check.Result, say: Say) -> None:
    say(f"\nKlaar. Het bestand staat hier: {target}")
    if target.parent == settings.schools_folder():
        say("Loopt Wegwijzer? Dan zien leerlingen het binnen 2 seconden.")
    if result.findings:
        say("\nWat nog beter kan:")
    for finding in result.findings:
        say(f"  - {finding.problem.message} {finding.problem.fix}".rstrip())
    path = os.path.relpath(target)
    say(
        "\nWat nu?"
        f"\n  Bekijk wat een leerling ziet:   {to_copy('preview', path)}"
        f"\n  Controleer na elke verandering: {to_copy('check', path)}"
        "\n  Uitleg van elke regel:          docs/school/velden.md"
    )
