"""The guard: what must get help at once, and what must not."""

from __future__ import annotations

import pytest

from wegwijzer.crisis import Denial, clauses, denials, denied, listen

URGENT = {
    "suicidaliteit": [
        "ik wou dat ik dood was",
        "mn vriendin wil dood",
        "laatste tijd wil ik er gewoon niet meer zijn",
        "niemand zou me missen denk ik",
        "jullie zijn beter af zonder mij",
        "ik zou willen slapen en nooit meer wakker worden",
        "ik ben iedereen tot last",
        "ikwildood",
        "ik w\u200bil do\u200bod",
        "IK WIL DOOD",
        "z3lfmoord",
        "ik denk aan zelfmoort",
        "kms",
        "i dont want to live anymore",
        "хочу померти",
        "chcę umrzeć",
        "ik wil niet dood maar ook niet meer leven",
        "mijn toets ging slecht en ik wil dood",
        "ik heb een toets en denk aan zelfmoord",
        "na die film wil ik niet meer leven",
        "door de presentatie van morgen wil ik er niet meer zijn",
        "ik haal alleen vieren, mijn vader is boos, en ik wil er niet meer zijn, en morgen toets",
    ],
    "direct_gevaar": ["help er staat iemand met een mes voor de deur", "hij ademt niet meer help"],
    "huiselijk_geweld": ["mijn vader slaat me", "thuis krijg ik klappen als ik te laat ben"],
    "seksueel_grensoverschrijdend": ["ik word gedwongen tot seks en ik ben 12", "ik ben aangerand"],
    "dwang_en_uitbuiting": ["in de zomer word ik uitgehuwelijkt", "mijn paspoort is afgepakt"],
}
CALM = [
    "ik ga dood van het lachen",
    "ik schaam me dood",
    "wat ben ik doodmoe",
    "verveel me dood bij geschiedenis",
    "mijn moeder vermoordt me als ik een 3 haal",
    "die toets was moordend",
    "kms lol",
    "kankertoets",
    "tering wat een dag",
    "mijn moeder heeft kanker",
    "opa is dood",
    "ik moet een werkstuk maken over zelfmoord",
    "spreekbeurt over iemand die dood wil, hoe begin ik",
    "ik wil niet dood, ik wil gewoon rust",
    "mijn vader slaat me niet hoor",
    "dat slaat nergens op",
    "ik wil niet meer naar gym",
    "mijn telefoon is dood",
    "",
    "asdf",
]


@pytest.mark.parametrize(
    ("label", "text"), [(label, text) for label, texts in URGENT.items() for text in texts]
)
def test_a_cry_for_help_is_heard(label: str, text: str) -> None:
    alarm = listen(text)
    assert alarm is not None
    assert alarm.urgent
    assert alarm.label == label


@pytest.mark.parametrize("text", CALM)
def test_ordinary_talk_raises_no_alarm(text: str) -> None:
    alarm = listen(text)
    assert alarm is None or not alarm.urgent


def test_self_harm_is_heard_but_is_no_emergency_by_itself() -> None:
    alarm = listen("mn vriendin snijdt zichzelf")
    assert alarm is not None
    assert alarm.label == "zelfbeschadiging"
    assert not alarm.urgent


def test_danger_now_goes_before_a_wish() -> None:
    alarm = listen("ik wil dood en hij staat hier met een mes")
    assert alarm is not None
    assert alarm.label == "direct_gevaar"


def test_the_same_message_gets_the_same_answer_a_hundred_times() -> None:
    assert {listen("ik wil niet meer leven") for _ in range(100)} == {listen("ik wil niet meer leven")}


def test_clauses_are_read_one_by_one() -> None:
    assert clauses("ik haal goede cijfers, maar ik wil dood. doei") == [
        "ik haal goede cijfers",
        "ik wil dood",
        "doei",
    ]


def test_a_message_of_a_hundred_kilobytes_does_not_hang() -> None:
    assert listen("er was eens een lange dag op school en " * 2500 + "ik wil dood")


@pytest.mark.parametrize("denial", denials(), ids=lambda denial: denial.rule)
def test_every_denial_matches_its_example_and_raises_no_alarm(denial: Denial) -> None:
    assert denied(denial.example) == denial
    assert listen(denial.example) is None


@pytest.mark.parametrize(
    "text",
    [
        "ik wil niet dood maar ook niet leven",
        "hij slaat niet echt, hij pakt me alleen bij mijn keel",
        "ik ga het niet doen hoor maar ik denk er elke dag aan",
        "ik wil niet dood maar soms wel",
        "mijn moeder slaat me niet hard",
        "er is geen les meer vandaag",
    ],
)
def test_a_denial_that_is_taken_back_is_none(text: str) -> None:
    assert denied(text) is None


def test_a_denial_never_silences_a_rule() -> None:
    assert denied("mijn vader slaat me niet. maar ik wil wel dood")
    alarm = listen("mijn vader slaat me niet. maar ik wil wel dood")
    assert alarm is not None
    assert alarm.label == "suicidaliteit"


def test_what_is_over_raises_no_alarm_unless_it_is_back() -> None:
    assert listen("vorig jaar wilde ik dood maar nu gaat het goed") is None
    assert listen("vorig jaar wilde ik dood en nu weer") is not None
