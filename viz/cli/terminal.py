"""How a command line talks: its parser, its numbers, and what it prints where.

Vocabulary: a *command* is one word after the program's name, see `viz.cli`; to *say* is to print a result, to
*complain* is one line on standard error.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, NoReturn

from viz.errors import UsageError, visible

PROGRAM: Final = "chalkgrad"


class Parser(argparse.ArgumentParser):
    """argparse that raises what it would print, and that knows which words are options."""

    def __init__(self, **options: Any) -> None:
        self.options: set[str] = set()
        super().__init__(
            allow_abbrev=False,
            formatter_class=argparse.RawDescriptionHelpFormatter,
            **options,
        )

    def add_argument(self, *names: Any, **options: Any) -> argparse.Action:
        self.options.update(name for name in names if name.startswith("-"))
        return super().add_argument(*names, **options)

    def error(self, message: str) -> NoReturn:
        raise UsageError(message)


@dataclass(frozen=True, slots=True)
class Command:
    """One word after ``chalkgrad``."""

    summary: str
    usage: str
    examples: tuple[str, ...]
    arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], int]


def reason(error: Exception) -> str:
    """What an error has to say."""
    if isinstance(error, MemoryError):
        return "not enough memory for this expression"
    return str(error) or type(error).__name__


def complain(kind: str, message: str) -> None:
    if sys.stderr is not None:
        line = visible(" ".join(message.splitlines()), 1000)
        encoding = getattr(sys.stderr, "encoding", None) or "utf-8"
        print(
            f"{PROGRAM}: {kind}: {line}".encode(encoding, "backslashreplace").decode(
                encoding
            ),
            file=sys.stderr,
        )


def say(text: str) -> None:
    """Print; what the terminal's encoding lacks becomes a question mark instead of a traceback.

    Flushes, because here a full disk or a closed pipe can still be answered. Nothing is printed for "".
    """
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    try:
        print(
            text.encode(encoding, "replace").decode(encoding),
            end="\n" if text else "",
            flush=True,
        )
    except BrokenPipeError:
        raise
    except OSError as error:
        close_output()
        raise OSError(f"cannot print: {error.strerror or error}") from error


def close_output() -> None:
    """Send what is still buffered nowhere, so that Python's last flush does not complain a second time."""
    with contextlib.suppress(
        AttributeError, OSError, ValueError
    ):  # standard output may be no file
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def whole(text: str) -> int:
    number = int(text) if text.isdecimal() and len(text) < 19 else 0
    if number < 1:
        raise argparse.ArgumentTypeError(
            f"a whole number of at least 1 is needed, got '{visible(text, 30)}'"
        )
    return number


def positive(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0.0 < number < float("inf"):
        raise argparse.ArgumentTypeError(
            f"a positive number is needed, got '{visible(text, 30)}'"
        )
    return number
