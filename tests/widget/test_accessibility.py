"""WCAG 2.2 A and AA in every state, light and dark, phone and desktop; and what axe can't see.

axe-core finds about half of what can be wrong; docs/toegankelijkheid.md has the sheet for a screen reader.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.widget.chat import Chat
from tests.widget.conftest import DESK, PHONE
from wegwijzer import settings

Visit = Callable[..., Page]

AXE = settings.ROOT / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
RUN = """rules => axe.run(document, {runOnly: rules}).then(({violations}) =>
  violations.map(({id, nodes}) => [id, nodes.map(node => `${node.target}: ${node.failureSummary}`)]))"""

TARGETS = """root => [...root.querySelectorAll('button, a, summary, textarea')]
  .filter(element => element.checkVisibility())
  .map(element => [element.textContent.trim(), element.getBoundingClientRect()])
  .filter(([, box]) => box.width < 44 || box.height < 44)
  .map(([name, box]) => `${name} ${box.width}x${box.height}`)"""


def closed(chat: Chat) -> None:
    expect(chat.launcher).to_be_visible()


def begun(chat: Chat) -> None:
    chat.opened()


def waiting(chat: Chat) -> None:
    chat.opened()
    chat.page.route("**/api/messages", lambda route: None)
    chat.says("ik word gepest in de klas")
    expect(chat.page.locator(".typing")).to_be_visible()


def question(chat: Chat) -> None:
    chat.opened()
    chat.says("ik word gepest in de klas")
    expect(chat.button("Op school")).to_be_visible()


def cards(chat: Chat) -> None:
    question(chat)
    chat.picks("Op school")
    expect(chat.card("Chidi Okafor")).to_be_visible()


def folded_open(chat: Chat) -> None:
    cards(chat)
    for title in ("Wat blijft tussen jullie?", "Zo kun je beginnen"):
        chat.card("Chidi Okafor").get_by_text(title).click()


def first_step(chat: Chat) -> None:
    cards(chat)
    chat.picks("Kies Chidi Okafor")
    expect(chat.button("Dit ga ik doen")).to_be_visible()


def crisis(chat: Chat) -> None:
    chat.opened()
    chat.says("ik wil niet meer leven")
    expect(chat.link("0800-0113")).to_be_visible()


def no_connection(chat: Chat) -> None:
    chat.opened()
    chat.page.context.set_offline(True)
    chat.says("ik word gepest in de klas")
    expect(chat.button("Probeer opnieuw")).to_be_visible()


def wiped(chat: Chat) -> None:
    question(chat)
    chat.page.get_by_role("button", name="Wis gesprek").click()
    expect(chat.button("Begin opnieuw")).to_be_visible()


def shifted(chat: Chat) -> None:
    chat.opened()
    chat.page.keyboard.press("Shift")
    expect(chat.page.locator(".shift")).to_have_text("●○○")


STATES = [
    closed,
    begun,
    waiting,
    question,
    cards,
    folded_open,
    first_step,
    crisis,
    no_connection,
    wiped,
    shifted,
]
SCREENS = {"phone": PHONE, "desk": DESK}


def violations(page: Page) -> Any:
    # Through the debugger, as a page's Content-Security-Policy would rightly refuse it.
    page.evaluate(AXE.read_text(encoding="utf-8"))
    page.wait_for_timeout(250)
    return page.evaluate(RUN, RULES)


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_axe_finds_nothing(visit: Visit, state: Callable[[Chat], None], scheme: str, screen: str) -> None:
    page = visit("/", **SCREENS[screen], color_scheme=scheme)
    state(Chat(page))
    assert violations(page) == []


@pytest.mark.parametrize("school", ["vmbo-de-werf", "lyceum-aan-de-lek"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_schools_own_colour_stays_readable(visit: Visit, scheme: str, school: str) -> None:
    page = visit(f"/chat/{school}", **PHONE, color_scheme=scheme)
    chat = Chat(page)
    chat.says("ik word gepest in de klas")
    chat.picks("Buiten school")
    expect(chat.button("Liever iemand anders")).to_be_visible()
    assert violations(page) == []


@pytest.mark.parametrize(
    "path", ["/", "/hulp/voorbeeld-college", "/chat/voorbeeld-college", "/hulp/bestaat-niet"]
)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("screen", SCREENS)
def test_axe_finds_nothing_on_the_pages(visit: Visit, path: str, scheme: str, screen: str) -> None:
    page = visit(path, **SCREENS[screen], color_scheme=scheme)
    page.wait_for_load_state("networkidle")
    assert violations(page) == []


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_everything_one_taps_is_44_px(visit: Visit, width: int) -> None:
    page = visit("/", viewport={"width": width, "height": 800})
    chat = Chat(page)
    folded_open(chat)
    panel = page.locator("weg-wijzer .panel")
    assert panel.evaluate(TARGETS) == []
    crisis_chat = Chat(page)
    crisis_chat.says("ik wil niet meer leven")
    expect(chat.link("0800-0113")).to_be_visible()
    assert panel.evaluate(TARGETS) == []


@pytest.mark.parametrize(("width", "height"), [(320, 800), (320, 256), (800, 320)])
def test_it_fits_without_sideways_scrolling(visit: Visit, width: int, height: int) -> None:
    """320 x 256 is a desktop window of 1280 x 1024 at 400% zoom (WCAG 1.4.10)."""
    page = visit("/", viewport={"width": width, "height": height})
    chat = Chat(page)
    folded_open(chat)
    for selector in (".panel", ".log"):
        box = page.locator(f"weg-wijzer {selector}")
        assert box.evaluate("box => box.scrollWidth - box.clientWidth") <= 0
    leave = page.get_by_role("link", name="Snel weg").last
    expect(leave).to_be_in_viewport()
    chat.button("Kies Chidi Okafor").scroll_into_view_if_needed()
    expect(chat.button("Kies Chidi Okafor")).to_be_in_viewport()
    expect(leave).to_be_in_viewport()
    chat.field.scroll_into_view_if_needed()
    expect(chat.field).to_be_in_viewport()


def test_the_log_speaks_politely_and_says_who(desk_chat: Chat) -> None:
    desk_chat.says("ik word gepest in de klas")
    expect(desk_chat.button("Op school")).to_be_visible()
    expect(desk_chat.log).to_have_accessible_name("Gesprek")
    spoken = desk_chat.page.locator(".bubble .spoken").all_inner_texts()
    assert [text.strip() for text in spoken] == ["Wegwijzer:", "Jij:", "Wegwijzer:"]


def test_an_answer_does_not_take_the_focus(desk_chat: Chat) -> None:
    desk_chat.says("ik word gepest in de klas")
    expect(desk_chat.button("Op school")).to_be_visible()
    expect(desk_chat.field).to_be_focused()


def test_a_small_screen_is_a_modal_dialog_and_a_desk_is_not(visit: Visit) -> None:
    for how, modal in ((PHONE, True), (DESK, False)):
        page = visit("/", **how)
        Chat(page).opened()
        dialog = page.get_by_role("dialog", name="Wegwijzer")
        expect(dialog).to_be_visible()
        assert dialog.evaluate("dialog => dialog.matches(':modal')") is modal


def test_no_keyboard_trap_on_a_desk(visit: Visit) -> None:
    page = visit("/", **DESK)
    Chat(page).opened()
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.localName") != "weg-wijzer":
            return
    raise AssertionError("Tab never leaves the chat")


def test_nothing_moves_for_who_wants_that(visit: Visit) -> None:
    page = visit("/", **DESK, reduced_motion="reduce")
    waiting(Chat(page))
    moving = page.evaluate("document.querySelector('weg-wijzer').shadowRoot.getAnimations().length")
    assert moving == 0


def test_forced_colours_keep_borders_around_what_is_said(visit: Visit) -> None:
    page = visit("/", **DESK, forced_colors="active")
    question(Chat(page))
    for selector in (".bubble:not(.mine)", ".mine", ".leave", ".send"):
        width = page.locator(f"weg-wijzer {selector}").first.evaluate(
            "element => getComputedStyle(element).borderTopWidth"
        )
        assert width != "0px", selector


def test_dutch_is_said_as_dutch(desk_chat: Chat) -> None:
    assert desk_chat.page.locator("weg-wijzer").get_attribute("lang") == "nl"


def test_a_page_with_tiny_type_does_not_shrink_the_chat(visit: Visit) -> None:
    page = visit("/", **DESK)
    page.evaluate("document.documentElement.style.fontSize = '10px'")
    chat = Chat(page).opened()
    size = chat.page.locator(".bubble p").first.evaluate("text => getComputedStyle(text).fontSize")
    assert size == "16px"


@pytest.mark.parametrize("path", ["/", "/chat/voorbeeld-college"])
def test_the_keyboard_on_a_phones_screen_covers_nothing(visit: Visit, path: str) -> None:
    """It makes only the visual viewport smaller; a headless browser has none, so that is set here."""
    page = visit(path, **PHONE)
    chat = Chat(page)
    if path == "/":
        chat.opened()
    chat.sees("Waar zit je mee?")
    page.evaluate("Object.defineProperty(visualViewport, 'height', {get: () => 500})")
    page.evaluate("visualViewport.dispatchEvent(new Event('resize'))")
    box = page.locator("weg-wijzer .panel").bounding_box()
    assert box is not None
    assert box["height"] == 500
    field = chat.field.bounding_box()
    assert field is not None
    assert field["y"] + field["height"] <= 500
