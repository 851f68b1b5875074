"""What a short answer says, as numbers: arranged as a value is, and compared with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from solver.text.said import Typed


@dataclass(frozen=True, slots=True)
class Read:
    """What a text says, as numbers of the step's own kind.

    `remark` says how the text departs from what is usual, if it is right but for that: the order
    of dimensions. `reason` is what follows the answer and is for a person. `strange` are things
    that are named and that the value has no place for, so that it cannot be right. `quanta` are
    what the last digits are worth, entry by entry, of numbers that were typed with decimals.
    """

    value: Any
    remark: str = ""
    reason: str = ""
    strange: tuple[str, ...] = ()
    quanta: tuple[Fraction, ...] = ()


def flat(value: Any) -> Iterator[Any]:
    """List the entries of a nested value."""
    if isinstance(value, tuple | list):
        for part in value:
            yield from flat(part)
    else:
        yield value


def exactly(entry: Any) -> Fraction | None:
    """Read an entry, exact or rounded, as a fraction; None for what is no finite number."""
    try:
        return Fraction(getattr(entry, "value", entry))
    except (TypeError, ValueError, OverflowError):
        return None


FINE = Fraction(1, 100)  # of the number, what a last digit may be worth that is rounded


def agrees(said: Any, right: Any, quantum: Fraction) -> bool:
    """Tell whether a number is the right one, or what that one rounds to."""
    mine, other = exactly(said), exactly(right)
    if mine is None or other is None or mine == other:
        return mine is not None and mine == other
    known = Fraction(10) ** -getattr(right, "decimals", 400)  # of a rounded number, its last digit
    return quantum <= abs(other) * FINE and 2 * abs(mine - other) <= quantum + known


def shaped(entries: Iterable[Any], value: Any) -> Any:
    """Arrange entries as those of a value are."""
    source = iter(entries)

    def arranged(part: Any) -> Any:
        inner = isinstance(part, tuple | list)
        return tuple(arranged(one) for one in part) if inner else next(source)

    return arranged(value)


def in_shape(found: tuple[Typed | None, ...] | None, value: Any) -> Read | None:
    """Arrange numbers as the entries of a value, if there are as many, and else as a list."""
    if not found or all(one is None for one in found):
        return None
    entries = tuple(one.value if one else None for one in found)
    count = sum(1 for _ in flat(value))
    quanta = tuple(one.quantum if one else Fraction(0) for one in found)
    return Read(shaped(entries, value) if len(entries) == count else entries, quanta=quanta)


def beside(found: tuple[Typed | None, ...] | None, places: tuple[Any, ...]) -> Any:
    """Leave out the places that stand beside the numbers of a table; a missing one is None."""
    if not found or len(found) % 2 or len(found) == len(places):
        return found
    at = [one.value if one else None for one in found[::2]]
    known = dict(zip(at, found[1::2], strict=True))
    fits = len(known) == len(at) and set(at) <= set(places)
    return tuple(known.get(place) for place in places) if fits else found
