"""What the command line prints, and where.

Vocabulary: to *say* is to print a result, to *complain* is to print one line on standard error.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from typing import Final

from viz.errors import UsageError, visible
from viz.text.encodings import printable, spell

PROGRAM: Final = "chalkgrad"


def reason(error: Exception) -> str:
    """What an error has to say."""
    if isinstance(error, MemoryError):
        return "not enough memory for this expression"
    return str(error) or type(error).__name__


def complain(kind: str, message: str) -> None:
    """Print one line on standard error; `kind` is "error" or "warning"."""
    if sys.stderr is None:
        return
    text = visible(" ".join(message.splitlines()), 1000)
    encoding = getattr(sys.stderr, "encoding", None) or "utf-8"
    line, _ = spell(f"{PROGRAM}: {kind}: {text}", encoding, signs=True)
    with contextlib.suppress(OSError):  # there is nobody left to tell
        print(line, file=sys.stderr, flush=True)


def say(text: str) -> None:
    """Print; what the output's encoding lacks is spelled in ASCII, see `viz.text.encodings`.

    Flushes, because here a full disk or a closed pipe can still be answered. Nothing is printed for "".
    """
    with _answering():
        print(printable(text), end="\n" if text else "", flush=True)


def send(data: bytes) -> None:
    """Write a picture to standard output; UsageError where that is a terminal, which would obey it."""
    stream = getattr(sys.stdout, "buffer", None)
    is_terminal = sys.stdout is not None and sys.stdout.isatty()
    if stream is None or (is_terminal and b"\0" in data):
        raise UsageError(
            "-o - writes a picture to standard output: send it to a file or another program, with > or |"
        )
    with _answering():
        stream.write(data)
        stream.flush()


@contextlib.contextmanager
def _answering() -> Iterator[None]:
    """Turn what goes wrong with standard output into an error of one line; a closed pipe goes on as it is."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        close_output()
        raise OSError(f"cannot print: {error.strerror or error}") from error


def close_output() -> None:
    """Send what is still buffered nowhere, so that Python's last flush does not complain a second time."""
    no_file = (AttributeError, OSError, ValueError)  # standard output may be none
    with contextlib.suppress(*no_file):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
