"""Answers to the digits that are asked for, and what a statement and a note say."""

from time import perf_counter
from typing import Any

import pytest

from solver.algebra.expr import make
from solver.evaluate import tried
from tests.document.solving import links, solved

ASK = "given: {{a: {a}}}\nforward: {{p: a * 2}}\nask: [{{step: p, digits: {digits}}}]\n"


@pytest.mark.parametrize(
    ("a", "digits", "ending"),
    [
        ("0.0625", 2, ["= 0.125", r"[≈ 0.13]"]),
        ("1/3", 10, [r"= \frac{2}{3}", "[≈ 0.6666666667]"]),
        ("0.25", 3, ["[= 0.5]"]),  # no longer than that: exact
        ("1/997", 2, [r"[≈ 0.0020]"]),  # has no short exact form
    ],
)
def test_the_answer_has_the_digits_asked_for(a: str, digits: int, ending: list[str]) -> None:
    assert links(solved(ASK.format(a=a, digits=digits)), "p")[2:] == ending


def test_a_matrix_is_rounded_entry_by_entry() -> None:
    *_, exact, answer = links(solved(ASK.format(a="[0.0625, 1, 0.2345]", digits=2)), "p")
    assert exact == r"= \begin{bmatrix*}[r] 0.125 \\ 2 \\ 0.469 \end{bmatrix*}"
    assert answer == r"[≈ \begin{bmatrix*}[r] 0.13 \\ 2 \\ 0.47 \end{bmatrix*}]"


@pytest.mark.parametrize(
    ("digits", "words"), [(1, "to 1 significant digit}"), (2, "to 2 significant digits}")]
)
def test_digits_are_counted_as_people_do(digits: int, words: str) -> None:
    assert words in solved(ASK.format(a="3", digits=digits)).tex(view="handout")


@pytest.mark.parametrize(
    ("shape", "words"),
    [("[n, 1]", "one entry is 1"), ("[n, k]", "one entry in each row is 1")],
)
def test_a_matrix_is_one_hot_by_rows(shape: str, words: str) -> None:
    text = f"given: {{Y: {{one_hot: {shape}}}, P: {{shape: {shape}}}}}\n"
    assert words in solved(f"{text}forward: {{L: sum(Y * P)}}\nask: [dL/dP]\n").tex()


# --- kinks ---------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("formula", "x", "note"),
    [
        ("norm(x, inf)", "[-5, 5]", "Note a tie in $|x|$: where several entries tie"),
        ("max(x)", "[5, 5]", "Note a tie in $x$: where several entries tie"),
        ("norm(x, 1)", "[0, 5]", "Note a zero of $x$: the norm has a kink"),
        ("norm(x)", "[0, 0]", "Note a zero of $x$: the norm has a kink"),
        ("norm(x)", "[0, 1]", ""),
        ("norm(x, inf)", "[-5, 4]", ""),
    ],
)
def test_ties_and_zeros_are_noted(formula: str, x: str, note: str) -> None:
    tex = solved(f"given: {{x: {x}}}\nforward: {{L: '{formula}'}}\nask: [dL/dx]\n").tex()
    assert note in tex if note else "Note a" not in tex


def test_a_tie_that_is_not_decided_is_not_spoken_of() -> None:
    """Whether two sizes tie that are both hidden zeros, no precision tells, and nobody asks."""
    text = "given: {x: [3, 4]}\nforward: {d: exp(log(x)) - x, L: max(abs(d))}\nask: [L]\n"
    found = solved(text)
    assert found.value("L") == 0
    assert [*found.kinks(found.problem.plan["L"])] == []
    assert all(step.role != "kink" for step in found.solution.plan.steps)


def test_a_formula_is_tried_once_and_what_is_not_decided_is_not_known() -> None:
    found = solved("given: {x: [3, 4]}\nforward: {d: exp(log(x)) - x, L: sum(x)}\nask: [L, d]\n")
    d = found.problem.plan["d"].ref
    start = perf_counter()
    assert tried(found.solution, make("sign", d)) is None
    assert perf_counter() - start < 0.2
    positive: Any = tried(found.solution, make("sign", found.problem.plan["L"].ref))
    assert positive.tolist() == 1


# --- the statement for machines ------------------------------------------------------------------
def test_the_statement_has_its_values_in_json() -> None:
    found = solved(
        "statement: 'At $x = {{x}}$ the loss is {{L}}.'\n"
        "given: {x: [1, 2]}\nforward: {L: sum(x**2)}\n"
        "parts: {a: {ask: [L]}, b: {given: {x: [0, 3]}, ask: [L]}}\n"
    )
    column = r"\begin{bmatrix*}[r] 1 \\ 2 \end{bmatrix*}"
    assert found.json()["statement"] == f"At $x = {column}$ the loss is $5$."


def test_the_author_s_words_say_what_is_asked_for() -> None:
    text = (
        "given: {a: 3}\nforward: {p: a * 2, q: p + 1}\n"
        'ask: [{step: p, title: "twice {{a}}"}, {r: q * 2, title: "twice $q$, which is {{q}}"}]\n'
    )
    page = solved(text).tex(view="handout")
    assert "twice $3$, $p$" in page
    assert "twice $q$, which is $7$, $r = q \\cdot 2$" in page
