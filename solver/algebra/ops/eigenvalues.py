"""Eigenvalues: all of a symmetric matrix, and the largest size of those of any square one."""

from __future__ import annotations

from typing import Any

from solver.algebra import fit, spectra
from solver.algebra.expr import Expr, make
from solver.algebra.notation import latex_call, operator, plain_call
from solver.algebra.op import Attrs, Context, Op, declare
from solver.algebra.ops.compare import is_exact
from solver.algebra.ops.solve import as_matrix, each, lifted
from solver.algebra.shapes import Shape
from solver.errors import FormulaError

MOST = 24  # rows
SAME = 1e-9  # of the largest entry, within which doubles count as symmetric


def _size(args: tuple[Expr, ...]) -> Any:
    """Give the number of rows of a square matrix that is not too large."""
    shape = as_matrix(args[0].shape)
    if len(shape) != 2 or shape[0] != shape[1]:
        raise FormulaError(f"{fit.described(args[0])} is not square: it has no eigenvalues")
    if isinstance(shape[0], int) and shape[0] > MOST:
        raise FormulaError(
            f"{fit.described(args[0])} is too large: eigenvalues are found of {MOST} rows at most"
        )
    return shape[0]


# --- all of a symmetric matrix -------------------------------------------------------------------
def _column(args: tuple[Expr, ...], attrs: Attrs) -> Shape:
    return fit.squeezed((_size(args), 1))


def _values_kernel(ctx: Context, node: Expr, a: Any) -> Any:
    a = lifted(a, node.args[0].shape)
    if is_exact(ctx):
        found = each(ctx, lambda m: [[value] for value in spectra.ordered(m.tolist())], a)
    else:
        found = _symmetric(ctx, a)
    return found if node.shape else found[..., 0, 0]


def _symmetric(ctx: Context, a: Any) -> Any:
    """Give NaN where a matrix is not symmetric, as nothing can be raised within a batch."""
    xp, turned = ctx.xp, ctx.xp.matrix_transpose(a)
    largest = xp.max(xp.abs(a), axis=(-2, -1), keepdims=True)
    apart = xp.max(xp.abs(a - turned), axis=(-2, -1), keepdims=True)
    found = xp.flip(xp.linalg.eigvalsh((a + turned) / 2), axis=-1)[..., None]
    return xp.where(apart <= SAME * largest, found, found + float("nan"))


# --- the spectral radius -------------------------------------------------------------------------
def _scalar(args: tuple[Expr, ...], attrs: Attrs) -> Shape:
    _size(args)
    return ()


def _radius_kernel(ctx: Context, node: Expr, a: Any) -> Any:
    a = lifted(a, node.args[0].shape)
    if is_exact(ctx):
        return each(ctx, lambda m: [[spectra.radius(m.tolist())]], a)[..., 0, 0]
    return largest_size(ctx, a)


def largest_size(ctx: Context, a: Any) -> Any:
    """Give the largest |λ| of matrices of doubles; NaN where a matrix is not finite."""
    xp = ctx.xp
    finite = xp.all(xp.isfinite(a), axis=(-2, -1))
    safe = xp.where(finite[..., None, None], a, ctx.number(0))
    found = xp.max(xp.abs(xp.linalg.eigvals(safe)), axis=-1)
    return xp.where(finite, found, found + float("nan"))


declare(
    Op(
        "eigenvalues",
        _column,
        _values_kernel,
        call=lambda A: make("eigenvalues", A),
        latex=latex_call(operator("eig")),
        plain=plain_call("eigenvalues"),
        says=("find the eigenvalues of the symmetric matrix, the largest first",),
        opaque=True,
    )
)
declare(
    Op(
        "spectral_radius",
        _scalar,
        _radius_kernel,
        call=lambda A: make("spectral_radius", A),
        latex=latex_call(r"\rho"),
        plain=plain_call("spectral_radius"),
        says=("take the largest absolute value of the eigenvalues",),
        opaque=True,
    )
)
