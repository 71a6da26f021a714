"""Value: a number that remembers how it was made.

Vocabulary as in `autograd.graph`. Operators and methods are the rows of `autograd.rules`; nothing here knows what any
of them means.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Set
from functools import partial, partialmethod
from numbers import Real
from typing import TYPE_CHECKING, Any, final

from autograd import anomaly, copying, display
from autograd.errors import kind
from autograd.graph import Node, pull, record, seed
from autograd.modes import SPECIAL, mode
from autograd.readings import FLOATS, ieee
from autograd.rules import RULES, Rule
from autograd.shortcuts import compile_short_path


@final
class Value(Node):
    """A number in a computation graph (002 §3.1: a node of the 计算图).

    `data` is an int, a float or a NumPy real scalar, and becomes a float; anything else raises TypeError naming its
    type. `label` names the node in drawings and messages; `parameter=True` marks a leaf as something to be learned.

    Arithmetic with Values and numbers records the graph. Plain numbers become constants of the node: they are drawn,
    but carry no gradient. Comparison with < and > compares numbers; == and hash() compare identity, so that Values can
    be keys. Results are those of IEEE 754, as in NumPy: log(0) is -inf, (-2)**0.5 is nan, never an exception.

    >>> a, b = Value(2, "a"), Value(1, "b")
    >>> e = (a + b) * (b + 1)
    >>> e.backward()
    >>> e.data, a.grad, b.grad
    (6.0, 2.0, 5.0)
    """

    __slots__ = ()

    def __init__(self, data: float | Real, label: str = "", *, parameter: bool = False) -> None:
        self.data = data if data.__class__ is float else number(data, "Value")  # type: ignore[assignment]
        self.rule = self._x = self._y = None
        if label:
            if not isinstance(label, str):
                raise TypeError(f"Value: label must be a string, got {kind(label)}")
            self._label = label
        if parameter:
            self._parameter = True
        if SPECIAL and mode().scope:
            self._scope = mode().scope

    if TYPE_CHECKING:  # one method for every row of the table: v.exp(), v.tanh(), v.leaky_relu(0.1)

        def __getattr__(self, name: str) -> Callable[..., Value]: ...

    def backward(self, gradient: float = 1.0) -> None:
        """Reverse pass from here: adds d self / d leaf, times `gradient`, to the `grad` of every leaf.

        Leaves accumulate over calls, as mini-batches need; inner nodes restart (000, accumulated BP). Takes time linear
        in the nodes, however deep the graph. Inside `detect_anomaly` the first nan or inf raises AnomalyError.
        """
        nodes = record(self)
        seed(nodes, number(gradient, "backward: gradient"))
        contributions = pull(reversed(nodes))
        if SPECIAL and mode().anomaly:
            contributions = anomaly.watch_backward(nodes, contributions)
        deque(contributions, maxlen=0)  # exhausts the generator without a Python loop

    def zero_grad(self) -> None:
        """Forget the gradients of all nodes that this one depends on, itself included: `grad` is 0.0 again."""
        for node in record(self):
            if node.has_grad:
                del node._grad

    def named(self, label: str) -> Value:
        """Set the label and return self: ``c = (a + b).named("c")``."""
        if not isinstance(label, str):
            raise TypeError(f"named: label must be a string, got {kind(label)}")
        self._label = label
        return self

    def __repr__(self) -> str:
        grad = f", grad={self._grad}" if self.has_grad else ""
        label = f", label={self.label!r}" if self.label else ""
        return f"Value(data={self.data}{grad}{label})"

    def __float__(self) -> float:
        return float(self.data)

    def __int__(self) -> int:
        return int(self.data)

    def __bool__(self) -> bool:
        return self.data != 0.0

    def __format__(self, spec: str) -> str:
        return format(self.data, spec) if spec else str(self)

    def __neg__(self) -> Value:
        return self.neg()

    def __abs__(self) -> Value:
        return self.abs()

    def __pos__(self) -> Value:
        return self

    def __lt__(self, other: Any) -> bool:
        return self.data < _comparable(other)

    def __le__(self, other: Any) -> bool:
        return self.data <= _comparable(other)

    def __gt__(self, other: Any) -> bool:
        return self.data > _comparable(other)

    def __ge__(self, other: Any) -> bool:
        return self.data >= _comparable(other)

    __reduce__ = copying.reduce
    __setstate__ = copying.restore
    __deepcopy__ = copying.deepcopy
    __copy__ = copying.copy
    _repr_mimebundle_ = display.mimebundle

    # --- the names that code written for micrograd relies on ---

    @property
    def _prev(self) -> Set[Value]:
        """micrograd's set of children; constants appear as Values, except exponents. Ours has a fixed order."""
        arguments = self.parents if self.op == "pow" else self.arguments[: self.rule.arity if self.rule else 0]
        return {x if isinstance(x, Value) else Value(x): None for x in arguments}.keys()

    @property
    def _op(self) -> str:
        return self.rule.symbol if self.rule else ""

    def _backward(self) -> None:
        """One step of the chain rule by hand, as in micrograd's lecture: adds this node's contributions to its parents."""
        for node in (self, *self.parents):
            if not node.has_grad:
                node._grad = 0.0
        deque(pull((self,)), maxlen=0)


def number(x: Any, what: str) -> float:
    """`x` as a float; TypeError naming `what` and the type if it is not a real number. Huge ints become inf."""
    if isinstance(x, (int, float, Real)):
        try:
            return float(x)
        except OverflowError:
            return math.inf if x > 0 else -math.inf
    if isinstance(x, Value):
        raise TypeError(f"{what} must be a plain number here, got a Value: take its .data")
    raise TypeError(f"{what} must be a real number (int, float or NumPy scalar), got {kind(x)}")


def _comparable(x: Any) -> float:
    return x.data if x.__class__ is Value else number(x, "comparison: the other side")


# --- recording ------------------------------------------------------------------------------------------------------


def apply(rule: Rule, *arguments: Any, **constants: float) -> Any:
    """Apply a row of the table, or a Rule of your own, and record the fact.

    `arguments` are Values and numbers; constant parameters follow by position or by name. With no Value among them the
    result is a float; with a NumPy array among them the rule is applied elementwise and the result is an array.

    >>> apply(RULES["leaky_relu"], Value(-3.0), slope=0.5).data, apply(RULES["exp"], 0.0)
    (-1.5, 1.0)
    """
    given = _bind(rule, arguments, constants)
    if any(hasattr(x, "__array_interface__") and getattr(x, "ndim", 0) for x in given):
        return _elementwise(rule, given)
    count = len(given) - len(rule.constants)
    used = [
        x if x.__class__ is Value and i < count else number(x, f"{rule.name}: {_argument(rule, i)}")
        for i, x in enumerate(given)
    ]
    numbers = [x.data if x.__class__ is Value else x for x in used]
    z = _evaluate(rule.forward, numbers)
    now = mode()
    if not any(x.__class__ is Value for x in used):
        return z
    if now.anomaly:
        anomaly.check_forward(rule, used, z)
    node: Value = Value.__new__(Value)
    node.data, node.rule = z, None
    node._x = node._y = None
    if now.scope:
        node._scope = now.scope
    if now.record:
        partials = _evaluate(rule.partials, [z, *numbers], many=True)
        if len(partials) != count:
            raise TypeError(f"rule {rule.name!r} has {len(partials)} partials for {count} arguments: one each is needed")
        node.rule = rule
        if len(used) <= 2:
            node._x, node._y, *_ = *used, None, None
            node._dx, node._dy, *_ = *partials, None, None
        else:
            node._x, node._dx = tuple(used), (*partials, *(None for _ in rule.constants))
    return node


def _argument(rule: Rule, i: int) -> str:
    """What to call argument `i` in an error message."""
    if rule.arity is None or i < rule.arity:
        return f"argument {i + 1}"
    return f"constant parameter {rule.constants[i - rule.arity][0]!r}"


def _bind(rule: Rule, arguments: tuple[Any, ...], constants: dict[str, Any]) -> tuple[Any, ...]:
    """Arguments followed by the constant parameters, with defaults filled in."""
    if rule.arity is None:
        extra: tuple[Any, ...] = ()
    else:
        arguments, extra = arguments[: rule.arity], arguments[rule.arity :]
        if len(arguments) < rule.arity or len(extra) > len(rule.constants):
            raise TypeError(f"{rule.name} takes {rule.arity} arguments, got {len(arguments) + len(extra)}")
    values = dict(rule.constants)
    values.update(zip(values, extra))
    unknown = [name for name in constants if name not in values]
    if unknown:
        known = ", ".join(values) or "none"
        raise TypeError(f"{rule.name} has no constant parameter {unknown[0]!r}; it has: {known}")
    return (*arguments, *(values | constants).values())


def _evaluate(column: Callable[..., Any], numbers: list[float], many: bool = False) -> Any:
    """Read a column of a row in FLOATS and, where that raises, as IEEE 754 has it."""
    try:
        result = column(FLOATS, *numbers)
        if result.__class__ is complex:  # (-8.0) ** 0.5 in a rule that uses Python's operator
            raise ValueError
    except (ArithmeticError, ValueError):
        result = ieee(column, *numbers)
    return tuple(map(float, result)) if many else float(result)


def _elementwise(rule: Rule, given: tuple[Any, ...]) -> Any:
    """Arrays of numbers are computed by NumPy; arrays that hold Values element by element, into an object array."""
    import numpy

    if any(x.__class__ is Value or getattr(x, "dtype", None) == object for x in given):
        return numpy.frompyfunc(lambda *x: apply(rule, *x), len(given), 1)(*given)
    return ieee_arrays(rule.forward, given)


def ieee_arrays(column: Callable[..., Any], arrays: Iterable[Any]) -> Any:
    """A column of a row on NumPy arrays, without warnings."""
    import numpy

    from autograd.readings import ARRAYS

    with numpy.errstate(all="ignore"):
        return column(ARRAYS, *(numpy.asarray(x, dtype=float) for x in arrays))


def dot(weights: Iterable[Any], inputs: Iterable[Any], bias: Any = None) -> Any:
    """Weighted sum w1 x1 + w2 x2 + ... (+ bias) as one node: the net input of a neuron (000; 002 §3.3).

    `weights` and `inputs` have the same length and hold Values or numbers. One node instead of 2n, with the same numbers.

    >>> w, x = [Value(2.0), Value(3.0)], [Value(10.0), 1.0]
    >>> z = dot(w, x, bias=Value(0.5)); z.backward()
    >>> z.data, w[0].grad, x[0].grad
    (23.5, 10.0, 2.0)
    """
    weights, inputs = tuple(weights), tuple(inputs)
    if len(weights) != len(inputs):
        raise ValueError(f"dot: as many weights as inputs are needed, got {len(weights)} and {len(inputs)}")
    return apply(RULES["dot"], *weights, *inputs, *(() if bias is None else (bias,)))


def total(values: Iterable[Any]) -> Any:
    """The sum of any number of Values and numbers as one node.

    >>> total([Value(1.0), Value(2.0), 3.0]).data
    6.0
    """
    return apply(RULES["total"], *values)


def label(variables: Mapping[str, Any]) -> None:
    """Name Values after the variables that hold them: ``label(locals())``; lists give x[0], x[1].

    Keeps labels that are already set, and skips names that start with an underscore.

    >>> a, b = Value(2), Value(1); c = a + b
    >>> label(locals()); c.label
    'c'
    """
    for name, thing in dict(variables).items():
        if name.startswith("_"):
            continue
        if isinstance(thing, Value):
            thing._label = thing.label or name
        elif isinstance(thing, (list, tuple)):
            label({f"{name}[{i}]": item for i, item in enumerate(thing)})


# --- the operators, methods and functions of the table --------------------------------------------------------------


def _operator(rule: Rule, x: Any, y: Any) -> Any:
    """Where the short path of an operator steps aside: foreign types get their chance (NumPy arrays, str's TypeError)."""
    for side in (x, y):
        if not isinstance(side, (Value, int, float, Real)):
            return NotImplemented
    return apply(rule, x, y)


def _function(rule: Rule, short: Callable[..., Any] | None) -> Callable[..., Any]:
    """The public function of a row: Values, numbers and arrays."""

    def function(*arguments: Any, **constants: float) -> Any:
        if short and arguments and arguments[0].__class__ is Value:
            return short(*arguments, **constants)
        return apply(rule, *arguments, **constants)

    function.__name__ = function.__qualname__ = rule.name
    function.__doc__ = rule.doc
    return function


FUNCTIONS: dict[str, Callable[..., Any]] = {}
"""The public function of every row with a fixed number of arguments, by name."""

_DUNDERS = {"add": "add", "sub": "sub", "mul": "mul", "div": "truediv", "pow": "pow"}  # Python's names for operators


def _method(self: Value, rule: Rule, *constants: float, **named: float) -> Any:
    return apply(rule, self, *constants, **named)


def _from_zero(add: Callable[[Value, Any], Any]) -> Callable[[Value, Any], Any]:
    """sum(values) starts with the int 0: adding it records nothing, so the picture has no "0 +"."""

    def radd(self: Value, other: Any) -> Any:
        return self if other.__class__ is int and other == 0 else add(self, other)

    return radd


def _install() -> None:
    """Bind every row: a function each, a method where there is one argument, an operator where Python has one."""
    for rule in RULES.values():
        if rule.arity is None:
            continue
        fits = rule.arity + len(rule.constants) <= 2
        short = compile_short_path(rule, Value, apply)[0] if fits else partial(apply, rule)
        FUNCTIONS[rule.name] = _function(rule, short)
        if rule.arity == 1:
            setattr(Value, rule.name, short if fits else partialmethod(_method, rule))
    for name, dunder in _DUNDERS.items():
        operator, reflected = compile_short_path(RULES[name], Value, _operator)
        setattr(Value, f"__{dunder}__", operator)
        setattr(Value, f"__r{dunder}__", _from_zero(reflected) if name == "add" else reflected)


_install()
