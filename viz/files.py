"""Files of pictures and pages, written whole or not at all (`autograd.files`), and what went wrong in words."""

from __future__ import annotations

import errno
import os
from collections.abc import Sequence
from pathlib import Path

from autograd import files
from viz.errors import OutputError, visible


def check_suffix(
    path: str | os.PathLike[str], suffixes: Sequence[str], of: str = ""
) -> str:
    """The suffix of a path, ".png" for one, in small letters; ValueError if it is none of those that can be written.

    `of` says what is saved, for the message: "a film".

    >>> check_suffix("E.PNG", [".png", ".svg"])
    '.png'
    """
    place = Path(path)
    suffix = place.suffix.lower()
    if suffix in suffixes:
        return suffix
    what = f"the name of {of}" if of else "the name"
    known = ", ".join(suffixes)
    if len(suffixes) > 1:
        known = f"one of {known}"
    shown = visible(place.name, 100)
    raise ValueError(f"cannot save {shown!r}: {what} must end in {known}")


def write_atomically(path: str | os.PathLike[str], data: bytes | str) -> Path:
    r"""Write `data` to `path` in one step and return the path. Text is written as UTF-8 with \n line ends everywhere.

    A new file gets the permissions that the umask grants, an existing one keeps its own; a symbolic link stays and
    its target is written. Raises OutputError, and then leaves what was there before.
    """
    place = Path(path)
    shown = visible(str(place), 200)
    if isinstance(data, str):
        try:
            data = data.replace("\r\n", "\n").encode()
        except UnicodeEncodeError as error:
            raise OutputError(
                f"cannot write {shown}: {error}; remove the lone surrogate from the text"
            ) from error
    try:
        files.replace(place, data)
    except OSError as error:
        raise cannot_write(place, error) from error
    return place


def cannot_write(place: Path, error: OSError) -> OutputError:
    """The error for a file that could not be written: where, why, and what to do."""
    shown = visible(str(place), 200)
    return OutputError(f"cannot write {shown}: {advice(error, place)}")


def advice(error: OSError, place: Path) -> str:
    """What went wrong with a file or folder, and what to do, in words."""
    if error.errno == errno.EINVAL:  # a NUL character, for one
        return f"{error.strerror}; choose another name"
    if error.errno == errno.ENAMETOOLONG:
        return "the name is too long for this file system; choose a shorter one"
    folder = visible(str(Path(os.path.realpath(place)).parent), 200)
    if isinstance(error, IsADirectoryError):
        return "it is a directory; add a file name"
    if isinstance(error, FileExistsError):
        return "it is not a regular file (a device or a pipe); choose another name"
    if isinstance(error, (FileNotFoundError, NotADirectoryError)):
        return f"there is no directory {folder}; create it first, or choose another"
    if isinstance(error, PermissionError):
        return f"no permission in {folder}; choose a directory of your own, or close the program that has the file open"
    return f"{error.strerror or error}; check the path and the free space, or choose another directory"
