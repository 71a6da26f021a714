"""What may follow a command: the parser, kinds of arguments that several commands take, and numbers as words.

Options that `viz.options` knows, such as ``--precision`` and ``--lang``, are checked there, so that a wrong one has the
same words on the command line as in Python. Only what was given is passed on: the tools know the defaults.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final, NoReturn, cast

from viz.cli.expression import parse_variable
from viz.errors import ExpressionError, UsageError, visible
from viz.options import LANGUAGES
from viz.rooms import ROOMS

EXAMPLE: Final = '"e = (a + b) * (b + 1)" a=2 b=1'

ONLY_GIVEN: Final[Mapping[str, Any]] = {"default": argparse.SUPPRESS}
"""An option that is left out is not in the namespace."""

_DIGITS: Final = 18
"""Digits of a whole number that is read: Python takes a long time over thousands."""


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


# --- expressions ----------------------------------------------------------------------------------------------------


def add_expression(parser: Parser) -> None:
    """The expression and its variables."""
    parser.add_argument(
        "expression",
        nargs="?",
        metavar="EXPRESSION",
        help="assignments, separated by ; and in quotes; - reads them from standard input",
    )
    parser.add_argument(
        "variables",
        nargs="*",
        metavar="name=value",
        help="a value for each variable: a=2 x=pi/4",
    )


def parse_words(parser: Parser, words: Sequence[str]) -> argparse.Namespace:
    """The arguments of a command.

    argparse takes a word with a minus in front for an option. So a first word that is an expression, such as -a * b,
    is kept from it, and so are all words after ``--``; it then finds variables in the expression's place, from where
    they are moved.
    """
    first, rest = [], list(words)
    if words and _is_expression(words[0], parser.options):
        first, rest = [words[0]], rest[1:]
    last: list[str] = []
    if "--" in rest:
        at = rest.index("--")
        rest, last = rest[:at], rest[at + 1 :]
    if not first and not last:
        return parser.parse_intermixed_args(rest)
    arguments = parser.parse_intermixed_args(rest)
    if not hasattr(arguments, "expression"):
        raise UsageError(f"unrecognized arguments: {' '.join([*first, *last])}")
    moved = [] if arguments.expression is None else [arguments.expression]
    positional = [*first, *moved, *arguments.variables, *last]
    arguments.expression, *arguments.variables = positional
    return arguments


def _is_expression(word: str, options: set[str]) -> bool:
    """Whether a word with a minus in front is an expression: -a * b, --a is not, nor is -oe.png."""
    is_option = word.startswith(("--", "-o")) or word in options
    return word.startswith("-") and not is_option


def read_expression(arguments: argparse.Namespace) -> tuple[str, dict[str, float]]:
    """The text of the expression, ``-`` for that on standard input, and its variables with their values."""
    if arguments.expression is None:
        raise UsageError(f"no expression, such as {EXAMPLE}")
    variables: dict[str, float] = {}
    for word in arguments.variables:
        name, number = parse_variable(word)
        if name in variables:
            raise ExpressionError(word, 0, f"'{name}' is given twice", word.index("="))
        variables[name] = number
    text = arguments.expression
    return (_read_input() if text == "-" else text).strip(), variables


def _read_input() -> str:
    """The text on standard input."""
    if sys.stdin is None:
        raise UsageError("there is no standard input to read the expression from")
    try:
        return sys.stdin.read().removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise UsageError(
            f"the expression on standard input is not {error.encoding} text: {error.reason}"
        ) from error


# --- options --------------------------------------------------------------------------------------------------------


def add_option(
    parser: Parser, name: str, words: Iterable[str], about: str, **settings: Any
) -> None:
    """An option that takes one of the `words`; whoever reads it checks it, see `check`."""
    parser.add_argument(name, metavar="|".join(words), help=about, **settings)


def add_precision(parser: Parser) -> None:
    """``--precision DIGITS``"""
    parser.add_argument(
        "--precision",
        type=number_or_word,
        metavar="DIGITS",
        help="significant digits",
        **ONLY_GIVEN,
    )


def add_language(parser: Parser) -> None:
    """``--lang`` and ``--precision``: the options of sentences with numbers."""
    add_words(parser)
    add_precision(parser)


def add_words(parser: Parser) -> None:
    """``--lang``."""
    add_option(parser, "--lang", LANGUAGES, "language of the sentences", **ONLY_GIVEN)


def add_fit(parser: Parser) -> None:
    """``--fit``: the room to fill."""
    parser.add_argument(
        "--fit",
        type=room_or_word,
        metavar="|".join((*ROOMS, "WxH")),
        help="fill this room with the largest type; WxH is in points, such as 880x430",
        **ONLY_GIVEN,
    )


def options_of(arguments: argparse.Namespace, *names: str) -> dict[str, Any]:
    """Those of the named options that were given."""
    given = vars(arguments)
    return {name: given[name] for name in names if name in given}


def check(check_options: Callable[..., None], **options: Any) -> None:
    """Let a function of `viz.options` check options; a wrong type is bad input here, as a wrong value is."""
    try:
        check_options(**options)
    except TypeError as error:
        raise UsageError(str(error)) from error


# --- numbers as words -----------------------------------------------------------------------------------------------


def number_or_word(text: str) -> int | str:
    """A whole number if the text is one, else the text, for a check that says what is wrong.

    >>> number_or_word("-4"), number_or_word("4.0")
    (-4, '4.0')
    """
    digits = text.removeprefix("-")
    is_number = digits.isdecimal() and len(digits) <= _DIGITS
    return int(text) if is_number else visible(text, 30)


def real_or_word(text: str) -> float | str:
    """A number if the text is one, else the text, for a check that says what is wrong."""
    try:
        return float(text)
    except ValueError:
        return visible(text, 30)


def room_or_word(text: str) -> tuple[float, float] | str:
    """A width and a height if the text is both, else the text, for a check that says what is wrong.

    >>> room_or_word("880x430"), room_or_word("slide")
    ((880.0, 430.0), 'slide')
    """
    width, times, height = text.partition("x")
    numbers = real_or_word(width), real_or_word(height)
    if times and all(isinstance(number, float) for number in numbers):
        return cast("tuple[float, float]", numbers)
    return visible(text, 30)


def whole(text: str, least: int = 1) -> int:
    """A whole number of at least so much."""
    number = number_or_word(text)
    if isinstance(number, str) or number < least:
        shown = visible(text, 30)
        raise argparse.ArgumentTypeError(
            f"a whole number of at least {least} is needed, got '{shown}'"
        )
    return number


def positive(text: str) -> float:
    """A finite number above 0."""
    number = real_or_word(text)
    if isinstance(number, str) or not 0.0 < number < float("inf"):
        shown = visible(text, 30)
        raise argparse.ArgumentTypeError(f"a positive number is needed, got '{shown}'")
    return number
