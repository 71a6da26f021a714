"""What PyTorch makes of images: run with PyTorch installed, ``python -m tests.torch_images`` writes
tests/data/torch_images.json anew. The tests compare with that file everywhere, and with PyTorch itself where it is.

A case is a module of ours, the same of PyTorch, and the shape of an image. Parameters and pixels are drawn here, in the
order of the state; the loss is the sum of all outputs, each times a number drawn.
"""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from autograd import nn

FILE = Path(__file__).parent / "data" / "torch_images.json"
CASES: dict[str, Any] = {
    "convolution": (partial(nn.Conv2d, 2, 3, 3), (2, 5, 6)),
    "convolution, padded": (partial(nn.Conv2d, 2, 2, 3, padding=1), (2, 4, 5)),
    "convolution, padded by 2, stride 2": (
        partial(nn.Conv2d, 1, 2, 3, padding=2, stride=2),
        (1, 6, 5),
    ),
    "convolution, stride 3, no bias": (
        partial(nn.Conv2d, 1, 2, 2, stride=3, bias=False),
        (1, 6, 8),
    ),
    "convolution 1 × 1": (partial(nn.Conv2d, 3, 2, 1), (3, 2, 3)),
    "convolution, half of the connections": (
        partial(nn.Conv2d, 2, 2, 2, connections=[[0], [1]]),
        (2, 3, 4),
    ),
    "maximum": (partial(nn.MaxPool2d, 2), (2, 4, 5)),
    "maximum, overlapping": (partial(nn.MaxPool2d, 3, stride=1), (1, 5, 4)),
    "mean": (partial(nn.AvgPool2d, 2), (2, 5, 4)),
    "mean, stride 3": (partial(nn.AvgPool2d, 2, stride=3), (1, 8, 5)),
    "nearest": (partial(nn.Upsample, 2), (2, 2, 3)),
    "LeNet": (
        partial(
            nn.LeNet,
            12,
            maps=(2, 3),
            kernel=3,
            hidden=[5],
            classes=4,
            activation="tanh",
        ),
        (1, 12, 12),
    ),
    "U-Net": (partial(nn.UNet, 2, 2, cout=2, activation="tanh"), (1, 4, 8)),
}


def drawn(name, made):
    """(parameters by PyTorch's names, image, factors of the outputs)"""
    draw = np.random.default_rng(len(name))
    state = {
        key: draw.uniform(-0.6, 0.6, x.shape)
        for key, x in made.torch_state_dict().items()
    }
    if "half" in name:
        state["weight"][[0, 1], [1, 0]] = 0.0
    return state, draw.uniform(-1.0, 1.0, CASES[name][1]), draw


def torch_answer(name):
    """Outputs, gradients by PyTorch's names and that of the image, as lists."""
    import torch

    made = CASES[name][0]()
    state, image, draw = drawn(name, made)
    x = torch.tensor(image, requires_grad=True)
    p = {key: torch.tensor(a, requires_grad=True) for key, a in state.items()}
    y = peer(made, p, x[None])[0]
    (y * torch.tensor(draw.uniform(-1.0, 1.0, tuple(y.shape)))).sum().backward()
    found = {"output": y.tolist(), "image": x.grad.tolist()}
    return found | {key: a.grad.tolist() for key, a in p.items()}


def peer(made, p, x):
    """The output of PyTorch's functions with these parameters."""
    from torch.nn import functional as F

    if isinstance(made, nn.Conv2d):
        return F.conv2d(
            x, p["weight"], p.get("bias"), stride=made.stride, padding=made.padding
        )
    if isinstance(made, nn.MaxPool2d):
        return F.max_pool2d(x, made.k, made.stride)
    if isinstance(made, nn.AvgPool2d):
        return F.avg_pool2d(x, made.k, made.stride)
    if isinstance(made, nn.Upsample):
        return F.interpolate(x, scale_factor=made.scale)
    if isinstance(made, nn.LeNet):
        for name in ("conv1", "conv2"):
            x = F.conv2d(x, p[f"{name}.weight"], p[f"{name}.bias"]).tanh()
            x = F.max_pool2d(x, 2)
        x = F.linear(x.flatten(1), p["fc1.weight"], p["fc1.bias"]).tanh()
        return F.linear(x, p["fc2.weight"], p["fc2.bias"])
    return unet(made, p, x)


def unet(made, p, x):
    import torch
    from torch.nn import functional as F

    def twice(place, x):
        for conv in ("conv1", "conv2"):
            w, b = p[f"{place}.{conv}.weight"], p[f"{place}.{conv}.bias"]
            x = F.conv2d(x, w, b, padding=made.k // 2).tanh()
        return x

    across = []
    for level in range(made.depth):
        across.append(twice(f"downs.{level}", x))
        x = F.max_pool2d(across[-1], 2)
    x = twice("bottom", x)
    for level in reversed(range(made.depth)):
        up = F.interpolate(x, scale_factor=2)
        x = twice(f"ups.{level}", torch.cat([across[level], up], dim=1))
    return F.conv2d(x, p["head.weight"], p["head.bias"])


def main():
    import torch

    found = {name: torch_answer(name) for name in CASES}
    said = {"written by": "tests/torch_images.py", "torch": torch.__version__}
    FILE.write_text(json.dumps(said | {"cases": found}) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
