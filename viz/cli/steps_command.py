"""``chalkgrad steps``: the forward and the backward pass as sentences, or as a film in a file."""

from __future__ import annotations

import argparse

import viz
from viz.cli.arguments import (
    Parser,
    add_expression,
    add_language,
    check,
    options_of,
    read_expression,
)
from viz.cli.expression import parse
from viz.cli.terminal import say
from viz.options import check_lesson


def add_arguments(parser: Parser) -> None:
    add_expression(parser)
    films = "a film of them: .html, .gif, .pdf, .tex, or stills such as %%03d.png; without it, sentences"
    parser.add_argument("-o", "--output", metavar="FILE", help=films)
    add_language(parser)


def run(arguments: argparse.Namespace) -> int:
    options = options_of(arguments, "lang", "precision")
    check(check_lesson, **options)
    text, variables = read_expression(arguments)
    root = parse(text, variables).root
    if arguments.output is None:
        say(str(viz.steps(root, **options)))
    else:
        path = viz.film(root, **options).save(arguments.output)
        say(f"wrote {path}")
    return 0
