"""What a class costs in LaTeX: figures and matrices beside lines of plain text, in the same run."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from resource import RUSAGE_CHILDREN, getrusage

import pytest

from solver.document.blocks import Value
from solver.document.plots import Axis, Maps, Panel, Plot, Series
from solver.render.diagram import tikz
from solver.render.latex import to_latex
from solver.render.maths import MathsWriter
from solver.render.pdf import compile_pdf
from solver.render.plots import drawn
from tests.benchmarks.timing import Check, best, slowness
from tests.render.build import paper, say
from tests.render.drawings import dense
from tests.render.figures import a_map
from tests.render.needs import needs_latex

WRITE = MathsWriter()
COPIES, RUNS = 100, 2
LINE = "The gradient of the loss reaches every weight through the units that lie between them. "


def curve() -> Plot:
    xs = tuple(k / 20 - 4 for k in range(160))
    series = Series(xs, tuple(x**3 / 8 - x for x in xs))
    return Plot((Panel((series,), Axis(("x",)), Axis(("y",))),))


def a_diagram() -> str:
    return tikz(dense(2, 3, 2, 1), WRITE)


def a_plot() -> str:
    return drawn(curve(), WRITE)


def cells() -> str:
    return drawn(Maps((a_map(5, 7),)), WRITE)


def matrices() -> str:
    rows = tuple(tuple(i * j for j in range(3)) for i in range(3))
    return 10 * f"${WRITE(Value(rows))}$ "


def sizes() -> str:
    """Write mathematics small beside some of the usual size, as the shapes of steps are."""
    return 10 * r"$x$ {\footnotesize $x$} "


@cache
def latex_seconds(snippet: str) -> float:
    """Measure the time that TeX takes for one snippet, set aside many times in one run."""
    empty, full = (min(_run(snippet, count) for _ in range(RUNS)) for count in (1, COPIES))
    return (full - empty) / (COPIES - 1)


def _run(snippet: str, count: int) -> float:
    body = rf"\long\def\snippet{{{snippet}}}\count255={count} \loop\ifnum\count255>0 "
    body += r"\setbox0\vbox{\snippet}\advance\count255-1 \repeat"
    tex = to_latex(paper(say("x")), standalone=False)
    start = getrusage(RUSAGE_CHILDREN).ru_utime
    compile_pdf(tex.replace(r"\begin{document}", rf"\begin{{document}}{body}", 1))
    return getrusage(RUSAGE_CHILDREN).ru_utime - start


@needs_latex
@pytest.mark.parametrize("make", [a_diagram, a_plot, cells, matrices, sizes])
def test_a_figure_takes_no_longer_than_a_page_of_text(
    make: Callable[[], str], within: Check
) -> None:
    """A page of 40 lines is a few milliseconds; drawn by TikZ, a diagram took a hundred."""
    page = latex_seconds(40 * LINE)
    within(f"LaTeX: {make.__name__.replace('_', ' ')}", latex_seconds(make()), 2 * page)


@pytest.mark.parametrize("make", [a_diagram, a_plot, cells])
def test_a_figure_is_written_in_milliseconds(make: Callable[[], str], within: Check) -> None:
    make()  # imports what it needs
    within(f"Python: {make.__name__.replace('_', ' ')}", best(make, 20), 10e-3 * slowness())
