"""The conv2d kind: the documents' numbers; random layers against SciPy, Torch and brute force."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import signal  # type: ignore[import-untyped]
from torch.nn import functional as F  # noqa: N812 - the name everyone uses

from solver.algebra.op import Law
from solver.algebra.ops.planes import Pair
from solver.backends.base import EvaluationError
from solver.document.blocks import Block, Chain, Figure, Paragraph, StepBlock, Text
from solver.document.plots import Greys, Maps
from solver.plan import Plan
from solver.solved import Solved
from tests.a_kind import AKind
from tests.algebra.quick import quick

CONV2D = AKind("conv2d")
shipped, planned, complaints = CONV2D.shipped, CONV2D.planned, CONV2D.complaints


def plan_of(keys: str, ask: str = "Y", **givens: Any) -> Plan:
    """Plan a layer of arrays that are given as numbers."""
    lines = "".join(f"  {key}: {np.asarray(value).tolist()}\n" for key, value in givens.items())
    return planned(f"given:\n{lines}{keys}\nask: [{ask}]\n").plan


def value(plan: Plan, name: str, backend: str = "exact") -> Any:
    return np.asarray(plan.evaluate(targets=[name], backend=backend).floats(name), dtype=float)


def fractions(rows: str) -> list[list[Fraction]]:
    return [[Fraction(entry) for entry in row.split()] for row in rows.strip().splitlines()]


def same(found: Any, expected: Any) -> None:
    expected = np.asarray(expected, dtype=float)
    np.testing.assert_allclose(np.reshape(found, expected.shape), expected, atol=1e-12)


# --- the documents' problems ---------------------------------------------------------------------
DIAMONDS = """
0 1 -1/2 1 0 -1 1/2 -1 0
1 0 1 0 0 0 -1 0 -1
-1/2 1 1 1/2 0 -1/2 -1 -1 1/2
1 0 1 0 0 0 -1 0 -1
0 1 -1/2 1 0 -1 1/2 -1 0
"""


def test_000_problem_4_1_prints_these_numbers() -> None:
    found = shipped("diamonds")
    same(found.value("Y"), fractions(DIAMONDS))
    assert found.value("same_padding") == 1
    assert found.json()["steps"] != []


def test_000_problem_4_2_inverts_and_shows_differences() -> None:
    found = shipped("diamonds")
    said = {entry["name"]: entry["value"] for entry in found.json()["steps"]}
    assert said["effect"] == ["inverts light and dark", "emphasises differences to the neighbours"]
    assert (said["kernel_sum"], said["even_180"], said["separable"]) == (-1, True, False)


def test_001_problem_4_1_follows_from_input_and_output() -> None:
    found = shipped("recover-kernel")
    assert found.solution.exact("K") == [
        ["0", "-1/4", "0"],
        ["-1/4", "2", "-1/4"],
        ["0", "-1/4", "0"],
    ]
    assert found.value("windows_rank") == 9
    assert found.value("recovered_same") == 1
    said = {entry["name"]: entry["value"] for entry in found.json()["steps"]}
    assert said["effect"] == ["keeps the brightness", "emphasises differences to the neighbours"]


def test_002_problem_3_c_and_d() -> None:
    found = AKind("fir").shipped("rect-exponential")
    assert (found.value("c.y") == -40 * np.ones((3, 3))).all()
    same(found.value("di.y"), fractions("""
-19 -28 -32 -36 -29
-30 -40 -40 -40 -30
-30 -40 -40 -40 -30
-30 -40 -40 -40 -30
49 68 72 76 59
"""))  # fmt: skip
    same(found.value("dii.y"), [[-19, -32, -29], [-30, -40, -30], [49, 72, 59]])
    assert found.value("c.odd_180") == 1


def test_004_problem_4() -> None:
    found = shipped("filters-and-pooling")
    image = torch.tensor(found.value("F"))[None, None]
    kernel = torch.tensor(found.value("f1"))[None, None]
    filtered = F.conv2d(image, kernel, padding=1)
    same(found.value("G"), filtered[0, 0])
    same(found.value("Z"), F.avg_pool2d(filtered, 2)[0, 0])
    same(found.value("pool_kernel"), [[0.25, 0.25], [0.25, 0.25]])
    same(found.value("pool_as_conv"), found.value("Z"))
    assert found.value("b.strides") == [[0.0], [0.0]]
    assert found.value("b.same_possible") == 0
    assert found.value("b.same_padding") == 0.5


def test_a_pooling_gradient_with_a_tie_is_that_of_torch() -> None:
    found = shipped("weights-and-gradients")
    for loss, arriving, pool in (("L", "dL/dY", F.max_pool2d), ("A", "dA/dZ", F.avg_pool2d)):
        x = torch.tensor(found.value("c.X"), requires_grad=True)
        pooled: Any = pool(x[None], 2)
        pooled.backward(torch.tensor(found.value(f"c.{arriving}"))[None])
        same(found.value(f"c.d{loss}/dX"), x.grad)
    assert found.problem.plan["c.dL/dX"].formula.op == "max_unpool2d"
    assert "first in reading order" in found.tex()


# --- gradients -----------------------------------------------------------------------------------
def test_002_problem_7a_is_derived_entry_by_entry() -> None:
    plan = shipped("weights-and-gradients").problem.plan
    weights, image = plan["a.dL/dw"], plan["a.dL/dX"]
    assert weights.formula.op == "correlate2d"
    assert [line.expr.op for line in weights.before] == ["by_entry", "bigsum"]
    assert str(weights.before[0].expr) == (
        "by_entry(sum(sum(a.X[i + h - 1, j + l - 1] * a.dL/dY[i, j], (j, 1, n - k + 1)), "
        "(i, 1, n - k + 1)), (h, 1, k), (l, 1, k))"
    )
    assert image.formula.op == "convolve2d"
    assert str(image.formula.args[0]) == "pad_zero(a.dL/dY, k-1, k-1, k-1, k-1)"
    assert "a.w[h, l]" in str(image.before[0].expr)
    assert str(plan["a.shape"].after[0].expr) == "extent(n - k + 1, n - k + 1)"


@pytest.mark.parametrize("operation", ["convolution", "correlation"])
@pytest.mark.parametrize(
    "layer",
    ["", "stride: 2", "dilation: 2", "stride: [2, 3]\ndilation: [2, 1]\npadding: [1, 0, 2, 1]"],
)
def test_the_derivation_holds_with_any_steps(operation: str, layer: str) -> None:
    rows = "[[1, 2, 0, 1, 3], [0, 1, 3, 2, 1], [2, 0, 1, 1, 0], [1, 1, 0, 2, 2], [4, 0, 1, 0, 3]]"
    problem = planned(
        f"given: {{X: {rows}, K: [[1, -1], [2, 3]]}}\noperation: {operation}\n{layer}\n"
        "upstream: {Y: Y * Y}\nask: [dL/dK, dL/dX]\n"
    )
    found = problem.solve(check="all")  # which compares every line
    assert found.checked.routes["finite_differences"] == "agree"
    assert [line.expr.op for line in problem.plan["dL/dK"].before] == ["by_entry", "bigsum"]


def test_an_entry_of_a_gradient_is_written_out() -> None:
    text = shipped("gradients-in-numbers").tex()
    shown = r"1 \cdot 1 + 0 \cdot 2 + (-1) \cdot 0 + 2 \cdot 0"
    assert shown in text


# --- random layers -------------------------------------------------------------------------------
ENTRIES = st.integers(-4, 4)


@st.composite
def matrices(draw: Any, least: int = 1, most: int = 5) -> Any:
    rows, columns = draw(st.integers(least, most)), draw(st.integers(least, most))
    row = st.lists(ENTRIES, min_size=columns, max_size=columns)
    return np.array(draw(st.lists(row, min_size=rows, max_size=rows)))


@given(X=matrices(3, 6), K=matrices(1, 3), padding=st.sampled_from(["valid", "same", "full"]))
@quick(40)
def test_convolution_is_that_of_scipy(X: Any, K: Any, padding: str) -> None:
    plan = plan_of(f"operation: convolution\npadding: {padding}", "Y, shape", X=X, K=K)
    full = signal.convolve2d(X, K)
    down, across = K.shape[0] - 1, K.shape[1] - 1
    if padding == "same":  # an even kernel gets the extra row of padding after the input
        full = full[down - down // 2 :, across - across // 2 :][: X.shape[0], : X.shape[1]]
        expected = _same_by_hand(X, K)
    else:
        expected = signal.convolve2d(X, K, mode=padding)
    for backend in ("exact", "numpy"):
        same(value(plan, "Y", backend), expected)
    assert tuple(value(plan, "shape").astype(int)) == expected.shape


def _same_by_hand(X: Any, K: Any) -> Any:
    down, across = K.shape[0] - 1, K.shape[1] - 1
    pads = ((down // 2, down - down // 2), (across // 2, across - across // 2))
    return signal.correlate2d(np.pad(X, pads), K[::-1, ::-1], mode="valid")


@given(X=matrices(3, 6), K=matrices(2, 3), mode=st.sampled_from(["circular", "reflect"]))
@quick(25)
def test_borders_are_those_of_numpy(X: Any, K: Any, mode: str) -> None:
    plan = plan_of(f"operation: correlation\npadding: [1, 2, 0, 1]\nmode: {mode}", X=X, K=K)
    word: Any = {"circular": "wrap", "reflect": "reflect"}[mode]
    border = np.pad(X, ((1, 2), (0, 1)), mode=word)
    same(value(plan, "Y"), signal.correlate2d(border, K, mode="valid"))


@given(
    seed=st.integers(0, 10**6),
    groups=st.sampled_from([1, 2]),
    stride=st.tuples(st.integers(1, 3), st.integers(1, 3)),
    dilation=st.tuples(st.integers(1, 2), st.integers(1, 2)),
    padding=st.tuples(st.integers(0, 2), st.integers(0, 2)),
    operation=st.sampled_from(["convolution", "correlation"]),
)
@quick(25)
def test_channels_are_those_of_torch(
    seed: int, groups: int, stride: Pair, dilation: Pair, padding: Pair, operation: str
) -> None:
    rng = np.random.default_rng(seed)
    X = rng.integers(-3, 4, size=(2 * groups, 5, 6))
    K = rng.integers(-3, 4, size=(3 * groups, 2, 2, 3))
    b = rng.integers(-3, 4, size=3 * groups)
    keys = f"operation: {operation}\npadding: {list(padding)}\nstride: {list(stride)}\n"
    keys += f"dilation: {list(dilation)}\n"
    plan = plan_of(f"{keys}groups: {groups}", "Y, shape", X=X, K=K, b=b)
    kernel = torch.tensor(K, dtype=torch.float64)
    expected = F.conv2d(
        torch.tensor(X, dtype=torch.float64),
        kernel.flip(-2, -1) if operation == "convolution" else kernel,
        torch.tensor(b, dtype=torch.float64),
        stride=stride, padding=padding, dilation=dilation, groups=groups,
    )  # fmt: skip
    for backend in ("numpy", "torch"):
        same(value(plan, "Y", backend), expected)
    assert tuple(value(plan, "shape").astype(int)) == tuple(expected.shape)


@given(
    n=st.integers(2, 9), k=st.integers(1, 5),
    stride=st.tuples(st.integers(1, 3), st.integers(1, 3)),
    dilation=st.tuples(st.integers(1, 2), st.integers(1, 2)),
)  # fmt: skip
@quick(40)
def test_the_padding_that_keeps_the_size_is_found_by_trying(
    n: int, k: int, stride: Pair, dilation: Pair
) -> None:
    keys = f"operation: correlation\nstride: {list(stride)}\ndilation: {list(dilation)}"
    asks = "same_padding, same_possible"
    plan = plan_of(f"{keys}\npadding: full", asks, X=np.ones((n, n)), K=np.ones((k, k)))
    least = [_least_padding(n, d * (k - 1) + 1, s) for s, d in zip(stride, dilation, strict=True)]
    assert bool(value(plan, "same_possible")) == (None not in least)
    if None not in least:
        assert np.broadcast_to(value(plan, "same_padding").reshape(-1), 2).tolist() == least


def _least_padding(n: int, reach: int, stride: int) -> int | None:
    tried = (p for p in range(reach) if n + 2 * p >= reach)
    return next((p for p in tried if (n + 2 * p - reach) // stride + 1 == n), None)


@given(n=st.integers(2, 8), k=st.integers(1, 4), padding=st.integers(0, 4))
@quick(30)
def test_the_strides_that_keep_the_size_are_found_by_trying(n: int, k: int, padding: int) -> None:
    assume(n + 2 * padding >= k)
    keys = f"operation: correlation\npadding: {padding}"
    plan = plan_of(keys, "strides", X=np.ones((n, n)), K=np.ones((k, k)))
    found = value(plan, "strides").reshape(-1)
    labels = plan["strides"].form.labels  # type: ignore[union-attr]
    image, kernel = torch.ones(1, 1, n, n), torch.ones(1, 1, k, k)
    for stride in range(1, 2 * n + 2 * padding):
        size = F.conv2d(image, kernel, stride=stride, padding=padding).shape[-1]
        listed = str(stride) in labels and found[labels.index(str(stride))] == 1
        assert listed == (size == n), (stride, labels)


@given(K=matrices(1, 4))
@quick(40)
def test_facts_about_a_kernel(K: Any) -> None:
    assume(K.any())
    asks = "kernel_sum, even_180, odd_180, kernel_rank, separable, effect"
    asks += ", symmetric_T" if K.shape[0] == K.shape[1] else ""
    asks += ", column_factor, row_factor" if K.size > 1 else ""
    plan = plan_of("operation: convolution\npadding: full", asks, X=[[1, 2], [3, 4]], K=K)
    turned = np.rot90(K, 2)
    assert value(plan, "kernel_sum") == K.sum()
    assert bool(value(plan, "even_180")) == (turned == K).all()
    assert bool(value(plan, "odd_180")) == (turned == -K).all()
    assert value(plan, "kernel_rank") == np.linalg.matrix_rank(K)
    if K.shape[0] == K.shape[1]:
        assert bool(value(plan, "symmetric_T")) == (K.T == K).all()
    if K.size > 1 and value(plan, "separable"):
        column, row = (value(plan, key).reshape(-1) for key in ("column_factor", "row_factor"))
        same(np.outer(column, row), K)
    positives, negatives = (K > 0).sum(), (K < 0).sum()
    assert value(plan, "effect").reshape(-1).tolist() == [
        K.sum() == 1, K.sum() == 0, K.sum() < 0, negatives == 0 and positives > 1,
        bool(min(positives, negatives)) and 1 in (positives, negatives),
    ]  # fmt: skip


@given(X=matrices(2, 4), K=matrices(1, 2), padding=st.integers(0, 1), stride=st.integers(1, 2))
@quick(25)
def test_the_matrix_gives_the_same_and_its_blocks_are_toeplitz(
    X: Any, K: Any, padding: int, stride: int
) -> None:
    keys = f"operation: convolution\npadding: {padding}\nstride: {stride}"
    plan = plan_of(keys, "matrix, matrix_product, matrix_same", X=X, K=K)
    assert value(plan, "matrix_same") == 1
    expected = signal.convolve2d(np.pad(X, padding), K, mode="valid")[::stride, ::stride]
    same(value(plan, "matrix_product"), expected.reshape(-1, 1))
    rows, columns = np.array(X.shape) + 2 * padding
    if stride == 1:
        blocks = value(plan, "matrix").reshape(*expected.shape, rows, columns)
        for (i, j), row in np.ndenumerate(blocks[..., 0, 0]):
            assert row == blocks[0, 0, 0, 0] or (i, j) != (0, 0)
            same(blocks[i, j], np.roll(blocks[0, 0], (i, j), axis=(0, 1)))


@given(seed=st.integers(0, 10**6), operation=st.sampled_from(["convolution", "correlation"]))
@quick(15)
def test_a_kernel_is_recovered(seed: int, operation: str) -> None:
    rng = np.random.default_rng(seed)
    X, K = rng.integers(-5, 6, size=(5, 6)), rng.integers(-5, 6, size=(2, 3))
    function = signal.convolve2d if operation == "convolution" else signal.correlate2d
    Y = function(X, K, mode="valid")
    keys = f"operation: {operation}\nfind: kernel\nwindow: [2, 3]"
    plan = plan_of(keys, "K, windows_rank, recovered_same", X=X, Y=Y)
    assume(value(plan, "windows_rank") == 6)
    for backend in ("exact", "numpy", "torch"):
        same(value(plan, "K", backend), K)
        assert value(plan, "recovered_same", backend) == 1


@pytest.mark.parametrize("backend", ["exact", "numpy", "torch"])
def test_a_kernel_that_does_not_follow_is_not_made_up(backend: str) -> None:
    keys = "operation: correlation\nfind: kernel\nwindow: 2"
    flat = plan_of(keys, "K", X=np.ones((4, 4)), Y=np.ones((3, 3)))
    with pytest.raises(EvaluationError, match="more than one solution"):
        flat.evaluate(backend=backend)
    X = np.arange(16).reshape(4, 4) ** 2 % 7
    torn = plan_of(keys, "K", X=X, Y=np.eye(3))
    with pytest.raises(EvaluationError, match="contradict each other"):
        torn.evaluate(backend=backend)


@given(
    X=matrices(2, 6), kernel=st.tuples(st.integers(1, 3), st.integers(1, 3)),
    stride=st.none() | st.tuples(st.integers(1, 3), st.integers(1, 3)), padding=st.integers(0, 1),
    ceil=st.booleans(), kind=st.sampled_from(["max", "average"]),
)  # fmt: skip
@quick(60)
def test_pooling_is_that_of_torch(
    X: Any, kernel: Pair, stride: Pair | None, padding: int, ceil: bool, kind: str
) -> None:
    assume(2 * padding <= min(kernel))
    assume(all(k <= n + 2 * padding for k, n in zip(kernel, X.shape, strict=True)))
    moves = f", stride: {list(stride)}" if stride else ""
    sizes = f"kernel: {list(kernel)}{moves}, padding: {padding}"
    keys = f"pool: {{kind: {kind}, {sizes}, ceil: {str(ceil).lower()}}}"
    same_ = ", pool_same" if kind == "average" and not ceil else ""
    plan = plan_of(keys,
                   f"Z, pool_shape{same_}", X=X)  # fmt: skip
    function: Any = F.max_pool2d if kind == "max" else F.avg_pool2d
    image = torch.tensor(X, dtype=torch.float64)[None]
    expected = function(image, kernel, stride, padding, ceil_mode=ceil)[0]
    for backend in ("exact", "numpy"):
        same(value(plan, "Z", backend), expected)
    assert tuple(value(plan, "pool_shape").astype(int)) == tuple(expected.shape)
    if same_:
        assert value(plan, "pool_same") == 1


def test_global_pooling_sees_each_map_as_a_whole() -> None:
    X = np.arange(24).reshape(2, 3, 4)
    for kind, function in (("max", np.max), ("average", np.mean)):
        plan = plan_of(f"pool: {{kind: {kind}, global: true}}", "Z", X=X)
        same(value(plan, "Z"), function(X, axis=(1, 2)).reshape(2, 1, 1))


def test_many_inputs_at_once() -> None:
    plan = shipped("diamonds").problem.plan
    rng = np.random.default_rng(1)
    X, K = rng.normal(size=(7, 5, 9)), rng.normal(size=(7, 3, 3))
    for backend in ("numpy", "torch"):
        found = np.asarray(plan.evaluate({"X": X, "K": K}, backend=backend, targets=["Y"])["Y"])
        for k in range(7):
            same(found[k], signal.convolve2d(X[k], K[k], mode="same"))


# --- on the page ---------------------------------------------------------------------------------
def inside(blocks: Any) -> Any:
    for block in blocks:
        yield block
        yield from inside(getattr(block, "blocks", ()))


def step(found: Solved, name: str, detail: str = "normal") -> StepBlock:
    blocks = inside(found.document("key", detail).blocks)
    return next(b for b in blocks if isinstance(b, StepBlock) and b.name == name)


def figures(block: StepBlock) -> list[Any]:
    return [inner.data for inner in block.blocks if isinstance(inner, Figure)]


def test_maps_stand_side_by_side_with_one_window_marked() -> None:
    found = shipped("diamonds")
    (maps,) = figures(step(found, "Y"))
    assert isinstance(maps, Maps)
    image, kernel, result = maps.maps
    assert (image.relation, kernel.relation, result.relation) == ("*", "=", "")
    assert [(w.row, w.column, w.height, w.width) for w in image.windows] == [(1, 2, 3, 3)]
    assert [(w.row, w.column, w.height, w.width) for w in result.windows] == [(1, 2, 1, 1)]
    same(result.values, found.value("Y"))
    assert kernel.texts[1] == ("-0.5", "1", "-0.5")


@given(X=matrices(3, 5), K=matrices(1, 3), stride=st.integers(1, 2))
@quick(15)
def test_the_sample_entry_is_the_one_with_the_most_products(X: Any, K: Any, stride: int) -> None:
    keys = f"operation: correlation\npadding: 1\nstride: {stride}\nask: [Y]\n"
    text = f"given: {{X: {X.tolist()}, K: {K.tolist()}}}\n{keys}"
    found = planned(text).solve()
    (maps,) = figures(step(found, "Y"))
    (window,), (entry,) = maps.maps[0].windows, maps.maps[-1].windows
    border = (np.pad(X, 1) != 0).astype(float)
    products = signal.correlate2d(border, (K != 0).astype(float), mode="valid")[::stride, ::stride]
    assert products[entry.row, entry.column] == products.max()
    assert (entry.row, entry.column) == np.unravel_index(products.argmax(), products.shape)
    assert (window.row, window.column) == (stride * entry.row, stride * entry.column)
    assert (window.height, window.width) == K.shape


def test_channels_and_bias_add_up_in_the_figure() -> None:
    (maps,) = figures(step(shipped("channels"), "Y"))
    shown = maps.maps
    assert [m.relation for m in shown] == ["⋆", "+", "⋆", "+", "=", ""]
    (window,), (entry,) = shown[0].windows, shown[-1].windows
    total = np.array(shown[4].values)[0, 0]
    for image, kernel in (shown[:2], shown[2:4]):
        weights = np.array(kernel.values)
        seen = np.array(image.values)[window.row :, window.column :]
        total += (seen[: weights.shape[0], : weights.shape[1]] * weights).sum()
    assert total == shown[-1].values[entry.row][entry.column]


def test_a_picture_before_and_after_is_computed() -> None:
    (greys,) = figures(step(shipped("diamonds"), "effect"))
    assert isinstance(greys, Greys)
    before, after = (np.array(picture.rows) for picture in greys.pictures)
    assert before.shape == (128, 128)
    assert after.shape == (126, 126)
    assert {before.min(), before.max(), after.min(), after.max()} == {0.0, 1.0}
    kernel = np.array([[0, -0.5, 0], [-0.5, 1, -0.5], [0, -0.5, 0]])
    expected = signal.convolve2d(before, kernel, mode="valid")
    scaled = (expected - expected.min()) / (expected.max() - expected.min())
    np.testing.assert_allclose(after, scaled, atol=1e-3)


def chains(block: StepBlock) -> list[Block]:
    return [inner for inner in block.blocks if isinstance(inner, Chain)]


def test_one_entry_is_written_out_or_all_of_them() -> None:
    found = shipped("diamonds")
    assert [len(chains(step(found, "Y", detail))) for detail in ("brief", "normal", "full")] == [
        0, 1, 45,
    ]  # fmt: skip
    assert len(chains(step(shipped("symbols"), "Y"))) == 9
    assert len(chains(step(shipped("channels"), "Y", "full"))) == 8


def test_a_stride_that_cannot_keep_the_size_says_why() -> None:
    words = [
        part.text
        for inner in step(shipped("filters-and-pooling"), "same_possible").blocks
        if isinstance(inner, Paragraph)
        for part in inner.words
        if isinstance(part, Text)
    ]
    assert any("not a whole number" in text for text in words)


def test_a_handout_tells_no_answer() -> None:
    handout = str(shipped("diamonds").document("handout"))
    assert "1 on every side" not in handout
    assert "inverts" not in handout


def grids(keys: str) -> list[tuple[int, int]]:
    """List the sizes of the grids on a handout, all of whose cells are empty."""
    blocks = inside(planned(keys).solve().document("handout").blocks)
    found = [b.data for b in blocks if isinstance(b, Figure) and isinstance(b.data, Maps)]
    maps = [each for drawn in found for each in drawn.maps]
    assert not any(text for each in maps for row in each.texts for text in row)
    assert not any(number for each in maps for row in each.values for number in row)
    return [(len(each.values), len(each.values[0])) for each in maps]


def test_a_handout_has_grids_that_tell_no_size() -> None:
    layer = "given: {X: [[1, 2, 3], [4, 5, 6]], K: [[1, 2]]}\noperation: correlation\n"
    assert grids(f"{layer}padding: 1\nask: [Xhat, Y]") == [(4, 5), (4, 4)]
    assert grids(f"{layer}padding: 1\nask: [Xhat, Y, shape]") == [(4, 5)]
    assert grids(f"{layer}padding: 1\nask: [Xhat, Y, same_padding]") == [(4, 4)]
    assert grids(f"{layer}padding: same\nask: [Y, same_padding, shape]") == [(2, 3)]
    assert grids(f"{layer}ask: [kernel_sum]") == []
    pool = "given: {X: [[[1, 2], [3, 4]], [[5, 6], [7, 8]]]}\npool: {kind: max, kernel: 1}\n"
    assert grids(f"{pool}ask: [Z]") == [(2, 2), (2, 2)]
    assert grids(f"{pool}ask: [Z, pool_shape]") == []


def test_a_handout_does_not_say_the_stride_that_is_asked() -> None:
    layer = "given: {X: [[1, 2], [3, 4]], K: [[1, 2]]}\noperation: correlation\nstride: 2\n"
    for asked, said in (("Y", True), ("strides", False)):
        handout = str(planned(f"{layer}ask: [{asked}]").solve().document("handout"))
        assert ("the stride is 2" in handout) == said


# --- what is refused -----------------------------------------------------------------------------
X5 = "given: {X: [[1, 2, 3], [4, 5, 6], [7, 8, 9]], K: [[1, 2], [3, 4]]}\nask: [Y]\n"


@pytest.mark.parametrize(
    ("keys", "line", "message"),
    [
        ("", 1, "the key `operation` is missing: say `convolution` or `correlation`"),
        ("operation: filter\n", 5,
         "expected one of convolution, correlation, found the text `filter`"),
        ("operation: convolution\nstride: 0\n", 6,
         "expected a whole number, at least 1 and at most 64, found the text `0`"),
        ("operation: convolution\npadding: same\nstride: 2\n", 6,
         "`same` keeps the size with stride 1 only, and the stride is 2"),
        ("operation: convolution\npadding: 3\nmode: reflect\n", 6,
         "X (3×3) cannot be padded by 3: mirroring takes at most 2 there"),
        ("operation: convolution\ndilation: 3\n", 5,
         "the kernel K (2×2) reaches over 4×4 entries: it does not fit in X (3×3)"),
        ("operation: convolution\ngroups: 2\n", 6,
         "X (3×3) and the kernel K (2×2): 2 groups do not divide 1 channels"),
        ("operation: convolution\nkernel: F\n", 6, "there is no given `F`"),
        ("operation: convolution\nfind: kernel\n", 6,
         "the key `window` is missing: the size of the kernel that is to be found"),
        ("operation: convolution\npool: {kind: max}\n", 6,
         "the size of the pooling window is missing"),
        ("operation: convolution\nwindow: 2\n", 6, "`window` says nothing without `find`"),
        ("operation: convolution\nmode: circular\n", 6, "`mode` says nothing without `padding`"),
        ("operation: convolution\noutput: rows\n", 6,
         "`rows` is a function of formulas and cannot be a name"),
        ("operation: convolution\npool: {kind: max, kernel: 2, output: Y}\n", 6,
         "`Y` would be the name of 2 steps"),
        ("operation: convolution\npool: {kind: max, kernel: 2, padding: 2}\n", 6,
         "padding 2 is more than half of the window 2×2"),
    ],
)  # fmt: skip
def test_broken_layers(keys: str, line: int, message: str) -> None:
    found = complaints(X5 + keys)
    assert [(c.mark.line, c.message) for c in found] == [(line, message)]


def test_gradients_pass_through_several_kernels() -> None:
    plan = planned(
        "given: {X: [[[1, 2], [3, 4]]], K: [[[[1]]], [[[2]]]], D: [[[1, 2], [3, 4]], [[1, 0], "
        "[0, 1]]]}\noperation: correlation\nupstream: {Y: D}\nask: [Y, dL/dK, dL/dX]\n"
    ).plan
    assert value(plan, "dL/dK").tolist() == [[[[30]]], [[[5]]]]
    assert value(plan, "dL/dX").tolist() == [[[1 + 2, 2], [3, 4 + 2]]]


def test_a_kernel_of_zeros_has_no_effect_and_no_factors() -> None:
    layer = "given: {X: [[1, 2], [3, 4]], K: [[0, 0]]}\noperation: convolution\n"
    solution = planned(f"{layer}ask: [separable, effect]").solve().solution
    assert solution.exact("separable") == "0"
    with pytest.raises(EvaluationError, match="row_factor divides by zero"):
        planned(f"{layer}ask: [row_factor]").plan.evaluate()


def test_a_part_may_pool_what_others_filter() -> None:
    plan = planned(
        "given: {X: [[1, 2], [3, 4]], K: [[1, 2]]}\nparts:\n"
        "  a: {operation: convolution, ask: [Y]}\n"
        "  b: {pool: {kind: max, kernel: 2}, ask: [Z]}\n"
    ).plan
    assert value(plan, "b.Z") == 4


@given(
    stride=st.tuples(st.integers(1, 3), st.integers(1, 3)),
    dilation=st.tuples(st.integers(1, 2), st.integers(1, 2)),
    operation=st.sampled_from(["convolution", "correlation"]),
)
@quick(25)
def test_the_law_on_the_page_gives_the_result(stride: Pair, dilation: Pair, operation: str) -> None:
    X, K = np.arange(42).reshape(6, 7) ** 2 % 11, np.array([[1, -2, 3], [4, 5, -6]])
    keys = f"operation: {operation}\nstride: {list(stride)}\ndilation: {list(dilation)}"
    plan = plan_of(keys, X=X, K=K)
    (law,) = (word for word in plan["Y"].why if isinstance(word, Law))
    found = re.fullmatch(r"y\(i, j\) = Σ k\((.+)\) x\((.+)\)", law.text)
    assert found
    own, there = (re.sub(r"(\d)\(", r"\1*(", places) for places in found.groups())
    Y = value(plan, "Y").reshape([int(str(dim)) for dim in plan["Y"].shape or (1, 1)])
    for (i, j), entry in np.ndenumerate(Y):
        total = 0
        for u, v in np.ndindex(2, 3):
            at = {"i": i + 1, "j": j + 1, "u": u + 1, "v": v + 1}
            (a, b), (c, d) = eval(own, {}, at), eval(there, {}, at)
            total += K[a - 1, b - 1] * X[c - 1, d - 1]
        assert entry == total


# --- mirrored borders of maps that are small, or of a size that is not known --------------------
MIRRORED = (
    "operation: correlation\npadding: {padding}\nmode: reflect\nupstream: {{Y: Y}}\n"
    "given: {{X: {X}, K: [[1, 1]]}}\nask: [dL/dX]\n"
)


def test_a_single_row_needs_no_mirror() -> None:
    found = CONV2D.solved(MIRRORED.format(padding=[0, 0, 1, 1], X=[[1, 2, 3]]))
    same(found.value("dL/dX"), [[6, 16, 10]])


@pytest.mark.parametrize("shape", ["[1, n]", "[n, m]"])
def test_sizes_are_sampled_that_leave_enough_to_mirror(shape: str) -> None:
    padding = [0, 0, 4, 4] if "1" in shape else 4
    problem = planned(MIRRORED.format(padding=padding, X=f"{{shape: {shape}}}"))
    assert problem.solve(check="all").checked.routes["sympy"] == "agree"
