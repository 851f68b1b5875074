"""How convolutions are written: by authors, in plain text and in LaTeX."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from solver.algebra.expr import Expr, make
from solver.algebra.notation import HAD, P_ATOM, P_SUM, plain_attr
from solver.algebra.op import Written
from solver.algebra.ops.planes import latex_steps, read_steps, whole_number

OPTIONS = ("stride", "dilation", "groups")


def _marks(e: Expr) -> list[tuple[str, Any]]:
    return [(key, e.attr(key)) for key in OPTIONS if e.attr(key) != 1]


def convolution_plain(word: str) -> Callable[[Any, Expr], Written]:
    """Print a convolution as authors call it."""

    def show(p: Any, e: Expr) -> Written:
        shown = [p.at(arg, P_SUM) for arg in e.args]
        shown += [f"{key}={plain_attr(value)}" for key, value in _marks(e)]
        return f"{word}({', '.join(shown)})", P_ATOM

    return show


_LETTERS = {"stride": "s", "dilation": "d", "groups": "g"}


def marked(e: Expr) -> list[str]:
    """List the steps that are not 1, each with its letter."""
    return [f"{_LETTERS[key]}={latex_steps(value)}" for key, value in _marks(e)]


def convolution_latex(sign: str) -> Callable[[Any, Expr], Written]:
    """Print a convolution by its sign, with steps that are not 1 below it."""

    def show(p: Any, e: Expr) -> Written:
        left, right = e.args
        below = f"_{{{','.join(marked(e))}}}" if marked(e) else ""
        first, _ = p.leading(left, HAD)
        return f"{first} {sign}{below} {p.at(right, HAD + 1)}", HAD

    return show


def convolution_call(word: str) -> Callable[..., Expr]:
    """Build a convolution from what an author writes."""

    def call(
        image: Expr, kernel: Expr, stride: Any = 1, dilation: Any = 1, groups: Any = 1
    ) -> Expr:
        return make(
            word, image, kernel, stride=read_steps(stride, "stride"),
            dilation=read_steps(dilation, "dilation"), groups=whole_number(groups, "groups", 1),
        )  # fmt: skip

    return call
