"""Factors: what stands for itself, and what is set behind it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import NoReturn

from solver.marking.reader.big import bars, big, each
from solver.marking.reader.brackets import listed
from solver.marking.reader.calls import BRACES, called, takes_bare, takes_brackets
from solver.marking.reader.cursor import STARTS, Cursor
from solver.marking.reader.derivatives import differential, gradient
from solver.marking.reader.enclosed import enclosed
from solver.marking.reader.environments import environment
from solver.marking.reader.juxtaposition import juxtaposed, mixed
from solver.marking.reader.named import accent, dots, font, name, ones, said, upright
from solver.marking.reader.numerals import number
from solver.marking.reader.powers import raised
from solver.marking.reader.roots import part, quotient, root, under, underset
from solver.marking.reader.scripts import lowered
from solver.marking.reader.separators import separates
from solver.marking.syntax import (
    Binary,
    Call,
    Derivative,
    Index,
    Items,
    Node,
    Norm,
    Number,
    Symbol,
    Unary,
)


class Factors(Cursor):
    """Reads what binds tightest."""

    def factor(self) -> Node:
        self.count()
        start = self.k
        node: Node | None = self.atom()
        while node is not None:
            found, node = node, self._suffixed(node, start)
        return found

    def atom(self) -> Node:
        read = _ATOMS.get(self.next.kind)
        return read(self) if read is not None else self._complain()

    def _complain(self) -> NoReturn:
        token = self.next
        if not token.kind:
            self.fail("the answer ends too early", "something is missing at its end")
        if token.kind == "close":
            self.fail("a bracket closes that was not opened, or too early")
        self.fail(f"something is missing before {self.source[token.start : token.end]!r}")

    def _juxtaposed(self, left: Node, start: int) -> Node:
        return juxtaposed(self, left, start)

    # --- behind a factor ---
    def _suffixed(self, node: Node, start: int) -> Node | None:
        """Read one thing set behind a factor; None if nothing is."""
        kind = self.next.kind
        if kind in {"sub", "usub"}:
            return self._lowered(node, start)
        if kind in {"sup", "usup"}:
            return raised(self, node, start)
        if kind == "prime" and self.next.gap == 0:
            return self._primed(node, start)
        if kind == "T":
            self.take()
            return Unary("T", node, span=self.span(start))
        if kind == "post":
            sign = self.take().text
            return Unary("!", node, span=self.span(start)) if sign == "!" else node
        if kind == "digits" and isinstance(node, Symbol):
            below = f"{node.below},{self.next.text}" if node.below else self.next.text
            self.take()
            return replace(node, below=below, span=self.span(start))
        if kind == "part" and isinstance(node, Number):
            return mixed(self, node, start)
        return self._applied(node, start) if not separates(self) else None

    def _lowered(self, node: Node, start: int) -> Node:
        if self.last.kind == "close" and not isinstance(node, Symbol | Norm):
            if self._has_bounds():
                return each(self, node, start)
            single = isinstance(node, Items) and node.bracket == "[" and len(node.items) == 1
            return self._entry(node.items[0] if single and isinstance(node, Items) else node, start)
        if isinstance(node, Number) and self.last.kind == "number":
            if node.value != 1 or not self._has_bounds():
                self.fail("an index below a number")
            return ones(self, start)
        return lowered(self, node, start)

    def _has_bounds(self) -> bool:
        """Tell whether a relation stands in the subscript that comes next."""
        k = 1
        while self.after(k).kind not in {"", "close"}:
            if self.after(k).kind == "rel":
                return True
            k += 1
            self.count()
        return False

    def _entry(self, array: Node, start: int) -> Node:
        r"""Read the index of `[X]_{i,j}`, which counts from 1."""
        if self.at("usub"):
            text = self.take().text
            return Index(array, tuple(map(Symbol, text)), low=True, span=self.span(start))
        self.take()
        if not self.at("open", "group") and not self.at("open", "{"):
            return Index(array, (self.atom(),), low=True, span=self.span(start))
        opened, here = self.next.text, self.k
        self.take()
        with self.inside():
            places = listed(self).entries
        self.close(opened, here)
        if len(places) == 1 and isinstance(places[0], Binary) and places[0].op == "jux":
            places = [places[0].left, places[0].right]
        return Index(array, tuple(places), low=True, span=self.span(start))

    def _primed(self, node: Node, start: int) -> Node:
        count = len(self.take().text)
        if isinstance(node, Symbol):
            return replace(node, primes=node.primes + count, span=self.span(start))
        return Unary("T", node, span=self.span(start))  # as in MATLAB

    def _applied(self, node: Node, start: int) -> Node | None:
        """Read the arguments of a function, or the place of an entry."""
        if self.at("open", "group") and self.after().kind == "close":
            self.take(), self.take()
            return node
        if self.at("open") and self.next.text in BRACES and takes_brackets(self, node):
            return called(self, node, start)
        if self.at("open", "[") and self.next.gap == 0 and isinstance(node, _INDEXED):
            return self._indexed(node, start)
        if isinstance(node, Number) and node.value == 1 and self.at("open", "["):
            return ones(self, start) if self._has_bounds() and not self.next.gap else None
        if takes_bare(self, node) and (self.next.kind in STARTS or self.at("open")):
            return called(self, node, start)
        return None

    def _indexed(self, node: Node, start: int) -> Node:
        here = self.k
        self.take()
        with self.inside():
            places = listed(self).entries
        self.close("[", here)
        if not places:
            self.fail("the place of the entry is missing")
        return Index(node, tuple(places), span=self.span(start))


_INDEXED = (Symbol, Index, Call, Derivative)


_ATOMS: dict[str, Callable[..., Node]] = {
    "number": number, "name": name, "digits": number, "function": name, "big": big,
    "frac": quotient,
    "sqrt": root, "open": enclosed, "begin": environment, "accent": accent, "font": font,
    "upright": upright, "text": said, "diff": differential, "nabla": gradient, "part": part,
    "dots": dots, "bar": bars, "brace": under, "set": underset,
}  # fmt: skip
