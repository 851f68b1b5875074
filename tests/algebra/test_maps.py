"""Convolution, padding and pooling: what does not fit, one entry written out, slips."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import assume, given
from hypothesis import strategies as st

from solver.algebra.entries import at
from solver.algebra.expr import Expr, make, name
from solver.algebra.op import OPS
from solver.algebra.ops.padding import pad
from solver.algebra.ops.padding_modes import MODES
from solver.algebra.ops.planes import Pair, steps_of
from solver.algebra.pull import pull
from solver.algebra.read import read
from solver.algebra.scope import Scope
from solver.algebra.shapes import combine, symbol
from solver.errors import FormulaError
from solver.plan import Given, Plan, Step
from tests.algebra import map_cases as cases
from tests.algebra.quick import quick

STEPS = {"stride": 1, "dilation": 1, "groups": 1}
CONVOLUTIONS = ("convolve2d", "correlate2d")


def conv(op: str, image: Any, kernel: Any, **steps: int) -> Expr:
    return make(op, name("X", image), name("K", kernel), **STEPS | steps)


PAIRS = st.tuples(st.integers(1, 2), st.integers(1, 2))


# --- one entry -----------------------------------------------------------------------------------
@given(
    op=st.sampled_from(CONVOLUTIONS), mode=st.sampled_from(["zero", "circular", "reflect"]),
    sides=st.tuples(*[st.integers(0, 2)] * 4), stride=PAIRS, gap=PAIRS,
)  # fmt: skip
@quick(40)
def test_an_entry_written_out_is_the_entry(
    op: str, mode: str, sides: Any, stride: Pair, gap: Pair
) -> None:
    rng = np.random.default_rng(sum(sides))
    X, K = name("X", (4, 3)), name("K", (2, 2))
    border = pad(X, mode, sides)
    assume(all(int(str(n)) > d for n, d in zip(border.shape, gap, strict=True)))
    node = make(op, border, K, stride=steps_of(*stride), dilation=steps_of(*gap), groups=1)
    if not node.shape:
        return
    rows, columns = (int(str(dim)) for dim in node.shape)
    steps = [Step(f"y{i}_{j}", at(node, i, j), ()) for i in (1, rows) for j in (1, columns)]
    unique = {step.name: step for step in steps}.values()
    plan = Plan((Given("X", X.shape), Given("K", K.shape)), (Step("Y", node, ()), *unique))
    values = {"X": rng.integers(-5, 6, (4, 3)), "K": rng.integers(-5, 6, (2, 2))}
    found = plan.evaluate(values)
    for step in unique:
        i, j = map(int, step.name[1:].split("_"))
        assert found.exact(step.name) == found.exact("Y")[i - 1][j - 1]


# --- what does not fit ---------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("image", "kernel", "steps", "message"),
    [
        ((3, 3), (2, 4), {}, "the kernel K (2×4) reaches over 2×4 entries: it does not fit"),
        ((3, 3), (2, 2), {"dilation": 3}, "the kernel K (2×2) reaches over 4×4 entries"),
        ((2, 5, 5), (3, 3), {}, "X (2×5×5) and the kernel K (3×3): their axes do not fit"),
        ((5, 5), (4, 2, 3, 3), {}, "X (5×5) and the kernel K (4×2×3×3): their axes do not fit"),
        ((3, 5, 5), (4, 2, 3, 3), {}, "the kernel sees 2 channels, not 3"),
        ((4, 5, 5), (6, 2, 3, 3), {"groups": 3}, "3 groups do not divide 4 channels"),
        ((4, 5, 5), (5, 2, 3, 3), {"groups": 2}, "2 groups do not divide 5 kernels"),
    ],
)
def test_a_kernel_that_does_not_fit(image: Any, kernel: Any, steps: Any, message: str) -> None:
    for op in CONVOLUTIONS:
        with pytest.raises(FormulaError) as caught:
            conv(op, image, kernel, **steps)
        assert message in caught.value.message


@pytest.mark.parametrize(
    ("mode", "border", "message"),
    [
        ("reflect", 3, "X (3×4) cannot be padded by 3: mirroring takes at most 2 there"),
        ("circular", 4, "X (3×4) cannot be padded by 4: wrapping around takes at most 3 there"),
    ],
)
def test_a_border_that_there_are_too_few_entries_for(mode: str, border: int, message: str) -> None:
    with pytest.raises(FormulaError) as caught:
        pad(name("X", (3, 4)), mode, (border, 0, 0, 0))
    assert caught.value.message == message


@pytest.mark.parametrize(
    ("formula", "message"),
    [
        ("max_pool2d(X, 2, padding=2)", "padding 2 is more than half of the window 2×2"),
        ("average_pool2d(X, 9)", "a window of 9×9 does not fit in X (3×4)"),
        ("max_pool2d(X, 0)", "height is a whole number, at least 1, not 0"),
        ("max_pool2d(X, 2, ceil=2)", "`ceil=` takes 1 or 0, not 2"),
        ("convolve2d(X, K, stride=[1, 2, 3])", "stride is one number, or two: down and across"),
        ("convolve2d(X, K, groups=[1, 2])", "`groups=` takes one value, not a list"),
        ("convolve2d(X, K, stride=0)", "stride is a whole number, at least 1, not 0"),
        ("convolve2d(X, K, stride=1/2)", "stride is a whole number, at least 1, not 1 / 2"),
        ("pad_zero(X, 0-1, 0, 0, 0)", "top is a whole number, at least 0, not 0 - 1"),
        ("convolution_matrix(K, shape=[400, 400])", "at most 40000 entries"),
        ("unvec(X, shape=[4, 3])", "X (3×4) is not a column of 4×3 entries"),
    ],
)
def test_broken_formulas(formula: str, message: str) -> None:
    scope = Scope({"X": name("X", (3, 4)), "K": name("K", (2, 2))}, {})
    with pytest.raises(FormulaError) as caught:
        read(formula, scope)
    assert message in caught.value.message


@pytest.mark.parametrize(
    "formula",
    [
        "convolve2d(X, K, stride=[2, 1], dilation=[1, 2])",
        "max_pool2d(X, height=2, width=3, stride=[1, 2], padding=1, ceil=1)",
        "spread2d(X, stride=[1, 3])",
        "thin2d(X, stride=[2, 3], shape=[2, 2])",
        "correlation_matrix(K, shape=[3, 4], stride=[1, 2], dilation=1)",
        "patches2d(X, shape=[2, 2], stride=[1, 2], dilation=[2, 1])",
    ],
)
def test_steps_by_axis_are_read_as_they_are_printed(formula: str) -> None:
    scope = Scope({"X": name("X", (3, 4)), "K": name("K", (2, 2))}, {})
    found = read(formula, scope)
    assert str(found) == formula
    assert read(str(found), scope) == found
    assert read(formula.replace("[2, 1]", "[2, 2]"), scope) == read(
        formula.replace("[2, 1]", "2"), scope
    )


@pytest.mark.parametrize(
    ("formula", "message"),
    [
        ("correlate_pairs(X, K)", "X (3×4) and K (2×2): channels and maps do not pair up"),
        ("correlate_pairs(S, K, groups=2)", "channels and maps do not pair up"),
        ("correlate_pairs(S, S, groups=3)", "3 groups do not divide 4"),
        ("correlate_pairs(S, X)", "a window of 3×4 does not fit in 2×2"),
        ("swap_maps(S)", "S (4×2×2) is not made of kernels with channels"),
    ],
)
def test_channels_and_maps_that_do_not_pair_up(formula: str, message: str) -> None:
    names = {"X": name("X", (3, 4)), "K": name("K", (2, 2)), "S": name("S", (4, 2, 2))}
    with pytest.raises(FormulaError) as caught:
        read(formula, Scope(names, {}))
    assert message in caught.value.message


# --- gradients beside Torch's autograd -----------------------------------------------------------
@st.composite
def layers(draw: Any) -> tuple[Expr, dict[str, Any]]:
    """Draw a padded convolution of channels or a map, with all its options, and values."""
    small, groups = st.integers(1, 3), draw(st.sampled_from([1, 1, 2]))
    deep = groups > 1 or draw(st.booleans())
    kernel, stride, gap = (draw(st.tuples(small, small)) for _ in range(3))
    mode, sides = draw(st.sampled_from(sorted(MODES))), draw(st.tuples(*[st.integers(0, 1)] * 4))
    least = [g * (k - 1) + 1 for k, g in zip(kernel, gap, strict=True)]
    plane = [max(2, size) + draw(st.integers(0, 3)) for size in least]
    sees, gives = draw(small), draw(small)
    image = (groups * sees, *plane) if deep else tuple(plane)
    own = (sees, *kernel) if deep else kernel
    several = groups > 1 or draw(st.booleans())
    weights = (groups * gives, *own) if several else own
    weights = () if weights == (1, 1) else weights
    steps = {"stride": steps_of(*stride), "dilation": steps_of(*gap), "groups": groups}
    op = draw(st.sampled_from(CONVOLUTIONS))
    X, K = name("X", image), name("K", weights)
    node = make(op, pad(X, mode, sides) if any(sides) else X, K, **steps)
    rng = np.random.default_rng(draw(st.integers(0, 99)))
    shapes = {"X": image, "K": weights, "G": node.shape}
    values = {key: rng.integers(-4, 5, shape).astype(float) for key, shape in shapes.items()}
    x, k = (torch.tensor(values[key], requires_grad=True) for key in "XK")
    out = cases.conv(op, cases.padded(x, mode, sides), k, **steps)
    out.backward(torch.tensor(values["G"]).reshape(out.shape))
    assert x.grad is not None
    assert k.grad is not None
    return node, values | {"dX": x.grad.numpy(), "dK": k.grad.numpy()}


@given(layers())
@quick(120)
def test_gradients_of_any_convolution_are_torchs(layer: tuple[Expr, dict[str, Any]]) -> None:
    node, values = layer
    G = name("G", node.shape)
    steps = [Step(f"d{key}", pull(node, G, key) or node, ()) for key in "XK"]
    givens = tuple(Given(key, values[key].shape) for key in "XKG")
    arrays = {key: values[key] for key in "XKG"}
    for backend in ("numpy", "torch", "exact"):
        found = Plan(givens, tuple(steps)).evaluate(arrays, backend=backend)
        for step in steps:
            assert step.shape == values[step.name].shape
            got = found.exact(step.name) if backend == "exact" else found[step.name]
            got = np.asarray(got).astype(float)
            np.testing.assert_allclose(got, values[step.name], atol=1e-9)


@pytest.mark.parametrize("op", CONVOLUTIONS)
def test_gradients_in_symbols_have_the_shapes_of_what_they_are_for(op: str) -> None:
    n, k = symbol("n"), symbol("k")
    node = conv(op, (n, n), (k, k))
    m = combine((1, n), (-1, k), (1, 1))
    assert node.shape == (m, m)
    for key, shape in (("X", (n, n)), ("K", (k, k))):
        found = pull(node, name("G", (m, m)), key)
        assert found is not None
        assert found.shape == shape


# --- slips ---------------------------------------------------------------------------------------
def test_convolution_and_correlation_are_each_others_slip() -> None:
    for op, other in (CONVOLUTIONS, CONVOLUTIONS[::-1]):
        node = conv(op, (4, 4), (2, 2))
        changed = OPS[op].slips[0].change(node)
        assert changed is not None
        assert (changed.op, changed.args, changed.shape) == (other, node.args, node.shape)
