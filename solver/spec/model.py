"""A validated problem file, as frozen data that knows where each of its values stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from solver.algebra.shapes import Shape
from solver.errors import Mark


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula not yet read: its text as written, and where its first character stands."""

    text: str
    mark: Mark


class Prose(str):
    """A text that may mention values, `{{x}}`, and knows where its characters stand.

    The lines of a folded text are not those of the file: of what it mentions, only the text's own
    place can be told.
    """

    mark: Mark
    folded: bool

    def __new__(cls, text: str, mark: Mark, folded: bool = False) -> Prose:
        found = super().__new__(cls, text)
        found.mark, found.folded = mark, folded
        return found

    def __reduce__(self) -> tuple[Any, ...]:
        return Prose, (str(self), self.mark, self.folded)

    def at(self, offset: int) -> Mark:
        """Find the place of a character in the file."""
        if self.folded:
            return self.mark
        column = offset - (self.rfind("\n", 0, offset) + 1)
        line = self.mark.line + self.count("\n", 0, offset)
        return Mark(self.mark.file, line, self.mark.column + column)


@dataclass(frozen=True, slots=True)
class GivenSpec:
    """A given: a value (exact, nested tuples of Fraction), or a shape and facts about it.

    Facts: `one_hot`, `sums_to_1`, `integer`, `real`, `positive`, `nonnegative`, `negative`, and
    bounds such as `>= 2` on integers are kept in `facts` as the words `at_least_2`.
    `step` names a step of an earlier part (`{step: a.Y}`) that this given stands for. `file` is
    where the value was read from, if it is not written in the problem.
    """

    name: str
    mark: Mark
    shape: Shape = ()
    value: Any = None
    facts: frozenset[str] = frozenset()
    step: str = ""
    file: str = ""


@dataclass(frozen=True, slots=True)
class Range:
    """Every entry is one of first, first + step, …, `count` numbers."""

    first: Fraction
    step: Fraction
    count: int


@dataclass(frozen=True, slots=True)
class Choice:
    """Every entry is one of some numbers; or, with a shape, the value is one of some values."""

    values: tuple[Any, ...]
    shape: Shape = ()


@dataclass(frozen=True, slots=True)
class Shuffle:
    """The given's own entries change places."""


@dataclass(frozen=True, slots=True)
class Signs:
    """The given's own entries get signs."""


Law = Range | Choice | Shuffle | Signs


@dataclass(frozen=True, slots=True)
class Varied:
    """A given that varies, and how; what a set draws for all its problems is `shared`."""

    name: str
    mark: Mark
    law: Law
    shared: str = ""  # the id of the set


@dataclass(frozen=True, slots=True)
class Let:
    """A given whose value is computed from others; `shared` is the id of a set that says so."""

    name: str
    formula: Formula
    mark: Mark
    shared: str = ""


@dataclass(frozen=True, slots=True)
class FunctionSpec:
    """An author's function `f(x): formula`; `body` is None for one left unknown."""

    name: str
    parameter: str
    body: Formula | None
    mark: Mark


@dataclass(frozen=True, slots=True)
class Ask:
    """Something asked for: a step or gradient (`name` = formula text), or a named formula."""

    name: str
    formula: Formula
    points: Fraction | None = None
    digits: int = 0  # 0: the problem's default
    unit: str = ""
    form: str = ""  # '', 'formula' or 'value' (the key `as`)
    accept: tuple[Formula, ...] = ()
    hint: str = ""
    equals: tuple[Formula, ...] = ()  # further forms of the answer
    title: str = ""  # what it is, where its name does not say so


@dataclass(frozen=True, slots=True)
class Discuss:
    """An open question, or something to `sketch`, that a person marks, with model and rubric."""

    question: str
    mark: Mark
    model: str = ""
    rubric: tuple[tuple[Fraction, str], ...] = ()
    points: Fraction | None = None
    sketch: bool = False


Asked = Ask | Discuss


@dataclass(frozen=True, slots=True)
class Part:
    """A lettered part: its text, what it asks, and its own world if it differs from the problem's.

    `spec` is None when the part only asks about the problem's own steps; otherwise it is the
    problem's fields with the part's laid over them.
    """

    label: str
    mark: Mark
    text: str = ""
    points: Fraction | None = None
    asks: tuple[Asked, ...] = ()
    spec: Spec | None = None


@dataclass(frozen=True, slots=True)
class Spec:
    """A problem file. `own` holds the kind's own fields, as read by the kind's `FIELDS`.

    `structures` are the problem with other fields laid over it: each student gets one of them.
    """

    id: str
    kind: str
    title: str
    mark: Mark
    source: str = ""
    statement: str = ""
    note: str = ""
    points: Fraction | None = None
    given: tuple[GivenSpec, ...] = ()
    symbols: Mapping[str, str] = field(default_factory=dict)
    functions: tuple[FunctionSpec, ...] = ()
    assume: tuple[Formula, ...] = ()
    show: tuple[Formula, ...] = ()
    vary: tuple[Varied, ...] = ()
    require: tuple[Formula, ...] = ()
    asks: tuple[Asked, ...] = ()
    let: tuple[Let, ...] = ()
    parts: tuple[Part, ...] = ()
    structures: tuple[tuple[str, Spec], ...] = ()
    own: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SetItem:
    """A problem of a set: the number printed for it, its spec and its points."""

    label: str
    spec: Spec
    points: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Bank:
    """Problems of which each student gets `count`."""

    count: int
    labels: tuple[str, ...]
    mark: Mark


@dataclass(frozen=True, slots=True)
class Override:
    """The value that a given has for one student, whatever is drawn."""

    student: str
    label: str
    name: str
    shape: Shape
    value: Any
    mark: Mark


@dataclass(frozen=True, slots=True)
class SetSpec:
    """A set: a title block and labelled problems.

    `salt` is the secret that draws depend on. `vary` and `let` are shared by the problems. Of each
    bank in `pick`, a student gets some problems. `overrides` fix what a student's problem gives.
    Of the problems in `void`, everybody gets all points.
    """

    id: str
    title: str
    mark: Mark
    course: str = ""
    due: str = ""
    instructions: str = ""
    honour_code: str = ""
    items: tuple[SetItem, ...] = ()
    salt: str = ""
    vary: tuple[Varied, ...] = ()
    let: tuple[Let, ...] = ()
    pick: tuple[Bank, ...] = ()
    overrides: tuple[Override, ...] = ()
    void: tuple[str, ...] = ()
    effort: Fraction = Fraction(15, 100)  # by which variants may differ from the median
    strictness: str = "lenient"  # what a right answer in the wrong notation is worth
