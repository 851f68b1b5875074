"""Members of claims are read, mended only where they must be, and kept where they cannot be."""

from __future__ import annotations

import pytest

from solver.marking.syntax import Rows, Unreadable
from solver.marking.transcripts import sections
from solver.marking.transcripts.claims_read import ReadClaim, read_claims
from solver.marking.transcripts.repairs import repaired


def read(text: str) -> tuple[ReadClaim, ...]:
    (section,) = sections(text)
    return read_claims(section)


def test_what_can_be_read_is_read_as_it_stands() -> None:
    (claim,) = read(r"$$W_1 = \begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}$$")
    assert all(link.node is not None and not link.mended for link in claim.links)
    assert isinstance(claim.links[1].node, Rows)


@pytest.mark.parametrize(
    "broken",
    [
        r"\begin{pmatrix} 1 & 2 \\ 3 & 4",
        r"\left[ \begin{matrix} 1 & 2 \\ 3 & 4 \end{matrix}",
        r"\frac{1}{2",
        r"(1 + 2",
        r"1 & + 2",
        r"2 \right)",
    ],
)
def test_what_is_broken_is_mended_and_marked(broken: str) -> None:
    (claim,) = read(f"$$x = {broken}$$")
    link = claim.links[1]
    assert link.node is not None
    assert link.text in (broken, broken.replace(" & ", " "))


def test_what_cannot_be_read_is_kept_with_the_reason() -> None:
    (claim,) = read("The number of good weights = 3")
    assert claim.links[0].node is None
    assert isinstance(claim.links[0].trouble, Unreadable)
    assert claim.links[1].node is not None


def test_claims_of_tables_come_with_the_others() -> None:
    found = read("a = 1\n\nx\ty\ts\n1\t2\t3\n4\t5\t6\n\nb = 2\n")
    assert [claim.links[0].text for claim in found] == ["a", "x", "y", "s", "b"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"\begin{pmatrix} 1", r"\begin{pmatrix} 1\end{pmatrix}"),
        (r"\frac{1}{2", r"\frac{1}{2}"),
        (r"\left( 1", "( 1)"),
        ("[[0. 1.]\n [2. 3.]]", "[[0., 1.], [2., 3.]]"),
        ("a & b", "a   b"),
        ("1)", "1"),
        (r"\begin{pmatrix} {1 \\ 2 \end{pmatrix}", r"\begin{pmatrix} {1 \\ 2 }\end{pmatrix}"),
    ],
)
def test_repairs_close_drop_and_separate(text: str, expected: str) -> None:
    assert expected in repaired(text)


@pytest.mark.parametrize("text", ["1 + 2", "", r"\begin{pmatrix} 1 & 2 \end{pmatrix}", "(" * 9999])
def test_what_is_whole_or_hopeless_is_not_repaired(text: str) -> None:
    assert repaired(text) == ()


@pytest.mark.parametrize("text", ["1 6", r"\frac{1}{2", "[1 2", "x_{1"])
def test_repairs_never_touch_a_digit(text: str) -> None:
    digits = [c for c in text if c.isdigit()]
    assert all([c for c in way if c.isdigit()] == digits for way in repaired(text))
