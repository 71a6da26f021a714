"""Tables of numbers that users give: what is no table of finite real numbers is an error that says where."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


def real_numbers(data: Any, name: str) -> NDArray[Any]:
    """The data as an array of real numbers, or an error that names it."""
    try:
        numbers = np.asarray(data)
    except ValueError:
        raise ValueError(
            f"{name} must be a table of numbers, but its rows have different lengths"
        ) from None
    if numbers.dtype.kind not in "biuf":
        raise TypeError(
            f"{name} must hold real numbers, got {numbers.dtype} from {type(data).__name__}"
        )
    return numbers


def check_finite(numbers: NDArray[Any], name: str) -> None:
    """Raise ValueError for the first nan or infinity."""
    wrong = np.argwhere(~np.isfinite(numbers))
    if not len(wrong):
        return
    at = wrong[0].tolist()
    place = f"number {at[0]}" if len(at) == 1 else f"row {at[0]}, column {at[1]}"
    place += "".join(f", {i}" for i in at[2:])
    raise ValueError(
        f"{name} must hold finite numbers, but {place} is {numbers[tuple(at)]}: leave the sample out or fill the gap"
    )
