"""A school's colour, made readable: the accent of the chat on a light and on a dark panel.

Luminance and contrast are those of WCAG 2.2 (https://www.w3.org/TR/WCAG22/#dfn-relative-luminance and
#dfn-contrast-ratio); 4.5 is what its success criterion 1.4.3 asks of text.
"""

from __future__ import annotations

from colorsys import hls_to_rgb, rgb_to_hls
from typing import Literal

from pydantic import BaseModel, ConfigDict

READABLE = 4.5
LIGHT_PANEL = "#ffffff"
DARK_PANEL = "#16202b"
WHITE = "#ffffff"
NEAR_BLACK = "#0b1520"
STEPS = 256


class Accent(BaseModel):
    """The colour of text, borders and buttons on a panel, and the colour of text on that colour."""

    model_config = ConfigDict(frozen=True)
    accent: str
    op_accent: str


class Palette(BaseModel):
    """The accents of a school; keys are Dutch, as in the school file they come from."""

    model_config = ConfigDict(frozen=True)
    licht: Accent
    donker: Accent


def palette(colour: str) -> Palette:
    """Return the accents made from `colour` (`#` and six hex digits)."""
    return Palette(
        licht=_accent(colour, LIGHT_PANEL, "darker"), donker=_accent(colour, DARK_PANEL, "lighter")
    )


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, from 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour: 0 is black, 1 is white."""
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in _parts(colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _accent(colour: str, panel: str, direction: Literal["darker", "lighter"]) -> Accent:
    accent = next(shade for shade in _shades(colour, direction) if contrast(shade, panel) >= READABLE)
    return Accent(accent=accent, op_accent=max(WHITE, NEAR_BLACK, key=lambda text: contrast(text, accent)))


def _shades(colour: str, direction: Literal["darker", "lighter"]) -> list[str]:
    """Return `colour` and its shades up to black or white, each a small step further, all of one hue."""
    hue, lightness, saturation = rgb_to_hls(*_parts(colour))
    end = 0.0 if direction == "darker" else 1.0
    return [
        _hex(hls_to_rgb(hue, lightness + (end - lightness) * step / STEPS, saturation))
        for step in range(STEPS + 1)
    ]


def _parts(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    return red, green, blue


def _hex(parts: tuple[float, float, float]) -> str:
    return "#" + "".join(f"{round(part * 255):02x}" for part in parts)
