"""Running a compiler: for a limited time, with everything that it starts, and with what it says as text."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from autograd.errors import ChalkgradError

PATIENCE: Final = 60.0
"""Seconds that a compiler may take: a program of some thousand lines takes three."""
_MOST_SAID: Final = 20_000
"""Bytes of its messages that are read."""


class BuildError(ChalkgradError):
    """Why there is no program in C, in a few words; whoever asked for one goes on without."""


class TooSlowError(BuildError):
    """A compiler that has not ended in time. It is not asked the same again, so that nobody waits twice."""


class Said(NamedTuple):
    """How a program has ended."""

    code: int
    text: str
    """What it wrote, standard output and errors together."""

    @property
    def complaint(self) -> str:
        """The line of an error, else the first one."""
        lines = [line.strip() for line in self.text.splitlines() if line.strip()]
        errors = [line for line in lines if "error" in line.lower()]
        return next(iter([*errors, *lines]), f"it ended with code {self.code}")


def run(
    command: Sequence[str],
    folder: str | None = None,
    variables: Mapping[str, str] | None = None,
    *,
    seconds: float | None = None,
) -> Said:
    """Run a command in a folder, in English, and wait; BuildError if it cannot be started or takes too long.

    Its words go into a file and not through a pipe: a pipe stays open as long as anything it has started lives.
    """
    limit = PATIENCE if seconds is None else seconds
    environment = {**os.environ, "LC_ALL": "C", **(variables or {})}
    with tempfile.TemporaryFile() as said:
        try:
            process = subprocess.Popen(
                command,
                cwd=folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        except (OSError, ValueError) as error:
            raise BuildError(f"it cannot be started ({error})") from error
        try:
            code = process.wait(limit)
        except subprocess.TimeoutExpired:
            raise TooSlowError(f"it took more than {limit:g} seconds") from None
        finally:
            _end(process)
        said.seek(0)
        return Said(code, said.read(_MOST_SAID).decode("utf-8", "replace"))


def _end(process: subprocess.Popen[bytes]) -> None:
    """End what still runs, and what that has started: a compiler is a family of programs."""
    if process.poll() is not None:
        return
    with contextlib.suppress(OSError):
        if os.name == "posix":
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    process.wait()


def scratch_folder() -> tempfile.TemporaryDirectory[str]:
    """A folder of our own for what a compiler reads and writes; BuildError if there is no place for one."""
    try:
        return tempfile.TemporaryDirectory(
            prefix="chalkgrad-", ignore_cleanup_errors=True
        )
    except OSError as error:
        raise BuildError(f"there is no folder for temporary files ({error})") from error


def write(path: Path, text: bytes) -> None:
    """Write a new file; BuildError if the disk is full."""
    try:
        path.write_bytes(text)
    except OSError as error:
        raise BuildError(f"the C text cannot be written ({error})") from error
