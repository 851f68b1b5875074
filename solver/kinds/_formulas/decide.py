"""From a condition to what it says of an unknown, or to a complaint that says why not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from solver.algebra.expr import name
from solver.algebra.ops.compare import RELATIONS
from solver.kinds._formulas.beyond import beside_bound, beside_whole
from solver.kinds._formulas.condition import TURNED, Condition, Reached, Unsolved, said, settled
from solver.kinds._formulas.domain import (
    UPWARDS,
    Domain,
    domain_of,
    excludes,
    implies,
    limits_in,
    turned_to,
)
from solver.kinds._formulas.fields import Unknown
from solver.kinds._formulas.gather import isolated
from solver.kinds._formulas.isolate import Isolating
from solver.kinds._formulas.knowledge import Knowledge
from solver.kinds._formulas.unknown import Solved, bound_step, whole_step


def solved(unknown: Unknown, start: Condition, known: Knowledge) -> Solved:
    """Isolate an unknown; raises Unsolved."""
    own = Isolating(unknown.name, known.without(unknown.name))
    lines = _lines(own, start)
    found = Solved(unknown, start, lines, assumed=known.about(unknown.name))
    if found.end.is_equation:
        return _equation(own, found)
    domain = domain_of(own, start)
    told = own.known.has_value(found.end.right)
    found = replace(found, domain=_restricting(own, found.end, domain), told=told)
    if unknown.integer:
        return _with_whole(own, found)
    _check_assumed(own, found)
    tests = tuple(beside_bound(own, start, lines, domain, found.bound_key))
    return replace(found, tests=tests)


def _lines(own: Isolating, start: Condition) -> tuple[Reached, ...]:
    """Isolate the unknown; say of a condition that always holds where it is defined."""
    try:
        return tuple(isolated(own, start))
    except Unsolved as reason:
        if reason.holds and not domain_of(own, start).is_all:
            every = f"every `{own.unknown}`"
            where = f"{every} for which the condition is defined"
            raise Unsolved(reason.message.replace(every, where, 1), reason.hint, True) from None
        raise


def _equation(own: Isolating, found: Solved) -> Solved:
    """Complain of a solution that is not as assumed, or where the equation is not defined."""
    if found.unknown.integer:
        what = "an equation has no smallest and no largest solution here"
        raise Unsolved(what, "leave `integer` out, or write `<=` or `>=`")
    end, shown = found.end.right, f"{found.key} = {own.known.shown(found.end.right)}"
    for limit in _outside(own, found):
        what = f"it could only be {shown}, and it is defined only where `{said(limit)}`"
        raise settled(found.key, False, what)
    if not own.known.has_value(end):
        return found
    if not own.known.allows(found.key, end):
        raise Unsolved(f"no solution is as assumed: the only one is {shown}", ends=(end,))
    if flaw := own.known.flaw(found.start.on(found.key, end).expr):
        raise settled(found.key, False, f"it could only be {shown}, and there {flaw}")
    return replace(found, told=True)


def _outside(own: Isolating, found: Solved) -> Iterator[Condition]:
    """List what a solution is known to break of what the equation needs to be defined."""
    domain = domain_of(own, found.start)
    for one in (*domain.limits, *domain.open):
        sign = own.known.sign(found.end.right - one.right) if one.left == found.end.left else None
        if sign is not None and not RELATIONS[one.relation][2](sign):
            yield one


# --- inequalities --------------------------------------------------------------------------------
def _restricting(own: Isolating, end: Condition, domain: Domain) -> tuple[Condition, ...]:
    """Keep of a domain what the solution does not fulfil anyway; Unsolved if nothing is left."""
    for limit in domain.limits:
        if excludes(own, end, limit):
            raise settled(own.unknown, False, _defined(end, limit))
        if implies(own, limit, end):
            every = f"every `{own.unknown}` for which the condition is defined is a solution"
            raise Unsolved(f"{every}: {_defined(end, limit)}", holds=True)
    limits = (limit for limit in domain.limits if not implies(own, end, limit))
    return (*limits, *(one for one in domain.open if not _is_left_out(own, end, one)))


def _defined(end: Condition, limit: Condition) -> str:
    return f"`{said(end)}` follows, and it is defined only where `{said(limit)}`"


def _is_left_out(own: Isolating, end: Condition, one: Condition) -> bool:
    """Tell whether a number that is left out is no solution anyway."""
    return one.left == end.left and excludes(own, end, replace(one, relation=TURNED[end.relation]))


def _check_assumed(own: Isolating, found: Solved) -> None:
    """Complain of a bound that decides nothing, by what is assumed."""
    end = found.end
    for limit in limits_in(own):
        for needed in (end, *(one for one in found.domain if one.left == end.left)):
            if excludes(own, limit, needed):
                raise settled(found.key, False, _both(needed, limit))
        if implies(own, limit, end):
            raise _every_assumed(found, limit)
    if own.known.has_value(end.right) and not own.known.allows(found.key, end.right):
        what = f"the bound {own.known.shown(end.right)} is not as assumed of `{found.key}`"
        raise Unsolved(f"{what}: all that is assumed fulfils the condition, or nothing does")


def _every_assumed(found: Solved, limit: Condition) -> Unsolved:
    where = " for which the condition is defined" if found.domain else ""
    what = f"every `{found.key}` that is as assumed is a solution{where}"
    return Unsolved(f"{what}: {_both(found.end, limit)}")


def _both(follows: Condition, limit: Condition) -> str:
    return f"`{said(follows)}` follows, and `{said(limit)}` is assumed"


def _with_whole(own: Isolating, found: Solved) -> Solved:
    """Complain of a whole number that is not there, or not as assumed."""
    end = found.end
    if found.smallest != (end.relation in UPWARDS):
        raise _wrong_end(found)
    if any(one.left == end.left and one.relation != "ne" and not turned_to(end, one)
           for one in found.domain):  # fmt: skip
        what = "whether the bound or the edge of where the condition is defined comes first"
        raise Unsolved(f"{what} is not known")
    whole = own.knowing((bound_step(found), whole_step(found)))
    if found.told:
        _check_answer(whole, found)
    else:
        _check_useful(own, found)
    return replace(
        found, tests=tuple(beside_whole(whole, found.start, found.domain, found.smallest))
    )


def _wrong_end(found: Solved) -> Unsolved:
    """Complain where the whole number that is wanted is not the one at the bound."""
    wanted, side, other = "largest", "below", "smallest"
    if found.smallest:
        wanted, side, other = "smallest", "above", "largest"
    beyond = {"below": "above", "above": "below"}[side]
    what = f"there is no {wanted} solution: every whole number {beyond} one is a solution, too"
    if found.assumed or found.domain:
        what = f"`{said(found.end)}` bounds it from {side} only: that is no {wanted} solution"
    return Unsolved(what, f"write `integer: {other}`")


def _check_useful(own: Isolating, found: Solved) -> None:
    """Complain where all that is assumed fulfils the condition."""
    for limit in limits_in(own):
        if implies(own, limit, found.end):
            raise _every_assumed(found, limit)


def _check_answer(own: Isolating, found: Solved) -> None:
    """Complain where the whole number beside the bound is no solution, or not as assumed."""
    known, answer = own.known, name(found.key)
    if not known.allows(found.key, answer):
        _check_useful(own, found)
        what = f"the {found.unknown.integer} whole number is {found.key} = {known.shown(answer)}"
        raise Unsolved(f"{what}, which is not as assumed")
    condition = found.start.on(found.key, answer).expr
    if known.flaw(condition) or known.sign(condition) == 0:
        where = " and ".join(f"`{said(one)}`" for one in (found.end, *found.domain))
        if all(turned_to(found.end, one) for one in found.domain):
            raise settled(found.key, False, f"no whole number is where {where}")
        what = f"the whole number beside the bound is {found.key} = {known.shown(answer)}"
        raise Unsolved(f"{what}, where the condition is not defined: {where}")
