"""Sums over an index and `scan`, whose bodies bind names: gradients against Torch's autograd."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from solver.algebra.expr import Expr, make, name
from solver.algebra.pull import pull
from solver.algebra.read import read
from solver.algebra.scope import Scope
from solver.algebra.shapes import Shape, symbol
from solver.errors import FormulaError
from solver.evaluate import evaluate
from solver.plan import Given, Plan, Step
from tests.algebra.quick import quick

SHAPES: dict[str, Shape] = {
    "A": (2, 2), "U": (2, 3), "X": (3, 5), "b": (2, 1), "h0": (2, 1), "v": (2, 1), "r": (1, 3),
    "eta": (), "beta": (), "x0": (), "a": (), "q": (5,), "M": (3, 4),
}  # fmt: skip
SCOPE = Scope({key: name(key, shape) for key, shape in SHAPES.items()})


def rnn(A: Any, U: Any, X: Any, b: Any, h0: Any) -> Any:
    found = [h0]
    for t in range(X.shape[1]):
        found.append(torch.tanh(A @ found[-1] + U @ X[:, t : t + 1] + b))
    return torch.stack(found)


def momentum(x0: Any, a: Any, eta: Any, beta: Any, late: bool = False) -> Any:
    v, x = 0 * x0, x0
    xs, vs = [x], [v]
    for _ in range(4):
        v = beta * v + (1 - beta) * torch.cos(a * x)
        x = x - eta * v
        xs.append(x)
        vs.append(v)
    return torch.stack(vs if late else xs)


def filtered(q: Any, a: Any, x0: Any) -> Any:
    found = [x0]
    for term in q:
        found.append(a * found[-1] + torch.sigmoid(term * found[-1]))
    return torch.stack(found)


def crossed(X: Any, v: Any, h0: Any, A: Any) -> Any:
    """Two states and two sequences; the second state reads the first one's new value."""
    g, h = v, h0
    for t in range(X.shape[1]):
        g = torch.tanh(A @ h) * X[0, t] + g
        h = g * X[1, t] - h
    return h


def bound_like_the_given(x0: Any) -> Any:
    x = x0
    for _ in range(3):
        x = x - 0.1 * x * x0**2
    return x


COS = "cosine(a * x)"
Function = Callable[..., Any]
SCANS: dict[str, tuple[str, Function]] = {
    "rnn": ("scan(tanh(A @ h + U @ x + b), h=h0, x=columns(X))", rnn),
    "last of rnn": (
        "scan(tanh(A @ h + U @ x + b), h=h0, x=columns(X))[5]",
        lambda *all: rnn(*all)[-1],
    ),
    "middle and first": (
        "sum(scan(tanh(A @ h + U @ x + b), h=h0, x=columns(X))[2] * h0)",
        lambda A, U, X, b, h0: (rnn(A, U, X, b, h0)[2] * h0).sum(),
    ),
    "momentum": (
        "scan(beta * v + (1 - beta) * slope(a * x), x - eta * v, v=0, x=x0, steps=4)",
        lambda x0, a, eta, beta: momentum(x0, a, eta, beta),
    ),
    "velocities": (
        "scan(beta * v + (1 - beta) * slope(a * x), x - eta * v, v=0, x=x0, steps=4, out=v)",
        lambda x0, a, eta, beta: momentum(x0, a, eta, beta, late=True),
    ),
    "numbers from a sequence": ("scan(a * h + sigmoid(x * h), h=x0, x=q)", filtered),
    "two states, two sequences": (
        (
            "scan(tanh(A @ h) * y + g, g * z - h, g=v, h=h0, "
            "y=columns(block(X, 1, 1)), z=columns(block(X, 2, 2)))[5]"
        ),
        crossed,
    ),
    "the state has the given's name": (
        "scan(x0 - 0.1 * x0 * x0**2, x0=x0, steps=3)[3]",
        lambda x0: _plain_cubic(x0),
    ),
    "the sequence has the given's name": (
        "scan(h * q + a, h=x0, q=q)[5]",
        lambda q, a, x0: _products(q, a, x0),
    ),
    "the step count does not matter to a body without names": (
        "scan(h + 1, h=x0, steps=2)[2] * a",
        lambda x0, a: (x0 + 2) * a,
    ),
}  # fmt: skip
NAMES = {
    "momentum": "x0 a eta beta", "velocities": "x0 a eta beta", "numbers from a sequence": "q a x0",
    "two states, two sequences": "X v h0 A", "the state has the given's name": "x0",
    "the sequence has the given's name": "q a x0",
    "the step count does not matter to a body without names": "x0 a",
}  # fmt: skip


def _plain_cubic(x0: Any) -> Any:
    x = x0
    for _ in range(3):
        x = x - 0.1 * x * x**2
    return x


def _products(q: Any, a: Any, x0: Any) -> Any:
    h = x0
    for term in q:
        h = h * term + a
    return h


SUMS: dict[str, tuple[str, Function, str]] = {
    "over a vector": ("sum(v[i]**2 * a, (i, 1, 2))", lambda v, a: (v**2).sum() * a, "v a"),
    "over a row": ("sum(exp(r[i]), (i, 1, 3))", lambda r: r.exp().sum(), "r"),
    "over a part": ("sum(r[i] * i, (i, 2, 3))", lambda r: 2 * r[0, 1] + 3 * r[0, 2], "r"),
    "double": (
        "sum(M[i, j]**2 * r[i], (i, 1, 3), (j, 1, 4))",
        lambda M, r: (M**2 * r.T).sum(),
        "M r",
    ),
    "of whole matrices": ("sum(M**i, (i, 1, 3))", lambda M: M + M**2 + M**3, "M"),
    "of a polynomial": (
        "sum(q[i] * x0**i, (i, 0, 4))",
        lambda q, x0: sum(q[k] * x0**k for k in range(5)),
        "q x0",
    ),
    "an array by its entries": (
        "by_entry(M[i, j]**2 * r[i] + i * j, (i, 1, 3), (j, 1, 4))",
        lambda M, r: M**2 * r.T + torch.outer(torch.arange(1, 4), torch.arange(1, 5)),
        "M r",
    ),
    "an entry of one number": ("by_entry(a**2, (i, 1, 1), (j, 1, 1))", lambda a: a**2, "a"),
    "sums inside of entries": (
        "by_entry(sum(M[i, j] * v[k], (k, 1, i)), (i, 1, 2), (j, 1, 4))",
        lambda M, v: torch.stack([M[0] * v[0, 0], M[1] * v.sum()]),
        "M v",
    ),
    "of constants": ("sum(a, (i, 1, 4))", lambda a: 4 * a, "a"),
    "inside a function": (
        "sigmoid(sum(v[i] * a, (i, 1, 2)) + a)",
        lambda v, a: torch.sigmoid((v * a).sum() + a),
        "v a",
    ),
}


def arrays(names: str, seed: int, batch: tuple[int, ...] = ()) -> dict[str, Any]:
    rng = np.random.default_rng(seed)
    return {key: rng.uniform(0.2, 1.2, size=(*batch, *SHAPES[key])) for key in names.split()}


def check(node: Expr, names: str, function: Function, seed: int, batch: tuple[int, ...]) -> None:
    """Compare value and gradients with Torch for every set of a batch."""
    upstream = name("G", node.shape)
    steps = [Step("out", node, ())]
    for key in names.split():
        gradient = pull(node, upstream, key)
        assert gradient is not None, key
        assert gradient.shape == SHAPES[key]
        steps.append(Step(f"dS/d{key}", gradient, ()))
    givens = tuple(Given(key, SHAPES[key]) for key in names.split())
    plan = Plan((*givens, Given("G", node.shape)), tuple(steps))
    values = arrays(names, seed, batch)
    values["G"] = np.random.default_rng(seed + 1).normal(size=(*batch, *node.shape))
    found = evaluate(plan, values, "numpy", functions=FUNCTIONS)
    for place in np.ndindex(*batch):
        tensors = [torch.tensor(values[key][place], requires_grad=True) for key in names.split()]
        out = function(*tensors)
        _near(found["out"][place], out, "out")
        G = torch.tensor(values["G"][place])
        slopes = torch.autograd.grad((G * out.reshape(G.shape)).sum(), tensors)
        for key, slope in zip(names.split(), slopes, strict=True):
            _near(found[f"dS/d{key}"][place], slope, key)


def _near(ours: Any, theirs: Any, key: str) -> None:
    expected = theirs.detach().numpy().reshape(np.shape(ours))
    assert np.allclose(ours, expected, rtol=1e-10, atol=1e-12), (key, ours, expected)


FUNCTIONS = {"unknown:slope": lambda xp, a: xp.cos(a), "unknown:slope'": lambda xp, a: -xp.sin(a)}
BATCHES = st.sampled_from([(), (1,), (3,), (5,)])


def scanned(text: str) -> Expr:
    from solver.algebra.scope import Function as Unknown

    return read(text, Scope(SCOPE.names, {"slope": Unknown("u", None)}))


@pytest.mark.parametrize("label", SCANS)
@given(seed=st.integers(0, 10**6), batch=BATCHES)
@quick(3)
def test_back_through_time(label: str, seed: int, batch: tuple[int, ...]) -> None:
    text, function = SCANS[label]
    check(scanned(text), NAMES.get(label, "A U X b h0"), function, seed, batch)


@pytest.mark.parametrize("label", SUMS)
@given(seed=st.integers(0, 10**6), batch=BATCHES)
@quick(3)
def test_sums_over_an_index(label: str, seed: int, batch: tuple[int, ...]) -> None:
    text, function, names = SUMS[label]
    check(read(text, SCOPE), names, function, seed, batch)


def test_an_empty_sum_of_matrices_is_a_matrix_of_zeros() -> None:
    node = read("sum(M * i, (i, 3, 2))", SCOPE)
    plan = Plan((Given("M", (3, 4)),), (Step("out", node, ()),))
    found = evaluate(plan, arrays("M", 1, (2,)), "numpy")["out"]
    assert np.shape(found)[-2:] == (3, 4)
    assert not np.any(found)


def test_a_bound_of_a_sum_has_no_derivative() -> None:
    scope = Scope({"x": name("x"), "n": name("n")})
    node = read("sum(x**i, (i, 1, n))", scope)
    with pytest.raises(FormulaError, match="n"):
        pull(node, name("G"), "n")


def test_an_index_has_no_derivative() -> None:
    scope = Scope({"v": name("v", (3, 1)), "n": name("n")})
    with pytest.raises(FormulaError, match="n"):
        pull(read("v[n]", scope), name("G"), "n")


def test_names_made_for_the_way_back_are_fresh() -> None:
    """A given called `d_h`, `d_sum` or `d_out` keeps its own value on the way back."""
    for own in ("d_h", "d_sum", "d_out"):
        scope = Scope({own: name(own), "x0": name("x0")})
        node = read(f"scan(h * {own} + h**2, h=x0, steps=3)[3]", scope)
        gradient = pull(node, name("G"), own)
        assert gradient is not None
        plan = Plan((Given(own), Given("x0"), Given("G")), (Step("out", gradient, ()),))
        values = {own: 0.7, "x0": 0.4, "G": 1.3}
        c, h0 = (torch.tensor(values[k], requires_grad=True, dtype=float) for k in (own, "x0"))
        h = h0
        for _ in range(3):
            h = h * c + h**2
        (slope,) = torch.autograd.grad(1.3 * h, [c])
        assert evaluate(plan, values, "numpy")["out"] == pytest.approx(slope.item(), rel=1e-12)


def test_symbolic_length() -> None:
    n = symbol("n")
    scope = Scope({"Q": name("Q", (2, n)), "h0": name("h0", (2, 1)), "a": name("a")})
    node = read("sum(scan(tanh(a * h + x), h=h0, x=columns(Q)))", scope)
    gradient = (
        pull(node, make("fill", name("one"), shape=()), "a")
        if False
        else pull(node, name("G"), "a")
    )
    assert gradient is not None
    givens = (Given("Q", (2, n)), Given("h0", (2, 1)), Given("a"), Given("G"))
    plan = Plan(givens, (Step("out", gradient, ()),))
    rng = np.random.default_rng(4)
    values = {"Q": rng.normal(size=(2, 6)), "h0": rng.normal(size=(2, 1)), "a": 0.3, "G": 1.0}
    a = torch.tensor(0.3, dtype=torch.float64, requires_grad=True)
    h, total = torch.tensor(values["h0"]), torch.tensor(values["h0"]).sum()
    for t in range(6):
        h = torch.tanh(a * h + torch.tensor(values["Q"][:, t : t + 1]))
        total = total + h.sum()
    (slope,) = torch.autograd.grad(total, [a])
    assert evaluate(plan, values, "numpy")["out"] == pytest.approx(slope.item(), rel=1e-12)
