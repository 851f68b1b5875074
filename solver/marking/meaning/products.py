"""Products as people write them: shapes tell what a dot between two arrays stands for."""

from __future__ import annotations

from solver.algebra.expr import Expr, make
from solver.algebra.op import OPS
from solver.algebra.shapes import show
from solver.errors import FormulaError

ENTRYWISE = frozenset({"odot", "circ", "otimes"})
PRODUCTS = ENTRYWISE | {"jux", "*", "cdot", "times", "@"}
LICENCE = "an entrywise product is written with ⊙"
STARRED = "`*` was taken for the product of matrices, which is written without it"


def multiplied(op: str, left: Expr, right: Expr, remarks: list[str], starred: bool = False) -> Expr:
    """Multiply as written: a matrix product where the shapes fit, entry by entry where they agree.

    Where both are possible a star is meant entry by entry, unless it is `starred`; so is a dot
    between vectors, which is otherwise their inner product.
    Raises FormulaError where neither is possible.
    """
    if left.is_scalar or right.is_scalar:
        return make("mul", left, right)
    if op == "*" and starred and _fit(left, right):
        remarks.append(STARRED)
        return make("matmul", left, right)
    if op == "cdot" and starred and left.shape == right.shape and left.shape[1:] == (1,):
        return left.T @ right
    if op in ENTRYWISE or (op == "*" and left.shape == right.shape):
        return make("mul", left, right)
    if _fit(left, right):
        return make("matmul", left, right)
    if left.shape == right.shape and op != "@":
        remarks.append(LICENCE)
        return make("mul", left, right)
    if op == "*" and len(left.shape) == len(right.shape) <= 2 and (meant := convolved(left, right)):
        return meant
    shapes = f"{_said(left, 'the left factor')} times {_said(right, 'the right factor')}"
    raise FormulaError(f"{shapes}: the shapes do not fit")


def inner(left: Expr, right: Expr) -> Expr:
    """Multiply entry by entry and add up: ⟨x, y⟩ of vectors or matrices of one shape."""
    if left.shape != right.shape:
        shapes = f"{_said(left, 'the left factor')} and {_said(right, 'the right factor')}"
        raise FormulaError(f"{shapes} have no inner product: their shapes differ")
    return left * right if left.is_scalar else make("sum", left * right, axis=None)


def _said(factor: Expr, place: str) -> str:
    """Name a factor with its shape; only names are spelled as students spell them."""
    bare = factor.args[0] if factor.op == "T" else factor
    return f"{factor if bare.op == 'name' else place} ({show(factor.shape)})"


def convolved(left: Expr, right: Expr) -> Expr | None:
    """Convolve two arrays, which is what a star between them means; None if they do not fit."""
    build = OPS["convolve" if len(left.shape) == 1 else "convolve2d"].call
    assert build is not None
    try:
        return build(left, right)
    except FormulaError:
        return None


def _fit(left: Expr, right: Expr) -> bool:
    return len(left.shape) == len(right.shape) == 2 and left.shape[1] == right.shape[0]
