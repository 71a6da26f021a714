"""Inputs of a loss with their targets: numbers, rows and batches, in lists, tuples or arrays.

`name` is that of the loss, for error messages.
"""

from __future__ import annotations

from numbers import Integral, Real
from typing import Any

from autograd import Value


def as_lists(x: Any) -> Any:
    """NumPy arrays and tuples as lists; Values and numbers as they are."""
    if hasattr(x, "tolist"):
        x = x.tolist()
    return list(x) if isinstance(x, tuple) else x


def samples(name: str, input: Any, target: Any) -> list[tuple[Any, Any]]:
    """(input, target) of each sample; one for what is no batch."""
    input, target = as_lists(input), as_lists(target)
    batch = isinstance(input, list) and any(
        isinstance(as_lists(x), list) for x in input
    )
    if not batch:
        return [(input, target)]
    count = len(target) if isinstance(target, list) else 1
    if not isinstance(target, list) or count != len(input):
        got = "1 target is" if count == 1 else f"{count} targets are"
        raise ValueError(
            f"{name}: the input is a batch of {len(input)} samples, but {got} given"
        )
    return list(zip(input, target))


def pairs(name: str, input: Any, target: Any) -> list[tuple[Any, Any]]:
    """Every number of the input with its target. A list with one item fits a number."""
    input, target = as_lists(input), as_lists(target)
    if isinstance(input, list) != isinstance(target, list):
        input, target = _both_as_lists(name, input, target)
    if not isinstance(input, list):
        y = number(name, "input", input)
        t = number(name, "target", target)
        return [(y, t)]
    if not input or len(input) != len(target):
        raise ValueError(
            f"{name}: as many targets as inputs are needed, got {len(input)} and {len(target)}"
        )
    together = []
    for y, t in zip(input, target):
        together += pairs(name, y, t)
    return together


def _both_as_lists(name: str, input: Any, target: Any) -> tuple[list[Any], list[Any]]:
    """A number and a list with one item, as two lists; ValueError for a longer one."""
    lists = [x if isinstance(x, list) else [x] for x in (input, target)]
    if len(lists[0]) == len(lists[1]):
        return lists[0], lists[1]
    sizes = []
    for x in (input, target):
        is_list = isinstance(x, list)
        sizes.append(f"{len(x)} numbers" if is_list else "a single number")
    raise ValueError(
        f"{name}: input and target must have the same shape, got {' and '.join(sizes)}"
    )


def number(name: str, what: str, x: Any) -> Any:
    """A Value as it is, another real number as a float; `what` is "input" or "target"."""
    if isinstance(x, Value):
        return x
    if not isinstance(x, Real):
        raise TypeError(
            f"{name}: the {what} must be made of numbers and Values, got {type(x).__name__}"
        )
    return float(x)


def class_index(name: str, k: Any, count: int) -> int:
    """The index of one of `count` classes as an int."""
    if isinstance(k, bool) or not isinstance(k, Integral):
        shown = "a Value" if isinstance(k, Value) else repr(k)
        advice = "use y.astype(int) for an array of floats, or a list of class weights"
        raise TypeError(
            f"{name}: the target must be the index of a class, a whole number, got {shown}: {advice}"
        )
    index = int(k)
    if not 0 <= index < count:
        raise ValueError(
            f"{name}: the index must be from 0 to {count - 1} for {count} classes, got {index}"
        )
    return index
