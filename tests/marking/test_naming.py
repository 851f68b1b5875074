"""Names and points of answers: as forms print them, and as people write them."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
import yaml

from solver.build.forms import form
from solver.marking.naming import (
    Names,
    Place,
    UnknownAnswer,
    answer_name,
    labelled,
    named,
    questions,
)
from solver.problem import Problem, ProblemSet, load
from solver.resources import problems_dir

PARTS = """id: parts
kind: formulas
title: Two parts
points: 10
given: {u: [1, 2, 3]}
steps: {m: sum(u)/3, v: sum((u - m)**2)/3}
parts:
  a: {text: The mean., points: 4, ask: [m, {discuss: Why?}, {discuss: "And if not?", points: 1}]}
  b: {text: The variance., ask: [v, {discuss: "Is it fair?", rubric: [{1: yes}, {2: because}]}]}
"""
PLAIN = """id: plain
kind: formulas
title: One part
given: {u: [1, 2]}
steps: {m: sum(u)/2}
ask: [m]
"""
TWELVE = """id: twelve
title: Problems 1 and 12
problems: [{label: "1", file: one.yaml}, {label: "12", file: two.yaml}]
"""
SHIPPED = sorted(problems_dir().rglob("*.yaml"))


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Problem:
    return problem(tmp_path_factory.mktemp("parts"), PARTS)


def problem(folder: Path, text: str) -> Problem:
    path = folder / "problem.yaml"
    path.write_text(text, encoding="utf-8")
    found = load(path)
    assert isinstance(found, Problem)
    return found


def problems_of(path: Path) -> tuple[Problem, ...]:
    found = load(path)
    return found.problems if isinstance(found, ProblemSet) else (found,)


# --- names ---------------------------------------------------------------------------------------
def test_answers_are_called_as_parts_and_labels_say(parts: Problem) -> None:
    part, ask = next(iter(parts.questions()))
    assert answer_name("", None, ask) == "m"
    assert answer_name("3.2", None, ask) == "3.2:m"
    assert answer_name("3.2", part, ask) == "3.2a:m"
    assert labelled("3.2", answer_name("", part, ask)) == "3.2a:m"
    assert labelled(None, "a:m") == "a:m"


def test_a_numbered_part_is_set_off_from_the_label() -> None:
    assert labelled("1", "2:dL/da3") == "1.2:dL/da3"
    assert labelled("1.2", "3:y") == "1.2.3:y"
    assert labelled("1", "b:y") == "1b:y"
    assert labelled("1a", "2:y") == "1a2:y"
    assert labelled("12", "y") == "12:y"


@pytest.mark.parametrize("header", ["1.2:dL/da3", "12:dL/da3", "1.2.dL/da3", "Q1.2: dL/da3 (3)"])
def test_the_name_of_a_numbered_part_is_read_as_it_is_and_was(header: str) -> None:
    problems = problems_of(problems_dir() / "sets" / "relu-residual.yaml")
    assert named(header, *problems) == Place("1", "2:dL/da3")


def test_a_name_spelt_as_in_forms_is_never_taken_for_another(tmp_path: Path) -> None:
    for name, text in (
        ("one", PARTS.replace("  a:", "  2:").replace("  b:", "  3:")),
        ("two", PLAIN),
    ):
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "set.yaml").write_text(TWELVE, encoding="utf-8")
    names = Names.of(problems_of(tmp_path / "set.yaml"))
    assert names.find("12:m") == Place("12", "m")
    assert names.find("1.2:m") == Place("1", "2:m")
    assert names.find("13:v") == Place("1", "3:v")
    assert names.has("12:m")
    assert not names.has("13:v")


def test_every_discussion_has_a_name_of_its_own(parts: Problem) -> None:
    names = [question.name for question in questions(parts)]
    assert names == ["a:m", "a:discuss", "a:discuss 2", "b:v", "b:discuss"]
    assert [q.step for q in questions(parts)] == ["m", "", "", "v", ""]


def test_forms_and_questions_agree(parts: Problem) -> None:
    text = form("set", "S1", "V", [parts.solve(check="none")])
    asked = [q.name for q in questions(parts) if not q.manual]
    assert list(yaml.safe_load(text)["answers"]) == asked
    assert "# a:discuss 2: in words" in text


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_shipped_answer_is_found_by_its_name(path: Path) -> None:
    problems = problems_of(path)
    names = Names.of(problems)
    for each in problems:
        own = [question.name for question in questions(each)]
        assert len(set(own)) == len(own)
        for name in own:
            assert names.find(labelled(each.label, name)) == Place(each.label or "", name)


# --- points --------------------------------------------------------------------------------------
def test_what_is_left_is_shared_equally(parts: Problem) -> None:
    points = [question.points for question in questions(parts)]
    # part a: 4 less 1, for two; the problem: 10 less 4 and the rubric's 3, for the variance
    assert points == [Fraction(3, 2), Fraction(3, 2), 1, 3, 3]


def test_each_is_worth_one_where_nothing_is_said(tmp_path: Path) -> None:
    plain = PARTS.replace("points: 10\n", "").replace(" points: 4,", "").replace(", points: 1", "")
    found = questions(problem(tmp_path, plain))
    assert [question.points for question in found] == [1, 1, 1, 1, 3]


def test_nothing_is_worth_less_than_nothing(tmp_path: Path) -> None:
    found = questions(problem(tmp_path, PARTS.replace("points: 10", "points: 2")))
    assert [question.points for question in found][3:] == [0, 3]


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_points_of_shipped_problems_add_up(path: Path) -> None:
    for each in problems_of(path):
        total = sum((question.points for question in questions(each)), Fraction(0))
        assert each.points in (None, total), each.spec.id


# --- headers -------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def demo() -> tuple[Problem, ...]:
    return problems_of(problems_dir() / "sets" / "class-demo.yaml")


@pytest.mark.parametrize(
    ("header", "meant"),
    [
        ("1:yhat", "1:yhat"), ("1 yhat", "1:yhat"), (" 1 : yhat ", "1:yhat"), ("yhat", "1:yhat"),
        ("Question 1: yhat (2 points)", "1:yhat"), ("Q1 yhat [2 pts]", "1:yhat"),
        ("1:yhat (48213)", "1:yhat"), ("1:DL/DW1", "1:dL/dW1"), ("1_dL_dW1", "1:dL/dW1"),
        ("3.x_GD", "3:x_GD"), ("Problem 3: x_gd", "3:x_GD"),
    ],
)  # fmt: skip
def test_a_header_is_read_as_it_is_meant(
    header: str, meant: str, demo: tuple[Problem, ...]
) -> None:
    assert str(named(header, *demo)) == meant


@pytest.mark.parametrize("header", ["b:v", "b.v", "B: V", "v"])
def test_a_part_is_read_in_every_way(header: str, parts: Problem) -> None:
    assert named(header, parts) == Place("", "b:v")


def test_an_unknown_name_is_told_with_the_nearest(demo: tuple[Problem, ...]) -> None:
    with pytest.raises(UnknownAnswer) as told:
        named("1:yhatt", *demo)
    assert "not asked for" in told.value.message
    assert told.value.hint == "did you mean `1:yhat`?"


def test_a_name_that_may_mean_two_is_told(tmp_path: Path) -> None:
    text = PARTS.replace("steps: {m: sum(u)/3,", "steps: {m: sum(u)/3, M: sum(u),").replace(
        "ask: [m,", "ask: [m, M,"
    )
    found = problem(tmp_path, text)
    assert named("a:M", found) == Place("", "a:M")
    with pytest.raises(UnknownAnswer, match="may mean `a:m`, `a:M`"):
        named("a - m", found)


@pytest.mark.parametrize("header", ["", " ", "(2 points)", "x" * 10**6, "(" * 10_000])
def test_what_is_no_name_is_refused_at_once(header: str, demo: tuple[Problem, ...]) -> None:
    with pytest.raises(UnknownAnswer):
        named(header, *demo)
