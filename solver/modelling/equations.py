"""A forward pass read from equations: names in order, each over givens and earlier names."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial

from solver.algebra.expr import Expr, bound_names, name, names_in, rebuild, walk
from solver.algebra.ops.functions import FUNCTIONS
from solver.algebra.read import read
from solver.algebra.scope import Scope
from solver.errors import FormulaError, Mark, UndefinedFunction, UndefinedName
from solver.modelling.describe import describe
from solver.modelling.givens import Complaints
from solver.plan import Step
from solver.spec.model import Formula

Equation = tuple[str, Mark, Formula]
ACTIVATIONS = frozenset(FUNCTIONS) | {"softmax", "fn", "unknown"}


def read_equations(
    equations: Iterable[Equation], scope: Scope, complaints: Complaints
) -> dict[str, Expr]:
    """Read equations in order; a broken one is complained about once, not wherever it is used."""
    found: dict[str, Expr] = {}
    names = dict(scope.names)
    known = replace(scope, names=names)  # which grows, equation by equation
    order = list(equations)
    later = dict.fromkeys(key for key, _, _ in order)
    for key, _, formula in order:
        read_ = complaints.attempt(formula.mark, partial(_read, formula.text, known, key, later))
        later.pop(key, None)
        if read_ is None:
            complaints.broken.add(key)
        else:
            found[key], names[key] = read_, name(key, read_.shape)
    return found


def _read(text: str, known: Scope, key: str, later: Container[str]) -> Expr:
    """Read one equation; explain a name that is defined further down, or by itself."""
    try:
        return read(text, known)
    except UndefinedName as error:
        if error.wanted not in later or isinstance(error, UndefinedFunction):
            raise
        if error.wanted == key:
            message, hint = f"`{key}` is defined by itself", "use `scan` to repeat a step"
        else:
            message = f"`{error.wanted}` is used before it is defined"
            hint = "equations are read in order: move it up"
        raise FormulaError(message, hint, error.offset) from None


# --- naming the inputs of nonlinear functions ----------------------------------------------------
def name_inputs(formulas: Mapping[str, Expr], taken: Iterable[str]) -> dict[str, Expr]:
    """Give the compound input of an activation its own name, so that each link of the chain shows.

    `x2 = sigmoid(W @ x + b)` becomes `z = W @ x + b` and `x2 = sigmoid(z)`. A difference such as
    the `t - x3` of a loss stays where it is.
    """
    inputs = {node for formula in formulas.values() for node in _inputs(formula)}
    used = {*taken, *formulas}
    alone = len(inputs) == 1 and "z" not in used
    labels: dict[Expr, str] = {}
    result: dict[str, Expr] = {}
    for key, formula in formulas.items():
        for node in _inputs(formula):
            if node not in labels:
                label = "z" if alone else _free(f"z_{key}", used)
                used.add(label)
                result[label] = _with_labels(node, labels)
                labels[node] = label
        result[key] = _with_labels(formula, labels)
        labels.setdefault(formula, key)
    return result


def _with_labels(expr: Expr, labels: Mapping[Expr, str]) -> Expr:
    """Put labels in place of the parts they name; the expression itself stays."""
    return rebuild(
        expr,
        tuple(
            arg if bound else name(labels[arg], arg.shape) if arg in labels
            else _with_labels(arg, labels)
            for arg, bound in zip(expr.args, bound_names(expr), strict=True)
        ),
    )  # fmt: skip


def _inputs(formula: Expr) -> list[Expr]:
    """List the compound arguments of activations that hold a product of names, innermost first."""
    found = [node.args[0] for node in _outer(formula) if node.op in ACTIVATIONS and node.args]
    return [n for n in dict.fromkeys(found) if any(_is_product(part) for part in walk(n))]


def _outer(expr: Expr) -> Iterator[Expr]:
    """Visit the parts of a formula, innermost first, that stand outside what binds a name."""
    for arg, bound in zip(expr.args, bound_names(expr), strict=True):
        if not bound:
            yield from _outer(arg)
    yield expr


def _is_product(node: Expr) -> bool:
    return node.op in {"mul", "matmul"} and all(names_in(arg) for arg in node.args)


def _free(wanted: str, used: set[str]) -> str:
    while wanted in used:
        wanted += "_"
    return wanted


# --- what a step does, in words ------------------------------------------------------------------
NAMED_INPUT = (
    "the input of the activation gets a name, so that the chain rule takes one link at a time"
)


def forward_steps(
    equations: Iterable[Equation], scope: Scope, complaints: Complaints, marks: dict[str, Mark]
) -> list[Step]:
    """Read equations as steps, noting where each is written."""
    order = list(equations)
    marks |= {key: formula.mark for key, _, formula in order}
    found = read_equations(order, scope, complaints)
    return [forward_step(key, formula) for key, formula in found.items()]


def forward_step(key: str, formula: Expr, fresh: bool = False) -> Step:
    """Make a step of the forward pass; `fresh` marks an input that was given a name here."""
    return Step(key, formula, (NAMED_INPUT,) if fresh else describe(formula))
