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
    table.locator("tbody tr").nth(15).scroll_into_view_if_needed()
    page.evaluate("scrollBy(150, 400)")
    head = table.locator("thead th").first.bounding_box()
    topic = table.locator("tbody tr").nth(15).locator("th").bounding_box()
    assert head is not None
    assert topic is not None
    assert (round(head["y"]), round(head["x"]), round(topic["x"])) == (0, 0, 0)


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
