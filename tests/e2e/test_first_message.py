"""What a counsellor would expect on a first message, over HTTP against the running system."""

from __future__ import annotations

import pytest

from runner.system import System
from tests.client import Student

pytestmark = pytest.mark.usefixtures("system")


def test_the_welcome_says_it_is_a_computer_and_offers_help_now(student: Student) -> None:
    words = student.text.split()
    assert "computer" in student.text
    assert "Niemand van school leest mee" in student.text
    assert len(student.reply["messages"][0]["text"].split()) <= 40
    assert words[-1].endswith(".")
    assert student.choices == ["gesprek.hulp_nu", "vraag.keuzes"]
    assert student.state == {
        "step": "topic",
        "understood": None,
        "candidates": [],
        "topic": None,
        "about": None,
        "audience": "leerling",
        "crisis": False,
        "school": "voorbeeld-college",
        "wiped": False,
        "degraded": False,
    }


def test_laughed_at_in_the_changing_room_is_bullying_or_asked_about(student: Student) -> None:
    student.says("ze lachen me uit in de kleedkamer en ik zit altijd alleen")
    assert "pesten" in student.state["candidates"]
    assert student.state["about"] in {"zelf", None}
    assert not student.state["crisis"]
    if student.state["step"] == "confirm":
        assert "thema.pesten" in student.choices
    else:
        assert student.state["understood"] in {"pesten", "vrienden"}


def test_test_week_insomnia_is_pressure_and_leads_to_people(student: Student) -> None:
    student.says("kan niet slapen van de toetsweek")
    assert student.state["topic"] == "prestatiedruk"
    assert student.state["about"] == "zelf"
    assert student.state["step"] == "preference"
    student.picks("voorkeur.school")
    assert student.state["step"] == "route"
    assert [card["role"] for card in student.cards][:2] == ["mentor", "leerlingbegeleider"]
    assert student.cards[2]["id"] == "kindertelefoon"


def test_not_wanting_to_be_here_gets_help_in_the_same_reply(student: Student) -> None:
    student.says("ik wil er niet meer zijn")
    assert student.state["crisis"]
    assert student.state["understood"] == student.state["topic"] == "suicidaliteit"
    assert student.card_ids == ["113", "112", "mentor"]
    assert "?" not in student.reply["messages"][0]["text"]
    assert {"0800-0113", "113", "112"} <= {way["label"] for card in student.cards for way in card["reach"]}


def test_a_friend_who_cuts_is_about_another_and_safety_comes_first(student: Student) -> None:
    student.says("mn vriendin snijdt zichzelf")
    assert student.state["topic"] == "zelfbeschadiging"
    assert student.state["about"] == "ander"
    assert student.state["step"] == "safe"
    assert "Is die ander nu veilig?" in student.text
    student.says("ja hoor")
    student.says("maakt niet uit")
    assert student.state["step"] == "route"
    assert {"mentor", "smw-yilmaz", "kindertelefoon"} == set(student.card_ids)
    assert "om wie ik geef" in student.cards[0]["opener"]


def test_a_mentor_who_sends_odd_messages_is_routed_around(student: Student) -> None:
    student.says("mijn mentor appt me savonds rare dingen")
    assert student.state["topic"] == "ongewenst_gedrag_personeel"
    assert student.state["step"] == "safe"
    student.picks("veilig.ja")
    student.picks("voorkeur.maakt_niet_uit")
    assert "vertelt het aan het bestuur" in student.text
    assert student.card_ids == ["evp-amrani", "vertrouwensinspecteurs", "vp-jansen"]
    student.picks("stap.iemand_anders")
    assert "mentor" not in {card["role"] for card in student.cards}


def test_a_mother_gets_her_own_wording_and_routes(student: Student) -> None:
    student.says("ik ben een moeder, mijn zoon durft niet meer naar school")
    assert student.state["audience"] == "ouder"
    assert student.state["about"] == "kind"
    assert student.state["topic"] == "verzuim"
    assert "wilt u" in student.text
    student.picks("voorkeur.maakt_niet_uit")
    assert student.cards[0]["role"] == "mentor"
    assert "ouders-onderwijs" in student.card_ids
    assert "mijn kind" in student.cards[0]["opener"].lower()


def test_who_is_the_confidant_shows_their_faces(student: Student) -> None:
    student.says("wie is de vertrouwenspersoon")
    assert student.state["understood"] == "contact_zoeken"
    assert {"Samira Jansen", "Ruben de Wit"} <= {card["name"] for card in student.cards}
    assert student.cards[0]["reach"][0] == {
        "kind": "tel",
        "label": "030 000 00 01",
        "href": "tel:0300000001",
    }


@pytest.mark.parametrize(
    ("text", "label", "expected"),
    [
        ("hoi", "groet", "Vertel maar"),
        ("ben je een robot", "ben_je_een_bot", "Nee, ik ben geen mens"),
        ("wie leest dit mee?", "privacy", "wie hoort hiervan"),
        ("dankjewel", "bedankt", "Graag gedaan"),
        ("wat kan jij eigenlijk", "wat_kan_je", "bij wie je terecht kunt"),
        ("stomme kutbot", "schelden", "boos"),
    ],
)
def test_small_talk_is_answered_warmly_without_a_wall_of_menu(
    student: Student, text: str, label: str, expected: str
) -> None:
    student.says(text)
    assert student.state["understood"] == label
    assert expected in student.text
    assert student.choices in ([], ["gesprek.hulp_nu"])
    assert student.cards == []


def test_illness_swearing_about_a_test_is_no_crisis_and_no_scolding(student: Student) -> None:
    student.says("kankertoets pff")
    assert not student.state["crisis"]
    assert "boos" not in student.text
    assert "prestatiedruk" in student.state["candidates"]
    assert "thema.prestatiedruk" in student.choices or student.state["topic"] == "prestatiedruk"


def test_a_payload_is_read_as_words(student: Student) -> None:
    student.says("/suicidaliteit{}")
    assert student.state["crisis"]
    student.says('/keuze{"keuze": "stap.doen"}')
    assert student.state["step"] != "closed"


@pytest.mark.parametrize("text", ["", "   ", "???", "😭😭"])
def test_no_words_gets_a_kind_question_and_help_lines(student: Student, text: str) -> None:
    student.says(text)
    assert student.state["topic"] is None
    assert "kindertelefoon" in student.card_ids
    assert student.choices


def test_a_long_text_is_read_and_the_reply_says_how(student: Student) -> None:
    story = "we hadden gym en toen gingen we naar de kantine en daarna naar wiskunde "
    text = (story * 14)[:1001]
    assert len(text) == 1001
    student.says(text)
    assert "vooral het begin en het eind gelezen" in student.text


def test_the_guard_reads_all_of_a_long_text(student: Student) -> None:
    story = "we hadden gym en toen gingen we naar de kantine en daarna naar wiskunde. "
    student.says(story * 15 + "ik wil gewoon niet meer leven. " + story * 15)
    assert student.state["crisis"]
    assert "113" in student.card_ids


@pytest.mark.parametrize("school", ["voorbeeld-college", "vmbo-de-werf", "lyceum-aan-de-lek", None])
def test_every_school_leads_from_a_topic_to_people(system: System, school: str | None) -> None:
    with Student(system.url, school) as student:
        student.picks("thema.pesten")
        for _ in range(3):
            if student.state["step"] == "route":
                break
            skip = {"about": "over.zelf", "preference": "voorkeur.school", "school": "vraag.overslaan"}
            student.picks(skip[student.state["step"]])
        kinds = {card["kind"] for card in student.cards}
        assert student.state["step"] == "route"
        assert kinds == {"person", "helpline"}


def test_the_school_is_asked_by_name_when_the_page_does_not_know_it(system: System) -> None:
    with Student(system.url, None) as student:
        student.says("mijn ouders gaan scheiden en ik moet kiezen bij wie ik ga wonen")
        while student.state["step"] == "preference":
            student.picks("voorkeur.school")
        assert student.state["step"] == "school"
        student.says("de werf in delfziel")
        assert student.state["school"] == "vmbo-de-werf"
        assert student.state["step"] == "route"
        assert "smw-abdi" in student.card_ids


@pytest.mark.parametrize("text", ["113", "112!!", "\U0001f198", "sos", "kendimi öldürmek istiyorum"])
def test_a_number_a_sign_or_another_language_is_a_call_for_help(student: Student, text: str) -> None:
    student.says(text)
    assert {"112", "113"} <= set(student.card_ids)


def test_nothing_readable_still_offers_help_now(student: Student) -> None:
    student.says("😶")
    assert "gesprek.hulp_nu" in student.choices


def test_who_has_no_words_yet_gets_topics_to_choose_from(student: Student) -> None:
    student.picks("vraag.keuzes")
    assert student.state["step"] == "topic"
    assert {"thema.pesten", "gesprek.mens"} <= set(student.choices)
