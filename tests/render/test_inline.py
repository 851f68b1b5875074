"""Mathematics inside a line of words."""

from __future__ import annotations

from fractions import Fraction

import pytest

from solver.algebra.expr import name
from solver.document.blocks import Formula, Inline, Text, Value
from solver.render.inline import inlines
from solver.render.maths import MathsWriter


@pytest.mark.parametrize(
    ("word", "latex"),
    [
        (Value(Fraction(125, 128)), "$125/128$"),
        (Value(Fraction(-1, 3)), "$-1/3$"),
        (Value(Fraction(3)), "$3$"),
        (Value(Fraction(1, 3), of=name("x")), r"$x = \frac{1}{3}$"),
        (Formula(name("a") / name("b")), r"$\frac{a}{b}$"),
        (Text("a_b"), r"a\_b"),
    ],
)
def test_a_fraction_within_a_sentence_stands_on_the_line(word: Inline, latex: str) -> None:
    assert inlines((word,), MathsWriter({})) == latex
