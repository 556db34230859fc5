"""The conversation as pure functions: every combination walked, and what can be said at every step."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from itertools import product

import pytest

from wegwijzer import conversation, settings
from wegwijzer.cards import TRUSTED_ADULT
from wegwijzer.conversation import Handler
from wegwijzer.crisis import listen
from wegwijzer.directory import Directory
from wegwijzer.hours import AMSTERDAM
from wegwijzer.routing import World
from wegwijzer.school_search import SchoolSearch
from wegwijzer.topics import topics
from wegwijzer.turns import Heard, Memory, Turn

DIRECTORY = Directory.open(settings.ROOT / "school_configs")
SCHOOL_HOURS = datetime(2026, 11, 23, 10, tzinfo=AMSTERDAM)
CHRISTMAS_NIGHT = datetime(2026, 12, 25, 3, tzinfo=AMSTERDAM)
QUESTIONS = ("confirm", "about", "safe", "preference", "school")
PREFERENCES = ("school", "buiten", "maakt_niet_uit")

TYPED = {
    "over.zelf": "over mezelf",
    "over.ander": "over een vriendin",
    "veilig.ja": "ja hoor",
    "veilig.nee": "nee",
    "voorkeur.school": "op school",
    "voorkeur.buiten": "liever buiten school",
    "voorkeur.maakt_niet_uit": "maakt niet uit",
}
HANDLERS: dict[str, Handler] = {
    "nlu_fallback": conversation.on_unsure,
    "ja": conversation.on_answer,
    "nee": conversation.on_answer,
    "weet_niet": conversation.on_answer,
    "contact_zoeken": conversation.on_contact,
    "mens_spreken": conversation.on_contact,
    "vertrouwenspersoon_uitleg": conversation.on_contact,
    "ik_ben_ouder": conversation.on_audience,
    "ik_ben_medewerker": conversation.on_audience,
    "al_geprobeerd": conversation.on_told_before,
    "geheim_bewaren": conversation.on_secret,
    "ander_onderwerp": conversation.on_restart,
    "gegevens_wissen": conversation.on_restart,
    "engels": conversation.on_english,
    "hulp_vragen": conversation.on_need,
    "groet": conversation.on_aside,
    "bedankt": conversation.on_aside,
    "schelden": conversation.on_aside,
    "gaat_goed": conversation.on_aside,
    "privacy": conversation.on_aside,
    "buiten_bereik": conversation.on_aside,
}


def world_of(school: str | None, now: datetime = SCHOOL_HOURS) -> World:
    return World(DIRECTORY.schools.get(school or ""), DIRECTORY.helplines, now, DIRECTORY.search)


def pick(choice: str, memory: Memory, world: World) -> Turn:
    """Press a button, as the rules of Rasa and the action server do."""
    kind, _, value = choice.partition(".")
    if kind == "thema":
        return conversation.on_topic(Heard("", value), memory, world)
    return conversation.on_answer(Heard("", "keuze", choice=choice), memory, world)


def type_(text: str, intent: str, memory: Memory, world: World) -> Turn:
    """Type something that was understood as `intent`."""
    handler = conversation.on_topic if intent in topics() else HANDLERS[intent]
    candidates = {"pesten": 0.3, "vrienden": 0.2, "thuis": 0.1}
    return handler(Heard(text, intent, candidates), memory, world)


def answers(turn: Turn, memory: Memory, about: str, preference: str) -> str:
    return {"about": f"over.{about}", "safe": "veilig.ja", "preference": f"voorkeur.{preference}"}.get(
        memory.question or "", "vraag.overslaan"
    )


def walk(topic: str, about: str, preference: str, world: World, *, typed: bool) -> tuple[Turn, int]:
    """Go from a topic to the people; return the last turn and the number of questions."""
    turn = pick(f"thema.{topic}", Memory(school=world.school.id if world.school else None), world)
    asked = 0
    while turn.memory.question:
        asked += 1
        assert asked <= 3, "more than three questions"
        answer = answers(turn, turn.memory, about, preference)
        if typed and answer in TYPED:
            turn = type_(TYPED[answer], "nlu_fallback", turn.memory, world)
        else:
            turn = pick(answer, turn.memory, world)
    return turn, asked


def test_every_topic_leads_to_a_named_person_and_a_line_within_three_questions(
    capsys: pytest.CaptureFixture[str],
) -> None:
    walked = 0
    places = product([*DIRECTORY.schools, None], (SCHOOL_HOURS, CHRISTMAS_NIGHT))
    for (school, now), topic, about, preference, typed in product(
        places, topics(), ("zelf", "ander"), PREFERENCES, (True, False)
    ):
        world = world_of(school, now)
        turn, _ = walk(topic, about, preference, world, typed=typed)
        cards = [card for message in turn.messages for card in message.cards]
        people = [card for card in cards if card.kind == "person"]
        assert turn.memory.step == "route", topic
        assert people, topic
        assert any(card.kind == "helpline" for card in cards), topic
        assert school is None or any(card.id != TRUSTED_ADULT for card in people), topic
        walked += 1
    with capsys.disabled():
        print(f"\n{walked} combinations of school, hour, topic, about and preference: 0 failures")


# ---- everything that can be said at every step


def moves(turn: Turn, world: World) -> Iterator[tuple[str, Turn]]:
    """Return each thing that can happen next: every button on screen, and typed words of every kind."""
    memory = turn.memory
    for choice in dict.fromkeys(choice for message in turn.messages for choice in message.choices):
        yield choice, pick(choice, memory, world)
    for text in ("terug", "nee dat bedoel ik niet", "liever iemand anders", "dit ga ik doen", "hulp nu"):
        yield text, type_(text, "nlu_fallback", memory, world)
    for intent in HANDLERS:
        yield intent, type_("zomaar iets zonder betekenis", intent, memory, world)
    for topic in ("pesten", "sexting", "suicidaliteit"):
        yield topic, type_("een heel verhaal over wat er is", topic, memory, world)
    yield "leeg", type_("", "nlu_fallback", memory, world)


def shape(memory: Memory) -> tuple[object, ...]:
    """Return what makes two situations different enough to look at both."""
    return (
        memory.step,
        memory.question,
        frozenset(memory.asked),
        memory.audience,
        memory.helped,
        memory.route is None,
        memory.chosen is None,
    )


def reachable(school: str | None, shapes: int) -> Iterator[tuple[Turn, str, Turn]]:
    """Return every step of conversations of that many shapes: before, what happened, after."""
    world = world_of(school)
    first = type_("hoi", "groet", Memory(school=school), world)
    queue, seen = deque([first]), {shape(first.memory)}
    while queue:
        turn = queue.popleft()
        for move, after in moves(turn, world):
            yield turn, move, after
            if shape(after.memory) not in seen and len(seen) < shapes:
                seen.add(shape(after.memory))
                queue.append(after)


STEPS = [*reachable("voorbeeld-college", 100), *reachable(None, 160)]


def test_nothing_is_a_dead_end() -> None:
    assert len(STEPS) > 4000
    for before, move, after in STEPS:
        assert after.messages, (before.memory.step, move)
        last = after.messages[-1]
        open_end = after.memory.step == "topic" or move in {"gegevens_wissen", "gesprek.wissen"}
        small_talk = move in HANDLERS and after.memory.step == before.memory.step
        assert last.choices or open_end or small_talk, (before.memory, move)


def test_no_question_comes_twice_unless_asked_for_and_never_more_than_three() -> None:
    again = {"terug", "gesprek.terug"}
    for before, move, after in STEPS:
        question = after.memory.question
        if question is None or move in again or after.memory.asked == before.memory.asked:
            continue
        assert after.memory.asked.count(question) == 1, (before.memory, move)
        assert len([name for name in after.memory.asked if name in QUESTIONS]) <= 3, (before.memory, move)


def test_a_crisis_gets_help_at_every_step_and_help_stays_near_after_it() -> None:
    for _, move, after in STEPS:
        cards = {card.id for message in after.messages for card in message.cards}
        if move in {"suicidaliteit", "hulp nu", "gesprek.hulp_nu"}:
            assert {"112", "113"} <= cards
            assert after.memory.crisis
            assert after.memory.question is None
        elif after.memory.helped:
            assert "gesprek.hulp_nu" in after.messages[-1].choices or after.memory.crisis


def test_the_picture_in_the_docs_shows_exactly_these_steps() -> None:
    text = (settings.ROOT / "docs" / "gesprek.md").read_text(encoding="utf-8")
    (picture,) = re.findall(r"```mermaid\n(.*?)```", text, re.DOTALL)
    drawn = set(re.findall(r"^ *(\w+) --> (\w+)", picture, re.MULTILINE))
    walked = {(before.memory.step, after.memory.step) for before, _, after in STEPS}
    walked = {(before, after) for before, after in walked if before != after}
    steps = {step for edge in walked for step in edge}
    anywhere = {after for before, after in drawn if before == "elke_stap"}
    expanded = {(step, after) for step in steps for after in anywhere if step != after}
    own = {edge for edge in drawn if edge[0] not in {"elke_stap"}}
    assert own <= walked
    assert walked <= own | expanded
    for after in anywhere:
        assert len([edge for edge in walked if edge[1] == after]) >= 5, after


# ---- single things a student can do


def begin(topic: str = "pesten", school: str | None = "voorbeeld-college") -> tuple[Turn, World]:
    world = world_of(school)
    return pick(f"thema.{topic}", Memory(school=school, about="zelf", preference="school"), world), world


def test_a_correction_offers_what_else_it_could_be() -> None:
    world = world_of("voorbeeld-college")
    turn = type_("ze laten me niet meedoen met gym", "pesten", Memory(about="zelf"), world)
    turn = type_("nee dat bedoel ik niet", "nee", turn.memory, world)
    assert turn.memory.step == "confirm"
    assert turn.memory.topic is None
    assert [choice for message in turn.messages for choice in message.choices][:2] == [
        "thema.vrienden",
        "thema.thuis",
    ]


def test_back_from_a_first_step_shows_the_same_people() -> None:
    turn, world = begin()
    shown = turn.memory.shown
    turn = pick(f"kaart.{shown[0]}", turn.memory, world)
    turn = type_("terug", "ander_onderwerp", turn.memory, world)
    assert turn.memory.shown == shown


def test_back_asks_the_question_before() -> None:
    world = world_of("voorbeeld-college")
    turn = pick("thema.pesten", Memory(), world)
    turn = pick("over.ander", turn.memory, world)
    assert turn.memory.question == "preference"
    turn = pick("gesprek.terug", turn.memory, world)
    assert turn.memory.question == "about"
    assert turn.memory.about is None


def test_a_second_topic_is_offered_with_the_people_and_after_the_first_step() -> None:
    world = world_of("voorbeeld-college")
    heard = Heard("ik word gepest en thuis is er ruzie", "pesten", also=("thuis",))
    turn = conversation.on_topic(heard, Memory(about="zelf", preference="school"), world)
    assert "thema.thuis" in turn.messages[-1].choices
    turn = pick("kaart.mentor", turn.memory, world)
    turn = pick("stap.doen", turn.memory, world)
    assert turn.messages[-1].response == "utter_ook_genoemd"
    assert turn.messages[-1].choices[0] == "thema.thuis"
    assert pick("thema.thuis", turn.memory, world).memory.topic == "thuis"


def test_the_step_has_a_time() -> None:
    turn, world = begin("discriminatie")
    turn = pick("kaart.vp-jansen", turn.memory, world)
    done = pick("stap.doen", turn.memory, world)
    assert done.messages[0].params["wanneer"] == "nu meteen"
    sunday = replace(world, now=datetime(2026, 11, 22, 21, tzinfo=AMSTERDAM))
    done = pick("stap.doen", turn.memory, sunday)
    assert done.messages[0].params["wanneer"].startswith("morgen vanaf ")


def test_a_denied_death_wish_is_believed_and_asked_about_once() -> None:
    world = world_of("voorbeeld-college")
    text = "ik wil niet dood ofzo, ik ben gewoon kapot van de toetsweek"
    turn = type_(text, "prestatiedruk", Memory(about="zelf"), world)
    assert not turn.memory.crisis
    assert "utter_zacht_vragen" in [message.response for message in turn.messages]
    assert "113" in {card.id for message in turn.messages for card in message.cards}
    again = type_(text, "prestatiedruk", turn.memory, world)
    assert "utter_zacht_vragen" not in [message.response for message in again.messages]


def test_more_than_a_few_urgent_words_are_no_answer_to_a_question() -> None:
    world = world_of("voorbeeld-college")
    turn = pick("thema.zelfbeschadiging", Memory(about="zelf"), world)
    assert turn.memory.question == "safe"
    story = "ja, maar straks komt hij thuis en dan begint het weer van voren af aan"
    assert type_(story, "huiselijk_geweld", turn.memory, world).memory.crisis
    assert type_("ja ik ben thuis", "huiselijk_geweld", turn.memory, world).memory.safe == "ja"


def test_yes_to_the_gentle_question_gets_crisis_help() -> None:
    world = world_of("voorbeeld-college")
    turn = type_("ik wil niet dood hoor, ben gewoon op", "somberheid", Memory(about="zelf"), world)
    after = type_("ja soms wel", "ja", turn.memory, world)
    assert after.memory.crisis
    assert {"112", "113"} <= {card.id for message in after.messages for card in message.cards}


def test_a_bully_is_not_told_what_a_victim_is_told() -> None:
    world = world_of("voorbeeld-college")
    turn = type_("ik pest een jongen uit mijn klas en wil stoppen", "pesten", Memory(), world)
    assert turn.messages[0].response == "utter_doet_zelf_mee"
    assert turn.memory.route == "zelf_iets_gedaan"


def test_an_urgent_message_that_asks_for_somebody_stays_urgent() -> None:
    world = world_of("voorbeeld-college")
    text = "wie is de vertrouwenspersoon, ik ben aangerand"
    turn = type_(text, "seksueel_grensoverschrijdend", Memory(), world)
    assert turn.memory.crisis
    assert turn.memory.topic == "seksueel_grensoverschrijdend"


def test_small_talk_with_an_urgent_clause_gets_crisis_help() -> None:
    heard = Heard("hoi, en nog iets over thuis", "groet", also=("huiselijk_geweld",))
    assert conversation.on_aside(heard, Memory(), world_of("voorbeeld-college")).memory.crisis


def test_where_it_happened_is_no_preference() -> None:
    turn, world = begin("loopbaan")
    assert turn.memory.step == "route"
    assert type_("ik word op school gepest", "pesten", turn.memory, world).memory.topic == "pesten"
    said = type_("liever buiten school", "motivatie", turn.memory, world)
    assert said.memory.preference == "buiten"
    assert said.memory.topic == "loopbaan"


@pytest.mark.parametrize(
    "text",
    [
        "haal mij weg",
        "verwijder mij",
        "ik wil weg van hier",
        "ik wil alles vergeten",
        "maak dat het weg gaat",
        "alles is weg",
        "hij verwijdert al mijn berichten",
        "mijn moeder leest mijn berichten",
    ],
)
def test_who_may_mean_something_else_by_wiping_is_asked(text: str) -> None:
    """Wiped by mistake, a cry for help would be gone from the screen."""
    done = conversation.on_restart(
        Heard(text, "gegevens_wissen"), Memory(topic="thuis"), world_of("voorbeeld-college")
    )
    assert not done.memory.wiped
    assert done.memory.topic == "thuis"
    assert "gesprek.wissen" in done.messages[-1].choices


@pytest.mark.parametrize(
    "text", ["wis dit gesprek", "wissen", "verwijder mijn berichten", "gooi dit weg, mijn zus kijkt mee"]
)
def test_who_names_this_chat_is_wiped_at_once(text: str) -> None:
    done = conversation.on_restart(
        Heard(text, "gegevens_wissen"), Memory(topic="thuis"), world_of("voorbeeld-college")
    )
    assert done.memory.wiped
    assert done.memory.topic is None


@pytest.mark.parametrize(
    "text",
    ["ik wil dat ik weg ben", "ik wil mezelf uitwissen", "was ik maar weg", "ik wil mijn leven wissen"],
)
def test_who_wants_to_be_wiped_gets_help(text: str) -> None:
    done = conversation.on_restart(Heard(text, "suicidaliteit"), Memory(), world_of("voorbeeld-college"))
    assert done.memory.crisis
    alarm = listen(text)
    assert alarm is not None
    assert alarm.urgent


# ---- which school


def twins() -> World:
    """A world in which two schools have one name, in two places."""
    lek = DIRECTORY.schools["lyceum-aan-de-lek"]
    other = lek.model_copy(update={"id": "lyceum-lek-zwolle", "place": "Zwolle", "search_names": ()})
    return replace(world_of(None), schools=SchoolSearch([*DIRECTORY.schools.values(), other]))


def asked_for_school(world: World) -> Turn:
    memory = Memory(about="zelf", preference="school")
    turn = pick("thema.pesten", memory, world)
    assert turn.memory.question == "school"
    return turn


def test_a_name_that_two_schools_share_is_offered_and_never_guessed() -> None:
    world = twins()
    turn = type_("lyceum aan de lek", "nlu_fallback", asked_for_school(world).memory, world)
    assert turn.memory.school is None
    (message,) = turn.messages
    offered = ("school.lyceum-aan-de-lek", "school.lyceum-lek-zwolle", "vraag.overslaan")
    assert message.choices == offered
    assert pick(offered[1], turn.memory, world).memory.school == "lyceum-lek-zwolle"
    again = type_("die in zwolle lyceum aan de lek", "nlu_fallback", turn.memory, world)
    assert again.memory.school == "lyceum-lek-zwolle"
    assert pick("vraag.overslaan", turn.memory, world).memory.school_skipped


def test_a_cry_for_help_where_a_school_was_asked_gets_help_and_no_question() -> None:
    world = twins()
    turn = type_(
        "ik zit op lyceum aan de lek en ik wil dood", "suicidaliteit", asked_for_school(world).memory, world
    )
    assert turn.memory.crisis
    assert all("school." not in choice for message in turn.messages for choice in message.choices)


def test_a_place_with_one_school_is_offered_because_there_may_be_others() -> None:
    world = world_of(None)
    turn = type_("schoonhoven", "nlu_fallback", asked_for_school(world).memory, world)
    assert turn.messages[-1].choices == ("school.lyceum-aan-de-lek", "vraag.overslaan")


def test_no_more_schools_are_shown_than_fit() -> None:
    lek = DIRECTORY.schools["lyceum-aan-de-lek"]
    many = [lek.model_copy(update={"id": f"lek-{number}"}) for number in range(9)]
    world = replace(world_of(None), schools=SchoolSearch(many))
    asked = asked_for_school(world)
    assert asked.messages[-1].choices == ("vraag.overslaan",)
    turn = type_("lyceum aan de lek", "nlu_fallback", asked.memory, world)
    assert len(turn.messages[-1].choices) == 6


# ---- a school or a person that is no longer here


def after_leaving(turn: Turn) -> tuple[Memory, World]:
    """Take the school's file away; the channel still names that school."""
    return replace(turn.memory, school="was-hier"), world_of(None)


def said(turn: Turn) -> list[str]:
    return [message.response for message in turn.messages]


def in_a_crisis() -> tuple[Memory, World]:
    here = world_of("voorbeeld-college")
    turn = type_("ik wil niet meer leven", "suicidaliteit", Memory(school="voorbeeld-college"), here)
    assert turn.memory.crisis
    return after_leaving(turn)


@pytest.mark.parametrize(
    "choices",
    [
        ["kaart.113"],
        ["gesprek.hulp_nu"],
        ["kaart.113", "stap.doen"],
        ["kaart.113", "gesprek.terug"],
        ["stap.iemand_anders"],
        ["kaart.mentor"],
        ["gesprek.mens"],
    ],
)
def test_in_a_crisis_nothing_is_said_about_a_school_that_left(choices: list[str]) -> None:
    memory, world = in_a_crisis()
    for choice in choices:
        turn = pick(choice, memory, world)
        memory = turn.memory
        assert "utter_school_weg" not in said(turn)
        assert memory.question is None
    calm = pick("gesprek.ander_onderwerp", memory, world)
    assert said(calm)[0] == "utter_school_weg"
    assert calm.memory.school is None


def test_words_after_a_crisis_get_help_before_anything_about_the_school() -> None:
    memory, world = in_a_crisis()
    for text, intent in (("ik weet het niet", "weet_niet"), ("hmm", "nlu_fallback"), ("dankje", "bedankt")):
        turn = type_(text, intent, memory, world)
        memory = turn.memory
        assert "utter_school_weg" not in said(turn)
    assert said(type_("ik heb ruzie met mijn vriendin", "vrienden", memory, world))[0] == "utter_school_weg"


def test_the_gentle_question_goes_before_a_school_that_left() -> None:
    text = "ik wil niet dood ofzo, ik ben gewoon kapot van de toetsweek"
    turn = type_(text, "prestatiedruk", Memory(about="zelf", school="was-hier"), world_of(None))
    assert turn.memory.gently
    assert "utter_school_weg" not in said(turn)
    assert said(type_("nee", "nee", turn.memory, world_of(None)))[0] == "utter_school_weg"


def test_a_help_line_that_was_chosen_is_shown_before_a_school_that_left_is_told() -> None:
    turn, _ = begin("somberheid")
    memory, world = after_leaving(turn)
    line = next(card for card in memory.shown if card in world.helplines)
    turn = pick(f"kaart.{line}", memory, world)
    assert said(turn)[0] == "utter_eerste_stap_hulplijn"
    assert "utter_school_weg" not in said(pick("stap.doen", turn.memory, world))
    assert said(pick("gesprek.terug", turn.memory, world))[0] == "utter_school_weg"


def without(contact: str) -> World:
    """The world after a school took this contact out of its file."""
    here = world_of("voorbeeld-college")
    assert here.school is not None
    left = tuple(row for row in here.school.contacts if row.id != contact)
    assert len(left) == len(here.school.contacts) - 1
    return replace(here, school=here.school.model_copy(update={"contacts": left}))


def shown_cards(turn: Turn) -> list[str]:
    return [card.id for message in turn.messages for card in message.cards]


def test_who_chose_someone_that_left_is_told_and_sees_who_is_there() -> None:
    turn, world = begin()
    gone, *others = turn.memory.shown
    turn = pick(f"kaart.{gone}", turn.memory, world)
    after = pick("stap.doen", turn.memory, without(gone))
    assert said(after) == ["utter_persoon_weg", "utter_route"]
    assert gone not in shown_cards(after)
    assert set(others) <= set(shown_cards(after))
    assert after.memory.step == "route"
    assert after.memory.chosen is None
    assert f"kaart.{shown_cards(after)[0]}" in after.messages[-1].choices


def test_the_card_of_someone_that_left_is_told_formally_too() -> None:
    turn, _ = begin()
    gone = turn.memory.shown[0]
    after = pick(f"kaart.{gone}", turn.memory, without(gone))
    assert said(after)[0] == "utter_persoon_weg"
    parent = pick(f"kaart.{gone}", replace(turn.memory, audience="ouder", about="kind"), without(gone))
    assert said(parent)[0] == "utter_persoon_weg_u"


def test_in_a_crisis_the_lines_stay_when_the_person_left() -> None:
    here = world_of("voorbeeld-college")
    turn = type_("ik wil niet meer leven", "suicidaliteit", Memory(school="voorbeeld-college"), here)
    (gone,) = turn.memory.seen
    for choice in (f"kaart.{gone}", "gesprek.kaarten"):
        after = pick(choice, turn.memory, without(gone))
        assert shown_cards(after)[:2] == ["113", "112"]
        assert len(shown_cards(after)) == 3
        assert gone not in shown_cards(after)


def test_back_to_the_cards_shows_who_is_there_now() -> None:
    turn, world = begin()
    gone, kept = turn.memory.shown[:2]
    turn = pick(f"kaart.{kept}", turn.memory, world)
    after = pick("gesprek.terug", turn.memory, without(gone))
    assert gone not in shown_cards(after)
    assert len(shown_cards(after)) == 3


def test_an_old_button_to_the_cards_shows_people() -> None:
    after = pick("gesprek.kaarten", Memory(), world_of("voorbeeld-college"))
    assert {card.kind for message in after.messages for card in message.cards} == {"person", "helpline"}


def test_at_school_is_not_offered_when_the_school_left() -> None:
    world = world_of(None)
    turn = pick("thema.pesten", Memory(school="was-hier"), world)
    assert said(turn)[0] == "utter_school_weg"
    for topic in ("thema.pesten", "thema.thuis"):  # told one turn ago, and told before another topic
        while turn.memory.question:
            assert turn.memory.question not in {"preference", "school"}
            turn = pick("over.zelf", turn.memory, world)
        assert turn.memory.step == "route"
        turn = pick("gesprek.ander_onderwerp", turn.memory, world)
        turn = pick(topic, turn.memory, world)
        assert "utter_school_weg" not in said(turn)


def test_back_does_not_offer_at_school_when_the_school_left() -> None:
    turn = pick("thema.pesten", Memory(school="voorbeeld-college"), world_of("voorbeeld-college"))
    turn = pick("over.zelf", turn.memory, world_of("voorbeeld-college"))
    assert turn.memory.question == "preference"
    memory, world = after_leaving(turn)
    turn = pick("voorkeur.school", memory, world)
    assert said(turn)[0] == "utter_school_weg"
    assert pick("gesprek.terug", turn.memory, world).memory.question == "about"


def test_who_passed_over_the_school_can_still_want_someone_there() -> None:
    turn = pick("thema.pesten", Memory(about="zelf", school_skipped=True), world_of(None))
    assert turn.memory.question == "preference"


def test_a_school_chosen_after_the_first_one_left_counts() -> None:
    told = pick("thema.pesten", Memory(school="was-hier"), world_of(None)).memory
    memory = replace(told, about="zelf", school="voorbeeld-college", question=None)
    assert pick("thema.thuis", memory, world_of("voorbeeld-college")).memory.question == "preference"


def test_who_asks_for_someone_of_a_school_that_left_is_not_told_that_it_is_unknown() -> None:
    world, text = world_of(None), "wie is de vertrouwenspersoon"
    first = type_(text, "contact_zoeken", Memory(school="was-hier"), world)
    assert said(first)[:2] == ["utter_school_weg", "utter_contact_school_weg"]
    again = type_(text, "contact_zoeken", first.memory, world)
    assert said(again)[0] == "utter_contact_school_weg"
    unknown = type_(text, "contact_zoeken", Memory(school_skipped=True), world)
    assert said(unknown)[0] == "utter_contact_zonder_school"


def test_the_button_of_a_school_that_left_asks_for_no_other() -> None:
    turn = pick("school.was-hier", replace(asked_for_school(world_of(None)).memory, asked=()), world_of(None))
    assert said(turn)[0] == "utter_school_weg"
    assert turn.memory.step == "route"
    assert turn.memory.school is None


# ---- a parent or a member of staff

# What the classifier made of these words; `also` is what it read in a clause of its own.
TOLD_AT_ONCE = [
    ("ik ben ouder, mijn kind wordt gepest", {"ik_ben_ouder": 0.947, "pesten": 0.048}, (), "pesten"),
    (
        "ik ben ouder, mijn kind eet niet meer",
        {"ik_ben_ouder": 0.963, "eetproblemen": 0.037},
        (),
        "eetproblemen",
    ),
    (
        "hoi, ik ben de vader van een leerling, mijn zoon durft niet meer naar school",
        {"ik_ben_ouder": 0.999, "rouw": 0.0},
        ("verzuim",),
        "verzuim",
    ),
    ("ik ben mentor, leerling wordt gepest", {"ik_ben_medewerker": 0.959, "pesten": 0.028}, (), "pesten"),
]


@pytest.mark.parametrize(("text", "candidates", "also", "topic"), TOLD_AT_ONCE)
def test_an_adult_who_says_everything_at_once_is_not_asked_again(
    text: str, candidates: dict[str, float], also: tuple[str, ...], topic: str
) -> None:
    heard = Heard(text, next(iter(candidates)), candidates, also=also)
    turn = conversation.on_audience(heard, Memory(), world_of("voorbeeld-college"))
    about = "kind" if "ouder" in heard.intent else "leerling"
    assert said(turn)[0] == f"utter_erkenning_{topic}_{about}"
    assert turn.memory.topic == topic
    assert turn.memory.about == about
    assert topic not in turn.memory.later


@pytest.mark.parametrize(
    "candidates",
    [
        {"ik_ben_ouder": 0.997, "rouw": 0.002},
        {"ik_ben_ouder": 0.96, "suicidaliteit": 0.03},
        {"ik_ben_ouder": 0.95, "hulp_vragen": 0.04},
    ],
)
def test_an_adult_who_only_says_who_they_are_is_asked_what_it_is_about(candidates: dict[str, float]) -> None:
    heard = Heard("ik ben een bezorgde moeder", "ik_ben_ouder", candidates)
    turn = conversation.on_audience(heard, Memory(), world_of("voorbeeld-college"))
    assert said(turn) == ["utter_ik_ben_ouder"]
    assert turn.memory.topic is None


def test_an_old_card_of_someone_unknown_leads_to_who_is_there_at_every_step() -> None:
    menus = {shape(after.memory) for _, _, after in STEPS}
    for before, _, _ in STEPS[::40]:
        world = world_of(before.memory.school)
        after = pick("kaart.nooit-geweest", before.memory, world)
        assert "utter_persoon_weg" in " ".join(said(after))
        assert {card.kind for message in after.messages for card in message.cards} == {"person", "helpline"}
        assert after.memory.step == "route"
        assert (after.memory.step, after.memory.question) in {row[:2] for row in menus}


def test_the_old_button_of_an_unknown_school_changes_nothing_for_who_has_one() -> None:
    turn, world = begin()
    after = pick("school.nooit-geweest", turn.memory, world)
    assert after.memory.school == "voorbeeld-college"
    assert "utter_school_weg" not in said(after)
