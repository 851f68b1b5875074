"""The clock behind the counted limits: it ends an answer in any thread, and no other answer."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from time import thread_time

import numpy as np
import pytest

from solver.marking.judging import desk as desks
from solver.marking.judging.licence import arranged
from solver.marking.limited import LATE, Overdue, in_time, limited, on_nobodys_time
from solver.marking.meaning import Elaborator
from solver.marking.reader import read
from solver.marking.transcripts import claims_read, sections
from tests.marking.hostile import HOSTILE
from tests.marking.test_judging_hostile import NUMBERS, SYMBOLS, room

SOON = 0.02  # seconds
OVER = 3.0  # by which one evaluation, which runs to its end, may go on on a busy machine
SLOWEST = r"\sum_{k=1}^{2000} \frac{1}{k}"


def judged(text: str, answer: str) -> list[tuple[str, float]]:
    """Judge an answer to every question: the outcome, and how long it took."""
    desk, pupil = room(text)
    found = []
    for question in desk.questions:
        began = thread_time()
        one = desk.judged(question, answer, pupil)
        found.append((f"{one.outcome}: {one.why}", thread_time() - began))
    return found


@pytest.mark.parametrize("text", [NUMBERS, SYMBOLS], ids=["numbers", "symbols"])
def test_an_answer_ends_with_its_time_in_any_thread(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    judged(text, "1")
    monkeypatch.setattr(desks, "ANSWER", SOON)
    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(lambda answer: judged(text, answer), HOSTILE))
    assert max(seconds for answer in found for _, seconds in answer) < SOON + OVER
    assert any(LATE in told for answer in found for told, _ in answer)


def test_whatever_repeats_itself_asks_for_the_time() -> None:
    """Each of them alone: with the others it would be seen late, or not at all."""
    own, _ = room(SYMBOLS)
    step = own.problem.plan["z"]
    samples, names = own.samples("z"), own.vocabulary("")
    formula, node = step.formula, read("1 + 1")
    assert samples.cases
    works = (
        lambda: read("1 + 1"),
        lambda: Elaborator(names)(node),
        lambda: samples.of(formula),
        lambda: arranged([np.eye(2), np.eye(2)], (2, 2)),
    )
    for work in works:
        work()
        with limited(0.0), pytest.raises(Overdue):
            work()


def test_what_takes_too_long_is_unreadable_and_the_next_answer_is_judged(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(desks, "ANSWER", 0.0)
    assert {told for told, _ in judged(SYMBOLS, SLOWEST)} == {
        f"unreadable: {LATE}; give the result alone"
    }
    monkeypatch.undo()
    assert all(told.startswith("wrong") for told, _ in judged(SYMBOLS, SLOWEST))


def test_a_line_that_takes_too_long_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(claims_read, "ANSWER", 0.0)
    (section, *_) = sections("z = 1 + 1 = 2")
    (claim, *_) = claims_read.read_claims(section)
    assert [link.node for link in claim.links] == [None] * len(claim.links)
    assert {str(link.trouble.message) for link in claim.links if link.trouble} == {LATE}


def test_a_limit_within_a_limit_is_no_longer_than_it() -> None:
    began = thread_time()
    with limited(0.01), limited(60.0), pytest.raises(Overdue):
        _compute(10)
    assert thread_time() < began + 5
    in_time()  # it is over with the limit


def test_what_is_worked_out_for_all_makes_nobody_late() -> None:
    with limited(0.05):
        with on_nobodys_time():
            _compute(0.2, asking=False)
        in_time()
        with pytest.raises(Overdue):
            _compute(10)


def _compute(seconds: float, asking: bool = True) -> None:
    end = thread_time() + seconds
    while thread_time() < end:
        if asking:
            in_time()
