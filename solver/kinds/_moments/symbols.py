"""How the moments of quantities are printed: E[y], Var(y) and Std(y)."""

from __future__ import annotations

from collections.abc import Mapping

from solver.algebra.notation import bracket, operator
from solver.algebra.symbols import symbol_latex
from solver.spec.model import Spec

_HEADS = {
    "mean": (r"\mathbb{E}", "[", "]"),
    "var": (operator("Var"), "(", ")"),
    "std": (operator("Std"), "(", ")"),
}


def symbols_of(spec: Spec) -> Mapping[str, str]:
    """Give every moment its symbol, with the symbol of its quantity in it."""
    quantities = {key: symbol_latex(key, spec.symbols) for key, _, _ in spec.own["quantity"]}
    moments = {
        f"{which}_{key}{place}": head + bracket(latex, left, right)
        for key, latex in quantities.items()
        for which, (head, left, right) in _HEADS.items()
        for place in ("", "_here")
    }
    growth = {f"growth_{which}": shown for which, shown in moments.items()}
    draws = {f"confirmed_{key}": r"\text{draws}" for key in quantities}
    return {**moments, **growth, **draws}
