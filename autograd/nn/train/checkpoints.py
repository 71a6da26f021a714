"""Checkpoints: all that an interrupted run needs to go on as if nothing had happened, bit for bit.

A file holds the parameters, what the optimiser and the schedule remember, the states of the random generators, and the
history. It is JSON, in which a float reads back as the same float; there is no pickle, so reading one runs no code. It
is written in one step after an epoch, so a crash leaves the last complete one, and it carries a checksum.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from autograd import ChalkgradWarning, html_tables
from autograd.nn.checks import whole
from autograd.nn.checksummed_file import (
    Damaged,
    FileError,
    Format,
    checksum,
    read,
    write,
)
from autograd.nn.randomness import without_numpy

FORMAT: Final = Format("chalkgrad checkpoint", version=1)


class CheckpointError(FileError):
    """A checkpoint cannot be written, read or continued; the message says which, what is wrong and what to do."""

    kind = "checkpoint "
    history: Any = None
    """The History of the run, if the checkpoint could not be written after the last epoch."""


class CheckpointWarning(ChalkgradWarning):
    """A checkpoint could not be written, and training goes on; or a run goes on with other settings than it had."""


@dataclass(frozen=True)
class Checkpoint:
    """Where `fit` keeps its checkpoint, and after how many epochs it is written anew (and after the last one).

    ``fit(..., checkpoint="run.json")`` is short for ``checkpoint=Checkpoint("run.json")``. The file grows with the
    history; for thousands of short epochs choose a larger `every`. A relative path is meant from the folder that is the
    current one when the Checkpoint is made.
    """

    path: str | os.PathLike[str]
    every: int = 1

    def __post_init__(self) -> None:
        if not isinstance(self.path, str | os.PathLike):
            raise TypeError(
                f"Checkpoint: path must be a file name, got {type(self.path).__name__}"
            )
        whole("Checkpoint: every", self.every)
        # A frozen dataclass is set this way. From now on a change of the current folder does not matter.
        object.__setattr__(self, "path", _absolute(self.path))
        if self.place.suffix != ".json":
            raise CheckpointError(
                self.place, f"the suffix {self.place.suffix!r} is unknown", "use .json"
            )
        wrong = _wrong_place(self.place)
        if wrong:
            advice = "choose another name, or make the folder"
            raise CheckpointError(self.place, wrong, advice)

    @property
    def place(self) -> Path:
        """The path as a Path."""
        return Path(self.path)

    def write(self, run: Mapping[str, Any]) -> None:
        """Write a run, in one step; `read` gives it back."""
        text = json.dumps(run, default=without_numpy)
        head = json.dumps(FORMAT.head(checksum(text)))
        data = f'{head[:-1]}, "run": {text}}}\n'
        write(self.place, data.encode(), CheckpointError)

    def read(self) -> dict[str, Any] | None:
        """The run in the file; None if there is no file. Raises CheckpointError for anything else than a checkpoint."""
        try:
            data = read(self.place, CheckpointError)
        except CheckpointError as error:
            if isinstance(error.__cause__, FileNotFoundError):
                return None
            raise
        try:
            return _run_of(data)
        except Damaged as error:
            advice = "start anew with resume=False, or restore it from a copy"
            raise CheckpointError(self.place, str(error), advice) from error

    _repr_html_ = html_tables.fields_html


def _run_of(data: bytes) -> dict[str, Any]:
    """The run in the bytes of a file. Raises Damaged."""
    try:
        contents = json.loads(data.decode())
    except (ValueError, RecursionError) as error:
        raise Damaged(f"it is no JSON file, or damaged ({error})") from error
    head = FORMAT.check(contents)
    run = head.get("run")
    if not isinstance(run, dict) or head.get("checksum") != checksum(json.dumps(run)):
        raise Damaged("it is damaged: its checksum does not fit")
    return run


def _absolute(path: str | os.PathLike[str]) -> str:
    """The path from the root. Raises CheckpointError for a name that no file can have."""
    name = os.fspath(path)
    try:
        os.fsencode(name)
        if "\0" in name:
            raise ValueError("it holds a NUL character")
    except (ValueError, TypeError) as error:
        wrong = f"no file can have this name: {error}"
        raise CheckpointError(Path(str(name)), wrong, "choose another name") from error
    return os.path.abspath(name)


def _wrong_place(place: Path) -> str:
    """Why no checkpoint can be written there; "" if one can."""
    try:
        if place.is_dir():
            return "is a folder"
        return "" if place.parent.is_dir() else f"there is no folder {place.parent}"
    except OSError as error:  # a name that is too long
        return error.strerror or str(error)
