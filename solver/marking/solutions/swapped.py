"""One name written for another: a wrong member of a chain that is right with a neighbour's name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any

from solver.marking import syntax as s
from solver.marking.meaning.vocabulary import Vocabulary
from solver.marking.solutions.links import Links
from solver.marking.transcripts.claims_read import ReadLink
from solver.marking.verdicts import Outcome

MOST = 40  # other names that are tried
RIGHT = frozenset({Outcome.CORRECT, Outcome.NOTATION})


def swapped(links: Links, key: str, link: ReadLink, names: Vocabulary) -> str:
    """Say which name may have been meant for which; empty unless exactly one way makes it right."""
    if link.node is None:
        return ""
    found = []
    for symbol, other in list(_pairs(link.node, names))[:MOST]:
        judged = links.judged(key, replace(link, node=_with(link.node, symbol, other)), names)
        if judged is not None and judged.outcome in RIGHT:
            found.append(f"{_said(other)} may have been meant for {_said(symbol)}")
    return found[0] if len(found) == 1 else ""


def _pairs(node: s.Node, names: Vocabulary) -> Iterator[tuple[s.Symbol, s.Symbol]]:
    """List the names in a text, each with the others that differ from it in the index only."""
    known = [each for each in names.names if isinstance(each, s.Symbol)]
    for symbol in dict.fromkeys(_symbols(node)):
        mine, seen = names.find(symbol), set[object]()
        for other in known:
            alike = other.base.lower() == symbol.base.lower() and other.marks == symbol.marks
            meaning = names.find(other)
            if alike and meaning != mine and meaning not in seen:
                seen.add(meaning)
                yield symbol, other


def _symbols(value: Any) -> Iterator[s.Symbol]:
    if isinstance(value, s.Symbol):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from _symbols(part)
    elif is_dataclass(value) and not isinstance(value, s.Span):
        for each in fields(value):
            yield from _symbols(getattr(value, each.name))


def _with(value: Any, symbol: s.Symbol, other: s.Symbol) -> Any:
    """Write one name for another throughout."""
    if value == symbol and isinstance(value, s.Symbol):
        return other
    if isinstance(value, tuple):
        return tuple(_with(part, symbol, other) for part in value)
    if isinstance(value, s.Node) and not isinstance(value, s.Symbol):
        changed = {
            each.name: _with(getattr(value, each.name), symbol, other)
            for each in fields(value)
            if each.name != "span"
        }
        return replace(value, **changed)
    return value


def _said(symbol: s.Symbol) -> str:
    below = f"_{symbol.below}" if symbol.below else ""
    above = f"^{symbol.above}" if symbol.above else ""
    return f"{symbol.base}{below}{above}"
