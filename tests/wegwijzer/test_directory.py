from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from wegwijzer.directory import GONE_LOOKS, QUIET_LOOKS, RETURN_LOOKS, Directory, Live, Seen
from wegwijzer.school import School
from wegwijzer.school_files import NATIONAL
from wegwijzer.school_search import SchoolSearch
from wegwijzer.settings import ROOT
from wegwijzer.strict_yaml import Refused

WERF = "vmbo-de-werf.yml"
LEK = "lyceum-aan-de-lek.yml"
BOARD = "besturen/stichting-rivieren.yml"
IDS = {"lyceum-aan-de-lek", "vmbo-de-werf", "voorbeeld-college"}


class Place:
    """A folder of schools and who watches it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.live = Live(folder)

    @property
    def directory(self) -> Directory:
        return self.live.directory

    def look(self, times: int = GONE_LOOKS) -> Directory:
        """Look until everything is quiet, or so many times."""
        for _ in range(times):
            self.live.look()
        return self.directory

    def edit(self, file: str, old: str, new: str) -> None:
        text = (self.folder / file).read_text(encoding="utf-8")
        assert old in text
        self.write(file, text.replace(old, new))

    def write(self, file: str, text: str) -> None:
        (self.folder / file).write_text(text, encoding="utf-8")

    def messages(self, file: str) -> list[str]:
        return [str(problem) for problem in self.directory.problems.get(file, [])]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "school_configs", tmp_path / "schools")
    return tmp_path / "schools"


@pytest.fixture
def place(folder: Path) -> Place:
    return Place(folder)


# ---- live reload


def test_the_first_look_reads_everything(place: Place) -> None:
    assert set(place.directory.schools) == IDS
    assert {"112", "113", "kindertelefoon"} <= set(place.directory.helplines)
    assert place.directory.problems == {}


def test_open_reads_everything_at_once(folder: Path) -> None:
    directory = Directory.open(folder)
    assert set(directory.schools) == IDS
    assert directory.problems == {}


def test_an_edit_becomes_visible(place: Place) -> None:
    place.edit(WERF, "Greet Bos", "Anna Bos")
    assert place.look().schools["vmbo-de-werf"].contacts[1].name == "Anna Bos"


def test_an_edit_waits_until_the_file_is_quiet(place: Place) -> None:
    place.edit(WERF, "Greet Bos", "Anna Bos")
    for _ in range(QUIET_LOOKS - 1):
        assert place.look(1).schools["vmbo-de-werf"].contacts[1].name == "Greet Bos"
    assert place.look(1).schools["vmbo-de-werf"].contacts[1].name == "Anna Bos"


def test_who_holds_a_directory_keeps_one_view(place: Place) -> None:
    held = place.directory
    place.edit(WERF, "Greet Bos", "Anna Bos")
    (place.folder / LEK).unlink()
    assert place.look() is not held
    assert held.schools["vmbo-de-werf"].contacts[1].name == "Greet Bos"
    assert set(held.schools) == IDS


def test_nothing_new_is_put_in_place_when_nothing_changed(place: Place) -> None:
    held = place.directory
    assert place.look(10) is held


def test_an_edit_of_equal_length_becomes_visible(place: Place) -> None:
    place.edit(WERF, "0596 00 00 01", "0596 00 00 09")
    assert place.look().schools["vmbo-de-werf"].contacts[1].reach.phone == "0596 00 00 09"


def test_an_edit_that_keeps_its_time_and_length_becomes_visible(place: Place) -> None:
    path = place.folder / WERF
    before = path.stat()
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("0596 00 00 01", "0596 00 00 09"), encoding="utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert place.look().schools["vmbo-de-werf"].contacts[1].reach.phone == "0596 00 00 09"


def test_a_school_that_did_not_change_is_not_read_again(place: Place) -> None:
    before = place.directory.schools["voorbeeld-college"]
    place.edit(WERF, "Greet Bos", "Anna Bos")
    assert place.look().schools["voorbeeld-college"] is before


def test_a_wrong_edit_keeps_the_last_good_version_and_says_so(place: Place) -> None:
    place.edit(WERF, "rol: teamleider", "rol: teamlieder")
    kept = place.look().schools["vmbo-de-werf"]
    assert [contact.role for contact in kept.contacts][2] == "teamleider"
    (message,) = place.messages(WERF)
    assert message.startswith("vmbo-de-werf.yml, regel ")
    assert "Bedoel je 'teamleider'?" in message


def test_a_wrong_edit_is_still_a_problem_at_the_next_looks(place: Place) -> None:
    place.edit(WERF, "rol: teamleider", "rol: teamlieder")
    for _ in range(3):
        place.look()
    assert len(place.messages(WERF)) == 1


def test_mending_a_wrong_edit_clears_the_problem(place: Place) -> None:
    place.edit(WERF, "rol: teamleider", "rol: teamlieder")
    place.look()
    place.edit(WERF, "rol: teamlieder", "rol: decaan")
    assert place.look().schools["vmbo-de-werf"].contacts[2].role == "decaan"
    assert place.directory.problems == {}


def test_what_is_still_being_written_is_not_read_even_when_it_is_valid(place: Place) -> None:
    before = place.directory
    whole = (place.folder / WERF).read_text(encoding="utf-8")
    rows = whole.splitlines(keepends=True)
    for part in range(len(rows)):
        place.write(WERF, "".join(rows[:part]))
        assert place.look(QUIET_LOOKS - 1) is before
    place.write(WERF, whole)
    assert place.look().schools == before.schools
    assert place.directory.problems == {}


def test_a_new_file_is_a_new_school(place: Place) -> None:
    shutil.copy(place.folder / WERF, place.folder / "nieuw.yml")
    assert set(place.look().schools) == IDS | {"nieuw"}


def test_a_removed_file_removes_the_school(place: Place) -> None:
    (place.folder / WERF).unlink()
    assert set(place.look().schools) == IDS - {"vmbo-de-werf"}
    assert place.directory.problems == {}


def test_removing_a_wrong_file_clears_its_problem(place: Place) -> None:
    place.write("kapot.yml", "school: [")
    place.look()
    assert place.messages("kapot.yml")
    (place.folder / "kapot.yml").unlink()
    place.look()
    assert place.directory.problems == {}


def test_a_renamed_file_is_another_school(place: Place) -> None:
    (place.folder / WERF).rename(place.folder / "de-werf.yml")
    assert set(place.look().schools) == IDS - {"vmbo-de-werf"} | {"de-werf"}


@pytest.mark.parametrize(
    ("name", "fix"),
    [
        ("Mijn School.yml", "Gebruik kleine letters"),
        ("mijn-school.yaml", "Noem het mijn-school.yml."),
        ("mijn-school.yml.txt", "Noem het mijn-school.yml."),
        ("mijn-school.YML", "Gebruik kleine letters"),
        ("vmbo-de-werf (conflicted copy 2026-11-22).yml", "gooi deze weg"),
        ("vmbo-de-werf.sync-conflict-20261122-080000-ABCDEFG.yml", "gooi deze weg"),
        ("vmbo-de-werf - Kopie.yml", "gooi deze weg"),
        ("vmbo-de-werf-DESKTOP-1A2B.yml", "Gebruik kleine letters"),
        ("besturen/Stichting Rivieren.yml", "Gebruik kleine letters"),
    ],
)
def test_a_file_name_that_is_no_id_leaves_the_others_and_is_named(name: str, fix: str, place: Place) -> None:
    shutil.copy(place.folder / WERF, place.folder / name)
    assert set(place.look(1).schools) == IDS
    assert list(place.directory.problems) == [name]
    assert "Deze bestandsnaam kan niet" in place.messages(name)[0]
    assert fix in place.messages(name)[0]
    (place.folder / name).unlink()
    assert place.look(1).problems == {}


def test_a_folder_that_is_named_like_a_file_leaves_the_others(place: Place) -> None:
    (place.folder / "map.yml").mkdir()
    assert set(place.look().schools) == IDS
    assert "Dit bestand is niet te lezen." in place.messages("map.yml")[0]


@pytest.mark.parametrize(
    "name",
    [
        "aantekening.txt",
        "vmbo.yml.bak",
        "school.schema.json",
        ".vmbo-de-werf.yml.swp",
        "vmbo-de-werf.yml~",
        "4913",
        "#vmbo-de-werf.yml#",
        ".#vmbo-de-werf.yml",
        "~$vmbo-de-werf.yml",
        "._vmbo-de-werf.yml",
        ".vmbo-de-werf.yml.tmp",
    ],
)
def test_other_files_are_left_alone(name: str, place: Place) -> None:
    (place.folder / name).write_text("geen school", encoding="utf-8")
    assert set(place.look().schools) == IDS
    assert place.directory.problems == {}


# ---- the bestuur and the national lines


def test_a_bestuur_edit_reaches_its_schools(place: Place) -> None:
    place.edit(BOARD, "Olga Martens", "Nadia Martens")
    names = [contact.name for contact in place.look().schools["lyceum-aan-de-lek"].contacts]
    assert "Nadia Martens" in names
    assert "Olga Martens" not in names


def test_a_wrong_bestuur_edit_keeps_the_schools_and_names_the_bestuur(place: Place) -> None:
    place.edit(BOARD, "rol: externe_vertrouwenspersoon", "rol: externe_vertrouwenspersson")
    names = [contact.name for contact in place.look().schools["lyceum-aan-de-lek"].contacts]
    assert "Olga Martens" in names
    assert set(place.directory.problems) == {BOARD}
    assert place.messages(BOARD)[0].startswith(f"{BOARD}, regel ")


def test_mending_the_bestuur_clears_the_problem(place: Place) -> None:
    place.edit(BOARD, "naam: Olga Martens", "naam: [Olga Martens]")
    place.look()
    assert place.directory.problems
    place.edit(BOARD, "naam: [Olga Martens]", "naam: Olga Martens-Bos")
    names = [contact.name for contact in place.look().schools["lyceum-aan-de-lek"].contacts]
    assert "Olga Martens-Bos" in names
    assert place.directory.problems == {}


def test_a_removed_bestuur_is_a_problem_of_its_schools_only(place: Place) -> None:
    (place.folder / BOARD).unlink()
    assert set(place.look().schools) == IDS
    assert set(place.directory.problems) == {LEK}


def test_a_national_edit_becomes_visible(place: Place) -> None:
    place.edit(str(NATIONAL), 'naam: "De Kindertelefoon"', 'naam: "Kindertelefoon"')
    assert place.look().helplines["kindertelefoon"].name == "Kindertelefoon"


@pytest.mark.parametrize("wrong", ["hulplijnen: [", "hulplijnen: {}", ""])
def test_a_wrong_national_edit_keeps_every_line(wrong: str, place: Place) -> None:
    before = dict(place.directory.helplines)
    place.write(str(NATIONAL), wrong)
    assert place.look().helplines == before
    assert set(place.directory.schools) == IDS
    assert set(place.directory.problems) == {str(NATIONAL)}


def test_a_removed_national_file_keeps_every_line(place: Place) -> None:
    before = dict(place.directory.helplines)
    (place.folder / NATIONAL).unlink()
    assert place.look().helplines == before
    assert set(place.directory.problems) == {str(NATIONAL)}


def test_a_wrong_bestuur_does_not_hold_up_an_edit_of_its_school(place: Place) -> None:
    place.edit(BOARD, "rol: externe_vertrouwenspersoon", "rol: externe_vertrouwenspersson")
    place.look()
    place.edit(LEK, "0182 00 00 01", "0182 00 00 09")
    school = place.look().schools["lyceum-aan-de-lek"]
    assert "0182 00 00 09" in [contact.reach.phone for contact in school.contacts]
    assert "Olga Martens" in [contact.name for contact in school.contacts]
    assert set(place.directory.problems) == {BOARD}


def test_only_schools_of_a_changed_bestuur_are_read_again(place: Place) -> None:
    before = place.directory.schools
    place.edit(BOARD, "Olga Martens", "Nadia Martens")
    after = place.look().schools
    assert {name for name in IDS if after[name] is not before[name]} == {"lyceum-aan-de-lek"}


def test_a_school_waits_for_its_own_turn_while_its_bestuur_is_read(place: Place) -> None:
    place.edit(BOARD, "Olga Martens", "Nadia Martens")
    place.look(QUIET_LOOKS - 1)
    whole = (place.folder / LEK).read_text(encoding="utf-8")
    place.write(LEK, whole[: whole.index("  - id: zorg-pinas")])
    assert "zorg-pinas" in [row.id for row in place.look(1).schools["lyceum-aan-de-lek"].contacts]
    place.write(LEK, whole)
    names = [row.name for row in place.look().schools["lyceum-aan-de-lek"].contacts]
    assert {"Sharon Pinas", "Nadia Martens"} <= set(names)


def test_a_school_whose_bestuur_was_never_right_appears_when_that_is_mended(folder: Path) -> None:
    right = (folder / BOARD).read_text(encoding="utf-8")
    (folder / BOARD).write_text("bestuur: [", encoding="utf-8")
    place = Place(folder)
    assert set(place.directory.schools) == IDS - {"lyceum-aan-de-lek"}
    assert set(place.directory.problems) == {BOARD, LEK}
    assert "heeft fouten" in place.messages(LEK)[0]
    place.write(BOARD, right)
    assert set(place.look().schools) == IDS
    assert place.directory.problems == {}


def test_a_national_edit_that_names_no_new_line_reads_no_school_again(place: Place) -> None:
    before = place.directory.schools
    place.edit(str(NATIONAL), 'naam: "De Kindertelefoon"', 'naam: "Kindertelefoon"')
    after = place.look().schools
    assert all(after[name] is before[name] for name in IDS)


def test_a_new_national_line_never_takes_the_card_of_a_contact(place: Place) -> None:
    national = (place.folder / NATIONAL).read_text(encoding="utf-8")
    place.edit(str(NATIONAL), "id: drugs-infolijn", "id: vp-bos")
    assert "vp-bos" in [row.id for row in place.look().schools["vmbo-de-werf"].contacts]
    assert set(place.directory.problems) == {WERF}
    place.write(str(NATIONAL), national)
    assert place.look().problems == {}


@pytest.mark.parametrize("line", ["113", "112", "kindertelefoon"])
def test_no_edit_takes_away_a_line_that_is_always_shown(line: str, place: Place) -> None:
    text = (place.folder / NATIONAL).read_text(encoding="utf-8")
    changed = re.sub(rf"(- id: )(['\"]?){line}\2", r"\1andere-lijn", text, count=1)
    assert changed != text
    place.write(str(NATIONAL), changed)
    assert line in place.look().helplines
    assert f"'{line}'" in place.messages(str(NATIONAL))[0]


def first_lines(place: Place, count: int) -> str:
    """The national file, cut off after so many lines, with those that are always shown."""
    text = (place.folder / NATIONAL).read_text(encoding="utf-8")
    head, *rows = re.split(r"^(?=  - id: )", text, flags=re.MULTILINE)
    needed = [row for row in rows if re.match(r"  - id: ['\"]?(113|112|kindertelefoon)\b", row)]
    return head + "".join((needed + [row for row in rows if row not in needed])[:count])


def test_a_national_file_that_is_cut_off_keeps_every_line_and_names_what_is_gone(
    place: Place, caplog: pytest.LogCaptureFixture
) -> None:
    before, whole = place.directory.helplines, (place.folder / NATIONAL).read_text(encoding="utf-8")
    place.write(str(NATIONAL), first_lines(place, 3))
    assert place.look().helplines == before
    (message,) = place.messages(str(NATIONAL))
    assert f"{len(before) - 3} van de {len(before)} hulplijnen zijn ineens weg" in message
    assert all(line in message for line in before.keys() - {"113", "112", "kindertelefoon"})
    assert "Start Wegwijzer dan opnieuw" in message
    assert caplog.messages == [message]
    assert set(Directory.open(place.folder).helplines) == {"113", "112", "kindertelefoon"}
    place.write(str(NATIONAL), whole)
    assert place.look().problems == {}


def test_national_lines_that_go_a_few_at_a_time_are_logged_by_id(
    place: Place, caplog: pytest.LogCaptureFixture
) -> None:
    before = place.directory.helplines
    keep = len(before) - len(before) // 4
    place.write(str(NATIONAL), first_lines(place, keep))
    after = place.look().helplines
    assert len(after) == keep
    gone = sorted(before.keys() - after.keys())
    assert [f"Hulplijn weg: {line}" for line in gone] == [row for row in caplog.messages if "weg:" in row]


# ---- what students see of a file with a problem


def seen(place: Place) -> dict[str, Seen | None]:
    return {problem.file: what for problem, what in place.directory.told().items()}


def test_a_file_with_a_mistake_is_seen_as_it_was_or_not_at_all(place: Place) -> None:
    for file in (WERF, BOARD, str(NATIONAL), "nieuw.yml", "kopie.yml", "besturen/nieuw.yml"):
        place.write(file, "x: [")
    place.look()
    assert seen(place) == {
        WERF: Seen.BEFORE,
        BOARD: Seen.BEFORE,
        str(NATIONAL): Seen.BEFORE,
        "nieuw.yml": Seen.NOTHING,
        "kopie.yml": Seen.NOTHING,
        "besturen/nieuw.yml": None,
    }
    shutil.rmtree(place.folder)
    place.look()
    assert seen(place)["schools"] is Seen.BEFORE


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("Nieuwe School.yml", Seen.NOTHING),
        ("nieuw.yaml", Seen.NOTHING),
        ("vmbo-de-werf.yaml", Seen.BEFORE),
        ("vmbo-de-werf.yml.txt", Seen.BEFORE),
        ("vmbo-de-werf (conflicted copy 2026-11-22).yml", None),
        ("vmbo-de-werf - Kopie.yml", None),
        ("vmbo-de-werf.sync-conflict-20261122-080000-ABCDEFG.yml", None),
        ("besturen/Stichting Rivieren.yml", None),
    ],
)
def test_a_wrong_name_hides_a_school_unless_it_is_a_copy(name: str, what: Seen | None, place: Place) -> None:
    shutil.copy(place.folder / WERF, place.folder / name)
    place.look()
    assert seen(place) == {name: what}


def test_a_mistake_in_a_bestuur_is_told_and_logged_once_for_all_its_schools(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for number in range(3):
        shutil.copy(folder / LEK, folder / f"school-{number}.yml")
    place = Place(folder)
    place.edit(str(NATIONAL), "id: drugs-infolijn", "id: evp-vertrouwenswijzer")
    place.look()
    (problem,) = [row for row in place.directory.told() if row.file == BOARD]
    assert len([file for file, rows in place.directory.problems.items() if problem in rows]) > 3
    assert place.directory.told()[problem] is Seen.BEFORE
    assert caplog.messages.count(str(problem)) == 1


# ---- how editors, sync tools and disks behave


def test_a_file_that_is_gone_for_a_moment_does_not_close_the_school(place: Place) -> None:
    kept = (place.folder / WERF).read_bytes()
    (place.folder / WERF).unlink()
    assert set(place.look(GONE_LOOKS - 1).schools) == IDS
    (place.folder / WERF).write_bytes(kept)
    assert set(place.look().schools) == IDS


def test_an_editor_that_renames(place: Place) -> None:
    text = (place.folder / WERF).read_text(encoding="utf-8")
    new = place.folder / ".vmbo-de-werf.yml.tmp"
    new.write_text(text.replace("Greet Bos", "Anna Bos"), encoding="utf-8")
    new.rename(place.folder / WERF)
    assert place.look().schools["vmbo-de-werf"].contacts[1].name == "Anna Bos"


@pytest.mark.parametrize("when", [0, 4_102_444_800], ids=["1970", "2100"])
def test_a_time_in_the_past_or_future_makes_no_difference(when: int, place: Place) -> None:
    place.edit(WERF, "Greet Bos", "Anna Bos")
    os.utime(place.folder / WERF, (when, when))
    assert place.look().schools["vmbo-de-werf"].contacts[1].name == "Anna Bos"
    place.edit(WERF, "Anna Bos", "Greet Bos")
    assert place.look().schools["vmbo-de-werf"].contacts[1].name == "Greet Bos"


def test_a_copy_that_keeps_its_old_time_becomes_visible(place: Place, tmp_path: Path) -> None:
    copy = tmp_path / "reserve.yml"
    shutil.copy2(place.folder / WERF, copy)
    place.edit(WERF, "Greet Bos", "Anna Bos")
    assert place.look().schools["vmbo-de-werf"].contacts[1].name == "Anna Bos"
    shutil.copy2(copy, place.folder / WERF)
    assert place.look().schools["vmbo-de-werf"].contacts[1].name == "Greet Bos"


@pytest.mark.parametrize("how", ["away", "empty"])
def test_a_folder_that_disappears_keeps_everything_and_says_so(how: str, place: Place) -> None:
    before = place.directory
    away = place.folder.with_name("elders")
    place.folder.rename(away)
    if how == "empty":
        place.folder.mkdir()
    after = place.look(10 * GONE_LOOKS)
    assert (after.schools, after.helplines) == (before.schools, before.helplines)
    assert "niet te bereiken" in place.messages("schools")[0]
    if how == "empty":
        place.folder.rmdir()
    away.rename(place.folder)
    assert place.look().problems == {}
    assert place.directory.schools == before.schools


def eight_schools(folder: Path) -> Place:
    for number in range(1, 6):
        shutil.copy(folder / WERF, folder / f"school-{number}.yml")
    return Place(folder)


def test_most_schools_gone_at_once_stay_and_that_is_told(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    place = eight_schools(folder)
    before = place.directory.schools
    away = folder.with_name("elders")
    away.mkdir()
    gone = [f"school-{number}.yml" for number in range(1, 6)]
    for file in gone:
        shutil.move(folder / file, away / file)
    place.edit(WERF, "Greet Bos", "Anna Bos")
    after = place.look(10 * GONE_LOOKS)
    assert set(after.schools) == set(before)
    assert after.schools["vmbo-de-werf"].contacts[1].name == "Anna Bos"
    (message,) = place.messages("schools")
    assert "5 van de 8 schoolbestanden zijn ineens weg" in message
    assert "start Wegwijzer opnieuw" in message
    assert caplog.messages == [message]
    assert set(Directory.open(folder).schools) == IDS
    for file in gone:  # a drive that comes back file by file
        shutil.move(away / file, folder / file)
        assert set(place.look().schools) == set(before)
    assert place.look().problems == {}


def test_when_the_others_are_back_a_school_that_left_goes_in_the_end(folder: Path) -> None:
    place = eight_schools(folder)
    before = set(place.directory.schools)
    texts = {file: file.read_bytes() for file in folder.glob("school-*.yml")}
    for file in texts:
        file.unlink()
    place.look()
    for file in list(texts)[1:]:
        file.write_bytes(texts[file])
    assert set(place.look(RETURN_LOOKS - 1).schools) == before
    assert set(place.look(1).schools) == before - {next(iter(texts)).stem}
    assert place.directory.problems == {}


def test_a_few_schools_at_a_time_do_go_and_come_one_line_each(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    place = eight_schools(folder)
    for few in ((1, 2, 3, 4), (5,)):
        for number in few:
            (folder / f"school-{number}.yml").unlink()
        place.look()
    assert set(place.directory.schools) == IDS
    shutil.copy(folder / WERF, folder / "nieuw.yml")
    place.look()
    left = [f"School weg: school-{number}" for number in range(1, 6)]
    assert caplog.messages == [*left, "School erbij: nieuw"]


def test_a_bestuur_that_goes_with_its_schools_closes_none(folder: Path) -> None:
    place = Place(folder)
    for file in (WERF, LEK, "voorbeeld-college.yml", BOARD):
        (folder / file).unlink()
    assert set(place.look(10 * GONE_LOOKS).schools) == IDS
    assert set(place.directory.problems) == {"schools"}


def test_another_folder_behind_a_link(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "second", copy_function=shutil.copy2)
    (tmp_path / "now").symlink_to(folder)
    place = Place(tmp_path / "now")
    Place(tmp_path / "second").edit(WERF, "Greet Bos", "Anna Bos")
    (tmp_path / "next").symlink_to(tmp_path / "second")
    (tmp_path / "next").rename(tmp_path / "now")
    assert place.look().schools["vmbo-de-werf"].contacts[1].name == "Anna Bos"
    assert set(place.directory.schools) == IDS


def test_a_school_behind_a_link(place: Place, tmp_path: Path) -> None:
    real = tmp_path / "elders.yml"
    shutil.move(place.folder / WERF, real)
    (place.folder / WERF).symlink_to(real)
    assert set(place.look().schools) == IDS
    real.write_text(real.read_text("utf-8").replace("Greet Bos", "Anna Bos"), encoding="utf-8")
    assert place.look().schools["vmbo-de-werf"].contacts[1].name == "Anna Bos"
    real.unlink()
    assert set(place.look().schools) == IDS
    assert "Het wijst naar een bestand dat er niet is." in place.messages(WERF)[0]
    assert set(Directory.open(place.folder).schools) == IDS - {"vmbo-de-werf"}
    shutil.copy(place.folder / LEK, real)
    assert place.look().problems == {}
    assert "Greet Bos" not in [row.name for row in place.directory.schools["vmbo-de-werf"].contacts]
    (place.folder / WERF).unlink()
    assert set(place.look().schools) == IDS - {"vmbo-de-werf"}


def test_a_pipe_holds_nothing_up(place: Place) -> None:
    os.mkfifo(place.folder / "pijp.yml")
    place.edit(WERF, "Greet Bos", "Anna Bos")
    assert place.look().schools["vmbo-de-werf"].contacts[1].name == "Anna Bos"
    assert "geen gewoon bestand" in place.messages("pijp.yml")[0]


@pytest.fixture
def open_place() -> Iterator[Place]:
    """A folder that anyone may read."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Place(Path(shutil.copytree(ROOT / "school_configs", Path(folder, "schools"))))


@contextmanager
def as_nobody() -> Iterator[None]:
    """Root may read everything, so whoever is root gives that up for a moment."""
    if os.geteuid():
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def test_a_file_without_read_rights_keeps_the_school(open_place: Place) -> None:
    place = open_place
    (place.folder / WERF).chmod(0)
    with as_nobody():
        assert set(place.look().schools) == IDS
    assert "leesrechten" in place.messages(WERF)[0]
    (place.folder / WERF).chmod(0o644)
    assert place.look().problems == {}


def test_a_folder_without_read_rights_is_what_is_named(open_place: Place) -> None:
    place, boards = open_place, open_place.folder / "besturen"
    boards.chmod(0)
    with as_nobody():
        assert set(place.look().schools) == IDS
    assert [(row.file, what) for row, what in place.directory.told().items()] == [(BOARD, Seen.BEFORE)]
    boards.chmod(0o755)
    assert place.look().problems == {}


def test_a_school_that_left_stays_known(place: Place) -> None:
    (place.folder / WERF).unlink()
    assert "vmbo-de-werf" in place.look().known
    assert "niemand" not in place.directory.known


def test_a_mistake_is_logged_once_with_its_reason(place: Place, caplog: pytest.LogCaptureFixture) -> None:
    place.edit(WERF, "rol: teamleider", "rol: teamlieder")
    place.look(20)
    (line,) = caplog.messages
    assert line.startswith("vmbo-de-werf.yml, regel 23: De rol 'teamlieder' bestaat niet.")


# ---- photos


def test_a_photo_that_comes_or_goes_is_seen_without_an_edit(place: Place) -> None:
    photo = place.folder / "fotos" / "voorbeeld-college" / "jansen.jpg"
    kept = photo.read_bytes()
    photo.unlink()
    assert "vp-jansen" not in place.look().schools["voorbeeld-college"].photos
    photo.write_bytes(kept)
    assert place.look().schools["voorbeeld-college"].photos["vp-jansen"] == "voorbeeld-college/jansen.jpg"


def test_a_photo_without_content_is_no_photo(place: Place) -> None:
    photo = place.folder / "fotos" / "voorbeeld-college" / "jansen.jpg"
    photo.unlink()
    place.look()
    photo.touch()
    assert "vp-jansen" not in place.look().schools["voorbeeld-college"].photos
    assert "vp-jansen" not in Directory.open(place.folder).schools["voorbeeld-college"].photos


def test_the_first_photo_of_a_bestuur_reaches_its_schools(place: Place) -> None:
    place.edit(BOARD, "    naam: Olga Martens", "    naam: Olga Martens\n    foto: olga.jpg")
    assert place.look().schools["lyceum-aan-de-lek"].photos == {}
    photo = place.folder / "fotos" / "besturen" / "stichting-rivieren" / "olga.jpg"
    photo.parent.mkdir(parents=True)
    photo.write_bytes(b"beeld")
    shared = {"evp-vertrouwenswijzer": "besturen/stichting-rivieren/olga.jpg"}
    assert place.look().schools["lyceum-aan-de-lek"].photos == shared


# ---- at the start


@pytest.mark.parametrize("broken", ["", "school: [", "\0", "school: {naam: x}"])
def test_a_broken_school_at_the_start_leaves_the_others(broken: str, folder: Path) -> None:
    (folder / WERF).write_text(broken, encoding="utf-8")
    directory = Directory.open(folder)
    assert set(directory.schools) == IDS - {"vmbo-de-werf"}
    assert set(directory.problems) == {WERF}


def test_a_school_that_was_never_right_appears_when_it_is_mended(folder: Path) -> None:
    right = (folder / WERF).read_text(encoding="utf-8")
    (folder / WERF).write_text("school: [", encoding="utf-8")
    place = Place(folder)
    place.write(WERF, right)
    assert set(place.look().schools) == IDS
    assert place.directory.problems == {}


def test_a_broken_national_file_at_the_start_is_refused(folder: Path) -> None:
    (folder / NATIONAL).write_text("hulplijnen: [", encoding="utf-8")
    with pytest.raises(Refused, match="niet goed gesloten"):
        Directory.open(folder)


# ---- which school is meant


@pytest.fixture(scope="module")
def schools() -> list[School]:
    return list(Directory.open(ROOT / "school_configs").schools.values())


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("Voorbeeld College", "voorbeeld-college"),
        ("VOORBEELD COLLEGE", "voorbeeld-college"),
        ("voorbeeldcollege", "voorbeeld-college"),
        ("vorbeeld colege", "voorbeeld-college"),
        ("vobo", "voorbeeld-college"),
        ("voorbeeld college utrecht", "voorbeeld-college"),
        ("ik zit op het voorbeeld college", "voorbeeld-college"),
        ("utrecht", "voorbeeld-college"),
        ("utrect", "voorbeeld-college"),
        ("de werf", "vmbo-de-werf"),
        ("werf in delfzijl", "vmbo-de-werf"),
        ("delfziel", "vmbo-de-werf"),
        ("lal", "lyceum-aan-de-lek"),
        ("lek lyseum", "lyceum-aan-de-lek"),
        ("lyceum aan de lék", "lyceum-aan-de-lek"),
        ("schoonhove", "lyceum-aan-de-lek"),
    ],
)
def test_a_school_is_found_by_name_place_nickname_and_typo(
    query: str, first: str, schools: list[School]
) -> None:
    assert [school.id for school in SchoolSearch(schools).best(query)][:1] == [first]


@pytest.mark.parametrize(
    "query", ["", " ", "v", "gymnasium haganum", "weet ik niet", "amsterdam", "😀", "\u200b"]
)
def test_no_school_is_guessed_from_something_else(query: str, schools: list[School]) -> None:
    assert SchoolSearch(schools).best(query) == []


def test_the_best_come_first_and_no_more_than_asked(schools: list[School]) -> None:
    twins = [school.model_copy(update={"id": f"school-{n}"}) for n in range(9) for school in schools[:1]]
    search, name = SchoolSearch(reversed(twins)), twins[0].name
    assert [school.id for school in search.best(name)] == [f"school-{n}" for n in range(5)]
    assert len(search.best(name, limit=2)) == 2


def test_a_whole_name_beats_a_part_of_one(schools: list[School]) -> None:
    part = schools[0].model_copy(update={"id": "a", "name": "De Werf Zuid", "search_names": ()})
    found = SchoolSearch([part, *schools]).best("werf")
    assert [school.id for school in found] == ["vmbo-de-werf", "a"]


# ---- a process that begins while a file is wrong


@pytest.fixture
def begun(folder: Path, tmp_path: Path) -> Callable[[], Live]:
    """Begin as a process does, with the last good versions beside the folder."""
    return lambda: Live(folder, tmp_path / "good")


def broken(path: Path) -> None:
    path.write_text(f"{path.read_text(encoding='utf-8')}\n\tfout\n", encoding="utf-8")


def test_a_school_that_is_wrong_at_the_start_is_what_it_was(folder: Path, begun: Callable[[], Live]) -> None:
    before = begun().directory.schools["vmbo-de-werf"]
    broken(folder / "vmbo-de-werf.yml")
    after = begun().directory
    assert after.schools["vmbo-de-werf"] == before
    assert [problem.file for problem in after.problems["vmbo-de-werf.yml"]] == ["vmbo-de-werf.yml"]


def test_without_a_good_version_it_is_left_out(folder: Path, begun: Callable[[], Live]) -> None:
    broken(folder / "vmbo-de-werf.yml")
    assert "vmbo-de-werf" not in begun().directory.schools
    assert set(begun().directory.problems) == {"vmbo-de-werf.yml"}


def test_a_bestuur_and_the_lines_that_are_wrong_at_the_start(folder: Path, begun: Callable[[], Live]) -> None:
    before = begun().directory
    broken(folder / "besturen" / "stichting-rivieren.yml")
    broken(folder / NATIONAL)
    after = begun().directory
    assert (after.schools, after.helplines) == (before.schools, before.helplines)
    assert set(after.problems) == {"besturen/stichting-rivieren.yml", str(NATIONAL)}


def test_lines_that_were_never_good_stop_the_start(folder: Path, begun: Callable[[], Live]) -> None:
    broken(folder / NATIONAL)
    with pytest.raises(Refused, match="tab"):
        begun()


def test_what_is_kept_is_the_newest_good_version(folder: Path, begun: Callable[[], Live]) -> None:
    live, file = begun(), folder / "vmbo-de-werf.yml"
    text = file.read_text(encoding="utf-8")
    assert "Greet Bos" in text
    file.write_text(text.replace("Greet Bos", "Gerda Bos"), encoding="utf-8")
    for _ in range(QUIET_LOOKS):
        live.look()
    broken(file)
    for _ in range(QUIET_LOOKS):
        live.look()
    names = {contact.name for contact in begun().directory.schools["vmbo-de-werf"].contacts}
    assert "Gerda Bos" in names
    assert "Greet Bos" not in names


def test_a_school_that_left_does_not_come_back(folder: Path, begun: Callable[[], Live]) -> None:
    live, file = begun(), folder / "vmbo-de-werf.yml"
    text = file.read_text(encoding="utf-8")
    file.unlink()
    for _ in range(GONE_LOOKS):
        live.look()
    file.write_text(text + "\n\tfout\n", encoding="utf-8")
    assert "vmbo-de-werf" not in begun().directory.schools


def test_a_photo_stays_with_the_last_good_version(folder: Path, begun: Callable[[], Live]) -> None:
    photos = begun().directory.schools["voorbeeld-college"].photos
    assert photos
    broken(folder / "voorbeeld-college.yml")
    assert begun().directory.schools["voorbeeld-college"].photos == photos


def test_a_disk_that_is_full_keeps_nothing_and_stops_nothing(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    assert set(Live(folder, tmp_path / "file" / "good").directory.schools) == IDS
