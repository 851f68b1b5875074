"""What must not break the page: wide, long, deep and strange."""

from __future__ import annotations

from fractions import Fraction

from solver.algebra import ops  # noqa: F401 - fills the op table
from solver.algebra.expr import name
from solver.document.blocks import (
    Box,
    Chain,
    Document,
    Figure,
    Filled,
    Heading,
    Items,
    Link,
    Paragraph,
    Source,
    StepBlock,
    Table,
    Text,
    Value,
)
from tests.render.build import f, matrix, words
from tests.render.drawings import chain_of_boxes, dense, weighted


def nasty() -> Document:
    """What must not break the page: wide, long, deep and strange."""
    wide = matrix(*[[Fraction(i * 7 - j * 13, 8) for j in range(12)] for i in range(3)])
    huge = matrix(*[[i * j for j in range(40)] for i in range(40)])
    tall = matrix(*[[Fraction(i, 7)] for i in range(12)])
    rank4 = tuple(tuple(matrix([c, k], [k, c + k]) for k in range(2)) for c in range(3))
    a, b, c = name("A", (3, 12)), name("B", (40, 40)), name("c", (12, 1))
    terms = " + ".join(rf"\frac{{x_{{{i}}}^2}}{{1 + e^{{-w_{{{i}}}}}}}" for i in range(24))
    long = "because the upstream gradient, which arrives from the layer above, is multiplied by the local derivative and then summed over every position at which the weight was used in the forward pass"
    return Document(
        "50% of $x_1$ & \\input{/etc/passwd} ^^5c # ~ {} " + "a very long title that goes on " * 8,
        (
            Heading(1, words("Problem 1 " + "with a heading of uncommon length " * 5), "12½ points"),
            Paragraph(words("Nguyễn Văn Trương, Łukasz Żółć, Zoë, 中文名, Ольга, α → β ≤ γ, “quotes” – dashes — 30 °C, x₁², 👍, --- '' <<", Text("a_b^c", "code"))),
            Paragraph(words("https://example.org/" + "averylongaddress/" * 9, " ", Text("strong", "strong"), " ", Text("emph", "emph"))),
            StepBlock("dL/d(W1 @ x1 + b1)", words("wide matrices"), Chain(f(a), (Link(Value(wide), boxed=True), Link(f(a * a)), Link(Filled(a + a, (("A", wide),))))), (3, 12), True),
            StepBlock("B" * 60, words(long), Chain(f(b), (Link(Value(huge), words(long)), Link(f(b), words("short")))), (40, 40)),
            StepBlock("c", (), Chain(f(c), (Link(Value(tall), words("fractions")),)), (12, 1)),
            StepBlock("sum", (), Chain(Source("s"), (Link(Source(terms)), Link(Source(terms), boxed=True, relation="≈"))), ()),
            StepBlock("Y", words("slices"), Chain(Source("Y"), (Link(Value(rank4), boxed=True),)), (3, 2, 2, 2)),
            Chain(None, (Link(Value(tuple(Fraction(i, 3) for i in range(60)))),)),
            Chain(Source(r"\text{a left side that is itself so long that it takes most of the line}"), (Link(Source("x")), Link(Source("y"), words("a reason")))),
            Figure(chain_of_boxes(8, skip=True), words(long)),
            Figure(dense(12, 3)),
            Figure(weighted()),
            Table(tuple(words(h) for h in ("k", "why", "what")), tuple((words(str(i)), words(long[: 40 + 5 * i]), words(long[:60])) for i in range(4)), "rll"),
            Table(tuple(words(f"column {i}") for i in range(14)), (tuple(words(f"{i * 1234567}") for i in range(14)),) * 2),
            Table((words("epoch"), words("error"), words("remark")), tuple((words(str(i)), (Value(Fraction(1, i + 1)),), words(long[: i % 90])) for i in range(60)), "rrl"),
            Items(((Paragraph(words("one")), Items(((Paragraph(words("deep")), Chain(f(a), (Link(Value(wide)),))),), True)), (StepBlock("in a list", words("a step in a list"), Chain(f(c), (Link(f(c)),)), (12, 1)),)), True),
            Box("A long remark", tuple(Paragraph(words((long + ". ") * 3)) for _ in range(12))),
            Box("", (StepBlock("inside", words("a step in a box"), Chain(f(a), (Link(Value(wide)),)), (3, 12)), Figure(weighted()))),
        ),
        "α · " + "subtitle " * 30,
        symbols=(("A", r"\mathbf{A}"),),
    )  # fmt: skip
