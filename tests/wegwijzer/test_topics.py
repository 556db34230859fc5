"""Topics as staff type them."""

from __future__ import annotations

import pytest

from wegwijzer.topics import find_topic, topics


@pytest.mark.parametrize("topic", topics())
def test_an_id_and_a_title_are_understood_whatever_the_case(topic: str) -> None:
    title = topics()[topic].title
    for typed in (topic, topic.upper(), topic.replace("_", " "), title, title.lower(), f" {title}. "):
        assert find_topic(typed) == topic


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("pessten", "'pesten' (Pesten)"),
        ("Ruzie thuis", "'thuis' (Problemen thuis)"),
        ("gender", "'gender_en_geaardheid'"),
        ("stress", "'prestatiedruk'"),
        ("faalangst", "'prestatiedruk'"),
        ("eetprobleem", "'eetproblemen'"),
    ],
)
def test_what_comes_near_is_offered(typed: str, meant: str) -> None:
    with pytest.raises(ValueError, match=r"bestaat niet\. Bedoel je ") as error:
        find_topic(typed)
    assert meant in str(error.value)


@pytest.mark.parametrize("typed", ["xyzzy", "", "??"])
def test_nothing_near_names_every_topic(typed: str) -> None:
    with pytest.raises(ValueError, match="Kies uit: direct_gevaar, suicidaliteit"):
        find_topic(typed)
