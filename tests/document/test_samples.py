"""One entry written out: which one tells most, in lists of maps and of kernels, too."""

import pytest

from solver.document.blocks import Chain
from solver.render.maths import MathsWriter
from tests.document.solving import solved, steps

ONE = "given: {X: [[1, 2, 0], [0, 1, 3], [2, 0, 1]], K: [[1, -1], [2, 5]]}\n"
SEVERAL = "given: {X: [[[1, 2], [0, 1]], [[3, 0], [1, 1]]], K: [[[[2]], [[5]]], [[[1]], [[-1]]]]}\n"
LOSS = "forward: {Y: 'correlate2d(X, K)', L: sum(Y**2)}\n"


def samples(text: str, name: str, detail: str = "normal") -> list[str]:
    """Write the entries below a step as they are printed."""
    found = solved(text)
    write = MathsWriter(found.symbols)
    chains = [block for block in steps(found, detail)[name].blocks if isinstance(block, Chain)]
    return [
        " = ".join([write(chain.left), *(write(link.right) for link in chain.links)])
        for chain in chains
    ]


def test_the_entry_of_an_input_that_most_windows_reach_is_written_out() -> None:
    # dL/dY = 2·[9 7; 9 11], so in the middle 1·dY22 - 1·dY21 + 2·dY12 + 5·dY11
    (line,) = samples(f"{ONE}{LOSS}ask: [Y, dL/dX]\n", "dL/dX")
    left, terms, value = line.split(" = ")
    assert left == r"\left[\frac{\partial L}{\partial X}\right]_{22}"
    assert terms.count(r"\cdot") == 4
    by_hand = {(1, 1): 1 * 1 - 1 * 2 + 2 * 0 + 5 * 1, (1, 2): 2 - 0 + 2 * 1 + 5 * 3,
               (2, 1): 0 - 1 + 2 * 2 + 5 * 0, (2, 2): 1 - 3 + 2 * 0 + 5 * 1}  # fmt: skip
    wanted = 2 * (5 * by_hand[1, 1] + 2 * by_hand[1, 2] - by_hand[2, 1] + by_hand[2, 2])
    assert value == str(wanted)


@pytest.mark.parametrize(
    ("name", "left"),
    [
        ("dL/dX", r"\left[\frac{\partial L}{\partial X}[0]\right]_{11}"),
        ("dL/dK", r"\left[\frac{\partial L}{\partial K}\right]_{1111}"),
    ],
)
def test_gradients_of_several_channels_have_a_sample(name: str, left: str) -> None:
    (line,) = samples(f"{SEVERAL}{LOSS}ask: [{name}]\n", name)
    assert line.startswith(f"{left} = ")


def test_all_entries_are_written_out_at_full_detail() -> None:
    lines = samples(f"{ONE}{LOSS}ask: [dL/dK]\n", "dL/dK", "full")
    assert [line.partition("_{")[2][:2] for line in lines] == ["11", "12", "21", "22"]


def test_a_sum_of_too_many_products_is_not_written_out() -> None:
    text = f"given: {{X: {[[1] * 6] * 6}, K: {[[1] * 2] * 2}}}\n"
    assert samples(f"{text}{LOSS}ask: [dL/dK]\n", "dL/dK") == []
