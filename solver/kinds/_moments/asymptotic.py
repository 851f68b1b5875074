r"""How people write an order of growth: `Θ(√n)`, `O(n^{1/2})`, `n^0.5`, `1/\sqrt{b}`, "linear"."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Final

from solver.text.said import NUMBER, clean, number

LOOSE: Final = "an upper bound was given where the exact order of growth was asked"
LONGEST: Final = 200
DEEPEST: Final = 12

_RAISED: Final = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻ᐟ", "0123456789-/")
_SAID: Final = {
    "constant": "1", "const": "1", "linear": "@", "linearly": "@", "quadratic": "@^2",
    "quadratically": "@^2", "cubic": "@^3", "cubically": "@^3",
}  # fmt: skip
_TALK: Final = re.compile(
    r"(?<![^\W\d_])(?:the|it|is|std|variance|grows?|growth|like|as|with|of|order|proportional to"
    r"|scales?|goes|about|does not grow|asymptotically)(?![^\W\d_])",
    re.IGNORECASE,
)
_ROOT: Final = re.compile(r"(?:the )?(?:square )?root(?: of)?|\\sqrt|√", re.IGNORECASE)
_AROUND: Final = re.compile(
    r"\\?(?P<tight>Theta|Θ|θ|theta)|(?:\\mathcal\s?\{?\s?O\s?\}?|O|𝒪)(?=\s{0,3}[({])|[~∼∝]|\\sim|\\propto"
)
_TOKEN: Final = re.compile(
    r"sqrt|frac|(?P<number>\d{1,9}(?:\.\d{1,9})?)|(?P<name>[^\W\d]\w{0,30})|[-^/*·(){}@]"
)


def growth(answer: str, variable: str) -> tuple[Fraction, bool] | None:
    """Read the power of the variable, and whether that is said to be all: O is not."""
    plain = clean(answer)
    if not plain or len(plain) > LONGEST:
        return None
    bare = _spelled(plain, variable)
    around = _AROUND.match(bare)
    loose = bool(around and around[0][:1] in {"O", "\\", "𝒪"} and not around["tight"])
    loose = loose and around is not None and around[0] not in {r"\sim", r"\propto"}
    inner = bare[around.end() :] if around else bare
    tokens = _tokens(inner, variable)
    power = _Powers(tokens).whole() if tokens else None
    return None if power is None else (power, not loose)


def _spelled(plain: str, variable: str) -> str:
    """Give words as signs, and a name with an index as one word."""
    plain = re.split(r",| because | since ", plain.replace("**", "^"))[0]
    plain = re.sub(r"\{\s?\{([^{}]{1,20})\}\s?\}", r"{\1}", re.sub(r"\\[dt]?frac", " frac ", plain))
    raised = re.sub(r"[⁰¹²³⁴⁵⁶⁷⁸⁹⁻ᐟ]+", lambda m: "^(" + m[0].translate(_RAISED) + ")", plain)
    joined = re.sub(r"_\s?\{\s?([^{}]{1,20}?)\s?\}", r"_\1", raised)
    rooted = _ROOT.sub(" sqrt ", joined)
    said = _TALK.sub(" ", rooted).strip(" .,")
    return _SAID.get(said.casefold().removesuffix(f" in {variable}"), said).strip()


def _tokens(text: str, variable: str) -> list[str]:
    """Cut into pieces, the variable as `@`; nothing if there is anything else."""
    found, end, text = list[str](), 0, text.replace(r"\cdot", "·")
    own = {variable, variable.replace("_", ""), variable.partition("_")[0]}
    for match in _TOKEN.finditer(text):
        name = match["name"]
        if text[end : match.start()].strip() or (name and name not in own):
            return []
        found.append("@" if name else match[0])
        end = match.end()
    return found if not text[end:].strip() else []


class _Powers:
    """Reads products, quotients, powers and roots of the variable, and keeps its power."""

    def __init__(self, tokens: list[str]) -> None:
        self.tokens, self.at = tokens, 0

    def whole(self) -> Fraction | None:
        power = self._product(0)
        return power if self.at == len(self.tokens) else None

    def _next(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def _took(self, *signs: str) -> bool:
        taken = self._next() in signs and bool(self._next())
        self.at += taken
        return taken

    def _product(self, depth: int) -> Fraction | None:
        power = self._factor(depth)
        while power is not None and self._next() not in {"", ")", "}"}:
            sign = -1 if self._took("/") else 1
            self._took("*", "·")
            more = self._factor(depth)
            power = None if more is None else power + sign * more
        return power

    def _factor(self, depth: int) -> Fraction | None:
        power = self._atom(depth)
        if power is not None and self._took("^"):
            exponent = self._exponent()
            power = None if exponent is None else power * exponent
        return power

    def _atom(self, depth: int) -> Fraction | None:
        if depth > DEEPEST:
            return None
        if self._took("@"):
            return Fraction(1)
        if self._took("sqrt"):
            under = self._atom(depth + 1)
            return None if under is None else under / 2
        if self._took("frac"):
            top, bottom = self._atom(depth + 1), self._atom(depth + 1)
            return None if top is None or bottom is None else top - bottom
        if self._took("(", "{"):
            inner = self._product(depth + 1)
            return inner if self._took(")", "}") else None
        if NUMBER.fullmatch(self._next()):
            self.at += 1
            return Fraction(0)
        return None

    def _exponent(self) -> Fraction | None:
        closed = self._took("(", "{") + self._took("(", "{")
        start = self.at
        self._took("-")
        while self._next()[:1].isdigit() or (closed and self._next() == "/"):
            self.at += 1
        typed = number("".join(self.tokens[start : self.at]))
        for _ in range(closed):
            if not self._took(")", "}"):
                return None
        return typed.value if typed and abs(typed.value) <= 100 else None
