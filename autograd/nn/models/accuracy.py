"""Accuracy: whether an output is right, for each loss with a notion of right and wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from autograd import Value
from autograd.nn.models.losses import (
    binary_cross_entropy,
    binary_cross_entropy_with_logits,
    cross_entropy,
    hinge_loss,
    nll_loss,
)
from autograd.nn.models.pairing import as_lists, pairs


@dataclass(frozen=True)
class Right:
    """Whether an output is right: of one sample in floats, as a call, or of a whole batch in arrays, with `many`."""

    one: Callable[[Any, Any], bool]
    many: Callable[[Any, Any], Any]
    """Of outputs (n, outputs) and targets (n,) or (n, outputs): booleans (n,)."""

    def __call__(self, output: Any, target: Any) -> bool:
        return self.one(output, target)


def _all_right(right: Callable[[Any, Any], Any]) -> Right:
    """Right is an output all of whose numbers are; `right` takes floats as well as arrays."""

    def one(output: Any, target: Any) -> bool:
        numbers = pairs("accuracy", output, target)
        return all(right(_plain(y), _plain(t)) for y, t in numbers)

    def many(outputs: Any, targets: Any) -> Any:
        return right(outputs, targets.reshape(outputs.shape)).all(axis=1)

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
