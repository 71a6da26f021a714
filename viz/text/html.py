"""Texts of lessons as HTML, for notebooks and for pages that are made of them (Sphinx with MyST-NB).

Only the Markdown that lessons write is read: paragraphs, lists, tables, bold, and formulas between dollar signs, which
stay formulas for MathJax. Everything else is text, and escaped.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any, Final

from viz.text.encodings import Printable

_TOKEN: Final = re.compile(
    r"\\(?P<char>[^\w\s])|\$(?P<formula>(?:\\.|[^$\\])+)\$|(?P<bold>\*\*)"
)
_CELL: Final = re.compile(r"(?<!\\)\|")
"""The bar between two cells of a table."""
_TYPESET: Final = "output_area mathjax_process tex2jax_process"
"""Where Sphinx lets MathJax look for formulas."""


def markdown_html(text: str) -> str:
    r"""The Markdown of a lesson as HTML.

    >>> markdown_html(r"**a\*b** is $x < 1$")
    '<div class="output_area mathjax_process tex2jax_process">\n<p><b>a*b</b> is \\(x &lt; 1\\)</p>\n</div>'
    """
    lines = [f'<div class="{_TYPESET}">']
    for block in re.split(r"\n{2,}", text.strip("\n")):
        lines += _block(block.split("\n"))
    lines.append("</div>")
    return "\n".join(lines)


def formula_html(latex: str) -> str:
    """A formula on a line of its own, for MathJax."""
    escaped = html.escape(latex, quote=False)
    return f'<div class="{_TYPESET}">\\[{escaped}\\]</div>'


def text_html(text: str) -> str:
    """Lines for a terminal as they are."""
    style = "font-family:monospace;line-height:1.3;overflow-x:auto"
    escaped = html.escape(text, quote=False)
    return f'<pre style="{style}">{escaped}</pre>'


def _block(lines: list[str]) -> Iterator[str]:
    """What stands between two empty lines."""
    if lines[0].startswith("| "):
        head, _, *rows = lines
        yield "<table>"
        yield f"<thead>{_row(head, 'th')}</thead>"
        yield "<tbody>"
        for row in rows:
            yield _row(row, "td")
        yield "</tbody></table>"
    elif all(line.startswith("- ") for line in lines):
        yield "<ul>"
        for line in lines:
            item = _inline(line.removeprefix("- "))
            yield f"<li>{item}</li>"
        yield "</ul>"
    else:
        paragraph = _inline(" ".join(lines))
        yield f"<p>{paragraph}</p>"


def _row(line: str, tag: str) -> str:
    inside = line.strip().removeprefix("|").removesuffix("|")
    shown = ""
    for cell in _CELL.split(inside):
        text = _inline(cell.strip())
        shown += f'<{tag} style="text-align:left">{text}</{tag}>'
    return f"<tr>{shown}</tr>"


def _inline(text: str) -> str:
    """A line: what is between marks is escaped, and a bold end is put where it is missing."""
    parts, end, bold = [], 0, False
    for token in _TOKEN.finditer(text):
        parts.append(_plain(text[end : token.start()]))
        end = token.end()
        if token["bold"]:
            bold = not bold
            parts.append("<b>" if bold else "</b>")
        elif token["formula"]:
            formula = html.escape(token["formula"], quote=False)
            parts.append(f"\\({formula}\\)")
        else:
            parts.append(_plain(token["char"]))
    parts.append(_plain(text[end:]))
    if bold:
        parts.append("</b>")
    return "".join(parts)


def _plain(text: str) -> str:
    """Text of Markdown, in which & may be an entity already; what would begin a formula stands in a tag of its own."""
    escaped = html.escape(html.unescape(text), quote=False)
    return re.sub(r"[$\\]", r"<span>\g<0></span>", escaped)


class Shown(Printable):
    """A text that shows itself as it is, line by line, at a prompt and in a notebook; else it is a string."""

    __slots__ = ("kind",)
    kind: str
    """What it is written in: "text", "markdown", "latex" or "csv"."""

    def __new__(cls, text: str, kind: str = "text") -> Shown:
        shown = super().__new__(cls, text)
        shown.kind = kind
        return shown

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        whole = str.__str__(self)
        return markdown_html(whole) if self.kind == "markdown" else text_html(whole)

    def _repr_markdown_(self) -> str | None:
        return str.__str__(self) if self.kind == "markdown" else None

    def _repr_latex_(self) -> str | None:
        return str.__str__(self) if self.kind == "latex" else None

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        printer.text(repr(self))
