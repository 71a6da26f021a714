"""The short paths: operators and methods written out from the rows of the table.

`autograd.value.apply` records any rule and is the definition of what recording means. Going through it for every
``a + b`` would cost three Python calls, so each row with one or two arguments is read once more, as source text, and
compiled to a function that does the same without a call: for ``mul``, ``node._data = x * y``, ``node._dx = y``,
``node._dy = x``. A test compares every short path with `apply`, bit for bit.

A short path steps aside (to ``slow``) when a mode is in force, when the argument is of another type, and when the
mathematics of floats raises where IEEE 754 has inf or nan.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from types import CodeType
from typing import Any

from autograd.modes import SPECIAL
from autograd.readings import FLOATS
from autograd.rules import Rule
from autograd.text import PYTHON, Text

_X, _Y, _Z = (Text(name, PYTHON) for name in "xyz")
_M = Text.mathematics(PYTHON)


def _node(rule: Rule, x: str, y: str, *, arguments: tuple[Text, ...]) -> str:
    """Statements that record the node, given the expressions for its two argument slots."""
    z = _expression(rule.forward(_M, *arguments))
    partials = [_expression(d) for d in rule.partials(_M, _Z, *arguments)]
    slots = [f"node.{slot} = {d}" for slot, d, argument in zip(("_dx", "_dy"), partials, (x, y)) if argument[0] != "("]
    return "; ".join([f"z = {z}", "node = new(Value)", "node._data = z", "node.rule = rule", *slots]) + (
        f"; node._x = {x.strip('()')}; node._y = {y.strip('()')}; return node"
    )


def _expression(x: Any) -> str:
    return str(x) if isinstance(x, Text) else repr(float(x))


_UNARY = """
def short(self):
    if not special:
        try:
            x = self._data; {node}
        except errors:
            pass
    return slow(rule, self)
"""

_CONSTANT = """
def short(self, {constant}={default!r}):
    if not special and {constant}.__class__ is float:
        try:
            x = self._data; y = {constant}; {constant_node}
        except errors:
            pass
    return slow(rule, self, {constant})
"""

_BINARY = """
def short(self, other):
    if not special:
        try:
            if other.__class__ is Value:
                x = self._data; y = other._data; {node}
            if other.__class__ is float or other.__class__ is int:
                x = self._data; y = float(other); {constant_node}
        except errors:
            pass
    return slow(rule, self, other)

def reflected(self, other):
    if not special:
        try:
            if other.__class__ is float or other.__class__ is int:
                x = float(other); y = self._data; {reflected_node}
        except errors:
            pass
    return slow(rule, other, self)
"""


def source(rule: Rule) -> str:
    """The short path of a row with one or two arguments, constant parameters counted, as Python source."""
    fields: dict[str, Any] = {}
    if rule.arity == 1 and not rule.constants:
        template = _UNARY
        fields["node"] = _node(rule, "self", "(None)", arguments=(_X,))
    else:
        template = _BINARY
        # a slot in brackets holds a constant, which has no partial
        fields["node"] = _node(rule, "self", "other", arguments=(_X, _Y))
        fields["constant_node"] = _node(rule, "self", "(y)", arguments=(_X, _Y))
        if rule.constants:
            template = _CONSTANT
            (fields["constant"], fields["default"]), *_ = rule.constants
        else:
            fields["reflected_node"] = _node(rule, "(x)", "self", arguments=(_X, _Y))
    return template.format(**fields)


@cache
def _code(rule: Rule) -> CodeType:
    return compile(source(rule), f"<short path of {rule.name}>", "exec")


def compile_short_path(
    rule: Rule, value_class: type, slow: Callable[..., Any]
) -> tuple[Callable[..., Any], Callable[..., Any] | None]:
    """The short path of `rule`, and the one with its arguments swapped if it has two."""
    space: dict[str, Any] = {
        **vars(FLOATS),
        "Value": value_class,
        "errors": (ArithmeticError, ValueError),
        "new": object.__new__,
        "rule": rule,
        "slow": slow,
        "special": SPECIAL,
    }
    exec(_code(rule), space)
    function = space["short"]
    function.__name__ = function.__qualname__ = rule.name
    function.__doc__ = rule.doc
    return function, space.get("reflected")
