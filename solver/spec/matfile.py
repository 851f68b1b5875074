"""Variables of MATLAB files of version 5 and before."""

from __future__ import annotations

import io
import math
import struct
import zlib
from pathlib import Path
from typing import Any

from solver.spec.arrayfiles import LARGEST, NotData, check_count, chosen, exactly
from solver.spec.reading import short

HEADER, ORDER = 128, slice(126, 128)  # bytes; the order of bytes in a word is said at its end
COMPRESSED = 15  # the type of a packed element
UNPACKED = 5 * LARGEST  # bytes of all variables together
_NUMERIC = {
    "double", "single", "int8", "int16", "int32", "int64",
    "uint8", "uint16", "uint32", "uint64", "logical",
}  # fmt: skip


def read(path: str, variable: str, columns: tuple[str, ...]) -> Any:
    """Read a variable, whose size and class are looked at first."""
    from scipy import io as matlab  # loads when it is needed

    data = unpacked(Path(path).read_bytes())
    try:
        there = {name: (shape, kind) for name, shape, kind in matlab.whosmat(io.BytesIO(data))}
        wanted = chosen(variable, there)
        shape, kind = there[wanted]
        if kind not in _NUMERIC:
            raise NotData(f": {short(wanted)} is of the class {kind}, and not numeric")
        check_count(math.prod(shape), wanted)
        found = matlab.loadmat(io.BytesIO(data), variable_names=[wanted])[wanted]
    except NotImplementedError:
        hint = "save it in MATLAB with `save(…, '-v7')`"
        raise NotData(" is a MATLAB file of version 7.3, which is not read", hint) from None
    except NotData:
        raise
    except Exception:  # SciPy's reader raises whatever a broken file leads to
        raise NotData(" is not a MATLAB file that can be read") from None
    return exactly(found, wanted)


def unpacked(data: bytes) -> bytes:
    """Unpack the elements of a file of version 5, up to a limit; others stay as they are.

    An element is a type and a number of bytes, four bytes each, and then these bytes.
    """
    order = {b"IM": "<", b"MI": ">"}.get(data[ORDER])
    if order is None:
        return data
    parts, place, left = [data[:HEADER]], HEADER, UNPACKED
    while place + 8 <= len(data):
        sort, size = struct.unpack_from(f"{order}II", data, place)
        end = place + 8 + size
        parts.append(_inflated(data[place + 8 : end], left) if sort == COMPRESSED
                     else data[place:end])  # fmt: skip
        place, left = end, left - len(parts[-1])
    return b"".join(parts)


def _inflated(packed: bytes, left: int) -> bytes:
    """Unpack one element; NotData if more comes out than there is room for."""
    try:
        found = zlib.decompressobj().decompress(packed, max(left, 0) + 1)
    except zlib.error:
        raise NotData(" is not a MATLAB file that can be read") from None
    if len(found) > left:
        raise NotData(f" unpacks to more than {UNPACKED // 10**6} MB")
    return found
