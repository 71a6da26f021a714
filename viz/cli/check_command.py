"""``chalkgrad check``: the derivatives of an expression beside finite differences."""

from __future__ import annotations

import argparse

from autograd import gradcheck
from viz.cli.arguments import Parser, add_expression, read_expression
from viz.cli.expression import function, parse
from viz.cli.terminal import say


def add_arguments(parser: Parser) -> None:
    add_expression(parser)


def run(arguments: argparse.Namespace) -> int:
    text, variables = read_expression(arguments)
    inputs = parse(text, variables, name_intermediates=False).inputs
    names = list(inputs)
    numbers = [leaf.data for leaf in inputs.values()]
    f = function(text, names)
    report = gradcheck(f, numbers, raise_exception=False, names=names)
    say(str(report))
    return 0 if report else 1
