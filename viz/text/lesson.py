"""Something to read: what the teaching tools return.

Vocabulary: a *lesson* has the same content as plain text and as Markdown, and where it is all formulas as LaTeX too. It
prints in the format it was asked for, and Jupyter shows it typeset.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypeVar

from viz.text.encodings import Printable, printable
from viz.text.html import formula_html, markdown_html
from viz.text.tables import table
from viz.text.tex import for_documents

_OTHER_MARKS: Final = r"(?<=[a-z]):(?=//)|(?<=www)\.|(?<=\w)@|^[-+](?=\s)|^[-=](?=[-=]*$)|(?<=^\d)[.)](?=\s)"
"""Addresses that become links, and beginnings of lines that become lists, rulers and headings."""

Item = TypeVar("Item")
Row = Sequence[str]


class Lesson:
    """A text in several formats. `str()` has the chosen one; ``lesson.text``, ``.markdown``, ``.latex`` have each.

    LaTeX is for documents, see `viz.text.tex.for_documents`; a browser gets its formulas without that.
    """

    def __init__(self, texts: Mapping[str, str], format: str = "text") -> None:
        self._texts, self.format = dict(texts), format

    @property
    def text(self) -> str:
        """For a terminal."""
        return Printable(self._texts["text"])

    @property
    def markdown(self) -> str:
        """For notes and notebooks."""
        return self._texts["markdown"]

    @property
    def latex(self) -> str:
        """For a formula, without dollar signs; "" if it has none. amsmath is needed."""
        return for_documents(self._formula)

    @property
    def _formula(self) -> str:
        return self._texts.get("latex", "")

    def __str__(self) -> str:
        if self.format == "latex":
            return printable(self.latex)
        return printable(self._texts[self.format])

    __repr__ = __str__

    def _repr_markdown_(self) -> str | None:
        return None if self.format == "latex" else self.markdown

    def _repr_html_(self) -> str:
        if self.format == "latex":
            return formula_html(rf"\displaystyle {in_markdown(self._formula)}")
        return markdown_html(self.markdown)

    def _repr_latex_(self) -> str | None:
        return (
            f"$\\displaystyle {in_markdown(self._formula)}$"
            if self.format == "latex"
            else None
        )

    def _repr_mimebundle_(
        self, include: Any = None, exclude: Any = None
    ) -> dict[str, str]:
        shown = {
            "text/plain": self.text,
            "text/markdown": self._repr_markdown_(),
            "text/latex": self._repr_latex_(),
        }
        return {kind: text for kind, text in shown.items() if text is not None}


def table_rows(
    items: Sequence[Item], row: Callable[[Item], Row], most: int
) -> list[Row]:
    """A row for each item; of more than `most` items the first and the last, with a row of dots between.

    >>> table_rows("abcdef", lambda letter: [letter, letter.upper()], most=2)
    [['a', 'A'], ['…', '…'], ['f', 'F']]
    """
    if len(items) <= most:
        return [row(item) for item in items]
    half = max(most // 2, 1)
    first = [row(item) for item in items[:half]]
    last = [row(item) for item in items[-half:]]
    dots = ["…" for _ in first[0]]
    return [*first, dots, *last]


def table_texts(head: Row, rows: Sequence[Row]) -> dict[str, str]:
    """A table as plain text and as Markdown."""
    marked_head = [escape_markdown(cell) for cell in head]
    marked_rows = [[escape_markdown(cell) for cell in row] for row in rows]
    return {
        "text": table(head, rows),
        "markdown": table(marked_head, marked_rows, "markdown"),
    }


def escape_markdown(text: str) -> str:
    r"""Text in which Markdown finds no marks, and a browser no elements; the bar is left to the table.

    >>> escape_markdown("w_1 <b>*"), escape_markdown("a & b")
    ('w\\_1 \\<b\\>\\*', 'a &amp; b')
    """
    escaped = re.sub(r"([\\`*_<>\[\]$~#!])", r"\\\1", text.replace("&", "&amp;"))
    return re.sub(_OTHER_MARKS, r"\\\g<0>", escaped)


def in_markdown(latex: str) -> str:
    r"""A formula in which no browser finds an element and Markdown no link, whatever the names in it.

    >>> print(in_markdown(r"\text{<b>} \text{[a](b)}"))
    \text{‹b›} \text{[a] (b)}
    """
    return latex.replace("<", "‹").replace(">", "›").replace("](", "] (")
