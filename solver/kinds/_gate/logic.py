r"""How people say what a gate computes: `NAND`, `the XOR function`, `x1 ∧ ¬x2`, `\overline{AB}`."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

from solver.kinds._gate.boolean import Column, rows
from solver.kinds._gate.spelled import GATES, PAIRED, Formula, Strange, tokens_of
from solver.text.said import clean

LONGEST: Final = 400
MOST_INPUTS: Final = 8

_SIGNS: Final = (
    (r"\\(?:overline|bar|lnot|neg)(?![A-Za-z])|¬|~|!(?!=)", " not "),
    (r"\\(?:l?and|wedge|cap)(?![A-Za-z])|∧|&&?|⋀|·|\*|∩", " and "),
    (r"\\(?:lor|vee|cup)(?![A-Za-z])|∨|\|\|?|⋁|\+|∪", " or "),
    (r"\\oplus(?![A-Za-z])|⊕|⊻|≠|!=|\^", " xor "),
    (r"\\(?:left|Left)rightarrow|\\iff|<->|<=>|↔|⇔|≡|==", " xnor "),
    (r"\\(?:long)?(?:right|Right)arrow|\\implies|\\to(?![A-Za-z])|->|=>|→|⇒|⊃", " implies "),
    (r"\bnegat(?:ed|ion(?: of)?)\b|\binver(?:ted|ter|se(?: of)?)\b|\bnicht\b", " not "),
    (r"\bexclusive[- ]or\b|\beither or\b", " xor "), (r"\bif and only if\b|\biff\b", " xnor "),
    (r"\bnot[- ]and\b", " nand "), (r"\bnot[- ]or\b", " nor "),
    (r"\bexclusive[- ]nor\b|\bx-?nor\b|\bexnor\b|\bequivalence\b|\bnxor\b", " xnor "),
    (r"\bx-or\b|\bexor\b|\bantivalence\b|\bparity\b", " xor "),
    (r"\bconjunction\b", " and "), (r"\bdisjunction\b", " or "),
    (r"\bn-and\b", " nand "), (r"\bn-or\b", " nor "), (r"\bund\b", " and "), (r"\boder\b", " or "),
)  # fmt: skip
_TALK: Final = re.compile(
    r"\b(?:the|an|it's|it|is|its|gates?|gatter|function|logical|logic|boolean|this|that|unit|computes?|of|neuron"
    r"|network|name|output|as shortest sum products|as a shortest sum of products|written out below"
    r"|answer|perceptron|implements?|realises?|realizes?|table|operation|inputs?)\b"
)

_ALONE: Final = {
    "implication": "implies", "conditional": "implies", "inhibition": "inhibits",
    "majority vote": "majority", "not and": "nand", "not or": "nor",
}  # fmt: skip


def column(answer: str, inputs: Sequence[str]) -> Column | None:
    """Read a truth column, the first input changing slowest; None if the text is not read.

    A name and a formula, `NAND: ¬(x1 ∧ x2)`, must say the same.
    """
    plain = clean(answer)
    if not plain or len(plain) > LONGEST or len(inputs) > MOST_INPUTS:
        return None
    told = re.fullmatch(r"([^()]+)\(([^()]*)\)", plain)
    found = _agreed(re.split(r"(?<![!=<])[:=](?![=>])", plain.rstrip(" .")), inputs)
    return _agreed(told.groups(), inputs, first=True) if found is None and told else found


def _agreed(pieces: Sequence[str], inputs: Sequence[str], first: bool = False) -> Column | None:
    """Read all that can be read, which must say the same; the last must, or else the first."""
    parts = [_part(part, inputs) for part in pieces if part.strip()]
    said = {part for part in parts if part is not None}
    return parts[0 if first else -1] if len(said) == 1 else None


def _part(text: str, inputs: Sequence[str]) -> Column | None:
    said, names = _spelled(text, inputs)
    bare = " ".join(said.split())
    table = rows(len(inputs))
    if (named := _named(bare, len(inputs))) is not None:
        return tuple(named(row) for row in table)
    try:
        formula = Formula(tokens_of(said), names)
        return tuple(formula.value(row) for row in table)
    except Strange:
        return None


def _spelled(text: str, inputs: Sequence[str]) -> tuple[str, dict[str, int]]:
    """Give signs and synonyms as words, and inputs and text in small letters without indices."""
    joined = re.sub(r"_\s?\{\s?(\w{1,9})\s?\}|_\s?", r"\1", text)
    said = re.sub(r"-(?=gat)", " ", joined.casefold()).translate(
        str.maketrans("{}[]₀₁₂₃₄₅₆₇₈₉", "()()0123456789")
    )
    for sign, word in _SIGNS:
        said = re.sub(sign, word, said)
    names = {re.sub(r"[_{}\s]", "", name).casefold(): k for k, name in enumerate(inputs)}
    said = _TALK.sub(" ", said).strip(" ,")
    return (said if "a" in names else re.sub(r"\ba\b", " ", said)), names


def _named(bare: str, count: int) -> Callable[[Sequence[bool]], bool] | None:
    """Find a name that stands alone: `nand`, `always true`, `at least 2 of 3`, `exactly one`."""
    name = _ALONE.get(bare, bare)
    if name == "not" and count == 1:
        return lambda x: not x[0]
    if name in {"identity", "copy", "same"} and count == 1:
        return lambda x: x[0]
    if name in GATES and (name not in PAIRED or count == 2):
        return GATES[name]
    always = re.fullmatch(r"(?:always |constant(?:ly)? )?(true|false|1|0|one|zero)", name)
    if always or name in {"tautology", "contradiction", "never true", "never"}:
        true = name == "tautology" or bool(always and always[1] in {"true", "1", "one"})
        return lambda x: true
    bound = re.fullmatch(
        r"(at least|at most|exactly) (\d|one|two|three|four)(?: (\d))?(?: true)?", name
    )
    if bound is None or (bound[3] and int(bound[3]) != count):
        return None
    limit = {"one": 1, "two": 2, "three": 3, "four": 4}.get(bound[2]) or int(bound[2])
    test = {"at least": int.__ge__, "at most": int.__le__, "exactly": int.__eq__}[bound[1]]
    return lambda x: test(sum(x), limit)
