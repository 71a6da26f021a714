"""Code: a piece of source text that behaves like an array, so that writing an expression builds its text.

Vocabulary: *binding* is how tightly the outermost operator of a text holds it together; brackets stand where they are
needed, and around a matrix product inside another product, where they help.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import copysign, isfinite
from typing import Any

from autograd.symbolic import ATOM, MATMUL, PRODUCT, SIGN, SUM, SourceText

_INFIX = {
    "add": (" + ", SUM),
    "subtract": (" - ", SUM),
    "multiply": (" * ", PRODUCT),
    "divide": (" / ", PRODUCT),
}


class Code(SourceText):
    """A piece of source text that behaves like an array."""

    __slots__ = ()

    def __init__(self, text: str, binding: int = ATOM) -> None:
        self.text = text
        self.binding = binding

    def piece(self, x: Any) -> Code:
        """Anything as text: numbers as Python writes them."""
        return code(x)

    def written(self, text: str, binding: int) -> Code:
        """A new text."""
        return Code(text, binding)

    def operate(self, name: str, *operands: Any) -> Code:
        """The operator as Python writes it."""
        if name == "negative":
            return Code(f"-{self.at_least(SIGN + 1)}", SIGN)
        sign, binding = _INFIX[name]
        return self.infix(operands[0], sign, operands[1], binding)

    def __mod__(self, other: Any) -> Code:
        return self.infix(self, " % ", other, PRODUCT)

    def __rmod__(self, other: Any) -> Code:
        return self.infix(other, " % ", self, PRODUCT)

    def __floordiv__(self, other: Any) -> Code:
        return self.infix(self, " // ", other, PRODUCT)

    def __rfloordiv__(self, other: Any) -> Code:
        return self.infix(other, " // ", self, PRODUCT)

    def __matmul__(self, other: Any) -> Code:
        return Code(f"{self._atom()} @ {code(other)._atom()}", MATMUL)

    def __getitem__(self, key: Any) -> Code:
        parts = key if isinstance(key, tuple) else (key,)
        inside = ", ".join(_slice(part) for part in parts)
        return Code(f"{self._atom()}[{inside}]")

    @property
    def T(self) -> Code:
        return Code(f"{self._atom()}.T")

    @property
    def mT(self) -> Code:
        return Code(f"{self._atom()}.mT")

    def _atom(self) -> str:
        return self.at_least(ATOM)


def _slice(part: slice | int) -> str:
    """A slice as it stands in square brackets: "2:5", ":3", "::2"; or one number."""
    if isinstance(part, int):
        return str(part)
    start = str(part.start) if part.start else ""
    stop = "" if part.stop is None else str(part.stop)
    if part.step is None:
        return f"{start}:{stop}"
    return f"{start}:{stop}:{part.step}"


def code(x: Any) -> Code:
    """Anything as text: numbers as Python writes them."""
    if isinstance(x, Code):
        return x
    if isinstance(x, float):
        text = _number(x)
        return Code(text, SIGN if text.startswith("-") else ATOM)
    if isinstance(x, list):
        return Code(f"[{_items(x)}]")
    if isinstance(x, tuple):
        comma = "," if len(x) == 1 else ""
        return Code(f"({_items(x)}{comma})")
    return Code(str(x))


def _items(x: Sequence[Any]) -> str:
    return ", ".join(code(item).text for item in x)


def _number(x: float) -> str:
    """A float as source text: whole numbers without a point, what has no literal as float("inf").

    >>> [_number(x) for x in (2.0, -0.5, -2.0, 1e7, float("inf"))]
    ['2', '-0.5', '-2.0', '10000000.0', 'float("inf")']
    """
    if not isfinite(x):
        return f'float("{x}")'
    is_short = copysign(1.0, x) > 0 and x < 1e6
    return str(int(x)) if is_short and x.is_integer() else repr(x)
