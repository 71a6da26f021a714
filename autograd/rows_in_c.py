"""The table for the engine in C: `autograd/c_core/rows.h`, written from the rows that have one or two arguments.

The same text that programs in C are made of (`autograd.c_dialect`). A row that C would round in another way than Python
is left out, and so recorded by Python: where both engines are, they agree to the last bit.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from autograd.bindings import bindings
from autograd.c_dialect import C, helper_definitions
from autograd.dialects import Text
from autograd.rules import RULES, Rule

HEADER: Final = Path(__file__).with_name("c_core") / "rows.h"

_OWN_ALGORITHMS: Final = ("hypot",)
"""Functions that Python's math computes in a way of its own."""

_SLOTS: Final = {
    "add": "BINARY(add, nb_add)",
    "sub": "BINARY(sub, nb_subtract)",
    "mul": "BINARY(mul, nb_multiply)",
    "truediv": "BINARY(div, nb_true_divide)",
    "floordiv": "BINARY(floordiv, nb_floor_divide)",
    "mod": "BINARY(mod, nb_remainder)",
    "pow": "TERNARY(pow, nb_power)",
    "neg": "UNARY(neg, nb_negative)",
    "abs": "UNARY(abs, nb_absolute)",
}
"""What Python's C interface calls the operators that classes written in C have."""

_HEAD: Final = """\
/* Written from autograd/rules.py by autograd/rows_in_c.py: do not edit. `pytest --regen tests/test_core.py` writes it. */
"""
_M = Text.mathematics(C)


def has_slot(name: str) -> bool:
    """Whether a method ``__mul__`` or ``__rmul__`` is an operator of classes written in C."""
    word = name.strip("_")
    return word in _SLOTS or word.removeprefix("r") in _SLOTS


def rows_header() -> str:
    """The text of `HEADER`."""
    functions = {rule.name: _function(rule) for rule in RULES.values() if _fits(rule)}
    functions = {
        name: text
        for name, text in functions.items()
        if not any(f"{function}(" in text for function in _OWN_ALGORITHMS)
    }
    helpers = helper_definitions("\n".join(functions.values()))
    numbers = ", ".join(f"ROW_{name}" for name in functions)
    rows = [
        f'{{"{name}", {RULES[name].arity}, {len(RULES[name].constants)}, row_{name}}},'
        for name in functions
    ]
    table = "\n".join(f"    {row}" for row in rows)
    operators = " ".join(_operators(functions))
    return "\n\n".join(
        (
            _HEAD + helpers,
            *functions.values(),
            f"enum {{ {numbers} }};",
            f"static const Row ROWS[] = {{\n{table}\n}};",
            f"#define OPERATORS(UNARY, BINARY, TERNARY) {operators}\n",
        )
    )


def _fits(rule: Rule) -> bool:
    return rule.arity is not None and rule.arity + len(rule.constants) <= 2


def _operators(names: Any) -> list[str]:
    """The slots of those rows that are operators of Python."""
    words = {
        binding.name.strip("_")
        for name in names
        for binding in bindings(RULES[name])
        if binding.is_operator and not binding.reflected
    }
    return [slot for word, slot in _SLOTS.items() if word in words]


def _function(rule: Rule) -> str:
    """A row as a C function of its one or two numbers: its result, and those partials that are asked for."""
    given = [Text(name, C) for name in "xy"][: (rule.arity or 0) + len(rule.constants)]
    z = _expression(rule.forward(_M, *given))
    slopes = rule.partials(_M, Text("z", C), *given)
    lines = [
        f"    if (d{name}) *d{name} = {_expression(slope)};"
        for name, slope in zip("xy", slopes)
    ]
    head = f"static inline void row_{rule.name}(double x, double y, double *result, double *dx, double *dy) {{"
    return "\n".join(
        (head, f"    const double z = {z};", "    *result = z;", *lines, "}")
    )


def _expression(x: Any) -> str:
    return str(Text("", C).piece(x))


if __name__ == "__main__":
    HEADER.write_text(rows_header(), encoding="ascii", newline="\n")
