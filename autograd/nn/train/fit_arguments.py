"""What `fit` is given, checked before anything is changed: a wrong argument is an error that says what it must be."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any, Final, Literal, Protocol, TypeAlias

import numpy as np

from autograd import Value, hints
from autograd.nn.checks import real, whole
from autograd.nn.data.prepare import split
from autograd.nn.optim.base import Optimizer, parameter_list
from autograd.nn.optim.clipping import clip_norm
from autograd.nn.train.callbacks import Snapshots
from autograd.nn.train.checkpoints import Checkpoint
from autograd.nn.train.compiled import CompiledEngine
from autograd.nn.train.eager import EagerEngine
from autograd.nn.train.engine import Engine
from autograd.nn.train.loop import Callback, Clip
from autograd.nn.train.samples import Samples, as_samples
from autograd.nn.train.stopping import EarlyStopping


class Model(Protocol):
    """What can be trained: it gives an output for a row of X, and has parameters."""

    def __call__(self, x: Any, /) -> Any: ...

    def parameters(self) -> Iterable[Value]: ...


class Scheduler(Protocol):
    """What changes the learning rate: its `step` is called after each epoch, or each update. `autograd.nn` has a few."""

    def step(self) -> object: ...


Keep: TypeAlias = Literal["weights"] | None
KEPT: Final[tuple[str, ...]] = ("weights",)
Every: TypeAlias = Literal["epoch", "update"]
EVERY: Final[tuple[Every, ...]] = ("epoch", "update")
EngineName: TypeAlias = Literal["eager", "compiled"]
ENGINES: Final[Mapping[EngineName, Callable[..., Engine]]] = {
    "eager": EagerEngine,
    "compiled": CompiledEngine,
}


Backend: TypeAlias = Literal["numpy", "c"]
BACKENDS: Final[tuple[Backend, ...]] = ("numpy", "c")


def engine_maker(name: EngineName, backend: Backend = "numpy") -> Callable[..., Engine]:
    """What makes the engine, from the model, the samples and the functions of `fit`."""
    hints.check_option("fit: engine", name, ENGINES)
    hints.check_option("fit: backend", backend, BACKENDS)
    if backend == "numpy":
        return ENGINES[name]
    if name != "compiled":
        raise ValueError(
            f"fit: backend={backend!r} is for compiled programs: pass engine='compiled' as well, got engine={name!r}"
        )
    return partial(CompiledEngine, backend=backend)


def check_parts(
    *,
    model: Any,
    loss: Any,
    optimizer: Any,
    schedule: Any,
    schedule_every: Any,
    early_stopping: Any,
    accuracy: Any,
    penalty: Any,
) -> None:
    """Whether model, loss and optimiser are what they must be, and belong together."""
    if not callable(model) or not hasattr(model, "parameters"):
        raise TypeError(
            f"fit: the model must be callable and have parameters(), got {type(model).__name__}"
        )
    parameters = parameter_list(model.parameters(), "fit: the model")
    _check_function("loss", loss)
    for name, function in (("accuracy", accuracy), ("penalty", penalty)):
        if function is not None:
            _check_function(name, function)
    _check_optimizer(optimizer, parameters)
    if schedule is not None and not callable(getattr(schedule, "step", None)):
        raise TypeError(
            f"fit: schedule must have a step(), as nn.StepLR(optimizer, 10) has, got {type(schedule).__name__}"
        )
    hints.check_option("fit: schedule_every", schedule_every, EVERY)
    if getattr(schedule, "optimizer", optimizer) is not optimizer:
        raise ValueError(
            "fit: the schedule sets the lr of another optimizer: make it with the one that fit gets"
        )
    if early_stopping is not None and not isinstance(early_stopping, EarlyStopping):
        raise TypeError(
            f"fit: early_stopping must be an EarlyStopping(patience=...), got {type(early_stopping).__name__}"
        )


def _check_function(name: str, function: Any) -> None:
    if not callable(function):
        raise TypeError(
            f"fit: {name} must be a function, got {type(function).__name__}"
        )


def _check_optimizer(optimizer: Any, parameters: list[Value]) -> None:
    """Whether it is an optimiser, of these parameters in this order."""
    if not isinstance(optimizer, Optimizer):
        raise TypeError(
            f"fit: optimizer must be one such as SGD(model.parameters(), lr=0.1), got {_kind(optimizer)}"
        )
    if list(map(id, optimizer.params)) != list(map(id, parameters)):
        raise ValueError(
            f"fit: the optimizer has {len(optimizer.params)} parameters that are not the model's {len(parameters)} in "
            "the same order: make it with model.parameters(); to train only some of them, give fit a model whose "
            "parameters() are those"
        )


def callback_list(callbacks: Any, keep: Any = None) -> tuple[Callback, ...]:
    """The callbacks, if each of them can be called with the state of the training; and what keeps the weights."""
    if keep is not None:
        hints.check_option("fit: keep", keep, KEPT)
    if callable(callbacks) or not isinstance(callbacks, Iterable):
        raise TypeError(
            f"fit: callbacks must be a list of functions, got {type(callbacks).__name__}"
        )
    functions = tuple(callbacks)
    for function in functions:
        if not callable(function) or isinstance(function, type):
            raise TypeError(
                f"fit: each of the callbacks must be a function of the training state, got {_kind(function)}"
            )
    if keep is None or any(isinstance(function, Snapshots) for function in functions):
        return functions
    return (Snapshots(), *functions)


def _kind(x: Any) -> str:
    """What was given instead: ``the class Adam``, ``int``."""
    return f"the class {x.__name__}" if isinstance(x, type) else type(x).__name__


def clipping_function(clip: float | Clip | None) -> Clip | None:
    """`clip` as a function that changes a gradient vector in place; None for no clipping."""
    if clip is None or callable(clip):
        return clip
    longest = real("fit: clip", clip, above=0, below=math.inf)
    return lambda gradient: clip_norm(gradient, longest)


def checkpoint_or_none(checkpoint: Any, resume: bool) -> Checkpoint | None:
    """The checkpoint that a file name stands for, or the one given."""
    if isinstance(checkpoint, str | os.PathLike):
        return Checkpoint(checkpoint)
    if checkpoint is not None and not isinstance(checkpoint, Checkpoint):
        raise TypeError(
            f"fit: checkpoint must be a file name or a Checkpoint, got {type(checkpoint).__name__}"
        )
    if resume and checkpoint is None:
        raise ValueError(
            "fit: resume=True needs to know from where: pass checkpoint='run.json'"
        )
    return checkpoint


def split_off(
    samples: Samples,
    validation: Any,
    early_stopping: EarlyStopping | None,
    rng: np.random.Generator,
    classes: int | None = None,
) -> tuple[Samples, Samples | None]:
    """Training samples, and validation samples if there are any; early stopping may need some."""
    if validation is None:
        if early_stopping is not None and early_stopping.criterion == "validation":
            raise ValueError(
                "fit: early stopping by validation needs validation=(X, y) or a fraction such as 0.2"
            )
        return samples, None
    if isinstance(validation, tuple | list):
        return samples, _held_out(samples, validation, classes)
    what = "fit: validation, if it is a fraction,"
    fraction = real(what, validation, above=0, below=1)
    numbers = np.arange(len(samples))
    (training, _), (chosen, _) = split(numbers, numbers, fraction, rng=rng)
    return samples.take(training), samples.take(chosen)


def _held_out(samples: Samples, validation: Any, classes: int | None) -> Samples:
    """Validation samples that were given as (X, y) or (X, y, weights)."""
    if len(validation) not in (2, 3):
        raise ValueError(
            f"fit: validation must be (X, y), (X, y, weights) or a fraction, got {len(validation)} things"
        )
    held_out = as_samples(*validation, classes=classes, data="validation ")
    features, needed = held_out.X.shape[1], samples.X.shape[1]
    if features != needed:
        raise ValueError(
            f"fit: both data sets need as many features, but validation X has {features}, X has {needed}"
        )
    return held_out


def input_classes(model: Any) -> int | None:
    """Of how many classes each number of a row is the index; None if it is a number."""
    classes = getattr(model, "input_classes", None)
    return None if classes is None else whole("fit: the model's input_classes", classes)


def parameter_names(model: Any) -> tuple[str, ...]:
    """Names of the parameters: dotted ones if the model has them, else labels, else p0, p1, ..."""
    if hasattr(model, "named_parameters"):
        return tuple(name for name, _ in model.named_parameters())
    return tuple(value.label or f"p{i}" for i, value in enumerate(model.parameters()))
