"""A class that was built: who is in it, which problems they got, and with which numbers."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from solver.build.building import spec_hash
from solver.build.filenames import file_names
from solver.build.finishing import MAILING
from solver.build.records import NAME, Manifest, Record, load_manifest
from solver.errors import Complaint, Mark, SpecError
from solver.marking.naming import Names
from solver.problem import Problem, ProblemSet, built, load
from solver.spec.model import SetSpec

Key = tuple[str, str]  # a problem's label in the set, and its structure


@dataclass(frozen=True, slots=True)
class Given:
    """One problem of one student: which, and with which numbers; none for the example's own."""

    key: Key
    values: Mapping[str, Any]
    answers: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Person:
    """A student of the class; `file` names what is written for them."""

    id: str
    name: str
    section: str
    file: str
    variant: str
    problems: tuple[Given, ...]


@dataclass(frozen=True)
class Classroom:
    """A build with its set: students in the order of their ids, and problems by label."""

    folder: Path
    spec: SetSpec
    problems: Mapping[Key, Problem]
    people: Mapping[str, Person]
    set_id: str
    notes: tuple[str, ...] = ()

    @cached_property
    def names(self) -> Names:
        """Know every way to write the name of an answer."""
        return Names.of(self.problems.values())

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """List the problems of the set, in its order."""
        return tuple(dict.fromkeys(label for label, _ in self.problems))

    def problem(self, label: str) -> Problem:
        """Find a problem, in its first structure."""
        return next(problem for (own, _), problem in self.problems.items() if own == label)


def open_class(folder: Path, path: Path) -> Classroom:
    """Read a build, and the set it was made from; SpecError says what does not fit."""
    manifest = manifest_of(folder)
    found = load(path)
    spec, problems = _problems(found)
    people = {person.id: person for person in _people(folder, manifest)}
    _check(folder, path, people, problems)
    notes = tuple(_changes(manifest, found))
    return Classroom(folder, spec, problems, people, str(manifest.head.get("set", "")), notes)


def manifest_of(folder: Path) -> Manifest:
    """Read the manifest of a finished build; SpecError if there is none."""
    found = load_manifest(folder)
    if found is None:
        hint = f"name the folder that `markscheme build` wrote: it has a {NAME}"
        raise SpecError(Complaint(Mark(str(folder)), "this is no finished build", hint))
    return found


def _problems(found: Problem | ProblemSet) -> tuple[SetSpec, dict[Key, Problem]]:
    """List the problems of a set in all their structures; a single problem is a set of one."""
    if isinstance(found, Problem):
        spec = SetSpec(found.spec.id, found.spec.title, found.spec.mark)
        return spec, dict(_structures(found))
    return found.spec, {key: each for p in found.problems for key, each in _structures(p)}


def _structures(problem: Problem) -> Iterator[tuple[Key, Problem]]:
    label = problem.label or ""
    if not problem.spec.structures:
        yield (label, ""), problem
    for name, spec in problem.spec.structures:
        own = built(spec)
        assert isinstance(own, Problem)
        yield (label, name), replace(own, label=problem.label, points=problem.points)


# --- people --------------------------------------------------------------------------------------
def _people(folder: Path, manifest: Manifest) -> Iterator[Person]:
    """List students; where versions were dealt out, their names are in the mailing list."""
    if not manifest.dealt:
        owners = dict(sorted(manifest.records.items()))
    else:
        dealt = sorted(manifest.dealt.items())
        owners = {s: manifest.records[v] for s, v in dealt if v in manifest.records}
    names = _mailing(folder) if manifest.dealt else {}
    files = file_names(owners)
    for student, record in owners.items():
        yield _person(student, files[student], record, names)


def _person(student: str, file: str, record: Record, names: Mapping[str, str]) -> Person:
    name = names.get(student, "") if names else record.name
    problems = tuple(
        Given((item.label, item.structure), item.values, data["answers"])
        for item, data in zip(record.sheet.items, record.items, strict=True)
    )
    return Person(student, name, record.section, file, record.variant, problems)


def _mailing(folder: Path) -> dict[str, str]:
    try:
        with (folder / MAILING).open(encoding="utf-8", newline="") as stream:
            return {row["id"].removeprefix("'"): row["name"] for row in csv.DictReader(stream)}
    except (OSError, ValueError, KeyError, TypeError, csv.Error):
        return {}


# --- does it fit? --------------------------------------------------------------------------------
def _check(
    folder: Path, path: Path, people: Mapping[str, Person], problems: Mapping[Key, Problem]
) -> None:
    """Complain of what students got and the set does not have."""
    got = dict.fromkeys(given.key for person in people.values() for given in person.problems)
    missing = [" ".join(filter(None, key)) or "its problem" for key in got if key not in problems]
    if missing:
        message = f"this is not the set that {folder} was built from: it lacks {', '.join(missing)}"
        raise SpecError(Complaint(Mark(str(path)), message, "name the right file with --set"))


def _changes(manifest: Manifest, found: Problem | ProblemSet) -> Iterator[str]:
    """Say which problems are no longer as they were when the class was built."""
    specs = manifest.head.get("specs", {})
    for problem in [found] if isinstance(found, Problem) else found.problems:
        name = problem.label or problem.spec.id
        known = specs.get(name, {}).get("sha256")
        if known and known != spec_hash(problem.spec):
            where = problem.spec.mark.file
            yield f"problem {name} has been changed since the class was built: {where}"
