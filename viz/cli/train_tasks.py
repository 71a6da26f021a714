"""What ``chalkgrad train`` can learn: where the samples come from, the loss that fits them, settings for a lecture.

Vocabulary: a *task* is one row of TASKS; samples that are *held out* are not trained on, they are the validation set.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple, TypeAlias

import numpy as np

from autograd.nn.data import (
    Characters,
    digits,
    embedded_reber,
    lines,
    mnist,
    moons,
    names,
    split,
)
from autograd.nn.data.reber_grammar import SYMBOLS
from autograd.nn.models.losses import binary_cross_entropy_with_logits, cross_entropy
from autograd.nn.models.several_outputs import next_token_loss
from autograd.nn.recurrent.padding import pad
from viz.cli.train_models import (
    NAMES,
    REBER,
    Defaults,
    Learner,
    lenet,
    lenet_words,
    mlp,
    mlp_words,
)
from viz.cli.train_outcomes import names_outcome, reber_outcome
from viz.report import Text

Arrays: TypeAlias = tuple[Any, ...]
"""Features (n, d), targets, and for sequences weights."""
Outcome: TypeAlias = Callable[
    [Any, Any, np.random.Generator], tuple[str, Sequence[Text]]
]
"""From the trained model, its samples and the generator: a line for the terminal, and texts for the report."""
LONGEST: Final = 25
"""Symbols of a Reber string."""
BLOCK: Final = 16
"""Letters that a GPT can look back on, the mark at the beginning included."""


class Samples(NamedTuple):
    """What a task loads."""

    training: Arrays
    held_out: Arrays
    total: int
    """How many samples there are in all, of which `training` and `held_out` are a part."""
    outputs: int
    extra: Any = None
    """What the outcome is measured by: the legal symbols of the held out strings, or the characters of the names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Something to learn."""

    title: str
    about: str
    """What is to be learned, with places for the numbers of training and validation samples, and of all there are."""
    load: Callable[[int, str | None, np.random.Generator], Samples]
    """From the number of samples wanted and the folder of MNIST's files."""
    loss: Callable[..., Any]
    models: Mapping[str, Learner]
    """By the word after --model; the first is the one that is taken without it."""
    samples: int
    """How many are used, training and validation together, by an engine that is slow."""
    least: int = 20
    """Samples below this make no sense."""
    images: bool = True
    data: str = ""
    """What --data is for this task; "" if the samples come with the program."""
    outcome: Outcome | None = None
    """For sequences: what was learned, in text."""


def _load_moons(count: int, _folder: str | None, rng: np.random.Generator) -> Samples:
    X, y = moons(count, 0.1, rng=rng)
    training, held_out = split(X, y, 0.25, rng=rng)
    return Samples(training, held_out, count, outputs=1)


def _load_digits(count: int, _folder: str | None, rng: np.random.Generator) -> Samples:
    X, y = digits()
    chosen = rng.permutation(len(X))[:count]
    training, held_out = split(X[chosen], y[chosen], 0.2, rng=rng)
    return Samples(training, held_out, len(X), outputs=10)


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
    return Samples(training, held_out, total, outputs=10)


def _load_reber(count: int, _folder: str | None, rng: np.random.Generator) -> Samples:
    strings = embedded_reber(count, longest=LONGEST, rng=rng)
    X, y, weights = pad(strings.inputs, strings.targets, length=LONGEST - 1)
    held = max(1, count // 4)
    legal = np.ones((held, LONGEST - 1, len(SYMBOLS)))
    for row, table in zip(legal, strings.legal):
        row[: len(table)] = table
    training, held_out = (X[held:], y[held:], weights[held:]), (X[:held], y[:held], weights[:held])  # fmt: skip
    return Samples(training, held_out, count, len(SYMBOLS), legal)


def _load_names(count: int, file: str | None, rng: np.random.Generator) -> Samples:
    """Names of a file, one a line; without one, made-up names."""
    given = names(min(count, MADE_UP), rng=rng) if file is None else lines(file)
    characters = Characters(given.shuffled(rng).lines[:count])
    if len(characters) < LEAST_NAMES:
        raise ValueError(
            f"{file}: at least {LEAST_NAMES} names are needed, one on each line, got {len(characters)}"
        )
    table = characters.sequences(BLOCK)
    held = max(1, len(characters) // 10)
    training, held_out = (
        tuple(part[rows] for part in table)
        for rows in (slice(held, None), slice(None, held))
    )
    vocabulary = len(characters.vocabulary)
    return Samples(training, held_out, len(given), vocabulary, characters)


MADE_UP: Final = 2000
"""As many names are made up where no file is given."""
LEAST_NAMES: Final = 20


TASKS: Final[Mapping[str, Task]] = {
    "moons": Task(
        title="Two moons",
        about="A network learns to tell two half circles apart: {training} training and {validation} validation samples.",
        load=_load_moons,
        loss=binary_cross_entropy_with_logits,
        models={
            "mlp": Learner(
                build=mlp,
                words=mlp_words,
                eager=Defaults(layers=(16, 16), epochs=30, lr=0.02, batch=10),
                compiled=Defaults(layers=(16, 16), epochs=100, lr=0.02, batch=10),
            )
        },
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
        models={
            "mlp": Learner(
                build=mlp,
                words=mlp_words,
                eager=Defaults(layers=(32,), epochs=4, lr=0.01, batch=16),
                compiled=Defaults(layers=(32,), epochs=30, lr=0.01, batch=16),
            ),
            "lenet": Learner(
                build=lenet,
                words=lenet_words,
                eager=Defaults(layers=(16,), epochs=1, lr=0.01, batch=16),
                compiled=Defaults(layers=(32,), epochs=20, lr=0.005, batch=16),
            ),
        },
        samples=1797,
    ),
    "mnist": Task(
        title="MNIST, 28 × 28",
        about="A network learns to read digits: {training} training and {validation} validation samples of MNIST's "
        "{total}.",
        load=_load_mnist,
        loss=cross_entropy,
        models={
            "mlp": Learner(
                build=mlp,
                words=mlp_words,
                eager=Defaults(layers=(32,), epochs=2, lr=0.005, batch=8),
                compiled=Defaults(layers=(100,), epochs=8, lr=0.001, batch=32),
            ),
            "lenet": Learner(
                build=lenet,
                words=lenet_words,
                eager=Defaults(layers=(32,), epochs=1, lr=0.005, batch=8),
                compiled=Defaults(layers=(120, 84), epochs=5, lr=0.001, batch=32),
            ),
        },
        samples=700,
        data="the folder with the four files of MNIST",
    ),
    "reber": Task(
        title="Reber strings",
        about="A network learns the embedded Reber grammar: {training} training and {validation} validation strings. The "
        "last but one symbol is the second again, which it must have remembered.",
        load=_load_reber,
        loss=next_token_loss,
        models=REBER,
        samples=640,
        images=False,
        outcome=reber_outcome,
    ),
    "names": Task(
        title="Names, letter by letter",
        about="A network learns to write names: {training} training and {validation} validation names of {total}.",
        load=_load_names,
        loss=next_token_loss,
        models=NAMES,
        samples=2000,
        images=False,
        data="a text file with a name on each line",
        outcome=names_outcome,
    ),
}
