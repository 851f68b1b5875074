"""YAML as positioned nodes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from solver.errors import SpecError
from solver.spec.nodes import Items, Leaf, Node, Table
from solver.spec.reading import Reading
from solver.spec.tree import parse


def tree(text: str) -> Node:
    reading = Reading()
    found = parse(text, "f", reading)
    assert not reading.complaints
    return found


def value(text: str) -> Leaf:
    found = tree(text)
    assert isinstance(found, Table)
    leaf = found.pairs[0][1]
    assert isinstance(leaf, Leaf)
    return leaf


@pytest.mark.parametrize(
    "text", ["1e-3", "010", "on", "1:30", "null", "~", "0x1F", "2026-01-01", ".inf"]
)
def test_scalars_stay_text(text: str) -> None:
    assert value(f"a: {text}").text == text


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("a: xyz", 1, 4),
        ("a: 'xyz'", 1, 5),
        ('a: "xyz"', 1, 5),
        ("é:   xyz", 1, 6),
        ("a:\n  xyz", 2, 3),
        ("a: |\n  xyz", 2, 3),
        ("a: >-\n\n\n    xyz\n", 4, 5),
        ("# comment\n\na: xyz # more", 3, 4),
    ],
)
def test_marks_point_at_the_first_character(text: str, line: int, column: int) -> None:
    leaf = value(text)
    assert leaf.text == "xyz"
    assert (leaf.mark.line, leaf.mark.column) == (line, column)


def test_keys_have_marks() -> None:
    found = tree("a: 1\nbb: {c: 2}\n")
    assert isinstance(found, Table)
    assert [str(key.mark) for key, _ in found.pairs] == ["f:1:1", "f:2:1"]


def test_quotes_are_remembered() -> None:
    assert value("a: ''") == Leaf("", value("a: ''").mark, plain=False)
    assert not value("a: ''").empty
    assert value("a:").empty


@pytest.mark.parametrize(
    "text", ["[f(x), g(y)]", "[0, 1)]", "[')', '(']", "{a: f(x)}", '["f(x, y)"]']
)
def test_whole_brackets_are_not_torn(text: str) -> None:
    assert isinstance(tree(text), Items | Table)


@pytest.mark.parametrize(
    "text", [r"'\beta'", r'"\\beta"', r'"a\nb"', r'"\\nu"', r"\nu", r'"\u03b2"']
)
def test_latex_that_arrives_whole_is_taken(text: str) -> None:
    assert value(f"a: {text}").text


@pytest.mark.parametrize(
    "command", ["alpha", "beta", "eta", "frac", "nabla", "nu", "rho", "theta", "vec"]
)
def test_latex_that_double_quotes_destroy_is_refused(command: str) -> None:
    reading = Reading()
    try:
        parse(f'a: "x \\{command} y"', "f", reading)
    except SpecError as error:
        reading.complaints.extend(error.complaints)
    assert [str(c.mark) for c in reading.complaints] == ["f:1:7"]


NAMES = st.text(alphabet="abcé ", min_size=1, max_size=4).map(str.strip).filter(bool)


@given(st.dictionaries(NAMES, st.lists(st.integers(-9, 9), max_size=3), min_size=1))
def test_marks_lead_back_to_the_text(data: dict[str, list[int]]) -> None:
    text = "".join(f"{key}: {value}\n" for key, value in data.items())
    lines = text.splitlines()
    found = tree(text)
    assert isinstance(found, Table)
    for key, items in found.pairs:
        assert isinstance(items, Items)
        for leaf in (key, *items.items):
            assert isinstance(leaf, Leaf)
            assert lines[leaf.mark.line - 1][leaf.mark.column - 1 :].startswith(leaf.text)
