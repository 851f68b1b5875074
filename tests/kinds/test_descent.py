"""Descents against loops of mpmath, Torch's optimisers, SymPy's derivatives and closed forms."""

from __future__ import annotations

import time
from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise
from typing import Any

import mpmath
import numpy as np
import pytest
import sympy
import torch
from hypothesis import given
from hypothesis import strategies as st

from solver.document.blocks import Figure, Formula, Items, Paragraph, StepBlock, Table, Text
from solver.document.plots import Plot
from solver.errors import SpecError
from solver.kinds._descent.methods import METHODS
from solver.problem import Problem, built
from solver.solved import Solved
from solver.spec.load import load_text
from tests.algebra.quick import quick

GELU = "x * sigmoid(1.702 * x)"


def problem(objective: str, start: object, methods: str, steps: int = 3, more: str = "") -> Problem:
    """Build a problem from the lines that differ."""
    text = (
        f"kind: descent\ntitle: A descent\nminimise: {objective}\nstart: {{x: {start}}}\n"
        f"steps: {steps}\nmethods:\n  M: {methods}\n{more}\n"
    )
    if "ask:" not in more:
        text += "ask: [x_M]\n"
    found = built(load_text(text, "descent.yaml"))
    assert isinstance(found, Problem)
    return found


def complaints(*parts: Any, **options: Any) -> list[str]:
    with pytest.raises(SpecError) as caught:
        problem(*parts, **options)
    return [f"{c.message} | {c.hint}" for c in caught.value.complaints]


def sequence(solved: Problem, key: str, backend: str = "numpy") -> Any:
    return np.asarray(solved.plan.evaluate(backend=backend).floats(key), dtype=float)


# --- iterates ------------------------------------------------------------------------------------
def gelu(x: Any) -> Any:
    return x / (1 + mpmath.exp(-mpmath.mpf("1.702") * x))


def iterate(start: str, eta: str, beta: str, old: bool = False) -> list[Any]:
    """Descend on GELU with 50 digits, its slope taken by mpmath's own differences."""
    with mpmath.workdps(60):
        x = mpmath.mpf(start)
        eta_, beta_ = mpmath.mpf(eta), mpmath.mpf(beta)
        seen, v = [x], mpmath.diff(gelu, x)
        for _ in range(5):
            before = v
            v = beta_ * v + (1 - beta_) * mpmath.diff(gelu, x)
            x = x - eta_ * (before if old else v)
            seen.append(x)
        return seen


@pytest.mark.parametrize(("start", "eta"), [("0", "0.1"), ("0", "1"), ("-3", "0.1"), ("2.5", "3")])
@pytest.mark.parametrize("beta", ["0", "0.9"])
def test_every_digit_of_the_iterates_is_right(start: str, eta: str, beta: str) -> None:
    method = f"{{method: momentum, eta: {eta}, beta: {beta}}}"
    solution = problem(GELU, start, method, 5).plan.evaluate()
    with mpmath.workdps(60):
        entries = solution.rounded("x_M", 20)
        for entry, expected in zip(entries, iterate(start, eta, beta), strict=True):
            near = entry.value if hasattr(entry, "value") else entry
            decimals = entry.decimals if hasattr(entry, "decimals") else 40
            error = mpmath.mpf(near.numerator) / near.denominator - expected
            assert abs(error) <= mpmath.mpf(10) ** -decimals * 0.51


def test_the_order_of_the_updates_is_their_meaning() -> None:
    equations = "v = 0.9*v + 0.1*g", "x = x - 0.1*v"
    for order, old in ((equations, False), (equations[::-1], True)):
        method = f"{{update: {list(order)}, start: {{v: g}}}}"
        found = sequence(problem(GELU, -3, method, 5), "x_M")
        assert found == pytest.approx([float(x) for x in iterate("-3", "0.1", "0.9", old)], 1e-13)


def test_the_first_iterates_of_the_assignment() -> None:
    small = problem(GELU, 0, "{method: gradient_descent, eta: 0.1}")
    large = problem(GELU, 0, "{method: gradient_descent, eta: 1}")
    assert sequence(small, "x_M") == pytest.approx([0, -0.05, -0.09575013, -0.13763772], abs=1e-8)
    assert sequence(large, "x_M")[1] == -0.5
    assert sequence(small, "f_M")[0] == 0


Optimiser = Callable[[Any], torch.optim.Optimizer]
OPTIMISERS: dict[str, tuple[str, Optimiser]] = {
    "gradient_descent": ("eta: 0.05", lambda p: torch.optim.SGD(p, lr=0.05)),
    "heavy_ball": ("eta: 0.05, beta: 0.7", lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.7)),
    "rmsprop": ("eta: 0.05", lambda p: torch.optim.RMSprop(p, lr=0.05, alpha=0.9, eps=1e-8)),
    "adam": ("eta: 0.2", lambda p: torch.optim.Adam(p, lr=0.2)),
}
CURVES: dict[str, tuple[str, object, Callable[[torch.Tensor], torch.Tensor]]] = {
    "a number": ("x**4/4 - x + exp(-x)", 2, lambda x: (x**4 / 4 - x + torch.exp(-x)).sum()),
    "a column": (
        "x.T @ x + sum(exp(x)) + x[1] * x[2]",
        "[1, -2]",
        lambda x: (x**2 + torch.exp(x)).sum() + x[0, 0] * x[1, 0],
    ),
}


def by_torch(
    curve: Callable[[torch.Tensor], torch.Tensor], start: object, optimiser: Optimiser, steps: int
) -> Any:
    """Let an optimiser of Torch walk down a curve."""
    first = [[float(v)] for v in start] if isinstance(start, list) else float(str(start))
    x = torch.tensor(first, dtype=torch.float64, requires_grad=True)
    walker, seen = optimiser([x]), [x.detach().numpy().copy()]
    for _ in range(steps):
        walker.zero_grad()
        curve(x).backward()  # type: ignore[no-untyped-call]
        walker.step()
        seen.append(x.detach().numpy().copy())
    return np.stack(seen)


@pytest.mark.parametrize("curve", CURVES)
@pytest.mark.parametrize("method", OPTIMISERS)
def test_methods_walk_as_those_of_torch(method: str, curve: str) -> None:
    objective, start, function = CURVES[curve]
    parameters, optimiser = OPTIMISERS[method]
    found = problem(objective, start, f"{{method: {method}, {parameters}}}", 15)
    first = [1, -2] if start == "[1, -2]" else start
    expected = by_torch(function, first, optimiser, 15)
    assert np.allclose(sequence(found, "x_M"), expected, rtol=1e-10, atol=1e-12)
    assert np.allclose(sequence(found, "x_M", "exact"), expected, rtol=1e-10, atol=1e-12)


def test_nesterov_looks_ahead_to_where_torch_stands() -> None:
    objective, start, function = CURVES["a number"]
    found = problem(objective, start, "{method: nesterov, eta: 0.05, beta: 0.7}", 10)
    ahead = sequence(found, "x_M") + 0.7 * sequence(found, "v_M")
    walker: Optimiser = lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.7, nesterov=True)  # noqa: E731
    assert ahead == pytest.approx(by_torch(function, start, walker, 10), rel=1e-11)


def test_velocity_is_a_heavy_ball_whose_push_is_scaled() -> None:
    parameters = "eta: 0.05, beta: 0.7"
    one, other = (
        sequence(problem(GELU, 2, f"{{method: {method}, {parameters}}}", 9), "x_M")
        for method in ("velocity", "heavy_ball")
    )
    assert one == pytest.approx(other, rel=1e-13)


def test_adam_corrects_its_bias() -> None:
    found = problem("x**2", 5, "{method: adam, eta: 0.25}", 1)
    assert sequence(found, "x_M")[1] == pytest.approx(4.75, abs=1e-8)


SHARES = st.fractions(Fraction(-3), Fraction(3), max_denominator=12)


@given(curvature=SHARES, centre=SHARES, start=SHARES, steps=st.integers(1, 12))
@quick(25)
def test_descent_on_a_parabola_has_a_closed_form(
    curvature: Fraction, centre: Fraction, start: Fraction, steps: int
) -> None:
    objective = f"({curvature})/2 * (x - ({centre}))**2 + 0*x"
    found = problem(objective, start, "{method: gradient_descent, eta: 1/7}", steps)
    shrink = 1 - curvature / 7
    expected = [str(centre + shrink**k * (start - centre)) for k in range(steps + 1)]
    solution = found.plan.evaluate()
    assert solution.exact("x_M") == expected
    if curvature > 0:
        assert solution.exact("x_min") == str(centre)
        apart = abs(start - centre)
        assert solution.exact("d_M") == [str(abs(shrink) ** k * apart) for k in range(steps + 1)]


def closed(found: Problem) -> str:
    """Print the gradient over the variable alone."""
    step = found.plan["df/dx"]
    return str(step.after[-1].expr if step.after else step.formula)


# --- the gradient --------------------------------------------------------------------------------
def test_the_gradient_of_gelu_is_in_its_nicest_form() -> None:
    found = problem(GELU, 0, "{method: gradient_descent, eta: 0.1}", more="ask: [df/dx]")
    assert closed(found) == (
        "sigmoid(1.702 * x) + 1.702 * (x * (sigmoid(1.702 * x) * (1 - sigmoid(1.702 * x))))"
    )


FORMULAS = {
    "x**4/4 - x": "x**3 - 1",
    "exp(x**2) - log(1 + x**2)": "",
    "tanh(x)**2 / (1 + x**2)": "",
    "sqrt(1 + x**2) * sigmoid(x)": "",
    "elu(x) + softplus(-2*x)": "",
}


@pytest.mark.parametrize("formula", FORMULAS)
def test_gradients_are_those_of_sympy(formula: str) -> None:
    found = problem(formula, "1/3", "{method: gradient_descent, eta: 0.01}", 1)
    x = sympy.Symbol("x", real=True)
    known = {
        "sigmoid": lambda u: 1 / (1 + sympy.exp(-u)),
        "softplus": lambda u: sympy.log(1 + sympy.exp(u)),
        "elu": lambda u: sympy.Piecewise((u, u > 0), (sympy.exp(u) - 1, True)),
    }
    slope = sympy.diff(sympy.sympify(formula, {"x": x, **known}), x)
    places = [-1.5, -0.25, 0.5, 2.0]
    values = found.plan.evaluate({"x": places}, "numpy", targets=["df/dx"])["df/dx"]
    assert values == pytest.approx([float(slope.subs(x, place)) for place in places], rel=1e-12)
    if FORMULAS[formula]:
        assert closed(found) == FORMULAS[formula]


def test_the_gradient_is_checked_though_nobody_asks() -> None:
    found = problem(GELU, 0, "{method: gradient_descent, eta: 0.1}").solve(check="all")
    assert set(found.checked.routes.values()) == {"agree"}


def test_at_a_kink_the_convention_is_taken() -> None:
    found = problem("abs(x - 1/2)", 1, "{method: gradient_descent, eta: 0.25}", 4)
    assert found.plan.evaluate().exact("x_M") == ["1", "3/4", "1/2", "1/2", "1/2"]
    solved = found.solve()
    assert any("kink" in str(block) for block in solved.document().blocks)


# --- the minimum ---------------------------------------------------------------------------------
MINIMA = [(GELU, 0), (GELU, -3), (GELU, 40), ("exp(x) - 3*x", 0), ("x**4 - 3*x**3 + x", 3)]


@pytest.mark.parametrize(("objective", "start"), MINIMA)
def test_the_minimum_is_where_mpmath_finds_the_slope_zero(objective: str, start: int) -> None:
    found = problem(objective, start, "{method: gradient_descent, eta: 0.001}", 1)
    near = found.plan.evaluate(targets=["x_min"]).rounded("x_min", 30)
    x = sympy.Symbol("x", real=True)
    sigmoid = lambda u: 1 / (1 + sympy.exp(-u))  # noqa: E731
    text = objective.replace("1.702", "Rational(1702, 1000)")
    slope = sympy.diff(sympy.sympify(text, {"x": x, "sigmoid": sigmoid}), x)
    with mpmath.workdps(50):
        root = mpmath.findroot(sympy.lambdify(x, slope, "mpmath"), float(near))
        digits = mpmath.nstr(abs(root), 30, strip_zeros=False).lstrip("0.").replace(".", "")
    assert near.digits == digits
    assert (root < 0) == near.negative


@pytest.mark.parametrize("backend", ["numpy", "torch"])
def test_minima_are_found_for_many_starts_at_once(backend: str) -> None:
    found = problem("x**4 - 2*x**2", 3, "{method: gradient_descent, eta: 0.01}")
    starts = [-2.0, -0.25, 0.0, 0.5, 7.0]
    solution = found.plan.evaluate({"x_0": starts}, backend)
    values = np.asarray(solution["x_min"])
    assert np.isnan(values[2])  # the top of the hill
    assert values[[0, 1, 3, 4]] == pytest.approx([-1, -1, 1, 1], abs=1e-12)


@pytest.mark.parametrize("objective", ["exp(x)", "-x**2", "x", "x**3"])
def test_where_there_is_no_minimum_it_is_said(objective: str) -> None:
    start = 0 if objective == "-x**2" else -1
    found = problem(objective, start, "{method: gradient_descent, eta: 0.1}").solve()
    assert not {"x_min", "d_M", "verdict_M"} & {step.name for step in found.steps}
    assert "is found downhill of the start, so there are no distances" in str(found.document())


def test_the_minimum_of_a_quadratic_form_is_exact() -> None:
    found = problem("x.T @ A @ x / 2 - b.T @ x", "[1, 2, 3]",
                    "{method: gradient_descent, eta: 0.1}",
                    more="given: {A: [[4, 1, 0], [1, 3, 1], [0, 1, 2]], b: [1, 0, 2]}")  # fmt: skip
    A, b = sympy.Matrix([[4, 1, 0], [1, 3, 1], [0, 1, 2]]), sympy.Matrix([1, 0, 2])
    expected = [[str(entry)] for entry in A.solve(b)]
    assert found.plan.evaluate().exact("x_min") == expected


def test_the_minimum_of_a_curved_bowl_is_proved() -> None:
    found = problem("sum(exp(x)) + x.T @ x + x[1]*x[2]", "[1, -1]",
                    "{method: gradient_descent, eta: 0.1}")  # fmt: skip
    near = found.plan.evaluate().rounded("x_min", 15)
    root = mpmath.findroot(lambda u: mpmath.exp(u) + 3 * u, -0.25)
    assert [float(entry.value) for (entry,) in near] == pytest.approx([float(root)] * 2, rel=1e-14)


# --- verdicts ------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("objective", "start", "eta", "steps", "verdict"),
    [
        ("x**2", 1, "0.1", 10, "converging"),
        ("x**2", 1, "0.5", 3, "converging"),  # reached at once
        ("x**2", 1, "0.9", 10, "overshooting"),
        ("x**2", 1, "1", 10, "overshooting"),  # to and fro for ever
        ("x**2", 1, "1.1", 10, "diverging"),
        ("x**4", 1, "0.1", 20, "slowing"),
        ("x**2", 1, "0.05", 10, "converging"),  # 90 % exactly, on every route
        ("x**2", 1, "0.01", 10, "slow"),
        (GELU, 0, "0.1", 3, "slow"),  # slower than the next, and said to be
        (GELU, 0, "1", 3, "converging"),
        (GELU, 0, "6", 3, "diverging"),
    ],
)
@pytest.mark.parametrize("backend", ["exact", "numpy", "torch"])
def test_verdicts(
    objective: str, start: int, eta: str, steps: int, verdict: str, backend: str
) -> None:
    method = f"{{method: gradient_descent, eta: {eta}}}"
    found = problem(objective, start, method, steps)
    code = int(float(found.plan.evaluate(backend=backend).floats("verdict_M")))
    form = found.plan["verdict_M"].form
    assert form is not None
    assert form.data(code) == verdict


def test_rates_are_the_quotients_of_distances() -> None:
    found = problem("x**2", 1, "{method: gradient_descent, eta: 0.5}", 4)
    assert found.plan.evaluate().exact("rate_M") == ["0", "0", "0", "0"]  # it stands there
    slow = problem("x**2", 1, "{method: gradient_descent, eta: 0.1}", 4)
    assert slow.plan.evaluate().exact("rate_M") == ["4/5"] * 4


def test_a_steady_rate_does_not_look_better_than_a_quicker_one() -> None:
    text = "{method: gradient_descent, eta: 0.1}"
    steady, quick = problem(GELU, 0, text, 3), problem(GELU, 0, text.replace("0.1", "1"), 3)
    rates = [float(p.plan.evaluate().floats("rate_M")[-1]) for p in (steady, quick)]
    codes = [int(p.plan.evaluate().floats("verdict_M")) for p in (steady, quick)]
    assert rates[0] > rates[1]
    assert codes[0] > codes[1]


def test_common_step_sizes_do_not_sit_on_the_verge_of_a_verdict() -> None:
    """At a rate of exactly 0.9 balls could not tell on which side of 0.9 it lies."""
    found = problem("(x - sqrt(2))**2/2", 0, "{method: gradient_descent, eta: 0.1}", 4)
    assert int(found.plan.evaluate().floats("verdict_M")) == 0


@pytest.mark.parametrize(
    ("objective", "start"), [("exp(x)", "100"), ("exp(x[1]) + exp(x[2])", "[100, 100]")]
)
def test_iterates_too_far_away_to_be_drawn_are_left_out(objective: str, start: str) -> None:
    found = problem(objective, start, "{method: gradient_descent, eta: 0.1}", 2).solve()
    assert blocks_of(found, StepBlock)


def test_a_symbol_of_the_variable_is_that_of_its_iterates() -> None:
    more = r"symbols: {x: '\theta'}"
    found = problem("x**2", 1, "{method: gradient_descent, eta: 0.1}", more=more).solve()
    step = next(step for step in found.json()["steps"] if step["name"] == "x_M")
    assert step["latex"].startswith(r"{\theta}_{M}")


def test_what_rounding_does_on_the_way_is_no_false_alarm() -> None:
    """RMSprop goes to and fro about the minimum, where g and √s are nearly 0."""
    problem(GELU, 1, "{method: rmsprop, eta: 0.1}", 120).solve(check="all")


def test_rates_are_told_where_doubles_have_reached_the_limit() -> None:
    found = problem("x**2", 1, "{method: heavy_ball, eta: 0.1, beta: 0.5}", 200).solve(check="all")
    assert abs(found.solution.floats("d_M")[-1]) < 1e-25


# --- many at once, and long ones -----------------------------------------------------------------
@pytest.mark.parametrize("backend", ["numpy", "torch"])
@pytest.mark.parametrize("method", [m for m in METHODS if m not in {"sgd", "minibatch"}])
def test_starts_and_step_sizes_come_in_batches(method: str, backend: str) -> None:
    beta = ", beta: 0.5" if "beta" in METHODS[method].usual else ""
    found = problem(GELU, 0, f"{{method: {method}, eta: 0.1{beta}}}", 4)
    starts, sizes = [[-1.0], [0.5], [2.0]], [0.1, 0.4]
    keys = "x_M", "f_M", "d_M", "verdict_M"
    many = found.plan.evaluate({"x_0": starts, "eta": sizes}, backend)
    for i, (start,) in enumerate(starts):
        for j, size in enumerate(sizes):
            one = found.plan.evaluate({"x_0": start, "eta": size}, "numpy")
            for key in keys:
                batch = np.broadcast_to(np.asarray(many[key]), (3, 2, *one[key].shape))
                assert batch[i, j] == pytest.approx(one[key], rel=1e-9, abs=1e-12)


def test_hundreds_of_exact_updates_stay_exact_while_they_can() -> None:
    found = problem("x**2/2", 1, "{method: gradient_descent, eta: 1/2}", 400)
    assert found.plan.evaluate().exact("x_M")[400] == f"1/{2**400}"


@pytest.mark.parametrize("objective", [GELU, "x**4/4 - x"])
def test_thousands_of_updates_take_seconds(objective: str) -> None:
    before = time.perf_counter()
    found = problem(objective, 1, "{method: gradient_descent, eta: 0.05}", 2000)
    solution = found.plan.evaluate()
    assert abs(float(solution.floats("d_M")[-1])) < 1e-6
    solution.rounded("x_M", 6)
    assert time.perf_counter() - before < 30


# --- the page ------------------------------------------------------------------------------------
def blocks_of(solved: Solved, sort: type, view: str = "key", detail: str = "normal") -> list[Any]:
    """List the blocks of a sort, wherever they stand."""
    found: list[Any] = []

    def visit(blocks: Any) -> None:
        for block in blocks:
            if isinstance(block, sort):
                found.append(block)
            visit(getattr(block, "blocks", ()))

    visit(solved.document(view, detail).blocks)
    return found


@pytest.fixture(scope="module")
def compared() -> Solved:
    text = f"""
kind: descent
title: Two methods
minimise: {{GELU: {GELU}}}
start: {{x: 0}}
steps: 4
plot: {{range: [-4, 3], functions: {{ReLU: relu(x), ELU: elu(x)}}}}
methods:
  GD: {{method: gradient_descent, eta: 0.1}}
  M: {{method: momentum, eta: 1, beta: 0.5}}
ask: [dGELU/dx, x_GD, x_M, verdict_GD, verdict_M]
"""
    found = built(load_text(text, "two.yaml"))
    assert isinstance(found, Problem)
    return found.solve()


def test_the_figures_are_the_functions_and_the_iterates_on_them(compared: Solved) -> None:
    world = compared.problem.worlds[0]
    first, second = world.figures(compared.solution)
    assert isinstance(first, Figure)
    assert [str(s.label[0]) for s in first.data.panels[0].series] == ["GELU", "ReLU", "ELU"]
    curve, *paths = second.data.panels[0].series
    assert [path.mark for path in paths] == ["path", "path"]
    for path, key in zip(paths, ("x_GD", "x_M"), strict=True):
        assert list(path.x) == compared.value(key)
        assert path.y == pytest.approx([float(gelu(x)) for x in path.x])
    assert curve.y == pytest.approx([float(gelu(x)) for x in curve.x])
    assert second.data.panels[1].y.log
    assert list(second.data.panels[1].series[0].y) == compared.value("d_GD")


def test_the_statement_of_a_handout_draws_the_functions_alone(compared: Solved) -> None:
    (figure,) = blocks_of(compared, Figure, "handout")
    relu = figure.data.panels[0].series[1]
    assert isinstance(figure.data, Plot)
    assert relu.y == pytest.approx([max(x, 0) for x in relu.x])
    assert (relu.x[0], relu.x[-1]) == (-4, 3)
    blank, _ = blocks_of(compared, Table, "handout")
    assert len(blank.rows) == 5


def test_a_table_lists_the_iterates_and_the_first_update_is_written_out(compared: Solved) -> None:
    step = next(b for b in blocks_of(compared, StepBlock) if b.name == "x_M")
    table = next(block for block in step.blocks if isinstance(block, Table))
    assert len(table.rows) == 5
    column = [row[1][0].value for row in table.rows]
    assert [float(value) for value in column] == pytest.approx(compared.value("x_M"), abs=1e-4)
    heads = [b for b in step.blocks if isinstance(b, Paragraph)]
    assert [word.text for b in heads for word in b.words if isinstance(word, Text)] == ["Update 1:"]
    full = next(b for b in blocks_of(compared, StepBlock, "key", "full") if b.name == "x_M")
    assert sum(isinstance(block, Paragraph) for block in full.blocks) == 4


def test_methods_stand_side_by_side_below_the_last_verdict(compared: Solved) -> None:
    step = next(b for b in blocks_of(compared, StepBlock) if b.name == "verdict_M")
    (table,) = (block for block in step.blocks if isinstance(block, Table))
    assert [row[0][0].text for row in table.rows] == ["GD", "M"]


def test_the_statement_prints_the_updates_in_their_order(compared: Solved) -> None:
    shown = [
        (str(maths.expr), str(maths.right))
        for items in blocks_of(compared, Items, "handout")
        for (paragraph,) in items.items
        for maths in paragraph.words
        if isinstance(maths, Formula) and maths.relation == "<-"
    ]
    assert shown == [
        ("g", "GELU'(x)"), ("x", "x - eta_GD * g"),
        ("g", "GELU'(x)"), ("v", "beta_M * v + (1 - beta_M) * g"), ("x", "x - eta_M * v"),
    ]  # fmt: skip


def test_a_text_may_mention_an_iterate() -> None:
    more = "note: It comes to ${{x_M[2]}}$.\nask: [x_M]"
    found = problem("x**2", 1, "{method: gradient_descent, eta: 0.25}", more=more).solve()
    assert found.solution.exact("x_M[2]") == "1/4"
    assert "It comes to $0.25$." in found.tex()


def test_the_objective_stays_as_it_is_written() -> None:
    more = "given: {a: 2}\nask: [df/dx, f_M]"
    found = problem("x * sigmoid(a * x)", 1, "{method: gradient_descent, eta: 0.1}", more=more)
    assert not [step.name for step in found.plan.steps if step.name.startswith("z")]


def test_a_long_table_shows_its_ends() -> None:
    found = problem("x**2", 1, "{method: gradient_descent, eta: 0.1}", 50).solve()
    step = next(b for b in blocks_of(found, StepBlock) if b.name == "x_M")
    table = next(block for block in step.blocks if isinstance(block, Table))
    numbers = [row[0][0].text for row in table.rows]
    assert numbers[:2] + numbers[-2:] == ["0", "1", "49", "50"]
    assert "…" in numbers


def test_a_descent_can_go_on_from_where_another_ended() -> None:
    text = f"""
kind: descent
title: On and on
minimise: {GELU}
steps: 2
methods: {{GD: {{method: gradient_descent, eta: 0.5}}}}
parts:
  a:
    start: {{x: 0}}
    ask: [x_GD]
  b:
    given: {{before: {{step: a.x_GD}}}}
    start: {{x: "before[2]"}}
    ask: [x_GD]
"""
    found = built(load_text(text, "parts.yaml"))
    assert isinstance(found, Problem)
    whole = problem(GELU, 0, "{method: gradient_descent, eta: 0.5}", 4)
    solution = found.solve().solution
    joined = [*solution.floats("a.x_GD"), *solution.floats("b.x_GD")[1:]]
    assert joined == pytest.approx(list(sequence(whole, "x_M")))


# --- what is wrong -------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("method", "message"),
    [
        ("{method: momentum, eta: 0.1, beta: 2}", "`beta` is at least 0 and below 1, found 2"),
        ("{method: momentum, eta: -0.1, beta: 0}", "`eta` is a number above 0, found -1/10"),
        ("{method: momentum, eta: 0.1}", "`momentum` needs `beta`"),
        ("{method: momentun, eta: 0.1}", "there is no method `momentun`"),
        ("{method: adam, eta: 0.1, beta: 0.9}", "`adam` has no parameter `beta`"),
        ("{update: [x = x - eta*g], eat: 1}", "`eta` is not defined"),
        ("{update: [v = v + g, x = x - v]}", "`v` is used before it has a value"),
        ("{update: [v = g], start: {v: 0}}", "no equation updates the variable `x`"),
        ("{update: [x = x - g, x = x + 1]}", "`x` is updated twice"),
        ("{update: [x = x - 2*grad(x)]}", "`grad(…)` stands alone on the right side"),
        ("{update: [x - g]}", "expected an update, as `x = x - eta*g`"),
        ("{update: ['x = x - [1, 2]']}", "`x` is scalar, and becomes 2×1"),
        ("{eta: 0.1}", "`method` is missing"),
        ("{method: adam, update: [x = x], eta: 0.1}", "both `method` and `update` are there"),
        ("{method: momentum, eta: 0.1, beta: 0, start: {w: 0}}", "`w` is not a state"),
    ],
)
def test_methods_that_are_refused(method: str, message: str) -> None:
    assert any(message in found for found in complaints(GELU, 0, method))


@pytest.mark.parametrize(
    ("objective", "message"),
    [
        ("3", "the objective does not depend on `x`"),
        ("w**2", "`w` is not defined"),
        ("'[x, x]'", "the objective is 2×1"),
        ("1 / ", ""),
        ("floor(x) + x*", ""),
    ],
)
def test_objectives_that_are_refused(objective: str, message: str) -> None:
    found = complaints(objective, 0, "{method: gradient_descent, eta: 0.1}")
    assert any(message in text for text in found)


@pytest.mark.parametrize("steps", [10**9, 0, -1])
def test_a_number_of_steps_that_is_refused(steps: int) -> None:
    found = complaints(GELU, 0, "{method: gradient_descent, eta: 0.1}", steps)
    assert any("expected a whole number, at least 1 and at most 2000" in text for text in found)


def test_a_minimum_that_is_not_there_cannot_be_asked_for() -> None:
    method = "{method: gradient_descent, eta: 0.1}"
    (found,) = complaints("exp(x)", 0, method, more="ask: [x_M, verdict_M]")
    assert "x_min is not there: downhill of the start the slope keeps its sign" in found


@pytest.mark.parametrize("start", ["[[1, 2], [3, 4]]", "[[1, 2]]"])
def test_a_variable_that_is_a_matrix_is_refused(start: str) -> None:
    (found,) = complaints("sum(x * x)", start, "{method: gradient_descent, eta: 0.1}")
    assert "the variable is a number or a column, not" in found


def test_a_given_and_a_number_of_one_name_are_refused() -> None:
    method = "{method: gradient_descent, eta: 0.1}"
    found = complaints("x**2", 1, method, more="given: {eta: 2}\nask: [x_M]")
    assert any("what is written here would be called `eta`" in text for text in found)


def test_two_quantities_of_one_name_are_refused() -> None:
    method = "{update: ['f = x', 'x = x - 0.1*g'], start: {f: 0}}"
    assert any("would be called `f_M`" in found for found in complaints(GELU, 0, method))


def test_iterates_that_explode_are_told_not_raised() -> None:
    found = problem("x**4", 3, "{method: gradient_descent, eta: 1}", 9).solve()
    verdict = found.json()["steps"]
    assert next(s for s in verdict if s["name"] == "verdict_M")["value"] == "diverging"


def test_tables_of_methods_only_use_what_they_declare() -> None:
    for method in METHODS.values():
        names = [text.split("=", 1)[0].strip() for text in method.update]
        assert names[-1] == "x"
        assert set(method.start) <= set(names)
        assert len(set(names)) == len(names)
        assert all(left != right for left, right in pairwise(names))


# --- samples -------------------------------------------------------------------------------------
def on_samples(methods: str, steps: int, more: str = "") -> Problem:
    """Fit y ≈ w x to five samples."""
    text = f"""
kind: descent
title: Samples
samples: {{x: [1, 2, -1, 2, 1/2], y: [3, 3, -1, 5, 0]}}
minimise: {{L: (w*x - y)**2/2}}
start: {{w: 1}}
steps: {steps}
methods: {{M: {methods}}}
{more or "ask: [w_M]"}
"""
    found = built(load_text(text, "samples.yaml"))
    assert isinstance(found, Problem)
    return found


XS = [Fraction(v) for v in ("1", "2", "-1", "2", "1/2")]
YS = [Fraction(v) for v in ("3", "3", "-1", "5", "0")]


@given(batch=st.integers(1, 5), steps=st.integers(1, 9), beta=st.sampled_from(["0", "1/2"]))
@quick(20)
def test_batches_go_through_the_samples_in_turn(batch: int, steps: int, beta: str) -> None:
    method = f"{{method: velocity, batch: {batch}, eta: 1/8, beta: {beta}}}"
    found = on_samples(method, steps).plan.evaluate()
    w, v, turn = Fraction(1), Fraction(0), 0
    path, used = [w], []
    for _ in range(steps):
        places = [(turn + k) % 5 for k in range(batch)]
        slope = sum(((w * XS[i] - YS[i]) * XS[i] for i in places), Fraction(0)) / batch
        v = Fraction(beta) * v - slope / 8
        w, turn = w + v, turn + batch
        path.append(w)
        used.append(slope)
    assert found.exact("w_M") == [str(w) for w in path]
    assert found.exact("g_M") == [str(slope) for slope in used]


def test_one_sample_at_a_time_is_what_torch_does() -> None:
    found = sequence(on_samples("{method: sgd, eta: 0.1}", 7), "w_M")
    w = torch.tensor(1.0, dtype=torch.float64, requires_grad=True)
    walker = torch.optim.SGD([w], lr=0.1)
    for k in range(7):
        walker.zero_grad()
        ((w * float(XS[k % 5]) - float(YS[k % 5])) ** 2 / 2).backward()  # type: ignore[no-untyped-call]
        walker.step()
        assert found[k + 1] == pytest.approx(float(w.detach()), rel=1e-12)


def test_without_batches_the_mean_over_all_samples_is_minimised() -> None:
    found = on_samples("{method: gradient_descent, eta: 0.1}", 2).plan.evaluate()
    lowest = sum(x * y for x, y in zip(XS, YS, strict=True)) / sum(x * x for x in XS)
    assert found.exact("w_min") == str(lowest)
    slope = sum((x - y) * x for x, y in zip(XS, YS, strict=True)) / 5
    assert found.exact("w_M")[1] == str(1 - slope / 10)


def test_two_weights_are_fitted_to_samples() -> None:
    text = """
kind: descent
title: A line
samples: {x: [0, 1, 2], y: [1, 3, 4]}
minimise:
  L: (w[1]*x + w[2] - y)**2
start: {w: [0, 0]}
steps: 4
methods: {S: {method: sgd, eta: 0.1}, B: {method: minibatch, batch: 2, eta: 0.1}}
ask: [dL/dw, w_S, w_B, w_min]
"""
    found = built(load_text(text, "line.yaml"))
    assert isinstance(found, Problem)
    values = found.solve(check="all").solution
    w = np.zeros(2)
    for x, y in ((0, 1), (1, 3), (2, 4), (0, 1)):
        w = w - 0.1 * 2 * (w[0] * x + w[1] - y) * np.array([x, 1])
    assert np.ravel(values.floats("w_S")[-1]) == pytest.approx(w)
    best = np.polyfit([0, 1, 2], [1, 3, 4], 1)
    assert np.ravel(values.floats("w_min")) == pytest.approx(best)


BATCHES = {
    "{method: minibatch, eta: 0.1}": "`minibatch` needs `batch`",
    "{method: sgd, batch: 2, eta: 0.1}": "`sgd` takes one sample at a time",
    "{method: sgd, batch: 6, eta: 0.1}": "`sgd` takes one sample at a time",
    "{method: minibatch, batch: 6, eta: 0.1}": "a batch of 6 is more than the 5 samples",
    "{method: minibatch, batch: 0, eta: 0.1}": "a whole number, at least 1",
}


@pytest.mark.parametrize("method", BATCHES)
def test_batches_that_do_not_fit_are_refused(method: str) -> None:
    with pytest.raises(SpecError) as caught:
        on_samples(method, 3)
    assert any(BATCHES[method] in complaint.message for complaint in caught.value.complaints)


def test_the_table_has_the_gradient_that_every_update_uses() -> None:
    found = on_samples("{method: sgd, eta: 0.1}", 3).solve()
    step = next(b for b in blocks_of(found, StepBlock) if b.name == "w_M")
    (table,) = (block for block in step.blocks if isinstance(block, Table))
    assert len(table.rows) == 4
    assert table.rows[-1][2] == (Text(""),)
    shown = str(found.document("handout"))
    assert "the sample of this update" in shown
    assert "the gradient on this sample" in shown


@pytest.mark.parametrize(("key", "method"), [("t", "sgd"), ("i", "sgd"), ("g", "sgd")])
def test_samples_cannot_be_called_like_what_updates_count_with(key: str, method: str) -> None:
    text = f"""
kind: descent
title: Names
samples: {{x: [1, 2], {key}: [1, 2]}}
minimise: {{L: (w*x - {key})**2}}
start: {{w: 0}}
steps: 2
methods: {{S: {{method: {method}, eta: 0.1}}}}
ask: [w_S]
"""
    with pytest.raises(SpecError) as caught:
        built(load_text(text, "names.yaml"))
    (complaint,) = caught.value.complaints
    assert complaint.message.startswith(f"`{key}` has a meaning in updates")
    assert complaint.mark.line == 4
    whole = text.replace("method: sgd", "method: gradient_descent")
    if key == "t":  # which nothing else is called by there
        assert isinstance(built(load_text(whole, "names.yaml")), Problem)
