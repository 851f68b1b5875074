"""Mathematics that an author typed: refused if it could do more than print, or cannot print."""

from __future__ import annotations

import re
from dataclasses import dataclass

from solver.errors import FormulaError
from solver.text.characters import GREEK, LOWERED, MATH, RAISED
from solver.text.escape import escape
from solver.text.mathwords import COMMANDS, ENVIRONMENTS, SYMBOLS

_TOKEN = re.compile(
    r"\\(?P<edge>begin|end)\s*\{(?P<env>[^{}]*)\}|\\(?P<word>[A-Za-z]+)|\\(?P<symbol>.)"
    r"|(?P<mention>\ue000\d{1,6}\ue001)"
    rf"|(?P<raised>[{''.join(RAISED)}]+)|(?P<lowered>[{''.join(LOWERED)}]+)|\^\^|.",
    re.DOTALL,
)
MENTION = re.compile("\ue000(\\d+)\ue001")  # where the value of a name stands in the mathematics
_PLAIN = {"$": r"\$", "%": r"\%", "#": r"\#"}
_LONGEST = 4000
_DEEPEST = 40


@dataclass(frozen=True, slots=True)
class _Open:
    r"""Something opened and not yet closed: `{`, `\left` or an environment."""

    what: str
    offset: int


def checked(latex: str, mentions: int = 0) -> str:
    """Return the mathematics as ASCII LaTeX; FormulaError names what is not allowed.

    Marks of up to so many `mentions` stay in it.
    """
    if len(latex) > _LONGEST:
        raise FormulaError(f"mathematics of {len(latex)} characters is too long", "split it")
    stack: list[_Open] = []
    text = "".join(_token(match, stack, mentions) for match in _TOKEN.finditer(latex))
    if stack:
        raise FormulaError(f"{stack[-1].what} is never closed", "", stack[-1].offset)
    return " ".join(text.split())


def ascii_math(latex: str) -> str:
    """Write the letters of other alphabets in printed mathematics as commands or text."""
    return latex if latex.isascii() else "".join(_letter(char) for char in latex)


def _letter(char: str) -> str:
    return char if char.isascii() else _symbol(char) or rf"\text{{{escape(char)}}}"


def _token(match: re.Match[str], stack: list[_Open], mentions: int) -> str:
    text, offset = match[0], match.start()
    if len(stack) > _DEEPEST:
        raise FormulaError("mathematics is nested too deeply", "", offset)
    if match["env"] is not None:
        return _environment(match, stack)
    if match["word"]:
        return _word(match["word"], offset, stack)
    if match["symbol"]:
        return _control_symbol(text, offset, stack)
    if match["mention"] and int(match["mention"][1:-1]) < mentions:
        return text
    if match["raised"]:
        return f"^{{{''.join(RAISED[char] for char in text)}}}"
    if match["lowered"]:
        return f"_{{{''.join(LOWERED[char] for char in text)}}}"
    return _character(text[:1] if match["mention"] else text, offset, stack)


def _environment(match: re.Match[str], stack: list[_Open]) -> str:
    name, offset = match["env"], match.start()
    if name not in ENVIRONMENTS:
        known = ", ".join(sorted(ENVIRONMENTS))
        raise FormulaError(f"environment {name!r} is not allowed", f"use one of {known}", offset)
    opened = rf"\begin{{{name}}}"
    if match["edge"] == "begin":
        stack.append(_Open(opened, offset))
    else:
        _close(opened, rf"\end{{{name}}}", offset, stack)
    return match[0] + " "


def _word(word: str, offset: int, stack: list[_Open]) -> str:
    if word not in COMMANDS:
        hint = "only commands that print mathematics are allowed"
        raise FormulaError(rf"\{word} is not allowed here", hint, offset)
    if word == "left":
        stack.append(_Open(r"\left", offset))
    elif word == "right":
        _close(r"\left", r"\right", offset, stack)
    return rf"\{word} "


def _control_symbol(text: str, offset: int, stack: list[_Open]) -> str:
    if text[1] not in SYMBOLS:
        raise FormulaError(f"{text} is not allowed here", "", offset)
    if text == r"\\":
        _within_environment(text, offset, stack)
    return text


def _character(text: str, offset: int, stack: list[_Open]) -> str:
    if text == "{":
        stack.append(_Open("{", offset))
    elif text == "}":
        _close("{", "}", offset, stack)
    elif text == "&":
        _within_environment(text, offset, stack)
    elif text in _PLAIN:
        raise FormulaError(f"{text} inside mathematics", f"write {_PLAIN[text]}", offset)
    elif not text.isascii() or not (text.isprintable() or text.isspace()):
        return _unicode(text, offset)
    elif text in ("^^", "\\"):
        raise FormulaError(f"{text} is not allowed in mathematics", "", offset)
    return text


def _close(opened: str, closing: str, offset: int, stack: list[_Open]) -> None:
    if not stack or stack[-1].what != opened:
        before = f", but {stack[-1].what} is still open" if stack else ""
        raise FormulaError(f"{closing} closes nothing{before}", "", offset)
    stack.pop()


def _within_environment(text: str, offset: int, stack: list[_Open]) -> None:
    if not any(item.what.startswith(r"\begin") for item in stack):
        raise FormulaError(f"{text} stands outside a matrix or an alignment", "", offset)


def _unicode(char: str, offset: int) -> str:
    if char.isalpha() and "Missing" not in (letter := escape(char)):
        return _symbol(char) or rf"\text{{{letter}}}"
    if not _symbol(char):
        raise FormulaError(f"character {char!r} in mathematics", "write a command", offset)
    return _symbol(char)


def _symbol(char: str) -> str:
    return MATH.get(char) or GREEK.get(char, "")
