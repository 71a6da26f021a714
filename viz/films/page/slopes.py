"""Formulas of slopes with blanks for their numbers, so that a page can write f·(1 − f) as 0.9526·(1 − 0.9526).

The blanks are numbered as the arguments of the node, constants included, and after them the node's own value. The
formulas are the partials column of the row, read on texts.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from autograd import Value
from autograd.dialects import PRETTY, Text
from autograd.rules import Rule
from autograd.spelling import read_partials
from viz.films.page.blanks import PEOPLE, Template, blank

Slopes = list[Template | dict[str, Template] | None]
Known = dict[tuple[int, tuple[float | None, ...]], Slopes]
"""What has been found out, by rule and constants: many nodes of a graph are alike."""


def slope_templates(node: Value, known: Known) -> Slopes:
    """For each parent of a node the template of its slope; None where that is a plain number, or a black box.

    >>> x = Value(0.5, "x")
    >>> slope_templates(x.tanh(), {}), slope_templates(x + 1, {}), slope_templates(x * 2, {})
    ([['1 − ', 1, '·', ['(', 1, ')']]], [None], [None])
    """
    rule = node.rule
    if rule is None:
        return []
    constants = tuple(x if x.__class__ is float else None for x in node.arguments)
    key = id(rule), constants
    if key not in known:
        texts = _read(rule, constants, ["x"] * (len(constants) + 1))
        known[key] = [
            _template(rule, constants, place) if isinstance(text, Text) else None
            for place, text in enumerate(texts)
        ]
    return known[key]


def _read(
    rule: Rule, constants: Sequence[float | None], texts: Sequence[str]
) -> list[Any]:
    """The slopes of the arguments that are no constants, over these texts."""
    spelled = [Text(text, PRETTY) for text in texts]
    m = Text.mathematics(PRETTY)
    mixed = [text if x is None else x for x, text in zip(constants, spelled)]
    partials = read_partials(rule, m, spelled[-1], mixed)
    if partials is None:
        return [None for x in constants if x is None]
    return [partial for x, partial in zip(constants, partials) if x is None]


def _template(
    rule: Rule, constants: Sequence[float | None], place: int
) -> Template | dict[str, Template]:
    def spell(texts: Sequence[str]) -> str:
        return str(_read(rule, constants, texts)[place])

    return blank(spell, len(constants) + 1, PEOPLE)
