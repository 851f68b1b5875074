"""What commands, signs and words mean to the reader; tables only."""

from __future__ import annotations

GREEK = {
    **dict(zip("αβγδεζηθικλμνξοπρστυφχψω",
               "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron "
               "pi rho sigma tau upsilon phi chi psi omega".split(), strict=True)),
    **dict(zip("ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩ",
               "Alpha Beta Gamma Delta Epsilon Zeta Eta Theta Iota Kappa Lambda Mu Nu Xi Omicron "
               "Pi Rho Sigma Tau Upsilon Phi Chi Psi Omega".split(), strict=True)),
    "ϵ": "epsilon", "ϑ": "theta", "ϕ": "phi", "ϖ": "pi", "ϱ": "rho", "ς": "sigma", "ϰ": "kappa",
}  # fmt: skip
GREEK_NAMES = frozenset(GREEK.values())
_VARIANTS = ("epsilon", "theta", "phi", "pi", "rho", "sigma", "kappa")
NAMES = {  # commands that are names
    **{word: word for word in GREEK_NAMES},
    **{f"var{word}": word for word in _VARIANTS},
    "ell": "ell", "infty": "infinity", "imath": "i", "jmath": "j", "hbar": "hbar", "Re": "Re",
    "emptyset": "empty", "varnothing": "empty", "top": "T", "intercal": "T", "aleph": "aleph",
}  # fmt: skip
FUNCTIONS = frozenset(
    "ReLU relu RELU Relu LReLU drelu sigmoid Sigmoid softmax tanh sinh cosh exp ln log lg max min "
    "abs sum prod mean sign sgn diag floor ceil sqrt sin cos tan arctan softplus GELU gelu ELU elu "
    "SiLU silu swish step heaviside hardlim erf transpose inv det tr trace rank norm dot vec flip "
    "conv argmax argmin maximum minimum matmul multiply where outer Var Cov Std "
    "var std expect round mod "
    "np numpy torch array tensor AND OR XOR NOT NAND NOR XNOR".split()
)
BARE = frozenset("ln log lg exp sin cos tan tanh sinh cosh arctan sqrt det tr relu".split())
FUNCTION_COMMANDS = FUNCTIONS | frozenset("arg gcd dim ker sup inf lim limsup deg Pr".split())
MODULES = frozenset("np numpy torch math jnp".split())
KEYWORDS = {
    "if": "if", "for": "if", "when": "if", "where": "if", "otherwise": "else", "else": "else",
    "otw": "else", "elsewhere": "else", "and": "and", "or": "or", "not": "not", "AND": "and",
    "OR": "or", "NOT": "not", "XOR": "xor", "xor": "xor", "in": "in", "then": "then",
    "mod": "mod", "falls": "if", "sonst": "else", "while": "if",
}  # fmt: skip
TRUTHS = frozenset("True False true false".split())
SCALES = {"k": 3, "K": 3, "M": 6, "G": 9, "B": 9}
SCALE_WORDS = {"thousand": 3, "million": 6, "billion": 9, "mio": 6, "Mio": 6, "Mrd": 9}
UNITS = frozenset(
    "min mins ms s h hours minutes seconds MB GB KB kB MiB GiB KiB TB bit bits byte bytes params "
    "parameters parameter trials steps epochs weights neurons units FLOPs FLOPS flops MACs macs "
    "operations multiplications pixels layers samples images Hz dB".split()
)

# sign or command → kind and meaning; the two-letter signs are found by the tokenizer
_OPERATORS = {
    "+": "+", "-": "-", "*": "*", "/": "/", "·": "cdot", "×": "times", "⊙": "odot", "∘": "circ",
    "@": "@", "//": "//", "∗": "conv", "⋆": "star", "★": "star", "÷": "/", "⊘": "oslash",
    "⊗": "otimes",
    ".*": "odot", "./": "oslash", "⊕": "xor", "∧": "and", "∨": "or", "&&": "and", "%": "%",
}  # fmt: skip
_RELATIONS = {
    "=": "=", "==": "=", ":=": "=", "≔": "=", "≡": "=", "≈": "≈", "≃": "≈", "≅": "≈", "~": "≈",
    "<": "<", "<=": "<=", "≤": "<=", "⩽": "<=", "≦": "<=", ">": ">", ">=": ">=", "≥": ">=",
    "⩾": ">=", "≧": ">=", "!=": "!=", "≠": "!=", "∈": "in", "=>": "=>", "⇒": "=>", "⟹": "=>",
    "->": "->", "→": "->", "⟶": "->", "↦": "->", "<-": "<-", "←": "<-", "≪": "<", "≫": ">",
    "⇔": "<=>", "<=>": "<=>", "∝": "∝",
}  # fmt: skip
_REST = {
    ",": ("sep", ","), ";": ("sep", ";"), ":": ("colon", ":"), "&": ("amp", "&"),
    "_": ("sub", "_"), "^": ("sup", "^"), "**": ("sup", "^"), ".^": ("sup", ".^"),
    "'": ("prime", "'"), "″": ("prime", "''"), "‴": ("prime", "'''"), '"': ("prime", "''"),
    "(": ("open", "("), ")": ("close", "("), "[": ("open", "["), "]": ("close", "["),
    "{": ("open", "{"), "}": ("close", "{"), "|": ("bar", "|"), "‖": ("bar", "‖"),
    "||": ("bar", "||"), "⌊": ("open", "floor"), "⌋": ("close", "floor"),
    "⌈": ("open", "ceil"), "⌉": ("close", "ceil"), "∂": ("diff", "∂"), "∇": ("nabla", "∇"),
    "∑": ("big", "sum"), "∏": ("big", "prod"), "√": ("sqrt", "√"), "∞": ("name", "infinity"),
    "…": ("dots", "…"), "⋯": ("dots", "…"), "...": ("dots", "…"), "!": ("post", "!"),
    "⊤": ("T", "T"), "⊺": ("T", "T"), ".T": ("T", "T"), "¬": ("not", "not"),
    "ℓ": ("name", "ell"), "⟨": ("open", "angle"), "⟩": ("close", "angle"), "∀": ("if", "all"),
    "½": ("part", "1/2"), "⅓": ("part", "1/3"), "⅔": ("part", "2/3"), "¼": ("part", "1/4"),
    "¾": ("part", "3/4"), "⅕": ("part", "1/5"), "⅛": ("part", "1/8"), "⅙": ("part", "1/6"),
    "⅖": ("part", "2/5"), "⅗": ("part", "3/5"), "⅘": ("part", "4/5"), "⅜": ("part", "3/8"),
    "⅚": ("part", "5/6"), "⅝": ("part", "5/8"), "⅞": ("part", "7/8"),
}  # fmt: skip
SIGNS: dict[str, tuple[str, str]] = {
    **{sign: ("op", meaning) for sign, meaning in _OPERATORS.items()},
    **{sign: ("rel", meaning) for sign, meaning in _RELATIONS.items()},
    **_REST,
}

_OP_COMMANDS = {
    "cdot": "cdot", "bullet": "cdot", "cdotp": "cdot", "times": "times", "odot": "odot",
    "circ": "circ", "ast": "conv", "star": "star", "div": "/", "oslash": "oslash",
    "otimes": "otimes", "oplus": "xor", "land": "and", "wedge": "and", "lor": "or", "vee": "or",
    "bmod": "mod", "mod": "mod", "slash": "/",
}  # fmt: skip
_REL_COMMANDS = {
    "le": "<=", "leq": "<=", "leqslant": "<=", "lt": "<", "ge": ">=", "geq": ">=", "gt": ">",
    "geqslant": ">=", "ne": "!=", "neq": "!=", "approx": "≈", "sim": "≈", "simeq": "≈",
    "cong": "≈", "equiv": "=", "coloneqq": "=", "in": "in", "Rightarrow": "=>", "implies": "=>",
    "Longrightarrow": "=>", "to": "->", "rightarrow": "->", "longrightarrow": "->",
    "mapsto": "->", "leftarrow": "<-", "gets": "<-", "ll": "<", "gg": ">", "propto": "∝",
    "iff": "<=>", "Leftrightarrow": "<=>", "doteq": "≈",
}  # fmt: skip
_OPEN = {"lvert": "|", "lVert": "‖", "lfloor": "floor", "lceil": "ceil", "lbrace": "{",
         "lbrack": "[", "langle": "angle"}  # fmt: skip
_CLOSE = {"rvert": "|", "rVert": "‖", "rfloor": "floor", "rceil": "ceil", "rbrace": "{",
          "rbrack": "[", "rangle": "angle"}  # fmt: skip
ACCENTS = {
    "hat": "hat", "widehat": "hat", "bar": "bar", "overline": "bar", "tilde": "tilde",
    "widetilde": "tilde", "vec": "vec", "overrightarrow": "vec", "dot": "dot", "ddot": "ddot",
}  # fmt: skip
COMBINING = {"\u0302": "hat", "\u0304": "bar", "\u0305": "bar", "\u0303": "tilde",
             "\u20d7": "vec", "\u0307": "dot", "\u0308": "ddot"}  # fmt: skip
FONTS = frozenset(
    "mathbf boldsymbol bm mathit mathnormal mathcal mathsf mathtt mathfrak mathscr mathbb bold "
    "boxed fbox phantom displaystyle textstyle scriptstyle ensuremath underline mathop "
    "mathrm mathbbm mathds pmb symbf symbfit smash mathstrut".split()
)
TEXTS = frozenset("text textrm textbf textit textsf texttt textnormal mbox hbox mathrm".split())
SKIPPED = frozenset(
    "displaystyle textstyle scriptstyle limits nolimits nonumber notag hline rm bf it sf "
    "mathstrut strut bold".split()
)
COMMANDS: dict[str, tuple[str, str]] = {
    **{word: ("name", meaning) for word, meaning in NAMES.items()},
    **{word: ("op", meaning) for word, meaning in _OP_COMMANDS.items()},
    **{word: ("rel", meaning) for word, meaning in _REL_COMMANDS.items()},
    **{word: ("open", meaning) for word, meaning in _OPEN.items()},
    **{word: ("close", meaning) for word, meaning in _CLOSE.items()},
    **{word: ("function", word) for word in sorted(FUNCTION_COMMANDS)},
    **{word: ("accent", mark) for word, mark in ACCENTS.items()},
    **{word: ("font", word) for word in sorted(FONTS)},
    **dict.fromkeys(("dots", "ldots", "cdots", "vdots", "ddots", "dotsc", "dotsb"), ("dots", "…")),
    **dict.fromkeys(("frac", "dfrac", "cfrac", "nicefrac", "sfrac"), ("frac", "frac")),
    "tfrac": ("frac", "tfrac"), "sqrt": ("sqrt", "sqrt"), "sum": ("big", "sum"),
    "prod": ("big", "prod"), "max": ("big", "max"), "min": ("big", "min"),
    "partial": ("diff", "∂"), "nabla": ("nabla", "∇"), "prime": ("prime", "'"),
    "vert": ("bar", "|"), "Vert": ("bar", "‖"), "mid": ("bar", "|"), "colon": ("colon", ":"),
    "lnot": ("not", "not"), "neg": ("not", "not"), "forall": ("if", "all"),
    "underbrace": ("brace", "under"), "overbrace": ("brace", "over"),
    "underset": ("set", "under"), "overset": ("set", "over"), "stackrel": ("set", "over"),
    "degree": ("post", "°"),
}  # fmt: skip
HINTS = {"±": "write both values, separated by a comma", "pm": "write both values"}
ESCAPES = {"{": ("open", "{"), "}": ("close", "{"), "|": ("bar", "‖"), "%": ("op", "%"),
           "_": ("sub", "_"), "&": ("amp", "&")}  # fmt: skip
THIN, WIDE = frozenset(",;:>!"), frozenset(" \n\t")
WIDE_COMMANDS = frozenset("quad qquad enspace hspace hfill space".split())
THIN_COMMANDS = frozenset("thinspace medspace thickspace negthinspace".split())

SUPER = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱᵀᵗˡᵏʲᵐⁿˣʸ", "0123456789+-=()niTtlkjmnxy", strict=True))
SUB = dict(zip("₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", "0123456789+-=()aehijklmnoprstuvx", strict=True))
