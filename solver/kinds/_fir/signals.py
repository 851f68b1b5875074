"""Signals read from the file: what they are at any place, and their pieces."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial

from solver.algebra.expr import Expr, make, name, names_in, number, value_of
from solver.algebra.ops.tabulate import at
from solver.algebra.read import read
from solver.algebra.scope import Scope
from solver.algebra.shapes import Dim, is_vector
from solver.errors import Complaint, FormulaError, Mark, UndefinedFunction
from solver.kinds._fir.fields import Case, Cases, Signal, Values
from solver.kinds._fir.order import Order, order_of
from solver.kinds._fir.pieces import INDEX, Pieces, simplified
from solver.kinds._fir.reader import Reader
from solver.modelling.assumptions import assumptions_of
from solver.modelling.start import Start
from solver.spec.model import Formula

N = name(INDEX)
ZERO, ONE = number(0), number(1)


@dataclass(frozen=True, slots=True)
class Known:
    """A signal: its value at a place, its pieces, and the list of its values if it is one.

    `rule` is the formula in n that the author gave, None for a list. `origin` is where a list comes
    from that is not a given of the signal's name.
    """

    name: str
    mark: Mark
    at: Callable[[Expr], Expr]
    pieces: Pieces
    rule: Expr | None = None
    table: Expr | None = None
    start: int = 0
    origin: Expr | None = None

    def support(self, order: Order) -> tuple[Dim | None, Dim | None]:
        """Give the first and the last place with a piece, None where it goes on for ever."""
        lows = [piece.low for piece in self.pieces]
        highs = [piece.high for piece in self.pieces]
        low = None if None in lows else order.earlier(*lows)
        return low, None if None in highs else order.later(*highs)


def called(key: str, body: Expr) -> Callable[[Expr], Expr]:
    """Make a function that prints as `x(n - 5)` of a formula in n."""
    return lambda place: make("fn", place, body, name=key, parameter=INDEX)


# --- signals with names of their own -------------------------------------------------------------
def _step(place: Expr) -> Expr:
    return called("u", make("cases", ONE, make("ge", N, ZERO), ZERO))(place)


def _impulse(place: Expr) -> Expr:
    return called("δ", make("cases", ONE, make("eq", N, ZERO), ZERO))(place)


def _rectangle(place: Expr, length: Expr | None = None) -> Expr:
    """Build rect(n, L), for which people also write rect(L): 1 for 0 <= n < L."""
    where, length = (N, place) if length is None else (place, length)
    when = make("and", make("le", ZERO, where), make("lt", where, length))
    return make("cases", ONE, when, ZERO)


BUILT_IN: Mapping[str, Callable[..., Expr]] = {"u": _step, "delta": _impulse, "rect": _rectangle}


# --- reading -------------------------------------------------------------------------------------
def read_signals(start: Start) -> tuple[dict[str, Known], Order]:
    """Read the signals in order; what is wrong goes to the complaints."""
    spec, givens = start.spec, start.world.givens
    _refuse_names(start)
    quiet = type(start.complaints)()  # whoever plans the steps complains of assumptions
    order = order_of(givens, assumptions_of(spec, start.scope, givens, quiet))
    whole = frozenset({*order.least, *(order.values or {})})
    whole |= {given.name for given in givens if "integer" in given.facts and not given.shape}
    reader = Reader(order, whole)
    found: dict[str, Known] = {}
    for key, mark, signal in spec.own["signals"]:
        known = _attempt(key, mark, signal, start, found, reader)
        if known is None:
            start.complaints.broken.add(key)
        else:
            found[key] = known
    return found, order


def _refuse_names(start: Start) -> None:
    taken = [(given.name, given.mark) for given in start.spec.given]
    taken += [(key, mark) for key, mark, _ in start.spec.own["signals"]]
    taken += [(key, mark) for key, mark, _ in start.spec.own.get("convolve", ())]
    reserved = {INDEX: "counts the places of signals", "i": "counts the terms of the sums"}
    reserved |= dict.fromkeys(BUILT_IN, "is a signal already")
    for key, mark in dict.fromkeys(taken):
        if key in reserved:
            message = f"`{key}` {reserved[key]} here"
            start.complaints.append(Complaint(mark, message, "choose another name"))


def _attempt(
    key: str, mark: Mark, signal: Signal, start: Start, found: dict[str, Known], reader: Reader
) -> Known | None:
    place = signal.mark if isinstance(signal, Formula) else mark
    read_already = {*found, *start.complaints.broken}
    later = {other for other, _, _ in start.spec.own["signals"]} - read_already
    known: Known | None = start.complaints.attempt(
        place, lambda: _in_turn(lambda: _read(key, mark, signal, start, found, reader), later)
    )
    return known


def _in_turn(action: Callable[[], Known | None], later: set[str]) -> Known | None:
    """Read a signal; explain the use of itself, or of one further down."""
    try:
        return action()
    except UndefinedFunction as error:
        if error.wanted not in later:
            raise
        hint = "a signal is made of those above it"
        message = f"the signal `{error.wanted}` is not known yet"
        raise FormulaError(message, hint, error.offset) from None


def _read(
    key: str, mark: Mark, signal: Signal, start: Start, found: dict[str, Known], reader: Reader
) -> Known | None:
    if isinstance(signal, Values):
        return _listed(key, mark, signal, start, reader)
    scope = signal_scope(start.scope, found)
    rule = (
        _by_cases(signal, scope, start) if isinstance(signal, Cases) else read(signal.text, scope)
    )
    if rule is None:  # which has been complained about
        return None
    if rule.shape:
        raise FormulaError(f"{rule} is an array: a signal has a number at each n")
    pieces = simplified(reader.pieces(rule), reader.order)
    if not pieces:
        raise FormulaError("this signal is 0 everywhere")
    return Known(key, mark, called(key, rule), pieces, rule)


def _by_cases(signal: Cases, scope: Scope, start: Start) -> Expr | None:
    """Read `value for condition` case by case, complaining where each stands."""
    args = [part for case in signal.cases for part in _case(case, scope, start)]
    read_ = [arg for arg in args if arg is not None]
    return make("cases", *read_, ZERO) if len(read_) == len(args) else None


def _case(case: Case, scope: Scope, start: Start) -> tuple[Expr | None, Expr | None]:
    parts = (case.value, case.when)
    value, when = (
        start.complaints.attempt(part.mark, partial(read, part.text, scope)) for part in parts
    )
    return value, when


def _listed(key: str, mark: Mark, signal: Values, start: Start, reader: Reader) -> Known:
    table, origin = start.ref(signal.given or key), None
    if signal.given:
        origin = _in_order(table)
        table = name(key, origin.shape)
    one = partial(at, table, start=signal.start)
    return Known(key, mark, one, reader.pieces(one(N)), None, table, signal.start, origin)


def _in_order(table: Expr) -> Expr:
    """Take the entries of a vector one after another."""
    if len(table.shape) == 2 and is_vector(table.shape):
        table = make("columns", table if table.shape[0] == 1 else table.T)
    if len(table.shape) != 1 or not isinstance(table.shape[0], int):
        raise FormulaError(f"{table} is not a list of numbers whose length is known")
    return table


def signal_scope(scope: Scope, known: Mapping[str, Known]) -> Scope:
    """Let formulas use n, the signals with names of their own, and those defined before."""
    calls: dict[str, Callable[..., Expr]] = dict(BUILT_IN)
    calls |= {key: signal.at for key, signal in known.items()}
    return replace(scope, names={**scope.names, INDEX: N}, calls={**scope.calls, **calls})


def shifts_of(expr: Expr) -> int | None:
    """Read c where a place is n + c with a number c; None for any other."""
    if expr == N:
        return 0
    if expr.op not in {"add", "sub"} or INDEX in names_in(expr.args[1]):
        return None
    inner, value = shifts_of(expr.args[0]), value_of(expr.args[1])
    if inner is None or value is None or value.denominator != 1:
        return None
    return inner + int(value) * (1 if expr.op == "add" else -1)
