"""Eigenvalues of exact matrices: rational where they are, else balls that hold them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flint import acb, acb_mat, arb, fmpq, fmpq_mat

from solver.algebra.exact import OutOfDomain, Undecided, ball

LONGEST = 1024  # bits of an entry up to which the characteristic polynomial is factored

Rows = list[list[Any]]


def roots(rows: Rows) -> list[Any]:
    """List the eigenvalues with their multiplicities: `fmpq` or `acb`, in no order."""
    flat = [entry for row in rows for entry in row]
    if all(isinstance(entry, fmpq) and entry.height_bits() <= LONGEST for entry in flat):
        return _factored(fmpq_mat(len(rows), len(rows), flat))
    try:
        matrix = acb_mat(len(rows), len(rows), [acb(ball(entry)) for entry in flat])
        return list(matrix.eig(multiple=True))
    except ValueError:
        raise Undecided("the eigenvalues") from None


def _factored(matrix: Any) -> list[Any]:
    """Find the roots of the characteristic polynomial, factor by factor."""
    found: list[Any] = []
    for factor, times in matrix.charpoly().numer().factor()[1]:
        if factor.degree() == 1:
            found += [fmpq(-factor[0], factor[1])] * times
        else:
            found += [root for root, _ in factor.complex_roots()] * times
    return found


def ordered(rows: Rows) -> list[Any]:
    """List the eigenvalues of a symmetric matrix, the largest first."""
    if any(rows[i][j] != rows[j][i] for i in range(len(rows)) for j in range(i)):
        raise OutOfDomain("takes the eigenvalues of a matrix that is not symmetric")
    found = [root.real if isinstance(root, acb) else root for root in roots(rows)]
    exact = [root for root in found if isinstance(root, fmpq)]
    if len(exact) == len(found):
        return sorted(exact, reverse=True)
    # The k-th largest number lies between the k-th largest bounds, also where balls overlap.
    balls = [ball(root) for root in found]
    low = sorted((b.lower() for b in balls), reverse=True)
    high = sorted((b.upper() for b in balls), reverse=True)
    merged = [a.union(b) for a, b in zip(low, high, strict=True)]
    return [next((e for e in exact if _alone(e, one, balls)), one) for one in merged]


def _alone(number: Any, around: Any, balls: Iterable[Any]) -> bool:
    """Tell whether a rational eigenvalue is the only one in a ball."""
    return bool(around.contains(arb(number))) and sum(b.overlaps(around) for b in balls) == 1


def radius(rows: Rows) -> Any:
    """Give the largest absolute value of the eigenvalues."""
    found = [abs(root) for root in roots(rows)]
    exact = max((size for size in found if isinstance(size, fmpq)), default=None)
    others = [size for size in found if not isinstance(size, fmpq)]
    if exact is not None and all(ball(size) <= ball(exact) for size in others):
        return exact
    total = ball(found[0])
    for size in found[1:]:
        total = total.max(ball(size))
    return total
