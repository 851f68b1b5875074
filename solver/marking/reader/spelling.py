"""How a plain name, `yhat`, `W1_new`, `dL/dW1`, is usually written by hand."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from solver.algebra.gradient_names import as_derivative
from solver.marking.reader.lexicon import GREEK_NAMES
from solver.marking.reader.scripts import tight
from solver.marking.syntax import Binary, Derivative, Node, Symbol

_NAME = re.compile(r"([^\W\d_]+)(\d*)(?:_(\w+))?")
_MARKS = ("hat", "bar", "tilde", "vec", "dot")


@lru_cache(maxsize=4096)
def spellings(name: str) -> tuple[Node, ...]:
    r"""Give the usual ways to write a plan's name: `yhat` is also `\hat y`, `a1` also `a^{(1)}`."""
    if pair := as_derivative(name.partition(" via ")[0]):
        tops, bottoms = spellings(pair.top), spellings(pair.bottom)
        return tuple(Derivative(top, bottom) for top in tops for bottom in bottoms)
    found = _NAME.fullmatch(name.rpartition(".")[2])
    if not found:
        return (Symbol(name),)
    base, digits, rest = found[1], found[2], tight(found[3] or "")
    written: dict[Symbol | Binary, None] = {}
    for head in _heads(base):
        for symbol in _indexed(head, digits, rest):
            written[symbol] = None
            written.update(dict.fromkeys(_as_differential(symbol)))
    if part := name.rpartition(".")[0]:
        below = ",".join(text for text in (digits, rest) if text)
        written[Symbol(f"{part}.{base}", below=below)] = None
    return tuple(written)


def _heads(base: str) -> list[Symbol]:
    """Give the letter with its mark, if the name ends in the word for it."""
    heads = [Symbol(base)]
    for mark in _MARKS:
        letter = base.removesuffix(mark)
        if letter and letter != base and (len(letter) == 1 or letter in GREEK_NAMES):
            heads.append(Symbol(letter, marks=(mark,)))
    return heads


def _indexed(head: Symbol, digits: str, rest: str) -> list[Symbol]:
    below = ",".join(part for part in (digits, rest) if part)
    ways = [replace(head, below=below)]
    if digits and rest:
        ways.append(replace(head, below=digits, above=rest))
        ways.append(replace(head, below=rest, above=f"({digits})"))
    elif digits:
        ways += [replace(head, above=f"({digits})"), replace(head, above=f"[{digits}]")]
    elif rest in _MARKS:
        ways.append(replace(head, marks=(*head.marks, rest)))
    elif rest:
        ways += [replace(head, above=rest), replace(head, above=f"({rest})")]
        if rest in {"star", "opt"}:
            ways.append(replace(head, above="*"))
    return ways


def _as_differential(symbol: Symbol) -> list[Binary]:
    """Give `d` beside `z_1` for the name `dz1`, as LaTeX has it."""
    base = symbol.base
    if len(base) < 2 or base[0] != "d" or (len(base) > 2 and base[1:] not in GREEK_NAMES):
        return []
    return [Binary("jux", Symbol("d"), replace(symbol, base=base[1:]))]
