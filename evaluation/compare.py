"""`make compare`: Rasa's default pipeline (DIET) and ours, trained and measured the same way in one run.

Both learn from the training data without one panel, through `rasa train nlu` in a process of its own, and
read that panel and the benchmark one message at a time through Rasa's own `Agent`. No crisis guard: this
compares classifiers. The result goes to `.run/vergelijking.json`.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from evaluation.data import HELD_OUT_PANEL, Case, Line, as_cases, benchmark, training_lines, without
from runner.model import quiet_environment
from wegwijzer.settings import ROOT

RESULT = ROOT / ".run" / "vergelijking.json"


def diet(epochs: int) -> list[dict[str, Any]]:
    """Return the NLU pipeline that `rasa init` of Rasa 3.6 writes, up to the intent classifier."""
    return [
        {"name": "WhitespaceTokenizer"},
        {"name": "RegexFeaturizer"},
        {"name": "LexicalSyntacticFeaturizer"},
        {"name": "CountVectorsFeaturizer"},
        {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
        {"name": "DIETClassifier", "epochs": epochs, "constrain_similarities": True, "random_seed": 1},
    ]


OURS: list[dict[str, Any]] = [{"name": "rasa_plugins.ngram_classifier.NgramClassifier"}]


@dataclass(frozen=True)
class Outcome:
    """How one pipeline did.

    Attributes:
        train_seconds: wall time of the whole `rasa train nlu`, start of Python included.
        cpu_seconds: processor time of the same, which other work on the machine does not stretch.
        panel_right, panel_top3, benchmark_right, benchmark_top3: shares.
        milliseconds: median time to read one message.
    """

    name: str
    train_seconds: float
    cpu_seconds: float
    panel_right: float
    panel_top3: float
    benchmark_right: float
    benchmark_top3: float
    milliseconds: float


def write_training_data(lines: Sequence[Line], folder: Path) -> None:
    """Write `lines` as one Rasa NLU file."""
    rows = ['version: "3.1"', "nlu:"]
    for label in sorted({line.label for line in lines}):
        rows += [f"  - intent: {label}", "    examples: |"]
        rows += [f"      - {line.text}" for line in lines if line.label == label]
    (folder / "nlu.yml").write_text("\n".join(rows) + "\n", encoding="utf-8")


def train(pipeline: list[dict[str, Any]], folder: Path) -> tuple[Path, float, float]:
    """Train on `folder/nlu.yml`; return the model, and the wall and processor seconds it took.

    Raises:
        RuntimeError: Rasa could not train; the message is the end of its output.
    """
    config = {"recipe": "default.v1", "language": "nl", "assistant_id": "vergelijking", "pipeline": pipeline}
    (folder / "config.yml").write_text(yaml.safe_dump(config), encoding="utf-8")
    command = [sys.executable, "-m", "rasa", "train", "nlu", "--nlu", str(folder / "nlu.yml")]
    command += ["--config", str(folder / "config.yml"), "--out", str(folder), "--fixed-model-name", "model"]
    environment = quiet_environment() | {"PYTHONPATH": str(ROOT)}
    started, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    model = folder / "model.tar.gz"
    if done.returncode or not model.exists():
        raise RuntimeError("\n".join((done.stdout + done.stderr).splitlines()[-15:]))
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return model, time.monotonic() - started, cpu


async def read(model: Path, texts: Sequence[str]) -> tuple[list[list[str]], list[float]]:
    """Return for each text the labels, likeliest first, and the milliseconds it took."""
    from rasa.core.agent import Agent  # noqa: PLC0415  (takes seconds; the tests of this module need none of it)
    from rasa.utils.log_utils import configure_structlog  # noqa: PLC0415

    configure_structlog(logging.ERROR)  # else Rasa prints every message it reads
    agent = Agent.load(str(model))
    await agent.parse_message("warm lopen")
    rankings, times = [], []
    for text in texts:
        started = time.perf_counter()
        parsed = await agent.parse_message(text)
        times.append((time.perf_counter() - started) * 1000)
        rankings.append([str(row["name"]) for row in parsed["intent_ranking"]])
    return rankings, times


def shares(cases: Sequence[Case], rankings: Sequence[Sequence[str]]) -> tuple[float, float]:
    """Return which share was right, and right among the first three."""
    pairs = list(zip(cases, rankings, strict=True))
    right = np.mean([ranking[0] in case.accepted for case, ranking in pairs])
    top3 = np.mean([bool(case.accepted & set(ranking[:3])) for case, ranking in pairs])
    return float(right), float(top3)


def measure(
    name: str,
    pipeline: list[dict[str, Any]],
    learn: Sequence[Line],
    panel: Sequence[Case],
    bench: Sequence[Case],
) -> Outcome:
    """Train one pipeline on `learn` and measure it on both sets."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        write_training_data(learn, folder)
        print(f"{name}: training on {len(learn)} lines ...", flush=True)
        model, seconds, cpu = train(pipeline, folder)
        print(f"{name}: trained in {seconds:.0f} s ({cpu:.0f} s of processor time); reading ...", flush=True)
        rankings, times = asyncio.run(read(model, [case.text for case in [*panel, *bench]]))
    on_panel = shares(panel, rankings[: len(panel)])
    on_bench = shares(bench, rankings[len(panel) :])
    return Outcome(name, seconds, cpu, *on_panel, *on_bench, float(np.median(times)))


def main(arguments: list[str] | None = None) -> int:
    """Compare both pipelines and write the result."""
    parser = argparse.ArgumentParser(prog="evaluation.compare", description=__doc__)
    parser.add_argument("--epochs", type=int, default=100, help="epochs of DIET; Rasa's default is 100")
    parser.add_argument("--panel", default=HELD_OUT_PANEL, help="the panel that is not trained on")
    options = parser.parse_args(arguments)
    learn, held_out = without(training_lines(), options.panel)
    panel, bench = as_cases(held_out), benchmark()
    pipelines = {"ours": OURS, f"DIET, {options.epochs} epochs": diet(options.epochs)}
    RESULT.parent.mkdir(exist_ok=True)
    outcomes: list[dict[str, Any]] = []
    for name, pipeline in pipelines.items():
        outcomes.append(asdict(measure(name, pipeline, learn, panel, bench)))
        print(json.dumps(outcomes[-1], indent=1), flush=True)
        result = {
            "panel": options.panel,
            "lines": len(learn),
            "panel_lines": len(panel),
            "benchmark_lines": len(bench),
            "outcomes": outcomes,
        }
        RESULT.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
