"""Rows of text as a table for a terminal, Markdown, LaTeX or CSV."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Sequence
from typing import Final

from autograd.dialects import SUPERSCRIPTS
from autograd.spelling import TEX_ESCAPES
from viz.options import TABLE_FORMATS, check_option

_LATEX: Final = {
    **TEX_ESCAPES,
    **{raised: f"$^{plain}$" for plain, raised in SUPERSCRIPTS.items()},
    "−": "$-$",
    "–": "--",
    "·": r"$\cdot$",
    "×": r"$\times$",
    "∂": r"$\partial$",
    "√": r"$\sqrt{}$",
    "∞": r"$\infty$",
}
"""What stands in a cell of a LaTeX table for the signs of formulas."""


def cells(text: str) -> int:
    """How many columns of a terminal a text takes: Chinese two each, accents none.

    >>> cells("梯度 x̂")
    6
    """
    wide = sum(unicodedata.east_asian_width(c) in "WF" for c in text)
    return len(text) + wide - sum(bool(unicodedata.combining(c)) for c in text)


def table(
    head: Sequence[str], rows: Sequence[Sequence[str]], format: str = "text"
) -> str:
    """`rows` under `head`, in one of TABLE_FORMATS, without a newline at the end.

    >>> print(table(("node", "value"), [("a", "2"), ("c = a + b", "3")]))
    node       value
    a          2
    c = a + b  3
    """
    check_option("format", format, TABLE_FORMATS)
    if format == "csv":
        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerows([head, *rows])
        return out.getvalue().rstrip("\n")
    if format == "latex":
        body = [
            " & ".join("".join(_LATEX.get(c, c) for c in cell) for cell in row) + r" \\"
            for row in (head, *rows)
        ]
        rules = [
            rf"\begin{{tabular}}{{{'l' * len(head)}}}",
            r"\hline",
            body[0],
            r"\hline",
            *body[1:],
            r"\hline",
        ]
        return "\n".join([*rules, r"\end{tabular}"])
    lines = [
        [cell.replace("|", r"\|") if format == "markdown" else cell for cell in row]
        for row in (head, *rows)
    ]
    widths = [max(cells(line[i]) for line in lines) for i in range(len(head))]
    padded = [
        [cell + " " * (width - cells(cell)) for cell, width in zip(line, widths)]
        for line in lines
    ]
    if format == "markdown":
        padded.insert(1, ["-" * width for width in widths])
        return "\n".join(f"| {' | '.join(line)} |" for line in padded)
    return "\n".join("  ".join(line).rstrip() for line in padded)
