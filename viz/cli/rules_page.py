"""The table of rules as a page for people: for a terminal, and as the page of the documentation.

Vocabulary: an *entry* is one row of `autograd.RULES` in words. Its formula and derivatives are the row's own columns,
read on the names of its arguments instead of numbers, so the page cannot disagree with the engine.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from autograd import RULES, Rule
from autograd.dialects import PRETTY, Text, pretty_number
from autograd.rule import READ
from autograd.tex_names import latex_name
from viz.options import LESSON_FORMATS, check_option
from viz.text.lesson import escape_markdown
from viz.text.tables import cells, pad, table

_M = Text.mathematics(PRETTY)
_MANY: Final = 5
"""Arguments that show what a rule for any number of them does: two weights, two inputs and a bias for dot."""
_WIDTH: Final = 80

_INTRODUCTION: Final = """\
# Rules

Every operation is one row of a table, `autograd.RULES`. This page is that table, written by
`chalkgrad rules --format markdown`. The arguments are $x$ and $y$, or $x_1, x_2, \\dots$ for any number of them; $z$ is
the result, which many derivatives use, because it is there already. `ln` is the natural logarithm. *Defined for* says
where the derivative exists; at a *kink* it is only a convention. Constants never carry a gradient and may be given by
name: `leaky_relu(x, slope=0.1)`. Numbers in brackets are the lecture notes, by number and section.
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the table in words. Parts that a row does not have are "" or ()."""

    name: str
    symbol: str
    call: str
    """As it is written in code and on the command line: ``leaky_relu(x, slope=0.01)``."""
    formula: str
    latex: str
    derivatives: tuple[str, ...]
    """``∂z/∂x = 1 − z·z``, one for each argument."""
    domain: str
    kink: str
    constants: str
    doc: str


def entry(rule: Rule) -> Entry:
    """The words of one row.

    >>> from autograd import RULES
    >>> log = entry(RULES["log"]); log.formula, log.derivatives, log.domain
    ('log(x)', ('∂z/∂x = 1/x',), 'x > 0')
    """
    code = rule.forward.__code__
    many = rule.arity is None
    names = (
        [f"x{i + 1}" for i in range(_MANY)]
        if many
        else list(code.co_varnames[1 : code.co_argcount])
    )
    arguments = names[: rule.arity]
    texts = [Text(name, PRETTY) for name in names]
    if rule.text == READ:
        formula = str(rule.textbook(_M, *texts))
    else:
        formula = (rule.text or f"{rule.name}({', '.join(names)})").format(*names)
    constants = [f"{name}={pretty_number(default)}" for name, default in rule.constants]
    shown = [*arguments[:2], "…"] if many else [*arguments, *constants]
    partials = rule.textbook_partials(_M, Text("z", PRETTY), *texts)
    latex_names = [latex_name(name) for name in names]
    domains = (
        interval.describe(name) for interval, name in zip(rule.domain, arguments)
    )
    return Entry(
        rule.name,
        rule.symbol,
        f"{rule.name}({', '.join(shown)})",
        formula,
        rule.latex.format(*latex_names, all=" + ".join(latex_names)),
        tuple(f"∂z/∂{x} = {_words(d)}" for x, d in zip(arguments, partials)),
        ", ".join(filter(None, domains)),
        f"{rule.kink(*texts)} = 0" if rule.kink else "",
        ", ".join(constants),
        rule.doc,
    )


def rules_table(format: str = "text") -> str:
    """All rows of the table: "text" for a terminal of 80 columns, "markdown" for the documentation.

    Raises ValueError for another format. Without a newline at the end.
    """
    check_option("format", format, LESSON_FORMATS)
    entries = [entry(rule) for rule in RULES.values()]
    return _markdown(entries) if format == "markdown" else _text(entries)


def _words(x: Any) -> str:
    return str(x) if isinstance(x, Text) else pretty_number(float(x))


# --- Markdown -------------------------------------------------------------------------------------------------------


def _markdown(entries: Iterable[Entry]) -> str:
    head = (
        "Rule",
        "Gate",
        "Formula",
        "Derivatives",
        "Defined for",
        "Kink",
        "Constants",
        "Meaning",
    )
    rows = [
        (
            f"`{e.call}`",
            escape_markdown(e.symbol),
            f"${_math(e.latex)}$",
            "<br>".join(f"`{d}`" for d in e.derivatives),
            escape_markdown(e.domain),
            escape_markdown(e.kink),
            escape_markdown(e.constants),
            escape_markdown(e.doc),
        )
        for e in entries
    ]
    return f"{_INTRODUCTION}\n{table(head, rows, 'markdown')}"


def _math(latex: str) -> str:
    """The bar by its name: in a table a bare one ends the cell, and an escaped one is a double bar in mathematics."""
    return latex.replace("|", r"\vert{}")


# --- plain text -----------------------------------------------------------------------------------------------------


def _text(entries: Sequence[Entry]) -> str:
    names, symbols = (
        max(cells(x) for x in column) + 2
        for column in zip(*((e.name, e.symbol) for e in entries))
    )
    indent = names + symbols
    blocks = []
    for e in entries:
        where = [
            f"defined for {e.domain}" if e.domain else "",
            f"kink at {e.kink}" if e.kink else "",
            e.constants,
        ]
        lines = [
            f"z = {e.formula}",
            *_filled(e.derivatives, ", ", indent),
            *_filled([words for words in where if words], "; ", indent),
        ]
        lines += _filled(e.doc.split(), " ", indent)
        first, *rest = filter(None, lines)
        title = pad(e.name, names) + pad(e.symbol, symbols)
        blocks.append(
            "\n".join([title + first, *(" " * indent + line for line in rest)])
        )
    return "\n\n".join(blocks)


def _filled(pieces: Sequence[str], between: str, indent: int) -> list[str]:
    """`pieces` on as few lines as fit beside the indent; one that is too long is broken before its last else."""
    lines: list[str] = []
    for piece in pieces:
        if cells(piece) > _WIDTH - indent and " else " in piece:
            first, _, last = piece.rpartition(" else ")
            lines += [first, f"    else {last}"]
        elif lines and cells(lines[-1] + between + piece) <= _WIDTH - indent:
            lines[-1] += between + piece
        else:
            lines.append(piece)
    return lines
