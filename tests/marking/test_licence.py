"""Products that do not fit as written: what may have been meant, and what may not."""

from __future__ import annotations

import numpy as np
import pytest

from solver.marking.judging.formulas import Numbers, alike
from solver.marking.judging.licence import arranged

W1 = np.array([[1.0, -2.0], [3.0, 0.5], [2.0, 7.0]])
W2 = np.array([[1.0, 4.0, -1.0], [0.5, 2.0, 3.0], [6.0, -5.0, 1.0], [2.0, 2.0, 9.0]])
G = np.array([[1.0], [-3.0], [2.0], [5.0]])
RIGHT = np.array([[W1[:, j] @ (W2.T @ G[:, 0])] for j in range(2)])  # W1ᵀ W2ᵀ g, a column


def meant(factors: list[Numbers]) -> bool:
    """Tell whether the factors may be read as the right product."""
    return any(alike(one, RIGHT) for one in arranged(factors, RIGHT.shape))


@pytest.mark.parametrize(
    "factors",
    [[W1, W2, G], [W1.T, W2, G], [W1.T, W2.T, G], [G.T, W2, W1], [G, W2, W1], [G, W2.T, W1.T]],
    ids=["left out", "one of them", "as it is", "the whole transposed", "g standing", "too many"],
)
def test_transposes_may_be_left_out_and_the_whole_may_be_transposed(factors: list[Numbers]) -> None:
    assert meant(factors)


@pytest.mark.parametrize(
    "factors",
    [[W2, W1, G], [W2.T, W1.T, G], [G, W1, W2], [W1, W2], [2 * W1, W2, G]],
    ids=["exchanged", "and transposed", "behind g", "g left out", "a factor 2"],
)
def test_the_order_of_the_matrices_has_a_meaning(factors: list[Numbers]) -> None:
    assert not meant(factors)
