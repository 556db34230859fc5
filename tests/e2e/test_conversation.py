"""Whole conversations over HTTP: correction, first step, someone else, wiping."""

from __future__ import annotations

import pytest

from runner.system import System
from tests.client import Student


def test_from_own_words_to_a_first_step(student: Student) -> None:
    student.says("ik word gepest in de groepsapp van de klas en in de pauze")
    while student.state["step"] not in {"route", "confirm"}:
        student.picks(student.choices[0])
    if student.state["step"] == "confirm":
        student.picks(student.choices[0])
        student.picks("voorkeur.school")
    chosen = next(card for card in student.cards if card["kind"] == "person")
    student.picks(f"kaart.{chosen['id']}")
    assert student.state["step"] == "first_step"
    assert chosen["name"] in student.text
    assert chosen["opener"] in student.text
    student.picks("stap.doen")
    assert student.state["step"] == "closed"
    student.picks("gesprek.ander_onderwerp")
    assert student.state["step"] == "topic"
    assert student.state["topic"] is None


def test_someone_else_shows_other_people(student: Student) -> None:
    student.picks("thema.thuis")
    student.picks("over.zelf")
    student.picks("voorkeur.school")
    first = set(student.card_ids)
    student.picks("stap.iemand_anders")
    assert not first & set(student.card_ids)
    assert {card["kind"] for card in student.cards} == {"person", "helpline"}


def test_outside_school_first_but_the_school_stays_visible(student: Student) -> None:
    student.picks("thema.somberheid")
    student.picks("over.zelf")
    student.picks("voorkeur.buiten")
    assert student.cards[0]["kind"] == "helpline"
    assert student.cards[-1]["kind"] == "person"


def test_a_crisis_in_the_middle_of_a_question_comes_first(student: Student) -> None:
    student.picks("thema.pesten")
    assert student.state["step"] == "about"
    student.says("laat maar ik wil dood")
    assert student.state["crisis"]
    assert "113" in student.card_ids
    student.says("dankjewel")
    assert not student.state["crisis"]


def test_not_safe_gets_help_at_once(student: Student) -> None:
    student.picks("thema.geweld_en_bedreiging")
    student.says("nee")
    assert student.state["crisis"]
    assert {"112", "113"} <= set(student.card_ids)


def test_no_question_is_asked_twice_and_never_more_than_three(system: System) -> None:
    for topic in ("zelfbeschadiging", "sexting", "pesten", "eetproblemen"):
        with Student(system.url, None) as student:
            student.picks(f"thema.{topic}")
            asked = []
            while student.state["step"] != "route":
                asked.append(student.state["step"])
                student.says("eh dat weet ik nog niet zo goed hoor")
            assert len(asked) == len(set(asked)) <= 3


def test_something_else_offers_other_topics_then_people(student: Student) -> None:
    student.says("het is gewoon iets met gister enzo")
    if student.state["step"] == "confirm":
        student.picks("vraag.iets_anders")
    student.picks("gesprek.mens")
    assert {card["kind"] for card in student.cards} == {"person", "helpline"}


def test_told_before_goes_one_step_up(student: Student) -> None:
    student.says("ik heb het al tegen mijn mentor verteld maar er gebeurde niks mee")
    assert student.state["understood"] == "al_geprobeerd"
    assert "mentor" not in {card["role"] for card in student.cards}
    assert student.cards[0]["role"] == "externe_vertrouwenspersoon"
    assert "vertrouwensinspecteurs" in student.card_ids


def test_english_gets_a_short_english_answer(student: Student) -> None:
    student.says("hello can you help me please i dont speak dutch")
    assert student.state["understood"] == "engels"
    assert "in English" in student.text
    assert student.cards


def test_staff_get_the_formal_wording(student: Student) -> None:
    student.says("ik ben docent wiskunde en maak me zorgen over een leerling die stopt met eten")
    assert student.state["audience"] == "medewerker"
    assert student.state["about"] == "leerling"


def test_a_contact_by_name(student: Student) -> None:
    student.says("hoe bereik ik mevrouw jansen")
    assert student.card_ids[0] == "vp-jansen"


@pytest.mark.parametrize("how", ["typed", "button", "delete"])
def test_wiping_leaves_nothing(system: System, how: str) -> None:
    with Student(system.url, "voorbeeld-college") as student:
        student.picks("thema.pesten")
        student.picks("over.ander")
        if how == "typed":
            student.says("wis mijn gesprek")
            assert "gewist" in student.text
        elif how == "button":
            student.picks("gesprek.wissen")
        else:
            assert student.http.delete("/api/sessions", headers=student.headers).status_code == 204
        student.says("hoi")
        assert student.state["topic"] is None
        assert student.state["about"] is None
        assert student.state["step"] == "topic"
