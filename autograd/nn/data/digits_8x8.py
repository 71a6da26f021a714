"""scikit-learn's handwritten digits: 1797 pictures of 8 × 8 pixels, ten classes, small enough for scalar graphs."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd import missing
from autograd.nn.data.prepare import Floats, Ints


def digits() -> tuple[Floats, Ints]:
    """X (1797, 64) from 0 (paper) to 1 (ink), row by row; y (1797,), the digits 0 to 9. Needs scikit-learn.

    Source: Alpaydin and Kaynak 1998, UCI repository, as `sklearn.datasets.load_digits` has it.
    """
    datasets: Any = missing.imported("sklearn.datasets", "data.digits()")
    pictures, labels = datasets.load_digits(return_X_y=True)
    return np.asarray(pictures, np.float64) / 16.0, np.asarray(labels, np.int64)
