"""The five documents: every part is a problem that is solved, or is said not to be one.

The parts are listed apart from the rows that answer for them, so that neither can be forgotten.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cache

import pytest

import solver
from solver.problem import ProblemSet
from solver.resources import problems_dir

CODE = "a lab on the computer, to come: code that is written, not arithmetic"
LAB = "a lab on the computer, to come: a network that is trained or observed"
GROUP = "a question about the study group: there is nothing to solve"

# Every part as the document numbers it.
DOCUMENTS = {
    "000": "1.1 1.2 1.3 1.4 1.5 2.1 2.2 2.3 2.4 3.1 3.2 4.1 4.2 "
    "Lab1a Lab1b Lab1c Lab1d Lab2a Lab2b Lab3a Lab3b Lab3c",
    "001": "1.1 1.2 1.3 1.4 1.5 2.1 2.2 2.3 2.4 3.1 3.2 4.1 4.2 "
    "5a 5b 5c 5d 6a 6b Lab3a Lab3b Lab3c",
    "002": "1a 1b 2a 2b 2c 2d 2e 2f 2g 3a 3b 3c 3di 3dii 4a 4b 4c 4d 4e 4f 5a 5b "
    "6.1i 6.2i 6.2ii 6.3i 6.3ii 6.3iii 6.3iv 6.3v 6.4i 6.4ii 6.5i 6.5ii 6.5iii 6.6i "
    "7a 7b 7c 7d 8a 8b 8c",
    "003": "1.1 1.2 1.3 2.1 2.2 3.1 3.2 3.3 4.1 4.2 4.3 4.4 5.1 5.2 5.3 5.4 5.5 5.6",
    "004": "1a 1b 1c 2-NOT 2-AND 2-OR 2-XOR 2-XNOR 3a 3b 4a 4b 4c 4d p1a p1b p1c p1d p1e p2",
}  # fmt: skip
SETS = {
    "000": "linear-models-2025",
    "001": "linear-models-2020",
    "002": "convolution-2025",
    "003": "relu-residual",
    "004": "gelu-gates-2021",
}
OWN = {"class-demo"}  # sets that are no document


@dataclass(frozen=True)
class Row:
    """What becomes of a part: a problem and a part of it, or the reason why it is none."""

    document: str
    part: str
    problem: str = ""
    own: str = ""  # the part of the problem
    label: str = ""  # the set's number for it
    why: str = ""


def whole(document: str, label: str, problem: str) -> list[Row]:
    """Answer for a part of a document that is a problem of its own."""
    return [Row(document, label.removeprefix("Q"), problem, "", label)]


def parted(document: str, label: str, problem: str, parts: str, joint: str = "") -> list[Row]:
    """Answer for the parts of a document that are the parts of one problem."""
    start = label.removeprefix("Q") + joint
    return [Row(document, start + own, problem, own, label) for own in parts.split()]


def left(document: str, parts: str, why: str) -> list[Row]:
    """Say why some parts are no problems."""
    return [Row(document, part, why=why) for part in parts.split()]


ROWS = [
    *whole("000", "1.1", "claim/convolution-or-dense"),
    *whole("000", "1.2", "claim/larger-kernel-same-map"),
    *whole("000", "1.3", "claim/madaline-any-start"),
    *whole("000", "1.4", "claim/fewer-flops-slower"),
    *whole("000", "1.5", "claim/overfitting-remedies"),
    *whole("000", "2.1", "gate/adaline-or"),
    *whole("000", "2.2", "gate/adaline-nand"),
    *whole("000", "2.3", "gate/adaline-majority"),
    *whole("000", "2.4", "gate/madaline-xor"),
    *whole("000", "3.1", "network/two-layer-l1"),
    *whole("000", "3.2", "network/relu-l1"),
    *parted("000", "4", "conv2d/diamonds", "1 2", "."),
    *parted("000", "Lab1", "lms/linear-regression-2025", "a b c d"),
    *whole("000", "Lab2b", "cnn_table/simple-nn-shapes"),
    *left("000", "Lab2a", CODE),
    *left("000", "Lab3a Lab3b Lab3c", LAB),
    *whole("001", "1.1", "claim/descent-on-convex"),
    *whole("001", "1.2", "claim/more-layers"),
    *whole("001", "1.3", "claim/madaline-same-weights"),
    *whole("001", "1.4", "claim/saturated-sigmoids"),
    *whole("001", "1.5", "claim/larger-input-larger-map"),
    *whole("001", "2.1", "gate/adaline-and-from-sums"),
    *whole("001", "2.2", "gate/adaline-nor-from-sums"),
    *whole("001", "2.3", "gate/majority-from-sums"),
    *whole("001", "2.4", "gate/madaline-from-sums"),
    *whole("001", "3.1", "network/logistic-neuron"),
    *whole("001", "3.2", "network/logistic-mse"),
    *parted("001", "4", "conv2d/recover-kernel", "1 2", "."),
    *parted("001", "5", "lms/linear-regression-2020", "a b c d"),
    *whole("001", "6b", "cnn_table/lenet-5"),
    *left("001", "6a", CODE),
    *left("001", "Lab3a Lab3b Lab3c", LAB),
    *parted("002", "Q1", "cost/newton-schulz", "a b"),
    *parted("002", "Q2", "formulas/unit-scale-mup", "a b c d e f g"),
    *parted("002", "Q3", "fir/rect-exponential", "a b c di dii"),
    *parted("002", "Q4", "cnn_table/cnn-dimensions", "a b c d e f"),
    *left("002", "5a 5b", CODE),
    *left("002", "6.1i 6.2i 6.2ii 6.3i 6.3ii 6.3iii 6.3iv 6.3v 6.4i 6.4ii", LAB),
    *left("002", "6.5i 6.5ii 6.5iii 6.6i", LAB),
    *parted("002", "Q7", "conv2d/weights-and-gradients", "a b c d"),
    *left("002", "8a 8b 8c", GROUP),
    *parted("003", "1", "network/three-layer-relu", "1 2 3", "."),
    *parted("003", "2", "formulas/search-budget", "1 2", "."),
    *parted("003", "3", "descent/sgd-minibatch-momentum", "1 2 3", "."),
    *parted("003", "4", "cnn_table/shape-rule", "1 2 3 4", "."),
    *parted("003", "5", "formulas/vanishing-gradients", "1 2 3 4 5 6", "."),
    *parted("004", "1", "descent/gelu", "a b c"),
    *whole("004", "2-NOT", "gate/mlp-not"),
    *parted("004", "2", "gate/mlp-gates", "AND OR XOR XNOR", "-"),
    *parted("004", "3", "network/softmax-cross-entropy", "a b"),
    *parted("004", "4", "conv2d/filters-and-pooling", "a b c d"),
    *left("004", "p1a p1b p1c p1d", CODE),
    *left("004", "p1e p2", LAB),
]
SOLVED = [row for row in ROWS if row.problem]


@cache
def loaded(document: str) -> ProblemSet:
    found = solver.load(problems_dir() / "sets" / f"{SETS[document]}.yaml")
    assert isinstance(found, ProblemSet)
    return found


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_part_has_one_row(document: str) -> None:
    rows = Counter(row.part for row in ROWS if row.document == document)
    assert rows == Counter(DOCUMENTS[document].split())


@pytest.mark.parametrize("row", SOLVED, ids=lambda row: f"{row.document}:{row.part}")
def test_a_row_has_its_file_and_its_number_in_the_set(row: Row) -> None:
    items = {item.label: item.spec for item in loaded(row.document).spec.items}
    spec = items[row.label]
    assert spec.mark.file.endswith(f"problems/{row.problem}.yaml")
    assert {row.own} <= {part.label for part in spec.parts} | {""}
    assert row.own or not spec.parts  # a row answers for one part, or for the whole
    assert spec.source.startswith(f"{row.document}_")


def test_the_sets_hold_nothing_else() -> None:
    shipped = {path.stem for path in (problems_dir() / "sets").glob("*.yaml")}
    assert shipped == {*SETS.values(), *OWN}
    for document in DOCUMENTS:
        known = {row.label for row in SOLVED if row.document == document}
        assert {item.label for item in loaded(document).spec.items} == known


@pytest.mark.parametrize("document", DOCUMENTS)
def test_points_add_up_and_no_part_is_the_problem_s_own(document: str) -> None:
    for item in loaded(document).spec.items:
        rows = [row for row in SOLVED if (row.document, row.label) == (document, item.label)]
        parts = item.spec.parts
        assert {part.label for part in parts} == {row.own for row in rows if row.own}
        points = [part.points for part in parts if part.points is not None]
        if points:
            assert sum(points) == item.points, f"{item.spec.id}: {sum(points)}"


def test_labels_are_printed_and_in_the_json() -> None:
    found = solver.load(problems_dir() / "sets/relu-residual.yaml").solve()
    for item, solved in zip(found.spec.items, found.problems, strict=True):
        assert solved.json()["label"] == item.label
    page = found.tex()
    assert all(f"{{{item.label}" in page for item in found.spec.items)


def test_every_part_asks_something() -> None:
    for row in SOLVED:
        problems = {found.label: found for found in loaded(row.document).problems}
        asked = [part.label if part else "" for part, _ in problems[row.label].questions()]
        assert row.own in asked, f"{row.problem} {row.own} asks nothing"
