"""Numbers as typed: what they are worth, exactly, and what their last digit is worth."""

from __future__ import annotations

from fractions import Fraction

from solver.marking.reader import lexicon
from solver.marking.reader.budget import check_digits, check_exponent
from solver.marking.reader.cursor import STARTS, Cursor
from solver.marking.syntax import Number, Span


def number(p: Cursor) -> Number:
    """Read a number and what scales it: a power of ten, `%`, `M` for a million."""
    start = p.k
    token = p.take()
    place = Span(token.start, token.end)
    value, quantum, digits = parts(token.text.replace("_", ""), place)
    power = _scientific(p, start) + _scale(p, start)
    percent = _percent(p)
    scale = Fraction(10) ** (power - 2 * percent)
    value, quantum = value * scale, quantum * scale
    rounded = _goes_on(p)
    if repeated := _repeated(p, token.text):
        value, quantum = value + repeated * scale, Fraction(0)
    return Number(value, quantum, digits, rounded, span=p.span(start))


def parts(text: str, place: Span) -> tuple[Fraction, Fraction, int]:
    """Give value, worth of the last digit, and how many digits are significant."""
    mantissa, _, exponent = text.lower().partition("e")
    check_digits(max(len(mantissa), 50 * len(exponent)), place)  # `e1234567` is refused unread
    power = int(exponent or "0")
    check_exponent(power, place)
    whole, _, decimals = mantissa.partition(".")
    quantum = Fraction(10) ** (power - len(decimals))
    figures = (whole + decimals).lstrip("0")
    return int(whole + decimals) * quantum, quantum, max(1, len(figures))


def _scientific(p: Cursor, start: int) -> int:
    r"""Read `\times 10^{-3}` behind a number; `1/2 * 10^3` and `2^3 · 10^2` are left alone."""
    before = p.tokens[start - 1] if start else p.end
    if before.kind in {"sup", "sub"} or (before.kind == "op" and before.text in {"/", "oslash"}):
        return 0
    if not (p.at("op") and p.next.text in {"times", "cdot", "*"} and _is_ten(p)):
        return 0
    script = p.after(2)
    if script.kind == "usup":
        size = 3 if _is_integer(script.text) else 0
        digits = script.text
    else:
        size, digits = _braced(p)
    if not size or p.tokens[min(p.k + size, len(p.tokens) - 1)].kind in {"sup", "sub", "usup"}:
        return 0
    place = Span(script.start, script.end)
    check_digits(len(digits) * 50, place)
    check_exponent(int(digits), place)
    for _ in range(size):
        p.take()
    return int(digits)


def _is_ten(p: Cursor) -> bool:
    return p.after().kind == "number" and p.after().text == "10"


def _is_integer(text: str) -> bool:
    return text.lstrip("+-").isdecimal() and len(text) - len(text.lstrip("+-")) <= 1


def _braced(p: Cursor) -> tuple[int, str]:
    """Give how many tokens `* 10 ^ { - 3 }` takes from here, and the power; 0 if it is none."""
    if p.after(2).kind != "sup":
        return 0, ""
    k = 3
    opened = p.after(k).kind == "open"
    k += opened
    sign = p.after(k).text if p.after(k).kind == "op" and p.after(k).text in {"+", "-"} else ""
    k += bool(sign)
    digits = p.after(k)
    if digits.kind != "number" or not digits.text.isdecimal():
        return 0, ""
    k += 1
    if opened and p.after(k).kind != "close":
        return 0, ""
    return k + opened, sign + digits.text


def _scale(p: Cursor, start: int) -> int:
    r"""Read `1.3 M`, `85k`, `2.5\,\text{B}`: thousands, millions and billions."""
    token = p.next
    if token.text in lexicon.SCALE_WORDS and token.kind in {"name", "text"}:
        p.take()
        return lexicon.SCALE_WORDS[token.text]
    if token.text not in lexicon.SCALES or token.kind not in {"name", "text", "upright"}:
        return 0
    if token.kind == "name" and not _is_scale(p, start):
        return 0
    p.take()
    return lexicon.SCALES[token.text]


def _is_scale(p: Cursor, start: int) -> bool:
    """Tell whether a bare `M` is a million: no name of the problem, and nothing else is there."""
    token, after = p.next, p.after()
    before = p.tokens[start - 1].kind if start else ""
    known = token.text in p.words.whole or token.text in p.words.letters
    ends = after.kind in {"", "sep", "close", "rel", "row", "amp", "end"}
    ends = ends or (after.kind in {"text", "name"} and after.gap > 0 and len(after.text) > 1)
    return not known and ends and before in {"", "sep", "open", "rel", "row", "amp", "begin"}


def _percent(p: Cursor) -> bool:
    following = p.after()
    if not p.at("op", "%") or (following.kind in STARTS and following.kind not in {"text", "name"}):
        return False
    p.take()
    return True


def _goes_on(p: Cursor) -> bool:
    """Tell whether dots say that the digits go on, as in `0.33…`."""
    if p.at("dots") and p.next.gap == 0 and "." in p.last.text:
        p.take()
        return True
    return False


def _repeated(p: Cursor, text: str) -> Fraction:
    r"""Read the digits under the bar of `0.\overline{3}`; they never end."""
    wanted = (("accent", "bar"), ("open", "group"), ("number", ""), ("close", "group"))
    if "." not in text or p.next.gap:
        return Fraction(0)
    for k, (kind, what) in enumerate(wanted):
        token = p.after(k)
        if token.kind != kind or (what and token.text != what):
            return Fraction(0)
    digits = p.after(2).text
    if not digits.isdecimal() or len(digits) > 50:
        return Fraction(0)
    for _ in wanted:
        p.take()
    nines: int = 10 ** len(digits) - 1
    shift: int = 10 ** len(text.partition(".")[2])
    return Fraction(int(digits), nines * shift)
