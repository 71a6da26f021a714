"""``chalkgrad steps``: the forward and the backward pass as sentences, or as a film in a file."""

from __future__ import annotations

import argparse
import functools

import viz
from viz.cli.arguments import (
    Parser,
    add_expression,
    add_fit,
    add_language,
    check,
    options_of,
    read_expression,
)
from viz.cli.expression import parse
from viz.cli.output_files import add_outputs, check_outputs, write_outputs
from viz.cli.terminal import say
from viz.errors import UsageError
from viz.films import DPI, SUFFIXES
from viz.options import check_drawing, check_lesson


def add_arguments(parser: Parser) -> None:
    add_expression(parser)
    films = "a film of them: .html, .gif, .pdf, .tex, or stills such as %%03d.png; without it, sentences"
    add_outputs(parser, films, default="html")
    add_fit(parser)
    add_language(parser)


def run(arguments: argparse.Namespace) -> int:
    options = options_of(arguments, "lang", "precision")
    check(check_lesson, **options)
    room = options_of(arguments, "fit")
    check(check_drawing, **room)
    check_outputs(arguments, [suffix[1:] for suffix in SUFFIXES], of="a film")
    text, variables = read_expression(arguments)
    root = parse(text, variables).root
    if arguments.output is None:
        if room:
            raise UsageError("--fit is for films: name a file, such as -o e.html")
        say(str(viz.steps(root, **options)))
    else:
        film = viz.film(root, **room, **options)
        save = functools.partial(viz.save, film, dpi=DPI)
        write_outputs(arguments, "html", save)
    return 0
