"""Whole numbers from any: floor, ceiling, and the remainder of a division."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flint import arb, fmpq

from solver.algebra import exact, fit
from solver.algebra.expr import Expr, make, number
from solver.algebra.notation import ATOM, HAD, JUX, SUM, plain_call
from solver.algebra.op import Context, Gradient, Op, Slip, Written, declare
from solver.algebra.ops.alignment import binary, entrywise, gathered
from solver.algebra.ops.slips import left_out, taken_for


# --- exact values --------------------------------------------------------------------------------
def floor_of(value: Any) -> Any:
    """Give the largest whole number that is not above an exact number."""
    return _rounded(value, lambda x: x.floor())


def ceiling_of(value: Any) -> Any:
    """Give the smallest whole number that is not below an exact number."""
    return _rounded(value, lambda x: x.ceil())


def _rounded(value: Any, rule: Callable[[Any], Any]) -> Any:
    """Round; a ball that holds a jump cannot tell to which side it belongs."""
    if not isinstance(value, arb):
        return fmpq(rule(value))
    found = rule(value).unique_fmpz()
    if found is None:
        raise exact.Undecided(str(value))
    return fmpq(found)


# --- floor and ceiling ---------------------------------------------------------------------------
def floor(u: Expr) -> Expr:
    """Write ⌊u⌋."""
    return make("floor", u)


def ceil(u: Expr) -> Expr:
    """Write ⌈u⌉."""
    return make("ceil", u)


def _flat(node: Expr, g: Expr, i: int) -> Gradient:
    return g * (node.args[0] * number(0)), ("between two whole numbers it is constant",)


def _corners(mark: str) -> Callable[[Any, Expr], Written]:
    def show(p: Any, e: Expr) -> Written:
        return rf"\left\l{mark} {p.at(e.args[0], SUM)} \right\r{mark}", ATOM

    return show


def _declare(op: str, mark: str, says: str, rule: Callable[[Any], Any], slip: Slip) -> None:
    declare(
        Op(
            op,
            fit.same,
            lambda ctx, node, a: getattr(ctx.xp, op)(a),
            vjp=_flat,
            exact=rule,
            entry=entrywise,
            latex=_corners(mark),
            plain=plain_call(op),
            elementwise=True,
            says=(says,),
            kink=("rounding jumps at whole numbers; the derivative there is taken to be 0",),
            on_kink=lambda node: (node.args[0] - floor(node.args[0]),),
            call=lambda argument: make(op, argument),
            slips=(slip, left_out(f"rounding {'down' if op == 'floor' else 'up'}")),
        )
    )


_declare(
    "floor",
    "floor",
    "round down to a whole number",
    floor_of,
    Slip("the floor was taken as a ceiling", taken_for("ceil")),
)
_declare(
    "ceil",
    "ceil",
    "round up to a whole number",
    ceiling_of,
    Slip("the ceiling was taken as a floor", taken_for("floor")),
)


# --- mod: what a division leaves over ------------------------------------------------------------
def _mod_kernel(ctx: Context, node: Expr, *values: Any) -> Any:
    return binary(lambda xp, a, b: xp.remainder(a, b))(ctx, node, *values)


def _mod_vjp(node: Expr, g: Expr, i: int) -> Gradient:
    top, bottom = node.args
    if i == 0:
        return gathered(g, top), ("between the jumps, a remainder grows as what is divided",)
    return gathered(-(g * floor(top / bottom)), bottom), (
        "the remainder is what is divided, less a whole number of divisors",
    )


def _mod_latex(p: Any, e: Expr) -> Written:
    top, bottom = e.args
    return rf"{p.at(top, JUX)} \bmod {p.at(bottom, JUX)}", HAD


def _quotient(node: Expr) -> Expr:
    """Make the mistake of giving what the division comes to, and not what it leaves."""
    return floor(node.args[0] / node.args[1])


declare(
    Op(
        "mod",
        fit.elementwise("mod"),
        _mod_kernel,
        vjp=_mod_vjp,
        entry=entrywise,
        latex=_mod_latex,
        plain=plain_call("mod"),
        elementwise=True,
        says=("take what the division leaves over",),
        kink=("a remainder jumps at multiples of the divisor; the slope beside them is taken",),
        on_kink=lambda node: (node,),
        call=lambda a, b: make("mod", a, b),
        slips=(Slip("the quotient was taken for the remainder", _quotient),),
    )
)
