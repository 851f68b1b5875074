"""What a text means: syntax becomes an expression of the algebra, once its names are known.

Each module declares the meaning of some kinds of node, by `means`.
"""

from __future__ import annotations

from solver.marking.meaning import arrays, conditions, functions, names, operations
from solver.marking.meaning.arrays import as_extent
from solver.marking.meaning.elaborator import Elaborator, Meaningless

__all__ = [
    "Elaborator",
    "Meaningless",
    "arrays",
    "as_extent",
    "conditions",
    "functions",
    "names",
    "operations",
]
