"""Numbers that stand for words: on the page, in JSON, in a text that mentions them."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest

from solver.document.blocks import Document, Named, Said, StepBlock
from solver.forms import Extent, Form, Members, Truth, Word
from solver.plan import Step
from solver.problem import Problem, built
from solver.render.latex import to_latex
from solver.solved import Solved
from solver.spec.load import load_text
from tests.solved_with import with_step

TEXT = """
kind: network
title: t
given: {x: [1, 2]}
forward: {n: sum(x)}
ask:
  - n
  - {plot: Sketch it., rubric: [{1: axes}]}
note: It is {{n}}.
"""
SPECIAL = r"50% & more_"  # words that LaTeX must not see as they are


@pytest.mark.parametrize(
    ("form", "value", "said", "data"),
    [
        (Truth(), Fraction(1), "yes", True),
        (Truth("it is", "it is not"), 0.0, "it is not", False),
        (Word(("AND", "OR")), Fraction(1), "OR", "OR"),
        (Members(("0", "1", "2")), ((1,), (0,), (1,)), "0, 2", ["0", "2"]),
        (Members(("0", "1")), (0, 0), "none", []),
        (Extent(), ((28,), (28,), (1,)), "28 × 28 × 1", [28, 28, 1]),
    ],
)
def test_a_form_says_what_a_value_stands_for(
    form: Form, value: object, said: str, data: object
) -> None:
    assert form.words(value) == (said,)
    assert form.data(value) == data
    assert json.loads(json.dumps(data)) == data


def solved(form: Form, title: str = "") -> Solved:
    problem = built(load_text(TEXT, "t.yaml"))
    assert isinstance(problem, Problem)

    def change(step: Step) -> dict[str, object]:
        return {"form": form, "title": (title,) if title else ()}

    return with_step(problem, "n", change).solve()


def labelled(word: str) -> Word:
    return Word(("none", "one", "two", word))  # n is 3


def blocks_of(document: Document) -> list[StepBlock]:
    (named,) = document.blocks
    assert isinstance(named, Named)
    return [block for block in named.blocks if isinstance(block, StepBlock)]


def test_the_page_shows_the_word_and_json_its_type() -> None:
    found = solved(labelled(SPECIAL))
    (block,) = blocks_of(found.document())
    assert isinstance(block.chain.links[-1].right, Said)
    assert block.chain.links[-1].boxed
    (entry,) = (step for step in found.json()["steps"] if step["name"] == "n")
    assert (entry["type"], entry["value"], entry["exact"]) == ("text", SPECIAL, "3")
    assert r"50\% \& more\_" in entry["latex"]


def test_a_text_that_mentions_the_step_says_the_word() -> None:
    tex = to_latex(solved(labelled(SPECIAL)).document())
    assert r"It is $\text{50\% \& more\_}$." in tex


def test_the_question_says_what_a_step_is() -> None:
    assert "the count $n$" in to_latex(solved(Truth(), "the count").document("handout"))


def test_a_sketch_has_room_and_its_rubric_is_in_the_key() -> None:
    found = solved(Truth())
    assert "Sketch it." in to_latex(found.document("handout"))
    assert r"\RoomToWrite{Sketch}" in to_latex(found.document("handout"))
    assert "axes" in to_latex(found.document())
