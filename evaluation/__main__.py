"""`make evaluate`: measure everything and write `.run/evaluatie.html`."""

from __future__ import annotations

import json
import sys
import time
from datetime import datetime
from typing import Any

from evaluation import classifiers, compare
from evaluation.crisis_classes import behaviours, hear
from evaluation.crossval import cross_validate, learning_curve, worst_confusions
from evaluation.data import HELD_OUT_PANEL, Line, as_cases, benchmark, panels, training_lines, without
from evaluation.measures import Share, bins, per_label, split
from evaluation.model import Reader, Reading, answers, pipeline
from evaluation.report import Results, page
from evaluation.totals import rights, totals
from runner.model import MODEL
from wegwijzer.settings import ROOT

REPORT = ROOT / ".run" / "evaluatie.html"
THRESHOLDS = (0.1, 0.2, 0.3, 0.35, 0.4, 0.5, 0.6, 0.7)


def main() -> int:
    """Measure step by step, saying what is going on, and write the page."""
    started = time.monotonic()

    def say(step: str) -> None:
        print(f"[{time.monotonic() - started:4.0f} s] {step} ...", flush=True)

    lines, cases, classes = training_lines(), benchmark(), behaviours()
    say(f"benchmark, {len(cases)} messages")
    reader = Reader.shipped(MODEL)
    on_benchmark = totals(cases, answers(reader.read(case.text for case in cases)))
    say(f"crisis guard and classifier, {len(classes)} classes")
    heard, settings = hear(classes, reader)
    say(f"{len(lines)} training lines, leaving out one of {len(panels(lines))} panels at a time")
    order, readings = cross_validate(lines)
    say("learning curve")
    curve = learning_curve(lines, HELD_OUT_PANEL)
    say("other classifiers")
    learn, held_out = without(lines, HELD_OUT_PANEL)
    rows = classifiers.compare(learn, as_cases(held_out), cases)
    config = pipeline()
    results = Results(
        made=datetime.now().strftime("%Y-%m-%d %H:%M"),
        counts={"training lines": len(lines), "panels": len(panels(lines)), "benchmark messages": len(cases)},
        benchmark=on_benchmark,
        threshold=float(config["FallbackClassifier"]["threshold"]),
        heard=heard,
        settings=settings,
        urgent_threshold=float(config["CrisisGuard"]["urgent_threshold"]),
        curve=curve,
        panel=HELD_OUT_PANEL,
        classifiers=rows,
        diet=json.loads(compare.RESULT.read_text(encoding="utf-8")) if compare.RESULT.exists() else None,
        **crossed(order, readings),
    )
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(page(results), encoding="utf-8")
    say("done")
    print(f"Report: {REPORT}")
    return 0


def crossed(lines: list[Line], readings: list[Reading]) -> dict[str, Any]:
    """Return the parts of the results that come from the left-out panels."""
    cases, seen = as_cases(lines), answers(readings)
    truths, guesses = [line.label for line in lines], [row.understood or "" for row in seen]
    right = rights(cases, seen)
    alone = [str(reading.ranking[0]["name"]) for reading in readings]
    alone_right = [guess == truth for guess, truth in zip(alone, truths, strict=True)]
    alone_top3 = [
        truth in {row["name"] for row in reading.ranking[:3]}
        for reading, truth in zip(readings, truths, strict=True)
    ]
    sure = [reading.confidence for reading in readings]
    by_panel = {
        name: Share.of(hit for line, hit in zip(lines, right, strict=True) if line.panel == name)
        for name in panels(lines)
    }
    return {
        "crossed": totals(cases, seen),
        "panels": by_panel,
        "label_rows": per_label(truths, guesses),
        "confusions": worst_confusions(lines, guesses),
        "reliability": bins(sure, alone_right),
        "splits": [split(threshold, sure, alone_right, alone_top3) for threshold in THRESHOLDS],
    }


if __name__ == "__main__":
    sys.exit(main())
