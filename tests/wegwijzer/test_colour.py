"""Whatever colour a school picks, the chat stays readable."""

from __future__ import annotations

from colorsys import rgb_to_hls

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wegwijzer.colour import DARK_PANEL, LIGHT_PANEL, READABLE, Accent, contrast, luminance, palette
from wegwijzer.school import DEFAULT_COLOUR

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


def rgb(colour: str) -> list[float]:
    return [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]


def spread(colour: str) -> float:
    return max(rgb(colour)) - min(rgb(colour))


def both(colour: str) -> list[tuple[Accent, str]]:
    found = palette(colour)
    return [(found.licht, LIGHT_PANEL), (found.donker, DARK_PANEL)]


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#000000", "#ffffff", 21.0), ("#ffffff", "#ffffff", 1.0), ("#777777", "#ffffff", 4.48)],
)
def test_contrast_is_that_of_wcag(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == contrast(other, one) == pytest.approx(ratio, abs=0.01)


@given(COLOURS)
def test_every_colour_can_be_read_on_both_panels(colour: str) -> None:
    for found, panel in both(colour):
        assert contrast(found.accent, panel) >= READABLE
        assert contrast(found.op_accent, found.accent) >= READABLE


@given(COLOURS)
def test_a_colour_that_can_be_read_stays_as_it_is(colour: str) -> None:
    for found, panel in both(colour):
        assert (found.accent == colour) is (contrast(colour, panel) >= READABLE)


@given(COLOURS)
def test_a_colour_shifts_no_further_than_needed(colour: str) -> None:
    """The next shade back would be too faint; steps and whole numbers leave a small margin."""
    for found, panel in both(colour):
        if found.accent != colour:
            assert contrast(found.accent, panel) < READABLE + 0.35


@given(COLOURS)
def test_the_hue_stays(colour: str) -> None:
    """Whole numbers per channel move the hue of a nearly grey or nearly black shade; the rest keeps it."""
    for found, _ in both(colour):
        if min(spread(found.accent), spread(colour)) >= 0.125:
            away = abs(rgb_to_hls(*rgb(colour))[0] - rgb_to_hls(*rgb(found.accent))[0])
            assert min(away, 1 - away) < 0.02


def test_the_usual_colour_is_readable_on_white_as_it_is() -> None:
    assert palette(DEFAULT_COLOUR).licht.accent == DEFAULT_COLOUR
    assert palette(DEFAULT_COLOUR).licht.op_accent == "#ffffff"
    assert luminance(palette(DEFAULT_COLOUR).donker.accent) > luminance(DEFAULT_COLOUR)
