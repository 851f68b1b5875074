"""How long one answer may take by the clock, behind the limits that are counted.

What is counted (`reader/budget.py`, `judging/costs.py`) comes out the same on every machine, and
ends every answer we know of long before; the clock is for the others. It is asked on the way, so
no signal is needed: the limit holds in any thread, and on any platform. It goes on while the thread
computes, so that nobody is late because the machine is busy.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from time import thread_time
from typing import Final

ANSWER: Final = 5.0  # seconds, for an answer or a line of a transcript
TRANSCRIPT: Final = 60.0  # for all its lines
LATE: Final = "this takes too long to compute"

_end: ContextVar[float] = ContextVar("_end", default=math.inf)


class Overdue(Exception):
    """The time of an answer is over; nothing is known about it."""


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Give what is done within so much time, or what is left of a limit around it."""
    token = _end.set(min(_end.get(), thread_time() + seconds))
    try:
        yield
    finally:
        _end.reset(token)


@contextmanager
def on_nobodys_time() -> Iterator[None]:
    """Work out what is worked out once for all answers: it makes none of them late."""
    began = thread_time()
    try:
        yield
    finally:
        _end.set(_end.get() + thread_time() - began)


def in_time() -> None:
    """Raise Overdue if the time is over; whatever repeats itself asks."""
    if thread_time() > _end.get():
        raise Overdue
