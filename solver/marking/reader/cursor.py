"""A place among the tokens, with what the parser keeps account of on its way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NoReturn

from solver.marking.limited import in_time
from solver.marking.reader.budget import DEEPEST, STEPS
from solver.marking.reader.token import Token, Words
from solver.marking.syntax import Node, Span, Unreadable

OR, AND, NOT, REL, SUM, HAD, PROD, FACTOR = range(1, 9)  # from loose to tight
STARTS = frozenset(
    "number name digits function big frac sqrt open begin accent font upright text diff nabla part "
    "dots brace set not".split()
)


class Cursor:
    """Looks at tokens one by one; `k` is the next one."""

    def __init__(self, tokens: Sequence[Token], source: str, words: Words, latex: bool) -> None:
        self.source = source
        self.end = Token("", "", len(source), len(source))
        self.tokens, self.words, self.latex = [*tokens, self.end, self.end], words, latex
        self.k = self.depth = self.steps = 0
        self.spaces = 0  # a gap as wide as this separates entries here, if not 0
        self.bars: list[str] = []  # bars open within the innermost bracket

    def expression(self, level: int = OR) -> Node:
        """Read an expression that binds at least as tightly as `level`."""
        raise NotImplementedError

    def factor(self) -> Node:
        """Read one factor with what is set behind it: indices, powers, primes."""
        raise NotImplementedError

    def atom(self) -> Node:
        """Read one factor without what is set behind it."""
        raise NotImplementedError

    # --- looking and taking ---
    @property
    def next(self) -> Token:
        return self.tokens[self.k]

    def after(self, count: int = 1) -> Token:
        """Look further ahead."""
        return self.tokens[min(self.k + count, len(self.tokens) - 1)]

    @property
    def last(self) -> Token:
        """The token taken last."""
        return self.tokens[self.k - 1] if self.k else self.end

    def at(self, kind: str, text: str = "") -> bool:
        token = self.tokens[self.k]
        return token.kind == kind and (not text or token.text == text)

    def take(self) -> Token:
        self.count()
        token = self.tokens[self.k]
        if token.kind:
            self.k += 1
        return token

    def accept(self, kind: str, text: str = "") -> bool:
        """Take the next token if it is of this kind."""
        found = self.at(kind, text)
        if found:
            self.take()
        return found

    def close(self, opened: str, start: int) -> None:
        """Take the bracket that closes; a brace missing at the end of the text is mended."""
        if self.accept("close", opened) or (opened == "group" and self.accept("close", "{")):
            return
        if opened == "group" and not self.next.kind:
            return
        place = Span(self.tokens[start].start, self.tokens[start].end)
        shown = {"group": "{", "floor": "⌊", "ceil": "⌈"}.get(opened, opened)
        if self.next.kind and self.next.kind != "close":
            self.fail("cannot go on here")
        raise Unreadable(f"the bracket {shown} is not closed", place, "close it, or take it away")

    # --- counting ---
    def count(self) -> None:
        self.steps += 1
        in_time()
        if self.steps > STEPS:
            self.fail("the answer takes too long to read", "give the result alone")

    @contextmanager
    def inside(self, spaces: int = 0) -> Iterator[None]:
        """Enter a bracket: count how deep, and set aside what holds outside."""
        if self.depth >= DEEPEST:
            self.fail(f"more than {DEEPEST} brackets, one inside the other")
        kept = self.spaces, self.bars
        self.depth, self.spaces, self.bars = self.depth + 1, spaces, []
        yield
        self.depth -= 1
        self.spaces, self.bars = kept

    @contextmanager
    def deeper(self) -> Iterator[None]:
        r"""Go a level deeper without a bracket, as signs, powers and `\ln` do."""
        if self.depth >= DEEPEST:
            self.fail(f"more than {DEEPEST} signs or functions, one inside the other")
        self.depth += 1
        yield
        self.depth -= 1

    # --- places ---
    def span(self, start: int) -> Span:
        """Give the place from token `start` to the last one taken."""
        return Span(self.tokens[start].start, max(self.last.end, self.tokens[start].start))

    def fail(self, message: str, hint: str = "") -> NoReturn:
        """Complain about the next token."""
        token = self.next
        raise Unreadable(message, Span(token.start, token.end), hint)
