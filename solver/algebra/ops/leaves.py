"""Names, numbers and sizes: what formulas are made of."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from solver.algebra.expr import Expr, make, number
from solver.algebra.notation import ATOM, HAD, P_ATOM, P_NEG, P_SUM, SUM, bracket
from solver.algebra.op import Attrs, Context, Op, Written, declare
from solver.algebra.shapes import Dim, Shape, symbol


def decimal(value: Fraction) -> str:
    """Write a fraction whose decimal expansion ends, in full."""
    whole, digits, rest = abs(value.numerator) // value.denominator, "", Fraction(abs(value)) % 1
    while rest:
        rest *= 10
        digits += str(rest.numerator // rest.denominator)
        rest %= 1
    return f"{'-' if value < 0 else ''}{whole}{'.' if digits else ''}{digits}"


def _no_shape(args: tuple[Expr, ...], attrs: Attrs) -> Shape:
    return ()


def _missing(ctx: Context, node: Expr) -> Any:
    raise KeyError(node.attr("name"))


def _name_entry(node: Expr, index: Sequence[Expr]) -> Expr:
    return make("index", node, *index)


declare(
    Op(
        "name",
        shape=_no_shape,
        kernel=_missing,  # the evaluator looks names up before it asks any kernel
        entry=_name_entry,
        latex=lambda p, e: p.leaf(e),
        plain=lambda p, e: (p.name(e.attr("name")), P_ATOM),
    )
)


def _number_kernel(ctx: Context, node: Expr) -> Any:
    return ctx.number(node.attr("value"))


def _number_latex(p: Any, e: Expr) -> Written:
    value = e.attr("value")
    return decimal(value), HAD if value < 0 else ATOM


def _number_plain(p: Any, e: Expr) -> Written:
    value = e.attr("value")
    return decimal(value), P_NEG if value < 0 else P_ATOM


declare(Op("number", _no_shape, _number_kernel, latex=_number_latex, plain=_number_plain))


def _dim_kernel(ctx: Context, node: Expr) -> Any:
    return ctx.number(ctx.dims((node.attr("size"),))[0])


def size(dim: Dim) -> Expr:
    """Use a size as a number, as in the `1/n` of a mean; `n + 1` is a sum, as an author writes."""
    if isinstance(dim, int):
        return number(dim)
    total: Expr | None = None
    for key, count in dim.terms:
        unit = make("dim", size=symbol(key))
        term = unit if abs(count) == 1 else number(abs(count)) * unit
        if total is None:
            total = term if count > 0 else -term
        else:
            total = total + term if count > 0 else total - term
    assert total is not None  # a Size has at least one term
    if not dim.const:
        return total
    rest = number(abs(dim.const))
    return total + rest if dim.const > 0 else total - rest


def _dim_written(atom: int, loose: int) -> Any:
    def show(p: Any, e: Expr) -> Written:
        dim = e.attr("size")
        single = dim.const == 0 and len(dim.terms) == 1 and dim.terms[0][1] == 1
        return p.size(dim), atom if single else loose

    return show


declare(
    Op(
        "dim",
        _no_shape,
        _dim_kernel,
        latex=_dim_written(ATOM, 1),
        plain=_dim_written(P_ATOM, 1),
    )
)


# --- the derivative with respect to a part without a name: only ever the left side of a step -----
def _partial_latex(p: Any, e: Expr) -> Written:
    top, part = e.args
    bottom = bracket(p.at(part, SUM))
    return rf"\frac{{\partial {p.at(top, ATOM)}}}{{\partial {bottom}}}", ATOM


def _partial_plain(p: Any, e: Expr) -> Written:
    top, part = e.args
    return f"d{p.at(top, P_ATOM)}/d({p.at(part, P_SUM)})", P_ATOM


declare(
    Op(
        "partial",
        lambda args, attrs: args[1].shape,
        _missing,
        latex=_partial_latex,
        plain=_partial_plain,
    )
)
