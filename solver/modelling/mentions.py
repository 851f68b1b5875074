"""Names mentioned in text between double braces, `{{z}}`, whose values are printed there."""

from __future__ import annotations

import re
from collections.abc import Iterator

from solver.errors import Mark
from solver.spec.model import Ask, Asked, Discuss, Formula, Prose, Spec
from solver.text.markdown import MENTION

_WORD = re.compile(r"[^\W\d]\w*")


def texts(spec: Spec, asks: tuple[Asked, ...]) -> Iterator[str]:
    """Visit every text of a problem that may mention a value."""
    yield from (spec.statement, spec.note, *(part.text for part in spec.parts))
    for ask in asks:
        if isinstance(ask, Discuss):
            yield from (ask.question, ask.model, *(text for _, text in ask.rubric))
        else:
            yield from (ask.title, ask.hint)


def mentions(spec: Spec, asks: tuple[Asked, ...]) -> tuple[Formula, ...]:
    """List the formulas mentioned in texts, once each, where they stand."""
    found: dict[str, Formula] = {}
    for text in texts(spec, asks):
        for match in MENTION.finditer(text):
            where = text.at(match.start(1)) if isinstance(text, Prose) else spec.mark
            found.setdefault(match[1], Formula(match[1], where))
    return tuple(found.values())


def words_in(spec: Spec, asks: tuple[Asked, ...]) -> frozenset[str]:
    """List all that looks like a name in what is asked, accepted, shown or mentioned.

    A kind that makes some steps only where they are wanted looks for their names here.
    """
    asked = [ask for ask in asks if isinstance(ask, Ask)]
    formulas = [formula for ask in asked for formula in (ask.formula, *ask.accept, *ask.equals)]
    formulas += [*spec.show, *mentions(spec, asks)]
    return frozenset(word for formula in formulas for word in _WORD.findall(formula.text))


def asked_at(key: str, spec: Spec, asks: tuple[Asked, ...]) -> Mark:
    """Find where a name is asked for, for complaints about it."""
    formulas = (ask.formula for ask in asks if isinstance(ask, Ask))
    return next((f.mark for f in formulas if key in _WORD.findall(f.text)), spec.mark)
