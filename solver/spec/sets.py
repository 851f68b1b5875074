"""A set: a title block, and problems in other files."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import PurePath, PureWindowsPath
from typing import Any

from solver.errors import Mark
from solver.spec.asks import POINTS
from solver.spec.common import SLUG
from solver.spec.fields import Field, ListOf, Marked, Schema, Text, expected
from solver.spec.model import Override, SetItem, SetSpec, Spec
from solver.spec.nodes import Items, Node, Table
from solver.spec.reading import Reading, Refused, refused, short
from solver.spec.records import FieldMap, Record
from solver.spec.shared import (
    EFFORT,
    OVERRIDES,
    SALT,
    STRICTNESS,
    VOID,
    Pick,
    SharedLets,
    check_labels,
    check_overrides,
    check_points,
    check_shared,
    overrides,
    shared,
    with_shared,
)
from solver.spec.world import stem

LABEL = Text(
    what="a label such as `3.2`",
    pattern=r"[A-Za-z0-9][A-Za-z0-9._-]*",
    rule="a label is made of letters, digits, `.`, `_` and `-`",
    about="the number printed for the problem",
    required=True,
)


class ProblemPath(Field[str]):
    """The path of a problem file, relative to the set's."""

    def take(self, node: Node, reading: Reading) -> str:
        text = Text(what="the path of a problem file").take(node, reading)
        if PurePath(text).is_absolute() or PureWindowsPath(text).anchor:
            raise refused(node.mark, "a path in a set is relative to the set's file")
        if PurePath(text).suffix not in (".yaml", ".yml") or not text.isprintable():
            raise expected("a .yaml file", node)
        return text

    def schema(self) -> Schema:
        return {"type": "string", "pattern": r"\.ya?ml$"}


class Problems(ListOf[dict[str, Any]]):
    """A list that is not empty."""

    def take(self, node: Node, reading: Reading) -> tuple[dict[str, Any], ...]:
        if isinstance(node, Items) and not node.items:
            raise expected("at least one problem", node)
        return ListOf.take(self, node, reading)


ITEM: FieldMap = {
    "label": Marked(field=LABEL, required=True, about=LABEL.about),
    "file": Marked(field=ProblemPath(), required=True, about="relative to this file"),
    "points": POINTS,
}
SET: FieldMap = {
    "id": SLUG,
    "title": Text(about="one line"),
    "course": Text(),
    "due": Text(),
    "instructions": Text(markdown=True),
    "honour_code": Text(markdown=True),
    "salt": SALT,
    "let": SharedLets(about="givens that problems share: how they vary, or a formula"),
    "pick": Pick(about="of which problems each student gets how many"),
    "overrides": OVERRIDES,
    "void": VOID,
    "effort": EFFORT,
    "strictness": STRICTNESS,
    "problems": Problems(
        item=Record(fields=ITEM), required=True, about="problems: label, file and points"
    ),
}
_AS_READ = (
    "course", "due", "instructions", "honour_code", "salt", "pick", "effort", "strictness",
)  # fmt: skip

LoadProblem = Callable[[str, Mark], Spec]  # given a path, and where the set names it


def read_set(table: Table, reading: Reading, load_problem: LoadProblem) -> SetSpec:
    """Read a set and all its problems, with the complaints of all."""
    values = Record(fields=SET).take(table, reading)
    written: tuple[dict[str, Any], ...] = values.get("problems", ())
    _refuse_same_labels(written, reading)
    found = (reading.attempt(_item, each, reading, load_problem) for each in written)
    items = tuple(item for item in found if item)
    name = values.get("id") or stem(table.mark.file)
    common = shared(name, values.get("let", ()))
    fixed = overrides(values.get("overrides", ()))
    _check(values, common, fixed, items, reading)
    return SetSpec(
        id=name,
        title=values.get("title", name),
        mark=table.mark,
        items=tuple(replace(item, spec=with_shared(item.spec, **common)) for item in items),
        overrides=fixed,
        void=tuple(label for label, _, _ in values.get("void", ())),
        **common,
        **{key: values[key] for key in _AS_READ if key in values},
    )


def _check(
    values: dict[str, Any],
    common: dict[str, Any],
    fixed: tuple[Override, ...],
    items: tuple[SetItem, ...],
    reading: Reading,
) -> None:
    """Complain of what the set says about problems that does not fit them."""
    void = [(label, mark) for label, mark, _ in values.get("void", ())]
    check_labels(values.get("pick", ()), void, items, reading)
    check_points(values.get("pick", ()), items, reading)
    check_overrides(fixed, items, reading)
    check_shared(common["vary"], common["let"], items, reading)


def _item(written: dict[str, Any], reading: Reading, load_problem: LoadProblem) -> SetItem:
    if "file" not in written or "label" not in written:
        raise Refused
    path, mark = written["file"]
    # `sets/../network/x.yaml` is `network/x.yaml` to a person.
    found = os.path.normpath(PurePath(mark.file).parent / path)
    spec = load_problem(found, mark)
    return SetItem(written["label"][0], spec, written.get("points"))


def _refuse_same_labels(written: tuple[dict[str, Any], ...], reading: Reading) -> None:
    first: dict[str, Mark] = {}
    for label, mark in (each["label"] for each in written if "label" in each):
        known = first.setdefault(label, mark)
        if known != mark:
            hint = f"the first is on line {known.line}"
            reading.complain(mark, f"the label {short(label)} is used twice", hint)
