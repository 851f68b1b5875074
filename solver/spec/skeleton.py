"""A problem to start from: the shortest example of a kind that ships."""

from __future__ import annotations

from solver import resources
from solver.errors import Complaint, Mark, SpecError
from solver.spec.reading import nearest, short


def skeleton(kind: str) -> str:
    """Give the text of the shortest example of a kind."""
    if kind not in resources.kinds():
        raise _refuse(f"unknown kind {short(kind)}", nearest(kind, resources.kinds()))
    folder = resources.problems_dir() / kind
    texts = [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.yaml"))]
    if not texts:
        raise _refuse(f"no example of {short(kind)} ships", "")
    return min(texts, key=len)


def _refuse(message: str, hint: str) -> SpecError:
    return SpecError(Complaint(Mark("markscheme new"), message, hint))
