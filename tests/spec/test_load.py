"""From YAML to specs: fields, parts and sets."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

from solver.errors import Complaint
from solver.spec.library import Library
from solver.spec.load import load as load_file
from solver.spec.load import load_text
from solver.spec.model import Ask, Discuss, Spec
from solver.spec.records import FieldMap

Load = Callable[[str], Spec]
Refuse = Callable[[str], tuple[Complaint, ...]]

FULL = """\
id: relu-l1
kind: equations
title: Two layers
points: 5/2
given: {x: [1, -1], W: [[1, 2], [3, 4]]}
functions:
  f(x): x * 2
  g(t): unknown
symbols: {yhat: '\\hat y'}
assume: [n > 1]
show: [z]
forward:
  z: W @ x
  L: sum(abs(z))
upstream: {z: dz}
inputs: [x]
ask:
  - L
  - {step: dL/dW, points: 3, digits: 4, unit: V, as: value, accept: [z, x], hint: Chain rule}
  - W_new: W - 0.5 * dL/dW
    points: 2
  - discuss: Why?
    model: Because $z > 0$.
    rubric: [{1: names it}, {1/2: 'shows it'}]
    points: 1.5
"""


def test_fields(load: Load) -> None:
    spec = load(FULL)
    assert (spec.id, spec.kind, spec.title) == ("relu-l1", "equations", "Two layers")
    assert spec.points == Fraction(5, 2)
    assert [given.name for given in spec.given] == ["x", "W"]
    assert [(f.name, f.parameter, f.body and f.body.text) for f in spec.functions] == [
        ("f", "x", "x * 2"),
        ("g", "t", None),
    ]
    assert spec.symbols == {"yhat": "\\hat y"}
    assert [formula.text for formula in (*spec.assume, *spec.show)] == ["n > 1", "z"]


def test_fields_of_the_kind(load: Load) -> None:
    own = load(FULL).own
    steps = [(name, str(mark), f.text, str(f.mark)) for name, mark, f in own["forward"]]
    assert steps == [
        ("z", "problem.yaml:13:3", "W @ x", "problem.yaml:13:6"),
        ("L", "problem.yaml:14:3", "sum(abs(z))", "problem.yaml:14:6"),
    ]
    assert {name: formula.text for name, formula in own["upstream"].items()} == {"z": "dz"}
    assert [(name, str(mark)) for name, mark in own["inputs"]] == [("x", "problem.yaml:16:10")]


def test_asks(load: Load) -> None:
    plain, step, named, discuss = load(FULL).asks
    assert isinstance(plain, Ask)
    assert (plain.name, plain.formula.text, plain.points, plain.digits) == ("L", "L", None, 0)
    assert isinstance(step, Ask)
    assert (step.name, step.points, step.digits, step.unit) == ("dL/dW", Fraction(3), 4, "V")
    assert (step.form, [f.text for f in step.accept], step.hint) == (
        "value",
        ["z", "x"],
        "Chain rule",
    )
    assert isinstance(named, Ask)
    assert (named.name, named.formula.text) == ("W_new", "W - 0.5 * dL/dW")
    assert named.points == 2
    assert isinstance(discuss, Discuss)
    assert (discuss.question, discuss.model) == ("Why?", "Because $z > 0$.")
    assert discuss.rubric == ((Fraction(1), "names it"), (Fraction(1, 2), "shows it"))


def test_the_id_and_title_default_to_the_file(tmp_path: Path, library: Library) -> None:
    path = tmp_path / "my problem.yaml"
    path.write_text("kind: equations\nforward: {z: 1}\n", encoding="utf-8")
    spec = load_file(path, library)
    assert (spec.id, spec.title) == ("my-problem", "my-problem")


def test_specs_are_data(load: Load) -> None:
    spec = load(FULL)
    assert pickle.loads(pickle.dumps(spec)) == spec


def test_a_kind_is_imported_only_when_it_is_named(library: Library) -> None:
    asked: list[str] = []

    def fields_of(kind: str) -> FieldMap:
        asked.append(kind)
        return library.fields_of(kind)

    watching = Library(library.kinds, fields_of)
    load_text("kind: equations\nforward: {z: 1}\n", "x.yaml", watching)
    assert set(asked) == {"equations"}


def test_complaints_are_in_the_order_of_the_file(refuse: Refuse) -> None:
    found = refuse("ask: [2, [x]]\npoints: x\ntitle: []\nkind: equations\nforward: {z: }\n")
    places = [(c.mark.line, c.mark.column) for c in found]
    assert places == sorted(places)
    assert len(places) == 4
