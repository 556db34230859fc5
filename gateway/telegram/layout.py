"""From a reply of the chat to Telegram messages: pure functions, no network."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from html import escape, unescape
from typing import Any

from gateway.replies import Reply
from wegwijzer import tables
from wegwijzer.texts import choice_label

HELP_NOW = "gesprek.hulp_nu"
TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
DATA_BYTES = 64  # of what a button sends back
VISIBLE = 30  # characters of a button that every phone shows


@dataclass(frozen=True)
class Button:
    """A button with a choice: pressing it sends `choice` back."""

    label: str
    choice: str


@dataclass(frozen=True)
class Link:
    """A button that opens a web page."""

    label: str
    url: str


@dataclass(frozen=True)
class Piece:
    """One Telegram message.

    Attributes:
        text: plain text, or HTML when `html`.
        photo: the file name of a photo to show with it.
        links: buttons that stay; `buttons` go away once something was chosen or typed.
    """

    text: str
    html: bool = False
    photo: str | None = None
    links: tuple[Link, ...] = ()
    buttons: tuple[Button, ...] = ()


def words() -> dict[str, Any]:
    """Return the words that only Telegram needs."""
    table: dict[str, Any] = tables.load("telegram_nl")
    return table


def pieces(reply: Reply) -> list[Piece]:
    """Return a reply as messages: texts that follow each other in one, each card in its own, choices last.

    Help in danger, or when something is broken, is one message: all of it is there, or nothing is.
    """
    found: list[Piece] = []
    at_once = reply["state"]["crisis"] or reply["state"]["degraded"]
    waiting: list[str] = []
    buttons: dict[str, Button] = {}
    for message in reply["messages"]:
        waiting += [message["text"]] if message["text"] else []
        if message["cards"]:
            found += (
                help_pieces(waiting, message["cards"])
                if at_once
                else [
                    *text_pieces(waiting),
                    *(card_piece(card) for card in message["cards"]),
                ]
            )
            waiting = []
        for choice in message["choices"]:
            buttons.setdefault(choice["id"], Button(choice["label"], choice["id"]))
    if buttons and not waiting:
        waiting = [words()["kies"]]
    found += text_pieces(waiting)
    return with_buttons(found, buttons.values()) if buttons else found


def text_pieces(paragraphs: Iterable[str]) -> list[Piece]:
    """Return plain messages that hold these paragraphs, as few as fit."""
    text = "\n\n".join(paragraphs)
    return [Piece(part) for part in split(text)]


def with_buttons(found: list[Piece], buttons: Iterable[Button]) -> list[Piece]:
    """Return the messages with these buttons below the last one."""
    fitting = tuple(button for button in buttons if len(button.choice.encode()) <= DATA_BYTES)
    return [*found[:-1], replace(found[-1], buttons=fitting)]


def help_now() -> list[Button]:
    """Return the button that is always there."""
    return [Button(choice_label(HELP_NOW, {}, {}), HELP_NOW)]


def split(text: str, limit: int = TEXT_LIMIT) -> list[str]:
    """Return `text` in parts of at most `limit` UTF-16 units, cut at a line or a space where there is one."""
    parts = []
    rest = text.strip()
    while length(rest) > limit:
        end = limit
        while length(rest[:end]) > limit:
            end -= 1
        cut = max(rest.rfind("\n", end // 2, end), rest.rfind(" ", end // 2, end))
        end = cut if cut > 0 else end
        parts.append(rest[:end].strip())
        rest = rest[end:].strip()
    return [*parts, rest] if rest else parts


def length(text: str) -> int:
    """Return the length as Telegram counts it."""
    return len(text.encode("utf-16-le")) // 2


def plain(piece: Piece) -> str:
    """Return the words of a piece without any mark-up."""
    return unescape(re.sub(r"</?[bi]>", "", piece.text)) if piece.html else piece.text


def card_piece(card: dict[str, Any]) -> Piece:
    """Return a card as one compact message; every number stands in the text, where a phone can dial it."""
    private = f"{words()['kaart']['vertrouwelijk']} {card['confidential']}" if card["confidential"] else ""
    reason = f"<i>{escape(_sentence(card['reason']))}.</i>" if card["reason"] else ""
    lines = [*_heading(card), reason, "", *_ways(card), escape(card["hours"]), "", escape(private)]
    return Piece(_joined(lines), html=True, photo=_file_name(card["photo"]), links=_links(card))


def help_pieces(paragraphs: list[str], cards: list[dict[str, Any]]) -> list[Piece]:
    """Return help for now: the words and every card in one message, each card short."""
    blocks = [escape(text) for text in paragraphs]
    blocks += [
        _joined([*_heading(card), *_ways(card), escape(card["hours"]), escape(card["confidential"])])
        for card in cards
    ]
    text = "\n\n".join(blocks)
    if length(text) > TEXT_LIMIT:
        return [*text_pieces(paragraphs), *map(card_piece, cards)]
    links = tuple(link for card in cards for link in _links(card, without="web"))
    return [Piece(text, html=True, links=links)]


def _heading(card: dict[str, Any]) -> list[str]:
    text = words()["kaart"]
    now = ("aanwezig", "afwezig") if card["kind"] == "person" else ("open", "dicht")
    known = "" if card["open_now"] is None else f" · {text[now[0] if card['open_now'] else now[1]]}"
    title = card["role_title"]
    if title.lower() in card["name"].lower() and not known:
        title = ""  # "je eigen mentor" needs no "mentor" below it
    return [f"<b>{escape(card['name'])}</b>", escape(title + known), escape(card["line"])]


def _ways(card: dict[str, Any]) -> list[str]:
    text = words()["kaart"]["bereik"]
    return [f"{text[way['kind']]}: {escape(way['label'])}" for way in card["reach"] if way["kind"] in text]


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:]


def _joined(lines: list[str]) -> str:
    """Return the lines without empty ones, except one between two blocks."""
    blocks, block = [], []
    for line in [*lines, ""]:
        if line:
            block.append(line)
        elif block:
            blocks.append("\n".join(block))
            block = []
    return "\n\n".join(blocks)


def _links(card: dict[str, Any], without: str = "") -> tuple[Link, ...]:
    """Return the ways that a button can open: Telegram allows web addresses only."""
    names = words()["kaart"]["knop"]
    found = []
    for way in card["reach"]:
        if way["kind"] in names and way["kind"] != without and str(way["href"]).startswith("https://"):
            short = way["kind"] == "whatsapp" or len(way["label"]) > VISIBLE
            found.append(Link(names[way["kind"]] if short else _sentence(way["label"]), way["href"]))
    return tuple(found)


def _file_name(photo: str | None) -> str | None:
    """Return the last part of a photo's address, and only a kind that Telegram shows."""
    name = (photo or "").rsplit("/", 1)[-1]
    return name if name.lower().endswith((".jpg", ".jpeg", ".png", ".webp")) else None
