"""One convolution: its definition, its sums region by region, its closed form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import reduce

from solver.algebra.expr import Expr, make, name
from solver.algebra.ops.tabulate import tabulated
from solver.algebra.shapes import Dim
from solver.errors import FormulaError
from solver.kinds._fir.closed import N as PLACE
from solver.kinds._fir.closed import split
from solver.kinds._fir.express import added_up, stretch, sum_of
from solver.kinds._fir.monomials import moved, put
from solver.kinds._fir.order import Order, minus
from solver.kinds._fir.pieces import INDEX
from solver.kinds._fir.powers import place
from solver.kinds._fir.regions import Region, Sum, convolved, merged, refuse_endless
from solver.kinds._fir.signals import ZERO, Known, N
from solver.kinds._fir.special import Facts, Special
from solver.kinds._fir.split import Row, either_way

COUNTER = name("i")
MOST = 40  # regions that are printed


@dataclass(frozen=True, slots=True)
class Convolving:
    """Two signals, the sum running over the index of `over`; `first * second` as it is written."""

    key: str
    first: Known
    second: Known
    order: Order
    facts: Facts
    range: tuple[int, int]

    @property
    def over(self) -> Known:
        """The signal whose index the sum runs over: the one that decays, if the other is flat."""
        return self.second if _is_flat(self.first) and not _is_flat(self.second) else self.first

    @property
    def other(self) -> Known:
        """The signal that is flipped and shifted."""
        return self.first if self.over is self.second else self.second

    @property
    def head(self) -> Expr:
        """Write y(n)."""
        return make("unknown", N, name=self.key)

    def table(self, body: Expr) -> Expr:
        """List the values of a formula in n on the range."""
        return tabulated(body, INDEX, *self.range)

    # --- by the definition -----------------------------------------------------------------------
    def definition(self) -> Expr:
        """Write Σ_i h(i) x(n - i), with limits beyond which a factor is 0."""
        for one in self.over.pieces:
            for piece in self.other.pieces:
                refuse_endless(one, piece)
        (low, high), (start, end) = (s.support(self.order) for s in (self.over, self.other))
        first = low if low is not None else _back(end)
        last = high if high is not None else _back(start)
        factors = self.over.at(COUNTER), self.other.at(N - COUNTER)
        left, right = factors if self.over is self.first else factors[::-1]
        return make("bigsum", left * right, place(first), place(last), index="i")

    # --- by regions ------------------------------------------------------------------------------
    def sums(self) -> Expr:
        """Write the sums with the limits of each region."""
        return by_cases(either_way(self._sum_rows, self.order))

    def closed(self) -> Expr:
        """Write the closed form, by regions."""
        return by_cases(either_way(self._closed_rows, self.order))

    def _regions(self, order: Order) -> tuple[Region, ...]:
        """Resolve the limits region by region."""
        found = convolved(self.over.pieces, self.other.pieces, order)
        if len(found) > MOST:
            raise FormulaError(f"the result has {len(found)} regions: at most {MOST} are written")
        return found

    def _sum_rows(self, order: Order) -> list[Row]:
        return [(_sums(region), _where(region)) for region in self._regions(order)]

    def _closed_rows(self, order: Order) -> list[Row]:
        special = self.special()
        rows = [(_value(region), _where(region)) for region in merged(self._regions(order))]
        return rows if special is None else self._both(rows, special, order)

    def special(self) -> Special | None:
        """Find where a ratio is 1, if that may be."""
        found = self.facts.exceptions(self.over.pieces, self.other.pieces)
        if len(found) > 1:
            shown = " or ".join(str(one.holds) for one in found)
            hint = f"say that it is not, as in `assume: [{str(found[0].fails).replace('!=', '<')}]`"
            raise FormulaError(f"it is not known whether {shown}: the sums differ there", hint)
        return found[0] if found else None

    def _both(self, rows: list[Row], special: Special, order: Order) -> list[Row]:
        """Add the rows of where a ratio is 1 to those of where it is not."""
        over, other = (special.put_in(signal.pieces) for signal in (self.over, self.other))
        ones = merged(convolved(over, other, order))
        alike = {when: value for value, when in rows}
        also = [(_value(region), _where(region)) for region in ones]
        found: list[Row] = []
        for value, when in rows:
            same = next((v for v, w in also if w == when), None) == value
            found.append((value, when if same else make("and", when, special.fails)))
        extra = [(v, make("and", w, special.holds)) for v, w in also if alike.get(w) != v]
        return [*found, *extra]


def _is_flat(signal: Known) -> bool:
    return signal.table is None and not any(
        split(term).base.powers or split(term).base.coefficient != 1
        for piece in signal.pieces
        for term in piece.terms
    )


def _back(edge: Dim | None) -> Dim:
    """Give n - edge; one of the two signals ends there, or the sum would be endless."""
    assert edge is not None
    return minus(PLACE, edge)


def _where(region: Region) -> Expr:
    return stretch(region.low, region.high, N)


def _value(region: Region) -> Expr:
    if region.low is None or region.low != region.high:
        return added_up(region.closed)
    table = {INDEX: region.low}
    return added_up(replace(part, top=moved(part.top, table)) for part in region.closed)


def _sums(region: Region) -> Expr:
    table = {INDEX: region.low} if region.low is not None and region.low == region.high else {}
    parts = [_sum(_put_in(one, table)) for one in region.sums]
    return reduce(lambda left, right: left + right, parts) if parts else ZERO


def _put_in(one: Sum, table: Mapping[str, Dim]) -> Sum:
    return Sum(moved(one.terms, table), put(one.low, table), put(one.high, table))


def _sum(one: Sum) -> Expr:
    if one.low == one.high:
        return sum_of(moved(one.terms, {"i": one.low}))
    return make("bigsum", sum_of(one.terms), place(one.low), place(one.high), index="i")


def by_cases(rows: list[Row]) -> Expr:
    """Write values by cases; 0 stands last if it is the value on both sides."""
    zeros = [row for row in rows if row[0] == ZERO]
    if len(rows) == 1:
        return rows[0][0]
    if len(zeros) < 2:
        return make("cases", *(part for row in rows for part in row))
    others = (part for row in rows if row not in zeros for part in row)
    return make("cases", *others, ZERO)
