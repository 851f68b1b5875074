"""The ways in which one answer may be taken: as written, by its dots and stars, by its factors."""

from __future__ import annotations

from collections.abc import Callable

from solver.marking import syntax as s
from solver.marking.judging.judged import Judged
from solver.marking.meaning import Meaningless
from solver.marking.meaning.visiting import nodes
from solver.marking.verdicts import Outcome

STARS = frozenset({"*", "cdot"})


def in_all_ways(
    node: s.Node,
    judge: Callable[[s.Node, bool], Judged],
    meant: Callable[[s.Node], Judged | None],
) -> Judged:
    """Judge an answer as it is written, and where that is wrong in the other ways it may be meant.

    `judge(node, True)` takes dots and stars for products of matrices, and counts if it is right;
    `meant(node)` puts the factors together otherwise, where as written they do not fit.
    """
    found = _judged(node, judge, starred=False)
    if found.outcome is not Outcome.WRONG:
        return found
    if any(map(_is_star, nodes(node))):
        other = _judged(node, judge, starred=True)
        if other.outcome.accepted:
            return other
    return (meant(node) if found.misfit else None) or found


def _judged(node: s.Node, judge: Callable[[s.Node, bool], Judged], starred: bool) -> Judged:
    try:
        return judge(node, starred)
    except Meaningless as error:
        if not error.misfit:
            raise
        return Judged(Outcome.WRONG, str(error), misfit=not error.final)


def _is_star(node: s.Node) -> bool:
    return isinstance(node, s.Binary) and node.op in STARS
