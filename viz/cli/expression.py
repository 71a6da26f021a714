"""Formulas typed by people, turned into Values.

Vocabulary: a *text* holds statements, see `viz.cli.grammar`; the value of the last one is the *root*. An *input* is a
leaf of the graph: a variable given from outside, or a name that stands for a plain number (``a = 2``).

``pi`` is π unless it is given a value; ``e`` is not a constant, because lectures call their result e. Numbers are
always floats, so 9**9**9**9 ends at once: arithmetic of numbers alone must stay finite.
"""

from __future__ import annotations

import ast
import math
import re
import string
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from autograd import RULES, Rule, Value, apply, record
from viz.cli.grammar import statements, variable_name
from viz.cli.statement import Statement, Step
from viz.errors import ExpressionError, visible

_CONSTANTS: Final = {"pi": math.pi}


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a text means: the node of its last statement, its inputs, and all names that it assigns."""

    root: Value
    inputs: dict[str, Value]
    """Leaves by name: the given variables in the order given, then names of plain numbers in the order of the text."""
    assigned: dict[str, Value]
    """Left sides by name. After ``y = x`` both names mean one node, which keeps its first label."""


def parse(
    text: str, variables: Mapping[str, float], *, name_intermediates: bool = True
) -> Parsed:
    """Compute `text` with Values for its `variables`, and record the graph.

    Leaves are labelled with their variables and nodes with the names they are assigned to. With `name_intermediates`,
    unnamed nodes get the letters after the inputs' own, as in 002 §3.1, where (a + b)(b + 1) has the steps c and d.

    Raises ExpressionError for a text that is not a formula, for a variable without a value, and for one that is given
    but not used. Names are compared in Unicode's normal form NFKC, as Python does.

    >>> e = parse("e = (a + b) * (b + 1)", {"a": 2, "b": 1}).root
    >>> e.backward(); [(node.label, node.data, node.grad) for node in record(e)]
    [('a', 2.0, 2.0), ('b', 1.0, 5.0), ('c', 3.0, 2.0), ('d', 2.0, 3.0), ('e', 6.0, 1.0)]
    """
    given: dict[str, Value] = {}
    for written, number in variables.items():
        name = variable_name(written)
        if name in given:
            raise ExpressionError(
                written, 0, f"variable '{name}' is given twice", len(written)
            )
        given[name] = Value(number, name)
    parts = list(statements(text, set(given)))
    parsed, used = _evaluate(parts, given)
    for name, leaf in given.items():
        if name not in used:
            raise ExpressionError(
                f"{name}={leaf.data:g}", 0, f"variable '{name}' is not used", len(name)
            )
    if name_intermediates:
        _name_intermediates(parsed, used)
    return parsed


def function(text: str, names: Sequence[str]) -> Callable[..., Value]:
    """`text` as a function of the inputs `names`, for `autograd.gradcheck`: each call records a new graph.

    The names may include those that `text` itself sets to a number; the argument then takes the number's place.

    >>> f = function("a = 2; y = a * x", ["a", "x"]); f(5.0, 3.0).data
    15.0
    """
    parts = list(statements(text, set(names)))

    def f(*arguments: Any) -> Value:
        given = {
            name: x if isinstance(x, Value) else Value(x)
            for name, x in zip(names, arguments, strict=True)
        }
        return _evaluate(parts, given, replace=True)[0].root

    return f


def parse_variable(argument: str) -> tuple[str, float]:
    """``a=2`` -> ("a", 2.0), as variables are given on the command line.

    The value is a finite number, or arithmetic of numbers: ``x=pi/4``. Raises ExpressionError pointing into `argument`.

    >>> parse_variable("learning_rate=1e-3"), parse_variable("x=-1/4")
    (('learning_rate', 0.001), ('x', -0.25))
    """
    written, equals, value = argument.partition("=")
    if not equals:
        raise ExpressionError(
            argument,
            0,
            "expected name=value, such as a=2 (an expression needs quotes)",
            len(argument),
        )
    name, start = variable_name(written, argument), len(written) + 1
    if not value.strip():
        raise ExpressionError(argument, len(argument), f"no number for '{name}'")
    try:
        return name, _number(value)
    except ExpressionError as error:
        raise ExpressionError(
            argument, start + error.offset, error.reason, start + error.end
        ) from None


def _number(text: str) -> float:
    """Arithmetic of numbers, computed; ExpressionError if it holds a variable or is not finite."""
    statement, *others = statements(text, set())
    if others or statement.target:
        raise ExpressionError(text, 0, "one number is needed", len(text))
    for step in statement.steps:
        if isinstance(step.node, ast.Name) and step.node.id not in _CONSTANTS:
            raise statement.error(
                f"'{visible(step.node.id, 30)}' is not a number", step.node
            )
    number = _run(statement, {}, set(), set())
    if not math.isfinite(number):
        raise ExpressionError(text, 0, "a finite number is needed", len(text))
    return float(number)


def _evaluate(
    parts: Sequence[Statement], given: Mapping[str, Value], *, replace: bool = False
) -> tuple[Parsed, set[str]]:
    """Run the statements in order; and the names in use. `replace`: `given` goes before numbers in the text."""
    values, assigned, used = dict(given), dict[str, Value](), set[str]()
    inputs = {} if replace else dict(given)
    targets = {statement.target for statement in parts}
    for statement in parts:
        last, name = statement is parts[-1], statement.target
        _check_target(statement, assigned, {} if replace else given, last)
        result = _run(statement, values, used, targets)
        value = _as_value(statement, result, given, last)
        if not isinstance(result, Value):
            inputs[name] = value
        if name:
            values[name] = assigned[name] = value
    for statement in parts[:-1]:
        if statement.target not in used:
            raise statement.error_at_name(f"'{statement.target}' is not used")
    return Parsed(value, inputs, assigned), used | targets - {""}


def _as_value(
    statement: Statement, result: Any, given: Mapping[str, Value], last: bool
) -> Value:
    """What a statement computed, labelled with its name; a plain number becomes a leaf, or is replaced by a given one."""
    name = statement.target
    if isinstance(result, Value):
        if name and not result.label:
            result.label = name
        return result
    if last:
        reason = "nothing to differentiate: no variable in the expression"
        start, end = statement.start, statement.end
        raise ExpressionError(statement.whole, start, reason, end)
    return given[name] if name in given else Value(result, name)


def _check_target(
    statement: Statement,
    assigned: Mapping[str, Value],
    given: Mapping[str, Value],
    last: bool,
) -> None:
    """What a statement assigns: a name that is new; the last one may do without."""
    name = statement.target
    if name in assigned:
        raise statement.error_at_name(f"'{name}' is already defined")
    if name in given:
        raise statement.error_at_name(f"'{name}' is given a value and defined, too")
    if not name and not last:
        raise statement.error_at_name("only the last expression may be without a name")


def _run(
    statement: Statement, values: Mapping[str, Value], used: set[str], targets: set[str]
) -> Any:
    """Compute one statement with a stack: a Value, or a float if no variable is in it."""
    stack: list[Any] = []
    for step in statement.steps:
        node = step.node
        if isinstance(node, ast.Constant):
            stack.append(float(node.value))  # type: ignore[arg-type]
        elif isinstance(node, ast.Name):
            stack.append(_look_up(statement, node, values, targets))
            used.add(node.id)
        elif step.rule is not None:
            arguments = stack[-step.arguments :]
            del stack[-step.arguments :]
            stack.append(_apply(statement, step, step.rule, arguments))
    return stack.pop()


def _apply(
    statement: Statement, step: Step, rule: Rule, arguments: Sequence[Any]
) -> Any:
    """A rule applied to Values and numbers; to numbers alone it must give a finite one."""
    _check_constants(statement, step, arguments)
    split = len(arguments) - len(step.constants)
    constants = dict(zip(step.constants, arguments[split:]))
    result = apply(rule, *arguments[:split], **constants)
    if not isinstance(result, Value) and not math.isfinite(result):
        reason = f"{rule.name} of these numbers is not a finite number"
        raise statement.error(reason, step.node)
    return result


def _check_constants(
    statement: Statement, step: Step, arguments: Sequence[Any]
) -> None:
    """Constant parameters carry no gradient, so no variable may stand in them."""
    rule, node = step.rule, step.node
    if not isinstance(node, ast.Call) or rule is None or rule.arity is None:
        return
    written = [*node.args, *(keyword.value for keyword in node.keywords)]
    constants = list(zip(written, arguments))[rule.arity :]
    for part, x in constants:
        if isinstance(x, Value):
            names = ", ".join(name for name, _ in rule.constants)
            reason = f"{names} of {rule.name} must be a number without variables"
            raise statement.error(reason, part)


def _look_up(
    statement: Statement, node: ast.Name, values: Mapping[str, Value], targets: set[str]
) -> Any:
    name = node.id
    if name in values:
        return values[name]
    if name in _CONSTANTS and name not in targets:
        return _CONSTANTS[name]
    shown = visible(name, 30)
    if name in targets:
        raise statement.error(f"'{shown}' is used before it is defined", node)
    if name in RULES:
        raise statement.error(f"{name} is a function: write {name}(…)", node)
    raise statement.error(
        f"variable '{shown}' has no value, give it one: {shown}=…", node
    )


def _name_intermediates(parsed: Parsed, used: Iterable[str]) -> None:
    """Letters for the nodes without a name, after the last of the inputs' letters and round again, as 002 §3.1 does.

    When the letters run out, the rest stays without names: a drawing shows their formulas anyway.
    """
    letters = [name for name in parsed.inputs if re.fullmatch("[A-Za-z]", name)]
    last = max(letters, default="z")
    alphabet = string.ascii_uppercase if last.isupper() else string.ascii_lowercase
    after = alphabet.index(last) + 1
    in_order = alphabet[after:] + alphabet[:after]
    free = iter([letter for letter in in_order if letter not in used])
    for node in record(parsed.root):
        if not node.label:
            node.label = next(free, "")
