"""The grammar of formulas: from a text to steps, read with Python's own grammar, never evaluated as Python.

Vocabulary
    text       what was typed: one or more statements, separated by ``;`` or by new lines; ``#`` starts a comment
    statement  ``name = expression``; the last one may do without a name
    step       one instruction of a statement, see `viz.cli.statement`

What may stand in a statement is an allow-list, see `viz.cli.allow_list`.
"""

from __future__ import annotations

import ast
import re
import unicodedata
import warnings
from collections.abc import Iterator
from dataclasses import replace
from keyword import iskeyword
from typing import Final

from viz.cli.allow_list import operation
from viz.cli.instead import INSTEAD, PUNCTUATION, hint
from viz.cli.statement import Statement, Step
from viz.cli.syntax_errors import MAX_DEPTH, not_python, too_deep
from viz.errors import ExpressionError, visible

MAX_LENGTH: Final = 100_000
"""Characters in a text. More is not a formula for people."""


def variable_name(written: str, argument: str | None = None) -> str:
    """A variable's name in the normal form that Python's grammar gives to names."""
    name = unicodedata.normalize("NFKC", written.strip())
    if name.isidentifier() and not iskeyword(name):
        return name
    reason = f"'{visible(name, 30)}' cannot be a name" if name else "no name before ="
    text = written if argument is None else argument
    raise ExpressionError(text, 0, reason, len(written))


def statements(text: str, variables: set[str]) -> Iterator[Statement]:
    """Split `text` into statements and read each of them; `variables` only improves the messages."""
    if len(text) > MAX_LENGTH:
        reason = f"too long: {len(text):,} characters, and the limit is {MAX_LENGTH:,}"
        raise ExpressionError(text, MAX_LENGTH, reason)
    clean = _without_comments(text)
    _check_characters(text, clean)
    parts = list(_split(text, clean))
    if not parts:
        reason = "no expression, such as e = (a + b) * (b + 1)"
        raise ExpressionError(text, 0, reason, len(text))
    names = set(variables)
    for part in parts:
        statement = _read(part, names)
        yield statement
        names.add(statement.target)


def _without_comments(text: str) -> str:
    """Spaces for comments, and one kind of line end. Every replacement keeps the length, so that places stay right."""
    blank = re.sub(r"#[^\n\r]*", lambda comment: " " * len(comment[0]), text)
    return blank.replace("\r\n", " \n").replace("\r", "\n")


def _split(text: str, clean: str) -> Iterator[Statement]:
    """The statements, not yet read: the parts between ; and between lines, where no bracket is open."""
    start = depth = 0
    for sign in re.finditer(r"[();\n]|\Z", clean):
        depth = max(0, depth + {"(": 1, ")": -1}.get(sign[0], 0))
        in_brackets = sign[0] == "\n" and depth > 0
        if sign[0] in ("(", ")") or in_brackets:
            continue
        part = clean[start : sign.start()]
        if part.strip():
            spaces = len(part) - len(part.lstrip())
            yield Statement(text, start + spaces, part.strip())
        start, depth = sign.end(), 0


def _check_characters(text: str, clean: str) -> None:
    """Signs and words that no formula contains are refused before Python's parser sees them, each at its place."""
    for part in re.finditer(r"\w+|[^\w \t\n+\-*/()=.,;]", clean):
        word, start = part[0], part.start()
        if word[0] in PUNCTUATION:
            continue
        if word in "'\"":
            raise ExpressionError(text, start, "text in quotes is not allowed")
        if iskeyword(unicodedata.normalize("NFKC", word)):
            raise ExpressionError(text, start, f"'{word}' is not allowed", part.end())
        for i, c in enumerate(word, start):
            # the dot of a·b could be part of a name
            if c in INSTEAD or not f"a{c}".isidentifier():
                reason = f"'{c}' is not allowed{hint(c)}"
                raise ExpressionError(text, i, reason, i + 1)


def _read(statement: Statement, names: set[str]) -> Statement:
    """Parse one statement and turn it into steps. Raises ExpressionError for all that is not in the allow-list."""
    body = _parse(statement)
    tree = body[0]
    if isinstance(tree, ast.Expr):
        return replace(statement, steps=_steps(statement, tree.value, names))
    if isinstance(tree, ast.AugAssign):
        raise statement.error_after(tree.target)
    if not isinstance(tree, ast.Assign) or len(body) > 1:
        raise statement.error("only name = expression is allowed", tree)
    target, *others = tree.targets
    if not isinstance(target, ast.Name):
        raise statement.error("only a name can stand left of =", target)
    if others:
        raise statement.error("only one = in a statement", others[0])
    steps = _steps(statement, tree.value, names)
    return replace(statement, target=target.id, steps=steps)


def _parse(statement: Statement) -> list[ast.stmt]:
    """The syntax tree of a statement."""
    try:
        with warnings.catch_warnings():
            # "invalid decimal literal" and the like are for writers of programs
            warnings.simplefilter("ignore")
            return ast.parse(statement.text).body
    except (RecursionError, MemoryError):
        raise too_deep(statement) from None
    except SyntaxError as error:
        raise not_python(statement, error) from None
    except (ValueError, OverflowError):
        # characters that no encoding knows; all known ones were refused before
        where = statement.start
        raise ExpressionError(statement.whole, where, "cannot be read") from None


def _steps(
    statement: Statement, expression: ast.expr, names: set[str]
) -> tuple[Step, ...]:
    """The steps in postfix order: arguments before what is applied to them."""
    steps: list[Step] = []
    waiting: list[tuple[ast.expr | Step, int]] = [(expression, 0)]
    while waiting:  # a loop, because Python's own stack is shorter than MAX_DEPTH
        node, depth = waiting.pop()
        if isinstance(node, Step):
            steps.append(node)
            continue
        if depth > MAX_DEPTH:
            raise too_deep(statement)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.UAdd):
            waiting.append((node.operand, depth + 1))
            continue
        step, arguments = operation(statement, node, names)
        waiting.append((step, depth))
        waiting.extend((argument, depth + 1) for argument in reversed(arguments))
    return tuple(steps)
