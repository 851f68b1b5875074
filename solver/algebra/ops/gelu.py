"""Smooth relatives of ReLU: GELU by its sigmoid gate and by the normal distribution, softplus."""

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
    argument,
    sigmoid,
    sigmoid_exact,
    sigmoid_kernel,
)
from solver.algebra.ops.functions import function
from solver.algebra.ops.slips import left_out

SLOPE = Fraction(1702, 1000)  # Hendrycks & Gimpel 2016: GELU(x) ≈ x σ(1.702 x)


# --- kernels: stable where the plain formula is not ----------------------------------------------
def _softplus(ctx: Context, node: Expr, x: Any) -> Any:
    return ctx.xp.maximum(x, ctx.number(0)) + ctx.xp.log1p(ctx.xp.exp(-ctx.xp.abs(x)))


def _gelu(ctx: Context, node: Expr, x: Any) -> Any:
    return x * sigmoid_kernel(ctx, node, ctx.number(SLOPE) * x)


def _gelu_erf(ctx: Context, node: Expr, x: Any) -> Any:
    return ctx.number(Fraction(1, 2)) * x * ctx.special("erfc", -x / ctx.number(2) ** 0.5)


# --- exact values --------------------------------------------------------------------------------
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


# --- declared ------------------------------------------------------------------------------------
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
    slips=(left_out("GELU"),),
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
    slips=(left_out("GELU"),),
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
    slips=(left_out("softplus"),),
)
