"""A class as a list of numbers: one of n leaves is 1, the others are 0.

A table of n rows of weights times such a list is the row of the class: that is what an embedding is. `autograd.compile`
takes the whole list as one column of whole numbers.
"""

from __future__ import annotations

from operator import index as whole
from typing import Any, SupportsIndex

from autograd import html_tables
from autograd.errors import kind
from autograd.value import Value


class OneHot(list[Value]):
    """A list of leaves of which number `index` is 1.0 and the others are 0.0. `one_hot` makes it."""

    label: str

    @property
    def index(self) -> int:  # type: ignore[override]
        """Which leaf is 1; ValueError if somebody has set others."""
        numbers = [leaf.data for leaf in self]
        if sorted(numbers) != [0.0] * (len(numbers) - 1) + [1.0]:
            raise ValueError(
                "OneHot: one leaf must be 1 and the others 0, but their data were set one by one; call set(k)"
            )
        return numbers.index(1.0)

    def set(self, k: SupportsIndex) -> OneHot:
        """Make leaf number k the 1. Returns self. What was computed from the leaves is not recomputed."""
        k = _checked(k, len(self))
        for place, leaf in enumerate(self):
            leaf.data = float(place == k)
        return self

    def __repr__(self) -> str:
        label = f", label={self.label!r}" if self.label else ""
        try:
            return f"OneHot({len(self)}, index={self.index}{label})"
        except ValueError:
            return f"OneHot({len(self)}{label})"

    _repr_html_ = html_tables.lines_html

    def __hash__(self) -> int:  # type: ignore[override]
        return id(self)

    def __eq__(self, other: object) -> bool:
        return self is other


def one_hot(n: int, label: str = "", *, index: SupportsIndex = 0) -> OneHot:
    """n leaves of which number `index` is 1.0 and the others are 0.0: a class, a letter, a word as inputs.

    Source: Bishop 2006, section 4.3.4; 003, one-hot.

    With a label the leaves are called label[0], label[1], ... Among the inputs of `autograd.compile` the list is one
    column of X, which holds the number of the leaf that is 1. Raises ValueError for n < 1 or an index outside 0 to n − 1.

    >>> import autograd
    >>> letter = autograd.one_hot(3, "letter", index=1); letter
    OneHot(3, index=1, label='letter')
    >>> weights = [Value(w) for w in (0.5, -1.0, 2.0)]
    >>> program = autograd.compile(autograd.dot(weights, letter), inputs=[letter], parameters=weights)
    >>> program([[0], [2]])
    array([0.5, 2. ])
    """
    if isinstance(n, bool) or not hasattr(n, "__index__"):
        raise TypeError(f"one_hot: n must be a whole number, got {kind(n)}")
    count = whole(n)
    if count < 1:
        raise ValueError(f"one_hot: n must be at least 1, got {count}")
    k = _checked(index, count)
    leaves = OneHot(
        Value(float(place == k), f"{label}[{place}]" if label else "")
        for place in range(count)
    )
    leaves.label = label
    return leaves


def _checked(k: Any, n: int) -> int:
    """The number of a leaf, if there is such a one."""
    if isinstance(k, bool) or not hasattr(k, "__index__"):
        raise TypeError(f"one_hot: the index must be a whole number, got {kind(k)}")
    if not 0 <= whole(k) < n:
        raise ValueError(f"one_hot: the index must be 0 to {n - 1}, got {whole(k)}")
    return whole(k)
