"""A real Chromium at the real running system, and a school's own site on another port."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from runner.system import System
from tests.widget.chat import Chat

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
DESK = {"viewport": {"width": 1280, "height": 900}}
WEATHER = "https://www.knmi.nl/"
expect.set_options(timeout=10_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/widget" in item.path.as_posix() and CHROMIUM is None and "CI" not in os.environ:
            item.add_marker(pytest.mark.skip(reason="no Chromium here (Debian: apt install chromium)"))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def visit(browser: Browser, system: System) -> Iterator[Callable[..., Page]]:
    """Open a page: `visit("/", **how)`; `how` is what Playwright's `new_context` takes, a phone by default.

    The weather page to which one leaves is answered here: tests need no internet. Any other request to
    another host fails the test.
    """
    contexts: list[BrowserContext] = []
    strays: list[str] = []

    def open_page(path: str = "/", **how: Any) -> Page:
        context = browser.new_context(**(how or PHONE))
        contexts.append(context)
        context.set_default_timeout(10_000)
        page = context.new_page()
        page.route(WEATHER + "**", lambda route: route.fulfill(body="het weer", content_type="text/html"))
        own = ("http://127.0.0.1:", "http://localhost:", WEATHER, "data:", "about:")
        page.on(
            "request", lambda request: None if request.url.startswith(own) else strays.append(request.url)
        )
        page.goto(path if path.startswith("http") else system.url + path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert strays == []


@pytest.fixture
def chat(visit: Callable[..., Page]) -> Chat:
    """The chat of voorbeeld-college, opened on a phone."""
    return Chat(visit()).opened()


@pytest.fixture
def desk_chat(visit: Callable[..., Page]) -> Chat:
    """The same beside the page on a desk."""
    return Chat(visit("/", **DESK)).opened()


@pytest.fixture
def site(site_port: int, system: System) -> Iterator[Site]:
    """A school's own site, on another origin that the gateway knows (WEGWIJZER_ORIGINS)."""
    with Site(site_port, system.url) as site:
        yield site


class Site:
    """One page with the line that a school pastes, under a Content-Security-Policy as strict as can be."""

    def __init__(self, port: int, chat: str) -> None:
        self.url = f"http://127.0.0.1:{port}/"
        policy = f"default-src 'none'; script-src {chat}; connect-src {chat}; img-src {chat}"
        body = (
            "<!doctype html><html lang=nl><meta charset=utf-8>"
            "<meta name=viewport content='width=device-width, initial-scale=1'><title>School</title>"
            f'<h1>School</h1><script type="module" src="{chat}/widget/wegwijzer.js"></script>'
            '<weg-wijzer school="voorbeeld-college">'
            f'<a href="{chat}/hulp/voorbeeld-college">Met wie kun je praten?</a></weg-wijzer>'
        ).encode()

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Security-Policy", policy)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", port), Handler)

    def __enter__(self) -> Site:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
