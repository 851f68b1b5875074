"""Golden files: expected text in `tests/golden/`, written anew with `WRITE_GOLDEN=1 pytest`."""

from __future__ import annotations

import os
from pathlib import Path

FOLDER = Path(__file__).parent / "golden"


def compare(name: str, found: str) -> None:
    """Compare a text with the golden file of that name."""
    path = FOLDER / name
    if os.environ.get("WRITE_GOLDEN"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(found, encoding="utf-8")
    assert path.exists(), f"review and commit it: WRITE_GOLDEN=1 pytest, then tests/golden/{name}"
    assert found == path.read_text(encoding="utf-8")
