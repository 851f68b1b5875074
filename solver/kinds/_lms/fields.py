"""What a regression by LMS is described by: the data, the start, the rates, and conventions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from solver.algebra.shapes import show
from solver.errors import Mark
from solver.spec.fields import Choice, Field, ListOf, Marked, Schema, expected
from solver.spec.nodes import Leaf, Node
from solver.spec.numbers import Count, Number, read_number
from solver.spec.reading import Reading, Refused, refused
from solver.spec.records import Record
from solver.spec.values import ValueField

MOST_EPOCHS, MOST_SAMPLES, MOST_RATES, MOST_WEIGHTS = 200, 2000, 12, 12
LARGEST_SEED = 10**9


class Rate(Field[Fraction]):
    """A number above 0."""

    def take(self, node: Node, reading: Reading) -> Fraction:
        value = read_number(node)
        if value <= 0:
            hint = "with a rate of 0 nothing is learned; below 0 the error is made larger"
            raise expected("a rate above 0", node, hint)
        return value

    def schema(self) -> Schema:
        return {"type": ["number", "string"]}


@dataclass(frozen=True, slots=True, kw_only=True)
class OrGiven(Field[Any]):
    """A value, or the name of the given that has it, as one that varies; None stands for that."""

    name: str
    value: Field[Any]

    def take(self, node: Node, reading: Reading) -> Any:
        named = isinstance(node, Leaf) and node.text.strip() == self.name
        return None if named else self.value.take(node, reading)

    def schema(self) -> Schema:
        return {"anyOf": [self.value.schema(), {"const": self.name}]}


@dataclass(frozen=True, slots=True)
class Drawn:
    """Data drawn from a model: so many samples, its weights, the noise, and the seed."""

    mark: Mark
    samples: int
    weights: Any  # a column of exact numbers
    noise: Fraction
    seed: int
    law: str


_DRAWN: Mapping[str, Field[Any]] = {
    "samples": Count(required=True, least=2, most=MOST_SAMPLES, about="how many samples are drawn"),
    "weights": Marked(
        field=ValueField(), required=True, about="the model's weights, that of the constant first"
    ),
    "noise": Number(required=True, least=0, about="the standard deviation of the noise"),
    "seed": Count(required=True, least=0, most=LARGEST_SEED, about="a whole number"),
    "features": Choice(words=("normal", "uniform"), about="the distribution of the features"),
}
_DATA = Record(fields={"generate": Record(fields=_DRAWN, about="draw data", required=True)})


class DataField(Field[Drawn]):
    """`{generate: {…}}`."""

    def take(self, node: Node, reading: Reading) -> Drawn:
        found = _DATA.take(node, reading).get("generate")
        if found is None or any(key not in found for key, f in _DRAWN.items() if f.required):
            raise Refused
        (shape, value), mark = found["weights"]
        if len(shape) != 2 or shape[1] != 1 or not 2 <= shape[0] <= MOST_WEIGHTS:
            what = f"2 to {MOST_WEIGHTS} weights are wanted, found {show(shape)}"
            raise refused(mark, what, "one for the constant, then one for each feature")
        if found["samples"] < shape[0]:
            what = f"{found['samples']} samples cannot settle {shape[0]} weights"
            raise refused(node.mark, what, "draw at least as many samples as there are weights")
        law = found.get("features", "normal")
        return Drawn(node.mark, found["samples"], value, found["noise"], found["seed"], law)

    def schema(self) -> Schema:
        return _DATA.schema()


_RATE = Marked(field=Rate())


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates(ListOf[tuple[Fraction, Mark]]):
    """At least two rates, no two of them equal."""

    item: Field[tuple[Fraction, Mark]] = _RATE

    def take(self, node: Node, reading: Reading) -> tuple[tuple[Fraction, Mark], ...]:
        found = ListOf.take(self, node, reading)
        seen: set[Fraction] = set()
        for value, mark in found:
            if value in seen:
                reading.complain(mark, f"the rate {value} is listed twice")
            seen.add(value)
        if not 2 <= len(found) <= MOST_RATES and not reading.complaints:
            hint = "one rate is written `rate: 0.01`"
            raise expected(f"2 to {MOST_RATES} rates", node, hint)
        return found


FIELDS: Mapping[str, Field[Any]] = {
    "data": DataField(about="draw the data: `generate: {samples, weights, noise, seed}`"),
    "start": Marked(
        field=OrGiven(name="w_0", value=ValueField()),
        about="the weights that LMS starts from, or the given `w_0`; zeros if absent",
    ),
    "rate": Marked(
        field=OrGiven(name="r", value=Rate()),
        about="the learning rate of one run, or the given `r`",
    ),
    "rates": Marked(field=Rates(), about="learning rates that are compared"),
    "epochs": Marked(field=Count(most=MOST_EPOCHS), about="how often LMS goes through all samples"),
    "mse": Choice(words=("mean", "half"), about="the MSE as a mean of e², or of e²/2"),
    "factor": Marked(field=Count(most=2), about="1 for the update w + r e x, 2 for w + 2 r e x"),
}
