"""The command line: ``chalkgrad draw``, ``check`` and ``rules``; ``python -m viz`` is the same.

Vocabulary
    command      one row of COMMANDS: its help, its arguments, and the function that runs it
    expression   the first word after the command, in quotes; see `viz.expression` for what may stand in it
    bad input    anything that cannot be done as asked: one line on standard error, status 2, no file touched

Exit status: 0 done; 1 `check` found a derivative that does not hold; 2 bad input; 130 interrupted; 141 nobody reads on.
"""

from __future__ import annotations

import argparse
import contextlib
import difflib
import os
import sys
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NoReturn

from viz.expression import function, parse, parse_variable
from viz.places import ExpressionError, visible

PROGRAM: Final = "chalkgrad"
EXAMPLE: Final = '"e = (a + b) * (b + 1)" a=2 b=1'


class _UsageError(ValueError):
    """The words of the command line do not fit together."""


class _Parser(argparse.ArgumentParser):
    """argparse that raises what it would print, and that knows which words are options."""

    def __init__(self, **options: Any) -> None:
        self.options: set[str] = set()
        super().__init__(allow_abbrev=False, formatter_class=argparse.RawDescriptionHelpFormatter, **options)

    def add_argument(self, *names: Any, **options: Any) -> argparse.Action:
        self.options.update(name for name in names if name.startswith("-"))
        return super().add_argument(*names, **options)

    def error(self, message: str) -> NoReturn:
        raise _UsageError(message)


@dataclass(frozen=True, slots=True)
class Command:
    """One word after ``chalkgrad``."""

    summary: str
    usage: str
    examples: tuple[str, ...]
    arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], int]


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line `argv` (without the program's name; None: sys.argv) and return the exit status.

    Raises nothing for bad input: it is one line on standard error and status 2.
    """
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always", UserWarning)
            try:
                status = _dispatch(sys.argv[1:] if argv is None else list(argv))
            except SystemExit as done:  # --help and --version
                status = int(done.code or 0)
            _say("")
        for warning in dict.fromkeys(str(w.message) for w in caught if issubclass(w.category, UserWarning)):
            _complain("warning", warning)
    except BrokenPipeError:  # head has read enough
        _close_output()
        return 141
    except KeyboardInterrupt:
        return 130
    except (ValueError, OSError, RuntimeError, ImportError, MemoryError) as error:
        _complain("error", _reason(error))
        return 2
    return status


def _dispatch(words: list[str]) -> int:
    """Find the command and let it run. Not argparse's subparsers: those cannot mix options and words in any order."""
    if not words or words[0].startswith("-"):
        _top().parse_args(words)
        raise _UsageError(f"no command; there are {', '.join(COMMANDS)}: try {PROGRAM} --help")
    name, *rest = words
    command = COMMANDS.get(name)
    if command is None:
        close = difflib.get_close_matches(name[:30], COMMANDS, n=1)
        hint = f"did you mean {close[0]}?" if close else f"there are {', '.join(COMMANDS)}"
        raise _UsageError(f"no command '{visible(name, 30)}', {hint}")
    examples = "\n".join(f"  {PROGRAM} {name} {example}".rstrip() for example in command.examples)
    parser = _Parser(
        prog=f"{PROGRAM} {name}",
        usage=f"{PROGRAM} {name} {command.usage}".rstrip(),
        description=command.summary,
        epilog=f"examples:\n{examples}",
    )
    command.arguments(parser)
    if rest and _is_expression(rest[0], parser.options):
        rest[0] = f" {rest[0]}"  # argparse takes a word with a minus in front for an option, but not with a space
    return command.run(parser.parse_intermixed_args(rest))


def _is_expression(word: str, options: set[str]) -> bool:
    """Whether a first word with a minus in front is an expression: -a * b, --a is not, nor is -oe.png."""
    return word.startswith("-") and not word.startswith(("--", "-o")) and word not in options


def _top() -> _Parser:
    from autograd import __version__

    width = max(map(len, COMMANDS)) + 2
    commands = "\n".join(f"  {name:{width}}{command.summary}" for name, command in COMMANDS.items())
    examples = "\n".join(
        f"  {PROGRAM} {name} {example}".rstrip() for name, c in COMMANDS.items() for example in c.examples[:1]
    )
    parser = _Parser(
        prog=PROGRAM,
        usage=f"{PROGRAM} COMMAND ...",
        description="Scalar automatic differentiation whose computation graph can be drawn and checked.",
        epilog=f"commands:\n{commands}\n\nexamples:\n{examples}\n\n{PROGRAM} COMMAND --help tells more.",
    )
    parser.add_argument("--version", action="version", version=f"{PROGRAM} {__version__}")
    return parser


def _reason(error: Exception) -> str:
    """What an error has to say."""
    if isinstance(error, MemoryError):
        return "not enough memory for this expression"
    return str(error) or type(error).__name__


def _complain(kind: str, message: str) -> None:
    if sys.stderr is not None:
        line = visible(" ".join(message.splitlines()), 1000)
        encoding = getattr(sys.stderr, "encoding", None) or "utf-8"
        print(f"{PROGRAM}: {kind}: {line}".encode(encoding, "backslashreplace").decode(encoding), file=sys.stderr)


def _say(text: str) -> None:
    """Print; what the terminal's encoding lacks becomes a question mark instead of a traceback.

    Flushes, because here a full disk or a closed pipe can still be answered. Nothing is printed for "".
    """
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    try:
        print(text.encode(encoding, "replace").decode(encoding), end="\n" if text else "", flush=True)
    except BrokenPipeError:
        raise
    except OSError as error:
        _close_output()
        raise OSError(f"cannot print: {error.strerror or error}") from error


def _close_output() -> None:
    """Send what is still buffered nowhere, so that Python's last flush does not complain a second time."""
    with contextlib.suppress(AttributeError, OSError, ValueError):  # standard output may be no file
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


# --- arguments ------------------------------------------------------------------------------------------------------


def _whole(text: str) -> int:
    number = int(text) if text.isdecimal() and len(text) < 19 else 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"a whole number of at least 1 is needed, got '{visible(text, 30)}'")
    return number


def _positive(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0.0 < number < float("inf"):
        raise argparse.ArgumentTypeError(f"a positive number is needed, got '{visible(text, 30)}'")
    return number


def _expression_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("expression", nargs="?", metavar="EXPRESSION", help="assignments, separated by ; and in quotes")
    parser.add_argument("variables", nargs="*", metavar="name=value", help="a value for each variable: a=2 x=pi/4")


def _given(arguments: argparse.Namespace) -> tuple[str, dict[str, float]]:
    """The expression and its variables."""
    if arguments.expression is None:
        raise _UsageError(f"no expression, such as {EXAMPLE}")
    variables: dict[str, float] = {}
    for word in arguments.variables:
        name, number = parse_variable(word)
        if name in variables:
            raise ExpressionError(word, 0, f"'{name}' is given twice", word.index("="))
        variables[name] = number
    return arguments.expression.strip(), variables


# --- draw -----------------------------------------------------------------------------------------------------------

_TREE_OPTIONS: Final = {"precision", "max_nodes"}


def _draw_arguments(parser: argparse.ArgumentParser) -> None:
    from viz.picture import RANKDIRS, STYLES
    from viz.theme import THEMES

    _expression_arguments(parser)
    parser.add_argument("-o", "--output", metavar="FILE", help=".png, .svg, .pdf or .dot; without it, a tree of text")
    only_given: Mapping[str, Any] = {"default": argparse.SUPPRESS}  # viz.draw knows the defaults
    parser.add_argument("--style", choices=STYLES, help="what a box shows", **only_given)
    parser.add_argument("--rankdir", choices=RANKDIRS, help="which way the graph flows", **only_given)
    parser.add_argument("--theme", choices=list(THEMES), help="colours", **only_given)
    parser.add_argument("--precision", type=_whole, metavar="DIGITS", help="significant digits", **only_given)
    parser.add_argument("--dpi", type=_positive, help="pixels to the inch of a PNG", **only_given)
    parser.add_argument("--max-nodes", type=_whole, metavar="N", help="refuse to draw more boxes", **only_given)
    partials, grad = "leave out the local derivatives on the arrows", "leave out the gradients"
    parser.add_argument("--no-partials", dest="show_partials", action="store_false", help=partials, **only_given)
    parser.add_argument("--no-grad", dest="show_grad", action="store_false", help=grad, **only_given)
    parser.add_argument("--legend", action="store_true", help="explain the signs below the picture", **only_given)


def _draw(arguments: argparse.Namespace) -> int:
    import viz

    options = dict(vars(arguments))
    for name in ("expression", "variables", "output"):
        del options[name]
    if arguments.output is None and (needless := sorted(options.keys() - _TREE_OPTIONS)):
        flag = needless[0].replace("show_", "no-")
        raise _UsageError(f"--{flag} is for pictures: name a file, such as -o e.png")
    text, variables = _given(arguments)
    root = parse(text, variables).root
    root.backward()
    if arguments.output is None:
        _say(viz.tree(root, **options))
    else:
        viz.save(root, arguments.output, **options)
        _say(f"wrote {visible(arguments.output, 1000)}")
    return 0


# --- check ----------------------------------------------------------------------------------------------------------


def _check(arguments: argparse.Namespace) -> int:
    from autograd import gradcheck

    text, variables = _given(arguments)
    inputs = parse(text, variables, name_intermediates=False).inputs
    names, numbers = list(inputs), [leaf.data for leaf in inputs.values()]
    report = gradcheck(function(text, names), numbers, raise_exception=False, names=names)
    _say(str(report))
    return 0 if report else 1


# --- rules ----------------------------------------------------------------------------------------------------------


def _rules_arguments(parser: argparse.ArgumentParser) -> None:
    from viz.rulebook import FORMATS

    parser.add_argument("--format", choices=FORMATS, default=FORMATS[0], help="for a terminal, or for documentation")


def _rules(arguments: argparse.Namespace) -> int:
    from viz.rulebook import rules_table

    _say(rules_table(arguments.format))
    return 0


COMMANDS: Final[Mapping[str, Command]] = {
    "draw": Command(
        "draw the computation graph of an expression, with values, gradients and local derivatives",
        "EXPRESSION [name=value ...] [-o FILE] [options]",
        (f"{EXAMPLE} -o e.png", EXAMPLE, '"z = w*x + b; y = tanh(z)" w=0.5 x=2 b=0.1 -o y.svg --style circuit'),
        _draw_arguments,
        _draw,
    ),
    "check": Command(
        "compare the derivatives of an expression with finite differences; status 1 if one does not hold",
        "EXPRESSION [name=value ...]",
        ('"tanh(x) * y" x=0.3 y=2',),
        _expression_arguments,
        _check,
    ),
    "rules": Command(
        "print the table of rules: every function, its derivative, where it is defined",
        "[--format text|markdown]",
        ("", "--format markdown"),
        _rules_arguments,
        _rules,
    ),
}
"""All commands, in the order of the help."""
