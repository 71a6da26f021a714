"""Parameters in files: JSON, which people can read, and NumPy's .npz, which is smaller. No pickle anywhere.

Vocabulary: a *state* is a mapping of parameter names to floats, in the order of the model. Both formats keep every bit:
JSON has the shortest digits that read back as the same float. A file is written under a temporary name and then
renamed, so that whoever looks finds the old file or the new one. It carries a checksum; whoever edits a JSON file by
hand takes the line "checksum" out. Only finite numbers are written and read: nan and infinity are what a diverged
training leaves.
"""

from __future__ import annotations

import hashlib
import io
import json
import math
import os
import struct
import tokenize
import warnings
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np

from autograd import ChalkgradError, files

FORMAT: Final = "chalkgrad parameters"
VERSION: Final = 1
SUFFIXES: Final = (".json", ".npz")

State = dict[str, float]


class ModelFileError(ChalkgradError, ValueError):
    """A file of parameters cannot be written or read; the message says which, what is wrong and what to do."""

    def __init__(self, path: Path, wrong: str, advice: str) -> None:
        super().__init__(
            f"{path}: {' '.join(wrong.split())}; {advice}"
        )  # on one line, whatever the file holds


def write_state(path: str | os.PathLike[str], state: Mapping[str, float]) -> Path:
    """Write a state to `path`, in one step, in the format of its suffix: .json or .npz.

    Raises ModelFileError, and then leaves what was there before.
    """
    place = _place(path)
    for name, x in state.items():
        if not math.isfinite(x):
            advice = "training has diverged: lower the learning rate or clip the gradients, and save an earlier state"
            raise ModelFileError(
                place, f"nothing was written, because parameter {name!r} is {x}", advice
            )
    names, numbers = list(state), [float(x) for x in state.values()]
    head = {
        "format": FORMAT,
        "version": VERSION,
        "count": len(names),
        "checksum": _checksum(names, numbers),
    }
    if place.suffix == ".json":
        data = json.dumps(
            {**head, "parameters": dict(zip(names, numbers))},
            indent=1,
            ensure_ascii=False,
        ).encode()
    else:
        file = io.BytesIO()
        arrays = {
            "names": np.array(names, dtype=np.str_),
            "parameters": np.array(numbers, dtype=np.float64),
        }
        np.savez_compressed(
            file, allow_pickle=False, header=np.array(json.dumps(head)), **arrays
        )
        data = file.getvalue()
    try:
        files.replace(place, data)
    except OSError as error:
        advice = "check the folder, its permissions and the free space, or choose another name"
        raise ModelFileError(
            place, f"cannot be written ({error.strerror or error})", advice
        ) from error
    return place


def read_state(path: str | os.PathLike[str]) -> State:
    """The state in a file that `write_state` wrote. Raises ModelFileError for anything else."""
    place = _place(path)
    try:
        data = place.read_bytes()
    except OSError as error:
        advice = "check the name and the folder"
        raise ModelFileError(
            place, f"cannot be read ({error.strerror or error})", advice
        ) from error
    try:
        head, names, numbers = (_from_json if place.suffix == ".json" else _from_npz)(
            data
        )
        return _checked(head, names, numbers)
    except _DAMAGE as error:
        wrong = (
            str(error)
            if isinstance(error, _Damaged)
            else f"it is no {place.suffix} file, or damaged ({error})"
        )
        raise ModelFileError(
            place, wrong, "save it again, or restore it from a copy"
        ) from error


class _Damaged(ChalkgradError):
    """What is wrong with the contents of a file."""


_DAMAGE: Final = (  # what the readers of JSON and .npz raise when bytes are missing or changed
    *(
        _Damaged,
        ValueError,
        TypeError,
        KeyError,
        IndexError,
        AttributeError,
        ArithmeticError,
        RecursionError,
    ),
    *(
        EOFError,
        OSError,
        MemoryError,
        NotImplementedError,
        RuntimeError,
        SyntaxError,
        Warning,
    ),
    *(zipfile.BadZipFile, zlib.error, struct.error, tokenize.TokenError),
)


def _place(path: str | os.PathLike[str]) -> Path:
    place = Path(path)
    if place.suffix not in SUFFIXES:
        raise ModelFileError(
            place,
            f"the suffix {place.suffix!r} is unknown",
            f"use {' or '.join(SUFFIXES)}",
        )
    return place


def _from_json(data: bytes) -> tuple[dict[str, Any], list[Any], list[Any]]:
    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            raise _Damaged("a name stands in it twice")
        return found

    head = json.loads(data.decode(), object_pairs_hook=unique)
    if not isinstance(head, dict):
        raise _Damaged("it holds no table of parameters")
    parameters = head.pop("parameters", None)
    if not isinstance(parameters, dict):
        raise _Damaged('it has no table "parameters"')
    return head, list(parameters), list(parameters.values())


def _from_npz(data: bytes) -> tuple[dict[str, Any], list[Any], list[Any]]:
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # NumPy only warns of some kinds of damage
        with np.load(io.BytesIO(data), allow_pickle=False) as file:
            if set(file.files) != {"header", "names", "parameters"}:
                raise _Damaged(
                    f"it holds {', '.join(file.files) or 'nothing'} instead of header, names and parameters"
                )
            header, names, numbers = (
                file[name] for name in ("header", "names", "parameters")
            )
    if (header.dtype.kind, names.dtype.kind, names.ndim, numbers.ndim) != (
        "U",
        "U",
        1,
        1,
    ):
        raise _Damaged("its arrays are not those of a file of parameters")
    return json.loads(str(header)), names.tolist(), numbers.tolist()


def _checked(head: Any, names: list[Any], numbers: list[Any]) -> State:
    if not isinstance(head, dict) or head.get("format") != FORMAT:
        raise _Damaged(
            f"it is no file of parameters: the format {FORMAT!r} is not named in it"
        )
    if head.get("version") != VERSION:
        raise _Damaged(
            f"it has version {head.get('version')!r} of the format, and this chalkgrad reads {VERSION}"
        )
    strangers = sorted(set(head) - {"format", "version", "count", "checksum"})
    if strangers:
        raise _Damaged(f"it has an unknown entry {strangers[0]!r}")
    for name, x in zip(names, numbers):
        if (
            isinstance(x, bool)
            or not isinstance(x, int | float)
            or not math.isfinite(x)
        ):
            raise _Damaged(
                f"parameter {name!r} is {str(x)[:30]!r}, which is no finite number"
            )
    if (
        not len(names)
        == len(numbers)
        == len(set(names))
        == head.get("count", len(names))
    ):
        raise _Damaged(
            f"it should hold {head.get('count')} parameters, but has {len(numbers)}"
        )
    if "checksum" in head and head["checksum"] != _checksum(names, numbers):
        raise _Damaged(
            'its checksum does not fit: it was changed (if by hand, take out the line "checksum")'
        )
    return {name: float(x) for name, x in zip(names, numbers)}


def _checksum(names: list[str], numbers: list[float]) -> str:
    lines = (f"{name}={float(x).hex()}\n" for name, x in zip(names, numbers))
    return hashlib.sha256("".join(lines).encode("utf-8", "surrogatepass")).hexdigest()
