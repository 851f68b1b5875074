"""The rules by which means and variances are worked out, one pass over a formula each."""

from __future__ import annotations

from collections.abc import Callable

from solver.algebra.expr import Expr, transform
from solver.kinds._moments.independence import is_entry
from solver.kinds._moments.places import array
from solver.kinds._moments.products import Products
from solver.kinds._moments.sums import Sums

MOMENTS = frozenset({"expectation", "variance"})
STATED = "put in the stated means and variances"

Rewrite = Callable[[Expr], Expr]


class Rules(Sums, Products):
    """Rewrites moments pass by pass, and notes the reasons of each."""

    def passes(self) -> tuple[Rewrite, ...]:
        """List the passes in the order in which a person would go."""
        return (
            _over(self.sums_of, self.variance_of_sum),
            _over(self.mean_of_product, self.variance_of_product),
        )

    def stated(self, e: Expr) -> Expr:
        """Put in the moments of single entries."""
        return transform(e, self._stated)

    def _stated(self, node: Expr) -> Expr:
        if node.op not in MOMENTS or not is_entry(node.args[0]):
            return node
        one = self.known[array(node.args[0])]
        return one.mean if node.op == "expectation" else one.variance


def _over(mean: Rewrite, variance: Rewrite) -> Rewrite:
    """Rewrite every mean and every variance in a formula."""
    rules = {"expectation": mean, "variance": variance}
    return lambda e: transform(
        e, lambda node: rules[node.op](node.args[0]) if node.op in MOMENTS else node
    )
