"""Verdicts as plain data: the JSON object of the command line."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from solver.marking.verdicts import Finding, Marked, Verdict

SCHEMA = 1


def as_json(marked: Marked) -> dict[str, Any]:
    """Give the verdicts on one problem; scores are shares of its points."""
    return {
        "schema": SCHEMA,
        "id": marked.id,
        "label": marked.label,
        "verdicts": [_verdict(one) for one in marked.verdicts],
        "findings": [_finding(one) for one in marked.findings],
        "compared": marked.links,
        "ignored": marked.ignored,
        "first_wrong": marked.first_wrong,
        "score": {
            "strict": _share(marked.strict, marked.points),
            "follow_through": _share(marked.follow, marked.points),
        },
        "points": {
            "strict": float(marked.strict),
            "follow_through": float(marked.follow),
            "pending": float(marked.pending),
            "of": float(marked.points),
        },
    }


def _share(earned: Fraction, points: Fraction) -> float:
    return round(float(earned / points), 4) if points else 0.0


def _verdict(one: Verdict) -> dict[str, Any]:
    return {
        "step": one.step or one.name,
        "name": one.name,
        "outcome": str(one.outcome),
        "entry": list(one.entry) if one.entry is not None else None,
        "got": one.got,
        "expected": one.expected,
        "diagnosis": one.diagnosis or None,
        "line": one.line,
        "message": one.message,
        "points": float(one.points),
        "strict": float(one.strict),
        "follow_through": float(one.follow),
        "carried": list(one.carried),
    }


def _finding(one: Finding) -> dict[str, Any]:
    return {
        "line": one.line,
        "step": one.step or None,
        "text": one.text,
        "message": one.message,
        "diagnosis": one.diagnosis or None,
    }
