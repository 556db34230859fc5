"""The demo page in a real Chromium: a conversation, a crisis, no request to another host, nothing stored."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from runner.system import System

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]

pytestmark = pytest.mark.skipif(
    CHROMIUM is None and "CI" not in os.environ, reason="no Chromium here (Debian: apt install chromium)"
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, system: System) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(system.url)
    expect(page.get_by_text("Waar zit je mee?")).to_be_visible()
    yield page
    context.close()


def say(page: Page, text: str) -> None:
    page.get_by_role("textbox").fill(text)
    page.get_by_role("textbox").press("Enter")


def test_a_conversation_by_typing_and_by_buttons(page: Page) -> None:
    say(page, "kan niet slapen van de toetsweek")
    page.get_by_role("button", name="Op school").click()
    expect(page.get_by_role("heading", name="Sanne Kok")).to_be_visible()
    page.get_by_role("button", name="je eigen mentor").click()
    page.get_by_role("button", name="Dit ga ik doen").click()
    expect(page.get_by_text("Jouw stap")).to_be_visible()


def test_a_crisis_shows_numbers_one_can_press(page: Page) -> None:
    say(page, "ik wil niet meer leven")
    expect(page.get_by_role("link", name="0800-0113")).to_have_attribute("href", "tel:08000113")
    expect(page.get_by_role("heading", name="je eigen mentor")).to_be_visible()


def test_help_now_is_always_there(page: Page) -> None:
    page.get_by_role("button", name="Hulp nu").first.click()
    expect(page.get_by_role("heading", name="112")).to_be_visible()


def test_markup_that_is_typed_stays_text(page: Page) -> None:
    say(page, "<img src=x onerror=alert(1)> ik heb ruzie")
    expect(page.get_by_text("<img src=x onerror=alert(1)> ik heb ruzie")).to_be_visible()


def test_nothing_is_stored_and_no_other_host_is_asked(browser: Browser, system: System) -> None:
    context = browser.new_context()
    page = context.new_page()
    hosts: set[str] = set()
    page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    page.goto(system.url)
    say(page, "ik word gepest")
    expect(page.get_by_role("button", name="Buiten school")).to_be_visible()
    assert hosts == {system.url.removeprefix("http://")}
    assert context.cookies() == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert [line for line in problems if "favicon" not in line] == []
    page.get_by_role("button", name="Wis dit gesprek").click()
    expect(page.get_by_text("Het gesprek is gewist.")).to_be_visible()
    context.close()


def test_without_script_the_help_lines_are_there(browser: Browser, system: System) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(system.url)
    expect(page.get_by_role("link", name="0800-0432")).to_be_visible()
    context.close()


def test_a_lost_connection_keeps_the_text_and_shows_the_lines(page: Page) -> None:
    page.context.set_offline(True)
    say(page, "ik heb ruzie thuis")
    expect(page.get_by_text("Ik krijg geen verbinding")).to_be_visible()
    expect(page.get_by_role("textbox")).to_have_value("ik heb ruzie thuis")
    expect(page.get_by_role("link", name="0800-0113")).to_be_visible()
    page.context.set_offline(False)
    page.get_by_role("button", name="Stuur").click()
    expect(page.get_by_role("textbox")).to_have_value("")
