"""The answers that are typed at a terminal: kept in a file after each, a form like any other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from solver.build.atomic import fresh
from solver.build.forms import quoted
from solver.commands.failure import UsageError
from solver.commands.given import checked
from solver.errors import Complaint, Mark, SpecError
from solver.marking.grading.files import text_of
from solver.marking.grading.forms import Form, read_form
from solver.marking.grading.own import Own
from solver.marking.handed import Answer, Handed
from solver.marking.marking import marked
from solver.marking.naming import Names, UnknownAnswer, labelled, questions
from solver.marking.verdicts import Marked, Verdict

HEAD = "# Answers typed in `markscheme verify`, which goes on with them."
ANOTHER = "name another file with --save"


@dataclass(frozen=True)
class Session:
    """One student's answers, by their names; those of other problems are kept as they are."""

    own: Sequence[Own]
    strictness: str
    path: Path
    student: str = ""
    typed: dict[str, str] = field(default_factory=dict)

    @classmethod
    def opened(cls, path: Path, own: Sequence[Own], strictness: str, student: str) -> Session:
        """Go on with what was typed before; SpecError or UsageError if the file is another's."""
        session = cls(own, strictness, path, student)
        if not path.parent.is_dir():
            raise UsageError(f"{path} cannot be written: there is no folder {path.parent}", ANOTHER)
        if path.is_symlink() or path.exists():
            session.typed.update(_answers(_kept(path, student), own))
        return session

    def keep(self, name: str, text: str) -> None:
        """Note an answer, and write what was typed so far."""
        self.typed[name] = text
        try:
            with fresh(self.path) as other:
                other.write_text("\n".join([*self._lines(), ""]), encoding="utf-8")
        except OSError as error:
            raise UsageError(f"{self.path} cannot be written: {error.strerror}", ANOTHER) from None

    def _lines(self) -> Iterator[str]:
        yield HEAD
        if self.student:
            yield f"student: {quoted(self.student)}"
        yield "answers:"
        yield from (f"  {quoted(name)}: {_literal(text)}" for name, text in self.typed.items())

    def card(self, one: Own) -> Marked:
        """Mark what was typed of one problem."""
        names = {q.name: labelled(one.problem.label, q.name) for q in questions(one.problem)}
        answers = {own: Answer(self.typed[n]) for own, n in names.items() if n in self.typed}
        handed = Handed(values=one.values, answers=answers)
        return marked(one.problem, [handed], self.strictness, one.void)[0]

    def verdict(self, one: Own, name: str) -> Verdict:
        """Mark what was typed, and say how one answer came out."""
        return next(each for each in self.card(one).verdicts if each.name == name)


def _literal(text: str) -> str:
    """Quote a text so that YAML leaves its backslashes alone."""
    doubled = text.replace("'", "''")
    return f"'{doubled}'"


def _kept(path: Path, student: str) -> Form:
    """Read what an earlier session wrote: no other file is written over."""
    text, _ = text_of(checked(str(path)))
    form = read_form(text, str(path))
    if not text.startswith(HEAD) or form.complaints:
        message = "this is not what `verify` has written, and is left as it is"
        raise SpecError(Complaint(Mark(str(path)), message, ANOTHER))
    if form.student != student:
        whose = f"those of {form.student}" if form.student else "nobody's in particular"
        raise SpecError(Complaint(Mark(str(path), 2), f"these answers are {whose}", ANOTHER))
    return form


def _answers(form: Form, own: Sequence[Own]) -> Iterator[tuple[str, str]]:
    names = Names.of(one.problem for one in own)
    for name, answer in form.answers.items():
        try:
            known = str(names.find(name))
        except UnknownAnswer:
            known = name
        if not answer.blank:
            yield known, answer.text
