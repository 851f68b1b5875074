"""A library with two kinds of its own, so that these tests stand without any that ships."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from solver.errors import Complaint, SpecError
from solver.spec.library import Library
from solver.spec.load import load_text
from solver.spec.model import SetSpec, Spec
from solver.spec.names import Equations, FormulaMap, Names
from solver.spec.records import FieldMap
from solver.spec.sizes import ShapeField

KINDS: dict[str, FieldMap] = {
    "equations": {
        "forward": Equations(required=True),
        "upstream": FormulaMap(),
        "inputs": Names(),
    },
    "filter": {"kernel": ShapeField()},
}


@pytest.fixture(scope="session")
def library() -> Library:
    return Library(tuple(KINDS), KINDS.__getitem__, frozenset({"relu", "sum"}))


Load = Callable[[str], Spec]
Refuse = Callable[[str], tuple[Complaint, ...]]


@pytest.fixture(scope="session")
def load(library: Library) -> Load:
    """Load a problem that is right."""

    def loaded(text: str) -> Spec:
        spec = load_text(text, "problem.yaml", library)
        assert not isinstance(spec, SetSpec)
        return spec

    return loaded


@pytest.fixture(scope="session")
def refuse(library: Library) -> Refuse:
    """Load a text that is wrong, and give its complaints."""

    def refused(text: str) -> tuple[Complaint, ...]:
        with pytest.raises(SpecError) as caught:
            load_text(text, "problem.yaml", library)
        return caught.value.complaints

    return refused
