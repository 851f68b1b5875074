"""Tables in a transcript, and what their columns and cells claim."""

from __future__ import annotations

import pytest

from solver.marking.transcripts import Table, sections
from solver.marking.transcripts.tables import table_claims


def table(text: str) -> Table:
    (found,) = [t for section in sections(text) for t in section.tables]
    return found


def claims(text: str) -> list[str]:
    return [
        f"{claim.words}| "
        + " ".join(f"{link.relation} {link.text}" for link in claim.links).strip()
        for claim in table_claims(table(text))
    ]


TRUTH = ("x1", "x2", "s", "y"), (("-1", "-1", "-3.5", "-1"), ("1", "1", "0.5", "1"))


@pytest.mark.parametrize(
    "text",
    [
        "x1\tx2\ts\ty\n-1\t-1\t-3.5\t-1\n1\t1\t0.5\t1\n",
        "\tx1\tx2\ts\ty\n0\t-1\t-1\t-3.5\t-1\n1\t1\t1\t0.5\t1\n",
        "| x1 | x2 | s | y |\n|---|:-:|---|--|\n| -1 | -1 | -3.5 | -1 |\n| 1 | 1 | 0.5 | 1 |\n",
        "x1 | x2 | s | y\n--|--|--|--\n-1 | -1 | -3.5 | -1\n1|1|0.5|1\n",
        (
            "\\begin{tabular}{cccc}\nx1 & x2 & s & y \\\\ \\hline\n-1 & -1 & -3.5 & -1 \\\\\n"
            "1 & 1 & 0.5 & 1 \\\\\n\\end{tabular}\n"
        ),
    ],
)
def test_a_table_is_read_however_it_is_set(text: str) -> None:
    found = table(f"Truth:\n\n{text}\nand so on")
    assert (found.header, found.rows) == TRUTH
    for line, row in zip((found.line, *found.lines), (found.header, *found.rows), strict=True):
        assert all(cell in f"Truth:\n\n{text}".splitlines()[line - 1] for cell in row)


def test_columns_of_numbers_are_claims() -> None:
    assert claims("x1\tx2\ts\n-1\t-1\t-3.5\n1\t1\t0.5\n") == [
        "table|  x1 = [-1; 1]".replace("|  ", "| "),
        "table| x2 = [-1; 1]",
        "table| s = [-3.5; 0.5]",
    ]


def test_the_last_member_of_a_cell_is_its_value_and_its_chain_is_checked() -> None:
    found = claims("x\ty\ts\n-1\t0\t$2*1 - 1 = 1$\n+1\t0\t$2*1 + 1 = 3$\n")
    assert found == [
        "table| x = [-1; +1]", "table| y = [0; 0]", "table| s = [1; 3]",
        "s| 2*1 - 1 = 1", "s| 2*1 + 1 = 3",
    ]  # fmt: skip


def test_rows_with_names_give_their_cells() -> None:
    text = (
        "Layer\tOutput shape\t# Param\nConv 1\t(16, 32, 32)\tSolution: $3 \\times 4$\nFC\t\t320\n"
    )
    assert claims(text) == [
        "Conv 1| Output shape : (16, 32, 32)", r"Conv 1| # Param : 3 \times 4", "FC| # Param : 320",
    ]  # fmt: skip
    assert [claim.links[-1].line for claim in table_claims(table(text))] == [2, 2, 3]


def test_a_line_between_bars_alone_is_no_table() -> None:
    assert sections("| x | = 3\n")[0].tables == ()
    assert sections("a\tb\tc\n")[0].tables == ()


def test_a_norm_does_not_cut_a_cell() -> None:
    found = table("| a | b |\n|---|---|\n| $|x| = 1$ | \\|z\\| |\n")
    assert found.rows == (("$|x| = 1$", r"\|z\|"),)
