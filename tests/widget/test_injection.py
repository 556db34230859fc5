"""Fifty ways to smuggle a script into a school file or into an answer: nothing runs, all of it is text."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from playwright.sync_api import Page, expect
from pydantic import ValidationError

from runner.system import System
from tests.widget.chat import Chat
from tests.widget.conftest import DESK
from wegwijzer.cards import ways
from wegwijzer.school import Reach

Visit = Callable[..., Page]

STRINGS = (Path(__file__).parent / "injections.txt").read_text(encoding="utf-8").splitlines()
WATCH = "window.hits = 0; window.hit = () => { window.hits += 1 }; window.alert = window.hit"
ROLES = ("mentor", "interne_vertrouwenspersoon", "aanspreekpunt_pesten", "leerlingbegeleider")


def assert_nothing_ran(page: Page, scripts: int) -> None:
    page.wait_for_timeout(300)
    assert page.evaluate("window.hits") == 0
    assert page.evaluate("document.scripts.length") == scripts
    assert page.locator("iframe, object, embed, base").count() == 0
    assert page.locator("weg-wijzer script").count() == 0
    assert page.locator("a[href^='javascript:'], a[href^='data:'], a[href^='vbscript:']").count() == 0


@pytest.fixture(scope="module")
def hostile(system: System, schools: Path) -> Iterator[str]:
    """A live school in which every free text is one of the strings."""
    contacts = [
        {
            "id": f"contact-{number}",
            "rol": ROLES[number % len(ROLES)],
            "naam": text[:80],
            "organisatie": text[:80],
            "hoe": text,
            "over_mij": text,
            "locatie": text[:80],
            "bereik": {"telefoon": "030 000 00 01", "kamer": text[:80]},
        }
        for number, text in enumerate(STRINGS)
    ]
    chat = {"naam": STRINGS[1][:30], "begroeting": STRINGS[2]}
    file = {
        "school": {"naam": STRINGS[0], "plaats": STRINGS[1], "website": "https://x.example", "chat": chat},
        "contacten": contacts,
        "themas": {"pesten": {"links": [{"naam": STRINGS[2], "url": "https://x.example/a"}]}},
    }
    path = schools / "aanval.yml"
    path.write_text(yaml.safe_dump(file, allow_unicode=True), encoding="utf-8")
    wait_until_live(system)
    yield "aanval"
    path.unlink()


def wait_until_live(system: System) -> None:
    for _ in range(50):
        if httpx.get(f"{system.url}/hulp/aanval").is_success:
            return
    raise AssertionError(httpx.get(f"{system.url}/health").text)


def test_there_are_fifty() -> None:
    assert len(set(STRINGS)) >= 50


def test_a_hostile_school_file_in_the_chat(visit: Visit, hostile: str) -> None:
    page = visit("/", **DESK)
    page.add_init_script(WATCH)
    page.goto(page.url + f"chat/{hostile}")
    chat = Chat(page)
    chat.says("ik word gepest in de klas")
    chat.picks("Op school")
    seen: set[str] = set()
    for _ in range(len(STRINGS) // 2):
        expect(chat.button("Ander onderwerp")).to_be_visible()
        seen.update(chat.log.get_by_role("heading").all_inner_texts())
        if not chat.button("Liever iemand anders").count():
            break
        chat.picks("Liever iemand anders")
    assert len(seen & set(STRINGS)) >= 10
    assert_nothing_ran(page, scripts=1)


@pytest.mark.parametrize("path", ["/hulp/aanval", "/chat/aanval", "/"])
def test_a_hostile_school_file_on_the_pages(visit: Visit, hostile: str, path: str) -> None:
    page = visit("/", **DESK)
    page.add_init_script(WATCH)
    page.goto(page.url.rstrip("/") + path)
    page.wait_for_load_state("networkidle")
    assert STRINGS[0] in page.title() + page.locator("body").inner_text()
    scripts = page.evaluate("document.scripts.length")
    own = "[...document.scripts].every(script => script.src.startsWith(location.origin))"
    assert page.evaluate(own)
    assert_nothing_ran(page, scripts)


def test_a_hostile_gateway(visit: Visit) -> None:
    """Even when every field of an answer is hostile, the widget shows it as text."""

    def card(number: int, text: str) -> dict[str, Any]:
        words = dict.fromkeys(
            ("name", "role_title", "line", "hours", "confidential", "opener", "reason"), text
        )
        way = {"kind": "web", "label": text, "href": text}
        rest = {"kind": "person", "id": str(number), "photo": text, "open_now": True, "reach": [way]}
        return words | rest

    messages = [
        {"text": text, "choices": [{"id": text, "label": text}], "cards": [card(number, text)]}
        for number, text in enumerate(STRINGS)
    ]
    body = {"messages": messages, "state": {"step": "route", "understood": None}}
    page = visit("/", **DESK)
    page.add_init_script(WATCH)
    page.reload()
    page.route("**/api/messages", lambda route: route.fulfill(json=body))
    page.route("**/x", lambda route: route.abort())
    chat = Chat(page).opened()
    chat.says("hallo")
    for text in STRINGS:
        chat.sees(text)
    assert_nothing_ran(page, page.evaluate("document.scripts.length"))
    hrefs = chat.page.locator(".cards a").evaluate_all("links => links.map(link => link.protocol)")
    assert set(hrefs) <= {"https:"}


@pytest.mark.parametrize("text", STRINGS)
def test_the_loader_refuses_it_as_an_address(text: str) -> None:
    for key in ("website", "chat", "mail", "telefoon", "whatsapp"):
        with pytest.raises(ValidationError):
            Reach.model_validate({key: text}, by_alias=True)


@pytest.mark.parametrize("number", ["030 000 00 01", "+31 30 000 00 01", "0800-0113"])
def test_links_are_made_of_digits_only(number: str) -> None:
    (way,) = ways(Reach.model_validate({"telefoon": number}, by_alias=True))
    assert json.dumps(way.href).strip('"').removeprefix("tel:").lstrip("+").isdigit()
