"""What ``chalkgrad train`` can learn: where the samples come from, the loss that fits them, settings for a lecture.

Vocabulary: a *task* is one row of TASKS; samples that are *held out* are not trained on, they are the validation set.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple, TypeAlias

import numpy as np

from autograd.nn.data import digits, mnist, moons, split
from autograd.nn.models.losses import binary_cross_entropy_with_logits, cross_entropy

Pair: TypeAlias = tuple[Any, Any]
"""Features (n, d) and targets (n,)."""


class Samples(NamedTuple):
    """What a task loads."""

    training: Pair
    held_out: Pair
    total: int
    """How many samples there are in all, of which `training` and `held_out` are a part."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Defaults:
    """What the options are where they are not given."""

    layers: tuple[int, ...]
    epochs: int
    lr: float
    batch: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Something to learn."""

    title: str
    about: str
    """What is to be learned, with places for the numbers of training and validation samples, and of all there are."""
    load: Callable[[int, str | None, np.random.Generator], Samples]
    """From the number of samples wanted and the folder of MNIST's files."""
    loss: Callable[[Any, Any], Any]
    outputs: int
    eager: Defaults
    compiled: Defaults
    """For an engine that has time for more."""
    samples: int
    """How many are used, training and validation together, by an engine that is slow."""
    least: int = 20
    """Samples below this make no sense."""
    images: bool = True


def _load_moons(count: int, _folder: str | None, rng: np.random.Generator) -> Samples:
    X, y = moons(count, 0.1, rng=rng)
    training, held_out = split(X, y, 0.25, rng=rng)
    return Samples(training, held_out, count)


def _load_digits(count: int, _folder: str | None, rng: np.random.Generator) -> Samples:
    X, y = digits()
    chosen = rng.permutation(len(X))[:count]
    training, held_out = split(X[chosen], y[chosen], 0.2, rng=rng)
    return Samples(training, held_out, len(X))


def _load_mnist(count: int, folder: str | None, rng: np.random.Generator) -> Samples:
    """A part of MNIST's training and of its test images, in their own proportion."""
    images = mnist(folder)
    total = len(images.train_images) + len(images.test_images)
    share = min(1.0, count / total)

    def choose(n: int) -> Any:
        return rng.permutation(n)[: max(1, round(share * n))]

    train = choose(len(images.train_images))
    test = choose(len(images.test_images))
    training = images.train_images[train], images.train_labels[train]
    held_out = images.test_images[test], images.test_labels[test]
    return Samples(training, held_out, total)


TASKS: Final[Mapping[str, Task]] = {
    "moons": Task(
        title="Two moons",
        about="A network learns to tell two half circles apart: {training} training and {validation} validation samples.",
        load=_load_moons,
        loss=binary_cross_entropy_with_logits,
        outputs=1,
        eager=Defaults(layers=(16, 16), epochs=30, lr=0.02, batch=10),
        compiled=Defaults(layers=(16, 16), epochs=100, lr=0.02, batch=10),
        samples=200,
        least=4,
        images=False,
    ),
    "digits": Task(
        title="Handwritten digits, 8 × 8",
        about="A network learns to read digits: {training} training and {validation} validation samples of "
        "scikit-learn's {total}.",
        load=_load_digits,
        loss=cross_entropy,
        outputs=10,
        eager=Defaults(layers=(32,), epochs=4, lr=0.01, batch=16),
        compiled=Defaults(layers=(32,), epochs=30, lr=0.01, batch=16),
        samples=1797,
    ),
    "mnist": Task(
        title="MNIST, 28 × 28",
        about="A network learns to read digits: {training} training and {validation} validation samples of MNIST's "
        "{total}.",
        load=_load_mnist,
        loss=cross_entropy,
        outputs=10,
        eager=Defaults(layers=(32,), epochs=2, lr=0.005, batch=8),
        compiled=Defaults(layers=(100,), epochs=8, lr=0.001, batch=32),
        samples=700,
    ),
}
