"""The diagram of a network, as data: what feeds what, read off the forward steps of a plan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from solver.algebra.expr import make, name, names_in, number, walk
from solver.algebra.ops.entry import is_sequence
from solver.algebra.shapes import Shape, is_vector, length
from solver.digits import plain, to_digits, written
from solver.document.blocks import Diagram, Formula, Inlines, Layer, Text, Unit, Value, Wire
from solver.modelling.equations import ACTIVATIONS
from solver.modelling.graph import Graph, Node, depths, graph
from solver.modelling.planned import Planned
from solver.solution import Solution

MOST_UNITS, MOST_COLUMNS, MOST_LAYERS = 6, 6, 9
MOST_LETTERS = 6  # in a circle
MOST_SKIPS = 4  # wires around others; of more, nobody can follow one
ACTIVATION_NAMES = {"sigmoid": "σ", "relu": "ReLU", "elu": "ELU", "leaky_relu": "leaky ReLU"}


def diagram(planned: Planned, solution: Solution | None) -> tuple[Diagram, ...]:
    """Draw the forward pass, if it has data, something computed from it, and can be followed."""
    nodes = graph(planned)
    columns = _columns(nodes)
    computed = [node for node in nodes.values() if node.formula is not None]
    if not computed or len(computed) == len(nodes):
        return ()
    if all(not node.shape for node in nodes.values()):
        found = _scalar_diagram(columns, nodes, solution)
    else:
        found = _layer_diagram(columns, nodes, solution)
    return (found,) if _can_be_followed(found) else ()


def _can_be_followed(found: Diagram) -> bool:
    if len(found.layers) > MOST_LAYERS or any(len(x.units) > MOST_UNITS for x in found.layers):
        return False
    return sum(wire.curved for wire in found.wires) <= MOST_SKIPS


def _columns(nodes: Graph) -> list[list[Node]]:
    found = depths(nodes)
    count = 1 + max(found.values(), default=-1)
    return [[n for n in nodes.values() if found[n.name] == depth] for depth in range(count)]


# --- vectors: one layer a node -------------------------------------------------------------------
def _layer_diagram(
    columns: Iterable[list[Node]], nodes: Graph, solution: Solution | None
) -> Diagram:
    order = [node for column in columns for node in column if node.role != "target"]
    order = order[:-1] + [n for n in nodes.values() if n.role == "target"] + order[-1:]
    small = all(_count(node.shape) <= MOST_UNITS for node in order) and len(order) <= MOST_COLUMNS
    layers = tuple(_layer(node, nodes, small, solution) for node in order)
    place = {node.name: k for k, node in enumerate(order)}
    return Diagram(layers, tuple(_wires(order, place)))


def _wires(order: list[Node], place: Mapping[str, int]) -> Iterable[Wire]:
    for node in order:
        for used in dict.fromkeys(node.feeds):
            if used in place:
                between = order[place[used] + 1 : place[node.name]]
                skips = any(other.role != "target" for other in between)
                yield Wire(place[used], place[node.name], curved=skips)


def _layer(node: Node, nodes: Graph, small: bool, solution: Solution | None) -> Layer:
    apart = small and not is_sequence(node.shape)  # what comes one after another is one box
    units = _units(node, solution) if apart else ()
    label = Formula(name(node.name, node.shape))
    return Layer(label, node.shape, units, _operation(node, nodes), node.role)


def _count(shape: Shape) -> int:
    if shape and not is_vector(shape):
        return MOST_UNITS + 1
    size = length(shape)
    return size if isinstance(size, int) else MOST_UNITS + 1


def _units(node: Node, solution: Solution | None) -> tuple[Unit, ...]:
    whole = name(node.name, node.shape)
    values = _values(node, solution)
    if not node.shape:
        return (Unit(Formula(whole), values[0] if values else None),)
    return tuple(
        Unit(Formula(make("index", whole, number(k + 1))), values[k] if values else None)
        for k in range(_count(node.shape))
    )


def _values(node: Node, solution: Solution | None) -> list[Value]:
    if solution is None or node.name not in solution:
        return []
    return [Value(_short(entry), 3) for entry in _flat(solution.rounded(node.name, 3))]


def _short(entry: Any) -> Any:
    """Round what is too long for a circle."""
    return entry if len(plain(written(entry, 3))) <= MOST_LETTERS else to_digits(entry, 3)


def _flat(value: Any) -> list[Any]:
    if not isinstance(value, tuple):
        return [value]
    return [entry for part in value for entry in _flat(part)]


def _operation(node: Node, nodes: Graph) -> Inlines:
    """Say what leads into a layer: its parameters, then its activation."""
    if node.formula is None or node.role == "loss":
        return ()
    shapes = {e.attr("name"): e.shape for e in walk(node.formula) if e.op == "name"}
    parameters = [name(key, shapes[key]) for key in names_in(node.formula) if key not in nodes]
    words: list[Any] = []
    for k, parameter in enumerate(parameters):
        words += [Text(", ")] * (k > 0) + [Formula(parameter)]
    if node.formula.op in ACTIVATIONS:
        called = ACTIVATION_NAMES.get(node.formula.op, node.formula.op)
        words += [Text(", ")] * bool(words) + [Text(called)]
    return tuple(words)


# --- scalars written out one by one: one circle a node -------------------------------------------
def _scalar_diagram(columns: list[list[Node]], nodes: Graph, solution: Solution | None) -> Diagram:
    place = {n.name: (c, k) for c, column in enumerate(columns) for k, n in enumerate(column)}
    layers = tuple(
        Layer(
            Formula(name(column[0].name)), (), tuple(_units(n, solution)[0] for n in column), (),
            column[0].role,
        )
        for column in columns
    )  # fmt: skip
    wires = tuple(
        Wire(
            place[used][0], place[node.name][0], _weight(node, used, nodes),
            (place[used][1], place[node.name][1]),
            curved=place[node.name][0] - place[used][0] > 1,
        )
        for node in nodes.values()
        for used in dict.fromkeys(node.feeds)
        if used in place
    )  # fmt: skip
    return Diagram(layers, wires)


def _weight(node: Node, used: str, nodes: Graph) -> Formula | None:
    """Find the parameter that multiplies a name in a node's formula."""
    assert node.formula is not None
    for product in walk(node.formula):
        if product.op == "mul" and used in {a.attr("name") for a in product.args if a.op == "name"}:
            others = [a for a in product.args if a.op == "name" and a.attr("name") not in nodes]
            if others:
                return Formula(others[0])
    return None
