"""ReLU and its relatives, which bend at 0: leaky ReLU and ELU, and their derivatives."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from solver.algebra import exact
from solver.algebra.expr import Expr, make, number
from solver.algebra.notation import operator
from solver.algebra.op import Context, Law, Slip
from solver.algebra.ops.constants import fill
from solver.algebra.ops.elementwise import (
    ONE,
    ZERO_AT_KINK,
    argument,
    constant_nearby,
)
from solver.algebra.ops.functions import function, parameter
from solver.algebra.ops.slips import flat, left_out


# --- kernels: stable where the plain formula is not ----------------------------------------------
def _relu(ctx: Context, node: Expr, x: Any) -> Any:
    return ctx.xp.maximum(x, ctx.number(0))


def _step(ctx: Context, node: Expr, x: Any) -> Any:
    return ctx.xp.where(x > 0, ctx.number(1), ctx.number(0))


def _leaky(ctx: Context, node: Expr, x: Any) -> Any:
    return ctx.xp.where(x > 0, x, parameter(ctx, node, "slope") * x)


def _leaky_step(ctx: Context, node: Expr, x: Any) -> Any:
    return ctx.xp.where(x > 0, ctx.number(1), parameter(ctx, node, "slope"))


def _elu(ctx: Context, node: Expr, x: Any) -> Any:
    low = ctx.xp.expm1(ctx.xp.minimum(x, ctx.number(0)))
    return ctx.xp.where(x > 0, x, parameter(ctx, node, "alpha") * low)


def _elu_step(ctx: Context, node: Expr, x: Any) -> Any:
    low = ctx.xp.exp(ctx.xp.minimum(x, ctx.number(0)))
    return ctx.xp.where(x > 0, ctx.number(1), parameter(ctx, node, "alpha") * low)


# --- exact values --------------------------------------------------------------------------------
def _positive(x: Any) -> bool:
    return exact.sign(x) > 0


def _bent(x: Any, below: Callable[[Any], Any]) -> Any:
    """Keep what is positive; of a ball around 0, whose side is open, both branches."""
    if exact.is_around_zero(x):
        return x.union(exact.ball(below(x)))
    return x if _positive(x) else below(x)


def _elu_exact(x: Any, alpha: Fraction) -> Any:
    low = exact.exact_or({0: 0}, lambda v: v.expm1())
    return _bent(x, lambda v: exact.rational(alpha) * low(v))


def _elu_step_exact(x: Any, alpha: Fraction) -> Any:
    if _positive(x):
        return exact.rational(1)
    return exact.rational(alpha) * exact.exact_or({0: 1}, lambda v: v.exp())(x)


def _leaky_exact(x: Any, slope: Fraction) -> Any:
    return _bent(x, lambda v: exact.rational(slope) * v)


def _leaky_step_exact(x: Any, slope: Fraction) -> Any:
    return exact.rational(1 if _positive(x) else slope)


# --- what goes wrong with them --------------------------------------------------------------------
def _cut(words: str, other: str) -> Slip:
    """Make the mistake of taking one of these functions for ReLU."""
    return Slip(words, lambda node: make(other, argument(node)), quiet=True)


# --- declared ------------------------------------------------------------------------------------
function(
    "relu",
    "Max(0, x)",
    _relu,
    lambda x: _bent(x, lambda v: exact.rational(0)),
    lambda node: make("drelu", argument(node)),
    (
        Law("ReLU′", r"\operatorname{ReLU}'"),
        " is 1 where its input is positive and 0 elsewhere",
    ),
    head=operator("ReLU"),
    kink=(f"ReLU has a kink at 0; {ZERO_AT_KINK}",),
    says=("ReLU keeps what is positive and sets the rest to 0",),
    slips=(Slip("negative values were passed on", argument),),
)


function(
    "drelu",
    "Heaviside(x, 0)",
    _step,
    lambda x: exact.rational(1 if _positive(x) else 0),
    constant_nearby,
    (
        Law("ReLU′", r"\operatorname{ReLU}'"),
        " is constant on either side of 0",
    ),
    head=operator("ReLU") + "'",
    says=("1 where the input is positive, 0 elsewhere",),
    slips=(
        Slip(
            "the mask of the active units was left out",
            lambda node: fill(number(1), node.shape),
        ),
    ),
)


function(
    "leaky_relu",
    "Max(0, x) + slope*Min(0, x)",
    _leaky,
    _leaky_exact,
    lambda node: make("dleaky_relu", argument(node), slope=node.attr("slope")),
    ("the derivative of leaky ReLU is 1 where its input is positive and its slope elsewhere",),
    head=operator("LReLU"),
    kink=("leaky ReLU has a kink at 0; its slope is taken there",),
    slope=Fraction(1, 100),
    says=("leaky ReLU keeps what is positive and scales the rest down",),
    slips=(left_out("leaky ReLU"), _cut("negative values were set to 0", "relu")),
)


function(
    "dleaky_relu",
    "Heaviside(x, 0) + slope*(1 - Heaviside(x, 0))",
    _leaky_step,
    _leaky_step_exact,
    constant_nearby,
    ("the derivative is constant on either side of 0",),
    head=operator("LReLU") + "'",
    slope=Fraction(1, 100),
    says=("1 where the input is positive, the slope elsewhere",),
    slips=(
        flat("the derivative of leaky ReLU was left out"),
        _cut("the slope of negative inputs was taken to be 0", "drelu"),
    ),
)


function(
    "elu",
    "Max(0, x) + alpha*(exp(Min(0, x)) - 1)",
    _elu,
    _elu_exact,
    lambda node: make("delu", argument(node), alpha=node.attr("alpha")),
    (
        Law("ELU′", r"\operatorname{ELU}'"),
        " is 1 where its input is positive and ",
        Law("α exp(u)", r"\alpha \exp(u)"),
        " elsewhere",
    ),
    head=operator("ELU"),
    kink=("ELU bends at 0; the left-hand derivative ", Law("α", r"\alpha"), " is taken there"),
    alpha=Fraction(1),
    on_kink=lambda node: () if node.attr("alpha") == 1 else node.args,
    says=(
        "ELU keeps what is positive and bends the rest: ",
        Law("α (exp(u) − 1)", r"\alpha\,(\exp(u) - 1)"),
    ),
    slips=(left_out("ELU"), _cut("negative values were set to 0", "relu")),
)


function(
    "delu",
    "Heaviside(x, 0) + alpha*exp(x)*(1 - Heaviside(x, 0))",
    _elu_step,
    _elu_step_exact,
    lambda node: node * (ONE - make("drelu", argument(node))),
    ("the derivative of ", Law("α exp(u)", r"\alpha \exp(u)"), " is itself"),
    head=operator("ELU") + "'",
    kink=(
        Law("ELU′", r"\operatorname{ELU}'"),
        " bends at 0; its left-hand derivative ",
        Law("α", r"\alpha"),
        " is taken there",
    ),
    alpha=Fraction(1),
    says=("1 where the input is positive, ", Law("α exp(u)", r"\alpha \exp(u)"), " elsewhere"),
    slips=(
        flat("the derivative of ELU was left out"),
        _cut("the slope of negative inputs was taken to be 0", "drelu"),
    ),
)
