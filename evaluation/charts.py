"""Drawings as inline SVG: no colours but those of the page, so that light and dark both read."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from typing import Any

import matplotlib
from matplotlib.figure import Figure

from evaluation.crossval import Step
from evaluation.measures import Bin

GREY, BLUE, ORANGE = "#808080", "#3b82c4", "#d9822b"
matplotlib.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "wegwijzer", "font.size": 10})


def reliability(rows: Sequence[Bin]) -> str:
    """Draw the share right over the confidence, with 95% intervals; on the diagonal, both are equal."""
    figure, axes = _axes("confidence", "share right")
    axes.plot([0, 1], [0, 1], color=GREY, linestyle="--", linewidth=1)
    x, y = [row.confidence for row in rows], [row.right.value for row in rows]
    down = [max(0.0, row.right.value - row.right.low) for row in rows]
    up = [max(0.0, row.right.high - row.right.value) for row in rows]
    axes.errorbar(x, y, yerr=[down, up], color=BLUE, marker="o", capsize=3)
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1)
    return _svg(figure, "Reliability diagram: share right per bin of confidence")


def learning(steps: Sequence[Step]) -> str:
    """Draw right and top three over the number of lines learned from, with 95% intervals."""
    figure, axes = _axes("training lines", "share")
    x = [step.lines for step in steps]
    for name, colour, rows in (
        ("right", BLUE, [step.right for step in steps]),
        ("top three", ORANGE, [step.top3 for step in steps]),
    ):
        axes.plot(x, [row.value for row in rows], color=colour, marker="o", label=name)
        axes.fill_between(x, [r.low for r in rows], [r.high for r in rows], color=colour, alpha=0.2)
    axes.set_ylim(0, 1)
    axes.legend(frameon=False, labelcolor=GREY, loc="lower right")
    return _svg(figure, "Learning curve: right and top three over training lines")


def _axes(x: str, y: str) -> tuple[Figure, Any]:
    figure = Figure(figsize=(5, 3.6), layout="constrained")
    figure.patch.set_alpha(0)
    axes = figure.add_subplot()
    axes.patch.set_alpha(0)
    axes.set_xlabel(x, color=GREY)
    axes.set_ylabel(y, color=GREY)
    axes.tick_params(colors=GREY)
    for spine in axes.spines.values():
        spine.set_color(GREY)
    return figure, axes


def _svg(figure: Figure, title: str) -> str:
    """Return the drawing without its XML header, so that it can stand in a page."""
    buffer = io.StringIO()
    figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None, "Title": title})
    drawing = buffer.getvalue()
    return re.sub(
        r"<svg ", f'<svg role="img" aria-label="{title}" ', drawing[drawing.index("<svg ") :], count=1
    )
