"""Colours and line styles: told apart by the colour-blind (Okabe and Ito, 2008) and in grey."""

from __future__ import annotations

from dataclasses import dataclass

from solver.render.plots.pen import Colour


def _rgb(code: str) -> Colour:
    red, green, blue = (int(code[k : k + 2], 16) / 255 for k in (0, 2, 4))
    return red, green, blue


BLUE, VERMILION, GREEN = _rgb("0072B2"), _rgb("D55E00"), _rgb("009E73")
PURPLE, ORANGE, SKY = _rgb("CC79A7"), _rgb("E69F00"), _rgb("56B4E9")
GREY, FAINT, QUIET = (0.4, 0.4, 0.4), (0.87, 0.87, 0.87), (0.3, 0.3, 0.3)


@dataclass(frozen=True, slots=True)
class Ink:
    """How one series is drawn: colour, dashes (on and off, in points), marker and hatching."""

    colour: Colour
    dashes: tuple[float, ...]
    marker: str
    hatch: str
    light: Colour  # for areas


def mixed(colour: Colour, share: float) -> Colour:
    """Mix a share of a colour with white."""
    red, green, blue = (1 - share * (1 - part) for part in colour)
    return red, green, blue


INKS = (
    Ink(BLUE, (), "o", "", BLUE),
    Ink(VERMILION, (4, 1.6), "s", "/", mixed(ORANGE, 0.55)),
    Ink(GREEN, (1.2, 1.4), "^", "\\", mixed(GREEN, 0.45)),
    Ink(PURPLE, (6, 1.6, 1.2, 1.6), "D", "x", mixed(PURPLE, 0.5)),
    Ink(ORANGE, (6, 1.4, 1.2, 1.4, 1.2, 1.4), "v", "-", mixed(SKY, 0.5)),
    Ink((0.0, 0.0, 0.0), (2.4, 1.2), "P", "|", (0.75, 0.75, 0.75)),
    Ink(SKY, (8, 2.4), "X", "+", (1.0, 1.0, 1.0)),
)


def ink(place: int) -> Ink:
    """Give the ink of the series in a place; they come round again after the seventh."""
    return INKS[place % len(INKS)]


def heat(value: float, most: float) -> Colour:
    """Colour a value between -most and most: blue below zero, white at it, vermilion above."""
    share = min(abs(value) / most, 1.0) if most > 0 else 0.0
    return mixed(BLUE if value < 0 else VERMILION, 0.9 * share)


def is_dark(colour: Colour) -> bool:
    """Tell whether light text reads better on a colour (relative luminance, ITU-R BT.709)."""
    red, green, blue = (float(part**2.2) for part in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue < 0.26
