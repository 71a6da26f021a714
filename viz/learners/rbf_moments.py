"""The facts of an RBF network one after the other: which kind each is, and what is known at it from those before.

Facts are told apart by the names of their classes: this package does not load those that NumPy is needed for.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

_KINDS: Final = {
    "CentresChosen": "chosen",
    "SamplesAssigned": "assigned",
    "CentresMoved": "moved",
    "WidthsChosen": "widths",
    "WeightsSolved": "solved",
}
MOST_SAMPLES: Final = 400
"""More are not drawn: every so many of them are."""
_MOST_CLASSES: Final = 8


def kind_of(fact: Any) -> str:
    """What happened: "chosen", "assigned", "moved", "widths" or "solved".

    >>> class WidthsChosen: pass
    >>> class Mine(WidthsChosen): pass
    >>> kind_of(Mine())
    'widths'
    """
    names = (base.__name__ for base in type(fact).__mro__)
    return next(_KINDS[name] for name in names if name in _KINDS)


def labels_at(facts: Sequence[Any], k: int) -> Any:
    """Which centre each sample had last, at fact k; None where none has been assigned yet, or of other samples."""
    samples = len(facts[k].X)
    for fact in facts[k::-1]:
        kind = kind_of(fact)
        if kind == "chosen":
            return None
        if kind in ("assigned", "moved"):
            return fact.labels if len(fact.labels) == samples else None
    return None


def classes_of(targets: Any) -> list[int] | None:
    """The class of each row of targets: the output that shall be largest, or which of two numbers; None for others.

    >>> import numpy as np
    >>> classes_of(np.array([[1.0], [-1.0]])), classes_of(np.array([[0.1], [0.5], [0.9]]))
    ([1, 0], None)
    """
    if targets.shape[1] > 1:
        ones = ((targets == 0) | (targets == 1)).all()
        few = targets.shape[1] <= _MOST_CLASSES
        found: list[int] = targets.argmax(axis=1).tolist()
        return found if ones and few else None
    values = sorted(set(targets[:, 0].tolist()))
    if len(values) != 2:
        return None
    return [values.index(x) for x in targets[:, 0].tolist()]


def shown_samples(count: int) -> range:
    """Which rows of X are drawn."""
    return range(0, count, -(-count // MOST_SAMPLES))
