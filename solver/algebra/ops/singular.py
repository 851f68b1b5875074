"""What a matrix stretches, and how much: the spectral norm, and its singular vectors.

With A = U Σ Vᵀ: the spectral norm is the largest entry of Σ, `polar(A)` is U Vᵀ, over the singular
values that are not 0, and `leading(A)` is u vᵀ for the largest of them, the mean over all that are.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from solver.algebra import fit, singular
from solver.algebra.expr import Expr, make
from solver.algebra.notation import ATOM, SUM, latex_call, operator, plain_call
from solver.algebra.op import Attrs, Context, Gradient, Op, Slip, Written, declare
from solver.algebra.ops.compare import is_exact
from solver.algebra.ops.solve import as_matrix, each, lifted
from solver.algebra.shapes import Shape
from solver.errors import FormulaError

MOST = 24  # rows or columns, whichever are fewer
NOTHING = 1e-9  # of the largest singular value, below which one of doubles counts as 0


def _matrix(args: tuple[Expr, ...]) -> Shape:
    """Give the shape of a matrix that is not too large."""
    shape = as_matrix(args[0].shape)
    if len(shape) != 2:
        raise FormulaError(f"{fit.described(args[0])} is not a matrix: it has no singular values")
    if all(isinstance(dim, int) and dim > MOST for dim in shape):
        raise FormulaError(
            f"{fit.described(args[0])} is too large: singular values are found of matrices with "
            f"at most {MOST} rows or columns"
        )
    return args[0].shape


def _number(args: tuple[Expr, ...], attrs: Attrs) -> Shape:
    _matrix(args)
    return ()


# --- kernels -------------------------------------------------------------------------------------
def _norm_kernel(ctx: Context, node: Expr, a: Any) -> Any:
    a = lifted(a, node.args[0].shape)
    if is_exact(ctx):
        return each(ctx, lambda m: [[singular.norm(m)]], a)[..., 0, 0]
    safe, finite = _finite(ctx, a)
    return ctx.xp.where(finite, ctx.xp.linalg.matrix_norm(safe, ord=2), _nan(ctx))


def _of_vectors(keep: Callable[[Context, Any], Any], exactly: Callable[[Any], Any]) -> Any:
    """Make the kernel of U D Vᵀ, where `keep(ctx, values)` says how much each vector counts."""

    def kernel(ctx: Context, node: Expr, a: Any) -> Any:
        a = lifted(a, node.shape)
        found = each(ctx, exactly, a) if is_exact(ctx) else _joined(ctx, a, keep)
        return found if node.shape else found[..., 0, 0]

    return kernel


def _joined(ctx: Context, a: Any, keep: Callable[[Context, Any], Any]) -> Any:
    xp = ctx.xp
    safe, finite = _finite(ctx, a)
    u, values, v = xp.linalg.svd(safe, full_matrices=False)
    found = xp.matmul(u * keep(ctx, values)[..., None, :], v)
    return xp.where(finite[..., None, None], found, _nan(ctx))


def _finite(ctx: Context, a: Any) -> tuple[Any, Any]:
    """Put zeros in place of matrices that are not finite, and tell which are."""
    finite = ctx.xp.all(ctx.xp.isfinite(a), axis=(-2, -1))
    return ctx.xp.where(finite[..., None, None], a, ctx.number(0)), finite


def _nan(ctx: Context) -> Any:
    return ctx.number(0) * float("nan")


def _not_zero(ctx: Context, values: Any) -> Any:
    """Count all singular values but those that are 0, or nearly so."""
    return ctx.xp.where(values > NOTHING * values[..., :1], ctx.number(1), ctx.number(0))


def _largest(ctx: Context, values: Any) -> Any:
    """Give the largest an equal share, if it is not 0."""
    xp, top = ctx.xp, values[..., :1]
    found = xp.where(values >= (1 - NOTHING) * top, ctx.number(1), ctx.number(0))
    return xp.where(top > 0, found / xp.sum(found, axis=-1, keepdims=True), ctx.number(0))


# --- the table -----------------------------------------------------------------------------------
def _norm_vjp(node: Expr, g: Expr, i: int) -> Gradient:
    return g * make("leading", node.args[0]), (
        "the largest singular value grows with uᵀ A v: its gradient is u vᵀ",
    )


def _norm_latex(p: Any, e: Expr) -> Written:
    return rf"\left\lVert {p.at(e.args[0], SUM)} \right\rVert_{{\mathrm{{op}}}}", ATOM


def _frobenius(node: Expr) -> Expr:
    return make("norm", node.args[0], order=2)


def _unscaled(node: Expr) -> Expr:
    return make("unit", node.args[0])


declare(
    Op(
        "spectral_norm",
        _number,
        _norm_kernel,
        vjp=_norm_vjp,
        call=lambda A: make("spectral_norm", A),
        latex=_norm_latex,
        plain=plain_call("spectral_norm"),
        says=("take the largest singular value",),
        slips=(Slip("the Frobenius norm was taken for the spectral norm", _frobenius),),
    )
)
declare(
    Op(
        "polar",
        lambda args, attrs: _matrix(args),
        _of_vectors(_not_zero, singular.polar),
        call=lambda A: make("polar", A),
        latex=latex_call(operator("polar")),
        plain=plain_call("polar"),
        says=(
            "replace every singular value that is not 0 by 1: U Vᵀ of the compact decomposition",
        ),
        slips=(Slip("the matrix was scaled to norm 1, and not made orthogonal", _unscaled),),
        opaque=True,
    )
)
declare(
    Op(
        "leading",
        lambda args, attrs: _matrix(args),
        _of_vectors(_largest, singular.leading),
        call=lambda A: make("leading", A),
        latex=latex_call(operator("leading")),
        plain=plain_call("leading"),
        says=("take u vᵀ, of the singular vectors that belong to the largest singular value",),
        opaque=True,
    )
)
