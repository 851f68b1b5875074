"""The steps of an unknown: its bound, the whole number beside that, and what confirms them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from solver.algebra.expr import Expr, name, number
from solver.algebra.op import Words
from solver.algebra.ops.nearest import nearest
from solver.kinds._formulas.beyond import Tested
from solver.kinds._formulas.condition import Condition, Reached
from solver.kinds._formulas.fields import Unknown
from solver.plan import Assumption, Line, Step

CHECK = "check"  # the role of steps that are computed and compared, but not told
ONE = number(1)


@dataclass(frozen=True, slots=True)
class Solved:
    """An unknown, its condition, the lines that isolate it, and the steps that this gives.

    `told` says whether there are numbers that confirm it. `assumed` is what is known of the unknown
    beforehand, and `domain` what else it must fulfil so that the condition is defined. `tests` are
    numbers that fulfil every line or none.
    """

    unknown: Unknown
    start: Condition
    lines: tuple[Reached, ...]
    told: bool = False
    assumed: tuple[Assumption, ...] = ()
    domain: tuple[Condition, ...] = ()
    tests: tuple[Tested, ...] = ()

    @property
    def key(self) -> str:
        return self.unknown.name

    @property
    def end(self) -> Condition:
        """The last line, `unknown relation bound`."""
        return self.lines[-1].condition if self.lines else self.start

    @property
    def bound_key(self) -> str:
        """Name the step that holds what the unknown is compared with."""
        return self.key if self.end.is_equation else f"{self.key}_bound"

    @property
    def smallest(self) -> bool:
        return self.unknown.integer == "smallest"

    def put_in(self, value: Expr) -> Expr:
        """Give the left side at a value; the difference of the sides if both have the unknown."""
        at = self.start.on(self.key, value)
        if all(self.start.uses(self.key)):
            return at.left - at.right
        return at.left if self.start.uses(self.key)[0] else at.right

    @property
    def against(self) -> Expr:
        """What that is compared with."""
        both, left = all(self.start.uses(self.key)), self.start.uses(self.key)[0]
        return number(0) if both else self.start.right if left else self.start.left

    @property
    def against_key(self) -> str:
        """Name the step that holds its value."""
        return f"against {self.key}"

    @property
    def relation(self) -> str:
        """How `put_in` is compared with `against`."""
        left = self.start.uses(self.key)[0]
        return self.start.relation if left else self.start.turned.relation


# --- the steps -----------------------------------------------------------------------------------
def steps_of(found: Solved) -> Iterator[Step]:
    """Give the bound, the whole number beside it, and the steps that confirm them."""
    yield bound_step(found)
    if found.unknown.integer:
        yield whole_step(found)
        yield from _confirmed(found)
        if found.against.args:
            yield Step(found.against_key, found.against, ("work it out",), CHECK)
    else:
        yield _balance(found)
        yield from _tested(found)


def bound_step(found: Solved) -> Step:
    why: Words = ("solve for ", name(found.key), ", line by line as shown below")
    title = () if found.end.is_equation else ("the bound",)
    return Step(found.bound_key, found.end.right, why, title=title)


def whole_step(found: Solved) -> Step:
    strict = found.end.relation in {"gt", "lt"}
    bound = name(found.bound_key)
    where = {("smallest", False): "that is not below ", ("smallest", True): "above ",
             ("largest", False): "that is not above ", ("largest", True): "below "}  # fmt: skip
    side = where[found.unknown.integer, strict]
    condition = found.start.on(found.key, name(found.key)).expr
    formula = nearest(bound, condition, found.key, found.smallest, strict)
    why: Words = (f"the {found.unknown.integer} whole number {side}", bound)
    return Step(found.key, formula, why, title=(f"the {found.unknown.integer} whole number",))


def _confirmed(found: Solved) -> Iterator[Step]:
    """Put in the solution, which fulfils every line, and its neighbour, which fulfils none."""
    for test in found.tests:
        confirms = (found.key,) if found.told else ()
        formula = found.put_in(test.place)
        why = _put(found, test.place)
        yield Step(f"{test.word}_{found.key}", formula, why, head=formula, confirms=confirms)
        yield _truth(found, f"{test.word}_{found.key} holds", test)


def _tested(found: Solved) -> Iterator[Step]:
    """Put numbers beside the bound in, which fulfil every line or none."""
    for test in found.tests:
        yield _truth(found, f"{test.word}_{found.bound_key} holds", test)


def _truth(found: Solved, key: str, test: Tested) -> Step:
    """Say that the condition holds at a place, or not, and with it every line."""
    lines = found.lines[:-1] if found.unknown.integer else found.lines
    conditions = (line.condition.on(found.key, test.place) for line in lines)
    same = (Line(one.expr, ("every line says the same",)) for one in conditions)
    verdict = Line(number(int(test.holds)), ("it holds" if test.holds else "it does not hold",))
    start = found.start.on(found.key, test.place).expr
    return Step(key, start, ("compare the two sides",), CHECK, after=(verdict, *same))


def _put(found: Solved, place: Expr) -> Words:
    key = name(found.key)
    return ("put the solution in",) if place == key else ("put ", place, " in for ", key)


def _balance(found: Solved) -> Step:
    """Put in the bound: there both sides are equal."""
    place = name(found.bound_key)
    at = found.start.on(found.key, place)
    at = at if found.start.uses(found.key)[0] else at.turned
    confirms = (found.bound_key,) if found.told else ()
    why: Words = ("put the solution in" if found.end.is_equation else "put the bound in",)
    equal = Line(at.right, ("both sides are equal",))
    key = f"at_{found.bound_key}"
    return Step(key, at.left, why, after=(equal,), head=at.left, confirms=confirms)
