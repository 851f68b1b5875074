"""What cuts a formula or a line of text into claims: relations, separators and brackets."""

from __future__ import annotations

import re
from typing import Final

# Kinds: `rel` links, `bound` is an inequality, `end` ends a chain; separators are `comma`,
# `colon`, `break` (a new line of a display), `word` (so, since …) and `sep` (all others).
# `verb` is a relation said in words. `open` and `close` are brackets, `math` is a dollar.
COMMANDS: Final = {
    **dict.fromkeys(("approx", "approxeq", "simeq", "cong"), ("rel", "≈")),
    **dict.fromkeys(("equiv", "doteq", "eq"), ("rel", "=")),
    **dict.fromkeys(("triangleq", "coloneqq", "coloneq", "leftarrow", "gets"), ("rel", ":=")),
    **dict.fromkeys(("le", "leq", "leqslant", "leqq"), ("bound", "<=")),
    **dict.fromkeys(("ge", "geq", "geqslant", "geqq"), ("bound", ">=")),
    "lt": ("bound", "<"),
    "gt": ("bound", ">"),
    **dict.fromkeys(
        "ll gg ne neq in notin propto sim to rightarrow mapsto longrightarrow subset subseteq "
        "forall mid".split(),
        ("end", ""),
    ),
    **dict.fromkeys(
        "quad qquad Rightarrow implies Longrightarrow iff Leftrightarrow Leftarrow therefore "
        "because bullet hfill item newline".split(),
        ("sep", ""),
    ),
    "lfloor": ("open", "("),
    "lceil": ("open", "("),
    "rfloor": ("close", "("),
    "rceil": ("close", "("),
}
SIGNS: Final = {
    **dict.fromkeys("=≡≐", ("rel", "=")),
    "==": ("rel", "="),
    **dict.fromkeys("≈≃≅", ("rel", "≈")),
    **dict.fromkeys((":=", "≔", "≜", "←", "<-"), ("rel", ":=")),
    **dict.fromkeys(("<=", "≤", "⩽"), ("bound", "<=")),
    **dict.fromkeys((">=", "≥", "⩾"), ("bound", ">=")),
    "<": ("bound", "<"),
    ">": ("bound", ">"),
    **dict.fromkeys(("!=", "≠", "≪", "≫", "∈", "∉", "∝", "->", "→", "↦"), ("end", "")),
    **dict.fromkeys(("=>", "==>", "⇒", "⟹", "⇔", "∴", "∵", ";", "•", "★"), ("sep", "")),
    ",": ("comma", ""),
    ":": ("colon", ":"),
    **dict.fromkeys("([", ("open", "(")),
    **dict.fromkeys(")]", ("close", "(")),
    "{": ("open", "{"),
    "}": ("close", "{"),
    r"\{": ("open", "("),
    r"\}": ("close", "("),
    **dict.fromkeys(("$", r"\(", r"\)"), ("math", "")),
    "\\\\": ("break", ""),
}
STOP: Final = frozenset(
    "and or so then hence thus therefore since because where which with when if while but as "
    "let from we that this it at after before using said means implies set choose suppose".split()
)
ATOMS: Final = re.compile(
    r"""(?P<skip>\\(?:sum|prod|max|min)\s{0,3}_\s?\w\s?=\s?\w+|\\[,!;>\ %&#_|]|\d+(?:,\d{3})+(?!\d)
        |<?https?://\S+|</?[a-z]{1,9}\b[^<>\n]{0,200}>)
    |(?P<begin>\\begin\s?\{(?P<env>\w+)\*?\}(?:\[[a-z]\])?(?:\{[lcr|@{}\ ]{1,40}\})?)
    |(?P<end>\\end\s?\{\w+\*?\})
    |(?P<named>\\(?:overset|stackrel|underset)\s?\{[^{}]{0,40}\}\s?\{\s?=\s?\})
    |(?P<nots>\\not\s?=)
    |(?P<tag>\\(?:tag|label)\*?\s?\{[^{}]{0,80}\}|\\(?:notag|nonumber)(?![A-Za-z]))
    |(?P<circled>\\textcircled\s?\{[^{}]{0,10}\}|[\u2460-\u24ff\u2776-\u2793])
    |(?P<joint>\\(?:text|mathrm|textrm)\s?\{\s{0,9}(?:and|or|so|where|then|thus|hence|with|since)
        [\s,:]{0,9}\})
    |(?P<box>\\(?:boxed|fbox|underline)\s?\{)
    |(?P<broken>\\\\(?:\[[^\]\n]{0,12}\])?)
    |(?P<command>\\[A-Za-z]+)
    |(?P<roman>(?<!\S)\(?(?:i{1,3}|iv|v|vi{1,3})\)(?=\s))
    |(?P<sign>\\[{}()]|:=|<-|==>|==|=>|<=|>=|!=|->|[=≡≐≈≃≅≔≜←≤⩽≥⩾<>≠≪≫∈∉∝→↦⇒⟹⇔∴∵;•★,:()\[\]{}$])
    |(?P<verb>\b(?:(?:should|will|must|would)\s(?:be|become)|(?:is|are)\sequal\sto|is|are|equals|becomes
        |was|were)\b)
    |(?P<word>[A-Za-z]+)
    |(?P<stop>[.!?](?=\s|$))
    """,
    re.VERBOSE,
)
GROUPS: Final = {
    "end": ("close", "env"),
    "named": ("rel", "="),
    "nots": ("end", ""),
    "box": ("open", "box"),
    "broken": ("break", ""),
    "skip": ("", ""),
}


def meaning(match: re.Match[str], mathematical: bool) -> tuple[str, str]:
    """Say what a mark does."""
    group, text = str(match.lastgroup), match[0]
    if match["begin"]:
        return "open", match["env"]
    if group in ("word", "verb", "stop", "roman"):
        return ("", "") if mathematical else _said(group, text)
    if group in ("command", "sign"):
        known = SIGNS.get(text) if group == "sign" else COMMANDS.get(text[1:])
        return known or ("", "")
    return GROUPS.get(group, ("sep", ""))


def _said(group: str, text: str) -> tuple[str, str]:
    """Say what a word of running text does."""
    if group == "verb":
        return "verb", "is"
    if text.lower() == "for":
        return "for", ""
    if group == "word":
        return ("word", "") if text.lower() in STOP else ("", "")
    return "sep", ""
