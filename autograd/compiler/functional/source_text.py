"""Code: a piece of source text that behaves like an array, so that writing an expression builds its text.

Vocabulary: *binding* is how tightly the outermost operator of a text holds it together; brackets stand where they are
needed, and around a matrix product inside another product, where they help.
"""

from __future__ import annotations

from typing import Any

_SUM, _MATMUL, _PRODUCT, _SIGN, _ATOM = range(5)


class Code:
    """A piece of source text that behaves like an array."""

    __slots__ = ("binding", "text")

    def __init__(self, text: str, binding: int = _ATOM) -> None:
        self.text, self.binding = text, binding

    def __str__(self) -> str:
        return self.text

    def _infix(self, left: Any, sign: str, right: Any, binding: int) -> Code:
        a, b = code(left), code(right)
        before = a.text if a.binding >= binding else f"({a})"
        return Code(
            f"{before} {sign} {b.text if b.binding > binding else f'({b})'}", binding
        )

    def __add__(self, other: Any) -> Code:
        return self._infix(self, "+", other, _SUM)

    def __radd__(self, other: Any) -> Code:
        return self._infix(other, "+", self, _SUM)

    def __sub__(self, other: Any) -> Code:
        return self._infix(self, "-", other, _SUM)

    def __rsub__(self, other: Any) -> Code:
        return self._infix(other, "-", self, _SUM)

    def __mul__(self, other: Any) -> Code:
        return self._infix(self, "*", other, _PRODUCT)

    def __rmul__(self, other: Any) -> Code:
        return self._infix(other, "*", self, _PRODUCT)

    def __truediv__(self, other: Any) -> Code:
        return self._infix(self, "/", other, _PRODUCT)

    def __rtruediv__(self, other: Any) -> Code:
        return self._infix(other, "/", self, _PRODUCT)

    def __matmul__(self, other: Any) -> Code:
        return Code(f"{self._atom()} @ {code(other)._atom()}", _MATMUL)

    def __neg__(self) -> Code:
        return Code(
            f"-{self.text if self.binding > _SIGN else f'({self.text})'}", _SIGN
        )

    def __getitem__(self, key: Any) -> Code:
        parts = ", ".join(
            _slice(k) for k in (key if isinstance(key, tuple) else (key,))
        )
        return Code(f"{self._atom()}[{parts}]")

    @property
    def T(self) -> Code:
        return Code(f"{self._atom()}.T")

    @property
    def mT(self) -> Code:
        return Code(f"{self._atom()}.mT")

    def _atom(self) -> str:
        return self.text if self.binding == _ATOM else f"({self.text})"


def _slice(part: slice) -> str:
    ends = [("" if x is None else str(x)) for x in (part.start, part.stop, part.step)]
    if ends[0] == "0":
        ends[0] = ""
    return ":".join(ends if ends[2] else ends[:2])


def code(x: Any) -> Code:
    """Anything as text: numbers as Python writes them."""
    if isinstance(x, Code):
        return x
    if isinstance(x, (list, tuple)):
        inner = ", ".join(code(item).text for item in x)
        return Code(
            f"[{inner}]" if isinstance(x, list) else f"({inner}{',' * (len(x) == 1)})"
        )
    if isinstance(x, float):
        text = (
            repr(int(x))
            if x == int_or_zero(x) and abs(x) < 1e6 and str(x)[0] != "-"
            else repr(x)
        )
        text = f'float("{x}")' if x != x or abs(x) == float("inf") else text
        return Code(text, _SIGN if text[0] == "-" else _ATOM)
    return Code(str(x))


def int_or_zero(x: float) -> int:
    """The whole part of a finite number; 0 for inf and nan."""
    return int(x) if abs(x) < 1e18 else 0
