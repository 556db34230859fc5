"""`wegwijzer coverage` as staff of one school, of a bestuur and a program meet it."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from tests.staff.conftest import WERF, Run, edit
from wegwijzer import tables
from wegwijzer.topics import topics

COMMAND = "coverage"


def many(folder: Path, number: int) -> None:
    for copy in range(number):
        shutil.copy(folder / WERF, folder / f"werf-{copy}.yml")
        edit(folder / f"werf-{copy}.yml", "naam: Vmbo De Werf", f"naam: De Werf {copy}")


def test_every_topic_with_a_name_and_a_line_from_outside(folder: Path, run: Run) -> None:
    status, out, err = run(f"schools/{WERF}")
    assert (status, err) == (0, "")
    rows = [line for line in out.splitlines() if line.startswith("● ")]
    assert len(rows) == len(topics())
    assert re.search(r"^● Pesten +je eigen mentor +Greet Bos +De Kindertelefoon$", out, re.MULTILINE)
    assert out.splitlines()[-1] == "Voor elk thema is er iemand."


def test_what_is_missing_is_counted_and_named(folder: Path, run: Run) -> None:
    edit(folder / WERF, "rol: mentor", "rol: gsa")
    edit(folder / WERF, "rol: schoolmaatschappelijk_werker", "rol: gsa")
    edit(folder / WERF, "naam: Greet Bos\n", "naam: Greet Bos\n    niet_voor: [rouw]\n")
    edit(folder / WERF, "naam: Jan Kuiper\n", "naam: Jan Kuiper\n    niet_voor: [rouw]\n")
    status, out, _ = run(f"schools/{WERF}")
    assert status == 0
    assert re.search(r"^! Somberheid +Greet Bos +Jan Kuiper", out, re.MULTILINE)
    assert re.search(r"Voor \d+ thema's is er niemand:", out)
    assert "! Somberheid (somberheid)" in " ".join(out.split())
    assert "Zet bij iemand 'themas: [" in out


@pytest.mark.parametrize("schools", [0, 5])
def test_it_fits_in_100_columns(folder: Path, run: Run, schools: int) -> None:
    many(folder, schools)
    _, out, _ = run()
    assert max(map(len, out.splitlines())) <= 100


def test_many_schools_show_what_is_missing(folder: Path, run: Run) -> None:
    many(folder, 5)
    edit(folder / "werf-3.yml", "rol: mentor", "rol: gsa")
    edit(folder / "werf-3.yml", "rol: schoolmaatschappelijk_werker", "rol: gsa")
    _, out, _ = run()
    assert out.count("Voor elk thema is er iemand.") == 7
    assert re.search(r"^  Somberheid +bij 1 van 8 scholen is er niemand$", out, re.MULTILINE)
    assert "Greet Bos" not in out
    assert "wegwijzer coverage --html" in out


def test_a_file_outside_the_folder_has_its_bestuur(folder: Path, run: Run, tmp_path: Path) -> None:
    (tmp_path / "mail").mkdir()
    shutil.copy(folder / "lyceum-aan-de-lek.yml", tmp_path / "mail" / "nieuw.yml")
    status, out, _ = run("mail/nieuw.yml")
    assert status == 0
    assert "Olga Martens°" in out


def test_a_file_with_mistakes_does_not_hide_the_others(folder: Path, run: Run) -> None:
    edit(folder / WERF, "rol: teamleider", "rol: teamlijder")
    status, out, err = run()
    assert status == 1
    assert "regel 23, kolom 5: De rol 'teamlijder' bestaat niet." in err
    assert "VOORBEELD COLLEGE, UTRECHT" in out
    assert "VMBO DE WERF" not in out


def test_only_wrong_files_show_nothing_but_their_mistakes(folder: Path, run: Run, tmp_path: Path) -> None:
    edit(folder / WERF, "rol: teamleider", "rol: teamlijder")
    status, out, err = run(f"schools/{WERF}", "--html", "dekking.html")
    assert (status, out) == (1, "")
    assert f"schools/{WERF}, regel 23, kolom 5" in err
    assert not (tmp_path / "dekking.html").exists()


def test_a_copy_in_the_folder_is_no_school(folder: Path, run: Run) -> None:
    shutil.copy(folder / WERF, folder / "Vmbo De Werf (1).yml")
    status, out, err = run()
    assert status == 1
    assert err.startswith("Vmbo De Werf (1).yml, regel 1, kolom 1: Deze bestandsnaam kan niet.")
    assert out.count("VMBO DE WERF") == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("weg.yml", "is er niet"),
        ("schools", "is een map"),
        ("schools/besturen/stichting-rivieren.yml", "van een bestuur"),
        ("schools/landelijk/hulplijnen.yml", "de landelijke lijst"),
    ],
)
def test_what_is_no_school(folder: Path, run: Run, typed: str, said: str) -> None:
    status, out, err = run(typed)
    assert (status, out) == (2, "")
    assert said in err


def test_json_for_a_program(folder: Path, run: Run) -> None:
    status, out, _ = run("--format", "json")
    found = json.loads(out)
    assert status == 0
    assert [row["school"] for row in found] == ["lyceum-aan-de-lek", "vmbo-de-werf", "voorbeeld-college"]
    bullying = next(cell for cell in found[2]["themas"] if cell["thema"] == "pesten")
    assert bullying["hoe"] == "keuze"
    assert bullying["mensen"][0] == {
        "id": "pesten-okafor",
        "naam": "Chidi Okafor",
        "rol": "aanspreekpunt_pesten",
        "hoe": "keuze",
        "buiten_school": False,
    }
    assert bullying["buiten"][0] == "kindertelefoon"
    assert found[2]["totalen"]["keuze"] == 2


def test_the_page_needs_nothing_else(folder: Path, run: Run, tmp_path: Path) -> None:
    many(folder, 5)
    edit(folder / "werf-3.yml", "naam: Jan Kuiper", "naam: Jan <b>Kuiper</b>")
    status, out, _ = run("--html", "dekking.html")
    page = (tmp_path / "dekking.html").read_text(encoding="utf-8")
    assert (status, out) == (0, f"{tables.load('coverage_texts')['html'].format(pad='dekking.html')}\n")
    assert page.count('<table class="wie">') == 2
    assert "Jan &lt;b&gt;Kuiper&lt;/b&gt;" in page
    assert not re.search(r"<script|https?://|src=|@import|url\(", page)


def test_a_page_that_cannot_be_written(folder: Path, run: Run) -> None:
    status, _, err = run("--html", "weg/dekking.html")
    assert status == 2
    assert "weg/dekking.html" in err
    assert "Traceback" not in err


@pytest.mark.parametrize("typed", [f"schools/{WERF}", "nieuw.YAML", "dekking", "notities.html", "link.html"])
def test_a_page_never_replaces_another_file(folder: Path, run: Run, tmp_path: Path, typed: str) -> None:
    (tmp_path / "notities.html").write_text("<p>Van de mentor</p>", encoding="utf-8")
    (tmp_path / "link.html").symlink_to(folder / WERF)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    status, out, err = run("--html", typed)
    assert (status, out) == (2, "")
    assert typed in err
    assert "--html dekking.html" in err
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_a_page_replaces_the_one_of_yesterday(folder: Path, run: Run, tmp_path: Path) -> None:
    run("--html", "dekking.html")
    edit(folder / WERF, "naam: Jan Kuiper", "naam: Jan Nieuw")
    status, _, err = run("--html", "dekking.html")
    assert (status, err) == (0, "")
    assert "Jan Nieuw" in (tmp_path / "dekking.html").read_text(encoding="utf-8")


def test_schools_stand_as_people_count(folder: Path, run: Run) -> None:
    many(folder, 11)
    _, out, _ = run()
    heads = re.findall(r"^DE WERF (\d+),", out, re.MULTILINE)
    assert heads == [str(number) for number in range(11)]
