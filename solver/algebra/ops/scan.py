"""Repetition: `scan(body, h=h0, x=columns(X))` repeats updates in order and keeps every iterate.

The states come first, one body each; the names after them run through sequences. Iterate 0 is the
start. `out` says which state's iterates are the value: a sequence with one more axis in front.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from solver.algebra import fit
from solver.algebra.expr import Expr, make, value_of
from solver.algebra.notation import CALL, P_ATOM, SUM, operator, plain_attr
from solver.algebra.op import Attrs, Context, Op, Written, declare
from solver.algebra.ops import scan_slips
from solver.algebra.ops.entry import is_sequence, whole
from solver.algebra.ops.scan_gradient import through_time
from solver.algebra.ops.scan_parts import Parts, parts
from solver.algebra.shapes import Dim, Shape, combine
from solver.errors import FormulaError


def _shape(args: tuple[Expr, ...], attrs: Attrs) -> Shape:
    p = Parts(args, attrs)
    for state, start, body in zip(p.states, p.starts, p.bodies, strict=True):
        if start.shape != body.shape:
            raise FormulaError(
                f"the state {state} starts as {fit.described(start)} "
                f"and becomes {fit.described(body)}"
            )
    for sequence in p.sequences:
        if not is_sequence(sequence.shape) or sequence.shape[0] != p.steps:
            raise FormulaError(
                f"{fit.described(sequence)} is not a sequence of {p.steps} terms", "use columns(X)"
            )
    return (combine((1, p.steps), (1, 1)), *p.starts[p.out].shape)


def _kernel(ctx: Context, node: Expr) -> Any:
    p = parts(node)
    runs = list(_iterates(ctx, p))
    rank = len(p.starts[p.out].shape)
    return ctx.xp.stack(list(ctx.xp.broadcast_arrays(*runs)), axis=-rank - 1)


def _iterates(ctx: Context, p: Parts) -> Iterator[Any]:
    (count,) = ctx.dims((p.steps,))
    now = {state: ctx.run(start, {}) for state, start in zip(p.states, p.starts, strict=True)}
    feeds = {key: ctx.run(seq, {}) for key, seq in zip(p.inputs, p.sequences, strict=True)}
    inner = {key: whole(seq.shape[1:]) for key, seq in zip(p.inputs, p.sequences, strict=True)}
    yield now[p.states[p.out]]
    for t in ctx.times(count, p.bodies):
        seen = now | {key: feed[(..., t, *inner[key])] for key, feed in feeds.items()}
        for state, body in zip(p.states, p.bodies, strict=True):
            now = now | {state: ctx.run(body, seen)}
            seen = seen if p.together else seen | now  # in order: later bodies see new values
        yield now[p.states[p.out]]


def _binds(node: Expr) -> tuple[tuple[str, ...], ...]:
    p = parts(node)
    outside = ((),) * (len(p.starts) + len(p.sequences))
    return (*outside, *((*p.states, *p.inputs),) * len(p.bodies))


# --- how it is written ---------------------------------------------------------------------------
def call(
    *bodies: Expr, steps: Any = None, out: Any = None, together: Any = None, **named: Expr
) -> Expr:
    """Build a scan from a formula: as many states as bodies, then the sequences.

    With `together=1` every body reads the old states, instead of the new ones where there are any.
    """
    count = len(bodies)
    states, inputs = tuple(named)[:count], tuple(named)[count:]
    if not count or len(states) < count or (steps is None and not inputs):
        raise FormulaError(
            "scan takes one starting value a body, and `steps=` or a sequence",
            "scan(x - 0.1 * x, x=x0, steps=3)",
        )
    length = fit.as_size(steps) if steps is not None else _length(named[inputs[0]])
    chosen = count - 1 if out is None else _state(states, out)
    return make(
        "scan", *named.values(), *bodies,
        states=states, inputs=inputs, steps=length, out=chosen,
        together=_flag(together),
    )  # fmt: skip


def _length(sequence: Expr) -> Dim:
    if not is_sequence(sequence.shape):
        raise FormulaError(f"{fit.described(sequence)} is not a sequence", "use columns(X)")
    return sequence.shape[0]


def _flag(together: Expr | None) -> bool:
    if together is None:
        return False
    if value_of(together) not in {0, 1}:
        raise FormulaError(f"`together=` takes 1 or 0, not {together}")
    return value_of(together) == 1


def _state(states: tuple[str, ...], out: Any) -> int:
    wanted = out.attr("name") if getattr(out, "op", "") == "name" else str(out)
    if wanted not in states:
        raise FormulaError(f"{wanted} is not a state of this scan", f"states: {', '.join(states)}")
    return states.index(wanted)


def _written(p: Any, e: Expr) -> tuple[list[str], list[tuple[str, str]]]:
    q = parts(e)
    pairs = zip((*q.states, *q.inputs), e.args, strict=False)
    return [p.at(b, SUM) for b in q.bodies], [(key, p.at(arg, SUM)) for key, arg in pairs]


def _plain(p: Any, e: Expr) -> Written:
    bodies, pairs = _written(p, e)
    q = parts(e)
    shown = [*bodies, *(f"{key}={arg}" for key, arg in pairs)]
    shown += [] if q.inputs else [f"steps={plain_attr(q.steps)}"]
    shown += [f"out={q.states[q.out]}"] if q.out != len(q.states) - 1 else []
    shown += ["together=1"] if q.together else []
    return f"scan({', '.join(shown)})", P_ATOM


def _latex(p: Any, e: Expr) -> Written:
    bodies, pairs = _written(p, e)
    q = parts(e)
    updates = [rf"{p.name(s)} \leftarrow {body}" for s, body in zip(q.states, bodies, strict=True)]
    starts = [f"{p.name(key)} = {arg}" for key, arg in pairs[: len(q.states)]]
    runs = [rf"{p.name(key)} \in {arg}" for key, arg in pairs[len(q.states) :]]
    times = rf"{p.size(q.steps)}\times"
    at_once = [r"\text{all at once}"] if q.together and len(updates) > 1 else []
    from_ = rf"\text{{from }} {', '.join(starts)}"
    inner = p.listed([*updates, *at_once, from_, *runs, times])
    kept = f"_{{{p.name(q.states[q.out])}}}" if q.out != len(q.states) - 1 else ""
    return operator("repeat") + kept + inner, CALL


declare(
    Op(
        "scan",
        _shape,
        _kernel,
        vjp=through_time,
        lazy=True,
        by_name=True,
        binds=_binds,
        call=call,
        latex=_latex,
        plain=_plain,
        says=("repeat the update",),
        slips=scan_slips.SLIPS,
    )
)
