"""Comparisons, cases, tables and convolutions of sequences: formulas of them, and in Torch."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from hypothesis import strategies as st

from solver.algebra.expr import Expr, make, name, number
from solver.algebra.ops.compare import RELATIONS
from solver.algebra.ops.tabulate import at, tabulated
from solver.algebra.shapes import Shape
from tests.algebra import builders as build

TORCH: dict[str, Callable[[Any, Any], Any]] = {
    "lt": torch.lt, "le": torch.le, "gt": torch.gt, "ge": torch.ge, "eq": torch.eq,
    "ne": torch.ne, "and": torch.logical_and, "or": torch.logical_or,
}  # fmt: skip


def number_of(function: Callable[..., Any]) -> Callable[..., Any]:
    """Make a truth value a number that Torch can differentiate, to nothing."""
    return lambda *args: function(*args).double() + sum(0 * arg.sum() for arg in args)


# --- how to make one of a given shape ------------------------------------------------------------
def condition(p: Any) -> Expr:
    one = make(build.chosen(p, *RELATIONS), p(), p())
    if build.chosen(p, True, False):
        return one
    other = make(build.chosen(p, *RELATIONS), build.chosen(p, one.args[1], p()), p())
    return make(build.chosen(p, "and", "or"), one, other)


def cases(p: Any, s: Shape) -> Expr:
    parts = [p(s), condition(p)]
    parts += [build.chosen(p, p(s), p()), condition(p)] if build.chosen(p, True, False) else []
    return make("cases", *parts, *([p(s)] if build.chosen(p, True, False) else []))


def table(p: Any, s: Shape) -> Expr:
    index, first = p.fresh("n"), p.draw(st.integers(-3, 3))
    return tabulated(name(index) * p(), index, first, first + int(str(s[0])) - 1)


def looked_up(p: Any, s: Shape) -> Expr:
    rows = p((p.draw(build.dims),))
    return at(rows, p(), p.draw(st.integers(-3, 3)), build.chosen(p, True, False))


def convolution(p: Any, s: Shape) -> Expr:
    total = int(str(s[0]))
    first = p.draw(st.integers(1, total))
    return make("convolve", p((first,)), p((total + 1 - first,)))


def _counted(s: Shape) -> bool:
    return len(s) == 1 and isinstance(s[0], int)


MAKERS: dict[str, tuple[Callable[[Shape], bool], Any]] = {
    **{op: (lambda s: True, build.infix(op)) for op in TORCH},
    "not": (lambda s: True, lambda p, s: make("not", p(s))),
    "all": (lambda s: not s, lambda p, s: make("all", p(p.draw(build.shapes)))),
    "cases": (lambda s: True, cases),
    "tabulate": (_counted, table),
    "at": (lambda s: not s, looked_up),
    "convolve": (_counted, convolution),
}


# --- the same in Torch ---------------------------------------------------------------------------
def _by_cases(a: Any, b: Any) -> Any:
    return torch.where(a < 0, -a * b, torch.where(a < 1, a, b + 0 * a))


def _cases(a: Expr, b: Expr) -> Expr:
    zero, one = number(0), number(1)
    return make("cases", -a * b, make("lt", a, zero), a, make("lt", a, one), b)


def convolved(a: Any, b: Any) -> Any:
    """Convolve with Torch's layer, which correlates: so the filter is turned."""
    turned = b.flip(0)[None, None]
    return torch.nn.functional.conv1d(a[None, None], turned, padding=b.shape[0] - 1)[0, 0]


M, S = (2, 3), ()
KERNELS: dict[str, tuple[Any, ...]] = {
    **{f"{op} matrix": ((M, M), lambda a, b, op=op: make(op, a, b), number_of(function))
       for op, function in TORCH.items()},
    **{f"{op} scalar": ((M, S), lambda a, b, op=op: make(op, a, b), number_of(function))
       for op, function in TORCH.items()},
    **{f"{op} of equals": ((M,), lambda a, op=op: make(op, a, a),
                           number_of(lambda a, function=function: function(a, a)))
       for op, function in TORCH.items() if op in RELATIONS},
    "equal": ((M,), lambda a: make("eq", a, a / number(3) * number(3)), torch.ones_like),
    "not": ((M,), lambda a: make("not", make("lt", a, number(0))), number_of(lambda a: a >= 0)),
    "all": ((M,), lambda a: make("all", make("lt", a, number(1))),
            number_of(lambda a: (a < 1).all())),
    "all of one": ((S,), lambda a: make("all", make("lt", a, number(1))),
                   number_of(lambda a: a < 1)),
    "cases matrix": ((M, M), _cases, _by_cases),
    "cases scalar": ((M, S), _cases, _by_cases),
    "cases of one": ((S, S), _cases, _by_cases),
    "tabulate": ((S,), lambda a: tabulated(a**name("k") + number(1), "k", -1, 2),
                 lambda a: torch.stack([a**k + 1 for k in range(-1, 3)])),
    "tabulate constant": ((S,), lambda a: tabulated(number(2), "k", 0, 1) * a,
                          lambda a: 2 * a.repeat(2)),
    "at": (((3,),), lambda a: at(a, number(0), -2), lambda a: a[2]),
    "at beyond": (((3,),), lambda a: at(a, number(5), -2), lambda a: 0 * a[0]),
    "convolve": (((3,), (2,)), lambda a, b: make("convolve", a, b), convolved),
    "convolve long": (((2,), (4,)), lambda a, b: make("convolve", a, b), convolved),
    "convolve one": (((1,), (1,)), lambda a, b: make("convolve", a, b), convolved),
}  # fmt: skip


# --- what there is to differentiate --------------------------------------------------------------
def family(c: Any, m: int, n: int, k: int) -> None:
    """Add cases whose gradients are compared with Torch's."""
    A, B, s, v, q = (c.ref(key) for key in "ABsvq")
    for op, function in TORCH.items():
        c.add(op, make(op, A, B), "A B", number_of(function))
        c.add(op, make(op, s, B), "s B", number_of(function))
    c.add("not", make("not", A), "A", number_of(torch.logical_not))
    for one, key in ((A, "A"), (s, "s"), (v, "v"), (q, "q")):
        c.add("all", make("all", one), key, number_of(lambda a: (a != 0).all()))
        c.add("any", make("any", one), key, number_of(lambda a: (a != 0).any()))
    c.add("cases", _cases(A, B), "A B", _by_cases)
    c.add("cases", _cases(A, s), "A s", _by_cases)
    c.add("at", at(q, number(k - 2), -1), "q", lambda x: x[k - 1])
    c.add("at", at(q, number(k), 0), "q", lambda x: 0 * x[0])
    c.add("convolve", make("convolve", q, q), "q", lambda x: convolved(x, x))
    two = make("convolve", q, tabulated(s ** name("t"), "t", 0, 2))
    c.add("convolve", two, "q s", lambda x, y: convolved(x, torch.stack([y**j for j in range(3)])))
