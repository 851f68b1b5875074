r"""Functions as people call them, `ReLU(z)`, `\ln x`, `σ'(z)`: which op, or author's function."""

from __future__ import annotations

import inspect
from collections.abc import Mapping

from solver.algebra.expr import Expr, make, number, rebuild
from solver.algebra.op import OPS
from solver.algebra.ops.constants import fill
from solver.errors import FormulaError
from solver.marking.syntax import Symbol

_OTHER_NAMES = {
    "ln": "log", "sigma": "sigmoid", "sgn": "sign", "logistic": "sigmoid", "heaviside": "drelu",
    "transpose": "T", "conv": "convolve2d", "corr": "correlate2d", "maximum": "max",
    "minimum": "min", "rot180": "flip2d", "flip": "flip2d", "average": "mean", "avg": "mean",
    "absolute": "abs", "mse": "mean", "id": "+", "s": "softmax",
}  # fmt: skip


CALLABLE = frozenset(op for op, entry in OPS.items() if entry.call).union(
    _OTHER_NAMES, {"cases", "pad", "ones", "u", "delta"}
)


def called(function: Symbol, args: tuple[Expr, ...], own: Mapping[str, Expr]) -> Expr | None:
    """Call a function by the name that a student gives it; None if there is none of that name.

    FormulaError says what does not fit.
    """
    if function.base in own and len(args) == 1:
        return _own(own[function.base], args[0])
    wanted = function.base.lower().replace("_", "")
    op = function.base if function.base in OPS else _OTHER_NAMES.get(wanted, wanted)
    if op in {"max", "min"} and len(args) > 1:
        return _extreme(op, args)
    if op == "T" and len(args) == 1:
        return args[0].T
    if op == "ones":
        op, args = "fill", (number(1), *args)
    build = OPS[op].call if op in OPS else None
    if build is None:
        return None
    try:
        inspect.signature(build).bind(*args)
    except TypeError:
        raise FormulaError(f"`{function.base}` does not take {len(args)} arguments") from None
    return build(*args)


def _own(call: Expr, arg: Expr) -> Expr:
    """Call an author's function with another argument than it has in the plan."""
    return rebuild(call, (arg, *call.args[1:]))


def _extreme(op: str, args: tuple[Expr, ...]) -> Expr:
    """Take the larger of two, entry by entry: `max(0, z)`, which is `ReLU(z)`."""
    relation = "ge" if op == "max" else "le"
    found = args[0]
    for other in args[1:]:
        found = make("cases", found, make(relation, found, other), other)
    return found


def derived(node: Expr) -> Expr:
    """Differentiate a function by its argument: of `f(u)` make `f'(u)`."""
    op = OPS[node.op]
    if op.vjp is None or not op.elementwise or not node.args:
        raise FormulaError("the derivative of this is not known")
    arg = node.args[0]
    upstream = fill(number(1), arg.shape) if arg.shape else number(1)
    return op.vjp(node, upstream, 0)[0]
