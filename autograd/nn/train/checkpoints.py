"""Checkpoints: all that an interrupted run needs to go on as if nothing had happened, bit for bit.

A file holds the parameters, what the optimiser and the schedule remember, the states of the random generators, and the
history. It is JSON, in which a float reads back as the same float; there is no pickle, so reading one runs no code. It
is written in one step after an epoch, so a crash leaves the last complete one, and it carries a checksum.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from autograd import ChalkgradError, files
from autograd.nn.checks import whole

FORMAT: Final = "chalkgrad checkpoint"
VERSION: Final = 1


class CheckpointError(ChalkgradError, ValueError):
    """A checkpoint cannot be written, read or continued; the message says which, what is wrong and what to do."""

    def __init__(self, path: Path, wrong: str, advice: str) -> None:
        super().__init__(f"checkpoint {path}: {wrong}; {advice}")


@dataclass(frozen=True)
class Checkpoint:
    """Where `fit` keeps its checkpoint, and after how many epochs it is written anew (and after the last one).

    ``fit(..., checkpoint="run.json")`` is short for ``checkpoint=Checkpoint("run.json")``. The file grows with the
    history; for thousands of short epochs choose a larger `every`.
    """

    path: str | os.PathLike[str]
    every: int = 1

    def __post_init__(self) -> None:
        if not isinstance(self.path, str | os.PathLike):
            raise TypeError(
                f"Checkpoint: path must be a file name, got {type(self.path).__name__}"
            )
        whole("Checkpoint: every", self.every)
        if self.place.suffix != ".json":
            raise CheckpointError(
                self.place, f"the suffix {self.place.suffix!r} is unknown", "use .json"
            )
        if self.place.is_dir() or not self.place.parent.is_dir():
            wrong = (
                "is a folder"
                if self.place.is_dir()
                else f"there is no folder {self.place.parent}"
            )
            raise CheckpointError(
                self.place, wrong, "choose another name, or make the folder"
            )

    @property
    def place(self) -> Path:
        """The path as a Path."""
        return Path(self.path)

    def write(self, run: Mapping[str, Any]) -> None:
        """Write a run, in one step; `read` gives it back."""
        text = json.dumps(run, default=_without_numpy)
        head = {"format": FORMAT, "version": VERSION, "checksum": _checksum(text)}
        try:
            files.replace(
                self.place, f'{json.dumps(head)[:-1]}, "run": {text}}}\n'.encode()
            )
        except OSError as error:
            advice = "check the folder, its permissions and the free space, or choose another name"
            raise CheckpointError(
                self.place, f"cannot be written ({error.strerror or error})", advice
            ) from error

    def read(self) -> dict[str, Any] | None:
        """The run in the file; None if there is no file. Raises CheckpointError for anything else than a checkpoint."""
        try:
            data = self.place.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise CheckpointError(
                self.place,
                f"cannot be read ({error.strerror or error})",
                "check its permissions",
            ) from error
        advice = "start anew with resume=False, or restore it from a copy"
        try:
            found = json.loads(data.decode())
        except (ValueError, RecursionError) as error:
            raise CheckpointError(
                self.place, f"it is no JSON file, or damaged ({error})", advice
            ) from error
        if not isinstance(found, dict) or found.get("format") != FORMAT:
            raise CheckpointError(
                self.place, f"the format {FORMAT!r} is not named in it", advice
            )
        if found.get("version") != VERSION:
            wrong = f"it has version {found.get('version')!r} of the format, and this chalkgrad reads {VERSION}"
            raise CheckpointError(self.place, wrong, advice)
        run = found.get("run")
        if not isinstance(run, dict) or found.get("checksum") != _checksum(
            json.dumps(run)
        ):
            raise CheckpointError(
                self.place, "it is damaged: its checksum does not fit", advice
            )
        return run


def generator_state(rng: np.random.Generator) -> dict[str, Any]:
    """The state of a generator as plain numbers and lists, exact."""
    text = json.dumps(rng.bit_generator.state, default=_without_numpy)
    state: dict[str, Any] = json.loads(text)
    return state


def set_generator_state(rng: np.random.Generator, state: Mapping[str, Any]) -> None:
    """Put a generator into the state that `generator_state` read. ValueError if it is of another kind."""
    kind = type(rng.bit_generator).__name__
    found = state.get("bit_generator") if isinstance(state, Mapping) else None
    if found != kind:
        raise ValueError(
            f"the random numbers came from {found}, here they come from {kind}"
        )
    rng.bit_generator.state = _with_arrays(state, rng.bit_generator.state)


def _with_arrays(state: Any, like: Any) -> Any:
    """Lists become arrays where `like` has arrays: some bit generators keep their words in one."""
    if isinstance(like, Mapping):
        return {name: _with_arrays(state[name], like[name]) for name in like}
    return np.array(state, dtype=like.dtype) if isinstance(like, np.ndarray) else state


def _without_numpy(x: Any) -> Any:
    """What JSON does not know: NumPy's arrays and numbers."""
    if isinstance(x, np.ndarray | np.generic):
        return x.tolist()
    raise TypeError(
        f"a checkpoint holds numbers, strings, lists and tables, not {type(x).__name__}"
    )


def _checksum(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
