"""Headings in all manners, and the paths of labels that they give."""

from __future__ import annotations

import pytest

from solver.marking.transcripts import sections


def paths(text: str) -> list[tuple[str, ...]]:
    return [section.labels for section in sections(text) if section.heading]


@pytest.mark.parametrize(
    ("line", "labels"),
    [
        ("Problem 3", ("3",)),
        ("# Problem 3", ("3",)),
        ("## PROBLEM 3: Backprop", ("3",)),
        ("**Problem 3**", ("3",)),
        ("Problem 4 (8 pts)", ("4",)),
        ("Problem 4 (8 pts) Derive the gradient of the loss.", ("4",)),
        ("1.2.3 Problem 2.3", ("2.3",)),
        ("Problem 2.3:", ("2.3",)),
        (r"\section*{Problem 3}", ("3",)),
        (r"\subsection{Question 2}", ("2",)),
        (r"\item[(b)] text", ("b",)),
        ("Question 2", ("2",)),
        ("Question 2: the size", ("2",)),
        ("Q4. Sizes", ("4",)),
        ("Exercise 1 (b)", ("1", "b")),
        ("Problem 6b", ("6", "b")),
        ("Lab 2(b)", ("Lab2", "b")),
        ("Homework 1, Problem 2", ("2",)),
        ("(a) first", ("a",)),
        ("**a)** first", ("a",)),
        (r"\textbf{(a)} first", ("a",)),
        ("- **b)** second", ("b",)),
        ("- (c) third", ("c",)),
        ("(iii) padding", ("iii",)),
        ("3. Back Propagation", ("3",)),
        ("4 2D Convolution (10 pts)", ("4",)),
        ("1.6 6 LeNet-5", ("6",)),
    ],
)
def test_a_heading_gives_its_labels(line: str, labels: tuple[str, ...]) -> None:
    assert paths(f"{line}\n\nx = 1\n") == [labels]


@pytest.mark.parametrize(
    "line",
    [
        "Problem 3 is easy",
        "Question 2, as before",
        "As in Problem 3.1 we see",
        "P1 = 3",
        "p1.py is a file",
        "3 epochs are enough",
        "(5)",
        "(n + 1) is odd",
        "Part of it",
        "2.5 = x",
    ],
)
def test_a_sentence_is_no_heading(line: str) -> None:
    assert paths(f"{line}\n") == []


def test_paths_are_nested() -> None:
    lines = [
        "Homework 1",
        "Problem 1",
        "Question 2",
        "(a) x",
        "(b) y",
        "(i) z",
        "Question 3 $x = 1$",
    ]
    text = "\n\n".join([*lines, "Problem 2", "(a) v"])
    assert paths(text) == [
        (), ("1",), ("1", "2"), ("1", "2", "a"), ("1", "2", "b"), ("1", "2", "b", "i"), ("1", "3"),
        ("2",), ("2", "a"),
    ]  # fmt: skip


def test_a_heading_without_a_number_keeps_the_path() -> None:
    found = sections("# PROBLEM 1\n\n## Gradient Descent\n\nx = 1\n")
    assert [(s.heading, s.labels) for s in found] == [
        ("PROBLEM 1", ("1",)), ("Gradient Descent", ("1",)),
    ]  # fmt: skip


def test_numbered_lists_are_no_headings_beside_real_ones() -> None:
    assert paths("Problem 2\n\n1. Compute the size\n\n2. Compute the sum\n") == [("2",)]


def test_numbered_lines_are_headings_where_there_are_no_others() -> None:
    text = (
        "1. Runtime\n\nx = 1\n\n2. Scale\n\n1 Small Data\n\n2 More Data\n\n3 Shift\n\n3. Filters\n"
    )
    assert paths(text) == [("1",), ("2",), ("3",)]


def test_an_appendix_belongs_to_no_problem() -> None:
    assert paths("Problem 1\n\n# Appendix\n\nx = 1") == [("1",), ()]


def test_a_heading_and_a_claim_in_one_line_are_both_found() -> None:
    (section,) = sections("Question 1: number of d : 10, number of p : 5")
    assert section.labels == ("1",)
    assert [(c.links[0].text, c.links[1].text) for c in section.claims] == [
        ("number of d", "10"), ("number of p", "5"),
    ]  # fmt: skip
