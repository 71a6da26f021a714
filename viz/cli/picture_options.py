"""Options of pictures, which ``draw`` and ``steps`` share: what is shown, in which style, colours and room."""

from __future__ import annotations

import argparse
from collections.abc import Collection, Sequence
from typing import Any, Final

from viz.cli.arguments import ONLY_GIVEN, Parser, add_fit, add_option, number_or_word
from viz.errors import UsageError
from viz.options import ANY_RANKDIRS, CAPTIONS, CONSTANTS, LEAVES, PACES
from viz.theme import THEMES

_SWITCHES: Final = {
    "--no-partials": ("show_partials", "leave out the slopes on the arrows"),
    "--no-grad": ("show_grad", "leave out the gradients"),
    "--legend": ("legend", "explain the signs below the picture"),
    "--health": (
        "health",
        "mark saturated nodes, nan and gradients that vanish or explode",
    ),
}
"""What a switch sets, to False if it begins with no-, and what it is for."""
_LISTS: Final = ("expand", "highlight")
PICTURE_OPTIONS: Final = (
    *("style", "rankdir", "fit", "theme", "fold", "captions", "constants", "leaves"),
    *("max_nodes", *_LISTS, *(name for name, _ in _SWITCHES.values())),
)
"""Their names in Python."""


def add_picture_options(parser: Parser, styles: Sequence[str]) -> None:
    """The options of `viz.draw` and `viz.film` that make sense for an expression."""
    words = {
        "--style": (styles, "what a box shows"),
        "--rankdir": (ANY_RANKDIRS, "which way it flows"),
        "--theme": (THEMES, "colours"),
        "--captions": (CAPTIONS, "how slopes are written on the arrows"),
        "--constants": (CONSTANTS, "where numbers in formulas stand"),
        "--leaves": (LEAVES, "how inputs that one box uses are drawn"),
    }
    for name, (choices, about) in words.items():
        add_option(parser, name, choices, about, **ONLY_GIVEN)
    add_fit(parser)
    parser.add_argument(
        "--max-nodes",
        type=number_or_word,
        metavar="N",
        help="refuse to draw more boxes",
        **ONLY_GIVEN,
    )
    parser.add_argument(
        "--expand",
        metavar="NAMES",
        help="composite operations to draw as their parts: all, or names such as sigmoid,dot",
        **ONLY_GIVEN,
    )
    parser.add_argument(
        "--highlight",
        metavar="NAMES",
        help="boxes to emphasise, such as a,c",
        **ONLY_GIVEN,
    )
    for flag, (name, about) in _SWITCHES.items():
        action = "store_false" if flag.startswith("--no-") else "store_true"
        parser.add_argument(flag, dest=name, action=action, help=about, **ONLY_GIVEN)


def add_pace(parser: Parser) -> None:
    """How much a step of a film tells."""
    about = "how much a step of a film tells: a number, all of a box, or all of a layer"
    add_option(parser, "--steps", PACES, about, **ONLY_GIVEN)


def picture_options(arguments: argparse.Namespace) -> dict[str, Any]:
    """Those that were given, as `viz.draw` and `viz.film` take them."""
    given = vars(arguments)
    options = {name: given[name] for name in PICTURE_OPTIONS if name in given}
    for name in _LISTS:
        if name in options:
            options[name] = options[name].split(",")
    if options.get("expand") == ["all"]:
        options["expand"] = True
    return options


def refuse_without_file(options: Collection[str], what: str, example: str) -> None:
    """UsageError for options of files, by their names in Python, where text is printed."""
    if options:
        flag = min(options).replace("show_", "no_").replace("_", "-")
        raise UsageError(f"--{flag} is for {what}: name a file, such as -o {example}")
