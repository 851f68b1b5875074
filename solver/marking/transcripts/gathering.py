"""Claims put together from pieces: chains go on in the next line, values have words before them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from solver.marking.transcripts.chains import Member, Piece, pieces
from solver.marking.transcripts.drafts import Draft, finished
from solver.marking.transcripts.flows import DISPLAY, Flow, Source
from solver.marking.transcripts.lists import goes_on
from solver.marking.transcripts.model import Claim, Link
from solver.marking.transcripts.naming import bare, name_in, plain_words, says_something, shows
from solver.marking.transcripts.trimming import is_value

_BOUNDS: Final = frozenset(("<", "<=", ">", ">="))
_SPACES: Final = re.compile(r"[\s$]+")
_PROMPT: Final = re.compile(r"\s*\[\d{1,4}\]\s?:\s*")
_RELATES: Final = re.compile(
    r"[=≈:<>≤≥≡≐≃≅≔≜←⩽⩾]|\\[A-Za-z]|\b(?:is|are|equals|becomes|was|were|be)\b"
)
_LINE: Final = 20_000  # characters


@dataclass
class Gathering:
    """What has been found in a section so far."""

    source: Source
    drafts: list[Draft] = field(default_factory=list)
    bounds: list[Claim] = field(default_factory=list)
    prose: list[tuple[int, str]] = field(default_factory=list)
    listing: bool = False  # whether the last piece may go on after a comma
    size: int = 0  # members read
    going: bool = False  # whether the last claim may go on
    said: int = 0  # where the words before the next claim begin
    label: Link | None = None  # the words just before, which may name a value

    def take(self, flow: Flow) -> None:
        """Read a flow: its claims, or else what it says."""
        flow = self._unprompted(flow)
        if not self._may_claim(flow):
            self._silent(flow)
            return
        known = self._state()
        self.listing, self.said = False, flow.start
        loose = [piece for piece in pieces(self.source.text, flow) if not self._piece(piece, flow)]
        if known == self._state():
            self._silent(flow)
        else:
            self.label, self.going = None, True
            self._beside(flow, loose)

    def _beside(self, flow: Flow, loose: Sequence[Piece]) -> None:
        """Keep what else is said in a flow with claims: a line of text in whole."""
        told = [p for p in loose if p.after == "sep" and p.members[0].end > p.members[0].start]
        if flow.mode == DISPLAY:
            self.prose += [(self._line(p.start), self._text(p.members[0])) for p in told]
        elif says_something(" ".join(self._text(p.members[0]) for p in loose)):
            text = _SPACES.sub(" ", self.source.text[flow.start : flow.end]).strip()
            self.prose.append((self._line(flow.start), text))

    def _may_claim(self, flow: Flow) -> bool:
        """Tell whether there is anything to be read; no line of a solution is very long."""
        if flow.end - flow.start > _LINE:
            return False
        dangling = bool(self.drafts and self.drafts[-1].dangling)
        return dangling or bool(_RELATES.search(self.source.text, flow.start, flow.end))

    def _state(self) -> tuple[int, ...]:
        last = self.drafts[-1] if self.drafts else None
        of_last = (len(last.links), len(last.dangling), len(last.links[-1].text)) if last else ()
        return len(self.drafts), len(self.bounds), *of_last

    def claims(self) -> tuple[Claim, ...]:
        """Give the claims, in order of their lines."""
        return finished(self.drafts)

    def _unprompted(self, flow: Flow) -> Flow:
        found = _PROMPT.match(self.source.text, flow.start, flow.end)
        return replace(flow, start=found.end()) if found else flow

    def _piece(self, piece: Piece, flow: Flow) -> bool:
        """Read a piece; tell whether it belongs to a claim.

        `n = 2:` before a claim is a condition, said with its words; so is `n = 2` before `=>`.
        """
        if not piece.relates:
            self.listing = self._continues(piece, flow)
            return self.listing
        simple = len(piece.members) == 2 and piece.members[1].end - piece.members[1].start <= 12
        if not (simple and piece.until == "colon" and piece.members[1].kind == "rel"):
            self._chain(piece, self._words(piece.members[0].start))
            self.said = self.said if simple else piece.end
            self.listing = True
        return True

    def _words(self, place: int) -> str:
        """Give what is said before a claim: in its line since the last one, and just above."""
        said = plain_words(self.source.text[max(self.said, place - 200) : place])
        above = f"{self.label.text}: " if self.label else ""
        return _SPACES.sub(" ", above + said).strip(" -*@#:;,.({&")

    def _continues(self, piece: Piece, flow: Flow) -> bool:
        """Add a value that belongs to the claim before: after `=`, or a further item of a list."""
        member, last = piece.members[0], self.drafts[-1] if self.drafts else None
        if not last:
            return False
        value = is_value(self.source.text, member.start, member.end, False)
        if last.dangling and (flow.mode == DISPLAY or value):
            last.links.append(self._link(member, last.dangling))
            last.dangling = ""
            return True
        text = self._text(member)
        if self.listing and piece.after == "comma" and goes_on(last.links[-1], text):
            last.links[-1] = replace(last.links[-1], text=f"{last.links[-1].text}, {text}")
            return True
        return False

    def _chain(self, piece: Piece, words: str) -> None:
        """Read the members of a piece; what is not an equality ends a chain and begins another."""
        run: list[Member] = []
        self.size += len(piece.members)
        for place, member in enumerate(piece.members):
            if member.kind in ("bound", "end"):
                self._run(run, words)
                self._bound(piece.members[place - 1], member, words)
                run, words = [replace(member, kind="", relation="")], ""
            else:
                run.append(member)
        self._run(run, words)

    def _run(self, run: Sequence[Member], words: str) -> None:
        """Begin a claim, or go on with the last one if nothing stands before the first relation."""
        last = self.drafts[-1] if self.drafts else None
        filled = [member for member in run if member.start < member.end]
        if last and last.dangling and run[0] in filled:
            filled[0] = replace(filled[0], relation=last.dangling)
            last.dangling = ""
        elif run[0] in filled and len(run) > 1:
            last = Draft(words, [self._link(filled[0], "")])
            self.drafts.append(last)
            filled = filled[1:]
        elif len(run) == 1:
            return
        elif not self.going:
            last = self._named()
        if last:
            last.links += [self._link(member, member.relation) for member in filled]
            last.dangling = run[-1].relation if run[-1] not in filled else ""
            self.going = True

    def _named(self) -> Draft | None:
        """Begin a claim whose left side is the words before it, `Answer: = 3`."""
        if not self.label:
            return None
        self.drafts.append(Draft("", [self.label]))
        return self.drafts[-1]

    def _bound(self, left: Member, right: Member, words: str) -> None:
        if right.relation in _BOUNDS and left.start < left.end and right.start < right.end:
            links = (self._link(left, ""), self._link(right, right.relation))
            self.bounds.append(Claim(links, words))

    def _silent(self, flow: Flow) -> None:
        """Keep a flow without claims: a value with words before it, or prose."""
        text = _SPACES.sub(" ", self.source.text[flow.start : flow.end]).strip()
        if not text:
            return
        start = flow.end - len(self.source.text[flow.start : flow.end].lstrip())
        here = self._line(start)
        self._interrupted()
        if self.label and shows(self.source.text, flow):
            self.drafts.append(Draft("", [self.label, Link(bare(text), here, ":")]))
            self.label = None
            return
        self.prose.append((here, text[:_LINE]))
        name = name_in(text) if flow.mode != DISPLAY else ""
        self.label = Link(name, here) if name else None

    def _interrupted(self) -> None:
        """Let no chain go on past prose: `= 5` after "Answer:" is none of what was before."""
        self.going = False
        if self.drafts:
            self.drafts[-1].dangling = ""

    def _text(self, member: Member) -> str:
        text = self.source.text[member.start : member.end]
        return _SPACES.sub(" ", text if r"\begin" in text else text.replace("&", " ")).strip()

    def _link(self, member: Member, relation: str) -> Link:
        return Link(self._text(member), self._line(member.start), relation)

    def _line(self, place: int) -> int:
        return self.source.line_of(place)
