"""What goes wrong with indices and bounds: they are off by one."""

from __future__ import annotations

from solver.algebra.expr import Expr, make, number
from solver.algebra.op import Slip
from solver.algebra.ops.slips import Change
from solver.errors import FormulaError


def _beside(by: int) -> Change:
    """Count one place too few or too many along the only axis, if there is an entry."""

    def change(node: Expr) -> Expr | None:
        array, *places = node.args
        if len(places) != 1 or places[0].op != "number":
            return None
        try:
            return make("index", array, number(places[0].attr("value") + by))
        except FormulaError:
            return None

    return change


ENTRY = (
    Slip("the entry before the right one was taken", _beside(-1), quiet=True),
    Slip("the entry after the right one was taken", _beside(1), quiet=True),
)


def _shorter(later: int, earlier: int) -> Change:
    """Start a sum later, or stop it earlier."""

    def change(node: Expr) -> Expr:
        body, first, last = node.args
        ends = _moved(first, later), _moved(last, -earlier)
        return make("bigsum", body, *ends, index=node.attr("index"))

    return change


def _moved(end: Expr, by: int) -> Expr:
    if end.op == "number":
        return number(end.attr("value") + by)
    return end if not by else end + number(1) if by > 0 else end - number(1)


SUM = (
    Slip("the first term of the sum was left out", _shorter(1, 0), quiet=True),
    Slip("the last term of the sum was left out", _shorter(0, 1), quiet=True),
)
