"""A recorded fact in words of mathematics: ``a + b``, ``tanh(x)``, ``1 − z·z``.

All of it is read from the rows of the table: a formula is the forward column, a derivative the partials column, read
on the names of the arguments instead of their numbers.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from autograd.dialects import LATEX, PRETTY, Dialect, Text, pretty_number
from autograd.graph import Node
from autograd.rules import READ, Rule
from autograd.tex_names import latex_name


def formula(node: Node, names: Mapping[Any, str]) -> str:
    """The right-hand side of a node's equation over the names of its arguments; "" for a leaf.

    >>> from autograd import Value, record
    >>> from autograd.graph import names
    >>> a, b = Value(2, "a"), Value(1, "b"); e = ((a + b) * (b + 1)).tanh(); nodes = record(e)
    >>> [formula(node, names(nodes)) for node in nodes]
    ['', '', 'a + b', 'b + 1', 'v2 · v3', 'tanh(v4)']
    """
    rule = node.rule
    if rule is None:
        return ""
    return spell(
        rule,
        [
            pretty_number(x) if x.__class__ is float else names[x]
            for x in node.arguments
        ],
    )


def spell(rule: Rule, texts: Sequence[str]) -> str:
    """A rule applied to texts.

    >>> from autograd import RULES
    >>> spell(RULES["sigmoid"], ["Z1"]), spell(RULES["maximum"], ["a", "b"])
    ('sigmoid(Z1)', 'maximum(a, b)')
    """
    if rule.text == READ:
        read = _read_textbook(rule, texts, PRETTY)
        return read or f"{rule.name}({', '.join(texts)})"
    if rule.text is None:
        return f"{rule.name}({', '.join(texts)})"
    signed = (
        f"({x})" if x.startswith("−") and _is_bare(i, rule.text) else x
        for i, x in enumerate(texts)
    )
    return rule.text.format(*signed)


def _read_textbook(rule: Rule, texts: Sequence[str], dialect: Dialect) -> str:
    """The textbook form of a rule over texts; "" for a black box."""
    arguments = [Text(text, dialect) for text in texts]
    try:
        return str(rule.textbook(Text.mathematics(dialect), *arguments))
    except Exception:  # noqa: BLE001  whatever the user's function raises when it is given a text
        return ""


def _is_bare(i: int, template: str) -> bool:
    """Whether a sign in front of argument `i` of a template needs brackets: in x² and a · x, but not in f(x)."""
    return bool(re.search(rf"(?<!,) \{{{i}\}}|^\{{{i}\}}(?! )", template))


def derivatives(
    node: Node, names: Mapping[Any, str], dialect: Dialect = PRETTY
) -> tuple[str, ...]:
    """The formula of each partial, one for each parent: ("d", "c") for e = c·d. Plain numbers for constant slopes.

    >>> from autograd import Value
    >>> x = Value(0.5, "x"); y = x.tanh().named("y")
    >>> derivatives(y, {x: "x", y: "y"}), derivatives(x**3, {x: "x"})
    (('1 − y·y',), ('3·x²',))
    """
    if node.rule is None:
        return ()
    arguments = node.arguments
    z = Text(names.get(node, "z"), dialect)
    m = Text.mathematics(dialect)
    spelled = [
        Text(dialect.number(x) if x.__class__ is float else names[x], dialect)
        for x in arguments
    ]
    mixed = [x if x.__class__ is float else text for x, text in zip(arguments, spelled)]
    partials = read_partials(node.rule, m, z, mixed)  # x³ has 3·x², no log
    if partials is None:  # x/0 has the slope 1/0, which can only be written
        partials = read_partials(node.rule, m, z, spelled)
    if partials is None:
        return tuple(map(dialect.number, node.partials))
    return tuple(
        str(d) if isinstance(d, Text) else dialect.number(d)
        for x, d in zip(arguments, partials)
        if x.__class__ is not float
    )


def read_partials(
    rule: Rule, m: Any, z: Text, arguments: Sequence[Any]
) -> tuple[Any, ...] | None:
    """The partials of a rule read on texts; None for a black box, which knows numbers only.

    A rule of the user's own may call SciPy, or ask ``if x > 1``: then there is no formula, only a number.
    """
    try:
        return tuple(rule.textbook_partials(m, z, *arguments))
    except Exception:  # noqa: BLE001  whatever the user's function raises when it is given a text
        return None


def latex(node: Node, names: Mapping[Any, str]) -> str:
    r"""The right-hand side of a node's equation in LaTeX; `names` are LaTeX already. "" for a leaf.

    >>> from autograd import Value
    >>> a, b = Value(2, "a"), Value(1, "b")
    >>> print(latex(a / b, {a: "a", b: "b"}), latex(a.sigmoid(), {a: "a"}))
    \frac{a}{b} \sigma(a)
    """
    if node.rule is None:
        return ""
    texts = [
        LATEX.number(x) if x.__class__ is float else names[x] for x in node.arguments
    ]
    if node.rule.text == READ:
        read = _read_textbook(node.rule, texts, LATEX)
        if read:
            return read
    if not node.rule.latex:
        return rf"\operatorname{{{latex_name(node.rule.name)}}}\left({', '.join(texts)}\right)"
    column = node.rule.latex
    signed = [
        rf"\left({x}\right)" if x.startswith("-") and _is_bare(i, column) else x
        for i, x in enumerate(texts)
    ]
    return column.format(*signed, all=" + ".join(signed))
