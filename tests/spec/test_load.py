"""From YAML to specs: fields, parts and sets."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest

from solver.errors import Complaint, SpecError
from solver.spec.library import Library
from solver.spec.load import load as load_file
from solver.spec.load import load_text
from solver.spec.model import Ask, Discuss, SetSpec, Spec

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
    assert own["inputs"] == ("x",)


def test_asks(load: Load) -> None:
    plain, step, named, discuss = load(FULL).asks
    assert isinstance(plain, Ask)
    assert (plain.name, plain.formula.text, plain.points, plain.digits) == ("L", "L", None, 0)
    assert isinstance(step, Ask)
    assert (step.name, step.points, step.digits, step.unit) == ("dL/dW", 3, 4, "V")
    assert (step.form, [f.text for f in step.accept], step.hint) == (
        "value",
        ["z", "x"],
        "Chain rule",
    )
    assert isinstance(named, Ask)
    assert (named.name, named.formula.text, named.points) == ("W_new", "W - 0.5 * dL/dW", 2)
    assert isinstance(discuss, Discuss)
    assert (discuss.question, discuss.model) == ("Why?", "Because $z > 0$.")
    assert discuss.rubric == ((1, "names it"), (Fraction(1, 2), "shows it"))


def test_the_id_and_title_default_to_the_file(tmp_path: Path, library: Library) -> None:
    path = tmp_path / "my problem.yaml"
    path.write_text("kind: equations\nforward: {z: 1}\n", encoding="utf-8")
    spec = load_file(path, library)
    assert (spec.id, spec.title) == ("my-problem", "my-problem")


def test_specs_are_data(load: Load) -> None:
    spec = load(FULL)
    assert pickle.loads(pickle.dumps(spec)) == spec


PARTS = """\
kind: equations
given: {x: 1, y: 2}
symbols: {x: X, y: Y}
assume: [x > 0]
show: [z]
forward: {z: x + y}
parts:
  a: {text: First, points: 2, ask: [z]}
  b:
    given: {y: 3, w: {step: a.z}}
    symbols: {w: W}
    ask: [z, w]
  c: {kind: filter, kernel: [3, 3], ask: [x]}
"""


def test_a_part_that_only_asks_has_no_world_of_its_own(load: Load) -> None:
    part = load(PARTS).parts[0]
    assert (part.label, part.text, part.points, part.spec) == ("a", "First", 2, None)
    assert str(part.mark) == "problem.yaml:8:3"


def test_a_part_is_laid_over_the_problem(load: Load) -> None:
    part = load(PARTS).parts[1]
    assert part.spec is not None
    assert {g.name: g.value for g in part.spec.given} == {"x": 1, "y": 3, "w": None}
    assert {g.name: g.step for g in part.spec.given}["w"] == "a.z"
    assert part.spec.symbols == {"x": "X", "y": "Y", "w": "W"}
    assert [f.text for f in part.spec.assume] == ["x > 0"]
    assert [name for name, _, _ in part.spec.own["forward"]] == ["z"]
    assert part.spec.show == ()
    assert part.spec.asks == part.asks != ()


def test_a_part_may_be_of_another_kind(load: Load) -> None:
    spec = load(PARTS).parts[2].spec
    assert spec is not None
    assert (spec.kind, spec.own) == ("filter", {"kernel": (3, 3)})
    assert [given.name for given in spec.given] == ["x", "y"]


def test_a_problem_that_only_feeds_its_parts_needs_no_steps(load: Load, refuse: Refuse) -> None:
    text = "kind: equations\ngiven: {x: 1}\nparts:\n  a: {forward: {z: x}, ask: [z]}\n"
    assert load(text).own == {}
    assert "`forward` is missing" in str(refuse(text + "ask: [x]\n")[0])
    assert "`forward` is missing" in str(refuse(text + "  b: {ask: [x]}\n")[0])


def test_what_is_wrong_in_the_problem_is_said_once(refuse: Refuse) -> None:
    complaints = refuse(PARTS.replace("x: 1, y: 2", "x: one, y: 2").replace("X, y", "X, x"))
    assert [(c.mark.line, c.mark.column) for c in complaints] == [(2, 12), (3, 17)]


def test_complaints_are_in_the_order_of_the_file(refuse: Refuse) -> None:
    found = refuse("ask: [2, [x]]\npoints: x\ntitle: []\nkind: equations\nforward: {z: }\n")
    places = [(c.mark.line, c.mark.column) for c in found]
    assert places == sorted(places)
    assert len(places) == 4


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("one", "two"):
        (tmp_path / "network").mkdir(exist_ok=True)
        path = tmp_path / "network" / f"{name}.yaml"
        path.write_text("kind: equations\npoints: 4\nforward: {z: 1}\n", encoding="utf-8")
    (tmp_path / "sets").mkdir()
    return tmp_path


SET = """\
title: Homework 1
course: Signals
due: 1 May
instructions: Show your work.
honour_code: I did.
problems:
  - {label: "3.2", file: ../network/one.yaml, points: 5}
  - {label: 4a, file: ../network/two.yaml}
"""


def test_sets(folder: Path, library: Library) -> None:
    path = folder / "sets" / "hw1.yaml"
    path.write_text(SET, encoding="utf-8")
    found = load_file(path, library)
    assert isinstance(found, SetSpec)
    assert (found.id, found.title, found.course, found.due) == (
        "hw1",
        "Homework 1",
        "Signals",
        "1 May",
    )
    assert (found.instructions, found.honour_code) == ("Show your work.", "I did.")
    assert [(i.label, i.spec.id, i.points) for i in found.items] == [
        ("3.2", "one", 5),
        ("4a", "two", None),
    ]
    assert found.items[0].spec.mark.file == str(folder / "network" / "one.yaml")


def test_the_complaints_of_all_files_come_together(folder: Path, library: Library) -> None:
    (folder / "network" / "one.yaml").write_text("kind: equations\n", encoding="utf-8")
    (folder / "network" / "two.yaml").write_text("kind: [\n", encoding="utf-8")
    with pytest.raises(SpecError) as caught:
        load_text(SET + "coarse: x\n", str(folder / "sets" / "hw1.yaml"), library)
    places = [(Path(c.mark.file).name, c.mark.line) for c in caught.value.complaints]
    assert places == [("one.yaml", 1), ("two.yaml", 2), ("hw1.yaml", 9)]


def test_a_set_that_holds_itself_is_refused(folder: Path, library: Library) -> None:
    path = folder / "sets" / "hw1.yaml"
    path.write_text("problems:\n  - {label: 1, file: hw1.yaml}\n", encoding="utf-8")
    with pytest.raises(SpecError, match="is a set"):
        load_file(path, library)


def test_a_kind_is_imported_only_when_it_is_named(library: Library) -> None:
    asked: list[str] = []
    watching = Library(library.kinds, lambda kind: asked.append(kind) or library.fields_of(kind))
    load_text("kind: equations\nforward: {z: 1}\n", "x.yaml", watching)
    assert set(asked) == {"equations"}
