"""Integers drawn from a key and a counter: the same on every machine, in every release, for ever.

One hash is taken for a key, of the salt, the problem, the student and the name of what is drawn.
The numbers then come from plain 64-bit arithmetic on a counter (attempt, entry), for many keys and
many attempts at once, so that nothing depends on the order in which anything is drawn. The mixing
is that of SplitMix64 (Steele, Lea and Flood 2014), twice, with a half of the key each time.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b

import numpy as np
import numpy.typing as npt

Words = npt.NDArray[np.uint64]
ENTRIES = 32  # bits of the counter that number the entries of one attempt
_GOLDEN, _FIRST, _SECOND = 0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB


def key_of(*parts: str) -> tuple[int, int]:
    """Hash texts to two 64-bit words; no two lists of texts share their bytes."""
    digest = blake2b(digest_size=16)
    for part in parts:
        text = part.encode("utf-8", "surrogatepass")
        digest.update(len(text).to_bytes(8, "big") + text)
    found = digest.digest()
    return int.from_bytes(found[:8], "big"), int.from_bytes(found[8:], "big")


def words(keys: Sequence[tuple[int, int]], attempts: range, entries: int) -> Words:
    """Draw 64-bit words: keys × attempts × entries."""
    halves = np.array(keys, dtype=np.uint64).reshape(-1, 2)
    places = np.arange(attempts.start, attempts.stop, dtype=np.uint64) << np.uint64(ENTRIES)
    counter = places[:, None] | np.arange(entries, dtype=np.uint64)
    with np.errstate(over="ignore"):  # arithmetic is modulo 2**64
        first = _mixed(halves[:, 0, None, None] + (counter + np.uint64(1)) * np.uint64(_GOLDEN))
        return _mixed(first ^ halves[:, 1, None, None])


def below(drawn: Words, bound: int) -> npt.NDArray[np.int64]:
    """Turn words into integers from 0 to bound − 1, for bounds up to 2**32.

    This is ⌊word · bound / 2**64⌋, in two halves: no integer is likelier than another by more than
    1 in 2**32.
    """
    if not 1 <= bound <= 2**32:
        raise ValueError(f"bound {bound} is not from 1 to 2**32")
    high, low = drawn >> np.uint64(32), drawn & np.uint64(0xFFFFFFFF)
    size = np.uint64(bound)
    return ((high * size + (low * size >> np.uint64(32))) >> np.uint64(32)).astype(np.int64)


def order(drawn: Words) -> npt.NDArray[np.int64]:
    """Turn the words of each attempt into a permutation of its entries."""
    return np.argsort(drawn, axis=-1, kind="stable")


def _mixed(value: Words) -> Words:
    value = (value ^ (value >> np.uint64(30))) * np.uint64(_FIRST)
    value = (value ^ (value >> np.uint64(27))) * np.uint64(_SECOND)
    return value ^ (value >> np.uint64(31))
