"""Value: a number that remembers how it was made.

Vocabulary as in `autograd.graph`. Operators and methods are the rows of `autograd.rules`, which `autograd.bindings`
puts into the base class `Methods`; nothing here knows what any of them means, but for micrograd's `_prev`, which leaves
exponents out.
"""

from __future__ import annotations

import inspect
import warnings
from collections import deque
from collections.abc import Set
from numbers import Rational
from types import MethodType
from typing import TYPE_CHECKING, Any, NoReturn, final

from autograd import anomaly, copying, display, source_lines
from autograd.c_core import NATIVE
from autograd.chain_rule import pull, run_backward
from autograd.errors import EqualityWarning, kind
from autograd.fields import CLOCK, NEVER
from autograd.graph import record
from autograd.leaks import plain_number
from autograd.methods import Methods
from autograd.modes import SPECIAL, Changed, mode, no_grad
from autograd.rules import RULES
from autograd.scalars import Number, is_number, number
from autograd.tags import make_tag


def _created(
    cls: Any,
    data: Number,
    label: Any = "",
    _op: str = "",
    _label: str = "",
    *,
    _children: Any = (),
    parameter: bool = False,
) -> Any:
    """A new leaf: what ``Value(2.0, "a")`` does."""
    value = type.__call__(cls)
    value._data = number(data, "Value")
    value.rule = value._x = value._y = value._grad = None
    value._time = NEVER
    scope = ""
    if SPECIAL:
        now = mode()
        scope = now.scope
        if now.lines:
            source_lines.remember(value)
    if label or _op or _label or _children:
        if label.__class__ is not str or not label or _children:
            label = _label_of(label, _op, _label, _children)
        value._tag = make_tag(scope, label)
    elif scope:
        value._tag = scope
    if parameter:
        value._dx = True
    return value


_created.__qualname__ = "Value"  # in messages about wrong calls


class _Creation(type):
    """What calling the class does. Value has no `__init__`, and is not to get one.

    Recording makes a node for every operation, and calling a class without `__init__` is the quickest way that Python
    has: `object.__new__` takes twice as long. So `autograd.shortcuts` calls `type.__call__`, and users this.
    """

    if not TYPE_CHECKING:  # type checkers read `Value.__init__` instead
        __call__ = _created


if NATIVE is not None and not TYPE_CHECKING:
    _Creation = NATIVE.Creation


def _label_of(label: Any, op: str, last: str, children: Any) -> Any:
    """The label among the arguments of a Value, which are ours or micrograd's: (data, _children=(), _op="", label="")."""
    if label.__class__ in (tuple, list, set):
        children, label = label, ""
    if children:
        raise TypeError(
            "Value: what a number was computed from is recorded by operators and functions, and is not given: write "
            "a + b, or autograd.apply(rule, a, b) for an operation of your own"
        )
    label = label or last or op
    if not isinstance(label, str):
        raise TypeError(f"label must be a string, got {kind(label)}")
    return label


@final
class Value(Methods, metaclass=_Creation):
    """A number in a computation graph (Griewank and Walther 2008, chapter 3; 002 §3.1: a node of the 计算图).

    `data` is an int, a float or a NumPy real scalar, and becomes a float; anything else raises TypeError naming its
    type. `label` names the node in drawings and messages; `parameter=True` marks a leaf as something to be learned.

    Arithmetic with Values and numbers records the graph. Plain numbers become constants of the node: they are drawn,
    but carry no gradient. Comparison with < and > compares numbers; == and hash() compare identity, so that Values can
    be keys, and == with a plain number warns. Results are those of IEEE 754, as in NumPy: log(0) is -inf, (-2)**0.5 is
    nan, never an exception. Attributes of your own, such as ``v.cache``, are kept, also by copies and pickle.

    >>> a, b = Value(2, "a"), Value(1, "b")
    >>> e = (a + b) * (b + 1)
    >>> e.backward()
    >>> e.data, a.grad, b.grad
    (6.0, 2.0, 5.0)
    """

    __slots__ = ()

    if TYPE_CHECKING:  # what `_created` takes; `_Creation` says why it is not here

        def __init__(
            self,
            data: Number,
            label: str | tuple[()] = "",
            _op: str = "",
            _label: str = "",
            *,
            _children: tuple[()] = (),
            parameter: bool = False,
        ) -> None: ...

    def __init_subclass__(cls) -> NoReturn:
        raise TypeError(
            "Value is final: a graph holds nodes of one class. Instead of a subclass, give a Value attributes of your own "
            "(v.cache = 0.0), write functions that take Values, and make operations of your own with "
            "autograd.apply(Rule(...), ...)"
        )

    # __mul__, exp and the like are inherited: `autograd.bindings` gives `Methods` an operator or a method for every row
    # of `autograd.rules`, as code that `autograd.shortcuts` writes from the row. `autograd/methods.pyi` lists them.

    def backward(self, gradient: Number = 1.0) -> None:
        """Reverse pass from here: adds d self / d node, times `gradient`, to the `grad` of every node.

        Each pass is computed by itself, so gradients accumulate over calls, as mini-batches need (Rumelhart et al.
        1986; 000, accumulated BP). Takes time linear in the nodes, however deep the graph. Threads may share nodes:
        one pass runs at a time. Raises StaleGraphError if a number was set after recording; inside `detect_anomaly`
        the first nan or inf raises AnomalyError. A pass that raises adds nothing.
        """
        watch = anomaly.watch_backward if SPECIAL and mode().anomaly else None
        run_backward(self, number(gradient, "backward: gradient"), watch)

    def zero_grad(self) -> None:
        """Forget the gradients of all nodes that this one depends on, itself included: `grad` is 0.0 again."""
        for node in record(self):
            node._grad = None

    def named(self, label: str) -> Value:
        """Set the label and return self: ``c = (a + b).named("c")``.

        ``sum([x])`` is x itself, and naming it renames x; ``total([x])`` is always a node of its own.
        """
        self.label = label
        return self

    def __divmod__(self, other: Value | Number) -> tuple[Value, Value]:
        return self // other, self % other

    def __rdivmod__(self, other: Number) -> tuple[Value, Value]:
        return other // self, other % self

    def __repr__(self) -> str:
        grad = f", grad={self.grad}" if self.has_grad else ""
        label = f", label={self.label!r}" if self.label else ""
        return f"Value(data={self.data}{grad}{label})"

    def __float__(self) -> float:
        return plain_number(self, "float()")

    def __int__(self) -> int:
        return int(plain_number(self, "int()"))

    def __complex__(self) -> complex:
        return complex(plain_number(self, "complex()"))

    def __bool__(self) -> bool:
        return self.data != 0.0

    def __format__(self, spec: str) -> str:
        return format(self.data, spec) if spec else str(self)

    def __pos__(self) -> Value:
        return self

    conjugate = __pos__  # a Value is real; NumPy asks for it in var and std

    def __eq__(self, other: object) -> bool:
        if is_number(other):
            warnings.warn(_EQUALITY, EqualityWarning, stacklevel=2)
        return self is other or NotImplemented

    __hash__ = object.__hash__

    def __lt__(self, other: Value | Number) -> bool:
        return (
            self._data < _comparable(other) if _is_comparable(other) else NotImplemented
        )

    def __le__(self, other: Value | Number) -> bool:
        return (
            self._data <= _comparable(other)
            if _is_comparable(other)
            else NotImplemented
        )

    def __gt__(self, other: Value | Number) -> bool:
        return (
            self._data > _comparable(other) if _is_comparable(other) else NotImplemented
        )

    def __ge__(self, other: Value | Number) -> bool:
        return (
            self._data >= _comparable(other)
            if _is_comparable(other)
            else NotImplemented
        )

    __reduce__ = copying.reduce
    __setstate__ = copying.restore
    __deepcopy__ = copying.deepcopy
    __copy__ = copying.copy
    _repr_mimebundle_ = display.mimebundle
    _repr_png_ = display.png
    _repr_pdf_ = display.pdf

    # --- the names that code written for micrograd and microgpt relies on ---

    @property
    def _prev(self) -> Set[Value]:
        """micrograd's set of children; constants appear as Values, except exponents. Ours has a fixed order."""
        arguments = (
            self.parents
            if self.op == "pow"
            else self.arguments[: self.rule.arity if self.rule else 0]
        )
        return {x if isinstance(x, Value) else Value(x): None for x in arguments}.keys()

    @property
    def _children(self) -> tuple[Value, ...]:
        """microgpt's arguments; constants, which it makes Values with a gradient of no use, are left out."""
        return self.parents

    @property
    def _local_grads(self) -> tuple[float, ...]:
        """microgpt's local derivatives, one for each of `_children`."""
        return self.partials

    @staticmethod
    def no_grad() -> Changed:
        """The same as `autograd.no_grad()`."""
        return no_grad()

    @property
    def _op(self) -> str:
        return self.rule.symbol if self.rule else ""

    def _backward(self) -> None:
        """One step of the chain rule by hand, as in micrograd's lecture: adds what this node contributes."""
        for node in (self, *self.parents):
            if node._grad is None:
                node._grad = 0.0
        deque(pull((self,)), maxlen=0)


if NATIVE is not None:
    NATIVE.set_up(CLOCK, SPECIAL, mode, number, dict(RULES))
    NATIVE.adopt(Value, _created)
    # What a call takes, for help() and editors: a class made in C has no `__call__` that says so.
    Value.__signature__ = inspect.signature(MethodType(_created, Value))  # type: ignore[attr-defined]

_EQUALITY = (
    "== between a Value and a number compares identity, because Values are keys of dictionaries, so it is always False: "
    "compare the number, x.data == 0"
)


def _is_comparable(x: Any) -> bool:
    return x.__class__ is Value or is_number(x)


def _comparable(x: Any) -> Any:
    """What a float is compared with: whole numbers and fractions exactly, however large, as Python does."""
    if x.__class__ is Value:
        return x.data
    is_exact = isinstance(x, Rational) and not hasattr(x, "dtype")
    return x if is_exact else float(x)
