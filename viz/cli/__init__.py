"""The command line: ``chalkgrad draw``, ``steps``, ``quiz``, ``check``, ``train`` and others; or ``python -m viz``.

Vocabulary
    command      one row of `viz.cli.commands`: its help, and the file with its arguments and what it does
    expression   the first word after the command, in quotes; see `viz.cli.expression` for what may stand in it
    bad input    anything that cannot be done as asked: one line on standard error, status 2, no file touched

Exit status: 0 done; 1 `check` found a derivative that does not hold; 2 bad input; 130 interrupted; 141 the output was
closed before all was printed.
"""

from __future__ import annotations

import argparse
import sys
import warnings
from collections.abc import Sequence
from typing import Any

from autograd import __version__
from autograd.hints import did_you_mean
from viz.cli.arguments import Parser, parse_words
from viz.cli.commands import COMMANDS, Command
from viz.cli.terminal import PROGRAM, close_output, complain, reason, say
from viz.errors import UsageError, visible
from viz.loading import loaded
from viz.render.packages import part_with_numpy


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line `argv` (without the program's name; None: sys.argv) and return the exit status.

    Raises nothing for bad input: it is one line on standard error and status 2.
    """
    words = sys.argv[1:] if argv is None else list(argv)
    try:
        loaded()
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always", UserWarning)
            try:
                status = _dispatch(words)
            except SystemExit as done:  # --help and --version
                status = int(done.code or 0)
            say("")
        _complain_of(caught)
    except BrokenPipeError:  # head has read enough
        close_output()
        return 141
    except KeyboardInterrupt:
        return 130
    except (ValueError, OSError, RuntimeError, ImportError, MemoryError) as error:
        complain("error", reason(error))
        return 2
    return status


def _complain_of(caught: Sequence[warnings.WarningMessage]) -> None:
    """Print warnings, each text once."""
    texts = (str(w.message) for w in caught if issubclass(w.category, UserWarning))
    for text in dict.fromkeys(texts):
        complain("warning", text)


def _dispatch(words: list[str]) -> int:
    """Find the command and run it. Not argparse's subparsers: those cannot mix options and words in any order."""
    if not words or words[0].startswith("-"):
        _top().parse_args(words)
        names = ", ".join(COMMANDS)
        raise UsageError(f"no command; there are {names}: try {PROGRAM} --help")
    name, *rest = words
    command = COMMANDS.get(name)
    if command is None:
        hint = did_you_mean(name, COMMANDS)
        raise UsageError(f"no command '{visible(name, 30)}'; {hint}")
    module: Any = part_with_numpy(
        command.module, f"{PROGRAM} {name}"
    )  # only what it needs
    parser = Parser(
        prog=f"{PROGRAM} {name}",
        usage=f"{PROGRAM} {name} {command.usage}".rstrip(),
        description=command.summary,
        epilog="\n".join(["examples:", *_example_lines(name, command.examples)]),
    )
    module.add_arguments(parser)
    arguments: argparse.Namespace = parse_words(parser, rest)
    status: int = module.run(arguments)
    return status


def _top() -> Parser:
    """The parser of a line without a command: --help and --version."""
    width = max(map(len, COMMANDS)) + 2
    summaries = [f"  {name:{width}}{c.summary}" for name, c in COMMANDS.items()]
    examples = []
    for name, command in COMMANDS.items():
        examples += _example_lines(name, command.examples[:1])
    parts = [
        "\n".join(["commands:", *summaries]),
        "\n".join(["examples:", *examples]),
        f"{PROGRAM} COMMAND --help tells more.",
    ]
    parser = Parser(
        prog=PROGRAM,
        usage=f"{PROGRAM} COMMAND ...",
        description="Automatic differentiation whose computation graph can be drawn, stepped through and explained.",
        epilog="\n\n".join(parts),
    )
    version = f"{PROGRAM} {__version__}"
    parser.add_argument("--version", action="version", version=version)
    return parser


def _example_lines(name: str, examples: Sequence[str]) -> list[str]:
    return [f"  {PROGRAM} {name} {example}".rstrip() for example in examples]


__all__ = ["COMMANDS", "Command", "main"]
