"""What every kind owes, checked for all of them: the messages say what to do."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path

import numpy as np
import pytest

import solver
from solver.algebra.plain import sentence
from solver.errors import SpecError
from solver.marking.handed import Handed, Pupil
from solver.marking.judging.desk import Desk
from solver.problem import built
from solver.render.latex import to_latex
from solver.render.pdf import typeset
from solver.resources import kinds, problems_dir, templates_dir
from solver.solved import Solved
from solver.spec.load import load_text
from tests.golden_files import compare
from tests.marking.notations import answers, moved
from tests.shipped import shipped

HERE = Path(__file__).parent
PROBLEMS = sorted(problems_dir().glob("*/*.yaml"))
EXAMPLES = [path for path in PROBLEMS if path.parent.name != "sets"]
SETS = [path for path in PROBLEMS if path.parent.name == "sets"]


def named(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


def _one(path: Path) -> object:
    """Keep the tests of a problem in one process, where they share what is worked out."""
    return pytest.param(path, id=named(path), marks=pytest.mark.xdist_group(named(path)))


@pytest.fixture(scope="module", params=map(_one, EXAMPLES))
def path(request: pytest.FixtureRequest) -> Path:
    """Give one problem after the other: its tests follow each other."""
    found: Path = request.param
    return found


@cache
def solved(path: Path) -> Solved:
    return shipped(path).solve(check="all")


@cache
def judge(path: Path) -> tuple[Desk, Pupil]:
    desk = Desk(shipped(path))
    return desk, Pupil(desk.problem, Handed(), desk.solved)


@pytest.mark.parametrize("kind", kinds())
def test_a_kind_has_an_example_and_a_test(kind: str) -> None:
    assert list((problems_dir() / kind).glob("*.yaml")), f"write problems/{kind}/….yaml"
    assert (HERE / f"test_{kind}.py").exists(), f"write tests/kinds/test_{kind}.py"


def test_there_are_no_orphans() -> None:
    known = set(kinds())
    folders = {path.name for path in problems_dir().iterdir() if path.is_dir()} - {"sets"}
    assert folders <= known, f"no module solver/kinds/… for problems/ {folders - known}"
    tests = {path.stem.removeprefix("test_") for path in HERE.glob("test_*.py")}
    tests -= {"contract", "variants"}
    assert tests <= known, f"no module solver/kinds/… for tests {tests - known}"
    templates = {path.name.partition(".")[0] for path in (templates_dir() / "kinds").glob("*.j2")}
    assert templates <= known, f"no module solver/kinds/… for templates {templates - known}"


def test_the_examples_kind_is_its_folder(path: Path) -> None:
    problem = shipped(path)
    assert problem.spec.kind == path.parent.name
    assert problem.spec.source, f"say where {path.name} comes from: `source:`"


def test_bad_keys_are_refused_at_their_line(path: Path) -> None:
    text = path.read_text(encoding="utf-8") + "forwrad: 1\n"
    with pytest.raises(SpecError) as caught:
        built(load_text(text, "bad.yaml"))
    assert any(
        complaint.mark.line == text.count("\n") and "forwrad" in complaint.message
        for complaint in caught.value.complaints
    )


def test_all_routes_agree(path: Path) -> None:
    found = solved(path)
    routes = found.checked.routes
    assert routes["numpy"] == routes["torch"] == "agree"
    derived = any(step.role in {"gradient", "jacobian"} for step in found.steps)
    assert routes["finite_differences"] == ("agree" if derived else "not_applicable")
    symbolic = any(given.value is None for given in found.problem.plan.givens)
    assert routes["sympy"] == ("agree" if derived and symbolic else "not_applicable")


@pytest.mark.parametrize("backend", ["numpy", "torch"])
def test_many_sets_of_givens_are_evaluated_at_once(path: Path, backend: str) -> None:
    plan = shipped(path).plan
    one = plan.evaluate(backend="numpy")
    many = {g.name: np.stack([one[g.name]] * 3) for g in plan.givens if g.value is not None}
    found = plan.evaluate(many, backend=backend)
    for step in plan.steps:
        assert (step.name in one) == (step.name in found)
        if step.name in one:
            expected = np.broadcast_to(one[step.name], (3, *one[step.name].shape))
            entries = np.broadcast_to(np.asarray(found[step.name]), expected.shape)
            np.testing.assert_allclose(entries, expected, rtol=1e-9, atol=1e-9)


def test_every_step_has_a_reason(path: Path) -> None:
    for step in solved(path).steps:
        assert sentence(step.why).strip(), f"{step.name} has no reason"
        assert "by definition" not in sentence(step.why), f"{step.name}: say what its op does"


def test_the_solution_is_deterministic(path: Path) -> None:
    again = solver.load(path).solve(check="all")
    assert solved(path).json() == again.json()
    assert solved(path).tex() == again.tex()


def test_the_golden_fragment_is_equal(path: Path) -> None:
    compare(f"{named(path)}.txt", fragment(solved(path)))


def fragment(found: Solved) -> str:
    """Write a solution in a form small enough to review: names, formulas, values, reasons."""
    lines = []
    for entry, step in zip(found.json()["steps"], found.steps, strict=True):
        if step.minor:
            continue
        mark = "* " if entry["asked"] else "  "
        lines.append(f"{mark}{step.name} = {step.formula}")
        lines += [f"      = {line.expr}   # {sentence(line.why)}" for line in step.after]
        value = entry["exact"] if entry["exact"] is not None else entry["value"]
        if value is not None:
            lines.append(f"      = {short(value)}")
        lines.append(f"    {entry['why']}")
    return "\n".join(lines) + "\n"


def short(value: object) -> str:
    return re.sub(r"\d+\.\d{7,}", lambda m: f"{float(m[0]):.6g}", str(value).replace("'", ""))


@pytest.mark.parametrize("detail", ["brief", "normal", "full"])
@pytest.mark.parametrize("path", SETS, ids=named)
def test_sets_typeset_without_complaint(path: Path, detail: str) -> None:
    found = solver.load(path).solve()
    for view in ("key", "handout") if detail == "normal" else ("key",):
        log = typeset(to_latex(found.document(view, detail), standalone=False))[1]
        complaints = re.findall(r"^(?:Overfull|LaTeX Warning|Missing).*", log, re.MULTILINE)
        assert not complaints


# --- marking --------------------------------------------------------------------------------------
GARBAGE = ("§§ ((", "__import__('os')", "(((((", "\\frac{}{", "x" * 30_000)


def test_own_answers_are_right_in_any_notation_and_moved_ones_wrong(path: Path) -> None:
    desk, pupil = judge(path)
    for question in desk.questions:
        if question.manual:
            continue
        notations: Counter[str] = Counter()
        for notation, text in answers(desk, question):
            found = desk.judged(question, text, pupil)
            told = f"{question.name}, {notation}: {text[:200]} is {found.outcome}: {found.why}"
            assert found.outcome == "correct", told
            notations[notation] += 1
        assert len(notations) >= 4, f"{question.name} is written in {list(notations)} only"
        for other in moved(desk, question):
            found = desk.judged(question, other, pupil)
            assert found.outcome == "wrong", f"{question.name}: {other} is {found.outcome}"


def test_garbage_is_unreadable(path: Path) -> None:
    desk, pupil = judge(path)
    for question in desk.questions:
        for text in GARBAGE if not question.manual else ():
            found = desk.judged(question, text, pupil)
            assert found.outcome == "unreadable", f"{question.name}: {text[:40]} is {found.outcome}"
            assert found.why, f"{question.name}: say what is wrong with {text[:40]}"
