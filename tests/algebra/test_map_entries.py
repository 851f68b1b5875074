"""Entries of maps written out have the value of their places; gradients of means by entries."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from solver.algebra.entries import at, picked
from solver.algebra.expr import Expr, make, name, number, walk
from solver.algebra.ops.convolution_index import free_letters
from solver.algebra.ops.padding import pad
from solver.algebra.ops.padding_modes import MODES
from solver.algebra.ops.planes import Pair, steps_of
from solver.algebra.ops.pool_notation import pooling
from solver.algebra.pull import Flow, trace
from solver.errors import FormulaError
from solver.plan import Given, Plan, Step
from tests.algebra.quick import quick

PAIRS = st.tuples(st.integers(1, 2), st.integers(1, 2))
SIDES = st.tuples(*[st.integers(0, 2)] * 4)


def entries_agree(node: Expr, **shapes: tuple[int, ...]) -> None:
    """Compare every entry that is written out with the one that the kernel gives."""
    rng = np.random.default_rng(len(str(node)))
    values = {key: rng.integers(-5, 6, shape) for key, shape in shapes.items()}
    sizes = [int(str(dim)) for dim in node.shape]
    places = list(product(*(range(1, size + 1) for size in sizes)))
    steps = [Step(f"entry{k}", at(node, *place), ()) for k, place in enumerate(places)]
    givens = tuple(Given(key, shape) for key, shape in shapes.items())
    found = Plan(givens, (Step("Y", node, ()), *steps)).evaluate(values)
    assert [found["Y"][tuple(k - 1 for k in place)] for place in places] == [
        found[step.name][()] for step in steps
    ]


@given(
    flipped=st.booleans(), groups=st.integers(1, 2), each=st.integers(1, 2), sees=st.integers(1, 2),
    stride=PAIRS, gap=PAIRS, mode=st.sampled_from(list(MODES)), sides=SIDES,
)  # fmt: skip
@quick(30)
def test_entries_of_several_channels_and_kernels(
    flipped: bool, groups: int, each: int, sees: int, stride: Pair, gap: Pair, mode: str, sides: Any
) -> None:
    image, kernel = (groups * sees, 4, 3), (groups * each, sees, 2, 2)
    assume(4 + sum(sides[:2]) > gap[0] and 3 + sum(sides[2:]) > gap[1])
    op = "convolve2d" if flipped else "correlate2d"
    steps = {"stride": steps_of(*stride), "dilation": steps_of(*gap), "groups": groups}
    node = make(op, pad(name("X", image), mode, sides), name("K", kernel), **steps)
    entries_agree(node, X=image, K=kernel)


@given(
    groups=st.integers(1, 2), each=st.integers(1, 2), sees=st.integers(1, 2), stride=PAIRS,
    gap=PAIRS,
)  # fmt: skip
@quick(20)
def test_entries_of_correlations_of_every_pair(
    groups: int, each: int, sees: int, stride: Pair, gap: Pair
) -> None:
    image, maps = (groups * sees, 4, 4), (groups * each, 2, 3)
    steps = {"stride": steps_of(*stride), "dilation": steps_of(*gap), "groups": groups}
    assume(gap[1] == 1)
    node = make("correlate_pairs", name("X", image), name("G", maps), **steps)
    entries_agree(node, X=image, G=maps)


def test_entries_of_one_map_with_every_channel() -> None:
    steps = {"stride": 1, "dilation": 1, "groups": 1}
    node = make("correlate_pairs", name("X", (3, 4, 4)), name("G", (2, 2)), **steps)
    entries_agree(node, X=(3, 4, 4), G=(2, 2))


@pytest.mark.parametrize("groups", [1, 2])
def test_entries_of_kernels_whose_maps_are_exchanged(groups: int) -> None:
    entries_agree(make("swap_maps", name("K", (4, 3, 2, 1)), groups=groups), K=(4, 3, 2, 1))


@pytest.mark.parametrize("shape", [(3, 4), (2, 3, 4)])
@pytest.mark.parametrize("mode", list(MODES))
def test_entries_of_what_comes_back_from_a_border(mode: str, shape: tuple[int, ...]) -> None:
    inner = name("X", shape)
    sides = dict(zip(("top", "bottom", "left", "right"), (1, 2, 2, 0), strict=True))
    outside = make(MODES[mode].word, inner, **sides)
    sizes = tuple(int(str(dim)) for dim in outside.shape)
    entries_agree(make(MODES[mode].back, name("G", sizes), **sides), G=sizes)
    entries_agree(outside, X=shape)


@pytest.mark.parametrize("shape", [(3, 2), (2, 2, 3), (2, 1, 2, 3)])
def test_entries_of_maps_turned_and_spread(shape: tuple[int, ...]) -> None:
    entries_agree(make("flip2d", name("X", shape)), X=shape)
    entries_agree(make("spread2d", name("X", shape), stride=(2, 3)), X=shape)


def test_a_list_of_matrices_is_indexed_as_people_do() -> None:
    assert str(picked(name("X", (2, 3, 3)), number(1), number(2), number(3))) == "X[0][2, 3]"
    assert str(at(name("K", (2, 2, 3, 3)), 1, 2, 3, 1)) == "K[1, 2, 3, 1]"
    with pytest.raises(FormulaError, match="no general entry"):
        picked(name("X", (2, 3, 3)), name("c"), number(2), number(3))


# --- gradients of poolings in index notation -----------------------------------------------------
@given(
    shape=st.tuples(st.integers(2, 6), st.integers(2, 6)), window=PAIRS, stride=PAIRS,
    padding=st.integers(0, 1), tiled=st.booleans(),
)  # fmt: skip
@quick(60)
def test_the_gradient_of_a_mean_entry_by_entry(
    shape: Pair, window: Pair, stride: Pair, padding: int, tiled: bool
) -> None:
    assume(2 * padding <= min(window))
    moves = window if tiled else stride
    node = pooling(
        "average_pool2d", name("X", shape), height=window[0], width=window[1],
        stride=tuple(map(number, moves)), padding=padding,
    )  # fmt: skip
    g = name("G", node.shape)
    flow = flow_to("X", node, g)
    ((form, _),) = flow.reached
    plan = Plan(
        (Given("X", shape), Given("G", node.shape)),
        (Step("whole", flow.gradient, ()), Step("by entry", form, ())),
    )
    upstream = np.arange(1, 1 + int(np.prod([int(str(d)) for d in node.shape])))
    sizes = tuple(int(str(dim)) for dim in node.shape)
    found = plan.evaluate({"X": np.zeros(shape, int), "G": upstream.reshape(sizes)})
    assert found.exact("whole") == found.exact("by entry")


def flow_to(key: str, node: Expr, g: Expr) -> Flow:
    (flow,) = trace(node, g, (key,)).names[key]
    return flow


def test_letters_that_name_something_are_not_used_again() -> None:
    node = pooling("average_pool2d", name("p", (4, 4)), height=2)
    assert free_letters(node, name("h", (2, 2)), "pqhl") == ("i", "q", "j", "l")
    form, _ = flow_to("p", node, name("h", (2, 2))).reached[0]
    assert {e.attr("indices") for e in walk(form) if e.op == "by_entry"} == {("i", "q")}


# --- gradients of convolutions in index notation -------------------------------------------------
@given(
    flipped=st.booleans(), image=st.tuples(st.integers(1, 4), st.integers(1, 4)),
    kernel=st.tuples(st.integers(1, 3), st.integers(1, 3)), stride=PAIRS, gap=PAIRS,
)  # fmt: skip
@quick(80)
def test_the_gradients_of_a_convolution_entry_by_entry(
    flipped: bool, image: Pair, kernel: Pair, stride: Pair, gap: Pair
) -> None:
    pairs = zip(image, kernel, gap, strict=True)
    assume(all(size > d * (k - 1) for size, k, d in pairs))
    shapes = {"X": () if image == (1, 1) else image, "K": () if kernel == (1, 1) else kernel}
    steps = {"stride": steps_of(*stride), "dilation": steps_of(*gap), "groups": 1}
    op = "convolve2d" if flipped else "correlate2d"
    node = make(op, *(name(key, shape) for key, shape in shapes.items()), **steps)
    g = name("G", node.shape)
    flows = {key: trace(node, g, (key,)).names[key][0] for key in shapes}
    forms = [
        Step(f"{key} {k}", form, ())
        for key, flow in flows.items()
        for k, (form, _) in enumerate(flow.reached)
    ]
    whole = [Step(key.lower(), flow.gradient, ()) for key, flow in flows.items()]
    sizes = {**shapes, "G": tuple(int(str(dim)) for dim in node.shape)}
    rng = np.random.default_rng(len(str(node)))
    found = Plan(
        tuple(Given(key, shape) for key, shape in sizes.items()), (*whole, *forms)
    ).evaluate({key: rng.integers(-5, 6, shape) for key, shape in sizes.items()})
    assert len(forms) >= 2
    for step in forms:
        assert found.exact(step.name) == found.exact(step.name[0].lower())
