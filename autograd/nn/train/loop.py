"""The training loop: epochs, batches, bookkeeping, when to stop. The arithmetic is the engine's.

Vocabulary
    run     one call of `fit`, or several of them that continue one another through a checkpoint
    update  one step of the optimiser: the model has the parameters of the last complete one, whatever happens
    best    the parameters at the end of the epoch with the lowest validation loss
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

import numpy as np

from autograd.nn.models.accuracy import Score
from autograd.nn.optim.base import Optimizer, Vector
from autograd.nn.optim.clipping import norm
from autograd.nn.train.batches import batches
from autograd.nn.train.callbacks import TrainingState
from autograd.nn.train.calls import in_mode
from autograd.nn.train.checkpoints import CheckpointError, CheckpointWarning
from autograd.nn.train.engine import Batch, Engine
from autograd.nn.train.history import History
from autograd.nn.train.progress import Progress
from autograd.nn.train.samples import Samples
from autograd.nn.train.stopping import EarlyStopping, Watch

Callback = Callable[[TrainingState], object]
Clip = Callable[[Vector], object]


@dataclass(kw_only=True)
class Loop:
    """One run. `run()` goes through the epochs that are left; everything that it needs to go on is in its fields."""

    model: Any
    engine: Engine
    optimizer: Optimizer
    samples: Samples
    names: tuple[str, ...]
    rng: np.random.Generator
    batch_size: int | None = None
    held_out: Samples | None = None
    early_stopping: EarlyStopping | None = None
    callbacks: Iterable[Callback] = ()
    schedule: Any = None
    schedule_every: str = "epoch"
    """After what it is stepped: each "epoch" or each "update"."""
    clip: Clip | None = None
    save: Callable[[], None] | None = None
    """Writes the checkpoint; called after each epoch whose turn it is."""
    save_every: int = 1
    history: History = field(default_factory=History)
    best: Vector | None = None
    """The best parameters, if they are to be restored."""

    def __post_init__(self) -> None:
        self._gradient = np.zeros(len(self.names))
        self._watch = Watch(self.early_stopping)
        self._unsaved = False
        self._lost: CheckpointError | None = None

    def run(self, epochs: int, *, progress: bool) -> History:
        """Train until `epochs` epochs are in the history, or until something says stop."""
        history = self.history
        try:
            self._train(epochs, progress)
        except KeyboardInterrupt:
            history.stopped = "interrupted"
            self.engine.forget()
        except BaseException:
            self.engine.forget()
            raise
        finally:
            history.drop_incomplete()
            self.engine.store()
        if self._lost is not None:
            self._lost.history = history
            raise self._lost
        return history

    def _train(self, epochs: int, progress: bool) -> None:
        """The epochs that are left, and what belongs to a run that comes to its end."""
        history = self.history
        # a run that is resumed may have been over
        history.stopped = self._watch.look(history)
        done = len(history.epochs)
        bar = Progress(progress, epochs=epochs, samples=len(self.samples), done=done)
        try:
            with in_mode(self.model, learning=True):
                for epoch in range(done + 1, epochs + 1):
                    if history.stopped:
                        break
                    bar.start(epoch)
                    history.stopped = self._epoch(epoch, epochs, bar)
        finally:
            bar.close()
        history.stopped = history.stopped or "finished"
        if self.best is not None:
            self.engine.parameters = self.best
        self.engine.store()

    def _epoch(self, epoch: int, epochs: int, bar: Progress) -> str:
        """One epoch; why to stop after it, "" to go on."""
        start, lr = perf_counter(), self.optimizer.lr
        sums, trouble = self._batches(epoch, bar)
        if trouble:
            return trouble
        validation_loss = validation_accuracy = None
        if self.held_out is not None:
            validation_loss, score = self.engine.evaluate(self.held_out)
            validation_accuracy = _fraction(score)
        self.history.add_epoch(
            loss=sums.mean_loss,
            accuracy=sums.accuracy,
            penalty=sums.mean_penalty,
            validation_loss=validation_loss,
            validation_accuracy=validation_accuracy,
            lr=lr,
            gradient_norm=sums.mean_norm,
            seconds=perf_counter() - start,
        )
        self._step_schedule("epoch")
        stopped = self._watch.look(self.history)
        self.history.best_epoch = self._watch.best_epoch
        restores = self.early_stopping is not None and self.early_stopping.restore_best
        if restores and self._watch.best_epoch == epoch:
            self.best = self.engine.parameters
        stopped = self._call_back(epoch, epochs) or stopped
        last = bool(stopped) or epoch == epochs
        if last or self._unsaved or epoch % self.save_every == 0:
            self._save(last)
        return stopped

    def _step_schedule(self, after: str) -> None:
        """Set the learning rate of what comes next, if the schedule is stepped after this."""
        if self.schedule is not None and self.schedule_every == after:
            self.schedule.step()

    def _save(self, last: bool) -> None:
        """Write the checkpoint. Where that fails, training goes on, and the next epoch tries again."""
        if self.save is None:
            return
        try:
            self.save()
        except CheckpointError as error:
            self._unsaved = True
            if last:
                self._lost = error
            else:
                message = f"{error}. Training goes on, and the next epoch tries again"
                warnings.warn(message, CheckpointWarning, stacklevel=5)
        else:
            self._unsaved = False

    def _batches(self, epoch: int, bar: Progress) -> tuple[_Sums, str]:
        """The updates of an epoch: their sums, and what went wrong, "" if nothing."""
        sums = _Sums()
        order = batches(len(self.samples), self.batch_size, self.rng)
        for number, indices in enumerate(order, 1):
            where = f"in epoch {epoch}, batch {number}"
            batch = self.engine.batch(indices)
            objective = batch.loss / len(indices) + (batch.penalty or 0.0)
            if not math.isfinite(objective):
                return sums, _became("loss", objective, where)
            length = norm(batch.gradient)
            if not math.isfinite(length):
                return sums, _became("gradient", length, where)
            self._gradient = batch.gradient
            step = batch.gradient
            if self.clip is not None:
                step = step.copy()
                self.clip(step)
            if not self.engine.update(self.optimizer, step):
                return sums, _became("step", math.inf, where)
            self._step_schedule("update")
            self.history.batch_loss.append(objective)
            sums.add(batch, len(indices), length)
            bar.advance(len(indices), loss=sums.mean_loss, accuracy=sums.accuracy)
        return sums, ""

    def _call_back(self, epoch: int, epochs: int) -> str:
        """Call the callbacks; the first reason to stop that one of them gave."""
        stopped = ""
        for callback in self.callbacks:
            self.engine.store()
            state = TrainingState(
                epoch=epoch,
                epochs=epochs,
                model=self.model,
                optimizer=self.optimizer,
                history=self.history,
                names=self.names,
                parameters=self.engine.parameters,
                gradient=self._gradient.copy(),
            )
            callback(state)
            self.engine.load()
            stopped = stopped or state.stopped
        return stopped


@dataclass
class _Sums:
    """What the batches of an epoch add up to."""

    loss: float = 0.0
    seen: int = 0
    """How many samples."""
    score: Score | None = None
    """How many outputs were right; None where the loss knows no right and wrong."""
    penalties: list[float] = field(default_factory=list)
    norms: list[float] = field(default_factory=list)

    def add(self, batch: Batch, samples: int, gradient_norm: float) -> None:
        """One more batch of so many samples."""
        self.loss += batch.loss
        self.seen += samples
        self.norms.append(gradient_norm)
        if batch.penalty is not None:
            self.penalties.append(batch.penalty)
        if batch.score is not None:
            before = self.score or Score(0, 0)
            self.score = Score(*map(sum, zip(before, batch.score)))

    @property
    def mean_loss(self) -> float:
        """Mean of the sample losses."""
        return self.loss / self.seen

    @property
    def accuracy(self) -> float | None:
        """Fraction of the outputs that were right."""
        return _fraction(self.score)

    @property
    def mean_penalty(self) -> float | None:
        """Mean over the batches; None without a penalty."""
        return sum(self.penalties) / len(self.penalties) if self.penalties else None

    @property
    def mean_norm(self) -> float:
        """Mean length of the gradient over the batches."""
        return sum(self.norms) / len(self.norms)


def _fraction(score: Score | None) -> float | None:
    """How many were right of those that count; nan if none counts, None without a score."""
    if score is None:
        return None
    return score.right / score.counted if score.counted else math.nan


def _became(what: str, number: float, where: str) -> str:
    """Why training ends: what is no finite number, and what to do."""
    word = "nan" if math.isnan(number) else "infinite"
    return f"the {what} became {word} {where}: lower lr, or clip the gradient with clip=1.0"
