"""How high the slots of a problem must be: the blocks of a sample of its variants, measured."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import reduce
from itertools import islice
from math import ceil, floor

from solver.build.slots import Layout, Sign, SlotError, Space, fitted, inner, pieces, sign
from solver.document.blocks import Block, Document, Heading, Paragraph, Trial
from solver.render.inline import plain
from solver.render.latex import to_latex
from solver.render.pdf import typeset

_NARROW = 92  # per cent of the width, at which what nearly needs another line needs it
_SPARE = 4  # points below the title block, as for a name with accents
_LINE = re.compile(r"^slot \w+: " + " ".join([r"(-?[0-9.]+)pt"] * 5) + "$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Column:
    """The different blocks that the variants of a problem have in one slot."""

    sign: Sign
    blocks: tuple[Block, ...]

    def trials(self, name: str) -> Iterator[Trial]:
        """Try every block, and those that vary on lines that are narrower, too."""
        for percent in (100, _NARROW)[: len(self.blocks)]:
            yield from (Trial(name, (block,), percent) for block in self.blocks)


@dataclass(frozen=True, slots=True)
class Height:
    """What TeX says of a block, in points: within a page, at its top, and of the page around it."""

    whole: float
    bare: float
    front: float
    page: float
    line: float


def measured(samples: Sequence[Document]) -> tuple[Layout, ...]:
    """Lay out the problems of handouts alike for all variants, from a sample; one run of LaTeX.

    The sample is not empty, and has the title block of the handouts. A slot is as high as the
    highest block in it, and by a line higher where they differ: the sample is not everybody.
    SlotError if a block is higher than a page.
    """
    problems = list(zip(*(sample.blocks for sample in samples), strict=True))
    names = [_name(samples[0].title, found[0]) for found in problems]
    columns = [_columns(name, found) for name, found in zip(names, problems, strict=True)]
    heights = _heights(samples[0], columns)
    front, page = ceil(heights[0].front) + _SPARE, floor(heights[0].page)
    rest = iter(heights)
    return tuple(
        Layout(name, tuple(_space(name, column, rest, page) for column in found), page, front)
        for name, found in zip(names, columns, strict=True)
    )


# --- what is measured ----------------------------------------------------------------------------
def _name(title: str, problem: Block) -> str:
    """Call a problem by its heading, or by the title of the paper that it is alone in."""
    heads = [bare for block in pieces(problem) if isinstance(bare := inner(block), Heading)]
    words = plain(heads[0].words) if heads and heads[0].level == 1 else title
    return re.sub(r"[^A-Za-z0-9., -]", "", words) or "the problem"


def _columns(name: str, problems: Sequence[Block]) -> list[Column]:
    variants = [pieces(problem) for problem in problems]
    signs = reduce(_merged, [tuple(map(sign, blocks)) for blocks in variants])
    rows = [fitted(name, signs, blocks) for blocks in variants]
    return [Column(s, _distinct(b)) for s, b in zip(signs, zip(*rows, strict=True), strict=True)]


def _distinct(blocks: Iterable[Block | None]) -> tuple[Block, ...]:
    found: list[Block] = []
    for block in blocks:
        if block is not None and block not in found:
            found.append(block)
    return tuple(found)


def _merged(known: tuple[Sign, ...], others: tuple[Sign, ...]) -> tuple[Sign, ...]:
    """Put in what other variants say besides, where they say it."""
    if [s.kind for s in known] == [s.kind for s in others]:
        return known
    found: list[Sign] = []
    for tag, a, b, c, d in SequenceMatcher(None, known, others, autojunk=False).get_opcodes():
        found += [*known[a:b], *(() if tag == "equal" else others[c:d])]
    return tuple(found)


# --- measuring -----------------------------------------------------------------------------------
def _heights(document: Document, problems: Sequence[Sequence[Column]]) -> list[Height]:
    """Set every block once, below the title block, and read from the log how high it is."""
    trials = [
        trial
        for k, columns in enumerate(problems)
        for j, column in enumerate(columns)
        for trial in column.trials(f"{k}x{j}")
    ]
    tex = to_latex(replace(document, blocks=tuple(trials)), standalone=False)
    _, log = typeset(tex, document.title)
    found = [Height(*map(float, line.groups())) for line in _LINE.finditer(log)]
    assert len(found) == len(trials)
    return found


def _space(name: str, column: Column, heights: Iterator[Height], page: int) -> Space:
    """Make a slot as high as the blocks measured for it need."""
    count = len(column.blocks)
    wide = list(islice(heights, count))
    narrow = list(islice(heights, count if count > 1 else 0))
    line = wide[0].line
    whole = _enough([h.whole for h in wide], [h.whole for h in narrow], line)
    bare = _enough([h.bare for h in wide], [h.bare for h in narrow], line)
    if bare > page:
        message = f"{name}: {column.sign} is {bare} points high, and a page has {page}"
        raise SlotError(f"{message}\n  hint: split it into parts, each with its own questions")
    return Space(column.sign, whole, bare, any(map(_leads, column.blocks)))


def _enough(wide: Sequence[float], narrow: Sequence[float], line: float) -> int:
    """Round up, with room for a line more where heights differ or lines are nearly full."""
    highest, varies = max(wide), max(wide) - min(wide) > 0.01  # points
    return ceil(max(highest + line if varies else highest, *narrow, 0) - 0.001)


def _leads(block: Block) -> bool:
    """Tell whether a block stays on the page of the next one."""
    bare = inner(block)
    return isinstance(bare, Heading) or (isinstance(bare, Paragraph) and bare.leads)
