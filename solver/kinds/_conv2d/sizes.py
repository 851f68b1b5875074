"""The shape rule, the padding and the strides that keep a size, each as steps."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce

from solver.algebra.expr import Expr, make, number
from solver.algebra.op import Law
from solver.algebra.ops.leaves import size
from solver.algebra.ops.planes import full
from solver.algebra.shapes import Dim
from solver.forms import Extent, Members, Truth
from solver.kinds._conv2d.layer import Layer
from solver.plan import Step

ONE, TWO = number(1), number(2)
RULE = Law("⌊(n + 2P − K)/S⌋ + 1", r"\left\lfloor \frac{n + 2P - K}{S} \right\rfloor + 1")
UNEVEN = Law(
    "⌊(n + before + after − K)/S⌋ + 1",
    r"\left\lfloor \frac{n + P_{\text{before}} + P_{\text{after}} - K}{S} \right\rfloor + 1",
)
GAPPED = Law(
    "⌊(n + 2P − D(K − 1) − 1)/S⌋ + 1",
    r"\left\lfloor \frac{n + 2P - D(K - 1) - 1}{S} \right\rfloor + 1",
)
SOME_STRIDES = ("1", "2", "3", "4")  # for a size that is not known
AXES = ("rows", "columns")


def count(of: Dim, before: Expr, after: Expr | None, kernel: int, gap: int, stride: Expr) -> Expr:
    """Write the shape rule with its numbers; `after` is None for the same padding on both sides."""
    border = TWO * before if after is None else before + after
    room = size(of) + border - _reach(kernel, gap)
    return make("floor", room / stride) + ONE


def _reach(kernel: int, gap: int) -> Expr:
    """Write how far a kernel reaches: K, or D(K − 1) + 1 where its cells lie apart."""
    if gap == 1:
        return number(kernel)
    return number(gap) * (number(kernel) - ONE) + ONE


def shape_steps(layer: Layer, maps: Expr | None) -> Iterator[Step]:
    """Work out rows and columns of the result, and its shape with the number of maps."""
    refs = []
    for key, (of, before, after, kernel) in zip(AXES, layer.axes, strict=True):
        even = before == after
        formula = count(
            of, number(before), None if even else number(after), kernel,
            layer.window.dilation, number(layer.window.stride),
        )  # fmt: skip
        law = UNEVEN if not even else RULE if layer.window.dilation == 1 else GAPPED
        step = Step(key, formula, ("the shape rule ", law), title=(f"the number of {key}",))
        refs.append(step.ref)
        yield step
    lead = () if maps is None else (maps,)
    yield Step(
        "shape", make("extent", *lead, *refs), ("the sizes of the result, one after another",),
        title=("the shape of the result",), form=Extent(),
    )  # fmt: skip


# --- which padding keeps the size ----------------------------------------------------------------
def same_steps(layer: Layer) -> Iterator[Step]:
    """Work out the padding that keeps the size with this stride, and whether it will do."""
    found = [_keeping(layer, axis) for axis in range(2)]
    rows, columns = found
    wanted = rows if rows == columns else make("stack", rows, columns, columns=1)
    title = "the padding on each side that keeps the size"
    step = Step("same_padding", wanted, _why_padding(layer), title=(title,))
    yield step
    places = (
        [step.ref] * 2 if not wanted.shape else [make("index", step.ref, number(k)) for k in (1, 2)]
    )
    conditions = list(dict.fromkeys(
        part for axis, padding in enumerate(places) for part in _possible(layer, axis, padding)
    ))  # fmt: skip
    yield Step(
        "same_possible", reduce(lambda a, b: make("and", a, b), conditions),
        ("it must be a whole number, and so small that every window sees some of the input",),
        title=("whether equal padding can keep the size with this stride",), form=Truth(),
    )  # fmt: skip


def _keeping(layer: Layer, axis: int) -> Expr:
    """Solve ⌊(n + 2P − reach)/S⌋ + 1 = n for the smallest P."""
    of, _, _, kernel = layer.axes[axis]
    gap, stride = layer.window.dilation, layer.window.stride
    if stride == 1:
        spread = number(kernel) - ONE
        return (spread if gap == 1 else number(gap) * spread) / TWO
    room = number(stride) * (size(of) - ONE) + _reach(kernel, gap) - size(of)
    return make("ceil", room / TWO)


def _why_padding(layer: Layer) -> tuple[str | Law, ...]:
    if layer.window.stride == 1:
        rule = Law("n + 2P − K + 1 = n", "n + 2P - K + 1 = n")
        if layer.window.dilation > 1:
            rule = Law("n + 2P − D(K − 1) = n", "n + 2P - D(K - 1) = n")
        return ("solve ", rule, " for the padding")
    rule = Law(
        "⌊(n + 2P − K)/S⌋ + 1 = n",
        r"\left\lfloor \frac{n + 2P - K}{S} \right\rfloor + 1 = n",
    )
    return ("solve ", rule, " for the smallest whole padding")


def _possible(layer: Layer, axis: int, padding: Expr) -> Iterator[Expr]:
    of, _, _, kernel = layer.axes[axis]
    gap = layer.window.dilation
    yield make("eq", make("floor", padding), padding)
    yield make("lt", padding, _reach(kernel, gap))
    if layer.window.stride > 1:
        found = count(of, padding, None, kernel, gap, number(layer.window.stride))
        yield make("eq", found, size(of))


# --- which strides keep the size -----------------------------------------------------------------
def strides_listed(layer: Layer) -> tuple[str, ...]:
    """List the strides that decide: 1, all that keep the longer side, and the first too long.

    A side of 1 is kept by every stride beyond the room that its window has.
    """
    of, before, after, kernel = max(layer.axes, key=lambda axis: _known(axis[0]))
    if not isinstance(of, int):
        return SOME_STRIDES
    room = of + before + after - (layer.window.dilation * (kernel - 1) + 1)
    if of == 1:
        return ("1", f"{room + 1} or more") if room > 0 else ("1 or more",)
    longest = room // (of - 1)  # that keeps it: ⌊room/S⌋ + 1 falls as S grows
    kept = range(room // of + 1, longest + 1)
    return tuple(map(str, sorted({1, *kept, longest + 1})))


def _known(dim: Dim) -> int:
    return dim if isinstance(dim, int) else 0


def stride_steps(layer: Layer) -> Iterator[Step]:
    """Try the strides one after another: the rows each gives, and whether it keeps the size."""
    strides, table = strides_listed(layer), []
    for key, (of, before, after, kernel) in zip(AXES, layer.axes, strict=True):
        found = [
            count(of, number(before), None if before == after else number(after), kernel,
                  layer.window.dilation, number(int(stride.split()[0])))
            for stride in strides
        ]  # fmt: skip
        step = Step(
            f"{key}_at_S", make("stack", *found, columns=1),
            (f"the shape rule for the strides {', '.join(strides)}",),
            title=(f"the number of {key} for each stride",),
        )  # fmt: skip
        table.append((step, size(of)))
        yield step
    kept = [make("eq", step.ref, of) for step, of in table]
    yield Step(
        "strides", make("and", *kept),
        ("as many rows and columns as there were; a longer stride never gives more",),
        title=("the strides that keep the size with this padding",),
        form=Members(strides),
    )  # fmt: skip


def result_size(layer: Layer) -> tuple[Dim, Dim]:
    """Give the rows and columns of the input."""
    rows, columns = full(layer.image.shape)[-2:]
    return rows, columns
