"""How long one answer may take by the clock, behind the limits that are counted.

What is counted (`reader/budget.py`, `judging/costs.py`) comes out the same on every machine, and
ends every answer we know of long before; the clock is for the others. It is asked on the way, so
no signal is needed: the limit holds in any thread, each with its own, and on any platform.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from time import monotonic
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
    token = _end.set(min(_end.get(), monotonic() + seconds))
    try:
        yield
    finally:
        _end.reset(token)


def in_time() -> None:
    """Raise Overdue if the time is over; whatever repeats itself asks."""
    if monotonic() > _end.get():
        raise Overdue
