"""The minimum at the foot of a slope: `minimiser(x**2 - x, x=x0)` goes downhill from `x0`.

For a scalar, the slope is followed until its sign turns, and the place where it turns is closed in
by bisection: the signs prove that a minimum lies between. For a vector, Newton's method is started
at `x0`, and in exact numbers its limit is proved by the interval Newton test, with a positive
definite Hessian.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from solver.algebra import fit
from solver.algebra.expr import Expr, make, name, number
from solver.algebra.notation import BIG, P_ATOM, P_SUM, SUM, bracket
from solver.algebra.op import Attrs, Context, Op, Written, declare
from solver.algebra.ops.constants import fill
from solver.algebra.ops.minimiser_line import foot_of_slope
from solver.algebra.ops.minimiser_newton import newton
from solver.algebra.pull import pull
from solver.algebra.shapes import Shape
from solver.errors import FormulaError


def _shape(args: tuple[Expr, ...], attrs: Attrs) -> Shape:
    start, body = args
    if body.shape:
        raise FormulaError(f"{fit.described(body)} is not a number: it has no minimum")
    if start.shape and (len(start.shape) != 2 or start.shape[1] != 1):
        raise FormulaError(f"{fit.described(start)} is neither a number nor a column")
    return start.shape


def _variable(node: Expr) -> Expr:
    return name(node.attr("variable"), node.shape)


@lru_cache(maxsize=256)
def slope(node: Expr) -> Expr:
    """Differentiate what is minimised by the variable, whose shape the gradient has."""
    found = pull(node.args[1], number(1), node.attr("variable"))
    return found if found is not None else fill(number(0), node.shape)


@lru_cache(maxsize=256)
def hessian(node: Expr) -> tuple[Expr, ...]:
    """Differentiate every entry of the gradient of a column: the rows, each as a column."""
    gradient, rows = slope(node), int(str(node.shape[0]))
    entries = (make("index", gradient, number(k + 1)) for k in range(rows))
    found = (pull(entry, number(1), node.attr("variable")) for entry in entries)
    return tuple(fill(number(0), node.shape) if row is None else row for row in found)


def _kernel(ctx: Context, node: Expr) -> Any:
    start = ctx.run(node.args[0], {})
    key, gradient = node.attr("variable"), slope(node)
    if not node.shape:
        return foot_of_slope(ctx, gradient, key, start)
    return newton(ctx, gradient, hessian(node), key, start)


# --- how it is written ---------------------------------------------------------------------------
def call(body: Expr, **start: Expr) -> Expr:
    """Build from a formula: the one name is the variable, with the place where to start."""
    if len(start) != 1:
        raise FormulaError("minimiser takes one variable", "write `minimiser(x**2 - x, x=0)`")
    ((variable, place),) = start.items()
    return make("minimiser", place, body, variable=variable)


def _latex(p: Any, e: Expr) -> Written:
    start, body = e.args
    variable = p.name(e.attr("variable"))
    below = rf"{variable} \text{{ from }} {p.at(start, SUM)}"
    inner = p.within([e.attr("variable")]).at(body, SUM)
    return rf"\operatorname*{{arg\,min}}_{{{below}}} {bracket(inner)}", BIG


def _plain(p: Any, e: Expr) -> Written:
    start, body = (p.at(arg, P_SUM) for arg in e.args)
    return f"minimiser({body}, {e.attr('variable')}={start})", P_ATOM


declare(
    Op(
        "minimiser",
        _shape,
        _kernel,
        lazy=True,
        opaque=True,
        binds=lambda node: ((), (node.attr("variable"),)),
        call=call,
        latex=_latex,
        plain=_plain,
        says=("go downhill until the slope turns: there lies the minimum",),
    )
)
