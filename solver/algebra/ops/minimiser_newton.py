"""Newton's method for a minimum of several variables, proved in exact numbers."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from solver.algebra.balls import bits, inside, known_zero, middle, widened
from solver.algebra.exact import OutOfDomain, Undecided
from solver.algebra.expr import Expr
from solver.algebra.op import Context

STEPS = 60
CLOSE = 1e-9  # a slope and a step of doubles that count as none, against the first slope
CURVED = "is not found: on the way from the start the Hessian is not positive definite"
AWAY = "is not found by Newton's method from the start"


def newton(ctx: Context, gradient: Expr, hessian: Sequence[Expr], key: str, start: Any) -> Any:
    """Follow Newton's method from the start; a quadratic is settled in one step, exactly.

    NaN where there is no minimum; OutOfDomain in exact numbers.
    """
    plane = _Plane(ctx, gradient, hessian, key)
    return _doubles(plane, start) if bits(start) is None else _exact(plane, start)


class _Plane:
    """A gradient and a Hessian as functions of one column."""

    def __init__(self, ctx: Context, gradient: Expr, hessian: Sequence[Expr], key: str) -> None:
        self.ctx, self.xp = ctx, ctx.xp
        self._gradient, self._hessian, self._key = gradient, hessian, key

    def slope(self, place: Any) -> Any:
        """Evaluate the gradient, a column."""
        found = self.ctx.run(self._gradient, {self._key: place})
        return self.xp.broadcast_arrays(found, place)[0]

    def step(self, place: Any, around: Any) -> tuple[Any, Any]:
        """Solve Hessian · step = gradient by LDLᵀ; tell where the Hessian is positive definite.

        The Hessian is taken `around` the place, which may be a box.
        """
        rows = [self.ctx.run(row, {self._key: around}) for row in self._hessian]
        rows = [self.xp.broadcast_arrays(row, place)[0][..., 0] for row in rows]
        matrix = [[row[..., j] for j in range(len(rows))] for row in rows]
        found, pivots = _solved(matrix, self._entries(self.slope(place)))
        positive = pivots[0] > 0
        for pivot in pivots[1:]:
            positive = self.xp.logical_and(positive, pivot > 0)
        return self.xp.stack(found, axis=-1)[..., None], positive

    @staticmethod
    def _entries(column: Any) -> list[Any]:
        return [column[..., k, 0] for k in range(column.shape[-2])]


def _solved(matrix: list[list[Any]], right: list[Any]) -> tuple[list[Any], list[Any]]:
    """Solve a symmetric system by LDLᵀ without pivots; give the solution and D."""
    count, lower, pivots = len(matrix), [list(row) for row in matrix], list[Any]()
    for j in range(count):
        pivots.append(matrix[j][j] - _dot(lower[j][:j], lower[j][:j], pivots))
        if bits(pivots[j]) is not None and not bool((pivots[j] > 0).all()):
            raise OutOfDomain(CURVED)
        for i in range(j + 1, count):
            rest = matrix[i][j] - _dot(lower[i][:j], lower[j][:j], pivots)
            lower[i][j] = rest / pivots[j]
    found = list(right)
    for i in range(count):
        for j in range(i):
            found[i] = found[i] - lower[i][j] * found[j]
    found = [entry / pivot for entry, pivot in zip(found, pivots, strict=True)]
    for i in reversed(range(count)):
        for j in range(i + 1, count):
            found[i] = found[i] - lower[j][i] * found[j]
    return found, pivots


def _dot(left: list[Any], right: list[Any], weights: list[Any]) -> Any:
    return sum((a * b * w for a, b, w in zip(left, right, weights, strict=False)), start=0)


# --- in doubles ----------------------------------------------------------------------------------
def _doubles(plane: _Plane, start: Any) -> Any:
    xp, place, step = plane.xp, start, start
    for _ in range(STEPS):
        step, positive = plane.step(place, place)
        place = place - step
    size = xp.max(xp.abs(plane.slope(place)), axis=(-2, -1))
    first = xp.max(xp.abs(plane.slope(start)), axis=(-2, -1))
    far, last = (xp.max(xp.abs(column), axis=(-2, -1)) for column in (place, step))
    settled = xp.logical_and(size <= CLOSE * (1 + first), last <= CLOSE * (1 + far))
    fine = xp.logical_and(positive, settled)
    return xp.where(fine[..., None, None], place, place + float("nan"))


# --- exactly -------------------------------------------------------------------------------------
def _exact(plane: _Plane, start: Any) -> Any:
    place = start - plane.step(start, start)[0]
    if known_zero(plane.slope(place)):
        return place
    precision = bits(start) or 0
    small = Fraction(1, 2 ** (precision // 2))
    place = _limit(plane, middle(place), small)
    box = widened(place, small)
    found = place - plane.step(place, box)[0]
    if not inside(found, box):
        raise Undecided("the interval Newton test")
    return found


def _limit(plane: _Plane, place: Any, small: Fraction) -> Any:
    for _ in range(STEPS):
        step = middle(plane.step(place, place)[0])
        place = middle(place - step)
        if bool((plane.xp.abs(step) < plane.ctx.number(small / 16)).all()):
            return place
    raise OutOfDomain(AWAY)
