"""From a problem and what a student wrote to verdicts, as text or as JSON Lines."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from solver.commands.failure import UsageError
from solver.commands.find import find
from solver.commands.verdicts import WIDE, as_text
from solver.commands.verify import Options
from solver.errors import Complaint, Mark, SpecError
from solver.marking.grading.files import text_of
from solver.marking.grading.forms import read_form
from solver.marking.handed import Answer, Handed
from solver.marking.marking import marked
from solver.marking.naming import Names, UnknownAnswer
from solver.marking.report import as_json
from solver.marking.verdicts import Marked
from solver.problem import Problem, ProblemSet, load

FORMS = frozenset({".yaml", ".yml", ".json"})
RIGHT, NOT_RIGHT = 0, 1


def verify(options: Options) -> int:
    """Mark what a student wrote and print the verdicts."""
    from solver.marking.grading.own import owned

    found = load(find(options.file))
    own = owned(found, options.student, options.salt, options.build)
    strictness = options.strictness or _strictness(found)
    if options.answers is None:
        if not sys.stdin.isatty() and options.resume is None:
            raise UsageError("which ANSWERS are to be marked?", "- reads them from standard input")
        from solver.commands.asking import ask

        return ask(own, strictness, options.resume)
    given = _read(options.answers, own)
    cards = [_marked(one, given, strictness) for one in own]
    answered = [card for card in cards if _has(card)] if isinstance(found, ProblemSet) else cards
    _print(answered or cards, options.format, len(cards))
    return RIGHT if all(_is_right(card) for card in answered or cards) else NOT_RIGHT


def _strictness(found: Problem | ProblemSet) -> str:
    return found.spec.strictness if isinstance(found, ProblemSet) else "lenient"


def _marked(own: Any, given: Mapping[str, Handed], strictness: str) -> Marked:
    handed = given.get(own.problem.label or "", Handed())
    return marked(own.problem, [replace(handed, values=own.values)], strictness, own.void)[0]


def _has(card: Marked) -> bool:
    from solver.marking.verdicts import Outcome

    silent = {Outcome.MISSING, Outcome.MANUAL}
    return bool(card.findings) or any(v.outcome not in silent for v in card.verdicts)


def _is_right(card: Marked) -> bool:
    from solver.marking.verdicts import Outcome

    fine = {Outcome.CORRECT, Outcome.NOTATION, Outcome.MANUAL}
    return not card.findings and all(v.outcome in fine for v in card.verdicts)


# --- what a student wrote -------------------------------------------------------------------------
def _read(name: str, own: Sequence[Any]) -> dict[str, Handed]:
    """Read a form or a transcript; by the labels of the problems."""
    text, shown = _text(name)
    suffix = Path(name).suffix.lower()
    if suffix in FORMS or (name == "-" and _is_form(text)):
        return _form(text, shown, own)
    return _transcript(text, own)


def _text(name: str) -> tuple[str, str]:
    if name == "-":
        return sys.stdin.buffer.read(2**21).decode("utf-8", "replace"), "<stdin>"
    path = Path(name)
    if not path.is_file():
        what = "this is a folder: `markscheme grade` marks many" if path.is_dir() else (
            "there is no such file"
        )  # fmt: skip
        raise SpecError(Complaint(Mark(name), what))
    text, complaints = text_of(path)
    for complaint in complaints:
        sys.stderr.write(f"{complaint}\n")
    return text, str(path)


def _is_form(text: str) -> bool:
    return any(line.startswith(("answers:", "{")) for line in text.splitlines()[:40])


def _form(text: str, file: str, own: Sequence[Any]) -> dict[str, Handed]:
    form = read_form(text, file)
    for complaint in form.complaints:
        sys.stderr.write(f"{complaint}\n")
    names = Names.of(one.problem for one in own)
    found: dict[str, dict[str, Answer]] = {}
    complaints = []
    for name, typed in form.answers.items():
        try:
            place = names.find(name)
        except UnknownAnswer as error:
            complaints.append(Complaint(Mark(file, typed.line or 1), error.message, error.hint))
            continue
        answer = Answer("" if typed.blank else typed.text, typed.line)
        found.setdefault(place.label, {})[place.name] = answer
    if complaints and not found:
        raise SpecError(*complaints)
    for complaint in complaints:
        sys.stderr.write(f"{complaint}\n")
    return {label: Handed(answers=answers) for label, answers in found.items()}


def _transcript(text: str, own: Sequence[Any]) -> dict[str, Handed]:
    from solver.marking.transcripts import sections
    from solver.marking.transcripts.cutting import assigned

    found = assigned(sections(text), [one.problem for one in own])
    return {label: Handed(sections=tuple(own_sections)) for label, own_sections in found.items()}


# --- printing -------------------------------------------------------------------------------------
def _print(cards: Sequence[Marked], form: str, count: int) -> None:
    lines = map(json.dumps, map(as_json, cards)) if form == "json" else _texts(cards, count)
    for line in lines:
        sys.stdout.write(f"{line}\n")


def _texts(cards: Sequence[Marked], count: int) -> Iterator[str]:
    from solver.commands.list import terminal_width

    for card in cards:
        yield from as_text(card, terminal_width() or WIDE)
    if len(cards) < count:
        yield f"{count - len(cards)} more problems of the set are not answered."
