"""The page of `wegwijzer coverage` in a real browser, with many schools."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from runner import cli
from tests.widget.conftest import DESK
from tests.widget.test_accessibility import SCREENS, violations
from wegwijzer import settings


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A page with twenty schools, of which some miss somebody."""
    schools = tmp_path / "schools"
    shutil.copytree(settings.ROOT / "school_configs", schools)
    text = (schools / "vmbo-de-werf.yml").read_text(encoding="utf-8")
    for number in range(17):
        role = "gsa" if number % 5 == 0 else "mentor"
        copy = text.replace("naam: Vmbo De Werf", f"naam: De Werf {number}").replace(
            "rol: mentor", f"rol: {role}"
        )
        copy = copy.replace(
            "rol: schoolmaatschappelijk_werker", f"rol: {'gsa' if role == 'gsa' else 'decaan'}"
        )
        (schools / f"werf-{number}.yml").write_text(copy, encoding="utf-8")
    monkeypatch.setenv("WEGWIJZER_SCHOOLS", str(schools))
    monkeypatch.setattr(cli.signal, "signal", lambda *_: None)
    assert cli.main(["coverage", "--html", str(tmp_path / "dekking.html")]) == 0
    return tmp_path / "dekking.html"


@pytest.fixture
def page(browser: Browser, file: Path) -> Iterator[Page]:
    context = browser.new_context(**DESK)
    page = context.new_page()
    page.goto(file.as_uri())
    yield page
    context.close()


def test_the_head_and_the_topics_stay_in_sight(page: Page) -> None:
    table = page.locator("table.wie").nth(1)
    page.locator("summary").nth(1).click()
    box = page.locator(".groep .schuif").nth(1)
    box.scroll_into_view_if_needed()
    box.evaluate("box => box.scrollBy(150, 400)")
    edge = box.bounding_box()
    head = table.locator("thead th").first.bounding_box()
    topic = table.locator("tbody tr").nth(15).locator("th").bounding_box()
    assert head is not None
    assert topic is not None
    assert edge is not None
    assert (round(head["y"]), round(head["x"])) == (round(edge["y"]), round(edge["x"]))
    assert round(topic["x"]) == round(edge["x"])


def test_many_schools_show_first_what_is_missing(page: Page) -> None:
    assert page.locator("table.samen td .merk").first.is_visible()
    assert not page.locator("table.wie").first.is_visible()
    page.locator("table.samen a").first.click()
    assert page.locator("table.wie").first.is_visible()


@pytest.mark.parametrize("width", [360, 1280])
def test_the_page_is_as_wide_as_the_screen(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    for summary in page.locator("summary").all():
        summary.click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_paper_has_every_name(page: Page) -> None:
    page.emulate_media(media="print")
    assert all(table.bounding_box()["height"] > 500 for table in page.locator("table.wie").all())  # type: ignore[index]


def test_a_table_fits_a_sheet_of_paper(page: Page) -> None:
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 1047, "height": 718})  # A4 on its side, within its margins
    assert page.evaluate("document.documentElement.scrollWidth") <= 1047


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("screen", SCREENS)
def test_axe_finds_nothing(browser: Browser, file: Path, scheme: str, screen: str) -> None:
    context = browser.new_context(**SCREENS[screen], color_scheme=scheme)
    page = context.new_page()
    page.goto(file.as_uri())
    assert violations(page) == []
    context.close()
