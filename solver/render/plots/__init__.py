"""Plots to LaTeX: figures as data become paths as PDF has them, with words in our own fonts."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from solver.algebra.op import Words
from solver.document.plots import Bars, Drawing, Greys, Maps, Plot, Regions, Space
from solver.document.words import say
from solver.render.inline import inlines
from solver.render.maths import MathsWriter


def drawn(drawing: Drawing, maths: MathsWriter) -> str:
    """Draw a figure; what needs Matplotlib loads it here, at the first plot."""
    with _quietly():
        return _drawn(drawing, lambda words: inlines(say(words), maths).strip())


@contextmanager
def _quietly() -> Iterator[None]:
    """Keep Matplotlib from remarks on its caches and settings: they say nothing of the problem."""
    log = logging.getLogger("matplotlib")
    level = log.level
    log.setLevel(logging.ERROR)
    try:
        yield
    finally:
        log.setLevel(level)


def _drawn(drawing: Drawing, write: Callable[[Words], str]) -> str:
    match drawing:
        case Maps():
            from solver.render.plots import maps

            return maps.drawn(drawing, write)
        case Greys():
            from solver.render.plots import greys

            return greys.drawn(drawing, write)
        case Plot():
            from solver.render.plots import panels

            return panels.drawn(drawing, write)
        case Bars():
            from solver.render.plots import bars

            return bars.drawn(drawing, write)
        case Regions():
            from solver.render.plots import regions

            return regions.drawn(drawing, write)
        case Space():
            from solver.render.plots import space

            return space.drawn(drawing, write)
