"""Facts of signals as steps: how many places they take up, and whether they are causal."""

from __future__ import annotations

from collections.abc import Iterator

from solver.algebra.expr import Expr, make, name, number
from solver.algebra.op import Words
from solver.algebra.ops.tabulate import tabulated
from solver.algebra.shapes import Dim
from solver.forms import Truth, Word
from solver.kinds._fir.convolving import Convolving
from solver.kinds._fir.order import Order, minus, plus
from solver.kinds._fir.pieces import INDEX
from solver.kinds._fir.powers import place
from solver.kinds._fir.signals import ZERO, Known, N
from solver.plan import Line, Step

ENDLESS = Word(("infinite: it never ends",))
CAUSAL = Truth("causal", "not causal")


def _heads(key: str) -> Expr:
    return make("unknown", N, name=key)


def length(signal: Known, order: Order) -> Step:
    """Count the places from the first to the last value of a signal."""
    key, title = f"{signal.name}_length", _title(signal.name)
    low, high = signal.support(order)
    if low is None or high is None:
        side = "to the right" if high is None else "to the left"
        why: Words = (_heads(signal.name), f" goes on for ever {side}")
        return Step(key, ZERO, why, title=title, form=ENDLESS)
    return Step(
        key, _count(low, high), ("from the first place to the last, both counted",), title=title
    )


def _title(key: str) -> Words:
    return ("the length of ", _heads(key), ",")


def _count(low: Dim, high: Dim) -> Expr:
    return place(plus(minus(high, low), 1))


def length_of_result(found: Convolving) -> Iterator[Step]:
    """Count the places of a convolution: L₁ + L₂ - 1."""
    key, title = f"{found.key}_length", _title(found.key)
    ends = [signal.support(found.order) for signal in (found.first, found.second)]
    if any(None in pair for pair in ends):
        why: Words = ("one of the two signals never ends, so neither does the result",)
        yield Step(key, ZERO, why, title=title, form=ENDLESS)
        return
    (low, high), (start, end) = ends
    lengths = [name(f"{signal.name}_length") for signal in (found.first, found.second)]
    spread = _count(plus(low, start), plus(high, end))  # type: ignore[arg-type]
    before = (Line(lengths[0] + lengths[1] - number(1), ("the lengths add up, less one",)),)
    yield Step(key, spread, ("from the first place to the last",), before=before, title=title)


def causality(signal: Known, order: Order, bounds: tuple[int, int]) -> Step:
    """Tell whether a signal, as an impulse response, answers only to what has been."""
    low, _ = signal.support(order)
    key, title = f"{signal.name}_causal", ("whether ", _heads(signal.name), " is causal,")
    if low is None:
        why: Words = (_heads(signal.name), " goes on for ever to the left")
        return Step(key, ZERO, why, title=title, form=CAUSAL)
    checked = make("all", tabulated(make("eq", signal.at(N), ZERO), INDEX, min(bounds[0], -1), -1))
    why = ("causal means that it is 0 for every ", make("lt", N, ZERO))
    if signal.table is not None:
        first = min(signal.start, -1)
        everywhere = tabulated(make("eq", signal.at(N), ZERO), INDEX, first, -1)
        return Step(key, make("all", everywhere), why, title=title, form=CAUSAL)
    begins = make("ge", place(low), ZERO)
    before = (Line(checked, why),) if isinstance(low, int) and low >= bounds[0] else ()
    found: Words = ("it begins at ", make("eq", N, place(low)))
    return Step(
        key,
        begins,
        found if before else (*why, "; ", *found),
        before=before,
        title=title,
        form=CAUSAL,
    )
