"""The conversation: what was heard + what is remembered + the world -> what is said and remembered next.

Pure functions, one per kind of thing a student can say. Rasa decides what was said and which of these
runs; everything a student reads is a response of `domain/`, named here and never written here.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import wraps

from wegwijzer.answers import another_topic, choose, someone_else, wipe
from wegwijzer.crisis import denied
from wegwijzer.normalise import fold
from wegwijzer.people import accused, find_contacts, mentioned
from wegwijzer.pointing import (
    advance,
    after_cards,
    agree,
    card_ids,
    people_instead,
    show_help_now,
    show_route,
    topic_choices,
)
from wegwijzer.questions import ask, choices, read_answer, read_command, skip
from wegwijzer.routing import Request, World, contact_cards, find_card, route
from wegwijzer.speaker import read_age, understand_speaker
from wegwijzer.topics import is_urgent, topics
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

Handler = Callable[[Heard, Memory, World], Turn]


def turn(handler: Handler) -> Handler:
    """Make a handler take what always comes first: who speaks, a crisis, an answer, whom to avoid."""

    @wraps(handler)
    def take(heard: Heard, memory: Memory, world: World) -> Turn:
        return _stay_near(memory, _take(handler, heard, memory, world))

    return take


def _take(handler: Handler, heard: Heard, memory: Memory, world: World) -> Turn:
    memory = _who_speaks(heard, replace(memory, crisis=False))
    if _says_nothing(heard):
        return _nothing_to_read(memory, world)
    if is_urgent(heard.intent):
        return crisis(heard, memory, world)
    choice = heard.choice or _typed_choice(heard, memory, world)
    if choice:
        return choose(choice, memory, world)
    around = replace(memory, avoid=_avoid(memory, accused(heard.text, world.school)))
    return _ask_gently(heard, handler(heard, around, world), world)


def _typed_choice(heard: Heard, memory: Memory, world: World) -> str | None:
    """Return the choice that typed words stand for: a command, or the answer to the open question."""
    if not heard.text:
        return None
    command = read_command(heard.text, memory)
    open_question = memory.question or memory.step == "route"
    if command or not open_question or _is_new_topic(heard, memory):
        return command
    return read_answer(heard, memory, world)


def _stay_near(before: Memory, done: Turn) -> Turn:
    """After a crisis message help stays one tap away, and the next message is not taken as if nothing was."""
    if not before.helped or not done.memory.helped or done.memory.crisis:
        return done
    *first, last = done.messages
    if "gesprek.hulp_nu" not in last.choices:
        last = replace(last, choices=(*last.choices, "gesprek.hulp_nu"))
    if "na_crisis" in done.memory.asked:
        return replace(done, messages=(*first, last))
    again = Message(say("utter_na_hulp", done.memory))
    memory = replace(done.memory, asked=(*done.memory.asked, "na_crisis"))
    return Turn((again, *first, last), memory)


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
    age = read_age(heard.text) if audience == "leerling" else None
    return replace(memory, audience=audience, about=about or memory.about, age=age or memory.age)


def _is_new_topic(heard: Heard, memory: Memory) -> bool:
    return heard.intent in topics() and len(heard.text.split()) > 4


def crisis(heard: Heard, memory: Memory, world: World) -> Turn:
    """Help first: one sentence, at most three lines, one person at school, no question."""
    about = memory.about or "zelf"
    after = replace(
        memory,
        topic=heard.intent,
        route=heard.intent,
        about=about,
        preference=None,
        avoid=_avoid(memory, _route_around(heard, world)),
        seen=(),
        later=_later(heard),
    )
    return show_help_now(after, world, Message(f"utter_erkenning_{heard.intent}_{about}"))


@turn
def on_topic(heard: Heard, memory: Memory, world: World) -> Turn:
    """A topic was named: react to it, then ask what is still needed, then point to someone."""
    fresh = replace(
        memory,
        topic=heard.intent,
        route=heard.intent,
        question=None,
        safe=None,
        avoid=_avoid(memory, _route_around(heard, world)),
        seen=(),
        shown=(),
        later=_later(heard) or tuple(topic for topic in memory.later if topic != heard.intent),
        options=_other_topics(heard),
        asked=tuple(asked for asked in memory.asked if asked != "safe"),
    )
    opening = Message(f"utter_erkenning_{heard.intent}_{fresh.about or 'zelf'}")
    return advance(fresh, world, opening)


def _later(heard: Heard) -> tuple[str, ...]:
    return tuple(topic for topic in heard.also if topic != heard.intent)[:2]


def _other_topics(heard: Heard) -> tuple[str, ...]:
    """Return what else it could have been, likeliest first, for who says "dat bedoel ik niet"."""
    return tuple(label for label in heard.candidates if label in topics() and label != heard.intent)[:3]


@turn
def on_unsure(heard: Heard, memory: Memory, world: World) -> Turn:
    """Not sure what was meant: offer the likeliest topics; after that the people themselves."""
    if memory.question in {"about", "safe", "preference", "school"}:
        return advance(skip(memory), world)
    options = tuple(label for label in heard.candidates if label in topics())[:3]
    if "confirm" in memory.asked:
        return people_instead(memory, world, "utter_niet_begrepen")
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
    """`ja`, `nee` or `weet niet` with no question of which it could be the answer."""
    if memory.step in {"route", "first_step"} and heard.intent == "nee":
        return someone_else(memory, world)
    if memory.step in {"route", "first_step"} and heard.intent == "ja":
        return agree(memory, world)
    if memory.question:
        return advance(skip(memory), world)
    return Turn((Message(say("utter_vertel_maar", memory), choices=topic_choices()),), memory)


@turn
def on_contact(heard: Heard, memory: Memory, world: World) -> Turn:
    """Someone asks for a person: by role, by name, or just for a human."""
    found = find_contacts(heard.text, world.school) if world.school else []
    if heard.intent == "vertrouwenspersoon_uitleg":
        found = found or (find_contacts("vertrouwenspersoon", world.school) if world.school else [])
        opening = Message(say("utter_vertrouwenspersoon_uitleg", memory))
    elif not found:
        return people_instead(memory, world, _opening_for(heard, world))
    else:
        opening = Message(say("utter_contact_gevonden", memory))
    request = Request(memory.topic, memory.about or "zelf", memory.audience)
    cards = tuple(contact_cards(found[:3], request, world))
    if not cards:
        return people_instead(memory, world, opening.response)
    after = replace(
        memory,
        step="route",
        question=None,
        route=memory.route or "contact_zoeken",
        seen=card_ids(cards),
        shown=card_ids(cards),
    )
    message = replace(opening, cards=cards, choices=after_cards(cards, memory))
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
    avoid = _avoid(memory, [*mentioned(heard.text, world.school), "mentor"])
    after = replace(memory, avoid=avoid, route="al_geprobeerd", question=None)
    return show_route(after, world, Message(say("utter_al_geprobeerd", memory)))


@turn
def on_secret(heard: Heard, memory: Memory, world: World) -> Turn:
    """Someone promised to keep a secret and doubts."""
    about = memory.about if memory.about not in {None, "zelf"} else "ander"
    after = replace(memory, about=about, route="geheim_bewaren", question=None)
    return show_route(after, world, Message(say("utter_geheim_bewaren", memory)))


@turn
def on_restart(heard: Heard, memory: Memory, world: World) -> Turn:
    """Start again, or wipe the conversation (the gateway then empties the store)."""
    if heard.intent == "gegevens_wissen":
        return wipe(memory, world)
    return another_topic(memory, world)


@turn
def on_english(heard: Heard, memory: Memory, world: World) -> Turn:
    """English: a short answer with the lines that speak it, and the people at school."""
    request = Request("engels", memory.about or "zelf", memory.audience)
    cards = tuple(route(request, world))
    after = replace(memory, step="route", question=None, route="engels", seen=card_ids(cards))
    return Turn((Message("utter_engels", cards=cards, choices=after_cards(cards, memory)),), after)


@turn
def on_need(heard: Heard, memory: Memory, world: World) -> Turn:
    """Someone wants help without saying with what: no wall of menu, some likely topics."""
    if memory.question:
        return advance(skip(memory), world)
    if memory.step in {"route", "first_step"} or "hulp" in memory.asked:
        return people_instead(memory, world, "utter_niet_begrepen")
    after = replace(memory, step="topic", question=None, asked=(*memory.asked, "hulp"))
    message = Message(say("utter_hulp_vragen", memory), choices=topic_choices())
    return Turn((message,), after)


@turn
def on_aside(heard: Heard, memory: Memory, world: World) -> Turn:
    """Small talk and questions about the bot; an open question keeps its buttons."""
    if heard.intent == "gaat_goed" and memory.question:
        return advance(skip(memory), world)
    again = choices(memory.question, memory, world)
    return Turn((Message(say(f"utter_{heard.intent}", memory), choices=again),), memory)


def _nothing_to_read(memory: Memory, world: World) -> Turn:
    """Nothing readable came in: say so kindly, with the help lines that are always there."""
    request = Request("hulp_vragen", memory.about or "zelf", memory.audience)
    cards = tuple(card for card in route(request, world) if card.kind == "helpline")
    message = Message(say("utter_leeg", memory), cards=cards, choices=topic_choices())
    return Turn((message,), memory)


def _route_around(heard: Heard, world: World) -> list[str]:
    return mentioned(heard.text, world.school) if heard.intent in ACCUSING else []


def _avoid(memory: Memory, more: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*memory.avoid, *more]))
