"""When to stop: the two criteria of 000 ("early stopping"), read off the curves.

    training    the training error has changed by less than b in each of the last a epochs
    validation  the training error falls while the validation error rises: what is learned is noise

Vocabulary: *patience* is a, the number of epochs in a row; *min_delta* is b; the *best* epoch has the lowest validation
loss. A watch only reads a History, so a run that is resumed from a checkpoint stops where it would have stopped.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from autograd import hints, html_tables
from autograd.nn.checks import real, whole
from autograd.nn.train.history import History

CRITERIA = ("validation", "training")


@dataclass(frozen=True, kw_only=True)
class EarlyStopping:
    """When `fit` should stop before its last epoch (Prechelt 1998; 000, early stopping).

    criterion="validation": stop after `patience` epochs in a row in which the validation loss has not come below its
    lowest value by more than `min_delta`, while the training loss was below what it was at that lowest value. Needs
    validation data.

    criterion="training": stop after `patience` epochs in a row in which the training loss has changed, up or down, by
    less than `min_delta`, which must be positive.

    `restore_best=True` gives the model back the parameters of the epoch with the lowest validation loss when training
    ends (not when it is interrupted); without validation data there is nothing to compare, and the last ones stay.
    """

    patience: int = 10
    min_delta: float = 0.0
    criterion: str = "validation"
    restore_best: bool = True

    def __post_init__(self) -> None:
        hints.check_option("EarlyStopping: criterion", self.criterion, CRITERIA)
        whole("EarlyStopping: patience", self.patience)
        real("EarlyStopping: min_delta", self.min_delta, least=0, below=math.inf)
        if self.criterion == "training" and self.min_delta == 0.0:
            raise ValueError(
                "EarlyStopping: criterion='training' needs min_delta > 0: it stops when the training loss changes by "
                "less than that"
            )

    _repr_html_ = html_tables.fields_html


class Watch:
    """Follows the curves of a History, each epoch once, and says when to stop.

    >>> history = History(loss=[3.0, 2.0, 1.0, 0.5], validation_loss=[3.0, 2.5, 2.6, 2.7], epochs=[1, 2, 3, 4])
    >>> watch = Watch(EarlyStopping(patience=2))
    >>> watch.look(history)
    'early stopping: the validation loss has not fallen below its value of epoch 2 for 2 epochs while the training loss fell'
    >>> watch.best_epoch
    2
    """  # noqa: E501

    def __init__(self, rule: EarlyStopping | None) -> None:
        self.best_epoch: int | None = None
        self._rule = rule
        self._seen = 0
        self._run = 0  # epochs in a row that speak for stopping

    def look(self, history: History) -> str:
        """Read the epochs that are new; why to stop, "" to go on. Stays at the first reason that it finds."""
        while self._seen < len(history.epochs) and not self._reason():
            self._run = (
                self._run + 1 if self._speaks_for_stopping(history, self._seen) else 0
            )
            self._seen += 1
        return self._reason()

    def _reason(self) -> str:
        if self._rule is None or self._run < self._rule.patience:
            return ""
        epochs = f"{self._run} epoch{'' if self._run == 1 else 's'}"
        if self._rule.criterion == "training":
            return f"early stopping: the training loss has changed by less than {self._rule.min_delta:g} for {epochs}"
        return (
            f"early stopping: the validation loss has not fallen below its value of epoch {self.best_epoch} for "
            f"{epochs} while the training loss fell"
        )

    def _speaks_for_stopping(self, history: History, i: int) -> bool:
        least = self._rule.min_delta if self._rule else 0.0
        better = bool(history.validation_loss) and self._is_better(
            history.validation_loss, i, least
        )
        if better:
            self.best_epoch = i + 1
        if self._rule is None:
            return False
        if self._rule.criterion == "training":
            return i > 0 and abs(history.loss[i] - history.loss[i - 1]) < least
        return (
            not better
            and self.best_epoch is not None
            and history.loss[i] < history.loss[self.best_epoch - 1]
        )

    def _is_better(self, losses: list[float], i: int, least: float) -> bool:
        if self.best_epoch is None:
            return not math.isnan(losses[i])
        if self._rule is None or self._rule.criterion == "training":
            least = 0.0  # min_delta is about the training loss there
        return losses[i] < losses[self.best_epoch - 1] - least
