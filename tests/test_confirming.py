"""Steps that put a result to the test, and answers that have a place in a table."""

from __future__ import annotations

from textwrap import dedent

from solver.document.blocks import Named, StepBlock
from solver.modelling.planned import prefixed
from solver.problem import Problem, built
from solver.render.latex import to_latex
from solver.spec.load import load_text
from tests.solved_with import with_step

TEXT = """
kind: network
title: t
given: {x: [1, 2]}
forward: {n: sum(x), m: 2*n, gap: m - 2*sum(x)}
"""
ASKS = "ask: [n, m]\n"
PARTS = "parts: {a: {ask: [n]}, b: {ask: [m]}}\n"


def problem(asks: str) -> Problem:
    found = built(load_text(TEXT + asks, "t.yaml"))
    assert isinstance(found, Problem)
    return with_step(found, "gap", lambda step: {"confirms": ("m",)})


def told(asks: str) -> list[str]:
    (named,) = problem(asks).solve().document().blocks
    assert isinstance(named, Named)
    return [block.name for block in named.blocks if isinstance(block, StepBlock)]


def test_a_test_of_a_result_is_told_with_it() -> None:
    assert told("ask: [m]\n") == ["n", "m", "gap"]


def test_it_is_not_told_without_it() -> None:
    assert told("ask: [n]\n") == ["n"]


def test_it_is_told_in_the_part_that_asks_for_the_result() -> None:
    assert told(PARTS) == ["n", "m", "gap"]


def test_in_a_part_of_its_own_it_confirms_the_parts_result() -> None:
    own = problem(ASKS).worlds[0].planned
    assert prefixed(own, "b", {}).plan["b.gap"].confirms == ("b.m",)


def test_what_has_a_place_in_a_table_gets_no_room_of_its_own() -> None:
    gate = """
    kind: gate
    title: t
    inputs: [p, q]
    given: {w: [2, 2, 1]}
    ask: [s, name]
    """
    found = built(load_text(dedent(gate), "t.yaml"))
    assert isinstance(found, Problem)
    tex = to_latex(found.solve().document("handout"))
    assert "Fill in, above: the sums $s$." in tex
    assert tex.count(r"\RoomToWrite{") == 1
    assert "Fill in" not in to_latex(found.solve().document())
