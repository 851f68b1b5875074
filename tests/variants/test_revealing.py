"""Which mistakes the answers cannot show, and which numbers in a text would stay as they are."""

from __future__ import annotations

import pytest

from solver.problem import Problem, built
from solver.spec.load import load_text
from solver.variants.candidates import Pool
from solver.variants.literals import literals
from solver.variants.revealing import Hidden, hidden_slips
from solver.variants.samples import batch, sampled

FLIP = """\
id: flip
kind: conv2d
given:
  X: [[1, 2, 3], [4, 5, 6], [7, 8, 10]]
  K: {kernel}
operation: convolution
ask: [Y]
vary:
  X: {{integers: [0, 9]}}
"""
UNITS = """\
id: units
kind: network
given: {{W: [[1, 2], [3, 4]], x: [1, 1], b: [0, 0]}}
forward: {{z: W @ x + b, a: relu(z), L: sum(a**2) / 2}}
ask: [dL/dW]
vary: {{W: {{integers: {ends}}}, b: {{choose: [{low}, {high}]}}}}
"""
TEXT = """\
id: told
kind: formulas
statement: '{statement}'
given: {{eta: 0.1, beta: 3}}
steps: {{y: beta * eta}}
ask: [y]
vary: {{eta: {{decimals: [0.1, 0.9], step: 0.1}}, beta: {{integers: [2, 9]}}}}
"""


def pool(text: str) -> Pool:
    found = built(load_text(text, "problem.yaml"))
    assert isinstance(found, Problem)
    own = Pool.of(found, "")
    assert own is not None
    return own


def hidden(text: str) -> dict[str, Hidden]:
    drawn, own = sampled(pool(text), 40, "slips")
    found = hidden_slips(own.problem.planned, batch(own, drawn), len(drawn))
    return {one.words: one for one in found}


FLIPPED = "the kernel was not flipped"


def test_a_symmetric_kernel_hides_a_flip() -> None:
    found = hidden(FLIP.format(kernel="[[1, 2], [2, 1]]"))
    assert found[FLIPPED].hidden == found[FLIPPED].count == 40
    assert "in any variant" in str(found[FLIPPED])
    assert found[FLIPPED].step == "Y"


def test_a_kernel_that_is_not_symmetric_shows_it() -> None:
    assert FLIPPED not in hidden(FLIP.format(kernel="[[1, 2], [3, 1]]"))


MASK = "the mask of the active units was left out"


def test_units_that_are_all_active_hide_a_missing_mask() -> None:
    assert hidden(UNITS.format(ends="[1, 5]", low=0, high=1))[MASK].hidden == 40


def test_a_dead_unit_shows_it_where_the_gradient_is_not_zero() -> None:
    text = UNITS.format(ends="[-5, 5]", low=-1, high=1).replace("sum(a**2)", "sum((a - 9)**2)")
    assert MASK not in hidden(text)


def test_a_problem_with_nothing_to_vary_has_one_variant() -> None:
    text = FLIP.format(kernel="[[1, 2], [2, 1]]").partition("vary:")[0]
    found = built(load_text(text, "problem.yaml"))
    assert isinstance(found, Problem)
    (one,) = (h for h in hidden_slips(found.planned, {}, 1) if h.words == FLIPPED)
    assert (one.hidden, one.count) == (1, 1)
    assert "variant" not in str(one)


# --- texts ---------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("statement", "columns"),
    [
        ("The rate is 0.1.", [12]),
        ("The rate is {{eta}}.", []),
        ("The rate $\\eta = 0.1$ is small.", [17]),
        ("Use 0.1, then 0.10 and 1/10.", [4, 14, 23]),
        ("Use 0.11, 10.1, x0.1, 0.1x, -0.1 and 0.1.5", []),
        ("Take 3 steps.", [5]),
        ("With $y = 3 + e^{-x}$ and a 3×3 kernel, $x_3$ and $3x$", []),
        ("With $3$ steps", [6]),
    ],
)
def test_a_number_that_is_the_value_of_a_given(statement: str, columns: list[int]) -> None:
    own = pool(TEXT.format(statement=statement))
    found = literals(own.problem.spec, own.sources)
    start = len("statement: ") + 2  # the quote, and columns count from 1
    assert [(one.mark.line, one.mark.column) for one in found] == [
        (3, start + column) for column in columns
    ]


def test_what_to_write_is_said() -> None:
    own = pool(TEXT.format(statement="The rate is 0.1."))
    (found,) = literals(own.problem.spec, own.sources)
    assert "the text says 0.1, which is the value of `eta`" in found.message
    assert found.hint == "write {{eta}}"


def test_what_does_not_vary_may_stand_in_a_text() -> None:
    text = TEXT.format(statement="The rate is 0.1.").replace("eta: {decimals", "beta: {decimals")
    text = text.replace(", beta: {integers: [2, 9]}", "")
    own = pool(text)
    assert literals(own.problem.spec, own.sources) == ()
