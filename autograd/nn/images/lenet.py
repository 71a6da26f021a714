"""LeNet: two convolutions with pools between them, then fully connected layers (LeCun et al. 1989, 1998)."""

from __future__ import annotations

from collections.abc import Sequence
from math import isqrt
from typing import Any

from autograd import hints, scope
from autograd.nn.checks import whole
from autograd.nn.images.convolution import LENET5_TABLE, Conv2d
from autograd.nn.images.image_maps import steps
from autograd.nn.images.pooling import POOLS
from autograd.nn.images.reshaping import Reshape
from autograd.nn.models.activations import Activation, activation_name, of_neuron
from autograd.nn.models.layers import MLP
from autograd.nn.models.module import Module
from autograd.nn.models.numbers_in_lists import each, flat
from autograd.nn.randomness import Randomness, generator


class LeNet(Module):
    """A classifier of square images of one channel: convolution, pool, convolution, pool, fully connected layers.

    image        pixels along a side
    maps         of the first and of the second convolution
    kernel       rows and columns of both kernels
    hidden       sizes of the fully connected layers before the last one
    classes      outputs: the logits of so many classes, for `nn.cross_entropy`
    pooling      "max", "avg" or "scaled", in windows of 2 × 2
    activation   of all hidden units; after a pool that is "scaled", of its units, too, as in LeNet-5
    padding      of the first convolution
    partial      LeNet-5's Table I: maps of the second convolution look at some maps of the first only; `maps` is (6, 16)
    fused, rng   as in `nn.Conv2d`

    It takes an image as a flat row of pixels, as `fit` hands it over, or as nested lists. Scopes: conv1, pool1, conv2,
    pool2, full.

        LeNet(rng=0)                                               28 × 28, 44,426 parameters: much like LeNet-5
        LeNet(14, maps=(4, 8), kernel=3, hidden=[32], rng=0)       14 × 14, 1,722 parameters
        LeNet(padding=2, pooling="scaled", activation="tanh", partial=True)
                                                                   LeNet-5 but for its last layer, 28 × 28 in 32 × 32

    LeNet-5's last layer was of radial basis functions, and its weights started otherwise (LeCun et al. 1998, II.B).

    >>> LeNet(rng=0)
    LeNet(28 × 28 → 10, max, relu, 44,426 parameters)
      conv1: Conv2d(1 → 6, 5 × 5, relu, 156 parameters)
      pool1: MaxPool2d(2 × 2, 0 parameters)
      conv2: Conv2d(6 → 16, 5 × 5, relu, 2,416 parameters)
      pool2: MaxPool2d(2 × 2, 0 parameters)
      full: MLP(256 → 120 → 84 → 10, 41,854 parameters)
        layer1: Layer(256 → 120, relu, 30,840 parameters)
        layer2: Layer(120 → 84, relu, 10,164 parameters)
        layer3: Layer(84 → 10, linear, 850 parameters)
    """

    def __init__(  # noqa: PLR0913  one keyword for each choice of the papers
        self,
        image: int = 28,
        *,
        maps: tuple[int, int] = (6, 16),
        kernel: int = 5,
        hidden: Sequence[int] = (120, 84),
        classes: int = 10,
        pooling: str = "max",
        activation: Activation = "relu",
        padding: int = 0,
        partial: bool = False,
        fused: bool = True,
        rng: Randomness = None,
    ) -> None:
        self.image = whole("LeNet: image", image)
        hints.check_option("pooling", pooling, tuple(POOLS))
        self.pooling, self.activation = pooling, activation
        first, second = _two("LeNet: maps", maps)
        if partial and (first, second) != (6, 16):
            raise ValueError(
                f"LeNet: partial=True needs maps=(6, 16), for which the table is made, got {(first, second)}"
            )
        if not isinstance(hidden, list | tuple):
            raise TypeError(
                f"LeNet: hidden must be a list of sizes, such as [120, 84], got {hidden!r}"
            )
        side = _side_after(self.image, kernel, padding)
        table = LENET5_TABLE if partial else None
        self._squash = of_neuron(activation) if pooling == "scaled" else None
        chance = generator(rng)
        learned: dict[str, Any] = {"activation": activation, "fused": fused}
        with scope("conv1"):
            self.conv1 = Conv2d(1, first, kernel, padding=padding, rng=chance, **learned)  # fmt: skip
        with scope("pool1"):
            self.pool1 = POOLS[pooling](2, first, fused)
        with scope("conv2"):
            self.conv2 = Conv2d(first, second, kernel, connections=table, rng=chance, **learned)  # fmt: skip
        with scope("pool2"):
            self.pool2 = POOLS[pooling](2, second, fused)
        with scope("full"):
            sizes = [*hidden, whole("LeNet: classes", classes)]
            self.full = MLP(second * side * side, sizes, rng=chance, **learned)

    def __call__(self, x: Any) -> Any:
        """The logits of one image: a list of Values."""
        image = self._image(x)
        for name in ("conv1", "pool1", "conv2", "pool2"):
            with scope(name):
                image = getattr(self, name)(image)
                if self._squash and name.startswith("pool"):
                    image = each(self._squash, image)
        with scope("full"):
            return self.full(flat(image))

    def _image(self, x: Any) -> Any:
        """Pixels as one channel of the right size."""
        numbers = flat(x)
        side = self.image
        if len(numbers) != side * side:
            found = isqrt(len(numbers))
            got = f"{len(numbers)} numbers"
            if found * found == len(numbers):
                got = f"{found} × {found} pixels"
            raise ValueError(
                f"LeNet was made for images of {side} × {side} pixels, got {got}: LeNet(image=...) says the size"
            )
        return Reshape(1, side, side)(numbers)

    def torch_parameters(self) -> dict[str, Any]:
        """The layouts of the parts, under names that PyTorch's examples use: conv1, conv2, fc1, fc2, ..."""
        parts = {}
        for name in ("conv1", "pool1", "conv2", "pool2"):
            for key, layout in getattr(self, name).torch_parameters().items():
                parts[f"{name}.{key}"] = layout
        for i, layer in enumerate(self.full.layers, 1):
            parts[f"fc{i}.weight"] = layer.weights
            if layer.biases:
                parts[f"fc{i}.bias"] = layer.biases
        return parts

    def extra_repr(self) -> str:
        outputs, side = self.full.sizes[-1], self.image
        return f"{side} × {side} → {outputs}, {self.pooling}, {activation_name(self.activation)}"


def _two(what: str, sizes: Sequence[int]) -> tuple[int, int]:
    """The numbers of maps of the two convolutions."""
    if not isinstance(sizes, list | tuple) or len(sizes) != 2:
        raise ValueError(f"{what} must be two whole numbers, such as (6, 16), got {sizes!r}")  # fmt: skip
    return whole(f"{what}[0]", sizes[0]), whole(f"{what}[1]", sizes[1])


def _side_after(side: int, kernel: int, padding: int) -> int:
    """Rows of the maps that the fully connected layers see."""
    image = side
    for around in (padding, 0):
        side = len(steps(side, whole("LeNet: kernel", kernel), 1, around)) // 2
    if not side:
        raise ValueError(
            f"LeNet: nothing is left of {image} × {image} pixels after two convolutions with kernels of "
            f"{kernel} × {kernel} and two pools: take a larger image, a smaller kernel or padding"
        )
    return side
