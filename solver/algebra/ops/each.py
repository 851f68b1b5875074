"""A formula at every term of a sequence: `each(norm(x), x=X)` is the sequence of its values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from solver.algebra import fit
from solver.algebra.exact import OutOfDomain
from solver.algebra.expr import Expr, make, name, names_in, number, walk
from solver.algebra.notation import ATOM, P_ATOM, P_SUM, SUM, bracket, operator
from solver.algebra.op import Attrs, Context, Gradient, Op, Written, declare
from solver.algebra.ops.constants import fill
from solver.algebra.ops.entry import is_sequence, whole
from solver.algebra.ops.leaves import size
from solver.algebra.pull import added, pull
from solver.algebra.shapes import Shape, combine
from solver.errors import FormulaError


def _shape(args: tuple[Expr, ...], attrs: Attrs) -> Shape:
    *sequences, body = args
    for sequence in sequences:
        if not is_sequence(sequence.shape):
            raise FormulaError(f"{fit.described(sequence)} is not a sequence", "use columns(X)")
        if sequence.shape[0] != sequences[0].shape[0]:
            first = fit.described(sequences[0])
            raise FormulaError(f"{first} and {fit.described(sequence)} differ in length")
    if is_sequence(body.shape):
        raise FormulaError(f"{fit.described(body)} is a sequence already: each term is an array")
    return (sequences[0].shape[0], *body.shape)


def _kernel(ctx: Context, node: Expr) -> Any:
    (count,) = ctx.dims(node.shape[:1])
    terms = ctx.times(count, node.args[-1:])
    feeds = [ctx.run(sequence, {}) for sequence in node.args[:-1]]
    try:
        return _at_once(ctx, node, feeds, count)
    except OutOfDomain:  # an index that differs from term to term; or it says where
        return _one_by_one(ctx, node, feeds, terms)


def _at_once(ctx: Context, node: Expr, feeds: Sequence[Any], count: int) -> Any:
    """Run the body once, with the terms along a batch axis in front of all others."""
    xp, body, inner = ctx.xp, node.args[-1], [arg.shape[1:] for arg in node.args[:-1]]
    outside = [ctx.run(part, {}).ndim - len(part.shape) for part in _free(node)]
    own = [feed.ndim - 1 - len(shape) for feed, shape in zip(feeds, inner, strict=True)]
    rank = max([*outside, *own])
    bound = {}
    for key, feed, shape in zip(node.attr("inputs"), feeds, inner, strict=True):
        front = xp.moveaxis(feed, -len(shape) - 1, 0)
        missing = (1,) * (rank - front.ndim + 1 + len(shape))
        bound[key] = xp.reshape(front, (front.shape[0], *missing, *front.shape[1:]))
    found = ctx.run(body, bound)
    full = xp.zeros((count, *(1,) * (rank + len(body.shape))), dtype=xp.float64)
    return xp.moveaxis(xp.broadcast_arrays(found, full)[0], 0, -len(body.shape) - 1)


def _free(node: Expr) -> list[Expr]:
    """List the names that the body takes from outside."""
    free = set(names_in(node.args[-1])) - set(node.attr("inputs"))
    found = (part for part in walk(node.args[-1]) if part.op == "name")
    return [part for part in found if part.attr("name") in free]


def _one_by_one(ctx: Context, node: Expr, feeds: Sequence[Any], terms: range) -> Any:
    *sequences, body = node.args
    inner = [whole(sequence.shape[1:]) for sequence in sequences]
    values = []
    for t in terms:
        found = [feed[(..., t, *axes)] for feed, axes in zip(feeds, inner, strict=True)]
        values.append(ctx.run(body, dict(zip(node.attr("inputs"), found, strict=True))))
    return ctx.xp.stack(list(ctx.xp.broadcast_arrays(*values)), axis=-len(body.shape) - 1)


def _vjp(node: Expr, g: Expr, wanted: Any) -> Gradient:
    """Send each term's gradient to its own term, and to a name in the body their sum."""
    *sequences, body = node.args
    inputs: tuple[str, ...] = node.attr("inputs")
    up = name(_fresh("g", node), body.shape)
    flows = []
    for key, sequence in zip(inputs, sequences, strict=True):
        share = pull(body, up, key) if wanted in names_in(sequence) else None
        if share is not None:
            along = _each(node, g, up, share)
            flows.append(pull(sequence, along, wanted))
    if wanted not in inputs and wanted in names_in(body):
        flows.append(_total(node, g, up, wanted))
    found = [flow for flow in flows if flow is not None]
    return added(found), ("every term passes its own share",)


def _each(node: Expr, g: Expr, up: Expr, share: Expr) -> Expr:
    inputs = (*node.attr("inputs"), up.attr("name"))
    return make("each", *node.args[:-1], g, share, inputs=inputs)


def _total(node: Expr, g: Expr, up: Expr, wanted: str) -> Expr | None:
    """Add up what the terms send to a name that stands in the body: a scan over the terms."""
    share = pull(node.args[-1], up, wanted)
    if share is None:
        return None
    label = _fresh("sum", node)
    last = make(
        "scan", fill(number(0), share.shape), *node.args[:-1], g, name(label, share.shape) + share,
        states=(label,), inputs=(*node.attr("inputs"), up.attr("name")), steps=node.shape[0],
        out=0, together=False,
    )  # fmt: skip
    return make("index", last, size(combine((1, node.shape[0]))))


def _fresh(wanted: str, node: Expr) -> str:
    taken = {*node.attr("inputs"), *names_in(node), *names_in(node.args[-1])}
    while wanted in taken:
        wanted += "_"
    return wanted


# --- how it is written ---------------------------------------------------------------------------
def call(body: Expr, **sequences: Expr) -> Expr:
    """Build from a formula: the names are those of the terms, each with the sequence it is of."""
    if not sequences:
        raise FormulaError("each takes a sequence", "write `each(norm(x), x=X)`")
    return make("each", *sequences.values(), body, inputs=tuple(sequences))


def _latex(p: Any, e: Expr) -> Written:
    *sequences, body = e.args
    pairs = zip(e.attr("inputs"), sequences, strict=True)
    runs = [rf"{p.name(key)} \in {p.at(sequence, SUM)}" for key, sequence in pairs]
    inner = p.within(e.attr("inputs")).at(body, SUM)
    if any(part.op == "scan" for part in walk(body)):  # too long for brackets on one line
        return operator("each") + p.listed([inner, *runs]), ATOM
    below = r",\; ".join(runs)
    return rf"{bracket(inner, '[', ']')}_{{{below}}}", ATOM


def _plain(p: Any, e: Expr) -> Written:
    *sequences, body = (p.at(arg, P_SUM) for arg in e.args)
    pairs = zip(e.attr("inputs"), sequences, strict=True)
    return f"each({', '.join([body, *(f'{key}={run}' for key, run in pairs)])})", P_ATOM


declare(
    Op(
        "each",
        _shape,
        _kernel,
        vjp=_vjp,
        lazy=True,
        opaque=True,
        by_name=True,
        binds=lambda node: (*((),) * (len(node.args) - 1), node.attr("inputs")),
        call=call,
        latex=_latex,
        plain=_plain,
        says=("work out the formula at every term of the sequence",),
    )
)
