"""Complaints about text that is not YAML, or that YAML reads otherwise than it was meant."""

from __future__ import annotations

import re

import yaml
from yaml.reader import Reader

from solver.errors import Complaint, Mark

_QUOTE = "put the whole value in quotes"
_HINTS = (  # part of the parser's message → what to do about it
    ("tab character", "indent with spaces, not with tabs"),
    ("mapping values are not allowed", f"if a text holds `: `, {_QUOTE}; else mind the indent"),
    ("expected ',' or ']'", "write a block list: each item on a line of its own, after `- `"),
    ("expected ',' or '}'", f"write one `key: value` a line, or {_QUOTE}"),
    ("unknown escape", "LaTeX goes in single quotes, or in double quotes with `\\\\`"),
    ("could not find expected ':'", "each line of a mapping is `key: value`"),
    ("unexpected end of stream", "a quote is opened here and never closed"),
    ("expected node content", "a bracket is opened and never closed, or a comma stands alone"),
    ("expected '-' indicator", "each item of a list begins with `- `, at the same indent"),
    ("expected key", f"mind the indent; if a value begins with a quote or bracket, {_QUOTE}"),
    ("expected comment or line break", f"if a text begins with `>` or `|`, {_QUOTE}"),
    ("block end", f"mind the indent; if a value begins with a quote or bracket, {_QUOTE}"),
)
_FIRST = {  # a character that cannot begin a value → what to do about it
    "\t": "indent with spaces, not with tabs",
    "@": f"if a formula begins with a bracket or with `@`, {_QUOTE}",
}
# What `\nu` or `"\beta"` turns into inside double quotes is a line break, or a bell.
_LOST = (
    r"\\(?:\\|([abefrv_NLP0][A-Za-z]+|t(?:heta|au|imes|ext|ilde|an|o|op|frac)\b\w*"
    r"|n(?:abla|u|e|eq|eg|ot|mid)\b))"
)


def unreadable_character(text: str, file: str) -> Complaint | None:
    """Find the first character that YAML does not allow, such as NUL."""
    found = Reader.NON_PRINTABLE.search(text)
    if not found:
        return None
    message = f"the character U+{ord(found[0]):04X} is not allowed in a text file"
    return Complaint(place(text, found.start(), file), message)


def place(text: str, offset: int, file: str) -> Mark:
    """Turn an offset into a line and a column."""
    before = text[:offset]
    return Mark(file, before.count("\n") + 1, offset - before.rfind("\n"))


def syntax_complaint(error: yaml.YAMLError, text: str, file: str) -> Complaint:
    """Say where a text stops being YAML, and what may help."""
    if not isinstance(error, yaml.MarkedYAMLError):
        return Complaint(Mark(file), f"this is not YAML: {' '.join(str(error).split())}")
    problem = error.problem or "it cannot be read"
    # At the end of the file it is the place where the construct began that helps.
    ended = "end of stream" in problem or "expected node content" in problem
    found = (ended and error.context_mark) or error.problem_mark
    if found is None:
        return Complaint(Mark(file), f"this is not YAML: {problem}")
    hint = _hint(problem, text[found.index : found.index + 1])
    return Complaint(Mark(file, found.line + 1, found.column + 1), f"not YAML: {problem}", hint)


def _hint(problem: str, character: str) -> str:
    if "cannot start any token" in problem:
        return _FIRST.get(character, f"if a text begins with `{character}`, {_QUOTE}")
    return next((hint for part, hint in _HINTS if part in problem), "")


def lost_backslash(raw: str, mark: Mark) -> Complaint | None:
    r"""Complain about LaTeX in double quotes, where `\beta` means a backspace and `eta`."""
    for found in re.finditer(_LOST, raw):
        if found[1]:
            message = rf"in double quotes `\{found[1]}` is not LaTeX: `\{found[1][0]}` is an escape"
            hint = rf"use single quotes, or write `\\{found[1]}`"
            return Complaint(_within(mark, raw[: found.start()]), message, hint)
    return None


def _within(mark: Mark, before: str) -> Mark:
    lines = before.count("\n")
    if not lines:
        return mark.right(len(before))
    return Mark(mark.file, mark.line + lines, len(before) - before.rfind("\n"))
