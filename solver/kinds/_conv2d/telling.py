"""What the page says beside the steps: the statement, windows, tables and figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from solver.algebra.expr import Expr, make, walk
from solver.algebra.ops.planes import full
from solver.document.blocks import (
    Block,
    Chain,
    Formula,
    Inlines,
    Link,
    Paragraph,
    Table,
    Text,
)
from solver.document.words import told
from solver.forms import Members, flat, whole
from solver.kinds._conv2d.effect import RULES
from solver.kinds._conv2d.figures import before_and_after, maps_of
from solver.kinds._conv2d.meeting import CONVOLUTIONS
from solver.kinds._conv2d.windows import POOLS, sliding, written_out
from solver.modelling.planned import Planned
from solver.plan import Step
from solver.solution import Solution

WORDS = {"convolve2d": "convolution", "correlate2d": "correlation"}


# --- the statement -------------------------------------------------------------------------------
def statement(planned: Planned, room: bool) -> Iterator[Block]:
    """Say what is done to the input, in one sentence for each operation."""
    asked = {question.step for _, question in planned.questions}
    for step in (step for step in planned.plan.steps if step.role == "forward"):
        for node in walk(step.formula):
            if node.op in CONVOLUTIONS and not step.name.endswith("pool_as_conv"):
                yield Paragraph((*_padding(planned, node, asked), *_sliding(planned, step, node)))
            elif node.op in POOLS:
                yield Paragraph(_pooling(step, node))


def _padding(planned: Planned, node: Expr, asked: set[str]) -> Iterator[Any]:
    source = next((s for s in planned.plan.steps if s.ref == node.args[0]), None)
    if source is None or not source.formula.op.startswith("pad_"):
        yield Text("There is no padding. ")
        return
    how = {"pad_zero": "zeros set around it", "pad_circular": "the borders wrapped around",
           "pad_reflect": "its mirror image around it"}[source.formula.op]  # fmt: skip
    yield Formula(source.ref)
    yield Text(" is ")
    yield Formula(source.formula.args[0])
    yield Text(f" with {how}, ")
    kept = full(node.shape)[-2:] == full(source.formula.args[0].shape)[-2:]
    secret = kept and planned.key("same_padding") in asked
    yield Text("so that the size is kept. " if secret else f"{_sides(source.formula)}. ")


def _sides(node: Expr) -> str:
    sides = {side: node.attr(side) for side in ("top", "bottom", "left", "right")}
    if len(set(sides.values())) == 1:
        return f"{sides['top']} on every side"
    return ", ".join(f"{count} {_WHERE[side]}" for side, count in sides.items() if count)


_WHERE = {"top": "above", "bottom": "below", "left": "on the left", "right": "on the right"}


def _sliding(planned: Planned, step: Step, node: Expr) -> Inlines:
    turned = "turned by 180° first" if node.op == "convolve2d" else "not turned"
    steps = [f"stride {node.attr('stride')}"]
    steps += [f"dilation {node.attr('dilation')}"] if node.attr("dilation") > 1 else []
    steps += [f"{node.attr('groups')} groups"] if node.attr("groups") > 1 else []
    finding = step.name.endswith("recovered_same")
    result = step.formula.args[1] if finding else step.ref
    return (
        Formula(result), Text(f" is the {WORDS[node.op]} of "), Formula(node.args[0]),
        Text(" with "), Formula(node.args[1]),
        Text(f", the kernel, which is {turned}, with {_listed(steps)}"),
        *((Text("; it is to be found"),) if finding else ()),
        *_biased(step, node), Text("."),
    )  # fmt: skip


def _biased(step: Step, node: Expr) -> Inlines:
    if step.formula.op != "add" or step.formula.args[0] != node:
        return ()
    other = step.formula.args[1]
    bias = other.args[0] if other.op == "over_maps" else other
    return (Text("; the bias "), Formula(bias), Text(" is added"))


def _pooling(step: Step, node: Expr) -> Inlines:
    kind = "max" if node.op == "max_pool2d" else "average"
    size = f"{node.attr('height')} × {node.attr('width')}"
    rest = [f"stride {node.attr('stride')}"]
    rest += [f"padding {node.attr('padding')}"] if node.attr("padding") else []
    rest += ["a last window that may hang over the edge"] if node.attr("ceil") else []
    return (
        Formula(step.ref), Text(f" is the {kind} pooling of "), Formula(node.args[0]),
        Text(f" with a window of {size}, {_listed(rest)}."),
    )  # fmt: skip


def _listed(words: list[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


# --- below the steps -----------------------------------------------------------------------------
def exhibits(planned: Planned, solution: Solution, detail: str) -> Mapping[str, tuple[Block, ...]]:
    """Show windows and maps below what slides, tables below what is decided."""
    found: dict[str, tuple[Block, ...]] = {}
    for step, node in sliding(planned):
        compared = step.formula.op == "alike"  # with the output that was given
        blocks = () if compared else written_out(planned, solution, step, node, detail)
        result = step.formula.args[1] if compared else step.ref
        figure = maps_of(solution, node, result) if _known(solution, step, node) else None
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
        ((Text(label),), (Text(rule),), (Text("yes" if hit else "no"),))
        for (label, rule), hit in zip(RULES, holds, strict=True)
    )
    yield Table(((Text("effect"),), (Text("if"),), (Text("here"),)), rows)
    total = planned.plan[planned.key("kernel_sum")]
    kernel = total.formula.args[0] if total.formula.args else total.formula
    ops = [node.op for s in planned.plan.steps for node in walk(s.formula) if node.op in WORDS]
    if kernel.op == "name" and (figure := before_and_after(solution, ops[0], kernel)):
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
    if whole(solution.rounded(step.name)):
        return
    padding = planned.plan[planned.key("same_padding")]
    values = list(flat(solution.rounded(padding.name)))
    if any(value != whole(value) for value in values):
        yield Paragraph((
            Text("The padding would be "), told(padding, solution),
            Text(", which is not a whole number: one side needs one row more than the other."),
        ))  # fmt: skip
        return
    yield Paragraph((
        Text("The padding would have to be "), told(padding, solution),
        Text(", as much as the kernel reaches or more: the windows at the edge would see nothing "
             "but padding."),
    ))  # fmt: skip
