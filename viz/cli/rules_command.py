"""``chalkgrad rules``: the table of rules, see `viz.cli.rules_page`."""

from __future__ import annotations

import argparse

from viz.cli.arguments import ONLY_GIVEN, Parser, add_option, options_of
from viz.cli.rules_page import rules_table
from viz.cli.terminal import say
from viz.options import LESSON_FORMATS


def add_arguments(parser: Parser) -> None:
    about = "for a terminal, or for documentation"
    add_option(parser, "--format", LESSON_FORMATS, about, **ONLY_GIVEN)


def run(arguments: argparse.Namespace) -> int:
    say(rules_table(**options_of(arguments, "format")))
    return 0
