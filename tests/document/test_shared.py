"""What the parts of a problem state alike is said once."""

import pytest

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


# --- arrays that an earlier part states ----------------------------------------------------------
ARRAYS = """
{common}parts:
  a: {{given: {{x: [1, 2], W: [[1, 0], [0, 2]], k: 3}}, forward: {{p: k * W @ x}}, ask: [p]}}
  b: {{given: {{x: {x}, W: [[1, 0], [0, 2]], k: 3}}{symbols}, forward: {{p: W @ x}}, ask: [p]}}
  c: {{given: {{x: [1, 2], W: [[1, 0], [0, 3]], k: 3}}, forward: {{p: W @ x}}, ask: [p]}}
"""


def stated(x: str, symbols: str = "", common: str = "") -> list[str]:
    """List what each part says of x and W."""
    text = solved(ARRAYS.format(x=x, symbols=symbols, common=common)).tex("handout")
    lines = [line.removeprefix(r"{\raggedright ") for line in text.splitlines()]
    kept = [line for line in lines if line.startswith("Given ") or " of part (" in line]
    return [line.partition(r"\par")[0] for line in kept]


def test_arrays_of_an_earlier_part_are_not_stated_again() -> None:
    first, *others = stated("[1, 2]")
    assert first.startswith("Given $x = ")
    assert "$W = " in first
    assert "$k = 3$" in first
    assert others[:3] == ["$x$ and $W$ are those of part (a).", "Given $k = 3$.",
                          "$x$ is that of part (a)."]  # fmt: skip
    assert others[3].startswith("Given $W = ")
    assert len(others) == 4


def test_arrays_that_all_parts_state_are_said_once_before_them() -> None:
    part = "{given: {x: [1, 2], W: [[1, 0], [0, 2]]}, forward: {p: W @ x}, ask: [p]}"
    text = solved(f"parts:\n  a: {part}\n  b: {part}\n").tex("handout")
    assert text.count("Given $x = ") == 1
    assert " of part (" not in text


def test_arrays_that_differ_are_stated() -> None:
    _, again, fresh, *_ = stated("[1, 3]")
    assert again == "$W$ is that of part (a)."
    assert fresh.startswith("Given $x = ")


def test_arrays_whose_names_are_printed_differently_are_stated() -> None:
    _, again, fresh, *_ = stated("[1, 2]", r', symbols: {x: "\\xi"}')
    assert again == "$W$ is that of part (a)."
    assert fresh.startswith(r"Given $\xi = ")


def test_what_the_problem_states_is_not_stated_again() -> None:
    common = "given: {x: [1, 2], k: 3}\nforward: {q: k * x}\nask: [q]\n"
    first, *others = stated("[1, 2]", common=common)
    assert first.startswith("Given $x = ")
    assert first.endswith("$k = 3$.")
    assert [line.partition(" = ")[0] for line in others] == [
        "Given $W", "$W$ is that of part (a).", "Given $W",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("upstream", "words"),
    [
        ("{y: G}", r"The gradient $\partial L/\partial y = G$ arrives"),
        ("{y: 2*y}", r"The gradient $\partial L/\partial y = 2\,y$ arrives"),
        ("{y: G, z: y}", r"The gradients $\partial L/\partial y = G$, $\partial L/\partial z = y$"),
    ],
)
def test_what_arrives_from_a_loss_that_is_not_shown_is_said(upstream: str, words: str) -> None:
    text = f"given: {{x: [1, 2]}}\nforward: {{y: 3 * x, z: y + x}}\nupstream: {upstream}\n"
    assert words in solved(f"{text}ask: [dL/dx]\n").tex("handout")


def test_a_derivative_that_is_given_is_said_once() -> None:
    text = 'given: {x: [1, 2], "dL/dy": [1, 1]}\nforward: {y: 3 * x}\nask: [dL/dx]\n'
    assert " from a loss " not in solved(text).tex("handout")
