"""The store that forgets."""

from __future__ import annotations

import asyncio
import time

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from rasa_plugins.tracker_store import ExpiringTrackerStore
from wegwijzer import settings


@pytest.fixture(scope="module")
def domain() -> Domain:
    return Domain.load(str(settings.ROOT / "domain"))


def tracker(domain: Domain, sender: str) -> DialogueStateTracker:
    events = [ActionExecuted("action_listen"), UserUttered("mijn geheim"), SlotSet("topic", "pesten")]
    return DialogueStateTracker.from_events(sender, events, domain.slots)


def test_it_keeps_slots_and_no_text(domain: Domain) -> None:
    store = ExpiringTrackerStore(domain)
    asyncio.run(store.save(tracker(domain, "a")))
    kept = asyncio.run(store.retrieve("a"))
    assert kept is not None
    assert kept.get_slot("topic") == "pesten"
    assert "geheim" not in store.serialise_tracker(kept)
    assert "geheim" not in str(vars(store))


def test_a_turn_at_the_end_is_as_small_as_the_first(domain: Domain) -> None:
    store = ExpiringTrackerStore(domain)
    asyncio.run(store.save(tracker(domain, "a")))
    for _ in range(50):
        again = asyncio.run(store.retrieve("a"))
        assert again is not None
        again.update(UserUttered("nog een bericht"))
        asyncio.run(store.save(again))
    last = asyncio.run(store.retrieve("a"))
    assert last is not None
    assert len(last.events) == 2


def test_it_forgets_after_being_idle(domain: Domain) -> None:
    store = ExpiringTrackerStore(domain, idle_minutes=0.05 / 60)
    asyncio.run(store.save(tracker(domain, "a")))
    time.sleep(0.1)
    assert asyncio.run(store.retrieve("a")) is None
    assert asyncio.run(store.keys()) == []


def test_it_never_holds_more_than_its_cap(domain: Domain) -> None:
    store = ExpiringTrackerStore(domain, max_conversations=3)
    for number in range(10):
        asyncio.run(store.save(tracker(domain, str(number))))
    assert asyncio.run(store.keys()) == ["7", "8", "9"]


def test_it_forgets_when_told_to(domain: Domain) -> None:
    store = ExpiringTrackerStore(domain)
    asyncio.run(store.save(tracker(domain, "a")))
    store.forget("a")
    store.forget("was er nooit")
    assert asyncio.run(store.retrieve("a")) is None
