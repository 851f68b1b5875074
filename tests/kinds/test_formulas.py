"""Formulas, unknowns, tables and plots against fractions, counting, and SymPy."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import count
from typing import Any

import pytest
import sympy
from hypothesis import assume, given
from hypothesis import strategies as st

from solver.algebra.expr import number
from solver.check import check
from solver.document.blocks import Block, Box, Figure, Named, StepBlock, Table
from solver.document.plots import Plot, Series
from solver.errors import Disagreement, SpecError
from solver.kinds._formulas.condition import TURNED, Condition, Reached
from solver.kinds._formulas.isolate import RULES, Isolating
from solver.problem import Problem
from solver.solved import Solved
from tests.algebra.quick import quick
from tests.formulas.solving import FORMULAS, solved, text_of, truth, unknown_of

F = Fraction


# --- the documents -------------------------------------------------------------------------------
def test_003_problem_2_counts_the_grid_and_the_trials() -> None:
    found = FORMULAS.shipped("search-budget")
    assert [found.value(f"1.{key}") for key in ("grid", "epochs", "minutes")] == [300, 3000, 6000]
    assert str(found.problem.plan["2.N_bound"].formula) == "log(1 - 2.q) / log(1 - 2.p)"
    trials = [first_good(F(5, 100), q) for q in (F(95, 100), F(995, 1000))]
    assert exactly(found, "2.N_table") == trials == [59, 104]
    assert exactly(found, "2.P_table") == [1 - F(95, 100) ** n for n in trials]
    assert exactly(found, "2.fewer_table") == [1 - F(95, 100) ** (n - 1) for n in trials]
    (plot,) = plots_in(found, "P_table")
    curve, answers = plot.panels[0].series
    assert curve.y == pytest.approx([1 - 0.95**n for n in range(121)])
    assert answers.x == (59, 104)


def first_good(p: Fraction, q: Fraction, strict: bool = False) -> int:
    """Count trials until the chance of a good one is large enough."""
    chances = ((n, 1 - (1 - p) ** n) for n in count())
    return next(n for n, chance in chances if chance > q or (chance == q and not strict))


def test_003_problem_5_with_and_without_the_shortcut() -> None:
    found = FORMULAS.shipped("vanishing-gradients")
    assert F(str(found.solution.exact("1.share"))) == F(1, 4) ** 10
    assert found.solution.exact("2.dL/dx") == "1/200000"
    assert found.solution.exact("3.dL/dx") == "2001/200000"
    assert {"3.dL/dx via z1", "3.dL/dx via y"} <= {step.name for step in found.steps}
    assert found.solution.exact("4.ratio") == "2001"


def test_003_problem_5_over_the_depth() -> None:
    found = FORMULAS.shipped("vanishing-gradients")
    plain = [F(1, 2) * F(1, 2) ** n for n in range(1, 7)]
    assert exactly(found, "5.G_table") == plain
    assert exactly(found, "6.R_table") == [F(1, 2) * F(5, 4) ** blocks for blocks in (1, 2, 3)]
    assert exactly(found, "6.G_table") == [plain[n - 1] for n in (2, 4, 6)]
    (plot,) = plots_in(found, "G_table")[1:]
    low, high = plot.panels[0].series
    assert (low.x, low.y) == ((1, 2, 3, 4, 5, 6), tuple(map(float, plain)))
    assert high.x == (2, 4, 6)
    assert plot.panels[0].y.log


def exactly(found: Solved, key: str) -> list[Fraction]:
    return [F(entry) for entry in found.solution.exact(key)]


def blocks_in(blocks: tuple[Block, ...]) -> list[Block]:
    """List all blocks, with those inside others."""
    found = []
    for block in blocks:
        inner = block.blocks if isinstance(block, Named | StepBlock | Box) else ()
        found += [block, *blocks_in(inner)]
    return found


def plots_in(found: Solved, step: str) -> list[Plot]:
    """List the plots below the steps of a name."""
    blocks = blocks_in(found.document().blocks)
    below = [b.blocks for b in blocks if isinstance(b, StepBlock) and b.name == step]
    figures = [b.data for inner in below for b in inner if isinstance(b, Figure)]
    return [data for data in figures if isinstance(data, Plot)]


# --- whole numbers -------------------------------------------------------------------------------
chances = st.fractions(F(1, 50), F(49, 50), max_denominator=50)


@given(p=chances, q=chances, strict=st.booleans())
@quick(15)
def test_the_smallest_number_of_trials_is_the_first_that_counting_finds(
    p: Fraction, q: Fraction, strict: bool
) -> None:
    sign = ">" if strict else ">="
    found = solved(f"1-(1-p)**x {sign} q", "smallest", given=f"p: {p}, q: {q}")
    assert found.value("x") == first_good(p, q, strict)


@pytest.mark.parametrize("n", [1, 2, 7, 40])
@pytest.mark.parametrize(("relation", "integer", "apart"), [
    (">=", "smallest", 0), (">", "smallest", 1), ("<=", "largest", 0), ("<", "largest", -1),
])  # fmt: skip
def test_a_bound_that_is_a_whole_number_is_decided_exactly(
    n: int, relation: str, integer: str, apart: int
) -> None:
    """ln(2^n)/ln(2) is n: neither doubles nor balls can tell its ceiling from n + 1."""
    found = solved(f"2**x {relation} {2**n}", integer)
    assert found.value("x") == n + apart
    other = "before" if integer == "smallest" else "after"
    assert found.value("at_x holds") == 1
    assert found.value(f"{other}_x holds") == 0


def test_a_solution_far_away_is_found_at_once() -> None:
    found = solved("1-(1-p)**x >= 0.5", "smallest", given="p: 1e-9")
    assert found.value("x") == 693147181


@pytest.mark.parametrize(("where", "integer", "n"), [
    ("x*(x+1)/2 >= 100", "smallest", 14), ("x**2 + x < 110", "largest", 9),
    ("3*x + 1 >= 12", "smallest", 4), ("100 - 7*x > 3", "largest", 13),
    ("sqrt(x) <= 3.5", "largest", 12), ("1000/x >= 33", "largest", 30),
    ("exp(x) < 1000", "largest", 6), ("log(x) >= 2", "smallest", 8),
    ("x**3 > 1000", "smallest", 11),
])  # fmt: skip
def test_whole_numbers_are_those_that_counting_finds(where: str, integer: str, n: int) -> None:
    found = solved(where, integer, assume="x > 0")
    fulfils = [k for k in range(1, 200) if truth(unknown_of(found.problem).start, {"x": F(k)})]
    assert (min(fulfils) if integer == "smallest" else max(fulfils)) == n == found.value("x")


@pytest.mark.parametrize(("where", "assumed", "n", "beside"), [
    ("log(x) >= -5", "x >= 1", 1, False), ("1/x <= 5", "x >= 1", 1, False),
    ("x >= 1.5", "x >= 1", 2, True), ("x >= 0.5", "x > 0", 1, False),
    ("2/(x - 0.5) <= 10", "x > 0.5", 1, False), ("2/(x - 0.5) < 1", "x > 0.5", 3, True),
])  # fmt: skip
def test_what_is_beside_the_solution_need_not_be_defined_nor_as_assumed(
    where: str, assumed: str, n: int, beside: bool
) -> None:
    """The logarithm of 0 is not, and 1/x <= 5 holds again below 0."""
    found = solved(where, "smallest", assume=assumed)
    assert found.value("x") == n
    assert beside == any(step.name == "before_x" for step in found.steps)


@pytest.mark.parametrize(("where", "integer", "message"), [
    ("x + 6 >= 1.5", "smallest", "every `x` that is as assumed is a solution: `x >= "),
    ("x + 6 >= 1.5", "", "every `x` that is as assumed is a solution: `x >= "),
    ("x + 6 < 1.5", "", "no `x` is a solution: `x < "),
    ("x + 6 < 1.5", "largest", "not as assumed"),
])  # fmt: skip
def test_a_solution_that_is_not_as_assumed_is_refused(
    where: str, integer: str, message: str
) -> None:
    text = text_of(where, integer, assume="x > 0", ask="x_bound")
    (complaint,) = FORMULAS.complaints(text)
    assert message in complaint.message


def test_the_statement_says_what_is_assumed_of_the_unknown() -> None:
    page = solved("x**2 == 4", assume="x > 0").tex()
    assert "Let $x$, where $x > 0$, be the number for which $x^{2} = 4$" in page


def test_long_formulas_are_refused_at_once() -> None:
    product = "*".join(f"(x + {k})" for k in range(40))
    (complaint,) = FORMULAS.complaints(text_of(f"{product} == 3", ask="x"))
    assert "cannot be isolated" in complaint.message


# --- the lines, said by SymPy to be equivalent ---------------------------------------------------
numbers = st.fractions(-9, 9, max_denominator=4)
positive = st.fractions(F(1, 4), 9, max_denominator=4)
WRAPS: dict[str, Any] = {
    "add": lambda e, c: f"{e} + ({c})",
    "add before": lambda e, c: f"({c}) + {e}",
    "sub": lambda e, c: f"{e} - ({c})",
    "sub from": lambda e, c: f"({c}) - ({e})",
    "mul": lambda e, c: f"({c}) * ({e})",
    "div": lambda e, c: f"({e}) / ({c})",
    "neg": lambda e, c: f"-({e})",
    "cube": lambda e, c: f"({e})**3",
    "exp": lambda e, c: f"exp({e})",
    "power": lambda e, c: f"({abs(c) + 2})**(({e}) / 3)",
}


@st.composite
def conditions(draw: Any) -> tuple[str, str]:
    """Wrap x into operations that can be undone, and compare with a number."""
    expr = "x"
    for wrap in draw(st.lists(st.sampled_from(sorted(WRAPS)), min_size=1, max_size=5)):
        c = draw(numbers)
        assume(c != 0)
        expr = WRAPS[wrap](expr, c)
    assume(sum(expr.count(grows) for grows in ("exp", "**3", "/ 3")) <= 1)
    relation = draw(st.sampled_from(["<", "<=", ">", ">="]))
    return expr, relation


def _planned(text: str) -> Problem | None:
    """Plan a problem; None where an exponential is to be below a number that is not positive."""
    try:
        return FORMULAS.planned(text)
    except SpecError as error:
        if "is positive, so" in str(error):
            return None
        raise


@given(found=conditions(), right=positive)
@quick(20)
def test_every_line_holds_for_the_same_numbers(found: tuple[str, str], right: Fraction) -> None:
    expr, relation = found
    text = text_of(f"{expr} {relation} {right}", ask="x_bound")
    problem = _planned(text)
    if problem is None:
        return
    unknown = unknown_of(problem)
    bound = F(str(round(problem.solve().value("x_bound"), 6)))
    for x in (bound - 5, bound - F(1, 100), bound + F(1, 100), bound + 5):
        first = truth(unknown.start, {"x": x})
        said = [truth(line.condition, {"x": x}) for line in unknown.lines]
        assert said == [first] * len(said)


@given(a=numbers, b=numbers, c=numbers, d=numbers, relation=st.sampled_from(["<=", "<", "=="]))
@quick(15)
def test_an_unknown_on_both_sides_is_gathered(
    a: Fraction, b: Fraction, c: Fraction, d: Fraction, relation: str
) -> None:
    assume(a != c)
    found = solved(f"({a})*x + ({b}) {relation} ({c})*(x - ({d}))")
    root = (-c * d - b) / (a - c)
    assert F(found.solution.exact("x" if relation == "==" else "x_bound")) == root
    end = unknown_of(found.problem).end.relation
    assert end == ("eq" if relation == "==" else {"<": "lt", "<=": "le"}[relation] if a > c
                   else {"<": "gt", "<=": "ge"}[relation])  # fmt: skip


@given(first=numbers, second=numbers, a=numbers)
@quick(12)
def test_of_two_solutions_the_assumed_one_is_found(
    first: Fraction, second: Fraction, a: Fraction
) -> None:
    assume(first < second)
    assume(a != 0)
    where = f"({a})*x**2 - ({a * (first + second)})*x + ({a * first * second}) == 0"
    between = (first + 3 * second) / 4
    assert solved(where, assume=f"x > {between}").solution.exact("x") == str(second)
    assert solved(where, assume=f"x < {between}").solution.exact("x") == str(first)
    (complaint,) = FORMULAS.complaints(text_of(where, ask="x"))
    assert "there are two solutions" in complaint.message


@given(roots=st.lists(numbers, min_size=3, max_size=4, unique=True), a=numbers)
@quick(8)
def test_equations_of_higher_degree_are_factored(roots: list[Fraction], a: Fraction) -> None:
    assume(a != 0)
    x = sympy.Symbol("x")
    factors = [x - sympy.Rational(root.numerator, root.denominator) for root in roots]
    rational = sympy.Rational(a.numerator, a.denominator)
    where = f"{sympy.expand(rational * sympy.prod(factors))} == 0"
    low, high = sorted(roots)[-2:]
    found = solved(where, assume=f"x > {(low + high) / 2}")
    assert found.solution.exact("x") == str(high)
    (complaint,) = FORMULAS.complaints(text_of(where, ask="x"))
    count = {3: "three", 4: "four"}[len(roots)]
    assert f"there are {count} solutions" in complaint.message


@pytest.mark.parametrize(("where", "bound"), [
    ("(a - x)/b >= c", "a - b*c"), ("a*exp(-b*x) <= c", "log(a/c)/b"), ("a/(b + x) < c", "a/c - b"),
    ("a*(1 - exp(-x/b)) >= c", None), ("sqrt(a*x) > b", "b**2/a"), ("a**x >= c*b**2", None),
    ("x**2*a == b", "sqrt(b/a)"), ("x**a == b", "b**(1/a)"), ("2*a*x - b == a*x + c", "(b + c)/a"),
])  # fmt: skip
def test_symbols_are_isolated_as_sympy_does(where: str, bound: str | None) -> None:
    positive = ", ".join(f'{key}: {{real: "> 0"}}' for key in "abc")
    known = "x > 0, a > 1, c < a"
    found = solved(where, given=positive, assume=known)
    assert found.checked.routes["numpy"] == "agree"
    symbols = {key: sympy.Symbol(key, positive=True) for key in "abc"} | {"x": sympy.Symbol("x")}
    end = sympy.sympify(str(unknown_of(found.problem).end.right), locals=symbols)
    if bound:
        assert sympy.simplify(end - sympy.sympify(bound, locals=symbols)) == 0
    first = unknown_of(found.problem).start
    left, right = (sympy.sympify(str(side), locals=symbols) for side in (first.left, first.right))
    assert sympy.simplify((left - right).subs(symbols["x"], end)) == 0


def test_symbols_need_to_be_known_as_far_as_they_decide() -> None:
    text = text_of("a*x < b", given="a: {real: any}, b: {real: any}", ask="x_bound")
    (complaint,) = FORMULAS.complaints(text)
    assert "whether `a` is positive" in complaint.message
    assert "a > 0" in complaint.hint
    for sign, relation in ((">", "lt"), ("<", "gt")):
        known = text.replace("assume: []", f"assume: [a {sign} 0]")
        assert unknown_of(FORMULAS.planned(known)).end.relation == relation
        assert FORMULAS.planned(known).solve(check="all").checked.routes["numpy"] == "agree"


def test_differences_are_known_by_assumption() -> None:
    text = text_of("a*x + 3 >= b*x", given="a: {real: any}, b: {real: any}", ask="x_bound",
                   assume="b > a")  # fmt: skip
    assert unknown_of(FORMULAS.planned(text)).end.relation == "le"


def test_unknowns_may_use_steps_and_steps_unknowns() -> None:
    text = """
given: {p: 0.05, price: 3}
steps:
  miss: 1 - p
  total: N * price
solve: {for: N, where: miss**N <= 0.05, integer: smallest}
ask: [total]
"""
    found = FORMULAS.solved(text)
    assert found.value("total") == 3 * 59
    order = [step.name for step in found.steps]
    assert order.index("miss") < order.index("N_bound") < order.index("N") < order.index("total")


def test_several_unknowns_follow_each_other() -> None:
    text = """
solve:
  - {for: a, where: 2*a == 6}
  - {for: b, where: b - a == 1}
ask: [a, b]
"""
    found = FORMULAS.solved(text)
    assert (found.value("a"), found.value("b")) == (3, 4)


def test_other_givens_that_would_turn_the_relation_are_not_printed() -> None:
    plan = FORMULAS.planned(text_of("a*x >= 6", "smallest", given="a: 2", ask="x")).plan
    check(plan)
    turned = replace(plan, givens=(replace(plan.givens[0], value=F(-2)),))
    with pytest.raises(Disagreement, match="before_x holds"):
        check(turned)


# --- where a condition is defined ----------------------------------------------------------------
@pytest.mark.parametrize(("where", "bound", "domain"), [
    ("sqrt(x + 1) < 3", "8", "x >= -1"), ("sqrt(x + 1) > 3", "8", ""),
    ("log(x) < 2", None, "x > 0"), ("x**4/x**2*x < 27", "3", "x != 0"),
    ("log(x) >= 2", None, ""), ("log(5 - x) < 0", None, "x < 5"), ("x**0.5 <= 3", "9", "x >= 0"),
    ("x**3/x**2 < 4", "4", "x != 0"), ("x**3/(x - 5)*(x - 5) < 8", "2", ""),
    ("sqrt(sqrt(x) - 1) <= 2", "25", "x >= 1"), ("1/sqrt(x) > 0.5", "4", "x > 0"),
])  # fmt: skip
def test_what_a_condition_needs_to_be_defined_is_said(
    where: str, bound: str | None, domain: str
) -> None:
    found = solved(where)
    assert bound is None or found.solution.exact("x_bound") == bound
    limits = [str(one.expr) for one in unknown_of(found.problem).domain]
    assert [sympy.sympify(limit.replace("!=", "-")) for limit in limits] == (
        [sympy.sympify(domain.replace("!=", "-"))] if domain else []
    )
    assert ("The condition is defined only where" in found.tex()) == bool(domain)


@given(found=conditions(), roots=st.lists(st.sampled_from(["sqrt", "log"]), max_size=2),
       right=positive)  # fmt: skip
@quick(12)
def test_solutions_are_those_numbers_for_which_the_condition_is_true(
    found: tuple[str, str], roots: list[str], right: Fraction
) -> None:
    """Also outside of where it is defined: there no number is called a solution."""
    expr, relation = found
    for root in roots:
        expr = f"{root}({expr})"
    try:
        problem = FORMULAS.planned(text_of(f"{expr} {relation} {right}", ask="x_bound"))
    except SpecError:
        return
    unknown = unknown_of(problem)
    bound = F(str(round(problem.solve().value("x_bound"), 6)))
    for x in (bound - 5, bound - F(1, 100), bound + F(1, 100), bound + 5):
        claimed = all(truth(one, {"x": x}) for one in (unknown.end, *unknown.domain))
        assert claimed == truth(unknown.start, {"x": x})


@pytest.mark.parametrize(("where", "integer", "known", "message"), [
    ("sqrt(x) < 0", "", "", "no `x` is a solution"),
    ("sqrt(x) > -1", "", "", "every `x` for which the condition is defined is a solution"),
    ("x/x == 1", "", "", "every `x` for which the condition is defined is a solution"),
    ("x**2/x == 0", "", "",
     "no `x` is a solution: it could only be x = 0, and it is defined only where `x != 0`"),
    ("0/x == 5", "", "", "no `x` is a solution: `0 / x` is 0"),
    ("log(-x) < 1", "", "x > 0", "no `x` is a solution"),
    ("log(x) < 3", "smallest", "", "bounds it from above only: that is no smallest solution"),
    ("sqrt(0.9 - x) < 0.9", "smallest", "", "no whole number is where"),
    ("(-2)**x == 4", "", "", "cannot be isolated: it is an exponent"),
    ("(x**2 - 3)**2 == 4", "", "", "there are four solutions, x = -2.236, x = -1, x = 1 and"),
    ("(x**2 - 2)*(x - 1) == 0", "", "", "there are three solutions"),
    ("(x**2 - 3)**2 <= 4", "", "", "the solutions have four ends"),
    ("(0*x + 2)**2 == 4", "", "", "every `x` is a solution"),
    ("x**2 <= 0", "", "", "the only solution is where `x == 0`"), ("x**0 == 2", "", "", "is 1"),
    ("(x - 3)**2 <= 4", "", "x > 0", "the solutions have two ends, x = 1 and x = 5"),
])  # fmt: skip
def test_complaints_say_what_is_so(where: str, integer: str, known: str, message: str) -> None:
    text = text_of(where, integer, assume=known, ask="x" if "==" in where else "x_bound")
    (complaint,) = FORMULAS.complaints(text)
    assert message in complaint.message


@pytest.mark.parametrize(("where", "integer", "known", "n"), [
    ("log(x)*(-2/3) >= 0", "largest", "", 1), ("x/(4/x) < 1", "smallest", "x < 0", -1),
    ("x**4 <= 0", "largest", "x >= 0", 0), ("(exp(x) - 3)**2 <= 100", "largest", "", 2),
    ("(exp(x) - 3)**2 >= 100", "smallest", "", 3), ("x**1.5 <= 27", "largest", "", 9),
])  # fmt: skip
def test_whole_numbers_at_the_edge_of_what_is_defined(
    where: str, integer: str, known: str, n: int
) -> None:
    assert solved(where, integer, assume=known).value("x") == n


# --- a derivation that is wrong is not printed ---------------------------------------------------
SYMBOLS = 'a: {real: "> 0"}, b: {real: "> 0"}'


@pytest.mark.parametrize(("op", "where", "integer", "given"), [
    ("neg", "-x >= 3", "", ""), ("neg", "-x >= 3", "largest", ""), ("neg", "-x >= b", "", SYMBOLS),
    ("mul", "a*x < b", "", SYMBOLS), ("mul", "a*x < b", "largest", SYMBOLS),
    ("mul", "2*x == 6", "", ""), ("pow", "2**x <= 8", "", ""), ("log", "log(x) < a", "", SYMBOLS),
])  # fmt: skip
def test_a_rule_that_is_wrong_is_noticed(
    op: str, where: str, integer: str, given: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A relation that is not turned, and a right side that is off."""
    right = RULES[op]

    def turned(own: Isolating, c: Condition) -> list[Reached]:
        *first, last = right(own, c)
        now = last.condition
        wrong = replace(now, right=now.right + number(1)) if c.is_equation else replace(
            now, relation=TURNED[now.relation])  # fmt: skip
        return [*first, Reached(wrong, last.why)]

    monkeypatch.setitem(RULES, op, turned)
    turns = {"smallest": "largest", "largest": "smallest"}
    ask = "x" if integer or "==" in where else "x_bound"
    with pytest.raises((Disagreement, SpecError)) as caught:
        FORMULAS.solved(text_of(where, turns.get(integer, ""), given=given, ask=ask))
    assert isinstance(caught.value, Disagreement) or "no `x` is a solution" in str(caught.value)


# --- steps, tables, plots ------------------------------------------------------------------------
TABLE = """
given: {a: 3, n: {integer: ">= 1"}}
steps: {half: a/2, f: half**n, g: f + n}
tables: [{over: n, range: [1, 4], steps: [f, g]}]
ask: [f_table, g_table]
"""


def test_a_table_spells_out_the_steps_between() -> None:
    found = FORMULAS.solved(TABLE)
    assert exactly(found, "f_table") == [F(3, 2) ** n for n in range(1, 5)]
    assert exactly(found, "g_table") == [F(3, 2) ** n + n for n in range(1, 5)]
    entry = next(e for e in found.json()["steps"] if e["name"] == "f_table")
    assert (entry["type"], entry["value"]) == (
        "table",
        [[1, 1.5], [2, 2.25], [3, 3.375], [4, 5.0625]],
    )


def test_a_table_takes_any_values() -> None:
    found = FORMULAS.solved(TABLE.replace("range: [1, 4]", "at: [0.5, 2, 7]"))
    values = found.value("g_table")
    assert values == pytest.approx([1.5**n + n for n in (0.5, 2, 7)])


def test_a_table_is_filled_in_on_a_handout() -> None:
    tables = [b for b in blocks_in(FORMULAS.solved(TABLE).document("handout").blocks)
              if isinstance(b, Table)]  # fmt: skip
    assert [table.blanks for table in tables] == [("f_table", "g_table")]
    assert len(tables[0].rows) == 4
    shown = [b for b in blocks_in(FORMULAS.solved(TABLE).document().blocks) if isinstance(b, Table)]
    assert [table.blanks for table in shown] == [()]


PLOT = """
given: {a: 2, x: 1, k: 3}
steps: {f: a*x**2, g: x + 1, level: a + 1, s: "prod(x, (i, 1, k))"}
plots: [{over: x, range: [1, 100], steps: [f, g, level], log: both, caption: "Two $x$."}]
ask: [g]
"""


def drawn(text: str, step: str = "g") -> tuple[Series, ...]:
    (plot,) = plots_in(FORMULAS.solved(text), step)
    return plot.panels[0].series


def test_a_plot_stands_below_a_step_that_is_told() -> None:
    first, second, third = drawn(PLOT)
    assert first.x[0] == 1
    assert first.x[-1] == 100
    ratios = [b / a for a, b in zip(first.x, first.x[1:], strict=False)]
    assert ratios == pytest.approx([ratios[0]] * len(ratios))
    assert first.y == pytest.approx([2 * x**2 for x in first.x])
    assert second.y == pytest.approx([x + 1 for x in first.x])
    assert set(third.y) == {3}


def test_what_decides_how_often_something_is_repeated_is_drawn_point_by_point() -> None:
    text = PLOT.replace("over: x, range: [1, 100], steps: [f, g, level], log: both",
                        "over: k, range: [0, 5], whole: true, steps: [s]")  # fmt: skip
    (series,) = drawn(text.replace("ask: [g]", "ask: [s]").replace("x: 1", "x: 3"), "s")
    assert (series.x, series.y) == ((0, 1, 2, 3, 4, 5), (1, 3, 9, 27, 81, 243))


def test_an_unknown_may_be_the_parameter() -> None:
    text = """
steps: {P: 1 - 0.5**N}
solve: {for: N, where: 1 - 0.5**N >= 0.9, integer: smallest}
plots: [{over: N, range: [0, 4], whole: true, steps: [P]}]
ask: [P]
"""
    (series,) = drawn(text, "P")
    assert series.y == (0, 0.5, 0.75, 0.875, 0.9375)


def test_a_sketch_alone_is_answered_by_the_plot() -> None:
    text = PLOT.replace("ask: [g]", "ask: [{plot: Sketch it.}]")
    found = FORMULAS.solved(text)
    key = [b for b in blocks_in(found.document().blocks) if isinstance(b, Figure)]
    assert len(key) == 1
    assert not [b for b in blocks_in(found.document("handout").blocks) if isinstance(b, Figure)]


def test_derivatives_of_steps_may_be_asked_for() -> None:
    text = 'given: {x: 2}\nsteps: {y: "prod(x + i, (i, 0, 3))"}\nask: [dy/dx]\n'
    found = FORMULAS.solved(text)
    others = [F(2 * 3 * 4 * 5, k) for k in (2, 3, 4, 5)]
    assert found.solution.exact("dy/dx") == str(sum(others))


def test_a_step_says_why_in_the_authors_words() -> None:
    text = "given: {x: 2}\nsteps: {y: {formula: x + 1, why: one more than $x$.}}\nask: [y]\n"
    (step,) = (e for e in FORMULAS.solved(text).json()["steps"] if e["name"] == "y")
    assert step["why"] == "one more than x"


def test_a_product_of_equal_factors_is_told_as_a_power() -> None:
    text = 'given: {d: 0.5, n: {integer: ">= 1"}}\nsteps: {y: "prod(d, (i, 2, n))"}\nask: [y]\n'
    step = FORMULAS.planned(text).plan["y"]
    assert [str(line.expr) for line in step.after] == ["d**(n - 1)"]
