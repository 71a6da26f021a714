"""Penalties: a price for large weights, added to the loss against over-fitting (001, 002, 003, 000).

Each is a function of a list of parameters and returns a Value. Conventions differ by a factor, so here they are:

    l2           lam/2 Σ w², whose gradient is lam w (001, 002: weight decay; 003 has no 1/2)
    l1           lam Σ |w|, slope 0 chosen at w = 0 (003)
    elastic_net  lam (beta Σ w² + Σ |w|) (003)
    mixed        lam E + (1 - lam) Σ w², 0 < lam < 1 (000)

Biases are usually left out (001, 002): ``l2(weights(model), 1e-4)``.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import autograd
from autograd import Value, dot, total
from autograd.nn.checks import real
from autograd.nn.models.module import Module

BIASES = ("b", "bias", "beta", "threshold")
"""The last part of the name of a parameter that is an offset, numbers at its end left out."""


def weights(module: Module) -> list[Value]:
    """The parameters of a module that are no biases: those whose name does not end in b, bias, beta or threshold.

    >>> from autograd.nn.models.layers import MLP
    >>> len(weights(MLP(2, [16, 1], rng=0)))
    48
    """
    named = module.named_parameters()
    return [
        parameter
        for name, parameter in named
        if name.rpartition(".")[2].rstrip("0123456789_") not in BIASES
    ]


def l1(params: Iterable[Value], lam: float = 1.0) -> Any:
    """lam Σ |w|: drives small weights to exactly 0 (Tibshirani 1996; 003, L1).

    >>> l1([Value(3.0), Value(-4.0)], 0.5).data
    3.5
    """
    return real("l1: lam", lam, least=0.0) * _absolute("l1", params)


def l2(params: Iterable[Value], lam: float = 1.0) -> Any:
    """lam/2 Σ w²: its gradient lam w shrinks every weight in proportion.

    Source: Krogh and Hertz 1992; 001, 002, 003: weight decay.

    With plain gradient descent the same as ``weight_decay=lam`` of an optimiser.

    >>> l2([Value(3.0), Value(-4.0)], 0.5).data
    6.25
    """
    return 0.5 * real("l2: lam", lam, least=0.0) * _squares("l2", params)


def elastic_net(params: Iterable[Value], lam: float = 1.0, beta: float = 1.0) -> Any:
    """lam (beta Σ w² + Σ |w|) (Zou and Hastie 2005; 003, elastic net).

    >>> elastic_net([Value(3.0), Value(-4.0)], 0.1, beta=2.0).data
    5.7
    """
    params = list(params)
    both = real("elastic_net: beta", beta, least=0.0) * _squares("elastic_net", params)
    return real("elastic_net: lam", lam, least=0.0) * (
        both + _absolute("elastic_net", params)
    )


def mixed(E: Any, lam: float, params: Iterable[Value]) -> Any:
    """lam E + (1 - lam) Σ w²: the error E against the complexity, weighed with lam between 0 and 1.

    Source: Bishop 2006, section 5.5; 000, 5.3.

    >>> mixed(Value(2.0), 0.75, [Value(1.0), Value(-1.0)]).data
    2.0
    """
    lam = real("mixed: lam", lam, least=0.0, most=1.0)
    return lam * E + (1.0 - lam) * _squares("mixed", params)


def _squares(name: str, params: Iterable[Value]) -> Any:
    values = _parameter_list(name, params)
    return dot(values, values)


def _absolute(name: str, params: Iterable[Value]) -> Any:
    return total(autograd.abs(w) for w in _parameter_list(name, params))


def _parameter_list(name: str, params: Iterable[Value]) -> list[Value]:
    values = list(params)
    if not values:
        raise ValueError(f"{name}: at least one parameter is needed, got none")
    if not all(isinstance(w, Value) for w in values):
        raise TypeError(f"{name}: a list of Values is needed, such as weights(model)")
    return values
