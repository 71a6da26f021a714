"""``chalkgrad draw``: the computation graph of an expression as a picture, or as a tree of text."""

from __future__ import annotations

import argparse
from typing import Any, Final

import viz
from autograd.grain import expand
from autograd.hints import check_option
from viz.cli.arguments import (
    ONLY_GIVEN,
    Parser,
    add_expression,
    add_precision,
    check,
    options_of,
    read_expression,
    real_or_word,
)
from viz.cli.expression import parse
from viz.cli.output_files import (
    add_outputs,
    check_option_of_format,
    check_outputs,
    format_of,
    write_outputs,
)
from viz.cli.picture_options import (
    add_pace,
    add_picture_options,
    picture_options,
    refuse_without_file,
)
from viz.cli.terminal import say
from viz.options import PACES, STYLES, check_drawing
from viz.saving import OF_VALUES
from viz.theme import DEFAULT, check_theme

_TREE_OPTIONS: Final = {"precision", "max_nodes", "expand"}
"""The options that make sense without a file."""


def add_arguments(parser: Parser) -> None:
    add_expression(parser)
    files = (
        ".png, .svg, .pdf, .dot, .json or .graphml, .pptx for PowerPoint, .tex for LaTeX, or a film, .html or .gif; "
        "without it, a tree of text"
    )
    add_outputs(parser, files, default="svg")
    add_picture_options(parser, STYLES)
    add_pace(parser)
    add_precision(parser)
    parser.add_argument(
        "--dpi", type=real_or_word, help="pixels to the inch of a PNG", **ONLY_GIVEN
    )
    parser.add_argument(
        "--standalone",
        action="store_true",
        help="of .tex, a whole document instead of a tikzpicture to \\input",
        **ONLY_GIVEN,
    )


def run(arguments: argparse.Namespace) -> int:
    options = picture_options(arguments)
    options |= options_of(arguments, "precision", "dpi")
    check_outputs(arguments, OF_VALUES)
    check(check_drawing, **options)
    check_theme(options.get("theme", DEFAULT))
    switches = options_of(arguments, "standalone")
    pace = options_of(arguments, "steps")
    check_option("steps", pace.get("steps", "scalar"), PACES)
    if arguments.output is None:
        shown = (options.keys() | switches.keys() | pace.keys()) - _TREE_OPTIONS
        refuse_without_file(shown, "pictures", "e.png")
    check_option_of_format(arguments, "svg", switches, "tex")
    check_option_of_format(arguments, "svg", pace, "html", "gif")
    text, variables = read_expression(arguments)
    root = parse(text, variables).root
    root.backward()
    parts = options.pop("expand", False)
    if parts:
        root = expand(root, None if parts is True else parts)
    if arguments.output is None:
        say(viz.tree(root, **options))
        return 0

    def save(place: Any, **format: Any) -> None:
        own: dict[str, Any] = {}
        kind = format_of(place, **format)
        if kind == "tex":  # one picture: films are for `steps`
            own["standalone"] = "standalone" in switches
        if kind in ("html", "gif"):
            own |= pace
        viz.save(root, place, **format, **own, **options)

    write_outputs(arguments, "svg", save)
    return 0
