"""Which of some labels a short answer names: yes or no, one word of several, several of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from solver.text.said import FILLERS, HEDGES, clean, head, negates, phrases, stem, stems, words

YES: Final = frozenset("yes true correct right wahr ja richtig ✓ ✔".split())
NO: Final = frozenset("no false incorrect wrong untrue falsch nein ✗ ✘".split())
SHORT: Final = {"y": True, "t": True, "1": True, "n": False, "f": False, "0": False}
_LIMITS: Final = frozenset("if when whenever while for wenn".split())
_ALL: Final = frozenset("all every any each general".split())
_TAKEN_BACK: Final = frozenset("but only except unless if".split())
_COMPARES: Final = frozenset(
    "than expensive more most worse worst costlier dearer higher larger slower".split()
)
_LEFT: Final = re.compile(r"[^:=,;.]{0,40}[:=](?!=)\s*")
_TURNED: Final = ("non", "in", "un", "dis", "not", "a")


# --- yes or no -----------------------------------------------------------------------------------
def decided(text: str, yes: str, no: str) -> tuple[bool, str] | None:
    """Tell what a text says, and its reason; None if it says neither, or both."""
    plain = clean(text)
    if not plain:
        return None
    if plain[0] == "(" and plain.find(")") == len(plain) - 1:
        plain = plain[1:-1]
    plain = _without_left_side(plain)
    said, reason = head(plain)
    found = _SaysWhether(stems(yes)[0], yes).of(words(said))
    contrary = words(reason)[:1]
    if found is None or (reason[:1] == "," and contrary and _plainly(contrary[0]) is (not found)):
        return None
    if found and _TAKEN_BACK.intersection(contrary):
        return None
    return found, reason.lstrip(",.;: -")


def _without_left_side(text: str) -> str:
    """Drop what is before a colon, or `=`, if a verdict follows: `separable: no`."""
    left = _LEFT.match(text)
    if left is None:
        return text
    before, after = words(left[0]), words(text[left.end() :])
    says = any(map(_is_plain, after[:1])) or (len(after) == 1 and after[0] in SHORT)
    return text[left.end() :] if says and not any(map(_is_plain, before)) else text


def _is_plain(word: str) -> bool:
    return _plainly(word) is not None


def _plainly(word: str) -> bool | None:
    return True if word in YES else False if word in NO else None


class _SaysWhether:
    """Finds the verdicts in the words of a statement: `core` is the stem of the label for yes."""

    def __init__(self, core: str, label: str) -> None:
        self.core = "" if _plainly(label) is not None else core

    def of(self, found: list[str]) -> bool | None:
        meaning = [word for word in found if word not in FILLERS]
        if len(meaning) == 1 and meaning[0] in SHORT:
            return SHORT[meaning[0]]
        if HEDGES.intersection(found) or "only" in found:
            return None
        verdicts = self._verdicts(found)
        if len(set(verdicts)) != 1 or (verdicts[0] and _is_limited(found)):
            return None
        return verdicts[0]

    def _verdicts(self, found: list[str]) -> list[bool]:
        verdicts: list[bool] = []
        turned = strange = False
        for k, word in enumerate(found):
            if (own := self._verdict(word, first=k == 0)) is not None:
                if strange and _plainly(word) is not None and not verdicts:
                    return []  # "a mistake to think this is true"
                verdicts.append(own != turned)
                turned = False
            elif negates(word):
                turned = not turned
            else:
                strange = strange or word not in FILLERS
        if turned:  # "it is not", but not "true, not"
            verdicts.append(False)
        bare = not verdicts and not strange and self.core == "" and len(found) > 1
        return [True] if bare and found[-1] in {"is", "does", "do", "can", "are"} else verdicts

    def _verdict(self, word: str, first: bool) -> bool | None:
        if word == "no" and not first:
            return None
        if (plainly := _plainly(word)) is not None:
            return plainly
        own = stem(word)
        if word in {"holds", "hold"}:
            return True
        if self.core and own == self.core:
            return True
        return False if self.core and own in {turn + self.core for turn in _TURNED} else None


def _is_limited(found: list[str]) -> bool:
    """Tell whether something is said of some cases only: `true for odd kernels`."""
    after = zip(found, [*found[1:], ""], strict=True)
    return any(word in _LIMITS and not (word == "for" and to in _ALL) for word, to in after)


# --- one of several words ------------------------------------------------------------------------
def chosen(text: str, labels: Sequence[str]) -> tuple[int, str] | None:
    """Find the one label that a text names, and its reason; None if it names none, or several."""
    plain = clean(text)
    if not plain:
        return None
    exact = [k for k, label in enumerate(labels) if label.casefold() == plain.casefold()]
    if exact:
        return exact[0], ""
    said, reason = head(plain)
    found = words(said)
    named = _named(found, labels)
    if len(named) > 1 and len(set(named.values())) == 1:  # slow, slowing
        named = {k: c for k, c in named.items() if set(words(labels[k])) - FILLERS <= set(found)}
    return (min(named), reason.lstrip(",.;: -")) if len(named) == 1 else None


def _named(found: list[str], labels: Sequence[str]) -> dict[int, frozenset[str]]:
    own = {stem(word) for word in found if word not in FILLERS} or set(map(stem, found))
    named = {k: core for k, label in enumerate(labels) if (core := _core(label, labels, own))}
    kept = {k: core for k, core in named.items() if not any(core < c for c in named.values())}
    spoken = {word for k in kept for word in words(labels[k])}
    doubt = [
        word
        for word in found
        if (negates(word) or word in HEDGES | _COMPARES) and word not in spoken
    ]
    return {} if doubt else kept


def _core(label: str, labels: Sequence[str], own: set[str]) -> frozenset[str]:
    """Give what a label is made of if a text says it, or a word that no other label has."""
    every = [part for part in phrases(label) if part]
    for core in every:
        if own.issuperset(core):
            return frozenset(core)
    others = {part for one in labels if one != label for core in phrases(one) for part in core}
    telling = any(own.intersection(core) - others for core in every)
    return frozenset(part for core in every for part in core) if telling else frozenset()


# --- several of them -----------------------------------------------------------------------------
def several(text: str, labels: Sequence[str], none: str) -> frozenset[int] | None:
    """Find all labels that a list of words names; None if a piece of it names none."""
    plain = clean(text)
    if not plain:
        return None
    if is_none(plain, none):
        return frozenset()
    said = re.split(r"\b(?:because|since|weil)\b", re.sub(r"\([^()]{0,200}\)", " ", plain))[0]
    pieces = [words(piece) for piece in re.split(r"[,;.\n\[\]{}\"•]|\band\b|\bund\b|&", said)]
    named: set[int] = set()
    for piece in filter(None, pieces):
        own = {stem(word) for word in piece if word not in FILLERS}
        found = [k for k, label in enumerate(labels) if _core(label, labels, own)]
        if not found or any(map(negates, piece)):
            return None
        named.update(found)
    return frozenset(named) if named else None


def is_none(plain: str, none: str = "none") -> bool:
    """Tell whether a text says that there is nothing."""
    said = plain.casefold().strip(" .")
    bare = "".join(said.split())
    empty = {"{}", "[]", "()", "∅", r"\emptyset", r"\varnothing"}
    return bare in empty or said == none or words(said)[:2] in (
        ["none"], ["nothing"], ["no", "solution"], ["no", "solutions"], ["there", "is"],
        ["empty"], ["empty", "set"], ["the", "empty"], ["keine"], ["none", "of"], ["no", "such"],
        ["none", "do"], ["none", "fits"], ["none", "fit"], ["no", "stride"], ["no", "padding"],
    )  # fmt: skip
