"""What is said to change is what the conversation, the cards and the help page show differently."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time

import pytest

from wegwijzer.comparison import (
    SCENES,
    Change,
    Version,
    compare,
    compare_lines,
    compare_schools,
    sentence,
)
from wegwijzer.directory import Directory
from wegwijzer.hours import Week
from wegwijzer.school import ChatLook, Contact, Holiday, Link, School, TopicChoice
from wegwijzer.settings import ROOT
from wegwijzer.topics import topics

DIRECTORY = Directory.open(ROOT / "school_configs")
COLLEGE = DIRECTORY.schools["voorbeeld-college"]
WERF = DIRECTORY.schools["vmbo-de-werf"]


def version(school: School) -> Version:
    return Version(school, DIRECTORY.helplines)


def said(before: School, after: School) -> list[str]:
    return [sentence(change) for change in compare(version(before), version(after))]


def with_contact(school: School, contact: str, **changes: object) -> School:
    rows = (row.model_copy(update=changes) if row.id == contact else row for row in school.contacts)
    return school.model_copy(update={"contacts": tuple(rows)})


def with_reach(school: School, contact: str, **changes: object) -> School:
    reach = next(row.reach for row in school.contacts if row.id == contact)
    return with_contact(school, contact, reach=reach.model_copy(update=changes))


def without(school: School, contact: str) -> School:
    rows = tuple(row for row in school.contacts if row.id != contact)
    return school.model_copy(update={"contacts": rows})


def hours(**days: tuple[int, int]) -> Week:
    names = ("ma", "di", "wo", "do", "vr", "za", "zo")
    return Week(
        tuple(((time(days[name][0]), time(days[name][1])),) if name in days else () for name in names)
    )


def test_nothing_changes_between_equal_schools() -> None:
    assert compare(version(COLLEGE), version(COLLEGE.model_copy(deep=True))) == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (
            lambda: with_reach(COLLEGE, "vp-jansen", phone="030 000 00 99"),
            "Het telefoonnummer van Samira Jansen was 030 000 00 01, wordt 030 000 00 99.",
        ),
        (
            lambda: with_reach(COLLEGE, "vp-jansen", phone=None),
            "Het telefoonnummer van Samira Jansen (030 000 00 01) is weg.",
        ),
        (
            lambda: with_reach(COLLEGE, "rector-van-dam", phone="030 000 00 99"),
            "Petra van Dam heeft nu een telefoonnummer: 030 000 00 99.",
        ),
        (
            lambda: with_reach(COLLEGE, "vp-jansen", mail="vp@voorbeeldcollege.example"),
            "Het mailadres van Samira Jansen was s.jansen@voorbeeldcollege.example, "
            "wordt vp@voorbeeldcollege.example.",
        ),
        (
            lambda: with_reach(COLLEGE, "vp-jansen", room="B1.13"),
            "De kamer van Samira Jansen was B1.12, wordt B1.13.",
        ),
        (
            lambda: with_contact(COLLEGE, "vp-jansen", location=None),
            "De plek van Samira Jansen (gebouw Noord) is weg.",
        ),
        (
            lambda: with_contact(COLLEGE, "mentor", how="Bel."),
            "De uitleg bij je eigen mentor was 'Stuur een bericht in Teams of loop langs na de les.', "
            "wordt 'Bel.'.",
        ),
        (
            lambda: with_contact(COLLEGE, "decaan-vermeer", about_me="Samen kiezen."),
            "wordt 'Samen kiezen.'.",
        ),
        (
            lambda: with_contact(COLLEGE, "vp-jansen", role="zorgcoordinator"),
            "De rol van Samira Jansen was vertrouwenspersoon op school, wordt zorgco",
        ),
        (
            lambda: with_contact(COLLEGE, "vp-jansen", name="Samira JANSEN"),
            "De naam van deze persoon was Samira Jansen, wordt Samira JANSEN.",
        ),
        (
            lambda: with_contact(COLLEGE, "vp-jansen", name="Bo Vos"),
            "Op de kaart van Samira Jansen staat nu Bo Vos",
        ),
        (
            lambda: with_contact(WERF, "vp-bos", hours=hours(ma=(9, 15), wo=(9, 12))),
            "Greet Bos is er op donderdag niet meer.",
        ),
        (
            lambda: with_contact(WERF, "vp-bos", hours=hours(ma=(9, 15), do=(9, 12))),
            "Greet Bos was op donderdag bereikbaar van 09:00-15:00, dat wordt 09:00-12:00.",
        ),
        (
            lambda: with_contact(WERF, "vp-bos", hours=hours(ma=(9, 15), do=(9, 15), zo=(9, 12))),
            "Greet Bos is er nu ook op zondag: 09:00-12:00.",
        ),
        (
            lambda: with_contact(WERF, "vp-bos", hours=None),
            "Bij Greet Bos staat niet meer wanneer je er terechtkunt (was: ma 09:00-15:00, do 09:00-15:00).",
        ),
        (
            lambda: with_contact(WERF, "teamleider-kuiper", hours=Week(always=True)),
            "Bij Jan Kuiper staat nu wanneer je er terechtkunt: dag en nacht.",
        ),
        (
            lambda: COLLEGE.model_copy(update={"name": "Het College"}),
            "De naam van de school was Voorbeeld College, wordt Het College.",
        ),
        (
            lambda: COLLEGE.model_copy(update={"website": "https://nieuw.example"}),
            "De website van de school was https://voorbeeldcollege.example, wordt https://nieuw.example.",
        ),
        (
            lambda: COLLEGE.model_copy(update={"search_names": ("vobo",)}),
            "Leerlingen vinden de school niet meer als 'voorbeeldcollege'.",
        ),
        (
            lambda: COLLEGE.model_copy(update={"chat": ChatLook(greeting="Hoi!")}),
            "Bij de chat staat nu een begroeting: 'Hoi!'.",
        ),
        (
            lambda: COLLEGE.model_copy(update={"chat": ChatLook(colour="#123456")}),
            "De kleur van de chat was #14507a, wordt #123456.",
        ),
        (
            lambda: COLLEGE.model_copy(update={"holidays": COLLEGE.holidays[:-1]}),
            "De zomervakantie (17 juli 2027 tot en met 29 augustus 2027) is weg. "
            "Dan lijkt het een gewone schoolweek.",
        ),
        (
            lambda: WERF.model_copy(
                update={
                    "holidays": (
                        *WERF.holidays,
                        Holiday(name="herfst", first=date(2027, 10, 1), last=date(2027, 10, 3)),
                    )
                }
            ),
            "Nieuwe vakantie: herfst, 1 oktober 2027 tot en met 3 oktober 2027.",
        ),
        (
            lambda: WERF.model_copy(update={"topics": {"rouw": TopicChoice(sentence="Kom langs.")}}),
            "De school zegt nu bij 'Rouw en verlies': 'Kom langs.'",
        ),
        (
            lambda: WERF.model_copy(
                update={
                    "topics": {"rouw": TopicChoice(links=(Link(name="Folder", url="https://f.example"),))}
                }
            ),
            "Bij 'Rouw en verlies' staat nu de link 'Folder': https://f.example",
        ),
        (
            lambda: COLLEGE.model_copy(update={"photos": {}}),
            "De foto van Samira Jansen is weg.",
        ),
    ],
)
def test_a_change_is_said_in_one_sentence(change: Callable[[], School], expected: str) -> None:
    after = change()
    before = WERF if after.id == WERF.id else COLLEGE
    found = said(before, after)
    assert [row for row in found if expected in row], found


def test_another_picture_under_the_same_name_is_another_photo() -> None:
    before = replace(version(COLLEGE), photos={"vp-jansen": "een"})
    found = compare(before, replace(before, photos={"vp-jansen": "twee"}))
    assert [sentence(row) for row in found] == ["Samira Jansen krijgt een andere foto."]


def test_another_id_is_the_same_person() -> None:
    topic = {"pesten": TopicChoice(first=("nieuw", "mentor"), links=COLLEGE.topics["pesten"].links)}
    after = with_contact(COLLEGE, "pesten-okafor", id="nieuw")
    after = after.model_copy(
        update={
            "topics": COLLEGE.topics | topic,
            "photos": {
                {"pesten-okafor": "nieuw"}.get(contact, contact): photo
                for contact, photo in COLLEGE.photos.items()
            },
        }
    )
    assert compare(version(COLLEGE), version(after)) == []


def test_two_people_who_swap_ids_stay_themselves() -> None:
    swap = {"vp-bos": "teamleider-kuiper", "teamleider-kuiper": "vp-bos"}
    rows = tuple(row.model_copy(update={"id": swap.get(row.id, row.id)}) for row in WERF.contacts)
    assert compare(version(WERF), version(WERF.model_copy(update={"contacts": rows}))) == []


# ---- topics


def test_who_comes_first_is_grouped_per_pair() -> None:
    chosen = {topic: TopicChoice(first=("teamleider-kuiper",)) for topic in ("pesten", "rouw")}
    found = said(WERF, WERF.model_copy(update={"topics": chosen}))
    pair = "zien leerlingen nu eerst Jan Kuiper in plaats van je eigen mentor."
    assert f"Bij 'Pesten' en 'Rouw en verlies' {pair}" in found, found
    assert len([row for row in found if "zien leerlingen nu eerst" in row]) == 1


def test_a_topic_that_loses_its_last_person_is_loud_and_first() -> None:
    after = WERF
    for contact in ("vp-bos", "smw-abdi", "teamleider-kuiper"):
        after = without(after, contact)
    found = compare(version(WERF), version(after))
    assert found[0].kind == "uncovered"
    assert sentence(found[0]).startswith("LET OP: Voor ")
    back = compare(version(after), version(WERF))
    assert [row.loud for row in back if row.kind == "covered"] == [False]


def test_nobody_in_the_evening_any_more_is_loud() -> None:
    lek = DIRECTORY.schools["lyceum-aan-de-lek"]
    after = with_contact(lek, "evp-vertrouwenswijzer", hours=hours(ma=(9, 17)))
    found = said(lek, after)
    assert found[0] == "LET OP: Olga Martens is 's avonds en in het weekend niet meer te bereiken."


@pytest.mark.parametrize("topic", topics())
def test_who_leaves_is_missed_in_every_topic_that_showed_them(topic: str) -> None:
    """What is said is compared with the cards themselves, not with the code that compares."""
    after = without(COLLEGE, "vp-jansen")
    scene = SCENES[0]
    shown = "Samira Jansen" in [name for _, name in scene.cards(topic, version(COLLEGE))]
    title = topics()[topic].title
    rows = [row for row in _changes_without_jansen(after) if title in row.topics and row.who == scene.who]
    assert bool([row for row in rows if "Samira Jansen" in row.before]) == shown


_KEPT: list[Change] = []


def _changes_without_jansen(after: School) -> list[Change]:
    if not _KEPT:
        _KEPT.extend(compare(version(COLLEGE), version(after)))
    return _KEPT


def test_parents_and_those_who_want_help_outside_school_are_looked_at_too() -> None:
    who = {row.who for row in compare(version(COLLEGE), version(without(COLLEGE, "decaan-vermeer")))}
    who |= {row.who for row in compare(version(COLLEGE), version(without(COLLEGE, "evp-amrani")))}
    assert {"leerlingen", "ouders", "leerlingen die liever buiten school praten"} <= who


def test_who_asks_for_somebody_else_again_and_again_is_looked_at_too() -> None:
    """Whoever is only there for a topic by their own `themas` comes after those whose role it is."""
    after = with_contact(COLLEGE, "pesten-okafor", topics=("online_onveilig",))
    seen = [change for change in compare(version(COLLEGE), version(after)) if change.seen]
    assert [sentence(change) for change in seen] == [
        "Bij 'Discriminatie' zien leerlingen die om iemand anders vragen Chidi Okafor niet meer."
    ]


def test_what_only_staff_see_is_said_apart() -> None:
    after = with_contact(COLLEGE, "vp-jansen", checked_on=date(2026, 11, 1))
    found = compare(version(COLLEGE), version(after.model_copy(update={"complaints": None})))
    assert [(row.seen, sentence(row)) for row in found] == [
        (
            True,
            "De klachtenregeling van de school (https://voorbeeldcollege.example/klachten) is weg.",
        ),
        (True, "De klachtencommissie van de school (onderwijsgeschillen-lkc) is weg."),
        (False, "'gecontroleerd_op' is anders bij Samira Jansen."),
    ]


def test_another_order_on_the_help_page() -> None:
    rows = (*WERF.contacts[2:], *WERF.contacts[:2])
    found = said(WERF, WERF.model_copy(update={"contacts": rows}))
    assert "Op de hulppagina staan de mensen bij 'Iemand die luistert' in een andere volgorde." in found


# ---- lines and lists of schools


def test_a_help_line_that_goes_is_loud() -> None:
    lines = {key: row for key, row in DIRECTORY.helplines.items() if key != "kindertelefoon"}
    found = compare_lines(DIRECTORY.helplines, lines)
    assert [(row.loud, sentence(row)) for row in found] == [
        (True, "LET OP: De hulplijn De Kindertelefoon is er niet meer.")
    ]
    before = Version(WERF, DIRECTORY.helplines)
    topics_said = [row for row in compare(before, Version(WERF, lines)) if row.kind == "cards"]
    assert topics_said


def test_another_number_of_a_help_line() -> None:
    line = DIRECTORY.helplines["kindertelefoon"]
    reach = line.reach.model_copy(update={"phone": "0800-0000"})
    lines = DIRECTORY.helplines | {"kindertelefoon": line.model_copy(update={"reach": reach})}
    (found,) = compare_lines(DIRECTORY.helplines, lines)
    assert (
        sentence(found)
        == f"Het telefoonnummer van De Kindertelefoon was {line.reach.phone}, wordt 0800-0000."
    )


def test_schools_come_go_and_move() -> None:
    before = {"a": COLLEGE.model_copy(update={"id": "a"}), "w": WERF.model_copy(update={"id": "w"})}
    after = {"b": COLLEGE.model_copy(update={"id": "b"}), "l": DIRECTORY.schools["lyceum-aan-de-lek"]}
    changes, same = compare_schools(before, after)
    assert same == [("a", "b")]
    assert [sentence(row) for row in changes] == [
        "LET OP: Voorbeeld College in Utrecht krijgt een ander adres: 'a' wordt 'b'. "
        "Oude links en QR-codes werken dan niet meer.",
        "LET OP: Vmbo De Werf in Delfzijl staat er niet meer in.",
        "Nieuw in de lijst: Lyceum aan de Lek in Schoonhoven.",
    ]


def test_every_contact_field_is_compared() -> None:
    """A field that is added to a contact later must be compared, or named here as unseen."""
    known = {
        *("id", "role", "name", "organisation", "how", "about_me", "photo", "reach", "hours", "location"),
        *("topics", "not_for", "checked_on", "coordinates"),
    }
    assert set(Contact.model_fields) == known
    shown = {"id", "name", "place", "website", "search_names", "contacts", "topics", "holidays"}
    assert set(School.model_fields) == shown | {"complaints", "chat", "photos"}
