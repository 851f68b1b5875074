"""The number systems a plan is evaluated in: NumPy, Torch, and exact numbers."""

from __future__ import annotations

from solver.backends.base import Backend, EvaluationError, Incomputable

__all__ = ["BACKENDS", "Backend", "EvaluationError", "Incomputable", "find"]

BACKENDS = ("exact", "numpy", "torch")


def find(name: str, device: str = "cpu") -> Backend:
    """Load a backend by name; EvaluationError names those there are."""
    if name == "numpy":
        from solver.backends.floats import NUMPY

        return NUMPY
    if name == "torch":
        from solver.backends.floats import torch_on

        return torch_on(device)
    if name == "exact":
        from solver.backends.exact import EXACT

        return EXACT
    raise EvaluationError(f"there is no backend {name}: choose {', '.join(BACKENDS)}")
