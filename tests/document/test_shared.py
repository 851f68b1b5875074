"""What the parts of a problem state alike is said once."""

from tests.document.solving import solved

PARTS = """
parts:
  a: {{given: {{a: 1, b: {b}}}{symbols}, forward: {{p: a * b}}, ask: [p]}}
  b: {{given: {{a: 1, b: {c}}}, forward: {{p: a + b}}, ask: [p]}}
"""


def statement(b: int, c: int, symbols: str = "") -> list[str]:
    tex = solved(PARTS.format(b=b, c=c, symbols=symbols)).tex("handout")
    return [line for line in tex.splitlines() if line.startswith("Given ")]


def test_equal_givens_of_all_parts_are_said_once() -> None:
    assert len(statement(2, 2)) == 1


def test_givens_that_differ_are_said_in_each_part() -> None:
    assert len(statement(2, 3)) == 2


def test_names_that_are_printed_differently_are_said_in_each_part() -> None:
    assert len(statement(2, 2, r', symbols: {a: "\\alpha"}')) == 2
