"""What is asked of the shape rule, as it is written in a problem file."""

from __future__ import annotations

from collections.abc import Mapping
from math import prod
from typing import Any

from solver.algebra.expr import Expr, name, number
from solver.algebra.ops.candidates import MOST
from solver.errors import Complaint, Mark
from solver.kinds._cnn_table.checking import known_values, unmet
from solver.kinds._cnn_table.flow import ONE, Need
from solver.kinds._cnn_table.options import read_size
from solver.kinds._cnn_table.rule import LETTERS, Rule
from solver.modelling.start import Start
from solver.spec.fields import FORMULA, Choice, Field, Flag, FormulaField, Schema, expected
from solver.spec.nodes import Items, Node
from solver.spec.numbers import Count
from solver.spec.reading import Reading
from solver.spec.records import FieldMap, Record

LEAST = {"input": 1, "kernel": 1, "padding": 0, "stride": 1}
RANGES = {"input": (1, 64), "kernel": (1, 11), "padding": (0, 10), "stride": (1, 8)}
USUAL = {"padding": number(0), "stride": ONE, "dilation": ONE}


class Unknowns(Field[tuple[str, ...]]):
    """What is not known: a word, or a list of them."""

    def take(self, node: Node, reading: Reading) -> tuple[str, ...]:
        one = Choice(words=tuple(LETTERS))
        if not isinstance(node, Items):
            return (one.take(node, reading),)
        found = tuple(one.take(part, reading) for part in node.items)
        if not found or len(set(found)) < len(found):
            raise expected("different words of " + ", ".join(LETTERS), node)
        return found

    def schema(self) -> Schema:
        one = {"enum": list(LETTERS)}
        return {"anyOf": [one, {"type": "array", "items": one, "minItems": 1}]}


class Range(Field[tuple[int, int]]):
    """The first and the last number of a range."""

    def take(self, node: Node, reading: Reading) -> tuple[int, int]:
        if not isinstance(node, Items) or len(node.items) != 2:
            raise expected("the first and the last number, as `[0, 5]`", node)
        end = Count(least=0, most=10**6)
        first, last = (end.take(part, reading) for part in node.items)
        if last < first:
            raise expected("a range that goes up, as `[0, 5]`", node)
        return first, last

    def schema(self) -> Schema:
        return {"type": "array", "items": {"type": "integer"}, "minItems": 2, "maxItems": 2}


RULE: FieldMap = {
    "for": Unknowns(required=True, about="input, kernel, padding or stride; or several of them"),
    "input": FORMULA,
    "kernel": FORMULA,
    "padding": FORMULA,
    "stride": FORMULA,
    "dilation": FORMULA,
    "output": FormulaField(required=True, about="the size that is wanted; `same` for the input's"),
    "range": Record(fields={key: Range() for key in LETTERS}, about="where to look"),
    "exact": Flag(about="true: nothing may be left over at the end of a side"),
}


class Solve(Record):
    """What is asked of the shape rule, with the place where it stands."""

    def take(self, node: Node, reading: Reading) -> dict[str, Any]:
        found = Record.take(self, node, reading)
        return {**found, "mark": node.mark}


SOLVE = Solve(fields=RULE, about="the shape rule, to be solved for what is not known")


# --- reading -------------------------------------------------------------------------------------
def read_rule(found: Mapping[str, Any], start: Start) -> Rule | None:
    """Read what is asked of the shape rule; what is wrong goes to the complaints."""
    unknown: tuple[str, ...] = found["for"]
    mark: Mark = found["mark"]
    known: dict[str, Expr] = {}
    for key in LETTERS:
        if key in unknown and key in found:
            message = f"`{key}` is what is not known: it cannot be given too"
            start.complaints.append(Complaint(found[key].mark, message))
        known[key] = _letter(key, start) if key in unknown else _given(key, found, start)
    ranges = {key: found.get("range", {}).get(key, RANGES[key]) for key in unknown}
    _check_ranges(ranges, found, start, mark)
    same = found["output"].text == "same"
    output = known["input"] if same else _given("output", found, start)
    dilation = _given("dilation", found, start)
    if start.complaints:
        return None
    rule = Rule(
        unknown, ranges, known, dilation, output, found.get("exact", False),
        not same and _is_one(output, start, found["output"].mark),
    )  # fmt: skip
    _check_fit(rule, found, start)
    return None if start.complaints else rule


def _is_one(output: Expr, start: Start, mark: Mark) -> bool:
    needs = [Need(mark, output, "")]
    return known_values(start, [], needs).get(output) == 1


def _check_fit(rule: Rule, found: Mapping[str, Any], start: Start) -> None:
    """Complain about a kernel that is known, and fits nowhere."""
    if {"input", "kernel", "padding"} & set(rule.unknown):
        return
    window, side = rule.window(), rule.known["input"]
    padded = window.room(side, 0) + window.spread(0)
    need = Need(
        found["kernel"].mark,
        window.room(side, 0),
        "a window of {0} does not fit into {1}, the padded side of the input",
        "a smaller kernel, more padding, or a larger input",
        least=0,
        shown=(window.spread(0), padded),
    )
    start.complaints.extend(unmet([need], known_values(start, [], [need])))


def _letter(key: str, start: Start) -> Expr:
    letter = LETTERS[key]
    while letter in start.scope.names:
        letter += "_"
    return name(letter)


def _given(key: str, found: Mapping[str, Any], start: Start) -> Expr:
    if key not in found and key in USUAL:
        return USUAL[key]
    if key not in found:
        message = f"`{key}` is neither known nor asked for"
        start.complaints.append(Complaint(found["mark"], message, f"add `{key}: …`"))
        return ONE
    expr = read_size(found[key], start.scope, start.complaints)
    least = LEAST.get(key, 1)
    message = f"`{key}` is {{0}}: it must be a whole number, at least {least}"
    needs = [Need(found[key].mark, expr, message, least=least, shown=(expr,))] if expr else []
    start.complaints.extend(unmet(needs, known_values(start, [], needs)))
    return expr or ONE


def _check_ranges(
    ranges: Mapping[str, tuple[int, int]], found: Mapping[str, Any], start: Start, mark: Mark
) -> None:
    for key, (first, _) in ranges.items():
        if first < LEAST[key]:
            message = f"the range of `{key}` begins at {first}; the least there is {LEAST[key]}"
            start.complaints.append(Complaint(mark, message))
    for key in found.get("range", {}):
        if key not in ranges:
            start.complaints.append(Complaint(mark, f"`{key}` is not asked for: it has no range"))
    many = prod(last - first + 1 for first, last in ranges.values())
    if many > MOST:
        message = f"these ranges make {many} candidates; at most {MOST} are looked at"
        start.complaints.append(Complaint(mark, message, "narrow them: `range: {padding: [0, 5]}`"))
