"""Whatever is typed, it is read or refused: quickly, and with no other exception."""

from __future__ import annotations

import re
import threading
from time import process_time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from solver.marking.reader import read
from solver.marking.reader.budget import LONGEST, TALLEST
from solver.marking.syntax import Node, Unreadable
from tests.marking.reader.table import readings

TEXTS = [text for text, _ in readings()]
PIECES = sorted({piece for text in TEXTS for piece in re.findall(r"\\[a-zA-Z]+|\w+|\W", text)})
WORDS = frozenset({"x1", "yhat", "dW1", "W"})
SECONDS = 3.0  # for any text; a busy machine is slow, a catastrophe takes hours

HOSTILE = {
    "a megabyte of brackets": "(" * 1_000_000,
    "as many brackets as are let in": "[" * (LONGEST - 1),
    "brackets in brackets": "(" * 65 + "1" + ")" * 65,
    "braces": "{" * 9_000,
    "a tower of powers": "9^" * 4_000 + "9",
    "a tower in braces": "9^{" * 70 + "9" + "}" * 70,
    "a number of 19,000 digits": "9" * 19_000,
    "a huge exponent": "1e999999999",
    "a power of ten past the bound": "1e401",
    "a huge power of ten": r"3 \times 10^{99999}",
    "a superscript of 900 digits": "x" + "²" * 900,
    "thousands of fractions": r"\frac{" * 3_000,
    "fractions without arguments": r"\frac" * 3_000,
    "signs": "-" * 7_000 + "1",
    "negations": "not " * 4_000 + "x",
    "roots": r"\sqrt " * 3_000,
    "accents": r"\hat " * 3_000 + "x",
    "bars": "|" * 7_000,
    "functions without brackets": r"\ln " * 4_000,
    "half a derivative": "d/" * 4_000,
    "differentials": "dx/d" * 2_000,
    "sums of sums": r"\sum " * 3_000,
    "environments": r"\begin{bmatrix}" * 1_200,
    "cases": r"\begin{cases}" * 1_200,
    "lists in lists": "[1 " * 2_000,
    "conditions": "1 if " * 2_000,
    "a sum of 3,000 terms": "1+" * 3_000 + "1",
    "a name of 19,000 letters": "a" * 19_000,
    "only commas": "," * 7_000,
    "only spaces": " " * LONGEST,
    "nothing": "",
    "a null": "1\x002",
    "an escape sequence": "\x1b[31m1",
    "reversed text": "2\u202e1",
    "half a character": "1\ud800",
    "not a character": "1\uffff",
    "Python": "__import__('os').system('true')",
    "a lambda": "(lambda: 0)()",
    "a comprehension": "[x for x in ().__class__.__bases__]",
    "a file": r"\input{/etc/passwd}",
    "a shell escape": r"\write18{true}",
    "a definition": r"\def\x{\x\x}\x",
    "a spreadsheet": "=HYPERLINK(\"x\")&cmd|' /C calc'!A0",
    "YAML": "&a [*a, *a]",
}


def outcome(text: str) -> Node | Unreadable:
    try:
        return read(text, WORDS)
    except Unreadable as problem:
        return problem


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_text_is_refused_in_no_time(text: str) -> None:
    start = process_time()
    refused = outcome(text)
    assert process_time() - start < SECONDS
    assert isinstance(refused, Unreadable)
    assert refused.message
    assert 0 <= refused.span.start <= refused.span.end <= len(text)


@pytest.mark.parametrize("inside", ["\u200b", "\u200e", "\ufeff", "\u00ad", "\u2060"])
def test_characters_that_nobody_sees_do_not_count(inside: str) -> None:
    assert read(f"1{inside}2 + {inside}x") == read("12 + x")


def test_a_power_is_never_computed() -> None:
    assert isinstance(outcome("9^{9^{9^{9}}}"), Node)
    assert isinstance(outcome("(10^{300})!"), Node)


def test_a_formula_read_can_be_walked_by_recursion() -> None:
    longest = read("+".join(["1"] * TALLEST))
    assert hash(longest) == hash(read("+".join(["1"] * TALLEST)))
    assert isinstance(outcome("+".join(["1"] * (TALLEST + 2))), Unreadable)


def test_a_text_is_refused_in_any_thread() -> None:
    found: list[Node | Unreadable] = []
    thread = threading.Thread(target=lambda: found.append(outcome("(" * 60 + "1" + ")" * 60)))
    thread.start()
    thread.join()
    assert isinstance(found[0], Node)


@given(st.text(max_size=60))
@example("d/d")
@example("\\")
@settings(max_examples=200, deadline=None)
def test_any_text_is_read_or_refused(text: str) -> None:
    assert isinstance(outcome(text), Node | Unreadable)


@given(st.lists(st.sampled_from(PIECES), max_size=30), st.sampled_from(["", " "]))
@settings(max_examples=500, deadline=None)
def test_any_pieces_of_answers_are_read_or_refused(pieces: list[str], between: str) -> None:
    assert isinstance(outcome(between.join(pieces)), Node | Unreadable)


@given(
    st.sampled_from(TEXTS),
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 3), st.sampled_from(PIECES)), max_size=4),
)
@settings(max_examples=500, deadline=None)
def test_an_answer_with_slips_of_the_pen_is_read_or_refused(
    text: str, slips: list[tuple[int, int, str]]
) -> None:
    for place, length, piece in slips:
        text = text[:place] + piece + text[place + length :]
    start = process_time()
    found = outcome(text)
    assert process_time() - start < SECONDS
    assert isinstance(found, Node | Unreadable)
    if isinstance(found, Unreadable):
        assert 0 <= found.span.start <= found.span.end <= len(text)
    else:
        assert isinstance(hash(found), int)
