"""From a topic to people: the next open question, the cards, and the first step."""

from __future__ import annotations

from dataclasses import replace

from wegwijzer import tables
from wegwijzer.cards import Card, role_texts
from wegwijzer.moments import moment
from wegwijzer.questions import ask, next_question
from wegwijzer.routing import (
    Request,
    World,
    crisis_cards,
    find_card,
    opening_times,
    route,
)
from wegwijzer.topics import is_urgent, topics
from wegwijzer.turns import Memory, Message, Turn, say

COMMON_TOPICS = ("pesten", "prestatiedruk", "somberheid", "thuis", "vrienden", "liefde_en_seks")


def request_of(memory: Memory) -> Request:
    """Return what is known about the one who asks."""
    return Request(
        memory.route,
        memory.about or "zelf",
        memory.audience,
        memory.preference or "maakt_niet_uit",
        frozenset(memory.avoid),
        memory.seen,
        memory.age,
    )


def advance(memory: Memory, world: World, opening: Message | None = None) -> Turn:
    """Ask the next open question, or show the people."""
    if memory.route is None:
        return Turn((Message(say("utter_vertel_maar", memory), choices=topic_choices()),), memory)
    question = next_question(memory, world)
    if question is None:
        return show_route(memory, world, opening)
    after = replace(memory, step=question, question=question, asked=(*memory.asked, question))
    bubble = ask(question, after, world)
    return Turn((opening, bubble) if opening else (bubble,), after)


def show_route(memory: Memory, world: World, opening: Message | None = None) -> Turn:
    """Show the people, with what the school itself says about the topic."""
    cards = tuple(route(request_of(memory), world))
    shown = card_ids(cards)
    after = replace(memory, step="route", question=None, seen=memory.seen + shown, shown=shown)
    show = Message(say("utter_route", memory), cards=cards, choices=after_cards(cards, memory))
    bubbles = (opening, _duty_to_report(memory), _from_school(memory, world), show)
    return Turn(tuple(bubble for bubble in bubbles if bubble), after)


def show_again(memory: Memory, world: World, opening: Message | None = None) -> Turn:
    """Show the people of the last time once more; those of now when one of them left."""
    found = {card: find_card(card, request_of(memory), world) for card in memory.shown}
    cards = tuple(card for card in found.values() if card)
    gone = tuple(card for card, now in found.items() if now is None)
    if gone or not cards:
        return _people_of_now(gone, memory, world, opening)
    after = replace(memory, step="route", question=None)
    show = Message(say("utter_route", memory), cards=cards, choices=after_cards(cards, memory))
    return Turn((opening, show) if opening else (show,), after)


def _someone_left(card_id: str, memory: Memory, world: World) -> Turn:
    """Say that who was chosen is no longer here, and show who is. Memory keeps no names to say it with."""
    return _people_of_now((card_id,), memory, world, Message(say("utter_persoon_weg", memory)))


def _people_of_now(
    gone: tuple[str, ...], memory: Memory, world: World, opening: Message | None = None
) -> Turn:
    """Show the best people there are now, also those of the last time; in a crisis its lines as well."""
    after = replace(memory, route=memory.route or "hulp_vragen", question=None, chosen=None, seen=gone)
    if is_urgent(after.route):
        return show_help_now(after, world, opening)
    return show_route(after, world, opening)


def _duty_to_report(memory: Memory) -> Message | None:
    about_staff = "ongewenst_gedrag_personeel" in {memory.route, memory.topic}
    if not about_staff or memory.seen:
        return None
    return Message(say("utter_meldplicht", memory))


def _from_school(memory: Memory, world: World) -> Message | None:
    """Return the sentence that the school keeps for this topic, once."""
    choice = world.school.topics.get(memory.route or "") if world.school else None
    if choice is None or memory.seen or not choice.sentence:
        return None
    return Message("utter_van_school", {"zin": choice.sentence})


def show_help_now(memory: Memory, world: World, opening: Message | None = None) -> Turn:
    """Show the lines and the one person for a crisis; no question before or after it."""
    cards = tuple(crisis_cards(request_of(memory), world))
    after = replace(
        memory,
        step="route",
        question=None,
        crisis=True,
        helped=memory.topic if is_urgent(memory.topic) else memory.helped or "direct_gevaar",
        seen=tuple(card.id for card in cards if card.kind == "person"),
        shown=card_ids(cards),
    )
    show = Message(say("utter_hulp_nu", memory), cards=cards, choices=after_cards(cards, memory))
    return Turn((opening, show) if opening else (show,), after)


def people_instead(memory: Memory, world: World, response: str) -> Turn:
    """Show people although no topic is clear."""
    after = replace(memory, route=memory.route or "hulp_vragen", question=None)
    return show_route(after, world, Message(say(response, memory)))


def show_first_step(card_id: str, memory: Memory, world: World) -> Turn:
    """A card was chosen: what such a talk is like, what comes after it, and a sentence to start with."""
    card = find_card(card_id, request_of(memory), world)
    if card is None:
        return _someone_left(card_id, memory, world)
    then = ("stap.doen", "stap.iemand_anders", "gesprek.terug", "gesprek.ander_onderwerp")
    after = replace(memory, step="first_step", question=None, chosen=card.id)
    messages = (
        *_what_to_expect(card, memory),
        Message(say("utter_openingszin", memory), {"zin": card.opener}, then),
    )
    return Turn(messages, after)


def _what_to_expect(card: Card, memory: Memory) -> tuple[Message, ...]:
    if card.role is None:
        line = {"naam": card.name, "gesprek": card.line}
        return (Message(say("utter_eerste_stap_hulplijn", memory), line),)
    texts = role_texts(card.role, memory.about or "zelf")
    talk = {"naam": card.name, "gesprek": texts["gesprek"]}
    bubbles = [Message(say("utter_eerste_stap", memory), talk)]
    bubbles.append(Message(say("utter_vervolg", memory), {"vervolg": texts["vervolg"]}))
    if memory.audience == "medewerker":
        bubbles.append(Message("utter_overleg_leerling"))
    return tuple(bubbles)


def agree(memory: Memory, world: World) -> Turn:
    """`Dit ga ik doen`: one step with a time, and what else was named."""
    card = find_card(memory.chosen or "", request_of(memory), world)
    if memory.chosen and card is None:
        return _someone_left(memory.chosen, memory, world)
    after = replace(memory, step="closed", question=None, later=())
    if card is None:
        closing = Message(say("utter_afgesproken", memory))
    else:
        closing = _step_to_a_person(card, memory, world)
        if card.kind == "helpline":
            closing = _step_to_a_line(card, memory, world)
    later = tuple(f"thema.{topic}" for topic in memory.later)
    then = (*later, "gesprek.ander_onderwerp", "gesprek.wissen")
    if is_urgent(memory.route):
        urgent = Message(say("utter_kan_niet_wachten", memory), choices=then)
        return Turn((closing, urgent), after)
    if not later:
        return Turn((replace(closing, choices=then),), after)
    title = topics()[memory.later[0]].title.lower()
    return Turn((closing, Message(say("utter_ook_genoemd", memory), {"thema": title}, then)), after)


def _step_to_a_person(card: Card, memory: Memory, world: World) -> Message:
    week, closed = opening_times(card, world)
    step = {"wanneer": moment(week, world.now, closed), "naam": card.name}
    return Message(say("utter_jouw_stap", memory), step)


def _step_to_a_line(card: Card, memory: Memory, world: World) -> Message:
    """Return the step in words that fit the line: who has no phone can't be called, a site is always open."""
    words = tables.load("card_texts")
    kinds = {way.kind for way in card.reach}
    talk = "_".join(kind for kind in ("tel", "chat") if kind in kinds)
    contact = talk or ("mail" if "mail" in kinds else "web")
    week, closed = opening_times(card, world)
    when = moment(week, world.now, closed) if week else words["wanneer"]["later" if talk else "nu"]
    step = {"wanneer": when, "contact": words["contact"][contact], "naam": card.name}
    return Message(say("utter_jouw_stap_hulplijn", memory), step)


def topic_choices() -> tuple[str, ...]:
    """Return some common topics and a human, for who finds typing hard."""
    return (*(f"thema.{topic}" for topic in COMMON_TOPICS[:5]), "gesprek.mens")


def after_cards(cards: tuple[Card, ...], memory: Memory) -> tuple[str, ...]:
    """Return the choices below cards: each card, a second topic, someone else, and another topic."""
    later = tuple(f"thema.{topic}" for topic in memory.later[:1])
    picks = tuple(f"kaart.{card.id}" for card in cards)
    return (*picks, *later, "stap.iemand_anders", "gesprek.ander_onderwerp")


def card_ids(cards: tuple[Card, ...]) -> tuple[str, ...]:
    """Return the ids of cards."""
    return tuple(card.id for card in cards)
