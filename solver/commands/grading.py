"""From a build and what was handed in to files of results, and a summary in the terminal."""

from __future__ import annotations

import json
import os
import sys
from argparse import Namespace

from solver.commands.failure import UsageError
from solver.commands.find import find
from solver.commands.list import terminal_width
from solver.commands.progress import progress
from solver.errors import Complaint
from solver.marking.grading.classroom import Classroom, manifest_of, open_class
from solver.marking.grading.explain import explained
from solver.marking.grading.finding import find_set
from solver.marking.grading.grading import Graded, Target, write_all
from solver.marking.grading.grading import grade as graded
from solver.marking.grading.marks import Card
from solver.marking.grading.summing import summary
from solver.marking.report import as_json
from solver.marking.verdicts import Outcome
from solver.spec.reading import nearest

WIDE = 100
MOST = 100  # complaints printed
NOT_ALL_RIGHT, SOME_LOST = 1, 4


def grade(options: Namespace) -> int:
    """Mark a class, write the results, and print what was asked for."""
    from solver.marking.marking import marked

    head = manifest_of(options.build).head
    target = _target(options)
    path = find(options.set) if options.set else find_set(options.build, head)
    room = open_class(options.build, path)
    _known(room, options.explain)
    for note in room.notes:
        _tell(f"markscheme: {note}")
    total = sum(len(person.problems) for person in room.people.values())
    with progress(total) as bar:
        bar.say("marking")
        strictness = options.strictness or room.spec.strictness
        found = graded(room, options.submissions, target, marked, strictness, bar.advance_by)
    _complain(found.complaints, found.submissions.notes)
    if options.out is not None:
        write_all(found, target)
    lost = _print_pages(found, target, options) if options.pdf else 0
    sys.stdout.write(_output(found, target, options))
    return lost or _code(found)


def _target(options: Namespace) -> Target:
    """Say where results go: never among what is read, or it would be read the next time."""
    target = Target.of(options.out or options.submissions.parent)
    source = options.submissions.resolve()
    if options.out and source.is_dir() and target.folder.resolve().is_relative_to(source):
        hint = "name another with --out: next time, the results would be read as submissions"
        raise UsageError(f"{target.folder} is in the folder of the submissions", hint)
    if options.out and source in {path.resolve() for path in target.tables}:
        hint = "name another folder with --out"
        raise UsageError(f"{options.submissions} would be written over by the results", hint)
    return target


def _known(room: Classroom, student: str | None) -> None:
    if student is not None and student not in room.people:
        close = nearest(student, room.people)
        hint = close if close.startswith("did") else f"{room.folder}/manifest.json lists who is"
        raise UsageError(f"{student} is not in {room.folder}", hint)


def _complain(complaints: tuple[Complaint, ...], notes: tuple[str, ...]) -> None:
    for note in notes:
        _tell(f"markscheme: {note}")
    for complaint in complaints[:MOST]:
        _tell(str(complaint))
    if len(complaints) > MOST:
        _tell(f"and {len(complaints) - MOST} more complaints")


def _tell(text: str) -> None:
    print(text, file=sys.stderr)


# --- pages ---------------------------------------------------------------------------------------
def _print_pages(found: Graded, target: Target, options: Namespace) -> int:
    """Typeset feedback and analysis; who is lost is told, and costs the others nothing."""
    from solver.build.atomic import write
    from solver.marking.grading.printing import printed

    with progress(len(found.analysis.cards) + 1, pace="students/s") as bar:
        bar.say("typesetting")
        made = printed(found, options.jobs or os.cpu_count() or 1, bar.advance_by)
    for name, data in made.files.items():
        write(target.folder / name, data)
    _complain(made.complaints, ())
    return SOME_LOST if made.complaints else 0


# --- output --------------------------------------------------------------------------------------
def _output(found: Graded, target: Target, options: Namespace) -> str:
    cards = [card for card in found.cards if options.explain in (None, card.person.id)]
    if options.format == "json":
        return "".join(map(_json, cards))
    if options.explain is not None:
        return explained(cards[0], found.by_hand)
    return summary(found, target, min(terminal_width() or WIDE, WIDE))


def _json(card: Card) -> str:
    """Write a line for each problem of a student."""
    who = {"student": card.person.id, "name": card.person.name, "handed_in": bool(card.submission)}
    lines = (json.dumps({**who, **as_json(each)}, ensure_ascii=False) for each in card.marked)
    return "".join(f"{line}\n" for line in lines)


def _code(found: Graded) -> int:
    """Say whether every answer is accepted, of those who handed in; a person's are left out."""
    verdicts = (v for card in found.analysis.cards for each in card.marked for v in each.verdicts)
    fine = all(v.outcome.accepted or v.outcome is Outcome.MANUAL for v in verdicts)
    return 0 if fine else NOT_ALL_RIGHT
