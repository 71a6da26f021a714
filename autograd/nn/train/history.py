"""What a training run was: one number an epoch of everything that is worth a curve.

Vocabulary
    epoch     one pass over all training samples; epochs are counted from 1
    batch     the samples of one update; `batch_loss` has one entry for each
    snapshot  parameters and gradient at the end of an epoch, kept for pictures
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

from autograd import display, html_tables
from autograd.nn.checks import is_number, vector, whole
from autograd.nn.optim.base import Vector


@dataclass(frozen=True, eq=False)
class Snapshot:
    """The parameters of a model at the end of an epoch, and the gradient of its last batch."""

    epoch: int
    names: tuple[str, ...]
    """Dotted names of the parameters, in the order of the two vectors."""
    parameters: Vector
    """Shape (parameters,)."""
    gradient: Vector
    """Shape (parameters,): as it came out of the reverse pass, before clipping."""

    def to_dict(self) -> dict[str, Any]:
        """Plain lists and numbers, exact; NumPy scalars and arrays become Python's."""
        return {
            "epoch": self.epoch,
            "names": list(self.names),
            "parameters": self.parameters.tolist(),
            "gradient": self.gradient.tolist(),
        }

    @classmethod
    def from_dict(cls, saved: Mapping[str, Any]) -> Snapshot:
        """The opposite of `to_dict`. Raises ValueError where something is of another kind."""
        if not isinstance(saved, Mapping) or saved.keys() != {
            f.name for f in fields(cls)
        }:
            raise ValueError("Snapshot.from_dict needs what to_dict gave")
        names = saved["names"]
        if not isinstance(names, list) or not all(type(x) is str for x in names):
            raise ValueError("Snapshot.from_dict: names must be a list of strings")
        return cls(
            epoch=whole("Snapshot.from_dict: epoch", saved["epoch"]),
            names=tuple(names),
            parameters=vector("parameters", saved["parameters"], len(names)),
            gradient=vector("gradient", saved["gradient"], len(names)),
        )

    _repr_html_ = html_tables.fields_html


@dataclass(eq=False)
class History:
    """The record of a run, returned by `fit`. Lists with one number an epoch, unless said otherwise.

    >>> history = History(samples=4, parameters=9)
    >>> history.add_epoch(loss=0.5, lr=0.1, gradient_norm=1.0, seconds=0.01, accuracy=0.75)
    >>> history.loss, History.from_dict(history.to_dict()).accuracy
    ([0.5], [0.75])
    >>> history
    History(1 epoch, 4 samples, 9 parameters, loss 0.5, accuracy 75.0 %)
    """

    epochs: list[int] = field(default_factory=list)
    """1, 2, 3, ...: what belongs on the horizontal axis."""
    loss: list[float] = field(default_factory=list)
    """Mean of the sample losses as they were met, without penalty. The parameters change during an epoch of several
    batches; with the whole set as one batch this is the loss before the epoch's only update."""
    accuracy: list[float] = field(default_factory=list)
    """Fraction of the samples that were right when they were met; empty where the loss knows no right and wrong."""
    penalty: list[float] = field(default_factory=list)
    """Mean over the batches of the penalty; empty without one."""
    validation_loss: list[float] = field(default_factory=list)
    """Mean loss of the validation samples at the end of the epoch; empty without validation."""
    validation_accuracy: list[float] = field(default_factory=list)
    lr: list[float] = field(default_factory=list)
    """The learning rate that the epoch used."""
    gradient_norm: list[float] = field(default_factory=list)
    """Euclidean norm of the gradient before clipping, mean over the batches."""
    seconds: list[float] = field(default_factory=list)
    """Wall-clock time of the epoch, validation included."""
    batch_loss: list[float] = field(default_factory=list)
    """One number a batch: mean of its sample losses plus the penalty, which is what the update goes down on."""
    stopped: str = ""
    """Why training ended: "finished", "interrupted", or a sentence; "" while it runs."""
    best_epoch: int | None = None
    """The epoch with the lowest validation loss; None without validation."""
    snapshots: list[Snapshot] = field(default_factory=list)
    samples: int = 0
    """Number of training samples."""
    parameters: int = 0
    """Number of parameters."""

    def add_epoch(self, **numbers: float | None) -> None:
        """Record one epoch; None for what was not measured."""
        for name, number in numbers.items():
            if number is not None:
                getattr(self, name).append(float(number))
        self.epochs.append(len(self.epochs) + 1)  # last: from here on the epoch counts

    def drop_incomplete(self) -> None:
        """Forget what an interrupted `add_epoch` had begun, so that all curves have the same length."""
        for name in _CURVES:
            del getattr(self, name)[len(self.epochs) :]

    def to_dict(self) -> dict[str, Any]:
        """Plain lists, strings and numbers: JSON writes and reads them exactly."""
        copied = {}
        for column in fields(self):
            entry = getattr(self, column.name)
            copied[column.name] = list(entry) if isinstance(entry, list) else entry
        copied["snapshots"] = [snapshot.to_dict() for snapshot in self.snapshots]
        return copied

    @classmethod
    def from_dict(cls, saved: Mapping[str, Any]) -> History:
        """The opposite of `to_dict`. Raises ValueError where something is missing, unknown or of another kind."""
        names = {column.name for column in fields(cls)}
        if not isinstance(saved, Mapping) or set(saved) != names:
            got: Any = type(saved).__name__
            if isinstance(saved, Mapping):
                got = sorted(names ^ set(saved))
            raise ValueError(
                f"History.from_dict needs what to_dict gave; missing or unknown: {got}"
            )
        _check_entries(saved)
        copied: dict[str, Any] = {}
        for name, entry in saved.items():
            copied[name] = list(entry) if isinstance(entry, list) else entry
        copied["snapshots"] = [Snapshot.from_dict(one) for one in saved["snapshots"]]
        return cls(**copied)

    def __str__(self) -> str:
        return display.printable(repr(self))

    def __repr__(self) -> str:
        number = len(self.epochs)
        parts = [
            f"{number} epoch{'' if number == 1 else 's'}",
            f"{self.samples} samples",
            f"{self.parameters} parameters",
        ]
        if self.loss:
            parts.append(f"loss {_course(self.loss, '.4g')}")
        if self.accuracy:
            percent = [100 * fraction for fraction in self.accuracy]
            parts.append(f"accuracy {_course(percent, '.1f')} %")
        if self.validation_loss:
            parts.append(
                f"validation loss {_course(self.validation_loss, '.4g')}, best in epoch {self.best_epoch}"
            )
        if self.stopped:
            parts.append(self.stopped)
        return f"History({', '.join(parts)})"

    def _repr_html_(self) -> str:
        """Its text, and a row for each epoch, but for those in the middle of a long run."""
        curves = [f.name for f in fields(self) if f.name != "batch_loss"]
        curves = [x for x in curves if self._is_curve(getattr(self, x))]
        rows = [[getattr(self, name)[i] for name in curves] for i in self._ends()]
        return html_tables.lines_html(self) + html_tables.table_html(curves, rows)

    def _is_curve(self, numbers: Any) -> bool:
        """Whether there is one number an epoch."""
        return isinstance(numbers, list) and 0 < len(numbers) == len(self.epochs)

    def _ends(self) -> list[int]:
        """The first and the last epochs."""
        places = list(range(len(self.epochs)))
        return places if len(places) <= 10 else [*places[:5], *places[-5:]]


_CURVES = (
    *(
        "epochs",
        "loss",
        "accuracy",
        "penalty",
        "validation_loss",
        "validation_accuracy",
    ),
    *("lr", "gradient_norm", "seconds"),
)


def _check_entries(saved: Mapping[str, Any]) -> None:
    """ValueError for the first entry of a saved history that is not of the kind that `to_dict` writes."""
    size = len(saved["epochs"]) if isinstance(saved["epochs"], list) else 0
    for name in (*_CURVES, "batch_loss"):
        curve = saved[name]
        if not isinstance(curve, list) or not all(map(is_number, curve)):
            raise ValueError(f"History.from_dict: {name} must be a list of numbers")
        if name != "batch_loss" and len(curve) not in (0, size):
            raise ValueError(
                f"History.from_dict: {name} must have {size} numbers, one an epoch, got {len(curve)}"
            )
    if saved["epochs"] != list(range(1, size + 1)):
        raise ValueError("History.from_dict: epochs must be 1, 2, 3, ...")
    if not isinstance(saved["snapshots"], list):
        raise ValueError("History.from_dict: snapshots must be a list")
    if not isinstance(saved["stopped"], str):
        raise ValueError("History.from_dict: stopped must be a string")
    for name in ("samples", "parameters"):
        whole(f"History.from_dict: {name}", saved[name], least=0)
    if saved["best_epoch"] is not None:
        whole("History.from_dict: best_epoch", saved["best_epoch"])


def _course(numbers: Sequence[float], spec: str) -> str:
    """From the first to the last: `0.69 → 0.01`."""
    first, last = format(numbers[0], spec), format(numbers[-1], spec)
    return last if len(numbers) == 1 else f"{first} → {last}"
