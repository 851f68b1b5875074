"""What of a spec becomes a given, and what steps and conventions are wanted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from solver.algebra.expr import Expr, number
from solver.errors import Complaint, Mark, SpecError
from solver.kinds._lms.fields import Drawn
from solver.spec.model import GivenSpec, Spec

START, RATE, RATES, TRUE, NOISE = "w_0", "r", "rates", "w_true", "sigma"
LEARNING = ("start", "epochs", "factor")  # keys that only mean something with a rate


@dataclass(frozen=True, slots=True)
class Task:
    """A spec with its literal numbers as givens, and the conventions that it goes by."""

    spec: Spec
    drawn: Drawn | None
    single: bool
    rates: int
    epochs: int
    half: bool
    factor: int

    @property
    def learns(self) -> bool:
        """Tell whether LMS runs at all, or only the Wiener solution is wanted."""
        return self.single or self.rates > 0

    def update(self, rate: Expr) -> Expr:
        """Give what the error of a sample is multiplied by in an update."""
        return rate if self.factor == 1 else number(self.factor) * rate


def task_of(spec: Spec) -> Task:
    """Make givens of the numbers of a spec; SpecError where they contradict each other."""
    own = spec.own
    drawn: Drawn | None = own.get("data")
    complaints = [*_complaints(spec, drawn), *_not_given(spec)]
    if complaints:
        raise SpecError(*complaints)
    fresh = [*_of_data(drawn), *_of_rates(spec)]
    _refuse_taken(spec, fresh)
    inner = replace(spec, given=(*spec.given, *fresh))
    rates = len(own["rates"][0]) if "rates" in own else 0
    epochs = own["epochs"][0] if "epochs" in own else 0
    factor = own["factor"][0] if "factor" in own else 1
    return Task(inner, drawn, "rate" in own, rates, epochs, own.get("mse") == "half", factor)


def _complaints(spec: Spec, drawn: Drawn | None) -> Iterator[Complaint]:
    """List what is missing, said twice, or means nothing."""
    given = {g.name: g.mark for g in spec.given}
    if drawn is None:
        if "X" not in given and "F" not in given:
            hint = "give `X`, a row for each sample; or `F`, the features without a constant; or "
            yield Complaint(spec.mark, "the data are missing", f"{hint}`data: {{generate: …}}`")
        if "X" in given and "F" in given:
            message = "both `X` and `F` are given"
            yield Complaint(given["F"], message, "`X` is `F` with a column of ones in front")
        if "D" not in given:
            yield Complaint(spec.mark, "the targets are missing", "give `D`, a column")
    else:
        for key in ("X", "F", "D"):
            if key in given:
                message = f"`{key}` is given, and drawn under `data` as well"
                yield Complaint(given[key], message, "leave one of the two out")
    yield from _idle(spec)


def _idle(spec: Spec) -> Iterator[Complaint]:
    """Complain about a run without epochs, and about settings of a run that there is not."""
    own = spec.own
    rate: tuple[Any, Mark] | None = own.get("rate") or own.get("rates")
    if rate and "epochs" not in own:
        yield Complaint(rate[1], "`epochs` is missing: how long is learned?", "add `epochs: 20`")
    for key in LEARNING:
        if key in own and not rate:
            message = f"`{key}` says nothing without a rate"
            yield Complaint(own[key][1], message, "add `rate: 0.01`, or `rates: [0.01, 0.1]`")


def _of_data(drawn: Drawn | None) -> Iterator[GivenSpec]:
    if drawn is not None:
        yield GivenSpec(TRUE, drawn.mark, (len(drawn.weights), 1), drawn.weights)
        yield GivenSpec(NOISE, drawn.mark, (), drawn.noise)


def _of_rates(spec: Spec) -> Iterator[GivenSpec]:
    own = spec.own
    if _written(own, "start"):
        (shape, value), mark = own["start"]
        yield GivenSpec(START, mark, shape, value)
    if _written(own, "rate"):
        yield GivenSpec(RATE, own["rate"][1], (), own["rate"][0])
    if "rates" in own:
        rates, mark = own["rates"]
        values: tuple[Fraction, ...] = tuple(value for value, _ in rates)
        yield GivenSpec(RATES, mark, (len(values),), values)


def _written(own: Mapping[str, Any], key: str) -> bool:
    """Tell whether a number stands under a key, and not the name of a given."""
    return key in own and own[key][0] is not None


def _not_given(spec: Spec) -> Iterator[Complaint]:
    """Complain where a start or a rate is to be a given, and there is none, or none above 0."""
    given = {each.name: each for each in spec.given}
    for key, name in (("start", START), ("rate", RATE)):
        if key in spec.own and not _written(spec.own, key):
            mark = spec.own[key][1]
            if name not in given:
                hint = f"add `{name}` to `given:`, or write a number"
                yield Complaint(
                    mark, f"`{key}` is to be the given `{name}`, and there is none", hint
                )
            elif key == "rate" and not _is_above_zero(given[name].value):
                yield Complaint(given[name].mark, f"`{name}` is a rate: a number above 0 is wanted")


def _is_above_zero(value: object) -> bool:
    return isinstance(value, Fraction) and value > 0


def _refuse_taken(spec: Spec, fresh: list[GivenSpec]) -> None:
    """Complain of givens that have the name of a number written elsewhere."""
    taken = {given.name for given in spec.given}
    twice = [given for given in fresh if given.name in taken]
    if twice:
        raise SpecError(
            *(
                Complaint(
                    given.mark,
                    f"what is written here is called `{given.name}`, as a given is",
                    "give the given another name",
                )
                for given in twice
            )
        )
