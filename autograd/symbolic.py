"""Numbers that are written instead of computed: Python's operators on them build lines of a program, or source text.

Vocabulary: the *binding* of a text is how tightly its outermost operator holds it together: a sum loosest, a name or a
call tightest. A text gets brackets where an operator that binds tighter is applied to it.
"""

from __future__ import annotations

from abc import abstractmethod
from typing import Any, Self

SUM, MATMUL, PRODUCT, SIGN, POWER, ATOM = range(6)
"""Bindings, from the loosest to the tightest."""


class Symbolic:
    """Python's arithmetic, each operator as one call of `operate` with the name that NumPy gives it."""

    __slots__ = ()

    @abstractmethod
    def operate(self, name: str, *operands: Any) -> Self:
        """The result of "add", "subtract", "multiply", "divide" or "negative", written down."""

    def __add__(self, other: Any) -> Self:
        return self.operate("add", self, other)

    def __radd__(self, other: Any) -> Self:
        return self.operate("add", other, self)

    def __sub__(self, other: Any) -> Self:
        return self.operate("subtract", self, other)

    def __rsub__(self, other: Any) -> Self:
        return self.operate("subtract", other, self)

    def __mul__(self, other: Any) -> Self:
        return self.operate("multiply", self, other)

    def __rmul__(self, other: Any) -> Self:
        return self.operate("multiply", other, self)

    def __truediv__(self, other: Any) -> Self:
        return self.operate("divide", self, other)

    def __rtruediv__(self, other: Any) -> Self:
        return self.operate("divide", other, self)

    def __neg__(self) -> Self:
        return self.operate("negative", self)


class SourceText(Symbolic):
    """A piece of source text that behaves like a number."""

    __slots__ = ("binding", "text")

    text: str
    binding: int
    signs_in_brackets = False
    """Whether a right operand that begins with a sign gets brackets, a · (−2)."""

    def __str__(self) -> str:
        return self.text

    @abstractmethod
    def piece(self, x: Any) -> Self:
        """A number as a text of this kind; a text as it is."""

    @abstractmethod
    def written(self, text: str, binding: int) -> Self:
        """A new text of this kind."""

    def at_least(self, binding: int) -> str:
        """The text, in brackets if its outermost operator is looser than `binding`."""
        return self.text if self.binding >= binding else f"({self.text})"

    def infix(self, left: Any, sign: str, right: Any, binding: int) -> Self:
        """Two operands with a sign between; on the right, one of the same binding keeps its brackets: a - (b - c)."""
        before, after = self.piece(left), self.piece(right)
        end = after.at_least(binding + 1)
        if self.signs_in_brackets and after.binding == SIGN:
            end = f"({after.text})"
        return self.written(f"{before.at_least(binding)}{sign}{end}", binding)
