"""Rows of the table as JavaScript, so that a page can compute what Python computes.

Vocabulary: a *use* of a rule is the rule with a number of arguments, since a sum of three terms and one of five are two
functions. The text comes from reading the row's own columns in the JAVASCRIPT dialect of `autograd.dialects`; the object
``m`` that it calls is in ``mathematics.js``, which adds to JavaScript's Math what it lacks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from autograd.dialects import JAVASCRIPT, Text
from autograd.rules import Rule
from autograd.upstream import UpstreamPartial
from viz.errors import NotTranslatable

Use = tuple[Rule, int]
"""A rule and how many arguments it is given, constant parameters included."""


def rows(uses: Iterable[Use]) -> str:
    """An array literal with a row for each use: ``{forward: (m, x0) => ..., partials: (m, z, x0) => [...]}``.

    A row with a kink has its side as well, ``kink: (x0) => ...``: negative before the kink, positive behind it.

    Raises NotTranslatable where a column cannot be read as text.

    >>> from autograd import RULES
    >>> print(rows([(RULES["mul"], 2), (RULES["log"], 1)]))
    [
      {forward: (m, x0, x1) => x0 * x1, partials: (m, z, x0, x1) => [x1, x0]},
      {forward: (m, x0) => m.log(x0), partials: (m, z, x0) => [1.0 / x0]},
    ]
    """
    lines = ["["]
    for rule, count in uses:
        lines.append(f"  {_row(rule, count)},")
    return "\n".join([*lines, "]"])


def _row(rule: Rule, count: int) -> str:
    m = Text.mathematics(JAVASCRIPT)
    z = Text("z", JAVASCRIPT)
    names = [f"x{i}" for i in range(count)]
    arguments = [Text(name, JAVASCRIPT) for name in names]
    try:
        forward = _spell(rule.forward(m, *arguments))
        partials = [_spell(partial) for partial in rule.partials(m, z, *arguments)]
    except Exception as error:  # a column is any function of the user's
        raise NotTranslatable(
            f"rule {rule.name!r} cannot be read as JavaScript ({error}): write it with m's functions only"
        ) from error
    inputs = ", ".join(names)
    outputs = ", ".join(partials)
    forward_function = f"(m, {inputs}) => {forward}"
    partials_function = f"(m, z, {inputs}) => [{outputs}]"
    row = f"{{forward: {forward_function}, partials: {partials_function}{_kink(rule, names)}}}"
    # A comparison is spelled with spaces; any other < could end the script element.
    if re.search(r"<(?! )", row):
        raise NotTranslatable(f"rule {rule.name!r} has '<' in a name")
    return row


def _kink(rule: Rule, names: list[str]) -> str:
    """The function whose sign says on which side of its kink a row is; "" for a row without one, or in other words."""
    if rule.kink is None:
        return ""
    try:
        side = _spell(rule.kink(*(Text(name, JAVASCRIPT) for name in names)))
    except Exception:  # noqa: BLE001  the page does without: it says less of a kink of the user's own
        return ""
    return f", kink: ({', '.join(names)}) => {side}"


def _spell(x: Any) -> str:
    if isinstance(x, UpstreamPartial):
        raise TypeError("it changes gradients with a function of Python's")
    if isinstance(x, Text):
        return str(x)
    return JAVASCRIPT.number(float(x))
