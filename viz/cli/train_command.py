"""``chalkgrad train``: a network learns two moons, digits, strings or names, and a page reports how it went."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from functools import partial
from typing import Any, Final

import numpy as np

from autograd.missing import imported
from autograd.nn.optim.descent import Adam
from autograd.nn.train.callbacks import Snapshots
from autograd.nn.train.fit import fit
from autograd.nn.train.fit_arguments import BACKENDS, ENGINES
from viz.cli.arguments import (
    ONLY_GIVEN,
    Parser,
    add_option,
    positive,
    whole,
)
from viz.cli.output_files import check_page
from viz.cli.terminal import complain, say
from viz.cli.train_playground import PageOfRun
from viz.cli.train_settings import (
    Settings,
    check_backend,
    check_samples,
    layers_of,
    settings_of,
)
from viz.cli.train_tasks import TASKS, Samples, Task
from viz.errors import UsageError, visible
from viz.files import write_atomically
from viz.options import check_option
from viz.report import Run, Text, report
from viz.theme import DEFAULT, THEMES, check_theme

MODELS: Final = tuple(
    dict.fromkeys(name for task in TASKS.values() for name in task.models)
)
MOST_SNAPSHOTS: Final = 100
"""Epochs whose parameters are kept for the plots of the report, evenly picked."""


def add_arguments(parser: Parser) -> None:
    parser.add_argument("task", metavar="|".join(TASKS), help="what is to be learned")
    parser.add_argument(
        "-o",
        "--output",
        metavar="FILE",
        help="a report of the run as one offline page: .html",
    )
    parser.add_argument(
        "--playground",
        metavar="FILE",
        help="a page on which the network is trained, with this run in it: .html",
    )
    parser.add_argument(
        "--model",
        metavar="|".join(MODELS),
        help="the kind of network; else the first that the task has: mlp, lstm or gpt",
    )
    parser.add_argument(
        "--layers",
        type=layers_of,
        metavar="N,N",
        help="neurons in each hidden layer: 16,16; of rnn, gru and lstm the cells, of gpt its width",
    )
    add_option(parser, "--engine", ENGINES, "what does the arithmetic", default="eager")
    add_option(
        parser,
        "--backend",
        BACKENDS,
        "what the compiled engine's programs are run by",
        default="numpy",
    )
    add_option(parser, "--theme", THEMES, "colours of the report", **ONLY_GIVEN)
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
        type=partial(whole, least=0),
        default=0,
        metavar="N",
        help="the same seed, the same run; else 0",
    )
    parser.add_argument(
        "--data",
        metavar="PATH",
        help="mnist: the folder of its four files, else CHALKGRAD_DATA says so; names: a text file, one name a line",
    )


def run(arguments: argparse.Namespace) -> int:
    """Train, print the numbers, write the report. 130 where Ctrl-C ended the training, after all that."""
    check_option("task", arguments.task, TASKS)
    check_option("engine", arguments.engine, ENGINES)
    check_backend(arguments)
    theme = getattr(arguments, "theme", DEFAULT)
    check_theme(theme)
    task = TASKS[arguments.task]
    if arguments.model is None:
        arguments.model = next(iter(task.models))
    check_option(f"model for {arguments.task}", arguments.model, task.models)
    check_samples(arguments, task)
    if arguments.playground is not None and arguments.model != "mlp":
        raise UsageError(
            f"--playground trains an mlp on its page, and cannot show {arguments.model}: leave it out, or write a report "
            "with -o"
        )
    for path, kind in ((arguments.output, "a report"), (arguments.playground, "a playground")):  # fmt: skip
        if path is not None:
            check_page(path, kind)
    if arguments.output is not None:
        imported("matplotlib", "a report", "a playground works without")
    settings = settings_of(arguments, task)
    learner = task.models[settings.model]
    learner.check(settings.model, settings.layers)
    rng = np.random.default_rng(settings.seed)
    most = 10**9 if settings.samples is None else settings.samples
    samples = task.load(most, settings.data, rng)
    model = _untrained(task, settings, samples, rng)
    page = PageOfRun(task, samples, model) if arguments.playground else None
    history = _train(model, task, settings, samples, rng)
    interrupted = history.stopped == "interrupted"
    if not history.epochs:
        return _tell_of_no_epoch(history)
    about = _about(task, samples)
    _tell(about, learner.words(model), history)
    texts: Sequence[Text] = ()
    if task.outcome is not None:
        told, texts = task.outcome(model, samples, rng)
        say(told)
    if arguments.output is not None:
        training_run = Run(
            title=task.title,
            about=about,
            model=model,
            history=history,
            loss=task.loss,
            training=samples.training,
            validation=samples.held_out,
            settings=settings.for_the_report(model),
            command=settings.command(arguments.output),
            images=task.images,
            texts=tuple(texts),
        )
        write_atomically(arguments.output, report(training_run, theme=theme))
        say(f"wrote {visible(arguments.output, 1000)}")
    if page is not None:
        page.save(arguments.playground, history, lr=settings.lr, batch=settings.batch, theme=theme)  # fmt: skip
    return 130 if interrupted else 0


def _untrained(
    task: Task, settings: Settings, samples: Samples, rng: np.random.Generator
) -> Any:
    """The network with its first weights."""
    width = samples.training[0].shape[1]
    build = task.models[settings.model].build
    return build(width, samples.outputs, settings.layers, rng)


def _train(
    model: Any,
    task: Task,
    settings: Settings,
    samples: Samples,
    rng: np.random.Generator,
) -> Any:
    """Train the model; its history."""
    snapshots = Snapshots(every=max(1, settings.epochs // MOST_SNAPSHOTS))
    return fit(
        model,
        *samples.training,
        loss=task.loss,
        optimizer=Adam(model.parameters(), lr=settings.lr),
        epochs=settings.epochs,
        batch_size=settings.batch,
        engine=settings.engine,
        backend=settings.backend,
        validation=samples.held_out,
        rng=rng,
        callbacks=[snapshots],
    )


# --- what it says ---------------------------------------------------------------------------------------------------


def _about(task: Task, samples: Samples) -> str:
    return task.about.format(
        training=f"{len(samples.training[0]):,}",
        validation=f"{len(samples.held_out[0]):,}",
        total=f"{samples.total:,}",
    )


def _tell_of_no_epoch(history: Any) -> int:
    """The exit status where not one epoch was completed; ValueError if it was not the user who ended it."""
    if history.stopped != "interrupted":
        raise ValueError(
            f"no epoch was completed: {history.stopped}; try a smaller --lr"
        )
    complain(
        "warning",
        "interrupted before the first epoch was complete: there is nothing to report",
    )
    return 130


def _tell(about: str, network: str, history: Any) -> None:
    """The numbers at the end, in four lines."""
    say(about)
    stopped = f"; {history.stopped}" if history.stopped != "finished" else ""
    plural = "s" if len(history.epochs) > 1 else ""
    say(
        f"{network}, {history.parameters:,} parameters; "
        f"{len(history.epochs):,} epoch{plural} in {sum(history.seconds):.1f} s{stopped}"
    )
    _tell_last("training", history.loss, history.accuracy)
    _tell_last("validation", history.validation_loss, history.validation_accuracy)


def _tell_last(name: str, losses: list[float], accuracies: list[float]) -> None:
    """The last loss and the last share of right answers."""
    right = 100.0 * accuracies[-1]
    say(f"{name + ':':12}loss {losses[-1]:.4g}, {right:.1f} % right")
