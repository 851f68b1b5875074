"""When two values count as the same, and what is said when they do not."""

from __future__ import annotations

from typing import Any, NoReturn

import numpy as np

from solver.errors import Disagreement


def close(left: Any, right: Any, relative: float, absolute: Any = 0.0) -> Any:
    """Compare entry by entry; NaN equals NaN, and an infinity itself."""
    with np.errstate(all="ignore"):
        size = np.maximum(np.abs(left), np.abs(right))
        near = np.abs(left - right) <= relative * size + absolute
    return near | (left == right) | (np.isnan(left) & np.isnan(right))


def disagree(
    step: str, fine: Any, left: tuple[str, Any], right: tuple[str, Any], form: Any = None
) -> NoReturn:
    """Name the step, the first entry that differs, its two values and where they come from.

    `form` is the other form of its formula that the second value comes from, if it is one.
    """
    place = tuple(int(k) for k in np.argwhere(~np.asarray(fine))[0])
    entry = f" at entry ({', '.join(str(k + 1) for k in place)})" if place else ""
    (one, a), (other, b) = left, right
    a, b = (np.broadcast_to(value, np.shape(fine))[place] for value in (a, b))
    message = f"{step}{entry}: {one} gives {float(a):.10g}, {other} {float(b):.10g}"
    raise Disagreement(message, step, form)
