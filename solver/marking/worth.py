"""What each question is worth: the points that a file says, and a share of what is left."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from solver.spec.model import Asked, Discuss, Part


def shares(asked: Sequence[tuple[Part | None, Asked]], total: Fraction | None) -> list[Fraction]:
    """Give each question its points; what a part or problem has left is shared equally."""
    worth = [_said(ask) for _, ask in asked]
    parts = {part.label: part.points for part, _ in asked if part and part.points is not None}
    for label, points in parts.items():
        own = [k for k, (part, _) in enumerate(asked) if part and part.label == label]
        _share(worth, own, points)
    _share(worth, range(len(worth)), total)
    return [Fraction(0) if points is None else points for points in worth]


def _share(worth: list[Fraction | None], places: Sequence[int], total: Fraction | None) -> None:
    """Share what is left of a total among the places without points; one each without a total."""
    without = [k for k in places if worth[k] is None]
    said = sum((points for k in places if (points := worth[k]) is not None), Fraction(0))
    for k in without:
        worth[k] = Fraction(1) if total is None else max(total - said, Fraction(0)) / len(without)


def _said(ask: Asked) -> Fraction | None:
    """Give the points that a file says; a rubric is worth what its lines add up to."""
    if ask.points is None and isinstance(ask, Discuss) and ask.rubric:
        return sum((points for points, _ in ask.rubric), Fraction(0))
    return ask.points
