"""Isolating an unknown: one operation after another is undone on both sides of a condition."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from solver.algebra.expr import Expr, names_in, number
from solver.algebra.ops.compare import RELATIONS
from solver.algebra.tidy import tidy
from solver.kinds._formulas.condition import Condition, Reached, Unsolved, said, settled
from solver.kinds._formulas.knowledge import Knowledge
from solver.plan import Step

ZERO, ONE = number(0), number(1)
MOST_LINES = 40


@dataclass(frozen=True, slots=True)
class Isolating:
    """An unknown that is isolated, and what is known of everything else."""

    unknown: str
    known: Knowledge

    def has(self, expr: Expr) -> bool:
        return self.unknown in names_in(expr)

    def knowing(self, steps: Iterable[Step]) -> Isolating:
        """Know the value of the unknown, by the steps that give it."""
        return Isolating(self.unknown, self.known.knowing(self.unknown, steps))

    def lines(self, start: Condition) -> list[Reached]:
        """Give the lines after a condition whose left side alone has the unknown, and once.

        The last of them is `unknown relation bound`. Raises Unsolved.
        """
        found: list[Reached] = []
        current = start
        while current.left.op != "name":
            if len(found) > MOST_LINES:
                raise self.stuck(current.left)
            rule = RULES.get(current.left.op)
            if rule is None:
                raise self.stuck(current.left)
            more = rule(self, current)
            found += more
            current = more[-1].condition
        return found

    def stuck(self, expr: Expr) -> Unsolved:
        """Complain of what cannot be undone."""
        hint = (
            "it can be where it stands once, in sums, products, quotients, powers, exp, log, sqrt"
        )
        return Unsolved(f"`{self.unknown}` cannot be isolated: it stands in `{expr}`", hint)

    def needed(self, expr: Expr, sign: str = ">") -> Unsolved:
        """Say which sign must be known."""
        what = f"whether `{expr}` is positive is not known, and the solution depends on it"
        return Unsolved(what, f"say it under `assume:`, as `{expr} {sign} 0`")

    def constant(self, c: Condition, value: Expr, because: str, hint: str = "") -> Unsolved:
        """Complain of a left side that is the same for all numbers, for a reason."""
        sign = self.known.sign(value - c.right)
        if sign is None:
            return Unsolved(because, hint)
        return settled(self.unknown, bool(RELATIONS[c.relation][2](sign)), because, hint)

    def dropped(self, c: Condition, factor: Expr) -> Unsolved:
        """Complain of a factor that is 0, so that the unknown decides nothing."""
        hint = f"it could be solved where {factor} is not 0" if names_in(factor) else ""
        return self.constant(c, ZERO, f"it is multiplied by `{factor}`, which is 0", hint)

    def never(self, c: Condition, left: str, least: str = "> 0") -> Unsolved:
        """Complain where a left side that is positive, or at least 0, meets what is not."""
        hint = f"it could be solved where {c.right} {least}" if names_in(c.right) else ""
        if c.relation in {"gt", "ge"}:
            return settled(self.unknown, True, f"{left}, so `{said(c)}`", hint)
        return settled(self.unknown, False, f"{left}, so never `{said(c)}`", hint)


Rule = Callable[[Isolating, Condition], list[Reached]]
RULES: dict[str, Rule] = {}  # how the outermost operation on the left is undone
TURNS = ", which turns the relation round"
LOGARITHMS = "take logarithms of both sides, which keep the order"


def reached(left: Expr, relation: str, right: Expr, *why: str | Expr) -> list[Reached]:
    """Give one line, with its right side tidied."""
    return [Reached(Condition(left, relation, tidy(right)), why)]


def must_be_positive(own: Isolating, c: Condition, left: str) -> None:
    """Complain of a right side that may not be positive; `left` says that the left side is."""
    sign = own.known.sign(c.right)
    if sign is None:
        raise own.needed(c.right)
    if sign < 1:
        raise own.never(c, left)


def sign_or_more(own: Isolating, expr: Expr) -> int:
    """Give the sign of a formula, 1 also for one that may be 0; Unsolved where it is not known."""
    sign = own.known.sign(expr)
    if sign is None and own.known.side(expr) != 1:
        raise own.needed(expr, ">=")
    return 1 if sign is None else sign


def times(expr: Expr, key: str) -> int:
    """Count how often a name stands in a formula."""
    if expr.op == "name":
        return int(expr.attr("name") == key)
    return sum(times(arg, key) for arg in expr.args) if key in names_in(expr) else 0
