"""What the loader must know from outside the file: the kinds, and the words formulas use."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module

from solver import resources
from solver.algebra.op import OPS
from solver.spec.records import FieldMap


@dataclass(frozen=True, slots=True)
class Library:
    """The stems of all kinds, the fields of one, and the names that are functions."""

    kinds: tuple[str, ...]
    fields_of: Callable[[str], FieldMap]
    reserved: frozenset[str] = frozenset()


@cache
def shipped() -> Library:
    """Find the kinds that ship; each is imported only when a problem names it."""
    reserved = frozenset(name for name, op in OPS.items() if op.call is not None)
    return Library(tuple(resources.kinds()), kind_fields, reserved)


def kind_fields(kind: str) -> FieldMap:
    """Import one kind for the fields it declares."""
    fields: FieldMap = import_module(f"solver.kinds.{kind}").FIELDS
    return fields
