"""The two printed sheets: who stands on them, from which file, and what happens when someone does not fit."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from gateway.app import create_app
from gateway.sheets import Entry, fit, team_lines, wall_lines
from tests.gateway.test_app import CONFIG
from tests.gateway.test_pages import SCHOOLS, Page
from wegwijzer import tables
from wegwijzer.school_files import load_helplines, load_school
from wegwijzer.topics import roles, topics

WORDS = tables.load("sheet_texts")
LINES = load_helplines(CONFIG.schools)
SHEETS = ("handreiking", "lesblad")


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with TestClient(create_app(CONFIG)) as client:
        yield client


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the example schools that a test may edit."""
    shutil.copytree(CONFIG.schools, tmp_path / "schools")
    return tmp_path / "schools"


def with_school(folder: Path, contacts: str) -> TestClient:
    """Return a client at a gateway where the school `proef` has these contacts."""
    (folder / "proef.yml").write_text(
        f"school: {{naam: Proef, plaats: Proefdorp, website: 'https://a.example'}}\ncontacten:\n{contacts}",
        encoding="utf-8",
    )
    return TestClient(create_app(replace(CONFIG, schools=folder)))


def task(source: str, title: str, explanation: str) -> str:
    """Return the part of the handreiking about one task."""
    return source.split(f"<h3>{title} <span>{explanation}</span></h3>")[1].split("</section>", maxsplit=1)[0]


def test_the_team_sees_who_does_what_at_its_own_school(client: TestClient) -> None:
    source = client.get("/handreiking/voorbeeld-college").text
    assert "Marieke Bakker" in task(source, "Regie", "houdt alles bij elkaar")
    confidants = task(source, "Vertrouwenspersoon", "op school")
    for part in ("Samira Jansen", "Bel 030 000 00 01", "Waar: B1.12", "ma 08:30-16:00", "Ruben de Wit"):
        assert part in confidants
    assert "Naima Amrani" not in confidants
    assert "Naima Amrani" in task(source, "Vertrouwenspersoon", "buiten school")
    assert "Chidi Okafor" in task(source, "Pesten", "na de mentor")
    assert "Marieke Bakker (zie boven)" in task(source, "Extra hulp", "op school")


def test_what_a_school_lacks_is_said_in_words(client: TestClient) -> None:
    source = client.get("/handreiking/vmbo-de-werf").text
    assert "Vraag het bestuur wie dit is." in task(source, "Vertrouwenspersoon", "buiten school")
    assert "Begin bij de mentor." in task(source, "Pesten", "na de mentor")
    assert "<h3>Directie" not in source


def test_someone_who_takes_up_bullying_counts_without_the_title(folder: Path) -> None:
    contacts = "- {id: a, rol: docent, naam: Ada Kist, hoe: Loop langs., themas: [pesten]}\n"
    with with_school(folder, contacts) as client:
        source = client.get("/handreiking/proef").text
    assert "Ada Kist" in task(source, "Pesten", "na de mentor")
    assert WORDS["handreiking"]["groepen"][0]["leeg"] in task(source, "Regie", "houdt alles bij elkaar")


def test_after_school_the_sheet_has_who_never_closes_and_who_works_late(client: TestClient) -> None:
    for school, late in (("lyceum-aan-de-lek", True), ("vmbo-de-werf", False)):
        source = client.get(f"/handreiking/{school}").text
        part = source.split(WORDS["handreiking"]["laat"]["titel"])[1].split("</section>")[0]
        for line in WORDS["handreiking"]["laat"]["lijnen"]:
            assert part.count(f">{LINES[line].reach.phone}<") == 1
        assert ("Olga Martens" in part) is late


def test_a_line_that_no_longer_answers_at_night_is_not_on_the_sheet_for_the_night(folder: Path) -> None:
    file = folder / "landelijk" / "hulplijnen.yml"
    text = file.read_text(encoding="utf-8")
    start = text.index("- id: centrum-seksueel-geweld")
    changed = text[:start] + text[start:].replace("open: altijd", 'open: {ma: "09:00-17:00"}', 1)
    file.write_text(changed, encoding="utf-8")
    with TestClient(create_app(replace(CONFIG, schools=folder))) as client:
        source = client.get("/handreiking/vmbo-de-werf").text
    part = source.split(WORDS["handreiking"]["laat"]["titel"])[1].split("</section>")[0]
    assert "Centrum Seksueel Geweld" not in part
    assert "0800-2000" in part


@pytest.mark.parametrize("sheet", SHEETS)
def test_a_number_comes_from_the_national_file(folder: Path, sheet: str) -> None:
    file = folder / "landelijk" / "hulplijnen.yml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace('telefoon: "113"', 'telefoon: "0800 111 22 33"'), encoding="utf-8")
    with TestClient(create_app(replace(CONFIG, schools=folder))) as client:
        source = client.get(f"/{sheet}/vmbo-de-werf").text
    assert "Bel 0800 111 22 33" in source
    assert not re.search(r"Bel 113\b", source)
    assert "{11" not in source


def test_a_line_that_left_the_national_file_leaves_the_sheets(folder: Path) -> None:
    file = folder / "landelijk" / "hulplijnen.yml"
    text = file.read_text(encoding="utf-8")
    file.write_text(re.sub(r"  - id: chat-met-fier\n(?:    .*\n)+", "", text), encoding="utf-8")
    with TestClient(create_app(replace(CONFIG, schools=folder))) as client:
        answer = client.get("/lesblad/vmbo-de-werf")
    assert answer.status_code == 200
    assert "Fier" not in answer.text
    assert "0800-0432" in answer.text


@pytest.mark.parametrize("school", SCHOOLS)
def test_the_lesson_sheet_has_the_people_the_lines_and_both_addresses(
    client: TestClient, school: str
) -> None:
    source = client.get(f"/lesblad/{school}").text
    assert source.count('class="qr"') == 2
    for path in ("chat", "hulp", "handreiking"):
        assert f"http://testserver/{path}/{school}" in source
    for line in WORDS["lesblad"]["lijnen"]:
        assert f"<strong>{LINES[line].name}</strong>" in source
    assert "je eigen mentor" in source


def test_two_confidants_stand_on_the_wall_before_a_third_of_another_role(client: TestClient) -> None:
    source = client.get("/lesblad/voorbeeld-college").text
    names = re.findall(r'<p class="naam"><strong>(.*?)</strong></p>\s*<p class="rol">', source)
    assert names[:4] == ["je eigen mentor", "Samira Jansen", "Naima Amrani", "Ruben de Wit"]


def test_who_does_not_fit_is_counted(folder: Path) -> None:
    row = "- {{id: c{0}, rol: {1}, naam: Kim {0}, bereik: {{telefoon: '030 000 00 {0:02}'}}}}\n"
    known = list(roles())
    contacts = "".join(row.format(number, known[number % len(known)]) for number in range(40))
    with with_school(folder, contacts) as client:
        source = client.get("/lesblad/proef").text
        team = client.get("/handreiking/proef").text
    for page in (source, team):
        shown = len(set(re.findall(r"<strong>(Kim \d+)</strong>", page)))
        assert shown >= 8
        said = re.findall(r"Nog (\d+), op http://testserver/hulp/proef", page)
        assert shown + int(said[0]) == 40


@pytest.mark.parametrize("school", SCHOOLS)
def test_the_team_sheet_counts_who_has_no_task_and_not_who_works_late(
    client: TestClient, school: str
) -> None:
    source = client.get(f"/handreiking/{school}").text
    everyone = load_school(CONFIG.schools, school, LINES).contacts
    missing = [contact.name for contact in everyone if f"<strong>{contact.name}</strong>" not in source]
    assert missing
    assert f"Nog {len(missing)}, op http://testserver/hulp/{school}" in source


def test_room_is_for_the_first_and_one_is_always_shown() -> None:
    entries = [Entry(str(number), "x" * 30, "y", ("z",)) for number in range(9)]
    each = wall_lines(entries[0])
    assert fit(entries, 2 * each) == (entries[:4], 5)
    assert fit(entries, 0) == (entries[:1], 8)
    assert fit([], 10) == ([], 0)


def test_nobody_less_fitting_goes_before_someone_who_takes_more_room() -> None:
    short, tall = Entry("a", "An", "mentor", ("Bel 1",)), Entry("b", "Bo", "mentor", ("x" * 400,))
    assert fit([short, tall, short], 2 * wall_lines(short)) == ([short], 2)


def test_what_does_not_fit_on_a_line_makes_another() -> None:
    short = Entry("a", "An", "mentor", ("Bel 1", "ma 08:30-16:00"))
    assert team_lines(short) == 2
    assert team_lines(replace(short, how=("x" * 30, "y" * 30, "z" * 100))) == 5


def test_the_table_names_real_roles_themes_and_lines() -> None:
    team, lesson = WORDS["handreiking"], WORDS["lesblad"]
    for row in team["groepen"]:
        assert set(row.get("rollen", ())) <= set(roles())
        assert set(row.get("themas", ())) <= set(topics())
        assert row.get("regie") or row["rollen"]
    assert set(lesson["rollen"]) <= set(roles())
    lines = [*team["laat"]["lijnen"], *(row["id"] for row in team["bellen"]["lijnen"])]
    assert set(lines) | set(lesson["lijnen"]) <= set(LINES)
    for line in lines:
        assert "medewerker" in LINES[line].audience
    for line in lesson["lijnen"]:
        assert "leerling" in LINES[line].audience
    assert sum(step["minuten"] for step in lesson["plan"]) == 25


@pytest.mark.parametrize("sheet", SHEETS)
def test_no_search_engine_keeps_a_sheet(client: TestClient, sheet: str) -> None:
    page = Page(client.get(f"/{sheet}/vmbo-de-werf").text)
    assert {"name": "robots", "content": "noindex"} in page.all("meta")
    assert not page.all("script")


def test_the_demo_page_leads_to_both_sheets(client: TestClient) -> None:
    hrefs = Page(client.get("/").text).hrefs()
    assert {"/handreiking/voorbeeld-college", "/lesblad/voorbeeld-college"} <= set(hrefs)


def test_the_demo_page_says_of_no_school_that_it_is_made_up(folder: Path) -> None:
    with with_school(folder, "- {id: a, rol: docent, naam: Ada Kist, hoe: Loop langs.}\n") as client:
        (folder / "voorbeeld-college.yml").unlink()
        foot = client.get("/").text.split("<footer")[1].split("</footer>")[0]
    assert "voorbeeld van een schoolsite" in foot
    assert not re.search("bestaat niet|nummers", foot)


@pytest.mark.parametrize("page", ["hulp", "chat", *SHEETS])
def test_a_phone_may_begin_the_name_of_a_school_with_a_capital(client: TestClient, page: str) -> None:
    answer = client.get(f"/{page}/Voorbeeld-College", follow_redirects=False)
    assert answer.status_code == 307
    arrived = client.get(f"/{page}/Voorbeeld-College")
    assert (arrived.status_code, arrived.url.path) == (200, f"/{page}/voorbeeld-college")
    assert client.get(f"/{page}/Bestaat-Niet", follow_redirects=False).status_code == 404
