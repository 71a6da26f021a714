"""In which order samples are met, and how many make one update.

Vocabulary (000): *standard BP* updates after each sample, *accumulated BP* after a whole pass; between them lie
*mini-batches*, drawn without replacement: every sample is met exactly once an epoch.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray


def batches(
    samples: int, size: int | None, rng: np.random.Generator
) -> Iterator[NDArray[np.int64]]:
    """The indices of one epoch, batch by batch.

    `size` None is the whole set in its own order, and draws nothing from `rng`; otherwise the samples are shuffled and
    cut into batches of `size`, of which the last may be smaller.

    >>> [batch.tolist() for batch in batches(5, 2, np.random.default_rng(0))]
    [[2, 4], [3, 0], [1]]
    >>> [batch.tolist() for batch in batches(3, None, np.random.default_rng(0))]
    [[0, 1, 2]]
    """
    if size is None:
        yield np.arange(samples)
        return
    order = rng.permutation(samples)
    for start in range(0, samples, size):
        yield order[start : start + size]
