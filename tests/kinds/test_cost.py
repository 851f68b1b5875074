"""Costs counted by hand, orders searched one by one, and identities tried on numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from solver.algebra.expr import Expr, make, name, number
from solver.algebra.plain import sentence
from solver.evaluate import evaluate
from solver.kinds._cost.order import Known
from solver.kinds._cost.polynomial import NotPolynomial, polynomial
from solver.kinds._cost.proof import difference
from solver.plan import Assumption, Given, Plan, Step
from tests.a_kind import AKind

COST = AKind("cost")
LEFT_RIGHT = """
given: {{A: {{shape: [{0}, {1}]}}, B: {{shape: [{1}, {2}]}}, C: {{shape: [{2}, {3}]}}}}
ways: {{left: (A @ B) @ C, right: A @ (B @ C)}}
"""


# --- counted by hand -----------------------------------------------------------------------------
class Counted:
    """A matrix that counts its products, m·n·p for m×n by n×p, and entries worked out alone."""

    products = 0
    entries = 0

    def __init__(self, rows: int, columns: int) -> None:
        self.rows, self.columns = rows, columns

    @property
    def T(self) -> Counted:
        return Counted(self.columns, self.rows)

    def __matmul__(self, other: Counted) -> Counted:
        assert self.columns == other.rows
        Counted.products += self.rows * self.columns * other.columns
        return Counted(self.rows, other.columns)

    def _alone(self, other: Any) -> Counted:
        Counted.entries += self.rows * self.columns
        return Counted(self.rows, self.columns)

    __add__ = __sub__ = __mul__ = __rmul__ = __truediv__ = _alone


@given(d_out=st.integers(2, 9), d_in=st.integers(2, 9))
@settings(max_examples=10, deadline=None)
def test_the_costs_of_a_newton_schulz_step_are_those_counted(d_out: int, d_in: int) -> None:
    found = COST.solved(
        f"given: {{W: {{shape: [a, b]}}, a: {d_out}, b: {d_in}, e: 3}}\n"
        "product: 5*m*n*p\nelementwise: e\n"
        "ways:\n  left: (3*eye(a) - W @ W.T) @ W / 2\n  right: W @ (3*eye(b) - W.T @ W) / 2\n"
        "ask: [left_cost, right_cost]"
    )
    W = Counted(d_out, d_in)
    ways: dict[str, Callable[[], Any]] = {
        "left": lambda: (3 * Counted(d_out, d_out) - W @ W.T) @ W / 2,
        "right": lambda: W @ (3 * Counted(d_in, d_in) - W.T @ W) / 2,
    }
    for key, way in ways.items():
        Counted.products = Counted.entries = 0
        way()
        assert found.value(f"{key}_cost") == 5 * Counted.products + 3 * Counted.entries


def test_what_stands_twice_is_worked_out_once() -> None:
    text = "given: {A: {shape: [3, 4]}}\nways: {w: A @ A.T + 2 * (A @ A.T)}\nask: [w_cost]"
    assert COST.solved(text).value("w_cost") == 2 * 3 * 4 * 3


def test_the_document_s_answers() -> None:
    found = COST.shipped("newton-schulz")
    after = {step.name: [str(line.expr) for line in step.after] for step in found.steps}
    assert after["left_cost"] == ["2 * c * d_out**2 * d_in"]
    assert after["right_cost"] == ["2 * c * d_in**2 * d_out"]
    assert after["ratio"] == ["d_out / d_in"]
    assert found.value("cheaper") == 2
    numbers = COST.shipped("gram-matrix")
    assert numbers.value("ratio") == 11008 / 4096
    assert numbers.solution.exact("left_cost") == str(4 * 11008**2 * 4096)


def test_a_total_is_written_out_whether_or_not_its_factors_are_collected() -> None:
    """The answer is a formula in the sizes, and not the sum of two names."""
    text = LEFT_RIGHT.format("a", "b", "c", "d") + "ask: [left_cost]"
    (line,) = COST.planned(text).plan["left_cost"].after
    assert str(line.expr) == "2 * a * b * c + 2 * a * c * d"
    text += "\nproduct: sqrt(m*n*p)"
    (line,) = COST.planned(text).plan["left_cost"].after
    assert str(line.expr) == "sqrt(a * b * c) + sqrt(a * c * d)"


def test_a_chain_of_three_has_one_place_to_choose() -> None:
    found = COST.solved(chain([2, 9, 3, 4]) + "ask: [best]")
    form = found.problem.plan["best"].form
    assert form is not None
    assert form.data(found.value("best")) == "(A @ B) @ C"


def test_the_proof_goes_line_by_line() -> None:
    found = COST.shipped("newton-schulz")
    step = next(step for step in found.steps if step.name == "same")
    assert [str(line.expr) for line in step.before] == [
        "(3 * eye(d_out) - W @ W.T) @ W / 2",
        "(3 * W - (W @ W.T) @ W) / 2",
        "(3 * W - W @ (W.T @ W)) / 2",
    ]
    assert [sentence(line.why) for line in step.before][1:] == [
        "multiply out; an identity matrix drops out",
        "the product of matrices is associative: the brackets may be set another way",
    ]


# --- compared ------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("sizes", "said"),
    [((2, 3, 4, 5), "left"), ((5, 4, 3, 2), "right"), ((2, 3, 3, 2), "both cost the same")],
)
def test_numbers_are_compared(sizes: Sequence[int], said: str) -> None:
    found = COST.solved(LEFT_RIGHT.format(*sizes) + "ask: [cheaper]")
    form = found.problem.plan["cheaper"].form
    assert form is not None
    assert form.data(found.value("cheaper")) == said


@pytest.mark.parametrize(
    ("assumed", "place"),
    [("a < b, c < d", 0), ("a > b, c > d", 2), ("a <= b, c < d", 0), ("2*a < b, d > c + 1", 0)],
)
def test_symbols_are_compared_by_what_is_assumed(assumed: str, place: int) -> None:
    text = LEFT_RIGHT.format("a", "b", "c", "d")
    found = COST.solved(f"{text}assume: [{assumed}]\nask: [cheaper]")
    assert found.value("cheaper") == place


def test_without_an_assumption_the_answer_is_the_condition() -> None:
    found = COST.solved(
        "given: {W: {shape: [a, b]}}\nask: [cheaper]\n"
        "ways: {left: (W @ W.T) @ W, right: W @ (W.T @ W)}"
    )
    assert "cheaper" not in found.solution
    assert str(found.problem.plan["cheaper"].formula) == "a > b"


def test_of_three_ways_the_cheapest_is_found() -> None:
    text = (
        "given: {A: {shape: [a, b]}, x: {shape: [b, 1]}, y: {shape: [1, b]}}\nassume: [b > a]\n"
        "ways: {one: A @ (x @ y), two: (A @ x) @ y, three: A @ x @ y}\nask: [cheaper]\n"
    )
    assert COST.solved(text).value("cheaper") == 1
    (complaint,) = COST.complaints(text.replace("assume: [b > a]\n", ""))
    assert "cannot be told which way is cheapest" in complaint.message


@pytest.mark.parametrize("price", ["c*m*n*p/(m+n)", "sqrt(m*n*p)", "m**0.5*n*p", "(m+n+p)**9"])
def test_any_price_is_compared_in_numbers_and_left_undecided_in_symbols(price: str) -> None:
    ways = LEFT_RIGHT.format("a", "b", "c", "d") + f"product: {price}\nask: [cheaper]\n"
    ways = ways.replace("given: {", "given: {a: 2, b: 3, d: 5, ")
    sized = COST.solved(ways.replace("given: {", "given: {c: 4, "))
    assert sized.value("cheaper") in {0, 1, 2}
    if "c*" not in price and "**9" not in price:
        (complaint,) = COST.complaints(ways)
        assert "cannot be told which way is cheapest" in complaint.message


def test_a_long_list_of_assumptions_takes_no_time() -> None:
    text = LEFT_RIGHT.format("a", "b", "c", "d") + "ask: [saving]\nassume: [%s]"
    pairs = ", ".join(f"{x} + {k}*{y} > {z}" for k in range(1, 8) for x, y, z in ("abc", "bcd"))
    assert COST.planned(text % pairs).plan["saving"]


SYMBOLS = [name(letter) for letter in "xyz"]


@st.composite
def polynomials(draw: Any) -> Expr:
    """Draw sums of up to four products of x, y and z."""
    total = number(draw(st.integers(-3, 3)))
    for _ in range(draw(st.integers(1, 4))):
        term = number(draw(st.integers(-3, 3).filter(bool)))
        for letter in draw(st.lists(st.sampled_from(SYMBOLS), max_size=3)):
            term = term * letter
        total = total + term
    return total


@given(
    value=polynomials(),
    bounds=st.lists(st.tuples(polynomials(), st.sampled_from(["<", "<=", ">", ">="])), max_size=2),
    places=st.lists(st.tuples(*[st.integers(1, 6)] * 3), min_size=20, max_size=20),
)
@settings(max_examples=60, deadline=None)
def test_a_sign_that_is_decided_is_right_wherever_the_assumptions_hold(
    value: Expr, bounds: list[tuple[Expr, str]], places: list[tuple[int, ...]]
) -> None:
    assumed = tuple(Assumption(left, relation, name("x")) for left, relation in bounds)
    known = Known(dict.fromkeys(SYMBOLS, 1), frozenset(), assumed)
    sign = known.sign(polynomial(value))
    assume(sign is not None)
    for place in places:
        numbers = dict(zip("xyz", place, strict=True))
        if all(a.holds(at(a.left, numbers) - at(a.right, numbers)) for a in assumed):
            assert np.sign(at(value, numbers)) == sign


def test_assumptions_are_used_one_after_another() -> None:
    x, y, z, w = (name(letter) for letter in "xyzw")
    assumed = (Assumption(x, "<", y), Assumption(z, ">=", y), Assumption(z, "<=", w))
    known = Known(dict.fromkeys((x, y, z, w), 1), frozenset(), assumed)
    assert known.sign(polynomial(w - x)) == 1
    assert known.sign(polynomial(x * x - w * z)) == -1
    assert known.sign(polynomial(z - y)) is None  # they may be equal
    assert known.sign(polynomial(x - x)) == 0


def at(expr: Expr, numbers: dict[str, int]) -> int:
    """Work a polynomial out with Python's own numbers."""
    return int(eval(str(expr), {}, numbers))


def test_what_is_no_polynomial_is_left_alone() -> None:
    for expr in (
        make("sqrt", name("x")),
        number(1) / (name("x") + name("y")),
        name("x") ** name("y"),
    ):
        with pytest.raises(NotPolynomial):
            polynomial(expr)


# --- identities ----------------------------------------------------------------------------------
A, B, V, R = (name(key, shape) for key, shape in (
    ("A", (2, 2)), ("B", (2, 2)), ("v", (2, 1)), ("r", (1, 2))))  # fmt: skip


ONE, SQUARE = number(1), (name("s") - R @ V) ** number(2)


@st.composite
def formulas(draw: Any, depth: int = 3) -> Expr:
    """Draw a 2×2 formula over matrices, a column and a row."""
    if not depth:
        return draw(st.sampled_from([A, B, A.T, B.T, V @ R, make("eye", size=2), V @ V.T]))  # type: ignore[no-any-return]
    left, right = draw(formulas(depth - 1)), draw(formulas(depth - 1))
    scalar = draw(st.sampled_from([number(2), name("s"), R @ V, V.T @ V, ONE + name("s"), SQUARE]))
    return draw(  # type: ignore[no-any-return]
        st.sampled_from([left + right, left - right, left @ right, scalar * left, -left, left.T])
    )


def values(exprs: Sequence[Expr]) -> list[Any]:
    rng = np.random.default_rng(1)
    givens = {"A": (2, 2), "B": (2, 2), "v": (2, 1), "r": (1, 2), "s": ()}
    plan = Plan(
        tuple(Given(key, shape) for key, shape in givens.items()),
        tuple(Step(f"y{k}", expr, ()) for k, expr in enumerate(exprs)),
    )
    numbers = {key: rng.normal(size=(5, *shape)) for key, shape in givens.items()}
    found = evaluate(plan, numbers, "numpy")
    return [np.broadcast_to(found[f"y{k}"], (5, 2, 2)) for k in range(len(exprs))]


@given(one=formulas(), other=formulas(2))
@settings(max_examples=50, deadline=None)
def test_two_formulas_are_the_same_exactly_where_numbers_say_so(one: Expr, other: Expr) -> None:
    for left, right in (
        (one, other),
        (one + other, other + one),
        ((one @ other).T, other.T @ one.T),
    ):
        rest = difference(left, right)
        found = values([left, right, rest] if rest is not None else [left, right])
        scale = 1 + np.abs(found[0]).max()
        assert np.allclose(found[0], found[1], atol=1e-9 * scale) == (rest is None)
        if rest is not None:
            assert np.allclose(found[0] - found[1], found[2], atol=1e-9 * scale)


# --- chains --------------------------------------------------------------------------------------
@cache
def orders(first: int, last: int) -> tuple[Any, ...]:
    """List every way to set brackets, as nested pairs."""
    if first == last:
        return (first,)
    return tuple(
        pair
        for middle in range(first, last)
        for pair in product(orders(first, middle), orders(middle + 1, last))
    )


def cost(order: Any, sizes: Sequence[int]) -> tuple[int, int, int]:
    """Give the sizes of what an order makes, and what it costs."""
    if isinstance(order, int):
        return sizes[order], sizes[order + 1], 0
    (rows, inner, left), (_, columns, right) = (cost(part, sizes) for part in order)
    return rows, columns, left + right + rows * inner * columns


def chain(sizes: Sequence[int]) -> str:
    letters = "ABCDEF"[: len(sizes) - 1]
    shapes = ", ".join(
        f"{letter}: {{shape: [{sizes[k]}, {sizes[k + 1]}]}}" for k, letter in enumerate(letters)
    )
    return f"given: {{{shapes}}}\nchain: {' @ '.join(letters)}\nproduct: m*n*p\n"


def read_back(text: str) -> Any:
    """Read brackets as nested pairs, with Python's own precedence."""

    class Pair:
        def __init__(self, order: Any) -> None:
            self.order = order

        def __matmul__(self, other: Pair) -> Pair:
            return Pair((self.order, other.order))

    return eval(text, {}, {letter: Pair(k) for k, letter in enumerate("ABCDEF")}).order


@given(sizes=st.lists(st.integers(2, 12), min_size=4, max_size=7))
@settings(max_examples=15, deadline=None)
def test_no_order_of_a_chain_is_cheaper(sizes: list[int]) -> None:
    found = COST.planned(chain(sizes) + "ask: [best, least, written]").solve(check="none")
    least = min(cost(order, sizes)[2] for order in orders(0, len(sizes) - 2))
    assert found.value("least") == least
    form = found.problem.plan["best"].form
    assert form is not None
    best = read_back(form.data(found.value("best")))
    assert cost(best, sizes)[2] == least
    assert found.value("written") == cost(left_first(len(sizes) - 1), sizes)[2]


def left_first(count: int) -> Any:
    order: Any = 0
    for k in range(1, count):
        order = (order, k)
    return order


# --- complaints ----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("given: {A: {shape: [m, n]}}\nways: {w: A @ A.T}\nproduct: c*m*n*p", "`c` is a price"),
        ("given: {A: {shape: [m, n]}}\nways: {w: A @ A.T}\nelementwise: e", "`e` is a price"),
        ("given: {A: {shape: [m, n]}}\nways: {w: A @ A.T}\nproduct: 0", "a price is above 0"),
        ("given: {A: {shape: [m, n]}}\nways: {w: A @ A.T}\nproduct: -m*n*p", "a price is above 0"),
        ("given: {A: {shape: [m, n]}}\nways: {w: A @ A.T}\nproduct: m - m", "a price is above 0"),
        (
            "given: {A: {shape: [m, n]}, c: -2}\nways: {w: A @ A.T}\nproduct: c*m",
            "a price is above 0",
        ),
        ("given: {A: {shape: [m, n]}}\nways: {w: A + A}", "no product of matrices in `w`"),
        ("given: {A: {shape: [1, 1]}}\nways: {w: A @ A.T}", "no product of matrices in `w`"),
        ("given: {A: {shape: [m, n]}}\nways: {w: A @ A.T}\nproduct: A", "a price is a number"),
        ("given: {A: {shape: [m, n]}}\nways: {w: A @ A.T - eye(k)}", "`k` is not defined"),
        ("given: {A: {shape: [m, n]}}\nways: {w: A @ A}", "inner sizes n and m differ"),
        ("given: {A: {shape: [m, n]}}\nways: {w: A}", "nothing to work out in A"),
        ("given: {A: {shape: [m, n]}}\nways: {w: 'solve(A.T @ A, A.T)'}", "are counted here"),
        ("given: {A: {shape: [m, n]}}", "there is nothing to work out"),
        ("given: {A: {shape: [m, n]}}\nchain: A @ A.T", "a product of 3 to 10 matrices, not 2"),
        ("given: {A: {shape: [m, 3]}}\nchain: A @ A.T @ A", "the size m of A has no number"),
        (
            "given: {A: {shape: [n, n]}}\nways: {v: A @ A.T, w: A.T @ A}",
            "`w` is not equal to `v`: they differ by A @ A.T - A.T @ A",
        ),
        (
            "given: {A: {shape: [n, n]}}\nways: {v: relu(A @ A), w: relu(A) @ A}",
            "`w` cannot be shown to equal `v`",
        ),
        (
            "given: {A: {shape: [n, n]}}\nways: {v: A * A.T, w: A.T * A}",
            "`w` cannot be shown to equal `v`",
        ),
        ("given: {A: {shape: [m, n]}}\nways: {v: A @ A.T, w: A.T @ A}", "has another shape than"),
    ],
)
def test_complaints(text: str, message: str) -> None:
    assert any(message in one.message for one in COST.complaints(f"{text}\nask: [w_cost]"))


def test_a_part_does_not_say_again_what_an_earlier_one_has_said() -> None:
    text = COST.shipped("low-rank-adapter").tex("handout")
    assert text.count("neither does a transpose") == 1
    assert text.count(r"\ChainLeft{\mathrm{merged}}") == 1
