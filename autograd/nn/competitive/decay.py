"""How the learning rate and the width of the neighbourhood of a map become smaller in the course of a training.

Vocabulary: the *progress* u = t / N is the share of the N steps that is over, from 0 at the first step to just below 1.
A decay is a function of it, by which the first value is multiplied.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Final

from autograd import hints
from autograd.nn.checks import real

Decay = Callable[[float], float]


def asymptotic(progress: float) -> float:
    """1 / (1 + 2u): MiniSom's default. It ends at a third, so a wide neighbourhood leaves the map stiff."""
    return 1.0 / (1.0 + 2.0 * progress)


def exponential(progress: float) -> float:
    """exp(−3u), which ends at a twentieth."""
    return math.exp(-3.0 * progress)


def linear(progress: float) -> float:
    """1 − u, which ends at nothing."""
    return 1.0 - progress


def constant(progress: float) -> float:
    """1: no decay."""
    return 1.0


DECAYS: Final = {f.__name__: f for f in (asymptotic, exponential, linear, constant)}


def decay_function(what: str, decay: Any) -> Decay:
    """The function that a name stands for; a function is taken as it is, and what it gives is checked at each call.

    >>> decay_function("decay", "linear")(0.25)
    0.75
    >>> decay_function("decay", lambda u: -1)(0.0)
    Traceback (most recent call last):
        ...
    ValueError: decay(0.0) must be at least 0, got -1
    """
    if not callable(decay):
        hints.check_option(what, decay, DECAYS)
        return DECAYS[decay]
    if decay in DECAYS.values():
        return decay  # type: ignore[no-any-return]

    def checked(progress: float) -> float:
        return real(f"{what}({progress})", decay(progress), least=0)

    return checked
