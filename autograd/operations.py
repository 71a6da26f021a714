"""Applying a row of the table: `apply` records the fact. This is where rules meet Values.

`apply` is the definition; the short paths of `autograd.shortcuts`, which `autograd.bindings` makes operators, methods
and functions, are the same thing written out for speed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, overload

from autograd import anomaly, source_lines
from autograd.errors import kind
from autograd.fields import CLOCK, NEVER
from autograd.modes import mode
from autograd.readings import ARRAYS, evaluate
from autograd.rules import RULES, Rule
from autograd.scalars import Number, is_array, number, unwrapped
from autograd.upstream import UpstreamPartial, as_partial
from autograd.value import Value


@overload
def apply(
    rule: Rule, x: Value, /, *others: Value | Number, **constants: Number
) -> Value: ...
@overload
def apply(rule: Rule, /, *arguments: Any, **constants: Number) -> Any: ...
def apply(rule: Rule, /, *arguments: Any, **constants: Number) -> Any:
    """Apply a row of the table, or a Rule of your own, and record the fact.

    `arguments` are Values and numbers; constant parameters follow by position or by name. With no Value among them the
    result is a float; with a NumPy array among them the rule is applied elementwise and the result is an array.

    >>> apply(RULES["leaky_relu"], Value(-3.0), slope=0.5).data, apply(RULES["exp"], 0.0)
    (-1.5, 1.0)
    """
    if not isinstance(rule, Rule):
        raise TypeError(
            f"apply: a Rule is needed, such as RULES['exp'], got {kind(rule)}"
        )
    given = arguments
    if constants or rule.arity is not None:
        given = _bind(rule, arguments, constants)
    if rule.constants or not set(map(type, given)) <= _READY:
        if any(map(is_array, given)):
            return _elementwise(rule, given)
        given = _as_nodes_and_floats(rule, given)
    numbers = [x._data if x.__class__ is Value else x for x in given]
    z = float(evaluate(rule.forward, numbers))
    if not any(x.__class__ is Value for x in given):
        return z
    now = mode()
    if now.anomaly:
        anomaly.check_forward(rule, given, z)
    node: Value = Value.__new__(Value)
    node._data, node._time = z, NEVER
    node.rule = node._x = node._y = node._grad = None
    if now.scope:
        node._tag = now.scope
    if now.lines:
        source_lines.remember(node)
    if now.record:
        _record(node, rule, given, numbers)
    return node


_READY = {Value, float}
"""What needs no conversion."""


def _as_nodes_and_floats(rule: Rule, given: tuple[Any, ...]) -> tuple[Any, ...]:
    """Arguments that are Values as they are; other numbers, and all constant parameters, as floats."""
    count = len(given) - len(rule.constants)
    converted = []
    for i, x in enumerate(given):
        if x.__class__ is not Value:
            x = unwrapped(x)
        if x.__class__ is not Value or i >= count:
            x = number(x, f"{rule.name}: {_argument(rule, i)}")
        converted.append(x)
    return tuple(converted)


def _record(
    node: Value, rule: Rule, given: tuple[Any, ...], numbers: Sequence[float]
) -> None:
    """Write into the node what it was made of: its rule, arguments and partials."""
    count = len(given) - len(rule.constants)
    partials = evaluate(rule.partials, [node._data, *numbers])
    if partials.__class__ is not tuple or len(partials) != count:
        got = f"partials of type {kind(partials)}"
        if partials.__class__ is tuple:
            got = f"{len(partials)} partials"
        raise TypeError(
            f"rule {rule.name!r} has {got} for {count} arguments: a tuple with one for each is needed"
        )
    slopes = tuple(map(as_partial, partials))
    node.rule = rule
    node._time = CLOCK[0]
    if len(given) <= 2:
        node._x, node._y = (*given, None)[:2]
        node._dx, node._dy = (*slopes, None)[:2]
    else:
        node._x = tuple(given)
        node._dx = (*slopes, *(None for _ in rule.constants))


def _argument(rule: Rule, i: int) -> str:
    """What to call argument `i` in an error message."""
    if rule.arity is None or i < rule.arity:
        return f"argument {i + 1}"
    return f"constant parameter {rule.constants[i - rule.arity][0]!r}"


def _bind(
    rule: Rule, arguments: tuple[Any, ...], constants: dict[str, Any]
) -> tuple[Any, ...]:
    """Arguments followed by the constant parameters, with defaults filled in."""
    if rule.arity is None:
        extra: tuple[Any, ...] = ()
    else:
        arguments, extra = arguments[: rule.arity], arguments[rule.arity :]
        if len(arguments) < rule.arity or len(extra) > len(rule.constants):
            takes = f"{rule.arity} argument{'s' if rule.arity > 1 else ''}"
            raise TypeError(
                f"{rule.name} takes {takes}, got {len(arguments) + len(extra)}"
            )
    values = dict(rule.constants)
    by_position = dict(zip(values, extra))
    for name in constants:
        if name in by_position:
            raise TypeError(f"{rule.name} got its constant parameter {name!r} twice")
        if name not in values:
            known = ", ".join(values) or "none"
            raise TypeError(
                f"{rule.name} has no constant parameter {name!r}; it has: {known}"
            )
    values.update(by_position)
    values.update(constants)
    return (*arguments, *values.values())


def _elementwise(rule: Rule, given: tuple[Any, ...]) -> Any:
    """Arrays of numbers are computed by NumPy; arrays that hold Values element by element, into an object array."""
    import numpy

    arrays = [numpy.asarray(x) for x in given]
    for i, array in enumerate(arrays):
        if array.dtype.kind not in "biufO":
            raise TypeError(
                f"{rule.name}: {_argument(rule, i)} must hold real numbers, got an array of {array.dtype}"
            )
    if any(array.dtype.hasobject for array in arrays):
        elementwise = numpy.frompyfunc(lambda *x: apply(rule, *x), len(given), 1)
        with numpy.errstate(all="ignore"):
            return elementwise(*given)
    numbers = [array.astype(float) for array in arrays]
    with numpy.errstate(all="ignore"):
        return rule.forward(ARRAYS, *numbers)


@overload
def dot(
    weights: Iterable[Value],
    inputs: Iterable[Value | Number],
    bias: Value | Number | None = None,
) -> Value: ...
@overload
def dot(
    weights: Iterable[Value | Number],
    inputs: Iterable[Value],
    bias: Value | Number | None = None,
) -> Value: ...
@overload
def dot(
    weights: Iterable[Number], inputs: Iterable[Number], bias: Number | None = None
) -> float: ...
@overload
def dot(
    weights: Iterable[Any], inputs: Iterable[Any], bias: Any = None
) -> Value | Any: ...
def dot(weights: Iterable[Any], inputs: Iterable[Any], bias: Any = None) -> Any:
    """Weighted sum w1 x1 + w2 x2 + ... (+ bias) as one node: the net input of a neuron.

    Source: McCulloch and Pitts 1943; 000; 002 §3.3.

    `weights` and `inputs` have the same length and hold Values or numbers. One node instead of 2n, the same numbers.

    >>> w, x = [Value(2.0), Value(3.0)], [Value(10.0), 1.0]
    >>> z = dot(w, x, bias=Value(0.5)); z.backward()
    >>> z.data, w[0].grad, x[0].grad
    (23.5, 10.0, 2.0)
    """
    weights, inputs = tuple(weights), tuple(inputs)
    biases = () if bias is None else (bias,)
    if len(weights) != len(inputs):
        raise ValueError(
            f"dot: as many weights as inputs are needed, got {len(weights)} and {len(inputs)}"
        )
    return apply(RULES["dot"], *weights, *inputs, *biases)


@overload
def total(values: Iterable[Value]) -> Value: ...
@overload
def total(values: Iterable[Number]) -> float: ...
@overload
def total(values: Iterable[Value | Number]) -> Value | Any: ...
def total(values: Iterable[Any]) -> Any:
    """The sum of any number of Values and numbers as one node.

    >>> total([Value(1.0), Value(2.0), 3.0]).data
    6.0
    """
    return apply(RULES["total"], *values)


@overload
def logsumexp(values: Iterable[Value]) -> Value: ...
@overload
def logsumexp(values: Iterable[Number]) -> float: ...
@overload
def logsumexp(values: Iterable[Value | Number]) -> Value | Any: ...
def logsumexp(values: Iterable[Any]) -> Any:
    """log(exp(x1) + exp(x2) + ...) of any number of Values and numbers as one node, without overflow.

    Its partial derivatives are the softmax (Bridle 1990; 001, multi-class output; 003). At least one number is needed.

    >>> x = [Value(1000.0), Value(1000.0)]
    >>> z = logsumexp(x); z.backward()
    >>> z.data, round(x[0].grad, 12)
    (1000.6931471805599, 0.5)
    """
    terms = tuple(values)
    if not terms:
        raise ValueError("logsumexp: at least one number is needed, got none")
    return apply(RULES["logsumexp"], *terms)


@overload
def transform_gradient(x: Value, function: Callable[[Any], Any]) -> Value: ...
@overload
def transform_gradient(x: Number, function: Callable[[Any], Any]) -> float: ...
@overload
def transform_gradient(x: Any, function: Callable[[Any], Any]) -> Any: ...
def transform_gradient(x: Any, function: Callable[[Any], Any]) -> Any:
    """x itself, but the gradient that arrives here in the reverse pass is replaced by ``function(gradient)``.

    For clipping, scaling or turning gradients round. `function` takes and returns a float, in graphs of derivatives a
    Value. What comes out is then no derivative any more: forward mode refuses, and so does `autograd.compile`.

    >>> x = Value(3.0); y = transform_gradient(x * x, lambda g: max(-1.0, min(g, 1.0))) * 10.0; y.backward()
    >>> y.data, x.grad
    (90.0, 6.0)
    """
    partial = UpstreamPartial(function)
    name = getattr(function, "__name__", "")
    rule = Rule(
        name if name.isidentifier() else "transform_gradient",
        "∇",
        lambda m, x: x,
        lambda m, z, x: (partial,),
        doc="Passes its number on, and changes the gradient that comes back.",
    )
    return apply(rule, x)
