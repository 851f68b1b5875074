"""Filled-in forms: whose they are, and what was answered, entry by entry as typed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from solver.errors import Complaint
from solver.marking.grading.formtext import form_tree
from solver.marking.grading.trees import DEEPEST, Scalar, Tree
from solver.marking.grading.typed import Typed

BLANK: Final = "?"  # an entry left blank in a matrix that is not
_HEAD: Final = ("set", "student", "variant")


@dataclass(frozen=True, slots=True)
class Form:
    """A form as it was filled in; `answers` by the names that stand there."""

    set_id: str
    student: str
    variant: str
    answers: Mapping[str, Typed]
    complaints: tuple[Complaint, ...] = ()


def read_form(text: str, file: str) -> Form:
    """Read the text of a form, whatever state it is in."""
    tree, complaints = form_tree(text, file)
    head = [_text(tree.get(key, Scalar(""))) for key in _HEAD]
    own = tree.get("answers")
    answers = own if isinstance(own, dict) else {k: v for k, v in tree.items() if k not in _HEAD}
    found = {name: answer for name, answer in _flat(answers, "", 0) if name != "answers"}
    return Form(head[0], head[1], head[2], found, tuple(complaints))


def _flat(table: Mapping[str, Any], before: str, depth: int) -> Iterator[tuple[str, Typed]]:
    """List answers by their names; those of a part may stand in a table of their own."""
    for name, tree in table.items():
        full = f"{before}:{name}" if before else name
        if isinstance(tree, dict):
            yield from _flat(tree, full, depth + 1)
        else:
            yield full, Typed(_text(tree), _line(tree))


def _text(tree: Tree, depth: int = 0) -> str:
    """Join the entries of a list as a matrix is written; one without any entry is blank."""
    if isinstance(tree, Scalar):
        return tree.text.strip()
    if isinstance(tree, dict) or depth > DEEPEST:
        return BLANK
    parts = [_text(part, depth + 1) or BLANK for part in tree]
    text = f"[{', '.join(parts)}]"
    return text if text.strip("[], ?") else ""


def _line(tree: Tree) -> int | None:
    while isinstance(tree, list) and tree:
        tree = tree[0]
    return tree.line if isinstance(tree, Scalar) else None
