"""Claims against plain loops, Torch's layers and NumPy's fits; verdicts that are contradicted."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.nn import functional as F  # noqa: N812 - the name everyone uses

from solver.algebra.expr import Expr, make, name, number
from solver.algebra.ops.compare import RELATIONS
from solver.document.blocks import Box, Chain, Figure, Paragraph, StepBlock, Text
from solver.evaluate import evaluate
from solver.kinds._claim.negation import negated
from solver.plan import Given, Plan, Step
from solver.solved import Solved
from tests.a_kind import AKind
from tests.algebra.quick import quick

CLAIM = AKind("claim")


def claim(holds: str, verdict: bool, more: str = "") -> str:
    """Write a claim from the lines that differ."""
    said = f"claim: The rule holds.\nverdict: {str(verdict).lower()}\nreason: Because.\n"
    return f"{said}{more}\nholds: {holds}\n"


def shape_of(size: int, kernel: int, padding: int = 0, stride: int = 1) -> int:
    """Let Torch apply a layer, and see how large its output is."""
    image, weights = torch.zeros(1, 1, size, size), torch.zeros(1, 1, kernel, kernel)
    return int(F.conv2d(image, weights, padding=padding, stride=stride).shape[-1])


# --- the claims that ship ------------------------------------------------------------------------
VERDICTS = {
    "convolution-or-dense": True,
    "larger-kernel-same-map": False,
    "madaline-any-start": False,
    "fewer-flops-slower": True,
    "overfitting-remedies": True,
    "descent-on-convex": True,
    "more-layers": False,
    "madaline-same-weights": False,
    "saturated-sigmoids": False,
    "larger-input-larger-map": False,
}


@pytest.mark.parametrize("stem", VERDICTS)
def test_the_verdicts(stem: str) -> None:
    assert CLAIM.shipped(stem).value("verdict") == VERDICTS[stem]


def test_two_inputs_of_different_size_have_maps_of_one_size() -> None:
    found = CLAIM.shipped("larger-input-larger-map")
    first = next(h for h in range(7, 21) if shape_of(h + 1, 3, 0, 2) <= shape_of(h, 3, 0, 2))
    assert found.value("counterexample") == [first] == [7.0]
    sides = [found.value(s.name) for s in found.steps if s.role == "side"]
    assert sides == [shape_of(first + 1, 3, 0, 2), shape_of(first, 3, 0, 2)] == [3, 3]


def test_two_kernels_of_different_size_have_maps_of_one_size() -> None:
    found = CLAIM.shipped("larger-kernel-same-map")
    cases = product(range(4, 11), range(1, 6))
    first = next([k, p] for k, p in cases if shape_of(28, k, p) == shape_of(28, 3, 1))
    assert found.value("counterexample") == first == [5, 2]
    assert found.value("strided_3") == shape_of(28, 3, 0, 2)
    assert found.value("strided_4") == shape_of(28, 4, 0, 2)


PATTERNS = [((1, -1, -1), -1), ((1, -1, 1), 1), ((1, 1, -1), 1), ((1, 1, 1), -1)]


def madaline(start: Any, rate: Fraction, epochs: int) -> tuple[list[list[Fraction]], int]:
    """Train two Adalines joined by OR on XOR, pattern by pattern; count what stays wrong."""
    units = [[Fraction(round(w)) for w in row] for row in start]

    def sums(x: Any) -> list[Fraction]:
        return [sum((w * v for w, v in zip(row, x, strict=True)), Fraction(0)) for row in units]

    for _ in range(epochs):
        for x, target in PATTERNS:
            s = sums(x)
            if (1 if max(s) >= 0 else -1) == target:
                continue
            nearest = min(range(2), key=lambda k: abs(s[k]))
            for k in [nearest] if target == 1 else [k for k in range(2) if s[k] >= 0]:
                step = rate * (target - s[k])
                units[k] = [w + step * v for w, v in zip(units[k], x, strict=True)]
    return units, sum((1 if max(sums(x)) >= 0 else -1) != target for x, target in PATTERNS)


@pytest.mark.parametrize(
    ("stem", "rate", "epochs"),
    [("madaline-same-weights", Fraction(1, 2), 5), ("madaline-any-start", Fraction(1, 4), 20)],
)
def test_a_madaline_is_trained_as_by_a_loop(stem: str, rate: Fraction, epochs: int) -> None:
    found = CLAIM.shipped(stem)
    trained = [madaline(start, rate, epochs) for start in found.value("starts")]
    ends = [[[str(w) for w in row] for row in units] for units, _ in trained]
    assert found.solution.exact("ends") == ends
    assert found.value("wrong") == [wrong for _, wrong in trained]


def test_from_some_start_xor_is_never_learned() -> None:
    found = CLAIM.shipped("madaline-any-start")
    (stuck,) = found.value("counterexample")
    start = found.value("starts")[round(stuck)]
    for epochs in (20, 21, 60):
        units, wrong = madaline(start, Fraction(1, 4), epochs)
        assert wrong
        assert units[0] == [Fraction(-3, 2), Fraction(-1, 2), Fraction(-1, 2)]  # as it was


def test_the_layer_with_fewer_operations_takes_longer() -> None:
    found = CLAIM.shipped("fewer-flops-slower")
    dense = 2 * 14**2 * 512**2, 4 * (14**2 * 512 + 512**2 + 14**2 * 512)
    depthwise = 2 * 9 * 112**2 * 96, 4 * (112**2 * 96 + 9 * 96 + 112**2 * 96)
    for k, (operations, moved) in enumerate((dense, depthwise), start=1):
        seconds = max(operations / 10e12, moved / 500e9)
        assert found.value(f"time_{k}") == pytest.approx(seconds * 1e6)
        assert found.value(f"I_{k}") == pytest.approx(operations / moved)
    assert dense[0] > 4 * depthwise[0]


def polynomial_error(x: Any, y: Any, degree: int, curve: Any) -> tuple[float, float]:
    """Fit with NumPy, and give the mean squared errors on the points and along the curve."""
    fit = np.polynomial.Polynomial.fit(np.ravel(x), np.ravel(y), degree)
    grid = np.linspace(-1, 1, 41)
    on_points = np.mean((fit(np.ravel(x)) - np.ravel(y)) ** 2)
    return float(on_points), float(np.mean((fit(grid) - curve(grid)) ** 2))


def test_the_fits_are_those_of_numpy() -> None:
    found = CLAIM.shipped("overfitting-remedies")
    data = {key: found.value(key) for key in ("x", "y", "x_more", "y_more")}
    curve = lambda x: x - x**3  # noqa: E731
    train, test = polynomial_error(data["x"], data["y"], 7, curve)
    assert [found.value("train"), train] == pytest.approx([0, 0], abs=1e-20)
    assert found.value("test") == pytest.approx(test, rel=1e-9)
    for key, x, y, degree in (("pruned", "x", "y", 3), ("more", "x_more", "y_more", 7)):
        _, expected = polynomial_error(data[x], data[y], degree, curve)
        assert found.value(f"test_{key}") == pytest.approx(expected, rel=1e-9)


def test_the_fits_of_more_layers_are_those_of_numpy() -> None:
    found = CLAIM.shipped("more-layers")
    x, y = found.value("x"), found.value("y")
    for layers in range(4):
        _, expected = polynomial_error(x, y, 2**layers, lambda x: x**2 - x**3)
        assert found.value(f"test_{layers}") == pytest.approx(expected, rel=1e-9)


def test_descents_come_to_the_minimum_or_run_away() -> None:
    found = CLAIM.shipped("descent-on-convex")

    def walk(x: float, rate: float, steps: int, slope: Any) -> float:
        for _ in range(steps):
            x -= rate * slope(x)
        return x

    slope = lambda x: x**3 + 2 * x - 3  # noqa: E731
    assert found.value("low") == pytest.approx(walk(-2, 0.1, 40, slope), rel=1e-12)
    assert found.value("high") == pytest.approx(walk(2, 0.1, 40, slope), rel=1e-12)
    assert found.value("wild") == pytest.approx(walk(2, 0.5, 4, slope), rel=1e-12)
    assert found.value("away") == pytest.approx(walk(0, 1, 100, lambda x: -np.exp(-x)), rel=1e-12)
    assert found.value("cases") == 5
    assert slope(1) == 0


def test_a_sigmoid_dies_at_the_ends() -> None:
    found = CLAIM.shipped("saturated-sigmoids")
    z = torch.tensor([0.0, 1.0, 10.0], dtype=torch.float64, requires_grad=True)
    torch.sigmoid(z).sum().backward()  # type: ignore[no-untyped-call]
    assert z.grad is not None
    middle, _, end = z.grad.tolist()
    assert found.value("middle") == pytest.approx(middle)
    assert found.value("share") == pytest.approx(100 * end / middle)
    assert found.value("counterexample") == [1.0]


def test_a_circular_convolution_moves_with_its_image() -> None:
    found = CLAIM.shipped("convolution-or-dense")
    image, kernel = (torch.tensor(found.value(key))[None, None] for key in "XK")
    layer = lambda x: F.conv2d(F.pad(x, (1, 1, 1, 1), mode="circular"), kernel)  # noqa: E731
    assert found.value("Y") == layer(image)[0, 0].tolist()
    moved = layer(image.roll((1, 1), (2, 3)))[0, 0]
    assert found.value("Y_shifted") == moved.tolist()
    assert found.value("sliding") == sum(p.numel() for p in torch.nn.Conv2d(1, 8, 3).parameters())
    dense = torch.nn.Linear(28 * 28, 8 * 28 * 28, device="meta")
    assert found.value("connected") == sum(p.numel() for p in dense.parameters())


# --- searches ------------------------------------------------------------------------------------
SMALL = st.integers(-4, 4)


@given(a=SMALL, b=SMALL, c=SMALL, ends=st.tuples(SMALL, SMALL).map(sorted))
@quick(40)
def test_a_claim_builds_with_the_right_verdict_only(
    a: int, b: int, c: int, ends: list[int]
) -> None:
    low, high = ends
    holds = [(n, m) for n in range(low, high + 1) for m in range(n, high + 1) if a * n + b > c * m]
    cases = [(n, m) for n in range(low, high + 1) for m in range(n, high + 1)]
    for word, verdict, case in (
        ("all", len(holds) == len(cases), next((x for x in cases if x not in holds), None)),
        ("any", bool(holds), next(iter(holds), None)),
    ):
        formula = f"{word}({a}*n + {b} > {c}*m, (n, {low}, {high}), (m, n, {high}))"
        solved = CLAIM.solved(claim(formula, verdict))
        assert solved.value("verdict") == verdict
        if case is None:
            assert solved.value("cases") == len(cases)
        else:
            label = "counterexample" if word == "all" else "example"
            assert solved.value(label) == list(case)
            assert [solved.value("n"), solved.value("m")] == list(case)
        (complaint,) = CLAIM.complaints(claim(formula, not verdict))
        assert complaint.mark.line == 4


@st.composite
def conditions(draw: Any, depth: int = 2) -> Expr:
    sorts = [*RELATIONS, "and", "or", "not"] if depth else list(RELATIONS)
    op = draw(st.sampled_from(sorts))
    if op in RELATIONS:
        return make(op, name(draw(st.sampled_from("ab"))), number(draw(SMALL)))
    return make(op, *(draw(conditions(depth - 1)) for _ in range(1 if op == "not" else 2)))


@given(condition=conditions(), a=SMALL, b=SMALL)
@quick(60)
def test_the_opposite_holds_where_the_condition_does_not(condition: Expr, a: int, b: int) -> None:
    steps = (Step("one", condition, ()), Step("other", negated(condition), ()))
    found = evaluate(Plan((Given("a"), Given("b")), steps), {"a": a, "b": b})
    assert found.floats("one") + found.floats("other") == 1


def test_a_search_in_a_batch_says_where_nothing_is_found() -> None:
    text = claim("all(n < top, (n, 1, 5))", False, "given: {top: 3}")
    plan = CLAIM.planned(text).plan
    for backend in ("numpy", "torch"):
        found = plan.evaluate({"top": np.array([3.0, 9.0, 5.0])}, backend)
        assert np.asarray(found["verdict"]).tolist() == [0, 1, 0]
        places = np.asarray(found["counterexample"])[:, 0]
        assert places[[0, 2]].tolist() == [3, 5]
        assert np.isnan(places[1])


def test_a_search_stops_at_what_settles_it() -> None:
    solved = CLAIM.solved(claim("any(1/(5 - n) > 0, (n, 1, 9))", True))  # at 5 there is no value
    assert solved.value("example") == [1]


# --- what is asked, and what the page says -------------------------------------------------------
def blocks_of(solved: Solved, sort: type, view: str = "key") -> list[Any]:
    """List the blocks of a sort, wherever they stand."""
    found: list[Any] = []

    def visit(blocks: Any) -> None:
        for block in blocks:
            found.extend([block] if isinstance(block, sort) else [])
            visit(getattr(block, "blocks", ()))

    visit(solved.document(view).blocks)
    return found


def lines(solved: Solved, view: str = "key") -> list[str]:
    """Read the paragraphs, without their formulas."""
    found = blocks_of(solved, Paragraph, view)
    return ["".join(w.text for w in p.words if isinstance(w, Text)) for p in found]


def test_the_verdict_and_a_reason_are_asked_without_being_asked_for() -> None:
    solved = CLAIM.solved(claim("all(n < 5, (n, 1, 4))", True))
    assert "True or false? Give a reason." in lines(solved, "handout")
    assert [entry["name"] for entry in solved.json()["steps"] if entry["asked"]] == ["verdict"]


def test_other_questions_follow() -> None:
    more = "steps: {a: 2, b: a + 1}\nask: [{step: verdict, points: 2}, b]"
    solved = CLAIM.solved(claim("all(n < 5*b, (n, 1, 4))", True, more))
    assert "True or false? (2 points) Give a reason." in lines(solved)
    asked = [block.name for block in blocks_of(solved, StepBlock) if block.asked]
    assert asked == ["verdict", "b"]


def test_a_handout_gives_nothing_away() -> None:
    solved = CLAIM.shipped("saturated-sigmoids")
    assert blocks_of(solved, Figure, "handout") == []
    assert blocks_of(solved, StepBlock, "handout") == []
    assert len(blocks_of(solved, Figure)) == 1
    assert "Model answer" in [box.title for box in blocks_of(solved, Box)]


@pytest.mark.parametrize(
    ("holds", "verdict", "says", "words"),
    [
        ("all(n < 5, (n, 1, 4))", True, "", "proves nothing outside"),
        ("any(n > 5, (n, 1, 4))", False, "", "proves nothing outside"),
        ("all(n < 4, (n, 1, 4))", False, "", "one counterexample settles it"),
        ("any(n > 3, (n, 1, 4))", True, "", "one example settles it"),
        ("a > 1", True, "always", "does not prove it"),
        ("a > 3", False, "always", "one counterexample settles it"),
        ("a > 1", True, "sometimes", "one example settles it"),
        ("a > 3", False, "sometimes", "does not prove it"),
        ("a > 1", True, "usually", "illustrates the claim"),
        ("a > 1", True, "", "illustrates the claim"),
        ("a > 3", False, "", "speaks against the claim"),
        ("all(n < 4, (n, 1, 4))", False, "usually", "speaks against the claim"),
    ],
)
def test_the_page_says_what_the_witness_shows(
    holds: str, verdict: bool, says: str, words: str
) -> None:
    more = "steps: {a: 2}" + f"\nsays: {says}" * bool(says)
    (step, *_) = blocks_of(CLAIM.solved(claim(holds, verdict, more)), StepBlock)
    assert words in "".join(word.text for word in step.why if isinstance(word, Text))


def test_steps_stand_in_lines_with_their_reasons() -> None:
    more = "steps: {a: 2, b: a + 1, c: b*b, idle: 7}\nwhy: {c: the square of it}"
    (verdict,) = blocks_of(CLAIM.solved(claim("c > b", True, more)), StepBlock)
    constants, *chains = verdict.blocks
    assert [str(word.of) for word in constants.words if hasattr(word, "of")] == ["a"]
    assert all(isinstance(chain, Chain) for chain in chains)
    assert [str(chain.left.expr) for chain in chains] == ["b", "c"]
    assert chains[1].links[-1].why == (Text("the square of it"),)


def test_an_author_says_what_the_verdict_goes_by() -> None:
    more = "steps: {a: 2, X: '[[1, 2], [3, 4]]'}\nwhy: {verdict: a is small, X: a picture}"
    (verdict,) = blocks_of(CLAIM.solved(claim("a < X[1, 2] + 1", True, more)), StepBlock)
    said = "".join(word.text for word in verdict.why if isinstance(word, Text))
    assert said.startswith("a is small; the case that is computed illustrates")
    (picture,) = (b for b in verdict.blocks if isinstance(b, Chain))  # no constant: it is told of
    assert [link.why for link in picture.links] == [(Text("a picture"),)]


@pytest.mark.parametrize(("count", "shown"), [(2, True), (3, False)])
def test_of_long_lists_of_matrices_only_simple_numbers_are_shown(count: int, shown: bool) -> None:
    more = f"steps: {{S: 'uniform(0, 1, shape=[{count}, 2, 2], seed=1)/3', s: sum(S)}}"
    (verdict,) = blocks_of(CLAIM.solved(claim("s > 0", True, more)), StepBlock)
    (chain,) = (b for b in verdict.blocks if isinstance(b, Chain) and str(b.left.expr) == "S")
    assert (len(chain.links) > 1) == shown


def test_a_long_fraction_is_rounded_in_a_sentence() -> None:
    text = claim("a > 55", True, "steps: {a: 6272/113, b: 23/6}")
    found = CLAIM.solved(text.replace("Because.", "It is ${{a}}$ and ${{b}}$.")).tex()
    assert "It is $55.50$ and $" in found.replace("\n", " ")
    assert "6272" not in found.partition("It is")[2].partition("Checked")[0]


def test_the_numbers_of_the_case_are_put_in() -> None:
    solved = CLAIM.shipped("larger-input-larger-map")
    _, case = blocks_of(solved, StepBlock)
    assert [str(chain.left.expr) for chain in case.blocks] == [
        "floor((H + 1 - K) / S) + 1", "floor((H - K) / S) + 1",
    ]  # fmt: skip
    assert [chain.links[-1].right.value for chain in case.blocks] == [3, 3]
    assert "inputs of size $7$ and $8$" in solved.tex().replace("\n", " ")


def test_a_claim_may_mention_what_is_given() -> None:
    more = "given: {K: 3}"
    text = claim("all(n < 5*K, (n, 1, 4))", True, more).replace("The rule", "With ${{K}}$ it")
    assert "With $3$ it holds" in CLAIM.solved(text).tex()


def test_claims_can_be_parts_and_go_on_from_each_other() -> None:
    text = """
parts:
  a: {claim: None is 3., verdict: false, reason: "${{n}}$ is.", holds: "all(n != 3, (n, 1, 5))"}
  b:
    claim: Its square is larger.
    verdict: true
    reason: ${{there}}$ is above 1.
    given: {there: {step: a.n}}
    holds: there**2 > there
"""
    solved = CLAIM.solved(text)
    assert solved.value("a.counterexample") == [3.0]
    assert solved.value("b.verdict") == 1
    asked = [entry["name"] for entry in solved.json()["steps"] if entry["asked"]]
    assert asked == ["a.verdict", "b.verdict"]
    (complaint,) = CLAIM.complaints(text.replace("verdict: true", "verdict: false"))
    assert complaint.mark.line == 8


def test_a_claim_in_symbols_cannot_be_decided() -> None:
    (complaint,) = CLAIM.complaints(claim("n > 1", True, "given: {n: {integer: '>= 1'}}"))
    assert complaint.message == "this cannot be decided: it has no value"


@pytest.mark.parametrize(("last", "dots"), [(1, r"{n = 1}"), (2, r"{n = 1, 2}"), (3, r"\dots, 3")])
def test_dots_stand_where_numbers_are_left_out(last: int, dots: str) -> None:
    assert dots in CLAIM.solved(claim(f"all(n < 5, (n, 1, {last}))", True)).tex()


@pytest.mark.parametrize("step", ["verdict", "counterexample"])
def test_a_step_called_like_the_evidence_is_complained_about_where_it_is(step: str) -> None:
    (complaint,) = CLAIM.complaints(
        claim(f"all(n < {step}, (n, 1, 4))", False, f"steps: {{{step}: 3}}")
    )
    assert complaint.message == f"`{step}` would be the name of 2 steps"
    assert (complaint.mark.line, complaint.mark.column) == (6, 11 + len(step))


@pytest.mark.parametrize(
    ("holds", "message"),
    [
        ("all(n > k + 0*first(m > 0, (m, 1, 3))[0], (n, 1, 2))", "`k` is not defined"),
        (
            "all(n < 9, (n, sqrt(100**2), 4))",
            "verdict has no case to go through: n runs over nothing",
        ),
        ("any(n > 9, (n, 2, 4), (m, n + 9, 3)) and mod(m, 2) > 0", "`m` is not defined"),
        (
            "all(n*m > 0, (n, 1, 1000), (m, 1, 1000))",
            "verdict repeats a formula 1000000 times: at most 200000 operations are computed",
        ),
        ("all(n > 0, (n, 1, 10000000))", "there are more than 1000000 cases to go through"),
        ("all(n > m, (n, 1, 2), (n, 1, 2))", "`n` cannot be an index: it needs a fresh name"),
        ("all(n > k, (n, 1, 2))", "`k` is not defined"),
        ("all(n > 0, (n, 1))", "a range is `(i, first, last)`"),
        ("all(n > 0, (n, 1, 2), axis=1)", "`all` over an index takes a formula, then ranges"),
    ],
)
def test_conditions_that_are_refused(holds: str, message: str) -> None:
    assert message in [c.message for c in CLAIM.complaints(claim(holds, True))]
