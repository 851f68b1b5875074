r"""How tightly an author's symbol binds: `a-b` like a sum, `\Delta w` like a product, `x^2`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from solver.algebra.notation import ATOM, BIG, CALL, HAD, JUX, POW, SUM

_TOKENS = re.compile(
    r"\\(?:begin|end)\s*\{[^{}]*\}|\\(?:left|right)\s*(?:\\[A-Za-z]+|\\.|.)|\\[A-Za-z]+|\\.|\S"
)
_OPENS = re.compile(r"\\(?:begin|left).*|[{([]")
_CLOSES = re.compile(r"\\(?:end|right).*|[])}]")
_OPERATORS = frozenset(
    r"+ - = < > : * \pm \mp \cdot \times \odot \oslash \oplus \ominus \otimes \circ \ast \star "
    r"\div \mid \to \le \leq \ge \geq \ne \neq \approx \sim \in \wedge \vee \cup \cap".split()
)
_BIG = frozenset(r"\sum \prod \int \max \min \lim \sup \inf".split())
_FRACTIONS = frozenset(r"\frac \tfrac \dfrac \cfrac \binom".split())
_ON_ONE = frozenset(
    r"\hat \widehat \tilde \widetilde \bar \vec \dot \ddot \dddot \acute \grave \check \breve "
    r"\mathring \overline \underline \mathrm \mathbf \mathit \mathsf \mathtt \mathcal \mathbb "
    r"\mathfrak \boldsymbol \bm \pmb \mathnormal \text \operatorname \sqrt".split()
)
_NO_INK = frozenset(r"\, \; \: \! \> \quad \qquad ' ^".split())


@lru_cache(maxsize=4096)
def binding(latex: str) -> int:
    """Give the level at which a symbol binds; several letters side by side are a product."""
    outermost = tuple(_outermost(_TOKENS.findall(latex)))
    level = min(map(_level, outermost), default=ATOM)
    return min(level, JUX) if sum(token not in _NO_INK for token in outermost) > 1 else level


def _level(token: str) -> int:
    if token in _OPERATORS:
        return SUM
    if token in _BIG:
        return BIG
    if token in _FRACTIONS or token.startswith(r"\left"):
        return CALL
    return {"/": HAD, "^": POW}.get(token, ATOM)


def _outermost(tokens: list[str]) -> Iterator[str]:
    """List what stands outside of brackets and hangs on nothing, as a script or an argument does.

    A group that is not braces is one thing, called after what opens it.
    """
    inside: list[bool] = []  # for every open group, whether it hides what it holds
    hanging = 0  # how many more things are arguments of what came before
    for token, following in zip(tokens, [*tokens[1:], ""], strict=True):
        if _CLOSES.fullmatch(token):
            del inside[-1:]
            continue
        hidden = any(inside)
        counts = not hidden and not hanging
        opens = _OPENS.fullmatch(token) is not None
        if not hidden:
            hanging += _arguments(token, following) - (hanging > 0)
        if opens:
            inside.append(not counts or token != "{")
        if counts and token not in "_{":
            yield token


def _arguments(token: str, following: str) -> int:
    """Count the things that hang on a token."""
    if token in _FRACTIONS:
        return 2
    takes_group = re.fullmatch(r"\\[A-Za-z]+", token) and following == "{"
    return int(token in "^_" or token in _ON_ONE or bool(takes_group))
