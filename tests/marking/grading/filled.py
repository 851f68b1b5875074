"""Forms filled in as students fill them in: with the answers that the manifest of a build has."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import yaml

Change = Callable[[str, Any], Any]  # from a name and its right answer to what is handed in


def keep(name: str, right: Any) -> Any:
    """Hand in what is right."""
    return right


def fill(build: Path, folder: Path, changes: Mapping[str, Change] | None = None) -> None:
    """Fill in the form of every student, in the shape that the form has."""
    folder.mkdir(parents=True, exist_ok=True)
    manifest = json.loads((build / "manifest.json").read_text(encoding="utf-8"))
    for student in manifest["students"]:
        form = build / "forms" / f"{student['file']}.yaml"
        change = (changes or {}).get(student["student"], keep)
        text = filled(form.read_text(encoding="utf-8"), answers_of(student), change)
        (folder / f"{student['file']}.yaml").write_text(text, encoding="utf-8")


def answers_of(student: Mapping[str, Any]) -> dict[str, Any]:
    """List the right answers by the names in the form."""
    found = {}
    for item in student["items"]:
        for name, answer in item["answers"].items():
            found[f"{item['label']}:{name}" if item["label"] else name] = answer
    return found


def filled(form: str, answers: Mapping[str, Any], change: Change = keep) -> str:
    """Put answers between the quotation marks of a form."""
    data = yaml.safe_load(form)
    lines = []
    for line in form.splitlines():
        name = line.split('"')[1] if line.startswith('  "') else ""
        if name in data["answers"]:
            value = fitting(change(name, answers[name]), data["answers"][name])
            lines.append(f"  {json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}")
        else:
            lines.append(line)
    return "\n".join([*lines, ""])


def fitting(value: Any, blank: Any) -> Any:
    """Bring a value to the shape of the blanks: a column is a flat list there."""
    if not isinstance(blank, list):
        return value if isinstance(value, str) else json.dumps(value)
    flat = isinstance(value, list) and all(isinstance(r, list) and len(r) == 1 for r in value)
    parts = [row[0] for row in value] if flat and not isinstance(blank[0], list) else value
    return [fitting(*pair) for pair in zip(parts, blank, strict=True)]
