"""A small class to build: a set of two problems, and its roster."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

from solver.build.building import Build, Task, begun, crew_of
from solver.build.crew import crew
from solver.build.finishing import Finish, finish
from solver.build.roster import Student

NETWORK = """id: net
kind: network
title: A neuron
points: 4
given: {x: [1, 2], W: [[1, 0], [3, 4]], b: [1, 2]}
forward: {z: W @ x + b, y: relu(z), L: sum(y**2)}
ask: [L, dL/dW, {discuss: "Which units are dead, and why?"}]
vary: {x: {integers: [-5, 5]}, W: {integers: [-5, 5]}, b: {signs: true}}
require: ["any(z > 0)"]
"""
MEAN = """id: mean
kind: formulas
title: A mean
points: 2
given: {u: [1, 2, 3]}
steps: {m: sum(u)/3}
ask: [m]
vary: {u: {integers: [1, 40]}}
"""
SET = """id: small
title: A small class
course: Testing 101
salt: pepper
problems:
  - {label: "1", file: net.yaml}
  - {label: "2", file: mean.yaml}
"""


def write_class(folder: Path, set_text: str = SET, **problems: str) -> Path:
    """Write the files of the class, and return the path of the set."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in ({"net": NETWORK, "mean": MEAN} | problems).items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    path = folder / "set.yaml"
    path.write_text(set_text, encoding="utf-8")
    return path


def students(count: int) -> tuple[Student, ...]:
    """List students with plain ids."""
    return tuple(Student(f"s{k}", f"Student {k}", "A", f"s{k}@example.org") for k in range(count))


def build(task: Task) -> Build:
    """Build a class from beginning to end."""
    with crew(crew_of(task), task.jobs) as workers:
        found = begun(task)
        for _ in found.run(workers):
            pass
        finish(found, Finish())
    return found


def hashes(folder: Path, leave_out: Iterable[str] = ("report.md",)) -> dict[str, str]:
    """Hash every file of a build; the report holds how long things took."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    names = {path: path.relative_to(folder).as_posix() for path in files}
    return {
        name: sha256(path.read_bytes()).hexdigest()
        for path, name in names.items()
        if name not in leave_out
    }
