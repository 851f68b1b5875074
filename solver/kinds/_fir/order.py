"""Which of two places comes first, where places are whole numbers such as `L + N - 1`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cmp_to_key

from solver.algebra.expr import Expr
from solver.algebra.fit import as_dim
from solver.algebra.shapes import Dim, Size, bind_dim, combine
from solver.errors import FormulaError
from solver.plan import Assumption, Given

DEEPEST = 3  # assumptions that are put together to show one inequality


class Unordered(FormulaError):
    """It is not known which of two places comes first; `gap` is what one has over the other."""

    def __init__(self, message: str, hint: str, gap: Dim) -> None:
        super().__init__(message, hint)
        self.gap = gap


@dataclass(frozen=True, slots=True)
class Order:
    """What is known of whole numbers: `least` values, forms that are not negative, and `values`.

    Given values settle what holds only for them; what holds for all is found first.
    """

    least: Mapping[str, int]
    nonnegative: tuple[Dim, ...] = ()
    values: Mapping[str, int] | None = None

    def reaches(self, high: Dim, low: Dim) -> bool:
        """Tell whether `high >= low`, or else `low >= high`; Unordered if neither is known."""
        gap = minus(high, low)
        if self._proves(gap, DEEPEST):
            return True
        if self._proves(combine((-1, gap)), DEEPEST):
            return False
        return self._by_value(gap, high, low)

    def assuming(self, gap: Dim) -> Order:
        """Add that a form is not negative."""
        return replace(self, nonnegative=(*self.nonnegative, gap))

    def _by_value(self, gap: Dim, high: Dim, low: Dim) -> bool:
        try:
            return bind_dim(gap, self.values or {}) >= 0
        except KeyError:
            both = [low, high] if _constant(low) != _constant(high) else [_bare(low), _bare(high)]
            shown = [dim.spelled("*") if isinstance(dim, Size) else str(dim) for dim in both]
            message = f"it is not known whether {shown[0]} or {shown[1]} is larger"
            hint = f"say so, as in `assume: [{shown[0]} <= {shown[1]}]`"
            raise Unordered(message, hint, gap) from None

    def _proves(self, gap: Dim, depth: int) -> bool:
        low = self._low(gap)
        if low is not None and low >= 0:
            return True
        return depth > 0 and any(
            self._proves(minus(gap, known), depth - 1) for known in self.nonnegative
        )

    def _low(self, gap: Dim) -> int | None:
        """Bound a form from below by the least values of its symbols."""
        if isinstance(gap, int):
            return gap
        total = gap.const
        for key, count in gap.terms:
            if count < 0 or key not in self.least:
                return None
            total += count * self.least[key]
        return total

    def sorted(self, places: Iterable[Dim]) -> list[Dim]:
        """Put places in order, each once; two that may be equal stay two."""
        return sorted(dict.fromkeys(places), key=cmp_to_key(self._compare))

    def _compare(self, left: Dim, right: Dim) -> int:
        return 1 if self.reaches(left, right) else -1

    def later(self, *places: Dim | None) -> Dim | None:
        """Choose the latest place; None stands for no bound."""
        known = [place for place in places if place is not None]
        return self.sorted(known)[-1] if known else None

    def earlier(self, *places: Dim | None) -> Dim | None:
        """Choose the earliest place; None stands for no bound."""
        known = [place for place in places if place is not None]
        return self.sorted(known)[0] if known else None


def minus(left: Dim, right: Dim) -> Dim:
    """Subtract one place from another."""
    return combine((1, left), (-1, right))


def plus(*dims: Dim) -> Dim:
    """Add places."""
    return combine(*((1, dim) for dim in dims))


def _constant(dim: Dim) -> int:
    return dim.const if isinstance(dim, Size) else dim


def _bare(dim: Dim) -> Dim:
    return minus(dim, _constant(dim))


# --- what is known of a problem's givens ---------------------------------------------------------
def order_of(givens: Iterable[Given], assumptions: Iterable[Assumption]) -> Order:
    """Collect what is known of the scalars that are whole numbers."""
    known = [given for given in givens if is_whole(given)]
    least = {given.name: low for given in known if (low := _least(given)) is not None}
    forms = [form for one in assumptions if (form := _form(one)) is not None]
    values = {
        given.name: int(given.value)  # type: ignore[arg-type]
        for given in known
        if given.value is not None
    }
    return Order(least, tuple(forms), values)


def is_whole(given: Given) -> bool:
    """Tell whether a given is known to be a whole number."""
    if given.shape:
        return False
    return "integer" in given.facts or getattr(given.value, "denominator", 0) == 1


def _least(given: Given) -> int | None:
    bounds = [
        int(fact.removeprefix("at_least_")) for fact in given.facts if fact.startswith("at_least_")
    ]
    bounds += [1] if "positive" in given.facts else [0] if "nonnegative" in given.facts else []
    if given.value is not None:  # what is true of a positive value is shown for all positive ones
        bounds += [1] if given.value >= 1 else []  # type: ignore[operator]
    return max(bounds) if bounds else None


def _form(one: Assumption) -> Dim | None:
    """Write an assumption between whole numbers as a form that is not negative."""
    try:
        left, right = _dim(one.left), _dim(one.right)
    except FormulaError:
        return None
    gap = minus(right, left) if "<" in one.relation else minus(left, right)
    return gap if "=" in one.relation else combine((1, gap), (-1, 1))


def _dim(expr: Expr) -> Dim:
    return as_dim(expr)
