"""What a formula does, in words that are true of it whatever its names stand for."""

from __future__ import annotations

from collections.abc import Callable

from solver.algebra.expr import Expr, value_of
from solver.algebra.gradient_names import as_derivative
from solver.algebra.op import OPS, Words
from solver.algebra.ops.functions import parameters_said

# Where nothing else tells, parameters begin with these letters, or have these words in them.
WEIGHTS, BIASES = "WwVvUuθαγ", "Bbβ"
_COPIES = frozenset({"rows", "cols", "T", "index"})  # a bias repeated, weights turned, an entry


def is_weight(name: str) -> bool:
    """Tell whether a name is one that people give to weights."""
    return name[0] in WEIGHTS or "weight" in name.lower()


def is_bias(name: str) -> bool:
    """Tell whether a name is one that people give to biases."""
    return name[0] in BIASES or "bias" in name.lower()


def describe(formula: Expr) -> Words:
    """Say what the outermost operation of a formula does; a constant factor is said after it."""
    rule = _RULES.get(formula.op)
    found = rule(formula) if rule else ()
    says = (*OPS[formula.op].says, *parameters_said(formula))
    return found or says or ("evaluate the formula",)


def _then(inner: Expr, what: str, alone: str) -> Words:
    """Say what the inner formula does and what is done to the result."""
    return (alone,) if _is_leaf(inner) else (*describe(inner), what)


def _is_leaf(expr: Expr) -> bool:
    return not expr.args or expr.op == "index"


# --- by the outermost operation ------------------------------------------------------------------
def _neg(node: Expr) -> Words:
    return _then(node.args[0], ", and change the sign", "change the sign")


def _mul(node: Expr) -> Words:
    for factor, other in (node.args, node.args[::-1]):
        if value_of(factor) is not None or (other.shape and not factor.shape):
            return _then(other, ", and scale", "scale")
    return ("multiply entry by entry",) if node.shape else ("multiply",)


def _div(node: Expr) -> Words:
    top, bottom = node.args
    if bottom.shape:
        return ("divide entry by entry",)
    return _then(top, ", and divide", "divide") if value_of(bottom) or top.shape else ("divide",)


def _sum(node: Expr) -> Words:
    return _along(node, "add up the entries", "add up ")


def _mean(node: Expr) -> Words:
    return _along(node, "take the mean", "take the mean of ")


def _max(node: Expr) -> Words:
    return _along(node, "take the largest entry", "take the largest entry of ")


def _along(node: Expr, whole: str, part: str) -> Words:
    axis = node.attr("axis")
    return (whole if axis is None else part + ("every row" if axis else "every column"),)


def _name(node: Expr) -> Words:
    return ("the same as ", node)


def _total(node: Expr) -> Words:
    if _is_affine(node):
        return ("weights times inputs, plus the bias",)
    if _is_descent(node):
        return ("one step against the gradient",)
    if all(map(_is_leaf, node.args)):
        return ()
    if [arg.op for arg in _terms(node)].count("matmul") == 1 and len(_terms(node)) == 2:
        return ("multiply the matrices, then ", *OPS[node.op].says)
    return ("combine the terms",)


def _is_affine(node: Expr) -> bool:
    """Tell whether a sum is products of a weight and an input, and one bias."""
    terms = _terms(node)
    biases = [term for term in terms if _called(term, is_bias)]
    products = [term for term in terms if _is_weighted(term)]
    return len(biases) == 1 and len(products) == len(terms) - 1 > 0


def _terms(node: Expr) -> list[Expr]:
    if node.op != "add":
        return [node] if node.op != "sub" else list(node.args)
    return [term for arg in node.args for term in _terms(arg)]


def _is_weighted(term: Expr) -> bool:
    return term.op in {"mul", "matmul"} and any(_called(arg, is_weight) for arg in term.args)


def _called(expr: Expr, rule: Callable[[str], bool]) -> bool:
    """Tell whether an expression is a name, one of its entries, or its copy, that fits a rule."""
    bare = expr.args[0] if expr.op in _COPIES else expr
    return bare.op == "name" and rule(bare.attr("name"))


def _is_descent(node: Expr) -> bool:
    """Tell whether this is `x - c * dL/dx` with a positive number c, or a rate with a name."""
    start, change = node.args
    if node.op != "sub" or start.op != "name" or change.op != "mul":
        return False
    rate, slope = change.args
    pair = as_derivative(slope.attr("name")) if slope.op == "name" else None
    return bool(pair and pair.bottom == start.attr("name") and _is_rate(rate))


def _is_rate(expr: Expr) -> bool:
    return (expr.op == "name" and expr.is_scalar) or (value_of(expr) or 0) > 0


_RULES: dict[str, Callable[[Expr], Words]] = {
    "neg": _neg,
    "mul": _mul,
    "div": _div,
    "sum": _sum,
    "mean": _mean,
    "max": _max,
    "add": _total,
    "sub": _total,
    "name": _name,
    "number": lambda node: ("a constant",),
}
