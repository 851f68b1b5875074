"""Singular values and vectors of exact matrices, by way of the eigenvalues of AᵀA."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import Any

import numpy as np
from flint import acb, acb_mat, arb, fmpq, fmpq_mat

from solver.algebra import exact, spectra
from solver.algebra.exact import Undecided, ball


def _gram(a: Any) -> Any:
    """Multiply with the transpose, on the side that gives the smaller matrix."""
    return a.T @ a if a.shape[1] <= a.shape[0] else a @ a.T


def norm(a: Any) -> Any:
    """Give the largest singular value: the root of the largest eigenvalue of AᵀA."""
    largest = spectra.ordered(_gram(a).tolist())[0]
    return exact.root(largest if isinstance(largest, fmpq) else largest.max(arb(0)))


def polar(a: Any) -> Any:
    """Give U Vᵀ of the compact singular value decomposition U Σ Vᵀ."""
    return _on_singular(a, lambda values: [_inverse_root(value) for value in values])


def leading(a: Any) -> Any:
    """Give u vᵀ for the largest singular value; if several are as large, the mean of theirs."""

    def rule(values: list[Any]) -> list[Any]:
        largest = max(range(len(values)), key=lambda k: ball(values[k]).mid())
        return [_inverse_root(v) if k == largest else fmpq(0) for k, v in enumerate(values)]

    found = np.asarray(_on_singular(a, rule), dtype=object)
    many = int(ball(np.sum(found * found)).unique_fmpz() or 1)  # Σ (u vᵀ)² is 1 for each of them
    return (found / fmpq(many)).tolist()


def _inverse_root(value: Any) -> Any:
    """Give λ^(−1/2), and 0 for an eigenvalue that is known to be 0."""
    return fmpq(0) if exact.is_zero(value) else 1 / exact.root(value)


def _on_singular(a: Any, rule: Callable[[list[Any]], list[Any]]) -> Any:
    """Multiply A by f(AᵀA), where `rule` gives the values of f at the distinct eigenvalues."""
    gram, wide = _gram(a), a.shape[1] > a.shape[0]
    values = distinct(gram.tolist())
    found = interpolated(gram, values, rule(values))
    return (found @ a if wide else a @ found).tolist()


def distinct(rows: list[list[Any]]) -> list[Any]:
    """List the eigenvalues of a symmetric matrix, each once; Undecided if they cannot be told."""
    flat = [entry for row in rows for entry in row]
    if all(isinstance(entry, fmpq) and entry.height_bits() <= spectra.LONGEST for entry in flat):
        return _roots(fmpq_mat(len(rows), len(rows), flat))
    try:
        found = acb_mat(len(rows), len(rows), [acb(ball(entry)) for entry in flat]).eig()
    except ValueError:
        raise Undecided("the eigenvalues") from None
    return [root.real for root in found]


def _roots(matrix: Any) -> list[Any]:
    """Find the roots of the minimal polynomial, which has each eigenvalue once."""
    found: list[Any] = []
    for factor, _ in matrix.charpoly().numer().factor()[1]:
        if factor.degree() == 1:
            found.append(fmpq(-factor[0], factor[1]))
        else:
            found += [root.real for root, _ in factor.complex_roots()]
    return found


def interpolated(matrix: Any, places: list[Any], values: list[Any]) -> Any:
    """Give f(M) for a symmetric M with these distinct eigenvalues, by Lagrange's polynomial."""
    unit = np.array([[fmpq(int(i == j)) for j in range(len(matrix))] for i in range(len(matrix))])
    total = unit * fmpq(0)
    for k, (place, value) in enumerate(zip(places, values, strict=True)):
        if isinstance(value, fmpq) and not value:
            continue
        others = [other for j, other in enumerate(places) if j != k]
        factors = ((matrix - unit * other) * (1 / (place - other)) for other in others)
        total = total + reduce(lambda left, right: left @ right, factors, unit) * value
    return total
