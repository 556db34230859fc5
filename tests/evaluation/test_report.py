"""The page: built from small made-up results, whole and without anything from elsewhere."""

from __future__ import annotations

import re

from evaluation.classifiers import Row
from evaluation.crisis_classes import Heard, Setting
from evaluation.crossval import Confusion, Step
from evaluation.data import Case, Line, training_lines
from evaluation.measures import Share, bins, per_label, split
from evaluation.model import Answer
from evaluation.report import Results, page, verdict
from evaluation.totals import totals

HALF = Share(5, 10)
SHARES = {"rules": HALF, "classifier": HALF, "together": Share(9, 10)}
DIET = {
    "panel": "p",
    "lines": 90,
    "panel_lines": 10,
    "benchmark_lines": 5,
    "outcomes": [
        {
            "name": "DIET",
            "train_seconds": 600.0,
            "cpu_seconds": 900.0,
            "panel_right": 0.5,
            "panel_top3": 0.6,
            "benchmark_right": 0.5,
            "benchmark_top3": 0.6,
            "milliseconds": 8.0,
        }
    ],
}


def results() -> Results:
    cases = [
        Case("a", "thuis", frozenset({"thuis"}), "zelf", False, "app"),
        Case("b", "suicidaliteit", frozenset({"suicidaliteit"}), "ander", True, "app"),
    ]
    figures = totals(
        cases,
        [Answer("rouw", ("rouw", "thuis"), None, False), Answer("suicidaliteit", (), "ander", True)],
    )
    return Results(
        made="2026-01-01 12:00",
        counts={"training lines": 2},
        benchmark=figures,
        crossed=figures,
        panels={"p": HALF},
        label_rows=per_label(["thuis", "rouw"], ["rouw", "rouw"]),
        confusions=[Confusion("thuis", "rouw", 1, ("<b>ruzie</b> thuis",))],
        reliability=bins([0.9, 0.3], [True, False]),
        splits=[split(0.35, [0.9, 0.3], [True, False], [True, True])],
        threshold=0.35,
        heard=[Heard("gewoon", "geen_crisis", HALF, HALF, HALF, None)],
        settings=[Setting(0.2, SHARES, SHARES)],
        urgent_threshold=0.2,
        curve=[Step(10, HALF, HALF), Step(20, HALF, HALF)],
        panel="p",
        classifiers=[Row("SVM", True, HALF, HALF, HALF, HALF, 3.0, 1.0)],
        diet=DIET,
    )


def test_the_page_is_whole_and_stands_alone() -> None:
    html = page(results())
    assert html.count("<svg ") == 2
    assert "&lt;b&gt;ruzie&lt;/b&gt; thuis" in html
    assert "DIET" in html
    assert "color-scheme: light dark" in html
    assert not re.search(r"<script|<link|<img|@import|(src|href)=\"(?!#)", html.replace('xlink:href="#', ""))


def test_figures_count_what_they_say() -> None:
    figures = results().benchmark.shares
    assert figures["right"] == Share(1, 2)
    assert figures["top three"] == Share(2, 2)
    assert figures["crisis recall"] == Share(1, 1)
    assert figures["false alarms"] == Share(0, 1)
    assert figures["about"] == Share(1, 1)


def test_a_ceiling_is_no_floor() -> None:
    assert verdict("false alarms", 0.04).startswith("NOT")
    assert verdict("right", 0.71).startswith("reached")
    assert verdict("strict", 0.1) == ""


def test_every_training_line_has_a_panel_and_a_label() -> None:
    lines = training_lines()
    assert len(lines) > 10_000
    assert [line for line in lines if not (line.panel and line.label and line.text)] == []
    assert Line(lines[0].text, lines[0].label, lines[0].panel) == lines[0]
