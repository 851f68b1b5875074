"""Repetition: `scan(body, h=h0, x=columns(X))` repeats updates in order and keeps every iterate.

The states come first, one body each; the names after them run through sequences. Iterate 0 is the
start. `out` says which state's iterates are the value: a sequence with one more axis in front.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from solver.algebra import fit
from solver.algebra.expr import Expr, make, name, names_in, number, substitute, walk
from solver.algebra.notation import ATOM, P_ATOM, SUM, operator
from solver.algebra.op import Attrs, Context, Gradient, Op, Written, declare
from solver.algebra.ops.constants import fill
from solver.algebra.ops.entry import whole
from solver.algebra.ops.leaves import size
from solver.algebra.pull import added, pull
from solver.algebra.shapes import Dim, Shape, combine


class Parts:
    """The arguments of a scan by what they are: starts, sequences and bodies."""

    def __init__(self, args: tuple[Expr, ...], attrs: Attrs) -> None:
        self.states: tuple[str, ...] = attrs["states"]
        self.inputs: tuple[str, ...] = attrs["inputs"]
        count, split = len(self.states), len(self.states) + len(self.inputs)
        self.starts, self.sequences = args[:count], args[count:split]
        self.bodies = args[split:]
        self.steps: Dim = attrs["steps"]
        self.out: int = attrs["out"]
        self.together: bool = attrs["together"]


def parts(node: Expr) -> Parts:
    """Sort the arguments of a scan node."""
    return Parts(node.args, dict(node.attrs))


def _shape(args: tuple[Expr, ...], attrs: Attrs) -> Shape:
    p = Parts(args, attrs)
    for state, start, body in zip(p.states, p.starts, p.bodies, strict=True):
        if start.shape != body.shape:
            raise fit.FormulaError(
                f"the state {state} starts as {fit.described(start)} and becomes {fit.described(body)}"
            )
    for sequence in p.sequences:
        if len(sequence.shape) not in {1, 3} or sequence.shape[0] != p.steps:
            raise fit.FormulaError(
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
    for t in range(count):
        seen = now | {key: feed[(..., t, *inner[key])] for key, feed in feeds.items()}
        for state, body in zip(p.states, p.bodies, strict=True):
            now = now | {state: ctx.run(body, seen)}
            seen = seen if p.together else seen | now  # in order: later bodies see new values
        yield now[p.states[p.out]]


def _binds(node: Expr) -> tuple[tuple[str, ...], ...]:
    p = parts(node)
    outside = ((),) * (len(p.starts) + len(p.sequences))
    return (*outside, *((*p.states, *p.inputs),) * len(p.bodies))


# --- back through time: the gradient is a scan over the reversed sequences -----------------------
def _vjp(node: Expr, g: Expr, wanted: Any) -> Gradient:
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
        states=tuple(states), inputs=(*p.states, *p.inputs, out_label), steps=p.steps, out=out, together=True,
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


# --- how it is written ---------------------------------------------------------------------------
def call(
    *bodies: Expr, steps: Any = None, out: Any = None, together: Any = None, **named: Expr
) -> Expr:
    """Build a scan from a formula: as many states as bodies, then the sequences.

    With `together=1` every body reads the old states, instead of the new ones where there are any.
    """
    count = len(bodies)
    states, inputs = tuple(named)[:count], tuple(named)[count:]
    if len(states) < count or (steps is None and not inputs):
        raise fit.FormulaError(
            "scan takes one starting value a body, and `steps=` or a sequence",
            "scan(x - 0.1 * x, x=x0, steps=3)",
        )
    length = fit.as_dim(steps) if steps is not None else named[inputs[0]].shape[0]
    chosen = count - 1 if out is None else _state(states, out)
    return make(
        "scan", *named.values(), *bodies,
        states=states, inputs=inputs, steps=length, out=chosen, together=together is not None and together != number(0),
    )  # fmt: skip


def _state(states: tuple[str, ...], out: Any) -> int:
    wanted = out.attr("name") if getattr(out, "op", "") == "name" else str(out)
    if wanted not in states:
        raise fit.FormulaError(f"{wanted} is not a state of this scan", f"states: {', '.join(states)}")
    return states.index(wanted)


def _written(p: Any, e: Expr) -> tuple[list[str], list[tuple[str, str]]]:
    q = parts(e)
    pairs = zip((*q.states, *q.inputs), e.args, strict=False)
    return [p.at(b, SUM) for b in q.bodies], [(key, p.at(arg, SUM)) for key, arg in pairs]


def _plain(p: Any, e: Expr) -> Written:
    bodies, pairs = _written(p, e)
    q = parts(e)
    shown = [*bodies, *(f"{key}={arg}" for key, arg in pairs)]
    shown += [] if q.inputs else [f"steps={q.steps}"]
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
    inner = r",\; ".join([*updates, rf"\text{{from }} {', '.join(starts)}", *runs, times])
    return operator("repeat") + rf"\left[{inner}\right]", ATOM


declare(
    Op(
        "scan",
        _shape,
        _kernel,
        vjp=_vjp,
        lazy=True,
        by_name=True,
        binds=_binds,
        call=call,
        latex=_latex,
        plain=_plain,
        says="repeat the update",
    )
)
