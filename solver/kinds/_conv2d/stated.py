"""The statement: what is done to the input, in sentences, and grids to fill in on a handout."""

from __future__ import annotations

from collections.abc import Iterator

from solver.algebra.expr import Expr, walk
from solver.algebra.op import Words
from solver.algebra.ops.planes import full
from solver.document.blocks import Block, Figure, Formula, Inline, Inlines, Paragraph, Text
from solver.document.plots import Map, Maps
from solver.kinds._conv2d.layer import said
from solver.kinds._conv2d.meeting import CONVOLUTIONS
from solver.kinds._conv2d.windows import POOLS
from solver.modelling.planned import Planned
from solver.plan import Step

WORDS = {"convolve2d": "convolution", "correlate2d": "correlation"}
_HOW = {
    "pad_zero": "zeros set around it",
    "pad_circular": "the borders wrapped around",
    "pad_reflect": "its mirror image around it",
}
_WHERE = {"top": "above", "bottom": "below", "left": "on the left", "right": "on the right"}


def statement(planned: Planned, room: bool) -> Iterator[Block]:
    """Say what is done to the input, in one sentence for each operation."""
    for step in planned.plan.steps:
        for node in walk(step.formula) if step.role == "forward" else ():
            if node.op in CONVOLUTIONS and not step.name.endswith("pool_as_conv"):
                yield Paragraph((*_padding(planned, node), *_sliding(planned, step, node)))
            elif node.op in POOLS:
                yield Paragraph(_pooling(step, node))
    if room:
        yield from _grids(planned)


def _asked(planned: Planned) -> frozenset[str]:
    """List what is asked, without the prefix of a part."""
    prefix = planned.key("")
    return frozenset(key.removeprefix(prefix) for key in planned.asked)


def _source(planned: Planned, node: Expr) -> Expr | None:
    """Find the padding that made the input of a convolution."""
    made = (step.formula for step in planned.plan.steps if step.ref == node.args[0])
    return next((formula for formula in made if formula.op in _HOW), None)


def _padding(planned: Planned, node: Expr) -> Iterator[Inline]:
    source = _source(planned, node)
    if source is None:
        yield Text("There is no padding. ")
        return
    yield Formula(node.args[0])
    yield Text(" is ")
    yield Formula(source.args[0])
    yield Text(f" with {_HOW[source.op]}, ")
    secret = "same_padding" in _asked(planned) and _keeps(node, source)
    yield Text("so that the size is kept. " if secret else f"{_sides(source)}. ")


def _keeps(node: Expr, source: Expr) -> bool:
    return full(node.shape)[-2:] == full(source.args[0].shape)[-2:]


def _sides(node: Expr) -> str:
    sides = {side: node.attr(side) for side in _WHERE}
    if len(set(sides.values())) == 1:
        return f"{sides['top']} on every side"
    return ", ".join(f"{count} {_WHERE[side]}" for side, count in sides.items() if count)


def _sliding(planned: Planned, step: Step, node: Expr) -> Inlines:
    found = step.name.endswith("recovered_same")
    result = step.formula.args[1] if found else step.ref
    turned = "turned by 180° first" if node.op == "convolve2d" else "not turned"
    sought = f"; it has {_size(node.args[1])} weights, which are to be found" if found else ""
    moves = _moves(node, "strides" in _asked(planned) and not found)
    return (
        Formula(result), Text(f" is the {WORDS[node.op]} of "), Formula(node.args[0]),
        Text(" with the kernel "), Formula(node.args[1]), Text(f", which is {turned}{sought}"),
        Text(f"; {_listed(moves)}" if moves else ""), *_biased(step, node), Text("."),
    )  # fmt: skip


def _size(kernel: Expr) -> str:
    height, width = full(kernel.shape)[-2:]
    return f"{height} × {width}"


def _moves(node: Expr, secret: bool) -> list[str]:
    """Say how a kernel moves; not its stride where that is what is asked."""
    moves = [] if secret else [f"the stride is {said(node.attr('stride'))}"]
    moves += [f"the dilation is {said(node.attr('dilation'))}"] * (node.attr("dilation") != 1)
    moves += [f"there are {node.attr('groups')} groups"] * (node.attr("groups") > 1)
    return moves


def _biased(step: Step, node: Expr) -> Inlines:
    bias = bias_of(step, node)
    return () if bias is None else (Text("; the bias "), Formula(bias), Text(" is added"))


def bias_of(step: Step, node: Expr) -> Expr | None:
    """Find what a step adds to a convolution."""
    for found in walk(step.formula):
        if found.op == "add" and found.args[0] == node:
            other = found.args[1]
            return other.args[0] if other.op == "over_maps" else other
    return None


def _pooling(step: Step, node: Expr) -> Inlines:
    kind = "max" if node.op == "max_pool2d" else "average"
    size = f"a window of {node.attr('height')} × {node.attr('width')}"
    rest = [size, f"stride {said(node.attr('stride'))}"]
    counted = "" if kind == "max" else ", whose zeros count in the means"
    rest += [f"padding {node.attr('padding')}{counted}"] if node.attr("padding") else []
    rest += ["a last window that may hang over the edge"] if node.attr("ceil") else []
    return (
        Formula(step.ref), Text(f" is the {kind} pooling of "), Formula(node.args[0]),
        Text(f" with {_listed(rest)}."),
    )  # fmt: skip


def _listed(words: list[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


# --- grids to fill in ----------------------------------------------------------------------------
MOST = 16  # rows or columns of a grid
_SIZES = frozenset({"shape", "rows", "columns"})


def _grids(planned: Planned) -> Iterator[Block]:
    """Give a grid for every map that is asked, where it does not tell a size that is asked."""
    asked = _asked(planned)
    steps = {step.name: step for step in planned.plan.steps}
    wanted = dict.fromkeys(question.step for _, question in planned.questions)
    maps = [
        grid
        for key in wanted
        if key in steps and _is_map(steps[key]) and not _tells(planned, steps[key], asked)
        for grid in _blank(steps[key])
    ]
    if maps:
        yield Paragraph((Text("Fill in:"),), leads=True)
        yield Figure(Maps(tuple(maps)))


def _is_map(step: Step) -> bool:
    known = all(isinstance(dim, int) and dim <= MOST for dim in step.shape)
    made = {*CONVOLUTIONS, *POOLS, *_HOW, "flip2d", "unvec"}
    is_map = step.formula.op in made or (step.formula.op == "add" and step.role == "forward")
    return known and len(step.shape) in (2, 3) and (is_map or step.role == "gradient")


def _tells(planned: Planned, step: Step, asked: frozenset[str]) -> bool:
    """Tell whether the size of a map answers another question."""
    if step.formula.op in _HOW:
        return "same_padding" in asked
    if step.formula.op in POOLS or step.name.endswith("pool_as_conv"):
        return "pool_shape" in asked
    node = next((node for node in walk(step.formula) if node.op in CONVOLUTIONS), None)
    if node is None or not asked & _SIZES:
        return False
    source = _source(planned, node)
    return not (source and "same_padding" in asked and _keeps(node, source))


def _blank(step: Step) -> Iterator[Map]:
    *lead, rows, columns = (int(str(dim)) for dim in step.shape)
    values, texts = ((0.0,) * columns,) * rows, (("",) * columns,) * rows
    for k in range(lead[0] if lead else 1):
        title: Words = (step.ref, f"[{k}]") if lead else (step.ref,)
        yield Map(values, texts, title)
