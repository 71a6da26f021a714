"""The grammar of formulas: from a text to steps, read with Python's own grammar, never evaluated as Python.

Vocabulary
    text       what was typed: one or more statements, separated by ``;`` or by new lines; ``#`` starts a comment
    statement  ``name = expression``; the last one may do without a name
    step       one instruction of a statement in postfix order: a number, a name, or a row of the table of rules
    place      a span of characters of the text, which every error points at

What may stand in a statement is an allow-list: numbers, names, ``+ - * / **``, round brackets, and calls of the rows
of `autograd.RULES`, with a row's constant parameters by position or by name.
"""

from __future__ import annotations

import ast
import math
import re
import sys
import unicodedata
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from keyword import iskeyword
from typing import Any, Final, NamedTuple

from autograd import RULES, Rule
from viz.cli.instead import INSTEAD, PUNCTUATION, hint, suggestion
from viz.errors import ExpressionError, visible

MAX_LENGTH: Final = 100_000
"""Characters in a text. More is not a formula for people."""
MAX_DEPTH: Final = 1000
"""Operations inside one another, counted before anything is computed. a + a + ... nests once for every plus."""

_OPERATORS: Final = {
    ast.Add: "add",
    ast.Sub: "sub",
    ast.Mult: "mul",
    ast.Div: "div",
    ast.Pow: "pow",
    ast.USub: "neg",
}  # Python's words for its operators -> rows of the table


class Step(NamedTuple):
    """One instruction: put a number or the value of a name on the stack, or apply a rule to the topmost values."""

    node: ast.expr
    rule: Rule | None = None
    arguments: int = 0
    """How many values the rule takes from the stack, `constants` included."""
    constants: tuple[str, ...] = ()
    """Constant parameters given by name: the topmost values."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of a text: where it stands, what it assigns ("" for a bare expression), how it is computed."""

    whole: str
    start: int
    text: str
    target: str = ""
    steps: tuple[Step, ...] = ()

    def index(self, line: int | None, column: int | None) -> int:
        """The place in the whole text of a line and column of a SyntaxError, which counts both from 1."""
        lines = self.text.split("\n")
        line = max(1, min(line or 1, len(lines)))
        return (
            self.start
            + sum(len(x) + 1 for x in lines[: line - 1])
            + max(column or 1, 1)
            - 1
        )

    def place(self, node: Any) -> tuple[int, int]:
        """The span of a node of the syntax tree, whose columns are bytes of UTF-8, counted from 0."""
        lines = self.text.encode().split(b"\n")
        start, end = (
            self.index(line, len(lines[line - 1][:column].decode()) + 1)
            for line, column in (
                (node.lineno, node.col_offset),
                (node.end_lineno, node.end_col_offset),
            )
        )
        return start, end

    def error(self, reason: str, node: Any) -> ExpressionError:
        start, end = self.place(node)
        return ExpressionError(self.whole, start, reason, end)

    def error_after(
        self, node: Any, reason: str = "{} is not allowed"
    ) -> ExpressionError:
        """The error for the word or sign that follows `node`: the tree does not say where an operator stands."""
        end = self.place(node)[1] - self.start
        sign = re.compile(r"[\s)]*(\w+|\*\*|//|==|[-+*/]=|.?)", re.DOTALL).match(
            self.text, end
        )  # no comments here
        assert sign is not None  # the pattern matches the empty string
        return ExpressionError(
            self.whole,
            self.start + sign.start(1),
            reason.format(f"'{sign[1]}'"),
            self.start + sign.end(1),
        )


def variable_name(written: str, argument: str | None = None) -> str:
    """A variable's name in the normal form that Python's grammar gives to names."""
    name = unicodedata.normalize("NFKC", written.strip())
    if not name.isidentifier() or iskeyword(name):
        reason = (
            f"'{visible(name, 30)}' cannot be a name" if name else "no name before ="
        )
        raise ExpressionError(
            written if argument is None else argument, 0, reason, len(written)
        )
    return name


def statements(text: str, variables: set[str]) -> Iterator[Statement]:
    """Split `text` into statements and read each of them; `variables` only improves the messages."""
    if len(text) > MAX_LENGTH:
        reason = f"too long: {len(text):,} characters, and the limit is {MAX_LENGTH:,}"
        raise ExpressionError(text, MAX_LENGTH, reason)
    # every replacement keeps the length, so that places stay right
    clean = (
        re.sub(r"#[^\n\r]*", lambda m: " " * len(m[0]), text)
        .replace("\r\n", " \n")
        .replace("\r", "\n")
    )
    _check_characters(text, clean)
    names, depth, start, found = set(variables), 0, 0, False
    for m in re.finditer(r"[();\n]|\Z", clean):
        depth = max(0, depth + {"(": 1, ")": -1}.get(m[0], 0))
        if m[0] in ("(", ")") or (m[0] == "\n" and depth):
            continue
        piece = clean[start : m.start()]
        if piece.strip():
            first = start + len(piece) - len(piece.lstrip())
            yield (statement := _read(Statement(text, first, piece.strip()), names))
            names.add(statement.target)
            found = True
        start, depth = m.end(), 0
    if not found:
        raise ExpressionError(
            text, 0, "no expression, such as e = (a + b) * (b + 1)", len(text)
        )


def _check_characters(text: str, clean: str) -> None:
    """Signs and words that no formula contains are refused before Python's parser sees them, each at its place."""
    for m in re.finditer(r"\w+|[^\w \t\n+\-*/()=.,;]", clean):
        if m[0][0] in PUNCTUATION:
            continue
        if m[0] in "'\"":
            raise ExpressionError(text, m.start(), "text in quotes is not allowed")
        if iskeyword(unicodedata.normalize("NFKC", m[0])):
            raise ExpressionError(text, m.start(), f"'{m[0]}' is not allowed", m.end())
        for i, c in enumerate(m[0], m.start()):
            if (
                c in INSTEAD or not f"a{c}".isidentifier()
            ):  # the dot of a·b could be part of a name
                raise ExpressionError(text, i, f"'{c}' is not allowed{hint(c)}", i + 1)


def _read(statement: Statement, names: set[str]) -> Statement:
    """Parse one statement and turn it into steps. Raises ExpressionError for all that is not in the allow-list."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter(
                "ignore"
            )  # "invalid decimal literal" and the like are for writers of programs
            body = ast.parse(statement.text).body
    except (RecursionError, MemoryError):
        raise _too_deep(statement) from None
    except SyntaxError as error:
        raise _not_python(statement, error) from None
    except (
        ValueError,
        OverflowError,
    ):  # characters that no encoding knows; all known ones were refused before
        raise ExpressionError(
            statement.whole, statement.start, "cannot be read"
        ) from None
    tree = body[0]
    if isinstance(tree, ast.Expr):
        return _with_steps(statement, "", tree.value, names)
    if isinstance(tree, ast.AugAssign):
        raise statement.error_after(tree.target)
    if not isinstance(tree, ast.Assign) or len(body) > 1:
        raise statement.error("only name = expression is allowed", tree)
    target, *others = tree.targets
    if not isinstance(target, ast.Name):
        raise statement.error("only a name can stand left of =", target)
    if others:
        raise statement.error("only one = in a statement", others[0])
    return _with_steps(statement, target.id, tree.value, names)


def _with_steps(
    statement: Statement, target: str, expression: ast.expr, names: set[str]
) -> Statement:
    steps: list[Step] = []
    stack: list[tuple[ast.expr | Step, int]] = [(expression, 0)]
    while stack:  # a loop, because Python's own stack is shorter than MAX_DEPTH
        node, depth = stack.pop()
        if isinstance(node, Step):
            steps.append(node)
            continue
        if depth > MAX_DEPTH:
            raise _too_deep(statement)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.UAdd):
            stack.append((node.operand, depth + 1))
            continue
        step, arguments = _operation(statement, node, names)
        stack.append((step, depth))
        stack.extend((argument, depth + 1) for argument in reversed(arguments))
    return Statement(
        statement.whole, statement.start, statement.text, target, tuple(steps)
    )


def _operation(
    statement: Statement, node: ast.expr, names: set[str]
) -> tuple[Step, Sequence[ast.expr]]:
    """The step of one node of the syntax tree, and the nodes of its arguments: the allow-list."""
    match node:
        case ast.Name():
            return Step(node), ()
        case ast.Constant(value=int() | float() as number) if not isinstance(
            number, bool
        ):
            if (
                abs(number) > sys.float_info.max
            ):  # compared exactly, also for a huge int, which float() would refuse
                raise statement.error("number too large for a float", node)
            return Step(node), ()
        case ast.BinOp(op=op) if type(op) in _OPERATORS:
            return Step(node, RULES[_OPERATORS[type(op)]], 2), (node.left, node.right)
        case ast.UnaryOp(op=op) if type(op) in _OPERATORS:
            return Step(node, RULES[_OPERATORS[type(op)]], 1), (node.operand,)
        case ast.Call():
            return _call(statement, node, names)
        case ast.Attribute(value=owner, attr=name):
            write = f": write {name}(…)" if name in RULES else ""
            raise statement.error_after(owner, "{} is not allowed here" + write)
        case ast.Tuple(elts=[]):
            raise statement.error("nothing in the brackets", node)
        case ast.Constant():
            raise statement.error(
                f"'{visible(ast.unparse(node), 30)}' is not a real number", node
            )
    # the sign or word behind the first part says what is not allowed: // == , if for
    parts = (
        [node.body] if isinstance(node, ast.IfExp) else [*ast.iter_child_nodes(node)]
    )  # its tree starts with if
    first = parts[0] if parts and isinstance(parts[0], ast.expr) else None
    if first is None or isinstance(node, ast.Starred):
        raise statement.error("this is not allowed", node)
    raise statement.error_after(first)


def _call(
    statement: Statement, node: ast.Call, names: set[str]
) -> tuple[Step, Sequence[ast.expr]]:
    if isinstance(node.func, ast.Attribute):
        _operation(statement, node.func, names)
    if not isinstance(node.func, ast.Name):
        raise statement.error_after(node.func, "write * for a product before {}")
    name = node.func.id
    rule = RULES.get(name)
    if rule is None:
        if name in names:
            raise statement.error_after(
                node.func,
                f"'{visible(name, 30)}' is not a function: write * before {{}}",
            )
        raise statement.error(
            f"unknown function '{visible(name, 30)}'{suggestion(name)}", node.func
        )
    known = [constant for constant, _ in rule.constants]
    most, least = (
        (math.inf, 1) if rule.arity is None else (rule.arity + len(known), rule.arity)
    )
    given = known[: max(0, len(node.args) - least)]
    for keyword in node.keywords:
        if keyword.arg is None or not known:
            raise statement.error(
                f"arguments of {name} are written without a name", keyword
            )
        if keyword.arg not in known:
            reason = f"{name} has no parameter '{visible(keyword.arg, 30)}', only {', '.join(known)}"
            raise statement.error(reason, keyword)
        if keyword.arg in given:
            raise statement.error(f"{name} got '{keyword.arg}' twice", keyword)
        given.append(keyword.arg)
    if not least <= len(node.args) <= most:
        count = (
            "at least 1 argument"
            if rule.arity is None
            else f"{least} argument{'s' if least > 1 else ''}"
        )
        optional = f" and perhaps {', '.join(known)}" if known else ""
        raise statement.error(
            f"{name} takes {count}{optional}, got {len(node.args)}", node.func
        )
    arguments = [*node.args, *(keyword.value for keyword in node.keywords)]
    constants = tuple(str(keyword.arg) for keyword in node.keywords)
    return Step(node, rule, len(arguments), constants), arguments


def _not_python(statement: Statement, error: SyntaxError) -> ExpressionError:
    """Python's complaint about the syntax, in words for formulas: its own are about programs and vary with versions."""
    whole, stop, message = (
        statement.whole,
        statement.start + len(statement.text),
        error.msg,
    )
    if message.startswith("Exceeds the limit"):  # of int(); Python does not say where
        digits = re.search(r"\d[\d_]{600,}", whole)
        place = digits.span() if digits else (statement.start, stop)
        return ExpressionError(
            whole, place[0], "number too large for a float", place[1]
        )
    offset = statement.index(error.lineno, error.offset)
    end = statement.index(error.end_lineno, error.end_offset)
    place = offset, end if end > offset else offset + 1
    if message.startswith("too many nested"):
        return ExpressionError(whole, offset, "too many brackets inside one another")
    if offset >= stop:
        return ExpressionError(whole, stop, "something is missing", stop)
    character = whole[offset]
    if not character.isascii() and not character.isidentifier():
        return ExpressionError(
            whole, offset, f"'{character}' is not allowed{hint(character)}"
        )
    if "was never closed" in message or message.startswith(("unmatched", "closing")):
        return ExpressionError(whole, offset, message)
    if "literal" in message:
        return ExpressionError(
            whole, offset, "not a number (write * for a product)", place[1]
        )
    if "=" in message:
        return ExpressionError(
            whole, offset, "= must follow a name at the start of a statement", place[1]
        )
    if "comma" in message:
        return ExpressionError(
            whole, offset, "something is missing between these", place[1]
        )
    return ExpressionError(whole, offset, "cannot be read", place[1])


def _too_deep(statement: Statement) -> ExpressionError:
    """Too much for Python's parser, which does not say where, or for us: point at the operation that is too many."""
    signs = [m.start() for m in re.finditer(r"\*\*|[-+*/(.=]", statement.text)]
    if len(signs) <= MAX_DEPTH:
        return ExpressionError(statement.whole, statement.start, "cannot be read")
    reason = f"more than {MAX_DEPTH} operations inside one another"
    return ExpressionError(statement.whole, statement.start + signs[MAX_DEPTH], reason)
