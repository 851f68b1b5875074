"""How people write the order of a chain of products: `(A B)(C D)`, `((A @ B) @ C) @ D`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from solver.text.said import clean

LONGEST: Final = 500
Stretch = tuple[int, int]
_OPEN: Final = str.maketrans("[{", "((")
_CLOSE: Final = str.maketrans("]}", "))")


def bracketed(answer: str, names: Sequence[str]) -> dict[Stretch, int] | None:
    """Read after which matrix the last product of every stretch that is formed stands.

    None if the text is not that product, or leaves an order open.
    """
    plain = clean(answer)
    if not plain or len(plain) > LONGEST:
        return None
    bare = _bare(re.split(r"[:=]", plain)[-1]).translate(_OPEN).translate(_CLOSE)
    found = _Chain([_bare(name) for name in names]).of(bare)
    return None if found is None else {s: at for s, at in found.items() if s[1] - s[0] > 1}


def _bare(text: str) -> str:
    indexed = re.sub(r"_\{([^{}]{1,20})\}", r"\1", text)
    return re.sub(r"[\s_@*·×.]", "", indexed)


class _Chain:
    """Reads matrices in their order, two and two in brackets."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = names
        self.last: dict[Stretch, int] = {}

    def of(self, text: str) -> dict[Stretch, int] | None:
        open_: list[list[Stretch]] = [[]]
        at, count = 0, 0
        while at < len(text):
            if text[at] == "(":
                open_.append([])
                at += 1
            elif text[at] == ")":
                if len(open_) < 2 or not self._closed(open_):
                    return None
                at += 1
            else:
                if count == len(self.names) or not text.startswith(self.names[count], at):
                    return None
                at += len(self.names[count])
                count += 1
                open_[-1].append((count, count))
        whole = len(open_) == 1 and self._joined(open_[0]) == (1, len(self.names))
        return self.last if whole else None

    def _closed(self, open_: list[list[Stretch]]) -> bool:
        joined = self._joined(open_.pop())
        if joined is None:
            return False
        open_[-1].append(joined)
        return True

    def _joined(self, parts: list[Stretch]) -> Stretch | None:
        """Join two stretches; one stays as it is, and of three the order is open."""
        if len(parts) == 1:
            return parts[0]
        if len(parts) != 2:
            return None
        stretch = parts[0][0], parts[1][1]
        self.last[stretch] = parts[0][1]
        return stretch
