"""The table of a network: against models of Torch, against counting, and the documents' numbers."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import assume, example, given
from hypothesis import strategies as st
from torch.nn import functional as F  # noqa: N812 - the name everyone uses

from solver.document.blocks import Diagram, Figure, StepBlock, Table, Text
from solver.document.plots import Bars
from solver.solved import Solved
from tests.a_kind import AKind
from tests.algebra.quick import quick
from tests.cnn_table.networks import Net, counted_macs, footprint, networks, observed

TABLE = AKind("cnn_table")
shipped, problem, complaints = TABLE.shipped, TABLE.planned, TABLE.complaints

WINDOWS = ("conv", "dw", "pool")


def values(text: str) -> dict[str, Any]:
    """Evaluate every step, exactly."""
    found = problem(text)
    solution = found.plan.evaluate()
    return {step.name: solution.floats(step.name) for step in found.plan.steps}


def table_of(net: Net, columns: str, last: str) -> dict[str, Any]:
    return values(f"{net.text}columns: [{columns}]\nask: [{last}]\n")


# --- against Torch -------------------------------------------------------------------------------
@given(net=networks())
@quick(25)
def test_shapes_and_parameters_are_those_of_a_model(net: Net) -> None:
    assume(net.modules)
    last = net.modules[-1][0]
    found = table_of(net, "shape, weights, biases, params", f"{last}_shape")
    for name, seen in observed(net).items():
        assert found[f"{name}_shape"] == seen.shape, name
        assert found[f"{name}_weights"] == seen.weights, name
        assert found[f"{name}_biases"] == seen.biases, name
        assert found[f"{name}_params"] == seen.weights + seen.biases, name
    if len(net.lines) > 1:
        whole = sum(p.numel() for _, module in net.modules for p in module.parameters())
        assert found["total_params"] == whole


@given(net=networks())
@quick(20)
def test_macs_are_those_counted_window_by_window(net: Net) -> None:
    assume(net.modules)
    found = table_of(net, "macs, flops", f"{net.modules[-1][0]}_macs")
    seen = observed(net)
    for name, module in net.modules:
        assert found[f"{name}_macs"] == counted_macs(module, seen[name].into), name
        assert found[f"{name}_flops"] == 2 * found[f"{name}_macs"], name


@given(net=networks(spatial_only=True))
@quick(12)
def test_receptive_fields_are_what_gradients_reach(net: Net) -> None:
    assume(net.modules)
    last = net.modules[-1][0]
    found = table_of(net, "field, jump", f"{last}_field")
    assert footprint(net) == (found[f"{last}_field"], found[f"{last}_jump"])


RESIDUAL = """
input: [{side}, {side}, 4]
layers:
  - {{conv: 4, kernel: 3, padding: 1}}
  - residual:
      - {{conv: 6, kernel: 3, padding: 1, stride: {stride}}}
      - relu
      - {{conv: 6, kernel: 5, padding: 2}}
    shortcut:
      - side: {{conv: 6, kernel: 1, stride: {stride}}}
  - residual:
      - {{depthwise: , kernel: 3, padding: 1}}
columns: [shape, params, field, jump]
ask: [add2_field]
"""


@pytest.mark.parametrize("stride", [1, 2])
def test_branches_join(stride: int) -> None:
    found = values(RESIDUAL.format(side=16, stride=stride))
    assert found["add1_shape"] == found["side_shape"] == [16 // stride, 16 // stride, 6]
    assert (found["side_field"], found["conv3_field"]) == (3, 3 + 2 + 4 * stride)
    assert found["add1_field"] == found["conv3_field"]
    assert found["add2_field"] == found["add1_field"] + 2 * stride
    assert found["total_params"] == 148 + 222 + 906 + 30 + 60


Windows = list[tuple[int, int, int]]  # kernel, padding, stride


def looked_at(windows: Windows, entry: int) -> tuple[int, int]:
    """Give the first and the last entry of the input that an entry sees, the padding counted."""
    first = last = entry
    for kernel, padding, stride in reversed(windows):
        first, last = first * stride - padding, last * stride - padding + kernel - 1
    return first, last


def out_of(windows: Windows, side: int) -> int:
    for kernel, padding, stride in windows:
        side = (side - kernel + 2 * padding) // stride + 1 if side + 2 * padding >= kernel else 0
    return side


@st.composite
def branches(draw: Any) -> tuple[int, Windows, Windows]:
    """Draw two branches with the same strides, so that what comes out may be added."""
    side, strides = draw(st.integers(6, 14)), draw(st.lists(st.integers(1, 3), max_size=2))
    window = st.tuples(st.integers(1, 5), st.integers(0, 2))
    pair = [[(*draw(window), stride) for stride in strides] or [(1, 0, 1)] for _ in "ab"]
    assume(out_of(pair[0], side) == out_of(pair[1], side) > 0)
    return side, pair[0], pair[1]


@given(drawn=branches())
@example(drawn=(6, [(3, 1, 3)], [(3, 0, 3)]))  # neither branch sees all that the other does
@quick(25)
def test_an_entry_sees_through_both_branches(drawn: tuple[int, Windows, Windows]) -> None:
    side, *pair = drawn
    main, beside = (
        ", ".join(f"{{conv: 1, kernel: {k}, padding: {p}, stride: {s}}}" for k, p, s in windows)
        for windows in pair
    )
    layers = f"layers: [{{residual: [{main}], shortcut: [{beside}]}}]\ncolumns: [field]\n"
    found = values(f"input: [{side}, {side}, 1]\n{layers}ask: [add1_field]\n")
    ends = [looked_at(windows, 0) for windows in pair]
    whole = max(last for _, last in ends) - min(first for first, _ in ends) + 1
    assert found["add1_field"] == whole


# --- repetition ----------------------------------------------------------------------------------
BODIES = {
    "{conv: C, kernel: 3, padding: 1}": True,
    "{conv: C, kernel: 3}": True,
    "{conv: 5, kernel: 3}": True,
    "{conv: 5, kernel: [3, 1], padding: [1, 0]}, relu, {conv: 5, kernel: 2, dilation: 2}": True,
    "{depthwise: , kernel: 5, padding: 2}, {conv: 5, kernel: 1}, batch_norm": True,
    "{conv: C, kernel: K, padding: same}": True,
    "{pool: max, kernel: 2}": False,
    "{conv: 5, kernel: [3, 1], padding: [1, 0], stride: [2, 1]}, {conv: 5, kernel: 2}": False,
    "{conv: 5, kernel: 3, padding: 1, stride: 2}": False,
    "{conv: C, kernel: 3, padding: 1, stride: S}, {conv: C, kernel: 3, padding: 1}": False,
}


@pytest.mark.parametrize("times", [1, 2, 3])
@pytest.mark.parametrize("body", BODIES)
def test_a_closed_form_equals_the_layers_one_by_one(body: str, times: int) -> None:
    columns = ["weights", "biases", "params"] + ["macs", "flops"] * BODIES[body]
    head = "given: {{C: 3, K: 5, S: 2, L: {0}}}\ninput: [40, 40, C]\nlayers:\n"
    once = f"layers: [{body}]"
    tail = f"columns: [shape, field, jump, {', '.join(columns)}]\n"
    short = values(f"{head.format(times)}  - all: {{repeat: L, {once}}}\n{tail}ask: [all_shape]\n")
    unrolled = f"  - {{repeat: {times}, {once}}}\n  - end: relu\n"
    long = values(f"{head.format(times)}{unrolled}{tail}ask: [end_shape]\n")
    for column in ("shape", "field", "jump"):
        assert short[f"all_{column}"] == long[f"end_{column}"], column
    for column in columns:
        assert short[f"all_{column}"] == long[f"total_{column}"], column


def test_002_problem_4c_is_l_times_k_less_1_and_1() -> None:
    found = shipped("cnn-dimensions").problem.plan
    assert str(found["a.conv_weights"].formula) == "a.K**2 * a.C * a.F"
    assert str(found["a.conv_biases"].formula) == "a.F"
    side = "floor((a.{0} - a.K + 2 * a.P) / a.S) + 1"
    shape = f"extent({side.format('W')}, {side.format('H')}, a.F)"
    assert str(found["a.conv_shape"].formula) == shape
    assert str(found["b.pool_shape"].formula) == (
        "extent(floor((b.W - b.K) / b.S) + 1, floor((b.H - b.K) / b.S) + 1, b.C)"
    )
    assert str(found["c.stack_field"].formula) == "c.L * (c.K - 1) + 1"


# --- the documents -------------------------------------------------------------------------------
PRINTED = {  # as the documents have them; the layout is NCHW in one, CHW in the other
    "simple-nn-shapes": {
        "conv1": ([1, 16, 32, 32], 1200, 1228800),
        "conv2": ([1, 16, 17, 17], 2304, 665856),
        "conv3": ([1, 32, 6, 6], 25088, 903168),
        "fc1": ([1, 32], 9216, 9216),
        "fc2": ([1, 10], 320, 320),
    },
    "lenet-5": {
        "conv1": ([6, 28, 28], 450, 352800),
        "conv2": ([16, 10, 10], 2400, 240000),
        "fc1": ([120], 48000, 48000),
        "fc2": ([84], 10080, 10080),
        "fc3": ([10], 840, 840),
    },
}


@pytest.mark.parametrize("stem", PRINTED)
def test_the_labs_of_000_and_001(stem: str) -> None:
    found = shipped(stem)
    for layer, (shape, params, macs) in PRINTED[stem].items():
        assert found.value(f"{layer}_shape") == shape
        assert found.value(f"{layer}_params") == params
        assert found.value(f"{layer}_macs") == macs


def test_002_problem_4e() -> None:
    found = shipped("cnn-dimensions")
    assert str(found.problem.plan["e.conv1_params"].formula) == "3 * 3 * 1 * 10 + 10"
    assert str(found.problem.plan["e.conv2_params"].formula) == "3 * 3 * 10 * 10 + 10"
    assert found.value("e.conv2_shape") == [14, 14, 10]
    assert found.value("e.pool2_shape") == [7, 7, 10]
    assert found.value("e.flatten_shape") == [490]
    assert (found.value("e.pool2_params"), found.value("e.fc_params")) == (0, 1473)


def circular(found: Solved, x: torch.Tensor, sides: tuple[int, ...]) -> torch.Tensor:
    """Run Torch's layers with the weights that were drawn: the sums of the last maps."""
    W1, W2 = (torch.tensor(found.value(f"f.{key}")) for key in ("W1", "W2"))
    maps = x[None, None]
    for weights in (W1[:, None], W2):
        maps = F.conv2d(F.pad(maps, sides, mode="circular"), weights).relu()
    return maps[0].sum((1, 2))


def test_002_problem_4f_is_invariant_with_one_side_padded() -> None:
    found = shipped("cnn-dimensions")
    x = {k: torch.tensor(found.value(f"f.x{k}")) for k in (1, 2, 3, 4)}
    assert torch.equal(x[2].roll(5, 1), x[3])
    assert torch.equal(x[1].roll(5, 0), x[4])
    moves = [(i, j) for i in range(8) for j in range(8)]
    picture = torch.tensor(found.value("f.R"))
    one, both = (1, 0, 1, 0), (1, 1, 1, 1)
    still = circular(found, picture, one)
    assert all(torch.equal(circular(found, picture.roll(m, (0, 1)), one), still) for m in moves)
    assert found.value("f.always") == 1
    for k in x:
        expected = circular(found, x[k], one)[:, None] / 64
        assert found.value(f"f.h{k}") == expected.tolist()
    first = circular(found, x[1], both)
    assert torch.equal(circular(found, x[4], both), first)
    moved = (circular(found, x[1].roll(m, (0, 1)), both) for m in moves)
    unequal = [m for m, sums in zip(moves, moved, strict=True) if not torch.equal(sums, first)]
    assert found.value("f.move") == list(unequal[0])


def test_003_problem_4() -> None:
    found = shipped("shape-rule")
    assert found.value("1.conv_shape") == [34, 34, 1]
    assert found.value("2.conv_shape") == [20, 20, 2]
    side = "floor((3.n - 3.k + 2 * 3.P) / 3.S) + 1"
    assert str(found.problem.plan["3.conv_shape"].formula) == f"extent({side}, {side}, 3.l)"
    assert found.value("4.O") == [[2, -1], [-4, 4]]  # a correlation


# --- conventions ---------------------------------------------------------------------------------
SMALL = """
input: [6, 6, 2]
layers:
  - {conv: 3, kernel: 3}
  - batch_norm
  - relu
  - {pool: max, kernel: 2}
  - flatten
  - {fully_connected: 5}
columns: [params, macs, flops]
ask: [total_params]
"""
CONV, FC, BN = 16 * 54, 12 * 5, 3
TOTALS = {
    "multiply_add": (57 + 6 + 65, CONV + FC, 2 * (CONV + FC)),
    "weights_only": (54 + 3 + 60, CONV + FC, 2 * (CONV + FC)),
    "with_bias_adds": (128, CONV + 48 + FC + 5, 2 * (CONV + FC) + 53),
    "everything": (128, CONV + 48 + 48 + 48 + 48 + FC + 5, 2 * CONV + 48 + 96 + 96 + 2 * FC + 5),
    "{like: everything, bias_adds: false}": (128, CONV + 144 + FC, 2 * (CONV + FC) + 192),
    "{biases: false, bias_adds: true}": (117, CONV + 48 + FC + 5, 2 * (CONV + FC) + 53),
}


@pytest.mark.parametrize("convention", TOTALS)
def test_conventions_are_one_flag_away(convention: str) -> None:
    found = values(SMALL + f"count: {convention}\n")
    assert tuple(found[f"total_{c}"] for c in ("params", "macs", "flops")) == TOTALS[convention]


def test_a_page_states_its_convention() -> None:
    tex = problem(SMALL + "count: weights_only\n").solve().tex()
    assert "Parameters are weights alone, and not biases." in tex
    assert "Adding a bias is not counted." in tex


# --- layouts and variants ------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("layout", "into", "out", "flat", "weight"),
    [
        ("HWC", "7, 9, 2", [4, 5, 3], [60], [3, 2, 2, 3]),
        ("WHC", "9, 7, 2", [5, 4, 3], [60], [3, 2, 2, 3]),
        ("CHW", "2, 7, 9", [3, 4, 5], [60], [3, 2, 3, 2]),
        ("NCHW", "8, 2, 7, 9", [8, 3, 4, 5], [8, 60], [3, 2, 3, 2]),
        ("NHWC", "8, 7, 9, 2", [8, 4, 5, 3], [8, 60], [3, 2, 2, 3]),
    ],
)
def test_shapes_are_in_the_layout_that_is_stated(
    layout: str, into: str, out: list[int], flat: list[int], weight: list[int]
) -> None:
    found = values(
        f"layout: {layout}\ninput: [{into}]\n"
        "layers: [{conv: 3, kernel: [3, 2], stride: 2, padding: [1, 1]}, flatten]\n"
        "columns: [input_shape, shape, weight_shape]\nask: [conv1_shape]\n"
    )
    assert found["conv1_input_shape"] == [int(size) for size in into.split(", ")]
    assert found["conv1_shape"] == out
    assert found["flatten_shape"] == flat
    assert found["conv1_weight_shape"] == weight


def test_windows_that_are_not_square_see_pairs() -> None:
    found = values(
        "input: [30, 30, 1]\n"
        "layers: [{conv: 1, kernel: [3, 5], stride: [2, 1]}, {pool: max, kernel: [2, 3]}]\n"
        "columns: [field, jump]\nask: [pool1_field]\n"
    )
    assert found["pool1_field"] == [3 + 1 * 2, 5 + 2 * 1]
    assert found["pool1_jump"] == [4, 3]


def test_features_need_no_image() -> None:
    found = values("input: [784]\nlayers: [{fully_connected: 30}, relu, {fully_connected: 10}]\n"
                   "columns: [shape, params]\nask: [total_params]\n")  # fmt: skip
    assert (found["fc2_shape"], found["total_params"]) == ([10], 784 * 30 + 30 + 310)


def test_values_side_by_side() -> None:
    found = shipped("strides")
    assert [found.value(f"pool_shape_S{s}") for s in (1, 2, 3)] == [
        [18, 18, 8], [9, 9, 8], [6, 6, 8],
    ]  # fmt: skip


def test_the_question_for_a_total_says_for_which_value() -> None:
    found = problem(
        "input: [9, 9, 1]\nside_by_side: {L: [2, 3]}\n"
        "layers: [{repeat: L, layers: [{conv: 8, kernel: 3}]}]\nask: [total_params_L3]\n"
    )
    assert "of all layers for $L$ = 3" in found.solve().tex()


def test_too_many_written_layers_are_refused() -> None:
    (found,) = complaints("input: [9]\nlayers:\n" + "  - relu\n" * 205 + "ask: [relu1_shape]\n")
    assert found.message == "this is layer 201; a table has at most 200"


def test_the_bounds_of_a_rule_are_written_out() -> None:
    text = (
        'given: {n: {integer: ">= 1"}}\nsolve: {for: kernel, input: n, output: 4}\nask: [kernel]\n'
    )
    (step,) = (s for s in problem(text).solve().json()["steps"] if s["name"] == "kernel")
    assert step["formula"] == "tabulate(K >= n - (4 - 1) and K <= n - 3, (K, 1, 11))"


@pytest.mark.parametrize("backend", ["numpy", "torch"])
def test_variants_are_evaluated_in_one_batch(backend: str) -> None:
    found = problem(
        "given: {W: 28, K: 3, S: 1, F: 10}\ninput: [W, W, 3]\n"
        "layers: [{conv: F, kernel: K, padding: 1, stride: S}, flatten, {fully_connected: 2}]\n"
        "columns: [shape, params, macs, field]\nask: [total_params]\n"
    )
    rng = np.random.default_rng(1)
    W, K = rng.integers(8, 60, (4, 50)), rng.integers(1, 7, (4, 50))
    S, F = rng.integers(1, 4, (4, 50)), rng.integers(1, 9, (4, 50))
    batch = found.plan.evaluate({"W": W, "K": K, "S": S, "F": F}, backend)
    side = (W - K + 2) // S + 1
    assert np.array_equal(np.asarray(batch["conv1_shape"])[..., 0], side)
    params = K * K * 3 * F + F + side * side * F * 2 + 2
    assert np.array_equal(np.asarray(batch["total_params"]), params)
    assert np.array_equal(np.asarray(batch["conv1_macs"]), side * side * K * K * 3 * F)


def test_what_a_student_wrote_is_carried_forward() -> None:
    found = shipped("cnn-dimensions").problem.plan
    wrong = found.evaluate(overrides={"e.pool2_shape": [8, 8, 10]}, targets=["e.fc_params"])
    assert wrong.floats("e.fc_params") == 640 * 3 + 3


ACROSS = """
parts:
  a:
    input: [28, 28, 1]
    layers: [{conv: 10, kernel: 3}]
    ask: [conv1_shape]
  b:
    given: {X: {step: a.conv1_shape}}
    input: ["X[0]", "X[1]", "X[2]"]
    layers: [pool: {pool: max, kernel: 2}, flatten, all: {fully_connected: 4}]
    ask: [all_params]
"""


def test_a_network_may_start_from_an_earlier_part() -> None:
    found = problem(ACROSS).solve()
    assert found.value("b.all_params") == 13 * 13 * 10 * 4 + 4
    wrong = found.problem.plan.evaluate(overrides={"a.conv1_shape": [28, 28, 10]})
    assert wrong.floats("b.all_params") == 14 * 14 * 10 * 4 + 4
    assert r"X[0] \times X[1]" in found.tex("handout")


# --- the shape rule solved -----------------------------------------------------------------------
numbers = {
    "input": st.integers(1, 40), "kernel": st.integers(1, 9), "padding": st.integers(0, 5),
    "stride": st.integers(1, 4), "dilation": st.integers(1, 3),
}  # fmt: skip
LOW = {"input": 1, "kernel": 1, "padding": 0, "stride": 1}


def left(at: dict[str, int]) -> int:
    """Give how far a window can move."""
    spread = at["dilation"] * (at["kernel"] - 1) + 1
    return at["input"] + 2 * at["padding"] - spread


def size(at: dict[str, int]) -> int:
    """Count the places of a window; none, or fewer, if it does not fit."""
    return math.floor(left(at) / at["stride"]) + 1


@pytest.mark.parametrize("unknown", LOW)
@given(drawn=st.fixed_dictionaries(numbers), output=st.integers(1, 20), exact=st.booleans())
@quick(12)
def test_every_solution_of_the_rule_is_found(
    unknown: str, drawn: dict[str, int], output: int, exact: bool
) -> None:
    assume(unknown != "stride" or left(drawn) >= 0)  # else no stride is asked for at all
    known = {key: value for key, value in drawn.items() if key != unknown}
    given_ = ", ".join(f"{key}: {value}" for key, value in known.items())
    found = problem(
        f"solve: {{for: {unknown}, {given_}, output: {output}, exact: {str(exact).lower()},"
        f" range: {{{unknown}: [{LOW[unknown]}, 30]}}}}\nask: [{unknown}]\n"
    ).solve()
    fits = []
    for value in range(LOW[unknown], 31):
        at = drawn | {unknown: value}
        whole = not exact or left(at) % at["stride"] == 0
        fits += [str(value)] if size(at) == output and whole else []
    step = found.problem.plan[unknown]
    assert step.form is not None
    assert step.form.data(found.solution.rounded(unknown, 4)) == fits


@pytest.mark.parametrize("unknown", LOW)
@given(drawn=st.fixed_dictionaries(numbers), output=st.integers(2, 20))
@quick(12)
def test_the_bounds_are_the_first_and_last_solution(
    unknown: str, drawn: dict[str, int], output: int
) -> None:
    assume(unknown != "stride" or left(drawn) >= 0)  # else no stride is asked for at all
    known = {key: value for key, value in drawn.items() if key != unknown}
    given_ = ", ".join(f"{key}: {value}" for key, value in known.items())
    text = f"solve: {{for: {unknown}, {given_}, output: {output}}}\n"
    found = values(text + f"ask: [{unknown}_least, {unknown}_most]\n")
    low, high = found[f"{unknown}_least"], found[f"{unknown}_most"]
    for value in range(-3, 200):
        if unknown != "stride" or value > 0:
            fits = size(drawn | {unknown: value}) == output
            assert fits == (low <= value <= high), value


def test_which_kernels_paddings_and_strides_keep_a_size() -> None:
    found = shipped("same-size")
    step = found.problem.plan["c.solutions"]
    assert step.form is not None
    triples = step.form.data(found.solution.rounded("c.solutions", 4))
    assert triples == [f"({2 * p + 1}, {p}, 1)" for p in range(5)]


def test_a_rule_without_solution_says_so() -> None:
    found = problem(
        "solve: {for: padding, input: 28, kernel: 4, output: same}\nask: [padding]\n"
    ).solve()
    assert "none" in found.tex()


# --- pages ---------------------------------------------------------------------------------------
def blocks(found: Solved, view: str, detail: str = "normal") -> list[Any]:
    """List all blocks, those below steps too."""
    (named,) = found.document(view, detail).blocks
    out: list[Any] = []
    for block in named.blocks:  # type: ignore[union-attr]
        out += [block, *(block.blocks if isinstance(block, StepBlock) else ())]
    return out


def cells(table: Table, row: int) -> list[str]:
    return ["".join(getattr(w, "text", "") for w in words) for words in table.rows[row]]


def test_the_statement_leaves_blanks_and_shows_the_rest() -> None:
    for view in ("key", "handout"):
        tables = [b for b in blocks(shipped("cnn-dimensions"), view) if isinstance(b, Table)]
        table = tables[1]  # the first is that of part d
        assert cells(table, 1)[2:] == ["______", "28 × 28 × 10"]
        assert cells(table, 3)[2:] == ["910", "______"]
        assert cells(table, 5)[2:] == ["0", "490"]


def test_the_key_has_the_whole_table_with_the_answers_marked() -> None:
    tables = [b for b in blocks(shipped("cnn-dimensions"), "key") if isinstance(b, Table)]
    last = tables[-1]
    marked = [
        word.text for row in last.rows for words in row for word in words
        if isinstance(word, Text) and word.style == "strong"
    ]  # fmt: skip
    assert marked == ["100", "14 × 14 × 10", "0", "7 × 7 × 10", "1\u2009473".replace("\u2009", "")]
    assert cells(last, -1)[:2] == ["total", "2483"]


def test_cells_are_written_out_in_full() -> None:
    brief, full = (shipped("cnn-dimensions").tex("key", d) for d in ("normal", "full"))
    assert r"3 \cdot 3 \cdot 10 \cdot 10 + 10" not in brief
    assert r"3 \cdot 3 \cdot 10 \cdot 10 + 10" in full


def test_figures_are_the_network_and_what_it_costs() -> None:
    found = shipped("residual-block")
    figures = [b.data for b in blocks(found, "key") if isinstance(b, Figure)]
    bars = next(figure for figure in figures if isinstance(figure, Bars))
    diagram = next(f for f in figures if isinstance(f, Diagram) and f.layers[1].shape)
    assert [layer.shape for layer in diagram.layers][:2] == [(56, 56, 64), (28, 28, 128)]
    pairs = [(wire.start, wire.end) for wire in diagram.wires]
    assert pairs == [(0, 1), (0, 2), (2, 3), (3, 4), (1, 4)]
    assert [sum(numbers) for _, numbers in bars.groups] == [230144, 179830784]


# --- what is refused -----------------------------------------------------------------------------
def test_the_layer_that_shrinks_to_nothing_is_told_with_its_sizes() -> None:
    layers = "".join("  - {pool: max, kernel: 2}\n" for _ in range(6))
    (complaint,) = complaints(f"input: [28, 28, 1]\nlayers:\n{layers}ask: [pool1_shape]\n")
    assert complaint.mark.line == 9
    assert "pool5: a window of 2 does not fit into 1" in complaint.message


def test_many_repetitions_are_refused_at_once() -> None:
    inner = "{conv: 1, kernel: 1}"
    for _ in range(4):
        inner = f"{{repeat: 100, layers: [{inner}]}}"
    found = complaints(f"input: [9, 9, 1]\nlayers: [{inner}]\nask: [conv1_shape]\n")
    assert any("at most 200" in complaint.message for complaint in found)
