"""Numbers put in: entries, iterates, sums over an index, and what is left out for being obscure."""

import pytest

from tests.document.solving import links, solved, steps

RNN = """
given: {X: [[1, 0], [2, 1]], W: [[1, -1], [0, 1]], V: [[0, 1], [1, 0]], h0: [0, 0], v: [1, -2]}
forward:
  H: scan(V @ h + W @ x, h=h0, x=columns(X))
  L: (v.T @ H[2])**2
ask: [L, dL/dW]
"""


def test_an_iterate_of_a_sequence_is_a_matrix() -> None:
    _, filled, answer = links(solved(RNN), "L")
    assert r"\begin{bmatrix*}[r] 1 \\ 0 \end{bmatrix*}" in filled
    assert answer == "[= 1]"


def test_a_sequence_of_numbers_counts_from_zero() -> None:
    found = solved(
        "given: {x0: 2, eta: 0.1}\n"
        "forward: {v: 'scan(x - eta*x, x=x0, steps=3)', L: 'v[3]**2 + v[0]'}\nask: [L, dL/dx0]\n"
    )
    assert links(found, "L")[1] == "= 1.458^{2} + 2"


def test_entries_are_picked_by_a_given_number() -> None:
    found = solved("given: {x: [5, 7, 9], k: 2}\nforward: {y: 'x[k] + x[k + 1]'}\nask: [y]\n")
    assert links(found, "y")[1:] == ["= 7 + 9", "[= 16]"]


@pytest.mark.parametrize(
    ("formula", "terms"),
    [
        ("sum(w[i]*x[j], (i, 1, 2), (j, 1, i))", r"= 2 \cdot 1 + 3 \cdot 1 + 3 \cdot 5"),
        ("w[1] + sum(w*x)", r"= 2 + 2 \cdot 1 + 3 \cdot 5"),
        ("w[1] - sum(w*x)", r"= 2 - (2 \cdot 1 + 3 \cdot 5)"),
    ],
)
def test_a_short_sum_is_written_out(formula: str, terms: str) -> None:
    text = f"given: {{w: [2, 3], x: [1, 5]}}\nforward: {{y: '{formula}'}}\nask: [y]\n"
    assert links(solved(text), "y")[1] == terms


@pytest.mark.parametrize(
    "formula",
    ["sum(x[i]**2, (i, 1, 8))", "sum(x**2)", "sum(x[i], (i, 1, n))"],
)
def test_what_would_be_obscure_is_left_out(formula: str) -> None:
    given = "{x: [1, 2, 3, 4, 5, 6, 7, 8], n: 3}"
    found = solved(f"given: {given}\nforward: {{y: '{formula}'}}\nask: [y]\n")
    assert len(links(found, "y")) == 2


def test_a_sum_along_an_axis_is_shown_by_its_entries() -> None:
    found = solved("given: {X: [[1, -2], [4, 5]]}\nforward: {r: 'sum(X, axis=0)'}\nask: [r]\n")
    assert len(links(found, "r")) == 2
    assert len(steps(found, "full")["r"].blocks) == 2


@pytest.mark.parametrize("op", ["max", "mean"])
def test_no_matrix_stands_under_an_index(op: str) -> None:
    found = solved(
        f"given: {{X: [[1, -2], [4, 5]]}}\nforward: {{r: '{op}(X, axis=1)'}}\nask: [r]\n"
    )
    assert len(links(found, "r")) == 2
