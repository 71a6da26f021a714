"""U-Net: down to coarse maps, up again, and at every level across (Ronneberger, Fischer and Brox 2015)."""

from __future__ import annotations

from typing import Any

from autograd import scope
from autograd.nn.checks import whole
from autograd.nn.images.convolution import Conv2d
from autograd.nn.images.image_maps import Image, image_of, size
from autograd.nn.images.pooling import MaxPool2d
from autograd.nn.images.reshaping import Upsample
from autograd.nn.models.activations import Activation
from autograd.nn.models.module import Module
from autograd.nn.randomness import Randomness, generator


class TwoConvolutions(Module):
    """What happens at each level of a U-Net: convolution, activation, and both once more; maps keep their size."""

    def __init__(self, cin: int, cout: int, k: int, **options: Any) -> None:
        with scope("conv1"):
            self.conv1 = Conv2d(cin, cout, k, padding=k // 2, **options)
        with scope("conv2"):
            self.conv2 = Conv2d(cout, cout, k, padding=k // 2, **options)

    def __call__(self, image: Image) -> Image:
        with scope("conv1"):
            image = self.conv1(image)
        with scope("conv2"):
            return self.conv2(image)


class UNet(Module):
    """A number for every pixel of an image, such as the logit that it belongs to a circle: segmentation.

    channels     maps of the first level; each level below has twice as many
    depth        how often the maps are halved: 0 is a plain net of three convolutions
    cin, cout    channels of the image and of the result
    k            rows and columns of all kernels but the last, which is 1 × 1; an odd number
    activation   of all units but the last
    fused, rng   as in `nn.Conv2d`

    Down: two convolutions, then `MaxPool2d(2)`. Up: `Upsample(2)`, the maps of the same level beside it, two
    convolutions. Convolutions are padded, so that the result has the size of the image, whose sides must be multiples
    of 2^depth; Ronneberger's are not, and learn to upsample. Scopes: down1, down2, ..., bottom, ..., up2, up1, head.

    For `fit`: ``Sequential(Reshape(1, 16, 16), UNet(4, 2), Flatten())``.

    >>> net = UNet(2, 1, rng=0); net
    UNet(1 → 1, 2 maps, depth 1, 3 × 3, 433 parameters)
    >>> image = net([[[0.0] * 4] * 4]); len(image), len(image[0]), len(image[0][0])
    (1, 4, 4)
    """

    def __init__(
        self,
        channels: int,
        depth: int,
        *,
        cin: int = 1,
        cout: int = 1,
        k: int = 3,
        activation: Activation = "relu",
        fused: bool = True,
        rng: Randomness = None,
    ) -> None:
        self.channels = whole("UNet: channels", channels)
        self.depth = whole("UNet: depth", depth, least=0)
        self.cin, self.cout = whole("UNet: cin", cin), whole("UNet: cout", cout)
        self.k = whole("UNet: k", k)
        if self.k % 2 == 0:
            raise ValueError(
                f"UNet: k must be odd, so that maps keep their size, got {k}"
            )
        widths = [self.channels * 2**level for level in range(self.depth + 1)]
        chance = generator(rng)
        options: dict[str, Any] = {
            "activation": activation,
            "fused": fused,
            "rng": chance,
        }
        self._pool, self._upsample = MaxPool2d(2), Upsample(2)
        self.downs: list[TwoConvolutions] = []
        for level, width in enumerate(widths[:-1], 1):
            with scope(f"down{level}"):
                self.downs.append(TwoConvolutions(cin, width, self.k, **options))
            cin = width
        with scope("bottom"):
            self.bottom = TwoConvolutions(cin, widths[-1], self.k, **options)
        self.ups: list[TwoConvolutions] = []
        for level, width in enumerate(widths[:-1], 1):
            with scope(f"up{level}"):  # the level below has 2 width maps
                self.ups.append(TwoConvolutions(3 * width, width, self.k, **options))
        with scope("head"):
            self.head = Conv2d(self.channels, self.cout, 1, fused=fused, rng=chance)

    def __call__(self, image: Any) -> Image:
        """An image of `cout` channels, as large as the one given."""
        maps = self._checked(image)
        across = []
        for level, down in enumerate(self.downs, 1):
            with scope(f"down{level}"):
                maps = down(maps)
                across.append(maps)
                with scope("pool"):
                    maps = self._pool(maps)
        with scope("bottom"):
            maps = self.bottom(maps)
        for level in range(self.depth, 0, -1):
            beside = across[level - 1]
            with scope(f"up{level}"):
                maps = self.ups[level - 1](beside + self._upsample(maps))
        with scope("head"):
            return self.head(maps)

    def _checked(self, image: Any) -> Image:
        maps = image_of(image, self.cin, "UNet")
        height, width = size(maps)
        multiple = 2**self.depth
        if height % multiple or width % multiple:
            raise ValueError(
                f"UNet: the sides of an image must be multiples of {multiple}, since the maps are halved "
                f"{self.depth} times, got {height} × {width}"
            )
        return maps

    def extra_repr(self) -> str:
        maps, k = self.channels, self.k
        return f"{self.cin} → {self.cout}, {maps} maps, depth {self.depth}, {k} × {k}"

    def __repr__(self) -> str:
        return self._head()
