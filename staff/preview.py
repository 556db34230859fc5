"""`wegwijzer preview`: what a student will see, before it is live, in the terminal or on a local page."""

from __future__ import annotations

import argparse
import sys
import textwrap
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from staff import preview_web
from staff.commands import to_copy
from staff.reading import is_live, read_school, why_no_school, wrong_name
from staff.scene import CHOICES, Bubble, Part, Scene, read_wish, state_of
from wegwijzer import settings, tables
from wegwijzer.cards import Card, Way
from wegwijzer.topics import is_urgent, topics
from wegwijzer.when import day_off, in_words

WIDTH = 100
_TITLE = 34
_INDENT = "  "


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `preview` to the command line."""
    parser = commands.add_parser(
        "preview",
        help="bekijk wat leerlingen straks zien",
        description="Bekijk wat een leerling ziet. Werk in een kopie, dan is het nog voor niemand te zien.",
        epilog="Uitkomst: 0 = gelukt, 1 = er zijn fouten in het bestand, 2 = je typte iets dat niet kan.",
    )
    parser.add_argument("bestand", type=Path, metavar="BESTAND", help="een schoolbestand, waar het ook staat")
    parser.add_argument("--thema", default="", help="één thema, zoals pesten; zonder: alle thema's")
    parser.add_argument("--tijd", default="", help='wanneer: nu, 22:00, "ma 22:00", "2026-12-24 10:00"')
    for name, values in CHOICES.items():
        parser.add_argument(f"--{name}", choices=values, default=values[0], help=_words()["opties"][name])
    parser.add_argument("--web", action="store_true", help="toon een pagina in je browser, die zelf ververst")
    parser.add_argument("--poort", default="", help="de poort van die pagina; zonder: een vrije")
    parser.add_argument("--open", action="store_true", help="open die pagina meteen")
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    file: Path = options.bestand
    typed = {name: getattr(options, name) for name in ("thema", "tijd", *CHOICES)}
    now = settings.now()
    wish, wrong = read_wish(typed, now)
    if reason := why_no_school(file):
        wrong.insert(0, reason)
    if options.poort and not (options.poort.isdecimal() and 0 < int(options.poort) < 65536):
        wrong.append(_words()["web"]["poort_fout"].format(poort=options.poort))
    for line in wrong:
        print(line, file=sys.stderr)
    if wrong:
        return 2
    folder = settings.schools_folder()
    if options.web:
        asked = {
            name: value for name, value in typed.items() if value and value != CHOICES.get(name, ("",))[0]
        }
        return preview_web.serve(file, folder, int(options.poort or 0), asked, open_browser=options.open)
    reading = read_school(file, folder, now.date())
    if reading.school is None:
        print("\n".join(reading.mistakes), file=sys.stderr)
        return 1
    scene = Scene.of(reading, reading.school, wish)
    for line in [
        *_head(scene, is_live(file, folder)),
        "",
        *(conversation(scene, wish.topic) if wish.topic else overview(scene)),
    ]:
        print(line)
    print()
    if name := wrong_name(file):
        print(name)
    words = _words()["tekst"]
    if not wish.topic:
        print(words["een_thema"].format(opdracht=to_copy("preview", file, "--thema", "pesten")))
    print(words["op_een_pagina"].format(opdracht=to_copy("preview", file, "--web")))
    if reading.warnings:
        check = to_copy("check", file)
        print(words["waarschuwingen"].format(aantal=len(reading.warnings), opdracht=check))
    return 0


def _head(scene: Scene, live: bool) -> Iterator[str]:
    """Yield whether students see this already, which school it is, when and for whom."""
    words, school, fields = _words(), scene.school, scene.wish.fields
    moment = in_words(scene.wish.moment)
    mark = words["live" if live else "nog_niet"]
    yield f"{mark['merk'].upper()}\n{mark['uitleg']}"
    yield words["tekst"]["kop"].format(school=school.name, plaats=school.place, moment=moment)
    if closed := day_off(school, scene.wish.moment):
        yield words["dicht"].format(reden=closed)
    line = "voor" if fields["voor"] == "leerling" else "voor_kort"
    names = {name: words[name][fields[name]] for name in ("voor", "over", "voorkeur")}
    yield words["tekst"][line].format(**names)


def overview(scene: Scene) -> Iterator[str]:
    """Yield a line per topic: the cards in their order, and who can be reached then."""
    words = _words()
    marks, states = words["tekst"]["tekens"], words["tekst"]["staat"]
    missing = scene.missing()
    yield "   ".join(f"{marks[state]} {states[state]}" for state in marks)
    for topic, row in topics().items():
        title = row.title if len(row.title) <= _TITLE else row.title[: _TITLE - 1] + "…"
        cards = [f"{marks[state_of(card)]} {card.name}".replace(" ", "\u00a0") for card in scene.cards(topic)]
        text = f"{title.replace(' ', chr(160)):\u00a0<{_TITLE}} {'  '.join(cards)}"
        for line in textwrap.wrap(text, WIDTH, subsequent_indent=" " * (_TITLE + 1), break_long_words=False):
            yield line.replace("\u00a0", " ").rstrip()
        if topic in missing:
            yield " " * (_TITLE + 1) + f"! {words['overzicht']['niemand']}"


def conversation(scene: Scene, topic: str) -> Iterator[str]:
    """Yield the whole conversation about a topic, with every card and what comes after it."""
    words = _words()
    title = words["gesprek"]["titel"].format(thema=topics()[topic].title)
    yield title.upper()
    if is_urgent(topic):
        yield words["gesprek"]["spoed"]
    yield from _parts([scene.welcome(), *scene.conversation(topic)])
    yield ""
    yield words["stappen"]["titel"].upper()
    for _, parts in scene.steps(topic):
        yield from _parts(parts)


def _parts(parts: Iterable[Part]) -> Iterator[str]:
    words = _words()
    for part in parts:
        yield ""
        if part.said:
            yield f"{words['tekst']['kiest']} {part.said}"
        for bubble in part.bubbles:
            yield from _bubble(bubble)


def _bubble(bubble: Bubble) -> Iterator[str]:
    yield from _wrapped(f"{_words()['gesprek']['wegwijzer']} {bubble.text}", _INDENT)
    for number, card in enumerate(bubble.cards, 1):
        yield from _card(card, number)
    if bubble.buttons:
        yield from _wrapped(" ".join(f"[{button.label}]" for button in bubble.buttons), _INDENT * 2)


def _card(card: Card, number: int) -> Iterator[str]:
    """Yield everything that stands on a card, every number as typed."""
    words, kaart = _words(), tables.load("page_texts")["kaart"]
    state = state_of(card)
    yield ""
    mark = "" if state == "onbekend" else f"{words['tekst']['tekens'][state]} "
    said = mark + words["tekst"]["staat"][state]
    yield f"{_INDENT}{number}. {card.name} · {card.role_title} · {said}"
    rows = [card.line, card.reason, card.hours, *(_way(way, kaart) for way in card.reach)]
    rows.append(f"{kaart['vertrouwelijk']} {card.confidential}")
    if card.kind == "person":
        rows.append(f"{words['gesprek']['kaart_begin']} “{card.opener}”")
    for row in filter(None, rows):
        yield from _wrapped(row[:1].upper() + row[1:], _INDENT + "   ")


def _way(way: Way, words: dict[str, str]) -> str:
    """Return a way to reach someone, with the address behind it when the label does not say it."""
    label = f"{words[way.kind]} {way.label}".strip()
    return f"{label} ({way.href})" if way.kind in {"chat", "web"} else label


def _wrapped(text: str, indent: str) -> Iterator[str]:
    yield from textwrap.wrap(
        text,
        WIDTH,
        initial_indent=indent,
        subsequent_indent=indent + _INDENT,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _words() -> dict[str, Any]:
    words: dict[str, Any] = tables.load("preview_texts")
    return words
