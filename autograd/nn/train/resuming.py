"""Between a running loop and its checkpoint: what is written down, and how a run is picked up where it was left.

A checkpoint fits a run if the model has the same parameters and the data, the batch size, the loss, the optimiser and
the schedule are the same. What may differ: the number of epochs, callbacks, the progress bar, early stopping; and, which
is told, the learning rate, clipping, the penalty and the constants of the schedule: what is asked for holds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from autograd.nn.checks import real, vector
from autograd.nn.checksummed_file import printable
from autograd.nn.models.several_outputs import loss_name
from autograd.nn.randomness import generator_state, set_generator_state
from autograd.nn.train.checkpoints import (
    Checkpoint,
    CheckpointError,
)
from autograd.nn.train.history import History
from autograd.nn.train.loop import Loop
from autograd.nn.train.run_settings import Probe, alike, differences

_ADVICE: Final = "the model is unchanged: repeat the call that made the checkpoint, or start anew with resume=False"


_UNFIT: Final = (ValueError, TypeError, LookupError, ArithmeticError, AttributeError)
"""What wrong contents of a file with a right checksum lead to."""


@dataclass(frozen=True)
class Keeper:
    """Writes a loop to its checkpoint, and restores it from there."""

    loop: Loop
    checkpoint: Checkpoint
    start: Mapping[str, Any]
    """The state of the random generator before anything was drawn, the validation split included."""
    setup: Mapping[str, Any]
    """What must be the same when the run goes on; plain numbers and strings."""
    settings: Mapping[str, Any]
    """What may differ, and is told."""
    probe: Probe
    """What loss and penalty compute."""

    def save(self) -> None:
        """Write the run as it is after an epoch."""
        loop = self.loop
        self.checkpoint.write(
            {
                "setup": {**self.setup, "parameters": loop.names},
                "settings": self.settings,
                "probe": self.probe,
                "parameters": loop.engine.parameters,
                "best": loop.best,
                "optimizer": loop.optimizer.state_dict(),
                "schedule": loop.schedule.state_dict()
                if loop.schedule is not None
                else None,
                "generators": [generator_state(rng) for rng in self._generators()],
                "start": self.start,
                "history": loop.history.to_dict(),
            }
        )

    def restore(self, run: Mapping[str, Any]) -> str:
        """Put the loop, its model, optimiser, schedule and generators where `run` was; all of it, or nothing.

        Returns a sentence on what is asked for now and was not then, "" if nothing. Raises CheckpointError if the
        checkpoint does not fit.
        """
        self._compare(run.get("setup"))
        loop = self.loop
        back = self._memory()
        try:
            told = self._differences(run)
            size = len(loop.names)
            parameters = _finite("parameters", run["parameters"], size)
            best = None
            if run["best"] is not None:
                best = _finite("best", run["best"], size)
            history = History.from_dict(run["history"])
            _check_curves(history, loop.held_out is not None)
            loop.optimizer.load_state_dict(run["optimizer"])
            if loop.schedule is not None:
                loop.schedule.load_state_dict(run["schedule"])
            for rng, state in zip(self._generators(), run["generators"], strict=True):
                set_generator_state(rng, state)
            self._set_rate(run)
            loop.engine.parameters = parameters
        except _UNFIT as error:
            back()
            raise self._misfit(str(error)) from error
        except BaseException:  # Ctrl-C comes at any moment
            back()
            raise
        loop.history = history
        if loop.early_stopping is not None and loop.early_stopping.restore_best:
            loop.best = best
        if not told:
            return ""
        place = printable(self.checkpoint.place)
        return f"checkpoint {place}: the run goes on with {', '.join(told)}"

    def _differences(self, run: Mapping[str, Any]) -> list[str]:
        """What is asked for now and was not then. ValueError where the loss is another."""
        saved = _table("settings", run)
        told = differences({**saved, "lr": _asked_rate(run)}, self.settings)
        then = _table("probe", run)
        loss = then.get("loss")
        if None not in (loss, self.probe["loss"]) and not alike(
            loss, self.probe["loss"]
        ):
            raise ValueError("the loss, or the model, computes something else now")
        if "penalty" in then and not alike(then["penalty"], self.probe["penalty"]):
            told.append("another penalty")
        return told

    def _set_rate(self, run: Mapping[str, Any]) -> None:
        """The learning rate that is asked for now, if it is not the one that was asked for then."""
        asked, schedule = self.settings["lr"], self.loop.schedule
        if asked == _asked_rate(run):
            return
        if hasattr(schedule, "initial"):
            schedule.initial = asked
            self.loop.optimizer.lr = schedule.at(schedule.epoch)
        else:
            self.loop.optimizer.lr = asked

    def _misfit(self, wrong: str) -> CheckpointError:
        place = self.checkpoint.place
        return CheckpointError(place, f"it does not fit this run: {wrong}", _ADVICE)

    def _compare(self, setup: Any) -> None:
        """Whether the checkpoint is of this run; its first difference is the error."""
        saved = {"schedule_every": "epoch"}  # as earlier versions did, without a word
        saved |= setup if isinstance(setup, Mapping) else {}
        wanted = {**self.setup, "parameters": list(self.loop.names)}
        for name, value in wanted.items():
            if saved.get(name) == value and type(saved.get(name)) is type(value):
                continue
            raise self._misfit(_difference(name, saved.get(name), value))

    def _memory(self) -> Callable[[], None]:
        """How to undo a restoration that failed half-way."""
        loop = self.loop
        optimizer = loop.optimizer.state_dict()
        schedule = loop.schedule.state_dict() if loop.schedule is not None else None
        generators = [(rng, generator_state(rng)) for rng in self._generators()]

        def back() -> None:
            if loop.schedule is not None:
                loop.schedule.load_state_dict(schedule)
            # after the schedule, which sets lr
            loop.optimizer.load_state_dict(optimizer)
            for rng, state in generators:
                set_generator_state(rng, state)

        return back

    def _generators(self) -> list[np.random.Generator]:
        """The generator of the loop, and those in the model's modules, such as Dropout's."""
        model = self.loop.model
        generators = [self.loop.rng]
        for module in model.modules() if hasattr(model, "modules") else []:
            for attribute in vars(module).values():
                if isinstance(attribute, np.random.Generator):
                    generators.append(attribute)
        return generators


def setup_of(loop: Loop, loss: Any) -> dict[str, Any]:
    """What must be the same when a run goes on, beside the names of the parameters."""
    held_out = loop.held_out
    return {
        "training samples": loop.samples.fingerprint(),
        "validation samples": held_out.fingerprint() if held_out else None,
        "batch_size": loop.batch_size,
        "loss": loss_name(loss),
        "optimizer": type(loop.optimizer).__name__,
        "schedule": type(loop.schedule).__name__,
        "schedule_every": loop.schedule_every,
    }


def _difference(name: str, saved: Any, value: Any) -> str:
    """What an entry of the setup was when the checkpoint was written, and what it is now."""
    if name == "parameters":
        names = saved if isinstance(saved, list) else []
        if len(names) != len(value):
            return f"it has {len(names)} parameters, the model has {len(value)}"
        old, new = next((a, b) for a, b in zip(names, value) if a != b)
        return f"its parameter {old!r} is {new!r} in the model"
    if isinstance(value, str) and len(value) == _DIGEST:
        return f"its {name} are others than those given now"
    return f"its {name} is {saved!r}, now it is {value!r}"


def rewind(
    rng: np.random.Generator, run: Mapping[str, Any], checkpoint: Checkpoint
) -> None:
    """Put a generator where it was when `run` began, so that the same samples are held out."""
    try:
        set_generator_state(rng, run["start"])
    except _UNFIT as error:
        raise CheckpointError(
            checkpoint.place, f"it does not fit this run: {error}", _ADVICE
        ) from error


def _asked_rate(run: Mapping[str, Any]) -> float:
    """The learning rate that the run began with; a checkpoint of an earlier version has only that of its last epoch."""
    saved = _table("settings", run)
    earlier = run["schedule"] if isinstance(run["schedule"], Mapping) else {}
    lr = saved.get("lr", earlier.get("initial", run["optimizer"]["lr"]))
    return real("lr", lr, least=0, below=np.inf)


def _table(name: str, run: Mapping[str, Any]) -> Mapping[str, Any]:
    """An entry of a run that is a table; an empty one if a checkpoint of an earlier version has none."""
    table = run.get(name, {})
    if not isinstance(table, Mapping):
        raise ValueError(f"{name} is not a table")
    return table


def _finite(name: str, numbers: Any, size: int) -> Any:
    """A vector of finite floats: training keeps no others."""
    x = vector(name, numbers, size)
    if not np.isfinite(x).all():
        raise ValueError(f"{name} holds a number that is not finite")
    return x


_DIGEST: Final = 64  # characters of a fingerprint


def _check_curves(history: History, validated: bool) -> None:
    """ValueError unless the curves that the run goes on with are there; a history in itself may be without them."""
    epochs = len(history.epochs)
    sizes = {"loss": epochs, "lr": epochs, "validation_loss": epochs * validated}
    for name, size in sizes.items():
        found = len(getattr(history, name))
        if found != size:
            raise ValueError(f"history: {name} must have {size} numbers, got {found}")
