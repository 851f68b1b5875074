"""Short ways to solve a problem and to look at its page."""

from __future__ import annotations

from solver.document.blocks import Block, Named, StepBlock
from solver.problem import Problem, built
from solver.solved import Solved
from solver.spec.load import load_text


def solved(text: str) -> Solved:
    problem = built(load_text(f"kind: network\ntitle: t\n{text}", "t.yaml"))
    assert isinstance(problem, Problem)
    return problem.solve()


def steps(found: Solved, detail: str = "normal") -> dict[str, StepBlock]:
    """Give the steps of a key by the names that stand in the margin."""
    blocks: list[Block] = [
        inner
        for block in found.document(detail=detail).blocks
        for inner in (block.blocks if isinstance(block, Named) else (block,))
    ]
    return {block.name: block for block in blocks if isinstance(block, StepBlock)}


def links(found: Solved, name: str, detail: str = "normal") -> list[str]:
    """Write the links of a step's chain, each with its relation, the answer in square brackets."""
    from solver.render.maths import MathsWriter

    write = MathsWriter(found.symbols)
    chain = steps(found, detail)[name].chain
    texts = [(link, f"{link.relation} {write(link.right)}") for link in chain.links]
    return [f"[{text}]" if link.boxed else text for link, text in texts]
