"""What a network of sequences has learned, in text: predicted symbols with the mistakes marked, or new names."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

import autograd
from autograd.nn.data.reber_grammar import SYMBOLS
from autograd.nn.language.sampler import Sampler
from viz.report import Text

SHOWN: Final = 8
"""Strings on the page."""
NAMES: Final = 24
TEMPERATURE: Final = 0.5


def reber_outcome(
    model: Any, samples: Any, _rng: np.random.Generator
) -> tuple[str, list[Text]]:
    """Whether the network's first choice is a symbol that the grammar allows, in strings that are not trained on."""
    X, _, weights = samples.held_out
    chosen = logits(model, X).argmax(axis=2)
    real = weights > 0
    legal = np.take_along_axis(samples.extra, chosen[:, :, None], axis=2)[:, :, 0] > 0
    right = legal | ~real
    whole = right.all(axis=1)
    share = 100.0 * np.count_nonzero(legal & real) / np.count_nonzero(real)
    told = f"legal: {share:.1f} % of the next symbols; {np.count_nonzero(whole)} of {len(X)} strings without a mistake"
    mistakes = [*np.flatnonzero(~whole), *np.flatnonzero(whole)][:SHOWN]
    blocks = []
    for i in mistakes:
        n = np.count_nonzero(real[i])
        read = " ".join(SYMBOLS[k] for k in X[i, :n])
        says = " ".join(SYMBOLS[k] for k in chosen[i, :n])
        marks = " ".join(" " if ok else "×" for ok in right[i, :n]).rstrip()
        wrong = f"\n        {marks}" if marks else ""
        blocks.append(f"reads   {read}\nexpects {says}{wrong}")
    height = max(block.count("\n") + 1 for block in blocks)
    lines = [(block + "\n" * height).split("\n")[:height] for block in blocks]
    width = max(len(line) for block in lines for line in block) + 6
    pairs = [
        (line.ljust(width) + other).rstrip()
        for left, right_one in zip(lines[::2], [*lines[1::2], [""] * height])
        for line, other in zip([*left, ""], [*right_one, ""])
    ]
    caption = (
        "Strings that were not trained on, those with mistakes first. Below each symbol stands the one that the network "
        "expects next; × marks one that the grammar does not allow there. Two are often allowed, and either is right."
    )
    return told, [Text("What comes next", "\n".join(pairs).rstrip(), caption)]


def names_outcome(
    model: Any, samples: Any, rng: np.random.Generator
) -> tuple[str, list[Text]]:
    """New names, drawn letter by letter."""
    drawn = Sampler(model).generate_many(NAMES, temperature=TEMPERATURE, rng=rng)
    names = [samples.extra.decode(tokens) for tokens in drawn]
    known = set(samples.extra.lines)
    marked = [f"{name}{' *' if name in known else ''}" for name in names]
    width = max(map(len, marked)) + 2
    rows = [
        "".join(name.ljust(width) for name in marked[i : i + 4]).rstrip()
        for i in range(0, NAMES, 4)
    ]
    caption = (
        f"Drawn letter by letter, each with the probabilities that the network gives, at temperature {TEMPERATURE:g}. "
        "A * stands behind a name that is among those given."
    )
    return f"writes: {', '.join(names[:8])}", [
        Text("New names", "\n".join(rows), caption)
    ]


def logits(model: Any, X: Any) -> Any:
    """The outputs of a model of class indices for all samples (n, positions, outputs), by a compiled program."""
    classes = model.input_classes
    inputs = [autograd.one_hot(classes) for _ in range(X.shape[1])]
    outputs = model(inputs)
    numbers = [y for step in outputs for y in step]
    program = autograd.compile(numbers, inputs=inputs, parameters=model.parameters())
    return program(X).reshape(len(X), len(outputs), -1)
