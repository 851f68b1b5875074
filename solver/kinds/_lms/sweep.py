"""Many rates at once, and which rates are stable."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from solver.algebra.expr import Expr, make, name, number
from solver.algebra.op import Words
from solver.algebra.ops.stable_rate import affordable
from solver.errors import Mark
from solver.kinds._lms.error import mse
from solver.kinds._lms.forms import Epochs, Tabled, Verdicts
from solver.kinds._lms.task import RATES, Task
from solver.modelling.start import Start
from solver.plan import Step

BOUND = "r_max"  # the name of the largest stable rate
TITLE: Words = ("the largest stable rate",)
WHY = (
    "the least rate at which an eigenvalue of the map of an epoch has size 1: up to it, every "
    "deviation of the weights dies out"
)


def sweep(
    task: Task, start: Start, x: Expr, d: Expr, first: Expr, at: dict[str, Expr]
) -> Iterator[Step]:
    """Run LMS with every rate, and say what becomes of the error."""
    rates = task.update(start.ref(RATES))
    below = "the table below"
    w = Step(
        "w_sweep", make("lms", x, d, first, rates, epochs=task.epochs),
        ("the same with every rate: one column of weights for each",), "sweep",
        title=("the weights after every epoch, for every rate,",), form=Tabled(below),
    )  # fmt: skip
    v = name("v", w.shape[1:])
    targets = make("cols", d, count=task.rates)
    curve = make("each", w.ref, mse(task, targets, x @ v, axis=0), inputs=("v",))
    errors = Step(
        "J_sweep", curve, ("the MSE after every epoch, for every rate",), "sweep",
        title=("the MSE after every epoch, for every rate,",), form=Tabled(below),
    )  # fmt: skip
    s = name("s")
    body = make("spectral_radius", make("epoch_map", x, s))
    radii = Step(
        "rho", make("each", rates, body, inputs=("s",)),
        ("what is left of a deviation after an epoch, in the long run",), "sweep",
        title=("the factor of a deviation in an epoch, for every rate,",),
    )  # fmt: skip
    verdict = Step(
        "verdict", make("settled", errors.ref, at["J_opt"], radii.ref),
        ("how the run goes on",), "sweep",
        title=("what becomes of the MSE at every rate,",), form=Verdicts(),
    )  # fmt: skip
    sums = number((2 if task.half else 1) * int(str(x.shape[0]))) * errors.ref
    lost = Step(
        "k_inf", make("overflow", sums),
        ("the first epoch whose sum of squares is beyond the largest double",), "sweep",
        title=("the epoch from which a program in double precision prints inf,",),
        form=Epochs(task.epochs),
    )  # fmt: skip
    yield from (w, errors, radii, verdict, lost)


# --- which rates are stable ----------------------------------------------------------------------
def stability(task: Task, x: Expr, at: dict[str, Expr]) -> Iterator[Step]:
    """Give the eigenvalues of the data, and two bounds on the rate."""
    top = number(2) if task.factor == 1 else number(1)
    spread = Step(
        "lambda_R", make("eigenvalues", at["R"]), ("the eigenvalues, the largest first",),
        "stability", title=("the eigenvalues of the correlation matrix,",),
    )  # fmt: skip
    batch = Step(
        "r_batch", top / make("max", spread.ref, axis=None),
        ("up to it, steps with the average of all samples' updates are stable",),
        "stability", title=("the bound for steps with the average of all updates,",),
    )  # fmt: skip
    sizes = make("sum", x ** number(2), axis=1) if x.shape[1] != 1 else x ** number(2)
    safe = Step(
        "r_safe", top / make("max", sizes, axis=None),
        ("up to it, no update makes the error of its own sample larger",),
        "stability", title=("the rate up to which no update overshoots,",),
    )  # fmt: skip
    yield from (spread, batch, safe)


def largest_rate(task: Task, start: Start, x: Expr, asked: Mark | None) -> Iterator[Step]:
    """Give the first rate that is not stable, if that does not take too long."""
    samples, weights = (int(str(size)) for size in x.shape)
    if affordable(samples, weights):
        yield Step(BOUND, _first_unstable(task, x), (WHY,), "stability", title=TITLE)
    elif asked is not None:
        with_fewer = partial(make, "stable_rate", x)
        start.complaints.attempt(asked, with_fewer)
        start.complaints.broken.add(BOUND)


def _first_unstable(task: Task, x: Expr) -> Expr:
    whole = make("stable_rate", x)
    return whole if task.factor == 1 else whole / number(task.factor)
