"""Numbers in lists in lists: a sequence is a list of its steps, an image a list of its rows, a heap of heads a list, too.

Vocabulary
    nested   a number or a Value; or a list (tuple, array) of nested things
    flat     all of its numbers in one list, in the order in which one reads them
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from numbers import Real
from typing import Any

from autograd import Value


def flat(x: Any) -> list[Any]:
    """All numbers and Values of something nested, in order; of a single one a list of one.

    >>> flat([[1, 2], [3, [4]], 5]), flat(6)
    ([1, 2, 3, 4, 5], [6])
    """
    if _is_number(x):
        return [x]
    numbers: list[Any] = []
    for item in _items(x):
        if _is_number(item):
            numbers.append(item)
        else:
            numbers += flat(item)
    return numbers


def filled(like: Any, numbers: Iterable[Any]) -> Any:
    """The same lists in lists, with these numbers in the places of its own; the opposite of `flat`.

    >>> filled([[0, 0], 0], [1, 2, 3])
    [[1, 2], 3]
    """
    return _filled(like, iter(numbers))


def _filled(like: Any, numbers: Iterator[Any]) -> Any:
    if _is_number(like):
        return next(numbers)
    return [_filled(item, numbers) for item in _items(like)]


def each(function: Callable[[Any], Any], x: Any) -> Any:
    """The function of every number, in the same lists.

    >>> each(float, [[1], 2])
    [[1.0], 2.0]
    """
    if _is_number(x):
        return function(x)
    return [each(function, item) for item in _items(x)]


def shape(x: Any) -> tuple[int, ...] | None:
    """As of an array: (3, 2) for three lists of two numbers, () for a number; None where the lists differ in length.

    >>> shape([[1, 2], [3, 4], [5, 6]]), shape(7), shape([[1, 2], 3])
    ((3, 2), (), None)
    """
    if _is_number(x):
        return ()
    shapes = {shape(item) for item in _items(x)}
    inner = shapes.pop() if len(shapes) == 1 else None
    return None if inner is None else (len(_items(x)), *inner)


def _is_number(x: Any) -> bool:
    return isinstance(x, Value | Real)


def _items(x: Any) -> list[Any]:
    """What a list holds. TypeError for what is neither a list nor a number."""
    if isinstance(x, str) or not hasattr(x, "__iter__"):
        raise TypeError(
            f"numbers, Values and lists of them are needed, got {type(x).__name__}"
        )
    return list(x.tolist() if hasattr(x, "tolist") else x)
