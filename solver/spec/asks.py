"""What is asked: a step, a formula, a named formula, or a question for a person to mark."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from solver.spec.fields import FORMULA, Choice, Field, ListOf, Schema, Text, expected
from solver.spec.model import Ask, Asked, Discuss, Formula
from solver.spec.names import fresh_name
from solver.spec.nodes import Node, Table
from solver.spec.numbers import PATTERN, Count, Number
from solver.spec.reading import Reading, Refused, nearest, refused, short
from solver.spec.records import FieldMap, Record, closed, described

POINTS = Number(least=0, about="points for a right answer")


class RubricItem(Field[tuple[Fraction, str]]):
    """One line of a rubric, `points: what they are for`."""

    def take(self, node: Node, reading: Reading) -> tuple[Fraction, str]:
        if not isinstance(node, Table) or len(node.pairs) != 1:
            raise expected("one `points: what for`", node, "write `- 1: names the units`")
        key, value = node.pairs[0]
        points = reading.attempt(POINTS.take, key, reading)
        text = Text(markdown=True).read(value, reading)
        if points is None or text is None:
            raise Refused
        return points, text

    def schema(self) -> Schema:
        return {
            "type": "object",
            "minProperties": 1,
            "maxProperties": 1,
            "propertyNames": {"pattern": PATTERN},
            "additionalProperties": Text(markdown=True).schema(),
        }


MARKED: FieldMap = {
    "model": Text(markdown=True, about="a model answer"),
    "rubric": ListOf(item=RubricItem(), about="points and what they are for"),
    "points": POINTS,
}
OPEN: FieldMap = {
    "discuss": Text(markdown=True, required=True, about="an open question"),
    "plot": Text(markdown=True, required=True, about="what to sketch"),
}
OPTIONS: FieldMap = {
    "points": POINTS,
    "title": Text(markdown=True, about="what is asked for, in words: `the largest weight`"),
    "digits": Count(most=50, about="significant digits that are printed and asked for"),
    "unit": Text(about="the unit of the answer"),
    "as": Choice(words=("formula", "value"), about="which form of answer is wanted"),
    "equals": ListOf(item=FORMULA, about="further forms of the answer, compared with it"),
    "accept": ListOf(item=FORMULA, about="other formulas that are right too"),
    "hint": Text(markdown=True, about="a hint that is printed"),
}
STEP: FieldMap = {"step": FORMULA, **OPTIONS}


class AskField(Field[Asked]):
    """A step or formula as text, or a mapping."""

    def take(self, node: Node, reading: Reading) -> Asked:
        if not isinstance(node, Table):
            formula = FORMULA.take(node, reading)
            return Ask(formula.text.strip(), formula)
        for word in OPEN:
            if node.get(word) is not None:
                return _open(node, word, reading)
        if node.get("step") is not None:
            return _ask(node, "step", STEP, reading)
        return _named(node, reading)

    def schema(self) -> Schema:
        options = {key: described(field) for key, field in OPTIONS.items()}
        named = {"type": "object", "properties": options, "additionalProperties": FORMULA.schema()}
        step = closed(STEP) | {"required": ["step"]}
        return {"anyOf": [FORMULA.schema(), *map(_closed, OPEN), step, named]}


def _closed(word: str) -> Schema:
    return closed({word: OPEN[word], **MARKED})


def _open(node: Table, word: str, reading: Reading) -> Discuss:
    """Read what a person marks: an open question, or a sketch."""
    found = _complete(node, {word: OPEN[word], **MARKED}, reading)
    return Discuss(found.pop(word), node.mark, sketch=word == "plot", **found)


def _named(node: Table, reading: Reading) -> Ask:
    """Read `{NAME: formula}`, whose name is the one key that is not an option."""
    names = [key for key, _ in node.pairs if key.text not in OPTIONS]
    if not names:
        hint = "add `step:`, `discuss:` or `NAME: formula`"
        raise refused(node.mark, "it is not said what is asked", hint)
    unknown = names[1:]
    if unknown:
        hint = nearest(unknown[0].text, {**STEP, **OPEN, **MARKED})
        raise refused(unknown[0].mark, f"unknown key {short(unknown[0].text)}", hint)
    name = fresh_name(names[0], reading.reserved)
    return _ask(node, name, {name: FORMULA, **OPTIONS}, reading)


def _ask(node: Table, key: str, known: FieldMap, reading: Reading) -> Ask:
    found = _complete(node, known, reading)
    formula: Formula = found.pop(key)
    found["form"] = found.pop("as", "")
    name = formula.text.strip() if key == "step" else key
    return Ask(name, formula, **found)


def _complete(node: Table, known: FieldMap, reading: Reading) -> dict[str, Any]:
    found = Record(fields=known).take(node, reading)
    if len(found) < len(node.pairs):
        raise Refused
    return found
