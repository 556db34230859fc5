"""`wegwijzer check` as school staff, an editor and GitHub meet it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from staff import check
from tests.staff.conftest import WERF, Run, edit
from wegwijzer.strict_yaml import Problem

COMMAND = "check"


# ---- what is looked at


def test_the_example_schools_have_no_mistakes(folder: Path, run: Run) -> None:
    status, out, err = run()
    assert (status, err) == (0, "")
    assert out.splitlines()[-1].startswith("Bestanden die kloppen: 5. Met fouten: 0. Waarschuwingen: ")


def test_a_mistake_has_line_and_column_and_the_status_is_one(folder: Path, run: Run) -> None:
    edit(folder / WERF, "rol: teamleider", "rol: teamlijder")
    status, out, _ = run()
    assert status == 1
    expected = (
        "vmbo-de-werf.yml, regel 23, kolom 5: De rol 'teamlijder' bestaat niet. Bedoel je 'teamleider'?"
    )
    assert expected in out.splitlines()
    assert "Bestanden die kloppen: 4. Met fouten: 1." in out


def test_only_the_files_that_were_asked_for(folder: Path, run: Run) -> None:
    edit(folder / WERF, "rol: teamleider", "rol: teamlijder")
    assert run("schools/voorbeeld-college.yml")[0] == 0
    status, out, _ = run(f"schools/{WERF}")
    assert status == 1
    assert out.startswith(f"schools/{WERF}, regel 23, kolom 5: De rol 'teamlijder'")
    assert out.endswith("Bestanden die kloppen: 0. Met fouten: 1. Waarschuwingen: 0.\n")


def test_a_file_outside_the_folder(folder: Path, run: Run, tmp_path: Path) -> None:
    (tmp_path / "mail").mkdir()
    shutil.copy(folder / "lyceum-aan-de-lek.yml", tmp_path / "mail" / "nieuw.yml")
    status, out, _ = run("mail/nieuw.yml")
    assert status == 0, out
    edit(tmp_path / "mail" / "nieuw.yml", "bestuur: stichting-rivieren", "bestuur: weg")
    status, out, _ = run("mail/nieuw.yml")
    assert (status, out.count("heeft geen bestand besturen/weg.yml")) == (1, 1)
    assert out.startswith("mail/nieuw.yml, regel ")


def test_a_mistake_of_the_bestuur_is_named_once(folder: Path, run: Run) -> None:
    edit(folder / "besturen" / "stichting-rivieren.yml", "naam: Olga", "naem: Olga")
    status, out, _ = run()
    assert status == 1
    assert out.count("De sleutel 'naem' bestaat hier niet. Bedoel je 'naam'?") == 1
    assert run("schools/besturen/stichting-rivieren.yml")[0] == 1


def test_a_bestuur_without_schools_is_looked_at_too(folder: Path, run: Run) -> None:
    (folder / "besturen" / "nieuw.yml").write_text("bestuur: {}\n", encoding="utf-8")
    status, out, _ = run()
    assert status == 1
    fix = "Voeg een regel 'naam: Stichting Rivieren' toe."
    assert f"besturen/nieuw.yml, regel 1, kolom 1: Hier ontbreekt 'naam'. {fix}" in out


def test_a_broken_national_file(folder: Path, run: Run) -> None:
    (folder / "landelijk" / "hulplijnen.yml").write_text("", encoding="utf-8")
    status, out, _ = run()
    assert status == 1
    assert out.startswith("landelijk/hulplijnen.yml, regel 1, kolom 1: Dit bestand is leeg.")


# ---- warnings


def test_only_warnings_is_still_right(folder: Path, run: Run) -> None:
    status, out, _ = run(f"schools/{WERF}")
    assert status == 0
    assert (
        f"schools/{WERF}, regel 16, kolom 5: Waarschuwing: 'Greet Bos' is de enige vertrouwenspersoon op "
        "school. Voeg een tweede toe met 'rol: interne_vertrouwenspersoon'. Dan kan een leerling kiezen."
    ) in out.splitlines()


def test_a_warning_about_a_shared_contact_names_the_file_of_the_bestuur(folder: Path, run: Run) -> None:
    edit(folder / "besturen" / "stichting-rivieren.yml", "2026-09-01", "2025-09-01")
    _, out, _ = run()
    message = "LET OP: 'Olga Martens' is al meer dan een jaar niet gecontroleerd."
    assert f"besturen/stichting-rivieren.yml, regel 14, kolom 5: Waarschuwing: {message}" in out
    assert out.count(message) == 1


def test_photos_are_read_from_disk(folder: Path, run: Run) -> None:
    photos = folder / "fotos" / "voorbeeld-college"
    (photos / "kok.jpg").write_bytes(b"<html>")
    (photos / "yilmaz.jpg").write_bytes(b"\xff\xd8\xff" + b"\0" * 250_000)
    (photos / "okafor.jpg").unlink()
    _, out, _ = run()
    assert "De foto kok.jpg van 'Sanne Kok' is geen echte foto." in out
    assert "De foto yilmaz.jpg van 'Emre Yılmaz' is te zwaar: 250 kB (hoogstens 200)." in out
    assert "De foto okafor.jpg van 'Chidi Okafor' is er niet." in out


# ---- ways to write it


def test_json_for_programs(folder: Path, run: Run) -> None:
    edit(folder / WERF, "rol: teamleider", "rol: teamlijder")
    status, out, _ = run("--format", "json", f"schools/{WERF}")
    assert status == 1
    assert json.loads(out) == [
        {
            "bestand": f"schools/{WERF}",
            "regel": 23,
            "kolom": 5,
            "soort": "fout",
            "melding": "De rol 'teamlijder' bestaat niet. Bedoel je 'teamleider'?",
            "oplossing": "",
        }
    ]
    rows = json.loads(run("--format=json")[1])
    assert {row["soort"] for row in rows} == {"fout", "waarschuwing"}


def test_github_shows_it_beside_the_line(folder: Path, run: Run) -> None:
    edit(folder / WERF, "rol: teamleider", "rol: teamlijder")
    _, out, _ = run("--format", "github")
    lines = out.splitlines()
    message = "De rol 'teamlijder' bestaat niet. Bedoel je 'teamleider'?"
    assert f"::error file=schools/{WERF},line=23,col=5::{message}" in lines
    assert all(line.startswith(("::error file=schools/", "::warning file=schools/")) for line in lines)


def test_github_is_never_given_a_command_of_the_file_itself() -> None:
    problem = Problem("x", 1, "100%\r\n::error::x", "a,b:c")
    shown: list[str] = []
    finding = check.Finding(Path("/a,b:c%.yml"), problem, "waarschuwing")
    check.write(check.Result((finding,), 1, 0), "github", shown.append)
    assert shown == ["::warning file=/a%2Cb%3Ac%25.yml,line=1,col=1::100%25%0D%0A::error::x a,b:c"]


# ---- arguments


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["weg.yml"], "Het bestand weg.yml is er niet. Kijk of de naam en de map kloppen."),
        (["--format", "xml"], "'xml' kan niet bij --format. Kies uit: 'tekst', 'json', 'github'."),
        (["--format"], "Achter --format hoort nog iets te staan."),
        (["--snel"], "Dit ken ik niet: --snel."),
    ],
)
def test_a_wrong_argument_is_status_two(arguments: list[str], message: str, folder: Path, run: Run) -> None:
    status, out, err = run(*arguments)
    assert (status, out, err.splitlines()[0]) == (2, "", message)


def test_a_folder_that_is_not_there(folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEGWIJZER_SCHOOLS", "/weg")
    assert run()[::2] == (2, "De map /weg is er niet. Kijk naar WEGWIJZER_SCHOOLS.\n")


def test_names_that_are_almost_right_are_warnings(folder: Path, run: Run) -> None:
    for name in ("x.yaml", "x.yml.txt", "x (1).yml", "x (conflict).yml", ".x.yml", "besturen/y (1).yml"):
        shutil.copy(folder / WERF, folder / name)
    status, out, _ = run()
    said = "Waarschuwing: Deze bestandsnaam kan niet, dus dit bestand telt niet mee."
    copy = "Is dit een kopie? Zet de goede tekst in het echte bestand en gooi deze weg."
    assert status == 0
    assert [row for row in out.splitlines() if said in row] == [
        f"besturen/y (1).yml, regel 1, kolom 1: {said} {copy}",
        f"x (1).yml, regel 1, kolom 1: {said} {copy}",
        f"x (conflict).yml, regel 1, kolom 1: {said} {copy}",
        f"x.yaml, regel 1, kolom 1: {said} Noem het x.yml.",
        f"x.yml.txt, regel 1, kolom 1: {said} Noem het x.yml.",
    ]


def test_a_folder_stands_for_its_files(folder: Path, run: Run, tmp_path: Path) -> None:
    edit(folder / WERF, "rol: teamleider", "rol: teamlijder")
    status, out, err = run("schools")
    assert (status, err) == (1, "")
    assert "Bestanden die kloppen: 4. Met fouten: 1." in out
    (tmp_path / "mail").mkdir()
    shutil.copy(folder / WERF, tmp_path / "mail")
    shutil.copy(folder / WERF, tmp_path / "mail" / "x.yaml")
    status, out, _ = run("mail")
    assert status == 1
    assert "mail/vmbo-de-werf.yml, regel 23, kolom 5: De rol 'teamlijder' bestaat niet." in out
    assert "x.yaml, regel 1, kolom 1: Waarschuwing: Deze bestandsnaam kan niet" in out
    (tmp_path / "leeg").mkdir()
    assert run("leeg") == (2, "", "In de map leeg staat geen schoolbestand (.yml).\n")


def test_a_missing_national_list_says_what_to_do(folder: Path, run: Run) -> None:
    (folder / "landelijk" / "hulplijnen.yml").unlink()
    status, out, err = run()
    assert (status, err) == (1, "")
    assert out.splitlines()[0] == (
        "landelijk/hulplijnen.yml, regel 1, kolom 1: De landelijke lijst is er niet in de map schools. "
        "Zet landelijk/hulplijnen.yml terug. Of staan je bestanden ergens anders? "
        "Kijk dan naar WEGWIJZER_SCHOOLS."
    )


def test_the_help_is_dutch(run: Run) -> None:
    status, out, _ = run("--help")
    assert status == 0
    assert out.startswith("gebruik: uv run wegwijzer check [-h] [--format {tekst,json,github}]")
    for word in ("usage", "options", "positional", "show this"):
        assert word not in out
