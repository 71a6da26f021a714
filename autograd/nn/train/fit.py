"""fit: train a model on data. Its arguments are checked first; `autograd.nn.train.loop` is the loop, an engine computes.

Vocabulary (000): *standard BP* updates the parameters after each sample (batch_size=1), *accumulated BP* once after all
samples (batch_size=None); a *mini-batch* lies between them. An *epoch* is one pass over all samples.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Iterable
from typing import Any

from numpy.typing import ArrayLike

from autograd import Value
from autograd.nn.checks import whole
from autograd.nn.optim.base import Optimizer
from autograd.nn.randomness import (
    Randomness,
    generator,
    generator_state,
    set_generator_state,
)
from autograd.nn.train.calls import Correct, Loss, mode_memory
from autograd.nn.train.checkpoints import Checkpoint, CheckpointWarning
from autograd.nn.train.fit_arguments import (
    Backend,
    EngineName,
    Every,
    Keep,
    Model,
    Scheduler,
    callback_list,
    check_parts,
    checkpoint_or_none,
    clipping_function,
    engine_maker,
    input_classes,
    parameter_names,
    split_off,
)
from autograd.nn.train.history import History
from autograd.nn.train.loop import Callback, Clip, Loop
from autograd.nn.train.resuming import Keeper, rewind, setup_of
from autograd.nn.train.run_settings import probe, settings_of
from autograd.nn.train.samples import as_samples
from autograd.nn.train.stopping import EarlyStopping


def fit(  # noqa: PLR0913  one keyword for each choice of a training run, as in the docs
    model: Model,
    X: ArrayLike,
    y: ArrayLike,
    weights: ArrayLike | None = None,
    *,
    loss: Loss,
    optimizer: Optimizer,
    epochs: int = 1,
    batch_size: int | None = None,
    engine: EngineName = "eager",
    backend: Backend = "numpy",
    validation: tuple[ArrayLike, ...] | float | None = None,
    early_stopping: EarlyStopping | None = None,
    progress: bool = True,
    rng: Randomness = None,
    callbacks: Iterable[Callback] = (),
    penalty: Callable[[list[Value]], Any] | None = None,
    schedule: Scheduler | None = None,
    schedule_every: Every = "epoch",
    clip: float | Clip | None = None,
    checkpoint: str | os.PathLike[str] | Checkpoint | None = None,
    resume: bool = False,
    accuracy: Correct | None = None,
    keep: Keep = None,
) -> History:
    """Train `model` on the samples X (n, features) with the targets y (n,) or (n, ...); returns the History.

    The model is any callable with ``parameters()``; it gets one row of X at a time, a list of floats, and its output
    goes with the row's target into ``loss(output, target)``. Each update goes down on the mean of the sample losses of
    its batch, plus the penalty. A model with ``input_classes`` gets ints, the indices of classes. Outputs may be lists
    in lists, as those of a sequence are: T outputs with T targets, y (n, T), go into ``nn.each_position(loss)``.

    epochs          how often all samples are passed; once, if nothing is said
    batch_size      None: all samples, one update an epoch (accumulated BP); 1: an update after each sample (standard
                    BP); n: mini-batches (Bottou et al. 2018; 000). Unless it is None, the samples are shuffled anew
                    each epoch, and each is met exactly once. The last batch of an epoch may be smaller.
    engine          "eager" records each sample as a graph of Values; "compiled" records one sample and computes whole
                    batches with its matrix program, which gives the same numbers up to rounding, much faster. Nothing
                    may then depend on decisions in Python, or on chance that `nn.drawn` does not draw: what cannot be
                    replayed is an error
    backend         "c" has the compiled engine's programs built by the C compiler of this machine: the same numbers up to
                    rounding, faster the smaller the batch. Without a compiler NumPy computes, and a CompilerWarning
                    says why
    weights         (n,): a factor of each sample's loss. (n, T): the loss is called with the T of them as its third
                    argument. Nothing is divided by their sum; what has weight 0 does not count for accuracy
    validation      (X, y) or (X, y, weights), or a fraction of the samples, drawn with `rng`, that are not trained on;
                    their loss is measured after each epoch, without dropout and without penalty
    early_stopping  an EarlyStopping; without it, all epochs are trained
    progress        show a bar on standard error
    rng             None, a seed or a generator: for the split and the order of the samples. The same seed, the same
                    result, bit for bit
    callbacks       functions of a TrainingState, called after each epoch; ``state.stop("why")`` ends the training
    penalty         function of a list of Values, added to the loss of every batch: ``lambda w: 1e-4 * l2(w)``. It gets
                    the weights without the biases, as `penalties.weights` finds them by name; all parameters of a
                    model that has no ``named_parameters()``
    schedule        its ``step()`` is called after each epoch; with ``schedule_every="update"`` after each update
    clip            a number: gradients longer than that are scaled down to it (`clip_norm`); or a function that changes
                    the gradient vector in place
    checkpoint      a file name (.json) or a Checkpoint: the whole run is kept there after each epoch. Where it cannot be
                    written, training goes on with a CheckpointWarning, and the next epoch tries again
    resume          go on from the checkpoint, as if there had been no interruption: repeat the call that made it, with
                    the same or a larger `epochs`. Another learning rate, clip, penalty or constant of the schedule than
                    the run had holds from here on, and a CheckpointWarning tells it; another loss or model is an error.
                    Without a file, training starts at the beginning. Callbacks that remember something begin anew; a
                    run that one of them stopped goes on
    accuracy        ``(output, target) -> bool``, plain numbers, or for a sequence a list with a bool for each position;
                    None takes what belongs to the loss (`accuracy.CORRECT`)
    keep            "weights": parameters and gradient of every epoch stay in ``history.snapshots``, 16 bytes a parameter
                    and epoch, as the callback `Snapshots()` keeps them; plots and viz.playground show them

    Ctrl-C ends the training, with ``history.stopped == "interrupted"``. A loss or gradient that becomes nan or infinite
    ends it too, and `history.stopped` says where. In both cases, and when a callback raises an exception, the model
    keeps the parameters of the last complete update.

    Raises TypeError and ValueError, before anything is changed, for arguments that do not fit together; CheckpointError
    for a checkpoint that cannot be read or continued, or written after the last epoch: its `history` is then the
    History.

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
    make = engine_maker(engine, backend)
    check_parts(
        model=model,
        loss=loss,
        optimizer=optimizer,
        schedule=schedule,
        schedule_every=schedule_every,
        early_stopping=early_stopping,
        accuracy=accuracy,
        penalty=penalty,
    )
    epochs = whole("fit: epochs", epochs, least=0)
    if batch_size is not None:
        batch_size = whole("fit: batch_size (None for all samples)", batch_size)
    calls, clipping = callback_list(callbacks, keep), clipping_function(clip)
    file = checkpoint_or_none(checkpoint, resume)
    classes = input_classes(model)
    samples = as_samples(X, y, weights, classes=classes)
    random = generator(rng)
    now = generator_state(random)
    saved = file.read() if file is not None and resume else None
    back = mode_memory(model)
    told = ""
    try:
        if file is not None and saved is not None:
            rewind(random, saved, file)
        start = generator_state(random)
        training, held_out = split_off(
            samples, validation, early_stopping, random, classes
        )
        loop = Loop(
            model=model,
            engine=make(model, training, loss=loss, penalty=penalty, accuracy=accuracy),
            optimizer=optimizer,
            samples=training,
            names=parameter_names(model),
            rng=random,
            batch_size=batch_size,
            held_out=held_out,
            early_stopping=early_stopping,
            callbacks=calls,
            schedule=schedule,
            schedule_every=schedule_every,
            clip=clipping,
            history=History(samples=len(training), parameters=len(optimizer.params)),
        )
        if file is not None:
            keeper = Keeper(
                loop=loop,
                checkpoint=file,
                start=start,
                setup=setup_of(loop, loss),
                settings=settings_of(optimizer, schedule, clip),
                probe=probe(model, loss, penalty, training),
            )
            loop.save, loop.save_every = keeper.save, file.every
            if saved is not None:
                told = keeper.restore(saved)
    except BaseException as error:
        back()
        set_generator_state(random, now)
        if isinstance(error, KeyboardInterrupt):
            return History(samples=len(samples), stopped="interrupted")
        raise
    if told:
        warnings.warn(told, CheckpointWarning, stacklevel=2)
    try:
        return loop.run(epochs, progress=bool(progress))
    finally:
        back()
