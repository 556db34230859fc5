"""`wegwijzer diff` as school staff and someone with git meet it."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from staff import diff
from tests.staff.conftest import WERF, Run, edit
from wegwijzer.comparison import Change

COMMAND = "diff"


@pytest.fixture
def repository(folder: Path) -> Path:
    """The folder with schools, once committed."""
    _git("init", "-q", "-b", "main")
    _git("add", ".")
    _git("commit", "-q", "-m", "eerste")
    return folder


def _git(*arguments: str) -> None:
    who = ("-c", "user.name=a", "-c", "user.email=a@b.example", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *who, *arguments], check=True)


NEW_NUMBER = "Het telefoonnummer van Greet Bos was 0596 00 00 01, wordt 0596 00 00 09."


@pytest.mark.parametrize("name", ["oud.yml", "vmbo-de-werf (1).yml", f"{WERF}.bak", "Kopie van WERF.YAML"])
def test_a_copy_with_any_name(name: str, folder: Path, run: Run, tmp_path: Path) -> None:
    shutil.copy(folder / WERF, tmp_path / name)
    assert run(name, f"schools/{WERF}") == (0, "Voor leerlingen verandert er niets.\n", "")
    edit(folder / WERF, "0596 00 00 01", "0596 00 00 09")
    status, out, _ = run(name, f"schools/{WERF}")
    assert (status, out) == (1, f"Vmbo De Werf, Delfzijl\n\n- {NEW_NUMBER}\n\n")


def test_a_copy_has_the_photos_and_the_bestuur_of_the_school(folder: Path, run: Run, tmp_path: Path) -> None:
    for school in ("voorbeeld-college", "lyceum-aan-de-lek"):
        shutil.copy(folder / f"{school}.yml", tmp_path / "oud.yml")
        assert run("oud.yml", f"schools/{school}.yml")[0] == 0
        assert run(f"schools/{school}.yml", "oud.yml")[0] == 0


def test_what_students_do_not_see_is_status_zero(folder: Path, run: Run, tmp_path: Path) -> None:
    shutil.copy(folder / WERF, tmp_path / "oud.yml")
    edit(folder / WERF, "    regie: true\n", "    regie: true\n    gecontroleerd_op: 2026-11-01\n")
    status, out, _ = run("oud.yml", f"schools/{WERF}")
    assert status == 0
    assert "Wel anders in het bestand, maar leerlingen zien het niet:" in out
    assert "- 'gecontroleerd_op' is anders bij Greet Bos." in out
    assert out.endswith("Voor leerlingen verandert er niets.\n")


def test_who_has_the_overview_is_on_the_card(folder: Path, run: Run, tmp_path: Path) -> None:
    shutil.copy(folder / WERF, tmp_path / "oud.yml")
    edit(folder / WERF, "    regie: true\n", "")
    status, out, _ = run("oud.yml", f"schools/{WERF}")
    assert status == 1
    assert "- Op de kaart van Greet Bos staat niet meer dat deze persoon het overzicht houdt." in out


# ---- git


def test_one_version_is_compared_with_the_last_commit(repository: Path, run: Run) -> None:
    assert run(f"schools/{WERF}")[:2] == (0, "Voor leerlingen verandert er niets.\n")
    edit(repository / WERF, "0596 00 00 01", "0596 00 00 09")
    status, out, _ = run(f"schools/{WERF}")
    assert (status, NEW_NUMBER in out) == (1, True)
    assert run()[1] == out
    assert run(f"HEAD:schools/{WERF}", f"schools/{WERF}")[1] == out
    assert run("HEAD:schools", "schools")[1] == out


def test_one_version_in_git_is_compared_with_the_file_as_it_is(
    repository: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(f"HEAD:schools/{WERF}") == (0, "Voor leerlingen verandert er niets.\n", "")
    edit(repository / WERF, "0596 00 00 01", "0596 00 00 09")
    for version in (f"HEAD:schools/{WERF}", f"HEAD:./schools/{WERF}", "HEAD:schools"):
        status, out, _ = run(version)
        assert (status, NEW_NUMBER in out) == (1, True)
    monkeypatch.chdir(repository)
    assert NEW_NUMBER in run(f"HEAD:./{WERF}")[1]
    edit(repository / WERF, '"0596 00 00 09"', "0596/000001")
    status, _, err = run(f"HEAD:./{WERF}")
    assert (status, err.startswith(f"{WERF}, regel 19: ")) == (2, True)
    (repository / WERF).unlink()
    expected = f"{WERF} staat alleen nog in git. Geef twee versies: de oude en de nieuwe.\n"
    assert run(f"HEAD:schools/{WERF}") == (2, "", expected)


def test_a_new_file_has_no_old_version(repository: Path, run: Run) -> None:
    shutil.copy(repository / WERF, repository / "de nieuwe.yml")
    status, out, err = run("schools/de nieuwe.yml")
    assert (status, out) == (2, "")
    assert err == (
        "schools/de nieuwe.yml is nieuw: in git staat er nog geen oude versie van. "
        "Bekijk wat leerlingen zien: uv run wegwijzer preview 'schools/de nieuwe.yml'\n"
    )


def test_a_revision_from_a_folder_below(repository: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    edit(repository / WERF, "0596 00 00 01", "0596 00 00 09")
    _git("commit", "-q", "-a", "-m", "tweede")
    monkeypatch.chdir(repository)
    status, out, _ = run(f"HEAD~1:./{WERF}", WERF)
    assert (status, NEW_NUMBER in out) == (1, True)
    assert run(f"HEAD:./{WERF}", WERF)[0] == 0


def test_what_the_bestuur_changed_is_seen_at_its_schools(repository: Path, run: Run) -> None:
    edit(repository / "besturen" / "stichting-rivieren.yml", "0182 00 00 10", "0182 00 00 19")
    status, out, _ = run()
    assert status == 1
    assert out.splitlines()[0] == "Lyceum aan de Lek, Schoonhoven"
    assert "Het telefoonnummer van Olga Martens was 0182 00 00 10, wordt 0182 00 00 19." in out
    assert run("schools/lyceum-aan-de-lek.yml")[1] == out


@pytest.mark.parametrize(
    ("version", "message"),
    [
        ("HEAD~9:schools/vmbo-de-werf.yml", "HEAD~9:schools/vmbo-de-werf.yml is er niet in git."),
        ("HEAD:schools/weg.yml", "HEAD:schools/weg.yml is er niet in git."),
        ("--output=x:schools/vmbo-de-werf.yml", "Dit ken ik niet: --output=x:schools/vmbo-de-werf.yml."),
        ("weg.yml", "weg.yml is er niet. Kijk of de naam en de map kloppen."),
        ("schools", "Vergelijk een bestand met een bestand, of een map met een map."),
        ("schools/besturen/stichting-rivieren.yml", "is van meer scholen. Vergelijk de hele mappen."),
    ],
)
def test_a_version_that_is_not_there(version: str, message: str, repository: Path, run: Run) -> None:
    status, out, err = run(version, f"schools/{WERF}")
    assert (status, out, message in err) == (2, "", True), err


def test_without_git_two_files_are_asked_for(folder: Path, run: Run) -> None:
    status, _, err = run(f"schools/{WERF}")
    assert (status, "staat niet in git. Geef twee bestanden" in err) == (2, True), err


# ---- folders


def test_schools_come_and_go(folder: Path, run: Run, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "oud")
    (folder / WERF).unlink()
    (folder / "lyceum-aan-de-lek.yml").rename(folder / "lek.yml")
    status, out, _ = run("oud", "schools")
    assert status == 1
    assert "- LET OP: Vmbo De Werf in Delfzijl staat er niet meer in." in out
    assert "'lyceum-aan-de-lek' wordt 'lek'. Oude links en QR-codes werken dan niet meer." in out


def test_a_folder_without_schools(folder: Path, run: Run) -> None:
    assert run("schools/fotos", "schools")[2].startswith("schools/fotos is geen map met scholen")


def test_another_photo_under_the_same_name(folder: Path, run: Run, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "oud")
    (folder / "fotos" / "voorbeeld-college" / "kok.jpg").write_bytes(b"\xff\xd8\xff ander beeld")
    assert "- Sanne Kok krijgt een andere foto." in run("oud", "schools")[1].splitlines()


# ---- what is wrong


def test_a_broken_version_has_the_messages_of_check(folder: Path, run: Run, tmp_path: Path) -> None:
    shutil.copy(folder / WERF, tmp_path / "oud.yml")
    edit(tmp_path / "oud.yml", "rol: teamleider", "rol: teamlijder")
    edit(folder / WERF, '"0596 00 00 01"', "0596/000001")
    status, out, err = run("oud.yml", f"schools/{WERF}")
    assert (status, out) == (2, "")
    assert err.splitlines() == [
        "oud.yml, regel 23: De rol 'teamlijder' bestaat niet. Bedoel je 'teamleider'?",
        f"schools/{WERF}, regel 19: '0596/000001' is geen telefoonnummer. Bedoel je \"0596 000001\"?",
    ]


# ---- ways to write it


def test_markdown_shows_what_was_typed_as_text(folder: Path, run: Run, tmp_path: Path) -> None:
    shutil.copy(folder / WERF, tmp_path / "oud.yml")
    edit(folder / WERF, 'kamer: "12"', 'kamer: "<img src=x> [klik](https://x.example) @team"')
    status, out, _ = run("oud.yml", f"schools/{WERF}", "--format", "markdown")
    assert status == 1
    assert out.startswith(
        "## Vmbo De Werf, Delfzijl\n\n- De kamer van Greet Bos was 12, wordt \\<img src=x\\>"
    )
    assert "\\[klik\\](https://x.example) \\@team" in out


def test_json_for_programs(folder: Path, run: Run, tmp_path: Path) -> None:
    shutil.copy(folder / WERF, tmp_path / "oud.yml")
    edit(folder / WERF, "0596 00 00 01", "0596 00 00 09")
    (row,) = json.loads(run("oud.yml", f"schools/{WERF}", "--format=json")[1])
    assert row == {
        "waar": "Vmbo De Werf, Delfzijl",
        "soort": "field",
        "wie": "Greet Bos",
        "wat": "het telefoonnummer",
        "was": "0596 00 00 01",
        "wordt": "0596 00 00 09",
        "themas": [],
        "let_op": False,
        "voor_leerlingen": True,
        "zin": NEW_NUMBER,
    }
    assert json.loads(run("oud.yml", "oud.yml", "--format=json")[1]) == []


def test_what_is_unseen_stands_below_what_is_seen() -> None:
    lines: list[str] = []
    changes = [Change("nickname", after="vb"), Change("unseen", "de school", "klachten")]
    diff.write([diff.Part("X", changes)], "tekst", lines.append)
    assert lines == [
        "X",
        "",
        "- Leerlingen vinden de school nu ook als 'vb'.",
        "",
        diff.UNSEEN,
        "",
        "- 'klachten' is anders bij de school.",
        "",
    ]
