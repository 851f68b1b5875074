"""The small algebra: expressions, their shapes, notation and derivatives."""

from solver.algebra import ops as _ops  # fills the op table

del _ops
