"""What a problem says of its layer, with its defaults, and the complaints about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from solver.algebra.expr import Expr
from solver.algebra.ops.planes import Steps, Window, full, steps_of
from solver.algebra.shapes import Dim, combine, floored, show
from solver.errors import Complaint, FormulaError, Mark, SpecError
from solver.kinds._conv2d.fields import Sides
from solver.modelling.start import Start

NONE: Sides = (0, 0, 0, 0)
DEFAULTS = {"input": "X", "kernel": "K", "bias": "b", "output": "Y"}
OPS = {"convolution": "convolve2d", "correlation": "correlate2d"}


@dataclass(frozen=True, slots=True)
class Axis:
    """One direction: the size of the input, its padding, the kernel's size and its steps."""

    size: Dim
    before: Dim
    after: Dim
    kernel: Dim
    stride: int
    gap: int


@dataclass(frozen=True, slots=True)
class Layer:
    """A convolution of one input: `kernel` is None where it is to be found.

    `window` is what slides; `sides` is the padding at top, bottom, left and right.
    """

    op: str
    image: Expr
    kernel: Expr | None
    bias: Expr | None
    output: str
    sides: Sides
    mode: str
    window: Window
    groups: int

    @property
    def steps(self) -> dict[str, Any]:
        """The attributes of the op."""
        window = self.window
        return {"stride": window.stride, "dilation": window.dilation, "groups": self.groups}

    @property
    def axes(self) -> tuple[Axis, Axis]:
        """Rows and columns."""
        rows, columns = full(self.image.shape)[-2:]
        top, bottom, left, right = self.sides
        window = self.window
        strides, gaps = window.strides, window.dilations
        return (
            Axis(rows, top, bottom, window.height, strides[0], gaps[0]),
            Axis(columns, left, right, window.width, strides[1], gaps[1]),
        )


@dataclass(frozen=True, slots=True)
class Keys:
    """The kind's own keys, each with where it stands."""

    start: Start

    @property
    def own(self) -> Any:
        return self.start.spec.own

    def of(self, key: str, default: Any) -> Any:
        """Give the value under a key that knows its place."""
        return self.own[key][0] if key in self.own else default

    def mark(self, key: str) -> Mark:
        """Say where a key stands, or the given that it would name; else where the problem does."""
        if key in self.own:
            return self.own[key][1]  # type: ignore[no-any-return]
        named = (given for given in self.start.spec.given if given.name == DEFAULTS.get(key))
        return next((given.mark for given in named), self.start.spec.mark)

    def refuse(self, key: str, message: str, hint: str = "") -> SpecError:
        """Complain at a key."""
        return self.refused(Complaint(self.mark(key), message, hint))

    def refused(self, complaint: Complaint) -> SpecError:
        """Complain, beside all that was wrong before."""
        return SpecError(*self.start.complaints, complaint)

    def attempt(self, key: str, action: Callable[[], Any]) -> Any:
        """Do what may not fit; complain at the key."""
        try:
            return action()
        except FormulaError as error:
            raise self.refused(error.at(self.mark(key))) from None

    def given(self, key: str) -> Expr:
        """Find the given that has a role."""
        wanted = self.of(key, DEFAULTS[key])
        if wanted in self.start.complaints.broken:
            raise SpecError(*self.start.complaints)
        if wanted not in self.start.scope.names:
            known = ", ".join(given.name for given in self.start.spec.given)
            hint = f"`{key}:` says which given is the {key}; the givens are {known or 'none'}"
            raise self.refuse(key, f"there is no given `{wanted}`", hint)
        return self.start.ref(wanted)


def layer_of(keys: Keys) -> Layer | None:
    """Read the convolution of a problem; None if it only pools."""
    if "operation" not in keys.own:
        _refuse_half(keys)
        return None
    _refuse_idle(keys)
    finding = "find" in keys.own
    image = _maps(keys, "input", keys.given("input"))
    kernel = None if finding else _maps(keys, "kernel", keys.given("kernel"))
    window = _window(keys, kernel)
    bias = keys.given("bias") if "bias" in keys.own or "b" in keys.start.scope.names else None
    return Layer(
        OPS[keys.own["operation"][0]], image, kernel, bias, keys.of("output", DEFAULTS["output"]),
        _sides(keys, window), keys.of("mode", "zero"), window, keys.of("groups", 1),
    )  # fmt: skip


def _maps(keys: Keys, key: str, array: Expr) -> Expr:
    if len(array.shape) in {0, 2, 3, 4}:
        return array
    raise keys.refuse(key, f"{array} is {show(array.shape)}: it has no rows and columns")


def _refuse_half(keys: Keys) -> None:
    """Refuse a convolution that does not say whether it turns its kernel."""
    if "pool" not in keys.own or "find" in keys.own or _own_kernel(keys):
        hint = "convolution turns the kernel by 180°, correlation slides it over as it is"
        message = "the key `operation` is missing: say `convolution` or `correlation`"
        raise keys.refuse("operation", message, hint)
    for key in ("padding", "mode", "stride", "dilation", "groups", "kernel", "bias", "window"):
        if key in keys.own:
            message = f"`{key}` belongs to a convolution, and there is none"
            raise keys.refuse(key, message, "the keys of a pooling stand under `pool:`")


def _own_kernel(keys: Keys) -> bool:
    """Tell whether a kernel is given here, and not to a whole problem of which this is a part."""
    places = [given.mark for given in keys.start.spec.given if given.name == DEFAULTS["kernel"]]
    here = keys.start.spec.mark
    return any((mark.line, mark.column) >= (here.line, here.column) for mark in places)


def _refuse_idle(keys: Keys) -> None:
    """Refuse keys that would have no effect."""
    for key, needed in (("window", "find"), ("mode", "padding")):
        if key in keys.own and needed not in keys.own:
            message = f"`{key}` says nothing without `{needed}`"
            raise keys.refuse(key, message, _IDLE[key])


_IDLE = {
    "window": "the window of a given kernel is as large as the kernel",
    "mode": "say how much padding there is, or leave `mode` out",
}


def _window(keys: Keys, kernel: Expr | None) -> Window:
    steps = steps_of(*keys.of("stride", (1, 1))), steps_of(*keys.of("dilation", (1, 1)))
    if kernel is None:
        if "window" not in keys.own:
            message = "the key `window` is missing: the size of the kernel that is to be found"
            raise keys.refuse("find", message, "`window: 3` or `window: [3, 3]`")
        down, across = keys.own["window"][0]
        return Window(down, across, *steps)
    height, width = full(kernel.shape)[-2:]
    return Window(height, width, *steps)


def _sides(keys: Keys, window: Window) -> Sides:
    wanted = keys.of("padding", NONE)
    if not isinstance(wanted, str):
        return wanted  # type: ignore[no-any-return]
    if wanted == "valid":
        return NONE
    down, across = (combine((1, reach), (1, -1)) for reach in window.reach())
    if wanted == "full":
        return (down, down, across, across)
    if window.stride != 1:
        message = (
            f"`same` keeps the size with stride 1 only, and the stride is {said(window.stride)}"
        )
        hint = "say the padding in numbers; `ask: [same_padding]` works out which keeps the size"
        raise keys.refuse("padding", message, hint)
    halves = [floored(all_, 2) for all_ in (down, across)]
    if None in halves:
        size = show(window.shape)
        message = f"`same` needs half of the size of the kernel, which is {size}: give it numbers"
        raise keys.refuse("padding", message)
    top, left = (half for half in halves if half is not None)
    return (top, combine((1, down), (-1, top)), left, combine((1, across), (-1, left)))


def said(steps: Steps) -> str:
    """Say how far something moves."""
    return f"{steps[0]} down and {steps[1]} across" if isinstance(steps, tuple) else str(steps)
