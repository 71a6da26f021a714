"""NumPy's functions of a Value: ``np.maximum(v, 0)`` records what `autograd.maximum` does.

NumPy calls `route` where one of the arguments is a Value. A function that is a row of the table is that row, element by
element; any other one, such as ``np.add`` of an array and a Value, meets the Value as an item of an array of objects. An
array that holds Values is no Value: NumPy then asks the items for operators and methods. Only where it compares items,
in ``np.maximum``, ``np.minimum`` and ``np.sign`` of such an array, and in ``np.clip``, nothing can be recorded; there the
functions of this package take the array.
"""

from __future__ import annotations

from typing import Any, Final

from autograd.bindings import FUNCTIONS, IN_NUMPY
from autograd.methods import Methods
from autograd.rules import RULES

_ROWS: Final = {name: row for row, name in IN_NUMPY.items()} | {
    **{"absolute": "abs", "power": "pow", "float_power": "pow"},
    **{"true_divide": "div", "divide": "div", "remainder": "mod"},
    **{"subtract": "sub", "multiply": "mul", "negative": "neg"},
    "floor_divide": "floordiv",
}
"""Rows by NumPy's names, where those are other ones than in the table."""


def route(value: Any, ufunc: Any, method: str, *inputs: Any, **options: Any) -> Any:
    """What NumPy calls for a ufunc with a Value among its arguments."""
    import numpy

    name = ufunc.__name__
    row = _ROWS.get(name, name.replace("arc", "a", 1))
    if method == "__call__" and not options and row in FUNCTIONS:
        rule = RULES[row]
        least = rule.arity or 0
        if least <= len(inputs) <= least + len(rule.constants):
            return FUNCTIONS[row](*inputs)
    items = [as_item(x) for x in inputs]
    if not all(isinstance(x, numpy.ndarray) or numpy.isscalar(x) for x in items):
        return NotImplemented
    with numpy.errstate(invalid="ignore"):  # a comparison with nan
        result = getattr(ufunc, method)(*items, **options)
    return bool(result) if isinstance(result, numpy.bool) else result


def as_item(x: Any) -> Any:
    """A Value as an array of no dimension that holds it, a number of NumPy as Python's; anything else as it is."""
    import numpy

    if isinstance(x, numpy.floating):
        return float(x)
    if isinstance(x, numpy.number):
        return x.item()
    if not isinstance(x, Methods):
        return x
    item = numpy.empty((), dtype=object)
    item[()] = x
    return item


Methods.__array_ufunc__ = route  # type: ignore[method-assign, assignment]
