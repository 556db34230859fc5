"""What a choice does: a button, or typed words that stand for one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from wegwijzer.pointing import (
    COMMON_TOPICS,
    advance,
    agree,
    people_instead,
    show_again,
    show_first_step,
    show_help_now,
    show_route,
    topic_choices,
)
from wegwijzer.questions import MAX_QUESTIONS, TOLD_LEFT, ask, choices, school_left, skip
from wegwijzer.routing import Preference, World
from wegwijzer.topics import About
from wegwijzer.turns import Memory, Message, Turn, say

Answer = Callable[[Memory, World], Turn]


def choose(choice: str, memory: Memory, world: World) -> Turn:
    """Do what the choice with this id stands for.

    Raises:
        KeyError: this choice is not in the closed vocabulary.
    """
    kind, _, value = choice.partition(".")
    if kind == "kaart":
        return show_first_step(value, memory, world)
    if kind == "school":
        return _choose_school(value, memory, world)
    return _ANSWERS[choice](memory, world)


def _choose_school(school: str, memory: Memory, world: World) -> Turn:
    """Take the school of a button; an old button can be of one that left, which is then told."""
    there = replace(world, school=world.schools.get(school))
    if there.school is None and world.school:
        return advance(replace(memory, question=None), world)
    skipped = memory.school_skipped or there.school is None
    return advance(replace(memory, school=school, question=None, school_skipped=skipped), there)


def _safe(value: str) -> Answer:
    def answer(memory: Memory, world: World) -> Turn:
        after = replace(memory, safe=value, question=None)
        if value == "nee":
            return _help_now(after, world)
        opening = Message(say("utter_niet_zeker_veilig", memory)) if value == "weet_niet" else None
        done = advance(after, world, opening)
        if opening is None:
            return done
        *first, last = done.messages
        return replace(done, messages=(*first, replace(last, choices=(*last.choices, "gesprek.hulp_nu"))))

    return answer


def _about(value: About) -> Answer:
    return lambda memory, world: advance(replace(memory, about=value, question=None), world)


def _preference(value: Preference) -> Answer:
    return lambda memory, world: advance(replace(memory, preference=value, question=None), world)


def _skip_question(memory: Memory, world: World) -> Turn:
    return advance(skip(memory), world)


def _why(memory: Memory, world: World) -> Turn:
    """`Hoezo?`: say why this is asked, and ask it again with its buttons."""
    again = choices(memory.question, memory, world)
    return Turn((Message(say("utter_waarom", memory), choices=again),), memory)


def _offer_topics(memory: Memory, world: World) -> Turn:
    """`Geef me keuzes`: topics to choose from, for who has no words yet or finds typing hard."""
    return Turn((Message(say("utter_hulp_vragen", memory), choices=topic_choices()),), memory)


def something_else(memory: Memory, world: World) -> Turn:
    """None of the offered topics: other topics to choose from, or a human."""
    known = {*memory.options, *memory.rejected}
    offered = tuple(f"thema.{topic}" for topic in COMMON_TOPICS if topic not in known)
    after = replace(memory, step="topic", question=None)
    message = Message(say("utter_iets_anders", memory), choices=(*offered[:5], "gesprek.mens"))
    return Turn((message,), after)


def _correct(memory: Memory, world: World) -> Turn:
    """`Dat bedoel ik niet`: the next likeliest topics, if a question is left to ask."""
    rejected = tuple(dict.fromkeys([*memory.rejected, *([memory.topic] if memory.topic else [])]))
    options = tuple(topic for topic in memory.options if topic not in rejected)[:3]
    cleared = replace(memory, topic=None, route=None, safe=None, question=None, seen=(), shown=())
    cleared = replace(cleared, options=options, rejected=rejected)
    opening = Message(say("utter_klopt_niet", memory))
    if not options or "confirm" in memory.asked or len(memory.asked) >= MAX_QUESTIONS:
        turn = something_else(cleared, world)
        return Turn((opening, *turn.messages), turn.memory)
    after = replace(cleared, step="confirm", question="confirm", asked=(*memory.asked, "confirm"))
    return Turn((opening, ask("confirm", after, world)), after)


def _back(memory: Memory, world: World) -> Turn:
    """`Terug`: from a first step to the people, from the people or a question to the question before."""
    if memory.step in {"first_step", "closed"} and memory.shown:
        return show_again(memory, world)
    before = [name for name in memory.asked if name in _FORGET and name != memory.question]
    if school_left(memory, world):
        before = [name for name in before if name != "preference"]
    if not before or memory.route is None or memory.step == "topic":
        return another_topic(memory, world)
    again = replace(_FORGET[before[-1]](memory), step=before[-1], question=before[-1], seen=(), shown=())
    kept = tuple(name for name in memory.asked if name != memory.question)
    after = replace(again, asked=kept)
    return Turn((ask(before[-1], after, world),), after)


# How to take back the answer to a question.
_FORGET: dict[str, Callable[[Memory], Memory]] = {
    "about": lambda memory: replace(memory, about=None),
    "safe": lambda memory: replace(memory, safe=None),
    "preference": lambda memory: replace(memory, preference=None),
    "school": lambda memory: replace(memory, school=None, school_skipped=False),
}


def another_topic(memory: Memory, world: World) -> Turn:
    """Start again; who speaks and which school it is stays known."""
    after = Memory(
        audience=memory.audience,
        school=memory.school,
        school_skipped=memory.school_skipped,
        helped=memory.helped,
        age=memory.age,
        channel=memory.channel,
        avoid=memory.avoid,
        asked=tuple(name for name in memory.asked if name == TOLD_LEFT),
    )
    if memory.audience != "leerling":
        after = replace(after, about=memory.about)
    return Turn((Message(say("utter_ander_onderwerp", memory), choices=topic_choices()),), after)


def _help_now(memory: Memory, world: World) -> Turn:
    """`Hulp nu`: for what was urgent before, else for the topic, else for any danger."""
    return show_help_now(replace(memory, route=memory.helped or memory.route or "direct_gevaar"), world)


def _it_does_play_a_part(memory: Memory, world: World) -> Turn:
    """Yes to the gentle question: the same help as for any death wish."""
    after = replace(memory, topic="suicidaliteit", route="suicidaliteit", preference=None)
    return show_help_now(after, world, Message(f"utter_erkenning_suicidaliteit_{memory.about or 'zelf'}"))


def _speak_to_human(memory: Memory, world: World) -> Turn:
    return people_instead(memory, world, "utter_mens_spreken")


def someone_else(memory: Memory, world: World) -> Turn:
    """`Liever iemand anders`: other people for the same topic."""
    return show_route(memory, world, Message(say("utter_iemand_anders", memory)))


def wipe(memory: Memory, world: World) -> Turn:
    """Forget everything; the gateway then empties the store."""
    message = Message(say("utter_gegevens_wissen", memory), choices=("gesprek.hulp_nu",))
    return Turn((message,), Memory(channel=memory.channel, wiped=True))


_ANSWERS: dict[str, Answer] = {
    "over.zelf": _about("zelf"),
    "over.ander": _about("ander"),
    "veilig.ja": _safe("ja"),
    "veilig.nee": _safe("nee"),
    "veilig.weet_niet": _safe("weet_niet"),
    "voorkeur.school": _preference("school"),
    "voorkeur.buiten": _preference("buiten"),
    "voorkeur.maakt_niet_uit": _preference("maakt_niet_uit"),
    "vraag.overslaan": _skip_question,
    "vraag.keuzes": _offer_topics,
    "vraag.iets_anders": something_else,
    "stap.doen": agree,
    "stap.iemand_anders": someone_else,
    "gesprek.kaarten": show_again,
    "vraag.waarom": _why,
    "gesprek.klopt_niet": _correct,
    "gesprek.terug": _back,
    "gesprek.ander_onderwerp": another_topic,
    "gesprek.hulp_nu": _help_now,
    "gesprek.toch_wel": _it_does_play_a_part,
    "gesprek.mens": _speak_to_human,
    "gesprek.wissen": wipe,
}
