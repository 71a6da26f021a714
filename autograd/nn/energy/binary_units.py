"""Units that are 0 or 1: all their states, how they are drawn, and samples that are shown to them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

MOST_STATES: Final = 2**16
"""So many states are gone through one by one, and no more."""


def all_states(units: int, who: str) -> Array:
    """The 2^units states, (2^units, units), as one counts in binary: the last unit changes fastest.

    Raises ValueError, in the name of `who`, beyond 2^16.

    >>> all_states(2, "example").tolist()
    [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]
    """
    if 2**units > MOST_STATES:
        raise ValueError(
            f"{who}: {units} units have 2^{units} states, too many to go through one by one (at most 2^16): "
            "take a smaller machine, or sample with gibbs and updates(k=1)"
        )
    places = np.arange(units - 1, -1, -1)
    return (np.arange(2**units)[:, None] >> places & 1).astype(np.float64)


def sigmoid(x: Array) -> Array:
    """1 / (1 + exp(−x)) without overflow."""
    return np.asarray(0.5 + 0.5 * np.tanh(0.5 * x))


def softplus(x: Array) -> Array:
    """log(1 + exp(x)) without overflow."""
    return np.asarray(np.logaddexp(0.0, x))


def drawn_states(probabilities: Array, uniform: Array) -> Array:
    """1.0 where a number uniform on [0, 1) is below the probability, else 0.0."""
    return (uniform < probabilities).astype(np.float64)


def as_rows(X: Any, units: int, who: str) -> Array:
    """Samples as (n, units): 0 and 1, or probabilities between. An error says in one sentence what is wrong."""
    try:
        rows = np.asarray(X, dtype=np.float64)
    except (TypeError, ValueError):
        raise TypeError(
            f"{who}: X must be a table of numbers from 0 to 1 with a row for each sample"
        ) from None
    if rows.ndim != 2 or rows.shape[1] != units:
        raise ValueError(
            f"{who}: X must have the shape (samples, {units}), a column for each visible unit, got {rows.shape}"
        )
    if not len(rows):
        raise ValueError(f"{who}: X has no samples: there is nothing to learn from")
    wrong = np.argwhere(~((rows >= 0.0) & (rows <= 1.0)))
    if len(wrong):
        row, column = wrong[0].tolist()
        raise ValueError(
            f"{who}: X must hold numbers from 0 to 1, off and on, but row {row}, column {column} is "
            f"{rows[row, column]}: scale the data or choose a threshold"
        )
    return rows


def as_state(x: Any, units: int, who: str, *, binary: bool = False) -> Array:
    """One state of so many units as a vector; with `binary` each of them is 0 or 1."""
    try:
        state = np.asarray(x, dtype=np.float64)
    except (TypeError, ValueError):
        raise TypeError(
            f"{who} must be a list of {units} numbers from 0 to 1"
        ) from None
    if state.shape != (units,):
        raise ValueError(
            f"{who} must have {units} numbers, one for each unit, got the shape {state.shape}"
        )
    within = (state == 0) | (state == 1) if binary else (state >= 0) & (state <= 1)
    if not within.all():
        i = int(np.argmin(within))
        needed = "0 or 1" if binary else "from 0 to 1"
        raise ValueError(
            f"{who} must hold numbers {needed}, but number {i} is {state[i]}"
        )
    return state


def bits(state: Sequence[float] | Array) -> str:
    """A state as text, 1 for on: ``"011"``."""
    return "".join("1" if unit > 0.5 else "0" for unit in state)
