"""Leave quickly and wipe: by touch, by Shift, without script; on the screen and at the gateway."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest
from playwright.sync_api import Page, Route, expect

from runner.system import System
from tests.widget.chat import Chat, keep
from tests.widget.conftest import DESK, PHONE, WEATHER

Visit = Callable[..., Page]
STORED = "localStorage.length + sessionStorage.length + (document.cookie ? 1 : 0)"


class Session:
    """What the page's own session says afterwards, asked from outside the browser."""

    def __init__(self, chat: Chat, system: System) -> None:
        self._url = system.url
        self._headers = {"Content-Type": "application/json"}
        chat.page.on("request", self._remember)

    def _remember(self, request: object) -> None:
        value = request.headers.get("authorization")  # type: ignore[attr-defined]
        if value:
            self._headers["Authorization"] = value

    def topic(self) -> str | None:
        answer = httpx.post(f"{self._url}/api/messages", json={"text": "hoi"}, headers=self._headers)
        topic: str | None = answer.json()["state"]["topic"]
        return topic


def in_the_middle(chat: Chat, system: System) -> Session:
    session = Session(chat, system)
    chat.says("ik word gepest in de klas")
    expect(chat.button("Op school")).to_be_visible()
    assert session.topic() == "pesten"
    return session


def assert_gone(chat: Chat, session: Session) -> None:
    page = chat.page
    page.wait_for_url(WEATHER)
    expect(page.get_by_text("het weer")).to_be_visible()
    assert page.evaluate(STORED) == 0
    assert session.topic() is None
    page.go_back()
    page.wait_for_load_state()
    expect(page.get_by_text("gepest")).to_have_count(0)
    expect(page.get_by_role("log")).to_have_count(0)


def test_by_touch(system: System, visit: Visit) -> None:
    page = visit("/", **PHONE)
    before = page.url
    chat = Chat(page).opened()
    session = in_the_middle(chat, system)
    page.get_by_role("link", name="Snel weg").tap()
    assert_gone(chat, session)
    assert page.url != before  # the page with the chat is no longer in the history of this tab


def test_by_three_times_shift(system: System, visit: Visit) -> None:
    chat = Chat(visit("/", **DESK)).opened()
    session = in_the_middle(chat, system)
    keys = chat.page.keyboard
    keys.press("Shift")
    expect(chat.page.get_by_role("status").filter(has_text="Nog twee keer")).to_be_attached()
    keys.press("Shift")
    expect(chat.page.get_by_role("status").filter(has_text="Nog één keer")).to_be_attached()
    expect(chat.page.locator(".shift")).to_have_text("●●○")
    keys.press("Shift")
    assert_gone(chat, session)


@pytest.mark.parametrize("path", ["/chat/voorbeeld-college", "/hulp/voorbeeld-college"])
def test_without_script(visit: Visit, path: str) -> None:
    page = visit(path, **PHONE, java_script_enabled=False)
    page.get_by_role("link", name="Snel weg").first.tap()
    page.wait_for_url(WEATHER)


def test_the_link_is_a_plain_link_when_the_script_has_died(chat: Chat) -> None:
    """What the handler does may fail on some browser; the link still leads away."""
    chat.page.evaluate("() => { HTMLDialogElement.prototype.showModal = () => { throw new Error('kapot') } }")
    chat.page.get_by_role("link", name="Snel weg").click()
    chat.page.wait_for_url(WEATHER)


# Playwright looks at no page that is on its way out, so the page itself tells what it shows then.
TELL = """() => {
  const root = document.querySelector('weg-wijzer').shadowRoot
  const seen = () => `${document.elementFromPoint(9, 9).localName} ${root.textContent}`
  const tell = () => fetch('/zag', {method: 'POST', keepalive: true, body: seen()})
  new MutationObserver(tell).observe(root, {childList: true})
}"""


def test_a_blank_page_covers_everything_until_the_weather_is_there(system: System, visit: Visit) -> None:
    page = visit("/", **DESK)
    seen: list[str | None] = []
    page.on("request", lambda sent: seen.append(sent.post_data) if sent.url.endswith("/zag") else None)
    chat = Chat(page).opened()
    in_the_middle(chat, system)
    page.evaluate(TELL)
    page.get_by_role("link", name="Snel weg").click()
    page.wait_for_url(WEATHER)
    assert seen[0] == "weg-wijzer Laden"


@pytest.mark.parametrize(
    "keys", [("Shift+h", "Shift+o", "Shift+i"), ("Shift", "Shift", "a", "Shift"), ("Control+Shift",) * 3]
)
def test_shift_for_typing_does_not_leave(desk_chat: Chat, keys: tuple[str, ...]) -> None:
    for key in keys:
        desk_chat.page.keyboard.press(key)
    desk_chat.page.wait_for_timeout(300)
    expect(desk_chat.log).to_be_visible()
    assert WEATHER not in desk_chat.page.url


def test_shift_has_to_be_pressed_within_five_seconds(visit: Visit) -> None:
    page = visit("/", **DESK)
    page.clock.install()
    chat = Chat(page).opened()
    page.keyboard.press("Shift")
    page.keyboard.press("Shift")
    page.clock.fast_forward(5500)
    expect(page.locator(".shift")).to_have_text("")
    page.keyboard.press("Shift")
    expect(chat.log).to_be_visible()
    expect(page.locator(".shift")).to_have_text("●○○")


def test_shift_on_the_schools_own_page_does_nothing(visit: Visit) -> None:
    page = visit("/", **DESK)
    expect(Chat(page).launcher).to_be_visible()
    for _ in range(3):
        page.keyboard.press("Shift")
    page.wait_for_timeout(300)
    expect(Chat(page).launcher).to_be_visible()


def test_shift_leaves_the_help_page_too(visit: Visit, system: System) -> None:
    page = visit("/", **DESK)
    page.goto(system.url + "/hulp/voorbeeld-college")
    for _ in range(3):
        page.keyboard.press("Shift")
    page.wait_for_url(WEATHER)
    page.go_back()
    assert "/hulp/" not in page.url


def test_it_is_explained_before_it_is_needed_and_honestly(chat: Chat) -> None:
    chat.sees("Moet je snel weg?")
    chat.sees("Je browser weet nog wel dat je hier was.")


@pytest.mark.parametrize("how", ["button", "choice"])
def test_wipe(system: System, chat: Chat, how: str) -> None:
    session = in_the_middle(chat, system)
    if how == "button":
        chat.page.get_by_role("button", name="Wis gesprek").click()
    else:
        for name in ("Op school", "Kies Chidi Okafor", "Dit ga ik doen", "Wis dit gesprek"):
            chat.picks(name)
    chat.sees("Het gesprek is weg.")
    expect(chat.log).not_to_contain_text("gepest")
    assert session.topic() is None
    chat.picks("Begin opnieuw")
    chat.sees("Waar zit je mee?")


def test_asked_to_wipe_in_words_it_wipes_the_screen_too(chat: Chat) -> None:
    chat.says("ik word gepest in de klas")
    expect(chat.button("Op school")).to_be_visible()
    chat.says("wis dit gesprek")
    expect(chat.log).not_to_contain_text("gepest")


def test_a_wipe_without_a_connection_says_what_stays(chat: Chat) -> None:
    chat.says("ik word gepest in de klas")
    expect(chat.button("Op school")).to_be_visible()
    chat.page.context.set_offline(True)
    chat.page.get_by_role("button", name="Wis gesprek").click()
    chat.sees("Bij ons verdwijnt het binnen een half uur.")
    expect(chat.log).not_to_contain_text("gepest")
    chat.page.get_by_role("button", name="Wis gesprek").click()
    chat.sees("Bij ons verdwijnt het binnen een half uur.")  # still true the second time
    chat.page.context.set_offline(False)
    chat.page.get_by_role("button", name="Wis gesprek").click()
    chat.sees("Het gesprek is weg. Hier en bij ons.")


def test_an_answer_that_comes_after_a_wipe_is_not_shown(visit: Visit) -> None:
    page = visit("/", **DESK)
    chat = Chat(page).opened()
    held: list[Route] = []
    page.route("**/api/messages", lambda route: keep(held, route))
    chat.says("ik word gepest in de klas")
    expect(page.locator(".typing")).to_be_visible()
    page.get_by_role("button", name="Wis gesprek").click()
    chat.sees("Het gesprek is weg.")
    for route in held:
        route.continue_()
    page.wait_for_timeout(500)
    expect(chat.log).not_to_contain_text("gepest")
    expect(chat.log).not_to_contain_text("praten")


def test_half_an_hour_of_silence_wipes_the_screen(visit: Visit) -> None:
    page = visit("/", **DESK)
    page.clock.install()
    chat = Chat(page).opened()
    chat.says("ik word gepest in de klas")
    expect(chat.button("Op school")).to_be_visible()
    page.clock.fast_forward("30:01")
    chat.sees("Het gesprek is weg.")
    expect(chat.log).not_to_contain_text("gepest")


def test_the_next_pupil_who_presses_back_sees_nothing(system: System, visit: Visit) -> None:
    page = visit("/", **DESK)
    chat = Chat(page).opened()
    session = in_the_middle(chat, system)
    page.goto(system.url + "/hulp/voorbeeld-college")
    page.wait_for_timeout(200)
    assert session.topic() is None
    page.go_back()
    expect(chat.launcher).to_be_visible()
    expect(page.get_by_text("gepest")).to_have_count(0)
    chat.opened()


@pytest.mark.parametrize(
    "text", ["ik wil alles vergeten", "mijn moeder leest mijn berichten", "haal mij weg"]
)
def test_words_that_only_look_like_wiping_wipe_nothing(chat: Chat, text: str) -> None:
    chat.says(text)
    expect(chat.page.locator(".bubble").last).not_to_have_class("bubble mine")
    chat.sees(text)
    expect(chat.log).not_to_contain_text("is nu gewist")


def test_who_wants_to_be_gone_is_helped_and_not_wiped(chat: Chat) -> None:
    chat.says("ik wil dat ik weg ben")
    expect(chat.link("0800-0113")).to_be_visible()
    chat.sees("ik wil dat ik weg ben")


def test_a_new_conversation_does_not_lose_its_answer_to_a_slow_wipe(chat: Chat) -> None:
    held: list[Route] = []
    chat.page.route(
        "**/api/sessions",
        lambda route: keep(held, route) if route.request.method == "DELETE" else route.fallback(),
    )
    chat.page.get_by_role("button", name="Wis gesprek").click()
    chat.sees("Ik wis ons gesprek.")
    chat.says("ik wil niet meer leven")
    expect(chat.link("0800-0113")).to_be_in_viewport()
    held[0].continue_()
    chat.sees("Het gesprek is weg.")
    expect(chat.link("0800-0113")).to_be_in_viewport()
