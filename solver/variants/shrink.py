"""A failing draw made as simple as it can be while it still fails."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import singledispatch
from typing import Any

from solver.plan import Given
from solver.spec.model import Choice, Law, Range, Shuffle, Signs
from solver.variants.sources import Source

MOST = 120  # draws that are tried: each is solved on all routes
Draw = Mapping[str, Any]


def shrunk(
    drawn: Draw, sources: Sequence[Source], fails: Callable[[Draw], bool], most: int = MOST
) -> dict[str, Any]:
    """Make a failing draw simpler as long as it fails: greedily, and in a fixed order.

    Every value stays one that its law allows. What comes out fails if what went in does.
    """
    found = dict(drawn)
    tries = 0
    again = True
    while again and tries < most:
        again = False
        for simpler in _simpler(found, sources):
            tries += 1
            if fails(simpler):
                found, again = simpler, True
                break
            if tries >= most:
                break
    return found


def _simpler(drawn: Draw, sources: Sequence[Source]) -> Iterator[dict[str, Any]]:
    """List the draws that differ in one given and are simpler, the boldest first."""
    moves = {source.name: list(moves_of(source, drawn[source.name])) for source in sources}
    for place in range(max((len(found) for found in moves.values()), default=0)):
        for name, found in moves.items():
            if place < len(found):
                yield {**drawn, name: found[place]}


def moves_of(source: Source, value: Any) -> Iterator[Any]:
    """List simpler values of a given: as simple as can be, then entry by entry."""
    shape = tuple(int(str(size)) for size in source.given.shape)
    flat = _flat(value)
    seen = [flat]
    for rows in _rows(source.law, flat, source.given):
        if rows not in seen:
            seen.append(rows)
            yield _nested(rows, shape)


def _by_entry(flat: list[Fraction], options: Callable[[int], list[Fraction]]) -> Iterator[Any]:
    """Change all entries to their simplest, then one at a time."""
    yield [options(place)[0] if options(place) else own for place, own in enumerate(flat)]
    for place in range(len(flat)):
        for option in options(place):
            yield [*flat[:place], option, *flat[place + 1 :]]


@singledispatch
def _rows(law: Law, flat: list[Fraction], given: Given) -> Iterator[list[Fraction]]:
    raise TypeError(f"no way to make {law} simpler")


@_rows.register
def _range(law: Range, flat: list[Fraction], given: Given) -> Iterator[list[Fraction]]:
    """Go to the number next to 0: at once, by half, by one step."""
    home = min(max(round(-law.first / law.step), 0), law.count - 1)

    def options(place: int) -> list[Fraction]:
        at = int((flat[place] - law.first) / law.step)
        away = at - home
        nearer = [home, home + int(away / 2), at - (away > 0) + (away < 0)]
        return [law.first + k * law.step for k in dict.fromkeys(nearer) if k != at]

    return _by_entry(flat, options)


@_rows.register
def _choice(law: Choice, flat: list[Fraction], given: Given) -> Iterator[list[Fraction]]:
    """Go to what the author lists first."""
    if law.shape:
        values = [_flat(value) for value in law.values]
        return iter(values[: values.index(flat)])
    return _by_entry(flat, lambda place: list(law.values[: law.values.index(flat[place])]))


@_rows.register
def _signs(law: Signs, flat: list[Fraction], given: Given) -> Iterator[list[Fraction]]:
    """Go to the signs that the author wrote."""
    own = _flat(given.value)
    return _by_entry(flat, lambda place: [own[place]] if flat[place] != own[place] else [])


@_rows.register
def _shuffle(law: Shuffle, flat: list[Fraction], given: Given) -> Iterator[list[Fraction]]:
    """Go to the order that the author wrote."""
    own = _flat(given.value)
    yield own
    for place, wanted in enumerate(own):
        if flat[place] != wanted:
            other = flat.index(wanted, place) if wanted in flat[place:] else place
            changed = list(flat)
            changed[place], changed[other] = flat[other], flat[place]
            yield changed


def _flat(value: Any) -> list[Fraction]:
    if isinstance(value, tuple):
        return [entry for part in value for entry in _flat(part)]
    return [value]


def _nested(flat: Sequence[Fraction], shape: Sequence[int]) -> Any:
    if not shape:
        return flat[0]
    step = len(flat) // shape[0]
    return tuple(_nested(flat[k * step : (k + 1) * step], shape[1:]) for k in range(shape[0]))
