"""The front door by itself: Rasa is not there, so every answer here is the gateway's own."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from fastapi.testclient import TestClient

from gateway.app import create_app
from gateway.sessions import Sessions
from wegwijzer import settings

CONFIG = settings.Gateway(
    schools=settings.ROOT / "school_configs",
    port=0,
    rasa_url="http://127.0.0.1:9",
    secret="geheim van de test",
    limits_on=True,
    origins=["https://school.example"],
)
SAFETY = ["113", "112", "kindertelefoon"]


@pytest.fixture
def client() -> Iterator[TestClient]:
    with TestClient(create_app(CONFIG)) as client:
        yield client


@pytest.fixture
def headers(client: TestClient) -> dict[str, str]:
    token = client.post("/api/sessions", json={"school": "vmbo-de-werf"}).json()["session"]
    return {"Authorization": f"Bearer {token}"}


def cards(body: dict[str, Any]) -> list[str]:
    return [card["id"] for message in body["messages"] for card in message["cards"]]


def test_a_message_without_rasa_gets_the_fixed_help(client: TestClient, headers: dict[str, str]) -> None:
    answer = client.post("/api/messages", json={"text": "ik heb stress"}, headers=headers)
    assert answer.status_code == 200
    assert answer.json()["state"]["degraded"]
    assert cards(answer.json()) == SAFETY


@pytest.mark.parametrize(
    ("text", "about", "expected"),
    [
        ("ik wil niet meer leven", "zelf", ["113", "112", "mentor"]),
        ("mijn vriendin wil dood", "ander", ["113", "112", "mentor"]),
        ("mijn dochter van 14 zegt dat ze dood wil", "kind", ["113", "112", "mentor"]),
        ("mijn vader slaat me elke week", "zelf", ["veilig-thuis", "113", "112", "vp-bos"]),
        ("ik ben aangerand op een feest", "zelf", ["centrum-seksueel-geweld", "113", "112", "vp-bos"]),
    ],
)
def test_crisis_help_without_rasa_has_lines_and_a_person(
    client: TestClient, headers: dict[str, str], text: str, about: str, expected: list[str]
) -> None:
    body = client.post("/api/messages", json={"text": text}, headers=headers).json()
    assert body["state"]["crisis"]
    assert body["state"]["about"] == about
    assert cards(body) == expected


@pytest.mark.parametrize(
    "body",
    [
        b"geen json",
        b"[]",
        b'"tekst"',
        b"{}",
        b'{"text": 3}',
        b'{"text": "a", "choice": "over.zelf"}',
        b'{"choice": null}',
        b"[" * 4000,
        b"\xff\xfe",
    ],
)
def test_an_unreadable_body_gets_a_clear_error_with_help(
    client: TestClient, headers: dict[str, str], body: bytes
) -> None:
    answer = client.post("/api/messages", content=body, headers=headers)
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "onleesbaar"
    assert cards(answer.json()) == SAFETY


def test_a_body_over_8_kb_is_refused_with_help(client: TestClient, headers: dict[str, str]) -> None:
    for size, status in ((8_000, 200), (8_200, 413), (100_000, 413)):
        answer = client.post("/api/messages", json={"text": "a" * size}, headers=headers)
        assert answer.status_code == status
    assert answer.json()["error"]["code"] == "te_groot"
    assert cards(answer.json()) == SAFETY


@pytest.mark.parametrize(
    "choice",
    [
        "suicidaliteit",
        "thema.bestaat_niet",
        "over.iedereen",
        "/pesten",
        "x" * 61,
        "",
        "kaart",
        "kaart.",
        "kaart.Onbekend",
        "kaart.vp jansen",
        "kaart.vp-jansen.",
        "kaart.vp-jansen\n",
        'kaart.a"}',
        "kaart.--",
        "kaart.../etc",
        "school.é",
        f"school.{'x' * 41}",
    ],
)
def test_only_choices_of_the_closed_vocabulary_are_taken(
    client: TestClient, headers: dict[str, str], choice: str
) -> None:
    answer = client.post("/api/messages", json={"choice": choice}, headers=headers)
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "keuze_onbekend"


@pytest.mark.parametrize("choice", ["kaart.vp-vertrokken", "school.was-hier", f"kaart.{'x' * 40}"])
def test_the_button_of_who_left_before_a_restart_goes_to_the_conversation(
    client: TestClient, headers: dict[str, str], choice: str
) -> None:
    answer = client.post("/api/messages", json={"choice": choice}, headers=headers)
    assert answer.status_code == 200
    assert answer.json()["state"]["degraded"]  # Rasa is not there
    assert cards(answer.json()) == SAFETY


def test_an_unknown_school_is_said_so_with_help(client: TestClient) -> None:
    answer = client.post("/api/sessions", json={"school": "bestaat-niet"})
    assert answer.status_code == 404
    assert answer.json()["error"]["message"].startswith("Deze school ken ik niet")
    assert cards(answer.json()) == SAFETY


def test_the_twenty_first_message_in_a_minute_gets_a_calm_line_and_help(
    client: TestClient, headers: dict[str, str]
) -> None:
    statuses = [
        client.post("/api/messages", json={"text": "ik wil dood"}, headers=headers).status_code
        for _ in range(21)
    ]
    assert statuses == [200] * 20 + [429]
    answer = client.post("/api/messages", json={"text": "hoi"}, headers=headers)
    assert answer.headers["Retry-After"] == "60"
    assert cards(answer.json()) == SAFETY


def test_sessions_of_another_secret_are_refused(client: TestClient) -> None:
    token = Sessions("een ander geheim").issue("vmbo-de-werf")
    answer = client.post("/api/messages", json={"text": "hoi"}, headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 401


def test_a_dead_rasa_has_nothing_left_to_forget(client: TestClient, headers: dict[str, str]) -> None:
    assert client.delete("/api/sessions", headers=headers).status_code == 204


WIPES = [{"text": "wis alles"}, {"text": "Gooi dit weg, mijn zus kijkt mee"}, {"choice": "gesprek.wissen"}]


@pytest.mark.parametrize("body", WIPES)
def test_wiping_without_rasa_is_said_with_help(
    client: TestClient, headers: dict[str, str], body: dict[str, str]
) -> None:
    reply = client.post("/api/messages", json=body, headers=headers).json()
    assert reply["messages"][0]["text"].startswith("Ik ben ons gesprek vergeten")
    assert reply["state"]["wiped"]
    assert reply["state"]["degraded"]
    assert cards(reply) == SAFETY


@pytest.mark.parametrize("body", WIPES)
def test_wiping_while_rasa_hangs_is_promised_and_not_claimed(body: dict[str, str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as hung:  # takes connections, and answers nothing
        config = replace(CONFIG, rasa_url=f"http://127.0.0.1:{hung.getsockname()[1]}")
        with TestClient(create_app(config)) as client:
            token = client.post("/api/sessions", json={}).json()["session"]
            headers = {"Authorization": f"Bearer {token}"}
            reply = client.post("/api/messages", json=body, headers=headers).json()
    assert "Ik wis dit zodra het kan" in reply["messages"][0]["text"]
    assert reply["state"]["wiped"]
    assert cards(reply) == SAFETY


@pytest.mark.parametrize(
    "text",
    [
        "haal mij weg",
        "alles is weg",
        "gisteren heeft ze in de app alles van mij verwijderd en nu durf ik niks meer",
    ],
)
def test_words_that_may_mean_something_else_wipe_nothing_without_rasa(
    client: TestClient, headers: dict[str, str], text: str
) -> None:
    reply = client.post("/api/messages", json={"text": text}, headers=headers).json()
    assert not reply["state"]["wiped"]
    assert cards(reply)[:2] == ["113", "112"]


@pytest.mark.parametrize(
    ("query", "first"),
    [("voorbeeld", "voorbeeld-college"), ("vobo", "voorbeeld-college"), ("schoonhovn", "lyceum-aan-de-lek")],
)
def test_schools_are_found_by_name_nickname_and_place(client: TestClient, query: str, first: str) -> None:
    found = client.get("/api/schools", params={"q": query}).json()
    assert found[0]["id"] == first
    assert set(found[0]) == {"id", "naam", "plaats"}


def test_all_schools_are_listed_without_a_query(client: TestClient) -> None:
    assert len(client.get("/api/schools").json()) == 3


def test_every_answer_is_locked_down(client: TestClient) -> None:
    for path in ("/", "/hulp/voorbeeld-college", "/widget/wegwijzer.js", "/health", "/bestaat-niet"):
        headers = client.get(path).headers
        assert headers["Content-Security-Policy"].startswith("default-src 'none'")
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "set-cookie" not in headers


def test_other_sites_may_call_only_when_listed(client: TestClient) -> None:
    for origin, allowed in (("https://school.example", True), ("https://evil.example", False)):
        answer = client.get("/api/schools", headers={"Origin": origin})
        assert (answer.headers.get("access-control-allow-origin") == origin) is allowed


def test_the_help_page_shows_people_and_lines_without_script(client: TestClient) -> None:
    page = client.get("/hulp/voorbeeld-college").text
    for part in ("Samira Jansen", "030 000 00 01", "tel:0300000001", "0800-0113", "Veilig Thuis"):
        assert part in page
    assert page.count("<script") == 1  # for Snel weg, which works without it too


def test_a_page_that_does_not_exist_has_help_lines_too(client: TestClient) -> None:
    page = client.get("/hulp/bestaat-niet")
    assert page.status_code == 404
    assert "0800-0432" in page.text


@pytest.mark.parametrize(
    "path", ["/openapi.json", "/docs", "/webhooks/gateway/message", "/model", "/version"]
)
def test_nothing_else_is_served(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404
