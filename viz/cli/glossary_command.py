"""``chalkgrad glossary``: the words of backpropagation, see `viz.lessons.glossary`."""

from __future__ import annotations

import argparse

import viz
from viz.cli.arguments import ONLY_GIVEN, Parser, add_option, add_words, options_of
from viz.cli.terminal import say
from viz.options import LESSON_FORMATS


def add_arguments(parser: Parser) -> None:
    about = "for a terminal, or for documentation"
    add_option(parser, "--format", LESSON_FORMATS, about, **ONLY_GIVEN)
    add_words(parser)


def run(arguments: argparse.Namespace) -> int:
    say(str(viz.glossary(**options_of(arguments, "format", "lang"))))
    return 0
