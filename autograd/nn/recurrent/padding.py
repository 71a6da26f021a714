"""Sequences of different lengths as one table: filled up to the longest, with weights that are 0 where it was filled."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograd.nn.checks import real, whole

Table = NDArray[Any]


def pad(
    sequences: Sequence[Any],
    targets: Sequence[Any] | None = None,
    *,
    length: int | None = None,
    value: float = 0,
) -> Any:
    """(X, weights), or with `targets` (X, y, weights), for sequences of different lengths.

    sequences   n sequences: of class indices, of numbers, or of rows of numbers, each with at least one step
    targets     a target for each step of each sequence: as many, of the same kinds
    length      how many steps the table has; None: those of the longest sequence
    value       what is filled in, after the end; in targets 0

    X has a row for each sequence, flat: (n, T) or (n, T · numbers of a step). Whole numbers stay whole. weights (n, T)
    are 1/Tᵢ at the Tᵢ steps of sequence i and 0 after them, so that the sum of weighted losses is the mean over the real
    steps. A network that walks forward is not touched by what comes after; a bidirectional one is.

    >>> X, y, weights = pad([[3, 1], [2]], [[1, 0], [5]])
    >>> X.tolist(), y.tolist(), weights.tolist()
    ([[3, 1], [2, 0]], [[1, 0], [5, 0]], [[0.5, 0.5], [1.0, 0.0]])
    """
    lengths = _lengths(sequences, "sequences")
    steps = max(lengths)
    if length is not None:
        length = whole("pad: length", length)
        if length < steps:
            raise ValueError(
                f"pad: length must be at least {steps}, that of the longest sequence, got {length}"
            )
        steps = length
    real("pad: value", value)
    X = _table(sequences, steps, value, "sequences")
    weights = np.zeros((len(lengths), steps))
    for row, count in zip(weights, lengths):
        row[:count] = 1.0 / count
    if targets is None:
        return X, weights
    others = _lengths(targets, "targets")
    if len(others) != len(lengths):
        raise ValueError(
            f"pad: as many targets as sequences are needed, got {len(others)} and {len(lengths)}"
        )
    for i, (count, other) in enumerate(zip(lengths, others)):
        if count != other:
            raise ValueError(
                f"pad: sequence {i} has {count} steps, but {other} targets: one for each step is needed"
            )
    return X, _table(targets, steps, 0, "targets"), weights


def _lengths(sequences: Sequence[Any], what: str) -> list[int]:
    """How many steps each sequence has, at least one."""
    lengths = []
    for i, sequence in enumerate(sequences):
        if isinstance(sequence, str) or not hasattr(sequence, "__len__"):
            raise TypeError(
                f"pad: {what} must be lists or arrays, one for each sample, but number {i} is "
                f"{type(sequence).__name__}"
            )
        if not len(sequence):
            raise ValueError(
                f"pad: {what} need at least one step, but number {i} has none"
            )
        lengths.append(len(sequence))
    if not lengths:
        raise ValueError(f"pad: at least one sequence is needed, got no {what}")
    return lengths


def _table(sequences: Sequence[Any], steps: int, value: float, what: str) -> Table:
    """The sequences as rows of `steps` steps, filled up with `value`."""
    rows = []
    width = None
    for i, sequence in enumerate(sequences):
        try:
            row = np.asarray(sequence)
        except ValueError:
            row = np.empty((0, 0), dtype=object)
        if row.ndim not in (1, 2) or row.dtype.kind not in "biuf":
            raise TypeError(
                f"pad: {what} must hold a number or a row of numbers of one length for each step, see number {i}"
            )
        here = 1 if row.ndim == 1 else row.shape[1]
        width = here if width is None else width
        if here != width:
            raise ValueError(
                f"pad: all steps need as many numbers, but {what} number {i} has {here} and the first {width}"
            )
        fill = np.full((steps - len(row), *row.shape[1:]), value)
        whole_numbers = row.dtype.kind in "biu" and float(value).is_integer()
        if whole_numbers:
            row, fill = row.astype(np.int64), fill.astype(np.int64)
        rows.append(np.concatenate([row, fill]).reshape(-1))
    return np.array(rows)
