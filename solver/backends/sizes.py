"""Which number each symbolic size has, read off the arrays that were given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from solver.algebra.expr import Expr, walk
from solver.algebra.shapes import Dim, Shape, Size, bind, is_vector, show, symbols_in
from solver.backends.base import EvaluationError

Shaped = tuple[str, Shape, Any]  # a name, its declared shape, its array


def fitted(name: str, shape: Shape, array: Any) -> Any:
    """Turn a flat list into the column or row it stands for; refuse too few axes."""
    if array.ndim >= len(shape):
        return array
    if array.ndim == 1 and is_vector(shape):
        return array.reshape((-1, 1) if shape[1] == 1 else (1, -1))
    if array.ndim == 0 and all(dim == 1 for dim in shape):
        return array.reshape((1,) * len(shape))
    raise EvaluationError(f"{name} is {show(shape)}, but its value has shape {_shown(array.shape)}")


def deduced(arrays: Iterable[Shaped], known: Mapping[str, int]) -> dict[str, int]:
    """Solve the trailing axes of all arrays for the size symbols; refuse what does not fit."""
    arrays = list(arrays)
    sizes = dict(known)
    pairs = [pair for _, shape, array in arrays for pair in _pairs(shape, array)]
    while _learn(pairs, sizes):
        pass
    for name, shape, array in arrays:
        _check(name, shape, array, sizes)
    return sizes


def _pairs(shape: Shape, array: Any) -> list[tuple[Dim, int]]:
    return list(zip(shape, _trailing(shape, array), strict=True))


def _trailing(shape: Shape, array: Any) -> tuple[int, ...]:
    return tuple(array.shape[array.ndim - len(shape) :])


def _learn(pairs: list[tuple[Dim, int]], sizes: dict[str, int]) -> bool:
    """Bind the symbols that are the only unknown of their size; say whether any were."""
    before = len(sizes)
    for dim, actual in pairs:
        if isinstance(dim, Size):
            _solve(dim, actual, sizes)
    return len(sizes) > before


def _solve(dim: Size, actual: int, sizes: dict[str, int]) -> None:
    unknown = [(name, count) for name, count in dim.terms if name not in sizes]
    if len(unknown) != 1:
        return
    name, count = unknown[0]
    rest = actual - dim.const - sum(c * sizes[n] for n, c in dim.terms if n in sizes)
    if rest % count == 0:
        sizes[name] = rest // count


def _check(name: str, shape: Shape, array: Any, sizes: Mapping[str, int]) -> None:
    if any(symbol not in sizes for symbol in symbols_in(shape)):
        raise EvaluationError(f"the sizes in {name} ({show(shape)}) cannot be told from the values")
    expected, actual = bind(shape, sizes), _trailing(shape, array)
    if expected != actual:
        symbolic = f"{show(shape)}, here " if symbols_in(shape) else ""
        raise EvaluationError(
            f"{name} must be {symbolic}{_shown(expected)}, but its value has shape "
            f"{_shown(tuple(array.shape))}"
        )


def _shown(shape: tuple[int, ...]) -> str:
    return "×".join(map(str, shape)) if shape else "scalar"


@lru_cache(maxsize=4096)
def symbols_of(formula: Expr) -> frozenset[str]:
    """List every size symbol in the shapes and attributes of a formula."""
    shapes = (shape for node in walk(formula) for shape in (node.shape, _attr_sizes(node)))
    return frozenset(name for shape in shapes for name in symbols_in(shape))


def _attr_sizes(node: Expr) -> Shape:
    return tuple(value for _, value in node.attrs if isinstance(value, Size))


def as_size(name: str, array: Any) -> int | None:
    """Read a size off the scalar given of its name; every set of a batch must agree on it."""
    found = {float(entry) for entry in array.reshape(-1).tolist()}
    if len(found) > 1:
        raise EvaluationError(f"{name} is a size, so it cannot differ within a batch")
    return next((int(size) for size in found if size.is_integer()), None)
