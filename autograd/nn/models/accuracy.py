"""Accuracy: whether an output is right, for each loss with a notion of right and wrong.

Vocabulary
    verdict   whether the output for a sample is right; of a sequence, a verdict for each position
    counted   a sample, or a position, whose weight is not 0: padding is neither right nor wrong
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final, NamedTuple

import numpy as np

from autograd import Value
from autograd.nn.models.losses import (
    binary_cross_entropy,
    binary_cross_entropy_with_logits,
    cross_entropy,
    hinge_loss,
    nll_loss,
)
from autograd.nn.models.pairing import as_lists, pairs


class Score(NamedTuple):
    """How many verdicts there were, and how many of them said right."""

    right: int
    counted: int


def score(verdicts: Any, weights: Any) -> Score:
    """Of verdicts (n,) or (n, positions) and weights, None, (n,) or (n, positions): those of weight 0 do not count.

    >>> score([[True, False, True], [True, True, True]], [[1, 1, 0], [1, 0, 0]])
    Score(right=2, counted=3)
    """
    said = np.asarray(verdicts, dtype=bool)
    counted = np.ones(said.shape, bool)
    if weights is not None:
        matter = np.asarray(weights) != 0
        if matter.ndim > said.ndim:  # one verdict on all positions
            matter = matter.any(axis=1)
        elif matter.ndim < said.ndim:
            matter = matter[:, None]
        counted = np.broadcast_to(matter, said.shape)
    return Score(int(np.count_nonzero(said & counted)), int(np.count_nonzero(counted)))


@dataclass(frozen=True)
class Right:
    """Whether an output is right: of one sample in floats, as a call, or of a whole batch in arrays, with `many`."""

    one: Callable[[Any, Any], Any]
    """A verdict; of a sequence a list of them."""
    many: Callable[[Any, Any], Any]
    """Of outputs (n, ...) and targets (n,) or (n, ...): booleans (n,); of sequences (n, positions)."""

    def __call__(self, output: Any, target: Any) -> Any:
        return self.one(output, target)


def right_of(loss: Any) -> Right | None:
    """What tells right from wrong for a loss; None if nothing does. A loss of one's own may have it in `right`."""
    measures: Mapping[Any, Right] = CORRECT
    known = measures.get(loss) if isinstance(loss, Hashable) else None
    return known or getattr(loss, "right", None)


def _all_right(right: Callable[[Any, Any], Any]) -> Right:
    """Right is an output all of whose numbers are; `right` takes floats as well as arrays."""

    def one(output: Any, target: Any) -> bool:
        numbers = pairs("accuracy", output, target)
        return all(right(_plain(y), _plain(t)) for y, t in numbers)

    def many(outputs: Any, targets: Any) -> Any:
        verdicts = right(outputs, targets.reshape(outputs.shape))
        return verdicts.reshape(len(outputs), -1).all(axis=1)

    return Right(one, many)


def _class_right(output: Any, target: Any) -> bool:
    """Whether the largest output is that of the target's class, an index or weights."""
    wanted = as_lists(target)
    if isinstance(wanted, list):
        wanted = _largest(wanted)
    return bool(_largest([_plain(y) for y in output]) == wanted)


def _plain(x: Any) -> float:
    """The number of an output or a target, also where a transform would not let a Value become a float."""
    return x.data if isinstance(x, Value) else float(x)


def _largest(numbers: list[Any]) -> int:
    """The index of the largest number, the first of several."""
    return max(range(len(numbers)), key=numbers.__getitem__)


def _classes_right(outputs: Any, targets: Any) -> Any:
    """As `_class_right`, for arrays (n, classes) and (n,) or (n, classes)."""
    wanted = targets.argmax(axis=1) if targets.ndim == 2 else targets
    return outputs.argmax(axis=1) == wanted


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
