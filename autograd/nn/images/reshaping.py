"""Modules that compute nothing: the same Values at other places."""

from __future__ import annotations

from math import prod
from typing import Any

from autograd.nn.checks import whole
from autograd.nn.images.image_maps import Image, image_of, lists
from autograd.nn.models.module import Module
from autograd.nn.models.numbers_in_lists import flat


class Reshape(Module):
    """A flat row of numbers, as `fit` hands it over, as nested lists of this shape: ``Reshape(1, 28, 28)``.

    What comes is taken row by row, however it is nested. Raises ValueError for another number of numbers.

    >>> Reshape(1, 2, 3)([1.0, 2.0, 3.0, 4.0, 5.0, 6.0])
    [[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]]
    """

    def __init__(self, *sizes: int) -> None:
        if not sizes:
            raise TypeError(
                "Reshape: one or more sizes are needed, such as Reshape(1, 28, 28)"
            )
        self.sizes = [whole(f"Reshape: size {i}", n) for i, n in enumerate(sizes, 1)]

    def __call__(self, x: Any) -> Any:
        numbers = flat(x)
        if len(numbers) != prod(self.sizes):
            raise ValueError(
                f"Reshape({self.extra_repr()}) needs {prod(self.sizes)} numbers, got {len(numbers)}"
            )
        for n in self.sizes[:0:-1]:
            numbers = [numbers[i : i + n] for i in range(0, len(numbers), n)]
        return numbers

    def extra_repr(self) -> str:
        return ", ".join(map(str, self.sizes))


class Flatten(Module):
    """Nested lists as one list, row by row: between the maps and a fully connected layer.

    >>> Flatten()([[[1.0, 2.0], [3.0, 4.0]]])
    [1.0, 2.0, 3.0, 4.0]
    """

    def __call__(self, x: Any) -> list[Any]:
        if not isinstance(nested := lists(x), list):
            raise TypeError(f"Flatten needs nested lists, got {type(x).__name__}")
        return flat(nested)


class Upsample(Module):
    """Each number of each map `scale` times in both directions: nearest neighbour (PyTorch's default mode).

    >>> Upsample(2)([[[1.0, 2.0]]])
    [[[1.0, 1.0, 2.0, 2.0], [1.0, 1.0, 2.0, 2.0]]]
    """

    def __init__(self, scale: int = 2) -> None:
        self.scale = whole("Upsample: scale", scale)

    def __call__(self, image: Any) -> Image:
        times = range(self.scale)
        return [
            [[x for x in row for _ in times] for row in rows for _ in times]
            for rows in image_of(image, None, "Upsample")
        ]

    def extra_repr(self) -> str:
        return f"× {self.scale}"
