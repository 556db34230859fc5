"""One HTML file with everything that was measured, without scripts or anything from elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from evaluation import charts
from evaluation.classifiers import Row
from evaluation.crisis_classes import Heard, Setting
from evaluation.crossval import Confusion, Step
from evaluation.measures import Bin, LabelResult, Share, Split, calibration_error
from evaluation.totals import FLOORS, Totals

TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True)
class Results:
    """What the page shows.

    Attributes:
        benchmark, crossed: the figures on the benchmark and of leave-one-panel-out.
        label_rows: recall and precision per label, cross-validated.
        threshold: the fallback threshold in `config.yml`.
        diet: what `make compare` wrote, if it ran.
    """

    made: str
    counts: dict[str, int]
    benchmark: Totals
    crossed: Totals
    panels: dict[str, Share]
    label_rows: list[LabelResult]
    confusions: list[Confusion]
    reliability: list[Bin]
    splits: list[Split]
    threshold: float
    heard: list[Heard]
    settings: list[Setting]
    urgent_threshold: float
    curve: list[Step]
    panel: str
    classifiers: list[Row]
    diet: dict[str, Any] | None


def percent(value: float) -> str:
    """Return a share from 0 to 1 as a percentage with one decimal; a dash for NaN."""
    return "–" if isnan(value) else f"{100 * value:.1f}%"


def with_interval(share: Share | None) -> Markup:
    """Return a share with its interval and the number of messages, as HTML."""
    if share is None or not share.total:
        return Markup("–")
    low, high = percent(share.low), percent(share.high)
    return Markup(f"{percent(share.value)} <small>{low} to {high}, n={share.total}</small>")


def verdict(name: str, value: float) -> str:
    """Return whether a figure reaches its floor (or stays under its ceiling), or nothing without one."""
    if name not in FLOORS:
        return ""
    good = value <= FLOORS[name] if name == "false alarms" else value >= FLOORS[name]
    sign = "at most" if name == "false alarms" else "at least"
    return f"{'reached' if good else 'NOT reached'} ({sign} {percent(FLOORS[name])})"


def page(results: Results) -> str:
    """Return the whole page."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    environment.filters.update({"share": with_interval, "percent": percent})
    drawings = {
        "reliability_chart": Markup(charts.reliability(results.reliability)),
        "learning_chart": Markup(charts.learning(results.curve)),
    }
    error = calibration_error(results.reliability)
    template = environment.get_template("report.html.j2")
    return template.render(r=results, ece=error, verdict=verdict, **drawings)
