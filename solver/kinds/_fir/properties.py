"""What is to hold at every n, and the property of the convolution that it shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial

from solver.algebra.expr import Expr, make, name, transform, walk
from solver.algebra.fit import as_dim
from solver.algebra.op import Words
from solver.algebra.ops.tabulate import tabulated
from solver.algebra.read import read
from solver.algebra.scope import Scope
from solver.algebra.shapes import Size, bind_dim
from solver.errors import FormulaError
from solver.forms import Truth
from solver.kinds._fir.convolution import read_off, result_at
from solver.kinds._fir.convolving import Convolving
from solver.kinds._fir.pieces import INDEX
from solver.kinds._fir.signals import Known, signal_scope
from solver.modelling.start import Start
from solver.plan import Line, Step

HOLDS = Truth("it holds", "it does not hold")


@dataclass(frozen=True, slots=True)
class Claims:
    """Reads what is said of signals and of the results of convolutions."""

    start: Start
    signals: Mapping[str, Known]
    results: Mapping[str, Convolving]
    bounds: tuple[int, int]

    def steps(self) -> Iterator[Step]:
        """Make a step of each property: it holds if it does at every n of the range."""
        for key, _, formula in self.start.spec.own.get("properties", ()):
            self.start.marks[key] = formula.mark
            action = partial(self._step, key, formula.text)
            made = self.start.complaints.attempt(formula.mark, action)
            if made is not None:
                yield made

    def _step(self, key: str, text: str) -> Step:
        said = read(text, self._scope())
        if said.shape or not _is_claim(said):
            raise FormulaError("this is not a comparison", "write one, as `y2(n) == y(n - 5)`")
        by_formula = make("all", tabulated(said, INDEX, *self.bounds))
        why = self._shown(said)
        title = self._asked(said) if why else ("whether ", said, " at every ", name(INDEX), ":")
        why = why or ("compare both sides at every place",)
        bounds = self._within(said)
        if bounds is None:
            return Step(key, by_formula, why, title=title, form=HOLDS)
        before = (Line(by_formula, (*why, "; with the closed forms")),)
        listed = make("all", tabulated(transform(said, self._listed), INDEX, *bounds))
        return Step(key, listed, ("with the values",), before=before, title=title, form=HOLDS)

    def _scope(self) -> Scope:
        scope = signal_scope(self.start.scope, self.signals)
        calls = {key: result_at(one) for key, one in self.results.items()}
        return replace(scope, calls={**scope.calls, **calls})

    # --- by the values in the tables -------------------------------------------------------------
    def _called(self, said: Expr) -> list[Expr]:
        """List the calls of results: `y(n - 5)`."""
        return [e for e in walk(said) if e.op == "fn" and e.attr("name") in self.results]

    def _within(self, said: Expr) -> tuple[int, int] | None:
        """Find the places at which every value that is asked for is listed."""
        shifts = [self._shift(call.args[0]) for call in self._called(said)]
        if not shifts or None in shifts:
            return None
        first, last = self.bounds
        known = [shift for shift in shifts if shift is not None]
        low, high = first - min(0, *known), last - max(0, *known)
        return (low, high) if low <= high else None

    def _shift(self, place: Expr) -> int | None:
        """Read c where a place is n + c, c having a value."""
        try:
            found = as_dim(place)
        except FormulaError:
            return None
        if not isinstance(found, Size) or dict(found.terms).get(INDEX) != 1:
            return None
        order = next(iter(self.results.values())).order
        try:
            return bind_dim(found, {**(order.values or {}), INDEX: 0})
        except KeyError:
            return None

    def _listed(self, node: Expr) -> Expr:
        """Read a result off its table instead of working its formula out."""
        if node.op != "fn" or node.attr("name") not in self.results:
            return node
        return read_off(self.results[node.attr("name")])(node.args[0])

    # --- which property it is --------------------------------------------------------------------
    def _shown(self, said: Expr) -> Words:
        """Name the property, if the two sides are made of their inputs in the same way."""
        if said.op != "eq":
            return ()
        for left, right in (said.args, said.args[::-1]):
            one = self._result(left)
            if one is not None and left.args[0] == name(INDEX) and (words := self._of(one, right)):
                return words
        return ()

    def _asked(self, said: Expr) -> Words:
        """Ask for a property without giving it away: how do the results follow from each other."""
        heads = dict.fromkeys(self.results[c.attr("name")].head for c in self._called(said))
        first, *others = heads
        listed = [word for head in others for word in (head, " and ")][:-1]
        return ("how ", first, " follows from ", *listed, ", and which property that shows,")

    def _result(self, node: Expr) -> Convolving | None:
        return self.results.get(node.attr("name")) if node.op == "fn" else None

    def _of(self, one: Convolving, right: Expr) -> Words:
        other = self._result(right)
        if other and (one.first, one.second) == (other.second, other.first):
            return ("commutativity: the order of the two signals does not matter",)
        for fed, kept in ((one.first, one.second), (one.second, one.first)):
            if fed.rule is not None and self._inputs(right, kept) == fed.rule:
                return _words(fed.rule)
        return ()

    def _inputs(self, right: Expr, kept: Known) -> Expr | None:
        """Put for every result the signal it was made of beside `kept`."""

        def put(node: Expr) -> Expr:
            one = self._result(node)
            if one is None:
                return node
            fed = one.first if one.second is kept else one.second if one.first is kept else None
            return fed.at(node.args[0]) if fed else node

        return transform(right, put)


def _is_claim(said: Expr) -> bool:
    return said.op in {"eq", "ne", "lt", "le", "gt", "ge", "and", "or", "not"}


def _words(rule: Expr) -> Words:
    """Name what a formula over inputs does to them, and so to the outputs."""
    shifts = any(place != name(INDEX) for place in _places(rule))
    sums = rule.op not in _PLACES
    named = " and ".join(["linearity"] * sums + ["time invariance"] * shifts)
    if not sums:
        return (f"{named}: the input is shifted, and the output is shifted as much",)
    return (f"{named}: the output is made of outputs as the input is made of inputs",)


_PLACES = {"fn": 0, "at": 1}  # which argument is the place


def _places(rule: Expr) -> Iterator[Expr]:
    """List the places at which a formula asks for signals."""
    if rule.op in _PLACES:
        yield rule.args[_PLACES[rule.op]]
        return
    for arg in rule.args:
        yield from _places(arg)
