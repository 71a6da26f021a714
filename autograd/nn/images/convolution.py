"""Convolution: small kernels whose weights all places of an image share (LeCun et al. 1998, section II; 003).

Vocabulary
    kernel   k × k weights that are laid over each place of a map: what a unit of the next map sees, its receptive field
    map      what one set of kernels, one for each channel, makes of an image: all its units have the same weights
    padding  rows and columns of zeros around the image. Products with them are not recorded

What is called convolution here, and in PyTorch, is cross-correlation: the kernel is not turned round.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from autograd import Value, scope
from autograd.nn.checks import whole
from autograd.nn.images.image_maps import Image, Map, image_of, windows
from autograd.nn.models.activations import Activation, activation_name, of_neuron
from autograd.nn.models.initialisers import initialise
from autograd.nn.models.module import Module
from autograd.nn.models.sample import new_parameters, weighted_sum
from autograd.nn.randomness import Randomness, generator

Connections = Sequence[Sequence[int]]
"""For each map the channels that it looks at, counted from 0."""

LENET5_TABLE: Final[Connections] = (
    *((0, 1, 2), (1, 2, 3), (2, 3, 4), (3, 4, 5), (0, 4, 5), (0, 1, 5)),
    *((0, 1, 2, 3), (1, 2, 3, 4), (2, 3, 4, 5), (0, 3, 4, 5), (0, 1, 4, 5)),
    *((0, 1, 2, 5), (0, 1, 3, 4), (1, 2, 4, 5), (0, 2, 3, 5), (0, 1, 2, 3, 4, 5)),
)
"""Which of the 6 maps each of the 16 maps of LeNet-5's layer C3 looks at (LeCun et al. 1998, Table I): 1,516 parameters.

It was to save products, and to break the symmetry: maps that see different things have to become different.
"""


class FeatureMap(Module):
    """One map: a kernel for each channel that it looks at, and a bias, the same at every place.

    Its weights are labelled by channel, row and column, each from 1: w1_2_3.
    """

    def __init__(self, channels: Sequence[int], k: int, bias: bool) -> None:
        sides = range(1, k + 1)
        self.w: list[Map | None] = [None] * (max(channels) + 1)
        for channel in channels:
            names = [[f"w{channel + 1}_{i}_{j}" for j in sides] for i in sides]
            self.w[channel] = [new_parameters(row) for row in names]
        self.b = new_parameters(["b"])[0] if bias else None

    @property
    def weights(self) -> list[Value]:
        """All its weights, channel by channel, row by row."""
        return [w for kernel in self.w for row in kernel or () for w in row]

    def patch(self, image: Image, top: int, left: int) -> tuple[list[Any], list[Any]]:
        """The weights of a place and the numbers below them; what lies outside the image is left out."""
        weights: list[Any] = []
        numbers: list[Any] = []
        for kernel, rows in zip(self.w, image):
            if kernel is None:
                continue
            first = max(0, -left)
            for i, row in enumerate(kernel, top):
                if 0 <= i < len(rows):
                    beside = rows[i][left + first : left + len(row)]
                    weights += row[first : first + len(beside)]
                    numbers += beside
        return weights, numbers


class Conv2d(Module):
    """`cout` maps of an image of `cin` channels: activation(kernels · patch + bias) at each place.

    k            rows and columns of a kernel
    padding      rows and columns of zeros on every side, fewer than k
    stride       how far it is from one place to the next
    bias         whether each map has one
    activation   of the units, as in `nn.Neuron`; None, linear, by default, as in PyTorch
    connections  the channels that each map looks at, such as `nn.LENET5_TABLE`; None: all of them
    fused        one `dot` node at each place instead of one for each product and each sum: the same numbers
    rng          None, a seed, or a numpy.random.Generator: weights and biases start as in PyTorch, uniform within
                 1/sqrt(n), n the number of weights of a map

    It takes an image of any size as nested lists, ``image[channel][row][column]``, and returns one of `cout` maps with
    (rows + 2 padding - k) // stride + 1 rows, and columns likewise. Units of map 3 are recorded in the scope map3.
    Raises ValueError or TypeError for what is no such image, or too small for the kernel.

    Source: LeCun et al. 1998, section II; 003 (residual networks are made of these). `torch.nn.Conv2d` has the numbers.

    >>> conv = Conv2d(1, 2, 3, rng=0); conv
    Conv2d(1 → 2, 3 × 3, 20 parameters)
    >>> conv.named_parameters()[5][0]
    'map1.w1_2_3'
    >>> maps = conv([[[1.0, 2.0, 3.0, 4.0]] * 3])
    >>> len(maps), len(maps[0]), len(maps[0][0]), maps[1][0][1].scope
    (2, 1, 2, 'map2')
    """

    def __init__(  # noqa: PLR0913  PyTorch's options, and three of ours
        self,
        cin: int,
        cout: int,
        k: int,
        *,
        padding: int = 0,
        stride: int = 1,
        bias: bool = True,
        activation: Activation = None,
        connections: Connections | None = None,
        fused: bool = True,
        rng: Randomness = None,
    ) -> None:
        self.cin, self.cout = whole("Conv2d: cin", cin), whole("Conv2d: cout", cout)
        self.k = whole("Conv2d: k", k)
        self.padding = whole("Conv2d: padding", padding, least=0)
        if self.padding >= self.k:
            raise ValueError(
                f"Conv2d: padding must be below k = {self.k}, got {padding}: a kernel would lie on nothing but padding"
            )
        self.stride = whole("Conv2d: stride", stride)
        self.activation, self._function = activation, of_neuron(activation)
        self.fused = fused
        chance = generator(rng)
        self.maps: list[FeatureMap] = []
        for i, channels in enumerate(self._connected(connections), 1):
            with scope(f"map{i}"):
                self.maps.append(FeatureMap(channels, self.k, bias))
        if connections is None:
            initialise(self.weights, self.biases, "default", chance)
        else:  # each has a number of weights of its own
            for one in self.maps:
                initialise([one.weights], [one.b] if one.b else [], "default", chance)

    def _connected(self, connections: Connections | None) -> list[list[int]]:
        """The channels of each map, checked and sorted."""
        if connections is None:
            return [list(range(self.cin))] * self.cout
        if isinstance(connections, str) or not hasattr(connections, "__len__"):
            raise TypeError(
                "Conv2d: connections must be a list with the channels of each map, such as nn.LENET5_TABLE, "
                f"got {type(connections).__name__}"
            )
        if len(connections) != self.cout:
            raise ValueError(
                f"Conv2d: connections must have a list of channels for each of {self.cout} maps, got {len(connections)}"
            )
        table = []
        for i, channels in enumerate(connections):
            found = sorted({whole(f"Conv2d: connections[{i}]", c, least=0) for c in channels})  # fmt: skip
            if not found or found[-1] >= self.cin or len(found) < len(channels):
                raise ValueError(
                    f"Conv2d: connections[{i}] must be different channels from 0 to {self.cin - 1}, one or more, "
                    f"got {list(channels)}"
                )
            table.append(found)
        return table

    @property
    def weights(self) -> list[list[Value]]:
        """A row for each map, channel by channel: what initialisers change."""
        return [one.weights for one in self.maps]

    @property
    def biases(self) -> list[Value]:
        """The biases, one for each map; [] without."""
        return [one.b for one in self.maps if one.b is not None]

    def __call__(self, image: Any) -> Image:
        """The maps of one image."""
        channels = image_of(image, self.cin, "Conv2d")
        rows, columns = windows(channels, self.k, self.stride, self.padding, "Conv2d")
        maps = []
        for i, one in enumerate(self.maps, 1):
            with scope(f"map{i}"):
                maps.append(
                    [[self._unit(one, channels, r, c) for c in columns] for r in rows]
                )
        return maps

    def _unit(self, one: FeatureMap, image: Image, top: int, left: int) -> Any:
        """The unit of a map whose kernel has its corner there."""
        weights, numbers = one.patch(image, top, left)
        z = weighted_sum(weights, numbers, one.b, fused=self.fused)
        return z if self._function is None else self._function(z)

    def torch_parameters(self) -> dict[str, Any]:
        """weight (cout, cin, k, k) and bias (cout,); kernels that `connections` leave out are zeros there."""
        nothing = Value(0.0)
        missing = [[nothing] * self.k for _ in range(self.k)]
        weight = []
        for one in self.maps:
            kernels = [*one.w, *[None] * (self.cin - len(one.w))]
            weight.append([kernel or missing for kernel in kernels])
        return {"weight": weight, **({"bias": self.biases} if self.biases else {})}

    def extra_repr(self) -> str:
        told = [f"{self.cin} → {self.cout}", f"{self.k} × {self.k}"]
        told += [f"padding {self.padding}"] if self.padding else []
        told += [f"stride {self.stride}"] if self.stride > 1 else []
        told += [activation_name(self.activation)] if self.activation else []
        return ", ".join(told)

    def __repr__(self) -> str:
        return self._head()  # the maps are all alike
