"""How well two masks agree."""

from __future__ import annotations

from typing import Any

import numpy as np


def iou(found: Any, wanted: Any) -> float:
    """Intersection over union: of the pixels in either mask, the share that is in both; 1.0 if there are none.

    found, wanted   arrays or nested lists of one shape, of booleans or of 0 and 1: one mask, or those of many images,
                    whose pixels count together. Of logits take ``outputs > 0``

    >>> iou([[1, 1, 0]], [[0, 1, 1]])
    0.3333333333333333
    """
    first, second = np.asarray(found), np.asarray(wanted)
    if first.shape != second.shape:
        raise ValueError(
            f"iou: two masks of one shape are needed, got {first.shape} and {second.shape}"
        )
    for name, mask in (("found", first), ("wanted", second)):
        if not np.isin(mask, (0, 1)).all():
            raise ValueError(
                f"iou: {name} must hold 0 and 1 only: compare with a threshold first, such as outputs > 0"
            )
    union = np.count_nonzero((first == 1) | (second == 1))
    both = np.count_nonzero((first == 1) & (second == 1))
    return float(both / union) if union else 1.0
