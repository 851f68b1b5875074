"""From a task to steps: the data, the Wiener solution, the runs, and which rates are stable."""

from __future__ import annotations

from collections.abc import Iterator

from solver.algebra.expr import Expr, make, name, number
from solver.algebra.op import Law
from solver.algebra.ops.constants import fill
from solver.algebra.ops.draws import drawn
from solver.algebra.ops.eigenvalues import MOST as LARGEST
from solver.algebra.shapes import Shape, show
from solver.errors import Complaint, Mark, SpecError
from solver.kinds._lms.error import convention, mse
from solver.kinds._lms.forms import Tabled
from solver.kinds._lms.sweep import largest_rate, stability, sweep
from solver.kinds._lms.task import NOISE, RATE, START, TRUE, Task
from solver.modelling.start import Start
from solver.plan import Line, Step

MOST_PRINTED = 6  # epochs whose weights stand in a line, and not in a table alone


def steps_of(task: Task, start: Start, asked: Mark | None) -> list[Step]:
    """Build the steps; SpecError if the data do not fit together.

    `asked` is where the largest stable rate is asked for, which few enough samples have.
    """
    if start.complaints:
        raise SpecError(*start.complaints)
    data = list(_data(task, start))
    made = {step.name: step.ref for step in data}
    x, d = (made.get(key) or start.ref(key) for key in ("X", "D"))
    _check(task, start, x, d)
    first = _start(task, start, x.shape)
    found = [*data, *_optimum(task, x, d)]
    at = {step.name: step.ref for step in found}
    if task.single:
        found += _run(task, start, x, d, first, at)
    if task.rates:
        found += sweep(task, start, x, d, first, at)
    found += stability(task, x, at)
    found += largest_rate(task, start, x, asked)
    at_data = next((g.mark for g in task.spec.given if g.name in {"X", "F", TRUE}), task.spec.mark)
    start.marks.update({step.name: at_data for step in found})
    return found


# --- the data ------------------------------------------------------------------------------------
def _data(task: Task, start: Start) -> Iterator[Step]:
    if task.drawn is not None:
        yield from _drawn(task, start)
    elif "F" in start.scope.names:
        yield _with_constant(start.ref("F"))


def _drawn(task: Task, start: Start) -> Iterator[Step]:
    assert task.drawn is not None
    count, size = task.drawn.samples, len(task.drawn.weights)
    ends = (-1, 1) if task.drawn.law == "uniform" else ()
    features = drawn(task.drawn.law, (count, size - 1), task.drawn.seed, ends)
    form = Tabled("the last columns of the next matrix")
    f = Step("F", features, ("draw the features",), "data", form=form)
    x = _with_constant(f.ref)
    noise = drawn("normal", (count, 1), task.drawn.seed + 1)
    v = Step("V", noise, ("draw the noise",), "data")
    model = x.ref @ start.ref(TRUE) + start.ref(NOISE) * v.ref
    yield from (f, x, v, Step("D", model, ("the model's value, plus noise",), "data"))


def _with_constant(features: Expr) -> Step:
    ones = fill(number(1), (features.shape[0], 1))
    joined = make("concat", ones, features, axis=1)
    return Step("X", joined, ("a column of ones for the constant",), "data")


def _check(task: Task, start: Start, x: Expr, d: Expr) -> None:
    """Complain about data of the wrong shape, and about too few samples."""
    marks = {given.name: given.mark for given in task.spec.given}
    at = marks.get("X") or marks.get("F") or task.spec.mark
    complaint = _misfit(x.shape, d.shape, at, marks.get("D", at))
    if complaint:
        start.complaints.append(complaint)
        raise SpecError(*start.complaints)


def _misfit(x: Shape, d: Shape, at: Mark, below: Mark) -> Complaint | None:
    if len(x) != 2 or not all(isinstance(size, int) for size in x):
        what = f"the data are {show(x)}: a matrix of numbers is wanted, a row for each sample"
        return Complaint(at, what)
    count, weights = (int(str(size)) for size in x)
    if weights > LARGEST:
        what = f"the data have {weights} columns: at most {LARGEST} weights are learned"
        return Complaint(at, what)
    if count < weights:
        what = f"{count} sample{'s' * (count != 1)} cannot settle {weights} weights"
        return Complaint(at, what, "the Wiener solution needs as many samples as weights")
    if d != (count, 1):
        what = f"the targets are {show(d)}, and there are {count} samples"
        return Complaint(below, what, f"`D` is a column, {count}×1")
    return None


def _start(task: Task, start: Start, shape: Shape) -> Expr:
    """Give the weights at the start, which are zeros if nothing is said."""
    wanted: Shape = (shape[1], 1) if shape[1] != 1 else ()
    if START not in start.scope.names:
        return fill(number(0), wanted) if wanted else number(0)
    first = start.ref(START)
    if first.shape != wanted:
        mark = next(given.mark for given in task.spec.given if given.name == START)
        message = f"the start has {show(first.shape)} weights, and the data {show(wanted)}"
        raise SpecError(*start.complaints, Complaint(mark, message))
    return first


# --- the Wiener solution -------------------------------------------------------------------------
def _optimum(task: Task, x: Expr, d: Expr) -> Iterator[Step]:
    count = number(int(str(x.shape[0])))
    r = Step(
        "R", x.T @ x / count,
        ("the mean of the samples' products ", Law("x xᵀ", r"x_k x_k^{\top}")), "optimum",
        title=("the correlation matrix",),
    )  # fmt: skip
    p = Step(
        "p", x.T @ d / count, ("the mean of sample times target",), "optimum",
        title=("the correlation with the targets",),
    )  # fmt: skip
    direct = Line(make("solve", x.T @ x, x.T @ d), ("the gradient vanishes: the normal equations",))
    w = Step(
        "w_opt", make("solve", r.ref, p.ref), ("both sides divided by the number of samples",),
        "optimum", before=(direct,), title=("the Wiener solution",),
    )  # fmt: skip
    slope = r.ref @ w.ref - p.ref
    test = Step(
        "g_opt", slope if task.half else number(2) * slope,
        ("the gradient of the MSE there is zero",), "optimum", confirms=(w.name,),
    )  # fmt: skip
    least = Step(
        "J_opt", mse(task, d, x @ w.ref), (f"{convention(task)} of the squared errors",),
        "optimum", title=("the least MSE",),
    )  # fmt: skip
    yield from (r, p, w, test, least)


# --- one rate ------------------------------------------------------------------------------------
def _run(
    task: Task, start: Start, x: Expr, d: Expr, first: Expr, at: dict[str, Expr]
) -> Iterator[Step]:
    rate = task.update(start.ref(RATE))
    form = Tabled("the table below") if task.epochs > MOST_PRINTED else None
    w = Step(
        "w", make("lms", x, d, first, rate, epochs=task.epochs),
        ("one update for each sample in order, epoch after epoch",),
        before=(Line(_repeated(task, x, d, first, rate), ("the update, sample by sample",)),),
        title=("the weights after every epoch,",), form=form,
    )  # fmt: skip
    v = name("v", first.shape)
    curve = make("each", w.ref, mse(task, d, x @ v), inputs=("v",))
    errors = Step("J", curve, ("the MSE over all samples after every epoch",),
                  title=("the MSE after every epoch,",))  # fmt: skip
    last = Step(
        "w_end", make("index", w.ref, number(task.epochs)), ("the last of them",),
        title=("the weights at the end,",),
    )  # fmt: skip
    apart = make("max", make("abs", x @ (last.ref - at["w_opt"])), axis=None)
    gap = Step(
        "gap", apart,
        ("how far the two models' predictions are apart, at the sample of most",), "models",
        title=("the largest difference between the predictions of the two models,",),
    )  # fmt: skip
    yield from (w, errors, last, gap)


def _repeated(task: Task, x: Expr, d: Expr, first: Expr, rate: Expr) -> Expr:
    """Write LMS as its definition: an epoch repeats the update over the samples."""
    w, sample, target = name("w", first.shape), name("x", first.shape), name("d")
    error = target - (sample.T @ w if first.shape else sample * w)
    epoch = make(
        "scan", w, make("columns", x.T), make("columns", d.T), w + rate * error * sample,
        states=("w",), inputs=("x", "d"), steps=x.shape[0], out=0, together=False,
    )  # fmt: skip
    last = make("index", epoch, number(int(str(x.shape[0]))))
    return make(
        "scan", first, last, states=("w",), inputs=(), steps=task.epochs, out=0, together=False
    )
