"""Numbers at random that are the same on every machine: draws from a keyed hash.

A draw is a constant of its seed and its shape. Entries are decimals, so that exact evaluation,
NumPy and Torch see the very same numbers.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from statistics import NormalDist
from typing import Any

from solver.algebra import fit
from solver.algebra.exact import OutOfDomain
from solver.algebra.expr import Expr, make, value_of
from solver.algebra.notation import CALL, P_ATOM, operator, plain_attr
from solver.algebra.op import Attrs, Context, Op, Written, declare
from solver.algebra.shapes import Dim, Shape
from solver.errors import FormulaError
from solver.keyed import Draws

MOST = 10**6  # numbers in one draw
PLACES = 4  # decimals of what is not whole
MOST_PLACES = 9  # so that a draw has fewer decimals than its bits tell apart
_BITS = 53  # of a draw, from each eight bytes


@dataclass(frozen=True, slots=True)
class Distribution:
    """How the bits of a draw become a whole number of units of the last decimal.

    `notation` is its LaTeX, with room for the ends of a range if it is told some.
    """

    unit: Callable[[int, Sequence[int], int], int]  # of bits, ends and units in 1
    notation: str
    says: str
    whole: bool = False


def _normal(bits: int, ends: Sequence[int], one: int) -> int:
    return round(_STANDARD.inv_cdf((2 * bits + 1) / 2 ** (_BITS + 1)) * one)


def _among(bits: int, low: int, high: int) -> int:
    """Choose one of low … high, both included, all as likely as can be told."""
    return low + (bits * (high - low + 1) >> _BITS)


_STANDARD = NormalDist()
DISTRIBUTIONS = {
    "normal": Distribution(
        _normal, r"\mathcal{N}(0, 1)", "draw every entry from the standard normal distribution"
    ),
    "uniform": Distribution(
        lambda bits, ends, one: _among(bits, ends[0] * one, ends[1] * one),
        r"\mathcal{U}[%s, %s]",
        "draw every entry from the range, all places in it being as likely",
    ),
    "integers": Distribution(
        lambda bits, ends, one: _among(bits, *ends),
        r"\{%s, \dots, %s\}",
        "draw every entry from these whole numbers, all being as likely",
        whole=True,
    ),
    "signs": Distribution(
        lambda bits, ends, one: 2 * (bits & 1) - 1,
        r"\{-1, 1\}",
        "draw every entry as 1 or -1, both being as likely",
        whole=True,
    ),
}  # fmt: skip


# --- the numbers ---------------------------------------------------------------------------------
@lru_cache(maxsize=32)
def units(word: str, seed: int, ends: tuple[int, ...], places: int, sizes: tuple[int, ...]) -> Any:
    """Draw nested tuples of whole numbers, in units of the last decimal."""
    count = math.prod(sizes)
    if count > MOST:
        raise OutOfDomain(f"draws {count} numbers: at most {MOST} can be drawn at once")
    law, stream = DISTRIBUTIONS[word], Draws(word, seed).bytes(8 * count)
    bits = (int.from_bytes(stream[k : k + 8], "big") >> 64 - _BITS for k in range(0, 8 * count, 8))
    flat = tuple(law.unit(part, ends, 10**places) for part in bits)
    return _nested(flat, sizes)


def _nested(flat: tuple[Any, ...], sizes: tuple[int, ...]) -> Any:
    if not sizes:
        return flat[0]
    step = len(flat) // sizes[0]
    return tuple(_nested(flat[k : k + step], sizes[1:]) for k in range(0, len(flat), step))


def _kernel(ctx: Context, node: Expr) -> Any:
    places = node.attr("places")
    sizes = tuple(ctx.dims(node.shape))
    drawn = units(node.op, node.attr("seed"), node.attr("ends"), places, sizes)
    return ctx.constant(drawn) / ctx.number(10**places)


# --- what authors write --------------------------------------------------------------------------
def drawn(
    word: str, shape: Shape, seed: int, ends: tuple[int, ...] = (), places: int = PLACES
) -> Expr:
    """Draw an array from a distribution, by its name."""
    places = 0 if DISTRIBUTIONS[word].whole else places
    return make(word, shape=fit.squeezed(shape), seed=seed, ends=ends, places=places)


def _shape(args: tuple[Expr, ...], attrs: Attrs) -> Shape:
    shape: Shape = attrs["shape"]
    count = math.prod(size for size in shape if isinstance(size, int))
    if len(shape) > 3:
        raise FormulaError(f"at most three sizes can be drawn, not {len(shape)}")
    if count > MOST:
        raise FormulaError(f"at most {MOST} numbers can be drawn at once, not {count}")
    return shape


def _whole(value: Expr, what: str) -> int:
    found = value_of(value)
    if found is None or found.denominator != 1:
        raise FormulaError(f"{what} is a whole number, not {value}")
    return int(found)


def _call(word: str) -> Callable[..., Expr]:
    """Give what an author calls: fractions have `places`, ranges have ends."""

    def fractions(*, seed: Expr, shape: Sequence[Dim | Expr] = (), places: Any = None) -> Expr:
        return _written(word, (), seed, shape, places)

    def signs(*, seed: Expr, shape: Sequence[Dim | Expr] = ()) -> Expr:
        return _written(word, (), seed, shape)

    def ranged(
        low: Expr, high: Expr, *, seed: Expr, shape: Sequence[Dim | Expr] = (), places: Any = None
    ) -> Expr:
        return _written(word, (low, high), seed, shape, places)

    def counted(low: Expr, high: Expr, *, seed: Expr, shape: Sequence[Dim | Expr] = ()) -> Expr:
        return _written(word, (low, high), seed, shape)

    calls: dict[str, Callable[..., Expr]]
    calls = {"normal": fractions, "uniform": ranged, "integers": counted, "signs": signs}
    return calls[word]


def _written(
    word: str,
    ends: Sequence[Expr],
    seed: Expr,
    shape: Sequence[Dim | Expr],
    places: Expr | None = None,
) -> Expr:
    found = tuple(_whole(end, "an end of a range") for end in ends)
    if found and found[0] >= found[1]:
        raise FormulaError(f"there is nothing to draw from {found[0]} to {found[1]}")
    decimals = PLACES if places is None else _whole(places, "the number of decimals")
    if not 0 <= decimals <= MOST_PLACES:
        raise FormulaError(f"draws have 0 to {MOST_PLACES} decimals, not {decimals}")
    return drawn(word, tuple(map(fit.as_size, shape)), _whole(seed, "a seed"), found, decimals)


# --- notation ------------------------------------------------------------------------------------
def _latex(p: Any, e: Expr) -> Written:
    law = DISTRIBUTIONS[e.op].notation
    law = law % e.attr("ends") if e.attr("ends") else law
    head = operator("draw") + (f"_{{{p.shape(e.shape)}}}" if e.shape else "")
    return rf"{head}\bigl({law};\ \text{{seed }} {e.attr('seed')}\bigr)", CALL


def _plain(p: Any, e: Expr) -> Written:
    shape = [f"shape={plain_attr(e.attr('shape'))}"] if e.attr("shape") else []
    usual = DISTRIBUTIONS[e.op].whole or e.attr("places") == PLACES
    places = [] if usual else [f"places={e.attr('places')}"]
    said = [*map(str, e.attr("ends")), f"seed={e.attr('seed')}", *shape, *places]
    return f"{e.op}({', '.join(said)})", P_ATOM


for _word, _law in DISTRIBUTIONS.items():
    declare(
        Op(
            _word,
            _shape,
            _kernel,
            call=_call(_word),
            latex=_latex,
            plain=_plain,
            says=(f"{_law.says}; the seed makes the draw the same everywhere",),
            opaque=True,
        )
    )
