"""What a text means: see `solver.marking.meaning`."""

from __future__ import annotations

from solver.marking.meaning import Elaborator, Meaningless, as_extent
from solver.marking.meaning.elaborator import spelled

__all__ = ["Elaborator", "Meaningless", "as_extent", "spelled"]
