"""Numbers in texts that are the value of a given that varies: the text would stay as it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from fractions import Fraction

from solver.errors import Complaint
from solver.spec.model import Prose, Spec
from solver.variants.sources import Source

_MENTION = re.compile(r"\{\{.*?\}\}", re.DOTALL)
_MATH = re.compile(r"\$[^$]*\$")
_STATED = re.compile(r"(?:=|\\approx|\\eq|\$)\s*$")  # what stands before a number that is a value
_ENDED = re.compile(r"\s*(?:$|[,;.$]|\\text|\\quad)")
_NUMBER = re.compile(r"(?<![\w.^{}\\×])[-−]?\d+(?:\.\d+)?(?:/\d+)?(?!\.?\w|[×}])")


def literals(spec: Spec, sources: Iterable[Source]) -> tuple[Complaint, ...]:
    """List the numbers in texts that equal a single number that varies."""
    values: dict[object, str] = {
        source.given.value: source.name for source in sources if not source.given.shape
    }
    found = (one for prose in dict.fromkeys(_texts(spec)) for one in _found(prose, values))
    return tuple(dict.fromkeys(found))


def _found(prose: Prose, values: Mapping[object, str]) -> Iterator[Complaint]:
    text = _MENTION.sub(lambda mention: "x" * len(mention[0]), prose)
    formulas = [found.span() for found in _MATH.finditer(text)]
    for match in _NUMBER.finditer(text):
        number = _value(match[0]) if _is_stated(text, match, formulas) else None
        name = None if number is None else values.get(number)
        if name is not None:
            said = f"the text says {match[0]}, which is the value of `{name}`, which varies"
            yield Complaint(prose.at(match.start()), said, f"write {{{{{name.split('.')[-1]}}}}}")


def _is_stated(text: str, match: re.Match[str], formulas: Iterable[tuple[int, int]]) -> bool:
    """Tell whether a number is said to be a value: in a formula, only at the end of an equation."""
    inside = any(start < match.start() < end for start, end in formulas)
    before, after = text[: match.start()], text[match.end() :]
    return not inside or bool(_STATED.search(before) and _ENDED.match(after))


def _value(text: str) -> Fraction | None:
    try:
        return Fraction(text.replace("−", "-"))
    except ZeroDivisionError:
        return None


def _texts(found: object) -> Iterator[Prose]:
    """List the texts of a problem, wherever they stand."""
    if isinstance(found, Prose):
        yield found
    elif isinstance(found, tuple):
        for item in found:
            yield from _texts(item)
    elif isinstance(found, Mapping):
        yield from _texts(tuple(found.values()))
    elif is_dataclass(found):
        yield from _texts(tuple(getattr(found, field.name) for field in fields(found)))
