"""The fir kind against convolution by NumPy, SciPy, SymPy and brute force in exact fractions."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st
from scipy import signal as scipy_signal  # type: ignore[import-untyped]

from solver.errors import SpecError
from solver.kinds._fir.sums import antidifference
from solver.solved import Solved
from tests.a_kind import AKind
from tests.algebra.quick import quick

FIR = AKind("fir")
shipped, planned, solved, complaints = FIR.shipped, FIR.planned, FIR.solved, FIR.complaints

Signal = Callable[[int], Fraction]
FIRST, LAST = -8, 12


def formula(found: Solved, step: str) -> str:
    plan_step = found.problem.plan[step]
    return str(plan_step.printed(plan_step.formula))


def exact(found: Solved, step: str) -> list[Fraction]:
    return [Fraction(entry) for entry in found.solution.exact(step)]


def brute(x: Signal, h: Signal, places: range, reach: int = 60) -> list[Fraction]:
    """Add up x(i) h(n - i) over all i that can matter."""
    spread = range(-reach, reach + 1)
    return [sum((x(i) * h(n - i) for i in spread), Fraction(0)) for n in places]


# --- the document's problem ----------------------------------------------------------------------
def test_002_problem_3a_ends_in_the_printed_formula() -> None:
    found = shipped("rect-exponential")
    cases = "0, n < 0, 2 - 1 / 2**n, 0 <= n < a.L - 1, (2**a.L - 1) / 2**n, n >= a.L - 1"
    assert formula(found, "a.y") == f"cases({cases})"
    places = np.arange(-6, 13)
    x = np.where((places >= 0) & (places < 7), 1.0, 0.0)
    h = np.where(places >= 0, 0.5 ** np.maximum(places, 0), 0.0)
    expected = scipy_signal.convolve(x, h)[6 : 6 + len(places)]
    np.testing.assert_allclose(found.value("a.y_values"), expected, atol=1e-15)


def test_002_problem_3a_has_the_resolved_limits_of_each_region() -> None:
    sums = shipped("rect-exponential").problem.plan["a.y"].before[1].expr.args[0]
    limits = "sum(1 / 2**i, (i, 0, n)), 0 <= n < a.L - 1, sum(1 / 2**i, (i, n - a.L + 1, n))"
    assert str(sums) == f"cases(0, n < 0, {limits}, n >= a.L - 1)"


def test_002_problem_3a_prints_a_sum_whose_limits_are_wrong() -> None:
    """As the note says: Σ 1/2^i from 0 to L - 1 is not (2^L - 1)/2^n, but where n = L - 1."""
    total = sum(Fraction(1, 2**i) for i in range(7))
    right = [Fraction(2**7 - 1, 2**n) for n in range(6, 13)]
    assert [value == total for value in right] == [True, *[False] * 6]
    assert right[0] == 2 - Fraction(1, 2**6)  # at the boundary both cases agree


def test_002_problem_3b_shows_time_invariance() -> None:
    found = shipped("rect-exponential")
    told = {entry["name"]: entry["value"] for entry in found.json()["steps"]}
    assert told["b.relation"] is True
    assert "time invariance" in str(found.problem.plan["b.relation"].before[0].why)
    values, shifted = exact(found, "b.y_values"), exact(found, "b.y2_values")
    assert shifted[5:] == values[:-5]


# --- hypothesis: signals of many sorts -----------------------------------------------------------
ratios = st.sampled_from(["1/2", "-1/3", "2", "1", "-1", "3/2", "1/3"])
places = st.integers(-3, 3)
coefficients = st.sampled_from(["1", "-2", "3", "1/2"])


@st.composite
def pieces(draw: Any, ends: bool) -> tuple[str, Signal]:
    """Draw c · n^k · b^n on a stretch: as it is written, and as a Python function."""
    c, k, b, low = draw(coefficients), draw(st.integers(0, 2)), draw(ratios), draw(places)
    length = draw(st.integers(1, 5)) if ends else None
    when = f"rect(n - ({low}), {length})" if ends else f"u(n - ({low}))"
    base, factor, high = Fraction(b), Fraction(c), 10**6 if length is None else low + length - 1

    def value(n: int) -> Fraction:
        return factor * Fraction(n) ** k * base**n if low <= n <= high else Fraction(0)

    return f"({c}) * n**{k} * ({b})**n * {when}", value


@st.composite
def signals(draw: Any, ends: bool) -> tuple[str, Signal]:
    """Draw a sum of pieces."""
    parts = draw(st.lists(pieces(ends=True), min_size=1, max_size=2))
    parts += [] if ends else [draw(pieces(ends=False))]
    text = " + ".join(part for part, _ in parts)
    return text, lambda n: sum((value(n) for _, value in parts), Fraction(0))


def is_zero(signal: Signal) -> bool:
    return not any(signal(n) for n in range(-20, 40))


@given(data=st.data(), ends=st.booleans())
@quick(30)
def test_closed_forms_equal_brute_force(data: Any, ends: bool) -> None:
    (x_text, x), (h_text, h) = data.draw(signals(ends=True)), data.draw(signals(ends=ends))
    if is_zero(x) or is_zero(h):
        return
    text = f"signals:\n  x: {x_text}\n  h: {h_text}\nrange: [{FIRST}, {LAST}]\nask: [y]\n"
    plan = planned(text).plan
    found = plan.evaluate(targets=["y"])
    expected = brute(x, h, range(FIRST, LAST + 1), reach=30)
    assert [Fraction(entry) for entry in found.exact("y")] == expected, text


@given(data=st.data())
@quick(15)
def test_two_signals_that_never_end_are_convolved_too(data: Any) -> None:
    (x_text, x), (h_text, h) = data.draw(pieces(ends=False)), data.draw(pieces(ends=False))
    text = f"signals:\n  x: {x_text}\n  h: {h_text}\nrange: [{FIRST}, {LAST}]\nask: [y]\n"
    found = planned(text).plan.evaluate(targets=["y"])
    expected = brute(x, h, range(FIRST, LAST + 1), reach=30)
    assert [Fraction(entry) for entry in found.exact("y")] == expected, text


lists = st.lists(st.fractions(-9, 9, max_denominator=4), min_size=1, max_size=6)


@given(x=lists, h=lists, start=places, other=places)
@quick(25)
def test_lists_are_convolved_as_numpy_does(x: Any, h: Any, start: int, other: int) -> None:
    text = (
        f"signals:\n  x: {{from: {start}, values: [{', '.join(map(str, x))}]}}\n"
        f"  h: {{from: {other}, values: [{', '.join(map(str, h))}]}}\n"
        "properties: {same: y(n) == y(n)}\nask: [y, y_values, y_length]\n"
    )
    plan = planned(text).plan
    found = plan.evaluate()
    expected = np.convolve(np.array(x, dtype=object), np.array(h, dtype=object))
    assert [Fraction(entry) for entry in found.exact("y")] == list(expected)
    low = min(start, other, start + other) - 2
    values = [Fraction(entry) for entry in found.exact("y_values")]
    first = start + other - low
    assert values[first : first + len(expected)] == list(expected)
    assert not any(values[:first] + values[first + len(expected) :])
    assert found.floats("y_length") == len(expected) == len(x) + len(h) - 1


@given(values=lists, ratio=ratios, start=places)
@quick(10)
def test_a_list_through_an_endless_filter(values: Any, ratio: str, start: int) -> None:
    text = (
        f"signals:\n  x: {{from: {start}, values: [{', '.join(map(str, values))}]}}\n"
        f"  h: ({ratio})**n * u(n)\nrange: [{FIRST}, {LAST}]\nask: [y]\n"
    )
    filtered = Fraction(ratio)
    expected = brute(
        lambda n: values[n - start] if 0 <= n - start < len(values) else Fraction(0),
        lambda n: filtered**n if n >= 0 else Fraction(0),
        range(FIRST, LAST + 1),
        reach=30,
    )
    found = planned(text).plan.evaluate(targets=["y"])
    assert [Fraction(entry) for entry in found.exact("y")] == expected


# --- symbols -------------------------------------------------------------------------------------
def geometric(a: Fraction, length: int) -> list[Fraction]:
    return brute(
        lambda n: Fraction(0 <= n < length),
        lambda n: a**n if n >= 0 else Fraction(0),
        range(-6, 13),
    )


@pytest.mark.parametrize("a", [Fraction(1, 2), Fraction(1), Fraction(-1), Fraction(3)])
@pytest.mark.parametrize("length", [1, 2, 7])
def test_a_closed_form_in_symbols_holds_for_every_ratio_also_1(a: Fraction, length: int) -> None:
    plan = shipped("geometric").problem.plan
    found = plan.evaluate({"a": a, "L": length}, targets=["y", "y_values"])
    assert [Fraction(entry) for entry in found.exact("y")] == geometric(a, length)


@given(a=ratios, b=ratios, powers=st.tuples(st.integers(0, 2), st.integers(0, 2)), low=places)
@quick(12)
def test_powers_times_symbols_are_summed(a: str, b: str, powers: tuple[int, int], low: int) -> None:
    text = (
        "given: {a: {real: any}, b: {real: any}, L: {integer: '>= 1'}}\nassume: [a < b]\n"
        f"signals:\n  x: n**{powers[0]} * a**n * rect(n - ({low}), L)\n"
        f"  h: n**{powers[1]} * b**n * u(n)\nrange: [-4, 8]\nask: [y]\n"
    )
    if a == b:
        return
    first, second = Fraction(a), Fraction(b)
    found = planned(text).plan.evaluate({"a": first, "b": second, "L": 3}, targets=["y"])
    expected = brute(
        lambda n: Fraction(n) ** powers[0] * first**n if low <= n < low + 3 else Fraction(0),
        lambda n: Fraction(n) ** powers[1] * second**n if n >= 0 else Fraction(0),
        range(-4, 9),
        reach=20,
    )
    assert [Fraction(entry) for entry in found.exact("y")] == expected


@pytest.mark.parametrize(("given_a", "assumed"), [("{real: '> 0'}", "[a < 1]"), ("1/2", "[]")])
def test_a_ratio_known_not_to_be_1_is_no_case_of_its_own(given_a: str, assumed: str) -> None:
    found = solved(
        f"given: {{a: {given_a}}}\nassume: {assumed}\n"
        "signals: {x: 'u(n)', h: 'n*a**n*u(n)'}\nrange: [-2, 5]\nask: [y]\n"
    )
    numerator = "n * a**(n + 2) + a - n * a**(n + 1) - a**(n + 1)"
    assert formula(found, "y") == f"cases(0, n < 0, ({numerator}) / (1 - a)**2, n >= 0)"


@pytest.mark.parametrize(("L", "M"), [(1, 1), (5, 1), (4, 4), (7, 3)])
def test_two_rectangles_make_a_trapezoid(L: int, M: int) -> None:
    found = shipped("two-rectangles").problem.plan.evaluate({"L": L, "M": M})
    trapezoid = np.convolve(np.ones(L), np.ones(M))
    values = found.floats("y")
    assert values[3 : 3 + len(trapezoid)] == trapezoid.tolist()[: len(values) - 3]
    assert values[:3] == [0.0] * 3
    assert found.floats("y_length") == len(trapezoid)


def test_sympy_sums_to_the_same_where_it_is_told_the_limits() -> None:
    """SymPy's sum with Min and Max limits is wrong below the support: so limits are resolved."""
    n, i, L = sympy.symbols("n i L", integer=True)
    found = shipped("rect-exponential")
    half = sympy.Rational(1, 2)
    middle = sympy.summation(half**i, (i, 0, n))
    last = sympy.summation(half**i, (i, n - L + 1, n))
    values = exact(found, "a.y_values")
    for place in range(13):
        chosen = middle if place < 6 else last
        assert Fraction(str(chosen.subs({n: place, L: 7}))) == values[place + 6]


@pytest.mark.parametrize(
    ("signals", "expected"),
    [
        ({"x": "rect(3)", "h": "rect(3)"},
         "cases(n + 1, 0 <= n < 2, 5 - n, 2 <= n < 5, 0)"),
        ({"x": "u(n)", "h": "u(n)"}, "cases(0, n < 0, n + 1, n >= 0)"),
        ({"x": "delta(n - 4)", "h": "(1/2)**n * u(n)"},
         "cases(0, n < 4, 1 / 2**(n - 4), n >= 4)"),
        ({"x": "u(n) - u(n - 4)", "h": "u(n - 1)"},
         "cases(0, n < 1, n, 1 <= n < 4, 4, n >= 4)"),
        ({"x": "rect(2) + rect(n - 2, 2)", "h": "delta(n)"}, "cases(1, 0 <= n < 4, 0)"),
        ({"x": "(1/2)**n * u(n)", "h": "(1/2)**n * u(n)"},
         "cases(0, n < 0, (n + 1) / 2**n, n >= 0)"),
        ({"x": "2**n * u(-n)", "h": "rect(2)"},
         "cases(3 * 2**(n - 1), n < 0, 2 - 2**(n - 1), 0 <= n < 2, 0, n >= 2)"),
    ],
)  # fmt: skip
def test_textbook_forms(signals: Mapping[str, str], expected: str) -> None:
    lines = "\n".join(f"  {key}: {text}" for key, text in signals.items())
    found = solved(f"signals:\n{lines}\nrange: [-4, 8]\nask: [y]\n")
    assert formula(found, "y") == expected


@given(p=st.integers(0, 6), ratio=st.fractions(-3, 3, max_denominator=3).filter(bool))
@quick(40)
def test_antidifferences(p: int, ratio: Fraction) -> None:
    found = antidifference(p, ratio)

    def at(m: int) -> Fraction:
        return sum((c * Fraction(m) ** k for k, c in enumerate(found)), Fraction(0))

    assert all(ratio * at(m + 1) - at(m) == Fraction(m) ** p for m in range(-4, 9))


def test_a_list_may_be_a_given_or_a_step_of_an_earlier_part() -> None:
    found = solved(
        "given: {X: [1, 2]}\nparts:\n"
        "  a:\n    signals: {x: {from: 2, values: X}, h: [1, 3]}\n    ask: [y]\n"
        "  b:\n    given: {Y: {step: a.y}}\n    convolve: {w: z * h}\n    ask: [w]\n"
        "    signals: {z: {from: 4, values: Y}, h: [1, -1]}\n"
    )
    assert found.value("a.y") == np.convolve([1, 2], [1, 3]).tolist()
    assert found.value("b.w") == np.convolve(found.value("a.y"), [1, -1]).tolist()
    (figure,) = next(w for w in found.problem.worlds if w.label == "b").figures(found.solution)
    assert len(figure.data.panels) == 3


# --- properties, causality, length ---------------------------------------------------------------
def test_properties_are_named_and_checked() -> None:
    plan = shipped("lists").problem.plan
    said = {key: str(plan[key].before[0].why) for key in ("order", "scaled")}
    assert "commutativity" in said["order"]
    assert "linearity and time invariance" in said["scaled"]


def test_a_property_that_does_not_hold_is_said_not_to() -> None:
    found = solved("signals: {x: [1, 2], h: [1, 1]}\nproperties: {no: y(n) == x(n)}\nask: ['no']\n")
    assert found.json()["steps"][-1]["value"] is False


@pytest.mark.parametrize(
    ("signal", "causal"),
    [("u(n)", True), ("u(n + 1)", False), ("u(-n)", False), ("delta(n)", True), ("[1, 2]", True),
     ("{from: -2, values: [0, 0, 3]}", True), ("{from: -2, values: [0, 1, 3]}", False)],
)  # fmt: skip
def test_causality(signal: str, causal: bool) -> None:
    quoted = signal if signal[0] in "[{" else f'"{signal}"'
    found = solved(f"signals: {{x: [1], h: {quoted}}}\nrange: [-4, 4]\nask: [h_causal]\n")
    entry = next(step for step in found.json()["steps"] if step["name"] == "h_causal")
    assert (entry["type"], entry["value"]) == ("truth", causal)


def test_a_result_by_cases_is_cases_in_json() -> None:
    entry = next(s for s in shipped("rect-exponential").json()["steps"] if s["name"] == "a.y")
    assert (entry["type"], entry["value"]) == ("cases", None)
    assert entry["latex"].startswith(r"y(n) = \begin{cases}")


def test_an_endless_signal_has_an_infinite_length() -> None:
    found = solved("signals: {x: [1], h: 'u(n)'}\nrange: [-4, 4]\nask: [y_length]\n")
    entry = next(step for step in found.json()["steps"] if step["name"] == "y_length")
    assert entry["value"].startswith("infinite")


# --- many at once, figures -----------------------------------------------------------------------
@pytest.mark.parametrize("backend", ["numpy", "torch"])
def test_lists_are_convolved_many_at_once(backend: str) -> None:
    rng = np.random.default_rng(1)
    x, h = rng.normal(size=(50, 5)), rng.normal(size=(50, 3))
    found = shipped("lists").problem.plan.evaluate({"x": x, "h": h}, backend, targets=["y"])
    expected = [np.convolve(one, other) for one, other in zip(x, h, strict=True)]
    np.testing.assert_allclose(np.asarray(found["y"]), expected, rtol=1e-12)


@pytest.mark.parametrize("backend", ["numpy", "torch"])
def test_ratios_and_lengths_vary_within_a_batch(backend: str) -> None:
    plan = shipped("geometric").problem.plan
    a, lengths = [0.5, 1.0, 2.0], [3, 1, 7]
    found = plan.evaluate({"a": a, "L": lengths}, backend, targets=["y_values"])
    for k in range(3):
        expected = [float(v) for v in geometric(Fraction(a[k]), lengths[k])]
        np.testing.assert_allclose(np.asarray(found["y_values"])[k], expected)


def test_the_figure_has_the_signals_and_the_result_on_the_asked_range() -> None:
    found = shipped("rect-exponential")
    world = next(world for world in found.problem.worlds if world.label == "a")
    (figure,) = world.figures(found.solution)
    x, h, y = (panel.series[0] for panel in figure.data.panels)
    assert x.x == h.x == y.x == tuple(float(n) for n in range(-6, 13))
    assert x.y == tuple(float(0 <= n < 7) for n in range(-6, 13))
    assert y.y == tuple(found.value("a.y_values"))
    assert {x.mark, h.mark, y.mark} == {"stem"}
    assert world.figures(None) == ()


# --- what is refused -----------------------------------------------------------------------------
def test_a_sum_that_has_a_value_is_not_said_to_diverge() -> None:
    text = "signals: {x: '(1/2)**n * u(n)', h: '2**n * u(-n)'}\nrange: [-4, 4]\nask: [y]\n"
    (complaint,) = complaints(text)
    assert "infinitely many" in complaint.message
    assert "diverges" not in complaint.message


@pytest.mark.parametrize(
    "text",
    [
        "x: 2**(10**9)",
        "x: 3**(9999 * n + 9999) * u(n - 9999)",
        "x: u(n - 10**12)",
        "x: n**3 * n**3 * n**3 * u(n)",
        "x: " + " * ".join(["(n + a)**6"] * 30),
        "x: (" + " + ".join(f"a**{k}" for k in range(40)) + " + n)**6 * u(n)",
        "x: " + " + ".join(f"delta(n - {k})" for k in range(250)),
        "x: 0**n * u(n)",
        "x: u(n) / 0",
        "x: 1 / n",
        "x: n**(-1) * u(n)",
        "x: u(n*n)",
        "x: cases(1, n > 0 or n < -3, 0)",
        "x: u(n)[1]",
    ],
)
def test_hostile_signals_are_refused_at_once(text: str) -> None:
    found = complaints(
        "given: {a: {real: any}}\nsignals:\n  " + text + "\n  h: [1]\nrange: [-4, 4]\nask: [y]\n"
    )
    assert found


def test_a_rectangle_of_a_thousand_million_places() -> None:
    with pytest.raises(SpecError):
        solved("signals: {x: rect(1000000000), h: rect(1000000000)}\nrange: [0, 4]\nask: [y]\n")


# --- lengths whose order is not known ------------------------------------------------------------
EITHER = "given: {L: {integer: '>= 1'}, M: {integer: '>= 1'}, a: {real: '> 0'}}\nrange: [-2, 12]\n"


@pytest.mark.parametrize("h", ["rect(M)", "n * rect(M)", "a**n * rect(M)", "rect(n - 1, M)"])
def test_either_of_two_lengths_may_be_the_larger(h: str) -> None:
    found = solved(f"{EITHER}signals:\n  x: rect(L)\n  h: {h}\nask: [y, y_length]\n")
    plan, places = found.problem.plan, np.arange(20)
    for L, M, a in itertools.product((1, 2, 4, 5), (1, 3, 4, 6), (1.0, 0.5, 2.0)):
        box = {
            "rect(M)": places < M,
            "n * rect(M)": places * (places < M),
            "a**n * rect(M)": a**places * (places < M),
            "rect(n - 1, M)": (places >= 1) & (places <= M),
        }
        expected = np.convolve(np.ones(L), box[h].astype(float))[:13]
        values = plan.evaluate({"L": L, "M": M, "a": a}, "numpy", targets=["y"])["y"]
        assert values == pytest.approx([0, 0, *expected]), (L, M, a)


def test_each_order_stands_with_its_condition() -> None:
    found = solved(f"{EITHER}signals: {{x: rect(L), h: rect(M)}}\nask: [y]\n")
    written = formula(found, "y")
    assert "L, L - 1 <= n < M - 1 and L <= M" in written
    assert "M, M - 1 <= n < L - 1 and L > M" in written


def test_a_property_that_is_asked_for_is_not_given_away() -> None:
    step = shipped("rect-exponential").problem.plan["b.relation"]
    asked = "".join(str(word) for word in step.title)
    assert asked.startswith("how ")
    assert "n - N" not in asked
    assert "time invariance" in str(step.before[0].why)
