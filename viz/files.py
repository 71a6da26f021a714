"""Files of pictures and pages, written whole or not at all: those of `autograd.files`, for texts too."""

from __future__ import annotations

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
    if isinstance(data, str):
        try:
            data = data.replace("\r\n", "\n").encode()
        except UnicodeEncodeError as error:
            shown = visible(str(place), 200)
            raise OutputError(
                f"cannot write {shown}: {error}; remove the lone surrogate from the text"
            ) from error
    files.write({place: data})
    return place
