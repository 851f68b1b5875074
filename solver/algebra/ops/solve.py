"""Systems of linear equations: `solve(A, b)` is the one x with A x = b."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from solver.algebra import exact, fit
from solver.algebra.exact import OutOfDomain
from solver.algebra.expr import Expr, make
from solver.algebra.notation import JUX, plain_call
from solver.algebra.op import Attrs, Context, Gradient, Op, Written, declare
from solver.algebra.ops.compare import is_exact
from solver.algebra.shapes import Shape
from solver.errors import FormulaError

NONE = "has no solution: the equations contradict each other"
SEVERAL = "has more than one solution: the columns of the matrix depend on each other"
TOLERANCE = 1e-9  # of doubles, against the largest number in sight
EPSILON = 1e-15  # about what one operation with doubles is off by
TINY = Fraction(1, 10**300)  # so that nothing is divided by 0

Rows = list[list[Any]]


def as_matrix(shape: Shape) -> Shape:
    """Give the shape of a matrix, a scalar counting as 1×1."""
    return shape or (1, 1)


def lifted(value: Any, shape: Shape) -> Any:
    """Give a scalar the two axes of a 1×1 matrix."""
    return value if shape else value[..., None, None]


def _shape(args: tuple[Expr, ...], attrs: Attrs) -> Shape:
    left, right = (as_matrix(arg.shape) for arg in args)
    shown = f"solve({fit.described(args[0])}, {fit.described(args[1])})"
    if len(left) != 2 or len(right) != 2:
        raise FormulaError(f"{shown}: it takes two matrices")
    (rows, columns), (found, unknowns) = left, right
    if rows != found:
        raise FormulaError(f"{shown}: there are {rows} equations, but {found} right sides")
    if isinstance(rows, int) and isinstance(columns, int) and rows < columns:
        raise FormulaError(f"{shown}: {rows} equations cannot settle {columns} unknowns")
    return fit.squeezed((columns, unknowns))


# --- exactly: Gauss and Jordan -------------------------------------------------------------------
def reduced(rows: Sequence[Sequence[Any]], columns: int) -> tuple[Rows, list[int]]:
    """Bring exact rows to reduced echelon form; give them, and the columns that hold pivots."""
    table, pivots = [list(row) for row in rows], list[int]()
    for column in range(columns):
        top = len(pivots)
        found = next((k for k in range(top, len(table)) if exact.sign(table[k][column])), None)
        if found is None:
            continue
        table[top], table[found] = table[found], table[top]
        _clear(table, top, column)
        pivots.append(column)
    return table, pivots


def _clear(table: Rows, top: int, column: int) -> None:
    """Make the pivot 1, and all else in its column 0."""
    pivot = table[top][column]
    table[top] = [entry / pivot for entry in table[top]]
    for k, row in enumerate(table):
        factor = row[column]
        if k != top:
            table[k] = [a - factor * b for a, b in zip(row, table[top], strict=True)]


def _solved(a: Any, b: Any) -> Rows:
    columns = a.shape[1]
    joined = [[*left, *right] for left, right in zip(a.tolist(), b.tolist(), strict=True)]
    table, pivots = reduced(joined, columns)
    if any(exact.sign(entry) for row in table[len(pivots) :] for entry in row[columns:]):
        raise OutOfDomain(NONE)
    if len(pivots) < columns:
        raise OutOfDomain(SEVERAL)
    return [row[columns:] for row in table[:columns]]


# --- with doubles: A = QR ------------------------------------------------------------------------
def _by_qr(ctx: Context, a: Any, b: Any) -> Any:
    xp = ctx.xp
    q, r = xp.linalg.qr(a)
    size = xp.abs(xp.linalg.diagonal(r))
    full = xp.min(size, axis=-1) > TOLERANCE * xp.max(size, axis=-1)
    r = xp.where(full[..., None, None], r, ctx.constant(_unit(a.shape[-1])))
    x = _settled(ctx, xp.linalg.solve(r, xp.matmul(xp.matrix_transpose(q), b)), size)
    off = xp.max(xp.abs(xp.matmul(a, x) - b), axis=(-2, -1))
    scale = xp.max(xp.abs(a), axis=(-2, -1)) * xp.max(xp.abs(x), axis=(-2, -1)) + 1e-300
    return _told(ctx, x, full, off <= TOLERANCE * scale * a.shape[-1])


def _settled(ctx: Context, x: Any, pivots: Any) -> Any:
    """Take for 0 what rounding errors alone could have made, so that signs can be told."""
    xp = ctx.xp
    spread = xp.max(pivots, axis=-1) / xp.maximum(xp.min(pivots, axis=-1), ctx.number(TINY))
    noise = (
        EPSILON
        * x.shape[-2]
        * spread[..., None, None]
        * xp.max(xp.abs(x), axis=(-2, -1), keepdims=True)
    )
    return xp.where(xp.abs(x) <= noise, ctx.number(0), x)


def _unit(count: int) -> list[list[int]]:
    return [[int(i == j) for j in range(count)] for i in range(count)]


def _told(ctx: Context, x: Any, full: Any, fits: Any) -> Any:
    """Refuse a system without one solution; within a batch, such a set gets no number.

    Nor does one that is known to have one, which doubles cannot tell.
    """
    if full.ndim == fits.ndim == 0 and not ctx.lenient:
        for holds, problem in ((full, SEVERAL), (fits, NONE)):
            if not bool(holds):
                raise OutOfDomain(problem)
    return ctx.xp.where((full & fits)[..., None, None], x, ctx.constant(float("nan")))


def _kernel(ctx: Context, node: Expr, a: Any, b: Any) -> Any:
    a, b = (lifted(v, arg.shape) for v, arg in zip((a, b), node.args, strict=True))
    found = each(ctx, _solved, a, b) if is_exact(ctx) else _by_qr(ctx, a, b)
    return found if node.shape else found[..., 0, 0]


def each(ctx: Context, function: Any, *arrays: Any) -> Any:
    """Apply a function of exact matrices to every set of a batch; it gives nested lists."""
    batch = max((tuple(array.shape[:-2]) for array in arrays), key=len)
    full = [ctx.xp.broadcast_to(array, (*batch, *array.shape[-2:])) for array in arrays]
    return _nested(ctx, function, full, len(batch))


def _nested(ctx: Context, function: Any, arrays: Sequence[Any], depth: int) -> Any:
    if not depth:
        return ctx.constant(function(*arrays))
    parts = [_nested(ctx, function, rows, depth - 1) for rows in zip(*arrays, strict=True)]
    return ctx.xp.stack(parts, axis=0)


def _vjp(node: Expr, g: Expr, i: int) -> Gradient:
    matrix, _ = node.args
    if as_matrix(matrix.shape)[0] != as_matrix(matrix.shape)[1]:
        raise FormulaError(f"{node} has a derivative only where {matrix} is square")
    back = make("solve", matrix.T, g)
    if i == 1:
        return back, ("the same system, transposed, takes the gradient back",)
    return -(back @ node.T), ("the matrix changes the solution by −A⁻¹ dA x",)


def _latex(p: Any, e: Expr) -> Written:
    matrix, right = e.args
    rows, columns = as_matrix(matrix.shape)
    mark = "-1" if rows == columns else "+"  # a tall matrix has a pseudo-inverse only
    return rf"{p.raised(matrix)}^{{{mark}}}\,{p.at(right, JUX)}", JUX


declare(
    Op(
        "solve",
        _shape,
        _kernel,
        vjp=_vjp,
        call=lambda A, b: make("solve", A, b),
        latex=_latex,
        plain=plain_call("solve"),
        says=("solve the linear equations",),
        inner=lambda node: as_matrix(node.args[0].shape)[0],
    )
)
