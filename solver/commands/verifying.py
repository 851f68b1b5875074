"""From a problem and what a student wrote to verdicts, as text or as JSON Lines."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from solver.commands.failure import UsageError
from solver.commands.find import find
from solver.commands.given import FIRST, READ, given
from solver.commands.verdicts import Line, as_text, page_width, printer, total
from solver.commands.verify import Options
from solver.errors import Complaint, Mark, SpecError
from solver.marking.grading.files import TRANSCRIPTS
from solver.marking.grading.own import Own, owned
from solver.marking.handed import Handed
from solver.marking.marking import marked
from solver.marking.report import as_json
from solver.marking.verdicts import Marked, Outcome
from solver.problem import Problem, ProblemSet, load

RIGHT, NOT_RIGHT = 0, 1
FINE = frozenset({Outcome.CORRECT, Outcome.NOTATION, Outcome.MANUAL})
SILENT = frozenset({Outcome.MISSING, Outcome.MANUAL})


def verify(options: Options) -> int:
    """Mark what a student wrote and print the verdicts."""
    path = find(options.file)
    if options.answers is None and options.save is None and not sys.stdin.isatty():
        raise UsageError("which ANSWERS are to be marked?", f"{READ}; - is standard input")
    _refuse_answers(path)
    found = load(path)
    own = owned(found, options.student, options.salt, options.build)
    strictness = options.strictness or _strictness(found)
    if options.answers is None:
        from solver.commands.asking import ask

        return ask(own, strictness, options.save or _kept(found, options), options.student or "")
    return _mark(own, given(options.answers, own, options.student), strictness, options.format)


def _refuse_answers(path: Path) -> None:
    """Refuse what is no problem but answers: the words were exchanged, or the problem left out."""
    if path.suffix.lower() in TRANSCRIPTS or _is_form(path):
        hint = "the problem comes first: markscheme verify FILE ANSWERS"
        raise SpecError(Complaint(Mark(str(path)), "these are answers, not a problem", hint))


def _is_form(path: Path) -> bool:
    if not path.is_file():
        return False
    try:
        with path.open(encoding="utf-8", errors="replace") as stream:
            return any(stream.readline(200).startswith("answers:") for _ in range(FIRST))
    except OSError:
        return False


def _strictness(found: Problem | ProblemSet) -> str:
    return found.spec.strictness if isinstance(found, ProblemSet) else "lenient"


def _kept(found: Problem | ProblemSet, options: Options) -> Path:
    """Name a file of the current folder for what is typed."""
    words = (found.spec.id, options.student, "answers.yaml")
    return Path(".".join(re.sub(r"[^\w.-]+", "-", word).strip(".") for word in words if word))


# --- marking --------------------------------------------------------------------------------------
def _mark(own: Sequence[Own], handed: Mapping[str, Handed], strictness: str, form: str) -> int:
    cards = [_marked(one, handed, strictness) for one in own]
    answered = [card for card in cards if _has(card)] or cards
    if form == "json":
        sys.stdout.writelines(f"{json.dumps(as_json(card))}\n" for card in answered)
    else:
        say = printer()
        for line in _texts(answered, len(cards) - len(answered)):
            say(line)
    if not any(map(_has, cards)):
        sys.stderr.write("markscheme: no answer was found; an answer is a line such as L = 3\n")
    return RIGHT if all(map(is_right, answered)) else NOT_RIGHT


def _marked(own: Own, given: Mapping[str, Handed], strictness: str) -> Marked:
    handed = given.get(own.problem.label or "", Handed())
    return marked(own.problem, [replace(handed, values=own.values)], strictness, own.void)[0]


def _has(card: Marked) -> bool:
    """Tell whether anything of a problem was answered."""
    return bool(card.findings) or any(v.outcome not in SILENT for v in card.verdicts)


def is_right(card: Marked) -> bool:
    """Tell whether every answer is accepted, and every line right."""
    return not card.findings and all(v.outcome in FINE for v in card.verdicts)


def _texts(cards: Sequence[Marked], others: int) -> Iterator[Line]:
    width = page_width()
    for card in cards:
        yield from as_text(card, width)
    if len(cards) > 1:
        yield from total(cards, width)
    if others:
        yield Line(f"{others} more of the set {'is' if others == 1 else 'are'} not answered.")
