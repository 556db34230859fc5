"""One action per kind of thing a student can say; each calls one function of `wegwijzer.conversation`."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import fields
from functools import cache
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from watcher import Watcher
from wegwijzer import conversation, settings
from wegwijzer.conversation import Handler
from wegwijzer.directory import Directory, Live
from wegwijzer.texts import show
from wegwijzer.topics import labels
from wegwijzer.turns import Heard, Memory

HANDLERS: dict[str, Handler] = {
    "action_topic": conversation.on_topic,
    "action_unsure": conversation.on_unsure,
    "action_answer": conversation.on_answer,
    "action_contact": conversation.on_contact,
    "action_audience": conversation.on_audience,
    "action_told_before": conversation.on_told_before,
    "action_secret": conversation.on_secret,
    "action_restart": conversation.on_restart,
    "action_english": conversation.on_english,
    "action_need": conversation.on_need,
    "action_aside": conversation.on_aside,
}


@cache
def _live() -> Live:
    live = Live(settings.schools_folder(), settings.last_good_folder())
    Watcher(live).__enter__()  # looks until this process ends
    return live


def directory() -> Directory:
    """Return the schools as they are now: read at the first call, and watched from then on."""
    return _live().directory


class CoreAction:
    """Reads the tracker, calls its function of the core, speaks and remembers."""

    def name(self) -> str:
        """Return the name under which the domain knows this action."""
        raise NotImplementedError

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        """Take one turn of the conversation."""
        schools = directory()
        memory = read_memory(tracker, schools.schools)
        world = schools.world(memory.school, settings.now())
        turn = HANDLERS[self.name()](read_heard(tracker), memory, world)
        for message in turn.messages:
            shown = show(message, schools.schools)
            dispatcher.utter_message(response=message.response, json_message=shown, **dict(message.params))
        return [SlotSet(row.name, _plain(getattr(turn.memory, row.name))) for row in fields(Memory)]


def read_heard(tracker: Tracker) -> Heard:
    """Return what Rasa understood of the last message."""
    latest: dict[str, Any] = tracker.latest_message
    intent = str(latest["intent"]["name"])
    ranking = latest.get("intent_ranking", [])
    choice = next(tracker.get_latest_entity_values("keuze"), None)
    typed = "" if str(latest.get("text", "")).startswith("/") else str(latest.get("text", ""))
    candidates = {row["name"]: row["confidence"] for row in ranking if row["name"] in labels()}
    about = latest.get("about")
    guess = (about["name"], about["confidence"]) if about else None
    also = tuple(latest.get("also") or ())
    return Heard(typed, intent, candidates, choice if intent == "keuze" else None, guess, also)


def read_memory(tracker: Tracker, schools: Container[str]) -> Memory:
    """Return what the slots remember; what the channel knows goes before what was answered.

    Args:
        schools: the ids of those that are live. Another one counts until it was told that it left.
    """
    stored = {row.name: tracker.get_slot(row.name) for row in fields(Memory)}
    known: dict[str, Any] = {
        key: tuple(v) if isinstance(v, list) else v for key, v in stored.items() if v is not None
    }
    metadata = dict(tracker.latest_message.get("metadata") or {})
    named = metadata.get("school")
    if named not in schools and known.get("school_skipped") and known.get("school") != named:
        metadata.pop("school", None)
    known |= {key: metadata[key] for key in ("school", "school_skipped", "channel") if metadata.get(key)}
    return Memory(**known)


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


class ActionTopic(CoreAction, Action):
    """A topic was named."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_topic"


class ActionUnsure(CoreAction, Action):
    """It was not clear what was meant."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_unsure"


class ActionAnswer(CoreAction, Action):
    """A button, or an answer to a question."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_answer"


class ActionContact(CoreAction, Action):
    """Someone asks for a person."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_contact"


class ActionAudience(CoreAction, Action):
    """A parent or a member of staff says who they are."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_audience"


class ActionToldBefore(CoreAction, Action):
    """It was told at school and nothing happened."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_told_before"


class ActionSecret(CoreAction, Action):
    """Someone promised to keep a secret."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_secret"


class ActionRestart(CoreAction, Action):
    """Start again, or wipe."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_restart"


class ActionEnglish(CoreAction, Action):
    """English."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_english"


class ActionNeed(CoreAction, Action):
    """Help, without saying with what."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_need"


class ActionAside(CoreAction, Action):
    """Small talk and questions about the bot."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_aside"
