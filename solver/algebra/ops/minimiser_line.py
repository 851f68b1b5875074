"""The foot of a slope on a line: where the sign of the slope turns, closed in by bisection."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from solver.algebra.balls import between, bits, on_grid, secant, simplest
from solver.algebra.exact import OutOfDomain
from solver.algebra.expr import Expr
from solver.algebra.op import Context

# How far to look ahead: from 1/8, each time a quarter farther.
AHEAD = tuple(Fraction(round(8 * 1.25**k), 64) for k in range(52))
ASIDE = Fraction(1, 2**20)  # where to look beside a start without a slope
FADING = 1e-100  # a slope of doubles, before one that is 0
HALVINGS = 90  # after which doubles stand still
NONE = "is not there: downhill of the start the slope keeps its sign, as far as {far} away"


def foot_of_slope(ctx: Context, slope: Expr, key: str, start: Any) -> Any:
    """Find where the slope of a formula turns from falling to rising, downhill of the start.

    NaN where it does not; OutOfDomain in exact numbers.
    """
    line = _Line(ctx, slope, key)
    uphill = line.sign(start)
    low, high, found = _ahead(line, start, uphill)
    flat = uphill == 0
    found = ctx.xp.where(flat, line.turns_at(start), found)
    exact = bits(start) is not None
    if exact and not bool(ctx.xp.all(found)):
        raise OutOfDomain(NONE.format(far=round(AHEAD[-1])))
    if not exact:
        found = ctx.xp.logical_and(found, line.has_slope(low, high))
    alone = exact and getattr(low, "size", 0) == 1 == getattr(high, "size", 0)
    close = _narrowed if alone and not bool(flat) else _halved
    low, high = close(line, low, high, uphill)
    if not exact:
        return ctx.xp.where(found, (low + high) / 2, ctx.number(0) * low + float("nan"))
    return _settled(line, low, high)


class _Line:
    """A slope as a function of the one variable."""

    def __init__(self, ctx: Context, slope: Expr, key: str) -> None:
        self.ctx, self.xp, self._slope, self._key = ctx, ctx.xp, slope, key

    def at(self, place: Any) -> Any:
        """Evaluate the slope, once for each place."""
        (found,) = (self.ctx.run(self._slope, {self._key: place}),)
        return self.xp.broadcast_arrays(found, place)[0]

    def sign(self, place: Any) -> Any:
        """Tell whether the slope rises or falls."""
        return self.xp.sign(self.at(place))

    def turns_at(self, place: Any) -> Any:
        """Tell whether the slope falls on the left of a place and rises on the right."""
        aside = self.ctx.number(ASIDE)
        left, right = self.sign(place - aside), self.sign(place + aside)
        return self.xp.logical_and(left < 0, right > 0)

    def has_slope(self, low: Any, high: Any) -> Any:
        """Tell whether the slope turns, and is not only too small for doubles further on."""
        fading = self.xp.logical_and(self.at(high) == 0, self.xp.abs(self.at(low)) < FADING)
        return self.xp.logical_or(low == high, self.xp.logical_not(fading))

    def times(self, count: int) -> range:
        """Count evaluations, of which there may be too many."""
        return self.ctx.times(count, (self._slope,))


def _ahead(line: _Line, start: Any, uphill: Any) -> tuple[Any, Any, Any]:
    """Look ahead, farther and farther, until the slope turns between the last two places."""
    xp, low, high = line.xp, start, start
    found = uphill == 0
    for k in line.times(len(AHEAD)):
        if bool(xp.all(found)):
            break
        place = start - uphill * line.ctx.number(AHEAD[k])
        turned = line.sign(place) * uphill <= 0
        low = xp.where(xp.logical_or(found, turned), low, place)
        high = xp.where(found, high, place)
        found = xp.logical_or(found, turned)
    return low, high, found


def _halved(line: _Line, low: Any, high: Any, uphill: Any) -> tuple[Any, Any]:
    """Halve the interval, in exact numbers as often as half their precision bears."""
    xp, precision = line.xp, bits(low)
    half = line.ctx.number(Fraction(1, 2))
    for _ in line.times(HALVINGS if precision is None else precision // 2):
        middle = (low + high) * half
        ahead = line.sign(middle) * uphill > 0
        low, high = xp.where(ahead, middle, low), xp.where(ahead, high, middle)
    return low, high


def _narrowed(line: _Line, low: Any, high: Any, uphill: Any) -> tuple[Any, Any]:
    """Close in on one place by secants: as near as halving comes, in a tenth of the steps.

    Places are t of the way from `low` to `high`. A secant says where the slope should turn, and the
    slope a last interval to either side of it tells whether it does; halving in between makes sure
    that it always gets nearer.
    """
    depth = (bits(low) or 0) // 2
    last = Fraction(1, 2**depth)

    def slope(t: Fraction) -> Any:
        return line.at(low + (high - low) * line.ctx.number(t)) * uphill

    near, far = Fraction(0), Fraction(1)
    ends = {near: slope(near), far: slope(far)}
    for _ in line.times(depth):
        if far - near <= 2 * last:
            break
        guess = on_grid(secant(ends[near], ends[far]), far - near, last)
        middle = (near + far) / 2
        for place in (near + guess - last, near + guess + last, middle):
            if near < place < far:
                ends[place] = slope(place)
                if bool(line.xp.all(line.xp.sign(ends[place]) > 0)):
                    near = place
                else:
                    far = place
    span = high - low
    return low + span * line.ctx.number(near), low + span * line.ctx.number(far)


def _settled(line: _Line, low: Any, high: Any) -> Any:
    """Give the simplest fraction of the interval if the slope is zero there, else a ball."""
    fraction = simplest(low, high)
    return between(low, high, fraction, line.at(fraction))
