"""The largest stable rate of LMS that goes through its samples in a fixed order.

Over an epoch a deviation of the weights is multiplied by A(r) = Π (I - r x_k x_kᵀ), so it dies out
if the spectral radius of A(r) is below 1. It is for small r, and is not from 2/min |x_k|² on, since
there |det A(r)| = Π |1 - r |x_k|²| is at least 1. The rate is the least at which it is 1: exactly
it is the root of a polynomial (`solver.algebra.stability`), and doubles look for it on a grid.
"""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from math import isqrt
from typing import Any

import numpy as np
from flint import arb, fmpq, fmpq_mat
from flint import ctx as flint_ctx

from solver.algebra.balls import simplest
from solver.algebra.exact import OutOfDomain, rational
from solver.algebra.expr import Expr, make, number
from solver.algebra.notation import latex_call, operator, plain_call
from solver.algebra.op import Attrs, Context, Op, Slip, declare
from solver.algebra.ops.compare import is_exact
from solver.algebra.ops.eigenvalues import largest_size
from solver.algebra.ops.lms import maps_at, over_sets, samples_of
from solver.algebra.ops.solve import lifted
from solver.algebra.shapes import Shape, show
from solver.algebra.spectra import radius
from solver.algebra.stability import first_unstable
from solver.algebra.updates import all_rational, epoch_maps
from solver.errors import FormulaError

SAYS = (
    "find the least rate at which an eigenvalue of an epoch's map has size 1: up to it every "
    "deviation dies out"
)
MOST, MOST_SAMPLES = 5 * 10**6, 400  # samples² · weights⁵, which the time grows with; and samples
POINTS = 256  # rates that are tried between the two bounds
FINER, ROUNDS = 16, 13  # and around the first that is not stable: 16^13 > 2^52
DOUBTFUL = 0.95  # a peak so high on the grid may be higher beside it
NONE = "has no stable rate: some weights are not changed by any sample"


def affordable(samples: int, weights: int) -> bool:
    """Tell whether the rate of so many samples and weights is found in a few seconds."""
    return samples <= most_samples(weights)


def most_samples(weights: int) -> int:
    """Give the number of samples up to which the rate is found in a few seconds."""
    return min(MOST_SAMPLES, isqrt(MOST // weights**5))


def _shape(args: tuple[Expr, ...], attrs: Attrs) -> Shape:
    sizes = samples_of(args[0])
    samples, weights = sizes
    if isinstance(samples, int) and isinstance(weights, int) and not affordable(samples, weights):
        what = f"the data are {show(sizes)}: their largest stable rate takes too long to find"
        raise FormulaError(what, f"up to {most_samples(weights)} samples are possible")
    return ()


def _kernel(ctx: Context, node: Expr, x: Any) -> Any:
    x = lifted(x, node.args[0].shape)
    if is_exact(ctx):
        return over_sets(ctx, partial(_proved, ctx), (x,), (2,))
    ctx.times((2 + ROUNDS) * x.shape[-2], (node,))
    return _searched(ctx, x)


# --- with doubles: a grid, then finer ones -------------------------------------------------------
def _searched(ctx: Context, x: Any) -> Any:
    """Find the first rate of a grid whose spectral radius exceeds 1, and refine.

    It is NaN where a peak between the rates of the grid may have been missed.
    """
    xp = ctx.xp
    sizes = xp.sum(x * x, axis=-1)
    largest = xp.max(sizes, axis=-1)
    least = xp.min(xp.where(sizes > 0, sizes, largest[..., None]), axis=-1)
    low, high = 1 / largest, 2.5 / least
    shares = ctx.constant([k / POINTS for k in range(POINTS + 1)])
    rates = low[..., None] * (high / low)[..., None] ** shares
    radii = largest_size(ctx, maps_at(ctx, x, rates))
    low, high, found = _bracket(ctx, rates, radii)
    found = xp.logical_and(found, xp.logical_not(_peaks(ctx, rates, radii, low)))
    shares = ctx.constant([k / FINER for k in range(FINER + 1)])
    for _ in range(ROUNDS):
        rates = low[..., None] + (high - low)[..., None] * shares
        low, high, _ = _bracket(ctx, rates, largest_size(ctx, maps_at(ctx, x, rates)))
    return xp.where(found, (low + high) / 2, low + float("nan"))


def _bracket(ctx: Context, rates: Any, radii: Any) -> tuple[Any, Any, Any]:
    """Give the first rate that is not stable with the one before it, and whether there are such."""
    xp = ctx.xp
    stable = xp.astype(radii < 1, xp.float64)
    first = xp.argmin(stable, axis=-1, keepdims=True)
    places = xp.arange(rates.shape[-1])

    def at(place: Any) -> Any:
        return xp.sum(xp.where(places == place, rates, ctx.number(0)), axis=-1)

    found = xp.logical_and(first[..., 0] > 0, xp.min(stable, axis=-1) == 0)
    return at(xp.maximum(first - 1, first * 0)), at(first), found


def _peaks(ctx: Context, rates: Any, radii: Any, low: Any) -> Any:
    """Tell whether the radius has a high peak before the last rate that is known to be stable."""
    xp, middle = ctx.xp, radii[..., 1:-1]
    peak = xp.logical_and(middle >= radii[..., :-2], middle >= radii[..., 2:])
    high = xp.logical_and(middle > DOUBTFUL, rates[..., 1:-1] <= low[..., None])
    return xp.any(xp.logical_and(peak, high), axis=-1)


# --- exactly -------------------------------------------------------------------------------------
def _proved(ctx: Context, x: Any) -> Any:
    """Enclose the rate, and give it exactly where it is a simple fraction."""
    if all_rational(x) and fmpq_mat(x.shape[1], x.shape[1], _gram(x)).rank() < x.shape[1]:
        raise OutOfDomain(NONE)
    small = rational(Fraction(1, 2 ** (flint_ctx.prec // 2)))
    low, high = first_unstable(x.tolist(), small)
    if not all_rational(np.array([low, high])):
        return arb(low).union(arb(high))
    short = simplest(*(np.array(end, dtype=object) for end in (low, high))).item()
    exact = radius(epoch_maps(x, np.array([short]))[0].tolist()) if all_rational(x) else None
    return short if isinstance(exact, fmpq) and exact == 1 else arb(low).union(arb(high))


def _gram(x: Any) -> list[Any]:
    return list((x.T @ x).reshape(-1).tolist())


declare(
    Op(
        "stable_rate",
        _shape,
        _kernel,
        call=lambda X: make("stable_rate", X),
        latex=latex_call(f"r_{{{operator('stable')}}}"),
        plain=plain_call("stable_rate"),
        says=(SAYS,),
        opaque=True,
        slips=(Slip("half of the rate was given", lambda e: e / number(2)),),
    )
)
