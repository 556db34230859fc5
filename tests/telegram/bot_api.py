"""A stand-in for Telegram's Bot API: a real HTTP server with its shapes, its checks and its refusals.

It plays a self-hosted Bot API server (`TELEGRAM_API_URL`), so a webhook may be plain HTTP. Everything it is
sent is kept in order in `calls`; what a student would see is in `chats`.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import re
import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from aiohttp import ClientSession, web

TOKEN = "4242424242:AAproef-token_van-de-nagemaakte-server"
BOT = {"id": 4242424242, "is_bot": True, "first_name": "Wegwijzer", "username": "WegwijzerProefBot"}
PER_SECOND = 30
SENDING = ("sendMessage", "sendPhoto")
TAGS = {"b", "strong", "i", "em", "u", "s", "code", "pre", "a", "blockquote", "tg-spoiler"}
PICTURES = (b"\xff\xd8\xff", b"\x89PNG", b"RIFF")

Json = dict[str, Any]


class Refused(Exception):
    """A request that Telegram turns down."""

    def __init__(self, code: int, description: str, **parameters: Any) -> None:
        super().__init__(description)
        self.code, self.description, self.parameters = code, description, parameters


@dataclass
class Call:
    """One request to the server; `refused` is the code of the answer when it was an error."""

    method: str
    params: Json
    at: float
    refused: int | None = None

    @property
    def chat(self) -> int | None:
        return int(self.params["chat_id"]) if "chat_id" in self.params else None


@dataclass
class Plan:
    """Refusals to come: for calls of a method (and a chat), so many times."""

    method: str
    answer: Refused | None
    times: int
    chat: int | None = None


@dataclass
class Waiting:
    """An update that was not confirmed yet."""

    update: Json
    given: bool = False


@dataclass
class BotApi:
    """The server. Use as a context manager."""

    token: str = TOKEN
    port: int = 0
    calls: list[Call] = field(default_factory=list)
    chats: dict[int, dict[int, Json]] = field(default_factory=lambda: defaultdict(dict))
    answered: list[str] = field(default_factory=list)
    blocked: set[int] = field(default_factory=set)
    plans: list[Plan] = field(default_factory=list)
    webhook: Json | None = None
    webhook_statuses: list[int] = field(default_factory=list)
    profile: Json = field(default_factory=dict)
    listeners: list[Callable[[Call], None]] = field(default_factory=list)

    def __enter__(self) -> BotApi:
        self._numbers = itertools.count(1)
        self._update_ids = itertools.count(700_000_001)
        self._queue: list[Waiting] = []
        self._allowed: list[str] | None = None
        self._poller: asyncio.Future[None] | None = None
        self._queries: set[str] = set()
        self._stamps: deque[float] = deque()
        self._loop = asyncio.new_event_loop()
        self.changed = threading.Condition()
        started = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(started,), daemon=True)
        self._thread.start()
        started.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._runner.cleanup(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def _run(self, started: threading.Event) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._open())
        started.set()
        self._loop.run_forever()
        self._loop.close()

    async def _open(self) -> None:
        self._news = asyncio.Event()
        app = web.Application(client_max_size=20 * 1024 * 1024)
        app.router.add_route("*", "/bot{token}/{method}", self._serve)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    # What the tests do.

    def push(self, update: Json, times: int = 1) -> Json:
        """Let an update happen; more than once is what Telegram does when it got no answer."""
        update = {"update_id": next(self._update_ids), **update}
        for _ in range(times):
            asyncio.run_coroutine_threadsafe(self._deliver(update), self._loop).result(60)
        return update

    def push_soon(self, update: Json) -> None:
        """Let an update happen; for a listener, which runs inside the server."""
        self._loop.create_task(self._deliver({"update_id": next(self._update_ids), **update}))

    def number(self) -> int:
        """Return the number of the next message."""
        return next(self._numbers)

    def query(self) -> str:
        """Return the id of a new press of a button."""
        query = f"q{next(self._numbers)}"
        self._queries.add(query)
        return query

    def refuse(self, method: str, code: int, description: str, times: int = 1, **more: Any) -> None:
        """Refuse the next calls of a method; `retry_after` and `chat` narrow it down."""
        chat = more.pop("chat", None)
        self.plans.append(Plan(method, Refused(code, description, **more), times, chat))

    def hang_up(self, method: str, times: int = 1) -> None:
        """Break the connection at the next calls of a method."""
        self.plans.append(Plan(method, None, times))

    def made(self, *methods: str, chat: int | None = None) -> list[Call]:
        """Return the calls of these methods that were carried out, in order."""
        rows = [call for call in list(self.calls) if call.method in methods and call.refused is None]
        return [call for call in rows if chat is None or call.chat == chat]

    def busiest_second(self) -> int:
        """Return the most messages that were sent within one second."""
        stamps = [call.at for call in self.made(*SENDING)]
        return max((sum(1 for late in stamps if at <= late < at + 1) for at in stamps), default=0)

    # What the server does.

    async def _deliver(self, update: Json) -> None:
        if self.webhook:
            await self._post(update)
            return
        self._queue.append(Waiting(update))
        self._news.set()

    async def _post(self, update: Json) -> None:
        assert self.webhook is not None
        secret = self.webhook.get("secret_token")
        headers = {"X-Telegram-Bot-Api-Secret-Token": secret} if secret else {}
        async with (
            ClientSession() as client,
            client.post(self.webhook["url"], json=update, headers=headers) as answer,
        ):
            self.webhook_statuses.append(answer.status)

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        params = await _params(request)
        method = request.match_info["method"]
        call = Call(method, params, time.monotonic())
        try:
            if request.match_info["token"] != self.token:
                raise Refused(401, "Unauthorized")
            handler = getattr(self, f"_{re.sub('(?<!^)(?=[A-Z])', '_', method).lower()}", None)
            if handler is None:
                raise Refused(404, "Not Found")
            self._follow_plan(call)
            result = handler(params)
            body = {"ok": True, "result": await result if asyncio.iscoroutine(result) else result}
            status = 200
        except ConnectionAbortedError:
            call.refused = 0
            assert request.transport is not None
            request.transport.abort()
            return web.Response()
        except Refused as refused:
            call.refused = status = refused.code
            body = {"ok": False, "error_code": refused.code, "description": refused.description}
            if refused.parameters:
                body["parameters"] = refused.parameters
        finally:
            if method != "getUpdates":
                with self.changed:
                    self.calls.append(call)
                    self.changed.notify_all()
                for listener in self.listeners:
                    listener(call)
        return web.json_response(body, status=status)

    def _follow_plan(self, call: Call) -> None:
        for plan in self.plans:
            if plan.times and plan.method == call.method and plan.chat in {None, call.chat}:
                plan.times -= 1
                if plan.answer is None:
                    raise ConnectionAbortedError
                raise plan.answer

    async def _get_updates(self, params: Json) -> list[Json]:
        if self.webhook:
            raise Refused(
                409,
                "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete "
                "the webhook first",
            )
        if self._poller and not self._poller.done():
            self._poller.set_exception(
                Refused(
                    409,
                    "Conflict: terminated by other getUpdates request; make sure that only one bot instance "
                    "is running",
                )
            )
        mine = self._poller = self._loop.create_future()
        if params.get("allowed_updates"):
            self._allowed = params["allowed_updates"]
        offset = int(params.get("offset") or 0)
        # What was given and is confirmed goes. What happens again after that is given again.
        self._queue = [row for row in self._queue if not row.given or row.update["update_id"] >= offset]
        deadline = time.monotonic() + int(params.get("timeout") or 0)
        while not self._wanted() and not mine.done() and time.monotonic() < deadline:
            self._news.clear()
            waiter = asyncio.ensure_future(self._news.wait())
            left = deadline - time.monotonic()
            await asyncio.wait({waiter, mine}, timeout=left, return_when=asyncio.FIRST_COMPLETED)
            waiter.cancel()
        if mine.done():
            mine.result()
        mine.set_result(None)
        batch = self._wanted()[: int(params.get("limit") or 100)]
        for row in batch:
            row.given = True
        return [row.update for row in batch]

    def _wanted(self) -> list[Waiting]:
        """Return what waits, of the kinds that were asked for."""
        return [row for row in self._queue if self._allowed is None or set(row.update) & set(self._allowed)]

    def _get_me(self, params: Json) -> Json:
        return BOT

    def _set_webhook(self, params: Json) -> bool:
        if not re.match(r"https?://", params["url"]):
            raise Refused(400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook")
        if not re.fullmatch(r"[A-Za-z0-9_-]{0,256}", params.get("secret_token", "")):
            raise Refused(400, "Bad Request: secret token contains unallowed characters")
        self.webhook = params
        return True

    def _delete_webhook(self, params: Json) -> bool:
        self.webhook = None
        return True

    def _set_my_commands(self, params: Json) -> bool:
        for row in params["commands"]:
            if (
                not re.fullmatch(r"[a-z0-9_]{1,32}", row["command"])
                or not 1 <= len(row["description"]) <= 256
            ):
                raise Refused(400, "Bad Request: BOT_COMMAND_INVALID")
        self.profile["commands"] = params["commands"]
        return True

    def _get_my_commands(self, params: Json) -> list[Json]:
        return list(self.profile.get("commands", []))

    def _set_my_description(self, params: Json) -> bool:
        return self._describe("description", params, 512)

    def _set_my_short_description(self, params: Json) -> bool:
        return self._describe("short_description", params, 120)

    def _describe(self, key: str, params: Json, limit: int) -> bool:
        if len(params[key]) > limit:
            raise Refused(400, "Bad Request: description is too long")
        self.profile[key] = params[key]
        return True

    def _get_my_description(self, params: Json) -> Json:
        return {"description": self.profile.get("description", "")}

    def _get_my_short_description(self, params: Json) -> Json:
        return {"short_description": self.profile.get("short_description", "")}

    def _send_message(self, params: Json) -> Json:
        text = _visible(params["text"], params.get("parse_mode"))
        if not text.strip():
            raise Refused(400, "Bad Request: message text is empty")
        if _units(text) > 4096:
            raise Refused(400, "Bad Request: message is too long")
        return self._keep(params, {"text": text})

    def _send_photo(self, params: Json) -> Json:
        caption = _visible(params.get("caption", ""), params.get("parse_mode"))
        if _units(caption) > 1024:
            raise Refused(400, "Bad Request: message caption is too long")
        photo = params["photo"]
        if not isinstance(photo, bytes) or not photo.startswith(PICTURES):
            raise Refused(400, "Bad Request: IMAGE_PROCESS_FAILED")
        params["photo"] = f"{len(photo)} bytes"
        size = {"file_id": "f1", "file_unique_id": "u1", "width": 90, "height": 90}
        return self._keep(params, {"photo": [size], "caption": caption})

    def _keep(self, params: Json, content: Json) -> Json:
        chat = self._chat(params)
        self._count()
        markup = _keyboard(params.get("reply_markup"))
        message = {
            "message_id": self.number(),
            "from": BOT,
            "chat": {"id": chat, "type": "private" if chat > 0 else "group", "first_name": "x", "title": "y"},
            "date": int(time.time()),
            **content,
            **({"reply_markup": markup} if markup else {}),
        }
        self.chats[chat][message["message_id"]] = message
        params["message_id"] = message["message_id"]
        return message

    def _chat(self, params: Json) -> int:
        chat = int(params["chat_id"])
        if chat in self.blocked:
            raise Refused(403, "Forbidden: bot was blocked by the user")
        if chat not in self.chats:
            raise Refused(400, "Bad Request: chat not found")
        return chat

    def _count(self) -> None:
        now = time.monotonic()
        while self._stamps and self._stamps[0] <= now - 1:
            self._stamps.popleft()
        if len(self._stamps) >= PER_SECOND:
            raise Refused(429, "Too Many Requests: retry after 1", retry_after=1)
        self._stamps.append(now)

    def _edit_message_text(self, params: Json) -> Json:
        message = self._own_message(params)
        text = _visible(params["text"], params.get("parse_mode"))
        if _units(text) > 4096:
            raise Refused(400, "Bad Request: message is too long")
        return self._change(message, {"text": text}, params)

    def _edit_message_reply_markup(self, params: Json) -> Json:
        return self._change(self._own_message(params), {}, params)

    def _own_message(self, params: Json) -> Json:
        message = self.chats[self._chat(params)].get(int(params["message_id"]))
        if message is None or message["from"] != BOT:
            raise Refused(400, "Bad Request: message to edit not found")
        return message

    def _change(self, message: Json, content: Json, params: Json) -> Json:
        before = json.dumps(message)
        message.update(content)
        message.pop("reply_markup", None)
        if markup := _keyboard(params.get("reply_markup")):
            message["reply_markup"] = markup
        if json.dumps(message) == before:
            raise Refused(
                400,
                "Bad Request: message is not modified: specified new message content and reply markup are "
                "exactly the same as a current content and reply markup of the message",
            )
        return {**message, "edit_date": int(time.time())}

    def _delete_messages(self, params: Json) -> bool:
        if not 1 <= len(params["message_ids"]) <= 100:
            raise Refused(400, "Bad Request: too many message identifiers specified")
        for number in params["message_ids"]:
            self.chats[self._chat(params)].pop(int(number), None)
        return True

    def _answer_callback_query(self, params: Json) -> bool:
        if params["callback_query_id"] not in self._queries:
            raise Refused(
                400, "Bad Request: query is too old and response timeout expired or query ID is invalid"
            )
        self._queries.discard(params["callback_query_id"])
        self.answered.append(params["callback_query_id"])
        return True

    def _send_chat_action(self, params: Json) -> bool:
        self._chat(params)
        return True

    def _leave_chat(self, params: Json) -> bool:
        self._chat(params)
        return True


async def _params(request: web.Request) -> Json:
    """Return what was sent, however it was sent: a form, with files, JSON or in the address."""
    found: Json = dict(request.query)
    if request.content_type == "application/json":
        return found | dict(await request.json())
    for key, value in (await request.post()).items():
        found[key] = value if isinstance(value, str) else value.file.read()
    if str(found.get("photo", "")).startswith("attach://"):
        found["photo"] = found.pop(found["photo"].removeprefix("attach://"))
    for key in ("reply_markup", "allowed_updates", "commands", "message_ids", "link_preview_options"):
        if isinstance(found.get(key), str):
            found[key] = json.loads(found[key])
    return found


def _keyboard(markup: Json | None) -> Json | None:
    rows = (markup or {}).get("inline_keyboard", [])
    for button in (button for row in rows for button in row):
        if not button.get("text"):
            raise Refused(400, "Bad Request: can't parse inline keyboard button: Text is empty")
        data, url = button.get("callback_data"), button.get("url")
        if (data is None) == (url is None):
            raise Refused(400, "Bad Request: Text buttons are unallowed in the inline keyboard")
        if data is not None and not 1 <= len(data.encode()) <= 64:
            raise Refused(400, "Bad Request: BUTTON_DATA_INVALID")
        if url is not None and not re.match(r"(?:https?|tg)://", url):
            raise Refused(
                400,
                f"Bad Request: inline keyboard button URL '{url}' is invalid: Unsupported URL protocol",
            )
    return markup if rows else None


class _Html(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text, self.open = "", []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if tag not in TAGS:
            raise Refused(400, f'Bad Request: can\'t parse entities: Unsupported start tag "{tag}"')
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            raise Refused(400, "Bad Request: can't parse entities: Unexpected end tag")

    def handle_data(self, data: str) -> None:
        if "<" in data:
            raise Refused(400, "Bad Request: can't parse entities: Unclosed start tag")
        self.text += data


def _visible(text: str, mode: str | None) -> str:
    if mode is None:
        return text
    if mode != "HTML":
        raise Refused(400, "Bad Request: unsupported parse_mode")
    parser = _Html()
    parser.feed(text)
    parser.close()
    if parser.open:
        raise Refused(400, f"Bad Request: can't parse entities: Can't find end tag of {parser.open[-1]}")
    return parser.text


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
