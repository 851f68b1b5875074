"""The gallery of problems, problems/README.md, made from the files: `make gallery`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import solver
from solver.problem import ProblemSet, load
from solver.resources import kinds, problems_dir
from solver.spec.model import Ask, Asked, Spec

MOST_NAMED = 8  # asked steps that are named; a table of layers asks for dozens

INTRODUCTION = """\
# The problems that ship

Made from the files in these folders by `make gallery`; a test says when it is stale. Each can be
solved as it is, as in `markscheme solve network/relu-l1`, or copied and changed. *Asked* names the
steps that are computed; what a person marks is counted.
"""


def gallery() -> str:
    """Write the page."""
    sets = [load(path) for path in sorted((problems_dir() / "sets").glob("*.yaml"))]
    found = [each for each in sets if isinstance(each, ProblemSet)]
    places = _places(found)
    blocks = [INTRODUCTION, "## Sets\n", _table(("set", "title", "problems"), map(_set_row, found))]
    for kind, title in kinds().items():
        rows = (_row(path, places) for path in sorted((problems_dir() / kind).glob("*.yaml")))
        blocks += [f"## `{kind}`\n", f"{title}.\n", _table(_COLUMNS, rows)]
    return "\n".join(blocks)


_COLUMNS = ("problem", "title", "asked", "in the sets")


def _set_row(found: ProblemSet) -> tuple[str, ...]:
    stem = found.spec.id
    labels = ", ".join(item.label for item in found.spec.items)
    return f"[{stem}](sets/{stem}.yaml)", found.spec.title, labels


def _row(path: Path, places: dict[str, list[str]]) -> tuple[str, ...]:
    problem = load(path)
    spec = problem.spec
    assert isinstance(spec, Spec)
    name = f"{path.parent.name}/{path.name}"
    return f"[{path.stem}]({name})", spec.title, "<br>".join(_asked(spec)), _listed(places[name])


def _places(sets: Iterable[ProblemSet]) -> dict[str, list[str]]:
    """Say of every problem in which sets it is, and under which number."""
    names = (f"{path.parent.name}/{path.name}" for path in problems_dir().glob("*/*.yaml"))
    found: dict[str, list[str]] = {name: [] for name in names}
    for each in sets:
        for item in each.spec.items:
            name = "/".join(Path(item.spec.mark.file).parts[-2:])
            found[name].append(f"{each.spec.id} {item.label}")
    return found


def _asked(spec: Spec) -> Iterator[str]:
    if spec.asks:
        yield _named(spec.asks)
    for part in spec.parts:
        yield f"({part.label}) {_named(part.asks)}"


def _named(asks: tuple[Asked, ...]) -> str:
    steps = [f"`{ask.name}`" for ask in asks if isinstance(ask, Ask)]
    shown = steps[:MOST_NAMED] + (["…"] if len(steps) > MOST_NAMED else [])
    sketches = sum(not isinstance(ask, Ask) and ask.sketch for ask in asks)
    open_ones = len(asks) - len(steps) - sketches
    return ", ".join([*shown, *_counted(sketches, "sketch"), *_counted(open_ones, "discussion")])


def _counted(count: int, what: str) -> list[str]:
    return [what if count == 1 else f"{count} × {what}"] if count else []


def _table(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [header, tuple("---" for _ in header), *rows]
    return "".join(f"| {' | '.join(_cell(text) for text in line)} |\n" for line in lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _listed(places: list[str]) -> str:
    return ", ".join(places) or "–"


if __name__ == "__main__":
    (Path(solver.__file__).parents[1] / "problems/README.md").write_text(gallery(), "utf-8")
