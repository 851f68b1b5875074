"""From a formula's text to its syntax tree: derivatives fused to one name, columns kept."""

from __future__ import annotations

import ast
import keyword
import re
import warnings
from collections.abc import Callable
from dataclasses import dataclass

from solver.errors import FormulaError

FUSED = "\u01c1"  # a letter to Python, so `dL/dW1` becomes one name of the same length
LONGEST, DEEPEST = 4000, 60  # characters, and nodes one inside the other
CALLS = 25  # calls one inside the other: the chain rule makes lines as long as their square
_DERIVATIVE = re.compile(r"(?<![\w.])d([^\W\d]\w*)/d([^\W\d]\w*)")
_PEOPLE_TYPE = str.maketrans({"\u2212": "-", "\u00b7": "*", "\u00d7": "*", "\u2299": "*"})
_ONE_LINE = str.maketrans(dict.fromkeys("\t\n\v\f\r\u00a0", " "))
# words that the reader has a better complaint about, where they stand in an expression
_EXPLAINED = frozenset("if else for in not and or True False None lambda await".split())


@dataclass(frozen=True, slots=True)
class Prepared:
    """A parsed formula and the bytes it was parsed from (Python counts columns in bytes)."""

    encoded: bytes
    tree: ast.expr
    indent: int = 0  # characters before it

    def column(self, node: ast.expr) -> int:
        """Count the characters before a node."""
        return self.indent + len(self.encoded[: node.col_offset].decode())

    def source(self, node: ast.expr) -> str:
        """Give the text of a node."""
        return self.encoded[node.col_offset : node.end_col_offset].decode()

    @staticmethod
    def derivative(identifier: str) -> tuple[str, str] | None:
        """Split a fused name into what is derived and by what."""
        top, found, bottom = identifier.partition(FUSED)
        return (top[1:], bottom[1:]) if found else None


def original(text: str) -> str:
    """Show fused names as they were typed."""
    return text.replace(FUSED, "/")


def prepare(text: str, declared: Callable[[str], bool]) -> Prepared:
    """Fuse derivatives and parse; FormulaError for anything that is not a Python expression."""
    if len(text) > LONGEST:
        raise FormulaError(f"the formula has {len(text)} characters", f"at most {LONGEST} are read")
    typed = text.translate(_PEOPLE_TYPE).translate(_ONE_LINE)
    _refuse_characters(typed)
    fused = _DERIVATIVE.sub(lambda m: _fuse(m, declared), typed)
    _refuse_keywords(fused, _EXPLAINED)
    indent = len(fused) - len(fused.lstrip(" "))
    return Prepared(fused.strip(" ").encode(), _parse(fused.strip(" "), indent), indent)


def _refuse_characters(text: str) -> None:
    for place, character in enumerate(text):
        if (
            character in "#\\"
            or character == FUSED
            or not (character == " " or character.isprintable())
        ):
            shown = f"`{character}`" if character.isprintable() else f"U+{ord(character):04X}"
            raise FormulaError(f"{shown} is not allowed in a formula", offset=place)


def _fuse(found: re.Match[str], declared: Callable[[str], bool]) -> str:
    top, bottom = found[1], found[2]
    if declared(f"d{top}") and declared(f"d{bottom}"):
        return found[0]  # a quotient of two names; ambiguous pairs are refused when declared
    if not declared(top) and not declared(bottom):
        return found[0]
    return f"d{top}{FUSED}d{bottom}"


def _refuse_keywords(text: str, allowed: frozenset[str] = frozenset()) -> None:
    for found in re.finditer(r"[^\W\d]\w*", text):
        if keyword.iskeyword(found[0]) and found[0] not in allowed:
            raise FormulaError(
                f"`{found[0]}` is a word of Python's and cannot be a name",
                f"call it `{found[0]}_` and print it as you like with `symbols:`",
                found.start(),
            )


def _parse(text: str, indent: int) -> ast.expr:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # `2(x)` warns before our own complaint
            tree = ast.parse(text, mode="eval").body
    except SyntaxError as error:
        column = min(max((error.offset or 1) - 1, 0), len(text))
        _refuse_keywords(" " * indent + text)
        hint = _syntax_hint(text, column)
        raise FormulaError("this is not a formula", hint, indent + column) from None
    except (RecursionError, MemoryError, ValueError):
        raise FormulaError("the formula is nested too deeply or not text") from None
    if _is_too_deep(tree):
        raise FormulaError("the formula is nested too deeply", "give a part of it its own name")
    return tree


def _is_too_deep(tree: ast.expr) -> bool:
    """Count the nodes one inside the other, and the calls among them, without recursion."""
    layer: list[tuple[ast.AST, int]] = [(tree, 0)]
    depth = 0
    while layer and depth <= DEEPEST:
        layer = [
            (child, calls + isinstance(child, ast.Call))
            for node, calls in layer
            for child in ast.iter_child_nodes(node)
        ]
        if any(calls >= CALLS for _, calls in layer):
            return True
        depth += 1
    return bool(layer)


def _syntax_hint(text: str, column: int) -> str:
    if not text:
        return "write one, such as `W @ x + b`"
    if text.count("(") != text.count(")") or text.count("[") != text.count("]"):
        return "a bracket is missing or left over"
    if re.search(r"\d\s*[^\W\d_]", text):
        return "write the product sign: `2*x`"
    if "=" in text:
        return "write the right-hand side only"
    return f"look near `{original(text[max(0, column - 5) : column + 5]).strip()}`"
