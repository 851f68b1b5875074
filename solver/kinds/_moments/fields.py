"""What a problem on moments is described by: random arrays, quantities, a size, a simulation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from solver.algebra.shapes import Shape
from solver.errors import Mark
from solver.spec.fields import Field, FormulaField, ListOf, MapOf, Marked, Schema, expected, text_of
from solver.spec.model import Formula
from solver.spec.names import NAME_FIELD, Equations, NameMap, identifier
from solver.spec.nodes import Leaf, Node, Table
from solver.spec.numbers import Count
from solver.spec.reading import Reading, Refused
from solver.spec.records import Record
from solver.spec.sizes import ShapeField
from solver.spec.values import ValueField

MOST_SAMPLES = 5000
LAWS = ("signs", "uniform", "normal")


@dataclass(frozen=True, slots=True)
class RandomSpec:
    """A random number or array: each entry has this mean and variance."""

    shape: Shape
    mean: Formula
    variance: Formula


class RandomField(Field[RandomSpec]):
    """A shape, unless it is a number, a mean and a variance."""

    def take(self, node: Node, reading: Reading) -> RandomSpec:
        found = Record(fields=_RANDOM, what="a mapping").take(node, reading)
        if "mean" not in found or "variance" not in found:
            raise Refused
        return RandomSpec(found.get("shape", ()), found["mean"], found["variance"])

    def schema(self) -> Schema:
        return Record(fields=_RANDOM).schema()


_RANDOM: Mapping[str, Field[Any]] = {
    "shape": ShapeField(about="the shape, as `[m, n]`; a number has none"),
    "mean": FormulaField(required=True, about="the mean of every entry"),
    "variance": FormulaField(required=True, about="the variance of every entry"),
}


class SomeNames(NameMap[RandomSpec]):
    """A mapping from names that is not empty."""

    def take(self, node: Node, reading: Reading) -> Any:
        return NameMap.take(self, _filled(node, "a name and its moments"), reading)


class SomeEquations(Equations):
    """Equations, of which there are some."""

    def take(self, node: Node, reading: Reading) -> Any:
        return Equations.take(self, _filled(node, "a name and its formula"), reading)


def _filled(node: Node, what: str) -> Node:
    if isinstance(node, Table) and not node.pairs:
        raise expected(what, node)
    return node


class LawField(Field[str]):
    """The name of a distribution that draws are made from."""

    def take(self, node: Node, reading: Reading) -> str:
        leaf = text_of(node, "a distribution")
        if leaf.text not in LAWS:
            raise expected(f"one of {', '.join(LAWS)}", node)
        return leaf.text

    def schema(self) -> Schema:
        return {"enum": list(LAWS)}


class Values(MapOf[tuple[Shape, Any]]):
    """Numbers for what is given without one."""

    def key(self, key: Leaf, reading: Reading) -> str:
        return identifier(key)


@dataclass(frozen=True, slots=True)
class Simulation:
    """At which numbers quantities are drawn, how often, and from what."""

    mark: Mark
    at: tuple[tuple[str, Mark, tuple[Shape, Any]], ...] = ()
    samples: int = 0  # as many as suit
    seed: int = 1
    laws: tuple[str, ...] = LAWS


class SimulationField(Field[Simulation]):
    """`{at: {n: 3}, samples: 2000, seed: 1, draw: [signs, normal]}`."""

    def take(self, node: Node, reading: Reading) -> Simulation:
        found = Record(fields=_SIMULATION, what="a mapping").take(node, reading)
        laws = found.get("draw", LAWS)
        if not laws:
            raise expected(f"some of {', '.join(LAWS)}", node)
        samples, seed = found.get("samples", 0), found.get("seed", 1)
        return Simulation(node.mark, found.get("at", ()), samples, seed, tuple(dict.fromkeys(laws)))

    def schema(self) -> Schema:
        return Record(fields=_SIMULATION).schema()


_SIMULATION: Mapping[str, Field[Any]] = {
    "at": Values(value=ValueField(), about="numbers for what is given without one, as `{n: 3}`"),
    "samples": Count(least=100, most=MOST_SAMPLES, about="how often the quantity is drawn"),
    "seed": Count(least=0, about="another seed makes other draws"),
    "draw": ListOf(item=LawField(), about="the distributions that entries are drawn from"),
}

FIELDS: Mapping[str, Field[Any]] = {
    "random": SomeNames(
        value=RandomField(), required=True,
        about="independent random numbers and arrays, with the moments of every entry",
    ),
    "quantity": SomeEquations(required=True, about="formulas in them, by name"),
    "growth": Marked(field=NAME_FIELD, about="the size in which the growth is told"),
    "simulate": SimulationField(about="the numbers at which results are simulated"),
}  # fmt: skip
