"""Workers that stay warm: each loads the class once, and then builds student after student."""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import TypeVar

from solver.build.pages import Layouts, Maker, layout_of
from solver.build.slots import Layout
from solver.build.working import Order, Outcome, Workshop
from solver.errors import MarkschemeError
from solver.problem import load
from solver.variants.assigning import Course

_PATIENCE = 3.0  # seconds that a worker has to stop what it does
_WATCH = 1.0  # seconds between looks at whether the main process is still there
_ours: list[Crew] = []  # of this worker
Place = tuple[str, str]  # a problem and its structure
Result = TypeVar("Result")


@dataclass
class Crew:
    """Builds in this process; loads the class when it is first needed.

    `old` is the folder of an earlier build, whose files may still do.
    """

    path: Path
    salt: str | None
    out: Path
    old: Path | None = None
    makers: list[Maker] = field(default_factory=list)  # none, or that of the last layouts

    @cached_property
    def course(self) -> Course:
        """Load the class."""
        return Course.of(load(self.path), self.salt)

    def layouts(self, places: Sequence[Place]) -> Layouts:
        """Lay out structures of problems, each for all students."""
        return {place: self.layout(place) for place in places}

    def layout(self, place: Place) -> Layout:
        """Lay out one structure of a problem."""
        form = self.course.family(place[0]).form(place[1])
        assert form is not None
        return layout_of(self.course.spec, form)

    def build(self, parts: Sequence[list[Order]], layouts: Layouts) -> Iterator[list[Outcome]]:
        """Build parts of a class, and give the outcomes of each as it is done."""
        return (self.part(part, layouts) for part in parts)

    def part(self, part: list[Order], layouts: Layouts) -> list[Outcome]:
        """Build one part."""
        if not self.makers or self.makers[0].layouts != layouts:
            self.makers[:] = [Maker(self.course, layouts)]
        return Workshop(self.makers[0], self.out, self.old).build(part)


@dataclass
class Crews(Crew):
    """Builds in several processes, which load the class while this one finds out who gets what."""

    executor: ProcessPoolExecutor = field(kw_only=True)

    def layouts(self, places: Sequence[Place]) -> Layouts:
        found = [self.executor.submit(_layout, place) for place in places]
        return {place: _result(one) for place, one in zip(places, found, strict=True)}

    def build(self, parts: Sequence[list[Order]], layouts: Layouts) -> Iterator[list[Outcome]]:
        waiting = {self.executor.submit(_build, part, layouts) for part in parts}
        while waiting:
            done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            yield from map(_result, done)


def _result(done: Future[Result]) -> Result:
    try:
        return done.result()
    except BrokenProcessPool:
        hint = "it may have run out of memory: try fewer --jobs, then --resume"
        raise MarkschemeError(f"a worker process died\n  hint: {hint}") from None


@contextmanager
def crew(crew: Crew, jobs: int) -> Iterator[Crew]:
    """Let several processes work for one crew; they stop at once if anything goes wrong."""
    if jobs == 1:
        yield crew
        return
    own = (crew.path, crew.salt, crew.out, crew.old)
    executor = ProcessPoolExecutor(jobs, get_context("spawn"), _start, (os.getpid(), *own))
    try:
        with _undisturbed():
            for _ in range(jobs):  # a process starts when there is something to do
                executor.submit(_ready)
        yield Crews(*own, executor=executor)
    except BaseException:
        running = list((executor._processes or {}).values())
        executor.shutdown(wait=False, cancel_futures=True)
        _stop(running)
        raise
    executor.shutdown()


def _stop(running: Sequence[BaseProcess]) -> None:
    """Ask processes to leave, so that their LaTeX leaves, too; whoever does not is made to."""
    for process in running:
        process.terminate()
    end = time.monotonic() + _PATIENCE
    for process in running:
        process.join(max(0.0, end - time.monotonic()))
        if process.is_alive():
            process.kill()


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Put Ctrl-C off while processes start: one that is half started would complain."""
    if not hasattr(signal, "pthread_sigmask"):  # as on Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


# --- in a worker ---------------------------------------------------------------------------------
def _start(parent: int, path: Path, salt: str | None, out: Path, old: Path | None) -> None:
    """Load the class in a worker. Ctrl-C is for the main process, which then stops the workers."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that LaTeX is stopped, too
    threading.Thread(target=_watch, args=(parent,), daemon=True).start()
    _ours.append(Crew(path, salt, out, old))


def _ready() -> None:
    """Load the class, which stays: it need not be searched for garbage with every student."""
    for family in _ours[0].course.families:
        for form in family.forms:
            form.problem.solve(check="none").document("key")
    gc.collect()
    gc.freeze()
    gc.disable()  # what refers to itself is rare, and goes after every part


def _watch(parent: int) -> None:
    """Leave when the main process is gone, killed perhaps."""
    while os.getppid() == parent:
        time.sleep(_WATCH)
    os._exit(1)


def _layout(place: Place) -> Layout:
    return _ours[0].layout(place)


def _build(part: list[Order], layouts: Layouts) -> list[Outcome]:
    outcomes = _ours[0].part(part, layouts)
    gc.collect()
    return outcomes
