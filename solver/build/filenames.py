"""Names of files for students: safe on every system, and each follows from the id alone."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from hashlib import blake2b
from typing import Final

LONGEST: Final = 80  # characters of an id that names its file as it stands
READABLE: Final = 40  # characters of any other id that its file shows before the hash
HASH, LONG_HASH = 6, 12  # bytes
# Devices to Windows, whatever comes behind a dot.
_RESERVED: Final = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
_PLAIN: Final = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9._-]*[A-Za-z0-9_-])?")
_HASHED: Final = re.compile(rf".*-[0-9a-f]{{{2 * HASH},}}", re.IGNORECASE)


def file_names(ids: Iterable[str]) -> dict[str, str]:
    """Give each id the stem of its files, at most 80 ASCII characters, unique without case too.

    `S17` is `S17`; what is not safe is a readable part, `-` and a hash of the id, and so is what
    looks like that. Another student matters in one case only: of ids that differ in case alone,
    such as `s17` and `S17`, all get a (longer) hash.
    """
    stems = {student: _stem(student) for student in ids}
    count = Counter(stem.casefold() for stem in stems.values())
    return {
        student: stem if count[stem.casefold()] == 1 else _hashed(student, LONG_HASH)
        for student, stem in stems.items()
    }


def _stem(student: str) -> str:
    return student if _is_plain(student) else _hashed(student, HASH)


def _is_plain(student: str) -> bool:
    """Tell whether an id can name a file, and cannot be taken for the stem of another."""
    return (
        len(student) <= LONGEST
        and _PLAIN.fullmatch(student) is not None
        and _RESERVED.fullmatch(student) is None
        and _HASHED.fullmatch(student) is None
    )


def _hashed(student: str, size: int) -> str:
    digest = blake2b(student.encode("utf-8", "surrogatepass"), digest_size=size).hexdigest()
    return f"{_readable(student)}-{digest}"


def _readable(student: str) -> str:
    """Keep the ASCII letters and digits of an id, accents taken off."""
    bare = unicodedata.normalize("NFKD", student).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9]+", "_", bare).strip("_")[:READABLE] or "student"
