"""Formulas that use every op, and the same in Torch's own functions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import torch
from torch.nn import functional as F  # noqa: N812 - the name everyone uses

import solver.algebra.ops  # noqa: F401 - fills the table
from solver.algebra.expr import Expr, make, name, number
from solver.algebra.ops.by_entry import by_entry
from solver.algebra.ops.draws import drawn, units
from solver.algebra.ops.functions import FUNCTIONS
from solver.algebra.shapes import symbol
from tests.algebra import (
    descent_cases,
    gate_cases,
    lms_cases,
    map_cases,
    moment_cases,
    nearest_cases,
    quantifier_cases,
    signal_cases,
    singular_cases,
)

Shape = tuple[int, ...]


@dataclass(frozen=True)
class Case:
    """A formula over names a, b, c, and the same in Torch for one set of values."""

    shapes: tuple[Shape, ...]
    formula: Callable[..., Expr]
    torch: Callable[..., torch.Tensor]
    positive: bool = False

    def built(self) -> Expr:
        return self.formula(*(name("abc"[k], shape) for k, shape in enumerate(self.shapes)))


def op(called: str, **attrs: Any) -> Callable[..., Expr]:
    return lambda *args: make(called, *args, **attrs)


def reduced(called: str, ours: int | None) -> Callable[[torch.Tensor], torch.Tensor]:
    """Reduce in Torch, as a matrix along an axis and as a scalar over all."""

    def reduce(a: torch.Tensor) -> torch.Tensor:
        function = getattr(torch, called)
        return function(a) if ours is None else function(a, dim=ours, keepdim=True)

    return reduce


def heaviside(a: torch.Tensor) -> torch.Tensor:
    return torch.heaviside(a, torch.zeros((), dtype=a.dtype))


def as_drawn(word: str, seed: int, ends: tuple[int, ...], sizes: Shape) -> torch.Tensor:
    places = 4 if word in {"normal", "uniform"} else 0
    whole = torch.tensor(units(word, seed, ends, places, sizes), dtype=torch.float64)
    return whole / 10**places


def one_hot_of_max(a: torch.Tensor) -> torch.Tensor:
    flat = torch.zeros(a.numel(), dtype=a.dtype)
    flat[int(a.reshape(-1).argmax())] = 1
    return flat.reshape(a.shape)


def one_hot_along(a: torch.Tensor, axis: int) -> torch.Tensor:
    return torch.zeros_like(a).scatter(axis, a.argmax(dim=axis, keepdim=True), 1.0)


def placed(shape: Shape, place: Shape, value: torch.Tensor) -> torch.Tensor:
    found = torch.zeros(shape, dtype=value.dtype)
    found[place] = value
    return found


def recurrence(U: torch.Tensor, X: torch.Tensor, h: torch.Tensor) -> torch.Tensor:
    seen = [h]
    for k in range(X.shape[1]):
        seen.append(torch.tanh(U @ seen[-1] + X[:, k : k + 1]))
    return torch.stack(seen)


def momentum(x: torch.Tensor, v: torch.Tensor, together: bool) -> torch.Tensor:
    seen = [x]
    for _ in range(3):
        new = v / 2 + x
        x, v = x - (v if together else new) / 4, new
        seen.append(x)
    return torch.stack(seen)


def momentum_expr(together: bool, out: int) -> Callable[..., Expr]:
    def build(x: Expr, v: Expr) -> Expr:
        first, second = name("p", x.shape), name("q", x.shape)
        return make(
            "scan", v, x, second / number(2) + first, first - second / number(4),
            states=("q", "p"), inputs=(), steps=3, out=out, together=together,
        )  # fmt: skip

    return build


def scan_of(U: Expr, X: Expr, h: Expr) -> Expr:
    body = make("tanh", U @ name("s", h.shape) + name("x", h.shape))
    return make(
        "scan", h, make("columns", X), body,
        states=("s",), inputs=("x",), steps=X.shape[1], out=0, together=False,
    )  # fmt: skip


M, S, C, R = (2, 3), (), (3, 1), (1, 3)  # a matrix, a scalar, a column, a row
_I = name("i")

ELEMENTWISE: dict[str, Callable[[torch.Tensor], torch.Tensor]] = {
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": F.relu,
    "drelu": heaviside,
    "leaky_relu": lambda a: F.leaky_relu(a, 0.01),
    "dleaky_relu": lambda a: 0.01 + 0.99 * heaviside(a),
    "elu": F.elu,
    "delu": lambda a: torch.where(a > 0, torch.ones_like(a), torch.exp(a)),
    "gelu": lambda a: a * torch.sigmoid(1.702 * a),
    "gelu_erf": F.gelu,
    "softplus": F.softplus,
    "exp": torch.exp,
    "erf": torch.special.erf,
    "abs": torch.abs,
    "sign": torch.sign,
}

CASES: dict[str, Case] = {
    **{f"{key} matrix": Case((M,), op(key, **dict(FUNCTIONS[key].parameters)), function)
       for key, function in ELEMENTWISE.items()},
    **{f"{key} scalar": Case((S,), op(key, **dict(FUNCTIONS[key].parameters)), function)
       for key, function in ELEMENTWISE.items()},
    "leaky slope": Case((M,), op("leaky_relu", slope=Fraction(1, 4)),
                        lambda a: F.leaky_relu(a, 0.25)),
    "elu alpha": Case((M,), op("elu", alpha=Fraction(3)), lambda a: F.elu(a, 3.0)),
    "log": Case((M,), op("log"), torch.log, positive=True),
    "sqrt": Case((M,), op("sqrt"), torch.sqrt, positive=True),
    "add": Case((M, M), op("add"), torch.add),
    "add scalar": Case((M, S), op("add"), torch.add),
    "scalar add": Case((S, C), op("add"), torch.add),
    "sub": Case((M, M), op("sub"), torch.sub),
    "scalar sub": Case((S, M), op("sub"), torch.sub),
    "mul": Case((M, M), op("mul"), torch.mul),
    "scalar mul": Case((S, M), op("mul"), torch.mul),
    "div": Case((M, M), op("div"), torch.div),
    "div scalar": Case((M, S), op("div"), torch.div),
    "neg": Case((M,), op("neg"), torch.neg),
    "floor": Case((M,), op("floor"), torch.floor),
    "floor scalar": Case((S,), op("floor"), torch.floor),
    "ceil": Case((M,), op("ceil"), torch.ceil),
    "mod": Case((M, M), op("mod"), torch.remainder),
    "mod scalar": Case((M, S), op("mod"), torch.remainder),
    "scalar mod": Case((S, M), op("mod"), torch.remainder),
    "extent": Case((S, S), lambda a, b: make("extent", a, b, a * b),
                   lambda a, b: torch.stack([a, b, a * b])),
    "span": Case((S,), lambda a: make("span", first=-1, last=1, each=2, times=2) * a,
                 lambda a: torch.tensor([-1, -1, 0, 0, 1, 1.0] * 2, dtype=a.dtype) * a),
    "pow": Case((M,), lambda a: a ** number(3), lambda a: a * a * a),
    "inverse": Case((M,), lambda a: a ** number(-1), torch.reciprocal),
    "half power": Case((M,), lambda a: a ** number(Fraction("0.5")), torch.sqrt, positive=True),
    "power of scalar": Case((M, S), op("pow"), torch.pow, positive=True),
    "matmul": Case((M, C), op("matmul"), torch.matmul),
    "outer": Case((C, R), op("matmul"), torch.matmul),
    "inner": Case((R, C), op("matmul"), lambda a, b: (a @ b)[0, 0]),
    "matmul square": Case(((3, 3), (3, 3)), op("matmul"), torch.matmul),
    "T": Case((M,), op("T"), lambda a: a.mT),
    "T column": Case((C,), op("T"), lambda a: a.mT),
    "diag": Case((C,), op("diag"), lambda a: torch.diag(a[:, 0])),
    "diag row": Case((R,), op("diag"), lambda a: torch.diag(a[0])),
    "eye": Case((C,), lambda a: make("eye", size=3) @ a, lambda a: a),
    **{f"draw {word}": Case((M,), lambda a, word=word, ends=ends: a * drawn(word, M, 5, ends),
                            lambda a, word=word, ends=ends: a * as_drawn(word, 5, ends, M))
       for word, ends in (("normal", ()), ("uniform", (-1, 2)), ("integers", (0, 9)),
                          ("signs", ()))},
    "pi": Case((C,), lambda a: make("pi") * a, lambda a: torch.pi * a),
    "dim": Case((C,), lambda a: make("dim", size=symbol("n")) * a, lambda a: 3 * a),
    "fill": Case((S,), op("fill", shape=M), lambda a: a.expand(M)),
    "rows": Case((R,), op("rows", count=3), lambda a: a.expand(3, 3)),
    "rows of scalar": Case((S,), op("rows", count=3), lambda a: a.expand(3, 1)),
    "cols": Case((C,), op("cols", count=2), lambda a: a.expand(3, 2)),
    **{f"{key} {axis}": Case((M,), op(key, axis=axis), reduced(called, axis))
       for key, called in (("sum", "sum"), ("mean", "mean"), ("max", "amax"))
       for axis in (None, 0, 1)},
    "sum of column": Case((C,), op("sum", axis=0), lambda a: a.sum()),
    "sum of scalar": Case((S,), op("sum", axis=None), lambda a: a),
    "argmax_mask": Case((M,), op("argmax_mask", axis=None), one_hot_of_max),
    "argmax_mask rows": Case((M,), op("argmax_mask", axis=1), lambda a: one_hot_along(a, 1)),
    "argmax_mask columns": Case((M,), op("argmax_mask", axis=0), lambda a: one_hot_along(a, 0)),
    "softmax": Case((C,), op("softmax", axis=None), lambda a: F.softmax(a, dim=0)),
    "softmax of all": Case((R,), op("softmax", axis=None), lambda a: F.softmax(a, dim=1)),
    "softmax rows": Case((M,), op("softmax", axis=1), lambda a: F.softmax(a, dim=1)),
    "softmax columns": Case((M,), op("softmax", axis=0), lambda a: F.softmax(a, dim=0)),
    "norm": Case((C,), op("norm", order=2), torch.linalg.norm),
    "norm 1": Case((M,), op("norm", order=1), lambda a: a.abs().sum()),
    "norm inf": Case((M,), op("norm", order="inf"), lambda a: a.abs().amax()),
    "unit": Case((C,), op("unit"), lambda a: F.normalize(a, dim=0)),
    "index": Case((M,), lambda a: make("index", a, number(2), number(3)), lambda a: a[1, 2]),
    "index of column": Case((C,), lambda a: make("index", a, number(2)), lambda a: a[1, 0]),
    "index of row": Case((R,), lambda a: make("index", a, number(3)), lambda a: a[0, 2]),
    "place": Case((S,), lambda a: make("place", a, number(2), number(1), shape=M),
                  lambda a: placed(M, (1, 0), a)),
    "place in column": Case((S,), lambda a: make("place", a, number(3), shape=C),
                            lambda a: placed(C, (2, 0), a)),
    "place in sequence": Case((C,), lambda a: make("place", a, number(0), shape=(3, 3, 1)),
                              lambda a: placed((3, 3, 1), (0,), a)),
    "stack": Case((S, S), lambda a, b: make("stack", a, b, b, a, columns=2),
                  lambda a, b: torch.stack([a, b, b, a]).reshape(2, 2)),
    "concat 0": Case((M, (3, 3)), op("concat", axis=0), lambda a, b: torch.cat([a, b], 0)),
    "concat 1": Case((M, (2, 2)), op("concat", axis=1), lambda a, b: torch.cat([a, b], 1)),
    "concat scalar": Case((C, S), op("concat", axis=0), lambda a, b: torch.cat([a, b[None, None]])),
    "block": Case((M,), op("block", axis=1, start=1, stop=3), lambda a: a[:, 1:3]),
    "block 0": Case((M,), op("block", axis=0, start=1, stop=2), lambda a: a[1:2]),
    "block of one": Case((C,), op("block", axis=0, start=2, stop=3), lambda a: a[2, 0]),
    "columns": Case((M,), op("columns"), lambda a: a.mT[:, :, None]),
    "columns of row": Case((R,), op("columns"), lambda a: a[0]),
    "from_columns": Case(((3, 2, 1),), op("from_columns"), lambda a: a[:, :, 0].mT),
    "from_columns of scalars": Case(((3,),), op("from_columns"), lambda a: a[None]),
    "reverse": Case(((3, 2, 1),), op("reverse"), lambda a: a.flip(0)),
    "reverse of scalars": Case(((3,),), op("reverse"), lambda a: a.flip(0)),
    "index of sequence": Case(((3, 2, 1),), lambda a: make("index", a, number(2)), lambda a: a[2]),
    "bigsum": Case((C, S), lambda a, b: make(
        "bigsum", make("index", a, _I) * _I * b, number(1), number(3), index="i"),
        lambda a, b: (a[:, 0] * torch.arange(1, 4)).sum() * b),
    "bigsum of arrays": Case(
        (C,), lambda a: make("bigsum", a * _I, number(2), number(3), index="i"), lambda a: 5 * a),
    "prod": Case((C, S), lambda a, b: make(
        "prod", make("index", a, _I) * _I + b, number(1), number(3), index="i"),
        lambda a, b: (a[:, 0] * torch.arange(1, 4) + b).prod()),
    "prod of arrays": Case(
        (C,), lambda a: make("prod", a + _I, number(2), number(3), index="i"),
        lambda a: (a + 2) * (a + 3)),
    **{key: Case(*parts) for key, parts in nearest_cases.KERNELS.items()},
    "by_entry": Case((M, S), lambda a, b: by_entry(
        make("index", a, name("j"), _I) * _I + b, ("i", 3), ("j", 2)),
        lambda a, b: a.T * torch.arange(1, 4)[:, None] + b),
    "fn": Case((M,), lambda a: make(
        "fn", a, name("u") * make("sigmoid", name("u")), name="swish", parameter="u"), F.silu),
    **{key: Case(*parts) for key, parts in descent_cases.KERNELS.items()},
    **{key: Case(*parts) for key, parts in singular_cases.KERNELS.items()},
    **{key: Case(*parts) for key, parts in lms_cases.KERNELS.items()},
    **{key: Case(*parts) for key, parts in map_cases.KERNELS.items()},
    **{key: Case(*parts) for key, parts in moment_cases.KERNELS.items()},
    **{key: Case(*parts) for key, parts in gate_cases.KERNELS.items()},
    **{key: Case(*parts) for key, parts in quantifier_cases.KERNELS.items()},
    **{key: Case(*parts) for key, parts in signal_cases.KERNELS.items()},
    "scan": Case(((3, 3), M[::-1], C), scan_of, recurrence),
    "scan in order": Case((C, C), momentum_expr(False, 1), lambda x, v: momentum(x, v, False)),
    "scan together": Case((S, S), momentum_expr(True, 1), lambda x, v: momentum(x, v, True)),
}  # fmt: skip
