"""Lists of scalars, and matrices joined side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from solver.algebra import fit
from solver.algebra.expr import Expr, make, number, value_of
from solver.algebra.notation import ATOM, P_ATOM, P_SUM, SUM
from solver.algebra.op import Attrs, Context, Gradient, Op, Written, declare
from solver.algebra.ops.constants import fill
from solver.algebra.shapes import Dim, Shape, is_vector, length, total
from solver.errors import FormulaError

ROW_END = r" \\ "


# --- stack: scalars written out as a list --------------------------------------------------------
def _stack_shape(args: tuple[Expr, ...], attrs: Attrs) -> Shape:
    for arg in args:
        if not arg.is_scalar:
            raise FormulaError(f"a list holds scalars, not {fit.described(arg)}", "use concat")
    return fit.squeezed((len(args) // attrs["columns"], attrs["columns"]))


def _stack_kernel(ctx: Context, node: Expr, *values: Any) -> Any:
    if not node.shape:
        return values[0]
    flat = ctx.xp.stack(_together(ctx, values), axis=-1)
    return ctx.xp.reshape(flat, (*flat.shape[:-1], *ctx.dims(node.shape)))


def _together(ctx: Context, values: Sequence[Any]) -> list[Any]:
    return list(ctx.xp.broadcast_arrays(*values))


def _stack_vjp(node: Expr, g: Expr, i: int) -> Gradient:
    columns = node.attr("columns")
    if g.is_scalar:
        return g, ("the list holds one number",)
    place: tuple[int, ...] = divmod(i, columns)
    single = is_vector(node.shape)
    picked = (i,) if single else place
    return make("index", g, *(number(k + 1) for k in picked)), ("each number gets its own entry",)


def _stack_grid(e: Expr) -> list[tuple[Expr, ...]]:
    columns = e.attr("columns")
    return [e.args[k : k + columns] for k in range(0, len(e.args), columns)]


def _stack_latex(p: Any, e: Expr) -> Written:
    rows = (" & ".join(p.at(arg, SUM) for arg in row) for row in _stack_grid(e))
    return rf"\begin{{bmatrix}} {ROW_END.join(rows)} \end{{bmatrix}}", ATOM


def _stack_plain(p: Any, e: Expr) -> Written:
    if e.attr("columns") == 1:
        return f"[{', '.join(p.at(arg, P_SUM) for arg in e.args)}]", P_ATOM
    rows = (f"[{', '.join(p.at(arg, P_SUM) for arg in row)}]" for row in _stack_grid(e))
    return f"[{', '.join(rows)}]", P_ATOM


def _stack_jacobian(node: Expr, i: int) -> Gradient:
    if node.is_scalar:
        return number(1), ("the list holds one number",)
    count = length(node.shape)
    return make("place", number(1), number(i + 1), shape=(count, 1)), ("each number has its entry",)


declare(
    Op(
        "stack",
        _stack_shape,
        _stack_kernel,
        vjp=_stack_vjp,
        jacobian=_stack_jacobian,
        latex=_stack_latex,
        plain=_stack_plain,
        says=("collect the numbers",),
    )
)


# --- concat and block ----------------------------------------------------------------------------
def _as_matrix(shape: Shape) -> Shape:
    return shape or (1, 1)


def _concat_shape(args: tuple[Expr, ...], attrs: Attrs) -> Shape:
    axis, shapes = attrs["axis"], [_as_matrix(arg.shape) for arg in args]
    if len(shapes[0]) <= axis:
        raise FormulaError(f"{fit.described(args[0])} has no axis {axis}")
    around = [(shape[:axis], shape[axis + 1 :]) for shape in shapes]
    for arg, other in zip(args, around, strict=True):
        if other != around[0]:
            raise FormulaError(
                f"{fit.described(args[0])} and {fit.described(arg)} "
                f"cannot be joined along axis {axis}"
            )
    joined = total(shape[axis] for shape in shapes)
    return fit.squeezed((*shapes[0][:axis], joined, *shapes[0][axis + 1 :]))


def _concat_kernel(ctx: Context, node: Expr, *values: Any) -> Any:
    rank = len(_as_matrix(node.shape))
    full = [v if a.shape else v[..., None, None] for a, v in zip(node.args, values, strict=True)]
    batch = ctx.xp.broadcast_arrays(*(v[(..., *(0,) * rank)] for v in full))[0].shape
    spread = [ctx.xp.broadcast_to(v, (*batch, *v.shape[-rank:])) for v in full]
    joined = ctx.xp.concat(spread, axis=node.attr("axis") - rank)
    return joined if node.shape else joined[..., 0, 0]


def _concat_vjp(node: Expr, g: Expr, i: int) -> Gradient:
    axis = node.attr("axis")
    sizes = [_as_matrix(arg.shape)[axis] for arg in node.args]
    start, stop = total(sizes[:i]), total(sizes[: i + 1])
    return make("block", g, axis=axis, start=start, stop=stop), ("each block gets its own share",)


def _concat_jacobian(node: Expr, i: int) -> Gradient:
    sizes = [length(arg.shape) for arg in node.args]
    parts = padded(make("eye", size=sizes[i]), total(sizes[:i]), total(sizes[i + 1 :]), axis=0)
    return parts, ("each block keeps its entries",)


def padded(block: Expr, before: Dim, after: Dim, axis: int) -> Expr:
    """Put zeros before and after a matrix, along an axis."""
    shape = _as_matrix(block.shape)

    def zeros(count: Dim) -> tuple[Expr, ...]:
        own = (*shape[:axis], count, *shape[axis + 1 :])
        return (fill(number(0), own),) if count != 0 else ()

    around = (*zeros(before), block, *zeros(after))
    return make("concat", *around, axis=axis) if len(around) > 1 else block


def _concat_call(first: Expr, *others: Expr, axis: Any = 0) -> Expr:
    return make("concat", first, *others, axis=axis_of(axis))


def axis_of(axis: Any) -> int:
    """Read the axis, 0 or 1, that an author wrote."""
    found = axis if isinstance(axis, int) else value_of(axis)
    if found not in {0, 1}:
        raise FormulaError(f"axis is 0 or 1, not {axis}")
    return int(found)


def _concat_latex(p: Any, e: Expr) -> Written:
    glue = ROW_END if e.attr("axis") == 0 else " & "
    return rf"\begin{{bmatrix}} {glue.join(p.at(a, SUM) for a in e.args)} \end{{bmatrix}}", ATOM


declare(
    Op(
        "concat",
        _concat_shape,
        _concat_kernel,
        vjp=_concat_vjp,
        jacobian=_concat_jacobian,
        call=_concat_call,
        latex=_concat_latex,
        plain=lambda p, e: (
            f"concat({', '.join(p.at(a, P_SUM) for a in e.args)}, axis={e.attr('axis')})",
            P_ATOM,
        ),
        says=("join",),
    )
)
