"""What the preamble does quicker than LaTeX looks the same: fonts of mathematics, and matrices."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from solver.render.latex import to_latex
from solver.render.pdf import typeset
from tests.render.build import paper, say
from tests.render.needs import needs_latex

SIZES = ("tiny", "scriptsize", "footnotesize", "small", "normalsize", "large")
FORMULAS = (
    r"$x^{2^3}$", r"$\mathbb{R}^n$", r"$\mathcal{L}_{i_j}$", r"$\bm{w} + \mathbf{w}$",
    r"$\displaystyle\sum_i \frac{a}{\sqrt{b}}$", r"$\bigl(\alpha\bigr)$",
    r"{\boldmath$x + \beta$}",
)  # fmt: skip
CELLS = ("1", "-2", r"\frac{1}{2}", "3.25", r"\vdots", "x_1^2", "")


def sizes_of(*snippets: str, before: str = "") -> list[tuple[str, ...]]:
    """Measure boxes: width, height and depth of each, as TeX prints them."""
    measured = "".join(
        rf"\setbox0\hbox{{{snippet}}}\typeout{{box \the\wd0 \the\ht0 \the\dp0}}"
        for snippet in snippets
    )
    tex = to_latex(paper(say("x")), standalone=False)
    start = rf"\begin{{document}}\makeatletter {before}{measured}\makeatother "
    _, log = typeset(tex.replace(r"\begin{document}", start, 1))
    found = re.findall(r"^box ([-\d.]+)pt([-\d.]+)pt([-\d.]+)pt", log, re.MULTILINE)
    assert len(found) == len(snippets)
    return found


@needs_latex
@given(st.lists(st.tuples(st.sampled_from(SIZES), st.sampled_from(FORMULAS)), min_size=20))
@settings(max_examples=5, deadline=None)
def test_fonts_kept_are_those_that_latex_finds(drawn: list[tuple[str, str]]) -> None:
    snippets = [rf"{{\{size} {formula}}}{formula}" for size, formula in drawn]
    assert sizes_of(*snippets) == sizes_of(*snippets, before=r"\let\glb@settings\math@settle ")


@needs_latex
@given(
    st.lists(
        st.lists(st.lists(st.sampled_from(CELLS), min_size=3, max_size=3), min_size=1, max_size=4),
        min_size=8,
    ),
    st.sampled_from("lcr"),
)
@settings(max_examples=5, deadline=None)
def test_a_matrix_is_as_large_as_an_array_between_brackets(
    drawn: list[list[list[str]]], side: str
) -> None:
    bodies = [r" \\ ".join(" & ".join(row) for row in rows) for rows in drawn]
    ours = [rf"$\begin{{bmatrix*}}[{side}] {body} \end{{bmatrix*}}$" for body in bodies]
    back = r"\hskip-\arraycolsep"
    theirs = [
        rf"$\left[{back}\begin{{array}}{{{3 * side}}}{body}\end{{array}}{back}\right]$"
        for body in bodies
    ]
    assert sizes_of(*ours) == sizes_of(*theirs)


@needs_latex
def test_rows_of_a_matrix_may_be_set_apart() -> None:
    (wide, near, _), (same, far, _) = sizes_of(
        r"$\begin{matrix} 1 \\ 2 \end{matrix}$", r"$\begin{matrix} 1 \\[8pt] 2 \end{matrix}$"
    )
    assert wide == same
    assert float(far) > float(near) + 3
