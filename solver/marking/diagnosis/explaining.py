"""From what explains a wrong answer to what is said of it: one diagnosis, or none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from solver.marking.diagnosis.following import Class
from solver.marking.diagnosis.looks import looks
from solver.marking.diagnosis.reproducing import Explained, likeliest
from solver.marking.diagnosis.reproducing import explained as reproduced
from solver.marking.diagnosis.resized import Resized
from solver.marking.diagnosis.rounded import rounded_early
from solver.marking.diagnosis.symbolic import Formulas
from solver.marking.handed import Pupil
from solver.marking.judging.desk import Desk, Judged
from solver.marking.verdicts import Outcome


@dataclass(frozen=True, slots=True)
class Explanation:
    """What changes a verdict: another outcome, a diagnosis, what an answer follows from."""

    outcome: Outcome | None = None
    diagnosis: str = ""
    carried: tuple[str, ...] = ()
    flag: str = ""


@dataclass(frozen=True)
class Explanations:
    """The explanations of one student's answers, by the names of the questions."""

    found: Mapping[str, Explanation] = field(default_factory=dict)

    def of(self, name: str) -> Explanation:
        """Find what explains an answer; nothing, if there is nothing to explain."""
        return self.found.get(name, Explanation())


def explained(
    desk: Desk, pupils: Sequence[Pupil], judged: Sequence[Mapping[str, Judged]]
) -> list[Explanations]:
    """Explain the wrong answers of many students."""
    steps = {q.name: q.step for q in desk.questions if not q.manual}
    numeric = {q.name for q in desk.questions if not q.manual and desk.is_numeric(q)}
    by_step = [
        {steps[name]: one for name, one in each.items() if name in numeric} for each in judged
    ]
    room = Class(desk, pupils, by_step)
    found = reproduced(room)
    told: list[dict[str, Explanation]] = [{} for _ in pupils]
    names = {step: name for name, step in steps.items()}
    for (k, key), one in found.items():
        told[k][names[key]] = _told(room, k, key, one)
    for k, pupil in enumerate(pupils):
        for key, other in _of_other_shapes(Resized(room.plan, pupil, by_step[k])):
            told[k][names[key]] = other
    formulas = Formulas(desk, steps)
    for k, each in enumerate(judged):
        own = {name: one for name, one in each.items() if name not in numeric}
        for name, words in formulas.explained(own).items():
            told[k][name] = Explanation(*words)
    return [Explanations(each) for each in told]


def _of_other_shapes(one: Resized) -> Iterator[tuple[str, Explanation]]:
    """Explain answers of another shape than was asked, and what follows from them."""
    others = {
        key
        for key, judged in one.judged.items()
        if judged.outcome is Outcome.WRONG and one.is_other(key) and one.plan[key].form is None
    }
    for key in one.said if others else ():
        if one.judged[key].outcome is not Outcome.WRONG:
            continue
        if carried := one.follows(key):
            yield key, Explanation(Outcome.FOLLOWS, carried=carried)
        elif key in others:
            yield key, Explanation(diagnosis=one.diagnosis(key))


def _told(room: Class, k: int, key: str, one: Explained) -> Explanation:
    if one.carried:
        if all(room.judged[k][step].outcome.accepted for step in one.carried):
            return Explanation(Outcome.CORRECT, carried=one.carried)
        return Explanation(Outcome.FOLLOWS, carried=one.carried, flag=one.flag)
    words = likeliest(one.mistakes, key)
    if len(words) == 1:
        return Explanation(diagnosis=words[0])
    said, truth = room.judged[k][key].said, room.pupils[k].truth(room.desk.problem.plan[key])
    assert said is not None
    if seen := looks(said, truth):
        return Explanation(diagnosis=seen[0])
    if words:
        return Explanation()  # several mistakes give this value: none is named
    early = rounded_early(room.desk, key, said, truth, room.pupils[k].handed.values)
    return Explanation(Outcome.IMPRECISE if early else None, early)
