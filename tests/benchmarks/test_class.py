"""A class: how long it takes to build, beside LaTeX alone on the same pages."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from solver.build.building import Build, Task, begun, crew_of
from solver.build.crew import crew
from solver.build.finishing import Finish, finish
from solver.build.roster import Student
from solver.build.run import Sheet, class_tex
from solver.problem import Problem, load
from solver.render import engine, formats
from solver.resources import problems_dir
from solver.variants.candidates import Pool

STUDENTS = int(os.environ.get("STUDENTS", "60"))  # `make bench` builds 300
# 1.6 is wanted, for 300. LaTeX sets these pages in a tenth of the time it took, and what is
# done around it, though faster too, did not keep up. The start counts more where students are few.
MOST_RATIO = 3.5 if STUDENTS >= 300 else 6.0
VARIANTS, MOST_SECONDS = 10**6, 10.0
LARGE = 5000 if STUDENTS >= 300 else 1500
KILOBYTES = 60  # for each student: much less than a page
SET = problems_dir() / "sets" / "class-demo.yaml"


def students(count: int) -> tuple[Student, ...]:
    return tuple(Student(f"s{k:05d}") for k in range(count))


@pytest.mark.benchmark
def test_a_class_beside_bare_latex(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Build a class on two cores, then typeset the same pages with two bare processes."""
    begin = time.perf_counter()
    task = Task(SET, students(STUDENTS), tmp_path / "out", jobs=2)
    with crew(crew_of(task), 2) as workers:
        found = begun(task)
        for _ in found.run(workers):
            pass
        finish(found, Finish())
    took = time.perf_counter() - begin
    assert len(found.records) == STUDENTS
    bare = _bare(found, tmp_path)
    with capsys.disabled():
        rate = f"{STUDENTS / took:.1f} students/s"
        print(f"\na class of {STUDENTS}: {took:.1f} s, {rate}; bare pdflatex {bare:.1f} s, "
              f"ratio {took / bare:.2f} (at most {MOST_RATIO})")  # fmt: skip
    assert took <= MOST_RATIO * bare


def _bare(found: Build, folder: Path) -> float:
    """Typeset all pages with two processes, everything in one run each."""
    sheets = _sheets(found)
    half = len(sheets) // 2
    runs = [class_tex(part, False) for part in (sheets[:half], sheets[half:])]
    dumped = formats.dumped()
    assert dumped is not None
    begin = time.perf_counter()
    with ThreadPoolExecutor(2) as both:
        states = list(both.map(lambda k: _pdflatex(folder / f"bare{k}", runs[k], dumped), (0, 1)))
    assert states == [0, 0]
    return time.perf_counter() - begin


def _sheets(found: Build) -> list[Sheet]:
    from solver.build.pages import Maker, places_of
    from solver.build.working import Draft, Workshop

    layouts = crew_of(found.task).layouts(places_of(found.course))
    workshop = Workshop(Maker(found.course, layouts), found.task.out)
    solved = workshop.maker.solved([order.sheet for order in found.orders])
    drafts = [workshop._draft(*pair) for pair in zip(found.orders, solved, strict=True)]
    return [workshop._sheet(d, view) for d in drafts if isinstance(d, Draft) for view in d.tex]


def _pdflatex(folder: Path, tex: str, dumped: Path) -> int | None:
    folder.mkdir()
    (folder / "page.tex").write_text(tex, encoding="utf-8")
    words, where = [f"-fmt={dumped.stem}", "page.tex"], {"TEXFORMATS": f"{dumped.parent}:"}
    return engine.run(folder, words, 600, where)


@pytest.mark.benchmark
def test_a_million_variants_are_judged_on_one_core(capsys: pytest.CaptureFixture[str]) -> None:
    problem = load(problems_dir() / "network" / "relu-backprop.yaml")
    assert isinstance(problem, Problem)
    pool = Pool.of(problem, "benchmark")
    assert pool is not None
    warm = pool.acceptable(["warm"], range(8))
    assert len(warm) == 1
    begin = time.process_time()
    batch, accepted = 2**15, 0
    ids = [f"s{k}" for k in range(batch // 8)]
    for start in range(0, -(-VARIANTS // batch) * 8, 8):
        rows = pool.rows(ids, range(start, start + 8))
        accepted += int(np.count_nonzero(pool.judge.judged(rows).accepted))
    took = time.process_time() - begin
    with capsys.disabled():
        print(f"\n10⁶ variants of a 3-layer network, all gradients: {took:.1f} s, {accepted} kept")
    assert took < MOST_SECONDS


@pytest.mark.benchmark
def test_memory_does_not_grow_with_the_class(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Deal and write down a class; the pages of a student are gone once they are files."""
    few, many = (peak(count, tmp_path / str(count)) for count in (10, LARGE))
    each = (many - few) / LARGE
    with capsys.disabled():
        print(f"\n{LARGE} students dealt and recorded: {many / 1024:.0f} MB at most, "
              f"{each:.0f} kB for each")  # fmt: skip
    assert each < KILOBYTES


def peak(count: int, out: Path) -> int:
    """Measure the most kilobytes a process holds that deals a class.

    Not `getrusage`: a child begins with what its parent held when it was forked.
    """
    code = _MEMORY.format(set=str(SET), out=str(out), count=count)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return int(done.stdout)


_MEMORY = """
import re
from pathlib import Path
from solver.build import building
from solver.build.building import Task, begun
from solver.build.records import Record, item_data
from solver.build.roster import Student
from solver.build.working import Outcome

class Quick:
    def layouts(self, places):
        return {{}}

    def build(self, parts, layouts):
        return map(self.part, parts)

    def part(self, part):
        return [Outcome(o.student.id, Record(o.student.id, o.file, o.variant, tuple(
            item_data(i, i.label, {{n: str(v) for n, v in i.values.items()}})
            for i in o.sheet.items), {{}}, {{}})) for o in part]

build = begun(Task(Path({set!r}), tuple(Student(f"s{{k}}") for k in range({count})), Path({out!r})))
for _ in build.run(Quick()):
    pass
build.finish()
print(re.search(r"VmHWM:\\s*(\\d+)", Path("/proc/self/status").read_text())[1])
"""
