"""Losses of models with several outputs: one at each position of a sequence, or one at each head on the way.

Each is made of a loss of a single output, which does the arithmetic: `each_position(cross_entropy)`. The result is a
loss like any other: `fit` trains with it, and knows which outputs are right if it knows that of the single ones.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograd import dot, html_tables, logsumexp, total
from autograd.nn.checks import real
from autograd.nn.models.accuracy import CORRECT, Right, right_of
from autograd.nn.models.losses import cross_entropy
from autograd.nn.models.pairing import as_lists, class_index

Loss = Callable[..., Any]


def loss_name(loss: Any) -> str:
    """What a loss is called: a function by its name, another object by its own `name` or its kind."""
    named = getattr(loss, "__qualname__", None) or getattr(loss, "name", None)
    return named or type(loss).__name__


@dataclass(frozen=True)
class EachPosition:
    """What `each_position` makes."""

    loss: Loss

    def __call__(self, outputs: Any, targets: Any, weights: Any = None) -> Any:
        """Of the outputs and the targets of one sequence, as many of them; a factor for each, or their mean."""
        steps = positions(self.name, outputs, targets, weights)
        return _weighted([self.loss(y, t) for y, t in steps], weights)

    @property
    def name(self) -> str:
        """As one writes it; a checkpoint compares it."""
        return f"each_position({loss_name(self.loss)})"

    @property
    def right(self) -> Right | None:
        """A verdict for each position, if the loss of one position has a notion of right and wrong."""
        return _right_at_each(right_of(self.loss))

    def __repr__(self) -> str:
        return self.name

    _repr_html_ = html_tables.lines_html


def each_position(loss: Loss) -> EachPosition:
    """The loss of a sequence: the mean over its positions of `loss`, or Σ_t w_t loss_t if weights w are given.

    The result is called with T outputs, T targets and, if `fit` has weights of the shape (n, T), with T of them: factors
    only, nothing is divided by their sum. Weights 1/T_i at the T_i positions of sequence i, and 0 at its padding, give
    the mean over the real ones (`nn.pad`). Accuracy is counted per position, padding left out.

    >>> from autograd.nn.models.losses import half_squared_error
    >>> loss = each_position(half_squared_error)
    >>> loss([1.0, 4.0], [0.0, 0.0]), loss([1.0, 4.0], [0.0, 0.0], [1.0, 0.0])
    (4.25, 0.5)
    """
    if not callable(loss):
        raise TypeError(
            f"each_position: a loss is needed, such as nn.cross_entropy, got {type(loss).__name__}"
        )
    return EachPosition(loss)


def next_token_loss(outputs: Any, targets: Any, weights: Any = None) -> Any:
    """−log softmax(logits)[k] at each position, k the next token: as `each_position(cross_entropy)`, with fewer nodes.

    outputs   T lists of logits, one logit for each token of the vocabulary
    targets   T indices from 0; or T lists of class weights
    weights   T factors, or None for the mean

    Written logsumexp(z) − z[k]: microgpt's shift by ``max(val.data for val in z)`` is a number that a compiled program
    would keep for ever, this is not.

    >>> round(next_token_loss([[0.0, 0.0], [5.0, 0.0]], [1, 0]), 4)
    0.3499
    """
    name = "next_token_loss"
    losses = []
    for logits, t in positions(name, outputs, targets, weights):
        z, wanted = as_lists(logits), as_lists(t)
        if not isinstance(z, list) or not z:
            raise TypeError(
                f"{name}: each output must be a list with a logit for each token, got {type(z).__name__}"
            )
        if not isinstance(wanted, list):
            losses.append(logsumexp(z) - z[class_index(name, wanted, len(z))])
        elif len(wanted) != len(z):
            raise ValueError(
                f"{name}: there are {len(z)} logits, but {len(wanted)} class weights"
            )
        else:
            losses.append(total(wanted) * logsumexp(z) - dot(wanted, z))
    return _weighted(losses, weights)


def positions(
    name: str, outputs: Any, targets: Any, weights: Any
) -> list[tuple[Any, Any]]:
    """(output, target) at each position of a sequence; an error in one sentence where their numbers differ."""
    outputs, targets = as_lists(outputs), as_lists(targets)
    for what, given in (("outputs", outputs), ("targets", targets)):
        if not isinstance(given, list):
            raise TypeError(
                f"{name}: the {what} of a sequence must be a list with one for each position, got "
                f"{type(given).__name__}"
            )
    if not outputs:
        raise ValueError(f"{name}: the sequence is empty, so there is nothing to learn")
    counts = [len(outputs), len(targets)]
    if weights is not None:
        counts.append(len(as_lists(weights)))
    if len(set(counts)) > 1:
        told = f"{counts[0]} outputs, {counts[1]} targets"
        told += f" and {counts[2]} weights" if weights is not None else ""
        raise ValueError(
            f"{name}: one target{'' if weights is None else ' and one weight'} is needed for each output, got {told}"
        )
    return list(zip(outputs, targets))


def _weighted(losses: list[Any], weights: Any) -> Any:
    """Σ w loss, or the mean."""
    if weights is not None:
        terms = zip(as_lists(weights), losses)
        losses = [weight * loss for weight, loss in terms]
    whole = losses[0] if len(losses) == 1 else total(losses)
    return whole / len(losses) if weights is None and len(losses) > 1 else whole


def _right_at_each(right: Right | None) -> Right | None:
    """From a verdict on an output to verdicts on T of them."""
    if right is None:
        return None

    def one(outputs: Any, targets: Any) -> list[bool]:
        return [right.one(y, t) for y, t in zip(outputs, targets)]

    def many(outputs: Any, targets: Any) -> Any:
        n, length = outputs.shape[:2]
        flat = outputs.reshape(n * length, -1)
        return right.many(flat, _rows(targets, n * length)).reshape(n, length)

    return Right(one, many)


def _rows(targets: Any, count: int) -> Any:
    """Targets (n, T, ...) as (n T, ...)."""
    return targets.reshape(count, *targets.shape[2:])


next_token_loss.right = _right_at_each(CORRECT[cross_entropy])  # type: ignore[attr-defined]


# --- heads ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class DeepSupervision:
    """What `deep_supervision` makes."""

    loss: Loss
    factors: tuple[float, ...]

    def __call__(self, outputs: Any, target: Any, weights: Any = None) -> Any:
        """Of all outputs of one sample, the last one that of the network, and the one target of the sample."""
        found = outputs if isinstance(outputs, list | tuple) else [outputs]
        if len(found) != len(self.factors):
            raise ValueError(
                f"deep_supervision: there are {len(self.factors)} weights, but the model has {len(found)} outputs: one "
                "is needed for each head, and the last one is for the network's own output"
            )
        given = [] if weights is None else [weights]
        terms = []
        for factor, output in zip(self.factors, found):
            if factor:
                loss = self.loss(output, target, *given)
                terms.append(loss if factor == 1.0 else factor * loss)
        return terms[0] if len(terms) == 1 else total(terms)

    @property
    def name(self) -> str:
        """As one writes it; a checkpoint compares it."""
        return f"deep_supervision({loss_name(self.loss)}, {list(self.factors)})"

    @property
    def right(self) -> Right | None:
        """Right is what the network's own output says; the heads only help to learn."""
        inner = right_of(self.loss)
        if inner is None:
            return None

        def many(outputs: Any, targets: Any) -> Any:
            last = outputs[:, -1]
            return inner.many(last[:, None] if last.ndim == 1 else last, targets)

        return Right(lambda outputs, target: inner.one(outputs[-1], target), many)

    def __repr__(self) -> str:
        return self.name

    _repr_html_ = html_tables.lines_html


def deep_supervision(loss: Loss, weights: Sequence[float]) -> DeepSupervision:
    """Σ_k weights[k] loss(outputs[k], target): every head is told the target, the network's own output comes last.

    For a ``Sequential(..., heads={...})``, whose early layers then have a short way to an error (Lee et al. 2015;
    001, deep supervision: against vanishing gradients). At least one weight must be positive.

    >>> from autograd.nn.models.losses import half_squared_error
    >>> deep_supervision(half_squared_error, [0.5, 1.0])([1.0, 2.0], 0.0)
    2.25
    """
    if not callable(loss):
        raise TypeError(
            f"deep_supervision: a loss is needed, such as nn.cross_entropy, got {type(loss).__name__}"
        )
    if isinstance(weights, str) or not hasattr(weights, "__iter__"):
        raise TypeError(
            f"deep_supervision: weights must be a list with one for each head and one for the network's own output, such "
            f"as [0.3, 1.0], got {weights!r}"
        )
    factors = [
        real(f"deep_supervision: weights[{k}]", x, least=0, below=math.inf)
        for k, x in enumerate(weights)
    ]
    if not np.any(factors):
        raise ValueError(
            f"deep_supervision: at least one weight must be above 0, got {factors}"
        )
    return DeepSupervision(loss, tuple(factors))
