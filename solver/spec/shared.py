"""What a set says of its students: shared draws, banks to pick from, repairs after release."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import chain
from typing import Any

from solver.algebra.shapes import show
from solver.errors import Mark
from solver.spec.fields import FORMULA, Choice, Entry, Field, MapOf, Schema, Text, expected
from solver.spec.model import Bank, Formula, Law, Let, Override, SetItem, Spec, Varied
from solver.spec.names import NAME, identifier
from solver.spec.nodes import Items, Leaf, Node, Table
from solver.spec.numbers import Number
from solver.spec.reading import Reading, nearest, refused, short
from solver.spec.values import Shaped, ValueField
from solver.spec.vary import LawField


class _LawOrFormula(Field[Law | Formula]):
    """How something is drawn, or a formula over what was drawn before."""

    def take(self, node: Node, reading: Reading) -> Law | Formula:
        return (LawField() if isinstance(node, Table) else FORMULA).take(node, reading)

    def schema(self) -> Schema:
        return {"anyOf": [LawField().schema(), FORMULA.schema()]}


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedLets(MapOf[Law | Formula]):
    """Givens that problems of a set share, by name."""

    value: Field[Law | Formula] = _LawOrFormula()  # noqa: RUF009 - fields are frozen
    what: str = "a mapping of `name: how it varies`, or `name: formula`"

    def key(self, key: Leaf, reading: Reading) -> str:
        return identifier(key)

    def schema(self) -> Schema:
        names = {"propertyNames": {"pattern": f"^{NAME}$"}}
        return {"type": "object", **names, "additionalProperties": self.value.schema()}


class Pick(Field[tuple[Bank, ...]]):
    """Banks, by how many problems each student gets of them: `{2: ["1", "2", "3"]}`."""

    def take(self, node: Node, reading: Reading) -> tuple[Bank, ...]:
        if not isinstance(node, Table):
            raise expected('a mapping of `how many: labels`, as `{2: ["1", "2", "3"]}`', node)
        return tuple(chain.from_iterable(_banks(key, value) for key, value in node.pairs))

    def schema(self) -> Schema:
        labels = {"type": "array", "minItems": 2, "items": {"type": ["string", "number"]}}
        banks = {"anyOf": [labels, {"type": "array", "minItems": 1, "items": labels}]}
        count = {"propertyNames": {"pattern": "^[1-9][0-9]*$"}}
        return {"type": "object", **count, "additionalProperties": banks}


def _banks(key: Leaf, node: Node) -> Iterator[Bank]:
    if not (key.text.isascii() and key.text.isdigit() and int(key.text) > 0):
        raise expected("how many problems are picked", key)
    nested = isinstance(node, Items) and any(isinstance(part, Items) for part in node.items)
    for bank in node.items if nested and isinstance(node, Items) else (node,):
        if not isinstance(bank, Items) or not all(isinstance(item, Leaf) for item in bank.items):
            raise expected("a list of labels", bank)
        labels = tuple(item.text for item in bank.items if isinstance(item, Leaf))
        if len(labels) <= int(key.text):
            raise refused(bank.mark, f"{key.text} of {len(labels)} problems leave nothing to pick")
        yield Bank(int(key.text), labels, bank.mark)


_VALUES = MapOf(value=ValueField(), what="a mapping of `given: value`")
_LABELLED = MapOf(value=_VALUES, what="a mapping of `label: values`")
OVERRIDES = MapOf(
    value=_LABELLED,
    what="a mapping of `student: label: given: value`",
    about="values that a student's problem has, whatever is drawn",
)
VOID = MapOf(
    value=Choice(words=("full",)),
    what="a mapping of `label: full`",
    about="problems for which everybody gets all points",
)
STRICTNESS = Choice(
    words=("lenient", "standard", "strict"),
    about="what a right answer in the wrong notation is worth: all, half or none of its points",
)
SALT = Text(what="a text", about="a secret that draws depend on; never change it once released")


class _Share(Number):
    """A share above 0."""

    def take(self, node: Node, reading: Reading) -> Fraction:
        found = Number.take(self, node, reading)
        if found <= 0:
            raise expected("a share above 0, as 0.15", node)
        return found


EFFORT = _Share(about="how far the effort of a variant may be from the median: 0.15 is 15 %")

_Override = Entry[tuple[Entry[tuple[Entry[Shaped], ...]], ...]]


def overrides(entries: Iterable[_Override]) -> tuple[Override, ...]:
    """List what is fixed, one value each."""
    return tuple(
        Override(student, label, name, shape, value, mark)
        for student, _, labels in entries
        for label, _, values in labels
        for name, mark, (shape, value) in values
    )


def shared(name: str, entries: Iterable[Entry[Law | Formula]]) -> dict[str, Any]:
    """Tell apart what is drawn for a set and what is computed from it."""
    found = tuple(entries)
    drawn = (Varied(k, m, law, name) for k, m, law in found if not isinstance(law, Formula))
    computed = (Let(k, law, m, name) for k, m, law in found if isinstance(law, Formula))
    return {"vary": tuple(drawn), "let": tuple(computed)}


def with_shared(spec: Spec, vary: tuple[Varied, ...], let: tuple[Let, ...]) -> Spec:
    """Let a problem take over what its set draws or computes for givens of these names."""
    if not vary and not let:
        return spec
    parts = (
        replace(part, spec=with_shared(part.spec, vary, let)) if part.spec else part
        for part in spec.parts
    )
    structures = ((label, with_shared(each, vary, let)) for label, each in spec.structures)
    given = {each.name for each in spec.given}
    computed = tuple(each for each in let if each.name in given)
    drawn = vary if computed else tuple(each for each in vary if each.name in given)
    taken = {each.name for each in drawn} | {each.name for each in let}
    own = tuple(each for each in spec.vary if each.name not in taken)
    return replace(
        spec, vary=(*own, *drawn), let=(*spec.let, *(let if computed else ())),
        parts=tuple(parts), structures=tuple(structures),
    )  # fmt: skip


# --- what does not fit together ------------------------------------------------------------------
def check_labels(
    banks: Iterable[Bank], marks: Iterable[tuple[str, Mark]], items: Iterable[SetItem],
    reading: Reading,
) -> None:  # fmt: skip
    """Complain of labels that no problem has, and of one in two banks."""
    known = [item.label for item in items]
    banks = tuple(banks)
    picked = [(label, bank.mark) for bank in banks for label in bank.labels]
    for label, mark in (*picked, *marks):
        if label not in known:
            reading.complain(mark, f"no problem is labelled {short(label)}", nearest(label, known))
    seen: set[str] = set()
    for label, mark in picked:
        if label in seen:
            reading.complain(mark, f"{short(label)} is picked twice")
        seen.add(label)


def check_points(banks: Iterable[Bank], items: Iterable[SetItem], reading: Reading) -> None:
    """Complain of a bank whose problems have different points: that would not be fair."""
    points = {item.label: item.points or item.spec.points for item in items}
    for bank in banks:
        if len({points.get(label) for label in bank.labels if label in points}) > 1:
            reading.complain(bank.mark, "the problems to pick from have different points")


def check_overrides(found: Iterable[Override], items: Iterable[SetItem], reading: Reading) -> None:
    """Complain of values for what is not given, or of another shape."""
    table = {item.label: item.spec for item in items}
    for each in found:
        spec = table.get(each.label)
        if spec is None:
            hint = nearest(each.label, table)
            reading.complain(each.mark, f"no problem is labelled {short(each.label)}", hint)
            continue
        shapes = given_shapes(spec)
        if each.name not in shapes:
            hint = nearest(each.name, shapes)
            reading.complain(each.mark, f"`{each.name}` is not given in {each.label}", hint)
        elif shapes[each.name] != each.shape:
            message = f"`{each.name}` is {show(shapes[each.name])}, not {show(each.shape)}"
            reading.complain(each.mark, message)


def given_shapes(spec: Spec) -> dict[str, Any]:
    """List the shapes of what a problem gives, and its parts as `a.x`."""
    found = {given.name: given.shape for given in spec.given if given.value is not None}
    for part in spec.parts:
        own = part.spec.given if part.spec else ()
        found |= {f"{part.label}.{g.name}": g.shape for g in own if g.value is not None}
    return found


def check_shared(
    vary: Iterable[Varied], let: Iterable[Let], items: Iterable[SetItem], reading: Reading
) -> None:
    """Complain of what is drawn for nobody, or for givens of different shapes."""
    vary, let = tuple(vary), tuple(let)
    specs = [spec for item in items for spec in (item.spec, *(s for _, s in item.spec.structures))]
    shapes = [given_shapes(spec) for spec in specs]
    both: list[Varied | Let] = [*vary, *let]
    for each in both:
        own = {found[key] for found in shapes for key in found if key.split(".")[-1] == each.name}
        if len(own) > 1:
            message = f"`{each.name}` has different shapes in the problems that share it"
            reading.complain(each.mark, message)
        if not own and not any(_mentions(other.formula.text, each.name) for other in let):
            reading.complain(each.mark, f"no problem of the set gives `{each.name}`")


def _mentions(text: str, name: str) -> bool:
    return re.search(rf"\b{re.escape(name)}\b", text) is not None
