"""Initialisers: the numbers that weights start with. A name that ends in _ changes its argument, as in PyTorch.

Vocabulary
    rows      the weights of a layer: a list with one list of Values for each neuron (`Layer.weights`), or one such list
    fan_in    how many inputs a neuron has: the length of a row;  fan_out   how many neurons: the number of rows
    gain      a factor that makes up for what the activation does to the spread: sqrt(2) for relu

From the lecture notes:
    000, BP algorithm          every weight and threshold from U(0, 1): ``uniform_(model.parameters())``
    002, section 3.2           N(0, 0.01²), to break the symmetry: ``normal_``; what happens without: ``constant_``
    003, initialisation        ``normal_(rows, std=0.05)`` saturates wide tanh layers, ``std=0.01`` lets signals die out
    003, Xavier                std 1/sqrt(n_in): ``kaiming_normal_(rows, a=1)``
    003, ReLU                  std 1/sqrt(n_in/2): ``kaiming_normal_(rows)``
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from math import sqrt
from types import MappingProxyType
from typing import Any, Final

import numpy as np

from autograd import Value, hints
from autograd.nn.randomness import Randomness, generator

Rows = Sequence[Sequence[Value]] | Sequence[Value]
Init = str | Callable[..., Any] | None
"""What may be given as `init=`: a name, an initialiser (perhaps a partial one), or None for zeros."""


def uniform_(
    rows: Rows, a: float = 0.0, b: float = 1.0, *, rng: Randomness = None
) -> None:
    """Uniform on [a, b) (Rumelhart et al. 1986; 000, BP algorithm: all weights and thresholds from (0, 1)).

    >>> w = [Value(0.0), Value(0.0)]; uniform_(w, rng=0); [round(v.data, 3) for v in w]
    [0.637, 0.27]
    """
    if not a <= b:
        raise ValueError(f"uniform_: a <= b is needed, got {a} and {b}")
    _fill(rows, lambda r, shape: r.uniform(a, b, shape), rng)


def normal_(
    rows: Rows, mean: float = 0.0, std: float = 0.01, *, rng: Randomness = None
) -> None:
    """Normal with a mean and a standard deviation; by default N(0, 0.01²), where PyTorch's is N(0, 1).

    Source: Goodfellow et al. 2016, section 8.4; 002, section 3.2.

    003 shows that 0.05 is too much and 0.01 too little for tanh layers of width 4096.
    """
    if not std >= 0.0:
        raise ValueError(f"normal_: std >= 0 is needed, got {std}")
    _fill(rows, lambda r, shape: r.normal(mean, std, shape), rng)


def constant_(rows: Rows, val: float = 0.0, *, rng: Randomness = None) -> None:
    """All the same: neurons of a layer that start equal stay equal for ever, the symmetry trap.

    Source: Goodfellow et al. 2016, section 8.4; 002, section 3.2.
    """
    _fill(rows, lambda r, shape: np.full(shape, float(val)), rng)


def xavier_uniform_(rows: Rows, gain: float = 1.0, *, rng: Randomness = None) -> None:
    """U(-a, a) with a = gain sqrt(6 / (fan_in + fan_out)) (Glorot and Bengio 2010, equation 16)."""
    a = gain * sqrt(6.0 / sum(_fans(rows)))
    _fill(rows, lambda r, shape: r.uniform(-a, a, shape), rng)


def xavier_normal_(rows: Rows, gain: float = 1.0, *, rng: Randomness = None) -> None:
    """N(0, gain² 2 / (fan_in + fan_out)) (Glorot and Bengio 2010). 003's form, 1/fan_in, is kaiming_normal_(a=1)."""
    std = gain * sqrt(2.0 / sum(_fans(rows)))
    _fill(rows, lambda r, shape: r.normal(0.0, std, shape), rng)


def kaiming_uniform_(
    rows: Rows, a: float = 0.0, mode: str = "fan_in", *, rng: Randomness = None
) -> None:
    """U(-c, c) with c = sqrt(6 / ((1 + a²) fan)); a is the slope of relu below 0 (He et al. 2015, equation 14)."""
    c = _kaiming(rows, a, mode) * sqrt(3.0)
    _fill(rows, lambda r, shape: r.uniform(-c, c, shape), rng)


def kaiming_normal_(
    rows: Rows, a: float = 0.0, mode: str = "fan_in", *, rng: Randomness = None
) -> None:
    """N(0, 2 / ((1 + a²) fan)) (He et al. 2015, equation 14; 003: 1/sqrt(n_in/2)). With a = 1 it is 003's Xavier."""
    std = _kaiming(rows, a, mode)
    _fill(rows, lambda r, shape: r.normal(0.0, std, shape), rng)


def default_(rows: Rows, *, rng: Randomness = None) -> None:
    """U(-k, k) with k = 1/sqrt(fan_in): PyTorch's Linear, which treats its biases alike."""
    k = 1.0 / sqrt(_fans(rows)[0])
    _fill(rows, lambda r, shape: r.uniform(-k, k, shape), rng)


INITIALISERS: Final[Mapping[str, Callable[..., None]]] = MappingProxyType(
    {
        "uniform_": uniform_,
        "normal_": normal_,
        "constant_": constant_,
        "xavier_uniform_": xavier_uniform_,
        "xavier_normal_": xavier_normal_,
        "kaiming_uniform_": kaiming_uniform_,
        "kaiming_normal_": kaiming_normal_,
    }
)
"""The initialisers by name, for `init=`; the _ at the end may be left out there."""


def initialise(
    rows: Sequence[Sequence[Value]],
    biases: Sequence[Value],
    init: Init,
    rng: Randomness,
) -> None:
    """Give the weights and biases of one layer the numbers that `init` says.

    "default"      PyTorch's Linear: weights and biases from U(-1/sqrt(nin), 1/sqrt(nin))
    "micrograd"    weights from U(-1, 1), biases 0
    a name         of an initialiser, or the function itself, perhaps ``functools.partial(normal_, std=0.05)``: it is
                   called with the rows and ``rng=``; biases 0
    None           all 0
    """
    chance = generator(rng)
    if init is None:
        return
    if callable(init):
        init(rows, rng=chance)
    elif init == "default":
        default_(rows, rng=chance)
        k = 1.0 / sqrt(len(rows[0]))
        uniform_(biases, -k, k, rng=chance)
    elif init == "micrograd":
        uniform_(rows, -1.0, 1.0, rng=chance)
    else:
        initialiser_named(init)(rows, rng=chance)


def initialiser_named(init: Any) -> Callable[..., None]:
    """The initialiser with this name. Raises ValueError with a suggestion for an unknown one."""
    known = ["default", "micrograd", *INITIALISERS]
    name = f"{init.removesuffix('_')}_" if isinstance(init, str) else ""
    if name in INITIALISERS:
        return INITIALISERS[name]
    hint = hints.did_you_mean(init, known)
    raise ValueError(f"init {init!r} is unknown; {hint}; a function is taken, too")


def _table(rows: Rows) -> list[list[Value]]:
    """Rows as a list of lists, checked."""
    items: list[Any] = list(rows)
    table = [items] if _are_values(items) else items
    if not all(isinstance(row, list | tuple) and _are_values(row) for row in table):
        raise TypeError(
            "an initialiser needs rows of Values, such as layer.weights, or one list of Values"
        )
    if len({len(row) for row in table}) > 1:
        raise ValueError(
            "an initialiser needs rows of the same length, such as layer.weights: one for each neuron"
        )
    return table


def _are_values(items: Iterable[Any]) -> bool:
    return all(isinstance(item, Value) for item in items)


def _fans(rows: Rows) -> tuple[int, int]:
    """(fan_in, fan_out)."""
    table = _table(rows)
    if not table[0]:
        raise ValueError("an initialiser needs at least one weight, got none")
    return len(table[0]), len(table)


def _kaiming(rows: Rows, a: float, mode: str) -> float:
    """The standard deviation of He et al.'s equation 14."""
    fan_in, fan_out = _fans(rows)
    hints.check_option("mode", mode, ("fan_in", "fan_out"))
    fan = fan_in if mode == "fan_in" else fan_out
    return sqrt(2.0 / ((1.0 + a * a) * fan))


def _fill(
    rows: Rows,
    draw: Callable[[np.random.Generator, tuple[int, int]], Any],
    rng: Randomness,
) -> None:
    """Give the weights numbers that are drawn in the shape (rows, weights of a row)."""
    table = _table(rows)
    shape = len(table), len(table[0])
    numbers = draw(generator(rng), shape)
    for row, new in zip(table, numbers.tolist()):
        for weight, x in zip(row, new):
            weight.data = x
