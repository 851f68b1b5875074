"""Any text is taken apart, in time; lines and texts are those of the file."""

from __future__ import annotations

import re
from contextlib import suppress
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from solver.marking.transcripts import LIMIT, LINES, Section, TranscriptTooLong, sections
from solver.marking.transcripts.cleaning import cleaned
from solver.marking.transcripts.repairs import repaired
from solver.marking.transcripts.tables import table_claims

WRITTEN = r"""
    $ ~ $$ ~ \[ ~ \] ~ \( ~ \) ~ = ~ \approx ~ := ~ , ~ ; ~ : ~ \\ ~ & ~ { ~ } ~ ( ~ ) ~ [ ~ ] ~ | ~
    x_1 ~ W^{(2)} ~ 3 ~ 0.5 ~ -1 ~ 1/2 ~ \begin{pmatrix} ~ \end{pmatrix} ~ \begin{aligned} ~
    \end{aligned} ~ \begin{cases} ~ \end{cases} ~ \text{and} ~ \quad ~ \Rightarrow ~ \le ~ is ~
    are ~ the output ~ for ~ and ~ \tag{3} ~ \boxed{ ~ Problem 2 ~ # 3. ~ (a) ~ Question 1: ~ ``` ~
    ii. ~ |---|---| ~ \sum_{i=1}^n ~ ① ~ é ~ [[1 2] [3 4]] ~ respectively ~ - ~ ** ~ 1. ~ \left( ~
    a) ~ \begin{tabular} ~ \end{tabular} ~ \right."""
SCRAPS = st.sampled_from(
    [
        *WRITTEN.split("~"),
        "\n",
        "\n\n",
        " ",
        "\t",
        "\u202e",
        "\x00",
        "\r",
        "\u2028",
        r"\text{let } ",
    ]
)
TEXTS = st.one_of(st.text(max_size=200), st.lists(SCRAPS, max_size=60).map("".join))
LOST = re.compile(r"[\s$&]+")


def whole(section: Section) -> list[tuple[int, str]]:
    """List all that a section holds, with its lines."""
    claims = [(link.line, link.text) for c in section.claims for link in c.links]
    bounds = [(link.line, link.text) for c in section.bounds for link in c.links]
    return [*claims, *bounds, *section.prose]


@settings(max_examples=300)
@given(TEXTS)
def test_any_text_is_taken_apart_into_what_stands_in_it(text: str) -> None:
    rows = cleaned(text).split("\n")
    found = sections(text)
    assert sum(section.lines for section in found) == sum(bool(row.strip()) for row in rows)
    for section in found:
        for line, said in whole(section):
            assert 1 <= line <= len(rows)
            assert said
            rest = LOST.sub("", "".join(rows[line - 1 :]))
            assert all(LOST.sub("", part) in rest for part in said.split(","))
        for claim in section.claims:
            assert len(claim.links) > 1
            assert claim.links[0].relation == ""
            assert all(link.relation in {"=", "≈", ":=", ":", "is"} for link in claim.links[1:])


@settings(max_examples=100)
@given(TEXTS)
def test_the_same_text_gives_the_same_sections(text: str) -> None:
    assert sections(text) == sections(text)


@settings(max_examples=100)
@given(TEXTS, TEXTS)
def test_a_new_problem_does_not_change_what_was_before_it(first: str, second: str) -> None:
    whole_, alone = (
        sections(f"{first}\n\n# Problem 77\n\n{second}"),
        sections(f"{first}\n\n# Problem 77"),
    )
    if "```" not in first + second and "|" not in second:
        assert whole_[: len(alone) - 1] == alone[:-1]


@settings(max_examples=100)
@given(TEXTS)
def test_any_table_gives_claims_about_its_lines(text: str) -> None:
    for section in sections(text):
        for table in section.tables:
            for claim in table_claims(table):
                assert {link.line for link in claim.links} <= {table.line, *table.lines}


@settings(max_examples=100)
@given(TEXTS)
def test_repairs_of_any_text_end(text: str) -> None:
    assert text not in repaired(text)


@pytest.mark.parametrize(
    "piece",
    [
        "$", "$$ ", "\\begin{", "\\begin{pmatrix}", "\\begin{aligned} ", "\\end{cases}", "(", ")",
        "{", "[", "=", "a=", ",", "x=1,", "1 ", "①", "(a) ", "**", "|", "\t", "=>", "is 3 ",
        "\\text{", "\\left(", "\\\\", "http://", "<", "Problem 1 ", "- ", "0", "\u202e", "$a$ ",
        "\\sum_",
    ],
)  # fmt: skip
@pytest.mark.parametrize("width", [LIMIT - 2, 60])
def test_endless_repetition_ends_soon(piece: str, width: int) -> None:
    line = (piece * (width // len(piece) + 1))[:width] + "\n"
    text = line * min(300, LIMIT // len(line))
    start = perf_counter()
    with suppress(TranscriptTooLong):
        sections(text)
    assert perf_counter() - start < 5  # some tenths of a second, on a machine with other work


@pytest.mark.parametrize("piece", ["$", "\\begin{", "["])
def test_a_megabyte_is_refused_at_once(piece: str) -> None:
    start = perf_counter()
    with pytest.raises(TranscriptTooLong, match="characters; at most 262,144"):
        sections(piece * 2**20)
    assert perf_counter() - start < 1


def test_too_many_lines_are_refused() -> None:
    with pytest.raises(TranscriptTooLong, match="lines; at most 10,000"):
        sections("x\n" * (LINES + 1))


def test_an_image_in_the_text_does_not_count() -> None:
    (section,) = sections(f"![plot](data:image/png;base64,{'A' * LIMIT})\n\nx = 1\n")
    assert len(section.claims) == 1
