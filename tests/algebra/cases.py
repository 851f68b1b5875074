"""Every differentiable op beside an independent Torch function of the same arguments.

A case holds a node over names, the dimensions of those names, and a function of Torch tensors that
never looks at the node. `cases(m, n, k)` makes them all for given sizes, which may be 1.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from typing import Any

import numpy as np
import torch

from solver.algebra.expr import Expr, make, name, number
from solver.algebra.fit import squeezed
from solver.algebra.op import OPS
from solver.algebra.ops.functions import FUNCTIONS
from solver.algebra.shapes import Shape
from solver.plan import Given, Plan, Step
from tests.algebra import descent_cases, map_gradients, signal_cases, singular_cases

Dims = tuple[int, ...]
POSITIVE_ONLY = {"log", "sqrt"}
LEAVES = {"name", "number", "dim", "pi", "eye", "span", "partial"}  # nothing to differentiate by
LEAVES |= {"truth_rows", "nearest"} | {
    op.name for op in OPS.values() if op.opaque
}  # nor in what is searched


@dataclass(frozen=True)
class Case:
    """One node, the full dimensions of its names, and what Torch makes of them."""

    label: str
    node: Expr
    dims: Mapping[str, Dims]
    torch: Callable[..., Any]
    positive: bool = False
    functions: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.label

    def arrays(self, seed: int, batch: Dims = ()) -> dict[str, Any]:
        """Draw values away from kinks, one set for every place of the batch."""
        rng = np.random.default_rng(seed)
        found = {}
        for key, dims in self.dims.items():
            value = rng.uniform(0.2, 1.7, size=(*batch, *dims))
            sign = 1 if self.positive else rng.choice([-1, 1], size=value.shape)
            found[key] = (sign * value).reshape((*batch, *shape_of(dims)))
        return found

    def plan(self, *steps: Step) -> Plan:
        """Make a plan whose first step, `out`, is the node."""
        givens = [Given(key, shape_of(dims)) for key, dims in self.dims.items()]
        givens.append(Given("G", self.node.shape))
        return Plan(tuple(givens), (Step("out", self.node, ()), *steps))

    def tensors(self, arrays: Mapping[str, Any], place: Dims = ()) -> dict[str, Any]:
        """Give one set of a batch to Torch, at full dimensions."""
        return {
            key: torch.tensor(arrays[key][place], requires_grad=True).reshape(dims)
            for key, dims in self.dims.items()
        }


def shape_of(dims: Dims) -> Shape:
    """Count a 1×1 matrix as a scalar, as the algebra does."""
    return squeezed(dims)


class _Maker:
    """Builds cases for three sizes."""

    def __init__(self, m: int, n: int, k: int) -> None:
        self.sizes = {
            "A": (m, n), "B": (m, n), "C": (m, k), "W": (k, m), "v": (n, 1), "w": (n, 1),
            "r": (1, n), "h": (m, 1), "R": (1, m), "s": (), "t": (), "q": (k,), "S": (k, m, n),
        }  # fmt: skip
        self.found: list[Case] = []

    def ref(self, key: str) -> Expr:
        return name(key, shape_of(self.sizes[key]))

    def add(self, op: str, node: Expr, names: str, function: Any, **options: Any) -> None:
        """Add a case; a node that a size of 1 has turned into something simpler is left out."""
        dims = {key: self.sizes[key] for key in names.split()}
        label = f"{op}: {node} {node.shape}"
        self.found.append(Case(label, node, dims, function, **options))


@cache
def cases(m: int, n: int, k: int) -> Mapping[str, Sequence[Case]]:
    """Make the cases of every op for matrices of m×n, m×k, … and vectors of n."""
    found: dict[str, list[Case]] = {}
    families = (
        _arithmetic, _rounding, _functions, _linear, _reductions, _normalising, _joining, _places,
        descent_cases.family, map_gradients.family, _thresholds, signal_cases.family,
        singular_cases.family,
    )  # fmt: skip
    for family in families:
        maker = _Maker(m, n, k)
        family(maker, m, n, k)
        for case in maker.found:
            found.setdefault(case.label.partition(":")[0], []).append(case)
    return found


def _arithmetic(c: _Maker, m: int, n: int, k: int) -> None:
    A, B, s, t = map(c.ref, "ABst")
    v, r = c.ref("v"), c.ref("r")
    signs = {"add": torch.add, "sub": torch.sub, "mul": torch.mul, "div": torch.div}
    for op, function in signs.items():
        for one, other, names in (
            (A, B, "A B"), (s, B, "s B"), (A, t, "A t"), (s, t, "s t"), (A, A, "A"),
            (v, s, "v s"), (s, v, "s v"), (r, s, "r s"), (s, r, "s r"), (v, v, "v"),
            (r, r, "r"), (v, c.ref("w"), "v w"),
        ):  # fmt: skip
            c.add(op, make(op, one, other), names, _applied(function, names))
    for base, names in ((A, "A s"), (t, "t s"), (v, "v s"), (r, "r s")):
        c.add("pow", base ** c.ref("s"), names, torch.pow, positive=True)
    for base, label in ((A, "A"), (t, "t"), (v, "v"), (r, "r")):
        for power in (0, 1, 2, 3, -1, -2):
            whole = _whole_power(power)
            c.add("pow", base ** number(power), label, whole)
        c.add("neg", -base, label, torch.neg)


def _rounding(c: _Maker, m: int, n: int, k: int) -> None:
    for key in ("A", "v", "r", "s", "q"):
        for op, function in (("floor", torch.floor), ("ceil", torch.ceil)):
            c.add(op, make(op, c.ref(key)), key, function)
        c.add("mod", make("mod", c.ref(key), c.ref("t")), f"{key} t", torch.remainder)
    c.add("mod", make("mod", c.ref("s"), c.ref("B")), "s B", torch.remainder)


def _thresholds(c: _Maker, m: int, n: int, k: int) -> None:
    for key in ("A", "s", "v", "r"):
        above = make("threshold", c.ref(key), at=Fraction(1, 3), low=Fraction(-1), zero=Fraction(1))
        c.add("threshold", above, key, lambda a: torch.where(a >= 1 / 3, 1.0, -1.0) + 0 * a)


def _applied(function: Any, names: str) -> Any:
    return function if " " in names else lambda x: function(x, x)


def _whole_power(power: int) -> Any:
    return lambda x: torch.pow(x, power)


def _step(x: Any) -> Any:
    return (x > 0).double() + 0 * x


F = torch.nn.functional
ACTIVATIONS: dict[str, Any] = {
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": torch.relu,
    "drelu": _step,
    "leaky_relu": lambda x: F.leaky_relu(x, 0.01),
    "dleaky_relu": lambda x: _step(x) + 0.01 * (1 - _step(x)),
    "elu": F.elu,
    "delu": lambda x: torch.where(x > 0, torch.ones_like(x), torch.exp(x)),
    "gelu": lambda x: x * torch.sigmoid(1.702 * x),
    "gelu_erf": F.gelu,
    "softplus": lambda x: F.softplus(x, threshold=1e9),
    "exp": torch.exp,
    "log": torch.log,
    "erf": torch.erf,
    "abs": torch.abs,
    "sign": lambda x: torch.sign(x) + 0 * x,
    "sqrt": torch.sqrt,
}


def _functions(c: _Maker, m: int, n: int, k: int) -> None:
    for op in FUNCTIONS:
        attrs = dict(FUNCTIONS[op].parameters)
        for key in ("A", "s", "v", "r"):
            positive = op in POSITIVE_ONLY
            c.add(op, make(op, c.ref(key), **attrs), key, ACTIVATIONS[op], positive=positive)
    x = name("x")
    body = make("sigmoid", x * number(2)) * x + make("tanh", x) ** number(3)
    interpreted = {"unknown:f": lambda xp, a: xp.sin(a), "unknown:f'": lambda xp, a: xp.cos(a)}
    for key in ("A", "s", "v", "r"):
        own = make("fn", c.ref(key), body, name="f", parameter="x")
        c.add("fn", own, key, lambda u: torch.sigmoid(2 * u) * u + torch.tanh(u) ** 3)
        unknown = make("unknown", c.ref(key), name="f")
        c.add("unknown", unknown, key, torch.sin, functions=interpreted)


def _linear(c: _Maker, m: int, n: int, k: int) -> None:
    A, W, C, v, r, s, h = map(c.ref, "AWCvrsh")
    for left, right, names in (
        (W, A, "W A"), (A, v, "A v"), (C.T, A, "C A"), (r, A.T, "r A"), (v, r, "v r"),
        (r, v, "r v"), (h, r, "h r"), (A, A.T, "A"), (v.T, v, "v"),
    ):  # fmt: skip
        flips = (left.op == "T", right.op == "T")
        product = left @ right
        if product.op == "matmul":
            c.add("matmul", product, names, _product(names, *flips))
    for one, key in ((A, "A"), (v, "v"), (r, "r"), (s, "s")):
        c.add("T", one.T, key, lambda x: x.T if x.ndim else x)
    for one, key in ((v, "v"), (r, "r")):
        if one.shape:
            c.add("diag", make("diag", one), key, lambda x: torch.diag(x.reshape(-1)))
    c.add("fill", make("fill", s, shape=(m, n + 1)), "s", lambda x: x.expand(m, n + 1))
    c.add("rows", make("rows", r, count=k), "r", lambda x: x.expand(k, n))
    c.add("cols", make("cols", v, count=k), "v", lambda x: x.expand(n, k))
    c.add("rows", make("rows", s, count=k), "s", lambda x: x.expand(k, 1))
    c.add("cols", make("cols", s, count=k), "s", lambda x: x.expand(1, k))


def _product(names: str, flip: bool, flop: bool) -> Any:
    def multiply(*tensors: Any) -> Any:
        left, right = tensors if len(tensors) == 2 else tensors * 2
        return (left.T if flip else left) @ (right.T if flop else right)

    return multiply


REDUCTIONS: dict[str, Any] = {
    "sum": torch.sum,
    "mean": torch.mean,
    "max": torch.amax,
    "argmax_mask": lambda x, dim, keepdim: (x == torch.amax(x, dim, True)).double() + 0 * x,
}


def _reductions(c: _Maker, m: int, n: int, k: int) -> None:
    for op, function in REDUCTIONS.items():
        for axis in (None, 0, 1):
            reduce = _along(function, axis)
            for key in ("A", "v", "r"):
                if c.ref(key).shape or axis is None:
                    c.add(op, make(op, c.ref(key), axis=axis), key, reduce)
        c.add(op, make(op, c.ref("s"), axis=None), "s", lambda x, f=function: f(x, (), False))
        c.add(op, make(op, c.ref("q"), axis=None), "q", _along(function, None))


def _along(function: Any, axis: int | None) -> Any:
    def reduce(x: Any) -> Any:
        if axis is None and x.ndim == 1:
            return function(x, 0, False)
        return function(x, (0, 1) if axis is None else axis, axis is not None)

    return reduce


def _normalising(c: _Maker, m: int, n: int, k: int) -> None:
    flat = lambda x: torch.softmax(x.reshape(-1), 0).reshape(x.shape)  # noqa: E731
    for key in ("v", "r", "s", "q"):
        c.add("softmax", make("softmax", c.ref(key), axis=None), key, flat)
    if c.ref("A").shape:
        for axis in (0, 1):
            along = lambda x, axis=axis: torch.softmax(x, axis)  # noqa: E731
            c.add("softmax", make("softmax", c.ref("A"), axis=axis), "A", along)
    sizes = {1: 1, 2: 2, "inf": torch.inf}
    for key in ("A", "v", "r", "s", "q"):
        for order, p in sizes.items():
            norm = lambda x, p=p: torch.linalg.vector_norm(x, p)  # noqa: E731
            c.add("norm", make("norm", c.ref(key), order=order), key, norm)
        unit = lambda x: x / torch.sqrt((x * x).sum())  # noqa: E731
        c.add("unit", make("unit", c.ref(key)), key, unit)


def _joining(c: _Maker, m: int, n: int, k: int) -> None:
    A, B, W, s, t, r, v, h, q = map(c.ref, "ABWstrvhq")
    column = make("stack", s, t * s, number(2), columns=1)
    c.add("stack", column, "s t", lambda a, b: torch.stack([a, a * b, 2 + 0 * a]))
    grid = make("stack", s, t, t, s * t, columns=2)
    c.add("stack", grid, "s t", lambda a, b: torch.stack([a, b, b, a * b]).reshape(2, 2))
    c.add("stack", make("stack", s, t, columns=2), "s t", lambda a, b: torch.stack([a, b]))
    c.add("stack", make("stack", s, columns=1), "s", lambda a: a)
    join = lambda axis: lambda *parts: torch.cat(parts, axis)  # noqa: E731
    c.add("concat", make("concat", A, B, A, axis=0), "A B", lambda a, b: torch.cat([a, b, a], 0))
    c.add("concat", make("concat", A, B, axis=1), "A B", join(1))
    c.add("concat", make("concat", A, h, axis=1), "A h", join(1))
    c.add("concat", make("concat", r, A, axis=0), "r A", join(0))
    c.add("concat", make("concat", v, c.ref("w"), axis=0), "v w", join(0))
    ones = lambda v, s: torch.cat([v, s.reshape(1, 1)], 0)  # noqa: E731
    c.add("concat", make("concat", v, s, axis=0), "v s", ones)
    if m > 1:
        c.add("block", make("block", W, axis=0, start=k - 1, stop=k), "W", lambda x: x[k - 1 : k])
        c.add("block", make("block", W, axis=1, start=0, stop=m - 1), "W", lambda x: x[:, :-1])
    c.add("block", make("block", W, axis=1, start=0, stop=m), "W", lambda x: x) if W.shape else None
    if v.shape:
        c.add("block", make("block", v, axis=0, start=1, stop=n), "v", lambda x: x[1:])
    c.add("block", make("block", q, axis=0, start=k - 1, stop=k), "q", lambda x: x[-1:])


def _extents(c: _Maker) -> None:
    s, t = c.ref("s"), c.ref("t")
    sizes = make("extent", s, s * t, t)
    c.add("extent", sizes, "s t", lambda a, b: torch.stack([a, a * b, b]))
    c.add("extent", make("extent", s), "s", lambda a: a.reshape(1))


def _places(c: _Maker, m: int, n: int, k: int) -> None:
    _extents(c)
    A, v, r, q, S, s = map(c.ref, "AvrqSs")
    if v.shape:
        c.add("index", make("index", v, number(n)), "v", lambda x: x[n - 1, 0])
        c.add("index", make("index", r, number(n)), "r", lambda x: x[0, n - 1])
        place = make("place", s, number(n), shape=(n, 1))
        c.add("place", place, "s", lambda x: torch.eye(n)[:, n - 1 :].double() * x)
    if m > 1 and n > 1:
        c.add("index", make("index", A, number(m), number(1)), "A", lambda x: x[m - 1, 0])
        place = make("place", s, number(m), number(1), shape=(m, n))
        c.add("place", place, "s", lambda x: x * _unit(m, n, m - 1, 0))
    c.add("index", make("index", q, number(k - 1)), "q", lambda x: x[k - 1])
    if shape_of((m, n)):
        c.add("index", make("index", S, number(0)), "S", lambda x: x[0])
        c.add("columns", make("columns", A), "A", lambda x: x.T if m > 1 else x.reshape(-1))
        c.add("from_columns", make("from_columns", make("columns", A)), "A", lambda x: x)
        flip = make("reverse", make("columns", A))
        c.add("reverse", flip, "A", lambda x: x.flip(1).T)
    c.add("from_columns", make("from_columns", q), "q", lambda x: x)
    c.add("reverse", make("reverse", q), "q", lambda x: x.flip(0))


def _unit(m: int, n: int, i: int, j: int) -> Any:
    found = torch.zeros(m, n, dtype=torch.float64)
    found[i, j] = 1
    return found


BINDERS = {"bigsum", "by_entry", "prod", "scan", "tabulate"}  # with bodies: see test_repetition.py
DIFFERENTIABLE = sorted(set(OPS) - LEAVES - BINDERS)
