"""What may stand in a formula: numbers, names, ``+ - * / **``, round brackets, and calls of the rows of the table.

A row's constant parameters are given by position or by name. Everything else is an ExpressionError at its place.
"""

from __future__ import annotations

import ast
import math
import sys
from collections.abc import Sequence
from typing import Final

from autograd import RULES, Rule
from viz.cli.instead import suggestion
from viz.cli.statement import Statement, Step
from viz.errors import visible

_OPERATORS: Final = {
    ast.Add: "add",
    ast.Sub: "sub",
    ast.Mult: "mul",
    ast.Div: "div",
    ast.Mod: "mod",
    ast.FloorDiv: "floordiv",
    ast.Pow: "pow",
    ast.USub: "neg",
}
"""Python's words for its operators, with the rows of the table."""


def operation(
    statement: Statement, node: ast.expr, names: set[str]
) -> tuple[Step, Sequence[ast.expr]]:
    """The step of one node of the syntax tree, and the nodes of its arguments."""
    match node:
        case ast.Name():
            return Step(node), ()
        case ast.Constant(value=bool()):
            raise _not_a_number(statement, node)
        case ast.Constant(value=int() | float() as number):
            # compared exactly, also for a huge int, which float() would refuse
            if abs(number) > sys.float_info.max:
                raise statement.error("number too large for a float", node)
            return Step(node), ()
        case ast.BinOp(op=op) if type(op) in _OPERATORS:
            return Step(node, RULES[_OPERATORS[type(op)]], 2), (node.left, node.right)
        case ast.UnaryOp(op=op) if type(op) in _OPERATORS:
            return Step(node, RULES[_OPERATORS[type(op)]], 1), (node.operand,)
        case ast.Call():
            return _call(statement, node, names)
        case ast.Constant():
            raise _not_a_number(statement, node)
        case _:
            raise _not_allowed(statement, node)


def _not_a_number(statement: Statement, node: ast.Constant) -> Exception:
    shown = visible(ast.unparse(node), 30)
    return statement.error(f"'{shown}' is not a real number", node)


def _not_allowed(statement: Statement, node: ast.expr) -> Exception:
    """The error for a part that no formula has; the sign or word behind its first part says which: // == , if for."""
    match node:
        case ast.Attribute(value=owner, attr=name):
            write = f": write {name}(…)" if name in RULES else ""
            return statement.error_after(owner, "{} is not allowed here" + write)
        case ast.Tuple(elts=[]):
            return statement.error("nothing in the brackets", node)
        case ast.IfExp(body=first):  # its tree starts with the condition
            return statement.error_after(first)
        case ast.Starred():
            return statement.error("this is not allowed", node)
    first_part = next(ast.iter_child_nodes(node), None)
    if isinstance(first_part, ast.expr):
        return statement.error_after(first_part)
    return statement.error("this is not allowed", node)


def _call(
    statement: Statement, node: ast.Call, names: set[str]
) -> tuple[Step, Sequence[ast.expr]]:
    """A row of the table, applied to its arguments."""
    name, rule = _called_rule(statement, node, names)
    _check_keywords(statement, node, name, rule)
    _check_count(statement, node, name, rule)
    arguments = [*node.args, *(keyword.value for keyword in node.keywords)]
    constants = tuple(str(keyword.arg) for keyword in node.keywords)
    return Step(node, rule, len(arguments), constants), arguments


def _called_rule(
    statement: Statement, node: ast.Call, names: set[str]
) -> tuple[str, Rule]:
    """The row that is called, with its name as it was written."""
    function = node.func
    if isinstance(function, ast.Attribute):
        raise _not_allowed(statement, function)
    if not isinstance(function, ast.Name):
        raise statement.error_after(function, "write * for a product before {}")
    name = function.id
    if name in RULES:
        return name, RULES[name]
    shown = visible(name, 30)
    if name in names:
        reason = f"'{shown}' is not a function: write * before {{}}"
        raise statement.error_after(function, reason)
    raise statement.error(f"unknown function '{shown}'{suggestion(name)}", function)


def _check_keywords(
    statement: Statement, node: ast.Call, name: str, rule: Rule
) -> None:
    """Only constant parameters have a name, and each may be given once."""
    constants = [constant for constant, _ in rule.constants]
    by_position = max(0, len(node.args) - _arguments_needed(rule))
    given = constants[:by_position]
    for keyword in node.keywords:
        if keyword.arg is None or not constants:
            reason = f"arguments of {name} are written without a name"
            raise statement.error(reason, keyword)
        if keyword.arg not in constants:
            shown, known = visible(keyword.arg, 30), ", ".join(constants)
            reason = f"{name} has no parameter '{shown}', only {known}"
            raise statement.error(reason, keyword)
        if keyword.arg in given:
            raise statement.error(f"{name} got '{keyword.arg}' twice", keyword)
        given.append(keyword.arg)


def _arguments_needed(rule: Rule) -> int:
    """How many arguments a rule takes at least."""
    return 1 if rule.arity is None else rule.arity


def _check_count(statement: Statement, node: ast.Call, name: str, rule: Rule) -> None:
    """As many arguments as the rule has, constant parameters may follow."""
    constants = [constant for constant, _ in rule.constants]
    least = _arguments_needed(rule)
    most = math.inf if rule.arity is None else rule.arity + len(constants)
    if least <= len(node.args) <= most:
        return
    count = f"{least} argument{'s' if least > 1 else ''}"
    if rule.arity is None:
        count = "at least 1 argument"
    optional = f" and perhaps {', '.join(constants)}" if constants else ""
    reason = f"{name} takes {count}{optional}, got {len(node.args)}"
    raise statement.error(reason, node.func)
