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
from staff.disk import why
from staff.interview import Known, NewSchool, Question, Questions, coordinated, interview
from staff.schema import SCHEMA
from wegwijzer import settings
from wegwijzer.normalise import fold
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
    draft = Draft(_state() / "nieuwe-school.json", on=sys.stdin.isatty())
    _prepare_terminal()
    try:
        left = taken_up(draft, options.naam, _ask, print)
        folder = (options.map or (left and left.folder) or settings.schools_folder()).resolve()
        if wrong := _why_not(folder):
            print(f"{wrong} Kies een andere map met --map.", file=sys.stderr)
            return 2
        draft.folder = folder
        home = folder if (folder / NATIONAL).is_file() else settings.schools_folder()
        talk = Talk(_known(folder, home), _ask, print, draft)
        print(_START)
        talk.begin(left.answers if left else [], options.naam)
        return _finish(talk, folder, home)
    except (Stopped, EOFError, KeyboardInterrupt):
        print(f"\n{draft.farewell()}")
        return 1


def _why_not(folder: Path) -> str:
    """Return why no file can be made in a folder, nothing when it can: by trying, before any question."""
    if not folder.is_dir():
        return f"De map {folder} is er niet."
    try:
        with tempfile.TemporaryFile(dir=folder):
            return ""
    except OSError as error:
        return f"Ik kan niet schrijven in de map {folder}: {why(error)}."


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
    live = folder.resolve() == settings.schools_folder().resolve()
    return Known(files, boards, helplines, settings.now().date(), folder, live)


@dataclass(frozen=True)
class Left:
    """What was left last time: at least the name of the school, and where its file was to come."""

    folder: Path
    answers: list[tuple[str, str]]

    @property
    def name(self) -> str:
        """Return the name of the school."""
        return self.answers[0][1]


@dataclass
class Draft:
    """The answers so far, kept on disk after each one: a closed window loses nothing.

    Attributes:
        on: whether there is someone to go on with it later; a script brings its own answers.
        folder: where the file is to come.
    """

    path: Path
    on: bool
    folder: Path = Path()

    def read(self) -> Left | None:
        """Return what was left last time, None when there is no draft that can be read."""
        if not self.on:
            return None
        try:
            kept = json.loads(self.path.read_text(encoding="utf-8"))
            answers = [(str(key), str(typed)) for key, typed in kept["antwoorden"]]
            return Left(Path(kept["map"]), answers) if answers else None
        except (OSError, ValueError, TypeError, KeyError):
            return None

    def keep(self, answers: list[tuple[str, str]]) -> None:
        """Keep the answers; only their owner can read them."""
        if not self.on:
            return
        with suppress(OSError):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            new = self.path.with_suffix(".nieuw")
            descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with open(descriptor, "w", encoding="utf-8") as file:
                json.dump({"map": str(self.folder), "antwoorden": answers}, file)
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


def taken_up(draft: Draft, name: str | None, ask: Ask, say: Say) -> Left | None:
    """Return what was left, when whoever is back wants to go on with it; what they don't want is forgotten.

    Args:
        name: of a school, as typed with the command; another one than that of the draft is a choice.

    Raises:
        Stopped: neither now; the draft stays.
    """
    left = draft.read()
    if left is None:
        return None
    question = f"Je was bezig met {left.name}, voor de map {left.folder}."
    if name and fold(name) != fold(left.name):
        question += f"\nWat wil je nu? Bij 2 gooi ik de antwoorden over {left.name} weg."
        question += f"\n  1. verder met {left.name}\n  2. beginnen met {name}\nTyp 1 of 2, of stop."
        choices = {"1": True, fold(left.name): True, "2": False, fold(name): False}
        mistake = "Typ 1, 2 of stop."
    else:
        question += "\nVerder gaan? Nee gooit dat weg. (ja of nee)\n  Enter = ja"
        choices = {"": True, "ja": True, "j": True, "nee": False, "n": False}
        mistake = "Typ ja, nee of stop."
    while (typed := fold(ask(f"\n{question}").strip())) not in choices:
        if typed == "stop":
            raise Stopped
        say(mistake)
    if choices[typed]:
        return left
    draft.forget()
    return None


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

    def begin(self, answers: list[tuple[str, str]], name: str | None) -> None:
        """Take up what was answered last time, or begin with a name that was typed with the command."""
        if answers:
            self.answers = list(answers)
            self._ask_again()
        elif name:
            self._answer(self._step, name)

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
            if isinstance(step, NewSchool) or step.last or step.key != key or _wrong(step, typed):
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
        if command == "stop" or (question.last and command in {"nee", "n"}):
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
        if question.last:
            return
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
            return _rescue(new.id, text, error, talk)
        talk.draft.forget()
        _say_what_comes_next(target, result, talk.known.live, talk.say)
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


def _rescue(school_id: str, text: str, error: OSError | Refused, talk: Talk) -> int:
    """Keep a file that can't stand where it belongs, and say where it is."""
    cause = f"{why(error)}." if isinstance(error, OSError) else str(error)
    talk.say(f"Het bestand kan niet in de map staan: {cause}")
    kept = _state() / f"{school_id}.yml"
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(text, encoding="utf-8")
    except OSError:
        talk.say(f"Kopieer het van je scherm:\n\n{text}")
        return 1
    talk.say(f"Ik heb het hier bewaard: {kept}")
    talk.draft.forget()
    return 1


def _say_what_comes_next(target: Path, result: check.Result, live: bool, say: Say) -> None:
    say(f"\nKlaar. Het bestand staat hier: {target}")
    if live:
        say("Loopt Wegwijzer? Dan zien leerlingen het binnen 2 seconden.")
    else:
        say(f"Leerlingen zien het nog niet. Zet het daarvoor in de map {settings.schools_folder()}.")
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
