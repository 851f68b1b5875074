"""What a set says of its students: shared draws, banks, overrides, void problems."""

from __future__ import annotations

from pathlib import Path

import pytest

from solver.errors import SpecError
from solver.problem import ProblemSet, load

PROBLEM = "kind: network\ngiven: {x: [1, 2], k: 2}\nforward: {y: k*x, L: sum(y)}\nask: [L]\n"
SET = """title: T
salt: pepper
problems:
  - {label: "1", file: a.yaml, points: 2}
  - {label: "2", file: b.yaml, points: 2}
  - {label: "3", file: c.yaml, points: 3}
"""


def a_set(folder: Path, text: str) -> ProblemSet:
    for name in "abc":
        (folder / f"{name}.yaml").write_text(PROBLEM)
    (folder / "set.yaml").write_text(SET + text)
    found = load(folder / "set.yaml")
    assert isinstance(found, ProblemSet)
    return found


def test_what_a_set_says_is_read(tmp_path: Path) -> None:
    text = """let: {k: {integers: [1, 9]}}
pick: {1: ["1", "2"]}
overrides: {S17: {"3": {x: [5, 5]}}}
void: {"3": full}
effort: 0.3
"""
    spec = a_set(tmp_path, text).spec
    assert spec.salt == "pepper"
    assert [(bank.count, bank.labels) for bank in spec.pick] == [(1, ("1", "2"))]
    assert [(o.student, o.label, o.name) for o in spec.overrides] == [("S17", "3", "x")]
    assert spec.void == ("3",)
    assert float(spec.effort) == 0.3
    assert all(item.spec.vary[0].shared == "set" for item in spec.items)


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ('pick: {1: ["1", "9"]}', (7, 11), "no problem is labelled `9`"),
        ('pick: {2: ["1", "2"]}', (7, 11), "2 of 2 problems leave nothing to pick"),
        ('pick: {1: ["1", "3"]}', (7, 11), "the problems to pick from have different points"),
        ('pick: {0: ["1", "2"]}', (7, 8), "expected how many problems are picked"),
        ("pick: {1: 2}", (7, 11), "expected a list of labels"),
        ('void: {"4": full}', (7, 9), "no problem is labelled `4`"),
        ('void: {"1": half}', (7, 13), "expected one of full"),
        ('overrides: {s: {"7": {x: 1}}}', (7, 23), "no problem is labelled `7`"),
        ('overrides: {s: {"1": {q: 1}}}', (7, 23), "`q` is not given in 1"),
        ('overrides: {s: {"1": {x: 1}}}', (7, 23), "`x` is 2×1, not scalar"),
        ("let: {q: {integers: [1, 2]}}", (7, 7), "no problem of the set gives `q`"),
        ("effort: 0", (7, 9), "expected a share above 0"),
    ],
)
def test_what_does_not_fit_is_said(
    tmp_path: Path, text: str, place: tuple[int, int], message: str
) -> None:
    with pytest.raises(SpecError) as caught:
        a_set(tmp_path, text + "\n")
    (complaint, *_) = caught.value.complaints
    assert complaint.message.startswith(message)
    assert (complaint.mark.line, complaint.mark.column) == place
