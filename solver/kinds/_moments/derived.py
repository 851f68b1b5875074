"""The mean, the variance and the standard deviation of a quantity, line by line."""

from __future__ import annotations

from dataclasses import dataclass

from solver.algebra.expr import Expr, make, name, names_in, number, walk
from solver.algebra.op import Words
from solver.algebra.ops.moments import moment
from solver.algebra.terms import terms_of
from solver.errors import FormulaError
from solver.kinds._moments.closed import Positive, closed, root
from solver.kinds._moments.forms import Theta
from solver.kinds._moments.growth import is_negative, leading
from solver.kinds._moments.independence import Known, is_entry
from solver.kinds._moments.rules import MOMENTS, STATED, Rules
from solver.plan import Line, Step

MOST_ROUNDS = 8
COLLECTED = "work it out"
NOTHING = "it does not depend on it"
COUNTED = "terms that are all the same are counted, and the rest is collected"
PUT_IN = "put in the variance"
ROOT = f"{PUT_IN}; the root of a positive factor's square is the factor"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A formula in random entries, by its name."""

    name: str
    body: Expr

    @property
    def ref(self) -> Expr:
        return name(self.name)


def moments_of(one: Quantity, known: Known, positive: Positive) -> tuple[Step, ...]:
    """Derive the mean, the variance and the standard deviation; FormulaError where they are not."""
    mean = _moment("expectation", f"mean_{one.name}", "the mean", one, known)
    variance = _moment("variance", f"var_{one.name}", "the variance", one, known)
    return mean, variance, _deviation(one, variance, positive)


def _deviation(one: Quantity, variance: Step, positive: Positive) -> Step:
    found = root(variance.formula, positive)
    return Step(
        f"std_{one.name}", found, (PUT_IN if found.op == "sqrt" else ROOT,),
        before=(Line(make("sqrt", variance.ref), ("the square root of the variance",)),),
        title=("the standard deviation of ", one.ref, ","),
    )  # fmt: skip


def _moment(op: str, key: str, title: str, one: Quantity, known: Known) -> Step:
    *lines, last = _lines(op, one, known)
    return Step(key, last.expr, last.why, before=tuple(lines), title=(title, " of ", one.ref, ","))


def _lines(op: str, one: Quantity, known: Known) -> list[Line]:
    """Rewrite a moment pass by pass, until only stated moments of entries remain."""
    rules = Rules(known)
    found = [Line(moment(op, one.body, known), ("put in what ", one.ref, " is"))]
    for _ in range(MOST_ROUNDS):
        for step in rules.passes():
            rules.reasons.clear()
            new = step(found[-1].expr)
            if new != found[-1].expr:
                found.append(Line(new, _joined(rules.reasons)))
        if not _open(found[-1].expr):
            break
    else:
        raise FormulaError(f"the moments of {one.body} are not worked out", "take it apart")
    for rewrite, why in ((rules.stated, STATED), (closed, "")):
        old, new = found[-1].expr, rewrite(found[-1].expr)
        if new != old:
            found.append(Line(new, (why or _collecting(old, new),)))
    return found


def _collecting(old: Expr, new: Expr) -> str:
    """Say what is done to a formula of numbers and constants."""
    before, after = (sum(node.op == "bigsum" for node in walk(e)) for e in (old, new))
    return COUNTED if after < before else COLLECTED


def _joined(reasons: list[Words]) -> Words:
    words: list[str | Expr] = []
    for k, reason in enumerate(reasons):
        words += ["; "] * (k > 0)
        words += reason  # type: ignore[arg-type]
    return tuple(words) or ("the same, written differently",)


def _open(e: Expr) -> bool:
    """Tell whether a moment of something else than an entry is left."""
    return any(node.op in MOMENTS and not is_entry(node.args[0]) for node in walk(e))


# --- growth --------------------------------------------------------------------------------------
def growth_of(step: Step, variable: str) -> Step:
    """Tell how fast a derived formula grows, from its leading term."""
    found, size = leading(step.formula, variable), name(variable)
    if not step.name.startswith("mean_") and is_negative(found.coefficient):
        what = f"{step.formula} would be negative for large {variable}"
        raise FormulaError(what, "tell the growth in a size that can grow by itself")
    depends = variable in names_in(step.formula)
    why: Words = (
        "for large ", size, " it behaves like ", found.of(variable), ", all else being fixed"
    )  # fmt: skip
    if not terms_of(found.of(variable) / step.formula - number(1)):
        why = ("all but ", size, " stays fixed")
    order = make("order", step.formula, variable=variable) if depends else None
    return Step(
        f"growth_{step.name}", number(found.power), why if depends else (NOTHING,), "growth",
        before=(Line(order, why),) if order else (),
        title=("the growth in ", size, " of"), form=Theta(variable),
    )  # fmt: skip
