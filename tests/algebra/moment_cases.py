"""Formulas with moments, samples and growth, and the same in Torch, outcome by outcome."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import torch

from solver.algebra.expr import Expr, make, name, number
from solver.algebra.ops.moments import Random, moment

Parts = tuple[tuple[tuple[int, ...], ...], Callable[..., Expr], Callable[..., torch.Tensor]]
X, Y = name("x", (2, 1)), name("y")
FIRST, SECOND = (make("index", X, number(k)) for k in (1, 2))
BODY = FIRST * Y - SECOND * number(3) + FIRST + Y / number(2)


def stated(op: str, body: Expr) -> Callable[..., Expr]:
    """Let x have mean a and variance b², y mean b and variance 4."""

    def node(a: Expr, b: Expr) -> Expr:
        known = {"x": Random(X, a, b * b), "y": Random(Y, b, number(4))}
        return moment(op, body, known)

    return node


def outcomes(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    """Work the body out for every outcome of coins with these means and variances."""
    found = []
    for one, two, three in product((-1, 1), repeat=3):
        x, y = (a + one * b, a + two * b), b + 2 * three
        found.append(x[0] * y - 3 * x[1] + x[0] + y / 2)
    return torch.stack(found)


def squares(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    return torch.stack([(a + one * b) ** 2 * (b + 2 * two)
                        for one, two in product((-1, 1), repeat=2)])  # fmt: skip


def described(s: torch.Tensor) -> torch.Tensor:
    middle = (s - s.mean()) ** 2
    parts = s.mean(), s.std(correction=0), s.var(correction=0), middle.std(correction=0)
    scale = torch.tensor([1, len(s) ** -0.5, 1, len(s) ** -0.5], dtype=s.dtype)
    return (torch.stack(parts) * scale)[:, None]


def near(mean: torch.Tensor, variance: torch.Tensor, found: torch.Tensor) -> torch.Tensor:
    m, e, v, f = found[:, 0]
    fits = (m - mean).abs() <= 4 * e.abs() and (v - variance).abs() <= 4 * f.abs()
    return torch.tensor(float(fits))


KERNELS: dict[str, Parts] = {
    "expectation": (((), ()), stated("expectation", BODY), lambda a, b: outcomes(a, b).mean()),
    "expectation of a square": (
        ((), ()), stated("expectation", FIRST * FIRST * Y), lambda a, b: squares(a, b).mean()),
    "variance": (((), ()), stated("variance", BODY),
                 lambda a, b: outcomes(a, b).var(correction=0)),
    "estimates": (((5,),), lambda a: make("estimates", a), described),
    "agrees": (((), (), (4, 1)), lambda a, b, c: make("agrees", a, b, c), near),
    "order": (((), ()), lambda a, b: make(
        "order", a * make("sqrt", name("n")) * (name("n") + b) + b * b, variable="n"),
        lambda a, b: 1.5 + 0 * a),
}  # fmt: skip
