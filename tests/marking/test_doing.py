"""Where many answers are right, those that do what is asked are accepted, and none other."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import product
from typing import Any

import pytest

from solver.marking.judging.doing import does
from solver.solved import Solved
from tests.a_kind import AKind

GATE, CONV, COST, CLAIM = AKind("gate"), AKind("conv2d"), AKind("cost"), AKind("claim")
TABLES = {
    "and": (0, 0, 0, 1),
    "or": (0, 1, 1, 1),
    "nand": (1, 1, 1, 0),
    "implies": (1, 1, 0, 1),
    "xor": (0, 1, 1, 0),
}
Weights = Sequence[Fraction | int]


def column(entries: Weights) -> tuple[tuple[Fraction], ...]:
    return tuple((Fraction(entry),) for entry in entries)


def right(solved: Solved, step: str, **answers: Any) -> bool | None:
    plan = solved.problem.plan
    named = {key.replace("__", "."): value for key, value in answers.items()}
    return does(plan, solved.solution, plan[step], named)


# --- weights: the oracle goes through the rows by hand -------------------------------------------
def sums(weights: Weights, rows: Sequence[Weights]) -> list[Fraction]:
    bias, *others = map(Fraction, weights)
    return [bias + sum(w * x for w, x in zip(others, row, strict=True)) for row in rows]


def keeps(found: Sequence[Fraction], margin: Fraction | None) -> bool:
    return all(total != 0 if margin is None else abs(total) >= margin for total in found)


def outputs(found: Sequence[Fraction], low: int, zero: bool) -> list[int]:
    return [1 if total > 0 or (total == 0 and zero) else low for total in found]


@pytest.mark.parametrize(
    ("word", "low", "zero", "margin"),
    [
        ("and", -1, True, None), ("or", 0, True, None), ("nand", -1, True, 0),
        ("or", -1, False, 0), ("implies", 0, True, 0), ("and", 0, False, 0),
        ("or", -1, True, 1), ("and", -1, True, Fraction(1, 2)),
    ],
)  # fmt: skip
def test_all_weights_that_give_the_table_are_right(
    word: str, low: int, zero: bool, margin: Fraction | None
) -> None:
    kept = "" if margin is None else f"margin: {margin}\n"
    solved = GATE.solved(
        f"inputs: [x1, x2]\nvalues: {'bipolar' if low else 'binary'}\nzero: {str(zero).lower()}\n"
        f"function: {word}\nfind: weights\nweights: [-1, 0, 1]\nbias: [-1, -1/2, 0, 1]\n"
        f"{kept}ask: [w]\n"
    )
    rows = list(product((low, 1), repeat=2))
    wanted = [value or low for value in TABLES[word]]
    allowed = {-1, Fraction(-1, 2), 0, 1}
    accepted = 0
    for weights in product(
        (-1, Fraction(-1, 2), 0, 1, 2), (-1, 0, 1, 2), (-1, 0, Fraction(1, 2), 1)
    ):
        total = sums(weights, rows)
        listed = weights[0] in allowed and set(weights[1:]) <= {-1, 0, 1}
        good = listed and keeps(total, margin) and outputs(total, low, zero) == wanted
        assert right(solved, "w", w=column(weights)) is good, weights
        accepted += good
    assert 0 < accepted < 80


def test_without_a_list_any_weights_may_be_given() -> None:
    solved = GATE.solved("inputs: [x1, x2]\nfunction: and\nfind: weights\nask: [w]\n")
    for weights, good in (
        ((-3, 2, 2), True), ((-30, 20, 20), True), ((Fraction(-3, 2), 1, 1), True),
        ((Fraction(-7, 5), Fraction(9, 10), 1), True), ((-2, 1, 1), False), ((-1, 2, 2), False),
    ):  # fmt: skip
        assert right(solved, "w", w=column(weights)) is good, weights


# --- networks: right together --------------------------------------------------------------------
BIPOLAR = list(product((-1, 1), repeat=2))
ALL = list(product((-1, 0, 1), repeat=3))
MADALINE = """inputs: [x1, x2]
values: bipolar
units: {y1: [x1, x2], y2: [x1, x2], y: [y1, y2]}
function: xor
find: weights
weights: [-1, 0, 1]
ask: [w1, w2, w]
"""


def layer(weights: Weights, rows: Sequence[Weights]) -> list[int] | None:
    """Work a unit out; None if a sum is 0."""
    total = sums(weights, rows)
    return outputs(total, -1, True) if keeps(total, None) else None


def networks() -> Iterator[tuple[tuple[int, ...], ...]]:
    """List all networks that compute XOR, by trying all."""
    hidden = {weights: out for weights in ALL if (out := layer(weights, BIPOLAR))}
    for (one, a), (two, b) in product(hidden.items(), repeat=2):
        seen = list(zip(a, b, strict=True))
        yield from ((one, two, last) for last in ALL if layer(last, seen) == [-1, 1, 1, -1])


def test_the_layers_of_a_madaline_are_right_if_they_work_together() -> None:
    solved, working = GATE.solved(MADALINE), set(networks())
    assert len(working) > 8
    firsts = {one for one, *_ in working}
    assert {one for one in ALL if right(solved, "w1", w1=column(one))} == firsts
    for one in sorted(firsts)[:3]:
        seconds = {two for first, two, _ in working if first == one}
        assert {
            two for two in ALL if right(solved, "w2", w1=column(one), w2=column(two))
        } == seconds
        two = min(seconds)
        given = {"w1": column(one), "w2": column(two)}
        lasts = {last for first, second, last in working if (first, second) == (one, two)}
        assert {last for last in ALL if right(solved, "w", **given, w=column(last))} == lasts


def test_the_second_layer_is_judged_with_the_first_that_the_student_has() -> None:
    solved = GATE.shipped("xor-smallest")
    mine = {"a__w1": column((-1, -1, -1)), "a__w2": column((-1, 1, 1))}  # both turned round
    for step in ("a.w1", "a.w2"):
        assert right(solved, step, **mine)
    last = column((-1, -1, -1))  # neither NOR nor AND
    assert right(solved, "a.w", **mine, a__w=last) is True
    assert right(solved, "a.w", a__w=last) is False
    assert right(solved, "a.w", **mine, a__w=solved.solution.rounded("a.w")) is False


def test_the_units_of_a_hidden_layer_may_change_places() -> None:
    solved = GATE.shipped("xor-smallest")
    one, two, last = (solved.solution.rounded(f"a.{key}") for key in ("w1", "w2", "w"))
    turned = {"a__w1": two, "a__w2": one, "a__w": (last[0], last[2], last[1])}
    assert all(right(solved, f"a.{key}", **turned) for key in ("w1", "w2", "w"))


def sigmoid(total: Fraction) -> float:
    return 1 / (1 + math.exp(-float(total)))


@pytest.mark.parametrize(
    "weights",
    [
        ((-10, 20, 20), (30, -20, -20), (-30, 20, 20)), ((1, 3, -3), (-1, 3, -3), (1, -1, 1)),
        ((-1, 1, 1), (3, -1, -1), (-3, 2, 2)), ((0, 0, 0), (0, 0, 0), (0, 1, 1)),
        ((-5, 10, 10), (-15, 10, 10), (-5, 10, -10)), ((-1, 2, 2), (-3, 2, 2), (-1, 2, -4)),
    ],
)  # fmt: skip
def test_sigmoid_networks_are_judged_by_their_outputs(weights: Any) -> None:
    solved = GATE.shipped("mlp-gates")
    one, two, (bias, first, second) = weights
    rows = list(product((0, 1), repeat=2))
    hidden = zip(sums(one, rows), sums(two, rows), strict=True)
    good = [sigmoid(bias + first * sigmoid(a) + second * sigmoid(b)) >= 0.5 for a, b in hidden] == [
        bool(value) for value in TABLES["xor"]
    ]
    mine = {f"XOR__w{key}": column(w) for key, w in zip(("1", "2", ""), weights, strict=True)}
    assert right(solved, "XOR.w", **mine) is good


def test_multipliers_that_refute_a_unit_may_have_any_size() -> None:
    solved = GATE.shipped("xor-smallest")
    wanted = (-1, 1, 1, -1)
    for parts in product((-1, 0, 1, 2), repeat=4):
        signed = [c * t for c, t in zip(parts, wanted, strict=True)]
        left = [
            sum(signed),
            *(sum(s * row[k] for s, row in zip(signed, BIPOLAR, strict=True)) for k in (0, 1)),
        ]
        good = min(parts) >= 0 and max(parts) > 0 and not any(left)
        assert right(solved, "a.conflict", a__conflict=column(parts)) is good, parts


# --- kernels, cases, orders ----------------------------------------------------------------------
def test_factors_of_a_kernel_are_judged_by_their_product() -> None:
    solved = CONV.shipped("wrapped-dilated")
    tall, wide = (solved.solution.rounded(f"c.{key}_factor") for key in ("column", "row"))

    def times(value: Any, factor: Fraction | int) -> Any:
        return tuple(tuple(entry * factor for entry in row) for row in value)

    for factor in (1, -1, 2, Fraction(1, 3)):
        mine = {"c__column_factor": times(tall, factor)}
        assert right(solved, "c.column_factor", **mine)
        assert right(
            solved, "c.row_factor", **mine, c__row_factor=times(wide, 1 / Fraction(factor))
        )
        assert right(solved, "c.row_factor", **mine, c__row_factor=wide) is (factor == 1)
    assert right(solved, "c.column_factor", c__column_factor=times(tall, 0)) is False
    off = ((tall[0][0] + 1,), *tall[1:])
    assert right(solved, "c.column_factor", c__column_factor=off) is False


def test_every_counterexample_is_one() -> None:
    solved = CLAIM.shipped("larger-kernel-same-map")
    cases = list(product(range(2, 13), range(-1, 8)))
    found = {case for case in cases if right(solved, "counterexample", counterexample=case)}
    assert found == {(5, 2), (7, 3), (9, 4)}  # K from 4 to 10, P from 1 to 5, with 2 P = K - 1
    half = (Fraction(13, 2), Fraction(11, 4))
    assert right(solved, "counterexample", counterexample=half) is False


def orders(first: int, last: int) -> Iterator[dict[tuple[int, int], int]]:
    """List all ways to set brackets: after which matrix the last product of a stretch stands."""
    if last - first < 1:
        yield {}
        return
    for middle in range(first, last):
        for left, other in product(list(orders(first, middle)), list(orders(middle + 1, last))):
            yield {(first, last): middle} | left | other


def price(order: dict[tuple[int, int], int], sizes: Sequence[int], first: int, last: int) -> int:
    if first == last:
        return 0
    at = order[first, last]
    own = sizes[first - 1] * sizes[at] * sizes[last]
    return own + price(order, sizes, first, at) + price(order, sizes, at + 1, last)


@pytest.mark.parametrize(
    "sizes", [(2, 2, 2, 2, 2), (2, 3, 2, 3, 2), (5, 1, 5, 1, 5), (2, 3, 4, 5, 6), (2, 3, 2, 3, 4)]
)
def test_an_order_is_right_if_no_other_costs_less(sizes: tuple[int, ...]) -> None:
    given = ", ".join(
        f"{letter}: {{shape: [{a}, {b}]}}"
        for letter, a, b in zip("ABCD", sizes, sizes[1:], strict=False)
    )
    solved = COST.solved(f"given: {{{given}}}\nchain: A @ B @ C @ D\nask: [best]\n")
    form, value = solved.problem.plan["best"].form, solved.solution.rounded("best")
    every = list(orders(1, 4))
    least = min(price(order, sizes, 1, 4) for order in every)
    assert len(every) == 5
    for order in every:
        assert form is not None
        read = form.read(written(order, 1, 4), value)
        assert read is not None
        assert right(solved, "best", best=read.value) is (price(order, sizes, 1, 4) == least)


def written(order: dict[tuple[int, int], int], first: int, last: int) -> str:
    if first == last:
        return "ABCD"[first - 1]
    at = order[first, last]
    return f"({written(order, first, at)}{written(order, at + 1, last)})"


def test_a_chain_of_three_has_one_place_to_judge() -> None:
    given = "A: {shape: [2, 3]}, B: {shape: [3, 4]}, C: {shape: [4, 2]}"
    solved = COST.solved(f"given: {{{given}}}\nchain: A @ B @ C\nask: [best]\n")
    assert right(solved, "best", best=1) is True  # A(BC) costs 24 + 12
    assert right(solved, "best", best=2) is False  # (AB)C costs 24 + 16


# --- what is not judged so -----------------------------------------------------------------------
def test_a_step_with_one_right_answer_is_not_judged_by_what_it_does() -> None:
    solved = GATE.shipped("adaline-any")
    assert right(solved, "s", s=solved.solution.rounded("s")) is None
    assert right(solved, "w") is None


def test_an_answer_of_another_shape_cannot_be_judged() -> None:
    assert right(GATE.shipped("adaline-any"), "w", w=column((1, 1))) is None


def test_the_keys_own_answers_do_what_is_asked() -> None:
    for kind, stem in ((GATE, "adaline-majority"), (GATE, "madaline-xor"), (GATE, "mlp-gates"),
                       (CLAIM, "saturated-sigmoids"), (COST, "chain-of-matrices")):  # fmt: skip
        solved = kind.shipped(stem)
        for step in solved.steps:
            if step.judged:
                own = {step.name: solved.solution.rounded(step.name)}
                assert does(solved.problem.plan, solved.solution, step, own) is True


def test_conditions_are_evaluated_beside_the_plan() -> None:
    solved = GATE.shipped("adaline-any")
    plan = solved.problem.plan
    step = replace(plan["w"], judged=())
    assert does(plan, solved.solution, step, {"w": column((1, 1, 1))}) is None
    assert [step.name for step in plan.steps] == [step.name for step in solved.steps]
