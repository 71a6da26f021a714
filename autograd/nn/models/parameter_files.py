"""Parameters in files: JSON, which people can read, and NumPy's .npz, which is smaller. No pickle anywhere.

Vocabulary: a *state* is a mapping of parameter names to floats, in the order of the model. Both formats keep every bit:
JSON has the shortest digits that read back as the same float. A file is written under a temporary name and then
renamed, so that whoever looks finds the old file or the new one. It carries a checksum; whoever edits a JSON file by
hand takes the line "checksum" out. Only finite numbers are written and read: nan and infinity are what a diverged
training leaves.
"""

from __future__ import annotations

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
from typing import Any, Final, NamedTuple

import numpy as np

from autograd.nn.checks import is_number
from autograd.nn.checksummed_file import (
    Damaged,
    FileError,
    Format,
    checksum,
    read,
    write,
)

FORMAT: Final = Format("chalkgrad parameters", version=1)
SUFFIXES: Final = (".json", ".npz")
LARGEST: Final = 1 << 28
"""Bytes of an array in a file: 33 million parameters, and names of 64 letters for a million."""

State = dict[str, float]


class ModelFileError(FileError):
    """A file of parameters cannot be written or read; the message says which, what is wrong and what to do."""


class Contents(NamedTuple):
    """What a file holds, before anything of it is checked."""

    head: Any
    names: list[Any]
    numbers: list[Any]


def write_state(path: str | os.PathLike[str], state: Mapping[str, float]) -> Path:
    """Write a state to `path`, in one step, in the format of its suffix: .json or .npz.

    Raises ModelFileError, and then leaves what was there before.
    """
    place = _place(path)
    for name, x in state.items():
        if not math.isfinite(x):
            wrong = f"nothing was written, because parameter {name!r} is {x}"
            advice = "training has diverged: lower the learning rate or clip the gradients, and save an earlier state"
            raise ModelFileError(place, wrong, advice)
    names, numbers = list(state), [float(x) for x in state.values()]
    head = FORMAT.head(_checksum(names, numbers)) | {"count": len(names)}
    encode = _to_json if place.suffix == ".json" else _to_npz
    write(place, encode(Contents(head, names, numbers)), ModelFileError)
    return place


def read_state(path: str | os.PathLike[str]) -> State:
    """The state in a file that `write_state` wrote. Raises ModelFileError for anything else."""
    place = _place(path)
    data = read(place, ModelFileError)
    decode = _from_json if place.suffix == ".json" else _from_npz
    advice = "save it again, or restore it from a copy"
    try:
        return _state_of(decode(data))
    except Damaged as error:
        raise ModelFileError(place, str(error), advice) from error
    except _UNREADABLE as error:
        wrong = f"it is no {place.suffix} file, or damaged ({error})"
        raise ModelFileError(place, wrong, advice) from error


_UNREADABLE: Final = (
    ArithmeticError,
    AttributeError,
    EOFError,
    IndexError,
    KeyError,
    MemoryError,
    NotImplementedError,
    OSError,
    RecursionError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    Warning,
    struct.error,
    tokenize.TokenError,
    zipfile.BadZipFile,
    zlib.error,
)
"""What the readers of JSON and .npz raise when bytes are missing or changed."""


def _place(path: str | os.PathLike[str]) -> Path:
    place = Path(path)
    if place.suffix not in SUFFIXES:
        wrong = f"the suffix {place.suffix!r} is unknown"
        raise ModelFileError(place, wrong, f"use {' or '.join(SUFFIXES)}")
    return place


# --- JSON -----------------------------------------------------------------------------------------------------------


def _to_json(contents: Contents) -> bytes:
    parameters = dict(zip(contents.names, contents.numbers))
    table = {**contents.head, "parameters": parameters}
    return json.dumps(table, indent=1, ensure_ascii=False).encode()


def _from_json(data: bytes) -> Contents:
    head = json.loads(data.decode(), object_pairs_hook=_without_repeats)
    if not isinstance(head, dict):
        raise Damaged("it holds no table of parameters")
    parameters = head.pop("parameters", None)
    if not isinstance(parameters, dict):
        raise Damaged('it has no table "parameters"')
    return Contents(head, list(parameters), list(parameters.values()))


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A table of a JSON file, in which every name stands once."""
    table = dict(pairs)
    if len(table) < len(pairs):
        raise Damaged("a name stands in it twice")
    return table


# --- .npz -----------------------------------------------------------------------------------------------------------

_ARRAYS: Final = ("header", "names", "parameters")


def _to_npz(contents: Contents) -> bytes:
    file = io.BytesIO()
    np.savez_compressed(
        file,
        allow_pickle=False,
        header=np.array(json.dumps(contents.head)),
        names=np.array(contents.names, dtype=np.str_),
        parameters=np.array(contents.numbers, dtype=np.float64),
    )
    return file.getvalue()


def _from_npz(data: bytes) -> Contents:
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # NumPy only warns of some kinds of damage
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = {x.filename.removesuffix(".npy"): x for x in archive.infolist()}
            if set(members) != set(_ARRAYS) or len(archive.infolist()) != len(_ARRAYS):
                there = ", ".join(members) or "nothing"
                raise Damaged(
                    f"it holds {there} instead of header, names and parameters"
                )
            for name in _ARRAYS:
                _check_size(archive, members[name])
        with np.load(io.BytesIO(data), allow_pickle=False) as file:
            header, names, numbers = (file[name] for name in _ARRAYS)
    texts = header.dtype.kind == "U" and names.dtype.kind == "U"
    floats = numbers.dtype == np.float64
    if not texts or not floats or (names.ndim, numbers.ndim) != (1, 1):
        raise Damaged("its arrays are not those of a file of parameters")
    return Contents(json.loads(str(header)), names.tolist(), numbers.tolist())


def _check_size(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    """Whether an array may be read, by what is said of its size before its data: a small file can hold a huge one."""
    readers = {
        (1, 0): np.lib.format.read_array_header_1_0,
        (2, 0): np.lib.format.read_array_header_2_0,
    }
    with archive.open(member) as file:
        reader = readers.get(np.lib.format.read_magic(file))
        if reader is None:
            raise Damaged("its arrays are not those of a file of parameters")
        shape, _, dtype = reader(file)
        begin = file.tell()
    size = math.prod(shape) * dtype.itemsize
    if max(size, member.file_size) > LARGEST:
        raise Damaged(
            f"its array {member.filename!r} of the shape {shape} would take {size:,} bytes, more than {LARGEST:,}"
        )
    if (
        begin + size != member.file_size and not dtype.hasobject
    ):  # which needs pickle, and is refused
        raise Damaged("the size of an array is not the one that it says")


# --- checks ---------------------------------------------------------------------------------------------------------


def _state_of(contents: Contents) -> State:
    """The state, if all that the head says of it is right."""
    head, names, numbers = FORMAT.check(contents.head), contents.names, contents.numbers
    unknown = sorted(set(head) - {"format", "version", "count", "checksum"})
    if unknown:
        raise Damaged(f"it has an unknown entry {unknown[0]!r}")
    for name, x in zip(names, numbers):
        if not is_number(x) or not math.isfinite(x):
            shown = str(x)[:30]
            raise Damaged(f"parameter {name!r} is {shown!r}, which is no finite number")
    count = head.get("count", len(names))
    if type(count) is not int:
        raise Damaged("its count is no whole number")
    if not len(names) == len(numbers) == len(set(names)) == count:
        raise Damaged(f"it should hold {count} parameters, but has {len(numbers)}")
    if "checksum" in head and head["checksum"] != _checksum(names, numbers):
        raise Damaged(
            'its checksum does not fit: it was changed (if by hand, take out the line "checksum")'
        )
    return {name: float(x) for name, x in zip(names, numbers)}


def _checksum(names: list[str], numbers: list[float]) -> str:
    """Of what was written, to the last bit of each number."""
    lines = [f"{name}={float(x).hex()}\n" for name, x in zip(names, numbers)]
    return checksum("".join(lines))
