"""What a truth column is called: a gate by name, or else its shortest sum of products.

A column is a tuple of truth values, the inputs counted up, the first input changing slowest.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, product

Column = tuple[bool, ...]
Term = tuple[bool | None, ...]  # of each input: as it is, negated, or left out


def rows(inputs: int) -> tuple[tuple[bool, ...], ...]:
    """List the combinations of inputs in the order of a truth table."""
    return tuple(product((False, True), repeat=inputs))


# --- gates that have a name ----------------------------------------------------------------------
def title(column: Column) -> str:
    """Name a function of its inputs; '' for one that has no name."""
    inputs = len(column).bit_length() - 1
    if len(set(column)) == 1:
        return "always true" if column[0] else "always false"
    counts = _by_count(column, inputs)
    if counts is None:
        return _PAIRS.get(column, "") or _alone(column, inputs)
    return _symmetric(counts, inputs)


def _by_count(column: Column, inputs: int) -> tuple[bool, ...] | None:
    """Give a column by the number of true inputs; None if that does not decide it."""
    found: dict[int, bool] = {}
    for row, true in zip(rows(inputs), column, strict=True):
        if found.setdefault(sum(row), true) != true:
            return None
    return tuple(found[count] for count in range(inputs + 1))


def _symmetric(counts: tuple[bool, ...], inputs: int) -> str:
    if inputs == 1:
        return "identity" if counts[1] else "NOT"
    every = range(inputs + 1)
    table = {
        tuple(k == inputs for k in every): "AND",
        tuple(k > 0 for k in every): "OR",
        tuple(k < inputs for k in every): "NAND",
        tuple(k == 0 for k in every): "NOR",
        tuple(k % 2 == 1 for k in every): "XOR",
        tuple(k % 2 == 0 for k in every): "XNOR",
    }
    if inputs % 2:
        table[tuple(2 * k > inputs for k in every)] = "majority"
        table[tuple(2 * k < inputs for k in every)] = "minority"
    return table.get(counts, "") or _at_least(counts, inputs)


def _at_least(counts: tuple[bool, ...], inputs: int) -> str:
    """Name a threshold on the number of true inputs, or its negation."""
    if list(counts) == sorted(counts):
        return f"at least {counts.index(True)} of {inputs}"
    if list(counts) == sorted(counts, reverse=True):
        return f"at most {counts.index(False) - 1} of {inputs}"
    return ""


_PAIRS: dict[Column, str] = {
    tuple(not a or b for a, b in rows(2)): "implication",
    tuple(a or not b for a, b in rows(2)): "converse implication",
    tuple(a and not b for a, b in rows(2)): "inhibition",
    tuple(not a and b for a, b in rows(2)): "converse inhibition",
}
ARROWS = {"implication": (0, 1), "converse implication": (1, 0)}  # from which input to which


def _alone(column: Column, inputs: int) -> str:
    """Name a function that copies one of several inputs, or negates it."""
    for k in range(inputs):
        own = tuple(row[k] for row in rows(inputs))
        if column == own:
            return "identity of one input"
        if column == tuple(not value for value in own):
            return "NOT of one input"
    return ""


# --- the shortest sum of products ----------------------------------------------------------------
def shortest(column: Column) -> tuple[Term, ...]:
    """Find a sum of products with the fewest products, and among those the fewest factors.

    By Quine and McCluskey: merge rows into prime implicants, take the essential ones, and cover
    what is left by trying small sets before larger ones.
    """
    inputs = len(column).bit_length() - 1
    true = [row for row, value in zip(rows(inputs), column, strict=True) if value]
    primes = _primes(true)
    covers = {prime: frozenset(row for row in true if covered(row, prime)) for prime in primes}
    essential = [p for p in primes if any(_only(row, p, covers) for row in covers[p])]
    left = frozenset(true).difference(*(covers[prime] for prime in essential))
    chosen = [*essential, *_cover(left, {p: covers[p] & left for p in primes})]
    return tuple(prime for prime in primes if prime in chosen)


def covered(row: Sequence[bool], term: Term) -> bool:
    """Tell whether a product is true for a row."""
    return all(wanted is None or wanted == value for value, wanted in zip(row, term, strict=True))


def _only(row: tuple[bool, ...], prime: Term, covers: dict[Term, frozenset[Column]]) -> bool:
    return all(row not in found for other, found in covers.items() if other != prime)


def _primes(true: Sequence[Term]) -> list[Term]:
    """Merge products that differ in one input until none do; keep those that were not merged."""
    found: list[Term] = []
    layer = set(true)
    while layer:
        pairs = [(a, b, joint) for a, b in combinations(sorted(layer, key=_order), 2)
                 if (joint := _merged(a, b))]  # fmt: skip
        used = {term for a, b, _ in pairs for term in (a, b)}
        found += layer - used
        layer = {joint for *_, joint in pairs}
    return sorted(found, key=_order)


def _merged(left: Term, right: Term) -> Term | None:
    apart = [k for k, (a, b) in enumerate(zip(left, right, strict=True)) if a != b]
    if len(apart) != 1 or left[apart[0]] is None or right[apart[0]] is None:
        return None
    return tuple(None if k == apart[0] else value for k, value in enumerate(left))


def _order(term: Term) -> tuple[object, ...]:
    """Put short products first, then those of early inputs, as they are before negated."""
    factors = sum(value is not None for value in term)
    return factors, tuple({None: 2, True: 0, False: 1}[value] for value in term)


def _cover(left: frozenset[Column], covers: dict[Term, frozenset[Column]]) -> tuple[Term, ...]:
    useful = [prime for prime, found in covers.items() if found]
    for count in range(len(useful) + 1):
        fitting = [s for s in combinations(useful, count) if _all_of(left, s, covers)]
        if fitting:
            return min(fitting, key=lambda s: sum(v is not None for term in s for v in term))
    return ()


def _all_of(
    left: frozenset[Column], chosen: Sequence[Term], covers: dict[Term, frozenset[Column]]
) -> bool:
    return not left.difference(*(covers[term] for term in chosen))


# --- in writing ----------------------------------------------------------------------------------
def written(
    terms: Sequence[Term], names: Sequence[str], both: str, either: str, no: str
) -> Iterator[str]:
    """Write a sum of products with given names and signs, piece by piece."""
    for k, term in enumerate(terms):
        pairs = zip(names, term, strict=True)
        factors = [f"{'' if value else no}{name}" for name, value in pairs if value is not None]
        text = both.join(factors)
        yield either * (k > 0)
        yield f"({text})" if len(factors) > 1 and len(terms) > 1 else text
