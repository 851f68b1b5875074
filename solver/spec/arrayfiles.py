"""Arrays in files of NumPy, taken at the exact values of their doubles."""

from __future__ import annotations

import io
import math
import zipfile
from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path
from typing import Any

from solver.algebra.shapes import show
from solver.spec.reading import short

LARGEST = 20 * 10**6  # bytes of a file, also of what is packed into it
MOST = 10**5  # numbers


class NotData(Exception):
    """A file that no data can be read from; the message goes on from the file's name."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


def read_npy(path: str, variable: str, columns: tuple[str, ...]) -> Any:
    """Read the one array of a file."""
    return _array(Path(path).read_bytes(), "")


def read_npz(path: str, variable: str, columns: tuple[str, ...]) -> Any:
    """Read an array of an archive, whose sizes are looked at before anything is unpacked."""
    try:
        with zipfile.ZipFile(path) as archive:
            sizes = {entry.filename.removesuffix(".npy"): entry for entry in archive.infolist()}
            wanted = chosen(variable, sizes)
            if sizes[wanted].file_size > LARGEST:
                most = f"{LARGEST // 10**6} MB"
                raise NotData(f": {short(wanted)} unpacks to more than {most}")
            data = archive.read(sizes[wanted])  # as much as was looked at, and no more
    except (NotData, OSError):
        raise
    except Exception:  # zipfile, zlib and lzma raise whatever a broken archive leads to
        raise NotData(" is not an .npz file") from None
    return _array(data, wanted)


def _array(data: bytes, name: str) -> Any:
    """Read an array; what its header claims is looked at before there is room made for it."""
    from numpy.lib import format as npy  # loads when it is needed

    try:
        stream = io.BytesIO(data)
        heads = {(1, 0): npy.read_array_header_1_0, (2, 0): npy.read_array_header_2_0}
        shape, _, dtype = heads[npy.read_magic(stream)](stream)  # later ones name fields
        if _is_numeric(dtype):
            check_count(math.prod(shape), name)
        return exactly(npy.read_array(io.BytesIO(data), allow_pickle=False), name)
    except NotData:
        raise
    except Exception:  # as does NumPy with a broken header
        label = f": {short(name)}" if name else ""
        raise NotData(f"{label} is not an array of numbers in NumPy's format") from None


def chosen(variable: str, there: Iterable[str]) -> str:
    """Choose a variable of a file: the one that is named, or the only one there is."""
    names = list(there)
    listed = ", ".join(short(name).strip("`") for name in names[:12])
    if not names:
        raise NotData(" has no variables")
    if variable in names:
        return variable
    if variable:
        raise NotData(f" has no variable {short(variable)}", f"variables there: {listed}")
    if len(names) > 1:
        hint = f"say which: `variable: {short(names[0]).strip('`')}`"
        raise NotData(f" has {len(names)} variables: {listed}", hint)
    return names[0]


def exactly(array: Any, name: str) -> Any:
    """Turn an array into nested tuples of fractions, doubles at their exact values."""
    label = f": {short(name)}" if name else ""
    if not _is_numeric(array.dtype):
        raise NotData(f"{label} holds {array.dtype} values, and not real numbers")
    if 0 in array.shape:
        raise NotData(f"{label} is empty: it is {show(array.shape)}")
    check_count(array.size, name)
    flat = array.reshape(-1).tolist()
    bad = next((k for k, x in enumerate(flat) if not math.isfinite(x)), None)
    if bad is not None:
        place = ", ".join(str(k + 1) for k in _place(bad, array.shape))
        raise NotData(f"{label} has the entry {flat[bad]} at ({place}): a number must be finite")
    return _nested(tuple(map(Fraction, flat)), array.shape)


def _is_numeric(dtype: Any) -> bool:
    return dtype.kind in "biuf" and dtype.itemsize <= 8


def check_count(count: int, name: str) -> None:
    """Refuse more numbers than are read."""
    if count > MOST:
        label = f": {short(name)}" if name else ""
        raise NotData(f"{label} has {count} numbers: at most {MOST} are read")


def _place(flat: int, shape: tuple[int, ...]) -> tuple[int, ...]:
    place: tuple[int, ...] = ()
    for size in reversed(shape):
        flat, within = divmod(flat, size)
        place = (within, *place)
    return place


def _nested(flat: tuple[Any, ...], shape: tuple[int, ...]) -> Any:
    if not shape:
        return flat[0]
    step = len(flat) // shape[0]
    return tuple(_nested(flat[k : k + step], shape[1:]) for k in range(0, len(flat), step))
