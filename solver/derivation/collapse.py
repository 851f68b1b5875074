"""Cancelling across two rules, as in softmax followed by cross-entropy: `o ⊙ (…) = o − y`."""

from __future__ import annotations

from collections.abc import Mapping

from solver.algebra.expr import Expr, substitute, walk
from solver.algebra.op import Words
from solver.algebra.terms import as_factor
from solver.algebra.tidy import Facts, tidy
from solver.plan import Line


def collapsed(
    rule: Expr, table: Mapping[str, Expr], facts: Facts
) -> tuple[Expr, Words, tuple[Line, ...]] | None:
    """Put the formulas of the names in the table into a rule if a denominator then cancels.

    Returns the short form, its reason, and the lines between; None if nothing is gained.
    """
    if not any(_divides(formula) for formula in table.values()):
        return None
    inserted = substitute(rule, table)
    cancelled = tidy(inserted)
    final = tidy(cancelled, facts)
    if not _gone(inserted, cancelled) or final.weight >= rule.weight:
        return None
    put_in = Line(inserted, _put_in(table))
    if final == cancelled:
        return final, (*_cancel_words(inserted, cancelled), *_unused(cancelled, facts)), (put_in,)
    used = _facts_used(cancelled, final, facts)
    return final, used, (put_in, Line(cancelled, _cancel_words(inserted, cancelled)))


def _divides(expr: Expr) -> bool:
    return any(node.op == "div" for node in walk(expr))


def _gone(before: Expr, after: Expr) -> list[Expr]:
    """List the factors that stand in a denominator before, and in none after."""
    left = _bottoms(after)
    return [factor for factor in _bottoms(before) if factor not in left]


def _bottoms(expr: Expr) -> list[Expr]:
    found = [as_factor(node.args[1]) for node in walk(expr) if node.op == "div"]
    return list(dict.fromkeys(base for term in found if term for base, _ in term.factors))


def _put_in(table: Mapping[str, Expr]) -> Words:
    words: list[str | Expr] = ["put in "]
    for k, (used, formula) in enumerate(table.items()):
        from solver.algebra.expr import name

        words += [" and "] * (k > 0) + [name(used, formula.shape), " = ", formula]
    return tuple(words)


def _cancel_words(inserted: Expr, cancelled: Expr) -> Words:
    gone = _gone(inserted, cancelled)
    words: list[str | Expr] = []
    for k, bottom in enumerate(gone):
        words += [" and "] * (k > 0) + [bottom]
    return (*words, " cancels" if len(gone) == 1 else " cancel")


def _totals(expr: Expr) -> list[Expr]:
    return [n for n in walk(expr) if n.op == "sum" and n.args[0].op == "name"]


def _facts_used(before: Expr, after: Expr, facts: Facts) -> Words:
    gone = [total for total in _totals(before) if total not in set(walk(after))]
    if not gone:
        return ("simplify",)
    which = gone[0].args[0]
    one_hot = "one_hot" in facts.get(which.attr("name"), frozenset())
    return (gone[0], " = 1, because ", which, " is one-hot" if one_hot else " sums to 1")


def _unused(form: Expr, facts: Facts) -> Words:
    words: list[str | Expr] = []
    for total in _totals(form):
        words += ["; ", total.args[0], " is not known to sum to 1, so ", total, " stays"]
    return tuple(words)
