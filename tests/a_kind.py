"""Problems of one kind, written in a test or shipped: planned, solved, or complained about."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import pytest

from solver.errors import Complaint, SpecError
from solver.problem import Problem, built, load
from solver.resources import problems_dir
from solver.solved import Solved
from solver.spec.load import load_text


@dataclass(frozen=True)
class AKind:
    """A kind by its name; the texts are what follows `kind:` and `title:` in a file."""

    name: str

    def shipped(self, stem: str) -> Solved:
        """Solve a problem that ships, once."""
        return _shipped(self.name, stem)

    def planned(self, text: str) -> Problem:
        problem = built(load_text(f"kind: {self.name}\ntitle: t\n{text}", "t.yaml"))
        assert isinstance(problem, Problem)
        return problem

    def solved(self, text: str) -> Solved:
        return self.planned(text).solve()

    def complaints(self, text: str) -> tuple[Complaint, ...]:
        """Give what is wrong with a problem, when it is read or when it is solved."""
        with pytest.raises(SpecError) as caught:
            self.solved(text)
        return caught.value.complaints


@cache
def _shipped(kind: str, stem: str) -> Solved:
    problem = load(problems_dir() / kind / f"{stem}.yaml")
    assert isinstance(problem, Problem)
    return problem.solve()
