"""Activations: what a neuron or a layer does to its net input.

Every row of `autograd.RULES` with one argument is an activation of a neuron, by its name: there is no second list. A
function of your own, or a row with another constant, is one too: ``functools.partial(autograd.leaky_relu, slope=0.1)``
is the leaky relu of 004. `softmax`, `log_softmax` and `maxout` look at all net inputs of a layer at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial, reduce
from types import MappingProxyType
from typing import Any, Final

import autograd
from autograd import RULES, hints, logsumexp

Activation = str | Callable[[Any], Any] | None
"""What may be given as `activation=`: the name of a row with one argument, a function, or None for a linear neuron."""


def softmax(values: Iterable[Any]) -> list[Any]:
    """exp(x_i) / sum of exp(x_j): positive numbers that add up to 1 (Bridle 1990; 001, multi-class output; 003).

    As exp(x_i - logsumexp(x)), which never overflows. Values give Values, numbers give floats.

    >>> [round(p, 12) for p in softmax([1000.0, 1000.0])]
    [0.5, 0.5]
    """
    return [autograd.exp(x) for x in log_softmax(values)]


def log_softmax(values: Iterable[Any]) -> list[Any]:
    """The logarithms of `softmax`, x_i - logsumexp(x), finite even where the softmax is 0 in floats.

    >>> log_softmax([0.0, 1000.0])
    [-1000.0, 0.0]
    """
    values = list(values)
    if not values:
        raise ValueError("softmax and log_softmax need at least one number, got none")
    z = logsumexp(values)
    return [x - z for x in values]


def maxout(values: Iterable[Any], pieces: int = 2) -> list[Any]:
    """The largest of every `pieces` numbers that follow one another.

    Source: Goodfellow et al. 2013; 002 §4; 004: max(w1 x + b1, w2 x + b2).

    len(values) must be a multiple of `pieces`; the result is that much shorter. Only the winner receives a gradient; a
    tie shares it.

    >>> maxout([1.0, 5.0, -2.0, -3.0])
    [5.0, -2.0]
    """
    values = list(values)
    if isinstance(pieces, bool) or not isinstance(pieces, int) or pieces < 1:
        raise ValueError(
            f"maxout: pieces must be a whole number, 1 or more, got {pieces!r}"
        )
    if not values or len(values) % pieces:
        raise ValueError(
            f"maxout: a multiple of {pieces} numbers is needed, got {len(values)}"
        )
    largest = []
    for start in range(0, len(values), pieces):
        largest.append(reduce(autograd.maximum, values[start : start + pieces]))
    return largest


OF_LAYERS: Final[Mapping[str, Callable[[Iterable[Any]], list[Any]]]] = MappingProxyType(
    {function.__name__: function for function in (softmax, log_softmax)}
)
"""Activations of a whole layer, by name."""


def of_layer(activation: Activation) -> Callable[[Iterable[Any]], list[Any]] | None:
    """The function of an activation of a whole layer; None if it is one of a neuron."""
    return OF_LAYERS.get(activation) if isinstance(activation, str) else None


def of_neuron(activation: Activation) -> Callable[[Any], Any] | None:
    """The function of a neuron's activation; None for linear. Raises ValueError or TypeError with a suggestion.

    >>> of_neuron("tanh")(0.0), of_neuron(None)
    (0.0, None)
    """
    if activation is None or callable(activation):
        return activation
    names = [rule.name for rule in RULES.values() if rule.arity == 1]
    if activation in names:
        return getattr(autograd, activation)  # type: ignore[no-any-return]
    if not isinstance(activation, str):
        raise TypeError(
            f"activation must be a name, a function or None, got {type(activation).__name__}"
        )
    if activation in OF_LAYERS:
        raise ValueError(
            f"activation {activation!r} is one of a whole layer, not of a single neuron"
        )
    known = [*names, *OF_LAYERS]
    hint = hints.did_you_mean(activation, known)
    raise ValueError(
        f"activation {activation!r} is unknown; {hint}; None is linear, a function is taken, too"
    )


def activation_name(activation: Activation) -> str:
    """The name of an activation for people.

    >>> activation_name(None), activation_name("relu"), activation_name(partial(autograd.leaky_relu, slope=0.1))
    ('linear', 'relu', 'leaky_relu(slope=0.1)')
    """
    if activation is None or isinstance(activation, str):
        return activation or "linear"
    if isinstance(activation, partial):
        constants = [repr(x) for x in activation.args]
        constants += [f"{name}={x!r}" for name, x in activation.keywords.items()]
        return f"{activation_name(activation.func)}({', '.join(constants)})"
    return getattr(activation, "__name__", type(activation).__name__)
