"""The layers by their words."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from solver.kinds._cnn_table.features import (
    activation,
    batch_norm,
    dropout,
    flatten,
    fully_connected,
    global_pool,
)
from solver.kinds._cnn_table.flow import Row
from solver.kinds._cnn_table.images import conv, depthwise, pool
from solver.kinds._cnn_table.place import Place

__all__ = ["PARTS", "activation"]

PARTS: Mapping[str, Callable[[Place], Row]] = {
    "conv": conv,
    "depthwise": depthwise,
    "pool": pool,
    "global_pool": global_pool,
    "flatten": flatten,
    "fully_connected": fully_connected,
    "batch_norm": batch_norm,
    "dropout": dropout,
}
