"""Where the parts of a network diagram stand: plain geometry in centimetres, no LaTeX."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from solver.algebra.shapes import Shape
from solver.document.blocks import Diagram, Inlines, Layer, Source, Text

CIRCLE, UNIT_GAP = 0.92, 1.34  # the size of a circle, and from one centre to the next
BOX_WIDTH, BOX_HEIGHT = 1.3, 1.0
MOST_UNITS = 7  # circles in a column; of more, the first few and the last are drawn
BELOW = {"target", "parameter"}  # roles that stand under the column they lead to
_DIGIT, _TIMES, _SIDE = 0.1235, 0.3, 0.106  # in a box, and between its words and its sides
_LETTER = 0.145  # the mean width of a letter of an operation's text
_TEXT_MOST, _TEXT_LEAST = 2.6, 1.0  # how wide such a text grows before it is set on more lines
_PAGE = 17.0  # how wide a diagram should stay
_SMALLEST = 0.7  # one that must be scaled down further is too small to read


@dataclass(frozen=True, slots=True)
class Spot:
    """A layer in its place: its centre, half its height, and the units that are drawn."""

    layer: Layer
    index: int
    x: float
    y: float
    half: float
    shown: tuple[int, ...] = ()
    words: float = 0.0  # the width of the words over the arrow that leads here

    @property
    def width(self) -> float:
        return CIRCLE if self.shown else _box_width(self.layer)

    @property
    def drawn_width(self) -> float:
        """Say how wide it is drawn: a box grows into the room around it where its shape is long."""
        return self.width if self.shown else max(self.width, _shape_width(self.layer.shape))

    @property
    def is_box(self) -> bool:
        return not self.shown

    def unit_y(self, unit: int) -> float:
        """Say how high a unit stands, counted from the top."""
        place = self.shown.index(unit) + (1 if self.cut and unit == self.shown[-1] else 0)
        return round(self.y + (self.places - 1) * UNIT_GAP / 2 - place * UNIT_GAP, 3)

    @property
    def heading(self) -> bool:
        """Tell whether a label stands over the column: not where a circle says the same."""
        units = self.layer.units
        same = any(unit.label == self.layer.label for unit in units)
        return not same or (len(units) == 1 and units[0].value is not None)

    @property
    def cut(self) -> bool:
        """Tell whether some units are left out."""
        return len(self.shown) < len(self.layer.units)

    @property
    def places(self) -> int:
        return len(self.shown) + int(self.cut)


def is_legible(diagram: Diagram) -> bool:
    """Tell whether a diagram fits on the page at a size that can be read."""
    edges = [(spot.x - spot.width / 2, spot.x + spot.width / 2) for spot in place(diagram)]
    width = max(right for _, right in edges) - min(left for left, _ in edges)
    return width * _SMALLEST <= _PAGE


def place(diagram: Diagram) -> tuple[Spot, ...]:
    """Give every layer its place: columns from left to right, targets under where they lead."""
    columns = [i for i, layer in enumerate(diagram.layers) if layer.role not in BELOW]
    spots = {spot.index: spot for spot in _across(diagram.layers, columns)}
    for i, layer in enumerate(diagram.layers):
        if i not in spots:
            spots[i] = _below(diagram, layer, i, spots)
    return tuple(spots[i] for i in range(len(diagram.layers)))


def _across(layers: Sequence[Layer], columns: Sequence[int]) -> Iterator[Spot]:
    most = _most([layers[i] for i in columns])
    x, before = 0.0, None
    for i in columns:
        layer = layers[i]
        words = round(min(most, text_width(layer.operation)), 3)
        if before is not None:
            x += (_width(before) + _width(layer)) / 2 + _gap(before, layer, words)
        yield _spot(layer, i, round(x, 3), words)
        before = layer


def _shape_width(shape: Shape) -> float:
    """Estimate how wide the box around `32 × 32 × 16` is, with a little room at its sides."""
    letters = sum(len(str(size)) for size in shape)
    return round(_DIGIT * letters + _TIMES * (len(shape) - 1) + 2 * _SIDE, 3)


def _most(layers: Sequence[Layer]) -> float:
    """Say how wide the words over an arrow may be, for all layers to fit on the page."""
    free = (_PAGE - sum(map(_width, layers))) / max(len(layers) - 1, 1) - 0.45
    return max(_TEXT_LEAST, min(_TEXT_MOST, free))


def _width(layer: Layer) -> float:
    return CIRCLE if layer.units else _box_width(layer)


def _box_width(layer: Layer) -> float:
    return round(max(BOX_WIDTH, text_width((layer.label,)) + 0.4), 3)


def _gap(before: Layer, layer: Layer, words: float) -> float:
    if layer.units and before.units:
        return max(1.9, words + 0.6)
    return max(0.9, words + 0.45)


def text_width(words: Inlines) -> float:
    """Estimate how wide words are in the small type over an arrow."""
    return _LETTER * sum(map(_letters, words))


def _letters(word: object) -> float:
    """Count letters; what is set smaller, or only steers the printing, counts less."""
    if isinstance(word, Text):
        return len(word.text)
    text = word.latex if isinstance(word, Source) else str(getattr(word, "expr", "WW"))
    return 0.85 * len(re.sub(r"\\[A-Za-z]+|[{}_^]", "", text)) + text.count("\\")


def _spot(layer: Layer, index: int, x: float, words: float) -> Spot:
    shown = _shown(len(layer.units))
    places = len(shown) + int(len(shown) < len(layer.units))
    half = ((places - 1) * UNIT_GAP + CIRCLE) / 2 if shown else BOX_HEIGHT / 2
    return Spot(layer, index, x, 0.0, round(half, 3), shown, words)


def _shown(units: int) -> tuple[int, ...]:
    if units <= MOST_UNITS:
        return tuple(range(units))
    return (*range(MOST_UNITS - 3), units - 1)


def _below(diagram: Diagram, layer: Layer, index: int, spots: dict[int, Spot]) -> Spot:
    """Stand a target under the column that it leads to, as one box."""
    ends = [wire.end for wire in diagram.wires if wire.start == index and wire.end in spots]
    over = spots[ends[0]] if ends else spots[max(spots)]
    taken = sum(spot.x == over.x for spot in spots.values())
    y = over.y - over.half - BOX_HEIGHT / 2 - 0.85 - (taken - 1) * (BOX_HEIGHT + 0.5)
    return Spot(layer, index, over.x, round(y, 3), BOX_HEIGHT / 2)
