"""How a name is printed in LaTeX: `W1` as W₁, `alpha` as α, `dL/dW1` as a derivative."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from solver.algebra.binding import binding
from solver.algebra.gradient_names import as_derivative
from solver.algebra.notation import JUX, bracket

GREEK = frozenset(
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau "
    "upsilon phi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega".split()
)
EXP = "exp()"  # no name: with it among the symbols, powers of Euler's number are written exp(…)
_HATS = {"hat": r"\hat", "bar": r"\bar", "tilde": r"\tilde"}
_SPLIT = re.compile(r"([^\W\d_]+)(\d*)(?:_(.*))?")
_NAME = r"[^\W\d]\w*"
_PART = r"[A-Za-z0-9]+\."  # the label of a part, which may be a number
_IN_PART = re.compile(rf"(?:{_PART})?{_NAME}")
_UNNAMED = re.compile(rf"(?P<part>(?:{_PART})?)d(?P<top>{_NAME})/d\((?P<formula>.*)\)")
_PIECES = re.compile(
    rf"(?P<flip>\.T\b)|(?P<name>(?:{_PART}(?!T\b))?{_NAME})|\d[\d.]*|[^\w.]+|[\w.]"
)


def symbol_latex(text: str, symbols: Mapping[str, str]) -> str:
    """Print a name: as the author says, or by its letters, digits and underscores.

    A name of a part, `a.x`, is printed without the part; `symbols` may hold it with the part.
    """
    if text in symbols:
        return symbols[text]
    path, _, use = text.partition(" via ")
    if pair := as_derivative(path):
        above, below = (differential(side, symbols) for side in pair)
        fraction = rf"\frac{{{above}}}{{{below}}}"
        part = pair.top[: pair.top.rfind(".") + 1]
        if not use:
            return fraction
        return rf"\left.{fraction}\right|_{{\text{{via }}{_use(use, part, symbols)}}}"
    if unnamed := _UNNAMED.fullmatch(text):
        top = differential(unnamed["part"] + unnamed["top"], symbols)
        return rf"\frac{{{top}}}{{\partial ({_formula(unnamed['formula'], symbols)})}}"
    if not _IN_PART.fullmatch(text):
        return _formula(text, symbols)
    bare = text.rpartition(".")[2]
    return symbols.get(bare) or (_by_letters(bare, symbols) if "_" in bare else _plain(bare))


def meets_e(names: Iterable[str], symbols: Mapping[str, str]) -> bool:
    """Tell whether a name is printed like Euler's number, so that powers of it need other words."""
    return any(symbol_latex(text, symbols) == "e" for text in names)


def differential(text: str, symbols: Mapping[str, str]) -> str:
    r"""Print the `\partial x` of a name."""
    return rf"\partial {_factor(text, symbols)}"


def _factor(text: str, symbols: Mapping[str, str]) -> str:
    """Print a name that something stands in front of; a symbol may hold operators."""
    shown = symbol_latex(text, symbols)
    return shown if binding(shown) >= JUX else bracket(shown)


def _use(text: str, part: str, symbols: Mapping[str, str]) -> str:
    bare = re.fullmatch(_NAME, text)
    return symbol_latex(part + text, symbols) if bare else _formula(text, symbols)


def _formula(text: str, symbols: Mapping[str, str]) -> str:
    """Print a formula in plain notation that stands in a name: its names as symbols."""

    def piece(found: re.Match[str]) -> str:
        if found["flip"]:
            return r"{}^{\top}"  # what it follows may end in a superscript
        return _factor(found[0], symbols) if found["name"] else rf"\text{{{found[0]}}}"

    return _PIECES.sub(piece, text)


@lru_cache(maxsize=4096)
def _plain(text: str) -> str:
    """Print a name without an underscore, which looks the same whatever the symbols of others."""
    return _by_letters(text, {})


def _by_letters(text: str, symbols: Mapping[str, str]) -> str:
    found = _SPLIT.fullmatch(text)
    if not found:
        return _upright(text)
    letters, digits, rest = found.groups()
    below = ",".join(part for part in (digits, _subscript(rest, symbols)) if part)
    if rest and not digits and letters in symbols:
        return f"{{{symbols[letters]}}}_{{{below}}}"  # x_0 goes by the symbol of x
    head = _head(letters)
    return f"{head}_{{{below}}}" if below else head


def _subscript(rest: str | None, symbols: Mapping[str, str]) -> str:
    if not rest:
        return ""
    short = len(rest) <= 2 or rest in symbols or rest in GREEK or re.fullmatch(r"[^\W\d_]\d+", rest)
    return symbol_latex(rest, symbols) if short else rf"\text{{{rest.replace('_', ' ')}}}"


def _head(letters: str) -> str:
    if letters in GREEK:
        return rf"\{letters}" if letters not in {"Alpha", "Beta"} else letters
    for word, mark in _HATS.items():
        base = letters.removesuffix(word)
        if base != letters and base and (len(base) == 1 or base in GREEK):
            return f"{mark}{{{_head(base)}}}"
    return letters if len(letters) == 1 else _upright(letters)


def _upright(text: str) -> str:
    return rf"\mathrm{{{text}}}".replace("_", r"\_")
