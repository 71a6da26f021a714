"""Blocks that draw random numbers in training: each call of the module, so each sample, has new ones.

Random numbers are constants of the recorded graph; `autograd.nn.chance` draws them, so that both engines of `fit` train
with the same ones. In evaluation mode everything passes through. Both take a number, a list, or lists in lists.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd.nn.chance import Array, FromUniform, drawn
from autograd.nn.checks import real
from autograd.nn.models.module import Module
from autograd.nn.models.numbers_in_lists import filled, flat
from autograd.nn.randomness import Randomness, generator


class _Masked(Module):
    """In training each number times one that is drawn: 0 with probability p, else `kept`."""

    p: float
    rng: np.random.Generator

    @property
    def kept(self) -> float:
        """The factor of a number that is not replaced by 0."""
        return 1.0

    def __call__(self, x: Any) -> Any:
        if not self.training or self.p == 0.0:
            return x
        numbers = flat(x)
        draw = FromUniform(self._mask)
        mask = drawn(self.rng, draw, len(numbers), label="mask")
        return filled(x, [number * factor for number, factor in zip(numbers, mask)])

    def _mask(self, uniform: Array) -> Array:
        return np.where(uniform >= self.p, self.kept, 0.0)

    def extra_repr(self) -> str:
        return f"p={self.p:g}"


class Dropout(_Masked):
    """In training each number is replaced by 0 with probability p, and the others are multiplied by 1/(1 - p).

    The expected value stays the same, so `eval` passes everything through (Srivastava et al. 2014; 003, inverted
    dropout: its p is the probability of keeping, 1 - p here; PyTorch's p is this one). A new mask for every call,
    from `rng`. The other dropout of the notes, where parameters skip an update (000), is in the optimisers.

    >>> drop = Dropout(0.5, rng=1); drop([1.0, 1.0, 1.0, 1.0]), drop.eval()([1.0, 1.0, 1.0, 1.0])
    ([2.0, 2.0, 0.0, 2.0], [1.0, 1.0, 1.0, 1.0])
    """

    def __init__(self, p: float = 0.5, *, rng: Randomness = None) -> None:
        self.p = real("Dropout: p", p, least=0.0, below=1.0)
        self.rng = generator(rng)

    @property
    def kept(self) -> float:
        """So that the expected value stays the same."""
        return 1.0 / (1.0 - self.p)


class Corrupt(_Masked):
    """In training each number is replaced by 0 with probability p, and the others stay: masking noise.

    Source: Vincent et al. 2010; 002 §5.

    What a denoising auto-encoder is to restore (Vincent et al. 2008): ``Sequential(Corrupt(0.3), ...)``, and the target
    is the clean sample. A new mask for every call, from `rng`; `eval` passes everything through.

    >>> Corrupt(0.5, rng=1)([3.0, 4.0, 5.0, 6.0])
    [3.0, 4.0, 0.0, 6.0]
    """

    def __init__(self, p: float, *, rng: Randomness = None) -> None:
        self.p = real("Corrupt: p", p, least=0.0, most=1.0)
        self.rng = generator(rng)
