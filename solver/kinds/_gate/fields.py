"""The keys of a gate problem."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from solver.algebra.ops.truth import LOGIC
from solver.errors import Mark
from solver.spec.fields import Choice, Field, Flag, Marked, Schema, expected, text_of
from solver.spec.givens import Givens
from solver.spec.names import NameMap, Names, fresh_name
from solver.spec.nodes import Items, Leaf, Node
from solver.spec.numbers import Number
from solver.spec.reading import Reading, nearest, refused, short
from solver.spec.values import ValueField

MOST_INPUTS = 6  # a truth table of 64 rows
MOST_VALUES = 21  # in a set of weights


class Inputs(Field[tuple[str, ...]]):
    """The names of the inputs, or how many there are: `x1`, `x2` and so on."""

    def take(self, node: Node, reading: Reading) -> tuple[str, ...]:
        found = self._listed(node, reading) if isinstance(node, Items) else _counted(node)
        if len(set(found)) < len(found):
            raise refused(node.mark, "an input is named twice")
        return found

    def _listed(self, node: Items, reading: Reading) -> tuple[str, ...]:
        _check_count(node, len(node.items))
        what = "the name of an input"
        return tuple(fresh_name(text_of(part, what), reading.reserved) for part in node.items)

    def schema(self) -> Schema:
        count = {"type": "integer", "minimum": 1, "maximum": MOST_INPUTS}
        names = {"type": "array", "items": {"type": "string"}, "maxItems": MOST_INPUTS}
        return {"anyOf": [count, names | {"minItems": 1}]}


def _counted(node: Node) -> tuple[str, ...]:
    if not isinstance(node, Leaf) or not node.text.isdecimal():
        raise expected("a list of names, or how many inputs there are", node)
    count = int(node.text) if len(node.text) < 9 else 10**9
    _check_count(node, count)
    return tuple(f"x{k + 1}" for k in range(count))


def _check_count(node: Node, count: int) -> None:
    if count < 1:
        raise refused(node.mark, "a gate has at least one input")
    if count > MOST_INPUTS:
        rows = f"2^{count}" if count < 10**9 else "too many"
        raise refused(
            node.mark,
            f"{count} inputs are too many: the truth table would have {rows} rows",
            f"at most {MOST_INPUTS} inputs, {2**MOST_INPUTS} rows, are worked through",
        )


ALSO = {  # other names that people use
    "implication": "implies",
    "inhibition": "inhibits",
    "parity": "xor",
    "equivalence": "xnor",
}


class Word(Field[str]):
    """The name of a logic function."""

    def take(self, node: Node, reading: Reading) -> str:
        leaf = text_of(node, "the name of a logic function")
        word = leaf.text.strip().lower()
        word = ALSO.get(word, word)
        if word not in LOGIC:
            hint = nearest(word, [*LOGIC, *ALSO])
            raise refused(leaf.mark, f"{short(leaf.text)} is no logic function known here", hint)
        return word

    def schema(self) -> Schema:
        return {"type": ["string", "boolean"]}


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowed(Field[tuple[Fraction, ...] | str]):
    """A set of numbers, or a word for one that has no end."""

    words: tuple[str, ...]

    def take(self, node: Node, reading: Reading) -> tuple[Fraction, ...] | str:
        if isinstance(node, Leaf) and node.text in self.words:
            return node.text
        if not isinstance(node, Items):
            raise expected("a list of numbers, or " + " or ".join(self.words), node)
        if not node.items:
            raise refused(node.mark, "the set of allowed weights is empty", "such as `[-1, 0, 1]`")
        if len(node.items) > MOST_VALUES:
            raise refused(node.mark, f"at most {MOST_VALUES} weights can be allowed")
        return self._numbers(node, reading)

    def _numbers(self, node: Items, reading: Reading) -> tuple[Fraction, ...]:
        found = [Number().take(part, reading) for part in node.items]
        for k, (part, value) in enumerate(zip(node.items, found, strict=True)):
            if value in found[:k]:
                raise refused(part.mark, f"{value} stands twice in the set of allowed weights")
        return tuple(found)

    def schema(self) -> Schema:
        numbers = {"type": "array", "items": Number().schema(), "minItems": 1}
        return {"anyOf": [{"enum": list(self.words)}, numbers | {"maxItems": MOST_VALUES}]}


_FEEDS = Names()


@dataclass(frozen=True, slots=True, kw_only=True)
class Units(NameMap[tuple[tuple[str, Mark], ...]]):
    """The units in order, each with what feeds it."""

    value: Field[tuple[tuple[str, Mark], ...]] = _FEEDS
    what: str = "a mapping of `unit: [what feeds it]`"

    def schema(self) -> Schema:
        return NameMap.schema(self)


FIELDS: Mapping[str, Field[Any]] = {
    "inputs": Marked(
        field=Inputs(), required=True, about="the names of the inputs, as `[x1, x2]`, or a number"
    ),
    "values": Choice(words=("binary", "bipolar"), about="0 and 1 (the default), or -1 and 1"),
    "unit": Marked(
        field=Choice(words=("threshold", "sigmoid")),
        about="what a unit makes of its sum; a sigmoid output counts as true from 1/2 on",
    ),
    "zero": Marked(
        field=Flag(), about="whether a threshold unit takes a sum of 0 for true (the default)"
    ),
    "units": Units(
        about="units in order, each with what feeds it, as `y1: [x1, x2]`; the last is the output. "
        "Weights of `y1` are `w1`, its sum is `s1`"
    ),
    "function": Marked(
        field=Word(), about="the wanted function, such as `and`, `xor`, `majority`, `implies`"
    ),
    "table": Marked(
        field=ValueField(what="a list of outputs, or rows of inputs and output"),
        about="the wanted outputs, the inputs counted up; or rows of inputs and output",
    ),
    "find": Marked(
        field=Choice(words=("weights", "network")),
        about="`weights`: those not given; `network`: the smallest network",
    ),
    "where": Marked(
        field=Givens(), about="the sums that the weights sought are to give, as `s: [-1, 1, 3, 5]`"
    ),
    "weights": Marked(
        field=Allowed(words=("integers",)), about="the allowed weights, such as `[-1, 0, 1]`"
    ),
    "bias": Marked(
        field=Allowed(words=("integers", "halves")),
        about="the allowed biases, if they are not the allowed weights",
    ),
    "margin": Marked(
        field=Number(least=0),
        about="how far sums must be from 0 at least; without it, no sum may be 0",
    ),
    "hidden": Marked(
        field=Choice(words=("layered", "skip")),
        about="for the smallest network: `layered`, or `skip` if inputs feed the output, too",
    ),
}
