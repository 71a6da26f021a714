"""fit: train a model on data. The numbers are checked here, `autograd.nn.train.loop` is the loop, an engine computes.

Vocabulary (000): *standard BP* updates the parameters after each sample (batch_size=1), *accumulated BP* once after all
samples (batch_size=None); a *mini-batch* lies between them. An *epoch* is one pass over all samples.
"""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, Literal, Protocol, TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from autograd import Value, hints
from autograd.nn.checks import real, whole
from autograd.nn.data.prepare import split
from autograd.nn.optim.base import Optimizer, checked_parameters
from autograd.nn.optim.clipping import clip_norm
from autograd.nn.randomness import Randomness, generator
from autograd.nn.train.calls import Correct, Loss
from autograd.nn.train.checkpoints import (
    Checkpoint,
    generator_state,
    set_generator_state,
)
from autograd.nn.train.compiled import CompiledEngine
from autograd.nn.train.eager import EagerEngine
from autograd.nn.train.engine import Engine
from autograd.nn.train.history import History
from autograd.nn.train.loop import Callback, Clip, Loop
from autograd.nn.train.resuming import Keeper, rewind
from autograd.nn.train.samples import Samples, checked
from autograd.nn.train.stopping import EarlyStopping


class Model(Protocol):
    """What can be trained: it gives an output for a row of X, and has parameters."""

    def __call__(self, x: Any, /) -> Any: ...

    def parameters(self) -> Iterable[Value]: ...


EngineName: TypeAlias = Literal["eager", "compiled"]
ENGINES: Final[Mapping[EngineName, Callable[..., Engine]]] = {
    "eager": EagerEngine,
    "compiled": CompiledEngine,
}


def fit(
    model: Model,
    X: ArrayLike,
    y: ArrayLike,
    *,
    loss: Loss,
    optimizer: Optimizer,
    epochs: int,
    batch_size: int | None = None,
    engine: EngineName = "eager",
    validation: tuple[ArrayLike, ArrayLike] | float | None = None,
    early_stopping: EarlyStopping | None = None,
    progress: bool = True,
    rng: Randomness = None,
    callbacks: Iterable[Callback] = (),
    penalty: Callable[[list[Value]], Any] | None = None,
    schedule: Any = None,
    clip: float | Clip | None = None,
    checkpoint: str | os.PathLike[str] | Checkpoint | None = None,
    resume: bool = False,
    accuracy: Correct | None = None,
) -> History:
    """Train `model` on the samples X (n, features) with the targets y (n,) or (n, outputs); returns the History.

    The model is any callable with ``parameters()``; it gets one row of X at a time, a list of floats, and its output
    goes with the row's target into ``loss(output, target)``. Each update goes down on the mean of the sample losses of
    its batch, plus the penalty.

    batch_size      None: all samples, one update an epoch (000: accumulated BP); 1: an update after each sample (000:
                    standard BP); n: mini-batches. Unless it is None, the samples are shuffled anew each epoch, and each
                    is met exactly once. The last batch of an epoch may be smaller.
    engine          "eager" records each sample as a graph of Values; "compiled" records one sample and computes whole
                    batches with its matrix program, which gives the same numbers up to rounding, much faster. Nothing
                    may then depend on decisions or chance in Python: what cannot be replayed is an error
    validation      (X, y), or a fraction of the samples, drawn with `rng`, that are not trained on; their loss is
                    measured after each epoch, without dropout and without penalty
    early_stopping  an EarlyStopping; without it, all epochs are trained
    progress        show a bar on standard error
    rng             None, a seed or a generator: for the split and the order of the samples. The same seed, the same
                    result, bit for bit
    callbacks       functions of a TrainingState, called after each epoch; ``state.stop("why")`` ends the training
    penalty         function of a list of Values, added to the loss of every batch: ``lambda w: 1e-4 * l2(w)``. It gets
                    the weights without the biases, as `penalties.weights` finds them by name; all parameters of a
                    model that has no ``named_parameters()``
    schedule        its ``step()`` is called after each epoch
    clip            a number: gradients longer than that are scaled down to it (`clip_norm`); or a function that changes
                    the gradient vector in place
    checkpoint      a file name (.json) or a Checkpoint: the whole run is kept there after each epoch
    resume          go on from the checkpoint, as if there had been no interruption: repeat the call that made it, with
                    the same or a larger `epochs`. Without a file, training starts at the beginning. Callbacks that
                    remember something begin anew; a run that one of them stopped goes on
    accuracy        ``(output, target) -> bool``, plain numbers; None takes what belongs to the loss (`accuracy.CORRECT`)

    Ctrl-C ends the training, with ``history.stopped == "interrupted"``. A loss or gradient that becomes nan or infinite
    ends it too, and `history.stopped` says where. In both cases, and when a callback raises an exception, the model
    keeps the parameters of the last complete update.

    Raises TypeError and ValueError, before anything is changed, for arguments that do not fit together; CheckpointError
    for a checkpoint that cannot be read, written or continued.

    >>> from autograd.nn.optim.descent import SGD
    >>> class Line:
    ...     def __init__(self):
    ...         self.w, self.b = Value(0.0, "w", parameter=True), Value(0.0, "b", parameter=True)
    ...     def __call__(self, x):
    ...         return self.w * x[0] + self.b
    ...     def parameters(self):
    ...         return [self.w, self.b]
    >>> line = Line()
    >>> history = fit(line, [[0], [1], [2]], [1, 3, 5], loss=lambda output, target: (output - target) ** 2,
    ...               optimizer=SGD(line.parameters(), lr=0.2), epochs=200, progress=False)
    >>> round(line.w.data, 6), round(line.b.data, 6), history.stopped
    (2.0, 1.0, 'finished')
    """
    make = _engine(engine)
    _check_parts(model, loss, optimizer, schedule, early_stopping, accuracy, penalty)
    epochs = whole("fit: epochs", epochs, least=0)
    batch_size = (
        None
        if batch_size is None
        else whole("fit: batch_size (None for all samples)", batch_size)
    )
    calls, clipping = _callbacks(callbacks), _clipping(clip)
    keep = (
        Checkpoint(checkpoint)
        if isinstance(checkpoint, str | os.PathLike)
        else checkpoint
    )
    if keep is not None and not isinstance(keep, Checkpoint):
        raise TypeError(
            f"fit: checkpoint must be a file name or a Checkpoint, got {type(keep).__name__}"
        )
    if resume and keep is None:
        raise ValueError(
            "fit: resume=True needs to know from where: pass checkpoint='run.json'"
        )
    samples = checked(X, y)
    random = generator(rng)
    now = generator_state(random)
    saved = keep.read() if keep is not None and resume else None
    try:
        if keep is not None and saved is not None:
            rewind(random, saved, keep)
        start = generator_state(random)
        training, held_out = _split(samples, validation, random)
        if (
            early_stopping is not None
            and early_stopping.criterion == "validation"
            and held_out is None
        ):
            raise ValueError(
                "fit: early stopping by validation needs validation=(X, y) or a fraction such as 0.2"
            )
        loop = Loop(
            model,
            make(model, training, loss=loss, penalty=penalty, accuracy=accuracy),
            optimizer,
            training,
            _names(model),
            random,
            batch_size,
            held_out,
            early_stopping,
            calls,
            schedule,
            clipping,
            history=History(samples=len(training), parameters=len(optimizer.params)),
        )
        if keep is not None:
            setup = {
                "training samples": training.fingerprint(),
                "validation samples": held_out.fingerprint() if held_out else None,
                "batch_size": batch_size,
                "loss": _name(loss),
                "optimizer": type(optimizer).__name__,
                "schedule": type(schedule).__name__,
            }
            keeper = Keeper(loop, keep, start, setup)
            loop.save, loop.save_every = keeper.save, keep.every
            if saved is not None:
                keeper.restore(saved)
    except BaseException:
        set_generator_state(random, now)
        raise
    return loop.run(epochs, progress=bool(progress))


def _engine(name: EngineName) -> Callable[..., Engine]:
    hints.check_option("fit: engine", name, ENGINES)
    return ENGINES[name]


def _check_parts(
    model: Any,
    loss: Any,
    optimizer: Any,
    schedule: Any,
    early_stopping: Any,
    accuracy: Any,
    penalty: Any,
) -> None:
    """Whether model, loss and optimiser are what they must be, and belong together."""
    if not callable(model) or not hasattr(model, "parameters"):
        raise TypeError(
            f"fit: the model must be callable and have parameters(), got {type(model).__name__}"
        )
    parameters = checked_parameters(model.parameters(), "fit: the model")
    for name, thing in (("loss", loss), ("accuracy", accuracy), ("penalty", penalty)):
        if not callable(thing) and (thing is not None or name == "loss"):
            raise TypeError(
                f"fit: {name} must be a function, got {type(thing).__name__}"
            )
    if not isinstance(optimizer, Optimizer):
        got = (
            f"the class {optimizer.__name__}"
            if isinstance(optimizer, type)
            else type(optimizer).__name__
        )
        raise TypeError(
            f"fit: optimizer must be one such as SGD(model.parameters(), lr=0.1), got {got}"
        )
    if list(map(id, optimizer.params)) != list(map(id, parameters)):
        raise ValueError(
            f"fit: the optimizer has {len(optimizer.params)} parameters that are not the model's {len(parameters)} in "
            "the same order: make it with model.parameters(); to train only some of them, give fit a model whose "
            "parameters() are those"
        )
    if (
        schedule is not None
        and getattr(schedule, "optimizer", optimizer) is not optimizer
    ):
        raise ValueError(
            "fit: the schedule sets the lr of another optimizer: make it with the one that fit gets"
        )
    if early_stopping is not None and not isinstance(early_stopping, EarlyStopping):
        raise TypeError(
            f"fit: early_stopping must be an EarlyStopping(patience=...), got {type(early_stopping).__name__}"
        )


def _callbacks(callbacks: Any) -> tuple[Callback, ...]:
    if callable(callbacks) or not isinstance(callbacks, Iterable):
        raise TypeError(
            f"fit: callbacks must be a list of functions, got {type(callbacks).__name__}"
        )
    found = tuple(callbacks)
    for callback in found:
        if not callable(callback) or isinstance(callback, type):
            got = (
                f"the class {callback.__name__}"
                if isinstance(callback, type)
                else type(callback).__name__
            )
            raise TypeError(
                f"fit: each of the callbacks must be a function of the training state, got {got}"
            )
    return found


def _clipping(clip: float | Clip | None) -> Clip | None:
    if clip is None or callable(clip):
        return clip
    longest = real("fit: clip", clip, above=0, below=math.inf)
    return lambda gradient: clip_norm(gradient, longest)


def _split(
    samples: Samples, validation: Any, rng: np.random.Generator
) -> tuple[Samples, Samples | None]:
    """Training samples, and validation samples if there are any."""
    if validation is None:
        return samples, None
    if isinstance(validation, tuple | list):
        if len(validation) != 2:
            raise ValueError(
                f"fit: validation must be (X, y) or a fraction, got {len(validation)} things"
            )
        held_out = checked(
            validation[0], validation[1], ("validation X", "validation y")
        )
        if held_out.X.shape[1] != samples.X.shape[1]:
            got = f"{held_out.X.shape[1]}, X has {samples.X.shape[1]}"
            raise ValueError(
                f"fit: both data sets need as many features, but validation X has {got}"
            )
        return samples, held_out
    fraction = real(
        "fit: validation, if it is a fraction,", validation, above=0, below=1
    )
    training, chosen = split(samples.X, samples.y, fraction, rng=rng)
    return Samples(*training), Samples(*chosen)


def _names(model: Any) -> tuple[str, ...]:
    """Names of the parameters: dotted ones if the model has them, else labels, else p0, p1, ..."""
    if hasattr(model, "named_parameters"):
        return tuple(name for name, _ in model.named_parameters())
    return tuple(value.label or f"p{i}" for i, value in enumerate(model.parameters()))


def _name(function: Any) -> str:
    return getattr(function, "__qualname__", type(function).__name__)
