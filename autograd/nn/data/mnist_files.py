"""MNIST: 70,000 handwritten digits of 28 × 28 pixels, read from the four files that LeCun, Cortes and Burges published.

Vocabulary
    IDX    the file format: big-endian 32-bit integers (magic number, sizes), then one byte for each pixel or label
    magic  2051 opens a file of images, 2049 one of labels

The files are not part of this package: they lie in a folder of yours, packed (.gz) or not. Fashion-MNIST has the same
format, and can be read, too.
"""

from __future__ import annotations

import gzip
import os
import zlib
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import DTypeLike, NDArray

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
NAMES = {MAGIC_IMAGES: "images", MAGIC_LABELS: "labels"}


class Mnist(NamedTuple):
    """The two sets: images (n, 784) from 0 (paper) to 1 (ink), row by row; labels (n,), the digits 0 to 9."""

    train_images: NDArray[Any]
    train_labels: Ints
    test_images: NDArray[Any]
    test_labels: Ints


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
    found = _find(path)
    images = {
        part: _images(found[part], dtype) for part in ("train_images", "test_images")
    }
    labels = {part: _labels(found[part]) for part in ("train_labels", "test_labels")}
    for part in ("train", "test"):
        n_images, n_labels = (
            len(images[f"{part}_images"]),
            len(labels[f"{part}_labels"]),
        )
        if n_images != n_labels:
            raise ValueError(
                f"{found[f'{part}_images']} holds {n_images:,} images, but {found[f'{part}_labels'].name} "
                f"{n_labels:,} labels: they do not belong together; get all four files from {SOURCE}"
            )
    return Mnist(**images, **labels)


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
        raise FileNotFoundError(
            f"there is no folder {folder} ({VARIABLE if path is None else 'path'}): {repair}"
        )
    lacking: list[list[str]] = []
    for place in (folder, folder / "mnist"):
        found = {part: _existing(place, name) for part, name in FILES.items()}
        here = {part: file for part, file in found.items() if file is not None}
        if len(here) == len(FILES):
            return here
        lacking.append([FILES[part] for part, file in found.items() if file is None])
    missing = min(lacking, key=len)
    raise FileNotFoundError(
        f"MNIST is not complete in {folder} or {folder / 'mnist'}: missing {', '.join(missing)} (.gz or not): {repair}"
    )


def _existing(folder: Path, name: str) -> Path | None:
    return next(
        (file for file in (folder / name, folder / f"{name}.gz") if file.is_file()),
        None,
    )


def _images(file: Path, dtype: DTypeLike) -> NDArray[Any]:
    """(n, 784), from 0 to 1."""
    sizes, pixels = _read(file, MAGIC_IMAGES, dimensions=3)
    if sizes[1:] != (SIDE, SIDE):
        raise ValueError(
            f"{file}: expected images of {SIDE} × {SIDE} pixels, found {sizes[1]} × {sizes[2]}"
        )
    return np.divide(pixels.reshape(sizes[0], SIDE * SIDE), 255, dtype=dtype)


def _labels(file: Path) -> Ints:
    _, labels = _read(file, MAGIC_LABELS, dimensions=1)
    wrong = np.flatnonzero(labels >= CLASSES)
    if wrong.size:
        raise ValueError(
            f"{file}: expected labels from 0 to {CLASSES - 1}, but number {wrong[0]} is {labels[wrong[0]]}: {_AGAIN}"
        )
    return labels.astype(np.int64)


def _read(
    file: Path, magic: int, dimensions: int
) -> tuple[tuple[int, ...], NDArray[np.uint8]]:
    """The sizes in the header of an IDX file and the bytes after it."""
    content = _unpacked(file)
    header = 4 * (1 + dimensions)
    if len(content) < header:
        raise ValueError(
            f"{file}: expected a header of {header} bytes, found {len(content)} bytes: {_AGAIN}"
        )
    found, *sizes = np.frombuffer(content, ">u4", 1 + dimensions).tolist()
    if found != magic:
        other = (
            f", that of {NAMES[found]}: were two files swapped?"
            if found in NAMES
            else f": {_AGAIN}"
        )
        raise ValueError(
            f"{file}: expected the magic number {magic} of a file of {NAMES[magic]}, found {found}{other}"
        )
    length = int(
        np.prod(sizes, dtype=object)
    )  # Python's integers: a damaged header may multiply to more than 2^64
    if len(content) - header != length:
        raise ValueError(
            f"{file}: expected {' × '.join(map(str, sizes))} = {length:,} bytes after the header, which says so, "
            f"found {len(content) - header:,}: {_AGAIN}"
        )
    if length == 0:
        raise ValueError(
            f"{file}: expected at least one of the {NAMES[magic]}, found none: {_AGAIN}"
        )
    return tuple(sizes), np.frombuffer(content, np.uint8, length, header)


def _unpacked(file: Path) -> bytes:
    if file.suffix != ".gz":
        return file.read_bytes()
    try:
        with gzip.open(file) as packed:
            return packed.read()
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise ValueError(
            f"{file}: expected a whole gzip file, but unpacking fails ({error}): {_AGAIN}"
        ) from None


_AGAIN = f"the file is damaged; get it again from {SOURCE}"
