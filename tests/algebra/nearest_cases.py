"""The whole numbers next to a bound, against Torch's own rounding."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch

from solver.algebra.expr import Expr, make, name
from solver.algebra.ops.nearest import nearest

_N = name("N")


def _case(relation: str, rounded: Callable[[torch.Tensor], torch.Tensor]) -> Any:
    """Look for the N that is on that side of a number, which is its own bound."""

    def formula(a: Expr) -> Expr:
        smallest, strict = relation.startswith("g"), relation.endswith("t")
        return nearest(a, make(relation, _N, a), "N", smallest, strict)

    return ((),), formula, rounded


KERNELS: dict[str, tuple[Any, ...]] = {
    "nearest ge": _case("ge", torch.ceil),
    "nearest gt": _case("gt", lambda a: torch.floor(a) + 1),
    "nearest le": _case("le", torch.floor),
    "nearest lt": _case("lt", lambda a: torch.ceil(a) - 1),
}
