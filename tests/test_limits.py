"""Problems that cannot be computed, or would take too long: one complaint at its place, at once."""

from __future__ import annotations

import json
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest
from flint import arb, ctx, fmpq

from solver.algebra import exact
from solver.algebra.expr import make, name
from solver.algebra.ops.entry import as_int
from solver.algebra.text import CALLS
from solver.backends.limits import EXACT
from solver.errors import MOST, Complaint, Mark, SpecError
from solver.evaluate import evaluate
from solver.plan import Given, Plan, Step
from solver.problem import Problem, built
from solver.solved import Solved
from solver.spec.load import load_text
from solver.spec.model import Spec

SECONDS = 10.0  # generous, for a busy machine; without limits these take hours


def loaded(text: str) -> Problem:
    spec = load_text(f"kind: network\n{text}", "t.yaml")
    assert isinstance(spec, Spec)
    problem = built(spec)
    assert isinstance(problem, Problem)
    return problem


def solved(text: str) -> Solved:
    return loaded(text).solve()


def refused(text: str) -> Complaint:
    """Solve and print a problem that is refused, once and quickly."""
    start = perf_counter()
    with pytest.raises(SpecError) as caught:
        solved(text).json()
    assert perf_counter() - start < SECONDS
    (complaint,) = caught.value.complaints
    return complaint


# --- values --------------------------------------------------------------------------------------
UNDECIDED = "a comparison is not decided by 8192 bits; the two sides are equal, or nearly so"
WRONG = [
    ("given: {x: [1, 2], i: 3}\nforward: {L: 'x[i]'}\nask: [L]\n", "3:15",
     "L asks for entry 3: there are only entries 1 to 2"),
    ("given: {x: [1, 2], i: 0}\nforward: {L: 'x[i]'}\nask: [L]\n", "3:15",
     "L asks for entry 0: there are only entries 1 to 2"),
    ("given: {x: [1, 2], i: 1.5}\nforward: {L: 'x[i]'}\nask: [L]\n", "3:15",
     "L has an index that is not a whole number: 3/2"),
    ("given: {n: 2.5}\nforward: {L: 'sum(k**2, (k, 1, n))'}\nask: [L]\n", "3:15",
     "L has a bound of a sum that is not a whole number: 5/2"),
    ("given: {n: 0}\nforward: {L: 'max(fill(1, n, 2))'}\nask: [L]\n", "3:15",
     "L would be 0×2: a size is at least 1"),
    ("given: {x: 9}\nforward: {L: x**x**x**x}\nask: [L]\n", "3:14",
     "L: a number on the way is too large to be computed"),
    ("given: {x: 9}\nforward: {y: 2*x, L: x**x**x}\nask: [L]\n", "3:22",
     "L: the number is too large to print"),
    ("given: {x: 9}\nforward: {L: sign(exp(log(x)) - x)}\nask: [L]\n", "3:14",
     f"L: {UNDECIDED}"),
    ("given: {x: 1e6}\nforward: {L: 1/(tanh(2*x) - tanh(x))}\nask: [L]\n", "3:14",
     "L: it divides by a number that cannot be told from 0 with 8192 bits"),
    ("given: {x: 1e6}\nforward: {y: 'max([tanh(x) - 1, 0])'}\nask: [y, dy/dx]\n", "4:10",
     f"dy/d([tanh(x) - 1, 0]): {UNDECIDED}"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "place", "message"), WRONG)
def test_what_cannot_be_computed_is_said_where_it_stands(
    text: str, place: str, message: str
) -> None:
    complaint = refused(text)
    assert (str(complaint.mark), complaint.message) == (f"t.yaml:{place}", message)


@pytest.mark.parametrize("function", ["tanh", "sigmoid", "softplus"])
@pytest.mark.parametrize("x", ["800", "-800", "1e6", "-1e6"])
def test_saturated_units_have_values(function: str, x: str) -> None:
    text = f"given: {{x: {x}, w: 2}}\nforward: {{a: {function}(w*x), L: (a - 1)**2 + a**3}}\n"
    found = solved(f"{text}ask: [L, dL/dx]\n")
    assert json.dumps(found.json(), allow_nan=False)


def test_a_value_beyond_doubles_is_written_out() -> None:
    found = solved("given: {x: 1e300}\nforward: {L: x*x, m: L/x}\nask: [L, m]\n")
    large, back = found.json()["steps"]
    assert (large["exact"], large["value"]) == ("1" + "0" * 600, "1.0000000000000000e600")
    assert back["value"] == 1e300


def test_an_error_past_evaluation_has_its_place_too() -> None:
    found = solved("given: {x: 9}\nforward: {y: 2*x, L: x**x**x}\nask: [L]\n")
    with pytest.raises(SpecError, match=r"t\.yaml:3:22: L: the number is too large to print"):
        found.tex()


# --- time and memory -----------------------------------------------------------------------------
ENDLESS = [
    ("given: {n: 1000000000}\nforward: {y: 'fill(1, n, n)'}\nask: [y]\n",
     "y needs an array that is 1000000000×1000000000: "),
    ("given: {x: {shape: [100000]}}\nforward: {y: x @ x.T}\nask: [y]\n", "y needs an array"),
    ("given: {x: {shape: [999999999]}}\nforward: {y: sum(x)}\nask: [y]\n", "y needs an array"),
    ("given: {x: {shape: [999999999]}, z: {real: any}}\nforward: {y: 2*z}\nask: [y]\n",
     "x needs an array"),
    ("given: {x: [1, 2]}\nforward: {y: 'rows(x.T, 1000000)'}\nask: [y]\n", "y needs an array"),
    ("given: {x: 2}\nforward: {y: x * sum(eye(1000000000))}\nask: [y]\n", "y needs an array"),
    ("given: {x: 2}\nforward: {y: 'scan(h/2, h=x, steps=100000000)[2]'}\nask: [y]\n",
     "y needs an array"),
    ("given: {x: 2}\nforward: {y: 'sum(k**x, (k, 1, 100000000))'}\nask: [y, dy/dx]\n",
     "y repeats a formula 100000000 times: "),
    ("given: {x: {real: any}}\nforward: {y: 'sum(k*x, (k, 1, 100000000))'}\nask: [y]\n",
     "y repeats a formula 100000000 times: "),
    ("given: {x: 2}\nforward: {y: 'sum(sum(k*j*x, (k, 1, 9999)), (j, 1, 9999))'}\nask: [y]\n",
     "y repeats a formula 9999 times: "),
]  # fmt: skip


@pytest.mark.parametrize(("text", "message"), ENDLESS)
def test_what_would_take_too_long_is_refused(text: str, message: str) -> None:
    complaint = refused(text)
    assert complaint.message.startswith(message)
    assert complaint.hint


def test_what_is_large_is_computed_in_time() -> None:
    start = perf_counter()
    found = solved(
        "given: {x: 2}\nforward: {A: 'fill(x, 99, 99)', y: sum(A**2)}\nask: [y, dy/dA]\n"
    )
    assert found.checked.routes["finite_differences"] == "agree"
    assert perf_counter() - start < 3 * SECONDS


def test_doubles_may_take_more_than_exact_numbers() -> None:
    x = name("x", (EXACT.entries + 1, 1))
    plan = Plan((Given("x", x.shape),), (Step("y", make("sum", x, axis=None), ()),))
    assert evaluate(plan, {"x": [[1]] * (EXACT.entries + 1)}, "numpy")["y"] == EXACT.entries + 1


def test_many_steps_take_time_in_proportion() -> None:
    lines = "".join(f"  x{k + 1}: w*x{k} + 1\n" for k in range(1000))
    start = perf_counter()
    solved(f"given: {{x0: 1, w: 0.5}}\nforward:\n{lines}ask: [x1000]\n").json()
    assert perf_counter() - start < SECONDS


def test_the_deepest_formula_can_be_written_in_every_form() -> None:
    formula = f"{'tanh(' * CALLS}x{')' * CALLS}"
    start = perf_counter()
    found = solved(f"given: {{x: 1}}\nforward: {{L: {formula}}}\nask: [L, dL/dx]\n")
    assert found.json()
    assert found.tex()
    assert perf_counter() - start < SECONDS


def test_complaints_are_many_quickly_and_the_first_are_told() -> None:
    lines = "".join(f"  y{k}: q{k} * x\n" for k in range(20_000))
    start = perf_counter()
    with pytest.raises(SpecError) as caught:
        loaded(f"given: {{x: 1}}\nforward:\n{lines}ask: [y1]\n")
    assert perf_counter() - start < SECONDS
    assert len(caught.value.complaints) == MOST + 1
    assert caught.value.complaints[-1].message == "and 19900 more complaints"


def test_complaints_about_several_files_add_up() -> None:
    files = [SpecError(*(Complaint(Mark(file, k + 1), "no") for k in range(150))) for file in "ab"]
    both = SpecError(*(complaint for error in files for complaint in error.complaints))
    assert both.complaints[-1].message == "and 200 more complaints"


# --- numbers -------------------------------------------------------------------------------------
NUMBERS: list[tuple[Any, int | None]] = [
    (3, 3), (3.0, 3), (2.5, None), (3 + 1e-12, 3), (fmpq(3), 3), (fmpq(5, 2), None), (arb(3), 3),
    (arb(2).sqrt(), None), (float("inf"), None), (float("nan"), None),
]  # fmt: skip


@pytest.mark.parametrize(("value", "whole"), NUMBERS, ids=str)
def test_whole_numbers_are_read_off_any_sort(value: Any, whole: int | None) -> None:
    if whole is None:
        with pytest.raises(exact.OutOfDomain, match="an index that is not a whole number"):
            as_int(value, "an index")
    else:
        assert as_int(value, "an index") == whole


@pytest.mark.parametrize("power", [0, 1, 2, 3, 7])
def test_powers_of_what_may_be_zero_are_enclosed(power: int) -> None:
    with ctx.workprec(128):
        ball = arb("[0 +/- 1e-9]")
        found = exact.power(ball, fmpq(power))
        assert found.is_finite()
        assert found.contains(arb("1e-10") ** power)


def test_a_file_with_a_name_too_long_for_an_id(tmp_path: Path) -> None:
    path = tmp_path / f"{'a' * 200}.yaml"
    path.write_text("kind: network\ngiven: {x: 1}\nforward: {L: x}\nask: [L]\n", encoding="utf-8")
    spec = load_text(path.read_text(encoding="utf-8"), str(path))
    assert isinstance(spec, Spec)
    assert spec.id == "a" * 100
