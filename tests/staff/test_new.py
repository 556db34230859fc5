"""`wegwijzer new` as a clumsy mentor meets it: the real command, in a real terminal or with piped input."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import shutil
import stat
import subprocess
import sys
import termios
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from staff import check
from staff.new import Draft, Talk, _finish, _known, put
from wegwijzer import settings
from wegwijzer.directory import QUIET_LOOKS, Live
from wegwijzer.mistakes import mistake
from wegwijzer.school import School, SchoolInfo
from wegwijzer.school_files import load_helplines, load_school

# The questions up to the people, each with its answer.
SCHOOL = ["Het Testlyceum", "Zierikzee", "testlyceum.example", "", "testje, het test", "", ""]
PERSON = [
    "vertrouwenspersoon",
    "Samira Jansen",
    "030 000 00 01",
    "s.jansen@test.example",
    "B1.12",
    "ma t/m wo 9-12",
    "ja",
]
END = ["", "1", "ja"]
HELPLINES = load_helplines(settings.ROOT / "school_configs")
KNOWN = _known(settings.ROOT / "school_configs", settings.ROOT / "school_configs")
COMMAND = [sys.executable, "-m", "runner.cli", "new"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(settings.ROOT / "school_configs", tmp_path / "schools")
    return tmp_path / "schools"


@pytest.fixture
def env(folder: Path, tmp_path: Path) -> dict[str, str]:
    ours = {
        "WEGWIJZER_SCHOOLS": str(folder),
        "WEGWIJZER_NOW": "2026-11-22T10:00",
        "XDG_STATE_HOME": str(tmp_path / "state"),
        "PYTHONPATH": str(settings.ROOT),
        "TERM": "dumb",
        "LC_ALL": "C.UTF-8",
    }
    return os.environ | ours


def piped(env: Mapping[str, str], lines: list[str], *arguments: str) -> tuple[int, str, str]:
    data = "".join(f"{line}\n" for line in lines).encode("utf-8", "surrogateescape")
    done = subprocess.run(
        [*COMMAND, *arguments],
        input=data,
        env=env,
        cwd=settings.ROOT,
        capture_output=True,
        timeout=60,
        check=False,
    )
    return done.returncode, done.stdout.decode(), done.stderr.decode()


class Terminal:
    """The command in a terminal of its own, as someone at a keyboard has it."""

    def __init__(self, env: Mapping[str, str], *arguments: str) -> None:
        self._master, slave = pty.openpty()
        self._process = subprocess.Popen(
            [*COMMAND, *arguments],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=env,
            cwd=settings.ROOT,
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # noqa: PLW1509 - so that Ctrl-C reaches it
        )
        os.close(slave)
        self._seen = ""

    def until(self, text: str) -> str:
        """Wait for `text` on screen; return all that came before and with it."""
        deadline = time.monotonic() + 30
        while text not in self._seen:
            assert time.monotonic() < deadline, self._seen
            if not select.select([self._master], [], [], 1)[0]:
                continue
            try:
                self._seen += os.read(self._master, 4096).decode("utf-8", "replace").replace("\r\n", "\n")
            except OSError:
                raise AssertionError(f"ended without {text!r}:\n{self._seen}") from None
        before, found, self._seen = self._seen.partition(text)
        return before + found

    def answer(self, *lines: str) -> None:
        """Type each line at the next prompt."""
        for line in lines:
            self.until("\n> ")
            self.press(f"{line}\n")

    def press(self, keys: str) -> None:
        os.write(self._master, keys.encode())

    def end(self, again: str = "") -> tuple[int, str]:
        """Wait until it ends, pressing `again` when that takes long; return its status and last words."""
        said = self._seen
        while True:
            if again and not select.select([self._master], [], [], 5)[0]:
                self.press(again)
                again = ""
            assert select.select([self._master], [], [], 30)[0], said
            try:
                part = os.read(self._master, 4096)
            except OSError:
                break
            if not part:
                break
            said += part.decode("utf-8", "replace").replace("\r\n", "\n")
        return self._process.wait(timeout=30), said

    def close_window(self) -> None:
        """Close the terminal under the command, as the cross of a window does."""
        os.close(self._master)
        self._process.wait(timeout=30)
        self._master = os.open(os.devnull, os.O_RDONLY)

    def close(self) -> None:
        self._process.kill()
        self._process.wait(timeout=10)
        os.close(self._master)


@pytest.fixture
def terminal(env: dict[str, str]) -> Iterator[type[Terminal]]:
    opened: list[Terminal] = []

    class Ours(Terminal):
        def __init__(self, *arguments: str) -> None:
            super().__init__(env, *arguments)
            opened.append(self)

    yield Ours
    for one in opened:
        one.close()


def read(folder: Path, school: str) -> School:
    return load_school(folder, school, HELPLINES)


def drafts(env: Mapping[str, str]) -> list[str]:
    return [path.name for path in Path(env["XDG_STATE_HOME"]).rglob("*") if path.is_file()]


# ---- from the first question to a school that is live


def test_a_school_from_questions_to_live(folder: Path, env: dict[str, str]) -> None:
    live = Live(folder)
    status, out, err = piped(env, [*SCHOOL, *PERSON, *END])
    assert (status, err) == (0, "")
    assert f"Klaar. Het bestand staat hier: {folder}/het-testlyceum.yml" in out
    assert "binnen 2 seconden" in out
    better = out.partition("Wat nog beter kan:")[2].partition("Wat nu?")[0]
    assert "  - 'Samira Jansen' is de enige vertrouwenspersoon op school. Voeg een tweede toe" in better
    for _ in range(QUIET_LOOKS):
        live.look()
    school = live.directory.schools["het-testlyceum"]
    assert not live.directory.problems
    assert (school.name, school.place, school.website) == (SCHOOL[0], SCHOOL[1], "https://testlyceum.example")
    assert school.search_names == ("testje", "het test")
    mentor, person = school.contacts
    assert (mentor.role, mentor.name, mentor.how) == (
        "mentor",
        "je eigen mentor",
        "Loop na de les naar je mentor toe.",
    )
    assert (person.id, person.role, person.name) == (
        "vp-jansen",
        "interne_vertrouwenspersoon",
        "Samira Jansen",
    )
    assert (person.reach.phone, person.reach.mail, person.reach.room) == tuple(PERSON[2:5])
    assert person.hours is not None
    assert person.hours.describe() == "ma t/m wo 09:00-12:00"
    assert (str(person.checked_on), person.coordinates) == ("2026-11-22", True)


def test_the_file_passes_the_check_and_can_be_read_by_everyone(folder: Path, env: dict[str, str]) -> None:
    piped(env, [*SCHOOL, *PERSON, *END])
    path = folder / "het-testlyceum.yml"
    result = check.check_files([path], folder, settings.now().date())
    assert (result.right, result.wrong) == (1, 0)
    assert stat.S_IMODE(path.stat().st_mode) == 0o666 & ~_umask()
    assert path.read_text(encoding="utf-8").startswith(
        "# yaml-language-server: $schema=./school.schema.json\n"
    )
    assert not list(folder.glob(".*"))


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def test_another_folder_and_a_name_that_was_typed_with_the_command(
    env: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "bijlagen").mkdir()
    status, out, _ = piped(
        env, [*SCHOOL[1:], *PERSON, *END], "Mijn 2e School", "--map", str(tmp_path / "bijlagen")
    )
    assert status == 0
    made = (tmp_path / "bijlagen" / "mijn-2e-school.yml").read_text(encoding="utf-8")
    assert re.search(r"^# yaml-language-server: \$schema=\.\./.*school\.schema\.json$", made, re.MULTILINE)
    assert "binnen 2 seconden" not in out
    assert "Leerlingen zien het nog niet." in out


def test_the_bestuur_that_is_chosen_is_inherited(folder: Path, env: dict[str, str]) -> None:
    status, out, _ = piped(env, [*SCHOOL[:3], "Stichting Rivieren", *SCHOOL[4:], *PERSON, *END])
    assert status == 0, out
    assert "evp-vertrouwenswijzer" in {row.id for row in read(folder, "het-testlyceum").contacts}


def test_someone_with_nothing_but_a_sentence_and_two_with_one_name(folder: Path, env: dict[str, str]) -> None:
    silent = ["gsa", "de GSA", "", "", "", "Elke donderdag in de pauze.", ""]
    status, out, _ = piped(env, [*SCHOOL, *PERSON, *PERSON, *silent, "", "", "ja"])
    assert status == 0, out
    found = {row.id: row for row in read(folder, "het-testlyceum").contacts}
    assert list(found) == ["mentor", "vp-jansen", "vp-jansen-2", "gsa"]
    assert found["gsa"].how == "Elke donderdag in de pauze."


# ---- mistakes while typing


def test_each_mistake_is_explained_at_once_and_asked_again(folder: Path, env: dict[str, str]) -> None:
    clumsy = [
        "",
        "Het Testlyceum",
        "-",
        "Zierikzee",
        "geen",
        "http://a.nl",
        "test lyceum.nl",
        "testlyceum.example",
    ]
    clumsy += ["9", "Rivierenn", "", "", "Het Testlyceum!", "voorbeeld-college", "testlyceum", ""]
    person = [
        "teamlijder",
        "meer",
        "99",
        "teamleider",
        "",
        "Jan",
        "030",
        "12 34",
        "bel maar",
        "0182 00 00 01",
    ]
    person += [
        "jan",
        "jan@school",
        "",
        "",
        "soms",
        "ma 25-26",
        "ma 16-8",
        "maandag 9 tot 12",
        "misschien",
        "nee",
    ]
    status, out, _ = piped(env, [*clumsy, *person, "klaar", "5", "jan", "misschien", "ja"])
    assert status == 0, out
    for said in (
        "Dit moet er staan.",
        "'http://a.nl' is geen webadres.",
        "'https://test lyceum.nl' is geen webadres.",
        "Dit bestuur staat er niet bij.",
        "'Het Testlyceum!' kan niet als id.",
        "Er is al een bestand voorbeeld-college.yml. Dat laat ik staan.",
        "Die rol ken ik niet. Bedoel je 'teamleider'?",
        "Dit zijn alle rollen:",
        "26. hulp in de buurt",
        "'030' is geen telefoonnummer.",
        "'jan@school' is geen mailadres.",
        "Dit begrijp ik niet. Typ het zo: ma 08:30-16:00",
        "'25:00-26:00' is geen tijd.",
        "eindigt voor het begint",
        "Typ ja of nee.",
        "Typ een nummer van 1 tot en met 1",
        "Typ terug om een antwoord te veranderen",
    ):
        assert said in out, said
    contact = read(folder, "testlyceum").contacts[1]
    assert (contact.name, contact.reach.phone, contact.coordinates) == ("Jan", "0182 00 00 01", True)


def test_back_gives_the_old_answer_and_keeps_what_came_after(folder: Path, env: dict[str, str]) -> None:
    person = [*PERSON[:5], "terug", "terug", "terug", "030 000 00 09", "", "", *PERSON[5:]]
    status, out, _ = piped(env, ["terug", *SCHOOL, *person, *END])
    assert status == 0, out
    assert "Dit is de eerste vraag." in out
    assert "Enter = 030 000 00 01   (- = niets)" in out
    reach = read(folder, "het-testlyceum").contacts[1].reach
    assert (reach.phone, reach.mail, reach.room) == ("030 000 00 09", *PERSON[3:5])


def test_an_answer_can_be_taken_away(folder: Path, env: dict[str, str]) -> None:
    status, out, _ = piped(env, [*SCHOOL, *PERSON[:3], "terug", "-", *PERSON[3:], *END])
    assert status == 0, out
    assert read(folder, "het-testlyceum").contacts[1].reach.phone is None


def test_a_question_mark_explains(env: dict[str, str]) -> None:
    _, out, _ = piped(env, ["?", "X", "Y", "x.example", "?"])
    assert "De hele naam van de school." in out
    assert "Heeft je bestuur een eigen bestand" in out


def test_a_byte_that_is_no_text_is_refused(folder: Path, env: dict[str, str]) -> None:
    status, out, err = piped(env, ["Caf\udce9", *SCHOOL, *PERSON, *END])
    assert (status, err) == (0, "")
    assert "Hier staat een onzichtbaar teken." in out


@pytest.mark.parametrize("count", [0, 1, 5, len(SCHOOL), len(SCHOOL) + 3, len([*SCHOOL, *PERSON, *END]) - 1])
def test_when_the_input_ends_nothing_is_written(folder: Path, env: dict[str, str], count: int) -> None:
    before = sorted(folder.rglob("*"))
    status, out, err = piped(env, [*SCHOOL, *PERSON, *END][:count])
    assert (status, err) == (1, "")
    assert out.endswith("Gestopt. Er is geen schoolbestand gemaakt.\n")
    assert sorted(folder.rglob("*")) == before
    assert drafts(env) == []


def test_a_folder_that_is_not_there(env: dict[str, str]) -> None:
    status, out, err = piped(env, [], "--map", "/weg/is/weg")
    assert (status, out) == (2, "")
    assert err.startswith("De map /weg/is/weg is er niet.")
    status, out, err = piped(env, [], "--map", "/proc")
    assert (status, out) == (2, "")
    assert err == "Ik kan niet schrijven in de map /proc: dat bestaat niet. Kies een andere map met --map.\n"


# Root may write everywhere, unless it gives that right up.
POWERLESS = ["setpriv", "--bounding-set=-all", "--inh-caps=-all"] if os.geteuid() == 0 else []


@pytest.mark.skipif(bool(POWERLESS) and not shutil.which("setpriv"), reason="root without setpriv")
def test_a_folder_that_may_not_be_written_is_said_before_the_first_question(
    env: dict[str, str], folder: Path
) -> None:
    folder.chmod(0o555)
    done = subprocess.run(
        [*POWERLESS, *COMMAND],
        env=env,
        cwd=settings.ROOT,
        capture_output=True,
        timeout=60,
        check=False,
        text=True,
    )
    folder.chmod(0o755)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"Ik kan niet schrijven in de map {folder}: daar heb je geen rechten voor.")


def test_a_file_that_can_not_be_placed_is_kept_elsewhere(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The folder goes while the questions are asked: a stick that is pulled out, a share that drops."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    target = tmp_path / "stick"
    target.mkdir()
    lines = iter([*SCHOOL, *PERSON, *END])
    said: list[str] = []
    talk = Talk(_known(target, folder), lambda _: next(lines), said.append, Draft(tmp_path / "d", on=True))
    target.rmdir()
    assert _finish(talk, target, folder) == 1
    kept = tmp_path / "state" / "wegwijzer" / "het-testlyceum.yml"
    assert said[-2:] == [
        "Het bestand kan niet in de map staan: dat bestaat niet.",
        f"Ik heb het hier bewaard: {kept}",
    ]
    assert not (tmp_path / "d").exists()  # it would be asked for again
    shutil.copy(kept, folder)
    assert read(folder, "het-testlyceum").name == SCHOOL[0]


# ---- in a terminal


def test_a_talk_in_a_terminal(folder: Path, env: dict[str, str], terminal: type[Terminal]) -> None:
    talk = terminal()
    assert "Typ terug om je vorige antwoord" in talk.until("Hoe heet de school?")
    talk.answer(*SCHOOL, *PERSON, "", "1")
    shown = talk.until("Klopt het?")
    assert "Samira Jansen, vertrouwenspersoon op school (regie): 030 000 00 01" in shown
    talk.answer("ja")
    status, said = talk.end()
    assert status == 0
    assert "Klaar. Het bestand staat hier" in said
    assert read(folder, "het-testlyceum").contacts[1].name == "Samira Jansen"
    assert drafts(env) == []


@pytest.mark.parametrize("keys", ["\x03", "\x04", "stop\n"], ids=["Ctrl-C", "Ctrl-D", "stop"])
def test_stopping_keeps_the_answers_outside_the_folder(
    folder: Path, env: dict[str, str], terminal: type[Terminal], keys: str
) -> None:
    before = sorted(folder.rglob("*"))
    talk = terminal()
    talk.answer(*SCHOOL, *PERSON[:3])
    talk.until("\n> ")
    talk.press(keys)
    # Between its prompt and its first wait for a key, Python sees a Ctrl-C only with the next key.
    status, said = talk.end(again="\x03" if keys == "\x03" else "")
    assert status == 1
    assert "Je antwoorden zijn bewaard in" in said
    assert sorted(folder.rglob("*")) == before
    assert drafts(env) == ["nieuwe-school.json"]
    draft = Path(env["XDG_STATE_HOME"]) / "wegwijzer" / "nieuwe-school.json"
    assert stat.S_IMODE(draft.stat().st_mode) == 0o600

    again = terminal()
    again.until("Je was bezig met Het Testlyceum, voor de map")
    again.answer("wat?", "ja")
    again.until("Mailadres van Samira Jansen?")
    again.answer(*PERSON[3:], *END)
    assert again.end()[0] == 0
    assert read(folder, "het-testlyceum").contacts[1].reach.phone == PERSON[2]
    assert drafts(env) == []


def test_a_closed_window_loses_nothing(env: dict[str, str], terminal: type[Terminal]) -> None:
    talk = terminal()
    talk.answer(*SCHOOL[:2])
    talk.until("\n> ")
    talk.close_window()
    again = terminal()
    again.until("Je was bezig met Het Testlyceum, voor de map")
    again.answer("nee")
    again.until("Hoe heet de school?")


def test_nee_at_the_end_writes_nothing_and_later_it_is_asked_again_for_the_same_folder(
    folder: Path, env: dict[str, str], terminal: type[Terminal], tmp_path: Path
) -> None:
    """What was meant for another folder never comes in the live one, and never without a ja."""
    desk, before = tmp_path / "bureau", sorted(folder.rglob("*"))
    desk.mkdir()
    talk = terminal("--map", str(desk))
    talk.answer(*SCHOOL, *PERSON, *END[:2])
    shown = talk.until("Typ ja of nee.")
    assert f"Bij ja schrijf ik het bestand {desk}/het-testlyceum.yml." in shown
    assert "Leerlingen zien het dan nog niet." in shown
    talk.answer("", "nee")
    assert talk.end()[0] == 1
    assert list(desk.iterdir()) == []

    again = terminal("het testlyceum")
    again.until(f"Je was bezig met Het Testlyceum, voor de map {desk}.")
    again.answer("ja")
    again.until(f"schrijf ik het bestand {desk}/het-testlyceum.yml.")
    again.answer("ja")
    assert again.end()[0] == 0
    assert [path.name for path in desk.iterdir()] == ["het-testlyceum.yml"]
    assert sorted(folder.rglob("*")) == before
    assert drafts(env) == []


def test_in_the_live_folder_it_is_said_before_the_answer(folder: Path, env: dict[str, str]) -> None:
    for typed in ("nee", ""):
        status, out, _ = piped(env, [*SCHOOL, *PERSON, *END[:2], typed])
        assert status == 1
        asked = out.partition("Klopt het?")[2]
        assert f"{folder}/het-testlyceum.yml" in asked
        assert "Die map is live: loopt Wegwijzer, dan zien leerlingen het binnen 2 seconden." in asked
        assert not (folder / "het-testlyceum.yml").exists()


@pytest.mark.parametrize(
    ("typed", "question"),
    [
        ("1", "In welke plaats"),
        ("het testlyceum", "In welke plaats"),
        ("2", "In welke plaats"),
        ("Anders", "In welke"),
    ],
)
def test_another_school_than_the_one_that_was_left_is_a_choice(
    env: dict[str, str], terminal: type[Terminal], typed: str, question: str
) -> None:
    talk = terminal()
    talk.answer(SCHOOL[0])
    talk.until(question)
    talk.answer("stop")
    talk.end()
    again = terminal("Anders")
    again.until("1. verder met Het Testlyceum\n  2. beginnen met Anders")
    again.answer("ja", typed)
    again.until(question)
    again.answer("stop")
    again.end()
    draft = (Path(env["XDG_STATE_HOME"]) / "wegwijzer" / "nieuwe-school.json").read_text(encoding="utf-8")
    assert ("Anders" in draft, "Het Testlyceum" in draft) == (typed in "2Anders", typed not in "2Anders")


def test_stop_leaves_what_was_left(env: dict[str, str], terminal: type[Terminal]) -> None:
    talk = terminal()
    talk.answer(SCHOOL[0], "stop")
    talk.end()
    before = drafts(env)
    again = terminal("Anders")
    again.answer("stop")
    status, said = again.end()
    assert (status, "Je antwoorden zijn bewaard in" in said, drafts(env)) == (1, True, before)


def test_a_file_that_appears_meanwhile_stays_as_it_is(folder: Path, terminal: type[Terminal]) -> None:
    talk = terminal()
    talk.answer(*SCHOOL, *PERSON, *END[:2])
    talk.until("Klopt het?")
    (folder / "het-testlyceum.yml").write_text("van een ander\n", encoding="utf-8")
    talk.answer("ja")
    talk.until("Er staat nu al een bestand het-testlyceum.yml. Dat laat ik staan.")
    talk.answer("testlyceum-2", *[""] * 10)
    assert "testlyceum-2.yml" in talk.until("Typ ja of nee.")
    assert not (folder / "testlyceum-2.yml").exists()
    talk.answer("", "ja")
    assert talk.end()[0] == 0
    assert (folder / "het-testlyceum.yml").read_text(encoding="utf-8") == "van een ander\n"
    assert read(folder, "testlyceum-2").contacts[1].name == "Samira Jansen"


def test_the_help_is_dutch(env: dict[str, str]) -> None:
    status, out, _ = piped(env, [], "--help")
    assert status == 0
    assert out.startswith("gebruik: uv run wegwijzer new [-h] [--map MAP] [NAAM]")
    for word in ("usage", "options", "positional", "show this"):
        assert word not in out


# ---- what was typed is what stands there


def test_a_file_is_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text("oud", encoding="utf-8")
    with pytest.raises(FileExistsError):
        put(tmp_path / "a.yml", "nieuw")
    assert {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()} == {"a.yml": "oud"}


TYPED = st.text(st.characters(exclude_categories=("C", "Zl", "Zp")), min_size=1, max_size=60).filter(
    lambda text: (
        mistake(SchoolInfo, "naam", text) is None
        and text == text.strip()
        and text.lower() not in {"terug", "stop", "?", "-"}
    )
)


@hypothesis_settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(typed=st.tuples(TYPED, TYPED, TYPED, TYPED))
def test_what_was_typed_is_what_the_loader_gives_back(
    folder: Path, tmp_path: Path, typed: tuple[str, str, str, str]
) -> None:
    school, place, name, room = typed
    lines = iter(
        [school, place, *SCHOOL[2:5], "test", "", "decaan", name, "", "", room, "", "", "", "", "ja"]
    )
    said: list[str] = []
    talk = Talk(KNOWN, lambda _: next(lines), said.append, Draft(tmp_path / "d", on=False))
    assert _finish(talk, folder, folder) == 0, said
    found = read(folder, "test")
    (folder / "test.yml").unlink()
    contact = found.contacts[1]
    assert (found.name, found.place, contact.name, contact.reach.room) == typed
