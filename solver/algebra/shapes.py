"""Symbolic shapes: a size is an integer or a linear form such as `n + 2m - 1`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Size:
    """The linear form `const + sum(count * symbol)`, with at least one symbol, sorted by name."""

    terms: tuple[tuple[str, int], ...]
    const: int = 0

    def __str__(self) -> str:
        return self.spelled("")

    @property
    def ordered(self) -> tuple[tuple[str, int], ...]:
        """The terms as people write them, those with a plus first: `n - k`."""
        return tuple(sorted(self.terms, key=lambda term: term[1] < 0))

    def spelled(self, times: str) -> str:
        """Print with a sign of one's own between a factor and its symbol."""
        parts = [_show_term(symbol, count, times) for symbol, count in self.ordered]
        if self.const:
            parts.append(f"{self.const:+d}")
        return "".join(parts).removeprefix("+")


Dim = int | Size
Shape = tuple[Dim, ...]


def _show_term(symbol: str, count: int, times: str) -> str:
    sign = "-" if count < 0 else "+"
    return f"{sign}{'' if abs(count) == 1 else f'{abs(count)}{times}'}{symbol}"


def symbol(name: str) -> Size:
    """Name an unknown size."""
    return Size(((name, 1),))


def combine(*parts: tuple[int, Dim]) -> Dim:
    """Add up `factor * size` over the parts; equal sums compare equal, however they were made."""
    counts: dict[str, int] = {}
    const = 0
    for factor, dim in parts:
        terms, own = (dim.terms, dim.const) if isinstance(dim, Size) else ((), dim)
        const += factor * own
        for name, count in terms:
            counts[name] = counts.get(name, 0) + factor * count
    terms = tuple(sorted((name, count) for name, count in counts.items() if count))
    return Size(terms, const) if terms else const


def total(dims: Iterable[Dim]) -> Dim:
    """Add sizes."""
    return combine(*((1, dim) for dim in dims))


def floored(dim: Dim, by: int) -> Dim | None:
    """Divide a size and round down; None where that is no linear form."""
    if isinstance(dim, int):
        return dim // by
    if any(count % by for _, count in dim.terms):
        return None
    return Size(tuple((name, count // by) for name, count in dim.terms), dim.const // by)


def bind_dim(dim: Dim, sizes: Mapping[str, int]) -> int:
    """Give a size its number; KeyError names a symbol that has none."""
    if isinstance(dim, int):
        return dim
    return dim.const + sum(count * sizes[name] for name, count in dim.terms)


def bind(shape: Shape, sizes: Mapping[str, int]) -> tuple[int, ...]:
    """Give every size of a shape its number."""
    return tuple(bind_dim(dim, sizes) for dim in shape)


def symbols_in(shape: Shape) -> tuple[str, ...]:
    """List the unknown sizes of a shape, in order of appearance."""
    return tuple(name for dim in shape if isinstance(dim, Size) for name, _ in dim.terms)


def show(shape: Shape) -> str:
    """Print a shape as people write it: `m×n`, or `scalar`."""
    shown = (f"({dim})" if len(shape) > 1 and is_sum(dim) else str(dim) for dim in shape)
    return "×".join(shown) if shape else "scalar"


def is_sum(dim: Dim) -> bool:
    """Tell whether a size is a sum, `n - k + 1`."""
    return isinstance(dim, Size) and len(dim.terms) + bool(dim.const) > 1


def is_vector(shape: Shape) -> bool:
    """Tell whether a shape is a column, a row, or a sequence of rank 1."""
    return len(shape) == 1 or (len(shape) == 2 and 1 in shape and shape != (1, 1))


def runs_over_all(shape: Shape, axis: int | None) -> bool:
    """Tell whether a reduction takes in every entry: no axis is named, or a vector's long one."""
    return axis is None or (is_vector(shape) and shape[axis] != 1)


def length(shape: Shape) -> Dim:
    """Count the entries of a scalar or vector."""
    return next((dim for dim in shape if dim != 1), 1)
