"""From signals to steps: their values, convolutions, lengths, causality, and properties."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial

from solver.algebra.expr import make, number
from solver.algebra.op import Words
from solver.algebra.ops.tabulate import tabulated
from solver.errors import Complaint, Mark, SpecError
from solver.kinds._fir.convolution import steps
from solver.kinds._fir.convolving import Convolving
from solver.kinds._fir.express import added_up, stretch
from solver.kinds._fir.facts import causality, length, length_of_result
from solver.kinds._fir.fields import Convolution, Values
from solver.kinds._fir.forms import Listed
from solver.kinds._fir.order import Order
from solver.kinds._fir.pieces import INDEX
from solver.kinds._fir.properties import Claims
from solver.kinds._fir.signals import ZERO, Known, N, read_signals
from solver.kinds._fir.special import Facts
from solver.kinds._fir.sums import Quotient
from solver.modelling.assumptions import assumptions_of
from solver.modelling.start import Start
from solver.plan import Line, Step
from solver.spec.model import GivenSpec, Spec

MARGIN = 2  # places shown before and after a result whose ends are known


def with_tables(spec: Spec) -> Spec:
    """Make givens of the signals that are lists of numbers, so that they can be varied."""
    lists = [
        GivenSpec(key, mark, (len(signal.numbers),), signal.numbers)
        for key, mark, signal in spec.own.get("signals", ())
        if isinstance(signal, Values) and signal.numbers
    ]
    return replace(spec, given=(*spec.given, *lists))


def build(start: Start) -> Iterable[Step]:
    """Build the steps; complaints are noted, and no steps are made of what is broken."""
    signals, order = read_signals(start)
    wanted = _wanted(start, signals)
    if start.complaints:
        raise SpecError(*start.complaints)
    quiet = type(start.complaints)()
    assumed = assumptions_of(start.spec, start.scope, start.world.givens, quiet)
    facts = Facts(start.world.givens, assumed)
    bounds = _range(start, signals, order, [pair for _, pair in wanted])
    found = [
        Convolving(key, signals[pair.first], signals[pair.second], order, facts, bounds)
        for key, pair in wanted
    ]
    made = [
        step
        for one, (_, pair) in zip(found, wanted, strict=True)
        for step in _tried(start, one, pair)
    ]
    own = [step for signal in signals.values() for step in _of_signal(signal, order, bounds)]
    shown = list(Claims(start, signals, {one.key: one for one in found}, bounds).steps())
    steps_ = [*own, *made, *shown]
    _refuse_twice(steps_, start)
    if start.complaints:
        raise SpecError(*start.complaints)
    return steps_


def _refuse_twice(made: list[Step], start: Start) -> None:
    seen: set[str] = set()
    for step in made:
        if step.name in seen:
            mark = start.marks.get(step.name, start.spec.mark)
            message = f"`{step.name}` is worked out twice: two things have the same name"
            start.complaints.append(Complaint(mark, message, "choose other names"))
        seen.add(step.name)


def _tried(start: Start, one: Convolving, pair: Convolution) -> list[Step]:
    made = start.complaints.attempt(pair.mark, partial(_of_result, one))
    found: list[Step] = made or []
    start.marks.update({step.name: pair.mark for step in found})
    return found


def _of_result(one: Convolving) -> list[Step]:
    return [*steps(one), *length_of_result(one)]


def _of_signal(signal: Known, order: Order, bounds: tuple[int, int]) -> Iterator[Step]:
    if signal.origin is not None:
        yield Step(signal.name, signal.origin, ("the values of the signal, in order",))
    yield _values(signal, bounds)
    yield length(signal, order)
    yield causality(signal, order, bounds)


def _values(signal: Known, bounds: tuple[int, int]) -> Step:
    """List a signal; what its pieces say is compared with what the author wrote."""
    key, form = f"{signal.name}_values", Listed(bounds[0])
    head = make("unknown", N, name=signal.name)
    title: Words = ("the values at ", make("eq", N, number(bounds[0])), f", …, {bounds[1]} of ")
    if signal.rule is None:
        table = tabulated(signal.at(N), INDEX, *bounds)
        return Step(key, table, ("read the values off",), title=title, form=form, head=head)
    rows = [(added_up([Quotient(p.terms)]), stretch(p.low, p.high, N)) for p in signal.pieces]
    pieces = make("cases", *(part for row in rows for part in row), ZERO)
    written = (Line(tabulated(signal.rule, INDEX, *bounds), ("put the places in",)),)
    why: Words = ("by cases",)
    table = tabulated(pieces, INDEX, *bounds)
    return Step(key, table, why, before=written, title=title, form=form, head=head)


# --- what is convolved, and where it is listed ---------------------------------------------------
def _wanted(start: Start, signals: dict[str, Known]) -> list[tuple[str, Convolution]]:
    """List the convolutions asked for, or y = x * h; complain of signals that there are not."""
    written = start.spec.own.get("convolve")
    if written is None:
        mark = start.spec.own["signals"][0][1] if start.spec.own["signals"] else start.spec.mark
        written = (("y", mark, Convolution("x", "h", mark)),)
    for _, _, pair in written:
        for key in (pair.first, pair.second):
            if key not in signals and key not in start.complaints.broken:
                known = f"the signals are {', '.join(signals) or 'none'}"
                hint = f"{known}; say what is meant: `convolve: {{y: a * b}}`"
                message = f"there is no signal `{key}` to convolve"
                start.complaints.append(Complaint(pair.mark, message, hint))
    return [(key, pair) for key, _, pair in written]


def _range(
    start: Start, signals: dict[str, Known], order: Order, pairs: list[Convolution]
) -> tuple[int, int]:
    """Take the range from the file, or all of the results with a margin."""
    written: tuple[int, int] | None = start.spec.own.get("range")
    if written is not None:
        return written
    ends = [signals[key].support(order) for pair in pairs for key in (pair.first, pair.second)]
    if not all(isinstance(low, int) and isinstance(high, int) for low, high in ends):
        message = "it is not said at which places the values are wanted"
        raise SpecError(Complaint(_mark(start), message, "say `range: [-6, 12]`"))
    sums = [
        (int(str(low)) + int(str(other)), int(str(high)) + int(str(end)))
        for (low, high), (other, end) in zip(ends[::2], ends[1::2], strict=True)
    ]
    edges = [*sums, *((int(str(low)), int(str(high))) for low, high in ends)]
    return min(low for low, _ in edges) - MARGIN, max(high for _, high in edges) + MARGIN


def _mark(start: Start) -> Mark:
    return start.spec.mark
