"""What leaves the browser and what stays in it: requests to one host only, and nothing stored."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

from runner.system import System
from tests.widget.chat import Chat
from tests.widget.conftest import DESK, Site

Visit = Callable[..., Page]

STORED = """async () => ({
  cookies: document.cookie,
  local: localStorage.length,
  session: sessionStorage.length,
  databases: (await indexedDB.databases()).length,
  caches: (await caches.keys()).length,
  workers: (await navigator.serviceWorker.getRegistrations()).length,
})"""
NOTHING = {"cookies": "", "local": 0, "session": 0, "databases": 0, "caches": 0, "workers": 0}


def test_a_whole_conversation_asks_one_host_and_stores_nothing(visit: Visit, system: System) -> None:
    page = visit("/", **DESK)
    asked: list[str] = []
    problems: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.reload()
    chat = Chat(page).opened()
    chat.says("ik word gepest in de klas")
    for name in ("Op school", "Kies Chidi Okafor", "Dit ga ik doen"):
        chat.picks(name)
    chat.sees("Jouw stap")
    chat.says("ik wil niet meer leven")
    expect(chat.link("0800-0113")).to_be_visible()
    assert {urlsplit(url).netloc for url in asked} == {urlsplit(system.url).netloc}
    assert not [url for url in asked if "gepest" in url or "leven" in url]
    assert page.context.cookies() == []
    assert page.evaluate(STORED) == NOTHING
    assert problems == []


def test_on_a_schools_own_site_under_a_strict_policy(visit: Visit, site: Site, system: System) -> None:
    page = visit(site.url, **DESK)
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    page.reload()
    chat = Chat(page).opened()
    chat.says("ik word gepest in de klas")
    chat.picks("Op school")
    expect(chat.card("Chidi Okafor")).to_be_visible()
    page.get_by_role("button", name="Wis gesprek").click()
    chat.sees("Het gesprek is weg.")
    assert page.context.cookies() == []
    assert page.evaluate(STORED) == NOTHING
    assert problems == []


def test_a_site_that_the_gateway_does_not_know_gets_no_chat(
    visit: Visit, system: System, site: Site, site_port: int
) -> None:
    """The origin differs by name only; what stands inside the element stays on the page."""
    page = visit(f"http://localhost:{site_port}/", **DESK)
    expect(page.get_by_role("link", name="Met wie kun je praten?")).to_be_visible()
    expect(Chat(page).launcher).to_have_count(0)


def test_what_is_typed_is_not_kept_or_sent_for_spelling(chat: Chat) -> None:
    expect(chat.field).to_have_attribute("spellcheck", "false")
    expect(chat.field).to_have_attribute("autocomplete", "off")


def test_links_to_others_do_not_tell_where_one_came_from(chat: Chat) -> None:
    chat.says("ik wil niet meer leven")
    expect(chat.link("Chat: 113.nl")).to_have_attribute("rel", "noopener noreferrer")
    expect(chat.link("Chat: 113.nl")).to_have_attribute("target", "_blank")


def test_without_script_the_help_lines_are_there(visit: Visit) -> None:
    page = visit("/chat/voorbeeld-college", java_script_enabled=False)
    expect(page.get_by_role("link", name="0800-0432")).to_be_visible()
    expect(page.get_by_role("link", name="0800-0113")).to_be_visible()
    page.locator("a[href='/hulp/voorbeeld-college']").first.click()
    expect(page.get_by_role("heading", name="Samira Jansen")).to_be_visible()


def test_when_the_words_do_not_come_what_stands_in_the_element_shows(visit: Visit, system: System) -> None:
    page = visit("/", **DESK)
    page.route("**/widget/teksten.json*", lambda route: route.abort())
    page.goto(system.url + "/chat/voorbeeld-college")
    expect(page.get_by_role("link", name="0800-0432")).to_be_visible()
    page.unroute("**/widget/teksten.json*")
    expect(page.get_by_role("log")).to_contain_text("Waar zit je mee?", timeout=15_000)
