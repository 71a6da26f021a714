"""Lists, tuples and arrays of scalars, nested as one likes: the arguments of functions that are differentiated.

Vocabulary: a *structure* is such an argument, or a single scalar; its *scalars* are the numbers and Values in it, in
order.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from autograd.scalars import is_array
from autograd.value import Value


def is_sequence(x: Any) -> bool:
    """Whether `x` is a list, a tuple or an array, and not a scalar."""
    return isinstance(x, (list, tuple)) or is_array(x)


def scalars_of(x: Any) -> Iterator[Any]:
    """The scalars of a structure, in order.

    >>> list(scalars_of([1.0, (2.0, [3.0])]))
    [1.0, 2.0, 3.0]
    """
    if is_sequence(x):
        for item in x:
            yield from scalars_of(item)
    else:
        yield x


def filled_like(x: Any, scalars: Iterator[Any]) -> Any:
    """A structure like `x` that holds the next `scalars`: named tuples stay named, arrays hold floats or Values.

    >>> filled_like([1.0, (2.0, [3.0])], iter("abc"))
    ['a', ('b', ['c'])]
    """
    if not is_sequence(x):
        return next(scalars)
    items = [filled_like(item, scalars) for item in x]
    if not isinstance(x, (list, tuple)):
        import numpy

        has_values = any(isinstance(v, Value) for v in scalars_of(items))
        return numpy.array(items, dtype=object if has_values else float)
    is_named_tuple = hasattr(x, "_fields")
    return type(x)(*items) if is_named_tuple else type(x)(items)
