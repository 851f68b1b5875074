"""From a formula's text to its syntax tree: derivatives fused to one name, columns kept."""

from __future__ import annotations

import ast
import keyword
import re
import warnings
from dataclasses import dataclass

from solver.errors import FormulaError

FUSED = "\u01c1"  # a letter to Python, so `dL/dW1` becomes one name of the same length
LONGEST = 4000
_DERIVATIVE = re.compile(r"(?<![\w.])d([^\W\d]\w*)/d([^\W\d]\w*)")
_PEOPLE_TYPE = str.maketrans({"\u2212": "-", "\u00b7": "*", "\u00d7": "*", "\u2299": "*"})


@dataclass(frozen=True, slots=True)
class Prepared:
    """A parsed formula and the bytes it was parsed from (Python counts columns in bytes)."""

    encoded: bytes
    tree: ast.expr

    def column(self, node: ast.expr) -> int:
        """Count the characters before a node."""
        lines = self.encoded.split(b"\n")
        before = b"\n".join(lines[: node.lineno - 1]) + b"\n" * (node.lineno > 1)
        return len((before + lines[node.lineno - 1][: node.col_offset]).decode())

    def source(self, node: ast.expr) -> str:
        """Give the text of a node that stands on one line."""
        line = self.encoded.split(b"\n")[node.lineno - 1]
        return line[node.col_offset : node.end_col_offset].decode()

    @staticmethod
    def derivative(identifier: str) -> tuple[str, str] | None:
        """Split a fused name into what is derived and by what."""
        top, found, bottom = identifier.partition(FUSED)
        return (top[1:], bottom[1:]) if found else None


def original(text: str) -> str:
    """Show fused names as they were typed."""
    return text.replace(FUSED, "/")


def prepare(text: str, declared: set[str]) -> Prepared:
    """Fuse derivatives and parse; FormulaError for anything that is not a Python expression."""
    if len(text) > LONGEST:
        raise FormulaError(f"the formula has {len(text)} characters", f"at most {LONGEST} are read")
    fused = _DERIVATIVE.sub(lambda m: _fuse(m, declared), text.translate(_PEOPLE_TYPE))
    _refuse_keywords(fused)
    return Prepared(fused.encode(), _parse(fused))


def _fuse(found: re.Match[str], declared: set[str]) -> str:
    top, bottom = found[1], found[2]
    if {f"d{top}", f"d{bottom}"} <= declared:
        return found[0]  # a quotient of two names; ambiguous pairs are refused when declared
    if top not in declared and bottom not in declared:
        return found[0]
    return f"d{top}{FUSED}d{bottom}"


def _refuse_keywords(text: str) -> None:
    for found in re.finditer(r"[^\W\d]\w*", text):
        if keyword.iskeyword(found[0]) and found[0] not in {"if", "else", "for", "in", "not", "and", "or", "True", "False", "None", "lambda", "await"}:
            raise FormulaError(
                f"`{found[0]}` is a word of Python's and cannot be a name",
                f"call it `{found[0]}_` and print it as you like with `symbols:`",
                found.start(),
            )


def _parse(text: str) -> ast.expr:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # `2(x)` warns before our own complaint
            return ast.parse(text.strip(), mode="eval").body
    except SyntaxError as error:
        column = (error.offset or 1) - 1
        raise FormulaError("this is not a formula", _syntax_hint(text, column), column) from None
    except (RecursionError, MemoryError, ValueError):
        raise FormulaError("the formula is nested too deeply or not text") from None


def _syntax_hint(text: str, column: int) -> str:
    if text.count("(") != text.count(")") or text.count("[") != text.count("]"):
        return "a bracket is missing or left over"
    if re.search(r"\d\s*[^\W\d_]", text):
        return "write the product sign: `2*x`"
    if "=" in text:
        return "write the right-hand side only"
    return f"look near `{original(text[max(0, column - 5) : column + 5]).strip()}`"
