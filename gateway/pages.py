"""The pages: demo, help and chat of a school, and the settings of the widget. Text only goes in escaped."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import segno
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from gateway.replies import SAFETY_LINES, Reply
from wegwijzer import settings, tables
from wegwijzer.cards import Card, helpline_card, person_card
from wegwijzer.colour import palette
from wegwijzer.directory import Directory
from wegwijzer.school import ChatLook, School

SHOWN_FIRST = "voorbeeld-college"  # on the demo page
MOST_IN_LIST = 50  # schools to choose from on the demo page; the list is to try things, not to find a school

_templates = Environment(
    loader=PackageLoader("gateway"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
)


@dataclass(frozen=True)
class Group:
    """Cards that belong together on the help page."""

    id: str
    title: str
    cards: list[Card]


def demo(directory: Directory, address: str) -> str:
    """Return the demo page: a school's site with the chat, and how to put it on one's own."""
    every = directory.search.by_name
    chosen = directory.schools.get(SHOWN_FIRST) or (every[0] if every else None)
    schools = [*every[:MOST_IN_LIST]]
    if chosen and chosen not in schools:
        schools.insert(0, chosen)
    outside = directory.helplines[SAFETY_LINES[0]].reach.website
    more = len(every) - len(schools)
    return render("demo.html", schools=schools, more=more, chosen=chosen, address=address, outside=outside)


def help_page(school: School, directory: Directory, address: str) -> str:
    """Return the page with everyone of a school and the national lines, without a bot or script."""
    return render("hulp.html", **help_content(school, directory, address, settings.now()))


def help_content(school: School, directory: Directory, address: str, now: datetime) -> dict[str, Any]:
    """Return what stands on the help page of a school at a moment."""
    chat_address = f"{address}/chat/{school.id}"
    return {
        "school": school,
        "safety": _safety_lines(directory, now),
        "people": _people(school, now),
        "lines": _lines(directory, now),
        "chat_address": chat_address,
        "code": qr(chat_address),
    }


def chat_page(school: School, directory: Directory) -> str:
    """Return the page with nothing but the chat; the safety lines show when it can't."""
    return render("chat.html", school=school, safety=_safety_lines(directory, settings.now()))


def not_found(reply: Reply) -> str:
    """Return the page for an address that does not exist; it has the help lines too."""
    title = tables.load("page_texts")["niet_gevonden"]["titel"]
    return render("niet_gevonden.html", message=reply["messages"][0], title=title)


def no_school(reply: Reply) -> str:
    """Return the same for a school that is not here (any more): who looks for people finds the lines."""
    title = tables.load("page_texts")["hulp"]["titel"]
    return render("niet_gevonden.html", message=reply["messages"][0], title=title)


def widget_settings(directory: Directory, school_id: str, language: str) -> dict[str, Any]:
    """Return the words and the look of the widget. Unknown schools and languages get the usual ones."""
    language = language if language in tables.widget_languages() else "nl"
    words = tables.load(f"widget_{language}")
    school = directory.schools.get(school_id)
    look = school.chat if school else ChatLook()
    return {
        "taal": language,
        "teksten": words,
        "lijnen": [card.model_dump() for card in _safety_lines(directory, settings.now())],
        "chat": {
            "naam": look.name or words["naam"],
            "begroeting": look.greeting or "",
            "kleur": palette(look.colour).model_dump(),
        },
        "hulppagina": f"/hulp/{school.id}" if school else None,
        "weg": tables.load("page_texts")["weg"],
    }


def qr(address: str) -> Markup:
    """Return a QR code of `address` as SVG, dark on light also on a dark page."""
    code = segno.make_qr(address, error="m")
    return Markup(code.svg_inline(border=4, light="#fff", omitsize=True, svgclass="qr", lineclass=None))


def initials(name: str) -> str:
    """Return the first letters of a person's first and last name; nothing for "je eigen mentor"."""
    words = [word for word in name.split() if word[0].isupper()]
    if not name[:1].isupper() or not words:
        return ""
    return "".join(word[0] for word in dict.fromkeys((words[0], words[-1])))


def _people(school: School, now: datetime) -> list[Group]:
    groups = []
    for row in tables.load("page_groups")["mensen"]:
        contacts = [contact for contact in school.contacts if contact.role in row["rollen"]]
        cards = [person_card(contact, school, None, "zelf", now) for contact in contacts]
        groups.append(Group(row["id"], row["titel"], cards))
    return [group for group in groups if group.cards]


def _lines(directory: Directory, now: datetime) -> list[Group]:
    left = {
        line.id: helpline_card(line, None, "zelf", now)
        for line in directory.helplines.values()
        if "leerling" in line.audience and line.id not in SAFETY_LINES
    }
    table = tables.load("page_groups")
    groups = []
    for row in table["lijnen"]:
        cards = [left.pop(line) for line in row["lijnen"] if line in left]
        groups.append(Group(row["id"], row["titel"], cards))
    groups.append(Group(table["overig"]["id"], table["overig"]["titel"], list(left.values())))
    return [group for group in groups if group.cards]


def _safety_lines(directory: Directory, now: datetime) -> list[Card]:
    return [helpline_card(directory.helplines[line], None, "zelf", now) for line in SAFETY_LINES]


def render(template: str, **context: Any) -> str:
    """Return a page of `templates/` with the words of pages and widget and what `context` gives it."""
    return _templates.get_template(template).render(**page_words(), **context)


def page_words() -> dict[str, Any]:
    """Return what every template of a page needs: the words, and how a name becomes initials."""
    return {"t": tables.load("page_texts"), "w": tables.load("widget_nl"), "initials": initials}
