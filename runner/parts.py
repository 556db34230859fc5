"""What an operator must know about the parts: which one stopped, runs again, or keeps stopping."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

# A part that runs for so long is well; on a busy machine one that can't start is gone only after seconds.
SETTLED_SECONDS = 10
AGAIN_SECONDS = 30
# What students get while a part is away (docs/architectuur.md, "When a part breaks").
_INSTEAD = {
    "gateway": "Leerlingen kunnen nu niet chatten en zien geen hulppagina. Wie al chat, ziet de hulplijnen.",
    "rasa": "Leerlingen krijgen nu de vaste hulplijnen, en bij nood ook iemand op school.",
    "actions": "Leerlingen krijgen nu de vaste hulplijnen, en bij nood ook iemand op school.",
    "telegram": "Op Telegram komt nu geen antwoord. De chat op de website werkt gewoon.",
}


@dataclass(frozen=True)
class Process:
    """A part as supervisord sees it.

    Attributes:
        state: RUNNING, STARTING, BACKOFF (waits before it tries again), FATAL (gave up) ...
        pid: its process id, 0 when there is none.
        seconds: how long ago it was last started.
    """

    name: str
    state: str
    pid: int
    seconds: float


@dataclass
class _Part:
    well: int
    tried: set[int] = field(default_factory=set)
    told: str = ""
    gave_up: float | None = None

    @property
    def keeps_stopping(self) -> bool:
        return len(self.tried) > 1


class Parts:
    """Turns what supervisord says into lines for the operator, each said once."""

    def __init__(self, logs: Path, start: Callable[[str], None]) -> None:
        """Name the logs in the folder `logs`; `start` starts a part that supervisord gave up."""
        self._logs = logs
        self._start = start
        self._parts: dict[str, _Part] = {}

    def look(self, processes: list[Process], now: float) -> list[str]:
        """Return what is new, and start again what was given up.

        Args:
            processes: all parts, as they are now.
            now: seconds on a clock that never goes back.
        """
        return [line for process in processes if (line := self._news(process, now))]

    def _news(self, process: Process, now: float) -> str:
        name, part = process.name, self._parts.setdefault(process.name, _Part(process.pid))
        if process.state == "RUNNING" and process.seconds >= SETTLED_SECONDS:
            again = process.pid != part.well and (part.well or part.told)
            self._parts[name] = _Part(process.pid)
            return f"Het deel '{name}' was gestopt en is opnieuw gestart." if again else ""
        if process.state == "FATAL":
            self._try_again(name, part, now)
        elif process.pid not in (0, part.well):
            part.tried.add(process.pid)
        if part.gave_up is not None:
            return self._tell(name, part, "start niet meer. Ik probeer het elke halve minuut opnieuw.")
        return self._tell(name, part, "stopt steeds.") if part.keeps_stopping else ""

    def _try_again(self, name: str, part: _Part, now: float) -> None:
        if part.gave_up is None:
            part.gave_up = now
        elif now - part.gave_up >= AGAIN_SECONDS:
            part.gave_up = now
            self._start(name)

    def _tell(self, name: str, part: _Part, what: str) -> str:
        if part.told == what:
            return ""
        part.told = what
        return f"Het deel '{name}' {what} De reden staat in {self._logs / f'{name}.log'}\n  {_INSTEAD[name]}"
