"""Losses: how wrong an output is, as one number, in the order (input, target) and with PyTorch's names and defaults.

Vocabulary
    input    what the model gave: a Value or number, or a list of them; for a batch a list of samples
    target   what it should have given, of the same shape; for classes an index, or a list of class weights (one-hot)
    score    a number whose sign is the class: the input of the hinge loss
    logits   numbers whose softmax or sigmoid are probabilities

For a batch the result is the mean over the samples. No loss looks at the numbers to decide what to compute, so that a
recorded loss may be replayed with other inputs and targets: targets may be Values. Numbers are checked, Values not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from math import exp
from typing import Any, Final

import autograd
from autograd import Value, dot, logsumexp, total
from autograd.nn.checks import real
from autograd.nn.models.pairing import as_lists, class_index, number, pairs, samples

_SMALLEST: Final = exp(-100.0)
"""Probabilities are taken to be at least this, so that logarithms are at least -100, as in PyTorch."""


def mse_loss(input: Any, target: Any) -> Any:
    """Mean of (y - t)² over all outputs, and all samples of a batch (Bishop 2006, section 5.2; 000; PyTorch's F.mse_loss).

    >>> mse_loss([Value(1.0), Value(3.0)], [0.0, 1.0]).data
    2.5
    """
    numbers = pairs("mse_loss", input, target)
    return _mean([autograd.square(y - t) for y, t in numbers])


def half_squared_error(input: Any, target: Any) -> Any:
    """Sum over the outputs of (y - t)² / 2; for a batch the mean of that over the samples.

    Source: Rumelhart et al. 1986; 000, 5.4; 002 §3.2; 004.

    The gradient is y - t. 004 calls it MSE.

    >>> half_squared_error([Value(1.0), Value(3.0)], [0.0, 1.0]).data
    2.5
    """
    name = "half_squared_error"

    def half(y: Any, t: Any) -> Any:
        squares = [autograd.square(a - b) for a, b in pairs(name, y, t)]
        return 0.5 * _sum(squares)

    return _mean_over(samples(name, input, target), half)


def huber_loss(input: Any, target: Any, delta: float = 1.0) -> Any:
    """Mean of d²/2 where |d| < delta, and delta (|d| - delta/2) beyond, d = y - t (Huber 1964; PyTorch's F.huber_loss).

    With a = |d| and q = min(a, delta) that is q (a - q/2), without a branch.

    >>> huber_loss([Value(0.5), Value(3.0)], [0.0, 0.0]).data
    1.3125
    """
    limit = real("huber_loss: delta", delta, above=0.0)

    def huber(y: Any, t: Any) -> Any:
        a = autograd.abs(y - t)
        q = autograd.minimum(a, limit)
        return q * (a - 0.5 * q)

    return _mean_over(pairs("huber_loss", input, target), huber)


def binary_cross_entropy(input: Any, target: Any) -> Any:
    """Mean of -(t log p + (1 - t) log(1 - p)): p from 0 to 1, t from 0 to 1, mostly 0 or 1.

    Source: Bishop 2006, section 4.3.2; 001, logistic unit.

    The logarithms are at least -100, as in PyTorch; where that limit holds, the slope is 0. Better is
    `binary_cross_entropy_with_logits`, which needs no limit. Raises ValueError for a p or t that is no probability.

    >>> round(binary_cross_entropy(Value(0.8), 1).data, 4), binary_cross_entropy(Value(0.0), 1).data
    (0.2231, 100.0)
    """
    name = "binary_cross_entropy"

    def cross_entropy(p: Any, t: Any) -> Any:
        if p < 0.0 or p > 1.0:
            advice = "apply a sigmoid first, or use binary_cross_entropy_with_logits"
            raise ValueError(
                f"{name}: the input must be a probability, got {p:.6g}: {advice}"
            )
        _check_binary(name, t)
        if_one = _bounded_log(p)
        if_zero = _bounded_log(1.0 - p)
        return -(t * if_one + (1.0 - t) * if_zero)

    return _mean_over(pairs(name, input, target), cross_entropy)


def binary_cross_entropy_with_logits(input: Any, target: Any) -> Any:
    """Mean of log(1 + exp(z)) - t z, the cross-entropy of sigmoid(z), for any z.

    Source: Bishop 2006, section 4.3.2; 001; PyTorch's function.

    >>> round(binary_cross_entropy_with_logits(Value(-1000.0), 1).data, 4)
    1000.0
    """
    name = "binary_cross_entropy_with_logits"
    numbers = pairs(name, input, target)
    for _, t in numbers:
        _check_binary(name, t)
    return _mean_over(numbers, lambda z, t: autograd.softplus(z) - t * z)


def hinge_loss(input: Any, target: Any) -> Any:
    """Mean of max(0, 1 - t s): s the score, t the class, -1 or 1 (svm max-margin; micrograd's demo).

    Raises ValueError for another class.

    >>> hinge_loss([Value(0.25), Value(-3.0)], [1, -1]).data
    0.375
    """
    numbers = pairs("hinge_loss", input, target)
    for _, t in numbers:
        if not isinstance(t, Value) and t not in (-1.0, 1.0):
            raise ValueError(
                f"hinge_loss: targets must be -1 or 1, got {t:.6g} (2*t - 1 makes them of 0 and 1)"
            )
    return _mean_over(numbers, lambda s, t: autograd.relu(1.0 - t * s))


def cross_entropy(input: Any, target: Any) -> Any:
    """-log softmax(logits)[k], in a form that never overflows.

    Source: Bridle 1990; 000; 001, multi-class; PyTorch's F.cross_entropy.

    input    the logits of one sample: a list with one for each class; or a list of such lists
    target   the index k of the class, from 0; or a list of weights, one for each class; or a list of these

    The gradient is softmax(logits) - one_hot(k).

    >>> logits = [Value(1000.0), Value(0.0)]; loss = cross_entropy(logits, 1); loss.backward()
    >>> loss.data, [x.grad for x in logits]
    (1000.0, [1.0, -1.0])
    """

    def costs(logits: list[Any]) -> list[Any]:
        z = logsumexp(logits)
        return [z - x for x in logits]

    return _of_classes("cross_entropy", input, target, costs)


def nll_loss(input: Any, target: Any) -> Any:
    """-logp[k]: as `cross_entropy`, for the output of `log_softmax`.

    Source: Bridle 1990; 001, maximum likelihood; PyTorch's F.nll_loss.
    """
    return _of_classes("nll_loss", input, target, lambda logp: [-x for x in logp])


def _check_binary(name: str, t: Any) -> None:
    """Raise ValueError for a number that is no probability; Values are not looked at."""
    if not isinstance(t, Value) and not 0.0 <= t <= 1.0:
        raise ValueError(
            f"{name}: targets must lie from 0 to 1, got {t:.6g} (for -1 and 1 use hinge_loss)"
        )


def _bounded_log(p: Any) -> Any:
    """log p, but not below -100."""
    return autograd.log(autograd.maximum(p, _SMALLEST))


def _of_classes(
    name: str, input: Any, target: Any, costs: Callable[[list[Any]], list[Any]]
) -> Any:
    """The mean of the costs of the samples' classes; `costs` gives those of each class, -log p."""

    def cost(x: Any, t: Any) -> Any:
        x, t = as_lists(x), as_lists(t)
        if not isinstance(x, list) or not x:
            advice = "for one output there is binary_cross_entropy_with_logits"
            raise TypeError(
                f"{name}: the input of a sample must be a list with a number for each class; {advice}"
            )
        logits = [number(name, "input", y) for y in x]
        if not isinstance(t, list):
            k = class_index(name, t, len(logits))
            return costs(logits)[k]
        if len(t) != len(logits):
            raise ValueError(
                f"{name}: there are {len(logits)} classes, but {len(t)} class weights"
            )
        class_weights = [number(name, "target", weight) for weight in t]
        return dot(class_weights, costs(logits))

    return _mean_over(samples(name, input, target), cost)


def _sum(terms: Sequence[Any]) -> Any:
    return terms[0] if len(terms) == 1 else total(terms)


def _mean(terms: Sequence[Any]) -> Any:
    return _sum(terms) / len(terms) if len(terms) > 1 else terms[0]


def _mean_over(
    pairs: Iterable[tuple[Any, Any]], loss: Callable[[Any, Any], Any]
) -> Any:
    """The mean of the losses of several inputs with their targets."""
    return _mean([loss(y, t) for y, t in pairs])
