"""A plan's forward steps as a graph: which quantities are data, and what feeds what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from solver.algebra.expr import Expr, names_in, substitute, walk
from solver.algebra.gradient_names import as_derivative
from solver.algebra.shapes import Shape, is_vector
from solver.modelling.describe import is_bias, is_weight
from solver.modelling.equations import ACTIVATIONS
from solver.modelling.planned import Planned
from solver.plan import Step


@dataclass(frozen=True, slots=True)
class Node:
    """A quantity of the network: data, or a step with its activation's input merged."""

    name: str
    formula: Expr | None  # None for data
    shape: Shape
    role: str

    @property
    def feeds(self) -> tuple[str, ...]:
        """The names its formula uses."""
        return names_in(self.formula) if self.formula is not None else ()


Graph = Mapping[str, Node]


def graph(planned: Planned) -> Graph:
    """List data and steps in order; the last scalar is the loss, what only it uses a target."""
    steps = _merged(planned)
    last = next(reversed(list(steps)), "")
    data = _data(planned, steps)
    found: dict[str, Node] = {}
    for given in planned.plan.givens:
        if given.name in data:
            role = "target" if _only_at_the_end(given.name, steps) else "input"
            found[given.name] = Node(given.name, None, given.shape, role)
    for key, formula in steps.items():
        found[key] = Node(key, formula, formula.shape, "hidden")
    if last and not found[last].shape and len(steps) > 1:
        return found | {last: replace(found[last], role="loss")}
    return {k: replace(n, role="input") if n.role == "target" else n for k, n in found.items()}


def _merged(planned: Planned) -> dict[str, Expr]:
    """Put the input of an activation into the one step that uses it."""
    forward = [step for step in planned.plan.steps if step.role == "forward"]
    formulas = {step.name: step.formula for step in forward}
    users: dict[str, list[Step]] = {step.name: [] for step in forward}
    for step in forward:
        for used in users.keys() & step.uses:
            users[used].append(step)
    for step in forward:
        own = users[step.name]
        if len(own) == 1 and own[0].formula.op in ACTIVATIONS and _is_affine(step):
            user = own[0].name
            formulas[user] = substitute(formulas[user], {step.name: formulas.pop(step.name)})
    return formulas


def _is_affine(step: Step) -> bool:
    return step.formula.op in {"add", "matmul", "mul"}


def _data(planned: Planned, steps: Mapping[str, Expr]) -> set[str]:
    """Choose the givens that are data; where nothing else feeds a step, all that it uses is."""
    found = {g.name for g in planned.plan.givens if _is_data(planned, g.name, steps)}
    for formula in steps.values():
        used = set(names_in(formula))
        if used.isdisjoint(found) and used.isdisjoint(steps):
            found |= {key for key in used if not as_derivative(key)}
    return found


def _is_data(planned: Planned, which: str, steps: Mapping[str, Expr]) -> bool:
    if not any(which in names_in(formula) for formula in steps.values()) or as_derivative(which):
        return False
    if _only_at_the_end(which, steps):
        return True
    if planned.inputs:
        return which in planned.inputs
    own = which.rpartition(".")[2]
    named = is_weight(own) or is_bias(own)
    return not named and not any(_weighs(which, formula) for formula in steps.values())


def _weighs(which: str, formula: Expr) -> bool:
    """Tell whether a matrix of that name multiplies a vector."""
    for node in walk(formula):
        if node.op == "matmul":
            for own, other in (node.args, node.args[::-1]):
                bare = own.args[0] if own.op == "T" else own
                if bare.op == "name" and bare.attr("name") == which:
                    return not is_vector(own.shape) and is_vector(other.shape)
    return False


def _only_at_the_end(which: str, steps: Mapping[str, Expr]) -> bool:
    users = [key for key, formula in steps.items() if which in names_in(formula)]
    return len(steps) > 1 and users == [list(steps)[-1]]


def depths(nodes: Graph) -> dict[str, int]:
    """Count the steps from the data to each node; a target stands just before the loss."""
    found: dict[str, int] = {}
    for key, node in nodes.items():
        before = [found[used] for used in node.feeds if used in found]
        found[key] = 1 + max(before, default=-1) if node.formula is not None else 0
    for key, node in nodes.items():
        if node.role == "target":
            found[key] = max(found.values()) - 1
    return found
