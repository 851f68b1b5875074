"""What answers are worth: an explanation may give points, and takes none away."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from solver.marking.handed import Answer, Handed
from solver.marking.marking import marked
from solver.marking.verdicts import Outcome
from solver.problem import Problem, load

TEXT = """\
kind: formulas
title: Thirds
given: {x: 2}
steps: {z: x / 3, w: 3 * z / 7}
ask: [z, w]
"""


@pytest.mark.parametrize(("strictness", "share"), [("lenient", Fraction(1, 2)), ("strict", 0)])
def test_what_follows_from_a_coarse_value_is_worth_no_less(
    tmp_path: Path, strictness: str, share: Fraction
) -> None:
    path = tmp_path / "thirds.yaml"
    path.write_text(TEXT, encoding="utf-8")
    problem = load(path)
    assert isinstance(problem, Problem)
    answers = {"z": Answer("0.67"), "w": Answer("0.287")}
    z, w = marked(problem, [Handed(answers=answers)], strictness)[0].verdicts
    assert (z.outcome, w.outcome) == (Outcome.IMPRECISE, Outcome.FOLLOWS)
    assert (z.strict, w.strict) == (share, share)
    assert w.follow == 1
