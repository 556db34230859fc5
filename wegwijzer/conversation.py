"""The conversation: what was heard + what is remembered + the world -> what is said and remembered next.

Pure functions, one per kind of thing a student can say. Rasa decides what was said and which of these
runs; everything a student reads is a response of `domain/`, named here and never written here.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from inspect import unwrap

from wegwijzer import tables
from wegwijzer.answers import another_topic, choose, someone_else, wipe
from wegwijzer.cards import role_texts
from wegwijzer.crisis import denied, listen
from wegwijzer.normalise import fold
from wegwijzer.own_school import found, hear_school
from wegwijzer.people import (
    accused,
    acts,
    asks_for_someone,
    find_contacts,
    helpers,
    mentioned,
    mentioned_roles,
)
from wegwijzer.pointing import (
    advance,
    after_cards,
    agree,
    card_ids,
    people_instead,
    request_of,
    show_again,
    show_help_now,
    show_route,
    topic_choices,
)
from wegwijzer.questions import (
    MAX_WORDS,
    TOLD_LEFT,
    ask,
    choices,
    read_answer,
    read_command,
    read_place,
    read_yes,
    school_left,
    skip,
    wipes_chat,
)
from wegwijzer.routing import CRISIS_LINES, Request, World, contact_cards, find_card, route
from wegwijzer.speaker import SURE_OF_ADULT, did_it, read_age, read_speaker, takes_part, understand_speaker
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
# From this confidence a topic counts that was named together with who is speaking. Who says no more than
# "ik ben ouder" stays below 0.003 for every topic; crisis help for a parent who asks nothing takes more.
BESIDE_AUDIENCE = 0.02
URGENT_BESIDE_AUDIENCE = 0.05
# The line that goes with the gentle question after a denied death wish.
GENTLE_LINE = "113"

# Topics that are another one when somebody of the school does it.
BY_STAFF_TOO = frozenset({"huiselijk_geweld", "geweld_en_bedreiging", "pesten", "discriminatie"})
# From so many words a message is a story of its own.
STORY_WORDS = 6
EXPLAINING = frozenset({"vertrouwenspersoon_uitleg", "privacy"})
SMALL_TALK = frozenset({"groet", "bedankt", "gaat_goed", "schelden", "wat_kan_je"})
# Labels with enough in them to tell a parent or a member of staff by.
SAYS_WHO = frozenset({"ik_ben_ouder", "ik_ben_medewerker", "al_geprobeerd", "geheim_bewaren", "hulp_vragen"})

Handler = Callable[[Heard, Memory, World], Turn]


def turn(handler: Handler) -> Handler:
    """Make a handler take what always comes first: who speaks, a crisis, an answer, whom to avoid."""

    @wraps(handler)
    def take(heard: Heard, memory: Memory, world: World) -> Turn:
        if memory.school and not _is_here(memory.school, world):
            memory = replace(memory, school_skipped=True)
        return _tell_school_left(_stay_near(memory, _take(handler, heard, memory, world)), world)

    return take


def _tell_school_left(turn: Turn, world: World) -> Turn:
    """Say once, at the first calm moment, that the school of this conversation is no longer here."""
    memory = turn.memory
    if memory.school is None or _is_here(memory.school, world) or not _is_calm(turn, world):
        return turn
    told = Message(say("utter_school_weg", memory))
    asked = (*(name for name in memory.asked if name != TOLD_LEFT), TOLD_LEFT)
    return Turn((told, *turn.messages), replace(memory, school=None, school_skipped=True, asked=asked))


def _is_calm(turn: Turn, world: World) -> bool:
    """Return whether a reply is no help in a crisis, and not about a help line that was chosen."""
    memory = turn.memory
    heavy = memory.crisis or memory.gently or is_urgent(memory.topic) or is_urgent(memory.route)
    to_line = memory.step in {"first_step", "closed"} and memory.chosen in world.helplines
    shown = {card.id for message in turn.messages for card in message.cards}
    help_again = memory.helped is not None and bool(shown & set(CRISIS_LINES))
    return not (heavy or to_line or help_again)


def _is_here(school: str, world: World) -> bool:
    """Return whether a school is live; a removed one can still be remembered, or on an old button."""
    return school in world.schools or (world.school is not None and world.school.id == school)


def _take(handler: Handler, heard: Heard, memory: Memory, world: World) -> Turn:
    memory, gently = replace(memory, crisis=False, wiped=False, gently=False), memory.gently
    if _says_nothing(heard) and not read_command(heard.text, memory):
        return _nothing_to_read(memory, world)
    choice = heard.choice or _typed_choice(heard, replace(memory, gently=gently), world)
    if choice:
        done = choose(choice, _without(memory, accused(heard.text, world.school)), world)
        named = world.schools.get(choice.removeprefix("school.")) if heard.text else None
        return replace(done, messages=(found(named, memory), *done.messages)) if named else done
    if school := hear_school(heard, _who_speaks(heard, memory), world):
        return school
    handler, heard = _better_handler(handler, _better_label(heard, world), memory, world)
    memory = _who_speaks(heard, memory)
    if is_urgent(heard.intent):
        return crisis(heard, memory, world)
    around = _without(memory, accused(heard.text, world.school))
    return _ask_gently(heard, handler(heard, around, world), world)


def _without(memory: Memory, wrong: list[str]) -> Memory:
    """Keep these people off the cards; the others that were shown may still be right."""
    return replace(memory, avoid=_avoid(memory, wrong), seen=() if wrong else memory.seen)


def _typed_choice(heard: Heard, memory: Memory, world: World) -> str | None:
    """Return the choice that typed words stand for: a command, a card, or the answer to the open question.

    A rule of the crisis guard goes first, and so does what the classifier thinks of more than a few words;
    its opinion of a few ("op school graag") does not.
    """
    alarm = listen(heard.text)
    story = is_urgent(heard.intent) and len(heard.text.split()) > MAX_WORDS
    if not heard.text or story or (alarm and alarm.urgent):
        return None
    if memory.gently and read_yes(heard.text):
        return "gesprek.toch_wel"
    command = read_command(heard.text, memory)
    if command:
        return command
    if memory.step in {"route", "first_step"} and (card := _typed_card(heard.text, memory, world)):
        return f"kaart.{card}"
    if memory.question or memory.step == "route":
        return read_answer(heard, memory, world)
    return None


def _typed_card(text: str, memory: Memory, world: World) -> str | None:
    """Return the card on screen that a few words pick: "doe maar mijn mentor", "de eerste"."""
    if len(text.split()) > MAX_WORDS or _says("kiest_niemand", text) or accused(text, world.school):
        return None
    place = read_place(text)
    if place is not None and place < len(memory.shown):
        return memory.shown[place]
    found = [contact.id for contact in find_contacts(text, world.school)] if world.school else []
    lines = [line for line in memory.shown if line in world.helplines]
    found += [line for line in lines if fold(world.helplines[line].name) in fold(text)]
    return next((card for card in found if card in memory.shown), None)


def _says(pattern: str, text: str) -> bool:
    """Return whether a pattern of `tables/choices.yml` stands in the text."""
    return bool(re.search(tables.load("choices")[pattern], fold(text)))


def _better_handler(handler: Handler, heard: Heard, memory: Memory, world: World) -> tuple[Handler, Heard]:
    """Correct a label by the words: a question for someone, or small talk with a topic in it.

    Never a label that is urgent.
    """
    if is_urgent(heard.intent):
        return handler, heard
    if asks_for_someone(heard.text, world.school, in_a_story=heard.intent in topics()):
        explain = heard.intent == "vertrouwenspersoon_uitleg"
        return unwrap(on_contact), heard if explain else replace(heard, intent="contact_zoeken")
    if heard.intent in SMALL_TALK and heard.also:
        return unwrap(on_topic), replace(heard, intent=heard.also[0], also=heard.also[1:])
    return handler, heard


def _better_label(heard: Heard, world: World) -> Heard:
    """Correct a topic by who does what: somebody of the school to a student, or the student to another."""
    alarm = listen(heard.text)
    if alarm and alarm.urgent:
        return heard
    if heard.intent in BY_STAFF_TOO and acts(heard.text, world.school):
        return replace(heard, intent="ongewenst_gedrag_personeel")
    if heard.intent == "geweld_en_bedreiging" and did_it(heard.text):
        return replace(heard, intent="zelf_iets_gedaan")
    return heard


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
    asked = (*done.memory.asked, "zacht")
    return Turn((*first, gentle, *rest), replace(done.memory, asked=asked, gently=True))


def _says_nothing(heard: Heard) -> bool:
    """Return whether no word was typed; a button has no text at all."""
    pressed = heard.choice is not None or (heard.intent in topics() and not heard.text)
    return not pressed and not re.search(r"[^\W\d_]", fold(heard.text))


def _who_speaks(heard: Heard, memory: Memory) -> Memory:
    content = heard.intent in topics() or heard.intent in SAYS_WHO
    speaker = understand_speaker(heard.text, heard.about if content else None)
    audience = speaker.audience or memory.audience
    about = speaker.about if heard.intent in topics() else memory.about
    if audience == "ouder":
        about = "kind"
    elif audience == "medewerker":
        about = "leerling"
    if memory.about and len(heard.text.split()) < STORY_WORDS and audience == memory.audience:
        about = memory.about  # a few words more about the same story
    age = read_age(heard.text) if audience == "leerling" else None
    return replace(memory, audience=audience, about=about or memory.about, age=age or memory.age)


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
        rejected=(),
        topic=heard.intent,
        route=heard.intent,
        question=None,
        safe=memory.safe if memory.topic == heard.intent else None,
        avoid=_avoid(memory, _route_around(heard, world)),
        seen=(),
        shown=(),
        later=_later(heard) or tuple(topic for topic in memory.later if topic != heard.intent),
        options=_other_topics(heard),
        asked=tuple(asked for asked in memory.asked if asked != "safe"),
    )
    opening = Message(f"utter_erkenning_{heard.intent}_{fresh.about or 'zelf'}")
    if heard.intent == "pesten" and takes_part(heard.text):
        fresh, opening = replace(fresh, route="zelf_iets_gedaan"), Message("utter_doet_zelf_mee")
    done = advance(fresh, world, opening)
    if not heard.text or not done.memory.question:
        return done
    *first, last = done.messages  # a guess from words can be wrong; a button can not
    return replace(done, messages=(*first, replace(last, choices=(*last.choices, "gesprek.klopt_niet"))))


def _later(heard: Heard) -> tuple[str, ...]:
    return tuple(topic for topic in heard.also if topic != heard.intent)[:2]


def _other_topics(heard: Heard) -> tuple[str, ...]:
    """Return what else it could have been, likeliest first, for who says "dat bedoel ik niet"."""
    return tuple(label for label in heard.candidates if label in topics() and label != heard.intent)[:3]


@turn
def on_unsure(heard: Heard, memory: Memory, world: World) -> Turn:
    """Not sure what was meant: offer the likeliest topics; after that the people themselves."""
    return _unsure(heard, memory, world)


def _unsure(heard: Heard, memory: Memory, world: World) -> Turn:
    if memory.question in {"about", "safe", "preference", "school"}:
        return advance(skip(memory), world)
    if memory.shown and memory.step == "route" and (memory.helped or denied(heard.text)):
        return show_again(memory, world, Message(say("utter_hulp_blijft", memory)))
    likely = (label for label in heard.candidates if label in topics())
    options = tuple(label for label in likely if not (is_urgent(label) and denied(heard.text)))[:3]
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
    if memory.step == "first_step" and heard.intent == "ja":
        return agree(memory, world)
    if memory.step in {"route", "first_step"} and memory.shown:
        if memory.helped and is_urgent(memory.route):
            return show_again(memory, world, Message(say("utter_hulp_blijft", memory)))
        if heard.intent == "nee":
            return someone_else(memory, world)
        return show_again(memory, world, Message(say("utter_help_kiezen", memory)))
    if memory.question:
        return advance(skip(memory), world)
    return Turn((Message(say("utter_vertel_maar", memory), choices=topic_choices()),), memory)


@turn
def on_contact(heard: Heard, memory: Memory, world: World) -> Turn:
    """Someone asks for a person: by role, by name, or just for a human."""
    asked = find_contacts(heard.text, world.school) if world.school else []
    found = [contact for contact in asked if not {contact.id, contact.role} & set(memory.avoid)]
    if heard.intent in EXPLAINING and (role := _role_to_explain(heard)):
        return _explain_role(role, memory, world)
    if heard.intent == "vertrouwenspersoon_uitleg":
        every = find_contacts("vertrouwenspersoon", world.school) if world.school else []
        found = found or [contact for contact in every if contact.id not in memory.avoid]
        opening = Message(say("utter_vertrouwenspersoon_uitleg", memory))
    elif not found:
        return people_instead(memory, world, _opening_for(heard, memory, world))
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


def _role_to_explain(heard: Heard) -> str | None:
    """Return the role whose privacy or work is asked about; a vertrouwenspersoon has its own answer."""
    if heard.intent == "privacy" and _says("over_deze_chat", heard.text):
        return None
    own = {"interne_vertrouwenspersoon", "externe_vertrouwenspersoon"}
    asked = mentioned_roles(heard.text)
    if heard.intent == "vertrouwenspersoon_uitleg":
        asked = [role for role in asked if role not in own]
    return asked[0] if asked else None


def _explain_role(role: str, memory: Memory, world: World) -> Turn:
    """Say what somebody does and what stays private with them; with people on screen they stay there."""
    texts = role_texts(role, memory.about or "zelf")
    params = {"regel": texts["regel"], "vertrouwelijk": texts["vertrouwelijk"]}
    opening = Message(say("utter_rol_uitleg", memory), params)
    if memory.step in {"route", "first_step"} and memory.shown:
        return show_again(memory, world, opening)
    people = world.school.contacts if world.school else ()
    contacts = [person for person in people if person.role == role and person.id not in memory.avoid]
    cards = tuple(contact_cards(contacts[:1], request_of(memory), world))
    again = choices(memory.question, memory, world) or (
        *(f"kaart.{card.id}" for card in cards),
        *topic_choices(),
    )
    return Turn((replace(opening, cards=cards, choices=again),), memory)


def _opening_for(heard: Heard, memory: Memory, world: World) -> str:
    if heard.intent == "mens_spreken":
        return "utter_mens_spreken"
    if school_left(memory, world):
        return "utter_contact_school_weg"
    return "utter_contact_niet_gevonden" if world.school else "utter_contact_zonder_school"


@turn
def on_audience(heard: Heard, memory: Memory, world: World) -> Turn:
    """A parent or a member of staff says who they are, perhaps with what it is about in the same breath."""
    parent = heard.intent == "ik_ben_ouder"
    says_so = read_speaker(heard.text).audience is not None
    if not says_so and heard.candidates.get(heard.intent, 1.0) < SURE_OF_ADULT:
        return _unsure(heard, memory, world)
    after = replace(
        memory,
        audience="ouder" if parent else "medewerker",
        about="kind" if parent else "leerling",
        step="topic",
        question=None,
    )
    if topic := _beside_audience(heard):
        also = tuple(label for label in heard.also if label != topic)
        return on_topic(replace(heard, intent=topic, also=also), after, world)
    return Turn((Message(f"utter_{heard.intent}"),), after)


def _beside_audience(heard: Heard) -> str | None:
    """Return the topic that was named together with who is speaking: what a clause is about goes first."""
    if clause := next((label for label in heard.also if label in topics()), None):
        return clause
    for label, confidence in heard.candidates.items():
        least = URGENT_BESIDE_AUDIENCE if is_urgent(label) else BESIDE_AUDIENCE
        if label in topics() and confidence >= least:
            return label
    return None


@turn
def on_told_before(heard: Heard, memory: Memory, world: World) -> Turn:
    """It was told at school and nothing happened: one step up, outside the school's own chain."""
    avoid = _avoid(memory, [*mentioned(heard.text, world.school), "mentor"])
    topic = next(
        (label for label in (*heard.also, *_other_topics(heard)[:1]) if label in topics()), memory.topic
    )
    after = replace(memory, avoid=avoid, topic=topic, route="al_geprobeerd", question=None, seen=())
    return show_route(after, world, Message(say("utter_al_geprobeerd", memory)))


@turn
def on_secret(heard: Heard, memory: Memory, world: World) -> Turn:
    """Someone promised to keep a secret and doubts."""
    about = memory.about if memory.about not in {None, "zelf"} else "ander"
    after = replace(memory, about=about, route="geheim_bewaren", question=None)
    return show_route(after, world, Message(say("utter_geheim_bewaren", memory)))


@turn
def on_restart(heard: Heard, memory: Memory, world: World) -> Turn:
    """Start again, or wipe the conversation (the gateway then empties the store).

    Some who ask to be wiped mean themselves. Unless the words name this chat it is asked first.
    """
    if heard.intent == "gegevens_wissen":
        return wipe(memory, world) if wipes_chat(heard.text) else _ask_to_wipe(memory)
    if memory.topic and len(heard.text.split()) > MAX_WORDS:
        return _unsure(heard, memory, world)
    return another_topic(memory, world)


def _ask_to_wipe(memory: Memory) -> Turn:
    choices = ("gesprek.wissen", "gesprek.mens", "gesprek.hulp_nu")
    return Turn((Message(say("utter_wissen_zeker", memory), choices=choices),), memory)


@turn
def on_english(heard: Heard, memory: Memory, world: World) -> Turn:
    """English: a short answer with the lines that speak it, and the people at school."""
    there = replace(memory, step="route", question=None, route="engels", seen=())
    cards = tuple(route(request_of(there), world))
    after = replace(there, seen=card_ids(cards), shown=card_ids(cards))
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
    if heard.intent == "privacy" and (role := _role_to_explain(heard)):
        return _explain_role(role, memory, world)
    answer = Message(say(f"utter_{heard.intent}", memory))
    if heard.intent == "wat_kan_je" and memory.helped and memory.step == "route":
        return show_again(memory, world, Message(say("utter_hulp_blijft", memory)))
    again = choices(memory.question, memory, world)
    if memory.step in {"route", "first_step"} and memory.shown:
        again = ("gesprek.kaarten", "gesprek.ander_onderwerp")
    elif heard.intent == "schelden" and not again:
        again = ("gesprek.hulp_nu",)
    elif heard.intent == "buiten_bereik" and not again:
        again = (*topic_choices(), "gesprek.hulp_nu")
    return Turn((replace(answer, choices=again),), memory)


def _nothing_to_read(memory: Memory, world: World) -> Turn:
    """Nothing readable came in: say so kindly, with the help lines that are always there."""
    if memory.helped and memory.shown and memory.step == "route":
        return show_again(memory, world, Message(say("utter_hulp_blijft", memory)))
    request = Request("hulp_vragen", memory.about or "zelf", memory.audience)
    cards = tuple(card for card in route(request, world) if card.kind == "helpline")
    message = Message(say("utter_leeg", memory), cards=cards, choices=(*topic_choices(), "gesprek.hulp_nu"))
    return Turn((message,), memory)


def _route_around(heard: Heard, world: World) -> list[str]:
    """Return whom to keep off the cards: in these topics everyone named who does not plainly help."""
    if heard.intent not in ACCUSING:
        return []
    return [who for who in mentioned(heard.text, world.school) if who not in helpers(heard.text)]


def _avoid(memory: Memory, more: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*memory.avoid, *more]))
