"""The folder that keeps what was built, so that a program is compiled once for all processes.

A library lies in ``<folder>/<key>/<sum>.so``: the key says what it was made of, and the name is the checksum of what is
in it. So a file that is damaged is seen, two processes that build the same write the same name or two good files, and a
file comes into its place whole or not at all (`autograd.files`). The folder is $CHALKGRAD_CACHE, or chalkgrad in the
system's folder for such things ($XDG_CACHE_HOME, ~/.cache). It only saves time: it may be removed at any moment, and
where it cannot be written, what is built lives as long as the process.
"""

from __future__ import annotations

import atexit
import contextlib
import hashlib
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Final

from autograd import files
from autograd.compiler.native.subprocesses import BuildError

_DIGITS: Final = 32
"""Hexadecimal digits of keys and checksums."""
_MOST: Final = 2000
"""So many programs are kept; then the oldest make room."""


def checksum(*parts: bytes) -> str:
    """One for all parts in their order."""
    total = hashlib.sha256()
    for part in parts:
        total.update(len(part).to_bytes(8, "little"))
        total.update(part)
    return total.hexdigest()[:_DIGITS]


def cache_folder() -> Path | None:
    """Where programs are kept; None if the system names no place."""
    own = os.environ.get("CHALKGRAD_CACHE", "").strip()
    if own:
        return Path(own).expanduser()
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA", "")
    else:
        base = os.environ.get("XDG_CACHE_HOME", "")
    if os.path.isabs(base):  # as the standard has it, a relative path is ignored
        return Path(base, "chalkgrad")
    try:
        home = Path.home()
    except RuntimeError:
        return None
    if not home.is_absolute():
        return None
    if sys.platform == "darwin":
        return home / "Library" / "Caches" / "chalkgrad"
    return home / ".cache" / "chalkgrad"


def look_up(key: str, suffix: str) -> Path | None:
    """The library of this key, None if there is none that is whole; a damaged one is removed."""
    for folder in (_trusted_folder(), _OWN.get(os.getpid())):
        if folder is None:
            continue
        with contextlib.suppress(OSError):
            for path in sorted((folder / key).glob(f"*{suffix}")):
                if checksum(path.read_bytes()) == path.stem:
                    return path
                forget(path)
    return None


def forget(path: Path) -> None:
    """Remove a library that cannot be used."""
    with contextlib.suppress(OSError):
        path.unlink()


def keep(key: str, suffix: str, library: bytes) -> Path:
    """Put a library into the cache, or, where that cannot be written, into a folder of this process."""
    folder = _trusted_folder()
    if folder is not None:
        with contextlib.suppress(OSError):
            return _write(folder / key, suffix, library, most=_MOST)
    return keep_for_now(key, suffix, library)


def keep_for_now(key: str, suffix: str, library: bytes) -> Path:
    """Put a library into a folder of this process alone. BuildError if there is no room for it either."""
    try:
        return _write(_own_folder() / key, suffix, library)
    except OSError as error:
        raise BuildError(f"what was built cannot be written ({error})") from error


def _write(folder: Path, suffix: str, library: bytes, most: int | None = None) -> Path:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if most is not None:
        _make_room(folder.parent, most)
    place = folder / f"{checksum(library)}{suffix}"
    files.replace(place, library)
    return place


def _make_room(folder: Path, most: int) -> None:
    """Remove the programs that were built first, a quarter of them at once, so that this is rare."""
    with os.scandir(folder) as entries:
        kept = [entry for entry in entries if len(entry.name) == _DIGITS]
    if len(kept) <= most:
        return
    kept.sort(key=lambda entry: entry.stat(follow_symlinks=False).st_mtime)
    for entry in kept[: len(kept) - most + most // 4]:
        shutil.rmtree(entry.path, ignore_errors=True)


def _trusted_folder() -> Path | None:
    """The cache, made if need be; None if it cannot be made, or if other users could put programs into it."""
    folder = cache_folder()
    if folder is None:
        return None
    try:
        folder = folder / "programs"
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if os.name != "posix":
            return folder
        status = folder.stat()
    except (OSError, ValueError):
        return None
    is_own = status.st_uid in (os.getuid(), 0) and not status.st_mode & 0o022
    return folder if is_own else None


_OWN: Final[dict[int, Path]] = {}
"""The folder of this process, by its number; one that was forked off makes its own."""


def _own_folder() -> Path:
    """A folder that only this user can read, removed when the process ends."""
    process = os.getpid()
    if process not in _OWN:
        _OWN[process] = Path(tempfile.mkdtemp(prefix="chalkgrad-"))
        atexit.register(_remove, process)
    return _OWN[process]


def _remove(process: int) -> None:
    if os.getpid() == process:  # one that was forked off must not
        shutil.rmtree(_OWN[process], ignore_errors=True)
