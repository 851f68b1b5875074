"""From loaded problems to a report on their variants."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from textwrap import wrap
from time import perf_counter

from solver.commands.check import Options, write
from solver.commands.find import find_all
from solver.commands.list import terminal_width
from solver.commands.progress import Bar, progress
from solver.errors import Complaint, SpecError
from solver.problem import Problem, ProblemSet, built
from solver.spec.concrete import concrete
from solver.spec.load import load_text
from solver.spec.source import read_text, shown
from solver.variants.assigning import Course
from solver.variants.candidates import Pool
from solver.variants.families import Form
from solver.variants.reporting import Finding, Row, capacity_rows, effort_rows, varying, warnings
from solver.variants.samples import sampled
from solver.variants.stress import Failure, Stress, failure_of, smallest, stressed

WIDE, LABEL = 100, 10
UNSOUND = 4


@dataclass(frozen=True, slots=True)
class Task:
    """A problem in one of its structures, and the text of its file."""

    form: Form
    text: str
    label: str

    @property
    def problem(self) -> Problem:
        return self.form.problem


def check_all(options: Options) -> int:
    """Report on every problem; give the exit code of the worst."""
    tasks = list(_tasks(options))
    with progress(options.count * len(tasks)) as bar:
        return max(_checked(task, options, bar) for task in tasks)


def _tasks(options: Options) -> Iterator[Task]:
    """Load every file, or raise the complaints of all of them."""
    complaints: list[Complaint] = []
    loaded: list[tuple[Problem | ProblemSet, str]] = []
    for path in find_all(options.files):
        try:
            loaded.append(_loaded(path))
        except SpecError as error:
            complaints += error.complaints
    if complaints:
        raise SpecError(*complaints)
    for found, text in loaded:
        yield from _of(found, text)


def _loaded(path: Path) -> tuple[Problem | ProblemSet, str]:
    text = read_text(path)
    return built(load_text(text, shown(path))), text


def _of(found: Problem | ProblemSet, text: str) -> Iterator[Task]:
    """List the problems of a file, each in all its structures."""
    for family in Course.of(found).families:
        spec = family.problem.spec
        own = text if isinstance(found, Problem) else read_text(spec.mark.file)
        label = f"{family.label}  " if family.label else ""
        for form in family.forms:
            structure = f" ({form.label})" if form.label else ""
            yield Task(form, own, f"{label}{spec.id}{structure}: {spec.title}")


def _checked(task: Task, options: Options, bar: Bar) -> int:
    """Report on one problem, a row at a time."""
    with bar.aside():
        write("\n".join(wrap(task.label, _width())) + "\n")
    bar.say(task.problem.spec.id)
    code = 0
    for found in _findings(task, options, bar):
        with bar.aside():
            write(laid_out(found.row) + found.appendix)
        code = max(code, UNSOUND if found.unsound else 0)
    with bar.aside():
        write("\n")
    return code


def _findings(task: Task, options: Options, bar: Bar) -> Iterator[Finding]:
    pool = task.form.pool
    if pool is None:
        yield Finding(("varies", "nothing: 0 givens, so there is one variant, the same for all"))
        yield _alone(task.problem)
        bar.advance()
    else:
        yield Finding(varying(pool))
        yield from map(Finding, capacity_rows(pool, options.roster))
        yield from map(Finding, effort_rows(pool))
        yield from _stressed(task, options, bar)
    yield from (Finding(("warning", warning)) for warning in warnings(task.problem, pool))


# --- solving -------------------------------------------------------------------------------------
def _alone(problem: Problem) -> Finding:
    """Solve the only variant there is."""
    start = perf_counter()
    found = failure_of(lambda: problem)
    if found is None:
        return Finding(("stress", f"its values agree on all routes ({_time(start)})"))
    return Finding(("failure", found[1]), unsound=True)


def _stressed(task: Task, options: Options, bar: Bar) -> Iterator[Finding]:
    """Solve many variants; a failure of each kind is shrunk."""
    pool = task.form.pool
    assert pool is not None
    start = perf_counter()

    def note(done: int) -> None:
        for _ in range(done):
            bar.advance()

    found = stressed(pool, options.count, note)
    if not found.count:
        _, own = sampled(pool, 1, "stress")
        yield Finding(("failure", f"no draw is acceptable: {own.tally.advice}"), unsound=True)
        return
    yield Finding(("stress", f"{_sound(found)} ({_time(start)})"))
    for kind in dict.fromkeys(failure.kind for failure in found.failures):
        bar.say(f"shrinking a failure of {task.problem.spec.id}")
        first = next(failure for failure in found.failures if failure.kind == kind)
        yield _failed(task, pool, smallest(pool, first))


def _sound(found: Stress) -> str:
    routes = "exact numbers, NumPy, finite differences and Torch where they apply"
    if not found.failures:
        return f"{found.count} variants agree on {routes}; {found.alone} looked at one by one"
    return f"{len(found.failures)} of {found.count} variants fail; the others agree on {routes}"


def _failed(task: Task, pool: Pool, found: Failure) -> Finding:
    """Say what fails, and print the spec that shows it."""
    values = pool.spread(found.drawn)
    shown = concrete(task.text, task.problem.spec, task.form.label, values).rstrip()
    message = f"{found.message}. The smallest draw that fails so:"
    return Finding(("failure", message), f"---\n{shown}\n---\n", unsound=True)


def _time(start: float) -> str:
    return f"{perf_counter() - start:.1f} s"


# --- layout --------------------------------------------------------------------------------------
def _width() -> int:
    return min(terminal_width() or WIDE, WIDE)


def laid_out(row: Row) -> str:
    """Set a row in two columns, its text wrapped; in a narrow terminal one below the other."""
    label, text = row
    indent = " " * (LABEL + 2)
    room = max(_width(), 40)
    lines = wrap(text, room, initial_indent=f"  {label:{LABEL}}", subsequent_indent=indent)
    return "\n".join(lines) + "\n"
