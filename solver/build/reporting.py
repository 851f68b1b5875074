"""The report of a build, in Markdown: what was built, how fair it is, and what was checked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from solver.build.comparing import Change
from solver.variants.capacity import capacity_of
from solver.variants.fairness import spread_of
from solver.variants.families import Family

if TYPE_CHECKING:
    from solver.build.building import Build

_MOST = 50  # lines of a list


@dataclass(frozen=True, slots=True)
class Timing:
    """How long something took, in seconds."""

    what: str
    seconds: float


def report(
    build: Build,
    notes: Sequence[str],
    changes: Sequence[Change] | None,
    timings: Sequence[Timing],
) -> str:
    """Write the report; all but the timings depends on the inputs alone."""
    sections = [
        f"# {build.course.spec.title}",
        "\n".join(_summary(build)),
        *_section("Not built", _broken(build)),
        *_section("Roster", [f"- {note}" for note in notes]),
        *_section("Variants", _variants(build)),
        *_section("Changes", _changes(changes)),
        *_section("Checked", [_CHECKED]),
        *_section("Timings", [f"- {t.what}: {t.seconds:.1f} s" for t in timings]),
    ]
    return "\n\n".join(sections) + "\n"


_CHECKED = (
    "Every number of every key was computed exactly, and again with NumPy; every derivative was "
    "compared with finite differences. Nothing was printed for a student for whom two routes "
    "disagree. No two students share the answers of a problem that varies."
)


def _section(title: str, lines: Sequence[str]) -> Iterator[str]:
    if lines:
        yield f"## {title}"
        yield "\n".join(lines)


def _summary(build: Build) -> Iterator[str]:
    task = build.task
    what = f"{task.versions} versions for" if task.versions else "Handouts, keys and forms for"
    yield f"{what} {len(task.students)} students; {len(build.records)} built."
    yield f"Set `{build.course.spec.id}`, {build.head['tool']}."


def _broken(build: Build) -> list[str]:
    return [f"- {student}: {fault}" for student, fault in sorted(build.broken.items())]


def _changes(changes: Sequence[Change] | None) -> list[str]:
    if changes is None:
        return []
    rest = [f"- and {len(changes) - _MOST} more"] if len(changes) > _MOST else []
    return [f"- {change}" for change in changes[:_MOST]] + rest or ["Nothing has changed."]


# --- variants ------------------------------------------------------------------------------------
def _variants(build: Build) -> list[str]:
    rows = ["| problem | acceptable draws | distinct answer keys | effort |", "|---|---|---|---|"]
    for family in build.course.families:
        rows += _rows(build, family)
    return rows


def _rows(build: Build, family: Family) -> Iterator[str]:
    for form in family.forms:
        name = " ".join(part for part in (family.label, family.problem.spec.id, form.label) if part)
        if form.pool is None:
            yield f"| {name} | | the same for all: nothing in it varies | |"
            continue
        room = capacity_of(form.pool)
        enough = room.compared(len(build.orders))
        share = f"{100 * room.accepted / max(room.tried, 1):.0f} %"
        yield f"| {name} | {share} | {room.said}; {enough} | {_effort(build, family, form.label)} |"


def _effort(build: Build, family: Family, structure: str) -> str:
    form = family.form(structure)
    items = [
        item.values
        for order in build.orders
        for item in order.sheet.items
        if (item.label, item.structure) == (family.label, structure)
    ]
    return spread_of(form.pool, items) if form and form.pool and items else ""
