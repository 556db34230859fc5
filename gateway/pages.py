"""The pages: demo, help without a bot, and the words of the widget. Text only goes in escaped."""

from __future__ import annotations

from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from gateway.replies import SAFETY_LINES, Reply
from wegwijzer import settings, tables
from wegwijzer.cards import Card, helpline_card, person_card
from wegwijzer.directory import Directory
from wegwijzer.school import School

_templates = Environment(
    loader=PackageLoader("gateway"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
)


def demo(directory: Directory) -> str:
    """Return the demo page: a chat for each example school."""
    schools = sorted(directory.schools.values(), key=lambda school: school.name)
    return _render("demo.html", schools=schools, lines=_safety_lines(directory))


def help_page(school: School, directory: Directory) -> str:
    """Return the page with everyone of a school and the national lines, without a bot or script."""
    now = settings.now()
    people = [person_card(contact, school, None, "zelf", now) for contact in school.contacts]
    lines = [
        helpline_card(line, None, "zelf", now)
        for line in directory.helplines.values()
        if "leerling" in line.audience and line.id not in SAFETY_LINES
    ]
    return _render("hulp.html", school=school, people=people, safety=_safety_lines(directory), lines=lines)


def not_found(reply: Reply) -> str:
    """Return the page for an address that does not exist; it has the help lines too."""
    return _render("niet_gevonden.html", message=reply["messages"][0])


def widget_texts(directory: Directory) -> dict[str, Any]:
    """Return the words of the widget, and the lines it shows when no answer comes."""
    lines = [card.model_dump() for card in _safety_lines(directory)]
    return {**tables.load("page_texts")["widget"], "lijnen": lines}


def _safety_lines(directory: Directory) -> list[Card]:
    now = settings.now()
    return [helpline_card(directory.helplines[line], None, "zelf", now) for line in SAFETY_LINES]


def _render(template: str, **context: Any) -> str:
    words = tables.load("page_texts")
    return _templates.get_template(template).render(t=words, **context)
