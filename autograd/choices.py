"""What stands outside of the derivative: a choice between two sides, and a number without its history."""

from __future__ import annotations

from typing import Any, overload

from autograd.operations import apply
from autograd.rules import RULES
from autograd.scalars import Number, is_array, number
from autograd.value import Value


@overload
def where(condition: Any, x: Value, y: Value | Number) -> Value: ...
@overload
def where(condition: Any, x: Number, y: Value) -> Value: ...
@overload
def where(condition: Value, x: Value | Number, y: Value | Number) -> Value: ...
@overload
def where(condition: bool, x: Number, y: Number) -> float: ...
@overload
def where(condition: Any, x: Any, y: Any) -> Any: ...
def where(condition: Any, x: Any, y: Any) -> Any:
    """x where the condition holds, else y, as one node; elementwise if one of the three is an array.

    Of a condition that is no Value, such as ``x > 0``, only the chosen side is recorded: the other one's number stands
    in the node without its history, so a derivative that is nan there harms nothing. PyTorch and JAX need a second
    where for that, inside. A condition that is a Value, 0 or not 0, is looked at again in compiled programs: both sides
    are recorded, and a side must then have a finite derivative where it is not chosen, too.

    >>> x = Value(-1.0)
    >>> y = where(x > 0, x.sqrt(), 0.0); y.backward(); y.data, x.grad
    (0.0, 0.0)
    """
    rule = RULES["where"]
    if any(map(is_array, (condition, x, y))):
        import numpy

        arrays = [numpy.asarray(a) for a in (condition, x, y)]
        if any(array.dtype.hasobject for array in arrays):
            return numpy.frompyfunc(where, 3, 1)(*arrays)
        return apply(rule, *arrays)
    if not isinstance(condition, Value):
        holds = number(condition, "where: condition") != 0.0
        x, y = (x, stop_gradient(y)) if holds else (stop_gradient(x), y)
    return apply(rule, condition, x, y)


@overload
def stop_gradient(x: Value) -> Value: ...
@overload
def stop_gradient(x: Number) -> float: ...
@overload
def stop_gradient(x: Any) -> Any: ...
def stop_gradient(x: Any) -> Any:
    """The same number without its history: a new leaf, through which no gradient flows; elementwise for an array.

    What is compiled or recomputed later keeps the number of the recording. `detach` is a node instead: no gradient flows
    through it either, but it is drawn, and its number is computed anew.

    >>> x = Value(3.0); y = x * stop_gradient(x); y.backward(); y.data, x.grad
    (9.0, 3.0)
    """
    if is_array(x):
        import numpy

        array = numpy.asarray(x)
        if array.dtype.hasobject:
            return numpy.frompyfunc(stop_gradient, 1, 1)(array)
        return array.astype(float)
    return Value(x._data) if isinstance(x, Value) else number(x, "stop_gradient: x")
