"""``chalkgrad steps``: the forward and the backward pass as sentences, or as a film in a file."""

from __future__ import annotations

import argparse
from typing import Any, Final

import viz
from viz.cli.arguments import (
    ONLY_GIVEN,
    Parser,
    add_expression,
    add_language,
    add_option,
    check,
    number_or_word,
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
from viz.edition import check_per_page
from viz.films import DPI, SUFFIXES
from viz.options import (
    FILM_STYLES,
    FOLDS,
    PACES,
    check_dpi,
    check_drawing,
    check_lesson,
    check_option,
)
from viz.theme import DEFAULT, check_theme

_OF_FORMATS: Final = {
    "dpi": ("png", "gif"),
    "per_page": ("pdf",),
    "frames_only": ("tex",),
}
"""Options of files, with the formats that have them."""


def add_arguments(parser: Parser) -> None:
    add_expression(parser)
    films = (
        "a film of them: .html, .gif, .pdf, .pptx for PowerPoint, .tex for Beamer, or stills such as %%03d.png; without "
        "it, sentences"
    )
    add_outputs(parser, films, default="html")
    add_picture_options(parser, FILM_STYLES)
    add_option(parser, "--fold", FOLDS, "which scopes become one box", **ONLY_GIVEN)
    add_pace(parser)
    add_language(parser)
    parser.add_argument(
        "--dpi",
        type=real_or_word,
        help="pixels to the inch of stills and animations",
        **ONLY_GIVEN,
    )
    parser.add_argument(
        "--per-page",
        type=number_or_word,
        metavar="N",
        help="of .pdf, a handout with N steps on a page of A4",
        **ONLY_GIVEN,
    )
    parser.add_argument(
        "--frames-only",
        action="store_true",
        help="of .tex, frames to paste into a deck of Beamer",
        **ONLY_GIVEN,
    )


def run(arguments: argparse.Namespace) -> int:
    lesson = options_of(arguments, "lang", "precision")
    check(check_lesson, **lesson)
    picture = picture_options(arguments)
    check_option("style", picture.get("style", "nodes"), FILM_STYLES)
    check(check_drawing, **picture)
    check_theme(picture.get("theme", DEFAULT))
    pace = options_of(arguments, "steps")
    check_option("steps", pace.get("steps", "scalar"), PACES)
    file = options_of(arguments, *_OF_FORMATS)
    check(check_dpi, dpi=file.get("dpi", DPI))
    check(check_per_page, per_page=file.get("per_page", 1))
    check_outputs(arguments, [suffix[1:] for suffix in SUFFIXES], of="a film")
    if arguments.output is None:
        given = picture.keys() | file.keys() | pace.keys()
        refuse_without_file(given, "films", "e.html")
    for name, formats in _OF_FORMATS.items():
        check_option_of_format(arguments, "html", file.keys() & {name}, *formats)
    text, variables = read_expression(arguments)
    root = parse(text, variables).root
    if arguments.output is None:
        say(str(viz.steps(root, **lesson)))
        return 0
    film = viz.film(root, **picture, **lesson, **pace)

    def save(place: Any, **format: Any) -> None:
        kind = format_of(place, **format)
        own = {name: file[name] for name in file if kind in _OF_FORMATS[name]}
        viz.save(film, place, **format, **{"dpi": DPI, **own})

    write_outputs(arguments, "html", save)
    return 0
