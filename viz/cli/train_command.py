"""``chalkgrad train``: a network learns two moons, or digits, and a page reports how it went.

Vocabulary
    task      one row of TASKS: where the samples come from, the loss that fits them, settings that do in a lecture
    held out  samples that are not trained on; they are the validation set
"""

from __future__ import annotations

import argparse
import os
import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np

from autograd.nn.data import digits, mnist, moons, split
from autograd.nn.models.layers import MLP
from autograd.nn.models.losses import binary_cross_entropy_with_logits, cross_entropy
from autograd.nn.optim.descent import Adam
from autograd.nn.train.callbacks import Snapshots
from autograd.nn.train.fit import ENGINES, fit
from viz.cli.terminal import PROGRAM, complain, positive, say, whole
from viz.errors import OutputError, UsageError, visible
from viz.files import write_atomically
from viz.report import Run, report

Sets = tuple[tuple[Any, Any], tuple[Any, Any]]


class Defaults(NamedTuple):
    """What the options are where they are not given."""

    layers: tuple[int, ...]
    epochs: int
    lr: float
    batch: int


@dataclass(frozen=True, slots=True)
class Task:
    """Something to learn."""

    title: str
    about: str
    """What is to be learned, with places for the numbers of training and validation samples, and of all there are."""
    load: Callable[[argparse.Namespace, np.random.Generator], tuple[Sets, int]]
    """(training, held out), and how many samples there are in all."""
    loss: Callable[[Any, Any], Any]
    outputs: int
    eager: Defaults
    compiled: Defaults
    """For an engine that has time for more."""
    samples: int
    """How many are used, training and validation together, by an engine that is slow."""
    images: bool = True


def _moons(options: argparse.Namespace, rng: np.random.Generator) -> tuple[Sets, int]:
    return split(*moons(options.samples, 0.1, rng=rng), 0.25, rng=rng), options.samples


def _digits(options: argparse.Namespace, rng: np.random.Generator) -> tuple[Sets, int]:
    X, y = digits()
    chosen = rng.permutation(len(X))[: options.samples]
    return split(X[chosen], y[chosen], 0.2, rng=rng), len(X)


def _mnist(options: argparse.Namespace, rng: np.random.Generator) -> tuple[Sets, int]:
    found = mnist(options.data)
    total = len(found.train_images) + len(found.test_images)
    share = min(1.0, options.samples / total)
    chosen = [
        rng.permutation(n)[: max(1, round(share * n))]
        for n in (len(found.train_images), len(found.test_images))
    ]
    training = found.train_images[chosen[0]], found.train_labels[chosen[0]]
    return (
        training,
        (found.test_images[chosen[1]], found.test_labels[chosen[1]]),
    ), total


TASKS: Final[Mapping[str, Task]] = {
    "moons": Task(
        "Two moons",
        "A network learns to tell two half circles apart: {training} training and {validation} validation samples.",
        _moons,
        binary_cross_entropy_with_logits,
        1,
        eager=Defaults((16, 16), 30, 0.02, 10),
        compiled=Defaults((16, 16), 100, 0.02, 10),
        samples=200,
        images=False,
    ),
    "digits": Task(
        "Handwritten digits, 8 × 8",
        "A network learns to read digits: {training} training and {validation} validation samples of scikit-learn's "
        "{total}.",
        _digits,
        cross_entropy,
        10,
        eager=Defaults((32,), 4, 0.01, 16),
        compiled=Defaults((32,), 30, 0.01, 16),
        samples=1797,
    ),
    "mnist": Task(
        "MNIST, 28 × 28",
        "A network learns to read digits: {training} training and {validation} validation samples of MNIST's {total}.",
        _mnist,
        cross_entropy,
        10,
        eager=Defaults((32,), 2, 0.005, 8),
        compiled=Defaults((100,), 8, 0.001, 32),
        samples=700,
    ),
}


def arguments(parser: argparse.ArgumentParser) -> None:
    """The words and options of the command."""
    parser.add_argument(
        "task",
        choices=list(TASKS),
        metavar="moons|digits|mnist",
        help="what is to be learned",
    )
    parser.add_argument(
        "-o",
        "--output",
        metavar="FILE",
        help="a report of the run as one offline page: .html",
    )
    parser.add_argument(
        "--layers",
        type=_layers,
        metavar="N,N",
        help="neurons in each hidden layer: 16,16",
    )
    parser.add_argument(
        "--engine",
        choices=list(ENGINES),
        default="eager",
        help="what does the arithmetic",
    )
    parser.add_argument(
        "--epochs", type=whole, metavar="N", help="how often each sample is met"
    )
    parser.add_argument(
        "--lr", type=positive, metavar="RATE", help="learning rate of Adam"
    )
    parser.add_argument("--batch", type=whole, metavar="N", help="samples in a batch")
    parser.add_argument(
        "--samples",
        type=whole,
        metavar="N",
        help="use no more samples than these, chosen at random",
    )
    parser.add_argument(
        "--seed",
        type=_seed,
        default=0,
        metavar="N",
        help="the same seed, the same run; else 0",
    )
    parser.add_argument(
        "--data",
        metavar="FOLDER",
        help="where the four files of MNIST lie; else CHALKGRAD_DATA says so",
    )


def run(options: argparse.Namespace) -> int:
    """Train, print the numbers, write the report. 130 where Ctrl-C ended the training, after all that."""
    task = TASKS[options.task]
    _check(options, task)
    defaults = task.eager if options.engine == "eager" else task.compiled
    for name, default in defaults._asdict().items():
        if getattr(options, name) is None:
            setattr(options, name, default)
    if options.samples is None:
        options.samples = (
            task.samples if options.engine == "eager" or not task.images else 10**9
        )
    rng = np.random.default_rng(options.seed)
    (training, held_out), total = task.load(options, rng)
    model = MLP(
        training[0].shape[1], [*options.layers, task.outputs], fused=True, rng=rng
    )
    history = fit(
        model,
        *training,
        loss=task.loss,
        optimizer=Adam(model.parameters(), lr=options.lr),
        epochs=options.epochs,
        batch_size=options.batch,
        engine=options.engine,
        validation=held_out,
        rng=rng,
        callbacks=[Snapshots(every=max(1, options.epochs // 100))],
    )
    interrupted = history.stopped == "interrupted"
    if not history.epochs:
        if interrupted:
            complain(
                "warning",
                "interrupted before the first epoch was complete: there is nothing to report",
            )
            return 130
        raise ValueError(
            f"no epoch was completed: {history.stopped}; try a smaller --lr"
        )
    numbers = {
        "training": f"{len(training[0]):,}",
        "validation": f"{len(held_out[0]):,}",
        "total": f"{total:,}",
    }
    about = task.about.format(**numbers)
    _tell(about, model, history)
    if options.output is not None:
        made = Run(task.title, about, model, history, task.loss, training, held_out, _settings(options, model),
                   _command(options), images=task.images)  # fmt: skip
        write_atomically(options.output, report(made))
        say(f"wrote {visible(options.output, 1000)}")
    return 130 if interrupted else 0


def _check(options: argparse.Namespace, task: Task) -> None:
    """Complain before the training about what would be wrong after it."""
    if options.data is not None and options.task != "mnist":
        raise UsageError("--data is for mnist: the other samples come with the program")
    least = 4 if options.task == "moons" else 20
    if options.samples is not None and options.samples < least:
        raise UsageError(
            f"--samples must be at least {least} for {options.task}, got {options.samples}"
        )
    if options.samples is not None and options.samples > 100_000:
        raise UsageError(f"--samples must be at most 100000, got {options.samples}")
    if options.output is None:
        return
    path = Path(options.output)
    if "\0" in options.output:
        raise OutputError(
            f"cannot write {visible(options.output, 100)}: a null character is in the name"
        )
    if path.suffix.lower() != ".html":
        raise UsageError(
            f"cannot save {visible(path.name, 100)!r}: the name of a report must end in .html"
        )
    if path.is_dir():
        raise OutputError(f"cannot write {path}: it is a directory; add a file name")
    if not path.parent.is_dir():
        raise OutputError(
            f"cannot write {path}: there is no directory {path.parent}; create it first, or choose another"
        )
    if not os.access(path.parent, os.W_OK):
        raise OutputError(
            f"cannot write {path}: no permission in {path.parent}; choose a directory of your own"
        )


def _tell(about: str, model: Any, history: Any) -> None:
    """The numbers at the end, in three lines."""
    say(about)
    stopped = f"; {history.stopped}" if history.stopped != "finished" else ""
    count = f"{len(history.epochs):,} epoch{'s' if len(history.epochs) > 1 else ''}"
    say(
        f"{_shape(model)}, {history.parameters:,} parameters; {count} in {sum(history.seconds):.1f} s{stopped}"
    )
    for name, losses, accuracies in (
        ("training", history.loss, history.accuracy),
        ("validation", history.validation_loss, history.validation_accuracy),
    ):
        say(
            f"{name + ':':12}loss {losses[-1]:.4g}, {100.0 * accuracies[-1]:.1f} % right"
        )


def _shape(model: Any) -> str:
    """2-16-16-1"""
    first = len(model.layers[0].neurons[0].w)
    return "-".join(
        str(n) for n in [first, *(len(layer.neurons) for layer in model.layers)]
    )


def _settings(options: argparse.Namespace, model: Any) -> dict[str, str]:
    return {
        "network": f"{_shape(model)}, relu between the layers",
        "loss": TASKS[options.task].loss.__name__,
        "optimiser": f"Adam, learning rate {options.lr:g}",
        "batches": f"of {options.batch} samples, shuffled anew each epoch",
        "epochs": str(options.epochs),
        "engine": options.engine,
        "seed": str(options.seed),
    }


def _command(options: argparse.Namespace) -> str:
    """The command line that makes the same run, whatever the defaults will be."""
    words = [PROGRAM, "train", options.task]
    if options.layers:
        words += ["--layers", ",".join(map(str, options.layers))]
    for name in ("epochs", "lr", "batch", "samples", "seed", "engine", "data"):
        value = getattr(options, name)
        if value is not None and (name != "samples" or value < 10**9):
            words += [f"--{name}", str(value)]
    return shlex.join([*words, "-o", options.output])


def _layers(text: str) -> tuple[int, ...]:
    parts = [part.strip() for part in text.split(",")]
    if (
        not all(
            part.isdecimal() and 0 < len(part) < 5 and 1 <= int(part) <= 1000
            for part in parts
        )
        or len(parts) > 9
    ):
        raise argparse.ArgumentTypeError(
            f"sizes of hidden layers, 1 to 1000, are needed, at most 9, such as 16,16, got '{visible(text, 30)}'"
        )
    return tuple(map(int, parts))


def _seed(text: str) -> int:
    if not text.isdecimal() or len(text) > 18:
        raise argparse.ArgumentTypeError(
            f"a whole number of at least 0 is needed, got '{visible(text, 30)}'"
        )
    return int(text)
