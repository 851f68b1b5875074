"""The names of a problem together: none twice, and none that makes `dL/dW` ambiguous."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from solver.algebra.shapes import symbols_in
from solver.errors import Mark
from solver.spec.model import Ask, Asked, GivenSpec
from solver.spec.reading import Reading, short

Declared = tuple[str, Mark]


def check_names(declared: Iterable[Declared], asks: Iterable[Asked], reading: Reading) -> None:
    """Complain of names that are defined twice or make a gradient ambiguous."""
    in_order = sorted(declared, key=lambda entry: (entry[1].line, entry[1].column))
    named = [ask for ask in asks if isinstance(ask, Ask)]
    fresh = [(ask.name, ask.formula.mark) for ask in named if ask.name != ask.formula.text.strip()]
    first = _first_places([*in_order, *fresh], reading)
    _refuse_ambiguous(first, reading)


def check_asked_once(asks: Iterable[Asked], reading: Reading) -> None:
    """Complain if one part asks the same thing twice."""
    seen: set[str] = set()
    for ask in asks:
        if isinstance(ask, Ask) and ask.name in seen:
            reading.complain(ask.formula.mark, f"{short(ask.name)} is asked for twice")
        elif isinstance(ask, Ask):
            seen.add(ask.name)


def check_sizes(givens: Iterable[GivenSpec], reading: Reading) -> None:
    """Complain of a name that is a size of one given and itself a matrix."""
    table = {given.name: given for given in givens}
    for given in table.values():
        for size in symbols_in(given.shape):
            other = table.get(size)
            if other is not None and other.shape:
                message = f"`{size}` is a size of `{given.name}` and cannot be a matrix"
                reading.complain(other.mark, message)


def _first_places(declared: Iterable[Declared], reading: Reading) -> dict[str, Mark]:
    first: dict[str, Mark] = {}
    for name, mark in declared:
        known = first.setdefault(name, mark)
        if known != mark:
            hint = f"the first is on line {known.line}"
            reading.complain(mark, f"the name `{name}` is defined twice", hint)
    return first


def _refuse_ambiguous(names: Mapping[str, Mark], reading: Reading) -> None:
    """Complain if `dA` and `dB` are names beside A and B, for then `dA/dB` has two meanings."""
    doubtful = [name for name in names if name.startswith("d") and name[1:] in names]
    for name in doubtful[1:]:
        quotient = f"{doubtful[0]}/{name}"
        message = f"`{quotient}` could be a derivative or the quotient of two names"
        reading.complain(names[name], message, f"rename `{doubtful[0]}` or `{name}`")
