"""The independent routes: they agree on right derivations and catch every planted mistake."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

import solver.algebra.ops  # noqa: F401 - fills the table
from solver.algebra.expr import Expr, make, name, number
from solver.algebra.shapes import symbol
from solver.check import Checked, check
from solver.check.case import Kinks
from solver.check.differences import run as differences
from solver.check.sampling import cases
from solver.check.symbolic import World, written
from solver.derivation.forward import Forward
from solver.derivation.gradients import gradients
from solver.derivation.jacobian import jacobian
from solver.errors import Disagreement
from solver.plan import Given, Line, Plan, Step

HOT = frozenset({"one_hot", "sums_to_1"})
Givens = Mapping[str, tuple[Any, ...]]


def exactly(rows: Any) -> Any:
    return tuple(map(exactly, rows)) if isinstance(rows, list) else Fraction(rows)


def total(expr: Expr) -> Expr:
    return make("sum", expr, axis=None)


def givens_of(givens: Givens) -> tuple[Given, ...]:
    """Read `(shape,)`, `(shape, value)` or `(shape, None, facts)`."""
    return tuple(
        Given(
            key,
            item[0],
            exactly(item[1]) if len(item) > 1 and item[1] is not None else None,
            item[2] if len(item) > 2 else frozenset(),
        )
        for key, item in givens.items()
    )


def derived(
    givens: Givens, forward: Mapping[str, Expr], top: str, wanted: list[str], **local: Expr
) -> Plan:
    items = givens_of(givens)
    shapes = {given.name: given.shape for given in items}
    facts = {given.name: given.facts for given in items}
    renamed = {key.replace("__", "/"): value for key, value in local.items()}
    pass_ = Forward(forward, shapes, facts, renamed)
    steps = [Step(key, formula, ()) for key, formula in forward.items()]
    return Plan(items, (*steps, *gradients(pass_, top, wanted)))


def relu_network(x1: Any = 1) -> Plan:
    W1, x, b1 = name("W1", (2, 3)), name("x", (3, 1)), name("b1", (2, 1))
    W2, b2, t = name("W2", (2, 2)), name("b2", (2, 1)), name("t", (2, 1))
    z, a, y = name("z", (2, 1)), name("a", (2, 1)), name("y", (2, 1))
    return derived(
        {
            "x": ((3, 1), [[x1], [1], [-1]]),
            "t": ((2, 1), [[0], [5]]),
            "W1": ((2, 3), [[0, 1, 1], [-2, 2, -1]]),
            "b1": ((2, 1), [[1], [-2]]),  # the second unit is off
            "W2": ((2, 2), [[0, 2], [1, 1]]),
            "b2": ((2, 1), [[1], [1]]),
        },
        {
            "z": W1 @ x + b1,
            "a": make("relu", z),
            "y": W2 @ a + b2,
            "L": total((t - y) ** number(2)) / number(2),
        },
        "L",
        ["W1", "b1", "W2", "b2", "x"],
    )


def softmax_network() -> Plan:
    d, h, n = symbol("d"), symbol("h"), symbol("n")
    W, x, b = name("W", (h, d)), name("x", (d, 1)), name("b", (h, 1))
    V, t = name("V", (n, h)), name("t", (n, 1))
    a, o = name("a", (h, 1)), name("o", (n, 1))
    return derived(
        {"W": ((h, d),), "x": ((d, 1),), "b": ((h, 1),), "V": ((n, h),), "t": ((n, 1), None, HOT)},
        {
            "a": make("tanh", W @ x + b),
            "o": make("softmax", V @ a, axis=None),
            "L": -total(t * make("log", o)),
        },
        "L",
        ["W", "b", "V", "x"],
    )


def full(plan: Plan, losses: Mapping[str, Expr] | None = None) -> Checked:
    return check(plan, full=True, losses=losses)


def test_numbers_agree_on_every_route() -> None:
    assert full(relu_network()) == Checked(
        {
            "numpy": "agree",
            "finite_differences": "agree",
            "torch": "agree",
            "sympy": "not_applicable",
        }
    )


def test_symbols_agree_on_every_route() -> None:
    assert set(full(softmax_network()).routes.values()) == {"agree"}


def test_the_slow_routes_run_only_when_asked() -> None:
    routes = check(relu_network()).routes
    assert (routes["torch"], routes["sympy"]) == ("not_run", "not_run")


def test_an_exact_solution_is_used_again() -> None:
    plan = relu_network()
    solution = plan.evaluate()
    wrong = replace(solution, values={**solution.values, "L": solution["L"] * 2})
    assert check(plan, solution).routes["numpy"] == "agree"
    with pytest.raises(Disagreement, match=r"L: .* in exact numbers gives 10, NumPy 5"):
        check(plan, wrong)


def test_a_plan_without_derivatives() -> None:
    plan = Plan((Given("x", (), Fraction(2)),), (Step("y", name("x") ** number(2), ()),))
    assert check(plan).routes["finite_differences"] == "not_applicable"
    assert check(plan).routes["numpy"] == "agree"


# --- planted mistakes --------------------------------------------------------------------------
def with_formula(plan: Plan, step: str, formula: Expr) -> Plan:
    steps = (replace(s, formula=formula) if s.name == step else s for s in plan.steps)
    return replace(plan, steps=tuple(steps))


def routes_that_object(plan: Plan, step: str) -> set[str]:
    """Run every route alone; each that objects must name the step."""
    from solver.check.routes import _runs

    objecting = set()
    for route, run in _runs(full=True).items():
        for case in cases(plan, None, {}):
            said = objection(run, case)
            if said:
                objecting.add(route)
                assert said.startswith(step)
    return objecting


def objection(run: Any, case: Any) -> str:
    try:
        run(case, {})
    except Disagreement as found:
        return str(found)
    return ""


@pytest.mark.parametrize(
    ("step", "mistake"),
    [
        ("dL/dW1", lambda e: -e),
        ("dL/dW1", lambda e: e * number(2)),
        ("dL/dz", lambda e: e.args[0]),  # the mask is forgotten
        ("dL/dx", lambda e: e + e),
        ("dL/db2", lambda e: e * number(Fraction("1.0001"))),
    ],
)
def test_a_wrong_gradient_is_caught(step: str, mistake: Any) -> None:
    plan = relu_network()
    plan = with_formula(plan, step, mistake(plan[step].formula))
    assert routes_that_object(plan, step) >= {"finite_differences", "torch"}
    with pytest.raises(Disagreement, match=rf"{step} at entry \(\d, \d\): the formula"):
        check(plan)


def test_a_missing_transpose_shows_at_the_sampled_sizes() -> None:
    m, n = symbol("m"), symbol("n")
    A, x = name("A", (m, n)), name("x", (n, 1))
    plan = derived(
        {"A": ((m, n),), "x": ((n, 1),)},
        {"y": A @ x, "L": total(name("y", (m, 1)) ** number(2))},
        "L",
        ["x"],
    )
    plan = with_formula(plan, "dL/dx", number(2) * x)
    assert routes_that_object(plan, "dL/dx") >= {"finite_differences", "torch", "sympy"}


def test_a_line_that_does_not_follow_is_caught() -> None:
    plan = relu_network()
    line = Line(name("W2", (2, 2)) @ name("dL/dy", (2, 1)), ("a slip",))
    steps = tuple(
        replace(step, before=(line,)) if step.name == "dL/da" else step for step in plan.steps
    )
    with pytest.raises(Disagreement, match=r"dL/da at .*, the line W2 @ dL/dy "):
        check(replace(plan, steps=steps))


def test_a_wrong_gradient_of_an_unnamed_part_is_caught() -> None:
    plan = relu_network()
    minor = next(step for step in plan.steps if step.minor and step.shape == (2, 1))
    plan = with_formula(plan, minor.name, minor.formula * number(3))
    with pytest.raises(Disagreement, match="finite differences"):
        check(plan)


# --- kinks -------------------------------------------------------------------------------------
def kinked(at: Any) -> Plan:
    x, m = name("x", (3, 1)), name("m", (3, 1))
    return derived(
        {"x": ((3, 1), [[at], [1], [-2]])},
        {"m": make("relu", x), "L": total(m * m + number(3) * m)},
        "L",
        ["x"],
    )


def test_entries_on_a_kink_are_not_compared_and_said_so() -> None:
    found = full(kinked(0))
    assert found.on_kink == ("dL/dx",)
    assert found.routes["finite_differences"] == "agree"


@pytest.mark.parametrize("at", ["1e-12", "1e-9", "1e-6", "9e-6", "0.000011", "0.000019", "0.0005"])
def test_a_kink_nearby_raises_no_false_alarm(at: str) -> None:
    assert check(kinked(at)).routes["finite_differences"] == "agree"


def test_the_entries_beside_a_kink_are_still_compared() -> None:
    plan = kinked(0)
    mask = make("stack", number(1), number(2), number(1), columns=1)
    with pytest.raises(Disagreement, match=r"dL/dx at entry \(2, 1\)"):
        check(with_formula(plan, "dL/dx", plan["dL/dx"].formula * mask))


def test_a_tie_for_the_maximum_is_a_kink() -> None:
    x = name("x", (3, 1))
    plan = derived({"x": ((3, 1), [[2], [2], [1]])}, {"L": make("max", x, axis=None)}, "L", ["x"])
    assert full(plan).on_kink == ("dL/dx",)


def test_smooth_functions_have_no_kinks() -> None:
    x = name("x", (4, 1))
    for op in ("exp", "tanh", "sigmoid", "gelu", "softplus", "erf"):
        plan = derived(
            {"x": ((4, 1), [[-3], ["-0.001"], ["0.5"], [4]])}, {"L": total(make(op, x))}, "L", ["x"]
        )
        assert full(plan).on_kink == (), op


@pytest.mark.parametrize("scale", ["1e-6", "1", "1e4"])
def test_numbers_of_any_size(scale: str) -> None:
    x = name("x", (2, 1))
    y = make("exp", x * number(1 / Fraction(scale)) / number(7)) * x
    plan = derived(
        {"x": ((2, 1), [[Fraction(scale)], [Fraction(scale) * 30]])}, {"L": total(y)}, "L", ["x"]
    )
    assert full(plan).routes["torch"] == "agree"


# --- Jacobians, parts, sums over an index ------------------------------------------------------
def test_jacobians() -> None:
    d, h = symbol("d"), symbol("h")
    W, x = name("W", (h, d)), name("x", (d, 1))
    forward = {"z": W @ x, "a": make("softmax", name("z", (h, 1)), axis=None)}
    items = givens_of({"W": ((h, d),), "x": ((d, 1),)})
    found = jacobian(Forward(forward, {"W": (h, d), "x": (d, 1)}), "a", "x")
    steps = tuple(Step(key, formula, ()) for key, formula in forward.items())
    plan = Plan(items, (*steps, *found))
    assert set(full(plan).routes.values()) == {"agree"}
    wrong = with_formula(plan, "da/dx", plan["da/dx"].formula * number(2))
    assert routes_that_object(wrong, "da/dx") >= {"finite_differences", "torch", "sympy"}


def test_names_within_a_part() -> None:
    x = name("b.x", (2, 1))
    forward = Step("b.L", total(x * x), ())
    plan = Plan(
        givens_of({"b.x": ((2, 1), [[1], [2]])}),
        (forward, Step("b.dL/db", x, (), "gradient"), Step("b.dL/dx", x + x, (), "gradient")),
    )
    assert full(plan).routes["finite_differences"] == "agree"
    with pytest.raises(Disagreement, match=r"b\.dL/dx"):
        check(with_formula(plan, "b.dL/dx", x))


def test_sums_over_an_index_and_own_functions() -> None:
    i, x, m = name("i"), name("x", (3, 1)), symbol("m")
    swish = make(
        "fn",
        make("index", x, i),
        name("u") * make("sigmoid", name("u")),
        name="swish",
        parameter="u",
    )
    body = make("bigsum", swish * i, number(1), number(3), index="i")
    plan = derived({"x": ((3, 1),)}, {"L": body}, "L", ["x"])
    assert set(full(plan).routes.values()) == {"agree"}
    w = name("w", (m, 1))
    mean = make(
        "bigsum", make("index", w, i) ** number(2), number(1), make("dim", size=m), index="i"
    )
    plan = derived({"w": ((m, 1),)}, {"L": mean / make("dim", size=m)}, "L", ["w"])
    assert set(full(plan).routes.values()) == {"agree"}


def test_an_unrolled_recurrence() -> None:
    h, n = symbol("h"), symbol("n")
    U, X, h0 = name("U", (h, h)), name("X", (h, n)), name("h0", (h, 1))
    state, x = name("s", (h, 1)), name("x", (h, 1))
    scan = make(
        "scan", h0, make("columns", X), make("tanh", U @ state + x),
        states=("s",), inputs=("x",), steps=n, out=0, together=False,
    )  # fmt: skip
    plan = derived(
        {"U": ((h, h),), "X": ((h, n),), "h0": ((h, 1),)},
        {"H": scan, "L": total(make("from_columns", name("H", scan.shape)) ** number(2))},
        "L",
        ["U", "X", "h0"],
    )
    assert set(full(plan).routes.values()) == {"agree"}


# --- unknown functions and losses that are not written out --------------------------------------
def test_a_function_left_unknown() -> None:
    n = symbol("n")
    x = name("x", (n, 1))
    plan = derived(
        {"x": ((n, 1),), "w": ((n, 1),)},
        {"y": make("unknown", x * name("w", (n, 1)), name="f"), "L": total(name("y", (n, 1)))},
        "L",
        ["x"],
    )
    routes = full(plan).routes
    assert (routes["numpy"], routes["finite_differences"], routes["torch"]) == ("agree",) * 3
    wrong = with_formula(plan, "dL/dx", plan["dL/dx"].formula * number(2))
    assert routes_that_object(wrong, "dL/dx") >= {"finite_differences", "torch"}


@pytest.mark.parametrize("slope", [((), "0.005"), ((2, 2), [[1, 2], [3, 4]])])
def test_a_local_derivative_that_is_given(slope: tuple[Any, ...]) -> None:
    x, shape = name("x", (2, 1)), slope[0]
    plan = derived(
        {"x": ((2, 1),), "dy/dx": slope},
        {"y": make("unknown", x, name="f"), "L": total(name("y", (2, 1)) ** number(2))},
        "L",
        ["x"],
        dy__dx=name("dy/dx", shape),
    )
    routes = full(plan).routes
    assert (routes["finite_differences"], routes["torch"]) == ("agree", "agree")


def upstream_plan(arriving: Expr, extra: Givens) -> Plan:
    m, n = symbol("m"), symbol("n")
    W, x = name("W", (m, n)), name("x", (n, 1))
    return derived(
        {"W": ((m, n),), "x": ((n, 1),), **extra},
        {"z": W @ x, "Y": make("tanh", name("z", (m, 1)))},
        "L",
        ["W", "x"],
        dL__dY=arriving,
    )


def test_an_upstream_gradient_in_place_of_a_loss() -> None:
    m = symbol("m")
    G, Y = name("G", (m, 1)), name("Y", (m, 1))
    plan = upstream_plan(G, {"G": ((m, 1),)})
    routes = full(plan, {"L": total(G * Y)}).routes
    assert set(routes.values()) == {"agree"}
    assert check(plan).routes["finite_differences"] == "not_applicable"  # nothing stands for L
    wrong = with_formula(plan, "dL/dx", -plan["dL/dx"].formula)
    with pytest.raises(Disagreement, match="dL/dx"):
        check(wrong, losses={"L": total(G * Y)})


def test_an_upstream_gradient_written_as_a_formula_is_a_number_not_a_function() -> None:
    m = symbol("m")
    Y = name("Y", (m, 1))
    plan = upstream_plan(number(2) * Y, {})
    assert set(full(plan, {"L": total((number(2) * Y) * Y)}).routes.values()) == {"agree"}


def test_two_upstream_gradients_one_above_the_other() -> None:
    x, u, v = name("x", (2, 1)), name("u", (2, 1)), name("v", (2, 1))
    G, H = name("G", (2, 1)), name("H", (2, 1))
    items: Givens = {"x": ((2, 1),), "G": ((2, 1),), "H": ((2, 1),)}
    plan = derived(
        items,
        {"u": make("tanh", x), "v": u * x},
        "L",
        ["x"],
        dL__du=G,
        dL__dv=H,
    )
    assert set(full(plan, {"L": total(G * u) + total(H * v)}).routes.values()) == {"agree"}


# --- sampling ----------------------------------------------------------------------------------
FACTS = {
    "hot": HOT,
    "share": frozenset({"sums_to_1"}),
    "whole": frozenset({"integer", "at_least_3", "positive"}),
    "any": frozenset({"integer"}),
    "up": frozenset({"positive"}),
    "down": frozenset({"negative"}),
    "free": frozenset(),
}


def test_samples_honour_the_facts_and_are_the_same_every_time() -> None:
    n, k = symbol("n"), symbol("k")
    givens = tuple(Given(key, (n, k), None, facts) for key, facts in FACTS.items())
    plan = Plan((*givens, Given("n", (), None, frozenset({"integer"}))), ())
    rounds = list(cases(plan, None, {}))
    assert len(rounds) == 3
    for case in rounds:
        value = case.base.values
        assert case.base.sizes["n"] != case.base.sizes["k"]
        assert value["n"] == case.base.sizes["n"]
        assert sorted(value["hot"].sum(axis=1)) == [1.0] * case.base.sizes["n"]
        assert set(np.unique(value["hot"])) == {0.0, 1.0}
        assert np.allclose(value["share"].sum(axis=1), 1)
        assert (value["whole"] >= 3).all()
        assert (value["whole"] % 1 == 0).all()
        assert (value["up"] > 0).all()
        assert (value["down"] < 0).all()
    again = list(cases(plan, None, {}))
    assert all(a.givens == b.givens for a, b in zip(rounds, again, strict=True))
    assert len({tuple(case.base.sizes.items()) for case in rounds}) > 1


def test_samples_keep_out_of_the_domain_errors() -> None:
    x = name("x", (3, 1))
    plan = derived({"x": ((3, 1),)}, {"L": total(make("log", x) / make("sqrt", x))}, "L", ["x"])
    assert set(full(plan).routes.values()) == {"agree"}


# --- rounding ----------------------------------------------------------------------------------
def test_a_comparison_that_rounding_turns_is_no_disagreement() -> None:
    x = name("x", (2, 1))
    z = number(3) * x - number(Fraction("0.3")) * make("fill", number(1), shape=(2, 1))
    plan = Plan(
        givens_of({"x": ((2, 1), [["0.1"], [5]])}),
        (Step("z", z, ()), Step("m", make("drelu", name("z", (2, 1))), ())),
    )
    exact, double = plan.evaluate(), plan.evaluate(backend="numpy")
    assert exact.floats("m") != double.floats("m")  # 3 · 0.1 − 0.3 is not 0 in doubles
    assert check(plan).routes["numpy"] == "agree"


def test_cancellation_is_no_disagreement() -> None:
    x = name("x")
    y = (make("exp", x) + number(10**8)) - number(10**8) - make("exp", x)
    plan = Plan((Given("x", (), Fraction(1, 3)),), (Step("y", y, ()),))
    assert check(plan).routes["numpy"] == "agree"


# --- the SymPy evaluator is right where it can be compared -------------------------------------
def test_symbolic_entries_have_the_values_of_the_kernels() -> None:
    plan = softmax_network()
    for case in cases(plan, None, {}):
        from solver.check.entrywise import _Chain

        chain = _Chain(case)
        world = World(chain._symbols, case.base.sizes, chain._numbers)
        for step in plan.steps[:3]:
            entries = [float(e.xreplace(chain._numbers)) for e in written(step.formula, world).flat]
            assert np.allclose(entries, np.ravel(case.base[step.name]), rtol=1e-12)


def test_every_case_of_a_formula_is_met_by_some_numbers() -> None:
    """A geometric sum: at ratio 1, which is hardly ever sampled, the value is another one."""
    ratio, one = name("a"), number(1)

    def summed(at_one: int, under: Expr) -> Plan:
        closed = (one - ratio ** number(3)) / (one - ratio)
        formula = make("cases", closed, make("ne", ratio, under), number(at_one))
        line = Line(one + ratio + ratio ** number(2), ("written out",))
        positive = frozenset({"positive"})
        return Plan((Given("a", (), None, positive),), (Step("y", formula, (), before=(line,)),))

    assert check(summed(3, one)).routes["numpy"] == "agree"
    with pytest.raises(Disagreement, match="y"):
        check(summed(4, one))


def test_either_order_of_two_sizes_is_met() -> None:
    left, right = name("p"), name("q")
    larger = make("cases", left, make("ge", left, right), left + number(1))
    facts = frozenset({"integer", "at_least_1"})
    givens = tuple(Given(key, (), None, facts) for key in ("p", "q"))
    line = Line((left + right + make("abs", left - right)) / number(2), ("the larger",))
    with pytest.raises(Disagreement, match="y"):
        check(Plan(givens, (Step("y", larger, (), before=(line,)),)))


def test_what_sampled_numbers_do_not_reach_is_compared_once() -> None:
    givens = (Given("a", (), Fraction(2)), Given("x", ()))
    scan = make(
        "scan", name("a"), name("h") / number(2),
        states=("h",), inputs=(), steps=4, out=0, together=False,
    )  # fmt: skip
    plan = Plan(givens, (Step("s", scan, ()), Step("f", name("x") * name("a"), ())))
    first, *others = cases(plan, None, {})
    assert "s" in first.base
    assert others
    assert not any("s" in case.base for case in others)
    assert all("f" in case.base for case in others)


def test_kinks_are_shared_with_the_later_routes() -> None:
    (case,) = cases(kinked(0), None, {})
    kinks: Kinks = {}
    differences(case, kinks)
    assert kinks["dL/dx"].tolist() == [[True, False, False]]
