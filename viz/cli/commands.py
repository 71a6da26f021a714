"""The commands, in the order of the help. What one takes and does stands in a file of its own, loaded when it runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from viz.cli.arguments import EXAMPLE


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One word after ``chalkgrad``."""

    summary: str
    usage: str
    examples: tuple[str, ...]
    module: str
    """The file with ``add_arguments(parser)`` and ``run(arguments) -> exit status``."""


COMMANDS: Final[Mapping[str, Command]] = {
    "draw": Command(
        summary="draw the computation graph of an expression, with values, gradients and the slopes of its arrows",
        usage="EXPRESSION [name=value ...] [-o FILE] [options]",
        examples=(
            f"{EXAMPLE} -o e.png",
            EXAMPLE,
            '"z = w*x + b; y = tanh(z)" w=0.5 x=2 b=0.1 -o y.svg --style circuit',
        ),
        module="viz.cli.draw_command",
    ),
    "steps": Command(
        summary="walk through the forward and the backward pass, one fact at a time: as sentences, a page or a film",
        usage="EXPRESSION [name=value ...] [-o FILE] [--lang zh] [options]",
        examples=(
            EXAMPLE,
            f"{EXAMPLE} -o e.html",
            f"{EXAMPLE} -o handout.pdf --per-page 6 --theme print",
            '"y = tanh(w*x + b)" w=0.5 x=2 b=0.1 --lang zh',
        ),
        module="viz.cli.steps_command",
    ),
    "explain": Command(
        summary="explain the derivative with respect to a variable: the chain rule in symbols and numbers",
        usage="EXPRESSION [name=value ...] [--wrt NAME] [options]",
        examples=(
            f"{EXAMPLE} --wrt b",
            f"{EXAMPLE} --wrt b --format latex",
            EXAMPLE,
        ),
        module="viz.cli.explain_command",
    ),
    "worksheet": Command(
        summary="print the graph with blanks to fill in, and its key: one sheet, or as many as there are students",
        usage="EXPRESSION [name=value ...] -o FILE [--key FILE] [--blanks gradients] [--variants N] [options]",
        examples=(
            f"{EXAMPLE} -o sheet.pdf --key key.pdf",
            f"{EXAMPLE} -o sheets.html --blanks all --variants 4 --answers",
        ),
        module="viz.cli.worksheet_command",
    ),
    "quiz": Command(
        summary="ask about each step of both passes: a quiz for Moodle, with hints for the usual mistakes",
        usage="EXPRESSION [name=value ...] [-o FILE.xml] [--lang zh]",
        examples=(f"{EXAMPLE} -o quiz.xml", EXAMPLE),
        module="viz.cli.quiz_command",
    ),
    "check": Command(
        summary="compare the derivatives of an expression with finite differences; status 1 if one does not hold",
        usage="EXPRESSION [name=value ...]",
        examples=('"tanh(x) * y" x=0.3 y=2',),
        module="viz.cli.check_command",
    ),
    "rules": Command(
        summary="print the table of rules: every function, its derivative, where it is defined",
        usage="[--format text|markdown]",
        examples=("", "--format markdown"),
        module="viz.cli.rules_command",
    ),
    "glossary": Command(
        summary="print the words of backpropagation, each with what it means",
        usage="[--lang zh] [--format text|markdown]",
        examples=("", "--lang zh"),
        module="viz.cli.glossary_command",
    ),
    "train": Command(
        summary="train a network on two moons or on digits, and report how it went on one offline page",
        usage="moons|digits|mnist [-o FILE.html] [options]",
        examples=(
            "moons --epochs 3 --samples 60 -o moons.html",
            "digits --layers 8 --epochs 1 --samples 100",
        ),
        module="viz.cli.train_command",
    ),
    "completion": Command(
        summary="print a script that completes commands, options and files with the tab key",
        usage="bash|zsh|tcsh",
        examples=("bash", "zsh"),
        module="viz.cli.completion_command",
    ),
}
