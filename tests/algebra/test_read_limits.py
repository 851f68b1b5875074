"""Shapes that do not fit, formulas too large to read, and text that is no formula at all."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from time import perf_counter
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from solver.algebra.expr import name
from solver.algebra.op import OPS
from solver.algebra.read import read, read_comparison
from solver.algebra.scope import Scope
from solver.errors import FormulaError
from solver.evaluate import EvaluationError, evaluate
from solver.plan import Plan, Step
from tests.algebra.quick import quick
from tests.algebra.test_read import SCOPE

MISFITS = [
    ("W1 @ x2", "W1 (m×n) @ x2 (m×1): inner sizes n and m differ", "W1.T @ x2 would fit"),
    ("W1 + A", "W1 (m×n) + A (3×3): the shapes differ", "only scalars broadcast"),
    ("A - v", "A (3×3) - v (3×1): the shapes differ", "only scalars broadcast; write cols(v, 3)"),
    ("W1 * W1.T", "W1 (m×n) * W1.T (n×m): the shapes differ", "one is the transpose of the other"),
    ("A @ a", "A (3×3) @ a (scalar): `@` multiplies matrices", "use `*`"),
    ("a**v", "the exponent v (3×1) is not a scalar", ""),
    ("softmax(A)", "softmax of the matrix A (3×3) needs an axis", "axis=1"),
    ("sum(A, axis=2)", "A (3×3) has no axis 2", "axis is 0 or 1"),
    ("diag(A)", "A (3×3) is not a vector: diag takes one", ""),
    ("rows(v, 2)", "v (3×1) is not a row (1×n), so it cannot be repeated", ""),
    ("[a, v]", "a list holds scalars, not v (3×1)", "use concat"),
    ("fill(a, b*c)", "b * c is not a size", "integers and names"),
    ("norm(v, 3)", "norm knows the orders 1, 2 and inf, not 3", ""),
    ("v.T @ v.T", "v.T (1×3) @ v.T (1×3): inner sizes 3 and 1 differ", "v @ v.T would fit"),
    ("(W1 + W1) @ x2", "W1 + W1 (m×n) @ x2 (m×1): inner sizes n and m differ",
     "(W1 + W1).T @ x2 would fit"),
    ("softmax(v, axis=-1)", "v (3×1) has no axis -1", "axis is 0 or 1"),
    ("block(v, 2, 4)", "v (3×1) has no block from 2 to 4 along axis 0", "from 1 to 3"),
    ("place(v, 1, shape=[3, 1])", "v (3×1) is not scalar, as an entry of an array that is 3×1 is",
     ""),
    ("from_columns(A)", "A (3×3) is not a sequence of columns", "columns(X)"),
    ("scan(h, h=a, x=v)", "v (3×1) is not a sequence", "columns(X)"),
    ("scan(h, h=a, steps=2, together=v)", "`together=` takes 1 or 0, not v", ""),
    ("eye(-n)", "a size is at least 1, not -n", ""),
]  # fmt: skip


@pytest.mark.parametrize(("text", "message", "hint"), MISFITS)
def test_shapes_that_do_not_fit(text: str, message: str, hint: str) -> None:
    """The complaint stands at the operation, wherever in the formula that is."""
    for before, after in (("", ""), ("c * (", ")"), ("é × 2 + exp(", ")")):
        with pytest.raises(FormulaError) as caught:
            read(f"{before}{text}{after}", replace(SCOPE, names={**SCOPE.names, "é": name("é")}))
        assert caught.value.message == message
        assert hint in caught.value.hint
        assert caught.value.offset == len(before)


ILLEGAL = """fill(a, 0, 1); fill(a, -3, 1); eye(0); rows(v.T, 0); cols(v, -1); block(v, 0, 2);
block(v, 1, 9); place(a, 9, shape=[3, 1]); place(a, 1, shape=[3, 3]); place(v, 1, shape=[3, 1]);
argmax_mask(A, axis=5); softmax(A, axis=7); softmax(v, axis=-1); scan(h, h=a, steps=-1);
from_columns(A); from_columns(v); from_columns(a); concat(); leaky_relu(a, slope=[1]);
scan(axis=1); scan(steps=2)"""


@pytest.mark.parametrize("text", [text.strip() for text in ILLEGAL.split(";")])
def test_arguments_without_a_meaning_are_refused_when_they_are_read(text: str) -> None:
    with pytest.raises(FormulaError):
        read(text, SCOPE)


def test_a_1_by_1_place_is_a_scalar() -> None:
    assert read("place(a, 1, shape=[1, 1])", SCOPE).is_scalar


def test_operands_that_cannot_be_joined_are_both_named() -> None:
    with pytest.raises(FormulaError, match=r"W1 \(m×n\) and A \(3×3\) cannot be joined"):
        read("concat(W1, A, axis=0)", SCOPE)


DEEP = {
    "brackets": "(" * 300 + "a" + ")" * 300,
    "lists": "[" * 300 + "a" + "]" * 300,
    "signs": "-" * 1000 + "a",
    "calls": "exp(" * 250 + "a" + ")" * 250,
    "sums": "+".join("a" for _ in range(400)),
    "powers": "**".join("a" for _ in range(400)),
    "transposes": "A" + ".T" * 400,
    "indices": "v[" * 300 + "1" + "]" * 300,
    "long": "a" * 5000,
}


@pytest.mark.parametrize("what", DEEP)
def test_deep_and_long_formulas_are_refused_quickly(what: str) -> None:
    start = perf_counter()
    with pytest.raises(FormulaError):
        read(DEEP[what], SCOPE)
    assert perf_counter() - start < 1


@pytest.mark.parametrize("text", ["10**9999999", "9**9**9", "2**-99999999", "2**2**2**2**2**2**2"])
def test_a_huge_power_is_refused_or_evaluated_quickly(text: str) -> None:
    start = perf_counter()
    with suppress(FormulaError, EvaluationError):
        evaluate(Plan((), (Step("y", read(text, Scope({})), ()),)))
    assert perf_counter() - start < 1


# --- anything at all -----------------------------------------------------------------------------
WORDS = sorted(
    {*SCOPE.names, *SCOPE.functions, *(op for op, entry in OPS.items() if entry.call)}
    | set("+-*/@()[],.=<>:'\"#0123456789eEij_λ²×\\\n \t")
    | {"**", ".T", "dL/dW1", "axis=", "(i, 1, 3)", "1e9", "lambda", "if", "for", " in ", "None",
       "inf", "steps=", "out=", "h=", "x=", "shape=", "slope=", "order=", "together="}
)  # fmt: skip
soup = st.lists(st.sampled_from(WORDS), max_size=14).map("".join)


def either(reader: Any, text: str) -> None:
    """Read, or refuse at a place within the text; anything else that is raised is a fault."""
    start, place, message = perf_counter(), 0, "fine"
    try:
        reader(text, SCOPE)
    except FormulaError as error:
        place, message = error.offset or 0, error.message
    assert message
    assert 0 <= place <= len(text)
    assert perf_counter() - start < 1


@given(st.text(max_size=60))
@example("\ud800")
@example("\x00")
@example("a\u2028b")
@example("ﬁ + ª")
@example("norm(v, [])")
@example("leaky_relu(a, slope=[1])")
@quick(1500)
def test_any_text_is_read_or_refused(text: str) -> None:
    either(read, text)


@given(soup)
@quick(3000)
def test_any_words_are_read_or_refused(text: str) -> None:
    either(read, text)
    either(read_comparison, text)


ARGUMENTS = """a; v; A; W1; x2; 1; 0.5; -1; n; [1, n]; []; [[a]]; 1/0; inf; (i, 1, 3); axis=1;
axis=[1]; axis=0.5; shape=[3, 1]; shape=3; shape=[]; shape=[a/2]; slope=a; slope=[1]; order=2;
order=[2]; start=1; start=[1]; stop=2; count=n; count=[n]; size=3; size=[3]; steps=2; steps=v;
steps=-1; h=v; x=a; out=h; columns(A); together=1; together=[1]; index=1; 0""".split(";")


@given(
    st.sampled_from(sorted(op for op, entry in OPS.items() if entry.call)),
    st.lists(st.sampled_from(ARGUMENTS), max_size=4),
)
@quick(3000)
def test_any_call_is_read_or_refused(op: str, arguments: list[str]) -> None:
    either(read, f"{op}({', '.join(arg.strip() for arg in arguments)})")


def test_a_name_of_the_scope_wins_over_a_function() -> None:
    assert read("exp", Scope({"exp": name("exp")})) == name("exp")
