"""The lines of a transcript in order: what is claimed of which step, and what is wrong first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise

from solver.algebra.expr import Expr
from solver.algebra.plain import plain
from solver.marking import syntax as s
from solver.marking.diagnosis.looks import looks
from solver.marking.handed import Pupil
from solver.marking.judging.comparing import Match, Truth, compared
from solver.marking.judging.desk import Desk
from solver.marking.judging.said import Said, literal
from solver.marking.limited import ANSWER, Overdue, limited
from solver.marking.meaning import Elaborator
from solver.marking.meaning.vocabulary import Vocabulary, part_of
from solver.marking.solutions.links import Checked, Links
from solver.marking.solutions.sides import array_of, step_of
from solver.marking.solutions.swapped import swapped
from solver.marking.telling import shortened, value_text
from solver.marking.transcripts.claims_read import ReadClaim, ReadLink
from solver.marking.verdicts import Finding, Outcome
from solver.report import closed_form

BLUR = Fraction(2, 100)  # by which neighbours in a chain of rounded numbers may differ


@dataclass
class Lines:
    """Goes through a student's claims about one problem in order, remembering what was defined.

    `own` are the student's values of steps that are not right; what follows from them is no further
    mistake. `known` are names that the student has defined.
    """

    desk: Desk
    pupil: Pupil
    findings: list[Finding] = field(default_factory=list)
    checked: list[Checked] = field(default_factory=list)
    ignored: int = 0
    own: dict[str, Said] = field(default_factory=dict)
    known: dict[s.Node, Expr] = field(default_factory=dict)

    @property
    def links(self) -> Links:
        """Judge members with what the student has said so far."""
        return Links(self.desk, self.pupil, self.own)

    def take(self, claim: ReadClaim, label: str) -> bool:
        """Judge one claim; False if it is about nothing that has a name."""
        try:
            with limited(ANSWER):
                return self._taken(claim, label)
        except Overdue:
            self.ignored += 1
            return True

    def _taken(self, claim: ReadClaim, label: str) -> bool:
        names = self.desk.vocabulary(label).knowing(self.known)
        left = claim.links[0].node
        step = step_of(left, names, label)
        if step is not None:
            self._about(step, claim, names)
            return True
        if self._by_entry(array_of(left, names, label), claim, names):
            return True
        if not self._define(left, claim, names):
            self._arithmetic(claim)
        self.ignored += 1
        return False

    # --- claims about steps -----------------------------------------------------------------------
    def _about(self, key: str, claim: ReadClaim, names: Vocabulary) -> None:
        judged = [(link, self.links.judged(key, link, names)) for link in claim.links[1:]]
        told = [(link, one) for link, one in judged if one is not None]
        if not told:
            self.ignored += 1
            return
        wrong = [(link, one) for link, one in told if one.outcome is Outcome.WRONG]
        if self.links.step(key) is None:
            wrong = [(link, one) for link, one in wrong if self._is_miscopied(key, one)]
        for link, one in _firsts(wrong):
            self._flag(key, link, one, names)
        _, last = told[-1]
        if last.outcome in {Outcome.WRONG, Outcome.FOLLOWS} and last.value is not None:
            self.own.setdefault(key, last.value)
        self.checked.append(last)

    def _by_entry(self, key: str | None, claim: ReadClaim, names: Vocabulary) -> bool:
        """Count a claim about every entry, `z_i = …`, if it is right: x_i may be something else."""
        judged = [self.links.judged(key, link, names) for link in claim.links[1:]] if key else []
        right = [one for one in judged if one is not None and one.outcome.accepted]
        self.checked.extend(right[-1:])
        return bool(right)

    def _is_miscopied(self, key: str, one: Checked) -> bool:
        """Tell whether a given array was copied with a few mistakes, and not used for another."""
        truth = self.links.truth(key)
        if one.value is None or truth is None or len(truth.entries) < 3:
            return False
        pairs = zip(one.value.values, truth.entries, strict=True)
        return 3 * sum(mine != right for mine, right in pairs) <= len(truth.entries)

    def _flag(self, key: str, link: ReadLink, wrong: Checked, names: Vocabulary) -> None:
        truth = self.links.truth(key)
        seen = looks(wrong.value, truth) if wrong.value is not None and truth is not None else ()
        meant = "" if seen else swapped(self.links, key, link, names)
        right = f", which is {self._right(key, truth)}"
        bare = key.removeprefix(f"{part_of(key)}.")
        given = self.links.step(key) is None
        what = f"{bare} is given otherwise" if given else f"this is not {bare}"
        diagnosis = seen[0] if seen else meant
        self.findings.append(
            Finding(wrong.line, key, shortened(wrong.text), what + right, diagnosis)
        )

    def _right(self, key: str, truth: Truth | None) -> str:
        """Write what is right: a value, or a formula."""
        step = self.links.step(key)
        if truth is None and step is not None:
            label = part_of(key)
            text = plain(closed_form(step))
            return shortened(text.replace(f"{label}.", "") if label else text)
        return shortened(value_text(truth)) if truth is not None else "a given"

    # --- what is about no step --------------------------------------------------------------------
    def _define(self, left: s.Node | None, claim: ReadClaim, names: Vocabulary) -> bool:
        """Remember a name that the student defines by names that are known."""
        if not isinstance(left, s.Symbol):
            return False
        for link in claim.links[1:]:
            meaning = _meaning(link, names)
            if meaning is not None:
                self.known[left] = self._as_step(meaning)
                return True
        return False

    def _as_step(self, meaning: Expr) -> Expr:
        """Give the step that an expression is the formula of, if there is one."""
        steps = self.desk.problem.plan.steps
        return next((step.ref for step in steps if step.formula == meaning), meaning)

    def _arithmetic(self, claim: ReadClaim) -> None:
        """Check that neighbours which are plain numbers are equal."""
        for (_, first), (link, second) in pairwise(self._plain_numbers(claim)):
            truth = Truth((), first.values)
            if compared(second, truth)[0] is Match.WRONG and _differ(first, second):
                told = f"what stands before this is {value_text(truth)}"
                self.findings.append(Finding(link.line, "", shortened(link.text), told))
                return

    def _plain_numbers(self, claim: ReadClaim) -> Iterator[tuple[ReadLink, Said]]:
        """List the members of a chain that are numbers, or arithmetic without any name."""
        nothing = Vocabulary({}, {}, {}, frozenset(), {})
        for link in claim.links:
            if link.node is None or link.relation not in {"", "=", "≈"}:
                continue
            found = literal(link.node) or self.links.computed(link.node, nothing)
            if found is not None and found.shape == ():
                yield link, found


def _meaning(link: ReadLink, names: Vocabulary) -> Expr | None:
    if link.node is None or link.relation not in {"=", ":="}:
        return None
    try:
        return Elaborator(names)(link.node)
    except s.Unreadable:
        return None


def _firsts(wrong: list[tuple[ReadLink, Checked]]) -> Iterator[tuple[ReadLink, Checked]]:
    """Keep the first wrong member of a chain, and later ones that are wrong in another way.

    A wrong value that is written again is no second mistake.
    """
    values: list[tuple[Fraction, ...]] = []
    for place, (link, one) in enumerate(wrong):
        known = one.value is not None and one.value.values in values
        if place == 0 or (one.value is not None and not known):
            yield link, one
        if one.value is not None:
            values.append(one.value.values)


def _differ(first: Said, second: Said) -> bool:
    """Tell whether two numbers are far apart, whatever was rounded."""
    a, b = first.values[0], second.values[0]
    if a.denominator == b.denominator == 1:
        return a != b
    blur = first.entries[0].quantum + second.entries[0].quantum
    return abs(a - b) > blur + BLUR * max(abs(a), abs(b))
