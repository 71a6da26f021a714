"""The command line: ``chalkgrad draw``, ``steps``, ``explain``, ``check``, ``rules``, ``train``; or ``python -m viz``.

Vocabulary
    command      one row of COMMANDS: its help, its arguments, and the function that runs it
    expression   the first word after the command, in quotes; see `viz.cli.expression` for what may stand in it
    bad input    anything that cannot be done as asked: one line on standard error, status 2, no file touched

Exit status: 0 done; 1 `check` found a derivative that does not hold; 2 bad input; 130 interrupted; 141 nobody reads on.
"""

from __future__ import annotations

import argparse
import sys
import warnings
from collections.abc import Mapping, Sequence
from typing import Any, Final

from autograd.hints import did_you_mean
from viz.cli.expression import Parsed, function, parse, parse_variable
from viz.cli.grammar import variable_name
from viz.cli.terminal import (
    PROGRAM,
    Command,
    Parser,
    close_output,
    complain,
    positive,
    reason,
    say,
    whole,
)
from viz.errors import ExpressionError, UsageError, visible

EXAMPLE: Final = '"e = (a + b) * (b + 1)" a=2 b=1'


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
            say("")
        for warning in dict.fromkeys(
            str(w.message) for w in caught if issubclass(w.category, UserWarning)
        ):
            complain("warning", warning)
    except BrokenPipeError:  # head has read enough
        close_output()
        return 141
    except KeyboardInterrupt:
        return 130
    except (ValueError, OSError, RuntimeError, ImportError, MemoryError) as error:
        complain("error", reason(error))
        return 2
    return status


def _dispatch(words: list[str]) -> int:
    """Find the command and let it run. Not argparse's subparsers: those cannot mix options and words in any order."""
    if not words or words[0].startswith("-"):
        _top().parse_args(words)
        raise UsageError(
            f"no command; there are {', '.join(COMMANDS)}: try {PROGRAM} --help"
        )
    name, *rest = words
    command = COMMANDS.get(name)
    if command is None:
        hint = did_you_mean(name, COMMANDS)
        raise UsageError(f"no command '{visible(name, 30)}'; {hint}")
    examples = "\n".join(
        f"  {PROGRAM} {name} {example}".rstrip() for example in command.examples
    )
    parser = Parser(
        prog=f"{PROGRAM} {name}",
        usage=f"{PROGRAM} {name} {command.usage}".rstrip(),
        description=command.summary,
        epilog=f"examples:\n{examples}",
    )
    command.arguments(parser)
    if rest and _is_expression(rest[0], parser.options):
        rest[0] = (
            f" {rest[0]}"  # argparse takes a word with a minus in front for an option, but not with a space
        )
    return command.run(parser.parse_intermixed_args(rest))


def _is_expression(word: str, options: set[str]) -> bool:
    """Whether a first word with a minus in front is an expression: -a * b, --a is not, nor is -oe.png."""
    return (
        word.startswith("-")
        and not word.startswith(("--", "-o"))
        and word not in options
    )


def _top() -> Parser:
    from autograd import __version__

    width = max(map(len, COMMANDS)) + 2
    commands = "\n".join(
        f"  {name:{width}}{command.summary}" for name, command in COMMANDS.items()
    )
    examples = "\n".join(
        f"  {PROGRAM} {name} {example}".rstrip()
        for name, c in COMMANDS.items()
        for example in c.examples[:1]
    )
    parser = Parser(
        prog=PROGRAM,
        usage=f"{PROGRAM} COMMAND ...",
        description="Automatic differentiation whose computation graph can be drawn, stepped through and explained.",
        epilog=f"commands:\n{commands}\n\nexamples:\n{examples}\n\n{PROGRAM} COMMAND --help tells more.",
    )
    parser.add_argument(
        "--version", action="version", version=f"{PROGRAM} {__version__}"
    )
    return parser


# --- arguments ------------------------------------------------------------------------------------------------------


def _expression_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "expression",
        nargs="?",
        metavar="EXPRESSION",
        help="assignments, separated by ; and in quotes",
    )
    parser.add_argument(
        "variables",
        nargs="*",
        metavar="name=value",
        help="a value for each variable: a=2 x=pi/4",
    )


def _given(arguments: argparse.Namespace) -> tuple[str, dict[str, float]]:
    """The expression and its variables."""
    if arguments.expression is None:
        raise UsageError(f"no expression, such as {EXAMPLE}")
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
    from viz.options import RANKDIRS, STYLES
    from viz.theme import THEMES

    _expression_arguments(parser)
    parser.add_argument(
        "-o",
        "--output",
        metavar="FILE",
        help=".png, .svg, .pdf or .dot; without it, a tree of text",
    )
    only_given: Mapping[str, Any] = {
        "default": argparse.SUPPRESS
    }  # viz.draw knows the defaults
    parser.add_argument(
        "--style", choices=STYLES, help="what a box shows", **only_given
    )
    parser.add_argument(
        "--rankdir", choices=RANKDIRS, help="which way the graph flows", **only_given
    )
    parser.add_argument("--theme", choices=list(THEMES), help="colours", **only_given)
    parser.add_argument(
        "--precision",
        type=whole,
        metavar="DIGITS",
        help="significant digits",
        **only_given,
    )
    parser.add_argument(
        "--dpi", type=positive, help="pixels to the inch of a PNG", **only_given
    )
    parser.add_argument(
        "--max-nodes",
        type=whole,
        metavar="N",
        help="refuse to draw more boxes",
        **only_given,
    )
    parts = (
        "composite operations to draw as their parts: all, or names such as sigmoid,dot"
    )
    parser.add_argument("--expand", metavar="NAMES", help=parts, **only_given)
    partials, grad = (
        "leave out the local derivatives on the arrows",
        "leave out the gradients",
    )
    parser.add_argument(
        "--no-partials",
        dest="show_partials",
        action="store_false",
        help=partials,
        **only_given,
    )
    parser.add_argument(
        "--no-grad", dest="show_grad", action="store_false", help=grad, **only_given
    )
    parser.add_argument(
        "--legend",
        action="store_true",
        help="explain the signs below the picture",
        **only_given,
    )


def _draw(arguments: argparse.Namespace) -> int:
    import viz
    from autograd.grain import expand

    options = dict(vars(arguments))
    for name in ("expression", "variables", "output"):
        del options[name]
    names = options.pop("expand", "")
    if arguments.output is None and (
        needless := sorted(options.keys() - _TREE_OPTIONS)
    ):
        flag = needless[0].replace("show_", "no-")
        raise UsageError(f"--{flag} is for pictures: name a file, such as -o e.png")
    text, variables = _given(arguments)
    root = parse(text, variables).root
    root.backward()
    if names:
        root = expand(root, None if names == "all" else names.split(","))
    if arguments.output is None:
        say(viz.tree(root, **options))
    else:
        viz.save(root, arguments.output, **options)
        say(f"wrote {visible(arguments.output, 1000)}")
    return 0


# --- steps and explain ----------------------------------------------------------------------------------------------


def _language_arguments(parser: argparse.ArgumentParser) -> None:
    from viz.options import LANGUAGES

    only_given: Mapping[str, Any] = {"default": argparse.SUPPRESS}
    parser.add_argument(
        "--lang", choices=LANGUAGES, help="English or Chinese", **only_given
    )
    parser.add_argument(
        "--precision",
        type=whole,
        metavar="DIGITS",
        help="significant digits",
        **only_given,
    )


def _language_options(arguments: argparse.Namespace) -> dict[str, Any]:
    return {
        name: value
        for name, value in vars(arguments).items()
        if name in ("lang", "precision")
    }


def _steps_arguments(parser: argparse.ArgumentParser) -> None:
    _expression_arguments(parser)
    films = "a film of them: .html, .gif, .pdf, .tex, or stills such as %%03d.png; without it, sentences"
    parser.add_argument("-o", "--output", metavar="FILE", help=films)
    _language_arguments(parser)


def _steps(arguments: argparse.Namespace) -> int:
    import viz

    text, variables = _given(arguments)
    root, options = parse(text, variables).root, _language_options(arguments)
    if arguments.output is None:
        say(str(viz.steps(root, **options)))
    else:
        say(f"wrote {viz.film(root, **options).save(arguments.output)}")
    return 0


def _explain_arguments(parser: argparse.ArgumentParser) -> None:
    from viz.options import FORMULA_FORMATS

    _expression_arguments(parser)
    parser.add_argument(
        "--wrt", metavar="NAME", help="the variable to explain; without it, all inputs"
    )
    parser.add_argument(
        "--format",
        choices=FORMULA_FORMATS,
        default=FORMULA_FORMATS[0],
        help="for a terminal, or for documents",
    )
    _language_arguments(parser)


def _explain(arguments: argparse.Namespace) -> int:
    import viz

    text, variables = _given(arguments)
    parsed, options = parse(text, variables), _language_options(arguments)
    wanted = (
        parsed.inputs.values()
        if arguments.wrt is None
        else [_variable(arguments.wrt, parsed)]
    )
    lessons = [
        viz.explain(x, parsed.root, format=arguments.format, **options) for x in wanted
    ]
    say("\n\n".join(map(str, lessons)))
    return 0


def _variable(word: str, parsed: Parsed) -> Any:
    """The Value that a name of the expression means, or the name of a step that was given one."""
    name = variable_name(word)
    return (parsed.inputs | parsed.assigned).get(name, name)


# --- check ----------------------------------------------------------------------------------------------------------


def _check(arguments: argparse.Namespace) -> int:
    from autograd import gradcheck

    text, variables = _given(arguments)
    inputs = parse(text, variables, name_intermediates=False).inputs
    names, numbers = list(inputs), [leaf.data for leaf in inputs.values()]
    report = gradcheck(
        function(text, names), numbers, raise_exception=False, names=names
    )
    say(str(report))
    return 0 if report else 1


# --- rules and train ------------------------------------------------------------------------------------------------


def _rules_arguments(parser: argparse.ArgumentParser) -> None:
    from viz.options import LESSON_FORMATS

    parser.add_argument(
        "--format",
        choices=LESSON_FORMATS,
        default=LESSON_FORMATS[0],
        help="for a terminal, or for documentation",
    )


def _rules(arguments: argparse.Namespace) -> int:
    from viz.cli.rules_page import rules_table

    say(rules_table(arguments.format))
    return 0


def _train_arguments(parser: argparse.ArgumentParser) -> None:
    from viz.cli.train_command import arguments

    arguments(parser)


def _train(options: argparse.Namespace) -> int:
    from viz.cli.train_command import run

    return run(options)


COMMANDS: Final[Mapping[str, Command]] = {
    "draw": Command(
        "draw the computation graph of an expression, with values, gradients and local derivatives",
        "EXPRESSION [name=value ...] [-o FILE] [options]",
        (
            f"{EXAMPLE} -o e.png",
            EXAMPLE,
            '"z = w*x + b; y = tanh(z)" w=0.5 x=2 b=0.1 -o y.svg --style circuit',
        ),
        _draw_arguments,
        _draw,
    ),
    "steps": Command(
        "walk through the forward and the backward pass, one fact at a time: as sentences, a page or a film",
        "EXPRESSION [name=value ...] [-o FILE] [--lang zh]",
        (
            EXAMPLE,
            f"{EXAMPLE} -o e.html",
            '"y = tanh(w*x + b)" w=0.5 x=2 b=0.1 --lang zh',
        ),
        _steps_arguments,
        _steps,
    ),
    "explain": Command(
        "explain the derivative with respect to a variable: the chain rule in symbols and numbers",
        "EXPRESSION [name=value ...] [--wrt NAME] [options]",
        (f"{EXAMPLE} --wrt b", f"{EXAMPLE} --wrt b --format latex", EXAMPLE),
        _explain_arguments,
        _explain,
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
    "train": Command(
        "train a network on two moons or on digits, and report how it went on one offline page",
        "moons|digits|mnist [-o FILE.html] [options]",
        (
            "moons --epochs 3 --samples 60 -o moons.html",
            "digits --layers 8 --epochs 1 --samples 100",
        ),
        _train_arguments,
        _train,
    ),
}
"""All commands, in the order of the help."""
