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

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import exp
from numbers import Integral, Real
from types import MappingProxyType
from typing import Any, Final

import autograd
from autograd import Value, dot, logsumexp, total
from autograd.nn.checks import real

_SMALLEST: Final = exp(-100.0)
"""Probabilities are taken to be at least this, so that logarithms are at least -100, as in PyTorch."""


def mse_loss(input: Any, target: Any) -> Any:
    """Mean of (y - t)² over all outputs, and all samples of a batch (000; PyTorch's F.mse_loss).

    >>> mse_loss([Value(1.0), Value(3.0)], [0.0, 1.0]).data
    2.5
    """
    return _mean([autograd.square(y - t) for y, t in _pairs("mse_loss", input, target)])


def half_squared_error(input: Any, target: Any) -> Any:
    """Sum over the outputs of (y - t)² / 2; for a batch the mean of that over the samples (000, 5.4; 002 §3.2; 004).

    The gradient is y - t. 004 calls it MSE.

    >>> half_squared_error([Value(1.0), Value(3.0)], [0.0, 1.0]).data
    2.5
    """
    name = "half_squared_error"
    samples = (_pairs(name, y, t) for y, t in _samples(name, input, target))
    return _mean(
        [0.5 * _sum([autograd.square(y - t) for y, t in pairs]) for pairs in samples]
    )


def huber_loss(input: Any, target: Any, delta: float = 1.0) -> Any:
    """Mean of d²/2 where |d| < delta, and delta (|d| - delta/2) beyond, d = y - t (Huber 1964; PyTorch's F.huber_loss).

    With a = |d| and q = min(a, delta) that is q (a - q/2), without a branch.

    >>> huber_loss([Value(0.5), Value(3.0)], [0.0, 0.0]).data
    1.3125
    """
    limit = real("huber_loss: delta", delta, above=0.0)

    def one(y: Any, t: Any) -> Any:
        a = autograd.abs(y - t)
        q = autograd.minimum(a, limit)
        return q * (a - 0.5 * q)

    return _mean([one(y, t) for y, t in _pairs("huber_loss", input, target)])


def binary_cross_entropy(input: Any, target: Any) -> Any:
    """Mean of -(t log p + (1 - t) log(1 - p)): p from 0 to 1, t from 0 to 1, mostly 0 or 1 (001, logistic unit).

    The logarithms are at least -100, as in PyTorch; where that limit holds, the slope is 0. Better is
    `binary_cross_entropy_with_logits`, which needs no limit. Raises ValueError for a p or t that is no probability.

    >>> round(binary_cross_entropy(Value(0.8), 1).data, 4), binary_cross_entropy(Value(0.0), 1).data
    (0.2231, 100.0)
    """

    def one(p: Any, t: Any) -> Any:
        if float(p) < 0.0 or float(p) > 1.0:
            advice = "apply a sigmoid first, or use binary_cross_entropy_with_logits"
            raise ValueError(
                f"binary_cross_entropy: the input must be a probability, got {float(p):.6g}: {advice}"
            )
        _check_binary("binary_cross_entropy", t)
        right, wrong = (
            autograd.log(autograd.maximum(x, _SMALLEST)) for x in (p, 1.0 - p)
        )
        return -(t * right + (1.0 - t) * wrong)

    return _mean([one(p, t) for p, t in _pairs("binary_cross_entropy", input, target)])


def binary_cross_entropy_with_logits(input: Any, target: Any) -> Any:
    """Mean of log(1 + exp(z)) - t z, the cross-entropy of sigmoid(z), for any z (001; PyTorch's function).

    >>> round(binary_cross_entropy_with_logits(Value(-1000.0), 1).data, 4)
    1000.0
    """
    name = "binary_cross_entropy_with_logits"
    pairs = _pairs(name, input, target)
    for _, t in pairs:
        _check_binary(name, t)
    return _mean([autograd.softplus(z) - t * z for z, t in pairs])


def hinge_loss(input: Any, target: Any) -> Any:
    """Mean of max(0, 1 - t s): s the score, t the class, -1 or 1 (svm max-margin; micrograd's demo).

    Raises ValueError for another class.

    >>> hinge_loss([Value(0.25), Value(-3.0)], [1, -1]).data
    0.375
    """
    pairs = _pairs("hinge_loss", input, target)
    for _, t in pairs:
        if not isinstance(t, Value) and t not in (-1.0, 1.0):
            raise ValueError(
                f"hinge_loss: targets must be -1 or 1, got {t:.6g} (2*t - 1 makes them of 0 and 1)"
            )
    return _mean([autograd.relu(1.0 - t * s) for s, t in pairs])


def cross_entropy(input: Any, target: Any) -> Any:
    """-log softmax(logits)[k], in a form that never overflows (000; 001, multi-class; PyTorch's F.cross_entropy).

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
    """-logp[k]: as `cross_entropy`, for the output of `log_softmax` (001, maximum likelihood; PyTorch's F.nll_loss)."""
    return _of_classes("nll_loss", input, target, lambda logp: [-x for x in logp])


@dataclass(frozen=True)
class Right:
    """Whether an output is right: of one sample in floats, as a call, or of a whole batch in arrays, with `many`."""

    one: Callable[[Any, Any], bool]
    many: Callable[[Any, Any], Any]
    """Of outputs (n, outputs) and targets (n,) or (n, outputs): booleans (n,)."""

    def __call__(self, output: Any, target: Any) -> bool:
        return self.one(output, target)


def _all_right(right: Callable[[Any, Any], Any]) -> Right:
    def correct(output: Any, target: Any) -> bool:
        return all(
            right(float(y), float(t)) for y, t in _pairs("accuracy", output, target)
        )

    return Right(
        correct,
        lambda outputs, targets: right(outputs, targets.reshape(outputs.shape)).all(
            axis=1
        ),
    )


def _class_right(output: Any, target: Any) -> bool:
    wanted = _as_lists(target)
    found = max(range(len(output)), key=lambda i: float(output[i]))
    return bool(
        found
        == (
            max(range(len(wanted)), key=wanted.__getitem__)
            if isinstance(wanted, list)
            else wanted
        )
    )


def _classes_right(outputs: Any, targets: Any) -> Any:
    return outputs.argmax(axis=1) == (
        targets.argmax(axis=1) if targets.ndim == 2 else targets
    )


CORRECT: Final[Mapping[Callable[..., Any], Right]] = MappingProxyType(
    {
        binary_cross_entropy: _all_right(lambda p, t: (p > 0.5) == (t > 0.5)),
        binary_cross_entropy_with_logits: _all_right(
            lambda z, t: (z > 0.0) == (t > 0.5)
        ),
        hinge_loss: _all_right(lambda s, t: s * t > 0.0),
        cross_entropy: Right(_class_right, _classes_right),
        nll_loss: Right(_class_right, _classes_right),
    }
)
"""For each loss with a notion of right and wrong: whether the output for a sample is right."""


# --- shapes ---------------------------------------------------------------------------------------------------------


def _as_lists(x: Any) -> Any:
    """NumPy arrays and tuples as lists; Values and numbers as they are."""
    if hasattr(x, "tolist"):
        x = x.tolist()
    return list(x) if isinstance(x, tuple) else x


def _samples(name: str, input: Any, target: Any) -> list[tuple[Any, Any]]:
    """(input, target) of each sample; one for what is no batch."""
    input, target = _as_lists(input), _as_lists(target)
    batch = isinstance(input, list) and any(
        isinstance(_as_lists(x), list) for x in input
    )
    if not batch:
        return [(input, target)]
    if not isinstance(target, list) or len(target) != len(input):
        count = len(target) if isinstance(target, list) else 1
        got = "1 target is" if count == 1 else f"{count} targets are"
        raise ValueError(
            f"{name}: the input is a batch of {len(input)} samples, but {got} given"
        )
    return list(zip(input, target))


def _pairs(name: str, input: Any, target: Any) -> list[tuple[Any, Any]]:
    """Every number of the input with its target. A list with one item fits a number."""
    input, target = _as_lists(input), _as_lists(target)
    if isinstance(input, list) != isinstance(target, list):
        input, target = _both_as_lists(name, input, target)
    if not isinstance(input, list):
        return [(_number(name, "input", input), _number(name, "target", target))]
    if not input or len(input) != len(target):
        raise ValueError(
            f"{name}: as many targets as inputs are needed, got {len(input)} and {len(target)}"
        )
    return [pair for y, t in zip(input, target) for pair in _pairs(name, y, t)]


def _both_as_lists(name: str, input: Any, target: Any) -> tuple[list[Any], list[Any]]:
    """A number and a list with one item, as two lists; ValueError for a longer one."""
    numbers, one = (input, target) if isinstance(input, list) else (target, input)
    if len(numbers) == 1:
        return (numbers, [one]) if numbers is input else ([one], numbers)
    sizes = [
        f"{len(x)} numbers" if isinstance(x, list) else "a single number"
        for x in (input, target)
    ]
    raise ValueError(
        f"{name}: input and target must have the same shape, got {sizes[0]} and {sizes[1]}"
    )


def _number(name: str, what: str, x: Any) -> Any:
    if isinstance(x, Value):
        return x
    if not isinstance(x, Real):
        raise TypeError(
            f"{name}: the {what} must be made of numbers and Values, got {type(x).__name__}"
        )
    return float(x)


def _check_binary(name: str, t: Any) -> None:
    if not isinstance(t, Value) and not 0.0 <= t <= 1.0:
        raise ValueError(
            f"{name}: targets must lie from 0 to 1, got {t:.6g} (for -1 and 1 use hinge_loss)"
        )


def _of_classes(
    name: str, input: Any, target: Any, costs: Callable[[list[Any]], list[Any]]
) -> Any:
    """Costs are those of each class: -log p."""

    def one(x: Any, t: Any) -> Any:
        x, t = _as_lists(x), _as_lists(t)
        if not isinstance(x, list) or not x:
            advice = "for one output there is binary_cross_entropy_with_logits"
            raise TypeError(
                f"{name}: the input of a sample must be a list with a number for each class; {advice}"
            )
        logits = [_number(name, "input", y) for y in x]
        if not isinstance(t, list):
            return costs(logits)[_index(name, t, len(logits))]
        if len(t) != len(logits):
            raise ValueError(
                f"{name}: there are {len(logits)} classes, but {len(t)} class weights"
            )
        return dot([_number(name, "target", weight) for weight in t], costs(logits))

    return _mean([one(x, t) for x, t in _samples(name, input, target)])


def _index(name: str, k: Any, count: int) -> int:
    if isinstance(k, bool) or not isinstance(k, Integral):
        shown = "a Value" if isinstance(k, Value) else repr(k)
        advice = "use y.astype(int) for an array of floats, or a list of class weights"
        raise TypeError(
            f"{name}: the target must be the index of a class, a whole number, got {shown}: {advice}"
        )
    index = int(k)
    if not 0 <= index < count:
        raise ValueError(
            f"{name}: the index must be from 0 to {count - 1} for {count} classes, got {index}"
        )
    return index


def _sum(terms: Sequence[Any]) -> Any:
    return terms[0] if len(terms) == 1 else total(terms)


def _mean(terms: Sequence[Any]) -> Any:
    return terms[0] if len(terms) == 1 else total(terms) / len(terms)
