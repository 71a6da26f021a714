"""MNIST: 70,000 handwritten digits of 28 × 28 pixels, read from the four files that LeCun, Cortes and Burges published.

Vocabulary
    IDX    the file format: big-endian 32-bit integers (magic number, sizes), then one byte for each pixel or label
    magic  2051 opens a file of images, 2049 one of labels

The files are not part of this package: they lie in a folder of yours, packed (.gz) or not. Fashion-MNIST has the same
format, and can be read, too.
"""

from __future__ import annotations

import gzip
import math
import os
import zlib
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import DTypeLike, NDArray

from autograd import html_tables
from autograd.nn.data.prepare import Ints

VARIABLE = "CHALKGRAD_DATA"
SOURCE = "https://ossci-datasets.s3.amazonaws.com/mnist/"
FILES = {
    "train_images": "train-images-idx3-ubyte",
    "train_labels": "train-labels-idx1-ubyte",
    "test_images": "t10k-images-idx3-ubyte",
    "test_labels": "t10k-labels-idx1-ubyte",
}
SIDE, CLASSES = 28, 10
MAGIC_IMAGES, MAGIC_LABELS = 2051, 2049
LARGEST = 1 << 28
"""Bytes of a file when it is unpacked; that of MNIST's training images has 47 million."""
NAMES = {MAGIC_IMAGES: "images", MAGIC_LABELS: "labels"}


class Mnist(NamedTuple):
    """The two sets: images (n, 784) from 0 (paper) to 1 (ink), row by row; labels (n,), the digits 0 to 9."""

    train_images: NDArray[Any]
    train_labels: Ints
    test_images: NDArray[Any]
    test_labels: Ints

    def _repr_html_(self) -> str:
        return html_tables.fields_html(self)


def mnist(
    path: str | os.PathLike[str] | None = None, *, dtype: DTypeLike = "float64"
) -> Mnist:
    """MNIST from the four standard files in the folder `path`, or else in the one that CHALKGRAD_DATA names.

    The files, .gz or not, may also lie in a folder `mnist` in it. FileNotFoundError if they are not there, ValueError
    if one is damaged, each saying which file, what was expected, what was found and what to do. `dtype="float32"`
    halves the memory (float64: 440 MB).
    """
    if np.dtype(dtype).kind != "f":
        raise TypeError(
            f"dtype must be a type of floats such as 'float64', got {dtype!r}"
        )
    files = _find(path)
    arrays: dict[str, NDArray[Any]] = {}
    for part in ("train", "test"):
        image_file, label_file = files[f"{part}_images"], files[f"{part}_labels"]
        images, labels = _images(image_file, dtype), _labels(label_file)
        if len(images) != len(labels):
            raise ValueError(
                f"{image_file} holds {len(images):,} images, but {label_file.name} {len(labels):,} labels: "
                f"they do not belong together; get all four files from {SOURCE}"
            )
        arrays[f"{part}_images"], arrays[f"{part}_labels"] = images, labels
    return Mnist(**arrays)


def _find(path: str | os.PathLike[str] | None) -> dict[str, Path]:
    """Where the four files are: the first folder that has all of them."""
    given = os.environ.get(VARIABLE) if path is None else path
    repair = f"get the four .gz files from {SOURCE}, and pass their folder as path= or set {VARIABLE} to it"
    if not given:
        raise FileNotFoundError(
            f"mnist() was given no path, and {VARIABLE} is not set: {repair}"
        )
    folder = Path(given).expanduser()
    if not folder.is_dir():
        origin = VARIABLE if path is None else "path"
        raise FileNotFoundError(f"there is no folder {folder} ({origin}): {repair}")
    inner = folder / "mnist"
    missing = list(FILES.values())
    for place in (folder, inner):
        files, lacking = _look_in(place)
        if not lacking:
            return files
        missing = min(missing, lacking, key=len)
    raise FileNotFoundError(
        f"MNIST is not complete in {folder} or {inner}: missing {', '.join(missing)} (.gz or not): {repair}"
    )


def _look_in(folder: Path) -> tuple[dict[str, Path], list[str]]:
    """The files in a folder by their part, and the names of those that are not there."""
    files, lacking = {}, []
    for part, name in FILES.items():
        file = _existing(folder, name)
        if file is None:
            lacking.append(name)
        else:
            files[part] = file
    return files, lacking


def _existing(folder: Path, name: str) -> Path | None:
    """The file of this name, unpacked or packed."""
    for file in (folder / name, folder / f"{name}.gz"):
        if file.is_file():
            return file
    return None


def _images(file: Path, dtype: DTypeLike) -> NDArray[Any]:
    """(n, 784), from 0 to 1."""
    (count, height, width), pixels = _read(file, MAGIC_IMAGES, dimensions=3)
    if (height, width) != (SIDE, SIDE):
        raise ValueError(
            f"{file}: expected images of {SIDE} × {SIDE} pixels, found {height} × {width}"
        )
    return np.divide(pixels.reshape(count, SIDE * SIDE), 255, dtype=dtype)


def _labels(file: Path) -> Ints:
    """(n,), from 0 to 9."""
    _, labels = _read(file, MAGIC_LABELS, dimensions=1)
    wrong = np.flatnonzero(labels >= CLASSES)
    if wrong.size:
        first = wrong[0]
        raise ValueError(
            f"{file}: expected labels from 0 to {CLASSES - 1}, but number {first} is {labels[first]}: {_AGAIN}"
        )
    return labels.astype(np.int64)


def _read(
    file: Path, magic: int, dimensions: int
) -> tuple[tuple[int, ...], NDArray[np.uint8]]:
    """The sizes in the header of an IDX file and the bytes after it."""
    header = 4 * (1 + dimensions)
    content = _content(file)
    if len(content) < header:
        raise ValueError(
            f"{file}: expected a header of {header} bytes, found {len(content)} bytes: {_AGAIN}"
        )
    first, *sizes = np.frombuffer(content, ">u4", 1 + dimensions).tolist()
    kind = NAMES[magic]
    if first != magic:
        reason = f": {_AGAIN}"
        if first in NAMES:
            reason = f", that of {NAMES[first]}: were two files swapped?"
        raise ValueError(
            f"{file}: expected the magic number {magic} of a file of {kind}, found {first}{reason}"
        )
    # in Python's integers: a damaged header may multiply to more than 2^64
    length = math.prod(sizes)
    rest = len(content) - header
    if rest != length:
        product = " × ".join(map(str, sizes))
        raise ValueError(
            f"{file}: expected {product} = {length:,} bytes after the header, which says so, "
            f"found {rest:,}: {_AGAIN}"
        )
    if length == 0:
        raise ValueError(
            f"{file}: expected at least one of the {kind}, found none: {_AGAIN}"
        )
    return tuple(sizes), np.frombuffer(content, np.uint8, length, header)


def _content(file: Path) -> bytes:
    """The bytes of a file, unpacked if it is packed; ValueError if that are more than LARGEST."""
    if file.suffix != ".gz":
        return file.read_bytes()
    try:
        with gzip.open(file) as packed:
            content = packed.read(LARGEST + 1)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise ValueError(
            f"{file}: expected a whole gzip file, but unpacking fails ({error}): {_AGAIN}"
        ) from None
    if len(content) > LARGEST:
        raise ValueError(
            f"{file}: expected at most {LARGEST:,} bytes when it is unpacked, found more: {_AGAIN}"
        )
    return content


_AGAIN = f"the file is damaged; get it again from {SOURCE}"
