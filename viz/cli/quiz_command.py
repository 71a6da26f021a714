"""``chalkgrad quiz``: what a learner can be asked about each step, as a file for learning platforms."""

from __future__ import annotations

import argparse
from typing import Any

import viz
from viz.cli.arguments import (
    ONLY_GIVEN,
    Parser,
    add_expression,
    add_language,
    check,
    options_of,
    read_expression,
)
from viz.cli.expression import parse
from viz.cli.output_files import add_outputs, check_outputs, write_outputs
from viz.cli.terminal import say
from viz.options import check_lesson
from viz.sheets.quiz import FORMATS


def add_arguments(parser: Parser) -> None:
    add_expression(parser)
    files = ".xml for Moodle, or .json; without it, the questions and their answers"
    add_outputs(parser, files, default="xml")
    parser.add_argument(
        "--no-pictures",
        dest="pictures",
        action="store_false",
        help="leave out the graph, as far as it is known, in each question",
        **ONLY_GIVEN,
    )
    add_language(parser)


def run(arguments: argparse.Namespace) -> int:
    options = options_of(arguments, "lang", "precision")
    check(check_lesson, **options)
    check_outputs(arguments, FORMATS, of="a quiz")
    text, variables = read_expression(arguments)
    root = parse(text, variables).root
    questions = viz.quiz(root, **options, **options_of(arguments, "pictures"))
    if arguments.output is None:
        say(repr(questions))
        return 0

    def save(place: Any, format: str = "") -> None:
        if format:
            place.write(questions.encode(format).encode())
        else:
            questions.save(place)

    write_outputs(arguments, "xml", save)
    return 0
