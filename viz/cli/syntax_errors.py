"""What Python's parser and its limits complain of, in words for formulas.

Python's own messages are about programs and vary with its versions.
"""

from __future__ import annotations

import re
from typing import Final

from viz.cli.instead import hint
from viz.cli.statement import Statement
from viz.errors import ExpressionError

MAX_DEPTH: Final = 1000
"""Operations inside one another, counted before anything is computed. a + a + ... nests once for every plus."""

_MESSAGES: Final = {
    "literal": "not a number (write * for a product)",
    "=": "= must follow a name at the start of a statement",
    "comma": "something is missing between these",
}
"""A word of Python's message, and what is said instead; the first that is in it."""


def not_python(statement: Statement, error: SyntaxError) -> ExpressionError:
    """The error for a statement that Python cannot parse."""
    whole, message = statement.whole, error.msg
    if message.startswith("Exceeds the limit"):  # of int(); Python does not say where
        return _too_long_number(statement)
    start = statement.index(error.lineno, error.offset)
    end = statement.index(error.end_lineno, error.end_offset)
    if message.startswith("too many nested"):
        return ExpressionError(whole, start, "too many brackets inside one another")
    if start >= statement.end:
        stop = statement.end
        return ExpressionError(whole, stop, "something is missing", stop)
    character = whole[start]
    if not character.isascii() and not character.isidentifier():
        reason = f"'{character}' is not allowed{hint(character)}"
        return ExpressionError(whole, start, reason)
    if "was never closed" in message or message.startswith(("unmatched", "closing")):
        return ExpressionError(whole, start, message)
    reasons = [reason for word, reason in _MESSAGES.items() if word in message]
    reason = reasons[0] if reasons else "cannot be read"
    return ExpressionError(whole, start, reason, max(end, start + 1))


def _too_long_number(statement: Statement) -> ExpressionError:
    digits = re.search(r"\d[\d_]{600,}", statement.whole)
    start, end = digits.span() if digits else (statement.start, statement.end)
    return ExpressionError(statement.whole, start, "number too large for a float", end)


def too_deep(statement: Statement) -> ExpressionError:
    """Too much for Python's parser, which does not say where, or for us: point at the operation that is too many."""
    signs = [m.start() for m in re.finditer(r"\*\*|[-+*/(.=]", statement.text)]
    if len(signs) <= MAX_DEPTH:
        return ExpressionError(statement.whole, statement.start, "cannot be read")
    reason = f"more than {MAX_DEPTH} operations inside one another"
    return ExpressionError(statement.whole, statement.start + signs[MAX_DEPTH], reason)
