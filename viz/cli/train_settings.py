"""What ``chalkgrad train`` was asked for: its options, checked, and completed by what fits the task and the engine."""

from __future__ import annotations

import argparse
import shlex
from dataclasses import dataclass, fields
from typing import Any, Final

from autograd.nn.train.fit_arguments import BACKENDS, Backend, EngineName
from viz.cli.arguments import number_or_word
from viz.cli.terminal import PROGRAM
from viz.cli.train_tasks import TASKS, Task
from viz.errors import UsageError, visible
from viz.options import check_option

MOST_SAMPLES: Final = 100_000
SLOW: Final = ("lenet", "rnn", "lstm", "gru", "gpt")
"""Networks of so many nodes that the eager engine gets few samples."""
FEW: Final = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All options of a run, those that were not given included."""

    task: str
    model: str
    engine: EngineName
    backend: Backend
    layers: tuple[int, ...]
    epochs: int
    lr: float
    batch: int
    samples: int | None
    """At most so many; None is all there are."""
    seed: int
    data: str | None

    def command(self, output: str) -> str:
        """The command line that makes the same run, whatever the defaults will be."""
        words = [PROGRAM, "train", self.task]
        if self.model != next(iter(TASKS[self.task].models)):
            words += ["--model", self.model]
        if self.layers:
            words += ["--layers", ",".join(map(str, self.layers))]
        for name in ("epochs", "lr", "batch", "samples", "seed", "engine", "data"):
            value = getattr(self, name)
            if value is not None:
                words += [f"--{name}", str(value)]
        if self.backend != "numpy":
            words += ["--backend", self.backend]
        return shlex.join([*words, "-o", output])

    def for_the_report(self, model: Any) -> dict[str, str]:
        """The settings in words."""
        return {
            "network": _network_words(self, model),
            "loss": TASKS[self.task].loss.__name__,
            "optimiser": f"Adam, learning rate {self.lr:g}",
            "batches": f"of {self.batch} samples, shuffled anew each epoch",
            "epochs": str(self.epochs),
            "engine": self.engine + (", in C" if self.backend == "c" else ""),
            "seed": str(self.seed),
        }


def settings_of(arguments: argparse.Namespace, task: Task) -> Settings:
    """What was given, and for the rest the defaults of the task with this engine."""
    eager = arguments.engine == "eager"
    learner = task.models[arguments.model]
    defaults = learner.eager if eager else learner.compiled
    settings = {
        field.name: getattr(arguments, field.name) for field in fields(Settings)
    }
    for field in fields(defaults):
        if settings[field.name] is None:
            settings[field.name] = getattr(defaults, field.name)
    if settings["samples"] is None and (eager or not task.images):
        settings["samples"] = _samples_for(arguments.model, task, eager)
    return Settings(**settings)


def check_backend(arguments: argparse.Namespace) -> None:
    """Complain of a program in C for the engine that has none."""
    check_option("backend", arguments.backend, BACKENDS)
    if arguments.backend == "c" and arguments.engine != "compiled":
        raise UsageError("--backend c needs --engine compiled")


def check_samples(arguments: argparse.Namespace, task: Task) -> None:
    """Complain of samples that there are not."""
    if arguments.data is not None and not task.data:
        known = " and ".join(name for name, other in TASKS.items() if other.data)
        raise UsageError(
            f"--data is for {known}: the other samples come with the program"
        )
    samples = arguments.samples
    if samples is None:
        return
    if samples < task.least:
        raise UsageError(
            f"--samples must be at least {task.least} for {arguments.task}, got {samples}"
        )
    if samples > MOST_SAMPLES:
        raise UsageError(f"--samples must be at most {MOST_SAMPLES}, got {samples}")


def layers_of(text: str) -> tuple[int, ...]:
    """Sizes of hidden layers: "16,16"."""
    sizes = [number_or_word(part.strip()) for part in text.split(",")]
    layers = tuple(n for n in sizes if isinstance(n, int) and 1 <= n <= 1000)
    if len(layers) < len(sizes) or len(layers) > 9:
        raise argparse.ArgumentTypeError(
            f"sizes of hidden layers, 1 to 1000, are needed, at most 9, such as 16,16, got '{visible(text, 30)}'"
        )
    return layers


def _network_words(settings: Settings, model: Any) -> str:
    """The network, and what stands between its layers."""
    words = TASKS[settings.task].models[settings.model].words(model)
    return f"{words}, relu between the layers" if settings.model == "mlp" else words


def _samples_for(model: str, task: Task, eager: bool) -> int:
    """How many samples are used if nobody says."""
    return min(task.samples, FEW) if eager and model in SLOW else task.samples
