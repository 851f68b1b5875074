"""Numbers drawn from a key: the same on every machine and in every release."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b, shake_256
from typing import TypeVar

Item = TypeVar("Item")


class Draws:
    """A stream of integers that depends on its key alone."""

    def __init__(self, *key: object) -> None:
        self._key, self._count = repr(key).encode(), 0

    def below(self, bound: int) -> int:
        """Draw from 0 … bound − 1."""
        self._count += 1
        digest = blake2b(self._key + str(self._count).encode(), digest_size=8).digest()
        return int.from_bytes(digest, "big") % bound

    def between(self, low: int, high: int) -> int:
        """Draw from low … high, both included."""
        return low + self.below(high - low + 1)

    def bytes(self, count: int) -> bytes:
        """Draw many small numbers at once, from 0 … 255."""
        self._count += 1
        return shake_256(self._key + str(self._count).encode()).digest(count)

    def shuffled(self, items: Sequence[Item]) -> list[Item]:
        """Put items into a drawn order."""
        return sorted(items, key=lambda item: self.below(2**62))
