"""Formulas of logic, worked out row by row: `x1 and not (x2 or x3)`, signs spelled out."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

DEEPEST: Final = 20
_TOKEN: Final = re.compile(r"[^\W\d_]\w{0,20}'*|[01]|[(),']")

GATES: Final[dict[str, Callable[[Sequence[bool]], bool]]] = {
    "and": all,
    "or": any,
    "nand": lambda x: not all(x),
    "nor": lambda x: not any(x),
    "xor": lambda x: sum(x) % 2 == 1,
    "xnor": lambda x: sum(x) % 2 == 0,
    "majority": lambda x: 2 * sum(x) > len(x),
    "minority": lambda x: 2 * sum(x) < len(x),
    "implies": lambda x: not x[0] or x[1],
    "inhibits": lambda x: x[0] and not x[1],
}
PAIRED: Final = {"implies", "inhibits"}
_LEVELS: Final = (("implies", "xnor"), ("or", "nor"), ("xor",), ("and", "nand"))


class Strange(Exception):
    """A text is no formula of the inputs."""


def tokens_of(said: str) -> list[str]:
    """Cut a formula into words, digits and brackets; Strange if there is anything else."""
    found = _TOKEN.findall(said)
    if "".join(found) != "".join(said.split()):
        raise Strange
    return found


class Formula:
    """A formula of the inputs, worked out for one row after another."""

    def __init__(self, tokens: Sequence[str], names: dict[str, int]) -> None:
        self.names = names
        self.tokens = [part for token in tokens for part in self._split(token)]

    def _split(self, token: str) -> list[str]:
        """Cut `x1x2` or `ab'` into its inputs."""
        if token in self.names or token in GATES or token in {"not", "true", "false"}:
            return [token]
        parts = re.findall(
            "|".join(sorted(map(re.escape, self.names), key=len, reverse=True)) + "|'", token
        )
        return parts if "".join(parts) == token and token not in {"(", ")", ","} else [token]

    def value(self, row: Sequence[bool]) -> bool:
        """Work the formula out for one row of inputs."""
        self.row, self.at = row, 0
        found = self._level(0, 0)
        if self.at != len(self.tokens):
            raise Strange
        return found

    def _next(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def _level(self, level: int, depth: int) -> bool:
        if depth > DEEPEST:
            raise Strange
        if level == len(_LEVELS):
            return self._juxtaposed(depth)
        found = self._level(level + 1, depth)
        used: set[str] = set()
        while self._next() in _LEVELS[level]:
            sign = self._next()
            if used and (sign not in {"and", "or", "xor"} or used != {sign}):
                raise Strange  # of three with `nand` between them the order matters
            used.add(sign)
            self.at += 1
            found = GATES[sign]((found, self._level(level + 1, depth)))
        return found

    def _juxtaposed(self, depth: int) -> bool:
        found = self._atom(depth)
        while self._next() in {*self.names, "(", "not"} and self._next():
            found = self._atom(depth) and found
        return found

    def _atom(self, depth: int) -> bool:
        token = self._next()
        self.at += 1
        if token == "not":
            if depth > DEEPEST:
                raise Strange
            return not self._atom(depth + 1)
        if token in self.names:
            found = self.row[self.names[token]]
        elif token in {"0", "1", "true", "false"}:
            found = token in {"1", "true"}
        elif token == "(":
            found = self._level(0, depth + 1)
            self._close()
        elif token in GATES:
            found = self._called(token, depth)
        else:
            raise Strange
        while self._next() == "'":
            self.at += 1
            found = not found
        return found

    def _close(self) -> None:
        if self._next() != ")":
            raise Strange
        self.at += 1

    def _called(self, name: str, depth: int) -> bool:
        """Work out `nand(x1, x2)`, or `and x1 and x2` as `the AND of x1 and x2` becomes."""
        if depth > DEEPEST or self._next() not in {"(", *self.names}:
            raise Strange
        closed = self._next() == "("
        self.at += closed
        found = [self._level(len(_LEVELS), depth + 1)]
        while self._next() in {",", "and"}:
            self.at += 1
            found.append(self._level(len(_LEVELS), depth + 1))
        if closed:
            self._close()
        if len(found) < 2 or (name in PAIRED and len(found) != 2):
            raise Strange
        return GATES[name](found)
