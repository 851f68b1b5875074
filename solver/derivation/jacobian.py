"""Jacobians between vectors: `dA/dB` is n_A × n_B, a product of the local ones along each path."""

from __future__ import annotations

from dataclasses import replace

from solver.algebra.expr import Expr, bound_names, make, name, names_in, number, substitute, walk
from solver.algebra.gradient_names import derivative_name
from solver.algebra.op import OPS, Words
from solver.algebra.ops.linear import eye_of
from solver.algebra.pull import Flow, added
from solver.algebra.shapes import Shape, is_vector, length
from solver.algebra.tidy import fold, tidy
from solver.derivation.forward import Forward
from solver.derivation.gradients import LONGEST
from solver.errors import FormulaError
from solver.plan import Line, Step


def jacobian(forward: Forward, top: str, bottom: str) -> tuple[Step, ...]:
    """Derive the Jacobian of one vector with respect to another, shaped n_top × n_bottom."""
    for which in (top, bottom):
        _refuse_matrix(forward.ref(which), top, bottom)
    path = forward.between(top, (bottom,))
    known = {formula: forward.ref(step) for step, formula in forward.formulas.items()}
    steps: list[Step] = []
    closed: dict[str, Expr] = {}
    for which in path:
        if which != top and not _is_given(forward, top, which):
            flows = _contributions(forward, top, which, set(path))
            steps += _steps(forward, top, which, flows, known, closed)
    return tuple(steps)


def _is_given(forward: Forward, top: str, which: str) -> bool:
    found = forward.local_derivative(top, which)
    return found == name(derivative_name(top, which), found.shape) if found else False


def _refuse_matrix(ref: Expr, top: str, bottom: str) -> None:
    if ref.shape and not is_vector(ref.shape):
        raise FormulaError(
            f"d{top}/d{bottom} would have more than two axes: {ref} is a matrix",
            f"give the gradient that arrives at {top}: `upstream: {{{top}: G}}`, "
            f"and ask for dL/d{bottom}",
        )


def _steps(
    forward: Forward, top: str, which: str, flows: list[tuple[str, Flow]],
    known: dict[Expr, Expr], closed: dict[str, Expr],
) -> list[Step]:  # fmt: skip
    label = derivative_name(top, which)
    made = []
    tidied = [(u, tidy(fold(tidy(f.gradient), known)), f.why) for u, f in flows]
    if len(tidied) == 1:
        made.append(Step(label, tidied[0][1], tidied[0][2], "jacobian"))
    else:
        parts = [Step(f"{label} via {user}", g, why, "jacobian") for user, g, why in tidied]
        why: Words = (
            forward.ref(which),
            " is used more than once: the Jacobians of its uses add up",
        )
        made = [*parts, Step(label, added([part.ref for part in parts]), why, "jacobian")]
    for k, step in enumerate(made):
        full = tidy(substitute(step.formula, closed))
        short = full.weight <= LONGEST
        closed[step.name] = full if short else step.ref
        if short and full != step.formula and k == len(made) - 1:
            made[k] = replace(step, after=(Line(full, ("put in the Jacobians above",)),))
    return made


def _contributions(
    forward: Forward, top: str, which: str, path: set[str]
) -> list[tuple[str, Flow]]:
    found = []
    for user in forward.users(which):
        if user not in path and user != top:
            continue
        upstream = (
            None if user == top else name(derivative_name(top, user), _shape(forward, top, user))
        )
        local = forward.local_derivative(user, which)
        if local is not None:
            flow = Flow(_chain(upstream, local), ("the local derivative is given",), local)
        else:
            flow = _pulled(forward.formulas[user], upstream, which)
        found.append((user, flow))
    return found


def _shape(forward: Forward, top: str, bottom: str) -> Shape:
    rows, columns = (length(forward.ref(which).shape) for which in (top, bottom))
    return () if (rows, columns) == (1, 1) else (rows, columns)


def _chain(upstream: Expr | None, local: Expr) -> Expr:
    return local if upstream is None else upstream @ local


def _pulled(formula: Expr, upstream: Expr | None, which: str) -> Flow:
    """Multiply the local Jacobians from a formula's value down to a name in it."""
    if formula.op == "name":
        return Flow(_chain(upstream, eye_of(formula)), ("both are the same quantity",), formula)
    arriving: dict[Expr, list[Flow]] = {formula: []}
    for node in reversed([n for n in walk(formula) if n.op != "name"]):
        if node not in arriving:
            continue
        own = added([f.gradient for f in arriving[node]]) if arriving[node] else upstream
        for i, (arg, bound) in enumerate(zip(node.args, bound_names(node), strict=True)):
            if which in names_in(arg) and which not in bound:
                local, why = _local(node, i)
                arriving.setdefault(arg, []).append(Flow(_chain(own, local), why, node))
    leaf = next(n for n in arriving if n.op == "name" and n.attr("name") == which)
    flows = arriving[leaf]
    return Flow(added([flow.gradient for flow in flows]), flows[0].why, flows[0].user)


def _local(node: Expr, i: int) -> tuple[Expr, Words]:
    rule, arg = OPS[node.op].jacobian, node.args[i]
    vectors = all(not e.shape or is_vector(e.shape) for e in (node, arg))
    if (
        vectors
        and rule is None
        and node.is_scalar
        and OPS[node.op].vjp
        and not OPS[node.op].by_name
    ):
        return _gradient_as_row(node, i)
    if rule is None or not vectors:
        raise FormulaError(
            f"the Jacobian of {node} with respect to {arg} is not written as a matrix here",
            "give an `upstream` gradient and ask for the gradient instead",
        )
    local, why = rule(node, i)
    if local.is_scalar and arg.is_scalar and not node.is_scalar:
        local = make("fill", local, shape=(length(node.shape), 1))
    elif arg.is_scalar and local.shape == node.shape and node.shape[:1] == (1,):
        local = local.T
    return local, why


def _gradient_as_row(node: Expr, i: int) -> tuple[Expr, Words]:
    """Turn the gradient of a scalar into the one row of its Jacobian."""
    rule = OPS[node.op].vjp
    assert rule is not None
    gradient, why = rule(node, number(1), i)
    return (gradient.T if gradient.shape[1:] == (1,) else gradient), why
