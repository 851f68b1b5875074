"""A solution for machines and notebooks: the JSON object of the command line, and Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from solver.algebra.expr import Expr, value_of
from solver.algebra.latex import Latex
from solver.algebra.op import Law
from solver.algebra.plain import plain, sentence
from solver.document.blocks import Maths, Value
from solver.document.words import DIGITS, is_rounded, resolver, told
from solver.plan import Given, Step
from solver.render.formula import PageLatex
from solver.render.maths import MathsWriter
from solver.solved import Solved
from solver.spec.model import Ask
from solver.text.markdown import marked, tokens
from solver.text.source import MENTION

SCHEMA = 1


def as_json(solved: Solved) -> dict[str, Any]:
    """Give a solved problem as plain data; see the command line's JSON Lines."""
    problem = solved.problem
    asked = asked_forms(solved)
    return {
        "schema": SCHEMA,
        "id": problem.spec.id,
        "label": problem.label,
        "kind": problem.spec.kind,
        "title": problem.spec.title,
        "points": _points(problem.points),
        "statement": statement(solved),
        "givens": {given.name: _given(given) for given in problem.plan.givens},
        "steps": [_step(solved, step, asked.get(step.name)) for step in solved.steps],
        "checked": dict(solved.checked.routes),
    }


def statement(solved: Solved) -> str:
    """Give the author's statement with the values it mentions, as mathematics in Markdown."""
    resolve = resolver(solved.problem.plan, solved.solution, solved.own_label)
    mentioned: list[Maths] = []
    clean = marked(solved.problem.spec.statement, lambda text: mentioned.append(resolve(text)))
    inside = set(_marks_in_mathematics(clean))
    write = MathsWriter(solved.symbols)

    def value(mark: re.Match[str]) -> str:
        latex = write(mentioned[int(mark[1])])
        return latex if mark[1] in inside else f"${latex}$"

    return MENTION.sub(value, clean)


def _marks_in_mathematics(clean: str) -> Iterator[str]:
    for token in tokens(clean):
        for part in (token, *(token.children or ())):
            if part.type.startswith("math"):
                yield from MENTION.findall(part.content)


def asked_forms(solved: Solved) -> dict[str, str]:
    """Map the names of the steps that are asked for to the form wanted: formula, value or ''."""
    return {
        solved.problem.answering(part, ask).name: ask.form
        for part, ask in solved.problem.questions()
        if isinstance(ask, Ask)
    }


def is_number(solved: Solved, step: Step, form: str | None) -> bool:
    """Tell whether a step is answered with numbers, and not with a formula."""
    return step.name in solved.solution and form != "formula" and not step.is_function


def closed_form(step: Step) -> Expr:
    """Give the formula that answers a step which has no number."""
    return step.printed(step.after[-1].expr if step.after else step.formula)


def _points(points: Fraction | None) -> int | float | None:
    if points is None:
        return None
    return int(points) if points.denominator == 1 else float(points)


def _given(given: Given) -> Any:
    if given.value is None:
        return {"shape": [_dim(dim) for dim in given.shape], "facts": sorted(given.facts)}
    return _texts(given.value)


def _texts(value: Any) -> Any:
    return [_texts(part) for part in value] if isinstance(value, tuple) else str(value)


def _dim(dim: Any) -> int | str:
    return dim if isinstance(dim, int) else str(dim)


def _step(solved: Solved, step: Step, form: str | None) -> dict[str, Any]:
    numeric = is_number(solved, step, form)
    return {
        "name": step.name,
        "type": _type(step, numeric),
        "latex": equation(solved, step),
        "formula": plain(step.printed(step.formula) if numeric else closed_form(step)),
        "why": sentence(step.why),
        "uses": list(step.uses),
        "shape": [_dim(dim) for dim in step.shape],
        "exact": solved.solution.exact(step.name) if numeric else None,
        "value": _value(solved, step) if numeric else None,
        "asked": form is not None,
        "minor": step.minor,
    }


def _value(solved: Solved, step: Step) -> Any:
    if step.form and not step.form.numeric:
        return step.form.data(solved.solution.rounded(step.name, DIGITS))
    return solved.solution.floats(step.name)


def _type(step: Step, numeric: bool) -> str:
    if not numeric:
        return "cases" if step.printed(step.formula).op == "cases" else "formula"
    if step.form:
        return step.form.type
    return "array" if step.shape else "number"


def equation(solved: Solved, step: Step) -> str:
    """Write a step as one line of LaTeX that KaTeX reads: `name = formula = value`."""
    symbols = solved.symbols_in(step.name.rpartition(".")[0])
    printer = PageLatex(symbols)
    links = [f"{printer(step.left)} = {printer(step.printed(step.forms[-1].expr))}"]
    if step.is_function:
        return links[0]
    if step.name in solved.solution and value_of(step.formula) is None:
        value = told(step, solved.solution)
        rounded = isinstance(value, Value) and is_rounded(value.value)
        relation = r"\approx" if rounded else "="
        links.append(f"{relation} {MathsWriter(symbols)(value)}")
    elif step.after:
        links.append(f"= {printer(step.after[-1].expr)}")
    return " ".join(links)


def as_markdown(solved: Solved) -> str:
    """Show a solution in a notebook: every step with its reason, asked answers in bold."""
    asked = asked_forms(solved)
    printer = PageLatex(solved.symbols)
    lines = [f"### {solved.problem.spec.title}"]
    for step in solved.steps:
        if not step.minor:
            label = f"**{step.name}**" if step.name in asked else step.name
            why = "".join(_marked(word, printer) for word in step.why)
            lines += [f"- {label}: {why}", f"  $${equation(solved, step)}$$"]
    return "\n\n".join([*lines, solved.checked_line])


def _marked(word: str | Expr | Law, printer: Latex) -> str:
    if isinstance(word, str):
        return word
    return f"${word.latex if isinstance(word, Law) else printer(word)}$"
