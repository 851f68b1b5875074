"""Back through time: the gradient of a scan is a scan over the reversed sequences."""

from __future__ import annotations

from typing import Any

from solver.algebra.expr import Expr, make, name, names_in, number, substitute, walk
from solver.algebra.op import Gradient
from solver.algebra.ops.constants import fill
from solver.algebra.ops.leaves import size
from solver.algebra.ops.scan_parts import Parts, parts
from solver.algebra.pull import added, pull
from solver.algebra.shapes import Shape, combine


def through_time(node: Expr, g: Expr, wanted: Any) -> Gradient:
    """Send the gradient of all iterates back to a name: Σ over starts, sequences and steps."""
    p = parts(node)
    found = [_through(start, _at_start(node, g, k), wanted) for k, start in enumerate(p.starts)]
    found += [_through(s, _along(node, g, k), wanted) for k, s in enumerate(p.sequences)]
    bound = {*p.states, *p.inputs}  # a state may have the name of the given it starts from
    if wanted not in bound and any(wanted in names_in(body) for body in p.bodies):
        found.append(_last(_back(node, g, wanted, keep=False)))
    return added([flow for flow in found if flow is not None]), (
        "back through time: every repetition passes its share",
    )


def _through(argument: Expr, upstream: Expr, wanted: str) -> Expr | None:
    return pull(argument, upstream, wanted) if wanted in names_in(argument) else None


def _at_start(node: Expr, g: Expr, k: int) -> Expr:
    """Give the gradient of the start of state k."""
    return _last(_back(node, g, None, keep=False, out=k))


def _along(node: Expr, g: Expr, k: int) -> Expr:
    """Give the gradient of sequence k, term by term."""
    back = _back(node, g, parts(node).inputs[k], keep=True)
    return make("reverse", make("block", back, axis=0, start=1, stop=back.shape[0]))


def _back(node: Expr, g: Expr, wanted: str | None, keep: bool, out: int = 0) -> Expr:
    """Build the scan that carries the states' gradients from the last step to the first.

    Its states are `d_s` for every forward state `s`; if a name is wanted, its gradient comes first,
    added up over the steps or (`keep`) that of each step alone. All bodies read the old gradients.
    """
    p = parts(node)
    bodies = _as_functions_of_the_past(p)
    *labels, sum_label, out_label = _fresh([*p.states, "sum", "out"], node)
    flows = [name(key, start.shape) for key, start in zip(labels, p.starts, strict=True)]
    back = [
        _pulled(bodies, flows, s, start.shape) for s, start in zip(p.states, p.starts, strict=True)
    ]
    starts = [fill(number(0), start.shape) for start in p.starts]
    starts[p.out] = _last(g)
    back[p.out] = back[p.out] + name(out_label, p.starts[p.out].shape)
    states = list(labels)
    if wanted is not None:
        share = _pulled(bodies, flows, wanted)
        back.insert(0, share if keep else name(sum_label, share.shape) + share)
        starts.insert(0, fill(number(0), share.shape))
        states.insert(0, sum_label)
    sequences = _feeds(node, p, g)
    return make(
        "scan", *starts, *sequences, *back,
        states=tuple(states), inputs=(*p.states, *p.inputs, out_label),
        steps=p.steps, out=out, together=True,
    )  # fmt: skip


def _fresh(keys: list[str], node: Expr) -> list[str]:
    """Name the gradients of states: `d_h`, with more underscores where that is taken."""
    taken = {part.attr("name") for part in walk(node) if part.op == "name"}
    found: list[str] = []
    for key in keys:
        label = f"d_{key}"
        while label in taken:
            label += "_"
        taken.add(label)
        found.append(label)
    return found


def _as_functions_of_the_past(p: Parts) -> list[Expr]:
    """Write every new state over the old states, where updates in order read new ones."""
    done: dict[str, Expr] = {}
    for state, body in zip(p.states, p.bodies, strict=True):
        done[state] = body if p.together else substitute(body, done)
    return list(done.values())


def _pulled(bodies: list[Expr], flows: list[Expr], wanted: str, shape: Shape = ()) -> Expr:
    found = [pull(body, flow, wanted) for body, flow in zip(bodies, flows, strict=True)]
    real = [part for part in found if part is not None]
    return added(real) if real else fill(number(0), shape)


def _feeds(node: Expr, p: Parts, g: Expr) -> tuple[Expr, ...]:
    """Run the old states, the inputs and the upstream gradients backwards."""
    attrs = dict(node.attrs)
    pasts = [make("scan", *node.args, **(attrs | {"out": k})) for k in range(len(p.states))]
    olds = [_reversed(make("block", past, axis=0, start=0, stop=p.steps)) for past in pasts]
    runs = [_reversed(sequence) for sequence in p.sequences]
    arriving = _reversed(make("block", g, axis=0, start=0, stop=p.steps))
    return (*olds, *runs, arriving)


def _reversed(sequence: Expr) -> Expr:
    return make("reverse", sequence)


def _last(sequence: Expr) -> Expr:
    return make("index", sequence, size(combine((1, sequence.shape[0]), (-1, 1))))
