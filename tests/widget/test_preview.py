"""The preview for staff in a real browser: it follows the file, also without script; axe finds nothing."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.staff.preview_server import PreviewServer
from tests.widget.conftest import DESK, PHONE
from tests.widget.test_accessibility import SCREENS, violations
from wegwijzer import settings

NARROW = {"viewport": {"width": 320, "height": 800}}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("preview") / "schools"
    shutil.copytree(settings.ROOT / "school_configs", folder)
    return folder


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[PreviewServer]:
    with PreviewServer(folder / "voorbeeld-college.yml", folder) as running:
        yield running


@pytest.fixture
def file(folder: Path) -> Iterator[Path]:
    """The file that is shown; every test leaves it as it was."""
    path = folder / "voorbeeld-college.yml"
    before = path.read_text(encoding="utf-8")
    yield path
    path.write_text(before, encoding="utf-8")


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def visit(browser: Browser, url: str, **how: Any) -> Page:
    context = browser.new_context(**how)
    context.set_default_timeout(15_000)
    page = context.new_page()
    page.goto(url)
    return page


def test_save_and_the_page_follows_where_one_was(browser: Browser, server: PreviewServer, file: Path) -> None:
    page = visit(browser, server.origin + "/?thema=pesten", **DESK)
    name = page.get_by_role("heading", name="Chidi Okafor")
    expect(name).to_be_visible()
    page.evaluate("scrollTo(0, 900)")
    edit(file, "naam: Chidi Okafor", "naam: Chidi Nieuw")
    expect(page.get_by_role("heading", name="Chidi Nieuw")).to_be_visible(timeout=15_000)
    page.wait_for_function("scrollY === 900")

    edit(file, "rol: decaan", "rol: decaaan")
    wrong = page.get_by_role("region", name="Dit bestand heeft fouten")
    expect(wrong).to_contain_text("De rol 'decaaan' bestaat niet. Bedoel je 'decaan'?", timeout=15_000)
    expect(page.get_by_role("heading", name="Chidi Nieuw")).to_be_visible()
    edit(file, "rol: decaaan", "rol: decaan")
    expect(wrong).to_have_count(0, timeout=15_000)
    page.context.close()


def test_a_choice_that_was_made_is_not_undone(browser: Browser, server: PreviewServer, file: Path) -> None:
    page = visit(browser, server.origin, **DESK)
    page.get_by_label("Waar gaat het over?").select_option("pesten")
    edit(file, "naam: Chidi Okafor", "naam: Chidi Later")
    expect(page.get_by_role("status")).to_have_text("Het bestand is veranderd. Kies Bekijk.", timeout=15_000)
    page.get_by_role("button", name="Bekijk").click()
    expect(page.get_by_role("heading", name="Chidi Later")).to_be_visible()
    page.context.close()


def test_it_works_without_script_and_with_the_keyboard(browser: Browser, server: PreviewServer) -> None:
    page = visit(browser, server.origin, **DESK, java_script_enabled=False)
    page.get_by_label("Waar gaat het over?").select_option("Somberheid")
    page.get_by_label("Wanneer?").fill("2026-12-24 10:00")
    page.get_by_label("Wie typt er?").select_option("een ouder")
    page.get_by_label("Wanneer?").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Het gesprek: Somberheid")
    expect(page.get_by_text("De school is dan dicht: kerstvakantie.")).to_be_visible()
    expect(page.get_by_label("Wie typt er?")).to_have_value("ouder")
    page.get_by_role("link", name="De hulppagina").click()
    expect(page.get_by_text("donderdag 24 december 2026, 10:00")).to_be_visible()
    expect(page.get_by_text("Let op: dit bestand is live.")).to_be_visible()
    page.context.close()


def test_every_topic_is_one_click_away(browser: Browser, server: PreviewServer) -> None:
    page = visit(browser, server.origin + "/?tijd=ma+22:00", **PHONE)
    page.get_by_role("link", name="Gedachten aan zelfdoding").click()
    expect(page.get_by_text("Dit is spoed.")).to_be_visible()
    expect(page.get_by_text("maandag 23 november 2026, 22:00")).to_be_visible()
    expect(page.get_by_role("link", name="Bel 0800-0113").first).to_be_visible()
    page.get_by_role("link", name="Volgend thema").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Het gesprek: Jezelf pijn doen")
    page.context.close()


@pytest.mark.parametrize("path", ["/", "/?thema=pesten", "/?thema=suicidaliteit", "/hulp/voorbeeld-college"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("screen", SCREENS)
def test_axe_finds_nothing(
    browser: Browser, server: PreviewServer, path: str, scheme: str, screen: str
) -> None:
    page = visit(browser, server.origin + path, **SCREENS[screen], color_scheme=scheme)
    assert violations(page) == []
    page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_with_mistakes(
    browser: Browser, server: PreviewServer, file: Path, scheme: str
) -> None:
    edit(file, "rol: decaan", "rol: decaaan")
    page = visit(browser, server.origin + "/?thema=pessten", **DESK, color_scheme=scheme)
    expect(page.get_by_role("region", name="Dit bestand heeft fouten")).to_be_visible()
    assert violations(page) == []
    page.context.close()


@pytest.mark.parametrize("path", ["/", "/?thema=ongewenst_gedrag_personeel", "/hulp/voorbeeld-college"])
def test_it_fits_a_narrow_screen(browser: Browser, server: PreviewServer, path: str) -> None:
    page = visit(browser, server.origin + path, **NARROW)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.context.close()


def test_it_says_when_it_has_stopped(browser: Browser, folder: Path) -> None:
    with PreviewServer(folder / "vmbo-de-werf.yml", folder) as server:
        page = visit(browser, server.url, **DESK)
        expect(page.get_by_text("Vmbo De Werf, Delfzijl")).to_be_visible()
        assert server.stop()[0] == 0
        expect(page.get_by_role("status")).to_contain_text("Het voorbeeld is gestopt.", timeout=15_000)
        page.context.close()
