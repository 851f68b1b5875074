"""Activations with a bend or a gate: ReLU and its relatives, GELU, softplus."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from solver.algebra import exact
from solver.algebra.expr import Expr, make, number
from solver.algebra.notation import operator
from solver.algebra.op import Context, Law
from solver.algebra.ops.elementwise import (
    ONE,
    TWO,
    ZERO_AT_KINK,
    argument,
    constant_nearby,
    sigmoid,
    sigmoid_exact,
    sigmoid_kernel,
)
from solver.algebra.ops.functions import function, parameter

SLOPE = Fraction(1702, 1000)  # Hendrycks & Gimpel 2016: GELU(x) ≈ x σ(1.702 x)


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


def _softplus(ctx: Context, node: Expr, x: Any) -> Any:
    return ctx.xp.maximum(x, ctx.number(0)) + ctx.xp.log1p(ctx.xp.exp(-ctx.xp.abs(x)))


def _gelu(ctx: Context, node: Expr, x: Any) -> Any:
    return x * sigmoid_kernel(ctx, node, ctx.number(SLOPE) * x)


def _gelu_erf(ctx: Context, node: Expr, x: Any) -> Any:
    return ctx.number(Fraction(1, 2)) * x * ctx.special("erfc", -x / ctx.number(2) ** 0.5)


# --- exact values --------------------------------------------------------------------------------


def _positive(x: Any) -> bool:
    return exact.sign(x) > 0


def _elu_exact(x: Any, alpha: Fraction) -> Any:
    if _positive(x):
        return x
    return exact.rational(alpha) * exact.exact_or({0: 0}, lambda v: v.expm1())(x)


def _elu_step_exact(x: Any, alpha: Fraction) -> Any:
    if _positive(x):
        return exact.rational(1)
    return exact.rational(alpha) * exact.exact_or({0: 1}, lambda v: v.exp())(x)


def _leaky_exact(x: Any, slope: Fraction) -> Any:
    return x if _positive(x) else exact.rational(slope) * x


def _leaky_step_exact(x: Any, slope: Fraction) -> Any:
    return exact.rational(1 if _positive(x) else slope)


def _gelu_exact(x: Any) -> Any:
    return x * exact.exact_or({0: Fraction(1, 2)}, sigmoid_exact)(exact.rational(SLOPE) * x)


def _gelu_erf_exact(x: Any) -> Any:
    return x * (-x / exact.ball(2).sqrt()).erfc() / 2  # 1 + erf would cancel far out


# --- derivatives, in the form a textbook prints --------------------------------------------------


def _gelu_prime(node: Expr) -> Expr:
    inner = number(SLOPE) * argument(node)
    gate = sigmoid(inner)
    return gate + inner * gate * (ONE - gate)


def _gelu_erf_prime(node: Expr) -> Expr:
    u = argument(node)
    cdf = ONE / TWO * (ONE + make("erf", u / make("sqrt", TWO)))
    density = make("exp", -(u**TWO) / TWO) / make("sqrt", TWO * make("pi"))
    return cdf + u * density


# --- notation ------------------------------------------------------------------------------------


function(
    "relu",
    "Max(0, x)",
    _relu,
    lambda x: x if _positive(x) else exact.rational(0),
    lambda node: make("drelu", argument(node)),
    (
        Law("ReLU′", r"\operatorname{ReLU}'"),
        " is 1 where its input is positive and 0 elsewhere",
    ),
    head=operator("ReLU"),
    kink=(f"ReLU has a kink at 0; {ZERO_AT_KINK}",),
    says=("ReLU keeps what is positive and sets the rest to 0",),
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
)


function(
    "gelu",
    "x/(1 + exp(-851*x/500))",
    _gelu,
    _gelu_exact,
    _gelu_prime,
    (
        "product rule on ",
        Law("u σ(1.702u)", r"u\,\sigma(1.702\,u)"),
        ", with ",
        Law("σ′ = σ(1 − σ)", r"\sigma' = \sigma\,(1 - \sigma)"),
    ),
    head=operator("GELU"),
    says=("GELU weights every entry by its gate: ", Law("u σ(1.702u)", r"u\,\sigma(1.702\,u)")),
)


function(
    "gelu_erf",
    "x*(1 + erf(x/sqrt(2)))/2",
    _gelu_erf,
    exact.exact_or({0: 0}, _gelu_erf_exact),
    _gelu_erf_prime,
    (
        "product rule on ",
        Law("u Φ(u)", r"u\,\Phi(u)"),
        ": the normal density appears",
    ),
    head=operator("GELU") + r"_{\mathrm{erf}}",
    says=("GELU weights every entry by the normal distribution: ", Law("u Φ(u)", r"u\,\Phi(u)")),
)


function(
    "softplus",
    "log(1 + exp(x))",
    _softplus,
    lambda x: (1 + exact.ball(x).exp()).log(),
    lambda node: sigmoid(argument(node)),
    (Law("softplus′ = σ", r"\operatorname{softplus}' = \sigma"),),
    head=operator("softplus"),
    says=("softplus, a smooth ReLU: ", Law("log(1 + exp(u))", r"\log(1 + \exp(u))")),
)
