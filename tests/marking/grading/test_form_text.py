"""The text of a form: every scalar as typed, LaTeX between double quotes, and what is hostile."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from solver.marking.grading.forms import read_form

HEAD = 'set: "small"\nstudent: "S17"\nvariant: "V"\nanswers:\n'


def answers(text: str, file: str = "form.yaml") -> dict[str, str]:
    return {name: typed.text for name, typed in read_form(text, file).answers.items()}


def answer(value: str) -> str:
    """Read one answer that stands behind its name."""
    return answers(f'{HEAD}  "1:L": {value}\n  "2:m": "5"\n')["1:L"]


# --- as typed ------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "text",
    ["010", "1e-3", "3/4", "1:30", "on", "null", "~", "0x1F", "1_000", ".5", "2021-01-01", "yes"],
)
def test_a_scalar_stays_text(text: str) -> None:
    assert answer(text) == answer(f'"{text}"') == answer(f"'{text}'") == text


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        (r'"\frac{1}{2}"', r"\frac{1}{2}"),
        (r'"\nabla_W L"', r"\nabla_W L"),
        (r'"\begin{b}1 & 2 \\ 3 & 4\end{b}"', r"\begin{b}1 & 2 \\ 3 & 4\end{b}"),
        (r'"1 & 2 \\ 3 & 4"', r"1 & 2 \\ 3 & 4"),
        (r"'\theta'", r"\theta"),
        (r"\theta_1", r"\theta_1"),
        (r'"\\frac{1}{2}"', r"\frac{1}{2}"),  # as YAML and programs write it
        (r'"\\begin{bmatrix}1 \\\\ 2\\end{bmatrix}"', r"\begin{bmatrix}1 \\ 2\end{bmatrix}"),
        (r'"3 \u00d7 4"', "3 × 4"),
        (r'"a \"quoted\" word"', 'a "quoted" word'),
        ("\"x'\"  # it's mine", "x'"),
    ],
)  # fmt: skip
def test_latex_between_quotes_is_latex(typed: str, text: str) -> None:
    assert answer(typed) == text


CHARACTERS = st.characters(
    categories=["L", "N", "P", "S", "Zs"], max_codepoint=0x2FFF, exclude_characters="\\"
)


@given(st.text(CHARACTERS))
@example("# \"x\" 'y' [1, {2")
def test_what_a_program_writes_is_read_back(text: str) -> None:
    for ascii_only in (True, False):
        assert answer(json.dumps(text, ensure_ascii=ascii_only)) == text.strip()


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("[1, 2]", "[1, 2]"),
        ('[["1", "1/2"], ["-3", "0"]]', "[[1, 1/2], [-3, 0]]"),
        ("\n    - [1, 2]\n    - [3, 4]", "[[1, 2], [3, 4]]"),
        ('["", ""]', ""),
        ('[["", ""], ["", ""]]', ""),
        ('["1", ""]', "[1, ?]"),
        ("", ""),
        ("|\n    1 2\n    3 4", "1 2\n3 4"),
    ],
)  # fmt: skip
def test_lists_are_matrices_entry_by_entry(typed: str, text: str) -> None:
    assert answer(typed) == text


def test_an_answer_knows_its_line() -> None:
    found = read_form(f'{HEAD}  # a remark\n  "1:L": "3"\n  "2:m": [["1"], ["2"]]\n', "form.yaml")
    assert [typed.line for typed in found.answers.values()] == [6, 7]


def test_parts_may_stand_in_tables_of_their_own() -> None:
    text = "student: S17\nanswers:\n  3.2:\n    yhat: 4\n    b: {v: 5}\n"
    assert answers(text) == {"3.2:yhat": "4", "3.2:b:v": "5"}


def test_answers_may_stand_without_a_head() -> None:
    assert answers('"1:L": 3\nm: 4\n') == {"1:L": "3", "m": "4"}


def test_json_keeps_numbers_as_typed() -> None:
    text = '{"student": "S17", "answers": {"1:L": 1.50, "2:m": [[1e-3, NaN], [true, null]]}}'
    found = read_form(text, "form.json")
    assert found.student == "S17"
    assert {k: v.text for k, v in found.answers.items()} == {
        "1:L": "1.50", "2:m": "[[1e-3, NaN], [true, ?]]",
    }  # fmt: skip


# --- slips of whoever fills it in ----------------------------------------------------------------
@pytest.mark.parametrize(
    "torn",
    [
        '"3', '[1, 2', '[["1", "2"], ["3"', "{", "* 2", "&x 3", "!x 3", "@3", "`3`", "%3",
        '"3" and more', "a: b: c",
    ],
)  # fmt: skip
def test_one_torn_answer_costs_no_other(torn: str) -> None:
    found = read_form(f'{HEAD}  "1:L": {torn}\n  "2:m": "5"\n', "form.yaml")
    assert found.student == "S17"
    assert found.answers["2:m"].text == "5"
    assert found.complaints
    assert str(found.complaints[0]).startswith("form.yaml:")
    assert "line" in found.complaints[0].message or "torn" in found.complaints[0].message


def test_a_remark_is_no_part_of_an_answer_read_by_lines() -> None:
    text = f'{HEAD}  "1:L": "\n  "1:dL/dW": [["1", "2"]]  # 1 × 2\n  "2:m": 3 # half\n'
    found = answers(text)
    assert found["1:dL/dW"] == "[[1, 2]]"
    assert found["2:m"] == "3"


# --- what is hostile -----------------------------------------------------------------------------
BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{b}: &{b} [{', '.join(f'*{a}' for _ in range(9))}]\n"
    for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)
HOSTILE = {
    "bomb": BOMB,
    "alias to itself": "&a [*a]",
    "object": "!!python/object/apply:os.system ['touch /tmp/pwned']",
    "merge": "x: &x {a: 1}\ny: {<<: *x}",
    "deep": "[" * 100_000,
    "deep, closed": "[" * 5_000 + "]" * 5_000,
    "deep tables": "{a: " * 50_000,
    "deep blocks": "\n".join(" " * k + "a:" for k in range(400)),
    "long": "answers: " + "x" * 900_000,
    "many": "answers:\n" + "".join(f"  k{k}: {k}\n" for k in range(60_000)),
    "quotes": 'answers: {a: ' + '"' * 100_001,
    "backslashes": 'answers: {a: "' + "\\" * 200_001 + '"',
    "remarks": "a: " + " #" * 10_000,
    "spaces": " " * 500_000 + ":",
    "colons": ": " * 200_000,
    "nothing": "", "spaces only": "  \n\n ", "binary": "\x00\x01\x02" * 1_000, "nul": "a: \x00",
    "control": "a: \x1b[2J\x07", "bidi": "answers: {a: \u202e1+1\u2066}", "two": "a: 1\n---\nb: 2",
    "scalar": "just words", "list": "- 1\n- 2", "keys": "? [a, b]\n: 1", "surrogate": "a: \ud800",
    "directive": "%YAML 9.9\n---\na: 1", "tags": "%TAG ! tag:x,2000:\n---\n!a b",
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("file", ["form.yaml", "form.json"])
def test_hostile_texts_are_read_or_refused_at_once(name: str, file: str) -> None:
    begin = time.perf_counter()
    found = read_form(HOSTILE[name], file)
    assert time.perf_counter() - begin < 2
    size = sum(len(typed.text) for typed in found.answers.values())
    assert size <= 2 * len(HOSTILE[name]) + 100


def test_json_may_be_deep_or_twisted() -> None:
    for text in ('{"answers": ' + "[" * 10**6, '{"a": 1' + "0" * 900_000 + "}", '{"a": [1,]}', "{"):
        assert read_form(text, "form.json").complaints or len(text) > 10**5


@given(st.text(max_size=200))
def test_any_text_whatever_is_survived(text: str) -> None:
    for file in ("form.yaml", "form.json"):
        found = read_form(f"{HEAD}  {text}", file)
        assert all(isinstance(typed.text, str) for typed in found.answers.values())
