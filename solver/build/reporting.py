"""The report of a build, in Markdown: what was built, how fair it is, and what was checked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from solver.build.comparing import Change
from solver.variants.assigning import Assigned
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
        *_section("Checked", list(_checked(build))),
        *_section("Timings", [f"- {t.what}: {t.seconds:.1f} s" for t in timings]),
    ]
    return "\n\n".join(sections) + "\n"


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


# --- what was checked ----------------------------------------------------------------------------
def _checked(build: Build) -> Iterator[str]:
    """Say which routes agreed, as on the key of the example, and how many keys differ."""
    for family in build.course.families:
        for form in family.forms:
            keys = [item.key for item in _items(build, family, form.label)]
            told = f" {len(set(keys))} different answer keys for {len(keys)} students."
            line = form.problem.solve().checked_line
            yield f"- {_name(family, form.label)}: {line}{told if any(keys) else ''}"


# --- variants ------------------------------------------------------------------------------------
def _variants(build: Build) -> list[str]:
    rows = ["| problem | acceptable draws | distinct answer keys | effort |", "|---|---|---|---|"]
    for family in build.course.families:
        rows += _rows(build, family)
    return rows


def _rows(build: Build, family: Family) -> Iterator[str]:
    for form in family.forms:
        name = _name(family, form.label)
        if form.pool is None:
            yield f"| {name} | | the same for all: nothing in it varies | |"
            continue
        room = capacity_of(form.pool)
        enough = room.compared(len(build.orders))
        share = f"{100 * room.accepted / max(room.tried, 1):.0f} %"
        yield f"| {name} | {share} | {room.said}; {enough} | {_effort(build, family, form.label)} |"


def _effort(build: Build, family: Family, structure: str) -> str:
    form = family.form(structure)
    items = [item.values for item in _items(build, family, structure)]
    return spread_of(form.pool, items) if form and form.pool and items else ""


def _name(family: Family, structure: str) -> str:
    return " ".join(filter(None, (family.label, family.problem.spec.id, structure)))


def _items(build: Build, family: Family, structure: str) -> list[Assigned]:
    """List what students got of one structure of a problem."""
    items = (item for order in build.orders for item in order.sheet.items)
    return [each for each in items if (each.label, each.structure) == (family.label, structure)]
