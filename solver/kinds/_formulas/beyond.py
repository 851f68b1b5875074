"""Numbers on both sides of a bound, where every line of its derivation is put to the test."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from solver.algebra.expr import Expr, make, name, number
from solver.kinds._formulas.condition import Condition, Reached
from solver.kinds._formulas.domain import UPWARDS, Domain, domain_of, implies, limits_in
from solver.kinds._formulas.isolate import Isolating

ONE, TWO, NEAR = number(1), number(2), number(8)


@dataclass(frozen=True, slots=True)
class Tested:
    """A number, said to be `word` (at, above, below …), that fulfils every line or none."""

    word: str
    place: Expr
    holds: bool


def beside_bound(own: Isolating, start: Condition, lines: tuple[Reached, ...], domain: Domain,
                 bound_key: str) -> Iterator[Tested]:  # fmt: skip
    """Choose a number above the bound, and one below, where the condition is known to be defined.

    None on a side of which too little is known: what is assumed must not be left.
    """
    end = lines[-1].condition if lines else start
    assumed = tuple(limits_in(own))
    if len(assumed) < len(own.known.about(own.unknown)):
        return
    for up in (True, False):
        place = _place(own, end.right, (*assumed, *domain.limits), up, name(bound_key))
        if place is None:
            continue
        conditions = (start, *(line.condition for line in lines))
        at = [one.on(own.unknown, place).on(bound_key, end.right) for one in conditions]
        known = own.known.has_value(end.right)
        if any(own.known.flaw(one.expr) for one in at) if known else domain.open:
            continue
        word = "above" if up else "below"
        yield Tested(word, place, up == (end.relation in UPWARDS))


def _place(
    own: Isolating, bound: Expr, limits: tuple[Condition, ...], up: bool, key: Expr
) -> Expr | None:
    """Go half-way to the nearest limit; a share of the bound where there is none."""
    ahead = [limit for limit in limits if (limit.relation in UPWARDS) != up]
    if not all(_is_within(own, bound, limit) for limit in limits if limit not in ahead):
        return None
    if not ahead:
        step = (ONE + make("abs", key)) / NEAR
        return key + step if up else key - step
    nearest = (limit for limit in ahead if all(o == limit or implies(own, limit, o) for o in ahead))
    limit = next(nearest, None)
    if limit is None or not _is_within(own, bound, limit):
        return None
    return (key + limit.right) / TWO


def _is_within(own: Isolating, bound: Expr, limit: Condition) -> bool:
    """Tell whether a bound is known to lie inside a half-line."""
    return own.known.sign(bound - limit.right) == (1 if limit.relation in UPWARDS else -1)


def beside_whole(
    own: Isolating, start: Condition, domain: Iterable[Condition], smallest: bool
) -> Iterator[Tested]:
    """Choose the whole number that was found, and the one before or after it.

    Not that one where the condition is not defined there, or it is not as assumed. `own` knows the
    value that was found; of symbols, too little is known where not every number will do.
    """
    found = name(own.unknown)
    if not own.known.has_value(found) and (own.known.about(own.unknown) or any(domain)):
        return
    yield Tested("at", found, True)
    if not own.known.has_value(found) and not domain_of(own, start).is_all:
        return
    place = found - ONE if smallest else found + ONE
    condition = start.on(own.unknown, place).expr
    if own.known.allows(own.unknown, place) and not own.known.flaw(condition):
        yield Tested("before" if smallest else "after", place, False)
