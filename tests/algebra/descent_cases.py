"""Formulas that search for a minimum or judge a sequence, and the same in Torch."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import torch

from solver.algebra.expr import Expr, make, name, number
from solver.algebra.shapes import Shape, combine
from tests.algebra import builders as build

Parts = tuple[tuple[tuple[int, ...], ...], Callable[..., Expr], Callable[..., torch.Tensor]]
X, V = name("x"), name("v", (2, 1))


def least(body: Expr, start: Expr) -> Expr:
    return make("minimiser", start, body, variable="x" if not start.shape else "v")


def squared(place: Expr) -> Expr:
    """Write half the squared distance of v to a place, in a narrow valley."""
    apart = V - place
    return make("index", apart, number(1)) ** number(2) * number(3) + apart.T @ apart / number(2)


def verdict(a: torch.Tensor, limit: torch.Tensor) -> torch.Tensor:
    """Judge distances by the stated rule, one comparison after another."""
    apart = [(term - limit).reshape(-1) for term in a]
    sizes = [float(torch.linalg.norm(part)) for part in apart]
    first, last = sizes[0], sizes[-1]
    if last > 1.01 * first:
        return torch.tensor(4.0)
    for before, after in pairwise(apart):
        if float(before @ after) < 0 and float(torch.linalg.norm(after)) > 0.01 * first:
            return torch.tensor(3.0)
    if last <= 0.01 * first or round(100 * last / sizes[-2]) <= 90:
        return torch.tensor(0.0)
    return torch.tensor(2.0 if last / sizes[-2] > sizes[1] / first + 0.01 else 1.0)


def momentum_average(x: Expr, v: Expr) -> Expr:
    """Repeat momentum with a gradient that is x itself, so that slips have something to change."""
    beta, new = number(build.Fraction(1, 4)), name("q")
    update = beta * new + (number(1) - beta) * name("p")
    return make(
        "scan", v, x, update, name("p") - new / number(2),
        states=("q", "p"), inputs=(), steps=3, out=1, together=False,
    )  # fmt: skip


def averaged(x: torch.Tensor, v: torch.Tensor) -> torch.Tensor:
    seen = [x]
    for _ in range(3):
        v = 0.25 * v + 0.75 * x
        x = x - v / 2
        seen.append(x)
    return torch.stack(seen)


KERNELS: dict[str, Parts] = {
    "each": (((3,), ()), lambda a, b: make("each", a, X * X + b, inputs=("x",)),
             lambda a, b: a * a + b),
    "each column": (((3, 2, 1), (2, 2)), lambda a, b: make("each", a, b @ V, inputs=("v",)),
                    lambda a, b: b @ a),
    "each place": (((3, 1),), lambda a: make(
        "each", make("span", first=1, last=3, each=1, times=1), make("index", a, X),
        inputs=("x",)), lambda a: a[:, 0]),
    "each of two": (((3,), (3, 2, 1)), lambda a, b: make("each", a, b, X * V, inputs=("x", "v")),
                    lambda a, b: a[:, None, None] * b),
    "minimiser": (((), ()), lambda a, b: least((X - b) ** number(4) + X - b, a),
                  lambda a, b: b - 4 ** (-1 / 3) + 0 * a),
    "minimiser of columns": (((2, 1), (2, 1)), lambda a, b: least(squared(b), a),
                             lambda a, b: b + 0 * a),
    "ratios": (((4,),), lambda a: make("ratios", a), lambda a: a[1:] / a[:-1]),
    "approach": (((4,), ()), lambda a, b: make("approach", a, b), verdict),
    "approach of columns": (((3, 2, 1), (2, 1)), lambda a, b: make("approach", a, b), verdict),
    "scan of averages": (((), ()), momentum_average, averaged),
}  # fmt: skip


def family(c: Any, m: int, n: int, k: int) -> None:
    """Add what has a derivative: ratios of positive numbers."""
    if k > 1:
        q = c.ref("q")
        positive = q * q + number(1)
        node = make("ratios", positive)
        c.add("ratios", node, "q", lambda a: (a[1:] ** 2 + 1) / (a[:-1] ** 2 + 1))


# --- how they are written ------------------------------------------------------------------------
def _each(p: Any, s: Shape) -> Expr:
    term = p.fresh("u")
    inner = p.draw(build.sequences)[1:]
    body = (
        name(term) * p(s[1:]) if not inner else p(s[1:]) * make("sum", name(term, inner), axis=None)
    )
    return make("each", p((s[0], *inner)), body, inputs=(term,))


def _minimiser(p: Any, s: Shape) -> Expr:
    variable = name(p.fresh("u"), s)
    body = make("sum", variable * p(s), axis=None) if s else variable * p()
    return make("minimiser", p(s), body, variable=variable.attr("name"))


def _approach(p: Any, s: Shape) -> Expr:
    inner = p.draw(build.sequences)[1:]
    return make("approach", p((3, *inner)), p(inner))


MAKERS: dict[str, tuple[Callable[[Shape], bool], build.Maker]] = {
    "each": (lambda s: len(s) in {1, 3} and s[0] != 1, _each),
    "minimiser": (lambda s: not s or (len(s) == 2 and s[1] == 1), _minimiser),
    "ratios": (
        lambda s: len(s) == 1,
        lambda p, s: make("ratios", p((combine((1, s[0]), (1, 1)),))),
    ),
    "approach": (lambda s: not s, _approach),
}
