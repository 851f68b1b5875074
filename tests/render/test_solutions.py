"""Solutions of awkward problems are set without a complaint, at every level of detail."""

from __future__ import annotations

import re

import pytest

from solver.problem import Problem, built
from solver.render.latex import to_latex
from solver.render.pdf import typeset
from solver.spec.load import load_text
from tests.render.needs import needs_latex

pytestmark = needs_latex
AWKWARD = {
    # lines with an operator's name in them are too wide, and broken at their signs
    "every activation": """
given: {x: [1, -2], W: [[1, 1], [2, 1]], t: [1, 0]}
forward:
  a: W @ x
  b: gelu(a)
  c: elu(b)
  d: softplus(c)
  e: gelu_erf(d)
  f: tanh(e)
  s: sigmoid(f)
  r: sqrt(s)
  l: log(r)
  o: softmax(l)
  L: sum(abs(o - t))
ask: [dL/dW]
""",
    "names that are long": """
given: {input_of_the_layer: [1, -2], first_weights: [[1, 1], [2, 1]]}
forward:
  hidden_activation_values: relu(first_weights @ input_of_the_layer)
  total_of_everything: sum(hidden_activation_values**2)
ask: [total_of_everything, dtotal_of_everything/dfirst_weights]
""",
}


@pytest.mark.parametrize("detail", ["brief", "normal", "full"])
@pytest.mark.parametrize("text", AWKWARD.values(), ids=AWKWARD)
def test_is_set_without_complaint(text: str, detail: str) -> None:
    problem = built(load_text(f"kind: network\ntitle: Awkward\n{text}", "awkward.yaml"))
    assert isinstance(problem, Problem)
    log = typeset(to_latex(problem.solve().document(detail=detail), standalone=False))[1]
    assert not re.findall(r"^(?:Overfull|LaTeX Warning|Missing char).*", log, re.MULTILINE)
