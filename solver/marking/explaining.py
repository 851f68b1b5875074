"""From what explains a wrong answer to what is said of it: one diagnosis, or none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from solver.marking.following import LOOKS, Class, Explained
from solver.marking.handed import Pupil
from solver.marking.judging import Desk, Judged
from solver.marking.looks import looks
from solver.marking.mistakes import Mistake
from solver.marking.rounded import rounded_early
from solver.marking.symbolic import follow_formulas
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
    found = room.explained()
    told: list[dict[str, Explanation]] = [{} for _ in pupils]
    names = {step: name for name, step in steps.items()}
    for (k, key), one in found.items():
        told[k][names[key]] = _told(room, k, key, one)
    for k, each in enumerate(judged):
        formulas = {name: one for name, one in each.items() if name not in numeric}
        for name, words in follow_formulas(desk, steps, formulas).items():
            told[k][name] = Explanation(*words)
    return [Explanations(each) for each in told]


def likeliest(found: Sequence[Mistake]) -> tuple[str, ...]:
    """Give the words of the mistakes found; those that only say how a value looks come last."""
    causes = [mistake for mistake in found if mistake.tier < LOOKS]
    return tuple(dict.fromkeys(each.words for each in causes or found))


def _told(room: Class, k: int, key: str, one: Explained) -> Explanation:
    if one.carried:
        if all(room.judged[k][step].outcome.accepted for step in one.carried):
            return Explanation(Outcome.CORRECT, carried=one.carried)
        return Explanation(Outcome.FOLLOWS, carried=one.carried, flag=one.flag)
    words = likeliest(one.mistakes)
    if len(words) == 1:
        return Explanation(diagnosis=words[0])
    if words:
        return Explanation()  # several mistakes give this value: none is named
    said, truth = room.judged[k][key].said, room.pupils[k].truth(room.desk.problem.plan[key])
    assert said is not None
    if seen := looks(said, truth):
        return Explanation(diagnosis=seen[0])
    early = rounded_early(room.desk, key, said, truth, room.pupils[k].handed.values)
    return Explanation(Outcome.IMPRECISE if early else None, early)
