"""From loaded problems to files, and to lines of JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from solver.commands.failure import UsageError, notes, report
from solver.commands.find import find_all
from solver.commands.output import make_folder, replacing
from solver.commands.progress import Bar, progress
from solver.commands.solve import Options
from solver.errors import Complaint, MarkschemeError, SpecError
from solver.problem import Problem, ProblemSet, load
from solver.solved import Solved, SolvedSet

Task = Problem | ProblemSet
SUFFIX = {"pdf": ".pdf", "tex": ".tex", "json": ".jsonl"}


def solve_all(options: Options) -> int:
    """Solve and write every FILE; one that fails does not keep the others from being written."""
    tasks = load_all(find_all(options.files))
    targets = [targets_of(task.spec.id, options) for task in tasks]
    _refuse_twice([path for paths in targets for path in paths.values() if path])
    if options.out:
        make_folder(options.out)
    with progress(sum(len(problems_of(task)) for task in tasks)) as bar:
        jobs = zip(tasks, targets, strict=True)
        return max(attempt(task, paths, options, bar) for task, paths in jobs)


def load_all(paths: Iterable[Path]) -> list[Task]:
    """Load every file, or raise the complaints of all of them."""
    tasks: list[Task] = []
    complaints: list[Complaint] = []
    for path in paths:
        try:
            tasks.append(load(path))
        except SpecError as error:
            complaints += error.complaints
    if complaints:
        raise SpecError(*complaints)
    return tasks


def targets_of(name: str, options: Options) -> dict[str, Path | None]:
    """Say where each view of a result goes; None is standard output."""
    if options.out is None and options.format != "pdf":
        return dict.fromkeys(options.views)
    folder, suffix = options.out or Path(), SUFFIX[options.format]
    tags = {"key": "", "handout": "-handout"}  # beside the key, not over it
    return {view: folder / f"{name}{tags[view]}{suffix}" for view in options.views}


def problems_of(task: Task) -> tuple[Problem, ...]:
    """List the problems of a set; a problem stands alone."""
    return task.problems if isinstance(task, ProblemSet) else (task,)


def attempt(task: Task, paths: Mapping[str, Path | None], options: Options, bar: Bar) -> int:
    """Solve and write one FILE; give the exit code that says how it went."""
    try:
        solved = _solved(task, options, bar)
        written = [produce(solved, view, path, options, bar) for view, path in paths.items()]
    except MarkschemeError as error:
        with bar.aside():
            return report(error, "" if notes(error) else task.spec.id)
    with bar.aside():
        sys.stdout.write("".join(written))
        sys.stdout.flush()
    return 0


def _solved(task: Task, options: Options, bar: Bar) -> Solved | SolvedSet:
    solved = tuple(_solve(problem, options, bar) for problem in problems_of(task))
    return SolvedSet(task.spec, solved) if isinstance(task, ProblemSet) else solved[0]


def _solve(problem: Problem, options: Options, bar: Bar) -> Solved:
    bar.say(f"solving {problem.spec.id}")
    try:
        return problem.solve(options.backend, options.device, options.check)
    except MarkschemeError as error:
        error.add_note(f"while solving {problem.spec.id}")
        raise
    finally:
        bar.advance()


def produce(
    solved: Solved | SolvedSet, view: str, path: Path | None, options: Options, bar: Bar
) -> str:
    """Give what goes to standard output: the solution, or the name of the file written."""
    text = _text(solved, view, options)
    if options.format != "json" and view == options.views[0]:  # not of both
        _warn(solved, text, bar)
    if path is None:
        return text
    with replacing(path) as fresh:
        if options.format == "pdf":
            from solver.render.pdf import compile_pdf

            bar.say(f"typesetting {path.stem}")
            fresh.write_bytes(compile_pdf(text))
        else:
            fresh.write_text(text, encoding="utf-8")
    return f"{path}\n"


def _text(solved: Solved | SolvedSet, view: str, options: Options) -> str:
    """Write what is asked for as text; of a PDF, the LaTeX without the preamble."""
    if options.format == "json":
        return "".join(f"{_line(problem)}\n" for problem in _solutions(solved))
    from solver.render.latex import to_latex

    document = solved.document(view, options.detail)
    return to_latex(document, standalone=options.format == "tex")


def _solutions(solved: Solved | SolvedSet) -> tuple[Solved, ...]:
    return solved.problems if isinstance(solved, SolvedSet) else (solved,)


def _warn(solved: Solved | SolvedSet, tex: str, bar: Bar) -> None:
    """Warn of characters that no font of the page has."""
    from solver.commands.glyphs import missing, warnings

    if found := missing(tex):
        own = (solved.spec,) if isinstance(solved, SolvedSet) else ()
        specs = (*own, *(problem.problem.spec for problem in _solutions(solved)))
        with bar.aside():
            for line in warnings(found, dict.fromkeys(spec.mark.file for spec in specs)):
                print(line, file=sys.stderr)


def _line(solved: Solved) -> str:
    return json.dumps(solved.json(), ensure_ascii=False, allow_nan=False)


def _refuse_twice(paths: Sequence[Path]) -> None:
    for path in paths:
        if paths.count(path) > 1:
            raise UsageError(f"two of the files would be written to {path}", "give them other ids")
