"""Products over an index, and the whole number next to a bound."""

from __future__ import annotations

from fractions import Fraction

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from solver.algebra.expr import Expr, make, name, number
from solver.algebra.ops.nearest import nearest
from solver.algebra.pull import pull
from solver.algebra.read import read
from solver.algebra.scope import Scope
from solver.errors import FormulaError
from solver.evaluate import evaluate
from solver.plan import Given, Plan, Step
from tests.algebra.quick import quick

F = Fraction
SCOPE = Scope({"v": name("v", (3, 1)), "a": name("a"), "n": name("n"), "A": name("A", (2, 2))})
GIVENS = (Given("v", (3, 1)), Given("a"), Given("n"), Given("A", (2, 2)))


@pytest.mark.parametrize(("text", "torch_", "wanted"), [
    ("prod(v[i], (i, 1, 3))", lambda v, a, A: v.prod(), "v a A"),
    ("prod(a*v[i] + i, (i, 1, n))",
     lambda v, a, A: (a * v[:, 0] + torch.arange(1, 4)).prod(), "v a"),
    ("prod(a, (i, 1, n))", lambda v, a, A: a**3, "a"),
    ("prod(a*A + i, (i, 1, 2))", lambda v, a, A: ((a * A + 1) * (a * A + 2)).sum(), "a A"),
    ("prod(prod(a + i*j, (j, 1, i)), (i, 1, 3))",
     lambda v, a, A: (a + 1) * (a + 2) * (a + 4) * (a + 3) * (a + 6) * (a + 9), "a"),
])  # fmt: skip
def test_the_product_rule_agrees_with_torch(text: str, torch_: object, wanted: str) -> None:
    """Also where a factor is 0: nothing is divided."""
    for zero in (2.0, 0.0):
        values = {"v": [[zero], [-1.5], [0.5]], "a": 1.25, "n": 3, "A": [[1.0, -2.0], [0.0, 3.0]]}
        leaves = {
            k: torch.tensor(values[k], dtype=torch.float64, requires_grad=True) for k in "vaA"
        }
        torch_(**leaves).backward()  # type: ignore[operator]
        formula = read(text, SCOPE)
        total = make("sum", formula, axis=None) if formula.shape else formula
        for key in wanted.split():
            slope = pull(total, number(1), key)
            if slope is None:
                assert leaves[key].grad is None
                continue
            found = evaluate(Plan(GIVENS, (Step("g", slope, ()),)), values, "numpy")["g"]
            assert torch.allclose(torch.as_tensor(found), leaves[key].grad)  # type: ignore[arg-type]


def test_an_empty_product_is_1() -> None:
    formula = read("prod(a + i, (i, 2, 1))", SCOPE)
    found = evaluate(Plan(GIVENS, (Step("y", formula, ()),)), {"a": 5}, targets=["y"])
    assert found.exact("y") == "1"


def test_a_product_stays_exact() -> None:
    formula = read("prod(a/i, (i, 1, 5))", SCOPE)
    found = evaluate(Plan(GIVENS, (Step("y", formula, ()),)), {"a": F(2, 3)}, targets=["y"])
    assert F(found.exact("y")) == F(2, 3) ** 5 / 120


@pytest.mark.parametrize(("text", "message"), [
    ("prod(v)", "takes a range"), ("prod(v[i], (i, 1))", "a range is"),
    ("prod(a, (a, 1, 3))", "needs a fresh name"), ("prod(a, (i, A, 3))", "is not a number"),
])  # fmt: skip
def test_a_product_that_cannot_be_read_is_complained_about(text: str, message: str) -> None:
    with pytest.raises(FormulaError, match=message):
        read(text, SCOPE)


def test_a_product_has_no_derivative_by_its_bounds() -> None:
    with pytest.raises(FormulaError, match="by its bounds"):
        pull(read("prod(a, (i, 1, n))", SCOPE), number(1), "n")


# --- nearest -------------------------------------------------------------------------------------
def found_by(bound: Expr, condition: Expr, smallest: bool, backend: str, **values: object) -> float:
    formula = nearest(bound, condition, "N", smallest, strict=False)
    givens = tuple(Given(key) for key in values)
    found = evaluate(Plan(givens, (Step("y", formula, ()),)), values, backend, targets=["y"])
    return float(found.floats("y"))


@given(base=st.integers(2, 9), power=st.integers(0, 30), more=st.integers(-1, 1))
@quick(60)
def test_the_first_power_that_is_large_enough(base: int, power: int, more: int) -> None:
    goal = base**power + more
    if goal < 1:
        return
    bound = make("log", name("g")) / make("log", name("b"))
    condition = make("ge", name("b") ** name("N"), name("g"))
    expected = next(k for k in range(40) if base**k >= goal)
    for backend in ("exact", "numpy") if goal < 10**9 else ("exact",):
        assert found_by(bound, condition, True, backend, b=base, g=goal) == expected
