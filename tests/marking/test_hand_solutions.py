"""Whole hand solutions: wrong lines are named with the reason, right ones never."""

from __future__ import annotations

from pathlib import Path

import pytest

from solver.marking.handed import Handed
from solver.marking.marking import marked
from solver.marking.transcripts import sections
from solver.marking.transcripts.cutting import assigned
from solver.marking.verdicts import Marked, Outcome
from solver.problem import Problem, ProblemSet, load

NETWORK = r"""
id: by-hand
kind: network
title: A small network
symbols:
  {W1: "W^{(1)}", W2: "W^{(2)}", b1: "b^{(1)}", a1: "a^{(1)}", z1: "z^{(1)}", yhat: "\\hat y"}
given: {x: [1, 2], y: 4, W1: [[1, 1], [2, -3], [0, 2]], b1: [1, 0, -1], W2: [[3, 1, 2]]}
forward:
  a1: W1 @ x + b1
  z1: relu(a1)
  yhat: W2 @ z1
  L: (y - yhat)**2
ask: [yhat, L, dL/dW2, dL/dW1]
"""
FORWARD = r"""
$$a^{(1)} = W^{(1)} x + b^{(1)} = \begin{pmatrix} 3 \\ -4 \\ 4 \end{pmatrix}
+ \begin{pmatrix} 1 \\ 0 \\ -1 \end{pmatrix} = \begin{pmatrix} 4 \\ -4 \\ 3 \end{pmatrix}$$
$$z^{(1)} = \mathrm{ReLU}(a^{(1)}) = \begin{pmatrix} 4 \\ 0 \\ 3 \end{pmatrix}$$
"""


def written(text: str, folder: Path) -> Problem:
    """Load a problem from its text."""
    path = folder / "problem.yaml"
    path.write_text(text, encoding="utf-8")
    found = load(path)
    assert isinstance(found, Problem)
    return found


def read(problem: Problem, text: str) -> Marked:
    """Mark a transcript."""
    own = assigned(sections(text), [problem])[problem.label or ""]
    return marked(problem, [Handed(sections=own)])[0]


def outcomes(card: Marked) -> dict[str, str]:
    """List the outcomes of what is asked."""
    return {v.step: str(v.outcome) for v in card.verdicts}


def found(card: Marked) -> list[tuple[int, str]]:
    """List the wrong lines, with what they are about."""
    return [(one.line, one.step) for one in card.findings]


@pytest.fixture
def network(tmp_path: Path) -> Problem:
    return written(NETWORK, tmp_path)


def test_a_right_solution_has_no_wrong_line(network: Problem) -> None:
    text = (
        FORWARD
        + r"""
$\hat y = W^{(2)} z^{(1)} = 12 + 0 + 6 = 18$, so $L = (4 - 18)^2 = (-14)^2 = 196$.
$$\frac{\partial L}{\partial W^{(2)}} = -2(y - \hat y)\, (z^{(1)})^T
  = 28 \begin{pmatrix} 4 & 0 & 3 \end{pmatrix} = \begin{pmatrix} 112 & 0 & 84 \end{pmatrix}$$
$$\frac{\partial L}{\partial W^{(1)}} = \left( -2(y - \hat y) (W^{(2)})^T \odot
  \mathrm{ReLU}'(a^{(1)}) \right) x^T
  = \begin{pmatrix} 84 \\ 0 \\ 56 \end{pmatrix} \begin{pmatrix} 1 & 2 \end{pmatrix}
  = \begin{pmatrix} 84 & 168 \\ 0 & 0 \\ 56 & 112 \end{pmatrix}$$
"""
    )
    card = read(network, text)
    assert found(card) == []
    assert set(outcomes(card).values()) == {"correct"}


def test_the_first_wrong_line_is_named_and_what_follows_is_not(network: Problem) -> None:
    text = (
        FORWARD
        + r"""
$$\hat y = W^{(2)} z^{(1)} = 12 + 0 + 6 = 16$$
$$L = (4 - 16)^2 = 144$$
$$\frac{\partial L}{\partial W^{(2)}} = 24 \cdot (4, 0, 3)^T = [96, 0, 72]$$
"""
    )
    card = read(network, text)
    lines = text.splitlines()
    (one,) = card.findings
    assert one.step == "yhat"
    assert "16" in lines[one.line - 1]
    assert "18" in one.message
    assert outcomes(card) == {
        "yhat": "wrong", "L": "follows", "dL/dW2": "follows", "dL/dW1": "missing",
    }  # fmt: skip


def test_a_wrong_line_is_named_even_where_the_end_is_right(network: Problem) -> None:
    card = read(network, FORWARD + "$$\\hat y = 12 + 0 + 8 = 18$$\n")
    assert found(card) == [(5, "yhat")]
    assert outcomes(card)["yhat"] == "correct"


def test_a_digit_that_was_miscopied_is_seen(network: Problem) -> None:
    text = r"$$\frac{\partial L}{\partial W_1} = [[84, 168], [0, 0], [56, 172]]$$"
    (one,) = read(network, text).findings
    assert "172 for 112" in one.diagnosis


def test_one_name_written_for_another_is_seen(network: Problem) -> None:
    text = (
        FORWARD
        + r"""
$z^{(0)} = x$
$$\frac{\partial L}{\partial W^{(2)}} = -2 (y - \hat y) (z^{(0)})^T = [112, 0, 84]$$
"""
    )
    card = read(network, text)
    (one,) = card.findings
    assert one.step == "dL/dW2"
    assert "may have been meant for z^(0)" in one.diagnosis
    assert outcomes(card)["dL/dW2"] == "correct"


def test_names_a_student_defines_are_known_from_then_on(network: Problem) -> None:
    text = (
        FORWARD
        + r"""
$z^{(2)} = W^{(2)} z^{(1)} = 18$
$$\frac{\partial L}{\partial z^{(2)}} = 2 (z^{(2)} - y) = 28$$
$$\frac{\partial L}{\partial W^{(2)}} = \frac{\partial L}{\partial z^{(2)}} \cdot z^{(1)}
  = 28 \cdot (4, 0, 3)$$
"""
    )
    card = read(network, text)
    assert found(card) == []
    assert outcomes(card)["dL/dW2"] in {"correct", "notation"}


def test_a_given_copied_with_a_mistake_is_named(network: Problem) -> None:
    text = r"$$W^{(1)} = \begin{pmatrix} 1 & 1 \\ 2 & 3 \\ 0 & 2 \end{pmatrix}$$"
    (one,) = read(network, text).findings
    assert one.step == "W1"
    assert "given otherwise" in one.message


RIGHT_LINES = [
    r"Let us try $y = 0$ first, and then $y = 1$.",  # a given that is played with
    r"$$q = 7$$",  # a name that means nothing here
    (
        r"$$\frac{\partial L}{\partial a^{(1)}} = \frac{\partial L}{\partial z^{(1)}} \cdot "
        r"\frac{\partial z^{(1)}}{\partial a^{(1)}}$$"
    ),
    r"$1/3 = 0.333 \approx 0.33$, and 3 trials take $3 \times 2 = 6$ min",
    r"$$L = \frac{1}{1} \sum_{i} (y_i - \hat y_i)^2$$",
    r"$\hat y = 18.0$ and $L \approx 196$",
    r"| a | b |\n|---|---|\n| 1 | 2 |",
    r"\begin{align} \hat y &= W^{(2)} z^{(1)} \\ &= 18 \end{align}",
    r"$$\hat y = \begin{pmatrix} 3 & 1 & 2 \end{pmatrix} \begin{pmatrix} 4 \\ 0 \\ 3 \end{pmatrix",
    r"$$\hat y = 18 > 0$$ so the unit is active: $\hat y \ne 0$",
    r"The loss $L$ is 196, since $L = (4-18)^2 = 14^2$.",
]


@pytest.mark.parametrize("line", RIGHT_LINES)
def test_no_right_line_is_flagged(network: Problem, line: str) -> None:
    assert read(network, line).findings == ()


WRONG_LINES = [
    (r"$$12 + 0 + 6 = 19 = 18$$", ""),
    (r"$L = 14^2 = 169$", "L"),
    (r"\begin{align} \hat y &= W^{(2)} z^{(1)} \\ &= 81 \end{align}", "yhat"),
    (r"$$\frac{\partial L}{\partial W^{(2)}} = 2 (y - \hat y) \cdot z^{(1)}$$", "dL/dW2"),
    (r"$$z^{(1)} = \max(0, a^{(1)}) = (4, -4, 3)^\top$$", "z1"),
    (r"- ① $a^{(1)} = (4, 4, 3)^T$", "a1"),
    (r"$\hat y = 18.5$", "yhat"),
]


@pytest.mark.parametrize(("line", "step"), WRONG_LINES)
def test_a_wrong_line_is_flagged(network: Problem, line: str, step: str) -> None:
    assert [one.step for one in read(network, line).findings] == [step]


def test_claims_about_nothing_known_are_counted(network: Problem) -> None:
    card = read(network, "$q = 3$\n\n$r = q + 1$\n\n$\\hat y = 18$\n")
    assert (card.links, card.ignored) == (1, 2)


# --- sets -----------------------------------------------------------------------------------------
def test_problems_of_a_set_are_told_apart_by_their_headings(tmp_path: Path) -> None:
    other = NETWORK.replace("by-hand", "other").replace("y: 4", "y: 10")
    (tmp_path / "a.yaml").write_text(NETWORK, encoding="utf-8")
    (tmp_path / "b.yaml").write_text(other, encoding="utf-8")
    path = tmp_path / "set.yaml"
    items = "[{label: '1', file: a.yaml}, {label: '2', file: b.yaml}]"
    path.write_text(f"id: both\ntitle: Both\nproblems: {items}\n", encoding="utf-8")
    both = load(path)
    assert isinstance(both, ProblemSet)
    text = "# Problem 1\n$L = 196$\n# Problem 2\n$L = 196$\n"
    own = assigned(sections(text), both.problems)
    first, second = (
        marked(p, [Handed(sections=own[str(p.label)])])[0] for p in both.problems
    )  # fmt: skip
    assert found(first) == []
    assert first.verdicts[1].outcome is Outcome.CORRECT
    assert found(second) == [(4, "L")]
    assert second.verdicts[1].outcome is Outcome.WRONG


SHIPPED = Path(__file__).parents[2] / "problems"


def shipped(name: str) -> Problem:
    """Load a problem that ships."""
    found = load(SHIPPED / f"{name}.yaml")
    assert isinstance(found, Problem)
    return found


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("False. With stride 2, a map of 5 and one of 6 come out alike.", "correct"),
        ("True, as the formula shows.", "wrong"),
        ("It is not always related to its size, and so on.", "missing"),
        ("The answer is false", "correct"),
    ],
)
def test_true_or_false_is_found_in_a_sentence(text: str, outcome: str) -> None:
    assert outcomes(read(shipped("claim/larger-input-larger-map"), text))["verdict"] == outcome


TABLE = """
The logic function being performed is the {name} function.

| x1 | x2 | s | y |
|----|----|------|----|
| -1 | -1 | -1 | -1 |
| -1 | 1 | 1 | {y} |
| 1 | -1 | 3 | 1 |
| 1 | 1 | 5 | 1 |
"""


def test_truth_tables_and_names_of_functions_are_read() -> None:
    card = read(shipped("gate/adaline-or"), TABLE.format(name="OR", y="1"))
    assert set(outcomes(card).values()) == {"correct"}
    assert not card.findings
    card = read(shipped("gate/adaline-or"), TABLE.format(name="AND", y="-1"))
    assert outcomes(card) == {"s": "correct", "y": "wrong", "name": "wrong"}
    assert [one.step for one in card.findings] == ["y"]


def test_weights_that_are_given_one_by_one_are_put_together() -> None:
    text = "Proper values for $w_0$, $w_1$ and $w_2$ are -3, -3, -1, respectively."
    assert outcomes(read(shipped("gate/adaline-nor-from-sums"), text))["w"] == "correct"


def test_a_result_without_a_name_counts_where_it_is_right() -> None:
    problem = shipped("conv2d/five-by-nine")
    assert outcomes(read(problem, "The output size should be 3×7"))["shape"] == "correct"
    card = read(problem, "The output size should be 5×9")
    assert outcomes(card)["shape"] == "missing"
    assert not card.findings


def test_a_formula_in_symbols_is_judged_line_by_line() -> None:
    text = r"""
$$\frac{\partial L}{\partial W_1} = W_2^T \cdot (x_3 - t) \odot x_2 \odot (1 - x_2) \cdot x_1^T$$
"""
    card = read(shipped("network/logistic-mse"), text)
    (verdict,) = card.verdicts
    assert verdict.outcome is Outcome.WRONG
    assert "derivative x3 * (1 - x3) of the sigmoid was left out" in verdict.diagnosis
    assert found(card) == [(2, "dL/dW1")]


def test_scans_with_letters_for_digits_and_torn_brackets_are_read(network: Problem) -> None:
    text = r"$$a^{(l)} = \begin{pmatrix} 4 \\ -4 \\ 3 \end{pmatrix$$"
    card = read(network, text)
    assert (card.links, card.findings) == (1, ())


WALK = r"""
# Part (a)
$x_0 = 0$, $x_1 = x_0 - 0.1 \cdot f'(x_0) = -0.05$, $x_2 = -0.0958$ and $x_3 = -0.1376$.
$GELU(x_1) = -0.0239$, $GELU(x_2) = -0.0440$, $GELU(x_3) = -0.0608$.
"""


def test_iterates_that_are_claimed_one_by_one_are_put_together() -> None:
    card = read(shipped("descent/gelu"), WALK)
    assert outcomes(card)["a.x_GD"] == "correct"
    assert outcomes(card)["a.GELU_GD"] == "correct"
    assert not card.findings


def test_wrong_iterates_under_another_name_are_held_against_nobody() -> None:
    card = read(shipped("descent/gelu"), WALK.replace("0.1376", "0.2376"))
    assert outcomes(card)["a.x_GD"] == "missing"
    assert not card.findings


BOUND = r"""
# 2.2
The number of trials must be at least
$$N \ge \frac{\ln(1 - q)}{\ln(1 - p)}$$
and in any case $N \ge 2$, $N > 0$.
"""


def test_a_bound_counts_where_it_is_the_formula_that_is_asked() -> None:
    problem = shipped("formulas/search-budget")
    card = read(problem, BOUND)
    assert outcomes(card)["2.N_bound"] == "correct"
    assert not card.findings
    other = read(problem, BOUND.replace("1 - q", "1 + q"))
    assert outcomes(other)["2.N_bound"] == "missing"  # it may be true, too
    number = read(
        problem,
        r"""
# 2.1
It takes $M \ge 6000$ minutes, and $M \ge 60 \cdot 100$.
""",
    )
    assert outcomes(number)["1.minutes"] == "missing"  # anybody finds a number from below
    assert not other.findings


ENTRIES = r"""
$$z_i = \sum_j W_{ij} x_j + b_i, \qquad \frac{\partial L}{\partial W_{ij}} = (a_i - t_i) x_j$$
with $x_i \ge 0$ and $x_i = 0$ for some $i$.
"""


def test_what_is_claimed_of_every_entry_counts_where_it_is_right(tmp_path: Path) -> None:
    text = (
        "id: layer\nkind: network\ngiven: {x: {shape: [n]}, W: {shape: [m, n]}, b: {shape: [m]}, "
        "t: {shape: [m]}}\nforward: {z: W @ x + b, a: sigmoid(z), L: sum((a - t)**2) / 2}\n"
        "ask: [z, dL/dW]\n"
    )
    card = read(written(text, tmp_path), ENTRIES)
    assert outcomes(card) == {"z": "notation", "dL/dW": "missing"}
    assert not card.findings
