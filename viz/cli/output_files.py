"""What the commands write: ``-o FILE``, as often as one likes, and ``-o -`` for standard output."""

from __future__ import annotations

import argparse
import io
import os
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import Any, Final

from viz.cli.arguments import ONLY_GIVEN, Parser
from viz.cli.terminal import say, send
from viz.errors import OutputError, UsageError, visible
from viz.files import check_suffix
from viz.options import check_option

STANDARD: Final = "-"
"""The name of standard output."""


def add_outputs(parser: Parser, about: str, default: str) -> None:
    """``-o FILE`` and ``--format``, which is `default` if it is left out."""
    parser.add_argument(
        "-o",
        "--output",
        metavar="FILE",
        action="append",
        help=f"{about}; - is standard output; may be given several times",
    )
    parser.add_argument(
        "--format",
        metavar="FORMAT",
        help=f"what -o - prints, such as png; else {default}",
        **ONLY_GIVEN,
    )


def check_outputs(
    arguments: argparse.Namespace, formats: Sequence[str], of: str = ""
) -> None:
    """Complain of names and formats that cannot be written, before any work; `of` says what is saved."""
    outputs: list[str] = arguments.output or []
    check_option("format", getattr(arguments, "format", formats[0]), formats)
    for name in outputs:
        if name != STANDARD:
            check_suffix(name, [f".{format}" for format in formats], of=of)
    if outputs.count(STANDARD) > 1:
        raise UsageError("-o - may be given once")
    if "format" in vars(arguments) and STANDARD not in outputs:
        raise UsageError("--format is for -o -: a file has the format of its suffix")


def check_option_of_format(
    arguments: argparse.Namespace, default: str, given: Collection[str], *formats: str
) -> None:
    """UsageError if an option was given, by its name in Python, and no output has one of the formats that have it."""
    standard = getattr(arguments, "format", default)
    written = {
        format_of(name, standard if name == STANDARD else None)
        for name in arguments.output or []
    }
    if given and not written & {*formats}:
        flag = min(given).replace("_", "-")
        known = " and ".join(f".{format}" for format in formats)
        raise UsageError(
            f"--{flag} is for {known}: name such a file, -o e.{formats[0]}"
        )


def format_of(place: Any, format: str | None = None) -> str:
    """The format of an output: that of its name, if none is given.

    >>> format_of("E.PNG"), format_of(None, ".svg")
    ('png', 'svg')
    """
    suffix = Path(place).suffix if format is None else format
    return suffix.lower().removeprefix(".")


def write_outputs(
    arguments: argparse.Namespace, default: str, save: Callable[..., Any]
) -> None:
    """Let `save(place, format=...)`, such as `viz.save`, write every output, standard output last.

    Where that is one of them, nothing else is printed there.
    """
    outputs: list[str] = arguments.output
    for name in outputs:
        if name != STANDARD:
            save(name)
            if STANDARD not in outputs:
                say(f"wrote {visible(name, 1000)}")
    if STANDARD in outputs:
        file = io.BytesIO()
        save(file, format=getattr(arguments, "format", default))
        send(file.getvalue())


def check_page(output: str, kind: str) -> None:
    """Complain before the training of a file that could not be written after it."""
    path = Path(output)
    if "\0" in output:
        raise OutputError(
            f"cannot write {visible(output, 100)}: a null character is in the name"
        )
    check_suffix(path, [".html"], of=kind)
    if path.is_dir():
        raise OutputError(f"cannot write {path}: it is a directory; add a file name")
    if not path.parent.is_dir():
        raise OutputError(
            f"cannot write {path}: there is no directory {path.parent}; create it first, or choose another"
        )
    if not os.access(path.parent, os.W_OK):
        raise OutputError(
            f"cannot write {path}: no permission in {path.parent}; choose a directory of your own"
        )
