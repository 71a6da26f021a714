"""Files: write all of a file, or nothing, and say in words what went wrong.

What is written is first written under a temporary name beside its place, the *draft*, and then renamed onto it, which
every operating system does in one step. Whoever looks, finds the old file or the new one, never half of either. A
program that is killed leaves its draft; the next one that writes into the folder removes it.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import secrets
import stat
import sys
import time
from collections.abc import Iterator, Mapping
from io import FileIO
from pathlib import Path
from typing import Final

from autograd.errors import OutputError, visible

if sys.platform != "win32":
    import fcntl

_DRAFT: Final = re.compile(r"\.chalkgrad-.+\.part")
_ABANDONED: Final = 3600.0
"""Seconds after which a draft counts as left behind where files cannot be locked."""


def replace(place: Path, data: bytes, *, durable: bool = False) -> None:
    """Put `data` into the file `place` in one step.

    A new file gets the permissions that the umask grants, an existing one keeps its own; a symbolic link stays and
    its target is written. `durable` waits until the disk has the data and the name, so that they are there after a power
    cut. Raises OSError, and then leaves what was there before: IsADirectoryError for a directory, FileExistsError for
    a device or a pipe.
    """
    replace_all({place: data}, durable=durable)


def replace_all(contents: Mapping[Path, bytes], *, durable: bool = False) -> None:
    """Put data into several files, as `replace` does into one: none is replaced before all are on the disk as drafts.

    The `filename` of an OSError is the place that could not be written.
    """
    drafts: list[tuple[Path, Path, FileIO]] = []  # a place, and its file to be
    with contextlib.ExitStack() as opened:
        for place, data in contents.items():
            with _blamed_on(place):
                target = _target(place)
                mode = _mode(target)
                draft = opened.enter_context(_draft_beside(target))
                _fill(draft, data, durable=durable)
                if mode is not None:
                    os.chmod(draft.name, mode)
                drafts.append((place, target, draft))
        for place, target, draft in drafts:
            with _blamed_on(place):
                if sys.platform == "win32":
                    draft.close()  # an open file has no new name there; elsewhere it has, while it is locked
                os.replace(draft.name, target)
    for folder in {target.parent for _, target, _ in drafts}:
        if durable:
            _sync_folder(folder)
        _remove_drafts(folder)


@contextlib.contextmanager
def _blamed_on(place: Path) -> Iterator[None]:
    """Name the file that was to be written in an OSError, rather than its draft."""
    try:
        yield
    except OSError as error:
        error.filename, error.filename2 = str(place), None
        raise


def _fill(file: FileIO, data: bytes, *, durable: bool) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[file.write(rest) :]
    if durable:
        os.fsync(file)


def write(contents: Mapping[Path, bytes]) -> None:
    """As `replace_all`, with an OutputError that says where, why, and what to do."""
    try:
        replace_all(contents)
    except OSError as error:
        raise cannot_write(Path(error.filename), error) from error


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


def _target(place: Path) -> Path:
    """The file that a path leads to. OSError for a name that no file can have, such as one with a NUL character."""
    try:
        os.fsencode(place)
        return Path(os.path.realpath(place))
    except ValueError as error:
        raise OSError(errno.EINVAL, f"no file can have this name: {error}") from error


def check_name(place: Path) -> None:
    """Raise OSError for a name that no file can have, which is a ValueError elsewhere in Python."""
    _target(place)


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


@contextlib.contextmanager
def _draft_beside(target: Path) -> Iterator[FileIO]:
    """A new file, open for writing, and locked, which says that its writer is alive; in the end it is gone or renamed."""
    while True:
        # no name is used twice: who removes an abandoned draft holds its lock, but has only its name to remove it by
        draft = target.with_name(f".chalkgrad-{secrets.token_hex(8)}.part")
        try:
            # "x" refuses a name that another program has planted; a buffer would fail once more where it is closed
            with open(draft, "xb", buffering=0) as file:
                if _is_kept(file):
                    yield file
                    return
        finally:
            with contextlib.suppress(OSError):
                draft.unlink(missing_ok=True)


def _is_kept(file: FileIO) -> bool:
    """Lock a new draft; False if another program took it for abandoned before that, and removed it."""
    if sys.platform != "win32":
        with contextlib.suppress(OSError):  # not every file system has locks
            fcntl.flock(file, fcntl.LOCK_EX)
            return os.fstat(file.fileno()).st_nlink > 0
    return True


def _sync_folder(folder: Path) -> None:
    """Wait until the disk has the names in a folder."""
    if sys.platform == "win32":
        return  # folders cannot be opened there
    with contextlib.suppress(OSError):  # nor on every file system
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)


def _remove_drafts(folder: Path) -> None:
    """Remove what programs that were killed have left in a folder."""
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if _DRAFT.fullmatch(entry.name) and entry.is_file(follow_symlinks=False):
                _remove_if_abandoned(Path(entry.path))


def _remove_if_abandoned(draft: Path) -> None:
    """Remove a draft whose writer is gone: the system opens the locks of a process that ends, however it ends."""
    with contextlib.suppress(OSError):
        if sys.platform == "win32":
            if time.time() - draft.stat().st_mtime > _ABANDONED:
                draft.unlink()
        else:
            opened = os.open(draft, os.O_WRONLY | os.O_NOFOLLOW)
            try:
                fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
                draft.unlink()
            finally:
                os.close(opened)
