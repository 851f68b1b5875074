"""Mistakes that change the shape of what comes out, and plans that go on from there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from solver.algebra.expr import Expr, name, substitute, transform, walk
from solver.algebra.shapes import Shape
from solver.errors import FormulaError
from solver.marking.judging.said import Said
from solver.plan import Given, Plan, Step
from solver.variants.mistaken import misshapen


def slips(plan: Plan, key: str, blocked: Mapping[str, object]) -> dict[str, list[dict[str, Expr]]]:
    """List what may have been done on the way to a step, by its words: in which formulas.

    Nobody looks behind the steps that are `blocked`.
    """
    found: dict[str, list[dict[str, Expr]]] = {}
    wanted = {key}
    for step in reversed(plan.steps):
        if step.name in wanted and not step.minor:
            if step.name != key and step.name in blocked:
                continue
            wanted.update(step.uses)
            for words in _told(step.formula):
                found.setdefault(words, []).append({step.name: _made(step.formula, words)})
    return found


def _told(formula: Expr) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.words for node in walk(formula) for one in misshapen(node)))


def _made(formula: Expr, words: str) -> Expr:
    def rule(node: Expr) -> Expr:
        return next((one.changed for one in misshapen(node) if one.words == words), node)

    try:
        return transform(formula, rule)
    except FormulaError:
        return formula


def replanned(plan: Plan, key: str, own: Mapping[str, Said], made: Mapping[str, Expr]) -> Plan:
    """Plan a step from a student's own values and formulas, whatever their shapes.

    FormulaError if they do not fit.
    """
    table: dict[str, Expr] = {}
    givens, steps = [*plan.givens], list[Step]()
    for step in plan.needed([key]):
        if step.name in own and step.name != key:
            shape: Shape = own[step.name].shape
            givens.append(Given(step.name, shape, own[step.name].nested()))
        else:
            formula = substitute(made.get(step.name, step.formula), table)
            shape = formula.shape
            steps.append(replace(step, formula=formula, before=(), after=()))
        if shape != step.shape:
            table[step.name] = name(step.name, shape)
    return Plan(tuple(givens), tuple(steps))
