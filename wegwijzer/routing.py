"""Whom to point to: a pure function of topic, about, audience, preference, school and now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import IntEnum
from functools import cache
from typing import Any, Literal

from wegwijzer import tables
from wegwijzer.cards import (
    TRUSTED_ADULT,
    Card,
    Way,
    complaint_rules,
    helpline_card,
    person_card,
    trusted_adult,
)
from wegwijzer.hours import Week, closed_periods
from wegwijzer.school import Contact, Helpline, School
from wegwijzer.school_search import SchoolSearch
from wegwijzer.topics import About, Audience, is_urgent

Preference = Literal["school", "buiten", "maakt_niet_uit"]

# Employed elsewhere: what a student who wants help outside school sees first.
OUTSIDE_ROLES = frozenset({"externe_vertrouwenspersoon", "steunpunt", "lokale_hulp"})
# Whom to show when a school has nobody in the roles of the topic.
FALLBACK_ROLES = (
    "mentor",
    "interne_vertrouwenspersoon",
    "zorgcoordinator",
    "schoolmaatschappelijk_werker",
    "leerlingbegeleider",
    "jeugdverpleegkundige",
    "teamleider",
    "directie",
)
MAX_CARDS = 3
# Most secondary-school students are younger: lines that start at this age never come first unasked.
MOST_ARE_YOUNGER = 16
# Whom to turn to does not depend on the hour: the vertrouwensinspecteur is named in the text above the cards.
FIXED_ORDER = frozenset({"ongewenst_gedrag_personeel", "al_geprobeerd"})
# A line that fits best is worth waiting for this long.
SOON = timedelta(hours=3)
CRISIS_LINES = ("113", "112")


@dataclass(frozen=True)
class Request:
    """What is known about the one who asks.

    Attributes:
        route: a topic id, or a special route of `tables/routes.yml` (`al_geprobeerd`, ...).
        avoid: role ids and contact ids that must not be shown.
        seen: card ids that were shown already; shown again only when nothing else is left.
        age: of the one who asks, when known; some lines are only for older or younger people.
    """

    route: str | None
    about: About = "zelf"
    audience: Audience = "leerling"
    preference: Preference = "maakt_niet_uit"
    avoid: frozenset[str] = frozenset()
    seen: tuple[str, ...] = ()
    age: int | None = None


@dataclass(frozen=True)
class World:
    """What is true right now: the student's school, the lines, the time (with a zone) and all schools."""

    school: School | None
    helplines: dict[str, Helpline]
    now: datetime
    schools: SchoolSearch = field(default_factory=SchoolSearch)


@dataclass(frozen=True)
class Order:
    """Role ids and help line ids for one route, best first."""

    school: tuple[str, ...]
    outside: tuple[str, ...]


def route(request: Request, world: World) -> list[Card]:
    """Return at most three cards: at least one at school and one outside.

    The preference decides the balance and the order, never whether both are there.
    """
    order = order_for(request)
    people = _people(request, world)
    lines = _lines(request, order, world)
    if request.preference == "buiten":
        outsiders = [card for card in people if card.role in OUTSIDE_ROLES]
        insiders = [card for card in people if card.role not in OUTSIDE_ROLES]
        return [*[*lines[:1], *outsiders, *lines[1:]][: MAX_CARDS - 1], *insiders[:1]] or lines
    if request.route == "ongewenst_gedrag_personeel":
        return [*people[:1], *lines[:1], *people[1:2]][:MAX_CARDS]
    return [*_of_two_kinds(people), *lines[:1], *lines[1:2]][:MAX_CARDS]


def _of_two_kinds(people: list[Card]) -> list[Card]:
    """Return the first two people, of different roles where that can be."""
    other = next((card for card in people[1:] if card.role != people[0].role), None)
    return [people[0], other] if other else people[: MAX_CARDS - 1]


def crisis_cards(request: Request, world: World) -> list[Card]:
    """Return the help for a crisis: at most three lines (112 among them) and one person at school."""
    order = order_for(request)
    ids = list(dict.fromkeys([*order.outside[:1], *CRISIS_LINES]))
    if not is_urgent(request.route) or request.route == "direct_gevaar":
        ids = list(dict.fromkeys(["112", "113", *ids]))
    lines = [
        helpline_card(world.helplines[line], request.route, request.about, world.now)
        for line in ids
        if line in world.helplines
    ]
    return [*lines, *_people(request, world)[:1]]


def contact_cards(contacts: Iterable[Contact], request: Request, world: World) -> list[Card]:
    """Return cards for contacts that someone asked for by role or name; none without a school."""
    school = world.school
    if school is None:
        return []
    return [person_card(contact, school, request.route, request.about, world.now) for contact in contacts]


def find_card(card_id: str, request: Request, world: World) -> Card | None:
    """Return the card with this id as it looks now, or None when it does not exist (any more)."""
    if card_id in world.helplines:
        return helpline_card(world.helplines[card_id], request.route, request.about, world.now)
    if card_id == TRUSTED_ADULT:
        return trusted_adult(request.route, request.about)
    if world.school:
        chosen = [contact for contact in world.school.contacts if contact.id == card_id]
        return next(iter(contact_cards(chosen, request, world)), None)
    return None


def order_for(request: Request) -> Order:
    """Return who comes first for this request, from `tables/routes.yml`."""
    table = _table()
    base = table["onderwerpen"].get(request.route) or table["bijzonder"].get(request.route)
    row: dict[str, Any] = base or table["bijzonder"]["hulp_vragen"]
    if request.audience != "leerling":
        audience = table[request.audience]
        special = (audience.get("onderwerpen") or {}).get(request.route) or {}
        row = {key: special.get(key, audience[key]) for key in ("school", "buiten")}
        if is_urgent(request.route) and not special:
            row["buiten"] = [*(base or row)["buiten"][:1], *row["buiten"]]
    return Order(tuple(row["school"]), tuple(row["buiten"]))


@cache
def _table() -> dict[str, Any]:
    table: dict[str, Any] = tables.load("routes")
    return table


def _people(request: Request, world: World) -> list[Card]:
    """Return the people of the school, best first; never empty."""
    school = world.school
    if school is None:
        return [trusted_adult(request.route, request.about)]
    fitting = [contact for contact, _ in suited(request, school)]
    unseen = [contact for contact in fitting if contact.id not in request.seen]
    cards = [_person(contact, request, school, world.now) for contact in unseen or fitting]
    cards[:1] = [_with_links(card, request, school) for card in cards[:1]]
    if all(card.role in OUTSIDE_ROLES for card in cards):
        cards.append(trusted_adult(request.route, request.about))
    return cards


def _person(contact: Contact, request: Request, school: School, now: datetime) -> Card:
    """Return the card of a contact, with the school's own choice as the reason where there is one."""
    card = person_card(contact, school, request.route, request.about, now)
    choice = school.topics.get(request.route or "")
    if request.audience == "leerling" and choice and contact.id in choice.first:
        return card.model_copy(update={"reason": str(tables.load("card_texts")["omdat"]["school"])})
    return card


def _with_links(card: Card, request: Request, school: School) -> Card:
    """Return the first card of a route with the links that the school keeps for this topic."""
    choice = school.topics.get(request.route or "")
    links = choice.links if choice else ()
    more = tuple(Way(kind="web", label=link.name, href=link.url) for link in links)
    if request.route in _table()["klachten"]:
        more += complaint_rules(school)
    return card.model_copy(update={"reach": tuple(dict.fromkeys((*card.reach, *more)))})


class Why(IntEnum):
    """Why a contact is shown, best reason first."""

    OWN_CHOICE = 0
    ROLE = 1
    OWN_TOPICS = 2
    FALLBACK = 3
    NOBODY_ELSE = 4

    @property
    def serves(self) -> bool:
        """Return whether the contact is there for the topic, and not only to fill a gap."""
        return self <= Why.OWN_TOPICS


def suited(request: Request, school: School) -> list[tuple[Contact, Why]]:
    """Return everyone of a school who fits a request, best first, each with why.

    When those who fit are all employed elsewhere, the others of the school come after them.
    """
    order = order_for(request)
    allowed = [
        contact
        for contact in school.contacts
        if contact.id not in request.avoid
        and contact.role not in request.avoid
        and request.route not in contact.not_for
    ]
    places = {contact.id: _place(contact, request, order, school) for contact in allowed}
    ranked = [(c, places[c.id][0]) for c in sorted(allowed, key=lambda contact: places[contact.id])]
    fitting = [row for row in ranked if row[1] < Why.NOBODY_ELSE]
    if any(contact.role not in OUTSIDE_ROLES for contact, _ in fitting):
        return fitting
    rest = [(contact, why) for contact, why in ranked if why == Why.NOBODY_ELSE]
    return [*fitting, *(row for row in rest if row[0].role not in OUTSIDE_ROLES)]


def _place(contact: Contact, request: Request, order: Order, school: School) -> tuple[Why, int]:
    """Return why a contact is shown, and the place among those with the same reason."""
    choice = school.topics.get(request.route or "")
    if choice and contact.id in choice.first:
        return Why.OWN_CHOICE, choice.first.index(contact.id)
    if contact.role in order.school:
        return Why.ROLE, order.school.index(contact.role)
    if request.route in contact.topics:
        return Why.OWN_TOPICS, 0
    if contact.role in FALLBACK_ROLES:
        return Why.FALLBACK, FALLBACK_ROLES.index(contact.role)
    if contact.coordinates:
        return Why.FALLBACK, len(FALLBACK_ROLES)
    return Why.NOBODY_ELSE, 0


def _lines(request: Request, order: Order, world: World) -> list[Card]:
    """Return the help lines of the route; never empty.

    The order of the table holds, but a line for other ages comes last or not at all, and one that stays
    closed for hours comes after one that does not.
    """
    ids = [line for line in _outside(request, order, world) if line in world.helplines] or ["kindertelefoon"]
    unseen = [line for line in ids if line not in request.seen] or ids
    fitting = [line for line in unseen if _age_fits(world.helplines[line], request)] or unseen
    cards = [
        helpline_card(world.helplines[line], request.route, request.about, world.now) for line in fitting
    ]
    young = [card for card in cards if not _for_older(world.helplines[card.id], request)]
    older = [card for card in cards if card not in young]
    if request.route not in FIXED_ORDER:
        young = sorted(young, key=lambda card: not _open_soon(world.helplines[card.id], world.now))
    ranked = [*young, *older]
    return [card.model_copy(update={"reason": _why(card, request)}) for card in ranked]


def _outside(request: Request, order: Order, world: World) -> list[str]:
    """Return the ids of the lines of a route; where a complaint may follow, with the school's committee."""
    rules = world.school.complaints if world.school else None
    committee = rules.committee if rules and request.route in _table()["klachten"] else None
    return list(dict.fromkeys([*order.outside, *([committee] if committee else [])]))


def _open_soon(line: Helpline, now: datetime) -> bool:
    """Return whether it makes sense to show this line first now; a crisis line is never moved up by night."""
    if line.hours is None:
        return True
    if line.id in CRISIS_LINES:
        return False
    opens = line.hours.next_open(now)
    return opens is not None and opens - now <= SOON


def _age_fits(line: Helpline, request: Request) -> bool:
    if request.age is None or line.age_range is None or request.audience != "leerling":
        return True
    first, last = line.age_range
    return first <= request.age <= last


def _for_older(line: Helpline, request: Request) -> bool:
    """Return whether a student of unknown age may be too young for this line."""
    unknown = request.age is None and request.audience == "leerling"
    return unknown and line.age_range is not None and line.age_range[0] >= MOST_ARE_YOUNGER


def _why(card: Card, request: Request) -> str:
    """Return the reason that is shown on the card of a help line."""
    if request.audience != "leerling":
        return ""
    reasons = tables.load("card_texts")["omdat"]
    if request.preference == "buiten":
        return str(reasons["buiten"])
    return str(reasons["open"] if card.open_now else reasons["past"])


def opening_times(card: Card, world: World) -> tuple[Week | None, list[tuple[date, date]]]:
    """Return when the person or line of a card can be reached, and the days off that count."""
    if card.id in world.helplines:
        return world.helplines[card.id].hours, []
    if world.school is None:
        return None, closed_periods(world.now, [])
    hours = next((contact.hours for contact in world.school.contacts if contact.id == card.id), None)
    return hours, closed_periods(world.now, world.school.closed())
