"""Matrix products, transposes, and the matrices that Jacobians are built from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from solver.algebra import fit
from solver.algebra.expr import Expr, make, names_in, number
from solver.algebra.notation import (
    ATOM,
    JUX,
    P_ATOM,
    P_MUL,
    POW,
    infix,
    latex_call,
    operator,
    plain_attr,
)
from solver.algebra.op import Attrs, Context, Gradient, Op, Written, declare
from solver.algebra.ops import matrix_slips
from solver.algebra.ops.constants import fill
from solver.algebra.shapes import Dim, Shape, length
from solver.errors import FormulaError


def _matmul_kernel(ctx: Context, node: Expr, a: Any, b: Any) -> Any:
    if node.args[0].shape[1] == 1:  # an outer product: broadcasting beats many tiny matmuls
        return a * b
    product = ctx.xp.matmul(a, b)
    return product if node.shape else product[..., 0, 0]


def _matmul_vjp(node: Expr, g: Expr, i: int) -> Gradient:
    left, right = node.args
    if i == 0:
        return (g * right.T if g.is_scalar else g @ right.T), (
            "in ", node, " the left factor receives the upstream gradient times ", right.T,
        )  # fmt: skip
    return (g * left.T if g.is_scalar else left.T @ g), (
        "in ", node, " the right factor receives ", left.T, " times the upstream gradient",
    )  # fmt: skip


def _matmul_flows(node: Expr, g: Expr) -> dict[Expr, Gradient] | None:
    """Treat uᵀu, or c uᵀu, as the sum of squares it is: its gradient is 2c u."""
    left, right = node.args
    factor = None
    if left.op == "mul" and left.args[0].is_scalar:
        factor, left = left.args
    column = left == right.T or right == left.T
    if not g.is_scalar or node.shape or not column:
        return None
    if factor is not None and names_in(factor):
        return None
    inner = right if left.op == "T" else left
    twice = number(2) * inner if factor is None else number(2) * factor * inner
    squares = left @ right
    return {inner: (g * twice, (squares, " is a sum of squares: its gradient is 2 times ", inner))}


def _matmul_jacobian(node: Expr, i: int) -> Gradient:
    left, right = node.args
    factor = left if i == 1 else right.T
    return factor, (node, " is linear in it, with matrix ", factor)


def _matmul_entry(node: Expr, index: Sequence[Expr]) -> Expr:
    from solver.algebra.entries import dot

    return dot(node.args[0], node.args[1], index)


def _matmul_latex(p: Any, e: Expr) -> Written:
    first, binds = p.leading(e.args[0], JUX)
    second = p.at(e.args[1], JUX)
    return f"{first}{p.between(first, second)}{second}", binds


declare(
    Op(
        "matmul",
        fit.matrix,
        _matmul_kernel,
        vjp=_matmul_vjp,
        flows=_matmul_flows,
        jacobian=_matmul_jacobian,
        entry=_matmul_entry,
        latex=_matmul_latex,
        plain=infix("@", P_MUL),
        says=("multiply the matrices",),
        inner=lambda node: node.args[0].shape[1],
        slips=matrix_slips.PRODUCT,
    )
)


def product(left: Expr, right: Expr) -> Expr:
    """Multiply matrices, a scalar counting as 1×1 where it stands for a single unit."""
    if left.is_scalar and (right.is_scalar or right.shape[0] == 1):
        return make("mul", left, right)
    if right.is_scalar and left.shape[-1] == 1:
        return make("mul", left, right)
    return make("matmul", left, right)


def _flip(args: tuple[Expr, ...], attrs: Attrs) -> Shape:
    if len(args[0].shape) in {0, 2}:
        return args[0].shape[::-1]
    raise FormulaError(f"{fit.described(args[0])} is not a matrix: it has no transpose")


def _t_entry(node: Expr, index: Sequence[Expr]) -> Expr:
    from solver.algebra.entries import entry

    return entry(node.args[0], tuple(index)[::-1])


def _t_jacobian(node: Expr, i: int) -> Gradient:
    return eye_of(node), ("a vector's transpose holds the same entries",)


declare(
    Op(
        "T",
        _flip,
        lambda ctx, node, a: ctx.xp.matrix_transpose(a) if node.shape else a,
        vjp=lambda node, g, i: (g.T, ("transpose back",)),
        jacobian=_t_jacobian,
        entry=_t_entry,
        latex=lambda p, e: (p.raised(e.args[0]) + r"^{\top}", POW),
        plain=lambda p, e: (p.at(e.args[0], P_ATOM) + ".T", P_ATOM),
        says=("transpose",),
        slips=matrix_slips.TRANSPOSE,
    )
)


def _eye_shape(args: tuple[Expr, ...], attrs: Attrs) -> Shape:
    return fit.squeezed((attrs["size"], attrs["size"]))


def eye_kernel(ctx: Context, node: Expr) -> Any:
    """Build the identity matrix."""
    (count,) = ctx.dims((node.attr("size"),))
    rows = [[int(i == j) for j in range(count)] for i in range(count)]
    return ctx.constant(rows if node.shape else 1)


def eye_of(node: Expr) -> Expr:
    """Make the identity that fits a vector's entries."""
    return number(1) if node.is_scalar else make("eye", size=length(node.shape))


def ones_of(node: Expr) -> Expr:
    """Make the column of ones that fits a vector's entries."""
    return fill(number(1), (length(node.shape), 1))


def _eye_call(size: Expr | Dim) -> Expr:
    return make("eye", size=fit.as_size(size))


declare(
    Op(
        "eye",
        _eye_shape,
        eye_kernel,
        call=_eye_call,
        latex=lambda p, e: (f"I_{{{p.size(e.attr('size'))}}}", ATOM),
        plain=lambda p, e: (f"eye({plain_attr(e.attr('size'))})", P_ATOM),
    )
)


def _square(args: tuple[Expr, ...], attrs: Attrs) -> Shape:
    shape = args[0].shape
    if len(shape) != 2 or 1 not in shape:
        raise FormulaError(f"{fit.described(args[0])} is not a vector: diag takes one")
    return (length(shape), length(shape))


def _diag_kernel(ctx: Context, node: Expr, a: Any) -> Any:
    (count,) = ctx.dims(node.shape[:1])
    column = a if node.args[0].shape[1] == 1 else ctx.xp.matrix_transpose(a)
    return column * ctx.constant([[int(i == j) for j in range(count)] for i in range(count)])


def _diag_vjp(node: Expr, g: Expr, i: int) -> Gradient:
    arg = node.args[0]
    axis = 1 if arg.shape[1] == 1 else 0
    return make("sum", g * make("eye", size=node.shape[0]), axis=axis), (
        "only the diagonal counts",
    )


declare(
    Op(
        "diag",
        _square,
        _diag_kernel,
        vjp=_diag_vjp,
        call=lambda a: diagonal(a),
        latex=latex_call(operator("diag")),
    )
)


def diagonal(vector: Expr) -> Expr:
    """Put a vector on the diagonal of a matrix; a scalar stays itself."""
    return vector if vector.is_scalar else make("diag", vector)
