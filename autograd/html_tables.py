"""How what a notebook holds shows itself there: as a table of what it has, or line by line.

A class takes one of these functions as its ``_repr_html_``. All text is escaped, and numbers are shortened: what is
needed to the last digit is asked for by name.
"""

from __future__ import annotations

import html
import reprlib
from collections.abc import Iterable, Sequence
from dataclasses import fields, is_dataclass
from typing import Any, Final

_LEFT: Final = "text-align:left;vertical-align:top"
_SHORT: Final = reprlib.Repr()
_SHORT.maxlevel, _SHORT.maxstring, _SHORT.maxother = 3, 200, 160


def table_html(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """A table with a line for each row.

    >>> table_html(["name"], [["a < b"], [0.1 + 0.2]])
    '<table><thead><tr><th style="text-align:left;vertical-align:top">name</th></tr></thead><tbody>\
<tr><td style="text-align:left;vertical-align:top">a &lt; b</td></tr>\
<tr><td style="text-align:left;vertical-align:top">0.3</td></tr></tbody></table>'
    """
    lines = "".join(_row("td", row) for row in rows)
    return f"<table><thead>{_row('th', head)}</thead><tbody>{lines}</tbody></table>"


def fields_html(holder: Any) -> str:
    """What a record holds, name beside content: a dataclass, or a named tuple."""
    title = [type(holder).__name__, ""]
    return table_html(title, ([name, getattr(holder, name)] for name in _names(holder)))


def _names(holder: Any) -> list[str]:
    if is_dataclass(holder):
        return [f.name for f in fields(holder) if f.repr]
    return list(holder._fields)


def lines_html(holder: Any) -> str:
    """The text of an object, line by line."""
    text = html.escape(repr(holder), quote=False)
    return f'<pre style="font-family:monospace;line-height:1.3">{text}</pre>'


def short(content: Any) -> str:
    """What a cell shows of some content.

    >>> short(1 / 3), short("text"), short([0.5, 2])
    ('0.3333', 'text', '[0.5, 2]')
    """
    if isinstance(content, str):
        return content
    if isinstance(content, float):
        return f"{content:.4g}"
    if hasattr(content, "shape") and hasattr(content, "dtype"):
        if content.size > 6:
            size = " × ".join(map(str, content.shape))
            return f"{size} of {content.dtype}"
        return _SHORT.repr(content.tolist())
    if callable(content) and hasattr(content, "__name__"):
        return str(content.__name__)
    return _SHORT.repr(content)


def _row(tag: str, cells: Iterable[Any]) -> str:
    inside = "".join(
        f'<{tag} style="{_LEFT}">{html.escape(short(cell), quote=False)}</{tag}>'
        for cell in cells
    )
    return f"<tr>{inside}</tr>"
