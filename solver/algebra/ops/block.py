"""Blocks: rows or columns cut out of a matrix, terms cut out of a sequence."""

from __future__ import annotations

from typing import Any

from solver.algebra import fit
from solver.algebra.expr import Expr, make
from solver.algebra.notation import ATOM, P_ATOM, P_SUM, plain_attr
from solver.algebra.op import Attrs, Context, Gradient, Op, Written, declare
from solver.algebra.ops.entry import whole
from solver.algebra.ops.join import axis_of, padded
from solver.algebra.shapes import Dim, Shape, combine, length
from solver.errors import FormulaError


def _block_shape(args: tuple[Expr, ...], attrs: Attrs) -> Shape:
    shape, axis, start, stop = args[0].shape, attrs["axis"], attrs["start"], attrs["stop"]
    if axis >= len(shape):
        raise FormulaError(f"{fit.described(args[0])} has no axis {axis}")
    count = combine((1, stop), (-1, start))
    rest = combine((1, shape[axis]), (-1, stop))
    if _known_below(start, 0) or _known_below(count, 1) or _known_below(rest, 0):
        first, last = combine((1, start), (1, 1)), stop
        raise FormulaError(
            f"{fit.described(args[0])} has no block from {first} to {last} along axis {axis}",
            f"entries count from 1 to {shape[axis]} there",
        )
    return fit.squeezed((*shape[:axis], count, *shape[axis + 1 :]))


def _known_below(dim: Dim, least: int) -> bool:
    return isinstance(dim, int) and dim < least


def _block_kernel(ctx: Context, node: Expr, a: Any) -> Any:
    shape, axis = node.args[0].shape, node.attr("axis")
    start, stop = ctx.dims((node.attr("start"), node.attr("stop")))
    cut = a[(..., *whole(shape[:axis]), slice(start, stop), *whole(shape[axis + 1 :]))]
    return cut if node.shape else cut[..., 0, 0]


def _block_vjp(node: Expr, g: Expr, i: int) -> Gradient:
    return padded(g, *_outside(node), axis=node.attr("axis")), (
        "the entries outside the block get no gradient",
    )


def _outside(node: Expr) -> tuple[Dim, Dim]:
    """Count what lies before and after a block."""
    whole = node.args[0].shape[node.attr("axis")]
    return node.attr("start"), combine((1, whole), (-1, node.attr("stop")))


def _block_jacobian(node: Expr, i: int) -> Gradient:
    one = make("eye", size=length(node.shape))
    return padded(one, *_outside(node), axis=1), ("the block keeps its entries",)


def _block_call(a: Expr, start: Any, stop: Any, axis: Any = 0) -> Expr:
    first = combine((1, fit.as_dim(start)), (-1, 1))
    return make("block", a, axis=axis_of(axis), start=first, stop=fit.as_dim(stop))


def _block_latex(p: Any, e: Expr) -> Written:
    start, stop = p.size(combine((1, e.attr("start")), (1, 1))), p.size(e.attr("stop"))
    rows = f"{start}:{stop}"
    return f"{p.bracketed(e.args[0])}_{{{rows if e.attr('axis') == 0 else ':,' + rows}}}", ATOM


def _block_plain(p: Any, e: Expr) -> Written:
    first, last = map(plain_attr, (combine((1, e.attr("start")), (1, 1)), e.attr("stop")))
    return f"block({p.at(e.args[0], P_SUM)}, {first}, {last}, axis={e.attr('axis')})", P_ATOM


declare(
    Op(
        "block",
        _block_shape,
        _block_kernel,
        vjp=_block_vjp,
        jacobian=_block_jacobian,
        call=_block_call,
        latex=_block_latex,
        plain=_block_plain,
    )
)
