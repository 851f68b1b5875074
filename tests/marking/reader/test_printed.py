"""What the program prints itself is read: every formula, name and value of every problem."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest

from solver.algebra.latex import Latex
from solver.algebra.plain import plain
from solver.algebra.symbols import symbol_latex
from solver.marking.reader import read, spellings, symbol
from solver.marking.syntax import Items, Node, Number, Rows, Unary, Unreadable
from tests.shipped import shipped

PROBLEMS = sorted(
    path
    for path in (Path(__file__).parents[3] / "problems").glob("*/*.yaml")
    if path.parent.name != "sets"
)


@cache
def printed(path: Path) -> tuple[str, ...]:
    """Print each step of a problem, in plain notation and in LaTeX, and its name."""
    return tuple(dict.fromkeys(_printed(path)))


def _printed(path: Path) -> Iterator[str]:
    for world in shipped(path).worlds:
        latex = Latex(world.symbols)
        for step in world.planned.plan.steps:
            yield plain(step.formula)
            yield latex(step.formula)
            yield latex.name(step.name)


def problem_with(text: str) -> str:
    try:
        read(text)
    except Unreadable as complaint:
        return f"{text}: {complaint.message}"
    return ""


@pytest.mark.parametrize("path", PROBLEMS, ids=lambda path: path.stem)
def test_everything_a_problem_prints_is_read(path: Path) -> None:
    assert [found for text in printed(path) if (found := problem_with(text))] == []


def plan_names() -> list[str]:
    """List the names of all steps; `T`, which in a part reads as a transpose, aside."""
    names = (
        step.name
        for path in PROBLEMS
        for w in shipped(path).worlds
        for step in w.planned.plan.steps
    )
    return [name for name in dict.fromkeys(names) if re.fullmatch(r"[\w.]+|[\w.]*d\w+/d\w+", name)]


def test_every_name_of_a_plan_is_known_as_printed_and_as_typed() -> None:
    names = [name for name in plan_names() if not name.endswith(".T")]
    ways = [(name, way) for name in names for way in (name, symbol_latex(name, {}))]
    assert len(ways) > 500
    assert [(name, way) for name, way in ways if symbol(way) not in spellings(name)] == []


MATRIX = [["1", "-1/2"], ["0.25", "-3"]]


def laid_out() -> Iterator[tuple[str, str]]:
    """Print one matrix in the usual notations."""
    rows = [" & ".join(row) for row in MATRIX]
    body, spaced = r" \\ ".join(rows), r" \\[2pt] ".join(rows)
    for name in ("bmatrix", "pmatrix", "vmatrix", "Bmatrix", "matrix", "smallmatrix"):
        yield name, rf"\begin{{{name}}} {body} \end{{{name}}}"
    yield "bmatrix*", rf"\begin{{bmatrix*}}[r] {spaced} \end{{bmatrix*}}"
    yield "array", rf"\left[\begin{{array}}{{cc}} {body} \end{{array}}\right]"
    yield "Python", "[" + ", ".join(f"[{', '.join(row)}]" for row in MATRIX) + "]"
    yield "MATLAB", "[" + "; ".join(" ".join(row) for row in MATRIX) + "]"
    yield "MATLAB with commas", "[" + "; ".join(", ".join(row) for row in MATRIX) + "]"
    yield "lines", "[" + "\n".join(" ".join(row) for row in MATRIX) + "]"
    yield "NumPy", "[[" + "]\n [".join("  ".join(row) for row in MATRIX) + "]]"
    yield "np.array", "np.array([" + ", ".join(f"[{', '.join(row)}]" for row in MATRIX) + "])"
    listed = ", ".join(f"[{', '.join(row)}]" for row in MATRIX)
    yield "Unicode minus", f"[{listed}]".replace("-", "−")


def values(node: Node) -> list[list[Fraction]]:
    assert isinstance(node, Rows)
    return [[value(entry) for entry in row] for row in node.rows]


def value(node: Node) -> Fraction:
    """Work out a signed number or quotient; written for this test alone."""
    if isinstance(node, Unary):
        return -value(node.arg)
    if isinstance(node, Number):
        return node.value
    left, right = getattr(node, "left"), getattr(node, "right")  # noqa: B009
    return value(left) / value(right)


@pytest.mark.parametrize(("notation", "text"), list(laid_out()), ids=[n for n, _ in laid_out()])
def test_a_matrix_reads_the_same_in_every_notation(notation: str, text: str) -> None:
    assert values(read(text)) == [[Fraction(entry) for entry in row] for row in MATRIX]


@pytest.mark.parametrize("bracket", ["(1, 2, 3)", "[1, 2, 3]", "[1 2 3]", "(1 2 3)", "1, 2, 3"])
def test_a_list_reads_the_same_with_commas_and_blanks(bracket: str) -> None:
    node = read(bracket)
    assert isinstance(node, Items)
    assert [value(item) for item in node.items] == [1, 2, 3]
