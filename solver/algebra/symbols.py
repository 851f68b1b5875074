"""How a name is printed in LaTeX: `W1` as W₁, `alpha` as α, `dL/dW1` as a derivative."""

from __future__ import annotations

import re
from collections.abc import Mapping

from solver.algebra.gradient_names import as_derivative

GREEK = frozenset(
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau "
    "upsilon phi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega".split()
)
_HATS = {"hat": r"\hat", "bar": r"\bar", "tilde": r"\tilde"}
_SPLIT = re.compile(r"([^\W\d_]+)(\d*)(?:_(.*))?")


def symbol_latex(text: str, symbols: Mapping[str, str]) -> str:
    """Print a name: as the author says, or by its letters, digits and underscores.

    A name of a part, `a.x`, is printed without the part; `symbols` may hold it with the part.
    """
    if text in symbols:
        return symbols[text]
    path, _, use = text.partition(" via ")
    if pair := as_derivative(path):
        top, bottom = (symbol_latex(side, symbols) for side in pair)
        fraction = rf"\frac{{\partial {top}}}{{\partial {bottom}}}"
        part = pair.top[: pair.top.rfind(".") + 1]
        if not use:
            return fraction
        return rf"\left.{fraction}\right|_{{\text{{via }}{_use(use, part, symbols)}}}"
    bare = text.rpartition(".")[2]
    return symbols.get(bare) or _by_letters(bare, symbols)


def _use(text: str, part: str, symbols: Mapping[str, str]) -> str:
    if re.fullmatch(r"[^\W\d]\w*", text):
        return symbol_latex(part + text, symbols)
    shown = re.sub(r"[^\w =+*/()-]", " ", text).replace("_", " ")
    return rf"\text{{{shown}}}"


def _by_letters(text: str, symbols: Mapping[str, str]) -> str:
    found = _SPLIT.fullmatch(text)
    if not found:
        return _upright(text)
    letters, digits, rest = found.groups()
    below = ",".join(part for part in (digits, _subscript(rest, symbols)) if part)
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
