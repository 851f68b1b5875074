"""Values and verdicts in words."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from solver.algebra.op import Law
from solver.algebra.plain import plain
from solver.marking.handed import Pupil
from solver.marking.judging.comparing import Truth, as_float
from solver.marking.judging.desk import Desk, Judged
from solver.marking.judging.said import nested
from solver.marking.naming import Question
from solver.marking.verdicts import Outcome
from solver.report import closed_form

LONGEST = 200  # characters of a value that is quoted


def expected(desk: Desk, question: Question, pupil: Pupil) -> str:
    """Write the right answer as text."""
    step = desk.problem.plan[question.step]
    if not desk.is_numeric(question):
        text, label = plain(closed_form(step)), desk.label_of(question)
        return text.replace(f"{label}.", "") if label else text
    truth = pupil.truth(step)
    if step.form is None:
        return value_text(truth)
    words = step.form.words(nested(truth.shape, truth.entries))
    return "".join(_word(word) for word in words)


def _word(word: Any) -> str:
    return word if isinstance(word, str) else word.text if isinstance(word, Law) else plain(word)


def value_text(truth: Truth) -> str:
    """Write numbers as a student would: `[[1, 1/2], [-3, 0]]`."""
    return _nested_text(nested(truth.shape, [number_text(entry) for entry in truth.entries]))


def _nested_text(value: Any) -> str:
    return value if isinstance(value, str) else f"[{', '.join(map(_nested_text, value))}]"


def number_text(value: Fraction | float) -> str:
    """Write a number: short fractions as they are, others with five digits."""
    if isinstance(value, Fraction) and (value.denominator == 1 or len(str(value)) <= 9):
        return str(value)
    return f"{as_float(value):.5g}"


def shortened(text: str) -> str:
    """Cut what is too long to be quoted."""
    flat = " ".join(text.split())
    return flat if len(flat) <= LONGEST else flat[: LONGEST - 1] + "…"


def entry_of(place: int | None, shape: Sequence[int]) -> tuple[int, ...] | None:
    """Find the indices of an entry, from 0."""
    if place is None or not shape:
        return None
    found: list[int] = []
    for size in reversed(shape):
        place, index = divmod(place, size)
        found.append(index)
    return tuple(reversed(found))


def message(judged: Judged, right: str, carried: Sequence[str], diagnosis: str, flag: str) -> str:
    """Say in a sentence or two how an answer came out."""
    if judged.outcome is Outcome.FOLLOWS:
        own = _listed([name.rpartition(".")[2] for name in carried])
        rest = f"; {flag}" if flag else ""
        return f"right with your own {own}, though the value is {shortened(right)}{rest}"
    if judged.outcome in {Outcome.WRONG, Outcome.IMPRECISE}:
        perhaps = f". Perhaps: {diagnosis}" if diagnosis else ""
        return f"{_told(judged)}; right is {shortened(right)}{perhaps}"
    if judged.outcome is Outcome.MANUAL and judged.why:
        return judged.why
    before = _SAID[judged.outcome]
    return before + judged.why if before.endswith(": ") else before


_SAID = {
    Outcome.CORRECT: "right",
    Outcome.NOTATION: "right, but for the notation: ",
    Outcome.MISSING: "no answer",
    Outcome.UNREADABLE: "this could not be read: ",
    Outcome.MANUAL: "for a person to mark",
}


def _told(judged: Judged) -> str:
    """Say what is wrong, and where it begins."""
    where = _where(judged) if judged.outcome is Outcome.WRONG else ""
    return "; ".join(filter(None, [judged.why, where])) or "not right"


def _where(judged: Judged) -> str:
    if judged.said is None or judged.place is None or not judged.said.shape:
        return ""
    place = entry_of(judged.place, judged.said.shape)
    assert place is not None
    at = ", ".join(str(index + 1) for index in place)
    return f"the first wrong entry is ({at}): {number_text(judged.said.values[judged.place])}"


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
