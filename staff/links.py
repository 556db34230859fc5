"""For each school the link that starts a talk on Telegram, as text, as a QR code and on a poster."""

from __future__ import annotations

import argparse
import asyncio
import re
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import segno
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from telegram import Bot
from telegram.error import InvalidToken, TelegramError

from wegwijzer import settings, tables
from wegwijzer.directory import Directory
from wegwijzer.school import School

_templates = Environment(loader=PackageLoader("staff"), autoescape=True, undefined=StrictUndefined)


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `links` to the command line."""
    parser = commands.add_parser("links", help="toon per school de link en de QR-code voor Telegram")
    parser.add_argument("--bot", help="naam van de bot; anders vraagt TELEGRAM_TOKEN ernaar")
    parser.add_argument("--map", type=Path, help="map voor posters en QR-codes")
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    return show_links(Directory.open(settings.schools_folder()), options.bot, options.map, print)


def show_links(
    directory: Directory, bot: str | None, folder: Path | None, write: Callable[[str], None]
) -> int:
    """Write the link and the QR code of every school; return the exit status.

    Args:
        bot: the bot's name; without it Telegram is asked.
        folder: where posters and images go; without it the codes are drawn in the terminal.

    Raises:
        ValueError: the name is not that of a bot, or Telegram can't tell it.
    """
    name = (bot or "").strip().removeprefix("@") or _asked()
    if not re.fullmatch(r"\w{5,32}", name, re.ASCII) or not name.lower().endswith("bot"):
        raise ValueError(_say("naam_fout", naam=name))
    for school in directory.search.by_name:
        link = deep_link(name, school.id)
        write(f"{school.name}, {school.place}\n{link}")
        code = segno.make(link, error="m", micro=False)
        if folder is None:
            drawing = StringIO()
            code.terminal(drawing, compact=True)
            write(drawing.getvalue())
            continue
        for path in _save(folder, school, link, code):
            write(_say("geschreven", pad=path))
    return 0


def deep_link(bot: str, school: str) -> str:
    """Return the link that opens the bot for a school."""
    return f"https://t.me/{bot}?start={school}"


def _save(folder: Path, school: School, link: str, code: segno.QRCode) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    image, drawing, poster = (folder / f"{school.id}.{kind}" for kind in ("png", "svg", "html"))
    code.save(str(image), scale=20)
    code.save(str(drawing), scale=10)
    words = tables.load("telegram_nl")
    svg = Markup(code.svg_inline(scale=10, omitsize=True))  # drawn by us, from a link of letters we checked
    page = _templates.get_template("poster.html").render(
        t=words["poster"], lines=words["lijnen"], school=school, link=link.removeprefix("https://"), code=svg
    )
    poster.write_text(page, encoding="utf-8")
    return [poster, image, drawing]


def _asked() -> str:
    """Return the bot's name as Telegram knows it."""
    config = settings.telegram()
    if config is None:
        raise ValueError(_say("geen_naam"))

    async def ask() -> str:
        async with Bot(config.token, base_url=f"{config.api_url}/bot") as bot:
            return bot.username

    try:
        return asyncio.run(ask())
    except InvalidToken:
        raise ValueError(_say("token_fout")) from None
    except TelegramError:
        raise ValueError(_say("geen_naam")) from None


def _say(line: str, **params: object) -> str:
    return str(tables.load("telegram_nl")["beheer"][line].format(**params))
