"""What the pieces of a text look like; no pattern repeats what repeats, so all are quick."""

from __future__ import annotations

import re

from solver.marking.reader import lexicon

_LETTER = r"[^\W\d_ℓ²³¹¼-¾⅐-⅞⁰-₟ᵀᵗˡᵏʲᵐˣʸⁿⁱᵢᵣᵤᵥⱼ][\u0300-\u036f\u20d7]*"
TOKEN = re.compile(
    rf"""
    (?P<space>[ \t\r\n\u2009]+)
  | (?P<number>(?:\d+(?:_\d{{3}})*(?:\.(?!\.|T\b|[*/^])\d*)?|\.\d+)(?:[eE][+-]?\d+(?![a-zA-Z]))?)
  | (?P<row>\\\\(?:\s*\[[\d.]{{1,6}}\s*(?:pt|em|ex|mm|cm)\])?)
  | \\begin\s*\{{(?P<begin>[a-zA-Z]{{1,16}})\*?\}}
  | \\end\s*\{{(?P<end>[a-zA-Z]{{1,16}})\*?\}}
  | (?P<size>\\(?:left|right|middle|[bB]igg?[lrm]?)(?![A-Za-z])\s*\.?)
  | \\(?P<said>text(?:rm|bf|it|sf|tt|normal)?|mbox|hbox|mathrm|operatorname\*?)\s*
      \{{(?P<text>[^{{}}$\\]{{0,200}})\}}
  | (?:\\operatorname\*?\s*\{{\s*arg|\\arg)(?:\\[,;! ]|\s){{0,3}}\\?(?P<best>min|max)\b\s*\}}?
  | \\(?:textcircled|circled|tag)\s*(?P<circled>\{{[^{{}}]{{0,20}}\}})
  | \\(?P<command>[a-zA-Z]+)\*?
  | \\(?P<escape>[^a-zA-Z])
  | (?P<word>(?:{_LETTER})+)
  | (?P<usup>[{"".join(map(re.escape, lexicon.SUPER))}]+)
  | (?P<usub>[{"".join(map(re.escape, lexicon.SUB))}]+)
  | (?P<sign>\*\*|//|:=|==|<=>|<=|>=|!=|=>|->|<-|\.\.\.|\.\*|\./|\.\^|\.T(?![A-Za-z])|\|\||&&)
  | (?P<noise>,\s*(?:grad_fn=<\w{{1,60}}>|requires_grad=\w{{1,5}}|device='[\w:]{{1,20}}'))
  | (?P<quoted>"[^"\n]{{0,200}}")
  | (?P<one>.)
    """,
    re.VERBOSE,
)
THOUSANDS = re.compile(
    r"[1-9]\d{0,2}(?:(?:,\d{3})+|(?:\{,\}\d{3})+|(?:(?:\\[,;:!]|\u2009)\s?\d{3})+)(?![\d,])"
    r"(?:\.\d+)?(?![\d,])"
)
DOTTED = re.compile(r"[1-9]\d{0,2}(?:(?:\.\d{3}){2,}(?:,\d+)?|(?:\.\d{3})+,\d+)(?![\d.,])")
COMMA = re.compile(r"\d+(?:,|\{,\})\d+(?:[eE][+-]?\d+)?(?![\d,.]|\s?,|[eE]\d)")
DIFFERENTIALS = re.compile(
    r"(d|δ|\\delta(?![A-Za-z]))\s?\\?[^\W\d_][^/+=,;*@·×\n]{0,60}/\s?\1(?!im\b|iag|et\b|ot\b)\s?\\?[^\W\d_]"
    r"|(d|δ|\\delta(?![A-Za-z]))\s?\\?[^\W\d_]\s?/\s?\2\s?\\?[^\W\d_]"
)
DIGITS = re.compile(r"\d+")


def long_number(text: str, start: int, in_list: bool) -> tuple[str, int] | None:
    r"""Read `1,234,567`, `1\,234`, and where a comma separates nothing, `0,5`.

    Gives the number with a decimal point, and the place behind it.
    """
    if found := THOUSANDS.match(text, start):
        typed = found[0].replace("{,}", "").replace("\\,", "")
        if not (in_list and "," in typed):
            return re.sub(r"[^\d.]", "", found[0]), found.end()
    if in_list or text[max(0, start - 2) : start].rstrip().endswith(","):
        return None
    if found := DOTTED.match(text, start) or COMMA.match(text, start):
        whole, _, rest = found[0].replace(".", "").replace("{,}", ",").partition(",")
        return f"{whole}.{rest}", found.end()
    return None
