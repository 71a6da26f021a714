"""Lists, tuples, arrays and dictionaries of scalars, nested as one likes: the arguments of differentiated functions.

Vocabulary: a *structure* is such an argument, or a single scalar; its *scalars* are the numbers and Values in it, in
order; those of a dictionary in the order of its keys, as they were put in. An array without dimensions is a scalar.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from typing import Any

from autograd.errors import kind
from autograd.scalars import is_array, is_number, unwrapped


def is_sequence(x: Any) -> bool:
    """Whether `x` is a list, a tuple, an array or a dictionary, and not a scalar."""
    return isinstance(x, (list, tuple, dict)) or is_array(x)


def _items(x: Any) -> Iterator[Any]:
    """What is directly inside a structure."""
    return iter(x.values() if isinstance(x, dict) else x)


def scalars_of(x: Any) -> Iterator[Any]:
    """The scalars of a structure, in order.

    >>> list(scalars_of([1.0, (2.0, {"a": [3.0]})]))
    [1.0, 2.0, 3.0]
    """
    if is_sequence(x):
        for item in _items(x):
            yield from scalars_of(item)
    else:
        yield unwrapped(x)


def filled_like(x: Any, scalars: Iterator[Any]) -> Any:
    """A structure like `x` that holds the next `scalars`: named tuples stay named, arrays hold floats or Values.

    >>> filled_like([1.0, (2.0, {"a": [3.0]})], iter("xyz"))
    ['x', ('y', {'a': ['z']})]
    """
    if not is_sequence(x):
        return next(scalars)
    return _rebuilt(x, [filled_like(item, scalars) for item in _items(x)])


def converted(x: Any, convert: Callable[[Any], Any]) -> Any:
    """A structure like `x` with `convert` applied to each scalar; arrays of numbers stay as they are.

    >>> converted({"a": [1.0, 2.0]}, str)
    {'a': ['1.0', '2.0']}
    """
    if not is_sequence(x):
        return convert(unwrapped(x))
    if is_array(x) and x.dtype.kind != "O":
        return x
    return _rebuilt(x, [converted(item, convert) for item in _items(x)])


def _rebuilt(x: Any, items: list[Any]) -> Any:
    """A structure like `x` that holds these items."""
    if isinstance(x, dict):
        filled = copy.copy(x)  # an OrderedDict stays one
        for key, item in zip(x, items):
            filled[key] = item
        return filled
    if is_array(x):
        return _array(items, x.shape)
    is_named_tuple = hasattr(x, "_fields")
    return type(x)(*items) if is_named_tuple else type(x)(items)


def _array(items: list[Any], shape: Any) -> Any:
    """An array of floats if all items are, else of objects; the shape matters where there are none."""
    import numpy

    are_numbers = all(map(is_number, scalars_of(items)))
    dtype = float if are_numbers else object
    return numpy.array(items, dtype=dtype).reshape(shape)


def scalars_alongside(x: Any, other: Any, what: str) -> Iterator[Any]:
    """The scalars of `other` in the order of those of `x`; ValueError, naming sizes and `what`, if it is built otherwise.

    >>> list(scalars_alongside([1.0, (2.0,)], (5.0, [6.0]), "tangent"))
    [5.0, 6.0]
    """
    if _keys(x) != _keys(other):
        raise ValueError(f"{what} must be {_in_words(x)}, got {_in_words(other)}")
    if not is_sequence(x):
        yield unwrapped(other)
        return
    places = x if isinstance(x, dict) else range(len(x))
    for place in places:
        within = f"{what}[{place!r}]"
        yield from scalars_alongside(x[place], other[place], within)


def _keys(x: Any) -> Any:
    """How a structure is built: the keys of a dictionary, the length of a sequence, None for a scalar."""
    if isinstance(x, dict):
        return set(x)
    return len(x) if is_sequence(x) else None


def _in_words(x: Any) -> str:
    """How a structure is built, in words: ``a list of 2``."""
    if isinstance(x, dict):
        return f"a dict with the keys {list(x)}"
    if is_sequence(x):
        return f"a {kind(x)} of {len(x)}"
    is_nothing = x is None or isinstance(x, str)
    return kind(x) if is_nothing else "one number"
