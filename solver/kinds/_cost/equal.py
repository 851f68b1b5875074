"""The step that proves ways equal, and the complaint about ways that are not."""

from __future__ import annotations

from functools import partial

from solver.algebra.expr import Expr, name, walk
from solver.algebra.ops.group import grouped
from solver.errors import FormulaError
from solver.kinds._cost.proof import difference, in_order_of, merged, written
from solver.kinds._cost.reading import Way
from solver.kinds._cost.ring import parts_of
from solver.modelling.start import Start
from solver.plan import Line, Step

LEAVES = frozenset({"name", "number", "dim"})
RING = LEAVES | {"eye", "T", "add", "sub", "neg", "matmul"}
OUT = "multiply out; an identity matrix drops out"
AGAIN = "the product of matrices is associative: the brackets may be set another way"
BACK = "collect the factors again"


def refuse_different(first: Way, other: Way, start: Start) -> None:
    """Complain about a way that does not compute what the first one does."""
    start.complaints.attempt(other.mark, partial(_compare, first, other))


def _compare(first: Way, other: Way) -> None:
    if first.formula.shape != other.formula.shape:
        raise FormulaError(f"`{other.key}` has another shape than `{first.key}`")
    rest = difference(first.formula, other.formula)
    if rest is None:
        return
    if all(_is_known(node) for way in (first, other) for node in walk(way.formula)):
        message = f"`{other.key}` is not equal to `{first.key}`: they differ by {_short(rest)}"
        raise FormulaError(message, "ways are compared that compute the same")
    raise FormulaError(
        f"`{other.key}` cannot be shown to equal `{first.key}`",
        "products are multiplied out; what is done entry by entry has to agree as it is written",
    )


def _is_known(node: Expr) -> bool:
    """Tell whether all that holds of an operation is used, so that what differs is different."""
    if node.op == "mul":
        return any(arg.is_scalar for arg in node.args)
    if node.op == "div":
        return node.args[1].op in LEAVES
    return node.op in RING


def _short(expr: Expr) -> str:
    text = str(expr)
    return text if len(text) <= 60 else text[:57] + "…"


def proof(key: str, first: Way, other: Way) -> Step:
    """Lead from one way to the other, each line with the rule that leads to it."""
    one, two = merged(parts_of(first.formula)), merged(parts_of(other.formula))
    shape = first.formula.shape
    lines = [
        Line(grouped(first.formula), (f"as {first.key} has it",)),
        Line(written(one, shape), (OUT,)),
        Line(written(in_order_of(two, one), shape), (AGAIN,)),
    ]
    last = grouped(other.formula)
    kept = [line for k, line in enumerate(lines) if k == 0 or line.expr != lines[k - 1].expr]
    kept = [line for k, line in enumerate(kept) if k == 0 or line.expr != last]
    title = (f"a proof that {first.key} and {other.key} are equal, line by line, from",)
    why = (BACK,) if kept[-1].why == (AGAIN,) or kept[-1].why == (OUT,) else (AGAIN,)
    head = name(first.key, shape)
    return Step(key, last, why, before=tuple(kept), title=title, head=head)
