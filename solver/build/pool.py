"""Workers that stay warm: each loads the class once, and then builds student after student."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path

from solver.build.pages import Layouts, Maker
from solver.build.working import Order, Outcome, Workshop
from solver.errors import MarkschemeError
from solver.problem import load
from solver.variants.assigning import Course

_WATCH = 1.0  # seconds between looks at whether the main process is still there
_ours: list[Workshop] = []  # of this worker


def built(
    workshop: Workshop, path: Path, parts: Sequence[list[Order]], jobs: int
) -> Iterator[list[Outcome]]:
    """Build parts of a class in some processes, and give the outcomes of each as it is done.

    `path` is where the workers load the class from.
    """
    if jobs == 1 or len(parts) < 2:
        yield from map(workshop.build, parts)
        return
    with _workers(workshop, path, min(jobs, len(parts))) as executor:
        with _undisturbed():
            waiting = {executor.submit(_build, part) for part in parts}
        while waiting:
            done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            yield from map(_result, done)


def _result(done: Future[list[Outcome]]) -> list[Outcome]:
    try:
        return done.result()
    except BrokenProcessPool:
        hint = "it may have run out of memory: try fewer --jobs, then --resume"
        raise MarkschemeError(f"a worker process died\n  hint: {hint}") from None


@contextmanager
def _workers(workshop: Workshop, path: Path, jobs: int) -> Iterator[ProcessPoolExecutor]:
    """Start workers, and stop them at once if anything goes wrong."""
    course = workshop.maker.course
    shared = (path, course.salt, workshop.maker.layouts, workshop.out, workshop.old)
    executor = ProcessPoolExecutor(jobs, get_context("spawn"), _start, shared)
    try:
        yield executor
    except BaseException:
        running = list((executor._processes or {}).values())
        executor.shutdown(wait=False, cancel_futures=True)
        for process in running:
            process.terminate()
        raise
    executor.shutdown()


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


def _start(path: Path, salt: str, layouts: Layouts, out: Path, old: Path | None) -> None:
    """Load the class in a worker. Ctrl-C is for the main process, which then stops the workers."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that LaTeX is stopped, too
    threading.Thread(target=_watch, args=(os.getppid(),), daemon=True).start()
    _ours.append(Workshop(Maker(Course.of(load(path), salt), layouts), out, old))


def _watch(parent: int) -> None:
    """Leave when the main process is gone, killed perhaps."""
    while os.getppid() == parent:
        time.sleep(_WATCH)
    os._exit(1)


def _build(part: list[Order]) -> list[Outcome]:
    return _ours[0].build(part)
