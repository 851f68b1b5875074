"""What must not break a page: wide, long, deep and strange; each a document of its own."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from solver.algebra.expr import name
from solver.document.blocks import (
    Box,
    Document,
    Figure,
    Filled,
    Heading,
    Items,
    Link,
    Room,
    StepBlock,
    Table,
    Text,
    Value,
)
from tests.render.build import because, boxed, chain, f, matrix, paper, s, say, step, value, words
from tests.render.drawings import boxes, dense, residual, weighted

LONG: Final = (
    "because the upstream gradient, which arrives from the layer above, is multiplied by the "
    "local derivative and then summed over every position at which the weight was used "
)
TITLE: Final = r"50% of $x_1$ & \input{/etc/passwd} ^^5c # ~ {} "
WIDE: Final = matrix(*[[Fraction(i * 7 - j * 13, 8) for j in range(12)] for i in range(3)])
HUGE: Final = matrix(*[[i * j for j in range(40)] for i in range(40)])
RANK_4: Final = tuple(tuple(matrix([c, k], [k, c + k]) for k in range(2)) for c in range(3))
TERMS: Final = " + ".join(rf"\frac{{x_{{{i}}}^2}}{{1 + e^{{-w_{{{i}}}}}}}" for i in range(24))
A, B, C = name("A", (3, 12)), name("B", (40, 40)), name("c", (12, 1))
LANGUAGES: Final = "Nguyễn Văn Trương, Łukasz Żółć, Zoë, 中文名, Ольга, α → β ≤ γ, “quotes” – —"


def titles() -> Document:
    headings = [
        Heading(level, words("A heading of uncommon length " * 6), "12½ points")
        for level in (1, 2, 3)
    ]
    return Document(
        TITLE + "a very long title that goes on " * 9, tuple(headings), "α · " + "subtitle " * 30
    )


def text() -> Document:
    return paper(
        say(LANGUAGES, " 30 °C, x₁², e⁻ᵘ, 👍, --- '' << ,, ?` ", Text("a_b^c--", "code")),
        say("https://example.org/" + "averylongaddress/" * 9, Text("strong", "strong")),
        say(Text("[x] at the start of an item, and \x00 \x1b \u202e control", "emph")),
        Items(((say("[x]"),), (say("*"),)), ordered=True),
    )


def matrices() -> Document:
    filled = Filled(A + A, (("A", WIDE),))
    return paper(
        step(A, words("wide"), Link(f(A * A)), filled, boxed(Value(WIDE))),
        step(B, words(LONG), because(Value(HUGE), LONG), because(f(B), "short")),
        step(C, (), because(value(*[[Fraction(i, 7)] for i in range(12)]), "fractions")),
        StepBlock("Y", words("slices"), chain(s("Y"), boxed(Value(RANK_4))), (3, 2, 2, 2)),
        chain(None, Value(tuple(Fraction(i, 3) for i in range(60)))),
        say("In a line: ", Value(matrix([1, 2], [3, "1/3"])), " and ", Value(matrix([1], [2]))),
    )


def chains() -> Document:
    left = s(r"\text{a left side that is itself so long that it takes most of the line}")
    return paper(
        StepBlock("sum", (), chain(s("s"), s(TERMS), Link(s(TERMS), relation="≈", boxed=True)), ()),
        chain(left, s("x"), because(s("y"), "a reason")),
        step(name("dL/d(W1 @ x1 + b1)"), words("a long name"), f(A)),
        step(name("B" * 60), words("a longer name"), f(A)),
    )


def figures() -> Document:
    return paper(
        Figure(boxes(8), words(LONG)),
        Figure(dense(12, 3)),
        Figure(weighted()),
        Figure(residual()),
    )


def tables() -> Document:
    prose = tuple((words(str(i)), words(LONG[: 40 + 9 * i]), words(LONG)) for i in range(4))
    numbers = tuple(words(f"{i * 1234567}") for i in range(14))
    epochs = tuple(
        (words(str(i)), (Value(Fraction(1, i + 1)),), words(LONG[: i % 90])) for i in range(60)
    )
    return paper(
        Table((words("k"), words("why"), words("what")), prose, "rll"),
        Table(tuple(words(f"column {i}") for i in range(14)), (numbers, numbers)),
        Table((words("epoch"), words("error"), words("remark")), epochs, "rrl"),
        Table((), ((words("no"), (Value(WIDE),)), (words("header"), ()))),
    )


def nested() -> Document:
    deep = Items(((say("deep"), chain(f(A), Value(WIDE))),), ordered=True)
    inside = step(C, words("a step inside"), f(C))
    return paper(
        Items(((say("one"), deep), (inside,), (Figure(residual()),), (Box("A box", (deep,)),))),
        Box("A long remark", tuple(say(LONG * 3) for _ in range(12))),
        Box("", (inside, chain(f(A), Value(WIDE)), Figure(weighted()), deep)),
    )


def rooms() -> Document:
    return paper(Room(words(LONG * 2, s(r"\frac{a}{b} =")), 4), Room((), 45), view="handout")


NASTY: Final = {
    made.__name__: made for made in (titles, text, matrices, chains, figures, tables, nested, rooms)
}
