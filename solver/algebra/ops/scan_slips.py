"""What goes wrong with repeated updates: a sign, a factor, values of the wrong time."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from solver.algebra.expr import Expr, make, names_in, rebuild, value_of
from solver.algebra.op import Slip
from solver.algebra.ops.scan_parts import Parts, parts

PLACES = 6  # pairs of updates that may be taken in the wrong order


def _old_values(node: Expr) -> Expr | None:
    """Let every update read the values before all of them, instead of the new ones."""
    q = parts(node)
    if q.together or len(q.bodies) < 2:
        return None
    return make("scan", *node.args, **(dict(node.attrs) | {"together": True}))


def _unweighted(node: Expr) -> Expr | None:
    """Leave the factor 1 − β out of an average β v + (1 − β) g."""
    q = parts(node)
    bodies = tuple(_without_weight(body) for body in q.bodies)
    if bodies == q.bodies:
        return None
    return rebuild(node, (*node.args[: -len(bodies)], *bodies))


def _without_weight(body: Expr) -> Expr:
    return rebuild(body, tuple(map(_bare, body.args))) if body.op == "add" else body


def _bare(term: Expr) -> Expr:
    """Give the g of a term (1 − β) g."""
    left, right = term.args if term.op == "mul" else (term, term)
    is_weight = left.op == "sub" and value_of(left.args[0]) == 1
    return right if is_weight and right.shape == term.shape else term


def _uphill(node: Expr) -> Expr | None:
    """Add what is taken off a state: a step against the gradient becomes one along it."""
    q = parts(node)
    bodies = tuple(_turned(state, body) for state, body in zip(q.states, q.bodies, strict=True))
    return None if bodies == q.bodies else rebuild(node, (*node.args[: -len(bodies)], *bodies))


def _turned(state: str, body: Expr) -> Expr:
    own = body.op == "sub" and body.args[0].op == "name" and body.args[0].attr("name") == state
    return body.args[0] + body.args[1] if own else body


def _new_values(node: Expr) -> Expr | None:
    """Let every update read the values that are new by then, instead of the old ones."""
    q = parts(node)
    if not q.together or len(q.bodies) < 2:
        return None
    return make("scan", *node.args, **(dict(node.attrs) | {"together": False}))


# --- one update too early ------------------------------------------------------------------------
def _pairs(q: Parts) -> Iterator[tuple[int, int]]:
    """List the updates that read what an earlier one has just made, nearest first."""
    for late, body in enumerate(q.bodies):
        for early in reversed(range(late)):
            if not q.together and q.states[early] in names_in(body):
                yield early, late


def _pair(node: Expr, which: int) -> tuple[int, int] | None:
    return dict(enumerate(_pairs(parts(node)))).get(which)


def _too_early(which: int) -> Callable[[Expr], Expr | None]:
    """Move an update before the one whose new value it should read."""

    def change(node: Expr) -> Expr | None:
        pair = _pair(node, which)
        return None if pair is None else _moved(node, *pair)

    return change


def _moved(node: Expr, early: int, late: int) -> Expr:
    q = parts(node)
    order = [k for k in range(len(q.states)) if k != late]
    order.insert(early, late)

    def sort(items: tuple[Expr, ...]) -> tuple[Expr, ...]:
        return tuple(items[k] for k in order)

    attrs = dict(node.attrs) | {
        "states": tuple(q.states[k] for k in order), "out": order.index(q.out),
    }  # fmt: skip
    return make("scan", *sort(q.starts), *q.sequences, *sort(q.bodies), **attrs)


def _named(which: int) -> Callable[[Expr], tuple[str, ...]]:
    def told(node: Expr) -> tuple[str, ...]:
        early, late = _pair(node, which) or (0, 0)
        states = parts(node).states
        return states[late], states[early]

    return told


SLIPS = (
    Slip("the step was added instead of subtracted", _uphill),
    Slip("the updates read the old values, instead of one after another", _old_values),
    Slip("the factor 1 − β was left out of the average", _unweighted),
    Slip(
        "the updates read new values, instead of the old ones all at once", _new_values, quiet=True
    ),
    *(
        Slip("{} was updated with the old {}", _too_early(which), _named(which), quiet=True)
        for which in range(PLACES)
    ),
)
