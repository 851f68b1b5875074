"""The layers of a network as they are written in a problem file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from solver.errors import Mark
from solver.spec.fields import FORMULA, Choice, Field, Flag, Schema, expected, text_of
from solver.spec.model import Formula
from solver.spec.names import identifier
from solver.spec.nodes import Broken, Items, Leaf, Node, Table
from solver.spec.reading import Reading, Refused, nearest, refused, short
from solver.spec.records import FieldMap, Record, closed

MOST_LAYERS = 200  # written or repeated; a longer table is not read by anybody
Sides = tuple[Formula, Formula]


@dataclass(frozen=True, slots=True)
class LayerSpec:
    """A layer as written: its word, its name if it has one, and its options by their keys."""

    word: str
    mark: Mark
    options: Mapping[str, Any]
    name: str = ""


# --- options -------------------------------------------------------------------------------------
class Nothing(Field[bool]):
    """A key that is followed by nothing."""

    def take(self, node: Node, reading: Reading) -> bool:
        if isinstance(node, Leaf) and node.empty:
            return True
        raise expected("nothing after this word", node)

    def schema(self) -> Schema:
        return {"type": "null"}


class PerSide(Field[Sides]):
    """One number for both sides, or a list of two: height and width."""

    def take(self, node: Node, reading: Reading) -> Sides:
        if not isinstance(node, Items):
            one = FORMULA.take(node, reading)
            return one, one
        if len(node.items) != 2 or any(isinstance(part, Broken) for part in node.items):
            raise expected("a number, or two: height and width", node)
        high, wide = (FORMULA.take(part, reading) for part in node.items)
        return high, wide

    def schema(self) -> Schema:
        one = FORMULA.schema()
        return {"anyOf": [one, {"type": "array", "items": one, "minItems": 2, "maxItems": 2}]}


class Multiplier(Field[Formula]):
    """How many filters each channel has of its own: a formula, or nothing for one."""

    def take(self, node: Node, reading: Reading) -> Formula:
        if isinstance(node, Leaf) and node.empty:
            return Formula("1", node.mark)
        return FORMULA.take(node, reading)

    def schema(self) -> Schema:
        return {"type": ["string", "number", "null"]}


class Layers(Field[tuple[LayerSpec, ...]]):
    """A list of layers, first to last."""

    def take(self, node: Node, reading: Reading) -> tuple[LayerSpec, ...]:
        if not isinstance(node, Items) or not node.items:
            raise expected("a list of layers", node, "write each layer on a line, after `- `")
        found = (reading.attempt(_layer, part, reading) for part in node.items)
        return tuple(layer for layer in found if layer is not None)

    def schema(self) -> Schema:
        words = [{"enum": list(BARE)}] + [closed(fields) for fields in WORDS.values()]
        named = {"type": "object", "minProperties": 1, "maxProperties": 1}
        return {"type": "array", "items": {"anyOf": [*words, named]}, "minItems": 1}


class Inner(Layers):
    """Layers within a layer; the schema stops here, so that it has an end."""

    def schema(self) -> Schema:
        return {"type": "array", "minItems": 1}


SIDES = PerSide()
KERNEL = PerSide(required=True, about="the size of the window, or height and width")
STRIDE = PerSide(about="how far the window moves")
PADDING = PerSide(about="zeros on each side; `same` keeps the size at stride 1")
DILATION = PerSide(about="how far apart the window's entries are")
BIAS = Flag(about="false for a layer without biases")
AVERAGE = Choice(words=("max", "average"), required=True, about="how a window is joined")
INNER = Inner(required=True, about="layers, first to last")
ACTIVATIONS = ("relu", "leaky_relu", "sigmoid", "tanh", "elu", "gelu", "softmax")
WORDS: Mapping[str, FieldMap] = {
    "conv": {
        "conv": FORMULA,
        "kernel": KERNEL,
        "padding": PADDING,
        "stride": STRIDE,
        "dilation": DILATION,
        "groups": FORMULA,
        "bias": BIAS,
    },
    "depthwise": {
        "depthwise": Multiplier(),
        "kernel": KERNEL,
        "padding": PADDING,
        "stride": STRIDE,
        "dilation": DILATION,
        "bias": BIAS,
    },
    "pool": {
        "pool": AVERAGE,
        "kernel": KERNEL,
        "padding": PADDING,
        "stride": STRIDE,
        "dilation": DILATION,
    },
    "global_pool": {"global_pool": AVERAGE},
    "flatten": {"flatten": Nothing()},
    "fully_connected": {"fully_connected": FORMULA, "bias": BIAS},
    "batch_norm": {"batch_norm": Nothing()},
    "dropout": {"dropout": Nothing()},
    **{word: {word: Nothing()} for word in ACTIVATIONS},
    "residual": {"residual": INNER, "shortcut": Inner(about="the layers beside, if there are any")},
    "repeat": {"repeat": FORMULA, "layers": INNER},
}
BARE = ("flatten", "batch_norm", "dropout", *ACTIVATIONS)


# --- one layer -----------------------------------------------------------------------------------
def _layer(node: Node, reading: Reading) -> LayerSpec:
    if isinstance(node, Leaf):
        return _bare(node)
    if isinstance(node, Broken):
        raise Refused
    if not isinstance(node, Table):
        raise expected("a layer", node, "write `{conv: 10, kernel: 3}`, or `name: {…}`")
    word = next((key.text for key, _ in node.pairs if key.text in WORDS), "")
    if _is_named(node, word):
        return _named(node, reading)
    if not word:
        key = node.pairs[0][0]
        raise refused(key.mark, f"{short(key.text)} is not a layer", nearest(key.text, WORDS))
    return _written(word, node, reading)


def _is_named(node: Table, word: str) -> bool:
    """Tell a name with a layer after it from a layer: no word of a layer takes a mapping."""
    inner = node.pairs[0][1]
    bare = isinstance(inner, Leaf) and inner.text in WORDS and not word
    return len(node.pairs) == 1 and (isinstance(inner, Table) or bare)


def _named(node: Table, reading: Reading) -> LayerSpec:
    key, inner = node.pairs[0]
    name = identifier(key)  # cells get longer names, so that a function may lend its own
    return replace(_layer(inner, reading), name=name, mark=key.mark)


def _bare(node: Leaf) -> LayerSpec:
    word = text_of(node, "a layer").text
    if word in BARE:
        return LayerSpec(word, node.mark, {})
    if word in WORDS:
        raise refused(node.mark, f"`{word}` says too little", f"write {usage(word)}")
    raise refused(node.mark, f"{short(word)} is not a layer", nearest(word, WORDS))


def usage(word: str) -> str:
    """Show how a layer is written."""
    fields = WORDS[word]
    needed = [key for key, field in fields.items() if key == word or field.required]
    return "`{" + ", ".join(f"{key}: …" for key in needed) + "}`"


def _written(word: str, node: Table, reading: Reading) -> LayerSpec:
    before = len(reading.complaints)
    options = Record(fields=WORDS[word], what=f"a `{word}` layer").take(node, reading)
    if len(reading.complaints) > before:
        raise Refused  # what is wrong with it has been said
    mark = next(key.mark for key, _ in node.pairs if key.text == word)
    return LayerSpec(word, mark, options)


def inner_layers(layer: LayerSpec) -> Iterator[tuple[LayerSpec, ...]]:
    """List the lists of layers within a layer."""
    for key in ("residual", "shortcut", "layers"):
        if key in layer.options:
            yield layer.options[key]
