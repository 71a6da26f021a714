"""A statement of a formula: where it stands in the text, what it assigns, and how it is computed.

Vocabulary
    step     one instruction of a statement in postfix order: a number, a name, or a row of the table of rules
    span     the characters text[start:end] of a part, which every error points at
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from autograd import Rule
from viz.errors import ExpressionError

_WORD_OR_SIGN: Final = re.compile(r"[\s)]*(\w+|\*\*|//|==|[-+*/]=|.?)", re.DOTALL)
"""What follows a part of a formula, after spaces and closing brackets."""


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

    @property
    def end(self) -> int:
        """The place in the whole text where the statement ends."""
        return self.start + len(self.text)

    def index(self, line: int | None, column: int | None) -> int:
        """The place in the whole text of a line and column of a SyntaxError, which counts both from 1."""
        lines = self.text.split("\n")
        number = max(1, min(line or 1, len(lines)))
        before = sum(len(text) + 1 for text in lines[: number - 1])
        return self.start + before + max(column or 1, 1) - 1

    def span(self, node: Any) -> tuple[int, int]:
        """The place of a node of the syntax tree, whose columns are bytes of UTF-8, counted from 0."""
        start = self._place(node.lineno, node.col_offset)
        end = self._place(node.end_lineno, node.end_col_offset)
        return start, end

    def _place(self, line: int, column: int) -> int:
        before = self.text.encode().split(b"\n")[line - 1][:column]
        return self.index(line, len(before.decode()) + 1)

    def error(self, reason: str, node: Any) -> ExpressionError:
        """The error for a node of the syntax tree."""
        start, end = self.span(node)
        return ExpressionError(self.whole, start, reason, end)

    def error_after(
        self, node: Any, reason: str = "{} is not allowed"
    ) -> ExpressionError:
        """The error for the word or sign that follows `node`: the tree does not say where an operator stands."""
        _, end = self.span(node)
        sign = _WORD_OR_SIGN.match(self.text, end - self.start)  # no comments here
        assert sign is not None  # the pattern matches the empty string
        start, end = self.start + sign.start(1), self.start + sign.end(1)
        return ExpressionError(self.whole, start, reason.format(f"'{sign[1]}'"), end)

    def error_at_name(self, reason: str) -> ExpressionError:
        """The error for what the statement assigns, or for all of it where it assigns nothing."""
        end = self.start + len(self.target or self.text)
        return ExpressionError(self.whole, self.start, reason, end)
