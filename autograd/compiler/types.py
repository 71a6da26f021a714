"""Types that all files of the compiler speak of."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, Literal, TypeAlias, get_args

import numpy as np
from numpy.typing import NDArray

Ints: TypeAlias = NDArray[np.int64]
"""Positions: of scalars, slots or edges."""
Array: TypeAlias = NDArray[Any]
"""Numbers, in the dtype of the program."""
Call: TypeAlias = Callable[[], Any]
"""One NumPy operation on memory that it holds: called without arguments, in order."""

DType: TypeAlias = Literal["float64", "float32"]
DTYPES: Final[tuple[DType, ...]] = get_args(DType)
Library: TypeAlias = Literal["numpy", "jax"]
"""Whose arrays a program computes with."""
LIBRARIES: Final[tuple[Library, ...]] = get_args(Library)
Backend: TypeAlias = Literal["numpy", "c"]
"""What computes: NumPy, or the program in C."""
BACKENDS: Final[tuple[Backend, ...]] = get_args(Backend)
Precision: TypeAlias = Literal["default", "highest"]
"""Of products of matrices: what the library takes by itself, or all digits that the dtype has."""
PRECISIONS: Final[tuple[Precision, ...]] = get_args(Precision)
