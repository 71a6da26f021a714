"""Drawing a token from logits: one uniform number for each text, so that all ways of sampling draw alike."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograd.nn.checks import real


def check_temperature(temperature: Any) -> float:
    """0 or more, and finite."""
    return real("generate: temperature", temperature, least=0.0, below=math.inf)


def choose(
    logits: NDArray[np.float64], temperature: float, uniform: NDArray[np.float64]
) -> NDArray[np.int64]:
    """For each row of logits (n, tokens) and each number from [0, 1) a token, by softmax(logits / temperature).

    The token is the first at which the probabilities, added up, exceed the number. Temperature 0 takes the largest.

    >>> choose(np.array([[0.0, 0.0], [0.0, 9.0]]), 1.0, np.array([0.4, 0.4])).tolist()
    [0, 1]
    """
    if temperature == 0.0:
        best: NDArray[np.int64] = logits.argmax(axis=1)
        return best
    shifted = logits - logits.max(axis=1, keepdims=True)
    with np.errstate(over="ignore"):  # a temperature near 0: -inf, whose exp is 0
        weights = np.exp(shifted / temperature)
    reached = np.cumsum(weights, axis=1)
    wanted = uniform[:, None] * reached[:, -1:]
    chosen: NDArray[np.int64] = (reached <= wanted).sum(axis=1)
    return chosen
