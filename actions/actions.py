"""One action per kind of thing a student can say; each calls one function of `wegwijzer.conversation`."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import fields
from datetime import datetime
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from wegwijzer import conversation, settings
from wegwijzer.directory import Directory
from wegwijzer.hours import AMSTERDAM
from wegwijzer.routing import World
from wegwijzer.texts import show
from wegwijzer.topics import labels
from wegwijzer.turns import Heard, Memory, Turn

_directory: Directory | None = None


def directory() -> Directory:
    """Return the schools, read at the first call and fresh at every one."""
    global _directory
    if _directory is None:
        _directory = Directory.open(settings.schools_folder())
    _directory.refresh()
    return _directory


class CoreAction(Action, ABC):
    """Reads the tracker, calls `handler`, speaks and remembers."""

    action_name: str

    @staticmethod
    @abstractmethod
    def handler(heard: Heard, memory: Memory, world: World) -> Turn:
        """Take one turn: a function of `wegwijzer.conversation`."""

    def name(self) -> str:
        """Return the name under which the domain knows this action."""
        return self.action_name

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Take one turn of the conversation."""
        schools = directory()
        memory = read_memory(tracker)
        school = schools.schools.get(memory.school or "")
        world = World(
            school, schools.helplines, datetime.now(AMSTERDAM), tuple(schools.schools.values())
        )
        turn = self.handler(read_heard(tracker), memory, world)
        for message in turn.messages:
            shown = show(message, schools.schools)
            dispatcher.utter_message(
                response=message.response, json_message=shown, **dict(message.params)
            )
        return [
            SlotSet(row.name, _plain(getattr(turn.memory, row.name))) for row in fields(Memory)
        ]


def read_heard(tracker: Tracker) -> Heard:
    """Return what Rasa understood of the last message."""
    latest: dict[str, Any] = tracker.latest_message
    intent = str(latest["intent"]["name"])
    ranking = tuple(row["name"] for row in latest.get("intent_ranking", []))
    choice = next(tracker.get_latest_entity_values("keuze"), None)
    typed = "" if str(latest.get("text", "")).startswith("/") else str(latest.get("text", ""))
    candidates = tuple(label for label in ranking if label in labels())
    return Heard(typed, intent, candidates, choice if intent == "keuze" else None)


def read_memory(tracker: Tracker) -> Memory:
    """Return what the slots remember; the channel's own school goes before an answered one."""
    stored = {row.name: tracker.get_slot(row.name) for row in fields(Memory)}
    known = {key: tuple(v) if isinstance(v, list) else v for key, v in stored.items() if v is not None}
    metadata = tracker.latest_message.get("metadata") or {}
    if metadata.get("school"):
        known["school"] = metadata["school"]
    return Memory(**known)


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


class ActionTopic(CoreAction):
    """A topic was named."""

    action_name = "action_topic"
    handler = staticmethod(conversation.on_topic)


class ActionUnsure(CoreAction):
    """It was not clear what was meant."""

    action_name = "action_unsure"
    handler = staticmethod(conversation.on_unsure)


class ActionAnswer(CoreAction):
    """A button, or an answer to a question."""

    action_name = "action_answer"
    handler = staticmethod(conversation.on_answer)


class ActionContact(CoreAction):
    """Someone asks for a person."""

    action_name = "action_contact"
    handler = staticmethod(conversation.on_contact)


class ActionAudience(CoreAction):
    """A parent or a member of staff says who they are."""

    action_name = "action_audience"
    handler = staticmethod(conversation.on_audience)


class ActionToldBefore(CoreAction):
    """It was told at school and nothing happened."""

    action_name = "action_told_before"
    handler = staticmethod(conversation.on_told_before)


class ActionSecret(CoreAction):
    """Someone promised to keep a secret."""

    action_name = "action_secret"
    handler = staticmethod(conversation.on_secret)


class ActionRestart(CoreAction):
    """Start again, or wipe."""

    action_name = "action_restart"
    handler = staticmethod(conversation.on_restart)


class ActionEnglish(CoreAction):
    """English."""

    action_name = "action_english"
    handler = staticmethod(conversation.on_english)


class ActionNeed(CoreAction):
    """Help, without saying with what."""

    action_name = "action_need"
    handler = staticmethod(conversation.on_need)


class ActionAside(CoreAction):
    """Small talk and questions about the bot."""

    action_name = "action_aside"
    handler = staticmethod(conversation.on_aside)
