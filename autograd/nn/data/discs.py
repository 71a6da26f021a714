"""Circles among squares: small images in which every pixel is to be told, the task of a U-Net (Ronneberger et al. 2015)."""

from __future__ import annotations

import math

import numpy as np

from autograd.nn.checks import real, whole
from autograd.nn.data.prepare import Floats
from autograd.nn.randomness import Randomness, generator

RADIUS = (2.0, 3.5)
"""The least and the largest radius of a circle. A square has as large an area, so that its sum tells nothing."""
TRIES = 10
"""How many places are tried for a shape before it is left out."""


def circles_among_squares(
    n: int = 100, noise: float = 0.1, *, size: int = 16, rng: Randomness = None
) -> tuple[Floats, Floats]:
    """Images of discs and squares, and which of their pixels are a disc's: X, y (n, size · size), row by row.

    Each image has a disc, a square, another disc and another square, the last two where there is room, of brightnesses
    from 0.5 to 1 at random places on a background of 0, then normal noise. y is 1.0 in a disc, else 0.0.

    size   pixels along a side, at least 8

    >>> X, y = circles_among_squares(3, rng=0)
    >>> X.shape, y.shape, sorted(set(y.ravel().tolist()))
    ((3, 256), (3, 256), [0.0, 1.0])
    """
    n, size = whole("n", n), whole("size", size, least=8)
    noise = real("noise", noise, least=0, below=np.inf)
    random = generator(rng)
    X, y = np.zeros((n, size, size)), np.zeros((n, size, size))
    for image, mask in zip(X, y):
        for is_disc in (True, False, True, False):
            _draw_shape(image, mask, is_disc, random)
    X += random.normal(0.0, noise, X.shape)
    return X.reshape(n, -1), y.reshape(n, -1)


def _draw_shape(
    image: Floats, mask: Floats, is_disc: bool, random: np.random.Generator
) -> None:
    """A disc or a square at the first place that is free, if one is found."""
    size = len(image)
    rows, columns = np.mgrid[:size, :size]
    radius = random.uniform(*RADIUS)
    brightness = random.uniform(0.5, 1.0)
    for row, column in random.uniform(radius, size - 1 - radius, (TRIES, 2)):
        down, across = abs(rows - row), abs(columns - column)
        if is_disc:
            inside = down**2 + across**2 <= radius**2
        else:
            inside = np.maximum(down, across) <= radius * math.sqrt(math.pi) / 2
        around = np.maximum(down, across) <= radius + 1.0
        if not image[around].any():
            image[inside] = brightness
            mask[inside] = is_disc
            return
