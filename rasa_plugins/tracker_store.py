"""A tracker store that forgets: memory only, half an hour idle, a cap, and never a student's text."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cachetools import TTLCache
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SerializedTrackerAsText, TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, Event, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker


class ExpiringTrackerStore(TrackerStore, SerializedTrackerAsText):
    """Keep per conversation only its slots: labels, ids and answers.

    The messages themselves are dropped at the end of each turn, so a turn costs the same at the
    hundredth message as at the first, and there is no text to leak.
    """

    def __init__(
        self,
        domain: Domain,
        event_broker: EventBroker | None = None,
        idle_minutes: float = 30,
        max_conversations: int = 5000,
        **kwargs: Any,
    ) -> None:
        """Start empty.

        Args:
            idle_minutes: minutes after the last message until a conversation is forgotten.
            max_conversations: above this number the one longest unused is forgotten first.
        """
        self._trackers: TTLCache[str, str] = TTLCache(
            maxsize=int(max_conversations), ttl=float(idle_minutes) * 60
        )
        super().__init__(domain, event_broker)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Keep the slots of `tracker` and start its idle time again."""
        slots: list[Event] = [
            SlotSet(name, slot.value)
            for name, slot in tracker.slots.items()
            if slot.value != slot.initial_value
        ]
        kept = DialogueStateTracker.from_events(
            tracker.sender_id, [*slots, ActionExecuted("action_listen")], tracker.slots.values()
        )
        self._trackers[tracker.sender_id] = self.serialise_tracker(kept)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """Return what is remembered of a conversation, or None."""
        stored = self._trackers.get(sender_id)
        return self.deserialise_tracker(sender_id, stored) if stored else None

    async def retrieve_full_tracker(self, conversation_id: str) -> DialogueStateTracker | None:
        """Return the same: there is nothing more."""
        return await self.retrieve(conversation_id)

    async def keys(self) -> Iterable[str]:
        """Return the conversations that are still remembered."""
        self._trackers.expire()
        return list(self._trackers.keys())

    def forget(self, sender_id: str) -> None:
        """Forget a conversation now."""
        self._trackers.pop(sender_id, None)
