"""Formulas as arrays of SymPy expressions, written entry by entry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import sympy

from solver.algebra.expr import Expr
from solver.algebra.shapes import bind
from solver.check.symbolic_arrays import ARRAYS, each
from solver.check.symbolic_maps import MAPS
from solver.check.symbolic_scalars import SCALARS

DIGITS = 30  # with which SymPy evaluates


class Unwritten(Exception):
    """An operation has no entrywise form here."""


@dataclass(frozen=True, slots=True)
class World:
    """The symbols that names stand for, the sizes, and the numbers of the symbols.

    `tape` collects entries that were given a symbol of their own, in order, so that a repetition
    does not grow expressions without bound.
    """

    names: Mapping[str, Any]
    sizes: Mapping[str, int]
    numbers: dict[Any, Any]
    tape: dict[Any, Any] = field(default_factory=dict)

    def bound(self, more: Mapping[str, Any]) -> World:
        """Bind more names."""
        return replace(self, names={**self.names, **more})

    def whole(self, expr: Expr) -> int:
        """Read a bound or an index, which is a number in the sampled case."""
        return int(written(expr, self)[()].xreplace(self.numbers))

    def named(self, array: Any) -> Any:
        """Put a fresh symbol in place of every entry."""
        return each(self._named, array)

    def _named(self, entry: Any) -> Any:
        symbol = sympy.Dummy(real=True)
        self.tape[symbol] = entry
        self.numbers[symbol] = sympy.N(entry.xreplace(self.numbers), DIGITS)
        return symbol


def written(expr: Expr, world: World) -> Any:
    """Write a formula as an array of SymPy expressions; Unwritten if an operation is not known."""
    if expr.op == "name":
        return world.names[expr.attr("name")]
    if expr.op in _LAZY:
        found = _LAZY[expr.op](expr, world)
    else:
        found = _applied(expr, [written(arg, world) for arg in expr.args], world)
    shape = bind(expr.shape, world.sizes)
    return np.array(found, dtype=object).reshape(shape)


def _applied(expr: Expr, args: list[Any], world: World) -> Any:
    if expr.op in ARRAYS | MAPS:
        return (ARRAYS | MAPS)[expr.op](expr, args, world)
    if expr.op in SCALARS:
        parameters = {k: sympy.Rational(str(v)) for k, v in expr.attrs if k != "name"}
        function = SCALARS[expr.op]
        return each(lambda *entries: function(*entries, **parameters), *args)
    raise Unwritten(expr.op)


# --- bodies that are written many times --------------------------------------------------------
def _bigsum(e: Expr, w: World) -> Any:
    body, first, last = e.args
    low, high = w.whole(first), w.whole(last)
    total: Any = np.full(bind(e.shape, w.sizes), sympy.Integer(0), dtype=object)
    for k in range(low, high + 1):
        bound = w.bound({e.attr("index"): np.array(sympy.Integer(k), dtype=object)})
        total = total + written(body, bound)
    return total


def _prod(e: Expr, w: World) -> Any:
    body, first, last = e.args
    total: Any = np.full(bind(e.shape, w.sizes), sympy.Integer(1), dtype=object)
    for k in range(w.whole(first), w.whole(last) + 1):
        bound = w.bound({e.attr("index"): np.array(sympy.Integer(k), dtype=object)})
        total = total * written(body, bound)
    return total


def _by_entry(e: Expr, w: World) -> Any:
    shape, indices = bind(e.attr("shape"), w.sizes), e.attr("indices")
    found = np.empty(shape, dtype=object)
    for place in np.ndindex(*shape):
        numbers = (np.array(sympy.Integer(k + 1), dtype=object) for k in place)
        found[place] = written(e.args[0], w.bound(dict(zip(indices, numbers, strict=True))))[()]
    return found


def _fn(e: Expr, w: World) -> Any:
    argument, body = e.args

    def apply(entry: Any) -> Any:
        return written(body, w.bound({e.attr("parameter"): np.array(entry, dtype=object)}))[()]

    return each(apply, written(argument, w))


def _scan(e: Expr, w: World) -> Any:
    states, inputs = e.attr("states"), e.attr("inputs")
    (steps,) = bind((e.attr("steps"),), w.sizes)
    split = len(states) + len(inputs)
    now = {s: written(arg, w) for s, arg in zip(states, e.args, strict=False)}
    feeds = {i: written(arg, w) for i, arg in zip(inputs, e.args[len(states) :], strict=False)}
    iterates = [now[states[e.attr("out")]]]
    for t in range(steps):
        seen = {**now, **{i: np.array(feed[t], dtype=object) for i, feed in feeds.items()}}
        for state, body in zip(states, e.args[split:], strict=True):
            now = {**now, state: w.named(written(body, w.bound(seen)))}
            seen = seen if e.attr("together") else {**seen, **now}
        iterates.append(now[states[e.attr("out")]])
    return np.stack(iterates)


_LAZY = {"bigsum": _bigsum, "by_entry": _by_entry, "prod": _prod, "fn": _fn, "scan": _scan}
