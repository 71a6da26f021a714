"""``chalkgrad completion``: a script that completes commands, options and files with the tab key, for a shell."""

from __future__ import annotations

import argparse
import importlib
from typing import Any, Final

from autograd.missing import imported
from viz.cli.arguments import Parser
from viz.cli.commands import COMMANDS
from viz.cli.terminal import PROGRAM, say
from viz.options import check_option

SHELLS: Final = ("bash", "zsh", "tcsh")
_FILES: Final = {"output", "key", "playground", "data"}
"""Arguments that name files."""


def add_arguments(parser: Parser) -> None:
    parser.add_argument("shell", metavar="|".join(SHELLS), help="whose script it is")


def run(arguments: argparse.Namespace) -> int:
    check_option("shell", arguments.shell, SHELLS)
    library: Any = imported("shtab", f"{PROGRAM} completion")
    say(library.complete(_parser_of_all(library.FILE), arguments.shell))
    return 0


def _parser_of_all(files: Any) -> argparse.ArgumentParser:
    """One parser for all commands: the library reads it, and nothing else does."""
    parser = Parser(prog=PROGRAM)
    parser.add_argument("--version", action="store_true", help="the version")
    commands = parser.add_subparsers()
    for name, command in COMMANDS.items():
        own = commands.add_parser(name, help=command.summary)
        module: Any = importlib.import_module(command.module)
        module.add_arguments(own)
        for action in own._actions:
            _complete(action, files)
    return parser


def _complete(action: argparse.Action, files: Any) -> None:
    """What may stand for an argument: one of the words that its help has, or a file."""
    if action.dest in _FILES:
        action.complete = files  # type: ignore[attr-defined]
    elif isinstance(action.metavar, str) and "|" in action.metavar:
        words = action.metavar.split("|")
        action.choices = [word for word in words if word != "WxH"]
