"""Names mentioned in text between double braces, `{{z}}`, whose values are printed there."""

from __future__ import annotations

from collections.abc import Iterator

from solver.spec.model import Asked, Discuss, Formula, Spec
from solver.text.markdown import MENTION


def texts(spec: Spec, asks: tuple[Asked, ...]) -> Iterator[str]:
    """Visit every text of a problem that may mention a value."""
    yield from (spec.statement, spec.note, *(part.text for part in spec.parts))
    for ask in asks:
        if isinstance(ask, Discuss):
            yield from (ask.question, ask.model, *(text for _, text in ask.rubric))
        else:
            yield ask.hint


def mentions(spec: Spec, asks: tuple[Asked, ...]) -> tuple[Formula, ...]:
    """List the formulas mentioned in texts, once each, complained about at the spec's start."""
    found = (match[1] for text in texts(spec, asks) for match in MENTION.finditer(text))
    return tuple(Formula(text, spec.mark) for text in dict.fromkeys(found))
