"""Mistakes that change the shape of what comes out: padding, strides, transposes left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from solver.algebra.expr import Expr, make, name, substitute, transform, walk
from solver.algebra.shapes import Shape
from solver.errors import FormulaError
from solver.marking.judging.said import Said
from solver.plan import Given, Plan, Step

PADS = frozenset({"pad_zero", "pad_circular", "pad_reflect", "pad_replicate"})
WINDOWS = frozenset({"correlate2d", "convolve2d"})
POOLS = frozenset({"max_pool2d", "average_pool2d"})

Changed = tuple[str, Expr]  # what was done, and what stands there instead


def changes(node: Expr) -> Iterator[Changed]:
    """List what people do to a node that gives something of another shape."""
    try:
        for words, found in _changes(node):
            if found.shape != node.shape:
                yield words, found
    except FormulaError:  # whoever makes it finds out
        return


def _changes(node: Expr) -> Iterator[Changed]:
    if node.op in PADS:
        yield "the padding was left out", node.args[0]
    if node.op == "T":
        yield f"the transpose of {node.args[0]} was left out", node.args[0]
    if node.op in WINDOWS | POOLS:
        yield from _windows(node)
    if node.op in WINDOWS and node.args[0].op not in PADS:
        yield from _padded(node)
    if node.op == "matmul":
        yield from _products(*node.args)


def _windows(node: Expr) -> Iterator[Changed]:
    attrs = dict(node.attrs)
    if attrs["stride"] != 1:
        yield "the stride was left out", make(node.op, *node.args, **attrs | {"stride": 1})
    if attrs.get("dilation", 1) != 1:
        yield "the dilation was left out", make(node.op, *node.args, **attrs | {"dilation": 1})
    if attrs.get("padding"):
        yield "the padding was left out", make(node.op, *node.args, **attrs | {"padding": 0})
    if "ceil" in attrs:
        words = "cells at the border were left out" if attrs["ceil"] else "part of a window counted"
        yield words, make(node.op, *node.args, **attrs | {"ceil": not attrs["ceil"]})


def _padded(node: Expr) -> Iterator[Changed]:
    """Pad a map that is not padded, so that it keeps its size, or by all that the kernel covers."""
    rows, columns = node.args[1].shape[-2:]
    if not isinstance(rows, int) or not isinstance(columns, int):
        return
    for words, (high, wide) in (
        ("the map was padded, so that it keeps its size", (rows // 2, columns // 2)),
        ("the full result was computed, past the border", (rows - 1, columns - 1)),
    ):
        padded = make("pad_zero", node.args[0], top=high, bottom=high, left=wide, right=wide)
        yield words, make(node.op, padded, *node.args[1:], **dict(node.attrs))


def _products(left: Expr, right: Expr) -> Iterator[Changed]:
    """Multiply in the other order, or with one of the factors transposed."""
    if len(left.shape) != 2 or len(right.shape) != 2:
        return
    for words, (first, second) in (
        ("the factors of a matrix product were exchanged", (right, left)),
        (f"{left} was transposed", (_turned(left), right)),
        (f"{right} was transposed", (left, _turned(right))),
    ):
        if first.shape[1] == second.shape[0]:
            yield words, first @ second


def _turned(factor: Expr) -> Expr:
    return factor.args[0] if factor.op == "T" else factor.T


# --- plans ----------------------------------------------------------------------------------------
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
            for words in dict.fromkeys(w for node in walk(step.formula) for w, _ in changes(node)):
                found.setdefault(words, []).append({step.name: _made(step.formula, words)})
    return found


def _made(formula: Expr, words: str) -> Expr:
    def rule(node: Expr) -> Expr:
        return next((found for told, found in changes(node) if told == words), node)

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
