"""The first rate at which LMS over an epoch is not stable, as the first root of a polynomial.

Over an epoch a deviation is multiplied by A(r) = Π (I - r x_k x_kᵀ), whose entries are polynomials
in r, and so are the coefficients of its characteristic polynomial. Small rates are stable. On the
way up, eigenvalues leave the unit circle at 1, at -1, or as a pair with the product 1, and there

    Π (1 - λ_i),    Π (1 + λ_i)    or    Π_{i<j} (1 - λ_i λ_j)

vanishes, all of which are polynomials in r (Jury 1964). That there is no root before one is settled
by Descartes' rule of signs, so that no grid of rates has to be trusted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import reduce
from itertools import pairwise
from math import comb
from operator import add
from typing import Any

from flint import arb, arb_poly, fmpq, fmpq_poly, fmpz

from solver.algebra.exact import sign

Matrix = list[list[Any]]  # of polynomials in r


def first_unstable(samples: Sequence[Sequence[Any]], small: Any) -> tuple[Any, Any]:
    """Enclose the least r > 0 at which A(r) has an eigenvalue of size 1, up to a share `small`.

    The rows of `samples` are rational or balls, and span the space.
    """
    norms = [reduce(add, (entry * entry for entry in row)) for row in samples]
    least = min((size for size in norms if sign(size)), key=lambda size: arb(size).mid())
    top = 3 / least  # from 2/least on |det A| = Π |1 - r |x_k|²| is at least 1
    found = []
    for polynomial in conditions(samples):
        upright = scaled(polynomial, top)
        inside = first_root(upright)
        if inside is not None:
            found.append(refined(upright, *inside, small))
    low, high = min(found, key=lambda ends: arb(ends[0]).mid())
    return low * top, high * top


# --- the polynomials -----------------------------------------------------------------------------
def conditions(samples: Sequence[Sequence[Any]]) -> Iterator[Any]:
    """Give the polynomials of which one vanishes where stability ends, without roots at 0."""
    poly = fmpq_poly if all(isinstance(e, fmpq) for row in samples for e in row) else arb_poly
    c = characteristic(epoch([list(row) for row in samples], poly), poly)
    size = len(c) - 1
    signed = [-c[k] if k % 2 else c[k] for k in range(size + 1)]
    pairs = characteristic(_inners(c, poly), poly)[-1]
    # At r = 0 all eigenvalues are 1: as many factors vanish there, each to the first order.
    for found, zeros in ((reduce(add, c), size), (reduce(add, signed), 0), (pairs, comb(size, 2))):
        yield without_multiple_roots(poly(found.coeffs()[zeros:]))


def epoch(samples: list[list[Any]], poly: Any) -> Matrix:
    """Multiply `I - r x xᵀ` over the samples, the last on the left, halves first."""
    if len(samples) > 1:
        half = len(samples) // 2
        return times(epoch(samples[half:], poly), epoch(samples[:half], poly), poly)
    (x,) = samples
    return [[poly([int(i == j), -a * b]) for j, b in enumerate(x)] for i, a in enumerate(x)]


def times(left: Matrix, right: Matrix, poly: Any) -> Matrix:
    """Multiply two matrices of polynomials."""
    columns = list(zip(*right, strict=True))
    return [
        [reduce(add, (a * b for a, b in zip(row, column, strict=True))) for column in columns]
        for row in left
    ]


def characteristic(a: Matrix, poly: Any) -> list[Any]:
    """List the coefficients of det(λI - A), the highest power first (Faddeev, LeVerrier)."""
    found, one = [poly([1])], poly([1])
    rows = [[one if i == j else poly([]) for j in range(len(a))] for i in range(len(a))]
    for k in range(1, len(a) + 1):
        rows = times(a, rows, poly)
        trace = reduce(add, (rows[i][i] for i in range(len(a))))
        found.append(trace * (fmpq(-1, k) if poly is fmpq_poly else arb(-1) / k))
        for i in range(len(a)):
            rows[i][i] = rows[i][i] + found[-1]
    return found


def _inners(c: Sequence[Any], poly: Any) -> Matrix:
    """Write the matrix whose determinant is Π_{i<j} (1 - λ_i λ_j), up to its sign."""
    size, zero = len(c) - 1, poly([])

    def at(place: int) -> Any:
        return c[place] if 0 <= place <= size else zero

    return [[at(j - i) - at(2 + i + j) for j in range(size - 1)] for i in range(size - 1)]


def without_multiple_roots(found: Any) -> Any:
    """Divide by what a polynomial shares with its derivative; one of balls stays as it is."""
    if isinstance(found, arb_poly) or found.degree() < 1:
        return found
    return found // found.gcd(found.derivative())


def scaled(found: Any, by: Any) -> Any:
    """Give p(by · t), so that roots up to `by` are those up to 1; whole coefficients if it can."""
    made = found(type(found)([0, by]))
    return made.numer() if isinstance(made, fmpq_poly) else made


# --- roots ---------------------------------------------------------------------------------------
def first_root(found: Any) -> tuple[Any, Any] | None:
    """Isolate the least root between 0 and 1, both left out; None if there is none.

    Descartes' rule: no change of sign in the coefficients of (1 + t)ⁿ p(1/(1 + t)) is no root
    there, and one change is one root.
    """
    count = _changes(found)
    if count < 2:
        return (fmpq(0), fmpq(1)) if count else None
    poly, half, size = type(found), fmpq(1, 2), found.degree()
    left = poly([c * fmpz(2) ** (size - k) for k, c in enumerate(found.coeffs())])
    if ends := first_root(left):
        return ends[0] * half, ends[1] * half
    right = left(poly([1, 1]))
    if not sign(right[0]):
        return half, half
    ends = first_root(right)
    return (half + ends[0] * half, half + ends[1] * half) if ends else None


def _changes(found: Any) -> int:
    poly = type(found)
    turned = poly(found.coeffs()[::-1])(poly([1, 1]))
    signs = [s for s in map(sign, turned.coeffs()) if s]
    return sum(a != b for a, b in pairwise(signs))


def refined(found: Any, low: Any, high: Any, small: Any) -> tuple[Any, Any]:
    """Halve an interval with one root in it until it is a share `small` of its end."""
    if low == high:
        return low, high
    above = _beside(found, low)
    while high - low > small * low:
        middle = (low + high) / 2
        there = sign(found(middle))
        if not there:
            return middle, middle
        low, high = (middle, high) if there == above else (low, middle)
    return low, high


def _beside(found: Any, place: Any) -> int:
    """Give the sign just above a place, where no root follows at once."""
    return sign(found(place)) or sign(found.derivative()(place))
