"""How marking came out for students who made one mistake each: counted, and what is not right."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from solver.marking.verdicts import Outcome
from tests.marking.slipping import Room, Slipped

LOOKS = (
    "the sign is the opposite", "rows and columns are exchanged", "reverse order", "twice the",
    "half the", "times −", "100 times", "a hundredth", "10 times", "a tenth", "1000 times",
    "a thousandth", "off by one", "one digit of one entry", "one entry has the wrong sign",
)  # fmt: skip


def is_look(words: str) -> bool:
    """Tell whether a diagnosis only says how a value looks beside the right one."""
    return any(look in words for look in LOOKS)


@dataclass
class Figures:
    """What came of the students of some problems, counted."""

    counts: Counter[str] = field(default_factory=Counter)
    false: list[str] = field(default_factory=list)  # diagnoses that are not true
    stray: list[str] = field(default_factory=list)  # outcomes that should not be

    def add(self, room: Room, one: Slipped) -> None:
        """Count a student."""
        where = f"{room.problem.spec.id}, {one.mistake.words}"
        kind = self.kind(room, one)
        self.counts.update(("slips", kind))
        if kind == "untrue":
            self.false.append(f"{where}: {one.diagnosis}")
        if one.first.outcome is Outcome.NOTATION:  # an order of axes, or a transpose, that is known
            self.counts.update(("licence",))
            return
        fine = (
            {Outcome.WRONG, Outcome.IMPRECISE, Outcome.FOLLOWS} if one.slight else {Outcome.WRONG}
        )
        verdicts = [
            (one.first, fine),
            *((v, {Outcome.FOLLOWS, Outcome.CORRECT}) for v in one.later),
        ]
        for verdict, expected_ones in verdicts if not one.slight else verdicts[:1]:
            if verdict.outcome not in expected_ones and verdict.got != verdict.expected:
                self.stray.append(f"{where}: {verdict.step} is {verdict.outcome}: {verdict.got}")
        self.counts["later"] += len(one.later)
        self.counts["follow"] += sum(v.outcome is Outcome.FOLLOWS for v in one.later)

    def kind(self, room: Room, one: Slipped) -> str:
        """Tell whether a diagnosis is right: the mistake, its value, or a look."""
        if not one.diagnosis:
            return "ambiguous"
        if one.diagnosis == one.mistake.words or room.agrees(one):
            return "diagnosed"
        return "described" if is_look(one.diagnosis) else "untrue"
