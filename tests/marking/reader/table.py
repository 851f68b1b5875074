"""The table of answer texts with what they must read as."""

from __future__ import annotations

from pathlib import Path


def readings() -> list[tuple[str, str]]:
    """Give each text of `readings.txt` with the line below it."""
    lines = Path(__file__).with_name("readings.txt").read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if line.strip() and not line.startswith("# ")]
    pairs = zip(kept[::2], kept[1::2], strict=True)
    return [(text.replace("⏎", "\n"), expected.strip()) for text, expected in pairs]
