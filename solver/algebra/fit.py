"""Shape rules shared by the ops, and the complaints they make."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from solver.algebra.shapes import Dim, Shape, combine, show, symbol
from solver.errors import FormulaError

if TYPE_CHECKING:
    from solver.algebra.expr import Expr


def described(expr: Expr) -> str:
    """Print an operand with its shape, `W1 (m×n)`."""
    text = str(expr)
    return f"{text if len(text) <= 40 else text[:37] + '…'} ({show(expr.shape)})"


def same(args: tuple[Expr, ...], attrs: Any) -> Shape:
    """Keep the shape of the only argument."""
    return args[0].shape


def elementwise(sign: str) -> Any:
    """Make the rule of an elementwise op: equal shapes, or a scalar that meets anything."""

    def rule(args: tuple[Expr, ...], attrs: Any) -> Shape:
        left, right = args
        if left.shape == right.shape or right.is_scalar:
            return left.shape
        if left.is_scalar:
            return right.shape
        raise FormulaError(
            f"{described(left)} {sign} {described(right)}: the shapes differ",
            _hint(left, right),
        )

    return rule


def _hint(left: Expr, right: Expr) -> str:
    for small, large in ((left, right), (right, left)):
        if len(small.shape) == len(large.shape) == 2:
            if small.shape[0] == 1 and small.shape[1] == large.shape[1]:
                return f"only scalars broadcast; write rows({small}, {large.shape[0]})"
            if small.shape[1] == 1 and small.shape[0] == large.shape[0]:
                return f"only scalars broadcast; write cols({small}, {large.shape[1]})"
            if small.shape == large.shape[::-1]:
                return f"one is the transpose of the other: {_turned(small)}"
    return "only scalars broadcast"


def matrix(args: tuple[Expr, ...], attrs: Any) -> Shape:
    """Multiply matrices: `(m×k) @ (k×n)` is `m×n`, and 1×1 counts as a scalar."""
    left, right = args
    for operand in args:
        if len(operand.shape) != 2:
            raise FormulaError(
                f"{described(left)} @ {described(right)}: `@` multiplies matrices", "use `*`"
            )
    (rows, inner), (other, columns) = left.shape, right.shape
    if inner != other:
        raise FormulaError(
            f"{described(left)} @ {described(right)}: inner sizes {inner} and {other} differ",
            _transposed(left, right),
        )
    return squeezed((rows, columns))


def _transposed(left: Expr, right: Expr) -> str:
    (rows, inner), (other, columns) = left.shape, right.shape
    if rows == other:
        return f"{_turned(left) @ right} would fit"
    if inner == columns:
        return f"{left @ _turned(right)} would fit"
    return f"{right @ left} would fit" if columns == rows else ""


def _turned(expr: Expr) -> Expr:
    """Transpose; what is transposed already is turned back."""
    return expr.args[0] if expr.op == "T" else expr.T


def along(args: tuple[Expr, ...], attrs: Any) -> Shape:
    """Keep the shape of the argument, which has the axis 0 or 1 that is meant, if any is."""
    shape, axis = args[0].shape, attrs["axis"]
    if axis is not None and (len(shape) != 2 or axis not in {0, 1}):
        raise FormulaError(f"{described(args[0])} has no axis {axis}", "axis is 0 or 1")
    return shape


def squeezed(shape: Shape) -> Shape:
    """Count a 1×1 result as a scalar."""
    return () if all(dim == 1 for dim in shape) and len(shape) == 2 else shape


def scalar(args: tuple[Expr, ...], attrs: Any) -> Shape:
    """Give a scalar."""
    return ()


def positive(dim: Dim) -> Dim:
    """Refuse a size that is below 1, whatever the names in it stand for."""
    factors = (dim,) if isinstance(dim, int) else (dim.const, *(count for _, count in dim.terms))
    if all(factor <= 0 for factor in factors):
        raise FormulaError(f"a size is at least 1, not {dim}")
    return dim


def as_size(expr: Expr | int | Dim) -> Dim:
    """Read a size that an author wrote; it is at least 1."""
    return positive(as_dim(expr))


def as_dim(expr: Expr | int | Dim) -> Dim:
    """Read a size from an expression over integers and sizes, such as `n + 1`."""
    if not hasattr(expr, "op"):
        return expr  # already a size
    node: Any = expr
    if node.op == "number" and node.attr("value").denominator == 1:
        return int(node.attr("value"))
    if node.op == "dim":
        found: Dim = node.attr("size")
        return found
    if node.op in {"add", "sub"}:
        return combine(
            (1, as_dim(node.args[0])), (1 if node.op == "add" else -1, as_dim(node.args[1]))
        )
    if node.op == "neg":
        return combine((-1, as_dim(node.args[0])))
    if node.op == "mul":
        left, right = map(as_dim, node.args)
        if isinstance(left, int):
            return combine((left, right))
        if isinstance(right, int):
            return combine((right, left))
    if node.op == "name" and node.is_scalar:
        return symbol(node.attr("name"))
    raise FormulaError(f"{node} is not a size", "a size is built from integers and names like n")
