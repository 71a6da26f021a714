"""``chalkgrad worksheet``: the graph of an expression with blanks to fill in, on paper, with its key."""

from __future__ import annotations

import argparse
import functools
from typing import Any, Final

import viz
from viz.cli.arguments import (
    ONLY_GIVEN,
    Parser,
    add_expression,
    add_language,
    check,
    number_or_word,
    options_of,
    read_expression,
)
from viz.cli.expression import parse
from viz.cli.output_files import add_outputs, check_outputs, write_outputs
from viz.cli.terminal import say
from viz.errors import UsageError, visible
from viz.files import check_suffix
from viz.options import check_count, check_lesson
from viz.sheets.blank_places import BLANKED, check_blanks
from viz.sheets.worksheet import FORMATS, SUFFIXES, Worksheet

_OF: Final = "a worksheet"


def add_arguments(parser: Parser) -> None:
    add_expression(parser)
    add_outputs(parser, "the sheets: .pdf, .tex, .docx or .html", default="pdf")
    parser.add_argument(
        "--key", metavar="FILE", help="the answers, in a file of their own"
    )
    parser.add_argument(
        "--answers",
        action="store_true",
        help="the answers after the sheets, in the same file",
        **ONLY_GIVEN,
    )
    parser.add_argument(
        "--blanks",
        type=share_or_word,
        metavar="|".join([*BLANKED, "SHARE"]),
        help="what is to be filled in; else gradients",
        **ONLY_GIVEN,
    )
    parser.add_argument(
        "--variants",
        type=number_or_word,
        metavar="N",
        help="so many sheets with other numbers",
        **ONLY_GIVEN,
    )
    parser.add_argument(
        "--seed",
        type=number_or_word,
        metavar="N",
        help="other numbers, other blanks",
        **ONLY_GIVEN,
    )
    add_language(parser)


def share_or_word(text: str) -> float | str:
    """A share if the text is a number, else the text, for a check that says what is wrong."""
    try:
        return float(text)
    except ValueError:
        return visible(text, 30)


def run(arguments: argparse.Namespace) -> int:
    options = options_of(
        arguments, "lang", "precision", "answers", "blanks", "variants", "seed"
    )
    _check(arguments, options)
    text, variables = read_expression(arguments)
    root = parse(text, variables).root
    sheets = viz.worksheet(root, **options)
    if arguments.output is not None:
        write_outputs(arguments, "pdf", functools.partial(_save, sheets))
    if arguments.key is not None:
        sheets.key.save(arguments.key)
        if "-" not in (arguments.output or ()):
            say(f"wrote {visible(arguments.key, 1000)}")
    return 0


def _check(arguments: argparse.Namespace, options: dict[str, Any]) -> None:
    """Complain of options and names of files before any work."""
    lesson = {k: x for k, x in options.items() if k in ("lang", "precision")}
    check(check_lesson, **lesson)
    check(check_blanks, blanks=options.get("blanks", "all"))
    check(check_count, what="variants", count=options.get("variants", 1))
    if isinstance(options.get("seed", 0), str):
        raise UsageError(f"seed must be a whole number; got {options['seed']!r}")
    check_outputs(arguments, FORMATS, of=_OF)
    if arguments.key is not None:
        check_suffix(arguments.key, SUFFIXES, of=_OF)
    elif arguments.output is None:
        raise UsageError("name a file for the sheets, such as -o sheet.pdf")


def _save(sheets: Worksheet, place: Any, format: str = "") -> None:
    """Write to a path, or to an open file in a format."""
    if not format:
        sheets.save(place)
        return
    data = sheets.encode(format)
    place.write(data.encode() if isinstance(data, str) else data)
