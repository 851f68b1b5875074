"""LaTeX as a person reads it on one line, `2(ŷ - y)·ReLU'(a⁽³⁾)`: for showing, not for judging."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from solver.marking.grading.typed import shown

LONGEST: Final = 160  # characters that are shown
_GREEK: Final = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "varepsilon": "ε",
    "zeta": "ζ", "eta": "η", "theta": "θ", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν",
    "xi": "ξ", "pi": "π", "rho": "ρ", "sigma": "σ", "tau": "τ", "phi": "φ", "varphi": "φ",
    "chi": "χ", "psi": "ψ", "omega": "ω", "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ",
    "Lambda": "Λ", "Sigma": "Σ", "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω",
}  # fmt: skip
_SIGNS: Final = {
    "cdot": "·", "times": "×", "odot": "⊙", "circ": "∘", "partial": "∂", "nabla": "∇", "sum": "Σ",
    "le": "≤", "leq": "≤", "ge": "≥", "geq": "≥", "ne": "≠", "neq": "≠", "approx": "≈", "pm": "±",
    "infty": "∞", "to": "→", "rightarrow": "→", "Rightarrow": "⇒", "in": "∈", "ell": "ℓ", "|": "‖",
    "lfloor": "⌊", "rfloor": "⌋", "lceil": "⌈", "rceil": "⌉", "prime": "′", "cdots": "…",
    "dots": "…", "ldots": "…", "top": "T", "sqrt": "√", "lVert": "‖", "rVert": "‖",
}  # fmt: skip
_PLAIN: Final = frozenset("max min exp log ln sin cos tanh sinh cosh det tr sign arg".split())
_NOTHING: Final = frozenset(
    "left right big Big bigl bigr Bigl Bigr displaystyle quad qquad limits mathsf".split()
)
_ACCENTS: Final = {
    "hat": "\u0302", "widehat": "\u0302", "bar": "\u0304", "overline": "\u0304",
    "tilde": "\u0303", "vec": "\u20d7", "dot": "\u0307",
}  # fmt: skip
_RAISED: Final = str.maketrans("0123456789+-()nT", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ⁿᵀ")
_LOWERED: Final = str.maketrans("0123456789+-()", "₀₁₂₃₄₅₆₇₈₉₊₋₍₎")

_GRID: Final = re.compile(r"\\(begin|end)\s?\{[A-Za-z]{0,8}(?:matrix|array)\*?\}(?:\{[clr|]*\})?")
_FONT: Final = re.compile(
    r"\\(?:text|math(?:rm|bf|it|sf|cal)|operatorname|bm|boldsymbol)\*?\{([^{}]*)\}"
)
_ACCENT: Final = re.compile(r"\\(hat|widehat|bar|overline|tilde|vec|dot)(?:\s?\{(\w)\}|\s(\w))")
_FRACTION: Final = re.compile(r"\\[dt]?frac\s?\{([^{}]*)\}\s?\{([^{}]*)\}")
_RAISE: Final = re.compile(r"\^(?:\{([0-9+()n-]{1,6}|T)\}|\s?([0-9nT])(?![A-Za-z]))")
_LOWER: Final = re.compile(r"_(?:\{([0-9+()-]{1,6})\}|([0-9]))")
_COMMAND: Final = re.compile(r"\\([A-Za-z]+|[,;:!|]) ?")


def readable(text: str, longest: int = LONGEST) -> str:
    """Write a text on one line, cut, with what LaTeX it has in signs."""
    line = shown(text, 2 * longest)
    signs = _signs(line) if "\\" in line or "$" in line else line
    return signs if len(signs) <= longest else f"{signs[: longest - 1].rstrip()}…"


def _signs(line: str) -> str:
    if _GRID.search(line):
        line = re.sub(r" ?\\\\(?:\[[^\]]{0,8}\])? ?", "; ", line).replace(" & ", ", ")
        line = re.sub(r" ?(\\end)", r"\1", _GRID.sub(_bracket, line))
    line = _FONT.sub(r"\1", line)
    line = _ACCENT.sub(_accented, line)
    line = re.sub(r"\^\{?\\(?:top|intercal)\}?", "ᵀ", line)
    line = _RAISE.sub(lambda found: (found[1] or found[2]).translate(_RAISED), line)
    line = _LOWER.sub(lambda found: (found[1] or found[2]).translate(_LOWERED), line)
    line = _COMMAND.sub(_sign, _FRACTION.sub(_over, _FRACTION.sub(_over, line)))
    return " ".join(line.replace("$", "").replace("[ ", "[").replace(" ]", "]").split())


def _bracket(found: re.Match[str]) -> str:
    return "[" if found[1] == "begin" else "]"


def _accented(found: re.Match[str]) -> str:
    return unicodedata.normalize("NFC", f"{found[2] or found[3]}{_ACCENTS[found[1]]}")


def _over(found: re.Match[str]) -> str:
    return "/".join(
        part if re.fullmatch(r"\\?\w+", part) else f"({part})" for part in found.groups()
    )


def _sign(found: re.Match[str]) -> str:
    name = found[1]
    if name in _SIGNS or name in _GREEK:
        return (_SIGNS | _GREEK)[name] + (" " if found[0].endswith(" ") else "")
    if name in _NOTHING or not name[0].isalpha():
        return " " if "quad" in name else ""
    return found[0][1:] if name in _PLAIN else found[0]
