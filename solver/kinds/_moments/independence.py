"""Which products of random entries are independent, and which terms of a sum are uncorrelated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import combinations

from solver.algebra.expr import Expr, name, names_in, substitute, value_of
from solver.algebra.op import Words
from solver.algebra.ops.moments import Random
from solver.errors import FormulaError
from solver.kinds._moments.places import apart, array, is_injective, places, shifted
from solver.kinds._moments.terms import Summand

Known = Mapping[str, Random]
UNRELATED = "their covariance is 0, "
ADD_UP = "so the variance of the sum is the sum of the variances"


def factors(e: Expr) -> tuple[tuple[Expr, int], ...]:
    """List the factors of a product with their powers; the same one written twice is a power."""
    found: dict[Expr, int] = {}
    for base, power in _factors(e):
        same = next((key for key in found if _is_same(key, base)), base)
        found[same] = found.get(same, 0) + power
    return tuple(found.items())


def _factors(e: Expr) -> list[tuple[Expr, int]]:
    if e.op == "mul":
        return _factors(e.args[0]) + _factors(e.args[1])
    if e.op == "pow" and (power := value_of(e.args[1])) is not None and power.denominator == 1:
        return [(base, own * int(power)) for base, own in _factors(e.args[0])]
    return [(e, 1)]


def is_entry(e: Expr) -> bool:
    """Tell whether a formula is one entry."""
    return e.op == "name" or (e.op == "index" and e.args[0].op == "name")


def _is_same(one: Expr, other: Expr) -> bool:
    if one == other:
        return True
    return is_entry(one) and is_entry(other) and apart(one, other) is False


def are_independent(found: tuple[tuple[Expr, int], ...], known: Known) -> bool:
    """Tell whether the factors of a product are independent; refuse where that cannot be told."""
    for (one, _), (other, _) in combinations(found, 2):
        shared = set(names_in(one)) & set(names_in(other)) & set(known)
        if not shared:
            continue
        if not (is_entry(one) and is_entry(other)):
            return False
        if apart(one, other) is None:
            what = f"{one} and {other} are the same for some indices, and independent for others"
            raise FormulaError(what, "write the terms where they are the same on their own")
    return True


# --- terms of a sum ------------------------------------------------------------------------------
def uncorrelated(one: Summand, known: Known) -> Words | None:
    """Say why different terms of a sum over indices are uncorrelated; None if that is not known."""
    if not one.ranges:
        return ()
    used = _by_array(one)
    if _share_nothing(one):
        return _each_its_own(one)
    if any(power > 1 for _, power in one.entries):
        return None
    for key, entries in used.items():
        if is_zero(known[key].mean) and is_injective(one.indices, shifted(entries)):
            return _because(entries)
    return None


def _share_nothing(one: Summand) -> bool:
    """Tell whether an entry is met in one term of a sum only."""
    entries = [entry for entry, _ in one.entries]
    other = [entry for entry, _ in _renamed(one).entries]
    pairs = [(a, b) for k, a in enumerate(entries) for m, b in enumerate(other) if k != m]
    own = all(is_injective(one.indices, places(entry)) for entry in entries)
    return own and all(apart(a, b) for a, b in pairs)


def _by_array(one: Summand) -> dict[str, list[Expr]]:
    used: dict[str, list[Expr]] = {}
    for entry, _ in one.entries:
        used.setdefault(array(entry), []).append(entry)
    return used


def is_zero(mean: Expr) -> bool:
    """Tell whether a mean is written as 0."""
    return value_of(mean) == 0


def _each_its_own(one: Summand) -> Words:
    words: list[str | Expr] = ["for different "]
    for k, index in enumerate(one.indices):
        words += [", "] * (k > 0) + [name(index)]
    for k, (entry, _) in enumerate(one.entries):
        words += [" and " if k else " these are different: ", entry]
    return (*words, "; no two terms share a random factor, they are independent, ", ADD_UP)


def _because(entries: list[Expr]) -> Words:
    if len(entries) == 1:
        return (
            "each term has a factor ", entries[0],
            " of its own, independent of all else and of mean 0: ", UNRELATED, ADD_UP,
        )  # fmt: skip
    return (
        "in the product of two different terms some factor of mean 0 stands alone: ",
        UNRELATED,
        ADD_UP,
    )


def _renamed(one: Summand) -> Summand:
    """Count with indices that no other summand has."""
    table = {key: name(f"{key}'") for key in one.indices}
    return replace(one, entries=tuple((substitute(e, table), power) for e, power in one.entries))


def between(one: Summand, other: Summand, known: Known) -> Words | None:
    """Say why two summands are uncorrelated; None if they may be correlated."""
    other = _renamed(other)
    pairs = [(a, b) for a, _ in one.entries for b, _ in other.entries if array(a) == array(b)]
    if all(apart(a, b) for a, b in pairs):
        return ("the terms share no random factor: they are independent, ", ADD_UP)
    for here, there in ((one, other), (other, one)):
        for entry, power in here.entries:
            alone = [e for e, _ in (*here.entries, *there.entries) if array(e) == array(entry)]
            if power == 1 and len(alone) == 1 and is_zero(known[array(entry)].mean):
                return (
                    "the factor ", entry, " of mean 0 stands in one of the terms only: ",
                    UNRELATED, ADD_UP,
                )  # fmt: skip
    return None
