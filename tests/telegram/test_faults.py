"""What breaks around the Telegram process: Telegram, the network, the engine. Never silence."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest

from gateway.telegram.layout import words
from runner.system import System
from tests.conftest import free_port
from tests.telegram.bot_api import TOKEN, BotApi
from tests.telegram.conftest import Bot, environment
from tests.telegram.phone import Phone
from tests.telegram.test_conversation import KINDS
from wegwijzer import settings

CANARY = "zwaluwstaartje"
SECRET = "een-lang-geheim-van-de-test"


@contextmanager
def stopped(pid: int) -> Iterator[None]:
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


@pytest.fixture
def mended(system: System) -> Iterator[System]:
    """The running system; waits at the end until every part is back."""
    yield system
    deadline = time.monotonic() + 60
    while not system.answers():
        assert time.monotonic() < deadline, "not back within a minute"
        time.sleep(0.2)


@pytest.fixture
def own() -> Iterator[BotApi]:
    """Telegram's servers, for one test alone."""
    with BotApi() as running:
        yield running


def lines(bot: Bot) -> list[str]:
    return [line for line in bot.output.splitlines() if line.startswith("Telegram: ")]


# The engine.


def test_the_engine_killed_and_back(mended: System, phone: Phone) -> None:
    phone.start("voorbeeld-college")
    os.kill(mended.pids()["rasa"], signal.SIGKILL)
    started = time.monotonic()
    phone.says("ik heb ruzie met mijn beste vriendin")
    assert time.monotonic() - started < 3
    assert "Dat ligt niet aan jou" in phone.text
    for number in ("Bel: 113", "Bel: 112", "Bel: 0800-0432"):
        assert number in phone.new[0]["text"]
    phone.says("ik wil niet meer leven")
    assert "Bel: 113" in phone.new[0]["text"]
    assert "je eigen mentor" in phone.text
    phone.says("/hulp")
    assert "Bel: 112" in phone.text
    phone.says("/privacy")
    assert "Telegram kent je account" in phone.text
    phone.says("/wis")
    assert "vergeten" in phone.text
    deadline = time.monotonic() + 60
    while not mended.answers():
        assert time.monotonic() < deadline
        time.sleep(0.2)
    phone.start("voorbeeld-college").says("ik word gepest in de klas")
    assert "Pesten doet pijn" in phone.text


def test_a_cry_for_help_does_not_wait_behind_hung_messages(mended: System, phone: Phone) -> None:
    phone.start("voorbeeld-college")
    before = len(phone.api.made("sendMessage", chat=phone.chat))
    with stopped(mended.pids()["rasa"]):
        for text in ("ik heb ruzie", "en nog wat"):
            phone.api.push({"message": phone.message(text=text)})
        started = time.monotonic()
        phone.api.push({"message": phone.message(text="ik wil dood")})
        phone.wait(before)
        assert time.monotonic() - started < 2
        assert "Bel: 113" in phone.new[0]["text"]
        assert phone.api.made("sendChatAction", chat=phone.chat)
        phone.wait(before, least=4)
    assert sum("Dat ligt niet aan jou" in row["text"] for row in phone.new) == 2


def test_wiping_a_hung_engine_says_honestly_that_it_takes_longer(mended: System, phone: Phone) -> None:
    phone.start("voorbeeld-college")
    with stopped(mended.pids()["rasa"]):
        started = time.monotonic()
        phone.says("/wis")
        assert time.monotonic() - started < 3
        assert phone.text == words()["half_gewist"]
        assert "niet end-to-end versleuteld" in phone.says("/start").text


# Telegram.


def test_telegram_asks_to_wait_and_nothing_is_lost_or_doubled(phone: Phone) -> None:
    phone.start("voorbeeld-college").says("ik word gepest in de klas")
    phone.api.refuse(
        "sendMessage", 429, "Too Many Requests: retry after 1", times=2, retry_after=1, chat=phone.chat
    )
    calm = Phone(phone.api, phone.chat + 1)
    phone.api.push(phone.press(phone.new[-1], "voorkeur.school"))
    started = time.monotonic()
    calm.says("hoi")
    assert time.monotonic() - started < 1, "one chat that must wait held up another"
    phone.wait(3, least=5)
    texts = [text.split("\n")[0] for text in phone.texts]
    assert texts[0].startswith("Met deze mensen")
    assert texts[1:4] == ["Chidi Okafor", "je eigen mentor", "De Kindertelefoon"]
    assert len(texts) == 5


@pytest.mark.parametrize("code", [500, 502, 504])
def test_telegram_stumbles_and_the_reply_still_comes(phone: Phone, code: int) -> None:
    phone.api.refuse("sendMessage", code, "Bad Gateway", chat=phone.chat)
    phone.says("/privacy")
    assert "Telegram kent je account" in phone.text


def test_a_connection_that_breaks_is_tried_again(phone: Phone) -> None:
    phone.api.hang_up("sendMessage")
    phone.says("/privacy")
    assert len(phone.new) == 1


def test_what_telegram_refuses_arrives_as_plain_words(phone: Phone) -> None:
    phone.start("voorbeeld-college").says("ik word gepest in de klas")
    phone.api.refuse("sendMessage", 400, "Bad Request: something new", chat=phone.chat, times=2)
    phone.presses("Op school")
    texts = phone.texts
    assert texts[0].startswith("Chidi Okafor")  # the sentence above it is lost: refused twice
    phone.api.refuse("sendMessage", 400, "Bad Request: something new", chat=phone.chat)
    phone.says("ik wil dood")
    assert "Bel: 113" in phone.new[0]["text"]
    assert "<b>" not in phone.new[0]["text"]


def test_a_wrong_token_gives_one_clear_line_and_no_new_tries(own: BotApi, tmp_path: Path) -> None:
    wrong = "1111111111:helemaal-het-verkeerde-token-ja"
    with Bot(tmp_path / "log", **environment(own, 1) | {"TELEGRAM_TOKEN": wrong}) as bot:
        assert bot.process.wait(timeout=15) == settings.MISCONFIGURED
    assert len(lines(bot)) == len(bot.output.splitlines()) == 1
    assert "token klopt niet" in bot.output
    assert wrong not in bot.output


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TELEGRAM_TOKEN", "geen token"),
        ("TELEGRAM_API_URL", "ftp://x"),
        ("TELEGRAM_WEBHOOK_URL", "chat.school.nl"),
        ("TELEGRAM_WEBHOOK_URL", "http://chat.school.nl/telegram"),
        ("TELEGRAM_WEBHOOK_SECRET", "kort"),
        ("TELEGRAM_WEBHOOK_PORT", "veel"),
    ],
)
def test_a_wrong_setting_is_named_and_no_secret_is(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv("TELEGRAM_TOKEN", TOKEN)
    monkeypatch.setenv("TELEGRAM_WEBHOOK_SECRET", SECRET)
    assert TOKEN not in repr(settings.telegram())
    assert SECRET not in repr(settings.telegram())
    monkeypatch.setenv(name, value)
    with pytest.raises(ValueError, match=name) as wrong:
        settings.telegram()
    assert TOKEN not in str(wrong.value)
    assert SECRET not in str(wrong.value)


def test_a_wrong_setting_gives_one_clear_line(own: BotApi, tmp_path: Path) -> None:
    with Bot(tmp_path / "log", **environment(own, 1) | {"TELEGRAM_WEBHOOK_URL": "chat"}) as bot:
        assert bot.process.wait(timeout=15) == settings.MISCONFIGURED
    assert len(lines(bot)) == len(bot.output.splitlines()) == 1
    assert "TELEGRAM_WEBHOOK_URL kan zo niet." in bot.output


def test_no_network_is_told_once_and_tried_until_it_works(system: System, tmp_path: Path) -> None:
    port = free_port()
    with BotApi() as elsewhere:
        known = environment(elsewhere, system.rasa_port) | {"TELEGRAM_API_URL": f"http://127.0.0.1:{port}"}
    with Bot(tmp_path / "log", **known) as bot:
        bot.wait_for("geen verbinding")
        with BotApi(port=port) as api:
            bot.wait_for("verbonden. Begin hier: https://t.me/WegwijzerProefBot", 10)
            assert "Fijn dat je er bent" in Phone(api, 5).says("hoi").text
        time.sleep(3)
    assert [line.split(".")[0].split(" met ")[0] for line in lines(bot)] == [
        "Telegram: geen verbinding",
        "Telegram: verbonden",
        "Telegram: geen verbinding",
    ]
    assert bot.status == 0


def test_another_poller_with_the_same_token_is_told_once(own: BotApi, system: System, tmp_path: Path) -> None:
    known = environment(own, system.rasa_port)
    with Bot(tmp_path / "one", **known) as first:
        first.wait_for("verbonden")
        with Bot(tmp_path / "two", **known) as second:
            deadline = time.monotonic() + 20
            while "ander programma" not in first.output + second.output:
                assert time.monotonic() < deadline
                time.sleep(0.1)
        seen = first.output.count("ander programma")
        phone = Phone(own, 6).says("hoi")
        assert phone.text
        assert seen <= 1
        assert "Traceback" not in first.output + second.output


def test_what_was_sent_while_it_was_away_is_answered(own: BotApi, system: System, tmp_path: Path) -> None:
    known = environment(own, system.rasa_port)
    phone = Phone(own, 7)
    with Bot(tmp_path / "log", **known) as bot:
        phone.says("hoi")
        bot.kill()
    own.push({"message": phone.message(text="ik wil dood")})
    with Bot(tmp_path / "log", **known):
        phone.wait(2)
        assert "Bel: 113" in phone.text


def test_stopping_answers_what_came_in_and_ends_in_time(own: BotApi, system: System, tmp_path: Path) -> None:
    phone = Phone(own, 8)
    with Bot(tmp_path / "log", **environment(own, system.rasa_port)) as bot:
        phone.says("hoi")
        own.push({"message": phone.message(text="ik wil dood")})
        time.sleep(0.1)
        bot.process.terminate()
        started = time.monotonic()
        assert bot.process.wait(timeout=15) == 0
        assert time.monotonic() - started < 8
    phone.wait(0, least=3)
    assert "Bel: 113" in phone.text


# The webhook.


@pytest.fixture
def by_webhook(own: BotApi, system: System, tmp_path: Path) -> Iterator[tuple[Bot, str]]:
    port = free_port()
    url = f"http://127.0.0.1:{port}/telegram/proef"
    more = {
        "TELEGRAM_WEBHOOK_URL": url,
        "TELEGRAM_WEBHOOK_SECRET": SECRET,
        "TELEGRAM_WEBHOOK_PORT": str(port),
    }
    with Bot(tmp_path / "log", **environment(own, system.rasa_port, **more)) as bot:
        yield bot.wait_for("verbonden"), url


def forged(text: str = "hoi") -> dict[str, Any]:
    chat = {"id": 9, "type": "private", "first_name": "x"}
    message = {"message_id": 1, "date": 1, "chat": chat, "from": {**chat, "is_bot": False}, "text": text}
    return {"update_id": 1, "message": message}


def test_a_webhook_answers_what_telegram_posts_once(own: BotApi, by_webhook: tuple[Bot, str]) -> None:
    phone = Phone(own, 9).start("voorbeeld-college").says("ik word gepest in de klas", times=3)
    assert phone.text.count("Pesten doet pijn") == 1
    phone.presses("Op school", times=3)
    assert sum(text.startswith("Chidi Okafor") for text in phone.texts) == 1
    assert set(own.webhook_statuses) == {200}
    assert own.webhook is not None
    assert own.webhook["secret_token"] == SECRET


def test_a_webhook_without_the_right_secret_is_forbidden(own: BotApi, by_webhook: tuple[Bot, str]) -> None:
    for given in (None, "", "fout", SECRET + "x", SECRET[:-1], "é"):
        headers = {} if given is None else {"X-Telegram-Bot-Api-Secret-Token": given.encode()}
        answer = httpx.post(by_webhook[1], json=forged("ik wil dood"), headers=headers)
        assert answer.status_code == 403, given
    time.sleep(0.3)
    assert not own.made("sendMessage")


def test_a_webhook_survives_what_is_no_update(own: BotApi, by_webhook: tuple[Bot, str]) -> None:
    headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
    url = by_webhook[1]
    for body, status in [
        (b"", 400),
        (b"{", 400),
        (b"[" * 100_000, 400),
        (b"[]", 200),
        (b'{"update_id": "x"}', 200),
        (b" " * 300_000, 413),
    ]:
        assert httpx.post(url, content=body, headers=headers).status_code == status
    assert httpx.get(url, headers=headers).status_code == 405
    assert "Fijn dat je er bent" in Phone(own, 9).says("hoi").text


def test_the_webhook_listens_on_loopback_only(by_webhook: tuple[Bot, str]) -> None:
    process = psutil.Process(by_webhook[0].process.pid)
    rows = [row.laddr.ip for row in process.net_connections() if row.status == psutil.CONN_LISTEN]
    assert rows == ["127.0.0.1"]


def test_polling_listens_nowhere(bot: Bot) -> None:
    rows = psutil.Process(bot.process.pid).net_connections()
    assert not [row for row in rows if row.status == psutil.CONN_LISTEN]


# Limits and privacy.


def test_a_flood_gets_one_calm_line_and_a_cry_for_help_is_still_heard(
    own: BotApi, system: System, tmp_path: Path
) -> None:
    known = environment(own, system.rasa_port, WEGWIJZER_LIMITS="on")
    phone = Phone(own, 10)
    with Bot(tmp_path / "log", **known) as bot:
        bot.wait_for("verbonden")
        for _ in range(30):
            own.push({"message": phone.message(text="/privacy")})
        phone.wait(0, least=21)
        calm = [row for row in phone.new if "heel veel achter elkaar" in row["text"]]
        assert len(calm) == 1
        assert "Bel: 113" in calm[0]["text"]
        assert len(phone.new) == 21
        assert "gesprek.hulp_nu" in phone.choices
        for cry in ("ik wil dood", "113", "hulp nu"):
            phone.says(cry)
            assert "Bel: 113" in phone.text, cry
        assert "niet de enige" in phone.says("ik snij mezelf").text
        shown = len(phone.screen)
        phone.says("/wis")
        assert len(phone.screen) < shown
        other = Phone(own, 11).says("hoi")
        assert "Fijn dat je er bent" in other.text


def test_help_is_never_silent_also_when_it_is_asked_for_without_end(
    own: BotApi, system: System, tmp_path: Path
) -> None:
    known = environment(own, system.rasa_port, WEGWIJZER_LIMITS="on")
    phone = Phone(own, 12)
    with Bot(tmp_path / "log", **known) as bot:
        bot.wait_for("verbonden")
        for _ in range(24):
            phone.says("ik wil dood")
            assert "113" in phone.text
        assert "0800-0432" in phone.text


def test_nothing_of_a_student_and_no_token_in_any_log_also_when_things_fail(
    own: BotApi, mended: System, tmp_path: Path
) -> None:
    phone = Phone(own, 8812345678)
    with Bot(tmp_path / "log", **environment(own, mended.rasa_port)) as bot:
        bot.wait_for("verbonden")
        phone.start(CANARY).says(f"mijn {CANARY} wordt gepest").says(f"ik wil dood {CANARY}")
        for _, content in KINDS.values():
            own.push({"message": phone.message(caption=CANARY, **content)})
        own.refuse("sendMessage", 400, f"Bad Request: can't parse {CANARY}")
        phone.says(f"/privacy {CANARY}")
        own.refuse("sendMessage", 500, CANARY)
        own.refuse("sendMessage", 429, CANARY, retry_after=1)
        own.hang_up("sendMessage")
        phone.says(f"/privacy {CANARY}")
        own.push({"message": {"chat": {"id": phone.chat}, "text": CANARY}})
        os.kill(mended.pids()["actions"], signal.SIGKILL)
        phone.says(f"en nu {CANARY}")
    logs = [bot.log, *(path for path in mended.logs.rglob("*") if path.is_file())]
    assert bot.output
    for log in logs:
        text = log.read_text(encoding="utf-8", errors="replace")
        for secret in (CANARY, str(phone.chat), "Zwaluw", "zwaluwnaam", own.token, own.token.split(":")[1]):
            assert secret not in text, (log, secret)
