"""`markscheme verify` at a terminal: each step is asked for in turn, and marked at once.

What was typed is kept in a file, a form like any other, so that one may leave and go on later.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from solver.build.forms import quoted
from solver.commands.list import terminal_width
from solver.commands.verdicts import WIDE, as_text, lines_of
from solver.marking.grading.files import text_of
from solver.marking.grading.forms import read_form
from solver.marking.handed import Answer, Handed
from solver.marking.marking import marked
from solver.marking.naming import Names, Question, UnknownAnswer, labelled, questions
from solver.marking.grading.own import Own
from solver.marking.verdicts import Marked, Outcome
from solver.spec.model import Ask

HELP = "an empty line leaves a step out, `quit` leaves and keeps what is typed"
LEAVING = frozenset({"quit", "exit", "q"})
FINE = frozenset({Outcome.CORRECT, Outcome.NOTATION, Outcome.MANUAL})


@dataclass
class Session:
    """One student's answers as they are typed; kept in a file after each."""

    own: Sequence[Own]
    strictness: str
    path: Path
    typed: dict[str, str] = field(default_factory=dict)

    def open(self) -> None:
        """Go on with what was typed before."""
        if not self.path.is_file():
            return
        text, _ = text_of(self.path)
        names = Names.of(one.problem for one in self.own)
        for name, answer in read_form(text, str(self.path)).answers.items():
            try:
                place = names.find(name)
            except UnknownAnswer:
                continue
            if not answer.blank:
                self.typed[labelled(place.label, place.name)] = answer.text

    def keep(self) -> None:
        """Write what was typed so far."""
        lines = (f"  {quoted(name)}: {quoted(text)}" for name, text in self.typed.items())
        self.path.write_text("\n".join(["answers:", *lines, ""]), encoding="utf-8")

    def card(self, one: Own) -> Marked:
        """Mark what was typed of one problem."""
        label = one.problem.label
        names = (question.name for question in questions(one.problem))
        answers = {
            name: Answer(self.typed[labelled(label, name)])
            for name in names
            if labelled(label, name) in self.typed
        }
        handed = Handed(values=one.values, answers=answers)
        return marked(one.problem, [handed], self.strictness, one.void)[0]


def ask(own: Sequence[Own], strictness: str, path: Path | None) -> int:
    """Ask for every step that is not answered; 0 if in the end all are right."""
    first = own[0].problem.spec.id if len(own) == 1 else "answers"
    session = Session(own, strictness, path or Path(f"{first}.answers.yaml"))
    session.open()
    _say(f"{HELP}; answers are kept in {session.path}")
    try:
        for one in own:
            _problem(session, one)
    except (EOFError, KeyboardInterrupt):
        _say("")
        _say(f"Left. The same command goes on with {session.path}.")
        return 1
    cards = [session.card(one) for one in own]
    for card in cards:
        for line in as_text(card, terminal_width() or WIDE):
            _say(line)
    return 0 if all(v.outcome in FINE for card in cards for v in card.verdicts) else 1


def _problem(session: Session, one: Own) -> None:
    """Ask for the steps of a problem."""
    problem = one.problem
    shapes = _shapes(one)
    asked = [q for q in questions(problem) if not q.manual]
    left = [q for q in asked if labelled(problem.label, q.name) not in session.typed]
    if left:
        _say(f"\n{problem.label or problem.spec.id}  {problem.spec.title}")
        _say(f"  {len(asked)} steps, {len(asked) - len(left)} of them answered")
    for question in left:
        _question(session, one, question, shapes.get(question.step, ""))


def _question(session: Session, one: Own, question: Question, shape: str) -> None:
    """Ask until the answer is right, or left out."""
    name = labelled(one.problem.label, question.name)
    hint = question.ask.hint if isinstance(question.ask, Ask) else ""
    while True:
        text = _typed(f"{name}{shape}: ")
        if not text:
            return
        session.typed[name] = text
        session.keep()
        verdict = next(v for v in session.card(one).verdicts if v.name == name)
        for line in lines_of(verdict, len(name), terminal_width() or WIDE):
            _say(line)
        if verdict.outcome in FINE or verdict.outcome is Outcome.FOLLOWS:
            return
        if hint:
            _say(f"     hint: {hint}")


def _typed(prompt: str) -> str:
    sys.stdout.write(prompt)
    sys.stdout.flush()
    line = sys.stdin.readline()
    if not line or line.strip().lower() in LEAVING:
        raise EOFError
    return line.strip()


def _shapes(one: Own) -> Mapping[str, str]:
    """Say how large the arrays are that are asked for."""
    return dict(_sizes(one))


def _sizes(one: Own) -> Iterator[tuple[str, str]]:
    for question in questions(one.problem):
        step = None if question.manual else one.problem.plan[question.step]
        if step is not None and step.shape and all(isinstance(d, int) for d in step.shape):
            yield step.name, f" ({' × '.join(map(str, step.shape))})"


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
