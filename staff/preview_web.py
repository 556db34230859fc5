"""The local page of `wegwijzer preview --web`: only on this computer, read from disk again at every load."""

from __future__ import annotations

import hashlib
import socket
import sys
import webbrowser
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import uvicorn
from fastapi import FastAPI, Request, Response
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse
from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from starlette.staticfiles import StaticFiles

from gateway import pages
from gateway.app import SECURITY_HEADERS, STATIC, WIDGET
from gateway.files import photo_type
from staff.reading import Reading, is_live, read_school, stamp, wrong_name
from staff.scene import CHOICES, Scene, Wish, read_wish, state_of
from wegwijzer import settings, tables
from wegwijzer.directory import Directory
from wegwijzer.school import School
from wegwijzer.school_files import PHOTOS
from wegwijzer.topics import is_urgent, topics
from wegwijzer.when import day_off, in_words

LOOPBACK = "127.0.0.1"
OWN_STATIC = Path(__file__).parent / "static"
# As strict as the real pages; the form with choices is the only thing more.
HEADERS = {
    **SECURITY_HEADERS,
    "Content-Security-Policy": SECURITY_HEADERS["Content-Security-Policy"].replace(
        "form-action 'none'", "form-action 'self'"
    ),
}

_templates = Environment(
    loader=ChoiceLoader([PackageLoader("staff"), PackageLoader("gateway")]),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
)


@dataclass
class Shown:
    """A school's file while it is being edited.

    Attributes:
        good: the last version without mistakes, and when it was read.
    """

    file: Path
    folder: Path
    good: tuple[Reading, School, datetime] | None = None
    _last: tuple[str, Reading] | None = None

    def read(self) -> tuple[str, Reading]:
        """Return the file as it is now, with its version."""
        version, now = self.version(), settings.now()
        if self._last is None or self._last[0] != version:
            reading = read_school(self.file, self.folder, now.date())
            self._last = version, reading
            if reading.school:
                self.good = (reading, reading.school, now)
        return self._last

    def version(self) -> str:
        """Return something that changes with what is on disk, and with the day."""
        seen = (settings.now().date(), stamp(self.file, self.folder))
        return hashlib.sha256(repr(seen).encode()).hexdigest()[:16]


def serve(file: Path, folder: Path, port: int, asked: Mapping[str, str], *, open_browser: bool) -> int:
    """Show the page until Ctrl-C; return the exit status.

    Args:
        port: 0 for a free one.
        asked: what the page shows first.
    """
    try:
        listener = _listen(port)
    except OSError:
        print(_words()["web"]["poort_bezet"].format(poort=port), file=sys.stderr)
        return 2
    with listener:
        port = listener.getsockname()[1]
        _say_where(f"http://{LOOPBACK}:{port}/" + (f"?{urlencode(asked)}" if asked else ""), open_browser)
        config = uvicorn.Config(
            create_app(file, folder, port),
            ws="none",
            log_level="warning",
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=1,
        )
        uvicorn.Server(config).run(sockets=[listener])
    return 0


def _listen(port: int) -> socket.socket:
    """Return a socket that takes connections from now on, from this computer only."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((LOOPBACK, port))
        listener.listen()
    except OSError:
        listener.close()
        raise
    return listener


def _say_where(address: str, open_browser: bool) -> None:
    words = _words()["web"]
    print(f"{words['adres'].format(adres=address)}\n{words['stoppen']}", flush=True)
    if open_browser:
        webbrowser.open(address)


def create_app(file: Path, folder: Path, port: int) -> FastAPI:
    """Return the app that shows one school's file to the browser on this computer."""
    shown = Shown(file, folder)
    app = FastAPI(openapi_url=None)
    _guard(app, {f"{LOOPBACK}:{port}", f"localhost:{port}"})

    @app.get("/", response_class=HTMLResponse)
    def preview(request: Request) -> str:
        return page(shown, dict(request.query_params))

    @app.get("/versie")
    def version() -> JSONResponse:
        return JSONResponse({"versie": shown.version()})

    @app.get("/hulp/{school_id}", response_class=HTMLResponse)
    def help_page(request: Request, school_id: str) -> str:
        address = settings.public_url() or str(request.base_url).rstrip("/")
        return help_preview(shown, dict(request.query_params), address)

    @app.get("/chat/{school_id}")
    def chat_page(school_id: str) -> Response:
        return RedirectResponse("/")

    @app.get("/fotos/{school_id}/{name}")
    def photo(school_id: str, name: str) -> Response:
        return _photo(shown, name)

    @app.exception_handler(404)
    def not_found(request: Request, error: Exception) -> Response:
        opened = "text/html" in request.headers.get("accept", "")  # by a person, not an image on a page
        return RedirectResponse("/", 303) if opened else Response(status_code=404)

    app.mount("/static", StaticFiles(directory=STATIC))
    app.mount("/widget", StaticFiles(directory=WIDGET))
    app.mount("/voorbeeld", StaticFiles(directory=OWN_STATIC))
    return app


def _guard(app: FastAPI, hosts: set[str]) -> None:
    """Answer only to this computer's own names: another name is a site that had itself point here."""

    @app.middleware("http")
    async def guard(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
        if request.headers.get("host") not in hosts:
            response: Response = PlainTextResponse(_words()["web"]["ander_adres"], 421)
        else:
            response = await call_next(request)
        response.headers.update(HEADERS)
        return response


def _photo(shown: Shown, name: str) -> Response:
    """Return a photo of the version on screen."""
    if shown.good is None:
        shown.read()
    if shown.good is None:
        return Response(status_code=404)
    reading, school, _ = shown.good
    path = reading.home / PHOTOS / (school.photo_path(name) or "")
    return FileResponse(path, media_type=photo_type(name)) if path.is_file() else Response(status_code=404)


def page(shown: Shown, query: Mapping[str, str]) -> str:
    """Return the page for what was asked, from the file as it is now."""
    context, wish = _context(shown, query)
    scene = context["scene"]
    if scene and wish.topic:
        ids = list(topics())
        place = ids.index(wish.topic)
        context |= {
            "topic": topics()[wish.topic],
            "urgent": is_urgent(wish.topic),
            "before": topics()[ids[place - 1]],
            "after": topics()[ids[(place + 1) % len(ids)]],
        }
    return _templates.get_template("voorbeeld.html").render(**context)


def help_preview(shown: Shown, query: Mapping[str, str], address: str) -> str:
    """Return the help page as students would get it, under a line that says whether it is live."""
    context, wish = _context(shown, query)
    if shown.good is None:
        return _templates.get_template("voorbeeld.html").render(**context)
    reading, school, _ = shown.good
    directory = Directory(reading.home, schools={school.id: school}, helplines=reading.helplines)
    content = pages.help_content(school, directory, address, wish.moment)
    return _templates.get_template("voorbeeld_hulp.html").render(**{**context, **content})


def _context(shown: Shown, query: Mapping[str, str]) -> tuple[dict[str, Any], Wish]:
    version, reading = shown.read()
    wish, wrong = read_wish(query, settings.now())
    scene = Scene.of(shown.good[0], shown.good[1], wish) if shown.good else None
    kept = {name: value for name, value in query.items() if value and name in {"tijd", *CHOICES}}

    def link(**changes: str) -> str:
        return f"/?{urlencode(kept | changes)}"

    return {
        **pages.page_words(),
        "v": _words(),
        "version": version,
        "live": is_live(shown.file, shown.folder),
        "file": shown.file,
        "wrong_name": wrong_name(shown.file),
        "mistakes": [_of_this(line, shown.file) for line in reading.mistakes],
        "warnings": [_of_this(line, shown.file) for line in reading.warnings] if reading.school else [],
        "scene": scene,
        "school": scene.school if scene else None,
        "read_at": shown.good[2] if shown.good else None,
        "wish": wish,
        "wrong": wrong,
        "typed": {"thema": wish.topic or "", "tijd": query.get("tijd", "")},
        "moment": in_words(wish.moment),
        "closed": day_off(scene.school, wish.moment) if scene else None,
        "topic": None,
        "topics": topics(),
        "choices": CHOICES,
        "state_of": state_of,
        "link": link,
        "kept": urlencode(kept),
    }, wish


def _of_this(line: str, file: Path) -> str:
    """Return a message without the name of the file on screen: `Regel 23, kolom 5: ...`."""
    short = line.removeprefix(f"{file}, ")
    return short[:1].upper() + short[1:]


def _words() -> dict[str, Any]:
    words: dict[str, Any] = tables.load("preview_texts")
    return words
