"""Random numbers without global state: every `rng=` argument in this package becomes a generator here.

`None` asks the operating system for fresh entropy, an integer is a seed (the same seed, the same numbers), and a
`numpy.random.Generator` is used as it is, so that several calls may draw from one stream.
"""

from __future__ import annotations

import numpy as np

Randomness = int | np.random.Generator | None


def generator(rng: Randomness = None) -> np.random.Generator:
    """The generator that `rng` stands for.

    >>> generator(7).random() == generator(7).random(), generator(g := generator(7)) is g
    (True, True)
    """
    if isinstance(rng, np.random.Generator):
        return rng
    whole = isinstance(rng, int | np.integer) and not isinstance(rng, bool)
    if rng is not None and not (whole and rng >= 0):
        raise TypeError(
            f"rng must be None, a seed (an integer, 0 or more) or a numpy.random.Generator, got {rng!r}"
        )
    return np.random.default_rng(rng)
