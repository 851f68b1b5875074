"""What the page says below the steps: windows, tables and figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from solver.algebra.expr import Expr, make, walk
from solver.document.blocks import (
    Block,
    Chain,
    Formula,
    Link,
    Paragraph,
    Table,
    Text,
    Value,
)
from solver.forms import Members, flat, whole
from solver.kinds._conv2d.effect import RULES
from solver.kinds._conv2d.figures import before_and_after, maps_of
from solver.kinds._conv2d.meeting import CONVOLUTIONS
from solver.kinds._conv2d.sizes import AXES
from solver.kinds._conv2d.windows import sliding, written_out
from solver.modelling.planned import Planned
from solver.plan import Step
from solver.solution import Solution


def exhibits(planned: Planned, solution: Solution, detail: str) -> Mapping[str, tuple[Block, ...]]:
    """Show windows and maps below what slides, tables below what is decided."""
    found: dict[str, tuple[Block, ...]] = {}
    for step, node in sliding(planned):
        compared = step.formula.op == "alike"  # with the output that was given
        blocks = () if compared else written_out(planned, solution, step, node, detail)
        figure = maps_of(solution, step, node) if _known(solution, step, node) else None
        found[step.name] = (*blocks, *((figure,) if figure else ()))
    for key, show in (("effect", _effect), ("strides", _strides), ("row_factor", _factors),
                      ("same_possible", _possible)):  # fmt: skip
        own = next((s for s in planned.plan.steps if s.name == planned.key(key)), None)
        if own and own.name in solution:
            found[own.name] = tuple(show(planned, solution, own))
    return found


def _known(solution: Solution, step: Step, node: Expr) -> bool:
    return step.name in solution and all(arg.attr("name") in solution for arg in node.args)


def _effect(planned: Planned, solution: Solution, step: Step) -> Iterator[Block]:
    """List the rules with what became of them, and a picture before and after."""
    holds = [whole(entry) for entry in flat(solution.rounded(step.name))]
    rows = tuple(
        ((Text(rule.effect),), (Text(rule.words),), (Text("yes" if hit else "no"),))
        for rule, hit in zip(RULES, holds, strict=True)
    )
    yield Table(((Text("effect"),), (Text("if"),), (Text("here"),)), rows)
    total = planned.plan[planned.key("kernel_sum")]
    kernel = total.formula.args[0] if total.formula.args else total.formula
    nodes = (node for s in planned.plan.steps for node in walk(s.formula))
    op = next(node.op for node in nodes if node.op in CONVOLUTIONS)
    if kernel.op == "name" and (figure := before_and_after(solution, op, kernel)):
        yield figure


def _strides(planned: Planned, solution: Solution, step: Step) -> Iterator[Block]:
    """List what each stride gives."""
    keys = map(planned.key, ("rows_at_S", "columns_at_S"))
    columns = [list(flat(solution.rounded(key))) for key in keys]
    kept = [whole(entry) for entry in flat(solution.rounded(step.name))]
    labels = step.form.labels if isinstance(step.form, Members) else ()
    rows = tuple(
        ((Text(labels[k]),), (Text(f"{whole(down)} × {whole(across)}"),),
         (Text("yes" if hit else "no"),))
        for k, (down, across, hit) in enumerate(zip(*columns, kept, strict=True))
    )  # fmt: skip
    yield Table(((Text("stride"),), (Text("size"),), (Text("kept"),)), rows, "rcl")


def _factors(planned: Planned, solution: Solution, step: Step) -> Iterator[Block]:
    """Show the kernel as column times row, if it is that."""
    if not whole(solution.rounded(planned.key("separable"))):
        yield Paragraph((Text("The kernel is not separable: column times row is not the kernel."),))
        return
    column = planned.plan[planned.key("column_factor")]
    product = make("matmul", column.ref, step.ref) if column.shape and step.shape else None
    kernel = planned.plan[planned.key("largest")].formula.args[0].args[0]
    if product is not None:
        yield Chain(Formula(kernel), (Link(Formula(product)),))


def _possible(planned: Planned, solution: Solution, step: Step) -> Iterator[Block]:
    """Say why equal padding cannot keep the size."""
    values = list(flat(solution.rounded(planned.key("same_padding"))))
    keys = [step.name] if len(values) == 1 else [planned.key(f"same_{axis}") for axis in AXES]
    for key, value in zip(keys, values, strict=True):
        if not whole(solution.rounded(key)):
            where = "" if len(values) == 1 else f" of the {key.rpartition('_')[2]}"
            yield Paragraph((
                Text(f"The padding{where} would have to be "), Value(value),
                Text(_TOO_MUCH if value == whole(value) else _UNEVEN),
            ))  # fmt: skip


_UNEVEN = ", which is not a whole number: one side needs one more than the other."
_TOO_MUCH = (
    ", as much as the kernel reaches or more: the windows at the edge would see only padding."
)
