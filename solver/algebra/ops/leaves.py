"""Names, numbers and sizes: what formulas are made of."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from solver.algebra.expr import Expr, make, number
from solver.algebra.literals import LARGEST_EXPONENT, MOST_DIGITS
from solver.algebra.notation import (
    ATOM,
    CALL,
    HAD,
    JUX,
    P_ATOM,
    P_MUL,
    P_NEG,
    P_NUM,
    P_SUM,
    POW,
    SUM,
    bracket,
    signed,
)
from solver.algebra.op import Attrs, Context, Op, Written, declare
from solver.algebra.shapes import Dim, Shape, symbol

_IN_FULL = 20  # digits of a number that are printed rather than a power of ten


def decimal(value: Fraction) -> str:
    """Write a fraction whose decimal expansion ends, in full."""
    whole, digits, rest = abs(value.numerator) // value.denominator, "", Fraction(abs(value)) % 1
    while rest:
        rest *= 10
        digits += str(rest.numerator // rest.denominator)
        rest %= 1
    return f"{'-' if value < 0 else ''}{whole}{'.' if digits else ''}{digits}"


def mantissa(value: Fraction) -> tuple[str, int]:
    """Split a positive number that is long for its zeros into digits and a power of ten."""
    full = decimal(value)
    if len(full) <= _IN_FULL:
        return full, 0
    whole, _, rest = full.partition(".")
    power = len(whole) - 1 if whole != "0" else len(rest.lstrip("0")) - len(rest) - 1
    power = max(-LARGEST_EXPONENT, min(power, LARGEST_EXPONENT))
    split = decimal(value / Fraction(10) ** power)
    if len(full) <= MOST_DIGITS and len(full) <= len(f"{split}e{power}"):
        return full, 0
    return split, power


def _no_shape(args: tuple[Expr, ...], attrs: Attrs) -> Shape:
    return ()


def _missing(ctx: Context, node: Expr) -> Any:
    raise KeyError(node.attr("name"))


def _name_entry(node: Expr, index: Sequence[Expr]) -> Expr:
    from solver.algebra.entries import picked

    return picked(node, *index)


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
    digits, power = mantissa(abs(value))
    text, level = digits, ATOM
    if power:
        ten = rf"10^{{{power}}}"
        text, level = (ten, POW) if digits == "1" else (rf"{digits} \times {ten}", HAD)
    return (f"-{text}", signed(level)) if value < 0 else (text, level)


def _number_plain(p: Any, e: Expr) -> Written:
    value = e.attr("value")
    digits, power = mantissa(abs(value))
    text = f"{digits}e{power}" if power else digits
    return (f"-{text}", P_NEG) if value < 0 else (text, P_NUM)


declare(Op("number", _no_shape, _number_kernel, latex=_number_latex, plain=_number_plain))


def _dim_kernel(ctx: Context, node: Expr) -> Any:
    return ctx.number(ctx.dims((node.attr("size"),))[0])


def size(dim: Dim) -> Expr:
    """Use a size as a number, as in the `1/n` of a mean; `n + 1` is a sum, as an author writes."""
    if isinstance(dim, int):
        return number(dim)
    total: Expr | None = None
    for key, count in dim.ordered:
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


def _dim_written(atom: int, product: int, loose: int) -> Any:
    def show(p: Any, e: Expr) -> Written:
        dim = e.attr("size")
        counts = [count for _, count in dim.terms]
        if dim.const or len(counts) > 1 or counts[0] < 0:
            return p.size(dim), loose
        return p.size(dim), atom if counts == [1] else product

    return show


declare(
    Op(
        "dim",
        _no_shape,
        _dim_kernel,
        latex=_dim_written(ATOM, JUX, SUM),
        plain=_dim_written(P_ATOM, P_MUL, P_SUM),
    )
)


# --- the derivative with respect to a part without a name: only ever the left side of a step -----
def _partial_latex(p: Any, e: Expr) -> Written:
    top, part = e.args
    bottom = bracket(p.at(part, SUM))
    return rf"\frac{{\partial {p.at(top, ATOM)}}}{{\partial {bottom}}}", CALL


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
