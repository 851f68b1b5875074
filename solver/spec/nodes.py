"""The nodes of a YAML document: each knows its place, and every scalar is the text written."""

from __future__ import annotations

from dataclasses import dataclass

from solver.errors import Mark
from solver.spec.reading import short


@dataclass(frozen=True, slots=True)
class Leaf:
    """A scalar: its text, and where the text begins (inside the quotes, if there are any)."""

    text: str
    mark: Mark
    plain: bool = True  # written without quotes
    folded: bool = False  # its lines are not those of the file

    @property
    def empty(self) -> bool:
        return self.plain and not self.text


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    items: tuple[Node, ...]
    mark: Mark


@dataclass(frozen=True, slots=True)
class Table:
    """A mapping; its keys are distinct texts."""

    pairs: tuple[tuple[Leaf, Node], ...]
    mark: Mark

    def get(self, key: str) -> Node | None:
        """Look up the value of a key."""
        return next((value for leaf, value in self.pairs if leaf.text == key), None)


@dataclass(frozen=True, slots=True)
class Broken:
    """A node that has been complained about already; whoever reads it keeps silent."""

    mark: Mark


Node = Leaf | Items | Table | Broken


def describe(node: Node) -> str:
    """Say what was found, for a complaint."""
    if isinstance(node, Leaf):
        return "nothing" if node.empty else f"the text {short(node.text)}"
    if isinstance(node, Items):
        return f"a list of {len(node.items)}" if node.items else "an empty list"
    return "a mapping"
