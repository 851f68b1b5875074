"""What a kernel does to a picture, as facts computed from its weights."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from solver.algebra.expr import Expr, make, name, number
from solver.algebra.ops.planes import full
from solver.forms import Members, Truth
from solver.plan import Step

ZERO, ONE = number(0), number(1)


@dataclass(frozen=True, slots=True)
class Rule:
    """An effect, what it follows from in words, and the same as a condition.

    `holds` is given the sum of the weights, and how many are positive and negative.
    """

    effect: str
    words: str
    holds: Callable[[Expr, Expr, Expr], Expr]


def _against(total: Expr, positives: Expr, negatives: Expr) -> Expr:
    def alone(one: Expr, others: Expr) -> Expr:
        return make("and", make("eq", one, ONE), make("ge", others, ONE))

    return make("or", alone(positives, negatives), alone(negatives, positives))


RULES = (
    Rule(
        "keeps the brightness",
        "the weights add up to 1, so constant areas stay as they are",
        lambda total, positives, negatives: make("eq", total, ONE),
    ),
    Rule(
        "shows edges only",
        "the weights add up to 0, so nothing is left of constant areas",
        lambda total, positives, negatives: make("eq", total, ZERO),
    ),
    Rule(
        "inverts light and dark",
        "the weights add up to less than 0, so constant areas change sign",
        lambda total, positives, negatives: make("lt", total, ZERO),
    ),
    Rule(
        "blurs",
        "no weight is negative and at least two are positive: neighbours are averaged",
        lambda total, positives, negatives: make(
            "and", make("eq", negatives, ZERO), make("gt", positives, ONE)
        ),
    ),
    Rule(
        "emphasises differences to the neighbours",
        "a single weight of one sign stands against those of the other",
        _against,
    ),
)


def effect_steps(kernel: Expr) -> Iterator[Step]:
    """Work out the sum, the symmetries, the rank and the effect of a kernel."""
    total = Step(
        "kernel_sum", make("sum", kernel, axis=None),
        ("constant areas are multiplied by the sum of the weights",),
        title=("the sum of the weights,",),
    )  # fmt: skip
    yield total
    yield from _symmetries(kernel)
    yield from _rank(kernel)
    yield from _effect(kernel, total.ref)


def _symmetries(kernel: Expr) -> Iterator[Step]:
    turned = make("flip2d", kernel)
    yield Step(
        "even_180", make("alike", kernel, turned),
        ("if so, convolution and correlation with it are the same",),
        title=("whether the kernel is symmetric under a turn by 180°,",), form=Truth(),
    )  # fmt: skip
    yield Step(
        "odd_180", make("alike", kernel, -turned),
        ("if so, convolution and correlation with it differ in their sign only",),
        title=("whether the kernel changes its sign under a turn by 180°,",), form=Truth(),
    )  # fmt: skip
    if full(kernel.shape)[0] == full(kernel.shape)[1]:
        yield Step(
            "symmetric_T", make("alike", kernel, kernel.T),
            ("if so, it treats rows and columns alike",),
            title=("whether the kernel is symmetric under transposition,",), form=Truth(),
        )  # fmt: skip


def _rank(kernel: Expr) -> Iterator[Step]:
    rank = Step(
        "kernel_rank", make("rank", kernel), ("count the rows that do not depend on each other",),
        title=("the rank of the kernel,",),
    )  # fmt: skip
    yield rank
    yield Step(
        "separable", make("eq", rank.ref, ONE),
        ("if its rank is 1, it is a column times a row: two passes with fewer weights",),
        title=("whether the kernel is",), form=Truth(),
    )  # fmt: skip


def factor_steps(kernel: Expr) -> Iterator[Step]:
    """Split a kernel of rank 1 through its largest entry."""
    if not kernel.shape:
        return
    mask = Step(
        "largest", make("argmax_mask", make("abs", kernel), axis=None),
        ("mark the entry of the largest size",),
        title=("the place of the entry that is",),
    )  # fmt: skip
    yield mask
    column = kernel @ make("sum", mask.ref, axis=0).T
    yield Step(
        "column_factor", column, ("the column through the largest entry",),
        title=("the column factor of the kernel,",), judged=_spans(kernel),
    )  # fmt: skip
    pivot = make("sum", mask.ref * kernel, axis=None)
    row = make("sum", mask.ref, axis=1).T @ kernel
    yield Step(
        "row_factor", row / pivot, ("the row through the largest entry, divided by that entry",),
        title=("the row factor of the kernel,",), judged=(_product(kernel),),
    )  # fmt: skip


def _spans(kernel: Expr) -> tuple[Expr, ...]:
    """Say what a column must do: be a multiple of every column of the kernel, and not 0."""
    own = name("column_factor", (kernel.shape[0], 1))
    square = make("sum", own * own, axis=None)
    alike = make("eq", own @ (own.T @ kernel), square * kernel)
    return (make("gt", square, ZERO), make("all", alike))


def _product(kernel: Expr) -> Expr:
    """Say what a row must do: give the kernel with the column."""
    column, row = (
        name("column_factor", (kernel.shape[0], 1)), name("row_factor", (1, kernel.shape[1]))
    )  # fmt: skip
    return make("all", make("eq", column @ row, kernel))


def _effect(kernel: Expr, total: Expr) -> Iterator[Step]:
    counts = []
    for key, relation, word in (("positives", "gt", "positive"), ("negatives", "lt", "negative")):
        counted = make(relation, kernel, ZERO)
        step = Step(
            key, make("sum", counted, axis=None) if counted.shape else counted,
            (f"count the {word} weights",), title=(f"the number of {word} weights,",),
        )  # fmt: skip
        counts.append(step.ref)
        yield step
    yield Step(
        "effect", make("stack", *(rule.holds(total, *counts) for rule in RULES), columns=1),
        ("each effect has its rule, a condition on the weights",),
        title=("the kernel's",),
        form=Members(tuple(rule.effect for rule in RULES), "none of those listed"),
    )  # fmt: skip
