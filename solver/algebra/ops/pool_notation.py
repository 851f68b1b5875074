"""How poolings are written, and built from what an author writes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from solver.algebra.expr import Expr, make
from solver.algebra.notation import CALL, P_ATOM, P_SUM, SUM, bracket, operator, plain_attr
from solver.algebra.op import Written
from solver.algebra.ops.planes import latex_steps, read_steps, steps_of, whole_number
from solver.algebra.ops.pool_window import OPTIONS
from solver.algebra.shapes import Dim
from solver.errors import FormulaError


def option_values(e: Expr) -> list[tuple[str, Any]]:
    """List the attributes of a pooling as numbers."""
    found = [(key, e.attr(key)) for key in OPTIONS]
    return [(key, value if isinstance(value, tuple) else int(value)) for key, value in found]


def pool_plain(word: str) -> Callable[[Any, Expr], Written]:
    """Make the plain notation, as the reader takes it."""

    def show_plain(p: Any, e: Expr) -> Written:
        shown = [p.at(arg, P_SUM) for arg in e.args]
        shown += [f"{key}={plain_attr(value)}" for key, value in option_values(e)]
        if word == "average_unpool2d":
            shown.append("shape=[" + ", ".join(map(_size, e.attr("shape"))) + "]")
        return f"{word}({', '.join(shown)})", P_ATOM

    return show_plain


def _size(dim: Dim) -> str:
    return str(dim) if isinstance(dim, int) else dim.spelled("*")


def pool_latex(word: str) -> Callable[[Any, Expr], Written]:
    """Make the LaTeX notation: the word with the window below, and how it moves if not by that."""

    def show_latex(p: Any, e: Expr) -> Written:
        inside = ", ".join(p.at(arg, SUM) for arg in e.args)
        return f"{operator(word)}_{{{', '.join(_window(e))}}}{bracket(inside)}", CALL

    return show_latex


def _window(e: Expr) -> list[str]:
    height, width, stride = (e.attr(key) for key in ("height", "width", "stride"))
    moves = [f"s={latex_steps(stride)}"] if stride != steps_of(height, width) else []
    border = [f"p={e.attr('padding')}"] if e.attr("padding") else []
    over = [r"\text{ceil}"] if e.attr("ceil") else []
    return [rf"{height} \times {width}", *moves, *border, *over]


def pooling(
    word: str, *args: Expr, height: Any, width: Any = None, stride: Any = None,
    padding: Any = 0, ceil: Any = 0, **more: Any,
) -> Expr:  # fmt: skip
    """Build a pooling node: the window is square, and moves by its size, unless it is said."""
    tall = whole_number(height, "height", 1)
    sizes = {"height": tall, "width": tall if width is None else whole_number(width, "width", 1)}
    own = steps_of(sizes["height"], sizes["width"])
    steps = own if stride is None else read_steps(stride, "stride")
    over = whole_number(ceil, "ceil")
    if over not in {0, 1}:
        raise FormulaError(f"`ceil=` takes 1 or 0, not {ceil}")
    border = whole_number(padding, "padding")
    return make(word, *args, **sizes, stride=steps, padding=border, ceil=bool(over), **more)


def pool_call(word: str, count: int) -> Callable[..., Expr]:
    """Make what an author calls, with one array or two."""

    def one(
        array: Expr, height: Any, width: Any = None, stride: Any = None, padding: Any = 0,
        ceil: Any = 0,
    ) -> Expr:  # fmt: skip
        return pooling(
            word, array, height=height, width=width, stride=stride, padding=padding, ceil=ceil
        )

    def two(
        gradient: Expr, array: Expr, height: Any, width: Any = None, stride: Any = None,
        padding: Any = 0, ceil: Any = 0,
    ) -> Expr:  # fmt: skip
        return pooling(
            word, gradient, array, height=height, width=width, stride=stride, padding=padding,
            ceil=ceil,
        )  # fmt: skip

    return one if count == 1 else two
