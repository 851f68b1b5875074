"""LMS against plain loops of fractions and mpmath, NumPy's least squares, and brute force."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from typing import Any

import mpmath
import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from solver.algebra.expr import make, name
from solver.check.case import BEYOND_DOUBLES
from solver.document.blocks import Block, Chain, Figure, Paragraph, StepBlock, Table, Text, Value
from solver.document.plots import Plot, Space
from solver.errors import SpecError
from solver.plan import Given, Plan, Step
from solver.solved import Solved
from tests.a_kind import AKind
from tests.algebra.quick import quick

LMS = AKind("lms")
LINE = "given: {{X: [[1, 0], [1, 1], [1, 2]], D: [1, 3, 4]}}\n{}\nask: [r_max, r_batch, r_safe]\n"
DOCUMENTS = ("linear-regression-2025", "linear-regression-2020")
Column = list[Fraction]


def text(x: Any, d: Any, more: str, ask: str = "[w_opt]") -> str:
    return f"given:\n  X: {rows(x)}\n  D: {[str(v) for v in d]}\n{more}\nask: {ask}\n"


def rows(x: Any) -> str:
    return str([[str(v) for v in row] for row in x]).replace("'", "")


def learned(x: Any, d: Any, w: Column, rate: Any, epochs: int) -> list[Column]:
    """Update one sample after another, in the numbers that come in."""
    seen = [list(w)]
    for _ in range(epochs):
        for row, target in zip(x, d, strict=True):
            error = target - sum(a * b for a, b in zip(row, w, strict=True))
            w = [a + rate * error * b for a, b in zip(w, row, strict=True)]
        seen.append(list(w))
    return seen


def errors(x: Any, d: Any, w: Any) -> list[Any]:
    pairs = zip(x, d, strict=True)
    return [t - sum(a * b for a, b in zip(row, w, strict=True)) for row, t in pairs]


def mse(x: Any, d: Any, w: Any) -> Any:
    found = errors(x, d, w)
    return sum(e * e for e in found) / len(found)


def fractions(value: Any) -> Any:
    return [fractions(v) for v in value] if isinstance(value, list) else Fraction(value)


def exact(solved: Solved, key: str) -> Any:
    return fractions(solved.solution.exact(key))


def flat(value: Any) -> list[Any]:
    return [e for part in value for e in flat(part)] if isinstance(value, list) else [value]


def blocks(document: Any, wanted: type) -> Iterator[Any]:
    def inside(found: tuple[Block, ...]) -> Iterator[Block]:
        for block in found:
            yield block
            yield from inside(tuple(getattr(block, "blocks", ())))

    return (block for block in inside(document.blocks) if isinstance(block, wanted))


def data(solved: Solved) -> tuple[Any, Column]:
    return exact(solved, "X"), flat(exact(solved, "D"))


# --- the numbers of the documents' problems ------------------------------------------------------
@pytest.mark.parametrize("stem", DOCUMENTS)
def test_the_wiener_solution_is_the_least_squares_one(stem: str) -> None:
    solved = LMS.shipped(stem)
    x, d = (np.array(solved.value(key)) for key in ("X", "D"))
    best, left, *_ = np.linalg.lstsq(x, d, rcond=None)
    np.testing.assert_allclose(solved.value("w_opt"), best, rtol=1e-12)
    np.testing.assert_allclose(solved.value("J_opt"), left[0] / 200, rtol=1e-9)
    assert flat(exact(solved, "g_opt")) == [0, 0, 0]
    assert x.shape == (100, 3)
    np.testing.assert_allclose(best, solved.value("w_true"), atol=0.01)


@pytest.mark.parametrize("stem", DOCUMENTS)
def test_the_runs_are_those_of_a_loop_with_many_digits(stem: str) -> None:
    """Weights of 1e177 and MSEs of 1e330 included: every digit that is given is right."""
    solved = LMS.shipped(stem)
    x, d = data(solved)
    rates = flat(exact(solved, "rates"))
    start = flat(exact(solved, "w_0"))
    with mpmath.workdps(60):
        many, targets = [list(map(real, row)) for row in x], list(map(real, d))
        for k, rate in enumerate(rates):
            runs = learned(many, targets, list(map(real, start)), real(rate), 20)
            for epoch in (0, 1, 7, 20):
                ours = [row[k] for row in solved.value("w_sweep")[epoch]]
                for mine, theirs in zip(ours, runs[epoch], strict=True):
                    assert abs(mpmath.mpf(mine) - theirs) <= abs(theirs) * mpmath.mpf("1e-15")
                error = mpmath.mpf(solved.value("J_sweep")[epoch][0][k])
                assert abs(error / (mse(many, targets, runs[epoch]) / 2) - 1) < mpmath.mpf("1e-14")


def real(value: Fraction) -> Any:
    return mpmath.mpf(value.numerator) / value.denominator


@pytest.mark.parametrize("stem", DOCUMENTS)
def test_a_program_with_doubles_prints_inf_from_the_epoch_that_is_told(stem: str) -> None:
    solved = LMS.shipped(stem)
    x, d, w = (np.array(solved.value(key)) for key in ("X", "D", "w_0"))
    told = solved.json()["steps"]
    (said,) = (step["value"] for step in told if step["name"] == "k_inf")
    with np.errstate(over="ignore"):
        for rate, epoch in zip(solved.value("rates"), said, strict=True):
            now, seen = w, list[float]()
            for _ in range(21):
                seen.append(float(np.sum((d - x @ now) ** 2) / 200))
                for k in range(100):
                    now = now + rate * (d[k] - x[k] @ now) * x[k][:, None]
            lost = [k for k, error in enumerate(seen) if np.isinf(error)]
            assert (lost[0] if lost else None) == epoch
    assert [epoch is None for epoch in said] == [True] * (len(said) - 1) + [False]


@pytest.mark.parametrize("stem", DOCUMENTS)
def test_the_verdicts_and_the_largest_stable_rate(stem: str) -> None:
    solved = LMS.shipped(stem)
    verdicts = next(s["value"] for s in solved.json()["steps"] if s["name"] == "verdict")
    assert verdicts[0] == "at the minimum"
    assert verdicts[-2:] == ["settled above the minimum", "diverging"]
    largest = solved.value("r_max")
    assert 0.5 < largest < 1 < solved.value("r_batch")
    assert solved.value("r_safe") < largest
    x = np.array(solved.value("X"))
    assert radius(x, largest * (1 - 1e-9)) < 1 < radius(x, largest * (1 + 1e-9))
    below = np.linspace(1e-3, largest * (1 - 1e-6), 300)
    assert all(radius(x, rate) < 1 for rate in below)  # it is the first such rate


def radius(x: Any, rate: float) -> float:
    found = np.eye(x.shape[1])
    for row in x:
        found = found - rate * np.outer(row, row @ found)
    return float(np.max(np.abs(np.linalg.eigvals(found))))


def test_both_editions_have_half_of_the_mean() -> None:
    for stem in DOCUMENTS:
        solved = LMS.shipped(stem)
        best = [float(v) for v in flat(solved.value("w_opt"))]
        x, d = (np.array(solved.value(key)) for key in ("X", "D"))
        assert solved.value("J_opt") == pytest.approx(mse(x, d[:, 0], best) / 2)


# --- small data, exactly -------------------------------------------------------------------------
SMALL = st.fractions(-3, 3, max_denominator=8)


@quick(25)
@given(
    st.lists(st.tuples(SMALL, SMALL, SMALL), min_size=2, max_size=4),
    st.tuples(SMALL, SMALL), st.fractions(Fraction(1, 20), 2, max_denominator=20),
    st.sampled_from((1, 2)), st.sampled_from(("mean", "half")),
)  # fmt: skip
def test_every_fraction_is_that_of_a_loop(
    samples: list[tuple[Fraction, ...]], start: tuple[Fraction, ...], rate: Fraction,
    factor: int, convention: str,
) -> None:  # fmt: skip
    x, d = [list(s[:2]) for s in samples], [s[2] for s in samples]
    gram = np.array(x, dtype=float)
    assume(np.linalg.matrix_rank(gram) == 2)
    more = (
        f"start: [{start[0]}, {start[1]}]\nrate: {rate}\nepochs: 3\nfactor: {factor}\n"
        f"mse: {convention}"
    )
    solved = LMS.solved(text(x, d, more, "[w, J]"))
    runs = learned(x, d, list(start), factor * rate, 3)
    assert [flat(w) for w in exact(solved, "w")] == runs
    share = 2 if convention == "half" else 1
    assert exact(solved, "J") == [mse(x, d, w) / share for w in runs]
    left = errors(x, d, flat(exact(solved, "w_opt")))
    slope = [sum(row[k] * e for row, e in zip(x, left, strict=True)) for k in range(2)]
    assert slope == [0, 0]


@quick(12)
@given(st.integers(0, 10**6), st.integers(3, 6), st.integers(1, 3))
def test_the_largest_stable_rate_divides_the_runs(seed: int, count: int, size: int) -> None:
    """Just below it deviations die out in the long run; just above they do not."""
    x = np.random.default_rng(seed).integers(-9, 10, (count, size)) / 4
    assume(np.linalg.matrix_rank(x) == size)
    solved = LMS.solved(text(x, [1] * count, "", "[r_max]"))
    largest = solved.value("r_max")
    assert radius(x, largest * (1 - 1e-7)) < 1 < radius(x, largest * (1 + 1e-7))
    assert largest >= solved_bound(x) * (1 - 1e-12)


def solved_bound(x: Any) -> float:
    return float(2 / np.max(np.sum(x**2, axis=1)))


def test_by_hand() -> None:
    solved = LMS.shipped("by-hand")
    assert flat(exact(solved, "w_opt")) == [Fraction(7, 6), Fraction(3, 2)]
    assert exact(solved, "J_opt") == Fraction(1, 18)
    assert [flat(w) for w in exact(solved, "w")] == [
        [0, 0], [Fraction(13, 8), 1], [Fraction(95, 64), 1],
    ]  # fmt: skip
    assert exact(solved, "r_max") == Fraction(6, 7)


def test_a_factor_of_two_halves_every_bound() -> None:
    samples = text(
        [[1, 0], [1, 1], [1, 2]], [1, 3, 4], "rate: 0.1\nepochs: 1\n{}", "[r_max, r_batch]"
    )
    once, twice = (LMS.solved(samples.format(f"factor: {k}")) for k in (1, 2))
    for key in ("r_max", "r_batch", "r_safe"):
        assert once.value(key) == pytest.approx(2 * twice.value(key), rel=1e-14)


def test_one_weight_alone() -> None:
    """d ≈ 2 x from two samples: w ← w + r (d - x w) x."""
    more = "rate: 0.1\nrates: [0.1, 0.6]\nepochs: 2"
    solved = LMS.solved(text([[1], [2]], [2, 4], more, "[w, J, verdict]"))
    assert exact(solved, "w") == [0, Fraction(23, 25), Fraction(1771, 1250)]
    assert solved.tex(detail="full")
    assert solved.value("r_max") == pytest.approx(crossing(), rel=1e-14)


def crossing() -> float:
    """Solve |(1 - r)(1 - 4 r)| = 1 for its first r > 0: 4 r² - 5 r + 1 = 1."""
    return 5 / 4


def test_without_noise_the_weights_are_found_and_the_least_error_is_zero() -> None:
    more = "data: {generate: {samples: 9, weights: [1, 2], noise: 0, seed: 3}}\nrate: 0.2\n"
    solved = LMS.solved(f"{more}epochs: 30\nask: [w_opt, w_end]")
    assert flat(exact(solved, "w_opt")) == [1, 2]
    assert exact(solved, "J_opt") == 0
    assert all(after < before for before, after in pairwise(solved.value("J")))


def test_drawn_data_are_the_same_everywhere_and_differ_by_seed() -> None:
    more = "data: {{generate: {{samples: 5, weights: [1, 2], noise: 0.1, seed: {}}}}}\nask: [w_opt]"
    first, again, other = (LMS.planned(more.format(seed)) for seed in (1, 1, 2))
    values = [p.plan.evaluate(backend=b).floats("D")
              for p, b in ((first, "exact"), (again, "numpy"), (other, "numpy"))]  # fmt: skip
    np.testing.assert_allclose(values[0], values[1], rtol=1e-15)
    assert values[0] != values[2]


def test_features_from_a_file_get_a_constant_in_front() -> None:
    solved = LMS.shipped("stopping-distance")
    assert [row[0] for row in solved.value("X")] == [1.0] * 10
    assert [row[1] for row in solved.value("X")] == [2, 3, 4, 5, 6, 7, 8, 9, 10, 12]
    assert exact(solved, "D")[0] == [Fraction(9, 10)]
    verdicts = next(s["value"] for s in solved.json()["steps"] if s["name"] == "verdict")
    assert verdicts[-2:] == ["still changing", "diverging"]  # 0.04 is slow, 0.08 is not stable


# --- beyond doubles ------------------------------------------------------------------------------
def test_numbers_beyond_doubles_agree_on_all_routes() -> None:
    more = (
        "data: {generate: {samples: 20, weights: [1, 1, -2], noise: 0.01, seed: 7}}\n"
        "rate: 60\nrates: [0.1, 60]\nepochs: 60\nask: [J, verdict, k_inf]"
    )
    solved = LMS.planned(more).solve(check="all")
    assert solved.checked.routes["numpy"] == solved.checked.routes["torch"] == "agree"
    assert "e" in solved.value("J")[-1]  # a text: no double can hold it
    assert float(solved.value("w_end")[0][0].partition("e")[2]) > 2000
    inexact = LMS.planned(more).solve(backend="numpy")
    assert inexact.value("J")[-1] in {"inf", "nan"}
    assert inexact.tex()


# --- the page ------------------------------------------------------------------------------------
def test_the_figures_are_a_log_plot_of_each_run_and_the_planes_in_space() -> None:
    found = list(blocks(LMS.shipped(DOCUMENTS[0]).document(), StepBlock))
    drawn = {step.name: [b.data for b in step.blocks if isinstance(b, Figure)] for step in found}
    (one,), (many,), (space,) = drawn["J"], drawn["J_sweep"], drawn["gap"]
    assert isinstance(one, Plot)
    assert one.panels[0].y.log
    assert isinstance(many, Plot)
    assert [len(panel.series) for panel in many.panels] == [5, 1]
    assert isinstance(space, Space)
    assert (len(space.points), len(space.planes)) == (100, 2)


def leads(solved: Solved, detail: str) -> list[str]:
    """List the lines above updates that are written out."""
    steps = blocks(solved.document(detail=detail), StepBlock)
    inner = (block for step in steps for block in step.blocks)
    firsts = (b.words[0] for b in inner if isinstance(b, Paragraph) and b.leads)
    return [word.text for word in firsts if isinstance(word, Text)]


def test_all_updates_of_a_short_run_are_written_out_and_the_first_of_a_long_one() -> None:
    short, long = LMS.shipped("by-hand"), LMS.shipped("stopping-distance")
    assert leads(short, "normal") == [
        f"Epoch {epoch}, sample {k}:" for epoch in (1, 2) for k in (1, 2, 3)
    ]
    assert leads(long, "normal") == ["Sample 1:", "Sample 2:"]
    assert leads(long, "full") == [f"Sample {k}:" for k in (1, 2, 3, 4)]
    assert leads(short, "brief") == leads(long, "brief") == []


def test_what_is_written_out_ends_at_the_weights_of_the_run() -> None:
    document = LMS.shipped("by-hand").document(detail="normal")
    (step,) = (b for b in blocks(document, StepBlock) if b.name == "w")
    chains = [b for b in step.blocks if isinstance(b, Chain)]
    assert len(chains) == 12  # an error and an update for each of six samples
    last = chains[-1].links[-1].right
    assert isinstance(last, Value)
    assert last.value == ((Fraction(95, 64),), (Fraction(1),))


def test_the_verdicts_stand_beside_what_they_go_by() -> None:
    (step,) = (
        b for b in blocks(LMS.shipped(DOCUMENTS[0]).document(), StepBlock) if b.name == "verdict"
    )
    (table,) = (b for b in step.blocks if isinstance(b, Table))
    said = [row[-1][0] for row in table.rows]
    assert [word.text for word in said if isinstance(word, Text)] == [
        *["at the minimum"] * 4, "settled above the minimum", "diverging",
    ]  # fmt: skip


def test_a_handout_has_a_row_for_every_rate() -> None:
    (table,) = blocks(LMS.shipped(DOCUMENTS[1]).document(view="handout"), Table)
    assert [row[0][0].text for row in table.rows] == ["0.005", "0.01", "0.05", "0.5", "1"]
    assert table.blanks == ("verdict",)


@pytest.mark.parametrize(("more", "wanted"), [("mse: half", "1/(2N)"), ("", "1/N")])
def test_the_convention_is_stated(more: str, wanted: str) -> None:
    solved = LMS.solved(text([[1, 0], [1, 1], [1, 2]], [1, 3, 4], more))
    words = [w for b in blocks(solved.document(), Paragraph) for w in b.words]
    latex = " ".join(getattr(w, "latex", "") for w in words)
    assert ("{1}{2N}" in latex) == (wanted == "1/(2N)")
    assert "e_k^2" in latex


# --- what is refused -----------------------------------------------------------------------------
def test_taken_over_data_are_learned_from() -> None:
    found = LMS.solved(
        "parts:\n"
        "  a:\n    data: {generate: {samples: 6, weights: [1, 2], noise: 0.1, seed: 1}}\n"
        "    ask: [w_opt]\n"
        "  b:\n    given: {X: {step: a.X}, D: {step: a.D}}\n    rate: 0.1\n    epochs: 2\n"
        "    ask: [w_end]\n"
    )
    x, d = exact(found, "a.X"), flat(exact(found, "a.D"))
    runs = learned(x, d, [Fraction(0)] * 2, Fraction(1, 10), 2)
    assert flat(exact(found, "b.w_end")) == runs[-1]


def test_very_many_updates_are_refused() -> None:
    more = "data: {generate: {samples: 2000, weights: [1, 2], noise: 1, seed: 1}}\nrate: 1e-3\n"
    (found,) = LMS.complaints(f"{more}epochs: 200\nask: [w_end]")
    assert "at most" in found.message


def test_a_largest_rate_that_takes_too_long_is_refused_where_it_is_asked_for() -> None:
    more = "data: {generate: {samples: 500, weights: [1, 1, 2], noise: 1, seed: 1}}\nask: [%s]"
    (found,) = LMS.complaints(more % "w_opt, r_max")
    assert "takes too long" in found.message
    assert "up to 143 samples" in found.hint
    assert "r_max" not in {step.name for step in LMS.planned(more % "r_batch").plan.steps}


def test_numbers_that_grow_too_long_are_refused() -> None:
    text = "given: {X: [[1, 0], [1, 1], [1, 2]], D: [1, 3, 4]}\nask: [w_end]\nepochs: 200\n"
    with pytest.raises(SpecError, match=r"needs exact numbers of \d+ bits"):
        LMS.solved(f"{text}rates: [1e300, 1e-300]\n".replace("w_end", "w_sweep"))


@pytest.mark.parametrize("offset", ["1e5", "1e9", "1e40"])
def test_features_far_from_zero_are_settled_in_exact_numbers(offset: str) -> None:
    """Doubles cannot tell XᵀX from a singular matrix; the slope is 3/2 all the same."""
    far = Fraction(offset)
    x = [[1, far], [1, far + 1], [1, far + 2]]
    found = LMS.planned(text(x, [1, 3, 4], "")).solve(check="all")
    weights = flat(exact(found, "w_opt"))
    assert weights == [Fraction(7, 6) - Fraction(3, 2) * far, Fraction(3, 2)]
    assert found.checked.routes["numpy"] == found.checked.routes["torch"] == "agree"


def test_a_rate_at_which_stability_is_touched_and_kept_is_the_limit() -> None:
    """(1 - r)(1 - 4r)² is 1 at 3/4, and below 1 on both sides: doubles on a grid see nothing."""
    more = "rates: [0.7, 0.75, 0.8]\nepochs: 2"
    found = LMS.planned(text([[1], [2], [2]], [1, 1, 1], more, "[r_max, rho]")).solve(check="all")
    assert exact(found, "r_max") == Fraction(3, 4)
    assert [size < 1 for size in flat(exact(found, "rho"))] == [True, False, True]
    assert found.checked.left_out[BEYOND_DOUBLES] == ("r_max",)


@pytest.mark.parametrize(
    ("errors", "said"),
    [("2, 1.1", 0), ("1.105, 1.1001", 2), ("2, 1.11", 1), ("1.2, 1.2", 2), ("1.22, 1.2", 1)],
)
def test_a_verdict_is_given_by_the_rule_that_is_stated(errors: str, said: int) -> None:
    """Ten percent above the least is near; one percent from one epoch to the next is a change."""
    run = make("settled", name("J", (2,)), name("least"), name("factor"))
    plan = Plan((Given("J", (2,)), Given("least"), Given("factor")), (Step("v", run, ()),))
    for backend in ("exact", "numpy"):
        values = {"J": [Fraction(e) for e in errors.split(", ")], "least": 1, "factor": 0}
        assert plan.evaluate(values, backend).floats("v") == said


@pytest.mark.parametrize(
    ("more", "wanted"), [("mse: half", "R @ w_opt - p"), ("", "2 * (R @ w_opt - p)")]
)
def test_the_gradient_is_that_of_the_mse_that_is_stated(more: str, wanted: str) -> None:
    """d/dw of the mean of (d - xᵀw)² is 2 (R w - p)."""
    planned = LMS.planned(text([[1, 0], [1, 1], [1, 2]], [1, 3, 4], more))
    assert str(planned.plan["g_opt"].formula) == wanted


# --- a start and a rate that vary ----------------------------------------------------------------
NAMED = "given: {{X: [[1, 0], [1, 1], [1, 2]], D: [1, 3, 4]{}}}\nstart: w_0\nrate: r\nepochs: 1\n"


def test_a_start_and_a_rate_may_be_givens() -> None:
    own = LMS.solved(NAMED.format(", r: 1/4, w_0: [1, -1]") + "ask: [w_end]\n")
    w = learned([[1, 0], [1, 1], [1, 2]], [1, 3, 4], [Fraction(1), Fraction(-1)], Fraction(1, 4), 1)
    assert own.solution.exact("w_end") == [[str(v)] for v in w[-1]]


def test_a_rate_that_is_no_given_or_not_above_0_is_refused_at_its_place() -> None:
    with pytest.raises(SpecError) as caught:
        LMS.solved(NAMED.format(", r: 0") + "ask: [w_end]\n")
    found = {complaint.message: complaint for complaint in caught.value.complaints}
    missing = found["`start` is to be the given `w_0`, and there is none"]
    assert missing.hint == "add `w_0` to `given:`, or write a number"
    assert "`r` is a rate: a number above 0 is wanted" in found
