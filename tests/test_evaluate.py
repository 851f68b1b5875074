"""Evaluation: three number systems, batches, sizes, overrides, and digits that are proved."""

from __future__ import annotations

import json
import subprocess
import sys
from fractions import Fraction
from typing import Any

import flint
import mpmath
import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

import solver.algebra.ops  # noqa: F401 - fills the table
from solver.algebra.expr import Expr, make, name, number
from solver.algebra.op import OPS
from solver.algebra.shapes import combine, symbol
from solver.backends.program import compiled
from solver.evaluate import EvaluationError, Incomputable
from solver.plan import Given, Plan, Step
from solver.solution import Solution

BACKENDS = ("exact", "numpy", "torch")


def exactly(rows: Any) -> Any:
    return tuple(map(exactly, rows)) if isinstance(rows, list) else Fraction(rows)


def total(expr: Expr) -> Expr:
    return make("sum", expr, axis=None)


def plan_of(givens: dict[str, tuple[tuple[Any, ...], Any]], **steps: Expr) -> Plan:
    items = [
        Given(key, shape, None if value is None else exactly(value))
        for key, (shape, value) in givens.items()
    ]
    return Plan(tuple(items), tuple(Step(key, formula, ()) for key, formula in steps.items()))


def network(values: bool = True) -> Plan:
    W, x, b, t = name("W", (2, 3)), name("x", (3, 1)), name("b", (2, 1)), name("t", (2, 1))
    z, a = name("z", (2, 1)), name("a", (2, 1))
    numbers: dict[str, Any] = {
        "W": [[0, 1, 1], [-2, 2, -1]],
        "x": [[1], ["1/2"], [-1]],
        "b": [[1], [2]],
        "t": [[1], [2]],
    }
    shapes = {"W": (2, 3), "x": (3, 1), "b": (2, 1), "t": (2, 1)}
    givens = {key: (shape, numbers[key] if values else None) for key, shape in shapes.items()}
    return plan_of(
        givens,
        z=W @ x + b,
        a=make("relu", z),
        L=total((a - t) ** number(2)),
        p=make("sigmoid", z),
        E=make("exp", name("L")),
    )


def by_hand(W: Any, x: Any, b: Any, t: Any) -> dict[str, Any]:
    z = W @ x + b
    a = np.maximum(z, 0)
    loss = ((a - t) ** 2).sum(axis=(-2, -1))
    return {"z": z, "a": a, "L": loss, "p": 1 / (1 + np.exp(-z)), "E": np.exp(loss)}


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_network_on_every_backend(backend: str) -> None:
    plan = network()
    solution = plan.evaluate(backend=backend)
    arrays = {g.name: np.array(g.value, dtype=float) for g in plan.givens}
    for key, expected in by_hand(**arrays).items():
        assert np.allclose(solution.floats(key), expected, rtol=1e-14), key


def test_exact_values_are_exact() -> None:
    solution = network().evaluate()
    assert solution.exact("z") == [["1/2"], ["2"]]
    assert solution.exact("L") == "1/4"
    assert solution.exact("p") is None
    assert solution.rounded("z") == ((Fraction(1, 2),), (Fraction(2),))
    assert network().evaluate(backend="numpy").exact("z") is None


@pytest.mark.parametrize("backend", ["numpy", "torch"])
@pytest.mark.parametrize("batch", [(2,), (3,), (5, 2), (1,)])
def test_batch_axes_lead_whatever_their_length(backend: str, batch: tuple[int, ...]) -> None:
    rng = np.random.default_rng(3)
    shapes = {"W": (2, 3), "x": (3, 1), "b": (2, 1), "t": (2, 1)}
    arrays = {key: rng.normal(size=(*batch, *shape)) for key, shape in shapes.items()}
    arrays["t"] = arrays["t"][(0,) * len(batch)]  # shared by the whole batch
    solution = network(values=False).evaluate(arrays, backend)
    for key, expected in by_hand(**arrays).items():
        assert np.allclose(np.asarray(solution[key]), expected, rtol=1e-13), key


def test_a_batch_of_exact_numbers() -> None:
    x = np.arange(6).reshape(2, 3, 1)
    solution = network().evaluate({"x": x}, targets=["L"])
    expected = by_hand(
        np.array([[0, 1, 1], [-2, 2, -1]]), x, np.array([[1], [2]]), np.array([[1], [2]])
    )
    assert solution.floats("L") == expected["L"].tolist()


@pytest.mark.parametrize(
    "given_x",
    [
        [[1], [0.5], [-1]],
        [1, 0.5, -1],
        np.array([1, 0.5, -1]),
        torch.tensor([[1.0], [0.5], [-1.0]]),
        ((Fraction(1),), (Fraction(1, 2),), (Fraction(-1),)),
    ],
)
@pytest.mark.parametrize("backend", BACKENDS)
def test_givens_of_every_kind(given_x: Any, backend: str) -> None:
    assert network().evaluate({"x": given_x}, backend, targets=["z"]).floats("z") == [[0.5], [2.0]]


def test_doubles_are_taken_at_their_exact_value() -> None:
    plan = plan_of({"x": ((), None)}, y=name("x") * number(10))
    assert plan.evaluate({"x": 0.1}).exact("y") == str(Fraction(0.1) * 10)


# --- sizes -------------------------------------------------------------------------------------
def sized() -> Plan:
    m, n = symbol("m"), symbol("n")
    taller = combine((1, m), (1, 1))
    W, x, y = name("W", (m, n)), name("x", (n, 1)), name("y", (taller, 1))
    return plan_of(
        {"W": ((m, n), None), "x": ((n, 1), None), "y": ((taller, 1), None)},
        z=W @ x,
        share=total(y) / make("dim", size=m),
        one=make("eye", size=n),
    )


def test_sizes_are_read_off_the_arrays() -> None:
    solution = sized().evaluate({"W": [[1, 2]], "x": [3, 4], "y": [1, 1]})
    assert solution.sizes == {"m": 1, "n": 2}
    assert solution.floats("share") == 2.0
    assert solution.floats("one") == [[1, 0], [0, 1]]


def test_sizes_that_do_not_agree_are_refused() -> None:
    with pytest.raises(
        EvaluationError, match="x must be n×1, here 2×1, but its value has shape 3×1"
    ):
        sized().evaluate({"W": [[1, 2]], "x": [3, 4, 5]})
    with pytest.raises(EvaluationError, match=r"y must be \(m\+1\)×1, here 2×1"):
        sized().evaluate({"W": [[1, 2]], "y": [1, 2, 3]})
    with pytest.raises(EvaluationError, match="W must be 2×3, but its value has shape 3×2"):
        network().evaluate({"W": np.ones((3, 2))})
    with pytest.raises(EvaluationError, match="W is 2×3, but its value has shape 3"):
        network().evaluate({"W": [1, 2, 3]})


def test_a_size_may_be_given_by_name() -> None:
    n = symbol("n")
    plan = Plan((Given("n", (), Fraction(3)),), (Step("I", make("eye", size=n), ()),))
    assert plan.evaluate().floats("I") == np.eye(3).tolist()
    x = Given("x", (n, 1))
    plan = Plan((Given("n", (), Fraction(3)), x), (Step("s", total(name("x", (n, 1))), ()),))
    with pytest.raises(EvaluationError, match="x must be n×1, here 3×1"):
        plan.evaluate({"x": [1, 2]})


def test_a_missing_size_leaves_its_steps_out() -> None:
    assert "one" not in sized().evaluate({"y": [1, 2]})
    with pytest.raises(Incomputable, match="one cannot be computed: the size n is not known"):
        sized().evaluate({"y": [1, 2]}, targets=["one"])


# --- what is left out, and what replaces it ----------------------------------------------------
def test_steps_without_values_are_left_out_with_their_dependants() -> None:
    plan = network(values=False)
    assert set(plan.evaluate({"x": [1, 2, 3]}).values) == {"x"}
    with pytest.raises(Incomputable, match="z cannot be computed: W has no value"):
        plan.evaluate({"x": [1, 2, 3]}, targets=["L"])


def test_only_what_the_targets_need_is_computed() -> None:
    assert set(network().evaluate(targets=["a"]).values) == {"W", "x", "b", "t", "z", "a"}


@pytest.mark.parametrize("backend", BACKENDS)
def test_overrides_carry_forward(backend: str) -> None:
    solution = network().evaluate(backend=backend, overrides={"a": [[1], [4]]})
    assert solution.floats("a") == [[1.0], [4.0]]
    assert solution.floats("L") == 4.0
    assert solution.floats("z") == [[0.5], [2.0]]


def test_what_only_an_overridden_step_needs_is_not_computed() -> None:
    plan = network(values=False)
    solution = plan.evaluate({"t": [0, 0]}, overrides={"a": [[1], [2]]}, targets=["L"])
    assert solution.exact("L") == "5"
    assert "z" not in solution


def test_unknown_functions_need_an_interpretation() -> None:
    x = name("x", (2, 1))
    plan = plan_of({"x": ((2, 1), [[1], [2]])}, y=make("unknown", x, name="f"), s=total(x))
    assert "y" not in plan.evaluate()
    assert plan.evaluate().exact("s") == "3"
    from solver.evaluate import evaluate

    found = evaluate(plan, functions={"unknown:f": lambda xp, value: value * value})
    assert found.exact("y") == [["1"], ["4"]]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"givens": {"Q": 1}}, "no given named Q"),
        ({"overrides": {"Q": 1}}, "no given or step named Q"),
        ({"targets": ["Q"]}, "no given or step named Q"),
        ({"givens": {"x": "abc"}}, "x"),
        ({"givens": {"x": [[1], [2, 3], [4]]}}, "x"),
        ({"givens": {"x": [float("nan"), 0, 0]}}, "nan is not an exact number"),
        ({"backend": "cupy"}, "no backend cupy"),
    ],
)
def test_clear_complaints(options: dict[str, Any], message: str) -> None:
    with pytest.raises(EvaluationError, match=message):
        network().evaluate(**options)


def test_division_by_zero_names_the_step() -> None:
    plan = plan_of({"x": ((), 0)}, y=number(1) / name("x"))
    with pytest.raises(EvaluationError, match="y divides by zero"):
        plan.evaluate()
    assert plan.evaluate(backend="numpy").floats("y") == "inf"


def test_non_finite_doubles_are_strings() -> None:
    plan = plan_of({"x": ((2, 1), [[0], [-1]])}, y=make("log", name("x", (2, 1))))
    assert plan.evaluate(backend="numpy").floats("y") == [["-inf"], ["nan"]]


# --- precision ---------------------------------------------------------------------------------
def rounded_text(solution: Solution, key: str, digits: int) -> str:
    found = solution.rounded(key, digits)
    return ("-" if found.negative else "") + found.digits + f"e{found.exponent}"


@settings(max_examples=60, deadline=None)
@given(st.fractions(-20, 20, max_denominator=1000), st.integers(1, 40))
def test_printed_digits_are_those_of_a_200_digit_evaluation(x: Fraction, digits: int) -> None:
    plan = plan_of({"x": ((), x)}, y=make("tanh", name("x")) - make("exp", name("x")) / number(3))
    found = plan.evaluate().rounded("y", digits)
    with mpmath.workdps(200):
        u = mpmath.mpf(x.numerator) / x.denominator
        y = mpmath.tanh(u) - mpmath.exp(u) / 3
        if isinstance(found, Fraction):
            assert x == 0
            return
        unit = mpmath.mpf(10) ** -found.decimals
        value = mpmath.mpf(found.value.numerator) / found.value.denominator
        assert abs(value - y) <= unit / 2
    assert len(found.digits) == max(digits, found.exponent + 1 if found.exponent < 7 else 0)


def test_cancellation_raises_the_precision_until_the_digits_are_right() -> None:
    tiny = number(Fraction(1, 10**60))
    y = make("exp", name("x") + tiny) - make("exp", name("x"))
    plan = plan_of({"x": ((), 1)}, y=y)
    before = flint.ctx.prec
    assert rounded_text(plan.evaluate(), "y", 10) == "2718281828e-60"
    assert plan.evaluate().floats("y") == pytest.approx(2.718281828459045e-60, rel=1e-15)
    assert flint.ctx.prec == before


def test_a_comparison_raises_the_precision_too() -> None:
    tiny = number(Fraction(1, 10**60))
    y = make("drelu", make("exp", name("x") + tiny) - make("exp", name("x")))
    solution = plan_of({"x": ((), 1)}, y=y).evaluate()
    assert solution.precision > 128
    assert solution.exact("y") == "1"


def test_an_undecidable_comparison_is_reported() -> None:
    x = name("x")
    y = make("drelu", make("exp", make("log", x)) - x)
    before = flint.ctx.prec
    with pytest.raises(EvaluationError, match="y: a comparison is not decided by 8192 bits"):
        plan_of({"x": ((), 3)}, z=x + x, y=y).evaluate()
    assert flint.ctx.prec == before


@pytest.mark.parametrize(("op", "sign"), [
    ("abs", 1), ("relu", 1), ("leaky_relu", 1), ("elu", 1), ("norm", 1), ("abs", -1), ("relu", -1),
    ("norm", -1),
])  # fmt: skip
def test_what_is_continuous_needs_no_sign(op: str, sign: int) -> None:
    """|x|, a ReLU and a norm are enclosed where their argument is a ball around 0."""
    x, tiny = name("x"), number(Fraction(sign, 10**60))
    hidden = make("exp", make("log", x)) - x
    column = make("fill", hidden + tiny, shape=(2, 1))
    attrs: dict[str, dict[str, Any]] = {
        "norm": {"order": 2},
        "leaky_relu": {"slope": Fraction(1, 100)},
        "elu": {"alpha": Fraction(1)},
    }
    arg = column if op == "norm" else hidden + tiny
    plan = plan_of({"x": ((), 3)}, y=make(op, arg, **attrs.get(op, {})))
    solution = plan.evaluate()
    assert solution.precision == 128
    expected = 2**0.5 if op == "norm" else 1.0 if sign > 0 or op == "abs" else 0.0
    assert solution.floats("y") == pytest.approx(expected * 1e-60, rel=1e-12)


def test_the_largest_of_hidden_zeros_is_a_zero() -> None:
    x = name("x", (2, 1))
    hidden = make("exp", make("log", x)) - x
    plan = plan_of({"x": ((2, 1), [[3], [4]])}, y=make("max", make("abs", hidden), axis=None))
    assert plan.evaluate().rounded("y").value == 0


def test_a_rounding_tie_is_reported_and_other_digits_are_fine() -> None:
    half = make("exp", make("log", name("x")))  # a ball around 0.0125, for ever
    solution = plan_of({"x": ((), "1/80")}, y=half).evaluate()
    with pytest.raises(EvaluationError, match="y: rounding to 2 digits is a tie"):
        solution.rounded("y", 2)
    assert rounded_text(solution, "y", 3) == "125e-2"


def test_a_hidden_zero_is_a_zero() -> None:
    x = name("x", (2, 1))
    y = make("exp", make("log", x)) - number(3) * make("fill", number(1), shape=(2, 1))
    solution = plan_of({"x": ((2, 1), [[3], [4]])}, y=y).evaluate()
    (zero,), (one,) = solution.rounded("y")
    assert (zero.value, one.value) == (0, 1)
    assert solution.floats("y") == [[0.0], [1.0]]


def test_outside_the_domain_is_reported() -> None:
    with pytest.raises(EvaluationError, match="y takes the logarithm of a number that is not pos"):
        plan_of({"x": ((), -2)}, y=make("log", name("x"))).evaluate()


def test_rationals_past_the_budget_become_balls() -> None:
    x = name("x")
    steps = {"y0": x * x}
    for k in range(1, 14):
        steps[f"y{k}"] = name(f"y{k - 1}") * name(f"y{k - 1}")
    solution = plan_of({"x": ((), "3/7")}, **steps).evaluate()
    assert solution.exact("y3") == str(Fraction(3, 7) ** 16)
    assert solution.exact("y13") is None
    found = solution.rounded("y13", 6)
    expected = Fraction(3, 7) ** (2**14)
    assert abs(found.value / expected - 1) < Fraction(1, 10**5)


def test_matrices_share_their_decimals() -> None:
    plan = plan_of(
        {"x": ((3, 1), [[1], [2], [3]])}, y=make("softmax", name("x", (3, 1)), axis=None)
    )
    found = [entry.digits for (entry,) in plan.evaluate().rounded("y")]
    assert [entry.decimals for (entry,) in plan.evaluate().rounded("y")] == [4, 4, 4]
    assert found == ["900", "2447", "6652"]


# --- cost --------------------------------------------------------------------------------------
def test_a_repeated_part_is_computed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []
    kernel = OPS["tanh"].kernel

    def counted(ctx: Any, node: Expr, value: Any) -> Any:
        calls.append(node)
        return kernel(ctx, node, value)

    compiled.cache_clear()
    monkeypatch.setitem(OPS, "tanh", __import__("dataclasses").replace(OPS["tanh"], kernel=counted))
    u = make("tanh", name("x"))
    plan = plan_of({"x": ((), 1)}, y=u * (number(1) - make("tanh", name("x"))) + u)
    plan.evaluate(backend="numpy")
    compiled.cache_clear()
    assert len(calls) == 1


def test_intermediate_values_are_freed_after_their_last_use() -> None:
    x = name("x")
    program = compiled(make("exp", make("tanh", x * x)) + x)
    freed = [slot for row in program for slot in row.frees]
    assert sorted(freed) == list(range(len(program) - 1))  # each once, all but the result
    for k, row in enumerate(program):
        assert all(slot not in later.inputs for slot in row.frees for later in program[k + 1 :])


def test_torch_lets_gradients_through() -> None:
    x = torch.tensor([[1.0], [0.5], [-1.0]], dtype=torch.float64, requires_grad=True)
    loss = network().evaluate({"x": x}, "torch", targets=["L"])["L"]
    (gradient,) = torch.autograd.grad(loss, x)
    assert gradient.dtype == torch.float64
    assert gradient.abs().sum() > 0


def test_importing_is_cheap() -> None:
    code = "import sys, json, solver.evaluate; print(json.dumps(sorted(sys.modules)))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert {"torch", "scipy", "sympy", "matplotlib"}.isdisjoint(json.loads(found.stdout))
