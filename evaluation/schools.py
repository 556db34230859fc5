"""`make bench-schools`: two thousand schools, loaded, checked, searched and changed while the system runs.

Everything runs in processes like the real ones, and the system is the one of `make start`. What the schools
cost is what it takes longer than with the example schools in the same run.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory

import httpx
import psutil

from evaluation.school_files import SCHOOLS_PER_BOARD, queries, write_schools
from wegwijzer.directory import Directory
from wegwijzer.settings import ROOT

COUNT = 2000
QUERIES = 350
LOADING = (
    "import sys, time, psutil; from pathlib import Path; from wegwijzer.directory import Directory;"
    "process = psutil.Process(); before = process.memory_info().rss; began = time.perf_counter();"
    "found = Directory.open(Path(sys.argv[1])); read = time.perf_counter() - began; found.search;"
    "whole = time.perf_counter() - began;"
    "print(len(found.schools), read, whole, (process.memory_info().rss - before) / 1e6)"
)
EXAMPLES = ROOT / "school_configs"
PATIENCE = 60  # seconds until something that should be live counts as never


@dataclass(frozen=True)
class Figure:
    """One measured thing, with what it may be at most; None when it is only told."""

    what: str
    value: float
    unit: str
    limit: float | None = None

    def __str__(self) -> str:
        limit = "" if self.limit is None else f"at most {self.limit:g} {self.unit}"
        verdict = " TOO MUCH" if self.too_much else ""
        return f"{self.what:<58} {self.value:9.2f} {self.unit:<3} {limit:<16}{verdict}".rstrip()

    @property
    def too_much(self) -> bool:
        """Whether it is over its limit."""
        return self.limit is not None and self.value > self.limit


def main() -> int:
    """Print every figure; return 1 when one is over its limit."""
    figures: list[Figure] = []
    with TemporaryDirectory(prefix="wegwijzer-scholen-") as place:
        folder = Path(place)
        _tell(f"writing {COUNT} schools")
        write_schools(folder, COUNT)
        _tell("loading in a process of its own")
        figures += loading(folder)
        _tell("wegwijzer check")
        figures += checking(folder)
        _tell("searching")
        figures += searching(folder)
        _tell("starting with the example schools")
        usual = starting(EXAMPLES)
        _tell(f"starting with {COUNT} schools, then changing files")
        figures += running(folder, *usual)
    print(
        f"\n{COUNT} schools of 12 contacts, {COUNT // SCHOOLS_PER_BOARD} besturen, {os.cpu_count()} cores\n"
    )
    print(*figures, sep="\n")
    return int(any(row.too_much for row in figures))


def loading(folder: Path) -> list[Figure]:
    """Return how long one process takes to read all schools, and what they weigh there."""
    rows = [_loaded(folder), _loaded(folder)]
    count, read, whole, weight = min(rows, key=lambda row: row[2])
    assert count == COUNT, "schools are missing"
    return [
        Figure("read every file", read, "s"),
        Figure("read every file and prepare the search", whole, "s", 10),
        Figure("memory of the schools in one process", weight, "MB"),
    ]


def _loaded(folder: Path) -> list[float]:
    command = [sys.executable, "-c", LOADING, str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return [float(word) for word in done.stdout.split()]


def checking(folder: Path) -> list[Figure]:
    """Return how long `wegwijzer check` takes for the whole folder."""
    began = time.perf_counter()
    command = [sys.executable, "-m", "runner.cli", "check"]
    done = subprocess.run(command, cwd=ROOT, env=_environment(folder), capture_output=True, check=True)
    assert done.stdout
    return [Figure("wegwijzer check of the whole folder", time.perf_counter() - began, "s")]


def searching(folder: Path) -> list[Figure]:
    """Return how long the core takes to find the school that was typed."""
    directory = Directory.open(folder)
    search = directory.search
    typed = queries([(row.name, row.place) for row in search.values()], QUERIES)
    return _spread("search (time of the processor)", typed, search.meant, time.process_time)


def starting(folder: Path) -> tuple[float, float]:
    """Return the seconds of a whole start, and the memory of all parts in MB."""
    with started(folder) as (_, seconds, weight):
        return seconds, weight


def running(folder: Path, usual_seconds: float, usual_weight: float) -> list[Figure]:
    """Return what the schools cost at the start, how soon a change is live, and search over HTTP."""
    with started(folder) as (url, seconds, weight), httpx.Client(base_url=url, timeout=30) as client:
        figures = [
            Figure("start with the example schools, until it answers", usual_seconds, "s"),
            Figure("start with all schools, until it answers", seconds, "s"),
            Figure("what the schools add to the start", seconds - usual_seconds, "s", 10),
            Figure("memory of all parts with the example schools", usual_weight, "MB"),
            Figure("memory of all parts with all schools", weight, "MB"),
        ]
        figures += _edits(client, folder)
        schools = [(row["naam"], row["plaats"]) for row in client.get("/api/schools").json()]
        typed = queries(schools, QUERIES)
        figures += _spread("search over HTTP", typed, lambda q: client.get("/api/schools", params={"q": q}))
        figures += _spread("help page", typed[:50], lambda _: client.get("/hulp/school-0700"))
    return figures


def _edits(client: httpx.Client, folder: Path) -> list[Figure]:
    own = folder / "school-0700.yml"
    last = f"school-{7 * SCHOOLS_PER_BOARD - 1:04}"
    page = _until_live(own, "030 000 07 00", "030 111 07 01", lambda: client.get("/hulp/school-0700").text)
    card = _until_live(own, "030 111 07 01", "030 222 07 02", lambda: _cards(client, "school-0700"))
    board = folder / "besturen" / "bestuur-6.yml"
    shared = _until_live(board, "030 000 00 01", "030 333 00 03", lambda: client.get(f"/hulp/{last}").text)
    both = _until_live(board, "030 333 00 03", "030 444 00 04", lambda: _cards(client, last))
    return [
        Figure("one changed file, live on the help page", page, "s", 2),
        Figure("one changed file, live on the cards of the chat", card, "s", 2),
        Figure(f"a changed bestuur ({SCHOOLS_PER_BOARD} schools), live on the help page", shared, "s", 2),
        Figure("a changed bestuur, live on the cards of the chat", both, "s", 2),
    ]


def _until_live(path: Path, old: str, new: str, shown: Callable[[], str]) -> float:
    """Change a number in a file; return the seconds until it is shown."""
    text = path.read_text(encoding="utf-8")
    assert old in text, path
    time.sleep(1.5)  # let the parts settle: what is measured is one edit
    shown()
    fresh = path.with_suffix(".nieuw")
    fresh.write_text(text.replace(old, new), encoding="utf-8")
    began = time.perf_counter()
    fresh.replace(path)
    while new not in shown():
        if time.perf_counter() - began > PATIENCE:
            return float("inf")
        time.sleep(0.02)
    return time.perf_counter() - began


def _cards(client: httpx.Client, school: str) -> str:
    """Return what a new conversation answers to a question for the vertrouwenspersoon."""
    token = client.post("/api/sessions", json={"school": school}).json()["session"]
    headers = {"Authorization": f"Bearer {token}"}
    reply = client.post(
        "/api/messages", json={"text": "wie is de externe vertrouwenspersoon"}, headers=headers
    )
    client.delete("/api/sessions", headers=headers)
    return reply.text


def _spread(
    what: str,
    typed: list[str],
    run: Callable[[str], object],
    clock: Callable[[], float] = time.perf_counter,
) -> list[Figure]:
    times = []
    run(typed[0])
    for query in typed:
        began = clock()
        run(query)
        times.append((clock() - began) * 1000)
    parts = quantiles(times, n=20)
    limit = 10 if what.startswith("search") else None
    return [
        Figure(f"{what}, half of them within", parts[9], "ms"),
        Figure(f"{what}, 95% within", parts[18], "ms", limit),
        Figure(f"{what}, slowest", max(times), "ms"),
    ]


@contextmanager
def started(folder: Path) -> Iterator[tuple[str, float, float]]:
    """Run `wegwijzer start`; yield its address, the seconds until it was ready, and its memory in MB."""
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "runner.cli", "start"],
        cwd=ROOT,
        env=_environment(folder),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert process.stdout is not None
        ready = next((found for line in process.stdout if (found := re.search(r"klaar: (\S+)", line))), None)
        if ready is None:
            raise SystemExit("The system does not start; try `make start`.")
        seconds = time.perf_counter() - began
        parts = [process, *psutil.Process(process.pid).children(recursive=True)]
        weight = sum(psutil.Process(part.pid).memory_info().rss for part in parts) / 1e6
        yield ready[1], seconds, weight
    finally:
        process.terminate()
        process.wait(timeout=40)


def _environment(folder: Path) -> dict[str, str]:
    changed = {"WEGWIJZER_SCHOOLS": str(folder), "WEGWIJZER_LIMITS": "off", "TELEGRAM_TOKEN": ""}
    return {**os.environ, "WEGWIJZER_PORT": os.environ.get("WEGWIJZER_PORT", "8090"), **changed}


def _tell(what: str) -> None:
    print(f"{what} ...", flush=True)


if __name__ == "__main__":
    sys.exit(main())
