"""Where random entries stand: which of them are the same, and which indices tell them apart."""

from __future__ import annotations

from fractions import Fraction
from functools import reduce

from solver.algebra.expr import Expr, names_in
from solver.algebra.terms import Coefficient, terms_of


def places(entry: Expr) -> tuple[Expr, ...]:
    """Give the indices of an entry; a random number has none."""
    return entry.args[1:] if entry.op == "index" else ()


def array(entry: Expr) -> str:
    """Name the random array of an entry."""
    found: str = (entry.args[0] if entry.op == "index" else entry).attr("name")
    return found


def apart(one: Expr, other: Expr) -> bool | None:
    """Tell whether two entries are different whatever the indices are; None if that depends."""
    if array(one) != array(other):
        return True
    gaps = [_number(a - b) for a, b in zip(places(one), places(other), strict=True)]
    if any(gap is not None and gap for gap in gaps):
        return True
    return False if all(gap == 0 for gap in gaps) else None


def _number(e: Expr) -> Coefficient | None:
    terms = terms_of(e)
    if not terms:
        return 0
    return terms[0].coefficient if len(terms) == 1 and not terms[0].factors else None


def is_injective(indices: tuple[str, ...], where: tuple[Expr, ...]) -> bool:
    """Tell whether places that are linear in the indices differ wherever the indices do."""
    rows = [_linear(place, indices) for place in where]
    return all(row is not None for row in rows) and _rank(
        [row for row in rows if row is not None]
    ) == len(indices)


def _linear(place: Expr, indices: tuple[str, ...]) -> list[Fraction] | None:
    """Give the coefficients of the indices in a place, if it is linear in them."""
    found = dict.fromkeys(indices, Fraction(0))
    for term in terms_of(place):
        used = [base for base, _ in term.factors if set(names_in(base)) & set(indices)]
        if not used:
            continue
        if term.factors != ((used[0], 1),) or used[0].op != "name":
            return None
        found[used[0].attr("name")] += Fraction(term.coefficient)
    return list(found.values())


def _rank(rows: list[list[Fraction]]) -> int:
    rank, width = 0, len(rows[0]) if rows else 0
    for column in range(width):
        pivot = next((row for row in rows[rank:] if row[column]), None)
        if pivot is None:
            continue
        rows.remove(pivot)
        rows.insert(rank, pivot)
        for row in rows[rank + 1 :]:
            share = row[column] / pivot[column]
            row[:] = [a - share * b for a, b in zip(row, pivot, strict=True)]
        rank += 1
    return rank


def shifted(entries: list[Expr]) -> tuple[Expr, ...]:
    """Add up the places of several entries of one array."""
    return tuple(reduce(Expr.__add__, column) for column in zip(*map(places, entries), strict=True))
