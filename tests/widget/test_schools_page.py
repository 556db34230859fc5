"""The chat on pages that are none of ours: their styles, shortcuts and headers."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from runner.system import System
from tests.widget.chat import Chat
from tests.widget.conftest import DESK

Visit = Callable[..., Page]

RUDE_STYLE = (
    "* {color: red !important; font-size: 8px; text-transform: uppercase; letter-spacing: 9px}"
    "* {text-align: right}"
    "button {display: none} dialog {opacity: 0.1} weg-wijzer {font-family: cursive; line-height: 3}"
)
PAINT = """text => {
  const {color, fontSize, textTransform, textAlign, letterSpacing, lineHeight} = getComputedStyle(text)
  return [color, fontSize, textTransform, textAlign, letterSpacing, lineHeight]
}"""


def test_the_pages_style_does_not_reach_the_chat(visit: Visit) -> None:
    page = visit("/", **DESK)
    Chat(page).opened()
    bubble = page.locator(".bubble p").first
    before = bubble.evaluate(PAINT)
    # Through the object model, as the page's own policy would refuse a <style>.
    page.evaluate(
        "css => { const sheet = new CSSStyleSheet(); sheet.replaceSync(css);"
        " document.adoptedStyleSheets = [sheet] }",
        RUDE_STYLE,
    )
    assert bubble.evaluate(PAINT) == before
    expect(Chat(page).send).to_be_visible()


def test_what_is_typed_is_no_shortcut_of_the_page(visit: Visit) -> None:
    page = visit("/", **DESK)
    page.evaluate(
        "() => { window.heard = '';"
        " for (const name of ['keydown', 'keypress', 'keyup', 'input', 'beforeinput'])"
        " document.addEventListener(name, event => { window.heard += event.key ?? event.data ?? '?' }) }"
    )
    chat = Chat(page).opened()
    page.evaluate("window.heard = ''")
    chat.field.press_sequentially("mijn stiefvader slaat mij")
    expect(chat.field).to_have_value("mijn stiefvader slaat mij")
    assert page.evaluate("window.heard") == ""


def test_a_header_of_the_page_covers_nothing(visit: Visit) -> None:
    page = visit("/", viewport={"width": 1280, "height": 720})
    page.evaluate(
        "() => { const bar = document.createElement('div'); bar.style.cssText ="
        " 'position:fixed;inset:0 0 auto;height:160px;background:#000;z-index:2147483647';"
        " document.body.prepend(bar) }"
    )
    Chat(page).opened()
    page.get_by_role("link", name="Snel weg").click(trial=True)
    page.get_by_role("button", name="Sluit de chat").click(trial=True)


def test_a_page_from_right_to_left_keeps_dutch_from_left_to_right(visit: Visit) -> None:
    page = visit("/", **DESK)
    page.evaluate("document.documentElement.dir = 'rtl'")
    chat = Chat(page).opened()
    assert page.locator(".bubble p").first.evaluate("text => getComputedStyle(text).direction") == "ltr"
    expect(chat.field).to_have_attribute("dir", "auto")


def test_the_same_school_again_changes_nothing_and_another_begins_anew(chat: Chat) -> None:
    chat.says("ik word gepest in de klas")
    expect(chat.button("Op school")).to_be_visible()
    element = chat.page.locator("weg-wijzer")
    element.evaluate("element => element.setAttribute('school', element.getAttribute('school'))")
    expect(chat.button("Op school")).to_be_visible()
    element.evaluate("element => element.setAttribute('school', 'vmbo-de-werf')")
    expect(chat.log).to_be_hidden()
    chat.opened()
    expect(chat.log).not_to_contain_text("gepest")


def test_an_element_that_is_taken_away_and_put_back(chat: Chat) -> None:
    chat.says("ik word gepest in de klas")
    chat.page.locator("weg-wijzer").evaluate("element => { element.remove(); document.body.append(element) }")
    expect(chat.launcher).to_be_visible()
    chat.opened()
    expect(chat.log).not_to_contain_text("gepest")


def test_a_hidden_element_is_hidden(visit: Visit) -> None:
    page = visit("/", **DESK)
    expect(Chat(page).launcher).to_be_visible()
    page.locator("weg-wijzer").evaluate("element => { element.hidden = true }")
    expect(Chat(page).launcher).to_be_hidden()


@pytest.mark.parametrize("answer", ["never", "broken"])
def test_while_the_gateway_says_nothing_what_stands_in_the_element_shows(
    visit: Visit, system: System, answer: str
) -> None:
    page = visit("/", **DESK)
    page.route(
        "**/widget/teksten.json*",
        lambda route: route.fulfill(status=500, body="stuk") if answer == "broken" else None,
    )
    page.goto(system.url + "/chat/voorbeeld-college")
    expect(page.get_by_role("link", name="0800-0432")).to_be_visible()
