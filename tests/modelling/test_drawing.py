"""The diagram of a network: what feeds what, and when it is left out."""

from __future__ import annotations

from solver.document.blocks import Diagram
from tests.document.solving import solved


def drawn(text: str) -> Diagram | None:
    found = solved(text)
    (world,) = found.problem.worlds
    figures = world.figures(found.solution)
    return figures[0] if figures else None


def test_what_nothing_else_feeds_is_fed_by_all_it_uses() -> None:
    found = drawn("given: {u: [1, 2], v: [[3, 4]]}\nforward: {O: u @ v, L: sum(O*O)}\nask: [L]\n")
    assert found is not None
    names = [str(layer.label.expr) for layer in found.layers]  # type: ignore[union-attr]
    feeds = {names[wire.start] for wire in found.wires if names[wire.end] == "O"}
    assert feeds == {"u", "v"}


def test_a_tangle_is_left_out() -> None:
    forward = ", ".join(f"z{k}: x0 + x1*{k} + x2" for k in range(1, 4))
    text = f"given: {{x0: [1, 2], x1: [2, 1], x2: [0, 1]}}\nforward: {{{forward}, L: sum(z1)}}\n"
    assert drawn(f"{text}ask: [L]\n") is None


def test_a_long_chain_is_left_out() -> None:
    forward = ", ".join(f"x{k + 1}: tanh(x{k})" for k in range(12))
    assert drawn(f"given: {{x0: [1, 2]}}\nforward: {{{forward}}}\nask: [x12]\n") is None


def test_a_sequence_is_one_box() -> None:
    found = drawn("given: {x0: 2}\nforward: {v: 'scan(x/2, x=x0, steps=3)', L: 'v[3]'}\nask: [L]\n")
    assert found is not None
    assert [len(layer.units) for layer in found.layers] == [1, 0, 1]


def test_a_value_in_a_circle_is_short() -> None:
    found = drawn("given: {x: 0.015376, w: 2}\nforward: {y: w*x, L: y**2}\nask: [L]\n")
    assert found is not None
    assert r"0.0154" in to_tex(found)


def to_tex(diagram: Diagram) -> str:
    from solver.render.diagram import tikz
    from solver.render.maths import MathsWriter

    return tikz(diagram, MathsWriter())
