"""markscheme: a YAML problem spec in, a worked solution that can be trusted out.

import solver
solved = solver.load("problem.yaml").solve()
solved.value("dL/dW1"); solved.pdf("key.pdf")
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from solver.problem import Problem, ProblemSet, load

__all__ = ["Problem", "ProblemSet", "load"]


def __getattr__(wanted: str) -> Any:
    """Import late: the command line must start before the algebra does."""
    if wanted in __all__:
        from solver import problem

        return getattr(problem, wanted)
    raise AttributeError(wanted)
