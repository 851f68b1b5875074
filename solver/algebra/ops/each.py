"""A formula at every term of a sequence: `each(norm(x), x=X)` is the sequence of its values."""

from __future__ import annotations

from typing import Any

from solver.algebra import fit
from solver.algebra.expr import Expr, make, name, names_in, number
from solver.algebra.notation import ATOM, P_ATOM, P_SUM, SUM, bracket
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
    *sequences, body = node.args
    feeds = [ctx.run(sequence, {}) for sequence in sequences]
    inner = [whole(sequence.shape[1:]) for sequence in sequences]
    (count,) = ctx.dims(node.shape[:1])
    terms = []
    for t in ctx.times(count, (body,)):
        found = [feed[(..., t, *axes)] for feed, axes in zip(feeds, inner, strict=True)]
        terms.append(ctx.run(body, dict(zip(node.attr("inputs"), found, strict=True))))
    return ctx.xp.stack(list(ctx.xp.broadcast_arrays(*terms)), axis=-len(body.shape) - 1)


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
    runs = ",\\; ".join(rf"{p.name(key)} \in {p.at(sequence, SUM)}" for key, sequence in pairs)
    inner = p.within(e.attr("inputs")).at(body, SUM)
    return rf"{bracket(inner, '[', ']')}_{{{runs}}}", ATOM


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
