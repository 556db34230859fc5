"""Keep the schools of a process fresh: a thread that looks at the disk, so that nobody waits for it."""

from __future__ import annotations

import logging
import time
from threading import Event, Thread

from wegwijzer.directory import LOOK_SECONDS, Live

logger = logging.getLogger(__name__)


class Watcher:
    """Looks at a folder until left. Use as a context manager.

    The thread is a daemon: a network drive that hangs holds up no student and no stop.
    """

    def __init__(self, live: Live, every: float = LOOK_SECONDS) -> None:
        """Let `live` look each `every` seconds."""
        self._live = live
        self._every = every
        self._stop = Event()
        self._thread = Thread(target=self._run, name="watcher", daemon=True)
        self._looked = time.monotonic()

    def __enter__(self) -> Watcher:
        """Begin to look."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop; a look that hangs is left behind."""
        self._stop.set()
        self._thread.join(timeout=1)

    def silent_for(self) -> float:
        """Return how many seconds ago the last look ended; it grows while the disk hangs."""
        return time.monotonic() - self._looked

    def _run(self) -> None:
        while not self._stop.wait(self._every):
            try:
                self._live.look()
            except Exception as error:  # whatever is wrong with one file, the next look must come
                logger.error("A look at the school files failed: %s", type(error).__name__)
            else:
                self._looked = time.monotonic()
