"""``chalkgrad draw``: the computation graph of an expression as a picture, or as a tree of text."""

from __future__ import annotations

import argparse
import functools
from typing import Final

import viz
from autograd.grain import expand
from viz.cli.arguments import (
    ONLY_GIVEN,
    Parser,
    add_expression,
    add_fit,
    add_option,
    add_precision,
    check,
    number_or_word,
    read_expression,
    real_or_word,
)
from viz.cli.expression import parse
from viz.cli.output_files import add_outputs, check_outputs, write_outputs
from viz.cli.terminal import say
from viz.errors import UsageError
from viz.options import RANKDIRS, STYLES, check_drawing
from viz.saving import OF_VALUES
from viz.theme import DEFAULT, THEMES, check_theme

_TREE_OPTIONS: Final = {"precision", "max_nodes"}
"""The options that make sense without a file."""


def add_arguments(parser: Parser) -> None:
    add_expression(parser)
    files = ".png, .svg, .pdf, .dot, .json or .graphml, or a film; without it, a tree of text"
    add_outputs(parser, files, default="svg")
    add_option(parser, "--style", STYLES, "what a box shows", **ONLY_GIVEN)
    add_option(parser, "--rankdir", RANKDIRS, "which way it flows", **ONLY_GIVEN)
    add_fit(parser)
    add_option(parser, "--theme", THEMES, "colours", **ONLY_GIVEN)
    add_precision(parser)
    parser.add_argument(
        "--dpi", type=real_or_word, help="pixels to the inch of a PNG", **ONLY_GIVEN
    )
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
        "--no-partials",
        dest="show_partials",
        action="store_false",
        help="leave out the local derivatives on the arrows",
        **ONLY_GIVEN,
    )
    parser.add_argument(
        "--no-grad",
        dest="show_grad",
        action="store_false",
        help="leave out the gradients",
        **ONLY_GIVEN,
    )
    parser.add_argument(
        "--legend",
        action="store_true",
        help="explain the signs below the picture",
        **ONLY_GIVEN,
    )


def run(arguments: argparse.Namespace) -> int:
    options = dict(vars(arguments))
    for name in ("expression", "variables", "output", "format"):
        options.pop(name, None)
    check_outputs(arguments, OF_VALUES)
    check(check_drawing, **options)
    check_theme(options.get("theme", DEFAULT))
    names = options.pop("expand", "")
    if arguments.output is None:
        _refuse_picture_options(options.keys() - _TREE_OPTIONS)
    text, variables = read_expression(arguments)
    root = parse(text, variables).root
    root.backward()
    if names:
        root = expand(root, None if names == "all" else names.split(","))
    if arguments.output is None:
        say(viz.tree(root, **options))
    else:
        write_outputs(arguments, "svg", functools.partial(viz.save, root, **options))
    return 0


def _refuse_picture_options(names: set[str]) -> None:
    """UsageError for options of pictures where a tree of text is printed."""
    if names:
        flag = min(names).replace("show_", "no-")
        raise UsageError(f"--{flag} is for pictures: name a file, such as -o e.png")
