"""Whom to point to, for every combination."""

from __future__ import annotations

from datetime import datetime
from itertools import product

import pytest

from wegwijzer import settings
from wegwijzer.cards import person_card
from wegwijzer.directory import Directory
from wegwijzer.hours import AMSTERDAM
from wegwijzer.routing import MAX_CARDS, Request, World, crisis_cards, route
from wegwijzer.topics import is_urgent, topics

DIRECTORY = Directory.open(settings.ROOT / "school_configs")
MONDAY_TEN = datetime(2026, 11, 23, 10, tzinfo=AMSTERDAM)
CHRISTMAS_NIGHT = datetime(2026, 12, 25, 3, tzinfo=AMSTERDAM)
SCHOOLS = [*DIRECTORY.schools, None]


def world(school: str | None, now: datetime = MONDAY_TEN) -> World:
    return World(DIRECTORY.schools.get(school or ""), DIRECTORY.helplines, now)


@pytest.mark.parametrize("school", SCHOOLS)
@pytest.mark.parametrize("now", [MONDAY_TEN, CHRISTMAS_NIGHT])
def test_every_route_has_one_at_school_and_one_outside(school: str | None, now: datetime) -> None:
    readers = [("zelf", "leerling"), ("ander", "leerling"), ("kind", "ouder"), ("leerling", "medewerker")]
    special = ["al_geprobeerd", "geheim_bewaren", "hulp_vragen", "contact_zoeken", "engels", None]
    for topic, (about, audience), preference in product(
        [*topics(), *special], readers, ("school", "buiten", "maakt_niet_uit")
    ):
        cards = route(Request(topic, about, audience, preference), world(school, now))  # type: ignore[arg-type]
        assert len(cards) <= MAX_CARDS
        assert len({card.id for card in cards}) == len(cards)
        assert {card.kind for card in cards} == {"person", "helpline"}, (topic, audience, preference)
        assert all(card.opener and card.line and card.confidential for card in cards)


@pytest.mark.parametrize("school", SCHOOLS)
@pytest.mark.parametrize("topic", [topic for topic in topics() if is_urgent(topic)])
def test_crisis_has_at_most_three_lines_113_112_and_one_person(topic: str, school: str | None) -> None:
    for about, audience in (("zelf", "leerling"), ("kind", "ouder"), ("leerling", "medewerker")):
        cards = crisis_cards(Request(topic, about, audience), world(school))  # type: ignore[arg-type]
        lines = [card.id for card in cards if card.kind == "helpline"]
        assert {"112", "113"} <= set(lines)
        assert len(lines) <= 3
        assert [card.kind for card in cards].count("person") == 1


@pytest.mark.parametrize("school", DIRECTORY.schools)
def test_whoever_the_story_is_about_is_never_on_a_card(school: str) -> None:
    roles = {contact.role for contact in DIRECTORY.schools[school].contacts}
    for role, topic in product(roles, topics()):
        for preference in ("school", "buiten", "maakt_niet_uit"):
            request = Request(topic, preference=preference, avoid=frozenset({role}))  # type: ignore[arg-type]
            for card in [*route(request, world(school)), *crisis_cards(request, world(school))]:
                assert card.role != role or card.id == "volwassene"


def test_even_when_everyone_is_avoided_there_is_an_adult_and_a_line() -> None:
    everyone = frozenset(contact.id for contact in DIRECTORY.schools["vmbo-de-werf"].contacts)
    cards = route(Request("pesten", avoid=everyone), world("vmbo-de-werf"))
    assert cards[0].id == "volwassene"
    assert cards[-1].kind == "helpline"


def test_a_school_can_choose_its_own_order() -> None:
    cards = route(Request("pesten", preference="school"), world("voorbeeld-college"))
    assert [card.id for card in cards][:2] == ["pesten-okafor", "mentor"]


def test_a_shared_confidant_of_the_bestuur_is_found() -> None:
    cards = route(Request("ongewenst_gedrag_personeel"), world("lyceum-aan-de-lek"))
    assert [card.id for card in cards] == [
        "evp-vertrouwenswijzer",
        "vertrouwensinspecteurs",
        "vp-van-leeuwen",
    ]


def test_open_now_follows_hours_and_holidays() -> None:
    for now, open_now in ((MONDAY_TEN, True), (CHRISTMAS_NIGHT, False)):
        cards = route(Request("discriminatie", preference="school"), world("voorbeeld-college", now))
        assert cards[0].id == "vp-jansen"
        assert cards[0].open_now is open_now


def test_what_was_shown_comes_again_only_when_nothing_is_left() -> None:
    school = world("vmbo-de-werf")
    first = route(Request("pesten"), school)
    second = route(Request("pesten", seen=tuple(card.id for card in first)), school)
    assert not {card.id for card in first} & {card.id for card in second}
    everything = tuple(c.id for c in DIRECTORY.schools["vmbo-de-werf"].contacts) + tuple(DIRECTORY.helplines)
    assert route(Request("pesten", seen=everything), school)


INCIDENTS = ("seksueel_grensoverschrijdend", "geweld_en_bedreiging", "sexting", "pesten", "discriminatie")


@pytest.mark.parametrize("school", DIRECTORY.schools)
@pytest.mark.parametrize(("about", "audience"), [("zelf", "leerling"), ("kind", "ouder")])
def test_both_sides_of_one_incident_get_different_people(school: str, about: str, audience: str) -> None:
    def first(topic: str) -> str:
        request = Request(topic, about, audience, "school")  # type: ignore[arg-type]
        return next(card.id for card in route(request, world(school)) if card.kind == "person")

    assert first("zelf_iets_gedaan") not in {first(topic) for topic in INCIDENTS}


def test_a_line_for_other_ages_is_left_out_and_one_for_older_students_comes_last() -> None:
    def lines(age: int | None) -> list[str]:
        request = Request("motivatie", preference="buiten", age=age)
        return [card.id for card in route(request, world("vmbo-de-werf")) if card.kind == "helpline"]

    assert lines(13) == ["kindertelefoon"]
    assert lines(17) == ["kindertelefoon", "in-je-bol"]
    assert lines(None)[0] == "kindertelefoon"
    assert lines(19) == ["in-je-bol"]


def test_a_line_that_is_open_goes_before_one_that_stays_closed_for_hours() -> None:
    at_night = World(
        DIRECTORY.schools["vmbo-de-werf"],
        DIRECTORY.helplines,
        datetime(2026, 11, 24, 3, tzinfo=AMSTERDAM),
    )
    request = Request("onveilige_relatie", preference="buiten")
    by_day, by_night = route(request, world("vmbo-de-werf"))[0], route(request, at_night)[0]
    assert by_day.id == "chat-met-fier"
    assert by_night.open_now is not False


def test_a_card_says_why_it_is_shown() -> None:
    for topic, school in product(topics(), DIRECTORY.schools):
        assert all(card.reason.startswith("omdat ") for card in route(Request(topic), world(school)))


def test_the_links_of_the_school_stand_on_the_first_card() -> None:
    first = route(Request("pesten", preference="school"), world("voorbeeld-college"))[0]
    assert "Ons pestprotocol" in {way.label for way in first.reach}


def test_a_mail_or_app_is_put_ready_without_naming_the_topic() -> None:
    card = next(c for c in route(Request("discriminatie", preference="school"), world("voorbeeld-college")))
    links = {way.kind: way.href or "" for way in card.reach}
    assert links["mail"].startswith("mailto:s.jansen@")
    assert "body=Hallo" in links["mail"]
    assert "?text=Hallo" in links["whatsapp"]
    assert "discrimina" not in links["mail"] + links["whatsapp"]


# ---- who has the overview, and complaints


def test_the_one_person_with_the_overview_says_so_on_the_card() -> None:
    school = DIRECTORY.schools["voorbeeld-college"]
    (lead,) = [contact for contact in school.contacts if contact.coordinates]
    for about, words in (("zelf", "je niet"), ("kind", "u niet")):
        line = person_card(lead, school, None, about, MONDAY_TEN).line  # type: ignore[arg-type]
        assert line.endswith(
            f"Weet {words} bij wie {words.split()[0]} moet zijn? Deze persoon houdt het overzicht."
        )
    others = [contact for contact in school.contacts if contact != lead]
    assert not any("overzicht" in person_card(row, school, None, "zelf", MONDAY_TEN).line for row in others)


@pytest.mark.parametrize("topic", ["schoolbesluit", "conflict_docent", "al_geprobeerd"])
@pytest.mark.parametrize("audience", ["leerling", "ouder", "medewerker"])
def test_where_a_complaint_may_follow_the_first_card_has_the_rules(topic: str, audience: str) -> None:
    school = DIRECTORY.schools["voorbeeld-college"]
    assert school.complaints is not None
    cards = route(Request(topic, audience=audience), World(school, DIRECTORY.helplines, MONDAY_TEN))  # type: ignore[arg-type]
    people = [card for card in cards if card.kind == "person"]
    links = [[way.href for way in card.reach].count(school.complaints.rules) for card in people]
    assert links[0] == 1
    assert all(
        card.role == "klachtencontact" for card, link in zip(people[1:], links[1:], strict=True) if link
    )


def test_a_school_without_rules_or_another_topic_has_no_such_link() -> None:
    school = DIRECTORY.schools["voorbeeld-college"]
    bare = school.model_copy(update={"complaints": None})
    for place, topic in ((bare, "schoolbesluit"), (school, "pesten"), (school, "suicidaliteit")):
        cards = route(Request(topic), World(place, DIRECTORY.helplines, MONDAY_TEN))
        assert not any("klachtenregeling" in way.label for card in cards for way in card.reach)


def test_the_committee_of_the_school_is_among_the_lines() -> None:
    school = DIRECTORY.schools["voorbeeld-college"]
    shown: list[str] = []
    for _ in range(6):
        request = Request("al_geprobeerd", preference="buiten", seen=tuple(shown))
        cards = route(request, World(school, DIRECTORY.helplines, MONDAY_TEN))
        shown += [card.id for card in cards if card.id not in shown]
    assert "onderwijsgeschillen-lkc" in shown
