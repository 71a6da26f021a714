"""The rows of the table for editors and type checkers: the two stubs `methods.pyi` and `__init__.pyi` of this package.

A checker does not run code, so it cannot see what `autograd.bindings` makes of the table. These stubs are written from
the same table; `pytest --regen` writes them, and a test compares them with what stands here, as it does for
docs/rules.md.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from inspect import Parameter
from pathlib import Path

from autograd import __all__
from autograd.bindings import FUNCTIONS, Binding, bindings, signature
from autograd.rules import RULES, Rule

_WRITTEN = "# Written by autograd/stubs.py from the table of rules; `pytest --regen` writes it anew.\n"

_METHODS = """\
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from autograd.graph import Node
from autograd.scalars import Number
from autograd.value import Value

class Methods(Node):
"""

_FUNCTIONS = """\
from typing import Any, overload

from numpy.typing import NDArray

from autograd.scalars import Number
"""


def methods_stub() -> str:
    """`autograd/methods.pyi`: the operators and methods that each row gives to Value."""
    members = (
        f"\n{_indented(_method(rule, binding))}"
        for rule in _fixed_rows()
        for binding in bindings(rule)
    )
    return _WRITTEN + _METHODS + "".join(members)


def package_stub() -> str:
    """`autograd/__init__.pyi`: what the package imports, and the function of each row."""
    source = (Path(__file__).parent / "__init__.py").read_text(encoding="utf-8")
    imports: list[str] = []
    for statement in ast.parse(source).body:
        if not isinstance(statement, ast.ImportFrom):
            continue
        statement.names = [
            alias for alias in statement.names if alias.asname or alias.name in __all__
        ]
        if statement.names:
            imports.append(ast.unparse(statement))
    listed = "".join(f'    "{name}",\n' for name in sorted(__all__))
    parts = [
        _WRITTEN + _FUNCTIONS,
        "\n".join(imports) + "\n",
        "__version__: str\n",
        f"__all__ = [\n{listed}]\n",
        *(_function(rule) for rule in _fixed_rows()),
    ]
    return "\n".join(parts)


def _fixed_rows() -> list[Rule]:
    """The rows that `autograd.bindings` binds; those with any number of arguments are functions of their own."""
    return [RULES[name] for name in FUNCTIONS]


def _method(rule: Rule, binding: Binding) -> str:
    if rule.arity == 1:
        header = _header(binding.name, ["self", *_constants(rule)], "Value")
        return _documented(header, rule)
    overloads = [
        _header(binding.name, ["self", f"other: {other}", "/"], result)
        for other, result in (
            ("Value | Number", "Value"),
            ("NDArray[Any]", "NDArray[np.object_]"),
        )
    ]
    if binding.reflected:  # Python asks a Value on the left first
        overloads[0] = overloads[0].replace("Value | Number", "Number")
    return _overloaded(overloads, rule)


def _function(rule: Rule) -> str:
    """Overloads: a Value among the arguments makes a Value, an array an array, and numbers alone a float."""
    names = list(signature(rule).parameters)[: rule.arity]
    count = len(names)
    kinds = [
        *(_kinds(i, count, "Value", "Value | Number") for i in range(count)),
        (["Number"] * count, "float"),
        *(
            _kinds(i, count, "NDArray[Any]", "Value | Number | NDArray[Any]")
            for i in range(count)
        ),
    ]
    overloads = []
    for types, result in kinds:
        arguments = [f"{name}: {type}" for name, type in zip(names, types)]
        parameters = [*arguments, "/", *_constants(rule)]
        overloads.append(_header(rule.name, parameters, result))
    return _overloaded(overloads, rule)


def _kinds(i: int, count: int, type: str, after: str) -> tuple[list[str], str]:
    """Types of arguments of which the one at `i` is the first of its type, and the type of the result."""
    before = "Number" if type == "Value" else "Value | Number"
    return [before] * i + [type] + [after] * (count - i - 1), type


def _constants(rule: Rule) -> Iterator[str]:
    for parameter in signature(rule).parameters.values():
        if parameter.default is not Parameter.empty:
            yield f"{parameter.name}: Number = {parameter.default!r}"


def _header(name: str, parameters: Iterable[str], result: str) -> str:
    return f"def {name}({', '.join(parameters)}) -> {result}:"


def _documented(header: str, rule: Rule) -> str:
    raw = "r" if "\\" in rule.doc else ""
    return f'{header}\n    {raw}"""{rule.doc}"""\n'


def _overloaded(headers: Sequence[str], rule: Rule) -> str:
    """Editors show the text of the first overload for all of them."""
    first, *others = headers
    return f"@overload\n{_documented(first, rule)}" + "".join(
        f"@overload\n{header} ...\n" for header in others
    )


def _indented(text: str) -> str:
    return "".join(f"    {line}\n" for line in text.splitlines())
