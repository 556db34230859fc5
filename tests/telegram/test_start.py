"""Telegram as an operator meets it: `make start` with a token, `make telegram`, links and QR codes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import psutil
import pytest

from runner.news import News
from staff.links import show_links
from tests.conftest import free_port
from tests.runner.test_start import read_until, run
from tests.telegram.bot_api import BotApi
from tests.telegram.phone import Phone
from wegwijzer import settings
from wegwijzer.directory import Directory

NEW = "4242424242:BBnieuw-token_van-de-nagemaakte-server"


def stop(process: subprocess.Popen[str]) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
    process.wait(timeout=30)


def healthy(port: int) -> bool:
    return httpx.get(f"http://127.0.0.1:{port}/health").status_code == 200


@pytest.fixture
def api() -> Iterator[BotApi]:
    with BotApi() as running:
        yield running


@pytest.mark.usefixtures("trained")
def test_make_start_with_a_token_and_make_telegram_beside_it(api: BotApi) -> None:
    port = free_port()
    old = api.token
    process = run("start", port, TELEGRAM_TOKEN=old, TELEGRAM_API_URL=api.url)
    try:
        read_until(process, "Telegram: verbonden. Begin hier: https://t.me/WegwijzerProefBot")
        only_telegram_knows(old, process.pid)
        assert "Fijn dat je er bent" in Phone(api, 3).says("hoi").text

        telegram(process.pid).kill()
        read_until(process, "Het deel 'telegram' was gestopt en is opnieuw gestart.", 30)
        assert healthy(port)
        assert "Fijn dat je er bent" in Phone(api, 4).says("hoi").text

        api.token = NEW  # somebody asked @BotFather for a new one
        telegram(process.pid).kill()
        seen = read_until(process, "Telegram: dit token klopt niet.", 30)
        assert old not in seen
        assert healthy(port)

        beside = run("telegram", port, TELEGRAM_TOKEN=NEW, TELEGRAM_API_URL=api.url)
        try:
            read_until(beside, "Telegram: verbonden.")
            assert "Fijn dat je er bent" in Phone(api, 5).says("hoi").text
        finally:
            stop(beside)
        assert healthy(port)
    finally:
        stop(process)
    for log in (settings.ROOT / ".run").glob("*.log*"):
        assert old.encode() not in log.read_bytes()


def telegram(pid: int) -> psutil.Process:
    """Return the Telegram process below `pid`."""
    family = psutil.Process(pid).children(recursive=True)
    return next(child for child in family if "gateway.telegram" in child.cmdline())


def only_telegram_knows(token: str, pid: int) -> None:
    family = psutil.Process(pid).children(recursive=True)
    assert not any(token in " ".join(child.cmdline()) for child in family)
    parts = [child for child in family if "supervisor.supervisord" not in child.cmdline()]
    assert [child for child in parts if child.environ().get("TELEGRAM_TOKEN")] == [telegram(pid)]


def test_make_telegram_without_a_token_says_how() -> None:
    environment = {key: value for key, value in os.environ.items() if key != "TELEGRAM_TOKEN"}
    done = subprocess.run(
        [sys.executable, "-m", "runner.cli", "telegram"],
        cwd=settings.ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("Er is geen token.")


def test_every_school_has_a_link_a_code_and_a_poster(tmp_path: Path) -> None:
    directory = Directory.open(settings.ROOT / "school_configs")
    said: list[str] = []
    show_links(directory, "@WegwijzerProefBot", tmp_path, said.append)
    for school in directory.schools.values():
        link = f"https://t.me/WegwijzerProefBot?start={school.id}"
        assert len(school.id) <= 64
        assert any(link in line for line in said)
        assert (tmp_path / f"{school.id}.png").read_bytes().startswith(b"\x89PNG")
        assert "<svg" in (tmp_path / f"{school.id}.svg").read_text(encoding="utf-8")
        poster = (tmp_path / f"{school.id}.html").read_text(encoding="utf-8")
        for part in (school.name, link.removeprefix("https://"), "<svg", "113", "0800-0432", "112"):
            assert part in poster


def test_the_name_of_the_bot_is_asked_of_telegram(api: BotApi, monkeypatch: pytest.MonkeyPatch) -> None:
    directory = Directory.open(settings.ROOT / "school_configs")
    monkeypatch.setenv("TELEGRAM_API_URL", api.url)
    monkeypatch.setenv("TELEGRAM_TOKEN", api.token)
    said: list[str] = []
    show_links(directory, None, None, said.append)
    assert "https://t.me/WegwijzerProefBot?start=vmbo-de-werf" in "\n".join(said)
    assert "█" in "".join(said)
    monkeypatch.setenv("TELEGRAM_TOKEN", NEW)
    with pytest.raises(ValueError, match="token klopt niet"):
        show_links(directory, None, None, said.append)
    monkeypatch.delenv("TELEGRAM_TOKEN")
    with pytest.raises(ValueError, match="--bot"):
        show_links(directory, None, None, said.append)
    with pytest.raises(ValueError, match="geen naam van een bot"):
        show_links(directory, "wegwijzer", None, said.append)


def test_news_is_only_what_is_new_and_meant_for_people(tmp_path: Path) -> None:
    log = tmp_path / "telegram.log"
    log.write_text("Telegram: oud\n", encoding="utf-8")
    news = News(log)
    with log.open("a", encoding="utf-8") as file:
        file.write("ERROR x: y\nTelegram: nieuw\nTelegram: half")
    assert news.read() == ["Telegram: nieuw"]
    with log.open("a", encoding="utf-8") as file:
        file.write(" af\n")
    assert news.read() == ["Telegram: half af"]
    log.write_text("Telegram: n\n", encoding="utf-8")
    assert news.read() == ["Telegram: n"]
    assert News(tmp_path / "geen.log").read() == []
