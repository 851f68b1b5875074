"""What every claim asks: the verdict, and a reason that a person marks."""

from __future__ import annotations

from collections.abc import Iterator

from solver.errors import Mark
from solver.spec.model import Ask, Asked, Discuss, Formula, Spec

VERDICT = "verdict"


def with_verdict(spec: Spec, others: tuple[Asked, ...]) -> tuple[Asked, ...]:
    """Put the verdict, unless it is asked for already, and the reason before other questions."""
    return (*_own(spec, others), *others)


def _own(spec: Spec, others: tuple[Asked, ...]) -> Iterator[Asked]:
    if not any(isinstance(ask, Ask) and ask.name == VERDICT for ask in others):
        yield Ask(VERDICT, Formula(VERDICT, verdict_mark(spec)))
    yield Discuss("Give a reason.", spec.mark, spec.own["reason"], spec.own.get("rubric", ()))


def verdict_mark(spec: Spec) -> Mark:
    """Find where the verdict is written."""
    mark: Mark = spec.own["verdict"][1]
    return mark
