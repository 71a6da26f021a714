"""The rows of the table for editors and type checkers: the two stubs `methods.pyi` and `__init__.pyi` of this package.

A checker does not run code, so it cannot see what `autograd.bindings` makes of the table. These stubs are written from
the same table; `pytest --regen` writes them, and a test compares them with what stands here, as it does for
docs/rules.md.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from math import isfinite
from pathlib import Path
from textwrap import indent
from typing import Final

from autograd import __all__
from autograd.bindings import FUNCTIONS, Binding, bindings, signature
from autograd.rules import RULES, Rule

_SCALAR: Final = "Value | Number"
_ARRAY: Final = "NDArray[Any]"
_ANYTHING: Final = f"{_SCALAR} | {_ARRAY}"

_WRITTEN: Final = "# Written by autograd/stubs.py from the table of rules; `pytest --regen` writes it anew.\n"

_METHODS: Final = """\
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from autograd.graph import Node
from autograd.scalars import Number
from autograd.value import Value

class Methods(Node):
    def __array_ufunc__(
        self, ufunc: Any, method: str, *arguments: Any, **options: Any
    ) -> Any: ...
"""

_FUNCTIONS: Final = """\
from typing import Any, overload

from numpy.typing import NDArray

from autograd.scalars import Number
"""


def methods_stub() -> str:
    """`autograd/methods.pyi`: the operators and methods that each row gives to Value."""
    members: list[str] = []
    for rule in _fixed_rows():
        for binding in bindings(rule):
            member = _method(rule, binding)
            members.append("\n" + indent(member, "    "))
    return _WRITTEN + _METHODS + "".join(members)


def package_stub() -> str:
    """`autograd/__init__.pyi`: what the package imports, and the function of each row."""
    listed = [f'    "{name}",\n' for name in sorted(__all__)]
    parts = [
        _WRITTEN + _FUNCTIONS,
        _public_imports(),
        "__version__: str\n",
        "__all__ = [\n" + "".join(listed) + "]\n",
        *map(_function, _fixed_rows()),
    ]
    return "\n".join(parts)


def _public_imports() -> str:
    """The imports of `autograd/__init__.py`, without names that are for its own use."""
    file = Path(__file__).with_name("__init__.py")
    tree = ast.parse(file.read_text(encoding="utf-8"))
    imports = ""
    for statement in tree.body:
        if isinstance(statement, ast.ImportFrom):
            statement.names = [
                alias
                for alias in statement.names
                if alias.asname or alias.name in __all__
            ]
            if statement.names:
                imports += ast.unparse(statement) + "\n"
    return imports


def _fixed_rows() -> list[Rule]:
    """The rows that `autograd.bindings` binds; those with any number of arguments are functions of their own."""
    return [RULES[name] for name in FUNCTIONS]


def _method(rule: Rule, binding: Binding) -> str:
    if rule.arity == 1:
        header = _header(binding.name, ["self", *_constants(rule)], "Value")
        return _documented(header, rule)
    # where the operator is reflected there is no Value on the left: Python would have asked that one
    number = "Number" if binding.reflected else "Value | Number"
    positional = ["/"] if binding.name.startswith("__") else []
    headers = [
        _header(binding.name, ["self", f"other: {other}", *positional], result)
        for other, result in ((number, "Value"), (_ARRAY, "NDArray[np.object_]"))
    ]
    return _overloads(headers, rule)


def _function(rule: Rule) -> str:
    """Overloads: a Value among the arguments makes a Value, an array an array, and numbers alone a float.

    The first Value is preceded by numbers, the first array by numbers and Values; what follows may be either.
    """
    shown = signature(rule)
    names = list(shown.parameters)[: rule.arity]
    count = len(names)
    cases = [
        *_with_first(count, "Number", "Value", _SCALAR),
        (["Number"] * count, "float"),
        *_with_first(count, _SCALAR, _ARRAY, _ANYTHING),
    ]
    headers = []
    for types, result in cases:
        arguments = [f"{name}: {type}" for name, type in zip(names, types)]
        parameters = [*arguments, *_constants(rule)]
        header = _header(rule.name, parameters, result)
        headers.append(header)
    return _overloads(headers, rule)


def _with_first(
    count: int, before: str, type: str, after: str
) -> Iterator[tuple[list[str], str]]:
    """The types of `count` arguments of which one is the first of a `type`, and the type of the result, the same."""
    for position in range(count):
        types = [before] * position
        types.append(type)
        types += [after] * (count - len(types))
        yield types, type


def _constants(rule: Rule) -> Iterator[str]:
    for name, default in rule.constants:
        shown = repr(default) if isfinite(default) else "..."
        yield f"{name}: Number = {shown}"


def _header(name: str, parameters: Iterable[str], result: str) -> str:
    return f"def {name}({', '.join(parameters)}) -> {result}:"


def _documented(header: str, rule: Rule) -> str:
    raw = "r" if "\\" in rule.doc else ""
    return f'{header}\n    {raw}"""{rule.doc}"""\n'


def _overloads(headers: Sequence[str], rule: Rule) -> str:
    """Editors show the text of the first overload for all of them."""
    first, *others = headers
    text = "@overload\n" + _documented(first, rule)
    for header in others:
        text += f"@overload\n{header} ...\n"
    return text
