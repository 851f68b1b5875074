"""A transcript turned into answers: claims about what is asked, and the lines that are wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from solver.marking import syntax as s
from solver.marking.handed import Answer, Pupil
from solver.marking.judging.desk import Desk
from solver.marking.limited import TRANSCRIPT, limited
from solver.marking.meaning.visiting import nodes
from solver.marking.naming import Question
from solver.marking.solutions.lines import Lines
from solver.marking.solutions.runs import Run, runs
from solver.marking.transcripts.claims_read import ReadClaim, read_bounds, read_claims
from solver.marking.transcripts.model import Section
from solver.marking.verdicts import Finding, Outcome
from solver.text.deciding import NO, YES
from solver.text.said import words

LONGEST, NAME = 1000, 60  # characters of a sentence, and of a name in it
FIRST = 6  # words, among which a verdict is looked for
VERDICTS = YES | NO


@dataclass(frozen=True)
class Transcribed:
    """What a transcript gives: the student with answers, wrong lines, and how much was compared."""

    pupil: Pupil
    findings: tuple[Finding, ...] = ()
    links: int = 0
    ignored: int = 0


def transcribed(desk: Desk, pupil: Pupil) -> Transcribed:
    """Find the answers in a student's sections, and judge every line; nothing if there are none."""
    if not pupil.handed.sections:
        return Transcribed(pupil)
    with limited(TRANSCRIPT):
        return _transcribed(desk, pupil)


def _transcribed(desk: Desk, pupil: Pupil) -> Transcribed:
    handed, lines = pupil.handed, Lines(desk, pupil)
    loose: list[tuple[Section, ReadClaim]] = []
    for section in handed.sections:
        label = label_of(desk, section)
        names = desk.vocabulary(label)
        claims = read_claims(section, names.words, names.calls)
        bounds = filter(_is_formula, read_bounds(section, names.words, names.calls))
        rest = [claim for claim in claims if not lines.take(claim, label)]
        loose += [(section, claim) for claim in (*rest, *bounds)]
    arrays = runs([(section.part, claim) for section, claim in loose])
    answers = dict(_arrays(desk, pupil, arrays)) | dict(_answers(desk, lines))
    answers |= dict(_told(desk, pupil, handed.sections))
    answers |= dict(_unnamed(desk, pupil, loose, {**answers, **handed.answers}))
    whole = replace(handed, answers={**answers, **handed.answers})
    found = tuple(sorted(lines.findings, key=lambda one: one.line))
    return Transcribed(replace(pupil, handed=whole), found, len(lines.checked), lines.ignored)


def label_of(desk: Desk, section: Section) -> str:
    """Say whose names a section uses: those of its part, or of the problem."""
    labels = [world.label for world in desk.problem.worlds]
    return section.part if section.part in labels else labels[0]


def _is_formula(claim: ReadClaim) -> bool:
    """Tell whether a claim ends in names: a bound that is a number tells too little."""
    node = claim.links[-1].node
    return node is not None and any(isinstance(part, s.Symbol) for part in nodes(node))


def _asked(desk: Desk) -> Iterator[Question]:
    return (question for question in desk.questions if not question.manual)


def _answers(desk: Desk, lines: Lines) -> Iterator[tuple[str, Answer]]:
    """Take the last claim about a step as the answer, values before formulas."""
    for question in _asked(desk):
        about = [one for one in lines.checked if one.step == question.step]
        numbers = [one for one in about if one.value is not None]
        if about:
            last = (numbers or about)[-1]
            yield question.name, Answer(last.text, last.line)


def _arrays(desk: Desk, pupil: Pupil, found: Sequence[Run]) -> Iterator[tuple[str, Answer]]:
    """Put arrays together whose terms are claimed one by one.

    Terms with the name of what is asked are the answer; others only if they are right.
    """
    for question in _asked(desk):
        shape = desk.problem.plan[question.step].shape
        if not desk.is_numeric(question) or not shape or set(shape[1:]) > {1}:
            continue
        truth = pupil.truth(desk.problem.plan[question.step])
        for run in (run for run in found if question in _asked_in(desk, run.part)):
            named = _is_name(desk, question, run)
            for answer in run.answers(truth):
                if named or desk.judged(question, answer.text, pupil).outcome.accepted:
                    yield question.name, answer


def _is_name(desk: Desk, question: Question, run: Run) -> bool:
    names = desk.vocabulary(desk.label_of(question))
    meant = names.find(run.family)
    return meant is not None and meant.op == "name" and meant.attr("name") == question.step


def _told(desk: Desk, pupil: Pupil, sections: Sequence[Section]) -> Iterator[tuple[str, Answer]]:
    """Find answers in words: true or false, the name of a function."""
    for question in _asked(desk):
        step = desk.problem.plan[question.step]
        if step.form is None or not step.form.in_prose:
            continue
        lines = [line for each in _about(question, sections) for line in each.prose]
        named = not step.form.question  # AND is named at the end, true or false comes first
        said = ((line, part) for line, text in lines for part in _statements(text, named))
        told = [Answer(text, line) for line, text in said if _decided(desk, question, pupil, text)]
        if told:
            yield question.name, told[-1]


def _statements(text: str, named: bool) -> tuple[str, ...]:
    """Give a sentence, and what it says that something is; of others, those with a verdict."""
    short = text[:LONGEST]
    if not named:
        return (short,) if VERDICTS.intersection(words(short)[:FIRST]) else ()
    _, verb, rest = short.rpartition(" is ")
    return (short, rest) if verb and len(rest) <= NAME else (short,)


def _about(question: Question, sections: Sequence[Section]) -> list[Section]:
    part = question.part.label if question.part else ""
    own = [each for each in sections if each.part == part]
    return own or ([] if part else list(sections))


def _decided(desk: Desk, question: Question, pupil: Pupil, text: str) -> bool:
    found = desk.judged(question, text, pupil).outcome
    return found in {Outcome.CORRECT, Outcome.WRONG, Outcome.NOTATION}


def _unnamed(
    desk: Desk,
    pupil: Pupil,
    loose: Sequence[tuple[Section, ReadClaim]],
    known: Mapping[str, Answer],
) -> Iterator[tuple[str, Answer]]:
    """Give claims without a known left side to the question that they are the right answer to.

    "output = …" says not what it is about, so that a wrong value is held against nobody.
    """
    taken = set(known)
    for section, claim in loose:
        last = claim.links[-1]
        for question in _asked(desk):
            here = question in _asked_in(desk, section.part)
            if not here or question.name in taken:
                continue
            if desk.judged(question, last.text, pupil).outcome.accepted:
                taken.add(question.name)
                yield question.name, Answer(last.text, last.line)
                break


def _asked_in(desk: Desk, part: str) -> list[Question]:
    labels = {question.part.label for question in _asked(desk) if question.part}
    if part not in labels:
        return list(_asked(desk))
    return [q for q in _asked(desk) if q.part and q.part.label == part]
