"""A lost connection, a dead and a hung gateway: the text is kept, help is on screen, and it goes on."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable

import httpx
from playwright.sync_api import Page, Route, expect

from runner.system import System
from tests.widget.chat import Chat, keep
from tests.widget.conftest import DESK

Visit = Callable[..., Page]


def back_again(system: System, old: int) -> None:
    """Wait until the gateway that replaces process `old` answers."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            if system.pids()["gateway"] not in (0, old) and httpx.get(f"{system.url}/health").is_success:
                return
        except (httpx.HTTPError, KeyError):
            pass
        time.sleep(0.2)
    raise AssertionError("the gateway did not come back")


def test_a_lost_connection_keeps_the_text_and_shows_the_lines(chat: Chat) -> None:
    chat.page.context.set_offline(True)
    chat.says("ik word gepest in de klas")
    chat.sees("Ik krijg geen verbinding")
    expect(chat.field).to_have_value("ik word gepest in de klas")
    expect(chat.link("0800-0113")).to_have_attribute("href", "tel:08000113")
    chat.page.context.set_offline(False)
    chat.picks("Probeer opnieuw")
    expect(chat.button("Op school")).to_be_visible()
    expect(chat.field).to_have_value("")
    expect(chat.log).not_to_contain_text("Ik krijg geen verbinding")
    expect(chat.page.locator(".mine")).to_have_count(1)


def test_a_choice_can_be_tried_again_too(chat: Chat) -> None:
    chat.says("ik word gepest in de klas")
    expect(chat.button("Op school")).to_be_visible()
    chat.page.context.set_offline(True)
    chat.picks("Op school")
    chat.sees("Ik krijg geen verbinding")
    expect(chat.button("Op school")).to_be_visible()
    chat.page.context.set_offline(False)
    chat.picks("Probeer opnieuw")
    expect(chat.card("Chidi Okafor")).to_be_visible()


def test_offline_before_the_first_word(visit: Visit) -> None:
    page = visit()
    chat = Chat(page)
    expect(chat.launcher).to_be_visible()
    page.context.set_offline(True)
    chat.launcher.click()
    chat.sees("Ik krijg geen verbinding")
    expect(chat.link("0800-0432")).to_be_visible()
    page.context.set_offline(False)
    chat.says("ik word gepest in de klas")
    chat.sees("Ik ben een computer")  # nobody talks to it without having read that
    chat.sees("Met wie wil je het liefst praten")


def test_a_gateway_that_is_killed_and_comes_back(system: System, chat: Chat) -> None:
    chat.says("ik word gepest in de klas")
    expect(chat.button("Op school")).to_be_visible()
    gateway = system.pids()["gateway"]
    os.kill(gateway, signal.SIGKILL)
    chat.picks("Op school")
    chat.sees("Ik krijg geen verbinding")
    expect(chat.link("0800-0113")).to_be_visible()
    back_again(system, gateway)
    chat.picks("Probeer opnieuw")
    expect(chat.card("Chidi Okafor")).to_be_visible()


def test_a_gateway_that_hangs(system: System, visit: Visit) -> None:
    chat = Chat(visit("/", **DESK)).opened()
    gateway = system.pids()["gateway"]
    os.kill(gateway, signal.SIGSTOP)
    try:
        chat.says("ik wil niet meer leven")
        chat.page.locator(".tools").get_by_role("button", name="Hulp nu").click()
        expect(chat.link("0800-0113")).to_be_visible()  # at once, while the answer is awaited
        chat.sees("Ik krijg geen verbinding")
        expect(chat.field).to_have_value("ik wil niet meer leven")
    finally:
        os.kill(gateway, signal.SIGCONT)
    chat.picks("Probeer opnieuw")
    expect(chat.card("je eigen mentor")).to_be_attached()


def test_a_session_that_is_no_longer_known_begins_anew(visit: Visit) -> None:
    page = visit()
    forged = {"n": 0}

    def forge(route: object) -> None:
        forged["n"] += 1
        headers = {**route.request.headers}  # type: ignore[attr-defined]
        if forged["n"] == 1:
            headers["authorization"] = "Bearer oud"
        route.continue_(headers=headers)  # type: ignore[attr-defined]

    page.route("**/api/messages", forge)
    chat = Chat(page).opened()
    chat.says("ik word gepest in de klas")
    chat.sees("We beginnen opnieuw")
    expect(chat.button("Op school")).to_be_visible()


def test_a_gateway_that_speaks_no_json(visit: Visit) -> None:
    """A proxy in front of a dead gateway answers with a page of its own."""
    page = visit()
    chat = Chat(page).opened()
    page.route("**/api/messages", lambda route: route.fulfill(status=502, body="<h1>Bad Gateway</h1>"))
    chat.says("hallo")
    chat.sees("Ik krijg geen verbinding")
    expect(chat.field).to_have_value("hallo")


def test_what_is_typed_while_waiting_is_not_lost(chat: Chat) -> None:
    held: list[Route] = []
    chat.page.route("**/api/messages", lambda route: keep(held, route))
    chat.says("ik word gepest in de klas")
    expect(chat.page.locator(".typing")).to_be_visible()
    chat.field.fill("en het gaat door")
    held[0].abort()
    chat.sees("Ik krijg geen verbinding")
    expect(chat.field).to_have_value("ik word gepest in de klas\nen het gaat door")


def test_a_choice_leaves_a_half_typed_sentence_alone(chat: Chat) -> None:
    chat.says("ik word gepest in de klas")
    expect(chat.button("Op school")).to_be_visible()
    chat.field.fill("en ook nog")
    chat.picks("Op school")
    expect(chat.card("Chidi Okafor")).to_be_visible()
    expect(chat.field).to_have_value("en ook nog")


def test_help_lines_asked_for_while_waiting_stay(chat: Chat) -> None:
    held: list[Route] = []
    chat.page.route("**/api/messages", lambda route: keep(held, route))
    chat.says("ik word gepest in de klas")
    expect(chat.page.locator(".typing")).to_be_visible()
    chat.page.locator(".tools").get_by_role("button", name="Hulp nu").click()
    expect(chat.link("0800-0113")).to_be_visible()
    held[0].continue_()
    expect(chat.button("Op school")).to_be_visible()
    expect(chat.link("0800-0113")).to_be_attached()


def test_an_answer_without_words_is_no_answer(chat: Chat) -> None:
    chat.page.route("**/api/messages", lambda route: route.fulfill(json={"messages": [], "state": {}}))
    chat.says("hallo")
    chat.sees("Ik krijg geen verbinding")


def test_a_refused_choice_can_be_pressed_again(system: System, chat: Chat) -> None:
    chat.says("ik word gepest in de klas")
    expect(chat.button("Op school")).to_be_visible()
    refusal = httpx.post(f"{system.url}/api/messages", json={"text": "hoi"}).json()
    refusal["error"]["code"] = "te_snel"
    chat.page.route("**/api/messages", lambda route: route.fulfill(status=429, json=refusal))
    chat.picks("Op school")
    expect(chat.link("0800-0113")).to_be_visible()
    chat.page.unroute("**/api/messages")
    chat.picks("Op school")
    expect(chat.card("Chidi Okafor")).to_be_visible()


def test_who_goes_on_typing_while_waiting_is_heard_next(chat: Chat) -> None:
    held: list[Route] = []
    chat.page.route("**/api/messages", lambda route: keep(held, route))
    chat.says("ik word gepest in de klas")
    expect(chat.page.locator(".typing")).to_be_visible()
    chat.says("en ik wil niet meer leven")
    chat.page.unroute("**/api/messages")
    held[0].continue_()
    expect(chat.link("0800-0113")).to_be_visible()
    expect(chat.field).to_have_value("")


def test_an_answer_that_comes_while_the_panel_is_closed(chat: Chat) -> None:
    held: list[Route] = []
    chat.page.route("**/api/messages", lambda route: keep(held, route))
    chat.says("ik wil niet meer leven")
    chat.page.get_by_role("button", name="Sluit de chat").click()
    held[0].continue_()
    launcher = chat.page.get_by_role("button", name="Chat (er is een antwoord)")
    expect(launcher).to_be_visible()
    launcher.click()
    expect(chat.link("0800-0113")).to_be_in_viewport()
    chat.page.get_by_role("button", name="Sluit de chat").click()
    expect(chat.launcher).to_be_visible()
