"""Formulas in n taken apart into pieces, operation by operation."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction

from solver.algebra.expr import Expr, name, names_in, number, substitute, value_of
from solver.algebra.ops.cases import branches
from solver.algebra.ops.compare import RELATIONS
from solver.algebra.ops.tabulate import at as entry
from solver.algebra.shapes import Dim, Size, combine, symbols_in
from solver.errors import FormulaError
from solver.kinds._fir.monomials import ONE, Monomial, collect, monomial, power, product
from solver.kinds._fir.order import minus
from solver.kinds._fir.pieces import INDEX, Piece, Pieces, joined, simplified, times
from solver.kinds._fir.places import Places, farthest
from solver.kinds._fir.sizes import LARGEST, bits, check, refuse_many, size
from solver.kinds._fir.sums import HIGHEST


@dataclass(frozen=True, slots=True)
class Reader(Places):
    """Takes formulas in n apart."""

    def pieces(self, expr: Expr) -> Pieces:
        """Take a signal apart; FormulaError says what cannot be."""
        rule = _RULES.get(expr.op)
        if rule is not None:
            found = rule(self, expr)
        elif expr.op in RELATIONS or expr.op == "and":
            low, high = self.stretch(expr)
            found = self._on((Piece((ONE,)),), low, high)
        elif INDEX in names_in(expr):
            raise FormulaError(
                f"{expr} is not a signal whose convolution is worked out here",
                "signals are sums of `c * n**k * a**n` on stretches: `u(n)`, `rect(L)`, cases",
            )
        else:
            found = (Piece((Monomial(Fraction(1), ((expr, 1),)),)),)
        check(found)
        return tuple(piece for piece in found if piece.terms)

    def _on(self, pieces: Pieces, low: Dim | None, high: Dim | None) -> Pieces:
        """Keep of pieces what lies on a stretch."""
        return tuple(self._kept(pieces, low, high))

    def _kept(self, pieces: Pieces, low: Dim | None, high: Dim | None) -> Iterable[Piece]:
        for piece in pieces:
            start = self.order.later(piece.low, low)
            end = self.order.earlier(piece.high, high)
            if start is None or end is None or self.order.reaches(end, start):
                yield Piece(piece.terms, start, end)

    # --- operations ------------------------------------------------------------------------------
    def number(self, expr: Expr) -> Pieces:
        return (Piece(collect([Monomial(expr.attr("value"))])),)

    def name(self, expr: Expr) -> Pieces:
        return (Piece((Monomial(Fraction(1), ((expr, 1),)),)),)

    def dim(self, expr: Expr) -> Pieces:
        (key,) = symbols_in((expr.attr("size"),))
        return self.name(name(key))

    def add(self, expr: Expr) -> Pieces:
        return joined([*self.pieces(expr.args[0]), *self.pieces(expr.args[1])])

    def sub(self, expr: Expr) -> Pieces:
        negative = times(self.pieces(expr.args[1]), -1)
        return self._settled(joined([*self.pieces(expr.args[0]), *negative]))

    def neg(self, expr: Expr) -> Pieces:
        return times(self.pieces(expr.args[0]), -1)

    def mul(self, expr: Expr) -> Pieces:
        left, right = map(self.pieces, expr.args)
        refuse_many(size(left) * size(right))
        found = (
            Piece(product(one.terms, part.terms), part.low, part.high)
            for one in left
            for part in self._on(right, one.low, one.high)
        )
        return joined(found)

    def div(self, expr: Expr) -> Pieces:
        top, bottom = expr.args
        inverse = self._monomial(bottom, "what divides a signal").raised(-1)
        return tuple(
            Piece(product(piece.terms, (inverse,)), piece.low, piece.high)
            for piece in self.pieces(top)
        )

    def _monomial(self, expr: Expr, what: str) -> Monomial:
        """Take a factor that has no stretches: a number, a name, a power."""
        found = self.pieces(expr)
        if len(found) != 1 or found[0] != Piece(found[0].terms) or len(found[0].terms) != 1:
            value = (Monomial(Fraction(1), ((expr, 1),)),)
            if INDEX not in names_in(expr) and found:
                return value[0]
            raise FormulaError(f"{what} must be a number or a power, not {expr}")
        return found[0].terms[0]

    def pow(self, expr: Expr) -> Pieces:
        base, exponent = expr.args
        if INDEX in names_in(base):
            return self._power_of_n(base, exponent)
        found = self._monomial(base, "the base of a power")
        place = self.place(exponent)
        if any(not isinstance(e, int) for _, e in found.powers) and not isinstance(place, int):
            raise FormulaError(f"{expr} is a power of a power", "multiply the exponents out")
        if farthest(place) * bits(found.coefficient) > LARGEST:
            raise FormulaError(f"{expr} is too large a number")
        return (Piece((found.raised(place),)),)

    def _power_of_n(self, base: Expr, exponent: Expr) -> Pieces:
        value = value_of(exponent)
        if value is None or value.denominator != 1 or not 0 <= value <= HIGHEST:
            hint = f"whole numbers from 0 to {HIGHEST} are"
            raise FormulaError(f"{exponent} is not a power of {base} that is summed here", hint)
        found = self.pieces(base)
        if any(piece.low is not None or piece.high is not None for piece in found):
            raise FormulaError(f"{base} stands in a power", "multiply the signal by itself")
        refuse_many(size(found) ** int(value))
        return tuple(Piece(power(piece.terms, int(value))) for piece in found)

    def fn(self, expr: Expr) -> Pieces:
        """Take apart what a named signal stands for, at the place it is called with."""
        argument, body = expr.args
        return self.pieces(substitute(body, {expr.attr("parameter"): argument}))

    def cases(self, expr: Expr) -> Pieces:
        pairs, otherwise = branches(expr)
        if otherwise is not None and value_of(otherwise) != 0:
            raise FormulaError(f"a signal is 0 outside of its cases, not {otherwise}")
        stretches = [self.stretch(when) for _, when in pairs]
        self._refuse_overlaps(stretches, [when for _, when in pairs])
        ends = zip(pairs, stretches, strict=True)
        return joined(
            piece
            for (value, _), (low, high) in ends
            for piece in self._on(self.pieces(value), low, high)
        )

    def _refuse_overlaps(
        self, stretches: list[tuple[Dim | None, Dim | None]], conditions: list[Expr]
    ) -> None:
        for k, (low, high) in enumerate(stretches):
            for (other, end), when in zip(stretches[:k], conditions, strict=False):
                start, stop = self.order.later(low, other), self.order.earlier(high, end)
                if start is None or stop is None or self.order.reaches(stop, start):
                    message = f"the cases `{when}` and `{conditions[k]}` overlap"
                    raise FormulaError(message, "a signal has one value at each n")

    def at(self, expr: Expr) -> Pieces:
        """Take a list of values apart: a piece for each, its value an entry of the list."""
        table, place = expr.args
        count, start = table.shape[0], expr.attr("start")
        found = self.place(place)
        turn = dict(found.terms).get(INDEX, 0) if isinstance(found, Size) else 0
        if not isinstance(count, int) or abs(turn) != 1:
            raise FormulaError(f"{expr} does not say which values there are at which n")
        rest = combine((1, found), (-turn, Size(((INDEX, 1),))))
        points = (combine((turn, minus(start + k, rest))) for k in range(count))
        return tuple(
            Piece((monomial(Fraction(1), [(_entry(table, start + k, expr), 1)]),), point, point)
            for k, point in enumerate(points)
        )

    def _settled(self, pieces: Pieces) -> Pieces:
        """Write `u(n) - u(n - L)` as the one stretch on which it is not 0."""
        return simplified(pieces, self.order)


def _entry(table: Expr, place: int, at: Expr) -> Expr:
    return entry(table, number(place), at.attr("start"), at.attr("beyond"))


_RULES: dict[str, Callable[[Reader, Expr], Pieces]] = {
    op: getattr(Reader, op)
    for op in (
        "number",
        "name",
        "dim",
        "add",
        "sub",
        "neg",
        "mul",
        "div",
        "pow",
        "fn",
        "cases",
        "at",
    )
}
