"""Formulas in whole arrays, spelled out as sums over indices of single entries."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import reduce

from solver.algebra.expr import Expr, make, name, names_in, number, rebuild, walk
from solver.algebra.op import OPS
from solver.algebra.ops.leaves import size
from solver.algebra.shapes import Dim, Size, is_vector
from solver.errors import FormulaError

_LETTERS = "ijlpqrs"


def spelled(expr: Expr, random: Collection[str]) -> Expr:
    """Write what is random as sums of entries, as `sum(x)` and `(W @ x)[i]`."""
    return _Speller(expr, random).scalar(expr)


def spelled_size(dim: Dim, names: Mapping[str, Expr]) -> Expr:
    """Write a size as a sum, what is added first."""
    terms = dim.terms if isinstance(dim, Size) else ()
    parts = [(count, names.get(key, name(key))) for key, count in terms]
    parts.sort(key=lambda part: part[0] < 0)
    const = dim.const if isinstance(dim, Size) else dim
    parts += [(const, number(1))] if const or not parts else []
    (count, first), *rest = parts
    total = first if count == 1 else number(count) * first
    for count, part in rest:
        shown = number(abs(count)) if part == number(1) else part
        shown = shown if abs(count) == 1 or part == number(1) else number(abs(count)) * part
        total = total - shown if count < 0 else total + shown
    return total


class _Speller:
    """Spells one formula; `_fresh` gives indices that nothing in it is called."""

    def __init__(self, whole: Expr, random: Collection[str]) -> None:
        self.random = frozenset(random)
        taken = {n.attr("name") for n in walk(whole) if n.op == "name"}
        taken |= {n.attr("index") for n in walk(whole) if n.op == "bigsum"}
        letters = (key for key in (*_LETTERS, *(f"i{k}" for k in range(1, 40))))
        self._fresh = (key for key in letters if key not in taken)

    def scalar(self, e: Expr) -> Expr:
        """Spell out a formula that is a number."""
        if self.random.isdisjoint(names_in(e)):
            return e
        if e.op == "index":
            return e if e.args[0].op == "name" else self.entry(e.args[0], self._full(e))
        if e.op in {"sum", "mean"} and not e.shape and e.args[0].shape:
            return self._reduced(e)
        if e.op == "matmul":
            return self.entry(e, (number(1), number(1)))
        if any(arg.shape for arg in e.args):
            hint = "write it with sums over an index of single entries"
            raise FormulaError(f"the moments of {e} are not worked out", hint)
        return rebuild(e, tuple(map(self.scalar, e.args)))

    def _full(self, e: Expr) -> tuple[Expr, ...]:
        array, *places = e.args
        if len(array.shape) == 2 and len(places) == 1:
            one = number(1)
            return (places[0], one) if array.shape[1] == 1 else (one, places[0])
        return tuple(places)

    def _reduced(self, e: Expr) -> Expr:
        """Write a sum, or a mean, over all entries of a matrix or a vector."""
        array, one = e.args[0], number(1)
        long = [dim != 1 for dim in array.shape]
        letters = [self._letter() if wanted else "" for wanted in long]
        places = tuple(name(key) if key else one for key in letters)
        total = self.entry(array, places)
        for key, dim in reversed(list(zip(letters, array.shape, strict=True))):
            total = make("bigsum", total, one, size(dim), index=key) if key else total
        if e.op == "sum":
            return total
        return total / reduce(Expr.__mul__, [size(dim) for dim in array.shape if dim != 1])

    def _letter(self) -> str:
        found: str = next(self._fresh)
        return found

    def entry(self, e: Expr, places: tuple[Expr, ...]) -> Expr:
        """Write one entry of an array."""
        if not e.shape:
            return self.scalar(e) if e.op != "matmul" else self._dot(e, places)
        if e.op == "name":
            short = places if not is_vector(e.shape) else (places[0 if e.shape[1] == 1 else 1],)
            return make("index", e, *short)
        if e.op == "T":
            return self.entry(e.args[0], places[::-1])
        if e.op == "matmul":
            return self._dot(e, places)
        if OPS[e.op].elementwise and e.args:
            return rebuild(e, tuple(self.entry(arg, places) for arg in e.args))
        raise FormulaError(f"the entries of {e} are not worked out", "write them with an index")

    def _dot(self, e: Expr, places: tuple[Expr, ...]) -> Expr:
        left, right = e.args
        key = self._letter()
        body = self.entry(left, (places[0], name(key))) * self.entry(right, (name(key), places[1]))
        return make("bigsum", body, number(1), size(left.shape[1]), index=key)
