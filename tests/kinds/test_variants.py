"""What every kind owes whose shipped problems vary: variants that can be solved, told and printed.

Twenty-five students are dealt the variants of every such problem. Exact evaluation, one variant at
a time, is what the batches of doubles are held against; requirements and kinks are looked at in
exact numbers, by what the formulas say and not by the code that judges draws.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import solver
from solver.algebra.expr import Expr, walk
from solver.plan import Plan, Step
from solver.problem import Problem, built
from solver.render.latex import to_latex
from solver.render.pdf import typeset
from solver.resources import kinds, problems_dir
from solver.solved import Solved
from solver.spec.load import load_text
from solver.variants.assigning import Assigned, Course
from solver.variants.families import Form

STUDENTS = tuple(f"student {k}" for k in range(25))
SALT = "a salt of the contract"
EXEMPT = {"claim"}  # a claim is true or false: there is no number to vary
BENT = {"relu", "leaky_relu", "abs"}  # what has a kink where its argument is 0
BRIEF = 8  # digits of an exact answer, unless the example has more


def _varied() -> list[Path]:
    """List the problems that vary, as their files say."""
    words = re.compile(r"^ *(vary|structures):", re.MULTILINE)
    files = sorted(problems_dir().glob("*/*.yaml"))
    return [path for path in files if words.search(path.read_text(encoding="utf-8"))]


VARIED = [path for path in _varied() if path.parent.name != "sets"]


def _one(path: Path) -> object:
    """Keep the tests of a problem in one process, where they share its sheets."""
    name = f"{path.parent.name}/{path.stem}"
    return pytest.param(path, id=name, marks=pytest.mark.xdist_group(name))


@pytest.fixture(scope="module", params=map(_one, VARIED))
def path(request: pytest.FixtureRequest) -> Path:
    """Give one problem after the other: its tests follow each other and share its sheets."""
    found: Path = request.param
    return found


def course_of(path: Path) -> Course:
    problem = solver.load(path)
    assert isinstance(problem, Problem)
    return Course.of(problem, SALT)


@cache
def course(path: Path) -> Course:
    return course_of(path)


def dealt(found: Course, students: tuple[str, ...] = STUDENTS) -> dict[str, Assigned]:
    """Deal one problem to students."""
    return {student: sheet.items[0] for student, sheet in found.assigned(students).items()}


@cache
def items(path: Path) -> dict[str, Assigned]:
    return dealt(course(path))


def form_of(path: Path, item: Assigned) -> Form:
    form = course(path).families[0].form(item.structure)
    assert form is not None
    return form


def variant(path: Path, item: Assigned) -> Problem:
    """Give a student's own problem."""
    form = form_of(path, item)
    return form.pool.bound(item.values) if form.pool else form.problem


@cache
def variants(path: Path) -> tuple[tuple[Assigned, Problem], ...]:
    """Give the students' problems, no two of the same structure and values."""
    found = {repr((item.structure, item.values)): item for item in items(path).values()}
    return tuple((item, variant(path, item)) for item in found.values())


@cache
def exact(path: Path) -> tuple[Any, ...]:
    """Evaluate every variant exactly, with what is required of it."""
    return tuple(_solution(problem) for _, problem in variants(path))


@cache
def _example(path: Path, structure: str) -> Any:
    form = course(path).families[0].form(structure)
    return _solution(form.problem) if form else None


def _solution(problem: Problem) -> Any:
    plan, required = problem.plan, [step for _, step in problem.planned.required]
    whole = replace(plan, steps=(*plan.steps, *required))
    return whole.evaluate(targets=[*asked(problem), *(step.name for step in required)])


def asked(problem: Problem) -> list[str]:
    """List the asked steps that have numbers."""
    numbers = problem.plan.evaluate(backend="numpy")  # leaves out what has none
    return sorted(key for key in problem.planned.asked if key in numbers)


# --- what ships ----------------------------------------------------------------------------------
@pytest.mark.parametrize("kind", kinds())
def test_a_kind_has_two_problems_that_vary(kind: str) -> None:
    found = [path for path in VARIED if path.parent.name == kind]
    assert kind in EXEMPT or len(found) >= 2


def test_all_ways_to_vary_are_shown() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in VARIED)
    for word in ("integers", "decimals", "choose", "shuffle", "signs"):
        assert f"{{{word}: " in text, f"no shipped problem varies by {word}"
    assert len(re.findall(r"^structures:", text, re.MULTILINE)) >= 2
    assert len(re.findall(r"^let:", text, re.MULTILINE)) >= 2


# --- drawing -------------------------------------------------------------------------------------
def test_students_get_the_same_in_any_order_and_not_all_alike(path: Path) -> None:
    found = items(path)
    assert dealt(course_of(path), STUDENTS[::-1]) == found
    assert len({repr((item.structure, item.values)) for item in found.values()}) > 1


def test_no_two_students_share_their_answers(path: Path) -> None:
    drawn = [item for item in items(path).values() if item.drawn]
    assert len({(item.structure, item.key) for item in drawn}) == len(drawn)
    told = {
        repr((item.structure, [solution.floats(key) for key in asked(problem)]))
        for (item, problem), solution in zip(variants(path), exact(path), strict=True)
    }
    assert len(told) == len(variants(path))


# --- solving -------------------------------------------------------------------------------------
def test_variants_are_solved_and_all_routes_agree(path: Path) -> None:
    some = [problem for _, problem in variants(path)]
    for k, problem in enumerate(some[:4]):
        routes = problem.solve(check="all" if k == 0 else "standard").checked.routes
        assert routes["numpy"] == "agree"
        assert routes["torch"] == ("agree" if k == 0 else "not_run")


def test_a_batch_of_doubles_agrees_with_every_variant_alone(path: Path) -> None:
    for problem, places in _batches(path):
        rows = [_values(variants(path)[k][0].values) for k in places]
        batch = {key: np.array([row[key] for row in rows]) for key in rows[0]}
        names = asked(problem)
        found = problem.plan.evaluate(batch, backend="numpy", targets=names)
        for name in names:
            alone = np.array([exact(path)[k].floats(name) for k in places], dtype=np.float64)
            together = np.broadcast_to(np.asarray(found[name], dtype=np.float64), alone.shape)
            np.testing.assert_allclose(together, alone, rtol=1e-9, atol=1e-9, err_msg=name)


def _batches(path: Path) -> Iterator[tuple[Problem, list[int]]]:
    """Group the variants whose steps are those of their structure's example."""
    for form in course(path).families[0].forms:
        if form.pool and form.pool.is_fixed:
            places = [k for k, (i, _) in enumerate(variants(path)) if i.structure == form.label]
            if places:
                yield form.problem, places


def _values(values: Any) -> dict[str, Any]:
    return {key: _floats(value) for key, value in values.items()}


def _floats(value: Any) -> Any:
    return [_floats(part) for part in value] if isinstance(value, tuple) else float(value)


# --- what is required ----------------------------------------------------------------------------
def test_every_requirement_holds_in_exact_numbers(path: Path) -> None:
    for (item, problem), solution in zip(variants(path), exact(path), strict=True):
        for _, step in problem.planned.required:
            assert np.all(solution.floats(step.name)), f"{step.formula}: {item.drawn}"


def test_no_variant_has_a_derivative_on_a_kink(path: Path) -> None:
    for item, problem in variants(path):
        plan = problem.plan
        if any(step.role in {"gradient", "jacobian"} for step in plan.steps):
            for name, value in _bent(plan):
                assert np.all(value != 0), f"{name}: {item.drawn}"


def _bent(plan: Plan) -> Iterator[tuple[str, Any]]:
    """Evaluate, exactly, what stands in functions with a kink, if it has numbers."""
    known = {given.name for given in plan.givens if given.value is not None}
    extra: list[Step] = []
    for step in plan.steps:
        known |= {step.name} if known.issuperset(step.uses) else set()
        nodes = walk(step.formula) if step.role == "forward" and step.name in known else ()
        inside = [node.args[0] for node in nodes if node.op in BENT and _is_closed(node, known)]
        extra += [Step(f"in {step.name} {k}", arg, ()) for k, arg in enumerate(inside)]
    whole = replace(plan, steps=(*plan.steps, *extra))
    solution = whole.evaluate(targets=[one.name for one in extra]) if extra else None
    for one in extra:
        yield one.name, np.array(solution.floats(one.name), dtype=np.float64)  # type: ignore[union-attr]


def _is_closed(node: Expr, known: set[str]) -> bool:
    return all(leaf.attr("name") in known for leaf in walk(node) if leaf.op == "name")


def test_answers_are_finite_and_short_enough_to_print(path: Path) -> None:
    for (item, problem), solution in zip(variants(path), exact(path), strict=True):
        example = _example(path, item.structure)
        for name in asked(problem):
            assert np.all(np.isfinite(np.array(solution.floats(name), dtype=np.float64)))
            most = max(BRIEF, _digits(example.exact(name)))
            if example.exact(name) is not None:
                assert 0 < _digits(solution.exact(name)) <= most, f"{name}: {item.drawn}"


def _digits(nested: Any) -> int:
    """Count the digits of the longest number."""
    if isinstance(nested, list):
        return max(map(_digits, nested), default=1)
    return len(re.sub(r"\D", "", nested or ""))


# --- printing ------------------------------------------------------------------------------------
@cache
def _solved(path: Path, place: int) -> Solved:
    return variants(path)[place][1].solve()


def test_two_variants_are_typeset_without_complaint(path: Path) -> None:
    for place, view in ((0, "handout"), (1, "key")):
        page = to_latex(_solved(path, place).document(view), standalone=False)
        log = typeset(page)[1]
        assert not re.findall(r"^(?:Overfull|LaTeX Warning|Missing).*", log, re.MULTILINE)


def test_the_statements_of_two_variants_differ(path: Path) -> None:
    first, second = (_solved(path, place).tex("handout") for place in (0, 1))
    assert first != second


def test_a_variant_printed_as_a_problem_file_has_the_same_answers(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from solver.commands.vary import run

    run([str(path), "--student", "alone", "--salt", SALT])
    again = built(load_text(capsys.readouterr().out, f"{path.stem}.yaml"))
    item = course(path).assigned(["alone"])["alone"].items[0]
    own = variant(path, item)
    assert isinstance(again, Problem)
    assert not again.spec.vary
    found = _solution(again)
    wanted = _solution(own)
    for name in asked(own):
        assert found.floats(name) == wanted.floats(name)
