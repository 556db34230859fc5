"""`make screenshots`: what a student sees on a phone and on a desk, by day and by night: `docs/schermen/`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from playwright.sync_api import Browser, Page

from evaluation.browser import chromium, running_system
from wegwijzer.settings import ROOT

FOLDER = ROOT / "docs" / "schermen"
SCREENS: dict[str, dict[str, Any]] = {
    "telefoon": {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True},
    "bureau": {"viewport": {"width": 1280, "height": 860}},
}
SCHEMES: dict[str, Literal["light", "dark"]] = {"licht": "light", "donker": "dark"}
SCROLL_MS = 900  # until a smooth scroll has come to rest


def start(page: Page) -> None:
    """The first words."""
    page.get_by_role("button", name="Chat", exact=True).click()
    page.get_by_text("Waar zit je mee?").wait_for()


def question(page: Page) -> None:
    """One small question."""
    start(page)
    page.get_by_role("textbox").fill("ze lachen me elke dag uit in de kleedkamer en filmen het")
    page.get_by_role("textbox").press("Enter")
    page.get_by_role("button", name="Op school", exact=True).wait_for()


def cards(page: Page) -> None:
    """People with a face, and a line outside school."""
    question(page)
    page.get_by_role("button", name="Op school", exact=True).click()
    page.get_by_role("button", name="Ander onderwerp").wait_for()


def first_step(page: Page) -> None:
    """How such a talk goes, and a sentence to begin with."""
    cards(page)
    page.get_by_role("button", name="Kies").first.click()
    page.get_by_role("button", name="Dit ga ik doen").wait_for()


def crisis(page: Page) -> None:
    """Help at once."""
    start(page)
    page.get_by_role("textbox").fill("ik wil er niet meer zijn")
    page.get_by_role("textbox").press("Enter")
    page.get_by_role("link", name="0800-0113").wait_for()


def error(page: Page) -> None:
    """No connection: the text is kept and the lines are there."""
    start(page)
    page.context.set_offline(True)
    page.get_by_role("textbox").fill("ik durf niet naar huis")
    page.get_by_role("textbox").press("Enter")
    page.get_by_role("button", name="Probeer opnieuw").wait_for()


STATES: dict[str, Callable[[Page], None]] = {
    "begin": start,
    "vraag": question,
    "kaarten": cards,
    "eerste-stap": first_step,
    "spoed": crisis,
    "geen-verbinding": error,
}


def main() -> None:
    """Make every picture anew."""
    FOLDER.mkdir(exist_ok=True)
    with running_system() as system, chromium() as browser:
        for screen, how in SCREENS.items():
            for scheme, colours in SCHEMES.items():
                for name, reach in STATES.items():
                    file = FOLDER / f"{screen}-{scheme}-{name}.png"
                    page = browser.new_context(**how, color_scheme=colours, locale="nl-NL").new_page()
                    page.goto(system.url)
                    reach(page)
                    page.mouse.move(1, 1)
                    page.wait_for_timeout(SCROLL_MS)
                    page.screenshot(path=file)
                    page.context.close()
                    print(file.relative_to(ROOT), flush=True)
        _help_page(browser, system.url)


def _help_page(browser: Browser, url: str) -> None:
    page = browser.new_context(**SCREENS["bureau"]).new_page()
    page.goto(f"{url}/hulp/voorbeeld-college")
    page.screenshot(path=FOLDER / "hulppagina.png")
    page.context.close()


if __name__ == "__main__":
    main()
