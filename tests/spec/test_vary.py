"""How givens vary is read, and what cannot vary is said at its place."""

from __future__ import annotations

from fractions import Fraction

import pytest

from solver.spec.load import load_text
from solver.spec.model import Choice, Range, Shuffle, Signs, Spec
from tests.a_kind import AKind

NETWORK = AKind("network")
BASE = "given: {x: [1, 2], k: 2}\nforward: {y: k*x, L: sum(y)}\nask: [L]\n"


def spec_of(text: str) -> Spec:
    found = load_text(f"kind: network\n{BASE}{text}", "t.yaml")
    assert isinstance(found, Spec)
    return found


def test_every_law_is_read() -> None:
    text = "vary: {x: {signs: true}, k: {decimals: [0, 1], step: 0.25}}\n"
    assert [each.law for each in spec_of(text).vary] == [
        Signs(),
        Range(Fraction(0), Fraction(1, 4), 5),
    ]
    text = "vary: {x: {shuffle: true}, k: {integers: [-3, 3]}}\n"
    assert [each.law for each in spec_of(text).vary] == [
        Shuffle(),
        Range(Fraction(-3), Fraction(1), 7),
    ]
    (varied,) = spec_of("vary: {x: {choose: [[1, 2], [3, 4]]}}\n").vary
    assert isinstance(varied.law, Choice)
    assert varied.law.shape == (2, 1)


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("vary: {w: {signs: true}}", (6, 8), "`w` varies, but is not given"),
        ("vary: {k: {integers: [1.5, 3]}}", (6, 11), "integers lie between whole numbers"),
        ("vary: {k: {integers: [3, 1]}}", (6, 22), "expected two numbers, the smaller first"),
        ("vary: {k: {decimals: [0, 1]}}", (6, 11), "a grid needs a step"),
        ("vary: {k: {decimals: [0, 1], step: 0.3}}", (6, 11), "a grid needs a step"),
        ("vary: {k: {integers: [0, 1], signs: true}}", (6, 11), "expected one of integers"),
        ("vary: {k: {}}", (6, 11), "expected one of integers"),
        ("vary: {k: {choose: [1]}}", (6, 20), "expected a list of at least two values"),
        ("vary: {k: {choose: [1, 1]}}", (6, 11), "a value to choose from is written twice"),
        ("vary: {k: {choose: [1, [1, 2]]}}", (6, 11), "the values to choose from have different"),
        ("vary: {k: {choose: [[1, 2], [2, 1]]}}", (6, 8), "the values of `k` are 2×1"),
        ("vary: {k: {shuffle: true}}", (6, 8), "`k` is one number"),
        ("vary: {k: {integers: [0, 9999999999]}}", (6, 11), "10000000000 values are too many"),
        ("require: [k + 1]", (6, 11), "`k + 1` is no condition"),
        ("require: [q > 1]", (6, 11), "`q` is not defined"),
        ("let: {n: sqrt(k)}", (6, 10), "n is no rational number"),
        ("let: {n: 2*m}", (6, 12), "`m` is not defined"),
        ("let: {k: 2}", (6, 7), "the name `k` is defined twice"),
        ("let: {n: 1/(k - 2)}", (6, 10), "n divides by zero"),
        ("structures: {a: {}}", (6, 13), "expected a mapping of 2 to 64 structures"),
        ("structures: {a: {id: x}, b: {}}", (6, 18), "a structure cannot change `id`"),
        ("structures: {a: {given: {x: }}, b: {}}", (6, 29), "expected a number"),
    ],
)
def test_what_cannot_vary_is_said(text: str, place: tuple[int, int], message: str) -> None:
    (complaint, *_) = NETWORK.complaints(f"{BASE}{text}\n")
    assert complaint.message.startswith(message)
    assert (complaint.mark.line, complaint.mark.column) == place


def test_what_is_computed_is_given() -> None:
    text = BASE.replace("k*x", "n*x") + "let: {m: k + 1, n: m**2}\n"
    assert NETWORK.solved(text).value("L") == 27.0


def test_a_fact_that_only_the_example_shows_is_no_fact() -> None:
    """A target that happens to add up to 1 simplifies the gradient; one that varies must not."""
    text = """given: {z: [1, 2, 3], y: [0, 1, 0]}
forward: {o: softmax(z), L: -sum(y * log(o))}
ask: [dL/dz]
"""
    simple = NETWORK.planned(text).plan
    varied = NETWORK.planned(f"{text}vary: {{y: {{integers: [0, 2]}}}}\n").plan
    shuffled = NETWORK.planned(f"{text}vary: {{y: {{shuffle: true}}}}\n").plan
    assert simple["dL/dz"] == shuffled["dL/dz"] != varied["dL/dz"]
