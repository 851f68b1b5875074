"""The JSON Schema says what the loader takes, from the same declarations."""

from __future__ import annotations

import json
from typing import Any

import pytest

from solver import resources
from solver.spec.common import HEAD, PART, WORLD
from solver.spec.library import Library
from solver.spec.schema import schema


@pytest.fixture
def problem(library: Library) -> dict[str, Any]:
    return schema("equations", library)


def test_a_schema_is_json(library: Library) -> None:
    for kind in (None, *library.kinds):
        assert json.loads(json.dumps(schema(kind, library)))["$schema"].endswith("2020-12/schema")


def test_every_key_of_a_problem_is_described(problem: dict[str, Any]) -> None:
    own = {"forward", "upstream", "inputs"}
    assert set(problem["properties"]) == {"kind", *HEAD, *WORLD, *own, "parts", "structures"}
    assert problem["additionalProperties"] is False
    assert problem["properties"]["kind"]["const"] == "equations"


def test_the_keys_of_a_part_are_described(problem: dict[str, Any]) -> None:
    part = problem["properties"]["parts"]["additionalProperties"]
    own = {"forward", "upstream", "inputs"}
    assert set(part["then"]["properties"]) == {"kind", *PART, *WORLD, *own}


def test_all_kinds_and_sets_together(library: Library) -> None:
    *problems, sets = schema(None, library)["anyOf"]
    assert [each["properties"]["kind"]["const"] for each in problems] == list(library.kinds)
    assert sets["required"] == ["problems"]


GOOD: list[dict[str, Any]] = [
    {"kind": "equations", "forward": {"z": "W @ x"}, "given": {"x": [1, "3/4"], "W": [[1, 2]]}},
    {"kind": "equations", "forward": {"z": 1}, "given": {"x": {"shape": ["m", 1], "sums_to": 1}}},
    {
        "kind": "equations",
        "forward": {"z": 1},
        "ask": ["z", {"step": "z", "points": 2}, {"u": "z"}],
    },
    {"kind": "equations", "parts": {"a": {"forward": {"z": 1}}, "b": {"kind": "filter", "x": 1}}},
    {
        "kind": "equations",
        "forward": {"z": 1},
        "ask": [{"discuss": "Why?", "rubric": [{"1": "a"}]}],
    },
    {"title": 2026, "problems": [{"label": 3.2, "file": "x.yaml"}]},
]
BAD: list[dict[str, Any]] = [
    {"kind": "equations"},
    {"kind": "other", "forward": {"z": 1}},
    {"kind": "equations", "forwrad": {"z": 1}, "forward": {"z": 1}},
    {"kind": "equations", "forward": {"z": 1}, "given": {"x": {"shap": 1}}},
    {"kind": "equations", "forward": {"z": 1}, "given": {"x 1": 1}},
    {"kind": "equations", "forward": ["z"]},
    {"kind": "equations", "forward": {"z": 1}, "points": -1},
    {"kind": "equations", "parts": {"a": {"forwrad": {"z": 1}}}},
    {"problems": [{"file": "x.yaml"}]},
]


@pytest.mark.parametrize("data", GOOD)
def test_good_data_is_valid(data: dict[str, Any], library: Library) -> None:
    assert _is_valid(data, library)


@pytest.mark.parametrize("data", BAD)
def test_bad_data_is_not(data: dict[str, Any], library: Library) -> None:
    assert not _is_valid(data, library)


def _is_valid(data: dict[str, Any], library: Library) -> bool:
    jsonschema = pytest.importorskip("jsonschema", reason="an oracle that editors use too")
    return bool(jsonschema.Draft202012Validator(schema(None, library)).is_valid(data))


def test_shipped_problems_are_valid() -> None:
    jsonschema = pytest.importorskip("jsonschema", reason="an oracle that editors use too")
    import yaml

    validator = jsonschema.Draft202012Validator(schema())
    for shipped in resources.shipped():
        data = yaml.safe_load(shipped.path.read_text(encoding="utf-8"))
        assert [error.message for error in validator.iter_errors(data)] == [], shipped.name
