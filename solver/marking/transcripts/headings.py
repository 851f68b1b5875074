"""Headings: which problem, question or part a line begins."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_KEYWORDS: Final = {
    **dict.fromkeys(("problem", "exercise", "task", "prob", "ex", "aufgabe", "lab", "p"), 1),
    **dict.fromkeys(("question", "q", "part", "subproblem", "sub-problem"), 2),
    **dict.fromkeys(("homework", "assignment", "hw", "sheet", "chapter", "appendix"), 0),
}
_WORDS: Final = (
    "problem|exercise|task|prob\\.?|ex\\.?|aufgabe|lab|question|part|sub-?problem|homework"
    "|assignment|hw|sheet|chapter|appendix"
)
_NUMBERED: Final = re.compile(
    rf"(?P<word>{_WORDS}|(?-i:[QP])(?=\d))\s{{0,3}}\#?(?P<number>\(?[a-h]\)?(?![A-Za-z])|\d{{1,3}}(?:\.\d{{1,3}}){{0,3}}"
    r"(?:-[A-Z]{2,5})?)(?:\s?\((?P<bracketed>[a-h])\)|(?P<letter>[a-h])(?![A-Za-z]))?",
    re.IGNORECASE,
)
_MARKS: Final = re.compile(
    r"\s*(?:(?P<hashes>\#{1,6})\s+|[-*+•]\s+|>\s+|\\item\s*(?=[\[(])\[?)?(?:\*\*|__|\*|_)?\s?"
    r"(?:\\(?P<latex>(?:sub)*section|paragraph|textbf|chapter)\*?\s?\{)?"
)
_POINTS: Final = re.compile(
    r"[\s:,]{0,3}[(\[]\s?\+?\d{1,3}(?:\.\d)?\s?(?:points?|pts?|p|marks?|bonus points)\.?\s?[)\]]",
    re.IGNORECASE,
)
_AFTER: Final = re.compile(r"(?:\*\*|__|[\s:.)\]}*–—-]){0,6}")
_BARE: Final = re.compile(
    r"(?P<numbers>\d{1,2}(?:\.\d{1,2}){0,4}\.?(?:\s\d{1,2}\.?)?)\s+(?P<title>[A-Z\d][^=$\t|]{2,100})"
)
_PART: Final = re.compile(
    r"(?:\(?(?P<part>[a-h]|i{1,3}|iv|vi{0,3}|\d)\)|(?P<dotted>i{1,3}|iv)\.)(?=\s|\*|$|[\]}])"
)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: its text, the labels with their levels, and how far it reaches in its line.

    Levels: 0 resets, 1 is a problem, 2 a question, 3 a part, 4 a part of that; `weak` headings are
    numbered lines that may be items of a list. Without labels it only gives a title.
    """

    text: str
    labels: tuple[tuple[int, str], ...]
    reach: int
    weak: str = ""


def heading(row: str, alone: bool) -> Heading | None:
    """Read the heading that a line begins with; `alone` lines have nothing next to them."""
    marks = _MARKS.match(row)
    start = marks.end() if marks else 0
    titled = bool(marks and (marks["hashes"] or (marks["latex"] or "textbf") != "textbf"))
    if titled:
        return _titled(row, start)
    return _numbered(row, start, alone) or _lettered(row, start) or _bare(row, start, alone)


def _titled(row: str, start: int) -> Heading:
    """Read a heading that is marked as one: all its numbers count."""
    text = row[start:].strip(" #*_}")
    labels = tuple(label for found in _NUMBERED.finditer(text[:200]) for label in _labels(found))
    part = _PART.match(text)
    if not labels and part:
        labels = (_part_of(part),)
    bare = (
        None
        if labels
        else re.match(r"(?:\d{1,2}\.?\s)?(\d{1,2}(?:\.\d{1,2}){0,3})\.?\s", text + " ")
    )
    return Heading(text, labels or (((1, bare[1]),) if bare else ()), len(row), "#" if bare else "")


def _numbered(row: str, start: int, alone: bool) -> Heading | None:
    """Read `Problem 4 (8 pts)`, `1.2.3 Problem 2.3`, `Homework 1 Problem 2:` and the like."""
    before = re.compile(r"\d{1,2}(?:\.\d{1,2}){0,4}\.?\s+").match(row, start)
    place, labels = before.end() if before else start, list[tuple[int, str]]()
    while found := _NUMBERED.match(row, place):
        labels += _labels(found)
        points = _POINTS.match(row, found.end())
        place = _AFTER.match(row, points.end() if points else found.end()).end()  # type: ignore[union-attr]
        if row[place : place + 1] in (",", "/"):
            place += 1 + row[place + 1 :].startswith(" ")
    rest = row[place:]
    if (
        not labels
        or (rest[:1].islower() and not _ends(row, place))
        or (rest and rest[0] in ",;=+-*/_^")
    ):
        return None
    own = alone and len(rest) < 100 and not re.search(r"[=$:\d]", rest)
    text = row[start:] if own else row[start:place]
    return Heading(text.strip(" #*_:}"), tuple(labels), len(row) if own else place)


def _ends(row: str, place: int) -> bool:
    """Tell whether a heading was ended by a mark, so that anything may follow."""
    return any(mark in row[max(0, place - 3) : place] for mark in ":.)*}–—")


def _labels(found: re.Match[str]) -> list[tuple[int, str]]:
    """Give the labels of `Lab 2(b)`: `Lab2` and `b`."""
    word, number = found["word"].lower().rstrip("."), found["number"].strip("()")
    level = _KEYWORDS.get(word, 2)
    if number.isalpha():
        return [(3 if level else 0, number.lower())]
    name = f"Lab{number}" if word == "lab" else number
    inner = found["bracketed"] or found["letter"]
    return [(level, name), *([(3, inner.lower())] if inner and level else [])]


def _lettered(row: str, start: int) -> Heading | None:
    """Read `(a)`, `**b)**`, `- (c) …`; `(1)` alone is the number of an equation."""
    found = _PART.match(row, start)
    if not found or ((found["part"] or "").isdigit() and not row[found.end() :].strip(" *")):
        return None
    place = found.end()
    while row[place : place + 1] in ("*", "]", "}"):
        place += 1
    return Heading(found[0], (_part_of(found),), place)


def _part_of(found: re.Match[str]) -> tuple[int, str]:
    """Give the label of a part with its level; roman numbers are parts of parts."""
    label = found["part"] or found["dotted"]
    return (4 if label[0] in "iv" else 3), label


def _bare(row: str, start: int, alone: bool) -> Heading | None:
    """Read `3. Back Propagation`, `2 Adalines (15 pts)`, `1.6 6 LeNet-5`."""
    text = row[start:].strip(" *")
    found = _BARE.fullmatch(text) if alone and len(text) <= 110 else None
    if not found or text.endswith((".", ",", ";")):
        return None
    numbers = found["numbers"].split()
    strong = len(numbers) > 1 or _POINTS.search(text)
    style = "." if numbers[-1].endswith(".") else "n"
    label = numbers[-1].rstrip(".")
    return Heading(text, ((1, label),), len(row), "" if strong else style)
