"""Reading an answer takes less than a millisecond, and is right where math-verify is not."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from statistics import median

import pytest

from solver.marking.reader import read
from solver.marking.syntax import Unreadable
from tests.benchmarks.reading_cases import CASES, as_sympy, same
from tests.benchmarks.timing import Check, best, slowness
from tests.marking.reader.table import readings

Verdict = str  # right, wrong, or nothing was read


def _ours(text: str, expected: object) -> Verdict:
    try:
        return "right" if same(expected, as_sympy(read(text))) else "wrong"
    except Unreadable:
        return "unread"


def _theirs(text: str, expected: object) -> Verdict:
    """Try the answer as a formula and as plain text, and take the better."""
    from math_verify import parse, verify

    found = [parse(way, parsing_timeout=None, raise_on_error=False) for way in (f"${text}$", text)]
    if not any(found):
        return "unread"
    right = any(verify([expected], way, timeout_seconds=None) for way in found if way)
    return "right" if right else "wrong"


def _quietly(judge: Callable[[str, object], Verdict], text: str, expected: object) -> Verdict:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # SymPy's, about how its parser builds matrices
        try:
            return judge(text, expected)
        except Exception:  # whatever the other reader ends in, it has read nothing
            if judge is _ours:
                raise
            return "unread"


def _attempt(text: str) -> None:
    with suppress(Unreadable):
        read(text)


def test_the_median_answer_is_read_in_a_millisecond(within: Check) -> None:
    times = [best(lambda text=text: _attempt(text), 5) for text, _ in readings()]
    within(f"median of {len(times)} answers", median(times), 1e-3 * slowness())
    within("the slowest of them", max(times), 10e-3 * slowness())


def test_answers_are_read_right_where_math_verify_reads_them_wrong() -> None:
    pytest.importorskip("math_verify")
    from math_verify import parse

    ours = Counter(_quietly(_ours, *case) for case in CASES)
    theirs = Counter(_quietly(_theirs, *case) for case in CASES)
    print(f"\n  {len(CASES)} answers with a value: ours {_shown(ours)}; theirs {_shown(theirs)}")
    quick = median(best(lambda text=text: _attempt(text), 3) for text, _ in CASES)
    slow = median(best(lambda text=text: _parsed(parse, text), 1) for text, _ in CASES)
    print(f"  median per answer: {1e3 * quick:.2f} ms ours, {1e3 * slow:.2f} ms math-verify")
    assert ours == Counter(right=len(CASES))
    assert theirs["right"] < ours["right"]


def _parsed(parse: Callable[..., object], text: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        parse(f"${text}$", parsing_timeout=None, raise_on_error=False)


def _shown(counts: Counter[Verdict]) -> str:
    return ", ".join(f"{counts[verdict]} {verdict}" for verdict in ("right", "wrong", "unread"))
