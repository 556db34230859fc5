"""The conversation: what was heard + what is remembered + the world -> what is said and remembered next.

Pure functions, one per kind of thing a student can say. Rasa decides what was said and which of these
runs; everything a student reads is a response of `domain/`, named here and never written here.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import wraps

from wegwijzer import tables
from wegwijzer.cards import Card
from wegwijzer.crisis import denied
from wegwijzer.normalise import fold
from wegwijzer.people import find_contacts, mentioned
from wegwijzer.questions import ask, choices, next_question, read_answer, skip
from wegwijzer.routing import (
    Preference,
    Request,
    World,
    contact_cards,
    crisis_cards,
    find_card,
    route,
)
from wegwijzer.speaker import understand_speaker
from wegwijzer.topics import About, is_urgent, topics
from wegwijzer.turns import Heard, Memory, Message, Turn, say

# Topics in which somebody mentioned may be the one the story is about.
ACCUSING = frozenset(
    {
        "ongewenst_gedrag_personeel",
        "conflict_docent",
        "seksueel_grensoverschrijdend",
        "discriminatie",
        "geweld_en_bedreiging",
        "direct_gevaar",
        "schoolbesluit",
        "sexting",
    }
)
# From this confidence a topic counts that was named together with who is speaking.
BESIDE_AUDIENCE = 0.05
# The line that goes with the gentle question after a denied death wish.
GENTLE_LINE = "113"
COMMON_TOPICS = ("pesten", "prestatiedruk", "somberheid", "thuis", "vrienden", "liefde_en_seks")


Handler = Callable[[Heard, Memory, World], Turn]


def turn(handler: Handler) -> Handler:
    """Make a handler take what always comes first: a crisis, who speaks, an answer to a question."""

    @wraps(handler)
    def take(heard: Heard, memory: Memory, world: World) -> Turn:
        memory = _who_speaks(heard, replace(memory, crisis=False))
        if _says_nothing(heard):
            return _nothing_to_read(memory, world)
        if is_urgent(heard.intent):
            return crisis(heard, memory, world)
        if heard.choice is None and memory.question and not _is_new_topic(heard, memory):
            answer = read_answer(heard, memory, world)
            if answer:
                return on_answer(replace(heard, choice=answer), memory, world)
        return _ask_gently(heard, handler(heard, memory, world), world)

    return take


def _ask_gently(heard: Heard, done: Turn, world: World) -> Turn:
    """After "ik wil niet dood": believe it, and leave the door open, with the one line that fits.

    Rule: negated and past crisis talk gets a gentle check, no crisis reply.
    """
    denial = denied(heard.text)
    if denial is None or not denial.asks or "zacht" in done.memory.asked:
        return done
    shown = {card.id for message in done.messages for card in message.cards}
    line = find_card(GENTLE_LINE, Request("suicidaliteit", done.memory.about or "zelf"), world)
    cards = (line,) if line and line.id not in shown else ()
    gentle = Message(say("utter_zacht_vragen", done.memory), cards=cards)
    first, rest = done.messages[:1], done.messages[1:]
    if not rest:  # the only bubble may hold the buttons, which belong at the end
        first, rest = (), done.messages
    return Turn((*first, gentle, *rest), replace(done.memory, asked=(*done.memory.asked, "zacht")))


def _says_nothing(heard: Heard) -> bool:
    """Return whether no word was typed; a button has no text at all."""
    pressed = heard.choice is not None or (heard.intent in topics() and not heard.text)
    return not pressed and not re.search(r"[^\W\d_]", fold(heard.text))


def _who_speaks(heard: Heard, memory: Memory) -> Memory:
    speaker = understand_speaker(heard.text, heard.about)
    audience = speaker.audience or memory.audience
    about = speaker.about if heard.intent in topics() else memory.about
    if audience == "ouder":
        about = "kind"
    elif audience == "medewerker":
        about = "leerling"
    return replace(memory, audience=audience, about=about or memory.about)


def _is_new_topic(heard: Heard, memory: Memory) -> bool:
    return heard.intent in topics() and len(heard.text.split()) > 4


def crisis(heard: Heard, memory: Memory, world: World) -> Turn:
    """Help first: one sentence, at most three lines, one person at school, no question."""
    about = memory.about or "zelf"
    avoid = memory.avoid + _route_around(heard, world)
    request = Request(heard.intent, about, memory.audience, "maakt_niet_uit", frozenset(avoid))
    cards = tuple(crisis_cards(request, world))
    after = replace(
        memory,
        topic=heard.intent,
        route=heard.intent,
        about=about,
        step="route",
        question=None,
        crisis=True,
        avoid=avoid,
        seen=tuple(card.id for card in cards if card.kind == "person"),
    )
    return Turn(
        (
            Message(f"utter_erkenning_{heard.intent}_{about}"),
            Message(say("utter_hulp_nu", memory), cards=cards, choices=_after_cards(cards)),
        ),
        after,
    )


@turn
def on_topic(heard: Heard, memory: Memory, world: World) -> Turn:
    """A topic was named: react to it, then ask what is still needed, then point to someone."""
    fresh = replace(
        memory,
        topic=heard.intent,
        route=heard.intent,
        question=None,
        safe=None,
        avoid=memory.avoid + _route_around(heard, world),
        seen=(),
        asked=tuple(asked for asked in memory.asked if asked != "safe"),
    )
    opening = Message(f"utter_erkenning_{heard.intent}_{fresh.about or 'zelf'}")
    return _advance(fresh, world, opening)


@turn
def on_unsure(heard: Heard, memory: Memory, world: World) -> Turn:
    """Not sure what was meant: offer the likeliest topics; after that the people themselves."""
    if memory.question in {"about", "safe", "preference", "school"}:
        return _advance(skip(memory), world)
    options = tuple(label for label in heard.candidates if label in topics())[:3]
    if "confirm" in memory.asked:
        return _people_instead(memory, world, "utter_niet_begrepen")
    after = replace(
        memory,
        step="confirm",
        question="confirm",
        options=options,
        asked=(*memory.asked, "confirm"),
    )
    return Turn((ask("confirm", after, world),), after)


@turn
def on_answer(heard: Heard, memory: Memory, world: World) -> Turn:
    """A button, or words that answer the question that was asked."""
    choice = heard.choice
    if choice is None:
        return _loose_answer(heard, memory, world)
    kind, _, value = choice.partition(".")
    if kind == "kaart":
        return _first_step(value, memory, world)
    if kind == "school":
        chosen = next((school for school in world.schools if school.id == value), None)
        return _advance(replace(memory, school=value, question=None), replace(world, school=chosen))
    return _ANSWERS[choice](memory, world)


def _loose_answer(heard: Heard, memory: Memory, world: World) -> Turn:
    """`ja`, `nee` or `weet niet` with no question of which it could be the answer."""
    if memory.step in {"route", "first_step"} and heard.intent == "nee":
        return _someone_else(memory, world)
    if memory.step in {"route", "first_step"} and heard.intent == "ja":
        return _agreed(memory, world)
    if memory.question:
        return _advance(skip(memory), world)
    return Turn((Message(say("utter_vertel_maar", memory), choices=_topic_choices()),), memory)


def _safe(value: str) -> Callable[[Memory, World], Turn]:
    def answer(memory: Memory, world: World) -> Turn:
        after = replace(memory, safe=value, question=None)
        if value == "nee":
            return _help_now(after, world)
        opening = Message(say("utter_niet_zeker_veilig", memory)) if value == "weet_niet" else None
        return _advance(after, world, opening)

    return answer


def _about(value: About) -> Callable[[Memory, World], Turn]:
    return lambda memory, world: _advance(replace(memory, about=value, question=None), world)


def _preference(value: Preference) -> Callable[[Memory, World], Turn]:
    return lambda memory, world: _advance(replace(memory, preference=value, question=None), world)


def _skip_question(memory: Memory, world: World) -> Turn:
    return _advance(skip(memory), world)


def _something_else(memory: Memory, world: World) -> Turn:
    offered = tuple(f"thema.{topic}" for topic in COMMON_TOPICS if topic not in memory.options)
    after = replace(memory, step="topic", question=None)
    message = Message(say("utter_iets_anders", memory), choices=(*offered[:5], "gesprek.mens"))
    return Turn((message,), after)


def _another_topic(memory: Memory, world: World) -> Turn:
    after = Memory(audience=memory.audience, school=memory.school, school_skipped=memory.school_skipped)
    if memory.audience != "leerling":
        after = replace(after, about=memory.about)
    return Turn((Message(say("utter_ander_onderwerp", memory), choices=_topic_choices()),), after)


def _help_now(memory: Memory, world: World) -> Turn:
    topic = memory.topic or "direct_gevaar"
    request = Request(topic, memory.about or "zelf", memory.audience, avoid=frozenset(memory.avoid))
    cards = tuple(crisis_cards(request, world))
    after = replace(memory, step="route", question=None, crisis=True, route=memory.route or "direct_gevaar")
    message = Message(say("utter_hulp_nu", memory), cards=cards, choices=_after_cards(cards))
    return Turn((message,), after)


def _speak_to_human(memory: Memory, world: World) -> Turn:
    return _people_instead(memory, world, "utter_mens_spreken")


def _agreed(memory: Memory, world: World) -> Turn:
    after = replace(memory, step="closed", question=None)
    then = ("gesprek.ander_onderwerp", "gesprek.wissen")
    return Turn((Message(say("utter_afgesproken", memory), choices=then),), after)


def _someone_else(memory: Memory, world: World) -> Turn:
    return _show_route(memory, world, Message(say("utter_iemand_anders", memory)))


def _wipe(memory: Memory, world: World) -> Turn:
    return Turn((Message(say("utter_gegevens_wissen", memory)),), Memory())


_ANSWERS: dict[str, Callable[[Memory, World], Turn]] = {
    "over.zelf": _about("zelf"),
    "over.ander": _about("ander"),
    "veilig.ja": _safe("ja"),
    "veilig.nee": _safe("nee"),
    "veilig.weet_niet": _safe("weet_niet"),
    "voorkeur.school": _preference("school"),
    "voorkeur.buiten": _preference("buiten"),
    "voorkeur.maakt_niet_uit": _preference("maakt_niet_uit"),
    "vraag.overslaan": _skip_question,
    "vraag.iets_anders": _something_else,
    "stap.doen": _agreed,
    "stap.iemand_anders": _someone_else,
    "gesprek.ander_onderwerp": _another_topic,
    "gesprek.hulp_nu": _help_now,
    "gesprek.mens": _speak_to_human,
    "gesprek.wissen": _wipe,
}


@turn
def on_contact(heard: Heard, memory: Memory, world: World) -> Turn:
    """Someone asks for a person: by role, by name, or just for a human."""
    found = find_contacts(heard.text, world.school) if world.school else []
    if heard.intent == "vertrouwenspersoon_uitleg":
        found = found or (find_contacts("vertrouwenspersoon", world.school) if world.school else [])
        opening = Message(say("utter_vertrouwenspersoon_uitleg", memory))
    elif not found:
        return _people_instead(memory, world, _opening_for(heard, world))
    else:
        opening = Message(say("utter_contact_gevonden", memory))
    request = Request(memory.topic, memory.about or "zelf", memory.audience)
    cards = tuple(contact_cards(found[:3], request, world))
    if not cards:
        return _people_instead(memory, world, opening.response)
    after = replace(
        memory,
        step="route",
        question=None,
        route=memory.route or "contact_zoeken",
        seen=tuple(card.id for card in cards),
    )
    message = replace(opening, cards=cards, choices=_after_cards(cards))
    return Turn((message,), after)


def _opening_for(heard: Heard, world: World) -> str:
    if heard.intent == "mens_spreken":
        return "utter_mens_spreken"
    return "utter_contact_niet_gevonden" if world.school else "utter_contact_zonder_school"


@turn
def on_audience(heard: Heard, memory: Memory, world: World) -> Turn:
    """A parent or a member of staff says who they are, perhaps with what it is about in the same breath."""
    parent = heard.intent == "ik_ben_ouder"
    after = replace(
        memory,
        audience="ouder" if parent else "medewerker",
        about="kind" if parent else "leerling",
        step="topic",
        question=None,
    )
    topic = next((label for label in heard.candidates if label in topics()), None)
    if topic and heard.candidates[topic] >= BESIDE_AUDIENCE:
        return on_topic(replace(heard, intent=topic), after, world)
    return Turn((Message(f"utter_{heard.intent}"),), after)


@turn
def on_told_before(heard: Heard, memory: Memory, world: World) -> Turn:
    """It was told at school and nothing happened: one step up, outside the school's own chain."""
    avoid = memory.avoid + tuple(mentioned(heard.text, world.school)) + ("mentor",)
    after = replace(memory, avoid=tuple(dict.fromkeys(avoid)), route="al_geprobeerd", question=None)
    return _show_route(after, world, Message(say("utter_al_geprobeerd", memory)))


@turn
def on_secret(heard: Heard, memory: Memory, world: World) -> Turn:
    """Someone promised to keep a secret and doubts."""
    about = memory.about if memory.about not in {None, "zelf"} else "ander"
    after = replace(memory, about=about, route="geheim_bewaren", question=None)
    return _show_route(after, world, Message(say("utter_geheim_bewaren", memory)))


@turn
def on_restart(heard: Heard, memory: Memory, world: World) -> Turn:
    """Start again, or wipe the conversation (the gateway then empties the store)."""
    if heard.intent == "gegevens_wissen":
        return _wipe(memory, world)
    return _another_topic(memory, world)


@turn
def on_english(heard: Heard, memory: Memory, world: World) -> Turn:
    """English: a short answer with the lines that speak it, and the people at school."""
    request = Request("engels", memory.about or "zelf", memory.audience)
    cards = tuple(route(request, world))
    after = replace(memory, step="route", question=None, route="engels", seen=_people_ids(cards))
    return Turn((Message("utter_engels", cards=cards, choices=_after_cards(cards)),), after)


@turn
def on_need(heard: Heard, memory: Memory, world: World) -> Turn:
    """Someone wants help without saying with what: no wall of menu, some likely topics."""
    if memory.step in {"route", "first_step"} or "hulp" in memory.asked:
        return _people_instead(memory, world, "utter_niet_begrepen")
    after = replace(memory, step="topic", question=None, asked=(*memory.asked, "hulp"))
    message = Message(say("utter_hulp_vragen", memory), choices=_topic_choices())
    return Turn((message,), after)


@turn
def on_aside(heard: Heard, memory: Memory, world: World) -> Turn:
    """Small talk and questions about the bot; an open question keeps its buttons."""
    if heard.intent == "gaat_goed" and memory.question:
        return _advance(skip(memory), world)
    again = choices(memory.question, memory, world)
    return Turn((Message(say(f"utter_{heard.intent}", memory), choices=again),), memory)


# ---- from a topic to people


def _advance(memory: Memory, world: World, opening: Message | None = None) -> Turn:
    """Ask the next open question, or show the people."""
    if memory.route is None:
        return Turn((Message(say("utter_vertel_maar", memory), choices=_topic_choices()),), memory)
    question = next_question(memory, world)
    if question is None:
        return _show_route(memory, world, opening)
    after = replace(memory, step=question, question=question, asked=(*memory.asked, question))
    bubble = ask(question, memory, world)
    return Turn((opening, bubble) if opening else (bubble,), after)


def _show_route(memory: Memory, world: World, opening: Message | None = None) -> Turn:
    request = Request(
        memory.route,
        memory.about or "zelf",
        memory.audience,
        memory.preference or "maakt_niet_uit",
        frozenset(memory.avoid),
        memory.seen,
    )
    cards = tuple(route(request, world))
    after = replace(memory, step="route", question=None, seen=memory.seen + _people_ids(cards))
    explain = _duty_to_report(memory)
    show = Message(say("utter_route", memory), cards=cards, choices=_after_cards(cards))
    return Turn(tuple(message for message in (opening, explain, show) if message), after)


def _duty_to_report(memory: Memory) -> Message | None:
    if memory.route != "ongewenst_gedrag_personeel" or memory.seen:
        return None
    return Message(say("utter_meldplicht", memory))


def _first_step(card_id: str, memory: Memory, world: World) -> Turn:
    """A card was chosen: what such a talk is like, and the sentence to start with."""
    request = Request(memory.topic, memory.about or "zelf", memory.audience)
    card = find_card(card_id, request, world)
    if card is None:
        return _show_route(memory, world)
    name = "utter_eerste_stap" if card.kind == "person" else "utter_eerste_stap_hulplijn"
    params = {"naam": card.name, "gesprek": _talk(card)}
    then = ("stap.doen", "stap.iemand_anders", "gesprek.ander_onderwerp")
    after = replace(memory, step="first_step", question=None)
    messages = (
        Message(say(name, memory), params),
        Message(say("utter_openingszin", memory), {"zin": card.opener}, then),
    )
    return Turn(messages, after)


def _talk(card: Card) -> str:
    row = tables.load("role_texts").get(card.role or "")
    return str(row["gesprek"]) if row else card.line


def _people_instead(memory: Memory, world: World, response: str) -> Turn:
    after = replace(memory, route=memory.route or "hulp_vragen", question=None)
    return _show_route(after, world, Message(say(response, memory)))


def _nothing_to_read(memory: Memory, world: World) -> Turn:
    """Nothing readable came in: say so kindly, with the help lines that are always there."""
    request = Request("hulp_vragen", memory.about or "zelf", memory.audience)
    cards = tuple(card for card in route(request, world) if card.kind == "helpline")
    message = Message(say("utter_leeg", memory), cards=cards, choices=_topic_choices())
    return Turn((message,), replace(memory, asked=(*memory.asked, "confirm")))


def _topic_choices() -> tuple[str, ...]:
    return (*(f"thema.{topic}" for topic in COMMON_TOPICS[:5]), "gesprek.mens")


def _after_cards(cards: tuple[Card, ...]) -> tuple[str, ...]:
    return (*(f"kaart.{card.id}" for card in cards), "gesprek.ander_onderwerp")


def _people_ids(cards: tuple[Card, ...]) -> tuple[str, ...]:
    return tuple(card.id for card in cards)


def _route_around(heard: Heard, world: World) -> tuple[str, ...]:
    return tuple(mentioned(heard.text, world.school)) if heard.intent in ACCUSING else ()
