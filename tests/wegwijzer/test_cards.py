from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from wegwijzer import tables
from wegwijzer.cards import (
    TRUSTED_ADULT,
    Card,
    dial,
    helpline_card,
    international,
    opener,
    person_card,
    trusted_adult,
    ways,
)
from wegwijzer.school import Contact, Helpline, Reach, School
from wegwijzer.school_files import load_helplines, load_school
from wegwijzer.settings import ROOT
from wegwijzer.topics import roles, topics

SCHOOLS = ROOT / "school_configs"
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SUNDAY = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
CHRISTMAS = datetime(2026, 12, 21, 9, 0, tzinfo=UTC)
SAFE = ("tel:", "mailto:", "https://")


@pytest.fixture(scope="module")
def helplines() -> dict[str, Helpline]:
    return load_helplines(SCHOOLS)


@pytest.fixture(scope="module")
def school(helplines: dict[str, Helpline]) -> School:
    return load_school(SCHOOLS, "voorbeeld-college", helplines)


def contact(**rows: Any) -> Contact:
    return Contact.model_validate({"id": "x", "rol": "decaan", "naam": "Ans Smit", "hoe": "Bel."} | rows)


def card_of(school: School, contact_id: str, now: datetime = MONDAY) -> Card:
    found = next(contact for contact in school.contacts if contact.id == contact_id)
    return person_card(found, school, "pesten", "zelf", now)


# ---- ways to reach someone


@pytest.mark.parametrize(
    ("key", "typed", "kind", "label", "href"),
    [
        ("telefoon", "030 000 00 01", "tel", "030 000 00 01", "tel:0300000001"),
        ("telefoon", "0113-123456", "tel", "0113-123456", "tel:0113123456"),
        ("telefoon", "+31 30 000 00 01", "tel", "+31 30 000 00 01", "tel:+31300000001"),
        ("telefoon", "112", "tel", "112", "tel:112"),
        ("telefoon", "14 030", "tel", "14 030", "tel:14030"),
        ("telefoon", "14 0294", "tel", "14 0294", "tel:140294"),
        ("telefoon_alternatief", "0800-0113", "tel", "0800-0113", "tel:08000113"),
        ("whatsapp", "06 00 00 00 01", "whatsapp", "06 00 00 00 01", "https://wa.me/31600000001"),
        ("whatsapp", "06-12345678", "whatsapp", "06-12345678", "https://wa.me/31612345678"),
        ("whatsapp", "+31 6 12345678", "whatsapp", "+31 6 12345678", "https://wa.me/31612345678"),
        ("whatsapp", "+32 470 12 34 56", "whatsapp", "+32 470 12 34 56", "https://wa.me/32470123456"),
        ("mail", "a.smit@school.example", "mail", "a.smit@school.example", "mailto:a.smit@school.example"),
        ("kamer", "B1.12", "room", "B1.12", None),
        ("kamer", "012", "room", "012", None),
        (
            "chat",
            "https://www.chat.example/start?x=1",
            "chat",
            "chat: chat.example",
            "https://www.chat.example/start?x=1",
        ),
        (
            "website",
            "https://school.example/over",
            "web",
            "site: school.example",
            "https://school.example/over",
        ),
        (
            "website",
            "https://school.example?a=b",
            "web",
            "site: school.example",
            "https://school.example?a=b",
        ),
        (
            "website",
            "https://school.example#top",
            "web",
            "site: school.example",
            "https://school.example#top",
        ),
    ],
)
def test_a_way_has_the_label_as_typed_and_a_safe_link(
    key: str, typed: str, kind: str, label: str, href: str | None
) -> None:
    (way,) = ways(Reach.model_validate({key: typed}))
    assert (way.kind, way.label, way.href) == (kind, label, href)


def test_all_ways_together_keep_their_order() -> None:
    reach = Reach.model_validate(
        {
            "website": "https://school.example",
            "kamer": "1",
            "mail": "a@school.example",
            "whatsapp": "06 00 00 00 01",
            "chat": "https://chat.example",
            "telefoon_alternatief": "0800-0113",
            "telefoon": "113",
        }
    )
    assert [way.kind for way in ways(reach)] == ["tel", "tel", "chat", "whatsapp", "mail", "room", "web"]
    assert ways(reach)[0].label == "113"


def test_every_key_of_bereik_becomes_a_way() -> None:
    values = {
        "phone": "112",
        "phone_alt": "113",
        "whatsapp": "0612345678",
        "mail": "a@b.example",
        "room": "1",
    }
    values |= {"chat": "https://c.example", "website": "https://w.example"}
    assert set(values) == set(Reach.model_fields)
    assert len(ways(Reach.model_validate(values))) == len(values)


def test_nothing_to_reach_is_no_way() -> None:
    assert ways(Reach()) == ()


@pytest.mark.parametrize(
    ("typed", "dialled", "abroad"),
    [
        ("0611223344", "0611223344", "31611223344"),
        ("06 1122-3344", "0611223344", "31611223344"),
        ("+31 6 1122 3344", "+31611223344", "31611223344"),
        ("+44 20 7946 0000", "+442079460000", "442079460000"),
        ("088-1234567", "0881234567", "31881234567"),
    ],
)
def test_a_number_is_dialled_with_digits_only(typed: str, dialled: str, abroad: str) -> None:
    assert (dial(typed), international(typed)) == (dialled, abroad)


# ---- people


def test_a_card_is_a_person_before_a_job(school: School) -> None:
    card = card_of(school, "vp-jansen")
    assert (card.kind, card.id, card.role) == ("person", "vp-jansen", "interne_vertrouwenspersoon")
    assert (card.name, card.role_title) == ("Samira Jansen", "vertrouwenspersoon op school")
    assert card.line == "Ik luister eerst. Jij bepaalt wat er daarna gebeurt."
    assert card.photo == "/fotos/voorbeeld-college/jansen.jpg"
    assert card.hours == "ma 08:30-16:00, di 08:30-12:00, do 08:30-16:00 · gebouw Noord"
    assert card.confidential == tables.load("role_texts")["interne_vertrouwenspersoon"]["vertrouwelijk"]
    assert [way.kind for way in card.reach] == ["tel", "whatsapp", "mail", "room"]


@pytest.mark.parametrize(
    ("contact_id", "now", "open_now"),
    [
        ("vp-jansen", MONDAY, True),
        ("vp-jansen", SUNDAY, False),
        ("vp-jansen", CHRISTMAS, False),
        ("vp-de-wit", MONDAY, False),
        ("mentor", MONDAY, None),
        ("mentor", SUNDAY, None),
    ],
)
def test_a_card_says_open_closed_or_nothing(
    contact_id: str, now: datetime, open_now: bool | None, school: School
) -> None:
    assert card_of(school, contact_id, now).open_now is open_now


def test_a_national_holiday_closes_a_person_but_no_helpline(
    school: School, helplines: dict[str, Helpline]
) -> None:
    easter_monday = datetime(2026, 4, 6, 10, 0, tzinfo=UTC)
    assert card_of(school, "vp-jansen", easter_monday).open_now is False
    line = helpline_card(helplines["kindertelefoon"], None, "zelf", easter_monday)
    assert line.open_now is True


def test_a_contact_without_words_of_its_own_gets_those_of_the_role(school: School) -> None:
    card = person_card(contact(), school, None, "zelf", MONDAY)
    assert card.line == tables.load("role_texts")["decaan"]["regel"]
    assert (card.hours, card.photo, card.reach) == ("Bel.", None, ())


def test_a_photo_that_is_missing_is_no_photo(school: School) -> None:
    named = contact(foto="smit.jpg")
    assert person_card(named, school, None, "zelf", MONDAY).photo is None
    with_photo = school.model_copy(update={"photos": {"x": "voorbeeld-college/smit.jpg"}})
    card = person_card(named, with_photo, None, "zelf", MONDAY)
    assert card.photo == "/fotos/voorbeeld-college/smit.jpg"


def test_where_someone_works_stands_with_the_role(school: School) -> None:
    card = person_card(contact(organisatie="GGD"), school, None, "zelf", MONDAY)
    assert card.role_title == "decaan, GGD"


def test_when_where_and_how_stand_in_that_order(school: School) -> None:
    row = contact(aanwezig={"ma": "9:00-12:00"}, locatie="gebouw Zuid")
    assert person_card(row, school, None, "zelf", MONDAY).hours == "ma 09:00-12:00 · gebouw Zuid · Bel."


@pytest.mark.parametrize("role", list(roles()))
def test_every_role_has_a_card(role: str, school: School) -> None:
    card = person_card(contact(rol=role), school, "pesten", "zelf", MONDAY)
    assert card.role == role
    assert all([card.role_title, card.line, card.confidential, card.opener])


# ---- help lines and the trusted adult


def test_every_helpline_has_a_whole_card_with_safe_links(helplines: dict[str, Helpline]) -> None:
    for line in helplines.values():
        card = helpline_card(line, "pesten", "zelf", MONDAY)
        assert (card.kind, card.id, card.role, card.photo) == ("helpline", line.id, None, None)
        assert all([card.name, card.line, card.role_title, card.confidential, card.opener, card.reach])
        assert all(way.href and way.href.startswith(SAFE) for way in card.reach)


@pytest.mark.parametrize(
    ("line", "now", "open_now", "hours"),
    [
        ("112", SUNDAY, True, "dag en nacht · gratis"),
        ("kindertelefoon", datetime(2026, 11, 23, 9, 59, tzinfo=UTC), False, "elke dag 11:00-21:00 · gratis"),
        ("kindertelefoon", datetime(2026, 11, 23, 10, 0, tzinfo=UTC), True, "elke dag 11:00-21:00 · gratis"),
        ("politie", MONDAY, None, "lokaal tarief"),
    ],
)
def test_a_helpline_says_when_and_what_it_costs(
    line: str, now: datetime, open_now: bool | None, hours: str, helplines: dict[str, Helpline]
) -> None:
    card = helpline_card(helplines[line], None, "zelf", now)
    assert (card.open_now, card.hours) == (open_now, hours)


def test_the_trusted_adult_needs_no_school() -> None:
    card = trusted_adult("pesten", "zelf")
    assert (card.id, card.role, card.open_now, card.reach) == (TRUSTED_ADULT, "docent", None, ())
    assert all([card.name, card.line, card.hours, card.confidential, card.opener])


@pytest.mark.parametrize("about", ["zelf", "ander", "kind", "leerling"])
@pytest.mark.parametrize("topic", [*topics(), None, "al_geprobeerd"])
def test_every_topic_has_a_first_sentence_for_every_speaker(topic: str | None, about: Any) -> None:
    assert opener(topic, about)
