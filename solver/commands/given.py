"""What is to be marked: a form or a worked solution, from a file or from standard input."""

from __future__ import annotations

import re
import stat
import sys
from collections.abc import Sequence
from pathlib import Path

from solver.errors import Complaint, Mark, SpecError
from solver.marking.grading.files import FORMS, LARGEST, TRANSCRIPTS, text_of
from solver.marking.grading.forms import Form, read_form
from solver.marking.grading.own import Own
from solver.marking.handed import Answer, Handed
from solver.marking.naming import Names, Place, UnknownAnswer
from solver.spec.reading import nearest, short

STDIN, SHOWN = "-", "<stdin>"
READ = f"a form ends in {', '.join(FORMS)}, a solution in {', '.join(TRANSCRIPTS)}"
FIRST = 40  # lines in which a form says what it is
_NAME = re.compile(r"""\s*["']?([^"'=\\]{1,80}?)["']?:(\s|$)""")


def given(name: str, own: Sequence[Own], student: str | None = None) -> dict[str, Handed]:
    """Read a form or a solution, by the labels of the problems; SpecError if it is neither."""
    text, file = _text(name)
    if not text.strip():
        raise _refused(file, "there is nothing in it to be marked", READ)
    if _is_form(name, text, Names.of(one.problem for one in own)):
        form = read_form(text, file)
        tell(_doubts(form, file, student))
        return answers_of(form, file, own)
    return _solution(text, file, own)


# --- files ----------------------------------------------------------------------------------------
def _text(name: str) -> tuple[str, str]:
    if name == STDIN:
        data = sys.stdin.buffer.read(LARGEST + 1)
        if len(data) > LARGEST:
            raise _refused(SHOWN, f"this is more than {LARGEST // 10**6} MB")
        text = data.decode("utf-8-sig", "replace")
        return text.replace("\r\n", "\n").replace("\r", "\n"), SHOWN
    path = checked(name)
    if path.suffix.lower() not in (*FORMS, *TRANSCRIPTS, ""):
        hint = "`markscheme grade` marks a class" if path.suffix.lower() == ".csv" else READ
        raise _refused(name, f"files that end in {short(path.suffix)} are not read", hint)
    text, complaints = text_of(path)
    tell(complaints)
    return text, name


def checked(name: str) -> Path:
    """Give the path of a file to read: one that is there, and nothing that leads elsewhere."""
    if not name.strip():
        raise _refused(repr(name), "a file without a name", READ)
    path = Path(name)
    try:
        mode = path.lstat().st_mode
    except (OSError, ValueError):
        raise _refused(name, "there is no such file", _beside(path)) from None
    if stat.S_ISDIR(mode):
        raise _refused(name, "this is a folder, not a file", "`markscheme grade` marks many")
    if stat.S_ISLNK(mode):
        raise _refused(name, "this is a link: it is not followed", "name the file itself")
    if not stat.S_ISREG(mode):
        raise _refused(name, "this is no ordinary file", "- reads from standard input")
    return path


def _beside(path: Path) -> str:
    """Find a file with a similar name in the same folder."""
    try:
        names = sorted(each.name for each in path.parent.iterdir())
    except (OSError, ValueError):
        return ""
    close = nearest(path.name, names)
    found = close.removeprefix("did you mean `").removesuffix("`?")
    return f"did you mean `{path.with_name(found)}`?" if close.startswith("did") else ""


def _refused(file: str, message: str, hint: str = "") -> SpecError:
    return SpecError(Complaint(Mark(file), message, hint))


def tell(complaints: Sequence[Complaint]) -> None:
    """Print what is wrong but costs nothing else."""
    for complaint in complaints:
        print(complaint, file=sys.stderr)


# --- forms ----------------------------------------------------------------------------------------
def _is_form(name: str, text: str, names: Names) -> bool:
    """Tell a form by the name of its file; without one, by how it begins."""
    suffix = "" if name == STDIN else Path(name).suffix.lower()
    if suffix:
        return suffix in FORMS
    lines = [line for line in text.splitlines()[:FIRST] if line.strip()]
    said = (line for line in lines if not line.startswith("#"))
    first = next(said, "")
    return first.startswith("{") or any(map(_opens, lines)) or _names_an_answer(first, names)


def _opens(line: str) -> bool:
    return line.split(":")[0].strip() == "answers"


def _names_an_answer(line: str, names: Names) -> bool:
    found = _NAME.match(line)
    try:
        return found is not None and bool(names.find(found[1]))
    except UnknownAnswer:
        return False


def _doubts(form: Form, file: str, student: str | None) -> list[Complaint]:
    """Say that a form is somebody else's than whose numbers it is compared with."""
    if form.student in {"", student}:
        return []
    whose = f"the numbers of {short(student)}" if student else "the problem as it is written"
    message = f"this is the form of {short(form.student)}: it is compared with {whose}"
    return [Complaint(Mark(file), message, "--student says whose variant it is, --build which")]


def answers_of(form: Form, file: str, own: Sequence[Own]) -> dict[str, Handed]:
    """Sort the answers of a form by problems; SpecError if none of them is asked for."""
    found: dict[Place, Answer] = {}
    complaints: list[Complaint] = []
    for name, place, answer in _placed(form, file, own, complaints):
        before = found.get(place)
        if before is None or not before.text:
            found[place] = answer
        elif answer.text not in {"", before.text}:
            mark = Mark(file, answer.line or 1)
            message = f"{short(name)} is a second answer to `{place}`: the other one counts"
            complaints.append(Complaint(mark, message, "leave one of them blank"))
    if not found:
        raise SpecError(*form.complaints, *complaints)
    tell([*form.complaints, *SpecError(*complaints).complaints])
    return {
        label: Handed(answers={p.name: a for p, a in found.items() if p.label == label})
        for label in dict.fromkeys(place.label for place in found)
    }


def _placed(
    form: Form, file: str, own: Sequence[Own], complaints: list[Complaint]
) -> list[tuple[str, Place, Answer]]:
    """Find what each name stands for; those that are spelt as in forms come first."""
    names = Names.of(one.problem for one in own)
    found: list[tuple[str, Place, Answer]] = []
    hints: set[str] = set()
    for name, typed in form.answers.items():
        line = None if file.endswith(".json") else typed.line  # all that JSON has is one
        try:
            place = names.find(name)
        except UnknownAnswer as error:
            hint = error.hint if len(complaints) < FIRST else ""
            told = "" if hint in hints else hint
            complaints.append(Complaint(Mark(file, typed.line or 1), error.message, told))
            hints.add(hint)
            continue
        found.append((name, place, Answer("" if typed.blank else typed.text, line)))
    return sorted(found, key=lambda each: not names.has(each[0]))


# --- solutions ------------------------------------------------------------------------------------
def _solution(text: str, file: str, own: Sequence[Own]) -> dict[str, Handed]:
    from solver.marking.transcripts import sections
    from solver.marking.transcripts.cutting import assigned

    if "\0" in text:
        raise _refused(file, "this is no text", READ)
    found = assigned(sections(text), [one.problem for one in own])
    return {label: Handed(sections=parts) for label, parts in found.items()}
