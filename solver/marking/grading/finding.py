"""Finding the set that a class was built from: by the hash of its file, or else by its id."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any, Final

import yaml

from solver.errors import Complaint, Mark, SpecError
from solver.resources import problems_dir
from solver.spec.source import LARGEST

DEEPEST: Final = 3  # folders below those that are searched
MOST: Final = 3_000  # files looked at, and folders
_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


def find_set(folder: Path, head: Mapping[str, Any]) -> Path:
    """Find the file of the set; SpecError says where it was sought.

    What has the set's id is taken before what ships, since a set may be mended after its release.
    """
    near = list(_files((Path(), folder.parent, folder)))
    shipped = list(_files((problems_dir(),)))
    wanted, name = str(head.get("sha256", "")), str(head.get("set", ""))
    for files in (near, shipped):
        found = _with_hash(files, wanted) or _with_id(files, name)
        if found:
            return found
    message = f"the file of the set `{name}`, which this was built from, is not found"
    raise SpecError(Complaint(Mark(str(folder)), message, "say where it is: --set FILE"))


def _files(folders: Sequence[Path]) -> Iterator[Path]:
    """List the YAML files below folders, those near first; no folder twice."""
    seen: dict[Path, None] = {}
    for start in folders:
        for root, inner, names in islice(os.walk(start), MOST):
            depth = len(Path(root).relative_to(start).parts)
            inner[:] = sorted(n for n in inner if depth < DEEPEST and not n.startswith("."))
            for name in sorted(names):
                if name.endswith((".yaml", ".yml")) and len(seen) < MOST:
                    seen.setdefault(Path(root) / name)
    return iter(seen)


def _with_hash(files: Sequence[Path], wanted: str) -> Path | None:
    return next((path for path in files if sha256(_bytes(path)).hexdigest() == wanted), None)


def _with_id(files: Sequence[Path], name: str) -> Path | None:
    return next((path for path in files if _id(path) == name), None)


def _id(path: Path) -> str:
    """Read the id of a set or problem; nothing for other files, such as forms."""
    data = _bytes(path)
    if not re.search(rb"^(problems|kind):", data, re.MULTILINE):
        return ""
    try:
        found = yaml.load(data, Loader=_LOADER)
    except (yaml.YAMLError, ValueError, RecursionError):
        return ""
    is_ours = isinstance(found, dict) and not {"problems", "kind"}.isdisjoint(found)
    return str(found.get("id", path.stem)) if is_ours else ""


def _bytes(path: Path) -> bytes:
    try:
        if not path.is_file():
            return b""
        with path.open("rb") as stream:
            return stream.read(LARGEST)
    except OSError:
        return b""
