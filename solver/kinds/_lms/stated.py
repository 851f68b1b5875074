"""The statement of a regression: where the data come from, the error, the updates."""

from __future__ import annotations

from collections.abc import Iterator

from solver.algebra.expr import Expr, name
from solver.algebra.op import OPS, Law
from solver.document.blocks import Block, Formula, Inline, Inlines, Paragraph, Table, Text
from solver.document.words import say
from solver.kinds._lms.task import RATE, RATES, START, Task
from solver.modelling.planned import Planned

LAWS = {"normal": "from the standard normal distribution", "uniform": "evenly from −1 to 1"}
K, N, W, TARGET = Law("k", "k"), Law("N", "N"), Law("w", "w"), Law("d_k", "d_k")
LEAD = (
    "A verdict goes by the MSE after the last epochs, and by the factor that an epoch leaves of a "
    "deviation of the weights in the long run: "
)
SAMPLE = Law("x_kᵀ", r"x_k^{\top}")
ERROR = Law("e_k = d_k - x_kᵀ w", r"e_k = d_k - x_k^{\top} w")
_SUM = r"\textstyle\sum_{k=1}^{N} e_k^2"
MSE = {
    True: Law("J(w) = 1/(2N) Σ e_k²", rf"{{J(w) = \tfrac{{1}}{{2N}} {_SUM}}}"),
    False: Law("J(w) = 1/N Σ e_k²", rf"{{J(w) = \tfrac{{1}}{{N}} {_SUM}}}"),
}
UPDATE = {
    1: Law("w ← w + r e_k x_k", r"w \leftarrow w + r\, e_k\, x_k"),
    2: Law("w ← w + 2 r e_k x_k", r"w \leftarrow w + 2\, r\, e_k\, x_k"),
}


def stated(planned: Planned, room: bool) -> Iterator[Block]:
    """State the data, the error and the updates; with `room`, a table of rates to fill in."""
    task: Task = planned.own
    yield Paragraph(tuple(_data(planned, task)))
    yield Paragraph(say(("With weights ", W, ", the error of a sample is ", ERROR,
                         ", and the MSE of ", N, " samples ", MSE[task.half], ".")))  # fmt: skip
    if task.learns:
        yield Paragraph(tuple(_learning(planned, task)))
    if planned.key("verdict") in planned.asked:
        yield rule()
    if room and task.rates:
        yield _blank(planned, task)


def rule() -> Paragraph:
    """State the rule by which verdicts are given."""
    return Paragraph((Text(LEAD), *say(OPS["settled"].says), Text(".")))


def _data(planned: Planned, task: Task) -> Iterator[Inline]:
    x, d = (_ref(planned, key) for key in ("X", "D"))
    if task.drawn is not None:
        yield from _drawn(planned, task)
    else:
        yield Text(f"There are {x.shape[0]} samples. ")
    yield from say(("Row ", K, " of ", x, " is the sample ", SAMPLE, ", and entry ", K, " of ", d))
    yield from say((" its target ", TARGET, "."))
    if task.drawn is None and _has(planned, "F"):
        yield from (Text(" A sample is a row of "), Formula(_ref(planned, "F")))
        yield Text(" with a 1 in front, for the constant.")


def _drawn(planned: Planned, task: Task) -> Iterator[Inline]:
    drawn = task.drawn
    assert drawn is not None
    f, v, x, d = (_ref(planned, key) for key in ("F", "V", "X", "D"))
    yield from (Text(f"{drawn.samples} samples are drawn: the features "), Formula(f))
    yield from (Text(f" {LAWS[drawn.law]} (seed {drawn.seed}), the noise "), Formula(v))
    yield Text(f" from the standard normal distribution (seed {drawn.seed + 1}). With a column of ")
    yield from (Text("ones in front of the features, "), Formula(x))
    yield from (Text(", the targets are "), Formula(d, planned.plan[_name(d)].formula), Text(". "))


def _learning(planned: Planned, task: Task) -> Iterator[Inline]:
    given = {g.name: name(g.name, g.shape) for g in planned.plan.givens}
    start = given.get(planned.key(START))
    yield Text("LMS starts from ")
    yield Formula(start) if start is not None else Text("weights of zero")
    times = "once" if task.epochs == 1 else f"in {task.epochs} epochs"
    yield Text(f" and goes through all samples in order {times}. At every sample, ")
    yield from say((UPDATE[task.factor], ". The MSE is measured after each epoch."))
    if task.single:
        lead = " One run has the rate " if task.rates else " The rate is "
        yield from (Text(lead), Formula(given[planned.key(RATE)]))
    if task.rates:
        lead = ", and others compare " if task.single else " The runs have "
        yield from (Text(f"{lead}the "), Formula(given[planned.key(RATES)]))
    yield Text(".")


def _blank(planned: Planned, task: Task) -> Table:
    """Draw a table to fill in, with a row for each rate."""
    header: tuple[Inlines, ...] = ((Text("rate"),), (Text("last MSE"),), (Text("verdict"),))
    (rates,) = (g.value for g in planned.plan.givens if g.name == planned.key(RATES))
    empty = (Text("\u00a0" * 24),)
    rows = tuple(((Text(f"{float(rate):g}"),), empty, empty) for rate in rates)  # type: ignore[union-attr]
    return Table(header, rows, "rcc", (planned.key("verdict"),))


# --- names ---------------------------------------------------------------------------------------
def _has(planned: Planned, key: str) -> bool:
    return any(given.name == planned.key(key) for given in planned.plan.givens)


def _ref(planned: Planned, key: str) -> Expr:
    plan = planned.plan
    shapes = {given.name: given.shape for given in plan.givens}
    shapes |= {step.name: step.shape for step in plan.steps}
    return name(planned.key(key), shapes[planned.key(key)])


def _name(ref: Expr) -> str:
    return str(ref.attr("name"))
