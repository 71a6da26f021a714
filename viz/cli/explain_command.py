"""``chalkgrad explain``: the chain rule for one variable, or for each input, in symbols and numbers."""

from __future__ import annotations

import argparse
from typing import Any

import viz
from viz.cli.arguments import (
    ONLY_GIVEN,
    Parser,
    add_expression,
    add_language,
    add_option,
    check,
    options_of,
    read_expression,
)
from viz.cli.expression import Parsed, parse
from viz.cli.grammar import variable_name
from viz.cli.terminal import say
from viz.options import FORMULA_FORMATS, check_lesson


def add_arguments(parser: Parser) -> None:
    add_expression(parser)
    parser.add_argument(
        "--wrt", metavar="NAME", help="the variable to explain; without it, all inputs"
    )
    about = "for a terminal, or for documents"
    add_option(parser, "--format", FORMULA_FORMATS, about, **ONLY_GIVEN)
    add_language(parser)


def run(arguments: argparse.Namespace) -> int:
    options = options_of(arguments, "format", "lang", "precision")
    check(check_lesson, formats=FORMULA_FORMATS, **options)
    text, variables = read_expression(arguments)
    parsed = parse(text, variables)
    explained = list(parsed.inputs.values())
    if arguments.wrt is not None:
        explained = [_variable(arguments.wrt, parsed)]
    lessons = [viz.explain(x, parsed.root, **options) for x in explained]
    say("\n\n".join(map(str, lessons)))
    return 0


def _variable(word: str, parsed: Parsed) -> Any:
    """The Value that a name of the expression means, or the name of a step that was given one."""
    name = variable_name(word)
    return (parsed.inputs | parsed.assigned).get(name, name)
