"""LeNet on 28 × 28 pixels and a U-Net on 16 × 16: recorded as loops over Values, against hand-written NumPy and PyTorch.

    LeNet    two convolutions of 5 × 5 with relu and maximum pools, 256-120-84-10, cross-entropy; 44,426 parameters
    U-Net    3 × 3, 4 maps, halved once and brought up again; binary cross-entropy at each pixel; 1,657 parameters
    size     pixels along a side; other sizes than those have smaller layers, for tests
    record   fused: a `dot` at each place; plain: every product and sum, 0.6 million nodes

All compute value and gradient of a batch of 32 in float64. The NumPy peer works on arrays (channel, sample, row, column)
and makes each convolution one matrix product by copying its patches; parameters are a row for each map or unit, weights
then bias, as ours has them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from time import perf_counter
from typing import Any

import numpy as np

from benchmarks import memory
from benchmarks.sides import Array, Side

BATCH, CLASSES = 32, 10
Back = Callable[[Array], Array]
"""From the gradient of what a layer gave to that of what it was given."""


# --- the networks -----------------------------------------------------------------------------------------------------


def lenet_shapes(side: int) -> tuple[int, list[int], list[tuple[int, int]]]:
    """Rows of a kernel, hidden layers, and (outputs, inputs + 1) of every layer."""
    if side == 28:
        kernel, hidden = 5, [120, 84]
    else:
        kernel, hidden = 3, [8, 6]
    left = ((side - kernel + 1) // 2 - kernel + 1) // 2
    sizes = [16 * left * left, *hidden, CLASSES]
    area = kernel * kernel
    shapes = [(6, area + 1), (16, 6 * area + 1)]
    return kernel, hidden, shapes + [(m, n + 1) for n, m in pairwise(sizes)]


def unet_shapes() -> list[tuple[int, int]]:
    """(maps, weights + 1) of every convolution, in the order of ours."""
    pairs = [(1, 4), (4, 4), (4, 8), (8, 8), (12, 4), (4, 4)]
    return [*((cout, 9 * cin + 1) for cin, cout in pairs), (1, 5)]


def start(shapes: list[tuple[int, int]]) -> Array:
    """Parameters to begin with, uniform within 1/sqrt(inputs) of 0."""
    draw = np.random.default_rng(5)
    rows = [draw.uniform(-1, 1, shape) / np.sqrt(shape[1]) for shape in shapes]
    return np.concatenate([layer.ravel() for layer in rows])


def batch(side: int, outputs: int) -> tuple[Array, Array]:
    """Images (BATCH, side²), a fifth ink, and targets: one-hot classes, or masks of as many pixels."""
    draw = np.random.default_rng(7)
    X = draw.random((BATCH, side * side)) * (draw.random((BATCH, side * side)) < 0.2)
    if outputs == CLASSES:
        return X, np.eye(CLASSES)[draw.integers(CLASSES, size=BATCH)]
    return X, (draw.random((BATCH, outputs)) < 0.3).astype(float)


def lenet(side: int, fused: bool = True) -> Any:
    """Our network, its loss included: a function of pixels and one-hot class, and the parameters."""
    from autograd import nn

    kernel, hidden, _ = lenet_shapes(side)
    return nn.LeNet(side, kernel=kernel, hidden=hidden, fused=fused, rng=0)


def unet(side: int) -> Any:
    from autograd import nn

    return nn.Sequential(nn.Reshape(1, side, side), nn.UNet(4, 1, rng=0), nn.Flatten())


def recorded(net: Any, side: int, outputs: int, numbers: Array) -> Any:
    """(loss, pixels and targets, parameters) of one sample."""
    from autograd import Value, nn

    parameters = net.parameters()
    for parameter, x in zip(parameters, numbers.tolist()):
        parameter.data = x
    pixels = [Value(0.5) for _ in range(side * side)]
    target = [Value(0.0) for _ in range(outputs)]
    loss = nn.binary_cross_entropy_with_logits
    if outputs == CLASSES:
        loss = nn.cross_entropy
    return loss(net(pixels), target), [*pixels, *target], parameters


def compiled(net: Any, side: int, outputs: int, numbers: Array) -> Side:
    import autograd

    X = np.hstack(batch(side, outputs))
    program = autograd.compile(*recorded(net, side, outputs, numbers))
    value, gradient = program.value_and_grad(X)
    return Side(value, gradient.copy(), lambda: program.value_and_grad(X))


def our_lenet(side: int) -> Side:
    return compiled(lenet(side), side, CLASSES, start(lenet_shapes(side)[2]))


def our_unet(side: int) -> Side:
    return compiled(unet(side), side, side * side, start(unet_shapes()))


def our_recording(side: int, fused: bool) -> Side:
    """Seconds and megabytes of recording and compiling LeNet, once; then nothing to time."""
    import autograd

    net, numbers = lenet(side, fused), start(lenet_shapes(side)[2])
    before, begin = memory.start(), perf_counter()
    graph = recorded(net, side, CLASSES, numbers)
    between = perf_counter()
    program = autograd.compile(*graph)
    end = perf_counter()
    facts = {
        "record": between - begin,
        "compile": end - between,
        "both": end - begin,
        "megabytes": memory.growth(before),
    }
    X = np.hstack(batch(side, CLASSES))
    return Side(*program.value_and_grad(X), work=lambda: None, facts=facts)


# --- hand-written NumPy -----------------------------------------------------------------------------------------------


class Layers:
    """Layers of a network with their gradients; `rows` are the parameters, `slopes` as many arrays of the same shapes."""

    def __init__(self, numbers: Array, shapes: list[tuple[int, int]]) -> None:
        self.rows = list(_matrices(numbers, shapes))
        self.gradient = np.empty_like(numbers)
        self.slopes = list(_matrices(self.gradient, shapes))

    def convolution(
        self, layer: int, x: Array, k: int, padding: int = 0
    ) -> tuple[Array, Back]:
        W, b = self.rows[layer][:, :-1].copy(), self.rows[layer][:, -1:]
        channels, n = x.shape[:2]
        around = [(0, 0), (0, 0), (padding, padding), (padding, padding)]
        padded = np.pad(x, around) if padding else x
        windows = np.lib.stride_tricks.sliding_window_view(padded, (k, k), axis=(2, 3))
        patches = windows.transpose(0, 4, 5, 1, 2, 3).reshape(channels * k * k, -1)
        height, width = windows.shape[2:4]

        def back(D: Array) -> Array:
            flat = D.reshape(len(W), -1)
            self.slopes[layer][:, :-1] = flat @ patches.T
            self.slopes[layer][:, -1] = flat.sum(axis=1)
            parts = (W.T @ flat).reshape(channels, k, k, n, height, width)
            dx = np.zeros_like(padded)
            for i in range(k):
                for j in range(k):
                    dx[:, :, i : i + height, j : j + width] += parts[:, i, j]
            end = padded.shape[2] - padding, padded.shape[3] - padding
            return dx[:, :, padding : end[0], padding : end[1]]

        return (W @ patches + b).reshape(len(W), n, height, width), back

    def connected(self, layer: int, x: Array) -> tuple[Array, Back]:
        W, b = self.rows[layer][:, :-1], self.rows[layer][:, -1:]

        def back(D: Array) -> Array:
            self.slopes[layer][:, :-1] = D @ x.T
            self.slopes[layer][:, -1] = D.sum(axis=1)
            return W.T @ D

        return W @ x + b, back


def _matrices(numbers: Array, shapes: list[tuple[int, int]]) -> Iterator[Array]:
    begin = 0
    for rows, columns in shapes:
        yield numbers[begin : begin + rows * columns].reshape(rows, columns)
        begin += rows * columns


def relu(x: Array) -> tuple[Array, Back]:
    return np.maximum(x, 0.0), lambda D: D * (x > 0.0)


def halved(x: Array) -> tuple[Array, Back]:
    """The largest of 2 × 2; equal ones share the gradient, as where no ink is and a bias alone makes the unit."""
    rows, columns = x.shape[2] // 2 * 2, x.shape[3] // 2 * 2
    parts = [x[:, :, i:rows:2, j:columns:2] for i in (0, 1) for j in (0, 1)]
    top = np.maximum(np.maximum(parts[0], parts[1]), np.maximum(parts[2], parts[3]))

    def back(D: Array) -> Array:
        dx = np.zeros_like(x)
        largest = [part == top for part in parts]
        share = D / sum(mask.astype(np.int8) for mask in largest)
        for place, mask in enumerate(largest):
            i, j = divmod(place, 2)
            dx[:, :, i:rows:2, j:columns:2] = share * mask
        return dx

    return top, back


def doubled(x: Array) -> tuple[Array, Back]:
    channels, n, rows, columns = x.shape
    blocks = channels, n, rows, 2, columns, 2
    return (
        x.repeat(2, axis=2).repeat(2, axis=3),
        lambda D: D.reshape(blocks).sum(axis=(3, 5)),
    )


def numpy_lenet(side: int) -> Side:
    kernel, _, shapes = lenet_shapes(side)
    X, T = batch(side, CLASSES)
    layers = Layers(start(shapes), shapes)

    def value_and_grad() -> float:
        backs: list[Back] = []

        def follow(found: tuple[Array, Back]) -> Array:
            backs.append(found[1])
            return found[0]

        x: Array = X.reshape(1, BATCH, side, side)
        for layer in (0, 1):
            x = follow(layers.convolution(layer, x, kernel))
            x = follow(halved(follow(relu(x))))
        maps = x.shape
        x = x.transpose(0, 2, 3, 1).reshape(-1, BATCH)
        backs.append(
            lambda D: D.reshape(maps[0], *maps[2:], BATCH).transpose(0, 3, 1, 2)
        )
        for layer in range(2, len(shapes)):
            x = follow(layers.connected(layer, x))
            x = follow(relu(x)) if layer < len(shapes) - 1 else x
        x = x - x.max(axis=0)
        right = np.vdot(x, T.T)
        x = np.exp(x)
        sums = x.sum(axis=0)
        D = (x / sums - T.T) / BATCH
        for back in reversed(backs):
            D = back(D)
        return float((np.log(sums).sum() - right) / BATCH)

    return Side(value_and_grad(), layers.gradient, value_and_grad)


def numpy_unet(side: int) -> Side:
    shapes = unet_shapes()
    X, T = batch(side, side * side)
    target = T.reshape(1, BATCH, side, side)
    layers = Layers(start(shapes), shapes)

    def twice(first: int, x: Array) -> tuple[Array, Back]:
        a, back_a = layers.convolution(first, x, 3, 1)
        b, back_b = relu(a)
        c, back_c = layers.convolution(first + 1, b, 3, 1)
        d, back_d = relu(c)
        return d, lambda D: back_a(back_b(back_c(back_d(D))))

    def value_and_grad() -> float:
        across, back_down = twice(0, X.reshape(1, BATCH, side, side))
        pooled, back_pool = halved(across)
        bottom, back_bottom = twice(2, pooled)
        up, back_up = doubled(bottom)
        top, back_top = twice(4, np.concatenate([across, up]))
        z, back_head = layers.convolution(6, top, 1)
        value = (np.logaddexp(0.0, z) - target * z).mean()
        D = back_top(back_head((1 / (1 + np.exp(-z)) - target) / z.size))
        back_down(D[:4] + back_pool(back_bottom(back_up(D[4:]))))
        return float(value)

    return Side(value_and_grad(), layers.gradient, value_and_grad)


# --- PyTorch ----------------------------------------------------------------------------------------------------------


def torch_side(side: int, outputs: int, shapes: list[tuple[int, int]], forward: Any) -> Side:  # fmt: skip
    """Value and gradient by PyTorch's functions, in float64; `forward(rows, images)` gives the outputs."""
    import torch
    from torch.nn import functional as F

    X, T = batch(side, outputs)
    images, target = torch.tensor(X).reshape(BATCH, 1, side, side), torch.tensor(T)
    rows = [torch.tensor(r, requires_grad=True) for r in _matrices(start(shapes), shapes)]  # fmt: skip

    def value_and_grad() -> Any:
        for row in rows:
            row.grad = None
        z = forward(rows, images)
        loss = F.binary_cross_entropy_with_logits
        if outputs == CLASSES:
            loss = F.cross_entropy
        value = loss(z, target)
        value.backward()
        return value

    value = value_and_grad().item()
    gradient = np.concatenate([row.grad.numpy().ravel() for row in rows])
    return Side(value, gradient, value_and_grad)


def torch_conv(row: Any, x: Any, k: int, padding: int = 0) -> Any:
    from torch.nn import functional as F

    weight = row[:, :-1].reshape(len(row), -1, k, k)
    return F.conv2d(x, weight, row[:, -1], padding=padding)


def torch_lenet(side: int) -> Side:
    kernel, _, shapes = lenet_shapes(side)

    def forward(rows: Any, x: Any) -> Any:
        from torch.nn import functional as F

        for row in rows[:2]:
            x = F.max_pool2d(torch_conv(row, x, kernel).relu(), 2)
        x = x.flatten(1)
        for row in rows[2:-1]:
            x = F.linear(x, row[:, :-1], row[:, -1]).relu()
        return F.linear(x, rows[-1][:, :-1], rows[-1][:, -1])

    return torch_side(side, CLASSES, shapes, forward)


def torch_unet(side: int) -> Side:
    def forward(rows: Any, x: Any) -> Any:
        import torch
        from torch.nn import functional as F

        def twice(first: int, x: Any) -> Any:
            for row in rows[first : first + 2]:
                x = torch_conv(row, x, 3, 1).relu()
            return x

        across = twice(0, x)
        bottom = twice(2, F.max_pool2d(across, 2))
        up = F.interpolate(bottom, scale_factor=2)
        top = twice(4, torch.cat([across, up], dim=1))
        return torch_conv(rows[6], top, 1).flatten(1)

    return torch_side(side, side * side, unet_shapes(), forward)


SIDES: dict[str, dict[str, Callable[[int], Side]]] = {
    "LeNet": {"ours": our_lenet, "numpy": numpy_lenet, "torch": torch_lenet},
    "U-Net": {"ours": our_unet, "numpy": numpy_unet, "torch": torch_unet},
    "LeNet, record": {"ours": lambda side: our_recording(side, fused=True)},
    "LeNet, record plain": {"ours": lambda side: our_recording(side, fused=False)},
}
