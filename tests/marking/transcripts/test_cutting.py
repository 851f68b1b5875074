"""Which problem of a set a section of a transcript belongs to, and which part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from solver.marking.transcripts import sections
from solver.marking.transcripts.cutting import assigned, parts_of, unassigned
from solver.problem import Problem, built
from solver.spec.load import load_text

PART = "  {0}: {{given: {{n: 2}}, steps: {{s{0}: n + 1}}, ask: [s{0}]}}\n"


def problem(label: str | None, title: str = "t", parts: Sequence[str] = "") -> Problem:
    head = f"kind: formulas\ntitle: {title}\n"
    alone = "given: {n: 2}\nsteps: {s: n + 1}\nask: [s]\n"
    body = "parts:\n" + "".join(map(PART.format, parts)) if parts else alone
    found = built(load_text(head + body, "p.yaml"))
    assert isinstance(found, Problem)
    return replace(found, label=label)


def placed(text: str, *problems: Problem) -> dict[str, list[tuple[str, str]]]:
    """Say for each problem which headings are its own, and of which parts."""
    found = assigned(sections(text), problems)
    return {label: [(s.heading, s.part) for s in own] for label, own in found.items()}


def test_problem_and_question_are_problem_and_part() -> None:
    text = "Problem 1\n\nQuestion 2\n\nx = 1\n\nProblem 2\n\nQuestion 1\n\ny = 2"
    found = placed(text, problem("1", parts="123"), problem("2", parts="12"))
    assert found == {
        "1": [("Problem 1", ""), ("Question 2", "2")],
        "2": [("Problem 2", ""), ("Question 1", "1")],
    }


def test_the_longest_label_wins() -> None:
    text = "Problem 2.3\n\nx = 1\n\nProblem 2\n\n(a) y = 1"
    found = placed(text, problem("2", parts="ab"), problem("2.3"))
    assert found == {"2": [("Problem 2", ""), ("(a)", "a")], "2.3": [("Problem 2.3", "")]}


@pytest.mark.parametrize(
    ("heading", "label"),
    [
        ("Lab 2(b)", "Lab2b"),
        ("Q4. Sizes of maps", "Q4"),
        ("4. Sizes of maps", "Q4"),
        ("Problem 4", "Q4"),
        ("1.6 6 LeNet-5\n\n(b)", "6b"),
    ],
)
def test_labels_are_found_however_they_are_spelt(heading: str, label: str) -> None:
    found = placed(f"{heading}\n\nx = 1", problem(label), problem("9"))
    assert len(found[label]) == 1
    assert found["9"] == []


def test_parts_of_parts_belong_to_the_part() -> None:
    text = "Problem 4\n\nQuestion 2: (i) setup\n(ii) analysis\n\nx = 1"
    found = placed(text, problem("4", parts="12"), problem("5"))
    assert [part for _, part in found["4"]] == ["", "2", "2", "2"]


def test_a_part_of_a_part_may_have_a_label_of_its_own() -> None:
    found = placed(
        "Problem 3\n(d) Now:\n\nii. x = 1", problem("3", parts=["c", "dii"]), problem("4")
    )
    assert [part for _, part in found["3"]] == ["", "", "dii"]


def test_letters_may_stand_for_numbered_parts() -> None:
    found = placed("Problem 1\n(b) x = 1", problem("1", parts="12"), problem("2"))
    assert found["1"][-1] == ("(b)", "2")


def test_a_heading_may_say_the_title_instead() -> None:
    text = "# Vanishing gradients and residuals\n\nx = 1\n\n(a) y = 1\n\n# Something else 7\n"
    first, second = problem("1", "Budget of a search"), problem("2", "Vanishing gradients")
    found = placed(text, first, second)
    assert found["2"][:2] == [("Vanishing gradients and residuals", ""), ("(a)", "")]
    assert found["1"] == []


def test_a_problem_that_is_not_in_the_set_is_nobodys() -> None:
    text = "Foreword\n\nProblem 1\n\nx = 1\n\nProblem 7\n\n(a) y = 1\n"
    own = (problem("1", parts="ab"), problem("2"))
    assert placed(text, *own) == {"1": [("Problem 1", "")], "2": []}
    assert [s.heading for s in unassigned(sections(text), own)] == ["", "Problem 7", "(a)"]


def test_a_repeated_heading_adds_to_its_problem() -> None:
    text = "Problem 1\n\nx = 1\n\nProblem 2\n\ny = 1\n\n# Appendix to Problem 1\n\nz = 1"
    found = placed(text, problem("1"), problem("2"))
    assert [heading for heading, _ in found["1"]] == ["Problem 1", "Appendix to Problem 1"]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("x = 1", [""]),
        ("Problem 3\n\nx = 1\n\nQuestion 2\n\ny = 1", ["", "2"]),
        ("Question 2\n\ny = 1", ["2"]),
        ("Problem 2\n\ny = 1", [""]),
        ("(b) y = 1", ["2"]),
    ],
)
def test_one_problem_alone_gets_everything(text: str, parts: list[str]) -> None:
    found = assigned(sections(text), [problem(None, parts="12")])
    assert [section.part for section in found[""]] == parts


def test_nothing_is_lost_and_nothing_comes_twice() -> None:
    text = "a = 1\n\nProblem 1\n\nb = 1\n\nProblem 3\n\nc = 1\n\nProblem 2\n\nd = 1"
    own = (problem("1"), problem("2"))
    found = assigned(sections(text), own)
    lines = [s.line for s in (*found["1"], *found["2"], *unassigned(sections(text), own))]
    assert sorted(lines) == [s.line for s in sections(text)]


@pytest.mark.parametrize(
    ("path", "steps"),
    [
        (("Lab2", "b"), ("lab", "2", "b")),
        (("2", "2.3"), ("2", "3")),
        (("Q7",), ("7",)),
        (("2-NOT",), ("2", "not")),
        ((), ()),
    ],
)
def test_labels_are_split_into_steps(path: tuple[str, ...], steps: tuple[str, ...]) -> None:
    assert parts_of(path) == steps
