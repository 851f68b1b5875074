"""JSON Schema of problem files, for editors; made of the same fields that read them."""

from __future__ import annotations

from typing import Any

from solver.spec.common import HEAD, KIND, LABEL, PART, WORLD
from solver.spec.fields import Schema
from solver.spec.library import Library, shipped
from solver.spec.records import FieldMap, closed, described
from solver.spec.sets import SET
from solver.spec.structures import ABOUT, KEY, MOST

DRAFT = "https://json-schema.org/draft/2020-12/schema"


def schema(kind: str | None = None, library: Library | None = None) -> dict[str, Any]:
    """Describe the problem files of a kind; without one, those of all kinds, and sets."""
    library = library or shipped()
    if kind is not None:
        return {"$schema": DRAFT, "title": f"problem: {kind}"} | _problem(kind, library)
    problems = [_problem(each, library) for each in library.kinds]
    return {"$schema": DRAFT, "title": "problem or set", "anyOf": [*problems, closed(SET)]}


def _problem(kind: str, library: Library) -> Schema:
    own = library.fields_of(kind)
    whole = closed({**HEAD, **WORLD, **own})
    parts = {
        "type": "object",
        "propertyNames": {"pattern": f"^{LABEL.pattern}$"},
        "additionalProperties": _part(kind, own),
    }
    whole["properties"] |= {"kind": {"const": kind, "description": KIND.about}, "parts": parts}
    whole["properties"][KEY] = {
        "description": ABOUT, "type": "object", "minProperties": 2, "maxProperties": MOST,
        "additionalProperties": {"type": "object"},
    }  # fmt: skip
    return _with_required(whole, own)


def _with_required(whole: Schema, own: FieldMap) -> Schema:
    """Require the kind; its own fields only where no part could bring them."""
    required = [key for key, field in own.items() if field.required]
    alone = {"anyOf": [{"required": required}, {"required": ["parts"]}]} if required else {}
    return {**whole, "required": ["kind"], **alone}


def _part(kind: str, own: FieldMap) -> Schema:
    """Describe a part; one of another kind is checked by the loader only."""
    here = {key: described(field) for key, field in {**PART, **WORLD, **own}.items()}
    closed_part = {"properties": {"kind": True, **here}, "additionalProperties": False}
    same = {"properties": {"kind": {"const": kind}}}
    return {"type": "object", "if": same, "then": closed_part}
