"""Reverse mode inside one formula: what flows from its value back to the names in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial

from solver.algebra.expr import Expr, bound_names, names_in, walk
from solver.algebra.op import OPS, Rewriting, Words
from solver.errors import FormulaError


@dataclass(frozen=True, slots=True)
class Flow:
    """What one use of a node sends back to it: the gradient, the rule, and the user.

    `reached` are forms that lead to the gradient.
    """

    gradient: Expr
    why: Words
    user: Expr
    reached: tuple[Rewriting, ...] = ()


@dataclass(slots=True)
class Trace:
    """All flows of a formula: to each name, and to each unnamed part on the way, in order."""

    names: dict[str, list[Flow]] = field(default_factory=dict)
    parts: dict[Expr, list[Flow]] = field(default_factory=dict)

    def send(self, node: Expr, flow: Flow) -> None:
        if node.op == "name":
            self.names.setdefault(node.attr("name"), []).append(flow)
        else:
            self.parts.setdefault(node, []).append(flow)


def added(gradients: list[Expr]) -> Expr:
    """Add up the gradients of several uses."""
    total = gradients[0]
    for gradient in gradients[1:]:
        total = total + gradient
    return total


def trace(formula: Expr, upstream: Expr, wanted: Iterable[str]) -> Trace:
    """Send the upstream gradient of a formula back to the wanted names in it.

    Every distinct part of the formula is visited once, users before what they use, so a part that
    is used twice passes the sum of its gradients on.
    """
    targets, found = frozenset(wanted), Trace()
    if formula.op == "name" and formula.attr("name") in targets:
        found.send(formula, Flow(upstream, ("both are the same quantity",), formula))
        return found
    for node in reversed([n for n in walk(formula) if n.op != "name"]):
        if node == formula:
            _apply(node, upstream, targets, found)
        elif node in found.parts:
            _apply(node, added([f.gradient for f in found.parts[node]]), targets, found)
    places = _places(formula)
    for key, flows in found.names.items():  # in the order in which the author wrote the uses
        flows.sort(key=partial(_place_of, places, key))
    return found


def _places(formula: Expr) -> dict[Expr, int]:
    """Count, for each distinct part of a formula, the nodes written before its first place."""
    found: dict[Expr, int] = {}

    def visit(node: Expr, place: int) -> None:
        if node not in found:
            found[node] = place
            for arg in node.args:
                visit(arg, place + 1)
                place += arg.weight

    visit(formula, 0)
    return found


def _place_of(places: Mapping[Expr, int], key: str, flow: Flow) -> int:
    """Find where a name is written in the user that sends a flow to it."""
    place = places[flow.user]
    for arg in flow.user.args:
        if arg.op == "name" and arg.attr("name") == key:
            return place
        place += arg.weight
    return places[flow.user]


def _apply(node: Expr, upstream: Expr, targets: frozenset[str], found: Trace) -> None:
    op = OPS[node.op]
    reached = [
        i
        for i, (arg, bound) in enumerate(zip(node.args, bound_names(node), strict=True))
        if any(used in targets and used not in bound for used in names_in(arg))
    ]
    if op.vjp is None:
        if reached:
            raise FormulaError(f"{node} has no derivative")
        return
    if op.by_name:
        leaves = {n.attr("name"): n for n in walk(node) if n.op == "name"}
        for wanted in (w for w in names_in(node) if w in targets):
            found.send(leaves[wanted], Flow(*op.vjp(node, upstream, wanted), node))
        return
    together = op.flows(node, upstream) if op.flows else None
    if together is not None:
        for part, gradient in together.items():
            found.send(part, Flow(*gradient, node))
        return
    for i in reached:
        forms = op.reached(node, upstream, i) if op.reached else ()
        found.send(node.args[i], Flow(*op.vjp(node, upstream, i), node, forms))


def pull(formula: Expr, upstream: Expr, wanted: str) -> Expr | None:
    """Give the gradient that flows to one name, tidied; None if the name does not occur."""
    from solver.algebra.tidy import tidy

    flows = trace(formula, upstream, (wanted,)).names.get(wanted)
    return tidy(added([flow.gradient for flow in flows])) if flows else None
