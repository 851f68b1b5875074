"""What a claim is written with."""

from __future__ import annotations

from collections.abc import Mapping

from solver.modelling.plotting import PLOTS
from solver.spec.asks import MARKED
from solver.spec.fields import Choice, Field, Flag, FormulaField, MapOf, Marked, Text
from solver.spec.names import Equations

ALWAYS, SOMETIMES, USUALLY = SAYS = ("always", "sometimes", "usually")

FIELDS: Mapping[str, Field[object]] = {
    "claim": Text(markdown=True, required=True, about="the claim, in words"),
    "verdict": Marked(field=Flag(), required=True, about="whether it is true or false"),
    "reason": Text(markdown=True, required=True, about="a model answer, with computed values"),
    "rubric": MARKED["rubric"],
    "steps": Equations(about="what is computed, one equation a line"),
    "why": MapOf(value=Text(), about="what steps are, in words, and what `verdict` goes by"),
    "holds": FormulaField(
        required=True,
        about="the condition that is computed, such as `all(f(n + 1) > f(n), (n, 1, 20))`",
    ),
    "says": Choice(words=SAYS, about="whether the claim is about every case, some case, or most"),
    "plots": PLOTS,
}
