"""An Array API namespace over object arrays of exact numbers, so that kernels run on them."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
from flint import arb

from solver.algebra import exact
from solver.algebra.op import OPS
from solver.backends.arrays import entrywise, exact_array, power


def _larger(a: Any, b: Any) -> Any:
    if isinstance(a, arb) or isinstance(b, arb):
        return exact.ball(a).max(exact.ball(b))  # encloses the maximum, whichever it is
    return max(a, b)


def _smaller(a: Any, b: Any) -> Any:
    return -_larger(-a, -b)


def _pow(base: Any, exponent: Any) -> Any:
    return entrywise(power, 2)(base, exponent)


def _remainder(a: Any, b: Any) -> Any:
    return a - b * (OPS["floor"].exact or _absent)(a / b)


def _function(name: str) -> Callable[[Any], Any]:
    """Lift an elementwise op's own exact function."""
    return lambda value: entrywise(OPS[name].exact or _absent)(value)


def _absent(value: Any) -> Any:
    raise NotImplementedError(f"no exact function for {value}")


def _reduction(function: Callable[[Any, Any], Any]) -> Callable[..., Any]:
    ufunc = np.frompyfunc(function, 2, 1)

    def reduce(value: Any, /, *, axis: Any = None, keepdims: bool = False) -> Any:
        return exact_array(_over(ufunc.reduce, value, axis, keepdims))

    return reduce


def _over(reduce: Callable[..., Any], value: Any, axis: Any, keepdims: bool) -> Any:
    """Reduce one axis after another, the last first: lifted functions take one at a time."""
    axes = range(value.ndim) if axis is None else axis if isinstance(axis, tuple) else (axis,)
    for one in sorted((k % value.ndim for k in axes), reverse=True):
        value = reduce(value, axis=one, keepdims=keepdims)
    return value


def _mean(value: Any, /, *, axis: Any = None, keepdims: bool = False) -> Any:
    total = _sum(value, axis=axis, keepdims=keepdims)
    return total / exact.rational(value.size // max(total.size, 1))


def _sum(value: Any, /, *, axis: Any = None, keepdims: bool = False) -> Any:
    return exact_array(np.sum(value, axis=axis, keepdims=keepdims))


def _prod(value: Any, /, *, axis: Any = None, keepdims: bool = False) -> Any:
    return exact_array(np.prod(value, axis=axis, keepdims=keepdims))


def _first(better: Callable[[int], bool]) -> Callable[..., Any]:
    """Make an argmax or argmin: the first of the best entries along an axis."""

    def search(value: Any, /, *, axis: int | None = None, keepdims: bool = False) -> Any:
        flat = value.reshape(-1) if axis is None else np.moveaxis(value, axis, -1)
        rows = [_best(row, better) for row in flat.reshape(-1, flat.shape[-1])]
        found = np.asarray(rows, dtype=np.int64).reshape(flat.shape[:-1])
        if not keepdims:
            return found
        if axis is None:
            return found.reshape((1,) * value.ndim)
        return np.expand_dims(found, axis)

    return search


def _best(row: Any, better: Callable[[int], bool]) -> int:
    best = 0
    for k in range(1, len(row)):
        best = k if better(exact.sign(row[k] - row[best])) else best
    return best


def _where(condition: Any, yes: Any, no: Any, /) -> Any:
    return exact_array(np.where(condition, yes, no))


def _moved(name: str) -> Callable[..., Any]:
    """Lend a function of NumPy that only moves entries."""
    function = getattr(np, name)
    return lambda *args, **options: exact_array(function(*args, **options))


def _filled(value: int) -> Callable[..., Any]:
    def fill(shape: Any, /, **options: Any) -> Any:
        return exact_array(np.full(shape, exact.rational(value), dtype=object))

    return fill


_MOVES = (
    "broadcast_to",
    "concat",
    "expand_dims",
    "flip",
    "matmul",
    "matrix_transpose",
    "moveaxis",
    "pad",
    "permute_dims",
    "repeat",
    "reshape",
    "roll",
    "squeeze",
    "stack",
    "take",
    "tensordot",
    "tile",
)
_TRUTHS = ("all", "any", "arange", "logical_and", "logical_not", "logical_or", "logical_xor")
_FUNCTIONS = ("abs", "ceil", "erf", "exp", "floor", "log", "sign", "sqrt", "tanh")

NAMESPACE = SimpleNamespace(
    **{name: _moved(name) for name in _MOVES},
    **{name: getattr(np, name) for name in _TRUTHS},
    **{name: _function(name) for name in _FUNCTIONS},
    argmax=_first(lambda sign: sign > 0),
    argmin=_first(lambda sign: sign < 0),
    asarray=lambda value, **options: exact_array(value),
    bool=np.bool_,
    broadcast_arrays=lambda *arrays: [exact_array(a) for a in np.broadcast_arrays(*arrays)],
    cos=entrywise(lambda value: exact.ball(value).cos()),
    equal=lambda a, b: exact_array(a) == b,
    expm1=entrywise(lambda value: exact.ball(value).expm1()),
    float64=object,
    greater=lambda a, b: exact_array(a) > b,
    greater_equal=lambda a, b: exact_array(a) >= b,
    less=lambda a, b: exact_array(a) < b,
    less_equal=lambda a, b: exact_array(a) <= b,
    log1p=entrywise(lambda value: exact.ball(value).log1p()),
    max=_reduction(_larger),
    maximum=entrywise(_larger, 2),
    mean=_mean,
    min=_reduction(_smaller),
    minimum=entrywise(_smaller, 2),
    not_equal=lambda a, b: exact_array(a) != b,
    ones=_filled(1),
    pow=_pow,
    prod=_prod,
    remainder=entrywise(_remainder, 2),
    sin=entrywise(lambda value: exact.ball(value).sin()),
    sum=_sum,
    where=_where,
    zeros=_filled(0),
)
