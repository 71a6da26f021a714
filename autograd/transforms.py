"""From a function to its derivative: grad, value_and_grad, jvp, jacobian, hessian.

Functions take scalars, or lists, tuples and arrays of scalars; they are called with Values in place of the numbers.
Names and argument order are JAX's. Given plain numbers the results are plain numbers; given Values they are Values that
can be differentiated again, so that ``grad(grad(f))`` is the second derivative.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain
from typing import Any

from autograd.chain_rule import push
from autograd.errors import kind
from autograd.graph import record
from autograd.higher_derivatives import gradients
from autograd.modes import Changed, mode
from autograd.scalars import number
from autograd.structures import filled_like, is_sequence, scalars_of
from autograd.value import Value


def _fresh_leaves(
    arguments: Iterable[Any], what: str, moved: Mapping[int, float]
) -> list[Value]:
    """A new leaf for every scalar, some of them `moved`, with the labels of Values. See `_rebind` for Values."""
    leaves = []
    for i, x in enumerate(scalars_of(list(arguments))):
        if isinstance(x, Value):
            data, label = x.data, x.label
        else:
            data, label = number(x, what), ""
        leaves.append(Value(moved.get(i, data), label))
    return leaves


def _rebind(roots: Iterable[Value], stand_ins: Mapping[Any, Any]) -> None:
    """Put the Values themselves where their stand-ins are.

    While f ran, each argument was a leaf of its own: an x that f holds besides its argument is a constant for it, as in
    ``grad(lambda y: x * y)(x)``. The nodes were recorded during the call, so no other graph holds them yet.
    """
    for root in roots:
        for node in record(root):
            x, y = node._x, node._y
            if x.__class__ is tuple:
                node._x = tuple(stand_ins.get(one, one) for one in x)
            else:
                node._x, node._y = stand_ins.get(x, x), stand_ins.get(y, y)


def call_fresh(
    f: Callable[..., Any],
    arguments: Sequence[Any],
    chosen: Iterable[int],
    what: str,
    moved: Mapping[int, float] = {},
) -> tuple[Any, list[Value]]:
    """Call f with fresh leaves for the scalars of the `chosen` arguments: (result, leaves).

    `moved` gives some of these scalars another number, by position; `what` begins error messages.
    """
    chosen = list(chosen)
    scalars = [arguments[i] for i in chosen]
    leaves = _fresh_leaves(scalars, f"{what}: argument", moved)
    given, remaining = list(arguments), iter(leaves)
    for i in chosen:
        given[i] = filled_like(arguments[i], remaining)
    with Changed(record=True, inside_transform=True):
        return f(*given), leaves


def _wants_values(*arguments: Any) -> bool:
    """Values are wanted back when one was given, or inside another transform, whose variables f may hold."""
    return mode().inside_transform or any(
        isinstance(x, Value) for x in scalars_of(list(arguments))
    )


def _differentiate(
    outputs: Sequence[Value],
    xs: Sequence[Value],
    originals: Iterable[Any],
    *,
    as_values: bool,
) -> tuple[list[Value], list[list[Any]]]:
    """The outputs, and their gradients with respect to xs: floats, or Values that depend on the originals."""
    with Changed(record=True):
        rows = [gradients(y, xs, create_graph=as_values) for y in outputs]
    if not as_values:
        return list(outputs), rows
    pairs = zip(xs, originals)
    stand_ins = {x: original for x, original in pairs if isinstance(original, Value)}
    outputs = [stand_ins.get(v, v) for v in outputs]
    rows = [[stand_ins.get(v, v) for v in row] for row in rows]
    _rebind([*outputs, *chain.from_iterable(rows)], stand_ins)
    return outputs, rows


def _scalar(y: Any, what: str) -> Value:
    if isinstance(y, Value):
        return y
    if is_sequence(y):
        raise TypeError(
            f"{what}: the function must return one number, got {kind(y)}; jacobian takes functions of many"
        )
    return Value(number(y, f"{what}: the function's result"))


def value_and_grad(
    f: Callable[..., Any], argnums: int | Sequence[int] = 0
) -> Callable[..., tuple[Any, Any]]:
    """A function that returns f's value and its gradient with respect to argument `argnums` (an int or several).

    The gradient has the structure of the argument: a float for a float, a list for a list.

    >>> value_and_grad(lambda w, x: w[0] * x + w[1])([2.0, 3.0], 10.0)
    (23.0, [10.0, 1.0])
    """

    def wrapped(*arguments: Any) -> tuple[Any, Any]:
        positions = _positions(argnums, len(arguments))
        as_values = _wants_values(*arguments)
        chosen = [arguments[i] for i in positions]
        result, xs = call_fresh(f, arguments, positions, "grad")
        originals = list(scalars_of(chosen))
        outputs = [_scalar(result, "grad")]
        (y,), (row,) = _differentiate(outputs, xs, originals, as_values=as_values)
        slopes = iter(row)
        parts = [filled_like(argument, slopes) for argument in chosen]
        gradient = parts[0] if isinstance(argnums, int) else tuple(parts)
        return (y if as_values else y.data), gradient

    return wrapped


def _positions(argnums: int | Sequence[int], count: int) -> list[int]:
    """The positions that `argnums` names among `count` arguments, from 0; negative ones count from the end."""
    chosen = (argnums,) if isinstance(argnums, int) else tuple(argnums)
    if not all(isinstance(i, int) for i in chosen):
        raise TypeError(f"grad: argnums must be an int or several, got {argnums!r}")
    for i in chosen:
        if not -count <= i < count:
            raise TypeError(
                f"grad: argnums asks for argument {i}, but the function was called with {count}"
            )
    positions = [i % count for i in chosen]
    if len(set(positions)) < len(positions):
        raise TypeError(f"grad: argnums names an argument twice: {argnums!r}")
    return positions


def grad(f: Callable[..., Any], argnums: int | Sequence[int] = 0) -> Callable[..., Any]:
    """A function that returns the gradient of f with respect to argument `argnums`.

    >>> grad(lambda x: x**3)(2.0), grad(grad(lambda x: x**3))(2.0)
    (12.0, 12.0)
    """
    both = value_and_grad(f, argnums)
    return lambda *arguments: both(*arguments)[1]


def jvp(
    f: Callable[..., Any], primals: Sequence[Any], tangents: Sequence[Any]
) -> tuple[float, float]:
    """f at `primals`, and its derivative in the direction `tangents`, in one forward pass (002 §3.1).

    >>> jvp(lambda a, b: (a + b) * (b + 1), (2.0, 1.0), (0.0, 1.0))
    (6.0, 5.0)
    """
    if _wants_values(*primals, *tangents):
        raise TypeError(
            "jvp takes plain numbers: forward mode runs over recorded partials; nest grad instead"
        )
    every = range(len(primals))
    result, xs = call_fresh(f, primals, every, "jvp")
    scalars = scalars_of(list(tangents))
    ts = [number(t, "jvp: tangent") for t in scalars]
    if len(xs) != len(ts):
        raise ValueError(
            f"jvp: as many tangents as primals are needed, got {len(xs)} primals and {len(ts)} tangents"
        )
    y = _scalar(result, "jvp")
    nodes = record(y)
    reached = set(nodes)
    moving = {x: tangent for x, tangent in zip(xs, ts) if x in reached}
    return y.data, push(nodes, moving)[y]


def jacobian(f: Callable[..., Any]) -> Callable[..., Any]:
    """A function that returns the matrix d output i / d input j as a NumPy array (outputs, inputs).

    Inputs are all scalars of all arguments, in order; f returns a number or a list of numbers. The array holds floats,
    or Values where an input is a Value.

    >>> jacobian(lambda x, y: [x * y, x + y])(2.0, 3.0).tolist()
    [[3.0, 2.0], [1.0, 1.0]]
    """

    def wrapped(*arguments: Any) -> Any:
        import numpy

        as_values = _wants_values(*arguments)
        every = range(len(arguments))
        result, xs = call_fresh(f, arguments, every, "jacobian")
        outputs = [_scalar(y, "jacobian") for y in scalars_of(result)]
        originals = scalars_of(list(arguments))
        _, rows = _differentiate(outputs, xs, originals, as_values=as_values)
        matrix = numpy.array(rows, dtype=object if as_values else float)
        return matrix.reshape(len(rows), len(xs))

    return wrapped


def hessian(f: Callable[..., Any]) -> Callable[..., Any]:
    """A function that returns the matrix of second derivatives as a NumPy array (inputs, inputs).

    >>> hessian(lambda x, y: x**2 * y)(3.0, 5.0).tolist()
    [[10.0, 6.0], [6.0, 0.0]]
    """

    def slopes(*arguments: Any) -> list[Any]:
        y = _scalar(f(*arguments), "hessian")
        return gradients(y, scalars_of(list(arguments)), create_graph=True)

    return jacobian(slopes)
