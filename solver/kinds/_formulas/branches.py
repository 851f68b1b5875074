"""Where a condition falls into several: the one that is meant, or a complaint that names all."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction

from flint import fmpz

from solver.algebra.expr import Expr, make, number, value_of
from solver.algebra.op import Words
from solver.algebra.tidy import tidy
from solver.kinds._formulas.condition import TURNED, Condition, Reached, Unsolved, settled
from solver.kinds._formulas.isolate import ONE, ZERO, Isolating, sign_or_more

MOST_COUNT = 64  # of a root that is tried for a fraction
COUNTS = {2: "two", 3: "three", 4: "four"}
Way = list[Reached]  # the lines of one of the cases
Follow = Callable[[Condition], Way]


# --- cases ---------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Followed:
    """The cases that lead to a solution each, the ends of those that have several, and the rest."""

    ways: tuple[Way, ...]
    ends: tuple[Expr, ...]
    never: bool = False  # one has no solution
    always: bool = False  # every number fulfils one

    @property
    def all_ends(self) -> tuple[Expr, ...]:
        return (*(way[-1].condition.right for way in self.ways), *self.ends)


def followed(starts: Iterable[Reached], follow: Follow) -> Followed:
    """Follow every case; raises Unsolved for one that cannot be."""
    ways: list[Way] = []
    ends: list[Expr] = []
    settled_ways: set[bool] = set()
    for start in starts:
        try:
            ways.append([start, *follow(start.condition)])
        except Unsolved as reason:
            if reason.holds is None and not reason.ends:
                raise
            ends += reason.ends
            settled_ways |= set() if reason.holds is None else {reason.holds}
    return Followed(tuple(ways), tuple(ends), False in settled_ways, True in settled_ways)


def meant(own: Isolating, found: Followed, because: str) -> Way:
    """Choose the one solution of an equation that the assumptions allow."""
    ends = dict.fromkeys(found.all_ends)
    if found.always or not ends:
        because = "one case always holds" if found.always else because
        raise settled(own.unknown, found.always, because)
    allowed = [end for end in ends if own.known.allows(own.unknown, end)]
    ways = [way for way in found.ways if way[-1].condition.right in allowed]
    if len(allowed) == 1 and ways:
        return ways[0]
    raise _several(own, list(ends), none=not allowed)


def _several(own: Isolating, ends: list[Expr], none: bool) -> Unsolved:
    ordered = sorted(ends, key=own.known.number)
    listed = joined(f"{own.unknown} = {own.known.shown(end)}" for end in ordered)
    if none:
        what = "the only one is" if len(ends) == 1 else "they are"
        return Unsolved(f"no solution is as assumed: {what} {listed}", ends=tuple(ends))
    what = f"there are {COUNTS.get(len(ends), len(ends))} solutions, {listed}"
    hint = f"say under `assume:` which is meant, as `{own.unknown} > {between(own, ordered[-2:])}`"
    return Unsolved(what, hint, ends=tuple(ends))


def two_ends(own: Isolating, ends: Iterable[Expr]) -> Unsolved:
    """Complain of solutions that are no half-line."""
    ordered = sorted(dict.fromkeys(ends), key=own.known.number)
    listed = joined(f"{own.unknown} = {own.known.shown(end)}" for end in ordered)
    what = f"the solutions have {COUNTS.get(len(ordered), len(ordered))} ends, {listed}"
    middle = between(own, ordered[-2:])
    hint = f"say under `assume:` on which side they are, as `{own.unknown} > {middle}`"
    return Unsolved(what, hint, ends=tuple(ordered))


def joined(words: Iterable[str]) -> str:
    """Join words by commas, the last by an `and`."""
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last


def between(own: Isolating, ends: list[Expr]) -> str:
    """Print a number between two ends."""
    return own.known.value((ends[0] + ends[-1]) / number(2)) or "0"


# --- even powers, which two numbers have ---------------------------------------------------------
def even_root(own: Isolating, c: Condition, base: Expr, count: int) -> list[Reached]:
    """Take an even root on the side of zero on which the base lies."""
    right = sign_or_more(own, c.right)
    if right < 0 or (right == 0 and c.relation in {"lt", "ge"}):
        raise own.never(c, f"`{c.left}` is not negative")
    if right == 0 and not c.is_equation and not own.known.side(base):
        raise _at_zero(own, c, base)
    sign = 1 if right == 0 and c.is_equation else own.known.side(base)
    if sign:
        why = ", as ", make("ge" if sign > 0 else "le", base, ZERO)
        return [_on_side(c, base, count, sign, why if value_of(c.right) != 0 else ())]
    starts = [_on_side(c, base, count, sign, ()) for sign in (1, -1)]
    if c.is_equation:
        starts = [_told(start, "; the other sign is excluded") for start in starts]
        return meant(own, followed(starts, own.lines), "neither sign leads to one")
    return _half_line(own, c, followed(starts, own.lines))


def _at_zero(own: Isolating, c: Condition, base: Expr) -> Unsolved:
    where = f"where `{base} == 0`"
    if c.relation == "gt":
        return Unsolved(f"every `{own.unknown}` is a solution but {where}")
    return Unsolved(f"the only solution is {where}", "write an equation, with `==`")


def _on_side(c: Condition, base: Expr, count: int, sign: int, because: Words) -> Reached:
    root = root_of(c.right, count)
    relation = c.relation if sign > 0 else TURNED[c.relation]
    why: Words = (f"take the {root_words(count)} of both sides", *because)
    return Reached(Condition(base, relation, tidy(root if sign > 0 else -root)), why)


def _told(start: Reached, more: str) -> Reached:
    return Reached(start.condition, (*start.why, more))


def _half_line(own: Isolating, c: Condition, found: Followed) -> Way:
    """Join both signs of an inequality: they must hold both below a bound, and one above it."""
    both = c.relation in {"lt", "le"}
    decided = found.never if both else found.always
    if decided or not found.all_ends:
        holds = both != decided
        what = f"`{c.left}` is {'always' if holds else 'never'} so {'small' if both else 'large'}"
        raise settled(own.unknown, holds, what)
    if found.ends or len(found.ways) != 1:
        raise two_ends(own, found.all_ends)
    ((first, *rest),) = found.ways
    other = "; with the other sign, it always holds" if both else "; the other sign is impossible"
    return [_told(first, other), *rest]


# --- roots ---------------------------------------------------------------------------------------
def root_of(expr: Expr, count: int) -> Expr:
    """Write the root of a number that is not negative; of a power of a fraction, the fraction."""
    value = value_of(expr)
    if value is not None and count <= MOST_COUNT:
        top, bottom = (fmpz(part).root(count) for part in (value.numerator, value.denominator))
        side = Fraction(int(top), int(bottom))
        if side**count == value:
            return number(side)
    return make("sqrt", expr) if count == 2 else expr ** (ONE / number(count))


def root_words(count: int) -> str:
    """Name a root."""
    return {2: "square root", 3: "cube root"}.get(count, f"{count}th root")
