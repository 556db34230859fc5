"""The HTTP surface: chat API, pages, widget files, photos."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI, HTTPException, Request, Response
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse, RedirectResponse
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.middleware.gzip import GZipMiddleware

from gateway import pages, replies, sheets
from gateway.chat import Chat
from gateway.cors import SchoolCors
from gateway.files import PUBLIC_HEADERS, PublicFiles, photo_type
from gateway.limits import Limits, RateLimiter
from gateway.rasa_client import RasaClient
from gateway.sessions import Session, Sessions
from watcher import Watcher
from wegwijzer import settings
from wegwijzer.directory import Directory, Live, Seen
from wegwijzer.school import School
from wegwijzer.strict_yaml import Problem

WIDGET = Path(__file__).parents[1] / "widget"
LISTED = 20  # schools in one answer
STATIC = Path(__file__).parent / "static"
SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


# A disk that gives no answer for so long is told on /health.
SILENT_SECONDS = 30


@dataclass
class Refusal(Exception):
    """A request that is not carried out: a status, a code for programs, a response for people."""

    status: int
    code: str
    response: str


@dataclass
class Door:
    """Everything a request needs."""

    live: Live
    watcher: Watcher
    rasa: RasaClient
    chat: Chat
    sessions: Sessions
    limits: Limits
    limiter: RateLimiter

    @property
    def directory(self) -> Directory:
        """The schools as they are now; a request takes it once."""
        return self.live.directory


def create_app(config: settings.Gateway) -> FastAPI:
    """Return the gateway.

    Raises:
        wegwijzer.strict_yaml.Refused: the national help file is broken.
    """
    limits = Limits()
    live = Live(config.schools, config.last_good)
    rasa = RasaClient(config.rasa_url)
    door = Door(
        live,
        Watcher(live),
        rasa,
        Chat(rasa, live, limits),
        Sessions(config.secret),
        limits,
        RateLimiter(limits, config.limits_on),
    )

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        with door.watcher:
            yield
        await rasa.close()

    app = FastAPI(openapi_url=None, lifespan=lifespan)
    app.state.door = door
    _add_middleware(app, door, config)
    _add_errors(app, door)
    _add_api(app, door)
    _add_pages(app, door, config)
    _add_files(app, door)
    return app


def _add_middleware(app: FastAPI, door: Door, config: settings.Gateway) -> None:
    @app.middleware("http")
    async def front(request: Request, call_next: Any) -> Response:
        address = request.client.host if request.client else "unknown"
        if request.url.path.startswith("/api/") and not await door.limiter.allows_address(address):
            await _drain(request, door)
            response: Response = _refuse(door, Refusal(429, "te_snel", "utter_te_snel"))
        else:
            response = await call_next(request)
        for name, value in SECURITY_HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    app.add_middleware(SchoolCors, live=door.live, origins=config.origins)


def _add_errors(app: FastAPI, door: Door) -> None:
    @app.exception_handler(Refusal)
    async def refused(request: Request, refusal: Refusal) -> Response:
        return _refuse(door, refusal)

    @app.exception_handler(StarletteHTTPException)
    async def not_found(request: Request, error: HTTPException) -> Response:
        refusal = Refusal(error.status_code, "niet_gevonden", "utter_niet_gevonden")
        if request.url.path.startswith("/api/"):
            return _refuse(door, refusal)
        reply = replies.failure(refusal.response, door.directory)
        return HTMLResponse(pages.not_found(reply), error.status_code)

    @app.exception_handler(Exception)
    async def broken(request: Request, error: Exception) -> Response:
        response = _refuse(door, Refusal(500, "storing", "utter_storing"))
        response.headers.update(SECURITY_HEADERS)
        return response


def _refuse(door: Door, refusal: Refusal) -> JSONResponse:
    reply = replies.failure(refusal.response, door.directory)
    error = {"code": refusal.code, "message": reply["messages"][0]["text"]}
    headers = {"Retry-After": "60"} if refusal.status == 429 else None
    return JSONResponse({"error": error, **reply}, refusal.status, headers)


def _add_api(app: FastAPI, door: Door) -> None:
    @app.post("/api/sessions", status_code=201)
    async def begin(request: Request) -> dict[str, Any]:
        school = (await _body(request, door)).get("school")
        directory = door.directory
        if school is not None and (not isinstance(school, str) or school not in directory.schools):
            raise Refusal(404, "school_onbekend", "utter_school_onbekend")
        return {"session": door.sessions.issue(school), **replies.welcome(directory, school)}

    @app.post("/api/messages")
    async def message(request: Request) -> dict[str, Any]:
        session = _session(request, door)
        body = await _body(request, door)
        if not await door.limiter.allows_session(session.id):
            raise Refusal(429, "te_snel", "utter_te_snel")
        text, choice = body.get("text"), body.get("choice")
        if isinstance(choice, str) and text is None:
            if len(choice.encode()) > 60 or not door.chat.knows(choice):
                raise Refusal(400, "keuze_onbekend", "utter_keuze_onbekend")
            return await door.chat.choice(session, choice)
        if not isinstance(text, str) or choice is not None:
            raise Refusal(400, "onleesbaar", "utter_onleesbaar")
        return await door.chat.text(session, text)

    @app.delete("/api/sessions", status_code=204)
    async def end(request: Request) -> None:
        session = _session(request, door)
        try:
            await door.chat.forget(session)
        except httpx.ConnectError:
            return  # Rasa is gone, and its memory with it
        except (httpx.HTTPError, TimeoutError):
            raise Refusal(503, "storing", "utter_storing") from None

    @app.get("/api/schools")
    async def schools(q: str = "") -> list[dict[str, str]]:
        search = door.directory.search
        found = search.best(q[:80], LISTED) if q.strip() else search.by_name[:LISTED]
        return [{"id": row.id, "naam": row.name, "plaats": row.place} for row in found]

    @app.get("/health")
    async def health() -> JSONResponse:
        ready = await door.rasa.is_ready()
        directory = door.directory
        problems = directory.told()
        if door.watcher.silent_for() > SILENT_SECONDS:
            message = "De map met schoolbestanden antwoordt niet. Alles blijft zoals het was."
            fix = "Kijk of de schijf of de netwerkmap er nog is."
            problems = {Problem(directory.folder.name, 1, message, fix): Seen.BEFORE, **problems}
        working = "let op" if Seen.NOTHING in problems.values() else "ok"
        body = {
            "status": working if ready else "degraded",
            "rasa": ready,
            "schools": len(directory.schools),
            "problems": [_row(problem, problems[problem]) for problem in sorted(problems)],
        }
        return JSONResponse(body, 200 if ready else 503)


def _row(problem: Problem, seen: Seen | None) -> dict[str, str | int]:
    """Return a problem as `wegwijzer check --format json` names its parts, and what students see now."""
    row: dict[str, str | int] = {
        "bestand": problem.file,
        "regel": problem.line,
        "kolom": problem.column,
        "melding": problem.message,
        "oplossing": problem.fix,
    }
    return row | ({"leerlingen": seen.value} if seen else {})


def _session(request: Request, door: Door) -> Session:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    session = door.sessions.read(token) if scheme.lower() == "bearer" else None
    if session is None:
        raise Refusal(401, "verlopen", "utter_verlopen")
    return session


async def _body(request: Request, door: Door) -> dict[str, Any]:
    """Return the JSON object in the body, read no further than the limit."""
    data = b""
    async for chunk in request.stream():
        data += chunk
        if len(data) > door.limits.body_bytes:
            raise Refusal(413, "te_groot", "utter_te_groot")
    try:
        body = json.loads(data or b"{}")
    except (ValueError, RecursionError):
        raise Refusal(400, "onleesbaar", "utter_onleesbaar") from None
    if not isinstance(body, dict):
        raise Refusal(400, "onleesbaar", "utter_onleesbaar")
    return body


async def _drain(request: Request, door: Door) -> None:
    """Read the body of a request that is refused unread: else the connection would have to close."""
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > door.limits.body_bytes:
            return


def _add_pages(app: FastAPI, door: Door, config: settings.Gateway) -> None:
    @app.get("/", response_class=HTMLResponse)
    async def demo(request: Request) -> str:
        return pages.demo(door.directory, _address(request, config))

    @app.get("/hulp/{school_id}")
    async def help_page(request: Request, school_id: str) -> Response:
        return _of_school(door, school_id, partial(pages.help_page, address=_address(request, config)))

    @app.get("/chat/{school_id}")
    async def chat_page(school_id: str) -> Response:
        return _of_school(door, school_id, pages.chat_page)

    @app.get("/handreiking/{school_id}")
    async def team_sheet(request: Request, school_id: str) -> Response:
        return _of_school(door, school_id, partial(sheets.team_sheet, address=_address(request, config)))

    @app.get("/lesblad/{school_id}")
    async def lesson_sheet(request: Request, school_id: str) -> Response:
        return _of_school(door, school_id, partial(sheets.lesson_sheet, address=_address(request, config)))


def _of_school(door: Door, school_id: str, page: Callable[[School, Directory], str]) -> Response:
    """Return a page of a school, or that it is not here (any more), with the help lines."""
    directory = door.directory
    if school := directory.schools.get(school_id):
        return HTMLResponse(page(school, directory))
    if school_id.lower() in directory.schools:  # a phone begins what one types with a capital
        return RedirectResponse(school_id.lower())
    left = school_id in directory.known
    reply = replies.failure("utter_school_weg_pagina" if left else "utter_school_onbekend", directory)
    return HTMLResponse(pages.no_school(reply), 404)


def _address(request: Request, config: settings.Gateway) -> str:
    """Return the address people know this gateway by; the one they used, when no setting says so."""
    asked = str(request.base_url).rstrip("/")
    usable = settings.is_web_address(asked)
    return config.url or (asked if usable else f"http://127.0.0.1:{config.port}")


def _add_files(app: FastAPI, door: Door) -> None:
    @app.get("/widget/teksten.json")
    async def widget_settings(school: str = "", taal: str = "") -> dict[str, Any]:
        return pages.widget_settings(door.directory, school, taal)

    @app.get("/fotos/{school_id}/{file}")
    async def photo(school_id: str, file: str) -> FileResponse:
        path = door.directory.photo_file(school_id, file)
        if path is None:
            raise StarletteHTTPException(404)
        return FileResponse(path, media_type=photo_type(file), headers=PUBLIC_HEADERS)

    app.mount("/widget", GZipMiddleware(PublicFiles(directory=WIDGET)))
    app.mount("/static", PublicFiles(directory=STATIC))
