"""Files: write all of a file, or nothing.

A picture or page is first written under a temporary name beside its place and then renamed onto it, which every
operating system does in one step. Whoever looks, finds the old file or the new one, never half of either.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import stat
from pathlib import Path


class OutputError(OSError):
    """A file could not be written; the message says where, why, and what to do."""


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
            raise OutputError(f"cannot write {place}: {error}; remove the lone surrogate from the text") from error
    target = Path(os.path.realpath(place))
    draft = target.with_name(f".chalkgrad-{secrets.token_hex(8)}.part")
    try:
        mode = _mode(target)
        # 0o666 under the umask is what open() gives; O_EXCL refuses a name that somebody has planted.
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        with os.fdopen(os.open(draft, flags, 0o666), "wb") as file:
            file.write(data)
        if mode is not None:
            os.chmod(draft, mode)
        os.replace(draft, target)
    except OSError as error:
        raise OutputError(f"cannot write {place}: {_advice(error, target)}") from error
    finally:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)  # after success it is gone already
    return place


def _mode(target: Path) -> int | None:
    """The permissions of the file to be replaced, None if there is none; devices and directories are refused."""
    try:
        found = target.stat()
    except FileNotFoundError:
        return None
    if stat.S_ISDIR(found.st_mode):
        raise IsADirectoryError
    if not stat.S_ISREG(found.st_mode):
        raise FileExistsError
    return stat.S_IMODE(found.st_mode)


def _advice(error: OSError, target: Path) -> str:
    folder = target.parent
    if isinstance(error, IsADirectoryError):
        return "it is a directory; add a file name"
    if isinstance(error, FileExistsError):
        return "it is not a regular file (a device or a pipe); choose another name"
    if isinstance(error, (FileNotFoundError, NotADirectoryError)):
        return f"there is no directory {folder}; create it first, or choose another"
    if isinstance(error, PermissionError):
        return f"no permission in {folder}; choose a directory of your own, or close the program that has the file open"
    return f"{error.strerror or error}; check the path and the free space, or choose another directory"
