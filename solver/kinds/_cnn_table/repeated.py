"""Layers repeated L times, L being a name: one row, in closed form."""

from __future__ import annotations

from dataclasses import replace

from solver.algebra.expr import Expr, make, name, names_in, number, value_of
from solver.algebra.fit import as_size
from solver.kinds._cnn_table.body import Body, Build, plus
from solver.kinds._cnn_table.flow import ONE, Cell, Pair, Row, is_number, joint, product, sides_of
from solver.kinds._cnn_table.place import Cells, Place, row
from solver.plan import Line

REPEATED = ("conv", "depthwise", "pool", "batch_norm", "dropout")  # and activations
MOST_TIMES = 10_000
TWO = number(2)
INDEX = "l"


def repeated(at: Place, build: Build) -> Row:
    """Make one row of layers that are repeated as often as a name says."""
    at.sides()
    body = Body(build, at.flow, at.options.size("repeat", most=MOST_TIMES))
    at.options.needs.extend(body.needs())
    shape = _shape(body)
    at.options.require(
        shape.formula,
        f"{at.name}: the repeated layers leave {{0}}, which is nothing",
        "fewer repetitions, or more padding",
        shown=(shape.formula,),
    )
    about = tuple(
        word for k, found in enumerate(body.rows) for word in (", " * (k > 0), *found.about)
    )
    found = row(at, (body.count, " times: ", *about), _cells(body, shape), body.channels)
    return replace(found, flow=replace(found.flow, sights=None))


def _cells(body: Body, shape: Cell) -> Cells:
    flow = body.flow
    yield "shape", shape
    for column in ("weights", "biases", "params"):
        yield column, Cell(_sum(body, column), ("all repetitions together",))
    if body.is_slow:
        for column in ("macs", "flops"):
            yield column, Cell(_work(body, column), ("all repetitions together",))
    if flow.field is not None and flow.jump is not None:
        yield "field", _field(body, flow.field, flow.jump)
        yield "jump", _jump(body, flow.jump)


# --- shapes --------------------------------------------------------------------------------------
def _shape(body: Body) -> Cell:
    rule = ("the shape rule, layer after layer",)
    long = body.flow.extent((_iterated(body, 0), _iterated(body, 1)), body.channels)
    if not body.is_slow:
        return Cell(long, rule)
    short = body.flow.extent(_grown(body, body.count), body.channels)
    still = all(is_number(body.growth(k), 0) for k in (0, 1))
    before = () if still else (Line(long, rule),)
    why = "no layer changes a side" if still else "at stride 1 a side changes equally every time"
    return Cell(short, (why,), before)


def _grown(body: Body, times: Expr) -> Pair:
    """Write the sides after so many repetitions at stride 1."""
    assert body.flow.sides is not None
    high, wide = (_more(side, times, body.growth(k)) for k, side in enumerate(body.flow.sides))
    return high, wide


def _more(side: Expr, times: Expr, growth: Expr) -> Expr:
    known = value_of(growth)
    if growth.op == "neg":
        return side - times * growth.args[0]
    if known is not None and known < 0:
        return side - (times if known == -1 else number(-known) * times)
    return side if known == 0 else plus(side, times if known == 1 else times * growth)


def _iterated(body: Body, k: int) -> Expr:
    """Apply the shape rule over and over, as a scan."""
    assert body.flow.sides is not None
    side = body.flow.sides[k]
    used = {*names_in(side), *names_in(body.places(ONE, k)), *names_in(body.count)}
    state = next(letter for letter in ("n", "m", "q", "u", "v", "side") if letter not in used)
    runs = make(
        "scan", side, body.places(name(state), k),
        states=(state,), inputs=(), steps=as_size(body.count), out=0, together=False,
    )  # fmt: skip
    return make("index", runs, body.count)


# --- sums ----------------------------------------------------------------------------------------
def _sum(body: Body, column: str) -> Expr:
    """Add up over the repetitions, the first of which may have other channels."""
    first, later = body.value(column, body.flow), body.value(column, body.later)
    if first == later:
        return first if is_number(first, 0) else product(body.count, first)
    return first + (body.count - ONE) * later


def _work(body: Body, column: str) -> Expr:
    """Add up the operations, which depend on the sides that have been reached."""
    if all(is_number(body.growth(k), 0) for k in (0, 1)):
        return _sum(body, column)
    sides = _grown(body, name(INDEX) - ONE)
    one = body.value(column, replace(body.later, sides=sides))
    if is_number(one, 0):
        return one
    if body.channels == body.flow.channels:
        return make("bigsum", one, ONE, body.count, index=INDEX)
    rest = make("bigsum", one, TWO, body.count, index=INDEX)
    return body.value(column, body.flow) + rest


# --- what an entry sees --------------------------------------------------------------------------
def _reach(body: Body, k: int) -> Expr:
    """Add up what the windows see beside their first entry, each after the strides before it."""
    found, jump = number(0), ONE
    for window in body.windows:
        found = plus(found, _times(jump, window.reach(k)))
        jump = _times(jump, window.stride[k])
    return found


def _times(one: Expr, other: Expr) -> Expr:
    if is_number(one, 1) or is_number(other, 1):
        return other if is_number(one, 1) else one
    return one * other


def _field(body: Body, field: Expr, jump: Expr) -> Cell:
    """Say what an entry sees: a sum over the repetitions, and its closed form if it has one."""
    why = ("every time, an entry sees as much more as the layers reach, in jumps",)
    sides = [_seen(body, k, sides_of(field)[k], sides_of(jump)[k]) for k in (0, 1)]
    long, short = joint(side[0] for side in sides), joint(side[1] for side in sides)
    if long == short:
        return Cell(long, why)
    evenly = "every time adds as much" if body.is_slow else "a geometric series"
    return Cell(short, (evenly,), (Line(long, why),))


def _seen(body: Body, k: int, field: Expr, jump: Expr) -> Pair:
    """Write what an entry sees along a side as a sum, and in closed form."""
    step, stride, count = _times(_reach(body, k), jump), body.stride(k), body.count
    if is_number(step, 0):
        return field, field
    if is_number(stride, 1):
        long = make("bigsum", step, ONE, count, index=INDEX)
        return _after(long, field), _after(product(count, step), field)
    term = step * stride ** (name(INDEX) - ONE)
    long = _after(make("bigsum", term, ONE, count, index=INDEX), field)
    known = value_of(stride)
    if known is None:
        return long, long
    powers = stride**count - ONE
    series = powers if known == 2 else powers / number(known - 1)
    return long, _after(step * series, field)


def _after(change: Expr, field: Expr) -> Expr:
    """Add to a receptive field; in the usual form the 1 of a single entry stands at the end."""
    return change + field if is_number(field, 1) else field + change


def _jump(body: Body, jump: Expr) -> Cell:
    if body.is_slow:
        return Cell(jump, ("at stride 1 neighbours stay neighbours",))
    jumps = (_times(sides_of(jump)[k], _power(body.stride(k), body.count)) for k in (0, 1))
    return Cell(joint(jumps), ("every time multiplies the jump by the stride",))


def _power(stride: Expr, count: Expr) -> Expr:
    return stride if is_number(stride, 1) else stride**count


def allowed(word: str, activations: tuple[str, ...]) -> bool:
    """Tell whether a layer may be repeated as often as a name says."""
    return word in REPEATED or word in activations
