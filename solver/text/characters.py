"""Unicode characters that people type, and the LaTeX that prints them."""

from __future__ import annotations

from typing import Final

SPECIAL: Final = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': r"\textquotedbl{}",
    "`": r"\`{}",
}

# Characters that print the same in text and in mathematics, by the command mathematics has.
MATH: Final = {
    "−": "-",
    "·": r"\cdot ",
    "⋅": r"\cdot ",
    "×": r"\times ",
    "÷": r"\div ",
    "±": r"\pm ",
    "∓": r"\mp ",
    "∗": "*",
    "∘": r"\circ ",
    "⊙": r"\odot ",
    "⊗": r"\otimes ",
    "⊕": r"\oplus ",
    "≤": r"\le ",
    "⩽": r"\leqslant ",
    "≥": r"\ge ",
    "⩾": r"\geqslant ",
    "≠": r"\ne ",
    "≈": r"\approx ",
    "≡": r"\equiv ",
    "≅": r"\cong ",
    "∼": r"\sim ",
    "∝": r"\propto ",
    "≪": r"\ll ",
    "≫": r"\gg ",
    "→": r"\to ",
    "←": r"\leftarrow ",
    "↔": r"\leftrightarrow ",
    "↑": r"\uparrow ",
    "↓": r"\downarrow ",
    "↦": r"\mapsto ",
    "⇒": r"\Rightarrow ",
    "⇐": r"\Leftarrow ",
    "⇔": r"\Leftrightarrow ",
    "∈": r"\in ",
    "∉": r"\notin ",
    "⊂": r"\subset ",
    "⊆": r"\subseteq ",
    "∪": r"\cup ",
    "∩": r"\cap ",
    "∅": r"\emptyset ",
    "∧": r"\land ",
    "∨": r"\lor ",
    "¬": r"\neg ",
    "∀": r"\forall ",
    "∃": r"\exists ",
    "∂": r"\partial ",
    "∇": r"\nabla ",
    "∑": r"\sum ",
    "∏": r"\prod ",
    "∫": r"\int ",
    "∞": r"\infty ",
    "√": r"\surd ",
    "′": "'",
    "″": "''",
    "‖": r"\|",
    "∥": r"\parallel ",
    "⌊": r"\lfloor ",
    "⌋": r"\rfloor ",
    "⌈": r"\lceil ",
    "⌉": r"\rceil ",
    "⟨": r"\langle ",
    "⟩": r"\rangle ",
    "⊤": r"\top ",
    "⊥": r"\perp ",
    "…": r"\dots ",
    "⋯": r"\cdots ",
    "ℝ": r"\mathbb{R}",
    "ℤ": r"\mathbb{Z}",
    "ℕ": r"\mathbb{N}",
    "ℂ": r"\mathbb{C}",
    "ℓ": r"\ell ",
    "✓": r"\checkmark ",
    "✗": r"\times ",
    "■": r"\blacksquare ",
}

_LOWER = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi - pi rho varsigma "
    "sigma tau upsilon varphi chi psi omega"
)
_GREEK_UPPER = {
    "Γ": "Gamma", "Δ": "Delta", "Θ": "Theta", "Λ": "Lambda", "Ξ": "Xi", "Π": "Pi",
    "Σ": "Sigma", "Υ": "Upsilon", "Φ": "Phi", "Ψ": "Psi", "Ω": "Omega", "ϕ": "phi",
    "ϵ": "epsilon", "ϑ": "vartheta", "µ": "mu",
}  # fmt: skip
_GREEK_AS_LATIN = dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΧο", "ABEZHIKMNOPTXo", strict=True))

GREEK: Final = (
    {chr(0x3B1 + i): f"\\{word} " for i, word in enumerate(_LOWER.split()) if word != "-"}
    | {letter: f"\\{word} " for letter, word in _GREEK_UPPER.items()}
    | {letter: rf"\mathrm{{{latin}}}" for letter, latin in _GREEK_AS_LATIN.items()}
)

# Characters of running text alone.
TEXT: Final = {
    "\u00a0": "~",
    "\u202f": r"\,",
    "\u2009": r"\,",
    "\u00ad": r"\-",
    "\u2010": "-",
    "\u2011": r"\mbox{-}",
    "–": r"\textendash{}",
    "—": r"\textemdash{}",
    "‘": "`",
    "’": "'",
    "“": r"\textquotedblleft{}",
    "”": r"\textquotedblright{}",
    "‚": r"\quotesinglbase{}",
    "„": r"\quotedblbase{}",
    "«": r"\guillemotleft{}",
    "»": r"\guillemotright{}",
    "‹": r"\guilsinglleft{}",
    "›": r"\guilsinglright{}",
    "•": r"\textbullet{}",
    "§": r"\S{}",
    "¶": r"\P{}",
    "©": r"\textcopyright{}",
    "®": r"\textregistered{}",
    "™": r"\texttrademark{}",
    "°": r"\textdegree{}",
    "€": r"\texteuro{}",
    "£": r"\pounds{}",
    "¥": r"\textyen{}",
    "¢": r"\textcent{}",
    "¡": r"\textexclamdown{}",
    "¿": r"\textquestiondown{}",
    "½": r"\textonehalf{}",
    "¼": r"\textonequarter{}",
    "¾": r"\textthreequarters{}",
    "ª": r"\textordfeminine{}",
    "º": r"\textordmasculine{}",
    "†": r"\dag{}",
    "‡": r"\ddag{}",
    "‰": r"\textperthousand{}",
    "ß": r"\ss{}",
    "æ": r"\ae{}",
    "Æ": r"\AE{}",
    "œ": r"\oe{}",
    "Œ": r"\OE{}",
    "ø": r"\o{}",
    "Ø": r"\O{}",
    "ł": r"\l{}",
    "Ł": r"\L{}",
    "đ": r"\dj{}",
    "Đ": r"\DJ{}",
    "ð": r"\dh{}",
    "Ð": r"\DH{}",
    "þ": r"\th{}",
    "Þ": r"\TH{}",
    "ŋ": r"\ng{}",
    "Ŋ": r"\NG{}",
    "ı": r"\i{}",
    "ȷ": r"\j{}",
}

# Combining marks, as the accent command that takes the letter before them.
ACCENTS: Final = {
    "\u0300": r"\`", "\u0301": r"\'", "\u0302": r"\^", "\u0303": r"\~", "\u0304": r"\=",
    "\u0306": r"\u", "\u0307": r"\.", "\u0308": r"\"", "\u030a": r"\r", "\u030b": r"\H",
    "\u030c": r"\v", "\u0323": r"\d", "\u0327": r"\c", "\u0328": r"\k", "\u0331": r"\b",
    "\u0309": r"\Hook", "\u031b": r"\Horn",
}  # fmt: skip

RAISED: Final = dict(
    zip(
        "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᵀᴸᴺ",
        "0123456789+-=()abcdefghijklmnoprstuvwxyzTLN",
        strict=True,
    )
)
LOWERED: Final = dict(
    zip("₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", "0123456789+-=()aehijklmnoprstuvx", strict=True)
)
