"""Score a system on labelled messages: any system over the chat API, or our own model without starting it.

python -m evaluation.score                                   our trained model, offline
python -m evaluation.score --base-url http://127.0.0.1:8080  whatever answers there
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import httpx

from evaluation.data import BENCHMARK, Case, benchmark
from evaluation.measures import Share
from evaluation.model import Answer, Reader, answers
from evaluation.totals import totals
from runner.model import MODEL

PATIENCE = 60  # seconds to wait for a new session while the system says it is too busy


def ask(client: httpx.Client, text: str, school: str | None) -> tuple[Answer, float]:
    """Return the answer to `text` as the first message of a new session, and the milliseconds it took.

    Raises:
        httpx.HTTPError: the system can't be reached, or refuses.
    """
    headers = {"Authorization": f"Bearer {_session(client, school)}"}
    started = time.perf_counter()
    response = client.post("/api/messages", json={"text": text}, headers=headers)
    milliseconds = (time.perf_counter() - started) * 1000
    client.delete("/api/sessions", headers=headers)
    state: dict[str, Any] = response.raise_for_status().json().get("state") or {}
    candidates = tuple(state.get("candidates") or ())
    return Answer(
        state.get("understood"), candidates, state.get("about"), bool(state.get("crisis"))
    ), milliseconds


def _session(client: httpx.Client, school: str | None) -> str:
    deadline = time.monotonic() + PATIENCE
    while True:
        response = client.post("/api/sessions", json={"school": school})
        if response.status_code != 429 or time.monotonic() > deadline:
            return str(response.raise_for_status().json()["session"])
        time.sleep(1)


def over_http(cases: Sequence[Case], base_url: str, school: str | None) -> tuple[list[Answer], list[float]]:
    """Ask the system at `base_url` every case; return its answers and the milliseconds of each."""
    with httpx.Client(base_url=base_url, timeout=30) as client:
        rows = [ask(client, case.text, school) for case in cases]
    return [answer for answer, _ in rows], [milliseconds for _, milliseconds in rows]


def offline(cases: Sequence[Case], model: Path = MODEL) -> list[Answer]:
    """Return what our trained model answers, without Rasa's server, actions or gateway."""
    return answers(Reader.shipped(model).read(case.text for case in cases))


def show(name: str, share: Share) -> str:
    """Return one line of figures."""
    return f"{name:34}{share.value:6.3f}  ({share.low:.3f} to {share.high:.3f}, n={share.total})"


def main(arguments: list[str] | None = None) -> int:
    """Print totals; never a single message."""
    parser = argparse.ArgumentParser(prog="evaluation.score", description=__doc__)
    parser.add_argument("file", nargs="?", type=Path, default=BENCHMARK)
    parser.add_argument("--base-url", help="where the chat API answers; without it: our model, offline")
    parser.add_argument("--school", default="voorbeeld-college")
    options = parser.parse_args(arguments)
    cases = benchmark(options.file)
    times: list[float] = []
    if options.base_url:
        given, times = over_http(cases, options.base_url, options.school)
    else:
        given = offline(cases)
    result = totals(cases, given)
    print("\n".join(show(name, share) for name, share in result.shares.items()))
    print(f"{'macro recall':34}{result.macro_recall:6.3f}")
    print("worst:", ", ".join(f"{row.label} {row.recall.value:.2f}" for row in result.labels[:6]))
    if times:
        times.sort()
        print(f"ms p50/p95: {times[len(times) // 2]:.1f} / {times[int(len(times) * 0.95)]:.1f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
