"""A graph as one formula over its inputs: e = (a + b) · (b + 1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from autograd import Value, record
from autograd.dialects import PRETTY, Text, pretty_number
from autograd.rules import READ, Rule
from autograd.spelling import spell
from autograd.symbolic import ATOM, POWER, PRODUCT, SUM

LONGEST: Final = 120
"""Letters of a formula that is read at a glance."""


def one_formula(root: Value, names: Mapping[Value, str], longest: int = LONGEST) -> str:
    """What `root` is, over its inputs alone; "" if that is longer than so many letters, or `root` an input itself.

    >>> a, b = Value(2.0, "a"), Value(1.0, "b")
    >>> one_formula(((a + b) * (b + 1) - a).sigmoid(), {a: "a", b: "b"})
    'sigmoid((a + b) · (b + 1) − a)'
    """
    if root.rule is None:
        return ""
    texts: dict[Value, Text] = {}
    for node in record(root):
        if node.rule is None:
            text = Text(names[node], PRETTY)
        else:
            arguments = [
                Text(pretty_number(x), PRETTY) if isinstance(x, float) else texts[x]
                for x in node.arguments
            ]
            text = _spell(node.rule, arguments)
        if len(str(text)) > longest:  # what is in the root is not shorter there
            return ""
        texts[node] = text
    return str(texts[root])


def _spell(rule: Rule, arguments: Sequence[Text]) -> Text:
    """A rule applied to texts, with brackets where they are needed."""
    if rule.text == READ:
        try:
            read = rule.textbook(Text.mathematics(PRETTY), *arguments)
            return read if isinstance(read, Text) else Text(str(read), PRETTY)
        except Exception:  # noqa: BLE001  whatever the user's function raises when it is given a text
            pass
    if rule.text in (READ, None):
        return Text(spell(rule, [str(text) for text in arguments]), PRETTY)
    least, binding = _binding(rule.text or "")
    inside = [str(text.at_least(least)) for text in arguments]
    return Text(spell(rule, inside), PRETTY, binding)


def _binding(template: str) -> tuple[int, int]:
    """How strongly the arguments of a template must bind to stand in it without brackets, and how strongly it binds."""
    if template.endswith(")"):
        return SUM, ATOM
    if " · " in template:
        return PRODUCT, PRODUCT
    return (ATOM, SUM) if " " in template else (ATOM, POWER)
