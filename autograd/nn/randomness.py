"""Random numbers without global state: every `rng=` argument in this package becomes a generator here.

`None` asks the operating system for fresh entropy, an integer is a seed (the same seed, the same numbers), and a
`numpy.random.Generator` is used as it is, so that several calls may draw from one stream.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

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


def generator_state(rng: np.random.Generator) -> dict[str, Any]:
    """The state of a generator as numbers, texts, lists and tables, as JSON gives them back: exact."""
    text = json.dumps(rng.bit_generator.state, default=without_numpy)
    state: dict[str, Any] = json.loads(text)
    return state


def set_generator_state(rng: np.random.Generator, state: Mapping[str, Any]) -> None:
    """Put a generator into the state that `generator_state` read. ValueError if it is of another kind."""
    kind = type(rng.bit_generator).__name__
    saved = state.get("bit_generator") if isinstance(state, Mapping) else None
    if saved != kind:
        raise ValueError(
            f"the random numbers came from {saved}, here they come from {kind}"
        )
    rng.bit_generator.state = _with_arrays(state, rng.bit_generator.state)
    if generator_state(rng) != state:
        raise ValueError(f"a state of {kind} cannot be like this")


def _with_arrays(state: Any, like: Any) -> Any:
    """Lists become arrays where `like` has arrays: some bit generators keep their words in one."""
    if isinstance(like, Mapping):
        return {name: _with_arrays(state[name], like[name]) for name in like}
    if isinstance(like, np.ndarray):
        return np.array(state, dtype=like.dtype)
    if type(state) is not type(like):
        raise ValueError(f"expected {type(like).__name__}, got {type(state).__name__}")
    return state


def without_numpy(x: Any) -> Any:
    """For `json.dumps`: NumPy's arrays and numbers as lists and numbers."""
    if isinstance(x, np.ndarray | np.generic):
        return x.tolist()
    raise TypeError(
        f"a checkpoint holds numbers, strings, lists and tables, not {type(x).__name__}"
    )
