"""Names of derivatives: `dL/dW1`, in one problem or within a part of it (`b.dL/dW1`)."""

from __future__ import annotations

import re
from typing import NamedTuple

_NAME = r"[^\W\d]\w*"
_PART = r"[A-Za-z0-9]+\."  # the label of a part, which may be a number
_WHOLE = re.compile(rf"(?P<part>(?:{_PART})?)d(?P<top>{_NAME})/d(?P<bottom>{_NAME})")


class Derivative(NamedTuple):
    """The derivative of `top` with respect to `bottom`; both carry the part they belong to."""

    top: str
    bottom: str


def derivative_name(top: str, bottom: str) -> str:
    """Name the derivative of one quantity with respect to another."""
    part, _, bare = top.rpartition(".")
    return f"{part}{'.' if part else ''}d{bare}/d{bottom.rpartition('.')[2]}"


def as_derivative(text: str) -> Derivative | None:
    """Read a derivative's name; None for any other name."""
    found = _WHOLE.fullmatch(text)
    if not found:
        return None
    part = found["part"]
    return Derivative(part + found["top"], part + found["bottom"])
