"""Elementwise functions of analysis: exponentials, logarithms, roots, sizes and signs."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from solver.algebra import exact
from solver.algebra.expr import Expr, make, number
from solver.algebra.notation import ATOM, SUM, bracket, operator
from solver.algebra.op import Context, Law, Slip, Written
from solver.algebra.ops import factor_slips
from solver.algebra.ops.functions import function
from solver.algebra.ops.slips import left_out

ONE, TWO = number(1), number(2)


ZERO_AT_KINK = "the subgradient at the kink is taken to be 0"


def argument(node: Expr) -> Expr:
    """Give the u of f(u)."""
    return node.args[0]


def sigmoid(u: Expr) -> Expr:
    """Write σ(u) = 1 / (1 + e^(-u))."""
    return make("sigmoid", u)


# --- kernels: stable where the plain formula is not ----------------------------------------------
def sigmoid_kernel(ctx: Context, node: Expr, x: Any) -> Any:
    """Compute σ(x) without overflow, 1 / (1 + e^(-|x|)) on the right and its mirror image."""
    z = ctx.xp.exp(-ctx.xp.abs(x))  # never overflows
    return ctx.xp.where(x >= 0, ctx.number(1), z) / (1 + z)


def sigmoid_exact(x: Any) -> Any:
    """Compute σ(x) = 1 / (1 + e^(-x)) of a ball."""
    return 1 / (1 + (-x).exp())


# --- exact values --------------------------------------------------------------------------------
def _sign_exact(x: Any) -> Any:
    return exact.rational(exact.sign(x))


# --- derivatives, in the form a textbook prints --------------------------------------------------
def _erf_prime(node: Expr) -> Expr:
    return TWO / make("sqrt", make("pi")) * make("exp", -(argument(node) ** TWO))


def constant_nearby(node: Expr) -> Expr:
    """Write the derivative of what is constant on either side of a jump: 0."""
    return argument(node) * number(0)


# --- what goes wrong with them --------------------------------------------------------------------
def _squared(node: Expr) -> Expr:
    return argument(node) ** TWO


# --- notation ------------------------------------------------------------------------------------
def _bars(p: Any, e: Expr) -> Written:
    return bracket(p.at(argument(e), SUM), "|", "|"), ATOM


def _root(p: Any, e: Expr) -> Written:
    return rf"\sqrt{{{p.at(argument(e), SUM)}}}", ATOM


function(
    "sigmoid",
    "1/(1 + exp(-x))",
    sigmoid_kernel,
    exact.exact_or({0: Fraction(1, 2)}, sigmoid_exact),
    lambda node: node * (ONE - node),
    (Law("σ′ = σ(1 − σ)", r"\sigma' = \sigma\,(1 - \sigma)"),),
    head=r"\sigma",
    says=(
        "the sigmoid squashes every entry to ",
        Law("(0, 1)", r"(0, 1)"),
        ": ",
        Law("σ(u) = 1/(1 + exp(−u))", r"\sigma(u) = 1/(1 + \exp(-u))"),
    ),
    slips=(left_out("the sigmoid"),),
)


function(
    "tanh",
    "tanh(x)",
    lambda ctx, node, x: ctx.xp.tanh(x),
    exact.exact_or({0: 0}, lambda x: x.tanh()),
    lambda node: ONE - node**TWO,
    (Law("tanh′ = 1 − tanh²", r"\tanh' = 1 - \tanh^2"),),
    head=r"\tanh",
    says=("tanh squashes every entry to ", Law("(−1, 1)", r"(-1, 1)")),
    slips=(left_out("tanh"),),
)


function(
    "exp",
    "exp(x)",
    lambda ctx, node, x: ctx.xp.exp(x),
    exact.exact_or({0: 1}, lambda x: x.exp()),
    lambda node: node,
    ("the exponential is its own derivative",),
    latex=lambda p, e: p.exponential(argument(e)),
    says=("the exponential of every entry",),
    slips=factor_slips.EXPONENTIAL,
)


function(
    "log",
    "log(x)",
    lambda ctx, node, x: ctx.xp.log(x),
    exact.logarithm,
    lambda node: ONE / argument(node),
    (Law("log′(u) = 1/u", r"\log'(u) = 1/u"),),
    head=r"\log",
    says=("the logarithm of every entry",),
    slips=(left_out("the logarithm"),),
)


function(
    "erf",
    "erf(x)",
    lambda ctx, node, x: ctx.special("erf", x),
    exact.exact_or({0: 0}, lambda x: x.erf()),
    _erf_prime,
    ("the derivative of erf is a Gaussian",),
    head=operator("erf"),
    says=("the error function of every entry",),
)


function(
    "abs",
    "Abs(x)",
    lambda ctx, node, x: ctx.xp.abs(x),
    exact.size_of,
    lambda node: make("sign", argument(node)),
    (Law("|u|′ = sign(u)", r"|u|' = \operatorname{sign}(u)"),),
    latex=_bars,
    kink=(Law("|u|", r"|u|"), f" has a kink at 0; {ZERO_AT_KINK}"),
    says=("the size of every entry",),
    slips=(
        left_out("the absolute value"),
        Slip("squares were taken instead of absolute values", _squared, quiet=True),
    ),
)


function(
    "sign",
    "sign(x)",
    lambda ctx, node, x: ctx.xp.sign(x),
    _sign_exact,
    constant_nearby,
    ("sign is constant on either side of 0",),
    head=operator("sign"),
    says=("the sign of every entry",),
    slips=(Slip("a value was taken instead of its sign", argument, quiet=True),),
)


function(
    "sqrt",
    "sqrt(x)",
    lambda ctx, node, x: ctx.xp.sqrt(x),
    exact.root,
    lambda node: ONE / (TWO * node),
    (Law("(√u)′ = 1/(2√u)", r"(\sqrt{u})' = 1/(2\sqrt{u})"),),
    latex=_root,
    says=("the square root of every entry",),
    slips=(left_out("the square root"),),
)
