"""Moments against enumeration of every outcome, SymPy's limits, and what cannot be derived."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np
import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

from solver.document.blocks import StepBlock, Table, Text
from solver.kinds._moments.growth import leading
from solver.plan import Step
from solver.solved import Solved
from tests.a_kind import AKind
from tests.algebra.quick import quick

KIND = AKind("moments")
RANDOM = """
random:
  x: {{shape: [3, 1], mean: {mx}, variance: {vx}}}
  y: {{mean: {my}, variance: {vy}}}
  Z: {{shape: [2, 2], mean: {mz}, variance: {vz}}}
"""


def text_of(quantity: str, means: tuple[Any, ...] = (1, 0, 2), scales: Any = (1, 1, 1)) -> str:
    """Write a problem; a variance is twice the square of its scale."""
    numbers = dict(zip(("mx", "my", "mz"), means, strict=True))
    numbers |= {f"v{k}": 2 * s * s for k, s in zip("xyz", scales, strict=True)}
    named = RANDOM.format(**numbers)
    return f"{named}quantity: {{q: '{quantity}'}}\nsimulate: {{seed: 3}}\nask: [mean_q, var_q]\n"


# --- every outcome -------------------------------------------------------------------------------
def outcomes(mean: Any, scale: Any, count: int) -> Iterator[tuple[Fraction, list[Fraction]]]:
    """List skewed outcomes of independent entries: two scales up once in three, else one down."""
    mean, scale = Fraction(mean), Fraction(scale)
    for ups in product((True, False), repeat=count):
        chance = Fraction(1)
        for up in ups:
            chance *= Fraction(1, 3) if up else Fraction(2, 3)
        yield chance, [mean + 2 * scale if up else mean - scale for up in ups]


Function = Callable[[Any, Any, Any], Fraction]


def enumerated(function: Function, means: Any, scales: Any) -> tuple[Fraction, Fraction]:
    """Add up a function, and its square, over all outcomes of all entries."""
    first = second = Fraction(0)
    sorts = [list(outcomes(m, s, n)) for m, s, n in zip(means, scales, (3, 1, 4), strict=True)]
    for (p, x), (r, (y,)), (s, z) in product(*sorts):
        value = function(x, y, np.array(z, dtype=object).reshape(2, 2))
        first += p * r * s * value
        second += p * r * s * value * value
    return first, second - first**2


QUANTITIES: dict[str, Function] = {
    "x[1]*y + Z[1,2]": lambda x, y, z: x[0] * y + z[0, 1],
    "2*x[1] - x[2]/3 + 5": lambda x, y, z: 2 * x[0] - x[1] / 3 + 5,
    "sum(x)": lambda x, y, z: sum(x),
    "mean(x) - mean(Z)": lambda x, y, z: sum(x) / 3 - z.sum() / 4,
    "y*sum(x)": lambda x, y, z: y * sum(x),
    "sum(y*x[i], (i, 1, 3))": lambda x, y, z: y * sum(x),
    "sum(i*x[i], (i, 1, 3)) + y": lambda x, y, z: x[0] + 2 * x[1] + 3 * x[2] + y,
    "sum(Z[i, 1]*x[i+1], (i, 1, 2))": lambda x, y, z: z[0, 0] * x[1] + z[1, 0] * x[2],
    "(x[1] + y)*(Z[1, 1] - 2)": lambda x, y, z: (x[0] + y) * (z[0, 0] - 2),
    "x[1]*x[2]*x[3]": lambda x, y, z: x[0] * x[1] * x[2],
    "x[1]*y + x[2]*y": lambda x, y, z: x[0] * y + x[1] * y,
    "x[1]*y - x[1]*x[2]": lambda x, y, z: x[0] * y - x[0] * x[1],
    "x[1] + x[1]": lambda x, y, z: 2 * x[0],
    "-(x[1] - 3*y)*Z[2,2]/7": lambda x, y, z: -(x[0] - 3 * y) * z[1, 1] / 7,
    "2*x[1]*(2*y)": lambda x, y, z: 4 * x[0] * y,
    "(3*x[1] - 1)*(3*y)/2": lambda x, y, z: (3 * x[0] - 1) * 3 * y / 2,
    "sum(y, (i, 1, 4))": lambda x, y, z: 4 * y,
    "sum(sum((i + j)*x[j], (j, 1, 3)), (i, 1, 2))": lambda x, y, z: 5 * x[0] + 7 * x[1] + 9 * x[2],
    "sum(sum(x[j], (i, 1, j)), (j, 1, 3))": lambda x, y, z: x[0] + 2 * x[1] + 3 * x[2],
    "(Z @ Z.T)[1, 2]": lambda x, y, z: (z @ z.T)[0, 1],
}  # fmt: skip
NUMBERS = st.fractions(Fraction(-2), Fraction(2), max_denominator=3)
SCALES = st.fractions(Fraction(1, 3), Fraction(2), max_denominator=3)


@pytest.mark.parametrize("quantity", QUANTITIES)
@given(data=st.data())
@quick(3)
def test_moments_are_those_of_all_outcomes(quantity: str, data: Any) -> None:
    means = data.draw(st.tuples(NUMBERS, NUMBERS, NUMBERS))
    scales = data.draw(st.tuples(SCALES, SCALES, SCALES))
    plan = KIND.planned(text_of(quantity, means, scales)).plan
    found = plan.evaluate(targets=["mean_q", "var_q"])
    expected = enumerated(QUANTITIES[quantity], means, scales)
    assert (found.exact("mean_q"), found.exact("var_q")) == tuple(map(str, expected))


ZERO_MEANS: dict[str, Function] = {
    "sum(sum(Z[i, j]*x[i+j-1], (j, 1, 2)), (i, 1, 2))": lambda x, y, z: sum(
        z[i, j] * x[i + j] for i in (0, 1) for j in (0, 1)
    ),
    "sum(x[i]*x[i+1], (i, 1, 2))": lambda x, y, z: x[0] * x[1] + x[1] * x[2],
}  # fmt: skip


@pytest.mark.parametrize("quantity", ZERO_MEANS)
def test_terms_that_share_factors_of_mean_0_are_uncorrelated(quantity: str) -> None:
    means, scales = (0, 0, 0), (1, 2, 3)
    found = KIND.planned(text_of(quantity, means, scales)).plan.evaluate()
    expected = enumerated(ZERO_MEANS[quantity], means, scales)
    assert (found.exact("mean_q"), found.exact("var_q")) == tuple(map(str, expected))


MEANS_ALONE = {
    "x[1]**2*y": (lambda x, y, z: x[0] ** 2 * y),
    "x[1]*x[1]*x[2] - y**2": (lambda x, y, z: x[0] ** 2 * x[1] - y**2),
    "(x[1] + y)**2": (lambda x, y, z: (x[0] + y) ** 2),
    "x.T @ x": (lambda x, y, z: sum(v * v for v in x)),
}


@pytest.mark.parametrize("quantity", MEANS_ALONE)
def test_what_needs_a_fourth_moment_is_refused(quantity: str) -> None:
    (complaint,) = KIND.complaints(text_of(quantity))
    assert "fourth moment" in complaint.message
    assert "distribution would have to be assumed" in complaint.hint


REFUSED = {
    "sum(sum(Z[i, j]*x[i+j-1], (j, 1, 2)), (i, 1, 2))": "may be correlated",
    "sum(x[i]*x[i+1], (i, 1, 2))": "may be correlated",
    "sum(x[i], (i, 1, 2)) + sum(x[i]*Z[1,1], (i, 1, 3))": "may be correlated",
    "sum(sum(x[i]*x[j], (j, 1, 3)), (i, 1, 3))": "",
    "exp(x[1])": "no polynomial",
    "1/x[1]": "no polynomial",
    "x": "moments are those of a number",
    "3*2": "is not random",
    "sum(x[i]*x[4-i], (i, 1, 3))": "",
    "x[1]**5": "moment",
    "sum(x[i], (i, 1, 3)) * sum(x[i], (i, 1, 2))": "multiplied",
}


@pytest.mark.parametrize("quantity", REFUSED)
def test_what_cannot_be_derived_is_refused_and_never_wrong(quantity: str) -> None:
    complaints = KIND.complaints(text_of(quantity))
    assert all(REFUSED[quantity] in complaint.message for complaint in complaints)
    assert all(complaint.mark.line == 8 for complaint in complaints)


GRADIENT = """
given:
  n: {integer: ">= 1"}
  k: {integer: ">= 1"}
  h: {integer: ">= 1"}
  l: {integer: ">= 1"}
  sigma_x: {real: "> 0"}
  sigma_g: {real: "> 0"}
assume: [n >= k, k >= h, k >= l]
random:
  X: {shape: [n, n], mean: 0, variance: sigma_x**2}
  dY: {shape: [n-k+1, n-k+1], mean: 0, variance: sigma_g**2}
quantity:
  dw: sum(sum(X[i+h-1, j+l-1]*dY[i, j], (j, 1, n-k+1)), (i, 1, n-k+1))
growth: n
simulate: {at: {n: 3, k: 2, h: 1, l: 2, sigma_x: 2, sigma_g: 1/2}}
ask: [mean_dw, var_dw, std_dw, growth_std_dw]
"""


# --- in symbols ----------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def gradient() -> Solved:
    return KIND.solved(GRADIENT)


def step(solved: Solved, key: str) -> Step:
    return next(one for one in solved.steps if one.name == key)


def test_the_gradient_of_a_shared_weight_grows_with_the_image(gradient: Solved) -> None:
    assert str(step(gradient, "mean_dw").formula) == "0"
    n, k, x, g = sympy.symbols("n k sigma_x sigma_g", positive=True)
    for key, power in (("var_dw", 2), ("std_dw", 1)):
        expected = ((n - k + 1) * x * g) ** power
        names = {"n": n, "k": k, "sigma_x": x, "sigma_g": g}
        found = sympy.sympify(str(step(gradient, key).formula), names)
        assert sympy.simplify(found - expected) == 0
    assert gradient.solution.exact("growth_std_dw") == "1"


@pytest.mark.parametrize("n", [2, 3])
def test_the_gradient_at_a_size_is_that_of_all_outcomes(n: int, gradient: Solved) -> None:
    """Let coins stand for the m² pixels and m² gradients that meet: all outcomes of Σ x·g."""
    m = n - 1
    values = [sum(a * b for a, b in zip(coins[: m * m], coins[m * m :], strict=True))
              for coins in product((-1, 1), repeat=2 * m * m)]  # fmt: skip
    expected = Fraction(sum(v * v for v in values), len(values))
    givens = {"n": m + 1, "k": 2, "h": 1, "l": 2, "sigma_x": 1, "sigma_g": 1}
    found = gradient.problem.plan.evaluate(givens, targets=["var_dw"])
    assert Fraction(found.exact("var_dw")) == expected


def test_every_line_has_a_reason_and_is_checked(gradient: Solved) -> None:
    lines = step(gradient, "var_dw").before
    assert len(lines) >= 4
    assert all(line.why for line in lines)
    assert KIND.planned(TEXT).solve(check="all").checked.routes["numpy"] == "agree"


TEXT = """
given: {n: {integer: ">= 1"}, s: {real: "> 0"}}
random: {x: {shape: [n, 1], mean: 0, variance: s**2}}
quantity: {q: 'sum(x)/n'}
growth: n
simulate: {at: {n: 4, s: 2}}
ask: [std_q, growth_std_q, growth_var_q]
"""


def test_the_mean_of_n_numbers_varies_as_one_over_the_root() -> None:
    found = KIND.solved(TEXT)
    assert str(step(found, "std_q").formula) == "s / sqrt(n)"
    assert found.solution.exact("growth_std_q") == "-1/2"
    assert found.solution.exact("growth_var_q") == "-1"


GROWTH = ["n**2 - k*n + 1", "sqrt(n**3 + n)/(n + k)", "(n - k + 1)**2*s/n", "s*k", "3/(n + 1)",
          "-n*(n - 1)/2 + n**2", "(k*n - s)/(n + n**2)", "sqrt(n*s)*n**2"]  # fmt: skip


@pytest.mark.parametrize("text", GROWTH)
def test_leading_terms_are_sympys_limits(text: str) -> None:
    from solver.algebra.expr import name
    from solver.algebra.read import read
    from solver.algebra.scope import Scope

    found = leading(read(text, Scope({key: name(key) for key in "nks"})), "n")
    n = sympy.Symbol("n", positive=True)
    k, s = sympy.symbols("k s", positive=True)
    known = {"n": n, "k": k, "s": s}
    limit = sympy.limit(sympy.sympify(text, known) / n ** sympy.Rational(found.power), n, sympy.oo)
    assert sympy.simplify(limit - sympy.sympify(str(found.coefficient), known)) == 0
    assert limit != 0


# --- the simulation ------------------------------------------------------------------------------
def test_draws_have_the_moments_that_are_stated() -> None:
    found = KIND.solved(text_of("2*x[1] - y*x[2]", (1, 2, 0), (1, 2, 1)))
    for law in ("signs", "uniform", "normal"):
        mean, error, variance, doubt = np.ravel(found.solution.floats(f"{law}_q"))
        assert abs(mean - 0) < 4 * error < 1
        assert abs(variance - found.value("var_q")) < 4 * doubt
    assert found.value("confirmed_q") == 1


def test_a_wrong_variance_would_not_be_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    from solver.kinds._moments import products

    def wrong(self: Any, x: Any, y: Any) -> Any:
        return self.variance(x) * self.variance(y)

    monkeypatch.setattr(products.Products, "_of_two", wrong)
    (complaint,) = KIND.complaints(text_of("x[1]*y", (1, 2, 0)))
    assert "contradict what was derived" in complaint.message


def inner(blocks: Any) -> Iterator[Any]:
    """List blocks with those inside them."""
    for block in blocks:
        yield block
        yield from inner(getattr(block, "blocks", ()))


def test_the_table_puts_derived_and_drawn_side_by_side(gradient: Solved) -> None:
    told = next(b for b in inner(gradient.document().blocks)
                if isinstance(b, StepBlock) and b.name == "confirmed_dw")  # fmt: skip
    (table,) = (block for block in told.blocks if isinstance(block, Table))
    assert [len(row) for row in table.rows] == [5] * 4
    labels = [cell.text for row in table.rows for cell in row[0] if isinstance(cell, Text)]
    assert labels == ["derived", "two values", "uniform", "normal"]


def test_the_statement_says_what_is_known(gradient: Solved) -> None:
    shown = str(gradient.document("handout"))
    assert "independent of each other" in shown
    assert not any(isinstance(b, StepBlock) for b in inner(gradient.document("handout").blocks))


@pytest.mark.parametrize("quantity", ["y", "y - y", "3*y + 1"])
def test_draws_that_balance_agree(quantity: str) -> None:
    """Of these signs as many are up as down: they have the variance itself, but for rounding."""
    text = f"random: {{y: {{mean: 0, variance: 2}}}}\nquantity: {{q: {quantity}}}\nask: [var_q]\n"
    found = KIND.solved(f"{text}simulate: {{seed: 7, samples: 100, draw: [signs]}}\n")
    assert found.solution.floats("signs_q")[3] == pytest.approx([0], abs=1e-9)
    assert found.value("confirmed_q") == 1


@pytest.mark.parametrize("asked", ["mean_q", "var_q", "std_q", "growth_std_q"])
def test_the_simulation_is_told_whatever_is_asked(asked: str) -> None:
    found = KIND.solved(TEXT.replace("[std_q, growth_std_q, growth_var_q]", f"[{asked}]"))
    told = [b.name for b in inner(found.document().blocks) if isinstance(b, StepBlock)]
    assert {asked, "confirmed_q"} <= set(told)


PARTS = """
parts:
  a:
    given: {n: {integer: ">= 1"}}
    random: {dY: {shape: [n, 1], mean: 0, variance: 1}}
    symbols: {dY: "\\\\Upsilon", dw: "dw_{h,l}"}
    quantity: {dw: sum(dY)}
    simulate: {at: {n: 3}}
    ask: [mean_dw, std_dw]
  b:
    random: {dY: {mean: 0, variance: 1}}
    quantity: {dw: 2*dY}
    ask: [var_dw]
"""


def test_a_part_prints_what_is_random_as_its_author_says() -> None:
    tex = KIND.solved(PARTS).tex()
    first, second = tex.partition("begin{document}")[2].split(r"\PartHeading{(b)}")[::2]
    assert r"\Upsilon" in first
    assert r"\mathrm{dw}" not in first
    assert r"\operatorname {Std}(dw_{h,l})" in first
    assert r"\mathrm{dw}" in second
    assert "dw_{h,l}" not in second
    steps = {entry["name"]: entry["latex"] for entry in KIND.solved(PARTS).json()["steps"]}
    assert steps["a.mean_dw"].startswith(r"\mathbb{E}[dw_{h,l}]")
    assert steps["b.var_dw"].startswith(r"\operatorname{Var}(\mathrm{dw})")


@pytest.mark.parametrize("variable", ["k", "n"])
def test_a_size_that_cannot_grow_by_itself_has_no_growth(variable: str) -> None:
    text = TEXT.replace('{n: {integer: ">= 1"},', '{n: {integer: ">= 1"}, k: {integer: ">= 1"},')
    text = text.replace("[n, 1]", "[n - k, 1]").replace("'sum(x)/n'", "sum(x)")
    text = text.replace("{n: 4, s: 2}", "{n: 4, k: 2, s: 2}").replace(
        "growth: n", f"growth: {variable}"
    )
    text = text.replace("random:", "assume: [n > k]\nrandom:", 1)
    if variable == "n":
        assert KIND.solved(text).solution.exact("growth_std_q") == "1/2"
        return
    found = KIND.complaints(text)
    assert any("would be negative for large k" in complaint.message for complaint in found)


COMPLAINTS = {
    "simulate: {at: {n: 0, s: 2}}": "`n`: the entry 0 is not at least 1",
    "simulate: {at: {n: 5/2, s: 2}}": "`n`: the entry 5/2 is not an integer",
    "simulate: {at: {n: 4, s: -2}}": "`s`: the entry -2 is not positive",
    "random: {x: {shape: [n - 4, 1], mean: 0, variance: s**2}}": "`x` would be 0×1",
    "assume: [n < 4]": "`n < 4` is not true of these numbers",
    "random: {}": "expected a name and its moments",
    "quantity: {}": "expected a name and its formula",
    "simulate: {at: {n: 4}}": "needs a number for `s`",
    "simulate: {at: {n: 4, s: 2, t: 1}}": "no quantity depends on `t`",
    "simulate: {at: {n: 400, s: 2}, samples: 5000}": "more than 20000 numbers",
    "simulate: {at: {n: 4, s: [1, 2]}}": "`s` is scalar",
    "simulate: {at: {n: 4, s: 2}, draw: [cauchy]}": "expected one of signs, uniform, normal",
    "growth: m": "`m` is not defined",
}


@pytest.mark.parametrize("line", COMPLAINTS)
def test_complaints(line: str) -> None:
    key = line.partition(":")[0]
    kept = [old for old in TEXT.strip().splitlines() if not old.startswith(key)]
    found = KIND.complaints("\n".join([*kept, line]) + "\n")
    assert any(COMPLAINTS[line] in complaint.message for complaint in found)
    assert all(complaint.mark.line >= 3 for complaint in found)
