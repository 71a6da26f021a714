"""What nodes are called in texts, and which node is meant by a name.

Vocabulary: the *known* names of a graph are its labels, and positions in the recorded list (v3) for what has none.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any, Final

from autograd import Value
from autograd.graph import names as node_names
from autograd.hints import did_you_mean
from autograd.labels import named_values
from viz.text.direction import isolate

DASH: Final = "–"
"""Not computed yet."""

_UNSHOWN: Final = ("Cc", "Cs")
_REFUSED: Final = "\ufffe\uffff\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"  # the last turn text round


def known_names(
    nodes: Sequence[Value], names: Mapping[str, Any] | None = None
) -> dict[Value, str]:
    """A name for each node: its label, else what `names` (such as locals()) call it, else its position, v3."""
    known = {node: isolate(clean(name)) for node, name in node_names(nodes).items()}
    given: dict[Value, str] = {}
    for name, value in named_values(names or {}):
        if value not in known or value.label:
            continue
        if value not in given or (names and names.get(name) is value):
            given[value] = isolate(clean(name))
    return known | given


def has_own_name(node: Value, place: int, known: Mapping[Value, str]) -> bool:
    """Whether somebody named a node; else it is called by its place in the recorded list, v3."""
    return bool(node.label) or known[node] != f"v{place}"


def find(x: Value | str, known: Mapping[Value, str]) -> Value:
    """The node that `x`, a Value or a name, means in a graph. ValueError if it is none of them, or more than one.

    >>> a, b = Value(2, "a"), Value(1, "b")
    >>> find("b", {a: "a", b: "b"}) is b
    True
    """
    if isinstance(x, Value):
        if x not in known:
            raise ValueError(f"{x!r} is not in this graph")
        return x
    if not isinstance(x, str):
        raise TypeError(f"a Value or the name of one is needed, got {type(x).__name__}")
    shown = isolate(clean(x))
    nodes = [node for node, name in known.items() if name == shown]
    if len(nodes) > 1:
        raise ValueError(f"{len(nodes)} nodes are called {x!r}: give the Value itself")
    if not nodes:
        hint = did_you_mean(x, known.values(), most=8)
        raise ValueError(f"no node is called {x!r}: {hint}")
    return nodes[0]


def bracket_negative(number: str) -> str:
    """A number as a second operand: a negative one has brackets, 3 · (−2).

    >>> bracket_negative("−2"), bracket_negative("2")
    ('(−2)', '2')
    """
    return f"({number})" if number.startswith(("−", "-")) else number


def bracket_negative_latex(latex: str) -> str:
    r"""The same for LaTeX: what begins with a minus sign has brackets that grow with it.

    >>> print(bracket_negative_latex("-2"), bracket_negative_latex("2"))
    \left(-2\right) 2
    """
    return rf"\left({latex}\right)" if latex.startswith("-") else latex


def clean(text: str) -> str:
    """A label as it can be shown: one line, nothing that XML forbids, nothing that turns the text around.

    >>> clean("two\\nlines\\x00 and \\ud800")
    'two lines� and �'
    """
    return "".join(map(_shown, text))


def _shown(c: str) -> str:
    if c.isspace():
        return " "
    refused = unicodedata.category(c) in _UNSHOWN or c in _REFUSED
    return "�" if refused else c
