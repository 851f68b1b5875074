"""Handouts whose answer boxes stand at the same place on the same page for everybody.

Every block of a problem gets a slot of a height that is the same for all who have its structure;
so page breaks and boxes depend on the layout alone, and no longer on the numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from solver.document.blocks import Block, Document, Heading, Named, Paragraph, Room, Slot, Text
from solver.errors import MarkschemeError
from solver.render.inline import plain

MOST_LINES = 22  # in a box to write in, that it fits on a page
_FEW_LETTERS = 48  # of a block, that it can be recognised in a message
_TOP_LINE = 10  # points from the top of a page, at which TeX sets a first line that is lower


class SlotError(MarkschemeError):
    """A handout does not fit the layout of its problem."""

    exit_code = 4


@dataclass(frozen=True, slots=True)
class Sign:
    """What a block can be recognised by, whatever its numbers are."""

    kind: str
    words: str

    def __str__(self) -> str:
        words = re.sub(r" ?[.,][., ]*", " ... ", self.words)[:_FEW_LETTERS].strip()
        return f"the {self.kind.lower()}{f' ({words})' if words else ''}"


@dataclass(frozen=True, slots=True)
class Space:
    """The height of a slot in points: within a page, and `bare` at its top."""

    sign: Sign
    whole: int
    bare: int
    leads: bool  # to the next slot, which stays on its page


@dataclass(frozen=True, slots=True)
class Layout:
    """The slots of a problem, the height of a page, and that of the title block before them."""

    name: str
    spaces: tuple[Space, ...]
    page: int
    front: int


# --- blocks that get a slot each -----------------------------------------------------------------
def pieces(problem: Block) -> tuple[Block, ...]:
    """List the blocks of a problem, each with the names that are printed in it."""
    return tuple(_pieces((problem,)))


def _pieces(blocks: Sequence[Block]) -> Iterator[Block]:
    for block in blocks:
        if isinstance(block, Named):
            yield from (Named(block.symbols, (piece,)) for piece in _pieces(block.blocks))
        elif isinstance(block, Room):
            yield from _cut(block)
        else:
            yield block


def _cut(room: Room) -> Iterator[Room]:
    """Cut a box that is higher than a page."""
    yield replace(room, lines=min(room.lines, MOST_LINES))
    again = (*room.label, Text(" (continued)"))
    for done in range(MOST_LINES, room.lines, MOST_LINES):
        yield Room(again, min(room.lines - done, MOST_LINES))


def inner(block: Block) -> Block:
    """Take the names off a piece."""
    return inner(block.blocks[0]) if isinstance(block, Named) else block


def sign(block: Block) -> Sign:
    """Say what a piece can be recognised by."""
    bare = inner(block)
    words: str = ""
    if isinstance(bare, Heading | Paragraph):
        words = plain(bare.words)
    elif isinstance(bare, Room):
        words = plain(bare.label)
    return Sign(_NAMES.get(type(bare).__name__, type(bare).__name__), _told(words))


_NAMES = {"Room": "box", "Chain": "formula", "Items": "list", "Box": "remark"}


def _told(words: str) -> str:
    """Keep what does not vary, and what TeX can print in a message."""
    return " ".join(re.sub(r"[^A-Za-z()'., ]", " ", words).split())


# --- blocks in their slots -----------------------------------------------------------------------
def fitted(name: str, signs: Sequence[Sign], found: Sequence[Block]) -> tuple[Block | None, ...]:
    """Give each slot its block; None where this variant has none. SlotError for one too many.

    A sentence may depend on the numbers, as when an array happens to be that of an earlier part.
    """
    if [s.kind for s in signs] == [sign(block).kind for block in found]:
        return tuple(found)
    rest, chosen = list(found), list[Block | None]()
    for wanted in signs:
        here = bool(rest) and sign(rest[0]) == wanted
        chosen.append(rest.pop(0) if here else None)
    if rest:
        place = f"{name}: block {len(found) - len(rest) + 1}, {sign(rest[0])}"
        raise SlotError(f"{place}, has no slot: no variant of the sample has it there")
    return tuple(chosen)


def slotted(document: Document, layouts: Sequence[Layout], pages: Sequence[int] = ()) -> Document:
    """Put the blocks of a handout into the slots of its problems, each from a page of its own.

    The first problem starts below the title block. `pages` are to be filled up with empty ones.
    """
    problems = zip(document.blocks, layouts, strict=True)
    slots: list[Slot] = []
    for k, (problem, layout) in enumerate(problems):
        slots += _slots(problem, layout, 0 if k else layout.front)
        missing = (pages[k] if pages else 0) - page_count(layout, first=not k)
        slots += [Slot("an empty page", (), 0, 0)] * missing
    return replace(document, blocks=tuple(slots))


def page_count(layout: Layout, first: bool) -> int:
    """Count the pages of a problem; `first` is the one below the title block."""
    tops = list(_tops(layout, layout.front if first else 0))
    return sum(top == 0 for top in tops) + any(tops)


def _slots(problem: Block, layout: Layout, front: int) -> Iterator[Slot]:
    blocks = fitted(layout.name, [space.sign for space in layout.spaces], pieces(problem))
    tops = _tops(layout, front)
    for k, (block, space, top) in enumerate(zip(blocks, layout.spaces, tops, strict=True), 1):
        name = f"{layout.name}: block {k}, {space.sign}"
        height = space.bare if top == 0 else space.whole
        yield Slot(name, (block,) if block else (), height, top)


# --- pages ---------------------------------------------------------------------------------------
def _tops(layout: Layout, front: int) -> Iterator[int | None]:
    """Say for each slot where on a page it opens one; None for those that follow."""
    used = front or layout.page + 1  # without a title block above it, the first opens a page
    below = front or None
    for group in _groups(layout.spaces, layout.page):
        whole = sum(space.whole for space in group)
        fits = used + whole <= layout.page
        yield below if fits else 0
        yield from (None for _ in group[1:])
        used = used + whole if fits else _height(group)
        below = None


def _height(group: Sequence[Space]) -> int:
    """Add the heights of slots at the top of a page."""
    return max(group[0].bare, _TOP_LINE) + sum(space.whole for space in group[1:])


def _groups(spaces: Sequence[Space], page: int) -> Iterator[Sequence[Space]]:
    """Keep what leads to a slot on its page, unless that is too much for one."""
    group: list[Space] = []
    for k, space in enumerate(spaces, 1):
        group.append(space)
        if not space.leads or k == len(spaces):
            yield from [group] if _height(group) <= page else [[each] for each in group]
            group = []
