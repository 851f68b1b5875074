"""Double precision: NumPy, and Torch on any device."""

from __future__ import annotations

import math
from contextlib import AbstractContextManager, nullcontext
from fractions import Fraction
from functools import lru_cache
from typing import Any

import numpy as np

from solver.algebra.expr import Expr
from solver.algebra.op import Op
from solver.backends.base import Backend, Scope


def double(value: Fraction | int) -> float:
    """Round a number to the nearest double, or to an infinity beyond the largest."""
    try:
        return float(value)
    except OverflowError:
        return float("inf") if value > 0 else float("-inf")


# NumPy lacks these, and nothing else here would need SciPy.
_FUNCTIONS = {
    "erf": np.frompyfunc(math.erf, 1, 1),
    "erfc": np.frompyfunc(math.erfc, 1, 1),
}


class _Numpy:
    """Float64 arrays of NumPy, which follows the Array API itself."""

    name = "numpy"
    xp: Any = np

    def session(self) -> AbstractContextManager[Any]:
        """Let overflow and division by zero give infinities, without a word."""
        return np.errstate(all="ignore")

    def array(self, value: Any) -> Any:
        """Take numbers in; a Torch tensor comes off its device."""
        value = value.detach().cpu() if hasattr(value, "detach") else value
        return np.asarray(value, dtype=np.float64)

    @lru_cache(maxsize=1024)  # noqa: B019 - there is one instance, and it stays
    def number(self, value: Fraction | int) -> Any:
        """Make a 0-d array."""
        return np.float64(double(value))

    def special(self, function: str, value: Any) -> Any:
        """Apply a function of the C library."""
        if function == "pi":
            return np.float64(np.pi)
        return np.asarray(_FUNCTIONS[function](value), dtype=np.float64)

    def apply(self, op: Op, ctx: Scope, node: Expr, values: list[Any]) -> Any:
        """Run the kernel."""
        return op.kernel(ctx, node, *values)


class _Torch:
    """Float64 tensors of Torch on one device; gradients flow through if the givens ask for them."""

    name = "torch"

    def __init__(self, device: str) -> None:
        import array_api_compat.torch
        import torch

        self.xp: Any = array_api_compat.torch
        self.device, self.torch = device, torch
        self.number = lru_cache(maxsize=1024)(self._number)

    def session(self) -> AbstractContextManager[Any]:
        """Make every new tensor on the device."""
        return nullcontext() if self.device == "cpu" else self.torch.device(self.device)

    def array(self, value: Any) -> Any:
        """Take numbers in, onto the device."""
        if not isinstance(value, self.torch.Tensor):
            array = np.asarray(value, dtype=np.float64)
            value = self.torch.as_tensor(array if array.flags.writeable else array.copy())
        return value.to(dtype=self.torch.float64, device=self.device)

    def _number(self, value: Fraction | int) -> Any:
        return self.torch.tensor(double(value), dtype=self.torch.float64, device=self.device)

    def special(self, function: str, value: Any) -> Any:
        """Apply a function of torch.special."""
        if function == "pi":
            return self.torch.full_like(value, np.pi)
        return getattr(self.torch.special, function)(value)

    def apply(self, op: Op, ctx: Scope, node: Expr, values: list[Any]) -> Any:
        """Run the kernel."""
        return op.kernel(ctx, node, *values)


NUMPY: Backend = _Numpy()


@lru_cache
def torch_on(device: str) -> Backend:
    """Load Torch for a device."""
    return _Torch(device)
