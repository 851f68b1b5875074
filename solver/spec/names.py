"""What may name a quantity, and the fields that are made of names."""

from __future__ import annotations

import keyword
import re
from dataclasses import dataclass
from typing import Any, TypeVar
from unicodedata import normalize

from solver.errors import Mark
from solver.spec.fields import FORMULA, Field, ListOf, MapOf, Marked, Schema, expected, text_of
from solver.spec.model import Formula
from solver.spec.nodes import Leaf, Node
from solver.spec.reading import Reading, refused, short

T_co = TypeVar("T_co", covariant=True)
NAME = r"[^\W\d]\w*"
GRADIENT = rf"d({NAME})/d({NAME})"
_RULE = "a name is made of letters, digits and `_`, and does not begin with a digit"


def identifier(leaf: Leaf) -> str:
    """Take a text that formulas can use as a name."""
    text = leaf.text
    if not text.isidentifier():
        raise expected("a name", leaf, _RULE)
    if keyword.iskeyword(text):
        hint = f"write `{text}_`; `symbols` says how it is printed"
        raise refused(leaf.mark, f"`{text}` is a word of Python and cannot be a name", hint)
    # Formulas are read in this form, where letters that only look different are the same.
    if normalize("NFKC", text) != text:
        raise expected("a name", leaf, f"write {short(normalize('NFKC', text))}")
    return text


def fresh_name(leaf: Leaf, reserved: frozenset[str]) -> str:
    """Take a text that can name something new."""
    if leaf.text in reserved:
        message = f"`{leaf.text}` is a function of formulas and cannot be a name"
        raise refused(leaf.mark, message, f"choose another name, such as `{leaf.text}_`")
    return identifier(leaf)


def is_gradient(text: str) -> bool:
    """Tell whether a text is a fused name such as `dL/dW1`."""
    return re.fullmatch(GRADIENT, text) is not None


class Name(Field[str]):
    """The name of something."""

    def take(self, node: Node, reading: Reading) -> str:
        return identifier(text_of(node, "a name"))

    def schema(self) -> Schema:
        return {"type": "string", "pattern": f"^{NAME}$"}


class NewName(Name):
    """The name of something new, which formulas do not use yet."""

    def take(self, node: Node, reading: Reading) -> str:
        return fresh_name(text_of(node, "a name"), reading.reserved)


NAME_FIELD = Name()
PLACED_NAME = Marked(field=NAME_FIELD)


@dataclass(frozen=True, slots=True, kw_only=True)
class Names(ListOf[tuple[str, Mark]]):
    """A list of names, with their places: whether they are known is only seen later."""

    item: Field[tuple[str, Mark]] = PLACED_NAME


class NameMap(MapOf[T_co]):
    """A mapping that brings new names into the problem."""

    def key(self, key: Leaf, reading: Reading) -> str:
        return fresh_name(key, reading.reserved)

    def declares(self, value: Any) -> tuple[tuple[str, Mark], ...]:
        return tuple((name, mark) for name, mark, _ in value)

    def schema(self) -> Schema:
        names = {"propertyNames": {"pattern": f"^{NAME}$"}}
        return {"type": "object", **names, "additionalProperties": self.value.schema()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Equations(NameMap[Formula]):
    """Steps in order, `name: formula` each; gives `(name, mark, formula)`."""

    value: Field[Formula] = FORMULA
    what: str = "a mapping of `name: formula`"


class FormulaMap(Field[dict[str, Formula]]):
    """Formulas for names that are defined elsewhere."""

    def take(self, node: Node, reading: Reading) -> dict[str, Formula]:
        return {name: formula for name, _, formula in _FORMULAS.take(node, reading)}

    def schema(self) -> Schema:
        return _FORMULAS.schema()


class _KnownNames(NameMap[Formula]):
    """A mapping from names that something else defines."""

    def key(self, key: Leaf, reading: Reading) -> str:
        return identifier(key)


_FORMULAS = _KnownNames(value=FORMULA, what="a mapping of `name: formula`")
