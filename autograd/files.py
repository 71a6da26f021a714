"""Files: write all of a file, or nothing.

What is written is first written under a temporary name beside its place and then renamed onto it, which every operating
system does in one step. Whoever looks, finds the old file or the new one, never half of either.
"""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import stat
from pathlib import Path


def replace(place: Path, data: bytes) -> None:
    """Put `data` into the file `place` in one step.

    A new file gets the permissions that the umask grants, an existing one keeps its own; a symbolic link stays and
    its target is written. Raises OSError, and then leaves what was there before: IsADirectoryError for a directory,
    FileExistsError for a device or a pipe.
    """
    target = Path(os.path.realpath(place))
    draft = target.with_name(f".chalkgrad-{secrets.token_hex(8)}.part")
    try:
        mode = _mode(target)
        # 0o666 under the umask is what open() gives; O_EXCL refuses a name that another program has planted.
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        with os.fdopen(os.open(draft, flags, 0o666), "wb") as file:
            file.write(data)
        if mode is not None:
            os.chmod(draft, mode)
        os.replace(draft, target)
    finally:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)  # after success it is gone already


def _mode(target: Path) -> int | None:
    """The permissions of the file to be replaced, None if there is none; devices and directories are refused."""
    try:
        status = target.stat()
    except FileNotFoundError:
        return None
    if stat.S_ISDIR(status.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(target))
    if not stat.S_ISREG(status.st_mode):
        raise FileExistsError(errno.EEXIST, "Not a regular file", str(target))
    return stat.S_IMODE(status.st_mode)
