"""The shape rule, the padding and the strides that keep a size, each as steps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import reduce

from solver.algebra.expr import Expr, make, number
from solver.algebra.op import Words
from solver.algebra.ops.leaves import size
from solver.algebra.shapes import Dim, combine, floored
from solver.forms import Extent, Members, Truth
from solver.kinds._conv2d.layer import Axis, Layer
from solver.modelling.shape_rule import (
    GAPPED,
    ONE,
    RULE,
    TWO,
    UNEVEN,
    D,
    K,
    N,
    P,
    law,
    places,
    reach,
    room,
)
from solver.plan import Line, Step

SOME_STRIDES = ("1", "2", "3", "4")  # for a size that is not known
AXES = ("rows", "columns")


def count(axis: Axis, padding: Expr | None = None, stride: int | None = None) -> Expr:
    """Write the shape rule with its numbers; `padding` and `stride` replace its own."""
    border = size(axis.before) + size(axis.after)
    if padding is not None or axis.before == axis.after:
        border = TWO * (size(axis.before) if padding is None else padding)
    return places(room(size(axis.size), _reach(axis), border), number(stride or axis.stride))


def _reach(axis: Axis) -> Expr:
    return reach(size(axis.kernel), None if axis.gap == 1 else number(axis.gap))


def shape_steps(layer: Layer, maps: Expr | None) -> Iterator[Step]:
    """Work out rows and columns of the result, and its shape with the number of maps."""
    refs = []
    for key, axis in zip(AXES, layer.axes, strict=True):
        even = axis.before == axis.after
        rule = UNEVEN if not even else RULE if axis.gap == 1 else GAPPED
        why: Words = ("the shape rule ", law(rule))
        short = _short(axis)
        step = Step(key, count(axis), why, after=short, title=("the number of",))
        refs.append(step.ref)
        yield step
    lead = () if maps is None else (maps,)
    known = [line.expr for axis in layer.axes for line in _short(axis)]
    after = (Line(make("extent", *lead, *known), _PUT_IN),) if len(known) == 2 else ()
    yield Step(
        "shape", make("extent", *lead, *refs), ("the sizes of the result, one after another",),
        after=after, title=("the result's",), form=Extent(),
    )  # fmt: skip


_PUT_IN: Words = ("put in the sizes",)


def _short(axis: Axis) -> tuple[Line, ...]:
    """Simplify the shape rule where a size is symbolic: n − k + 1."""
    border = combine((1, axis.size), (1, axis.before), (1, axis.after))
    free = combine((1, border), (-axis.gap, axis.kernel), (1, axis.gap - 1))
    room = floored(free, axis.stride)
    if room is None or isinstance(room, int):
        return ()
    return (Line(size(combine((1, room), (1, 1))), ("simplified",)),)


# --- which padding keeps the size ----------------------------------------------------------------
def same_steps(layer: Layer) -> Iterator[Step]:
    """Work out the padding that keeps the size with this stride, and whether it will do."""
    rows, columns = map(_keeping, layer.axes)
    wanted = rows if rows == columns else make("stack", rows, columns, columns=1)
    title = "the padding on each side that keeps the size,"
    step = Step("same_padding", wanted, _why_padding(layer), title=(title,))
    yield step
    if not step.shape:
        yield _decided("same_possible", (SMALL,), _possible(layer.axes, step.ref), "the size")
        return
    kept = [
        _decided(
            f"same_{key}", (SMALL,), _possible((axis,), make("index", step.ref, number(k))), key
        )
        for k, (key, axis) in enumerate(zip(AXES, layer.axes, strict=True), 1)
    ]
    yield from kept
    both = ("it must do so in both directions",)
    yield _decided("same_possible", both, [each.ref for each in kept], "the size")


SMALL = "it must be a whole number, and so small that every window sees some of the input"


def _decided(key: str, why: Words, conditions: Iterable[Expr], what: str) -> Step:
    """Tell whether a padding will do: if all conditions hold, each of which is said once."""
    return Step(
        key, reduce(lambda a, b: make("and", a, b), dict.fromkeys(conditions)), why,
        title=(f"whether equal padding can keep {what} with this stride,",), form=Truth(),
    )  # fmt: skip


def _keeping(axis: Axis) -> Expr:
    """Solve ⌊(n + 2P − reach)/S⌋ + 1 = n for the smallest P."""
    if axis.stride == 1:
        spread = size(axis.kernel) - ONE
        return (spread if axis.gap == 1 else number(axis.gap) * spread) / TWO
    lacking = number(axis.stride) * (size(axis.size) - ONE) + _reach(axis) - size(axis.size)
    return make("ceil", lacking / TWO)


def _why_padding(layer: Layer) -> Words:
    gapped = layer.window.dilation != 1
    if layer.window.stride == 1:
        free = room(N, reach(K, D if gapped else None), TWO * P)
        return ("solve ", law(free + ONE, N), " for the padding")
    solved = law(GAPPED if gapped else RULE, N)
    return ("solve ", solved, " for the smallest whole padding")


def _possible(axes: Iterable[Axis], padding: Expr) -> Iterator[Expr]:
    for axis in axes:
        if axis.stride == 1:  # for a longer stride it has been rounded up
            yield make("eq", make("floor", padding), padding)
        yield make("lt", padding, _reach(axis))
        if axis.stride > 1:
            yield make("eq", count(axis, padding), size(axis.size))


# --- which strides keep the size -----------------------------------------------------------------
def strides_listed(layer: Layer) -> tuple[str, ...]:
    """List the strides that decide: 1, all that keep the longer side, and the first too long.

    A side of 1 is kept by every stride beyond the room that its window has.
    """
    axis = max(layer.axes, key=lambda axis: _known(axis.size))
    of = axis.size
    border = combine((1, axis.before), (1, axis.after))
    free = combine((1, of), (1, border), (-axis.gap, axis.kernel), (1, axis.gap - 1))
    if not isinstance(of, int) or not isinstance(free, int):
        return SOME_STRIDES
    if of == 1:
        return ("1", f"{free + 1} or more") if free > 0 else ("1 or more",)
    longest = free // (of - 1)  # that keeps it: the places become fewer as S grows
    kept = range(free // of + 1, longest + 1)
    return tuple(map(str, sorted({1, *kept, longest + 1})))


def _known(dim: Dim) -> int:
    return dim if isinstance(dim, int) else 0


def stride_steps(layer: Layer) -> Iterator[Step]:
    """Try the strides one after another: the rows each gives, and whether it keeps the size."""
    strides, table = strides_listed(layer), []
    for key, axis in zip(AXES, layer.axes, strict=True):
        found = [count(axis, stride=int(stride.split()[0])) for stride in strides]
        step = Step(
            f"{key}_at_S", make("stack", *found, columns=1),
            (f"the shape rule for the stride{'s' * (len(strides) > 1)} {', '.join(strides)}",),
            title=(f"the number of {key} for each stride,",),
        )  # fmt: skip
        table.append((step, size(axis.size)))
        yield step
    kept = [make("eq", step.ref, of) for step, of in table]
    yield Step(
        "strides", make("and", *kept),
        ("as many rows and columns as there were; a longer stride never gives more",),
        title=("with this padding, the size-keeping",),
        form=Members(strides),
    )  # fmt: skip
