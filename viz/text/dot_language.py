"""Graphviz's language DOT: statements with quoted attributes. Drawings and layouts are written with these functions.

>>> print(statement("n0", label="a", color=""))
n0 [label="a"]
>>> print(statement("n0 -> n1"))
n0 -> n1
"""

from __future__ import annotations


def quote(text: str) -> str:
    r"""Any text as a DOT string that shows exactly this text: no escapes, entities, HTML or ports come of it.

    >>> print(quote('a|{b} <i> \\N "q" &amp; \\'))
    "a|{b} <i> \\N \"q\" &amp;amp; \\"
    """
    text = text.replace("&", "&amp;").replace("\\", "\\\\").replace('"', '\\"')
    return '"' + text.replace("\n", "\\n") + '"'


def statement(subject: str, **attributes: str) -> str:
    """A node, an edge, or defaults such as "graph", with those of the attributes that are not empty."""
    pairs = (f"{name}={quote(value)}" for name, value in attributes.items() if value)
    text = " ".join(pairs)
    return f"{subject} [{text}]" if text else subject
