"""Topics as staff type them."""

from __future__ import annotations

import pytest

from wegwijzer import tables
from wegwijzer.topics import find_topic, no_such_role, no_such_topic, roles, topics


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


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Problemen thuis", "'thuis'"),
        ("scheiding", "'thuis' (Problemen thuis)"),
        ("overlijden", "'rouw' (Rouw en verlies)"),
        ("zelfmoord", "'suicidaliteit' (Gedachten aan zelfdoding)"),
        ("conflict-docent", "'conflict_docent'"),
        ("conflikt_docent", "'conflict_docent' (Conflict met een docent)"),
    ],
)
def test_a_topic_of_a_school_file_is_proposed_by_what_it_means(typed: str, meant: str) -> None:
    assert no_such_topic(typed) == f"Het thema '{typed}' bestaat niet. Bedoel je {meant}?"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("antipestcoordinator", "'aanspreekpunt_pesten'"),
        ("anti-pestcoördinator", "'aanspreekpunt_pesten'"),
        ("Rector", "'directie'"),
        ("afdelingsleider", "'teamleider'"),
        ("wijkteam", "'lokale_hulp'"),
        ("schoolpsycholoog", "'orthopedagoog'"),
        ("counselor", "'leerlingbegeleider'"),
        ("jeugdarts", "'jeugdverpleegkundige'"),
        ("conciërge", "'docent'"),
        ("mentor 2b", "'mentor'"),
        ("zorgcoordinater", "'zorgcoordinator'"),
        (
            "vertrouwenspersoon",
            "'interne_vertrouwenspersoon' (vertrouwenspersoon op school) of "
            "'externe_vertrouwenspersoon' (vertrouwenspersoon buiten school)",
        ),
    ],
)
def test_a_role_of_a_school_file_is_proposed_by_what_it_means(typed: str, meant: str) -> None:
    assert no_such_role(typed) == f"De rol '{typed}' bestaat niet. Bedoel je {meant}?"


def test_no_role_is_proposed_for_a_word_like_none() -> None:
    assert "Kies uit: mentor, docent, " in no_such_role("kok")


def test_other_words_lead_to_roles_and_topics_that_exist() -> None:
    words = tables.load("fields")
    assert {role for meant in words["rol_ook_genoemd"].values() for role in meant} <= set(roles())
    assert set(words["thema_ook_genoemd"].values()) <= set(topics())
