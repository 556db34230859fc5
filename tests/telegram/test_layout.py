"""What a reply looks like on Telegram: limits, buttons, links, and text that holds any character."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway import replies
from gateway.telegram.layout import DATA_BYTES, TEXT_LIMIT, card_piece, length, pieces, split, words
from wegwijzer import settings, tables
from wegwijzer.cards import helpline_card, person_card
from wegwijzer.directory import Directory
from wegwijzer.topics import topics

DIRECTORY = Directory.open(settings.ROOT / "school_configs")
CARDS = [
    *(
        person_card(contact, school, "pesten", "zelf", settings.now())
        for school in DIRECTORY.schools.values()
        for contact in school.contacts
    ),
    *(helpline_card(line, None, "zelf", settings.now()) for line in DIRECTORY.helplines.values()),
]


def reply(*messages: dict[str, Any], crisis: bool = False) -> dict[str, Any]:
    state = {"crisis": crisis, "degraded": False, "wiped": False}
    return {"messages": [{"text": "", "choices": [], "cards": [], **row} for row in messages], "state": state}


def card(**changes: Any) -> dict[str, Any]:
    return CARDS[0].model_dump() | changes


def test_texts_that_follow_each_other_are_one_message_with_the_buttons_below() -> None:
    choices = [{"id": "veilig.ja", "label": "Ja"}]
    found = pieces(reply({"text": "Goed."}, {"text": "Veilig?", "choices": choices}))
    assert [piece.text for piece in found] == ["Goed.\n\nVeilig?"]
    assert [button.choice for button in found[0].buttons] == ["veilig.ja"]


def test_each_card_is_a_message_and_the_choices_come_last() -> None:
    found = pieces(
        reply({"text": "Kijk.", "cards": [card(), card()], "choices": [{"id": "kaart.mentor", "label": "m"}]})
    )
    assert [piece.html for piece in found] == [False, True, True, False]
    assert found[-1].text == words()["kies"]
    assert not any(piece.buttons for piece in found[:-1])


def test_help_in_danger_is_one_message_with_every_number_in_it() -> None:
    found = pieces(replies.crisis("suicidaliteit", "ik wil dood", DIRECTORY, "voorbeeld-college"))
    assert len(found) == 2
    for number in ("113", "0800-0113", "112"):
        assert f"Bel: {number}" in found[0].text
    assert "je eigen mentor" in found[0].text
    assert "https://www.113.nl/chat" in [link.url for link in found[0].links]


@pytest.mark.parametrize("shown", CARDS, ids=lambda row: row.id)
def test_every_card_of_every_school_fits_and_shows_every_number_as_typed(shown: Any) -> None:
    piece = card_piece(shown.model_dump())
    assert length(piece.text) <= 1024  # also below a photo
    for way in shown.reach:
        if way.kind in {"tel", "whatsapp", "mail", "room"}:
            assert way.label in piece.text
    for link in piece.links:
        assert link.url.startswith("https://")
        assert len(link.label) <= 34


def test_every_choice_fits_in_a_button() -> None:
    ids = [*tables.load("choices")["keuzes"], *(f"thema.{topic}" for topic in topics())]
    ids += [f"kaart.{row.id}" for row in CARDS] + [f"school.{school}" for school in DIRECTORY.schools]
    assert max(len(choice.encode()) for choice in [*ids, f"kaart.{'x' * 40}"]) <= DATA_BYTES


def test_school_texts_may_hold_any_character() -> None:
    piece = card_piece(card(name="A <b>&</i> B", line='<script>"x"</script>', confidential="", reason=""))
    assert "<b>A &lt;b&gt;&amp;&lt;/i&gt; B</b>" in piece.text
    assert "&lt;script&gt;" in piece.text


@pytest.mark.parametrize(
    ("photo", "name"),
    [
        ("jansen.jpg", "jansen.jpg"),
        ("/fotos/voorbeeld-college/jansen.jpg", "jansen.jpg"),
        ("../../etc/passwd", None),
        ("x/../geheim.png", "geheim.png"),
        ("kaart.svg", None),
        (None, None),
    ],
)
def test_only_the_last_part_of_a_photo_counts(photo: str | None, name: str | None) -> None:
    assert card_piece(card(photo=photo)).photo == name


@given(st.text(alphabet=st.sampled_from("ab \n😢é"), max_size=300), st.integers(2, 40))
def test_nothing_is_lost_when_a_text_is_cut(text: str, limit: int) -> None:
    parts = split(text, limit)
    assert all(0 < length(part) <= limit for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


def test_a_very_long_text_is_cut_at_the_limit() -> None:
    parts = split("woord " * 2000)
    assert len(parts) == 3
    assert max(map(length, parts)) <= TEXT_LIMIT


def test_the_words_for_telegram_itself_fit() -> None:
    assert len(words()["beschrijving"]) <= 512
    assert len(words()["kort"]) <= 120
    assert set(words()["menu"]) == {"hulp", "wis", "privacy", "school"}


def test_the_first_words_have_at_most_forty() -> None:
    first = replies.welcome(DIRECTORY, None, "telegram")["messages"][0]["text"]
    assert len(first.split()) <= 40
    for said in (
        "computer",
        "Niemand van school leest mee",
        "Telegram",
        "niet end-to-end versleuteld",
        "Hulp nu",
    ):
        assert said in first
