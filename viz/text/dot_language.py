"""Graphviz's language DOT: statements with quoted attributes. Drawings and layouts are written with these functions.

>>> print(statement("n0", label="a", color=None))
n0 [label="a"]
>>> print(statement("n0 -> n1"))
n0 -> n1
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator


def quote(text: str) -> str:
    r"""Any text as a DOT string that shows exactly this text: no escapes, entities, HTML or ports come of it.

    >>> print(quote('a|{b} <i> \\N "q" &amp; \\'))
    "a|{b} <i> \\N \"q\" &amp;amp; \\"
    """
    text = text.replace("&", "&amp;").replace("\\", "\\\\").replace('"', '\\"')
    return '"' + text.replace("\n", "\\n") + '"'


def statement(subject: str, **attributes: str | None) -> str:
    """A node, an edge, or defaults such as "graph", with those of the attributes that are not None."""
    pairs = []
    for name, value in attributes.items():
        if value is not None:
            pairs.append(f"{name}={quote(value)}")
    return f"{subject} [{' '.join(pairs)}]" if pairs else subject


def block(head: str, lines: Iterable[str]) -> Iterator[str]:
    """A graph or subgraph: its statements in braces, each on a line."""
    yield f"{head} {{"
    for line in lines:
        yield f"\t{line}"
    yield "}"
