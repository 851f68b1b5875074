"""`markscheme verify` at a terminal: each step is asked for in turn, and marked at once."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from io import TextIOWrapper
from pathlib import Path
from textwrap import wrap
from typing import Any

from solver.commands.readable import readable
from solver.commands.session import Session
from solver.commands.verdicts import Line, as_text, lines_of, page_width, printer, total
from solver.commands.verifying import FINE, NOT_RIGHT, RIGHT, is_right
from solver.marking.grading.own import Own
from solver.marking.grading.typed import shown
from solver.marking.handed import Handed, Pupil
from solver.marking.naming import Question, labelled, questions
from solver.marking.verdicts import Outcome
from solver.report import as_json
from solver.spec.model import Ask

NOTATIONS = """\
Write numbers as 3/4, -0.25 or 1.2e-3, matrices as [[1, 1/2], [-3, 0]] or [1 2; 3 4], shapes as
34x34, formulas as you like: W.T @ x, W^T x, \\frac{1}{2}(y - t)^2."""
COMMANDS = """\
An empty line goes on to the next answer; `show` gives the right one; `quit`, Ctrl-D or Ctrl-C
leaves, and what was typed is kept."""
LEAVING = frozenset({"quit", "exit", "q"})
HELPING = frozenset({"?", "help"})
SHOWING = frozenset({"show", "!"})
DONE = FINE | {Outcome.FOLLOWS}
MENTION = re.compile(r"\{\{([^{}]*)\}\}")
LONGEST_STATEMENT, LONGEST_GIVEN, LONGEST_TYPED = 600, 120, 10_000

Say = Callable[[Line], None]


def ask(own: Sequence[Own], strictness: str, path: Path, student: str) -> int:
    """Ask for every step that is not right yet; 0 if in the end all are."""
    session = Session.opened(path, own, strictness, student)
    say = printer()
    _prepare()
    try:
        _tell(say, f"Answers are kept in {session.path}; `?` helps, `quit` leaves.")
        for one in own:
            _problem(session, one, say)
    except (EOFError, KeyboardInterrupt):
        kept = (
            f"the same command goes on with {session.path}" if session.typed else "nothing to keep"
        )
        _tell(say, "", f"Left: {kept}.")
        return NOT_RIGHT
    cards = [session.card(one) for one in own]
    width = page_width()
    say(Line(""))
    for line in (line for card in cards for line in as_text(card, width)):
        say(line)
    for line in total(cards, width) if len(cards) > 1 else ():
        say(line)
    return RIGHT if all(map(is_right, cards)) else NOT_RIGHT


# --- a problem ------------------------------------------------------------------------------------
def _problem(session: Session, one: Own, say: Say) -> None:
    """Ask for the steps of a problem that are not right yet."""
    fine = {each.name for each in session.card(one).verdicts if each.outcome in DONE}
    asked = [question for question in questions(one.problem) if not question.manual]
    left = [q for q in asked if labelled(one.problem.label, q.name) not in fine]
    if not left:
        return
    for line in _opening(one, len(asked), len(asked) - len(left)):
        say(line)
    before = None
    for question in left:
        if question.part and question.part is not before:
            _tell(say, "", f"({question.part.label}) {prose(question.part.text)}")
        before = question.part
        _question(session, one, question, say)


def _opening(one: Own, count: int, done: int) -> Iterator[Line]:
    """Say what is known, and how much there is to do."""
    problem, width = one.problem, page_width()
    known = as_json(Pupil(problem, Handed(values=one.values)).solved)
    head = f"{problem.label}  {problem.spec.title}" if problem.label else problem.spec.title
    yield Line("")
    yield from (Line(text, "bold") for text in wrap(head, width))
    answers = f"{count} answers are" if count != 1 else "1 answer is"
    so_far = f", {done} of them done" if done else ""
    claim = problem.spec.own.get("claim", "")  # the one statement that has a key of its own
    said = [prose(str(text)) for text in (known["statement"], claim)]
    texts = [*said, *_givens(known["givens"]), f"{answers} asked for{so_far}."]
    for text in filter(None, texts):
        yield from map(Line, wrap(text, width, initial_indent="  ", subsequent_indent="  "))


def prose(text: str) -> str:
    """Put an author's text on one line, its formulas in signs, cut if it is long."""
    named = MENTION.sub(lambda found: found[1].strip(), text)
    return readable(named, LONGEST_STATEMENT).replace("**", "")


def _givens(known: Mapping[str, Any]) -> Iterator[str]:
    """Write what is given as numbers; what is long stands on the handout."""
    for name, value in known.items():
        text = f"{name} = {_written(_flat(value))}"
        if not isinstance(value, Mapping) and len(text) <= LONGEST_GIVEN:
            yield text


def _flat(value: Any) -> Any:
    """Write a column as a list, as problem files do."""
    is_column = isinstance(value, list) and all(isinstance(v, list) and len(v) == 1 for v in value)
    return [row[0] for row in value] if is_column else value


def _written(value: Any) -> str:
    return f"[{', '.join(map(_written, value))}]" if isinstance(value, list) else str(value)


# --- a question -----------------------------------------------------------------------------------
def _question(session: Session, one: Own, question: Question, say: Say) -> None:
    """Ask until the answer is right, or left out."""
    name = labelled(one.problem.label, question.name)
    asked = question.ask
    title = prose(asked.title) if isinstance(asked, Ask) else ""
    hint = prose(asked.hint) if isinstance(asked, Ask) else ""
    size = " × ".join(map(str, _shape(one, question)))
    notes = ", ".join(filter(None, (title, size)))
    prompt = f"{name} ({notes}): " if notes else f"{name}: "
    while text := _answer(session, one, name, prompt, say):
        session.keep(name, text)
        verdict = session.verdict(one, name)
        for line in lines_of(verdict, len(name), page_width(), trying=True):
            say(line)
        if verdict.outcome in DONE:
            return
        if hint:
            _tell(say, f"      hint     {hint}")


def _answer(session: Session, one: Own, name: str, prompt: str, say: Say) -> str:
    """Read an answer; what asks for help is obeyed first."""
    while (text := _typed(prompt)).lower() in HELPING | SHOWING:
        if text.lower() in HELPING:
            for paragraph in (NOTATIONS, COMMANDS):
                _tell(say, paragraph)
        else:
            _tell(say, f"      right    {session.verdict(one, name).expected}")
    return text


def _shape(one: Own, question: Question) -> tuple[int, ...]:
    """Say how large the array is that is asked for; nothing of a number or a formula."""
    step = one.problem.plan[question.step]
    sizes = step.shape if step.form is None else ()
    return tuple(size for size in sizes if isinstance(size, int)) if _is_known(sizes) else ()


def _is_known(sizes: tuple[Any, ...]) -> bool:
    return all(isinstance(size, int) for size in sizes)


# --- the terminal ---------------------------------------------------------------------------------
def _prepare() -> None:
    """Let lines be edited as they are typed, and take every byte for a character."""
    if isinstance(sys.stdin, TextIOWrapper):
        sys.stdin.reconfigure(encoding="utf-8", errors="replace")
    with suppress(ImportError):  # not everywhere
        import readline

        readline.parse_and_bind("tab: self-insert")


def _typed(prompt: str) -> str:
    """Read a line, without what nobody can see; EOFError if that means to leave."""
    line = shown(input(prompt), LONGEST_TYPED)
    if line.lower() in LEAVING:
        raise EOFError
    return line


def _tell(say: Say, *texts: str) -> None:
    for text in texts:
        for line in wrap(text, page_width(), subsequent_indent="  ") or [""]:
            say(Line(line))
