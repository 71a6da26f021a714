"""Pooling: each window of a map becomes one number, so that it matters less where exactly something is (LeCun 1998).

A window is k × k and the next one begins a `stride` further, k by default; what is left over at the right and at the
bottom is dropped, as in PyTorch.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from types import MappingProxyType
from typing import Any, Final

import autograd
from autograd import Value, dot, scope, total
from autograd.nn.checks import whole
from autograd.nn.images.image_maps import Image, image_of, windows
from autograd.nn.models.module import Module
from autograd.nn.models.sample import new_parameters


class _Pool(Module):
    """A function of each window of each map."""

    def __init__(
        self, k: int, stride: int | None, fused: bool, channels: int | None = None
    ) -> None:
        name = type(self).__name__
        self.k = whole(f"{name}: k", k)
        self.stride = self.k if stride is None else whole(f"{name}: stride", stride)
        self.fused = fused
        self.channels = (
            None if channels is None else whole(f"{name}: channels", channels)
        )

    def __call__(self, image: Any) -> Image:
        """The smaller image. Raises ValueError or TypeError for what is no image, or smaller than a window."""
        name = type(self).__name__
        channels = image_of(image, self.channels, name)
        rows, columns = windows(channels, self.k, self.stride, 0, name)
        inside = range(self.k)
        pooled = []
        for i, numbers in enumerate(channels):
            with scope(f"map{i + 1}"):
                pooled.append([
                    [
                        self._of([numbers[r + m][c + n] for m in inside for n in inside], i)
                        for c in columns
                    ]
                    for r in rows
                ])  # fmt: skip
        return pooled

    def _of(self, window: Sequence[Any], channel: int) -> Any:
        """The number that a window of a channel becomes."""
        raise NotImplementedError

    def _sum(self, window: Sequence[Any]) -> Any:
        """As one node, or as a node for each +."""
        return total(window) if self.fused else reduce(lambda x, y: x + y, window)

    def extra_repr(self) -> str:
        step = f", stride {self.stride}" if self.stride != self.k else ""
        return f"{self.k} × {self.k}{step}"


class MaxPool2d(_Pool):
    """The largest number of each window: whether a feature is there at all.

    Equal largest numbers share the gradient evenly if there are two, four, eight, ... of them in a window of so many;
    PyTorch gives all of it to the first. Units of map 3 are recorded in the scope map3.

    >>> MaxPool2d(2)([[[1.0, 5.0, 0.0, 0.0], [2.0, 3.0, 0.0, 7.0]]])
    [[[5.0, 7.0]]]
    """

    def __init__(self, k: int, *, stride: int | None = None) -> None:
        super().__init__(k, stride, fused=True)

    def _of(self, window: Sequence[Any], channel: int) -> Any:
        """In pairs, then pairs of pairs: all numbers of a tie are as far from the result."""
        while len(window) > 1:
            pairs = [autograd.maximum(x, y) for x, y in zip(window[::2], window[1::2])]
            window = [*pairs, *window[2 * len(pairs) :]]
        return window[0]


class AvgPool2d(_Pool):
    """The mean of each window.

    fused   one `total` node for the sum instead of one for each +

    >>> AvgPool2d(2)([[[1.0, 5.0, 0.0, 0.0], [2.0, 4.0, 0.0, 8.0]]])
    [[[3.0, 2.0]]]
    """

    def __init__(
        self, k: int, *, stride: int | None = None, fused: bool = True
    ) -> None:
        super().__init__(k, stride, fused)

    def _of(self, window: Sequence[Any], channel: int) -> Any:
        return self._sum(window) / len(window)


class ScaledPool2d(_Pool):
    """gain · (sum of a window) + bias, with a gain and a bias for each of `channels` maps that are learned.

    The subsampling of LeNet-5 (LeCun et al. 1998, layers S2 and S4), whose squashing function `nn.Activate` may add.
    It starts as the mean: gain 1/k², bias 0. With a small gain the next layer is nearly linear; with a large one it
    answers "or" or "and", by the bias.

    >>> pool = ScaledPool2d(2, 1); pool([[[1.0, 5.0], [2.0, 4.0]]])[0][0][0].data, pool
    (3.0, ScaledPool2d(2 × 2, 2 parameters))
    """

    def __init__(
        self,
        k: int,
        channels: int,
        *,
        stride: int | None = None,
        fused: bool = True,
    ) -> None:
        super().__init__(k, stride, fused, channels)
        numbers = range(1, whole("ScaledPool2d: channels", channels) + 1)
        start = 1.0 / (self.k * self.k)
        self.gains: list[Value] = new_parameters([f"gain{i}" for i in numbers], start)
        self.biases: list[Value] = new_parameters([f"bias{i}" for i in numbers])

    def _of(self, window: Sequence[Any], channel: int) -> Any:
        gain, bias = self.gains[channel], self.biases[channel]
        z = self._sum(window)
        return dot([gain], [z], bias) if self.fused else gain * z + bias


POOLS: Final[Mapping[str, Callable[[int, int, bool], Module]]] = MappingProxyType({
    "max": lambda k, channels, fused: MaxPool2d(k),
    "avg": lambda k, channels, fused: AvgPool2d(k, fused=fused),
    "scaled": lambda k, channels, fused: ScaledPool2d(k, channels, fused=fused),
})  # fmt: skip
"""Pools by name: what makes one of the size of its window, its channels, and whether sums are one node."""
