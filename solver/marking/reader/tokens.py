"""From characters to tokens: numbers, names, signs, commands, each with its place."""

from __future__ import annotations

import re

from solver.marking.reader import lexicon, patterns
from solver.marking.reader.budget import check_tokens
from solver.marking.reader.runs import alone, keyword_of, scan_run
from solver.marking.reader.token import LINE, SPACE, THIN, WIDE, Token, Words
from solver.marking.syntax import Span, Unreadable


class Scanner:
    """Walks through a text once."""

    def __init__(self, text: str, words: Words) -> None:
        self.text, self.words = text, words
        self.latex = "\\" in text or "$" in text or "^{" in text or "_{" in text
        self.out: list[Token] = []
        self.gap = 0
        self.side = ""  # what `\left` or `\right` says of the bar that follows
        self.lists = [False]  # per open bracket: does a comma separate entries there?
        self.part = ""  # `a.` of `a.x`, which is the x of part a
        self.under = False  # a `/ d…` is due that belongs to the `d…` before it

    def tokens(self) -> list[Token]:
        """Give all tokens."""
        place, end = 0, len(self.text)
        while place < end:
            found = patterns.TOKEN.match(self.text, place)
            assert found is not None  # the last alternative takes any character
            kind = str(found.lastgroup)
            place = getattr(self, f"_{kind}")(found[kind], place, found.end())
            check_tokens(len(self.out), Span(place, end))
        return self.out

    def add(self, kind: str, text: str, start: int, end: int, marks: tuple[str, ...] = ()) -> int:
        """Add a token; give the place behind it."""
        if self.part and kind == "name":
            text, self.part = self.part + text, ""
        self.out.append(Token(kind, text, start, end, self.gap, marks))
        self.gap = 0
        return end

    def last(self, kind: str, back: int = 1) -> bool:
        """Tell whether the last token, or one further back, is of a kind."""
        return len(self.out) >= back and self.out[-back].kind == kind

    # --- one method a kind of token ---
    def _space(self, found: str, start: int, end: int) -> int:
        self.gap = max(self.gap, LINE if "\n" in found and not self.latex else SPACE)
        return end

    def _number(self, found: str, start: int, end: int) -> int:
        if found.endswith(".") and len(found) < 4 and self.text[end : end + 1].isalpha():
            self.part = found
            return end
        behind = self.out[-1] if self.out else None
        if behind and behind.kind == "name" and not self.gap and behind.end == start:
            digits = patterns.DIGITS.match(self.text, start)
            if digits and self.text[start - 1] != "}":
                return self.add("digits", digits[0], start, digits.end())
        if self._is_short_fraction() and found[0].isdigit():
            return self.add("number", found[0], start, start + 1)
        return self._long_number(start) or self.add("number", found, start, end)

    def _is_short_fraction(self) -> bool:
        r"""Tell whether `\frac12` wants a single digit here."""
        return self.last("frac") or (self.last("number") and self.last("frac", 2))

    def _long_number(self, start: int) -> int:
        found = patterns.long_number(self.text, start, self.lists[-1])
        return self.add("number", found[0], start, found[1]) if found else 0

    def _row(self, found: str, start: int, end: int) -> int:
        return self.add("row", ";", start, end)

    def _begin(self, found: str, start: int, end: int) -> int:
        self.lists.append(False)
        return self.add("begin", found, start, end)

    def _end(self, found: str, start: int, end: int) -> int:
        self._leave()
        return self.add("end", found, start, end)

    def _size(self, found: str, start: int, end: int) -> int:
        self.side = {"l": "open", "r": "close"}.get(found[1], "")
        if not found.endswith("."):
            return end
        self.side = ""
        return self.add("open", ".", start, end) if found[1] == "l" else end

    def _text(self, found: str, start: int, end: int) -> int:
        command = self.text[start + 1 : start + 5]
        word = " ".join(found.split())
        upright = command in {"math", "oper"}
        if upright and re.fullmatch(r"\w(?: \w)+", word):
            word = word.replace(" ", "")  # as recognised from handwriting
        if not word:
            self.gap = WIDE
            return end
        called = upright and self.text[end : end + 1] == "("
        if not called and not alone(self, word) and (kind := keyword_of(word)):
            self.add(*kind, start, end)
            self.gap = SPACE
            return end
        return self.add("upright" if upright else "text", word, start, end)

    def _best(self, found: str, start: int, end: int) -> int:
        return self.add("name", f"arg{found}", start, end)

    def _circled(self, found: str, start: int, end: int) -> int:
        self.gap = WIDE
        return end

    def _command(self, found: str, start: int, end: int) -> int:
        if found in lexicon.WIDE_COMMANDS or found in lexicon.THIN_COMMANDS:
            self.gap = WIDE if found in lexicon.WIDE_COMMANDS else max(self.gap, THIN)
            return end
        if found in lexicon.SKIPPED:
            self.gap = max(self.gap, SPACE)
            return end
        if known := lexicon.COMMANDS.get(found):
            kind, meaning = known
            if meaning == "delta" and self.differential(start):
                kind = "diff"
            return self._sign(meaning if kind == "bar" else "", start, end, (kind, meaning))
        if found in self.words.functions or found in self.words.letters:
            return self.add("name", found, start, end)
        hint = lexicon.HINTS.get(found, f"write \\operatorname{{{found}}} if it is a function")
        raise Unreadable(f"the command \\{found} is not known", Span(start, end), hint)

    def _escape(self, found: str, start: int, end: int) -> int:
        if found in lexicon.THIN or found in lexicon.WIDE:
            self.gap = max(self.gap, WIDE if found in lexicon.WIDE else THIN)
            return end
        if found in "()[]$#":
            self.gap = max(self.gap, SPACE)
            return end
        known = lexicon.ESCAPES.get(found)
        if known is None:
            raise Unreadable(f"the command \\{found} is not known", Span(start, end))
        return self._sign(found, start, end, known)

    def _usup(self, found: str, start: int, end: int) -> int:
        return self.add("usup", "".join(lexicon.SUPER[c] for c in found), start, end)

    def _usub(self, found: str, start: int, end: int) -> int:
        return self.add("usub", "".join(lexicon.SUB[c] for c in found), start, end)

    def _noise(self, found: str, start: int, end: int) -> int:
        return end  # what PyTorch prints beside the numbers

    def _quoted(self, found: str, start: int, end: int) -> int:
        return self.add("text", found[1:-1], start, end)

    def _one(self, found: str, start: int, end: int) -> int:
        return self._sign(found, start, end)

    def _sign(self, found: str, start: int, end: int, known: tuple[str, str] | None = None) -> int:
        if found in {"$", "`"} or (found == "~" and self.latex):
            self.gap = max(self.gap, WIDE if found == "~" else SPACE)
            return end
        if found == "?" and (self.gap or not self.out or self.out[-1].kind in {"open", "sep"}):
            return self.add("text", found, start, end)  # an entry that was left blank
        kind, meaning = known or lexicon.SIGNS.get(found, ("", ""))
        if not kind:
            hint = lexicon.HINTS.get(found, "")
            raise Unreadable(f"the sign {found!r} is not known here", Span(start, end), hint)
        if known is None and self.latex and meaning == "{":
            meaning = "group"
        if kind == "bar" and self.side:
            kind = self.side
        self.side = ""
        self._note(kind, meaning)
        return self.add(kind, meaning, start, end)

    def _note(self, kind: str, meaning: str) -> None:
        """Keep account of the brackets that a comma separates entries in."""
        if kind == "open":
            script = self.last("sub") or self.last("sup")
            self.lists.append(meaning != "group" or script)
        elif kind == "close":
            self._leave()

    def _leave(self) -> None:
        if len(self.lists) > 1:
            self.lists.pop()

    def _word(self, run: str, start: int, end: int) -> int:
        return scan_run(self, run, start, end)

    def differential(self, start: int) -> bool:
        """Tell whether the letter here is the `d` of `dL/dW`, above or below."""
        if self.under and self.last("op") and self.out[-1].text == "/":
            self.under = False
            return True
        touches = self.last("name") and not self.gap
        self.under = not touches and patterns.DIFFERENTIALS.match(self.text, start) is not None
        return self.under
