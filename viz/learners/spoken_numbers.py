"""Numbers as sentences, tables and formulas about learners have them: with so many significant digits, short."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

from autograd.dialects import latex_number, pretty_number

MOST: Final = 4
"""Numbers of a vector that are written; longer ones have their first and dots."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """Writes numbers with `precision` significant digits.

    >>> number = Numbers(3)
    >>> number(0.12345), number.vector([0.24, -0.32]), number.vector(range(9))
    ('0.123', '(0.24, −0.32)', '(0, 1, 2, 3, …)')
    >>> number.signed(2.0), number.bracketed(-2.0), number.latex_vector([1, 2.5])
    ('+2', '(−2)', '(1, 2.5)')
    """

    precision: int = 4

    def __call__(self, x: Any) -> str:
        """0.5, −12, 1e-7, ∞."""
        return pretty_number(float(x), self.precision)

    def latex(self, x: Any) -> str:
        """The same for a formula."""
        return latex_number(float(x), self.precision)

    def signed(self, x: Any) -> str:
        """With its sign, + or −; 0 has none."""
        text = self(x)
        return f"+{text}" if float(x) > 0 else text

    def bracketed(self, x: Any) -> str:
        """In brackets if it is negative, for a product or a sum."""
        text = self(x)
        return f"({text})" if text.startswith("−") else text

    def latex_bracketed(self, x: Any) -> str:
        """The same for a formula."""
        text = self.latex(x)
        return rf"\left({text}\right)" if text.startswith("-") else text

    def vector(self, xs: Iterable[Any], most: int = MOST) -> str:
        """A list of numbers in round brackets; of a long one the first and dots."""
        return f"({', '.join(_some(xs, most, '…', self))})"

    def latex_vector(self, xs: Iterable[Any], most: int = MOST) -> str:
        """The same for a formula."""
        parts = _some(xs, most, r"\dots", self.latex)
        return f"({', '.join(parts)})"


def _some(
    xs: Iterable[Any], most: int, dots: str, write: Callable[[Any], str]
) -> list[str]:
    """All numbers, or the first and dots where that leaves out more than one."""
    numbers = [*xs]
    shown = numbers if len(numbers) <= most + 1 else numbers[:most]
    hidden = [dots] if len(shown) < len(numbers) else []
    return [*map(write, shown), *hidden]
