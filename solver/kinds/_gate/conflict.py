"""A certificate as a reader adds it up: what each row asks for, times its multiplier."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from solver.algebra.expr import Expr, make, name, number
from solver.document.blocks import Block, Formula, Paragraph, Table, Text, Value
from solver.kinds._gate.rows import cells, head, input_rows, maths
from solver.kinds._gate.view import View


def conflict_table(
    seen: View,
    rows: Sequence[Sequence[Any]],
    wanted: Sequence[Any],
    parts: Sequence[Any],
    zero: bool,
) -> Iterator[Block]:
    """Print what each row asks for and its multiplier, and add it all up."""
    yield Paragraph(
        (Text("What each row asks for, with the signs turned where false is wanted:"),), leads=True
    )
    symbols = [name(f"w_{k}") for k in range(len(rows[0]))]
    lines = []
    for inputs, row, entry, part in zip(input_rows(seen), rows, wanted, parts, strict=True):
        sign = 1 if entry > 0 else -1
        relation = ">=" if zero == (entry > 0) else ">"  # a sum of 0 is on one side only
        left = _combined([sign * value for value in row], symbols)
        lines.append((*cells(inputs), (Value(entry),), (Formula(left, number(0), relation),),
                      (Formula(fraction(part)),)))  # fmt: skip
    header = (*head(seen), maths(name(seen.wanted)), (Text("asks for"),), (Text("times"),))
    yield Table(header, tuple(lines), "c" * (len(seen.inputs) + 1) + "lc")
    yield Paragraph((
        Text("Each line times its multiplier, all added up: the left sides cancel, and "),
        Formula(number(0), number(0), ">"), Text(" is left, which is impossible."),
    ))  # fmt: skip


def fraction(value: Fraction) -> Expr:
    """Write a fraction as a quotient."""
    whole = value.denominator == 1
    top = number(value.numerator)
    return top if whole else make("div", top, number(value.denominator))


def _combined(row: Sequence[Any], symbols: Sequence[Expr]) -> Expr:
    """Write a combination of symbols without the terms that are 0."""
    terms = [(value, symbol) for value, symbol in zip(row, symbols, strict=True) if value]
    total: Expr | None = None
    for value, symbol in terms:
        size = symbol if abs(value) == 1 else number(abs(value)) * symbol
        if total is None:
            total = -size if value < 0 else size
        else:
            total = total - size if value < 0 else total + size
    return total or number(0)
