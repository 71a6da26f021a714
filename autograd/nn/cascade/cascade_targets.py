"""What outputs should say: classes and numbers as rows of targets."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


def targets_of(y: NDArray[Any], nout: int, output: str | None) -> NDArray[np.float64]:
    """(n, nout) targets from y, classes as whole numbers or targets as floats.

    Classes are ±½: of one output the class 1 is +½, of several that with the number of the class.

    >>> targets_of(np.array([0, 1]), 1, "symmetric_sigmoid").tolist()
    [[-0.5], [0.5]]
    >>> targets_of(np.array([2, 0]), 3, "symmetric_sigmoid").tolist()
    [[-0.5, -0.5, 0.5], [0.5, -0.5, -0.5]]
    """
    if y.dtype.kind == "i" and y.ndim == 1 and output is not None:
        return _of_classes(y, nout)
    targets = y.astype(np.float64).reshape(len(y), -1)
    if y.ndim > 2 or targets.shape[1] != nout:
        raise ValueError(
            f"y must hold a class, a whole number, or {nout} number{'s' * (nout != 1)} for each sample, "
            f"got the shape {y.shape}"
        )
    if output is not None and np.abs(targets).max() > 0.5:
        row = int(np.abs(targets).max(axis=1).argmax())
        raise ValueError(
            f"targets of sigmoid outputs must lie from -0.5 to 0.5, but row {row} of y has {targets[row].tolist()}: "
            "pass classes as whole numbers, or output=None for other numbers"
        )
    return targets


def _of_classes(y: NDArray[Any], nout: int) -> NDArray[np.float64]:
    """Targets of classes, or an error that names the first row that holds none."""
    classes = max(2, nout)
    wrong = np.flatnonzero((y < 0) | (y >= classes))
    if len(wrong):
        row = int(wrong[0])
        raise ValueError(
            f"y must hold classes from 0 to {classes - 1} for {nout} output{'s' * (nout != 1)}, "
            f"but row {row} is {int(y[row])}"
        )
    is_class = y[:, None] == (1 if nout == 1 else np.arange(nout))
    return np.where(is_class, 0.5, -0.5)
