"""The chat on a page, as a student uses it."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, Route, expect


def keep(held: list[Route], route: Route) -> None:
    """Hold a request back until the test lets it go."""
    held.append(route)


class Chat:
    """One chat; every method is something a student does or sees."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.launcher = page.get_by_role("button", name="Chat", exact=True)
        self.log = page.get_by_role("log")
        self.field = page.get_by_role("textbox")
        self.send = page.get_by_role("button", name="Stuur")

    def opened(self) -> Chat:
        self.launcher.click()
        expect(self.log).to_contain_text("Waar zit je mee?")
        return self

    def says(self, text: str) -> None:
        self.field.fill(text)
        self.field.press("Enter")

    def picks(self, name: str) -> None:
        self.button(name).click()

    def button(self, name: str) -> Locator:
        return self.log.get_by_role("button", name=name)

    def card(self, name: str) -> Locator:
        heading = self.page.get_by_role("heading", name=name, exact=True)
        return self.log.get_by_role("listitem").filter(has=heading).last

    def link(self, name: str) -> Locator:
        return self.log.get_by_role("link", name=name)

    def sees(self, text: str) -> None:
        expect(self.log).to_contain_text(text)
