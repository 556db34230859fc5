from __future__ import annotations

import pytest

from wegwijzer import settings


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("", None),
        ("https://chat.school.nl", "https://chat.school.nl"),
        ("https://chat.school.nl/", "https://chat.school.nl"),
        ("https://chat.school.nl:8443", "https://chat.school.nl:8443"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("http://localhost", "http://localhost"),
    ],
)
def test_the_public_address_has_no_slash_at_the_end(
    text: str, url: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WEGWIJZER_URL", text)
    assert settings.gateway().url == url


@pytest.mark.parametrize(
    "text",
    [
        "chat.school.nl",
        "http://chat.school.nl",
        "http://localhost.evil.example",
        "https://school.nl/chat",
        "https://school.nl?x",
        'https://school.nl"><script>',
        "https://naam@school.nl",
        "https:// school.nl",
        "javascript:alert(1)",
    ],
)
def test_an_address_that_cannot_be_is_refused(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEGWIJZER_URL", text)
    with pytest.raises(ValueError, match="Schrijf het zo: https://"):
        settings.gateway()
