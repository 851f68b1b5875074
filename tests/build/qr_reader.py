"""A small reader of QR codes, from the standard: versions 1 to 6, levels L and M, bytes."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

Grid = list[list[int]]

# Data codewords in each block, and how many blocks; ISO/IEC 18004, table 9.
BLOCKS = {
    0: {1: (16, 1), 2: (28, 1), 3: (44, 1), 4: (32, 2), 5: (43, 2), 6: (27, 4)},
    1: {1: (19, 1), 2: (34, 1), 3: (55, 1), 4: (80, 1), 5: (108, 1), 6: (68, 2)},
}
MASKS = (
    lambda i, j: (i + j) % 2,
    lambda i, j: i % 2,
    lambda i, j: j % 3,
    lambda i, j: (i + j) % 3,
    lambda i, j: (i // 2 + j // 3) % 2,
    lambda i, j: i * j % 2 + i * j % 3,
    lambda i, j: (i * j % 2 + i * j % 3) % 2,
    lambda i, j: ((i + j) % 2 + i * j % 3) % 2,
)


def sampled(rows: Grid) -> Grid:
    """Find the one code in a picture of 0 (white) and 1 (black), and sample its modules."""
    inked = [y for y, row in enumerate(rows) if any(row)]
    across = [x for x in range(len(rows[0])) if any(row[x] for row in rows)]
    assert all(b - a == 1 for a, b in pairwise(inked)), "something else is in the picture"
    top, left, size = inked[0], across[0], len(across)
    finder = next(x for x in range(size) if not rows[top][left + x])  # seven modules
    side = round(size / (finder / 7))
    side += (17 - side) % 4 if (17 - side) % 4 < 2 else -((side - 17) % 4)
    middle = [int((k + 0.5) * size / side) for k in range(side)]
    return [[rows[top + y][left + x] for x in middle] for y in middle]


def decoded(grid: Grid) -> str:
    side = len(grid)
    version = (side - 17) // 4
    level, mask = _format(grid)
    bits = [grid[i][j] ^ (not MASKS[mask](i, j)) for i, j in _path(side) if not _fixed(i, j, side)]
    words = [int("".join(map(str, bits[k : k + 8])), 2) for k in range(0, len(bits) - 7, 8)]
    size, count = BLOCKS[level][version]
    data = [words[k * count + block] for block in range(count) for k in range(size)]
    return _text("".join(f"{word:08b}" for word in data))


def _format(grid: Grid) -> tuple[int, int]:
    places = [
        *((8, j) for j in range(6)),
        (8, 7),
        (8, 8),
        (7, 8),
        *((i, 8) for i in range(5, -1, -1)),
    ]
    found = int("".join(str(grid[i][j]) for i, j in places), 2) ^ 0b101010000010010
    return found >> 13, found >> 10 & 7


def _path(side: int) -> Iterator[tuple[int, int]]:
    up = True
    for right in [*range(side - 1, 6, -2), 5, 3, 1]:
        for i in range(side - 1, -1, -1) if up else range(side):
            yield from ((i, right), (i, right - 1))
        up = not up


def _fixed(i: int, j: int, side: int) -> bool:
    corner = (i < 9 and j < 9) or (i < 9 and j >= side - 8) or (i >= side - 8 and j < 9)
    aligned = side > 21 and max(abs(i - side + 7), abs(j - side + 7)) <= 2
    return corner or aligned or i == 6 or j == 6


def _text(bits: str) -> str:
    assert bits[:4] == "0100", "not bytes"
    length = int(bits[4:12], 2)
    found = [int(bits[12 + 8 * k : 20 + 8 * k], 2) for k in range(length)]
    return bytes(found).decode("ascii")
