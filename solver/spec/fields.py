"""Field types, declared once: each reads a node, with complaints, and gives a JSON Schema."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from solver.errors import FormulaError, Mark
from solver.spec.model import Formula, Prose
from solver.spec.nodes import Broken, Items, Leaf, Node, Table, describe
from solver.spec.reading import Reading, Refused, refused
from solver.text.markdown import formulas, open_braces
from solver.text.source import checked

T_co = TypeVar("T_co", covariant=True)
Schema = dict[str, Any]
Entry = tuple[str, Mark, T_co]  # a key, its place, and what it holds
PLAIN: Schema = {"type": ["string", "number", "boolean"]}  # how YAML tools see unquoted text


@dataclass(frozen=True, slots=True, kw_only=True)
class Field(ABC, Generic[T_co]):
    """What may stand under a key; `about` explains it to the user of an editor.

    Subclasses that add no attributes need no decorator: making a dataclass takes 0.5 ms.
    """

    required: bool = False
    about: str = ""

    def read(self, node: Node, reading: Reading) -> T_co | None:
        """Read a node; None if it cannot be read, which has then been complained about."""
        return None if isinstance(node, Broken) else reading.attempt(self.take, node, reading)

    @abstractmethod
    def take(self, node: Node, reading: Reading) -> T_co:
        """Read a node that is not broken; raise Refused if it is not what is wanted."""

    @abstractmethod
    def schema(self) -> Schema:
        """Describe in JSON Schema what is taken."""

    def declares(self, value: Any) -> tuple[tuple[str, Mark], ...]:
        """List the names that a value of this field brings into the problem."""
        return ()


def expected(what: str, node: Node, hint: str = "") -> Refused:
    """Say that a node is not what is wanted here."""
    return refused(node.mark, f"expected {what}, found {describe(node)}", hint)


def text_of(node: Node, what: str) -> Leaf:
    """Take a scalar that is not empty."""
    if isinstance(node, Leaf) and node.text.strip():
        return node
    raise expected(what, node)


def check_mathematics(leaf: Leaf, reading: Reading) -> None:
    """Complain about mathematics between dollars that could not, or must not, be printed."""
    for latex, mentions in formulas(leaf.text):
        _check_latex(latex, mentions, leaf.mark, reading)


def _check_mentions(prose: Prose, reading: Reading) -> None:
    """Complain about double braces that mention nothing; in mathematics they group."""
    place = open_braces(prose)
    if place is not None:
        hint = "a value is mentioned by its name, as `{{x}}`"
        reading.complain(prose.at(place), "`{{` is opened and no name and `}}` follow", hint)


def _check_latex(latex: str, mentions: int, mark: Mark, reading: Reading) -> None:
    try:
        checked(latex, mentions)
    except FormulaError as error:
        reading.complain(mark, f"in `${short_text(latex)}$`: {error.message}", error.hint)


def short_text(latex: str) -> str:
    """Cut a formula that is too long to quote."""
    return latex if len(latex) <= 40 else latex[:37] + "…"


@dataclass(frozen=True, slots=True, kw_only=True)
class Latex(Field[str]):
    """A piece of LaTeX mathematics, as a symbol is printed."""

    def take(self, node: Node, reading: Reading) -> str:
        leaf = text_of(node, "LaTeX")
        _check_latex(leaf.text, 0, leaf.mark, reading)
        return leaf.text

    def schema(self) -> Schema:
        return PLAIN


@dataclass(frozen=True, slots=True, kw_only=True)
class Text(Field[str]):
    """Text; `markdown` may hold `$math$` and `{{name}}`."""

    what: str = "a text"
    pattern: str = ""
    rule: str = ""  # the pattern, in words
    markdown: bool = False

    def take(self, node: Node, reading: Reading) -> str:
        leaf = text_of(node, self.what)
        if self.pattern and not re.fullmatch(self.pattern, leaf.text):
            raise expected(self.what, node, self.rule)
        if not self.markdown:
            return leaf.text
        check_mathematics(leaf, reading)
        prose = Prose(leaf.text, leaf.mark, leaf.folded)
        _check_mentions(prose, reading)
        return prose

    def schema(self) -> Schema:
        kind = {"contentMediaType": "text/markdown"} if self.markdown else {}
        return PLAIN | kind | ({"pattern": f"^(?:{self.pattern})$"} if self.pattern else {})


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice(Field[str]):
    """One of a few words."""

    words: tuple[str, ...]

    def take(self, node: Node, reading: Reading) -> str:
        leaf = text_of(node, "one of " + ", ".join(self.words))
        if leaf.text not in self.words:
            raise expected("one of " + ", ".join(self.words), leaf)
        return leaf.text

    def schema(self) -> Schema:
        return {"enum": list(self.words)}


class Flag(Field[bool]):
    """True or false."""

    def take(self, node: Node, reading: Reading) -> bool:
        if isinstance(node, Leaf) and node.text.lower() in ("true", "false"):
            return node.text.lower() == "true"
        raise expected("true or false", node)

    def schema(self) -> Schema:
        return {"type": "boolean"}


class FormulaField(Field[Formula]):
    """A formula, kept as text until the names it uses are known."""

    def take(self, node: Node, reading: Reading) -> Formula:
        if isinstance(node, Items):
            hint = "a formula is text: set a list in quotes, as `'[1, 2]'`"
            raise expected("a formula", node, hint)
        leaf = text_of(node, "a formula")
        return Formula(leaf.text, leaf.mark)

    def schema(self) -> Schema:
        return {"type": ["string", "number"], "description": "a formula"}


FORMULA = FormulaField()


@dataclass(frozen=True, slots=True, kw_only=True)
class ListOf(Field[tuple[T_co, ...]]):
    """A list of things of one type."""

    item: Field[T_co]

    def take(self, node: Node, reading: Reading) -> tuple[T_co, ...]:
        if not isinstance(node, Items):
            raise expected("a list", node, "write each item on a line, after `- `")
        found = (self.item.read(part, reading) for part in node.items)
        return tuple(value for value in found if value is not None)

    def schema(self) -> Schema:
        return {"type": "array", "items": self.item.schema()}


@dataclass(frozen=True, slots=True, kw_only=True)
class MapOf(Field[tuple[Entry[T_co], ...]]):
    """A mapping whose keys the author chooses, in the order written."""

    value: Field[T_co]
    what: str = "a mapping of `name: value`"

    def take(self, node: Node, reading: Reading) -> tuple[Entry[T_co], ...]:
        if not isinstance(node, Table):
            raise expected(self.what, node)
        found = (self._entry(key, value, reading) for key, value in node.pairs)
        return tuple(entry for entry in found if entry is not None)

    def _entry(self, key: Leaf, node: Node, reading: Reading) -> Entry[T_co] | None:
        name = reading.attempt(self.key, key, reading)
        value = self.value.read(node, reading)
        return None if name is None or value is None else (name, key.mark, value)

    def key(self, key: Leaf, reading: Reading) -> str:
        """Read a key; the hook for mappings that take not every text."""
        return key.text

    def schema(self) -> Schema:
        return {"type": "object", "additionalProperties": self.value.schema()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked(Field[tuple[T_co, Mark]]):
    """Another field, with the place where it stands."""

    field: Field[T_co]

    def take(self, node: Node, reading: Reading) -> tuple[T_co, Mark]:
        return self.field.take(node, reading), node.mark

    def schema(self) -> Schema:
        return self.field.schema()
