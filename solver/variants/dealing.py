"""Who gets which variant: no two students the same answers, whatever the order of the roster.

Every student would take their acceptable draws in the order of attempts. Where two would have the
same answers, the one whose hash is smaller has them, and the other goes on to the next draw. This
is deferred acceptance (Gale and Shapley 1962): its outcome does not depend on the order in which
students are seen, and who is not displaced does not move when a student is added.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from hashlib import blake2b
from typing import TypeVar

Choice = TypeVar("Choice")
Next = Callable[[str, int], "Choice | None"]  # a student's n-th choice, or None after the last


def dealt(
    students: Iterable[str],
    choice: Next[Choice],
    answers: Callable[[Choice], Hashable],
    settled: Mapping[Hashable, str] | None = None,
) -> tuple[dict[str, Choice], list[str]]:
    """Deal choices to students; list those for whom nothing is left.

    `settled` are answers that belong to somebody already, as in a manifest: they are not dealt
    again, and nobody in it moves.
    """
    holder: dict[Hashable, str] = dict(settled or {})
    fixed = set(holder)
    reached: dict[str, int] = {}
    found: dict[str, Choice] = {}
    without: list[str] = []
    waiting = sorted(students, key=rank, reverse=True)
    while waiting:
        student = waiting.pop()
        rounds = reached.get(student, 0)
        reached[student] = rounds + 1
        option = choice(student, rounds)
        if option is None:
            without.append(student)
            continue
        key = answers(option)
        other = holder.get(key)
        if key in fixed or (other is not None and rank(other) <= rank(student)):
            waiting.append(student)
            continue
        holder[key], found[student] = student, option
        if other is not None:
            del found[other]
            waiting.append(other)
    return found, sorted(without, key=rank)


def rank(student: str) -> tuple[bytes, str]:
    """Order students in a way that has nothing to do with the roster."""
    return blake2b(student.encode("utf-8", "surrogatepass"), digest_size=8).digest(), student
