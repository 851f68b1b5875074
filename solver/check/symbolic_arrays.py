"""Operations on arrays, as arrays of SymPy expressions: `rule(node, arguments, world)`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import sympy

from solver.algebra.expr import Expr
from solver.algebra.shapes import bind


def each(function: Callable[..., Any], *arrays: Any) -> Any:
    """Apply a function entry by entry, a scalar meeting every entry."""
    whole = max(arrays, key=lambda array: array.ndim)
    found = np.empty(whole.shape, dtype=object)
    for place in np.ndindex(*whole.shape):
        found[place] = function(*(array[place] if array.ndim else array[()] for array in arrays))
    return found


# --- constants ---------------------------------------------------------------------------------
def _number(e: Expr, args: list[Any], w: Any) -> Any:
    value = e.attr("value")
    return sympy.Rational(value.numerator, value.denominator)


def _dim(e: Expr, args: list[Any], w: Any) -> Any:
    return sympy.Integer(bind((e.attr("size"),), w.sizes)[0])


def _eye(e: Expr, args: list[Any], w: Any) -> Any:
    (count,) = bind((e.attr("size"),), w.sizes)
    return [[sympy.Integer(int(i == j)) for j in range(count)] for i in range(count)]


def _spread(e: Expr, args: list[Any], w: Any) -> Any:
    """Repeat a scalar, a row or a column over the shape of the result."""
    shape = bind(e.shape, w.sizes)
    return np.broadcast_to(args[0], shape) if shape else args[0]


# --- matrices ----------------------------------------------------------------------------------
def _matmul(e: Expr, args: list[Any], w: Any) -> Any:
    left, right = args
    return [
        [
            sympy.Add(*(left[i, k] * right[k, j] for k in range(left.shape[1])))
            for j in range(right.shape[1])
        ]
        for i in range(left.shape[0])
    ]


def _transpose(e: Expr, args: list[Any], w: Any) -> Any:
    return args[0].T


def _diag(e: Expr, args: list[Any], w: Any) -> Any:
    entries = args[0].reshape(-1)
    zero = sympy.Integer(0)
    return [[x if i == j else zero for j in range(len(entries))] for i, x in enumerate(entries)]


# --- reductions --------------------------------------------------------------------------------
def _lines(e: Expr, array: Any) -> list[list[Any]]:
    """List the groups of entries that a reduction joins, in the order of its results."""
    axis = e.attr("axis")
    if axis is None or not array.ndim:
        return [list(array.reshape(-1))]
    return [list(line) for line in (array.T if axis == 0 else array)]


def _reduced(join: Callable[[list[Any]], Any]) -> Callable[..., Any]:
    return lambda e, args, w: [join(line) for line in _lines(e, args[0])]


def _softmax(e: Expr, args: list[Any], w: Any) -> Any:
    lines = [[sympy.exp(x) for x in line] for line in _lines(e, args[0])]
    shares = np.array([[x / sympy.Add(*line) for x in line] for line in lines], dtype=object)
    return shares.T if e.attr("axis") == 0 else shares


def _length(entries: list[Any]) -> Any:
    return sympy.sqrt(sympy.Add(*(x**2 for x in entries)))


def _norm(e: Expr, args: list[Any], w: Any) -> Any:
    entries = list(args[0].reshape(-1))
    if e.attr("order") == "inf":
        return sympy.Max(*map(sympy.Abs, entries))
    return sympy.Add(*map(sympy.Abs, entries)) if e.attr("order") == 1 else _length(entries)


def _unit(e: Expr, args: list[Any], w: Any) -> Any:
    length = _length(list(args[0].reshape(-1)))
    return each(lambda x: x / length, args[0])


# --- entries and blocks ------------------------------------------------------------------------
def _index(e: Expr, args: list[Any], w: Any) -> Any:
    array, places = args[0], [w.whole(place) for place in e.args[1:]]
    if array.ndim in {1, 3}:
        return array[places[0]]
    places = [place - 1 for place in places]
    return array.reshape(-1)[places[0]] if len(places) == 1 else array[tuple(places)]


def _stack(e: Expr, args: list[Any], w: Any) -> Any:
    return [arg[()] for arg in args]


def _concat(e: Expr, args: list[Any], w: Any) -> Any:
    return np.concatenate([a if a.ndim else a.reshape(1, 1) for a in args], axis=e.attr("axis"))


def _block(e: Expr, args: list[Any], w: Any) -> Any:
    start, stop = bind((e.attr("start"), e.attr("stop")), w.sizes)
    return args[0][(slice(None),) * e.attr("axis") + (slice(start, stop),)]


def _columns(e: Expr, args: list[Any], w: Any) -> Any:
    return args[0].T


def _from_columns(e: Expr, args: list[Any], w: Any) -> Any:
    return args[0].reshape(args[0].shape[0], -1).T


def _reverse(e: Expr, args: list[Any], w: Any) -> Any:
    return args[0][::-1]


ARRAYS: dict[str, Callable[..., Any]] = {
    "number": _number,
    "dim": _dim,
    "pi": lambda e, args, w: sympy.pi,
    "eye": _eye,
    "fill": _spread,
    "rows": _spread,
    "cols": _spread,
    "matmul": _matmul,
    "T": _transpose,
    "diag": _diag,
    "sum": _reduced(lambda line: sympy.Add(*line)),
    "mean": _reduced(lambda line: sympy.Add(*line) / len(line)),
    "max": _reduced(lambda line: sympy.Max(*line)),
    "softmax": _softmax,
    "norm": _norm,
    "unit": _unit,
    "index": _index,
    "stack": _stack,
    "concat": _concat,
    "block": _block,
    "columns": _columns,
    "from_columns": _from_columns,
    "reverse": _reverse,
}
