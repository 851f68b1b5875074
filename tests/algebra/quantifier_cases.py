"""Conditions over ranges and searches through them: formulas, and the same in plain loops."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any

import torch

from solver.algebra.expr import Expr, make, name, number
from solver.algebra.ops.ranges import over
from solver.algebra.shapes import Shape
from tests.algebra import builders as build
from tests.algebra.signal_cases import condition, number_of

K, J = name("k"), name("j")


RANGES = [("k", number(1), number(3)), ("j", K, number(3))]


def _case(op: str, factor: int) -> Callable[[Expr], Expr]:
    """Ask for k² + j > factor·|a|, with k from 1 to 3, and j from k to 3."""
    return lambda a: over(op, make("gt", K * K + J, make("abs", a) * number(factor)), RANGES)


def _holding(a: torch.Tensor, factor: int) -> list[tuple[int, int]]:
    pairs = ((k, j) for k, j in product((1, 2, 3), repeat=2) if j >= k)
    return [(k, j) for k, j in pairs if k * k + j > factor * float(abs(a))]


def _told(rule: Callable[[int], bool], factor: int) -> Callable[..., Any]:
    return number_of(lambda a: torch.tensor(rule(len(_holding(a, factor)))))


S: tuple[int, ...] = ()
KERNELS: dict[str, tuple[Any, ...]] = {
    "all over ranges": ((S,), _case("forall", 1), _told(lambda count: count == 6, 1)),
    "any over ranges": ((S,), _case("exists", 4), _told(bool, 4)),
    "any of few over ranges": ((S,), _case("exists", 9), _told(bool, 9)),
    "first": ((S,), _case("first", 4), lambda a: torch.tensor(_holding(a, 4)[0]) + 0 * a),
    "any": (((2, 3),), lambda a: make("any", make("gt", a, number(2))),
            number_of(lambda a: (a > 2).any())),
    "any of one": ((S,), lambda a: make("any", make("gt", a, number(1))),
                   number_of(lambda a: a > 1)),
}  # fmt: skip


# --- how they are written ------------------------------------------------------------------------
def _over(op: str) -> build.Maker:
    def maker(p: Any, s: Shape) -> Expr:
        count = int(str(s[0])) if s else build.chosen(p, 1, 2)
        indices = [p.fresh(letter) for letter in ("h", "k", "l")[:count]]
        ends = [p(), *map(name, indices)]
        ranges = [(index, end, p()) for index, end in zip(indices, ends, strict=False)]
        body = make("and", condition(p), make("lt", name(indices[-1]), p()))
        return over(op, body, ranges)

    return maker


MAKERS: dict[str, tuple[Callable[[Shape], bool], build.Maker]] = {
    "any": (lambda s: not s, lambda p, s: make("any", p(p.draw(build.shapes)))),
    "forall": (lambda s: not s, _over("forall")),
    "exists": (lambda s: not s, _over("exists")),
    "first": (lambda s: len(s) == 1 and s[0] in {1, 2, 3}, _over("first")),
}
