"""The two sheets as the real browser prints them: two sides of A4, whatever a school's file holds."""

from __future__ import annotations

import re
import time
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page

from runner.system import System
from tests.widget.conftest import DESK
from tests.widget.test_accessibility import SCREENS, violations

Visit = Callable[..., Page]

EXAMPLES = ("voorbeeld-college", "vmbo-de-werf", "lyceum-aan-de-lek")
SHEETS = ("handreiking", "lesblad")
ROLES = (
    "mentor",
    "docent",
    "interne_vertrouwenspersoon",
    "externe_vertrouwenspersoon",
    "zorgcoordinator",
    "schoolmaatschappelijk_werker",
    "jeugdverpleegkundige",
    "aanspreekpunt_pesten",
    "veiligheidscoordinator",
    "teamleider",
    "directie",
)
EVENINGS = '{ma: "08:00-10:00, 13:00-17:30", di: "08:30-10:00", wo: "08:15-10:00", do: "08:00-10:10"}'


def school_file(people: int, name: str, school: str = "Proef", more: str = "") -> str:
    """Return a school file with `people` contacts; `{n}` in `name` and `more` is the number of the person."""
    rows = "".join(
        f"  - {{id: c{n}, rol: {ROLES[n % len(ROLES)]}, naam: '{name.format(n=n)}',"
        f" bereik: {{telefoon: '030 000 00 {n:02}', mail: p{n}@school.example, kamer: 'B{n}'}}"
        f"{more}}}\n"
        for n in range(people)
    )
    return (
        f"school: {{naam: '{school}', plaats: '{school}', website: 'https://a.example'}}\ncontacten:\n{rows}"
    )


def row(n: int, role: str, more: str) -> str:
    return f"  - {{id: c{n}, rol: {role}, {more}}}\n"


LONG_NAME = "Wilhelmina-Alexandra van Oranje-Nassau tot Lippe-Biesterfeld en Amsberg-Bu {n}"
WORDY = (
    f", organisatie: '{'Vertrouwenspunt Noordoost ' * 3}', over_mij: '{'Ik luister naar jou. ' * 14}',"
    f" hoe: '{'Kom gerust langs in de pauze. ' * 10}', locatie: '{'gebouw Noord-Zuid ' * 4}',"
    f" aanwezig: {EVENINGS}"
)
WIDE_NAME = "Wilhelmina Alexandrowna van Oranje-Nassau-Mecklenburg tot Lippe-Biesterfeld Emm"
WIDE = "GEBOUW MAMMOETWEG ALMA WOMMELSDIJK KAMERNUMMER WADDENMAN 2"
MADE = {
    "proef-een": school_file(1, "je eigen mentor"),
    "proef-veertig": school_file(40, "Kim {n}"),
    "proef-weken": school_file(40, "Kim {n}", more=f", aanwezig: {EVENINGS}"),
    "proef-dubbel": school_file(14, "Maria-Louise van den Bergh-Hofstede {n}", "Lyceum aan de Lek"),
    "proef-lang": school_file(40, LONG_NAME, "Brede Scholengemeenschap voor Voortgezet Onderwijs", WORDY),
    # Few enough people for bigger letters, with too much to say for them.
    "proef-hoe": school_file(0, "")
    + "".join(
        row(n, "interne_vertrouwenspersoon", f"naam: Kim {n}, hoe: '{'Loop langs in de pauze. ' * 11}'")
        for n in range(3)
    ),
    "proef-drie": school_file(0, "")
    + "".join(
        row(n, role, f"naam: '{WIDE_NAME}', locatie: '{WIDE[:38]}', bereik: {{kamer: '{WIDE}'}}")
        for n, role in enumerate(ROLES[1:4])
    ),
    "proef-een-woord": school_file(40, "Abcdefghij" * 7 + " {n}", "Abcdefghij" * 8),
}


@pytest.fixture(scope="module")
def proofs(schools: Path, system: System) -> Iterator[None]:
    """The made schools, live in the running system."""
    for school, text in MADE.items():
        (schools / f"{school}.yml").write_text(text, encoding="utf-8")
    deadline = time.monotonic() + 10
    for school in MADE:
        while httpx.get(f"{system.url}/lesblad/{school}").status_code != 200:
            assert time.monotonic() < deadline, httpx.get(f"{system.url}/health").text
            time.sleep(0.2)
    yield
    for school in MADE:
        (schools / f"{school}.yml").unlink()


def sides(pdf: bytes) -> int:
    """Return how many pages a PDF has, also when its objects are packed."""
    packed = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    texts = [pdf]
    for stream in packed:
        try:
            texts.append(zlib.decompress(stream))
        except zlib.error:
            continue
    return sum(len(re.findall(rb"/Type\s*/Page\b", text)) for text in texts)


def printed(page: Page) -> bytes:
    return page.pdf(prefer_css_page_size=True)


@pytest.mark.parametrize("school", [*EXAMPLES, *MADE])
@pytest.mark.parametrize("sheet", SHEETS)
def test_a_sheet_is_two_sides_of_a4(visit: Visit, proofs: None, sheet: str, school: str) -> None:
    pdf = printed(visit(f"/{sheet}/{school}", **DESK))
    assert sides(pdf) == 2
    boxes = re.findall(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)", pdf)
    assert {(round(float(width)), round(float(height))) for width, height in boxes} == {(595, 842)}


def test_pages_are_counted(visit: Visit) -> None:
    page = visit("/hulp/voorbeeld-college", **DESK)
    assert sides(printed(page)) > 2


@pytest.mark.parametrize("sheet", SHEETS)
def test_a_phone_reads_a_sheet_without_sideways_scrolling(visit: Visit, proofs: None, sheet: str) -> None:
    for school in (*EXAMPLES, "proef-lang", "proef-een-woord"):
        page = visit(f"/{sheet}/{school}", viewport={"width": 320, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, school
        page.set_viewport_size({"width": 360, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, school


@pytest.mark.parametrize("sheet", SHEETS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("screen", SCREENS)
def test_axe_finds_nothing_on_a_sheet(visit: Visit, sheet: str, scheme: str, screen: str) -> None:
    page = visit(f"/{sheet}/voorbeeld-college", **SCREENS[screen], color_scheme=scheme)
    assert violations(page) == []


@pytest.mark.parametrize("sheet", SHEETS)
def test_a_sheet_works_without_script(visit: Visit, sheet: str) -> None:
    page = visit(f"/{sheet}/vmbo-de-werf", **DESK, java_script_enabled=False)
    assert page.locator("h1").is_visible()
    assert page.get_by_role("link", name="Snel weg").is_visible()


@pytest.mark.parametrize("sheet", SHEETS)
def test_the_printer_gets_black_on_white_also_at_night(visit: Visit, sheet: str) -> None:
    page = visit(f"/{sheet}/voorbeeld-college", **DESK, color_scheme="dark")
    page.emulate_media(media="print", color_scheme="dark")
    coloured = page.evaluate(
        """() => [...document.querySelectorAll('body, main, main *')]
          .filter(element => element.checkVisibility() && !element.closest('svg'))
          .map(element => [element.className, getComputedStyle(element)])
          .filter(([, style]) => !['rgb(0, 0, 0)'].includes(style.color)
            || !['rgba(0, 0, 0, 0)', 'rgb(255, 255, 255)'].includes(style.backgroundColor))
          .map(([name, style]) => `${name} ${style.color} ${style.backgroundColor}`)"""
    )
    assert coloured == []
    assert not page.locator(".balk").is_visible()
    assert not page.locator(".bladen").is_visible()
