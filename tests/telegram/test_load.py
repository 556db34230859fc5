"""Many chats at once. The full run, with figures, is `python -m tests.telegram.load`."""

from __future__ import annotations

from pathlib import Path

from runner.system import System
from tests.telegram.load import measure

CHATS = 8


def test_nothing_is_lost_or_doubled_and_order_is_kept_per_chat(system: System, tmp_path: Path) -> None:
    text, right = measure(system, tmp_path, CHATS, patience=120)
    assert right, text
