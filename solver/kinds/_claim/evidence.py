"""What a computed condition says about a claim, and the steps that show it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce

from solver.algebra.expr import Expr, bound_names, make, name, number, substitute, value_of
from solver.algebra.op import Words
from solver.algebra.ops.compare import RELATIONS
from solver.algebra.ops.ranges import Range, over, ranges_of
from solver.kinds._claim.fields import ALWAYS, SOMETIMES, USUALLY
from solver.kinds._claim.forms import Case, Verdict
from solver.kinds._claim.negation import negated
from solver.modelling.describe import describe
from solver.plan import Step

COUNTEREXAMPLE, EXAMPLE, COUNT = "counterexample", "example", "cases"


def is_stated(step: Step) -> bool:
    """Tell whether a step is numbers that its author wrote: a constant, or a matrix of them."""
    entries = step.formula.args if step.formula.op == "stack" else (step.formula,)
    return all(value_of(entry) is not None for entry in entries)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A condition, the verdict that its author expects, and how much the claim says."""

    holds: Expr
    verdict: bool
    says: str
    lead: str = ""  # what its author says of it

    @property
    def is_search(self) -> bool:
        """Tell whether cases are gone through."""
        return self.holds.op in {"forall", "exists"}

    @property
    def is_settled(self) -> bool:
        """Tell whether one case of the search settles it: a counterexample, or an example."""
        return self.is_search and (self.holds.op == "exists") == self.verdict


def evidence(found: Evidence) -> tuple[Step, ...]:
    """Make the verdict, and what shows it: the case that settles it, or the number of cases."""
    verdict = Step("verdict", found.holds, _why(found), "verdict", form=Verdict())
    if not found.is_search:
        return (verdict,)
    return (verdict, *(_settling(found) if found.is_settled else [_counted(found.holds)]))


# --- what it shows, in words ---------------------------------------------------------------------
_PLAIN: dict[tuple[str, bool], str] = {
    (ALWAYS, False): "the claim is that something always holds: here it does not, "
    "and one counterexample settles it",
    (ALWAYS, True): "the claim holds in the case that is computed; one case supports "
    "what is claimed of all, and does not prove it",
    (SOMETIMES, True): "the claim is that something can happen: here it does, "
    "and one example settles it",
    (SOMETIMES, False): "what the claim says can happen does not happen in the case that is "
    "computed; one case supports the verdict, and does not prove it",
    (USUALLY, True): "the case that is computed illustrates the claim; "
    "why it is typical, the reason has to say",
    (USUALLY, False): "the case that is computed speaks against the claim; "
    "why it is typical, the reason has to say",
}
_SEARCHED: dict[tuple[str, bool], str] = {
    ("forall", False): "the claim is that something always holds: one counterexample settles it",
    ("exists", True): "the claim is that something can happen: one example settles it",
    ("forall", True): "it holds in every case of the ranges; that supports the claim, "
    "and proves nothing outside them",
    ("exists", False): "it holds in no case of the ranges; that speaks against the claim, "
    "and proves nothing outside them",
}


def _why(found: Evidence) -> Words:
    searched = found.is_search and found.says != USUALLY
    words = (_SEARCHED[found.holds.op, found.verdict] if searched
             else _PLAIN[found.says, found.verdict])  # fmt: skip
    return (f"{found.lead}; {words}" if found.lead else words,)


# --- the case that settles it --------------------------------------------------------------------
def _settling(found: Evidence) -> Iterator[Step]:
    """Search the first case that settles it, and put its numbers into what is compared."""
    body, ranges = found.holds.args[0], ranges_of(found.holds)
    wanted = body if found.verdict else negated(body)
    label = EXAMPLE if found.verdict else COUNTEREXAMPLE
    does = "holds" if found.verdict else "does not hold"
    indices = tuple(index for index, _, _ in ranges)
    search = over("first", wanted, ranges)
    why: Words = (f"the first case, in order, in which the condition {does}",)
    judged = tuple(_is_case(label, wanted, ranges))
    case = Step(label, search, why, "verdict", form=Case(), confirms=("verdict",), judged=judged)
    yield case
    for k, index in enumerate(indices):
        place = make("index", case.ref, number(k))
        yield Step(index, place, (f"its value in the {label}",), "place")
    for side in sides(body):
        label = str(side).replace(" ", "")  # as a text mentions it
        yield Step(label, side, describe(side), "side")


def _is_case(label: str, wanted: Expr, ranges: Sequence[Range]) -> Iterator[Expr]:
    """Say what a case must do: lie within the ranges, in whole numbers, and settle the claim."""
    own = name(label, (len(ranges),))
    at = {index: make("index", own, number(k)) for k, (index, _, _) in enumerate(ranges)}
    for index, low, high in ranges:
        yield make("eq", make("floor", at[index]), at[index])
        yield make("le", substitute(low, at), at[index])
        yield make("le", at[index], substitute(high, at))
    yield substitute(wanted, at)


def sides(body: Expr) -> list[Expr]:
    """List what a condition compares, where it has to be worked out."""
    found = [arg for node in _comparisons(body) for arg in node.args]
    return [side for side in dict.fromkeys(found) if side.args and side.is_scalar]


def _comparisons(body: Expr) -> Iterator[Expr]:
    """Visit the comparisons of a condition, but not those inside what binds a name."""
    if body.op in RELATIONS:
        yield body
    elif not any(bound_names(body)):
        for arg in body.args:
            yield from _comparisons(arg)


# --- the number of cases -------------------------------------------------------------------------
def _counted(holds: Expr) -> Step:
    """Count the cases: one for each number in every range."""
    total = reduce(_summed, reversed(ranges_of(holds)), number(1))
    return Step(COUNT, total, ("the number of cases",), "verdict", confirms=("verdict",))


def _summed(body: Expr, found: tuple[str, Expr, Expr]) -> Expr:
    index, first, last = found
    return make("bigsum", body, first, last, index=index)
