"""From a function to its derivative: grad, value_and_grad, jvp, jacobian, hessian, and the functional reverse pass.

Functions take scalars, or lists, tuples and arrays of scalars; they are called with Values in place of the numbers.
Names and argument order are JAX's. Given plain numbers the results are plain numbers; given Values they are Values that
can be differentiated again, so that ``grad(grad(f))`` is the second derivative.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from autograd.anomaly import check_gradient
from autograd.chain_rule import push
from autograd.errors import kind
from autograd.graph import Node, record
from autograd.modes import Changed, mode
from autograd.operations import apply
from autograd.rules import RULES
from autograd.scalars import is_array, number
from autograd.value import Value


class _Values:
    """The mathematics of Values: a rule read in it records a graph. That is where higher derivatives come from."""

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name not in RULES:
            raise AttributeError(
                f"the partials of a rule use m.{name}, which is no row of the table"
            )
        return lambda *arguments: apply(RULES[name], *arguments)

    def where(self, condition: Any, x: Any, y: Any) -> Any:
        return x if condition else y

    def less(self, x: Any, y: Any) -> bool:
        return bool(x < y)

    def equal(self, x: Any, y: Any) -> bool:
        return float(x) == float(y)


VALUES = _Values()


def gradients(y: Value, xs: Iterable[Value], create_graph: bool = False) -> list[Any]:
    """dy/dx for each x of `xs`, without touching any `grad`: the reverse pass as a function.

    Floats; with `create_graph` Values, each with a graph of its own that can be drawn and differentiated again. An x
    that y does not depend on has gradient 0.

    >>> x = Value(3.0, "x")
    >>> (slope,) = gradients(x**3, [x], create_graph=True)
    >>> slope.data, gradients(slope, [x])
    (27.0, [18.0])
    """
    if not isinstance(y, Value):
        raise TypeError(f"gradients: y must be a Value, got {kind(y)}")
    xs = list(xs)
    for i, x in enumerate(xs):
        if not isinstance(x, Value):
            raise TypeError(f"gradients: xs[{i}] must be a Value, got {kind(x)}")
    # the chain rule of `autograd.chain_rule.pull` once more: there for speed, here for graphs of the gradients
    nodes, upstream = record(y), dict[Node, Any]({y: 1.0})
    for node in reversed(nodes):
        if node not in upstream or node.rule is None:
            continue
        for parent, partial in zip(
            node.parents, _partials(node) if create_graph else node.partials
        ):
            contribution = _times(partial, upstream[node])
            upstream[parent] = (
                upstream[parent] + contribution if parent in upstream else contribution
            )
            if mode().anomaly:
                check_gradient(
                    nodes,
                    node,
                    parent,
                    *map(float, (partial, upstream[node], upstream[parent])),
                )
    found = [upstream.get(x, 0.0) for x in xs]
    return (
        [x if isinstance(x, Value) else Value(x) for x in found]
        if create_graph
        else found
    )


def _partials(node: Any) -> list[Any]:
    """The local derivatives of a node as Values, from its row read on its arguments as they are."""
    with Changed(
        anomaly=False
    ):  # partials of constant arguments are read along and dropped
        partials = node.rule.partials(VALUES, node, *node.arguments)
    return [d for x, d in zip(node.arguments, partials) if x.__class__ is not float]


def _times(partial: Any, upstream: Any) -> Any:
    """partial * upstream, without a node for a factor 1: graphs of derivatives are there to be looked at."""
    if partial.__class__ is float and partial == 1.0:
        return upstream
    if upstream.__class__ is float and upstream == 1.0:
        return partial
    return partial * upstream


# --- functions of numbers -------------------------------------------------------------------------------------------


def _is_sequence(x: Any) -> bool:
    return isinstance(x, (list, tuple)) or is_array(x)


def _leaves(x: Any) -> Iterator[Any]:
    """The scalars in an argument, in order."""
    if _is_sequence(x):
        for item in x:
            yield from _leaves(item)
    else:
        yield x


def _like(x: Any, scalars: Iterator[Any]) -> Any:
    """A structure like `x`, filled with the next `scalars`."""
    if isinstance(x, (list, tuple)):
        items = [_like(item, scalars) for item in x]
        return (
            type(x)(*items) if hasattr(x, "_fields") else type(x)(items)
        )  # a named tuple, or a list or tuple
    if _is_sequence(x):
        import numpy

        filled = [_like(item, scalars) for item in x]
        return numpy.array(
            filled,
            dtype=object
            if any(isinstance(v, Value) for v in _leaves(filled))
            else float,
        )
    return next(scalars)


def _fresh(x: Any, what: str, moved: Mapping[int, float]) -> Any:
    """A structure like `x` with a new leaf for every scalar, some of them `moved`. See `_rebind` for Values."""
    numbers = [v.data if isinstance(v, Value) else number(v, what) for v in _leaves(x)]
    labels = [v.label if isinstance(v, Value) else "" for v in _leaves(x)]
    return _like(
        x,
        iter(
            [
                Value(moved.get(i, v), label)
                for i, (v, label) in enumerate(zip(numbers, labels))
            ]
        ),
    )


def _rebind(roots: Iterable[Value], stand_ins: Mapping[Any, Any]) -> None:
    """Put the Values themselves where their stand-ins are.

    While f ran, each argument was a leaf of its own: an x that f holds besides its argument is a constant for it, as in
    ``grad(lambda y: x * y)(x)``. The nodes were recorded during the call, so nobody else knows them yet.
    """
    for root in roots:
        for node in record(root):
            if node._x.__class__ is tuple:
                node._x = tuple(stand_ins.get(x, x) for x in node._x)
            else:
                node._x, node._y = (
                    stand_ins.get(node._x, node._x),
                    stand_ins.get(node._y, node._y),
                )


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
    fresh = iter(
        _leaves(_fresh([arguments[i] for i in chosen], f"{what}: argument", moved))
    )
    given, leaves = list(arguments), list[Value]()
    for i in chosen:
        given[i] = _like(arguments[i], fresh)
        leaves += _leaves(given[i])
    with Changed(record=True, inside_transform=True):
        return f(*given), leaves


def _wants_values(*arguments: Any) -> bool:
    """Values are wanted back when one was given, or inside another transform, whose variables f may hold."""
    return mode().inside_transform or any(
        isinstance(x, Value) for x in _leaves(list(arguments))
    )


def _differentiate(
    outputs: Sequence[Value], xs: Sequence[Value], originals: Iterable[Any], again: bool
) -> tuple[list[Value], list[list[Any]]]:
    """The outputs, and their gradients with respect to xs: if `again`, as Values that depend on the originals."""
    with Changed(record=True):
        rows = [gradients(y, xs, create_graph=again) for y in outputs]
    if again:
        stand_ins = {x: v for x, v in zip(xs, originals) if isinstance(v, Value)}
        outputs, *rows = [
            [stand_ins.get(v, v) for v in values] for values in (outputs, *rows)
        ]
        _rebind([*outputs, *(slope for row in rows for slope in row)], stand_ins)
    return list(outputs), rows


def _scalar(y: Any, what: str) -> Value:
    if isinstance(y, Value):
        return y
    if _is_sequence(y):
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
        chosen = (argnums,) if isinstance(argnums, int) else tuple(argnums)
        if not all(isinstance(i, int) for i in chosen):
            raise TypeError(f"grad: argnums must be an int or several, got {argnums!r}")
        for i in chosen:
            if not -len(arguments) <= i < len(arguments):
                raise TypeError(
                    f"grad: argnums asks for argument {i}, but the function was called with {len(arguments)}"
                )
        places = [i % len(arguments) for i in chosen]
        if len(set(places)) < len(places):
            raise TypeError(f"grad: argnums names an argument twice: {argnums!r}")
        again = _wants_values(*arguments)
        result, xs = call_fresh(f, arguments, places, "grad")
        originals = [x for i in places for x in _leaves(arguments[i])]
        (y,), (row,) = _differentiate([_scalar(result, "grad")], xs, originals, again)
        scalars = iter(row)
        found = [_like(arguments[i], scalars) for i in places]
        return (y if again else y.data), (
            found[0] if isinstance(argnums, int) else tuple(found)
        )

    return wrapped


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
    result, xs = call_fresh(f, primals, range(len(primals)), "jvp")
    ts = [number(t, "jvp: tangent") for t in _leaves(list(tangents))]
    if len(xs) != len(ts):
        raise ValueError(
            f"jvp: as many tangents as primals are needed, got {len(xs)} primals and {len(ts)} tangents"
        )
    y = _scalar(result, "jvp")
    nodes = record(y)
    reached = set(nodes)
    return y.data, push(nodes, {x: t for x, t in zip(xs, ts) if x in reached})[y]


def jacobian(f: Callable[..., Any]) -> Callable[..., Any]:
    """A function that returns the matrix d output i / d input j as a NumPy array (outputs, inputs).

    Inputs are all scalars of all arguments, in order; f returns a number or a list of numbers. The array holds floats,
    or Values where an input is a Value.

    >>> jacobian(lambda x, y: [x * y, x + y])(2.0, 3.0).tolist()
    [[3.0, 2.0], [1.0, 1.0]]
    """

    def wrapped(*arguments: Any) -> Any:
        import numpy

        again = _wants_values(*arguments)
        result, xs = call_fresh(f, arguments, range(len(arguments)), "jacobian")
        outputs = [_scalar(y, "jacobian") for y in _leaves(result)]
        _, rows = _differentiate(outputs, xs, _leaves(list(arguments)), again)
        return numpy.array(rows, dtype=object if again else float).reshape(
            len(rows), len(xs)
        )

    return wrapped


def hessian(f: Callable[..., Any]) -> Callable[..., Any]:
    """A function that returns the matrix of second derivatives as a NumPy array (inputs, inputs).

    >>> hessian(lambda x, y: x**2 * y)(3.0, 5.0).tolist()
    [[10.0, 6.0], [6.0, 0.0]]
    """

    def slopes(*arguments: Any) -> list[Any]:
        return gradients(
            _scalar(f(*arguments), "hessian"),
            list(_leaves(list(arguments))),
            create_graph=True,
        )

    return jacobian(slopes)
