"""The shape rule: what it says, what it computes, and the names that kinds look for."""

from __future__ import annotations

from solver.algebra.expr import number
from solver.modelling.mentions import words_in
from solver.modelling.shape_rule import RULE, TWO, N, law, places, reach, room
from solver.plan import Plan, Step
from solver.spec.load import load_text
from solver.spec.model import Spec


def test_the_rule_is_said_as_it_is_written() -> None:
    said = law(RULE, N)
    assert said.text == "floor((n - K + 2 * P) / S) + 1 = n"
    tight = said.latex.replace(" ", "").replace(r"\,", "")
    assert tight == r"\left\lfloor\frac{n-K+2P}{S}\right\rfloor+1=n"


def test_it_counts_the_places_of_a_window() -> None:
    for n, k, p, s, d in [(5, 3, 0, 1, 1), (8, 3, 2, 3, 2), (7, 2, 1, 2, 3), (4, 4, 0, 5, 1)]:
        covered = reach(number(k), number(d))
        rule = places(room(number(n), covered, TWO * number(p)), number(s))
        found = Plan((), (Step("m", rule, ()),)).evaluate().floats("m")
        last = n + 2 * p - 1  # of the entries that a window may cover, counted from 0
        assert found == sum(i + d * (k - 1) <= last for i in range(0, last + 1, s))


def test_kinds_find_the_names_that_are_wanted() -> None:
    spec = load_text(
        "kind: network\ntitle: t\ngiven: {x: 1}\nforward: {y: x}\nshow: [shown]\n"
        "note: 'It is {{mentioned}}.'\n"
        "ask:\n- {step: 'asked[1]', accept: [accepted + 1]}\n- {discuss: 'Is {{open}}?'}\n",
        "t.yaml",
    )
    assert isinstance(spec, Spec)
    assert words_in(spec, spec.asks) == {"asked", "accepted", "shown", "mentioned", "open"}
