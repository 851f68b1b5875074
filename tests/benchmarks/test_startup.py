"""A command that a person types must answer at once."""

from __future__ import annotations

import sys

import pytest

from tests.benchmarks.timing import COMMAND, Check, best_beside, command

PASS = command(sys.executable, "-c", "pass")


@pytest.mark.parametrize("word", ["--help", "list"])
def test_help_and_list_start_fast(word: str, within: Check) -> None:
    bare, ours = best_beside(PASS, command(COMMAND, word), 30)
    within(f"markscheme {word}", ours, 6 * bare)
