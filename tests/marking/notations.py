"""Right answers written as people write them, by code that shares nothing with the reader."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from solver.algebra.expr import walk
from solver.algebra.latex import Latex
from solver.algebra.plain import plain
from solver.forms import Form
from solver.marking.judging.desk import Desk
from solver.marking.naming import Question
from solver.report import closed_form
from solver.spec.model import Ask

Nested = Any
INTERNAL = {
    "extent",
    "nearest",
    "fill",
    "correlate2d",
    "convolve2d",
    "at",
}  # ops that nobody writes by the names they have here


def answers(desk: Desk, question: Question) -> Iterator[tuple[str, str]]:
    """Write the right answer in several notations, each with the notation's name."""
    step = desk.problem.plan[question.step]
    assert isinstance(question.ask, Ask)
    if not desk.is_numeric(question):
        expr = closed_form(step)
        symbols = dict(desk.solved.symbols_in(step.name.rpartition(".")[0]))
        label = desk.label_of(question)
        bare = plain(expr).replace(f"{label}.", "") if label else plain(expr)
        latex = Latex(symbols)(expr)
        if INTERNAL.isdisjoint(node.op for node in walk(expr)):
            yield from (("plain", bare), ("power", bare.replace("**", "^")))
        yield from (("latex", latex), ("display", f"$$ {latex} $$"))
        yield from (("by hand", _by_hand(latex)), ("chain", f"f = {_by_hand(latex)}"))
        return
    value = _value(desk, step.name)
    if step.form is not None and not step.form.reads_numbers and not step.form.numeric:
        yield from _in_words(step.form, value)
        return
    yield from _numbers(value)


BY_HAND = (
    (r"\top", "T"), (r"\frac", r"\dfrac"), (r"\left", ""), (r"\right", ""), (r"\,", " "),
    (r"\begin{bmatrix}", r"\begin{pmatrix}"), (r"\end{bmatrix}", r"\end{pmatrix}"),
)  # fmt: skip


def _by_hand(latex: str) -> str:
    """Write LaTeX as people type it, without the finer points."""
    for ours, theirs in BY_HAND:
        latex = re.sub(re.escape(ours) + r"(?![a-z])", theirs.replace("\\", r"\\"), latex)
    return latex


def moved(desk: Desk, question: Question) -> Iterator[str]:
    """Write the right answer with one entry moved past its tolerance; a formula times 1.01."""
    step = desk.problem.plan[question.step]
    if not desk.is_numeric(question):
        latex = Latex(dict(desk.solved.symbols_in(step.name.rpartition(".")[0])))
        zero = all(not sample.any() for sample in desk.samples(step.name).values(step) or ())
        if step.formula.op != "extent" and not zero:
            yield rf"1.01 \cdot \left( {latex(closed_form(step))} \right)"
        return
    if step.form is not None and not step.form.reads_numbers:
        return
    value = _value(desk, step.name)
    flat = _flat(value)
    if all(Fraction(entry).denominator == 1 for entry in flat):
        yield from (_list(_changed(value, k, Fraction(1)), str) for k in _places(flat))
    largest = max(abs(Fraction(entry)) for entry in flat)
    far = largest / 10 + Fraction(1, 100)
    yield from (_list(_changed(value, k, far), _decimal) for k in _places(flat))


def _flat(value: Nested) -> list[Any]:
    return [e for part in value for e in _flat(part)] if isinstance(value, list) else [value]


def _places(flat: list[Any]) -> list[int]:
    """Choose the first place, one in the middle and the last."""
    return sorted({0, len(flat) // 2, len(flat) - 1})


def _changed(value: Nested, place: int, off: Fraction) -> Nested:
    """Add to one entry, by its place in reading order."""
    if not isinstance(value, list):
        return str(Fraction(value) + off) if place == 0 else value
    found = []
    for part in value:
        size = len(_flat(part))
        found.append(_changed(part, place, off) if 0 <= place < size else part)
        place -= size
    return found


def _value(desk: Desk, name: str) -> Nested:
    exact = desk.solved.solution.exact(name)
    return desk.solved.solution.floats(name) if exact is None else exact


def _in_words(form: Form, value: Nested) -> Iterator[tuple[str, str]]:
    words = form.words(_fractions(value))
    if form.type == "table":
        yield from _numbers(value)
        return
    text = "".join(w if isinstance(w, str) else getattr(w, "text", None) or plain(w) for w in words)
    yield from (("words", text), ("doubled", text.replace(" ", "  ")), ("stop", f"{text}."))
    yield ("spaces", f"  {text}  ")


def _fractions(value: Nested) -> Nested:
    if isinstance(value, list):
        return tuple(map(_fractions, value))
    return Fraction(value) if isinstance(value, str) else value


def _numbers(value: Nested) -> Iterator[tuple[str, str]]:
    yield "list", _list(value, str)
    yield "decimal", _list(value, _decimal)
    yield "numpy", _list(value, _decimal).replace(",", " ").replace("-", "\u2212")
    yield "latex", _latex(value)
    if _rank(value) == 2:
        yield "matlab", "[" + "; ".join(" ".join(map(str, row)) for row in value) + "]"


def _rank(value: Nested) -> int:
    return 1 + _rank(value[0]) if isinstance(value, list) else 0


def _list(value: Nested, write: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(_list(part, write) for part in value)}]"
    return str(write(value))


def _decimal(value: str | float) -> str:
    """Write a number with seven digits, in full if it is whole."""
    number = Fraction(value) if isinstance(value, str) else value
    if isinstance(number, Fraction) and number.denominator == 1:
        return str(number)
    return f"{float(number):.7g}"


def _latex(value: Nested) -> str:
    if _rank(value) == 2:
        rows = r" \\ ".join(" & ".join(map(_fraction, row)) for row in value)
        return rf"\begin{{pmatrix}} {rows} \end{{pmatrix}}"
    return f"${_list(value, _fraction)}$"


def _fraction(value: str | float) -> str:
    text = str(value)
    if "/" not in text:
        return text
    top, bottom = text.lstrip("-").split("/")
    return ("-" if text.startswith("-") else "") + rf"\frac{{{top}}}{{{bottom}}}"
