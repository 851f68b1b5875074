"""What binds how tightly: a table of operators, and the loop that goes by it."""

from __future__ import annotations

from solver.marking.reader.cursor import AND, FACTOR, HAD, NOT, OR, PROD, REL, STARTS, SUM
from solver.marking.reader.derivatives import fraction
from solver.marking.reader.factors import Factors
from solver.marking.reader.scripts import script
from solver.marking.reader.separators import separates
from solver.marking.syntax import Binary, Call, Chain, Logic, Node, Rounding, Symbol, Unary, Words

_BINDS = {
    "+": SUM, "-": SUM, "odot": HAD, "circ": HAD, "oslash": HAD, "*": PROD, "/": PROD,
    "cdot": PROD, "times": PROD, "@": PROD, "conv": PROD, "star": PROD, "otimes": PROD,
    "mod": PROD, "//": PROD, "%": PROD, "or": OR, "xor": AND, "and": AND,
}  # fmt: skip
_FACTORS_FIRST = STARTS - {"not", "text"}


class Parser(Factors):
    """Reads expressions by climbing the levels of the table."""

    def expression(self, level: int = OR) -> Node:
        self.count()
        start = self.k
        left = self._first(level)
        while (binds := self._binds()) >= level:
            left = self._joined(left, binds, start)
        return left

    def _first(self, level: int) -> Node:
        start = self.k
        if self.at("op") and self.next.text in {"-", "+"}:
            sign = self.take().text
            return Unary(sign, self._signed(level), span=self.span(start))
        if self.accept("not"):
            with self.deeper():
                return Logic("not", (self.expression(NOT),), span=self.span(start))
        if level <= REL and self.at("rel") and self.next.text in {"=", "≈"}:
            self.fail("nothing stands before this sign")
        return self.factor()

    def _signed(self, level: int) -> Node:
        with self.deeper():  # signs nest without brackets
            return self.expression(max(level, HAD))

    def _binds(self) -> int:
        """Say how tightly what comes next binds to what was read; 0 if it does not."""
        token = self.next
        if separates(self):
            return 0
        if token.kind == "op":
            return _BINDS.get(token.text, 0)
        if token.kind == "rel":
            return REL
        if token.kind in STARTS or token.kind == "open":
            return PROD
        return self._bar_binds() if token.kind == "bar" else 0

    def _opens_norm(self) -> bool:
        """Tell whether `||` stands before what it is to enclose: `2 ||a||`, but not `a || b`."""
        later = sum(token.text == "||" for token in self.tokens[self.k :])
        return self.after().gap == 0 and later % 2 == 0

    def _bar_binds(self) -> int:
        if not self.bars:
            return OR if self.at("bar", "||") and not self._opens_norm() else PROD
        if self.next.text == "||" and self.bars[-1] == "|":
            token = self.next
            self.tokens[self.k : self.k + 1] = [
                token._replace(text="|", end=token.start + 1),
                token._replace(text="|", start=token.start + 1, gap=0),
            ]
        return 0 if self.next.text == self.bars[-1] else PROD

    def _joined(self, left: Node, binds: int, start: int) -> Node:
        token = self.next
        if binds == REL:
            return self._chain(left, start)
        if token.kind == "op" or (token.kind == "bar" and binds == OR):
            self.take()
            return self._operated(left, token.text, binds, start)
        return self._juxtaposed(left, start)

    def _operated(self, left: Node, op: str, binds: int, start: int) -> Node:
        if op == "/":
            return fraction(self, left, self._divisor(), start)
        if op == "times" and self.at("close"):
            return Binary("jux", left, Words("times"), span=self.span(start))
        name = self.operator_name(op)
        right = self.expression(binds + 1)
        place = self.span(start)
        if op in {"and", "or", "xor", "||"}:
            return _logic("or" if op == "||" else op, left, right)
        if op == "//":
            return Rounding(Binary("/", left, right, span=place), "floor", span=place)
        if op in {"mod", "%"}:
            return Call(Symbol("mod"), (left, right), span=place)
        return Binary(op, left, right, span=place) if not name else Call(name, (left, right))

    def operator_name(self, op: str) -> Symbol | None:
        r"""Read what is set below an operator, as in `\\ast_{s=2}`."""
        if op not in {"conv", "star"} or not self.accept("sub"):
            return None
        return Symbol(op, below=script(self))

    def _divisor(self) -> Node:
        r"""Read what stands below the line; letters set tightly, `1/mn`, stand there together."""
        start = self.k
        node = self.expression(FACTOR)
        while self.latex and isinstance(node, Symbol | Binary) and self._goes_on_tightly():
            node = Binary("jux", node, self.factor(), span=self.span(start))
        return node

    def _goes_on_tightly(self) -> bool:
        return self.at("name") and self.next.gap == 0 and self.last.kind == "name"

    def _chain(self, left: Node, start: int) -> Node:
        members, relations = [left], []
        while self.at("rel"):
            relations.append(self.take().text)
            members.append(self.expression(SUM))
        return Chain(tuple(members), tuple(relations), span=self.span(start))


def _logic(op: str, left: Node, right: Node) -> Logic:
    parts = left.args if isinstance(left, Logic) and left.op == op else (left,)
    return Logic(op, (*parts, right), span=left.span)
