"""Whole conversations: by touch, by keyboard, by choices only; in danger, in a hurry, with too much text."""

from __future__ import annotations

import re
from collections.abc import Callable

import httpx
import pytest
from playwright.sync_api import Page, expect

from runner.system import System
from tests.widget.chat import Chat
from tests.widget.conftest import DESK, PHONE

Visit = Callable[..., Page]


def test_by_touch(visit: Visit) -> None:
    chat = Chat(visit("/", **PHONE))
    chat.launcher.tap()
    chat.field.tap()
    chat.field.fill("ik word gepest in de klas")
    chat.send.tap()
    chat.button("Op school").tap()
    expect(chat.card("Chidi Okafor")).to_contain_text("nu aanwezig")
    chat.button("Kies Chidi Okafor").tap()
    chat.sees("Je kunt zo beginnen")
    chat.button("Dit ga ik doen").tap()
    chat.sees("Jouw stap")
    expect(chat.field).not_to_be_focused()  # no keyboard over the answer


def test_by_keyboard(visit: Visit) -> None:
    page = visit("/", **DESK)
    chat = Chat(page)
    keys = page.keyboard
    for _ in range(60):
        keys.press("Tab")
        if chat.launcher.evaluate("button => button.matches(':focus')"):
            break
    keys.press("Enter")
    expect(chat.field).to_be_focused()
    chat.sees("Waar zit je mee?")
    keys.type("ik word gepest in de klas")
    keys.press("Enter")
    expect(chat.button("Dat bedoel ik niet")).to_be_visible()
    for _ in range(4):
        keys.press("Shift+Tab")
    expect(chat.button("Op school")).to_be_focused()
    keys.press("Enter")
    expect(chat.field).to_be_focused()
    expect(chat.button("Ander onderwerp")).to_be_visible()
    while not chat.button("Kies je eigen mentor").evaluate("button => button.matches(':focus')"):
        keys.press("Shift+Tab")
    keys.press("Space")
    expect(chat.button("Dit ga ik doen")).to_be_visible()
    keys.press("Escape")
    expect(chat.log).to_be_hidden()
    expect(chat.launcher).to_be_focused()


def test_by_choices_only(chat: Chat) -> None:
    picks = (
        "Geef me keuzes",
        "Pesten",
        "Over mezelf",
        "Buiten school",
        "Kies De Kindertelefoon",
        "Dit ga ik doen",
    )
    for name in picks:
        chat.picks(name)
    chat.sees("Jouw stap")
    said = chat.page.locator(".mine").all_inner_texts()
    shown = [text.removeprefix("Jij:").strip() for text in said]
    assert shown == [name.removeprefix("Kies ") for name in picks]


def test_a_crisis_shows_numbers_one_can_press_and_somebody_at_school(chat: Chat) -> None:
    chat.says("ik wil niet meer leven")
    expect(chat.link("0800-0113")).to_have_attribute("href", "tel:08000113")
    expect(chat.card("113 Zelfmoordpreventie")).to_contain_text("nu open")
    expect(chat.card("je eigen mentor")).to_be_attached()


def test_help_now_is_always_there(chat: Chat) -> None:
    chat.page.locator(".tools").get_by_role("button", name="Hulp nu").click()
    expect(chat.card("112")).to_be_visible()


@pytest.mark.parametrize(
    "text", ["<img src=x onerror=alert(1)> ik heb ruzie", "**dik** [x](javascript:alert(1))"]
)
def test_markup_that_is_typed_stays_text(chat: Chat, text: str) -> None:
    chat.says(text)
    expect(chat.page.locator(".mine")).to_contain_text(text)
    expect(chat.page.locator(".bubble").nth(-1)).not_to_have_class(re.compile("typing"))


def test_choices_are_used_once(chat: Chat) -> None:
    chat.says("ik word gepest in de klas")
    chat.picks("Op school")
    expect(chat.button("Buiten school")).to_have_count(0)
    expect(chat.page.locator(".mine").last).to_have_text("Jij: Op school")
    chat.picks("Kies Chidi Okafor")
    expect(chat.button("Kies je eigen mentor")).to_have_count(0)
    expect(chat.card("je eigen mentor")).to_be_attached()  # the card itself stays to read


def test_two_quick_taps_are_one_choice(chat: Chat) -> None:
    chat.says("ik word gepest in de klas")
    chat.button("Op school").dblclick()
    expect(chat.card("Chidi Okafor")).to_be_visible()
    expect(chat.page.locator(".mine")).to_have_count(2)


def test_closing_keeps_the_conversation(chat: Chat) -> None:
    chat.says("ik word gepest in de klas")
    chat.sees("Met wie wil je het liefst praten")
    chat.page.get_by_role("button", name="Sluit de chat").click()
    expect(chat.log).to_be_hidden()
    expect(chat.launcher).to_be_focused()
    chat.launcher.click()
    chat.sees("ik word gepest in de klas")
    chat.picks("Op school")
    expect(chat.card("Chidi Okafor")).to_be_visible()


def test_the_first_sentence_can_be_copied(visit: Visit) -> None:
    page = visit("/", **DESK, permissions=["clipboard-read", "clipboard-write"])
    chat = Chat(page).opened()
    chat.says("ik word gepest in de klas")
    chat.picks("Op school")
    chat.picks("Kies Chidi Okafor")
    chat.button("Kopieer deze zin").last.click()
    chat.sees("Gekopieerd.")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied
    assert f"“{copied}”" in chat.log.inner_text()


def test_where_copying_is_not_allowed_the_sentence_is_selected(visit: Visit) -> None:
    page = visit("/", **DESK)
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('nee')) }")
    chat = Chat(page).opened()
    chat.says("ik word gepest in de klas")
    chat.picks("Op school")
    card = chat.card("Chidi Okafor")
    card.get_by_text("Zo kun je beginnen").click()
    card.get_by_role("button", name="Kopieer deze zin").click()
    expect(card).to_contain_text("Kopieer hem zelf")
    assert "Er wordt gepest" in page.evaluate("getSelection().toString()")


def test_everyone_is_one_tap_away_for_who_would_rather_not_type(chat: Chat, system: System) -> None:
    link = chat.link("Iedereen met wie je kunt praten")
    expect(link).to_have_attribute("href", f"{system.url}/hulp/voorbeeld-college")
    expect(link).to_have_attribute("target", "_blank")


def test_a_face_or_else_letters_or_a_figure(chat: Chat) -> None:
    chat.says("ik wil een vertrouwenspersoon spreken")
    photo = chat.card("Samira Jansen").locator("img")
    expect(photo).to_have_attribute("alt", "")
    expect(photo).to_have_js_property("complete", True)
    assert photo.evaluate("image => image.naturalWidth") > 0
    chat.says("ik wil met Femke Hendriks praten")
    expect(chat.card("Femke Hendriks").locator(".portrait")).to_have_text("FH")


def test_a_photo_that_does_not_load_becomes_letters(visit: Visit) -> None:
    page = visit()
    page.route("**/fotos/**", lambda route: route.abort())
    chat = Chat(page).opened()
    chat.says("ik wil een vertrouwenspersoon spreken")
    expect(chat.card("Samira Jansen").locator(".portrait")).to_have_text("SJ")


def test_a_text_of_100_kb_is_refused_kindly_and_kept(chat: Chat) -> None:
    story = "ik heb ruzie thuis en het houdt niet op. " * 2500
    chat.field.fill(story)
    chat.send.click()
    chat.sees("korter")
    expect(chat.field).to_have_value(story.strip())
    expect(chat.link("0800-0113")).to_be_visible()


def test_an_unknown_school_still_gets_a_chat(visit: Visit) -> None:
    page = visit()
    page.evaluate("document.querySelector('weg-wijzer').setAttribute('school', 'bestaat-niet')")
    chat = Chat(page).opened()
    chat.says("ik wil niet meer leven")
    expect(chat.link("0800-0113").last).to_be_visible()


def test_the_assistant_types_while_one_waits(visit: Visit) -> None:
    page = visit("/", **DESK)
    chat = Chat(page).opened()
    page.route("**/api/messages", lambda route: (page.wait_for_timeout(1200), route.continue_()))
    chat.says("ik word gepest in de klas")
    expect(page.locator(".typing")).to_be_visible()
    expect(chat.send).to_be_disabled()
    expect(page.get_by_role("status").filter(has_text="Er komt zo een antwoord.")).to_be_attached()
    chat.sees("Met wie wil je het liefst praten")
    expect(page.locator(".typing")).to_have_count(0)
    expect(chat.send).to_be_enabled()


def test_a_school_has_its_own_name_greeting_and_colour(visit: Visit, system: System) -> None:
    page = visit()
    page.get_by_label("Kies een school").select_option("vmbo-de-werf")
    chat = Chat(page).opened()
    settings = httpx.get(f"{system.url}/widget/teksten.json?school=vmbo-de-werf").json()
    expect(page.get_by_role("heading", name=settings["chat"]["naam"])).to_be_visible()
    expect(page.get_by_text(settings["chat"]["begroeting"])).to_be_visible()
    wanted = settings["chat"]["kleur"]["licht"]["accent"]
    shown = chat.send.evaluate("button => getComputedStyle(button).backgroundColor")
    assert shown == f"rgb({int(wanted[1:3], 16)}, {int(wanted[3:5], 16)}, {int(wanted[5:7], 16)})"


@pytest.mark.parametrize("size", [(740, 360), (320, 256), (640, 470), (390, 844), (1280, 900)])
def test_help_now_brings_help_into_view(visit: Visit, size: tuple[int, int]) -> None:
    page = visit("/", viewport={"width": size[0], "height": size[1]})
    chat = Chat(page).opened()
    page.locator(".tools").get_by_role("button", name="Hulp nu").click()
    expect(page.locator(".mine").last).to_be_in_viewport()
    expect(page.get_by_text("Hier is nu hulp")).to_be_in_viewport()
    page.context.set_offline(True)
    chat.says("hallo")
    expect(page.get_by_text("Ik krijg geen verbinding")).to_be_in_viewport()


@pytest.mark.parametrize("size", [(320, 640), (390, 844), (1280, 900)])
def test_a_long_story_does_not_hide_its_answer(visit: Visit, size: tuple[int, int]) -> None:
    page = visit("/", viewport={"width": size[0], "height": size[1]})
    chat = Chat(page).opened()
    chat.says(
        "het ging eerst nog wel maar op school is het elke dag hetzelfde. " * 35 + "ik wil niet meer leven"
    )
    expect(page.get_by_text("Hier is nu hulp")).to_be_in_viewport()


def test_the_first_view_begins_at_the_first_words(visit: Visit) -> None:
    page = visit("/", viewport={"width": 320, "height": 640})
    Chat(page).opened()
    expect(page.get_by_text("Ik ben een computer")).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("how", [PHONE, DESK])
def test_the_focus_is_never_lost(visit: Visit, how: dict[str, object]) -> None:
    page = visit("/", **how)
    chat = Chat(page).opened()
    inside = "document.activeElement.localName"
    page.get_by_role("button", name="Wis gesprek").click()
    chat.button("Begin opnieuw").press("Enter")
    chat.sees("Waar zit je mee?")
    assert page.evaluate(inside) == "weg-wijzer"
    page.context.set_offline(True)
    chat.picks("Geef me keuzes")
    chat.sees("Ik krijg geen verbinding")
    page.context.set_offline(False)
    chat.button("Probeer opnieuw").press("Enter")
    expect(chat.button("Pesten")).to_be_visible()
    assert page.evaluate(inside) == "weg-wijzer"
