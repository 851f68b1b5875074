"""What is known of a given: words such as `one_hot` or `at_least_2`, read and checked."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from solver.spec.fields import Field, Schema, expected, text_of
from solver.spec.nodes import Node
from solver.spec.numbers import NotANumber, exact
from solver.spec.reading import Reading

Facts = frozenset[str]
ONE_HOT = frozenset({"one_hot", "sums_to_1"})
_BOUND = re.compile(r"(>=|>|<)\s*(\S+)")
_SIGNS = {">": "positive", ">=": "nonnegative", "<": "negative"}  # against 0
_INTEGER_HINT = "write `any`, `>= 1` with any whole number, or `< 0`, in quotes"
_REAL_HINT = "write `any`, or `> 0`, `>= 0` or `< 0` in quotes; `assume` can say more"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound(Field[Facts]):
    """A bound on every entry, as facts; `domain` is integer or real."""

    domain: str

    def take(self, node: Node, reading: Reading) -> Facts:
        text = text_of(node, "a bound").text.strip()
        facts = frozenset() if text == "any" else self._facts(text)
        if facts is None:
            hint = _INTEGER_HINT if self.domain == "integer" else _REAL_HINT
            raise expected("a bound", node, hint)
        return facts | {self.domain}

    def _facts(self, text: str) -> Facts | None:
        found = _BOUND.fullmatch(text)
        bound = _number(found[2]) if found else None
        if found is None or bound is None:
            return None
        if self.domain == "integer" and found[1] != "<" and bound.denominator == 1:
            return _at_least(int(bound) + (found[1] == ">"))
        sign = None if bound else _SIGNS.get(found[1])
        return frozenset({sign}) if sign else None

    def schema(self) -> Schema:
        return {"type": "string", "pattern": r"^(any|(>=|>|<)\s*\S+)$"}


def _number(text: str) -> Fraction | None:
    try:
        return exact(text)
    except NotANumber:
        return None


def _at_least(bound: int) -> Facts:
    """Put a bound on integers into words, with the sign that follows from it."""
    sign = {"positive"} if bound > 0 else {"nonnegative"} if bound == 0 else set()
    return frozenset({f"at_least_{bound}"} | sign)


def violation(value: Any, facts: Facts) -> str:
    """Say which fact a value lacks; an empty text if it has them all."""
    entries = tuple(_entries(value))
    for fact in sorted(facts):
        bad = next((x for x in entries if not _holds(fact, x)), None)
        if bad is not None:
            return f"the entry {bad} is not {_words(fact)}"
    if "one_hot" in facts and not _along_a_side(value, _is_one_hot):
        return "the value is not one-hot: one entry 1, all others 0"
    if "sums_to_1" in facts and not _along_a_side(value, lambda line: sum(line) == 1):
        return f"the entries do not add up to 1, but to {sum(entries)}"
    return ""


def _entries(value: Any) -> Iterator[Fraction]:
    if isinstance(value, tuple):
        for part in value:
            yield from _entries(part)
    else:
        yield value


def _holds(fact: str, x: Fraction) -> bool:
    if fact.startswith("at_least_"):
        return x >= int(fact.removeprefix("at_least_"))
    test = _TESTS.get(fact)
    return test is None or test(x)


_TESTS: dict[str, Callable[[Fraction], bool]] = {
    "integer": lambda x: x.denominator == 1,
    "positive": lambda x: x > 0,
    "nonnegative": lambda x: x >= 0,
    "negative": lambda x: x < 0,
}


def _words(fact: str) -> str:
    return "an integer" if fact == "integer" else fact.replace("_", " ")


def _along_a_side(value: Any, test: Callable[[Sequence[Fraction]], bool]) -> bool:
    """Test a vector as a whole; a matrix holds samples, by rows or by columns."""
    if not isinstance(value, tuple):
        return test((value,))
    rows = [tuple(_entries(row)) for row in value]
    if len(rows) == 1 or len(rows[0]) == 1:
        return test(tuple(_entries(value)))
    return all(map(test, rows)) or all(map(test, zip(*rows, strict=True)))


def _is_one_hot(line: Sequence[Fraction]) -> bool:
    return sorted(line) == [0] * (len(line) - 1) + [1]
