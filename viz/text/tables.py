"""Rows of text as a table for a terminal, Markdown, LaTeX or CSV."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from autograd.dialects import SUPERSCRIPTS
from autograd.tex_letters import letters, tex_letter, tex_sign
from viz.options import TABLE_FORMATS, check_option
from viz.text.direction import without_isolates
from viz.text.tex import for_documents

_FORMULA_SIGNS: Final = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
"""What begins a formula in a cell of a spreadsheet."""
_LATEX: Final = {
    **{raised: f"$^{plain}$" for plain, raised in SUPERSCRIPTS.items()},
    "−": "$-$",
    "–": "--",
    "√": r"$\sqrt{}$",
}
"""What stands in a cell of a LaTeX table for the signs of formulas."""


class Formula(str):
    """A cell of a table in LaTeX that is a formula already."""

    __slots__ = ()


def cells(text: str) -> int:
    """How many columns of a terminal a text takes: Chinese two each, accents none.

    >>> cells("梯度 x̂")
    6
    """
    if text.isascii():
        return len(text)
    wide = sum(unicodedata.east_asian_width(c) in "WF" for c in text)
    without_width = sum(unicodedata.category(c) in ("Mn", "Me", "Cf") for c in text)
    return len(text) + wide - without_width


def pad(text: str, width: int) -> str:
    """A text with spaces behind it, `width` cells of a terminal wide.

    >>> pad("梯度", 6)
    '梯度  '
    """
    return text + " " * (width - cells(text))


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
    return _WRITERS[format]([list(head), *map(list, rows)])


def _as_csv(rows: list[list[str]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    for row in rows:
        writer.writerow(map(_csv_cell, row))
    return out.getvalue().removesuffix("\n")


def _csv_cell(text: str) -> str:
    """A number as programs read it; a text so that no spreadsheet takes it for a formula (OWASP, CSV injection).

    >>> _csv_cell("−1.5e-7"), _csv_cell("−∞"), _csv_cell("=1+1"), _csv_cell("a - b")
    ('-1.5e-7', '-inf', "'=1+1", 'a - b')
    """
    text = without_isolates(text)
    number = text.replace("−", "-").replace("∞", "inf")
    if re.fullmatch(r"-?(inf|nan|[\d.]+(e-?\d+)?)", number):
        return number
    is_formula = text.lstrip().startswith(_FORMULA_SIGNS) or text[:1] in "\t\r\n"
    return f"'{text}" if text and is_formula else text


def _as_latex(rows: list[list[str]]) -> str:
    head, *body = [_latex_row(row) for row in rows]
    return for_documents(
        "\n".join(
            [
                rf"\begin{{tabular}}{{{'l' * len(rows[0])}}}",
                r"\hline",
                head,
                r"\hline",
                *body,
                r"\hline",
                r"\end{tabular}",
            ]
        )
    )


def _latex_row(row: list[str]) -> str:
    escaped = [_latex_cell(cell) for cell in row]
    if escaped[0].startswith(("[", "*")):  # an option of the \\ before it
        escaped[0] = "{}" + escaped[0]
    return " & ".join(escaped) + r" \\"


def _latex_cell(cell: str) -> str:
    if isinstance(cell, Formula):
        return f"${cell}$" if cell else ""
    return "".join(map(_tex_word, letters(cell)))


def _tex_word(letter: str) -> str:
    """A letter of a cell, signs as mathematics."""
    sign = tex_sign(letter)
    if letter in _LATEX or not sign:
        return _LATEX.get(letter) or tex_letter(letter)
    return f"${sign}$"


def _as_markdown(rows: list[list[str]]) -> str:
    marked = [[cell.replace("|", r"\|") for cell in row] for row in rows]
    widths = _widths(marked)
    head, *body = _padded(marked, widths)
    line = ["-" * width for width in widths]
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, line, *body))


def _as_text(rows: list[list[str]]) -> str:
    padded = _padded(rows, _widths(rows))
    return "\n".join("  ".join(row).rstrip() for row in padded)


def _widths(rows: list[list[str]]) -> list[int]:
    """Of each column, in cells of a terminal."""
    return [max(map(cells, column)) for column in zip(*rows)]


def _padded(rows: list[list[str]], widths: list[int]) -> list[list[str]]:
    """All cells as wide as their column."""
    return [[pad(cell, width) for cell, width in zip(row, widths)] for row in rows]


_WRITERS: Final[Mapping[str, Callable[[list[list[str]]], str]]] = {
    "text": _as_text,
    "markdown": _as_markdown,
    "latex": _as_latex,
    "csv": _as_csv,
}
