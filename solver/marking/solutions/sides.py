"""What the left side of a claim is about: a step or a given, or the entries of one."""

from __future__ import annotations

from dataclasses import replace

from solver.marking import syntax as s
from solver.marking.meaning.vocabulary import Vocabulary, part_of


def step_of(left: s.Node | None, names: Vocabulary, label: str) -> str | None:
    """Find the step or given that the left side names, of this part or of all."""
    found = names.find(left) if left is not None else None
    if found is None or found.op != "name":
        return None
    key: str = found.attr("name")
    return key if part_of(key) in {label, ""} else None


def array_of(left: s.Node | None, names: Vocabulary, label: str) -> str | None:
    """Find the array whose entries the left side names by letters: z of `z_i`."""
    if isinstance(left, s.Derivative):
        bare = _bare(left.bottom)
        return step_of(replace(left, bottom=bare), names, label) if bare is not None else None
    return step_of(_bare(left), names, label)


def _bare(node: s.Node | None) -> s.Symbol | None:
    if not isinstance(node, s.Symbol) or not node.below.replace(",", "").isalpha():
        return None
    return replace(node, below="")
