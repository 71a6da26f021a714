"""Every row of the table becomes an operator, a method and a function.

Vocabulary: a *binding* is one name under which `autograd.methods` has a row: ``exp``, ``__mul__``, or the *reflected*
``__rmul__``, which Python asks for where a number stands on the left. `bindings` says which names a row gets; what
binds them and what lists them for type checkers (`autograd.stubs`) both go by it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from inspect import Parameter, Signature
from typing import Any, NamedTuple, TypeAlias

from autograd import choices
from autograd.c_core import NATIVE
from autograd.methods import Methods
from autograd.operations import apply
from autograd.rules import RULES, Rule
from autograd.scalars import is_number
from autograd.shortcuts import compile_short_path
from autograd.value import Value

Build: TypeAlias = Callable[[], Callable[..., Any]]
"""Makes a function when it is needed."""


IN_NUMPY = {
    "abs": "fabs",
    "atan2": "arctan2",
    "round": "rint",
    "deg2rad": "radians",
    "rad2deg": "degrees",
}
"""What NumPy calls the method that it asks for; for asin and the like it is arcsin."""


class Binding(NamedTuple):
    """One name under which a row is a method."""

    name: str
    is_operator: bool = False
    reflected: bool = False


def bindings(rule: Rule) -> Iterator[Binding]:
    """The methods that a row becomes: the operators that Python has for it, and, where it is no sign, one of its name.

    NumPy asks the items of an array for methods of its own names: np.asin for arcsin, np.round for rint.
    """
    operator = {"div": "truediv"}.get(rule.name, rule.name)  # Python's word for it
    has_operator = hasattr(float, f"__{operator}__")
    if rule.arity == 1 or not has_operator:
        yield Binding(rule.name)
        if rule.name in IN_NUMPY:
            yield Binding(IN_NUMPY[rule.name])
        elif rule.name.startswith("a") and rule.name[1:] in RULES:
            yield Binding(f"arc{rule.name[1:]}")
    if has_operator:
        yield Binding(f"__{operator}__", is_operator=True)
        if rule.arity == 2:
            yield Binding(f"__r{operator}__", is_operator=True, reflected=True)


def signature(rule: Rule, *, method: bool = False) -> Signature:
    """What editors show: (x, slope=0.01) for a function, (self, slope=0.01) for a method."""
    mathematics_and_arguments = rule.forward.__code__.co_varnames
    arguments = ("self", "other") if method else mathematics_and_arguments[1:]
    parameters = [
        Parameter(name, Parameter.POSITIONAL_OR_KEYWORD)
        for name in arguments[: rule.arity]
    ]
    constants = [
        Parameter(name, Parameter.POSITIONAL_OR_KEYWORD, default=default)
        for name, default in rule.constants
    ]
    return Signature([*parameters, *constants])


def _describe(function: Any, rule: Rule, shown: Signature) -> None:
    """Give a function the name, the line of text and the signature of its row."""
    function.__name__ = function.__qualname__ = rule.name
    function.__doc__ = rule.doc
    function.__signature__ = shown


FUNCTIONS: dict[str, Callable[..., Any]] = {}
"""The public function of every row with a fixed number of arguments, by name."""


def _function(rule: Rule, build: Build) -> Callable[..., Any]:
    """The public function of a row: Values, numbers and arrays."""
    short: Callable[..., Any] | None = None
    shown = signature(rule)
    names = list(shown.parameters)[: rule.arity]
    count = len(names)

    def function(*arguments: Any, **named: Any) -> Any:
        nonlocal short
        if named and len(arguments) < count:
            arguments = _by_position(names, arguments, named)
        if arguments and arguments[0].__class__ is Value:
            short = short or build()
            return short(*arguments, **named)
        return apply(rule, *arguments, **named)

    _describe(function, rule, shown)
    function.__module__ = __package__  # where it is public, so that it can be pickled
    return function


def _by_position(
    names: Sequence[str], arguments: tuple[Any, ...], named: dict[str, Any]
) -> tuple[Any, ...]:
    """All arguments by position: those that were given by name are taken out of `named`."""
    given = list(arguments)
    for name in names[len(given) :]:
        if name not in named:
            break
        given.append(named.pop(name))
    return tuple(given)


def _operator(rule: Rule, *sides: Any) -> Any:
    """Where the short path of an operator steps aside: foreign types, such as NumPy arrays, get their chance."""
    if all(isinstance(side, Value) or is_number(side) for side in sides):
        return apply(rule, *sides)
    return NotImplemented


def _from_zero(add: Callable[..., Any]) -> Callable[[Value, Any], Any]:
    """sum(values) starts with the int 0: adding it records nothing, so the picture has no "0 +"."""

    def radd(self: Value, other: Any) -> Any:
        return self if other.__class__ is int and other == 0 else add(self, other)

    return radd


def _path_in_c(rule: Rule, slow: Callable[..., Any], *, reflected: bool) -> Any:
    """The short path of a row in the engine in C, which may have none; what stands beside self is called as here."""
    if NATIVE is None:
        return None
    name, default = (*rule.constants, ("other", None))[0]
    return NATIVE.ShortPath(rule, slow, name, default, reflected)


def _builder(rule: Rule, slow: Callable[..., Any], *, reflected: bool = False) -> Build:
    """What makes the short path of a row; a row with too many arguments for one always goes through `apply`."""

    def long(*arguments: Any, **constants: Any) -> Any:
        return apply(rule, *arguments, **constants)

    def build() -> Any:
        if (rule.arity or 0) + len(rule.constants) > 2:
            return long
        if path := _path_in_c(rule, slow, reflected=reflected):
            return path
        path = compile_short_path(rule, Value, slow)[reflected]
        return _from_zero(path) if reflected and path and rule.name == "add" else path

    return build


def _bind_later(name: str, rule: Rule, build: Build) -> None:
    """Give Values a method that is built when it is first called, and then stands in this one's place.

    A program uses few of the operations, and compiling them all would make ``import autograd`` a quarter to a half
    longer.
    """

    method: Callable[..., Any] | None = None

    def first(*arguments: Any, **constants: Any) -> Any:
        nonlocal method
        if method is None:  # a program may keep this one: relu = Value.relu
            method = build()
            _describe(method, rule, signature(rule, method=True))
            setattr(Methods, name, method)
        return method(*arguments, **constants)

    _describe(first, rule, signature(rule, method=True))
    setattr(Methods, name, first)


def _install() -> None:
    """Bind every row: a function each, a method where there is one argument, an operator where Python has one."""
    for rule in RULES.values():
        if rule.arity is None or hasattr(choices, rule.name):
            continue  # its function is written out there
        FUNCTIONS[rule.name] = _function(rule, _builder(rule, apply))
        for name, is_operator, reflected in bindings(rule):
            _bind(name, rule, is_operator, reflected)
    if NATIVE is not None:
        NATIVE.operators_are_ready()


def _bind(name: str, rule: Rule, is_operator: bool, reflected: bool) -> None:
    """Give Values the method `name`: in C where that has the row, else a function that is written at its first call."""
    # a number always has the other methods, so they need not step aside
    slow = _operator if is_operator and rule.arity == 2 else apply
    path = _path_in_c(rule, slow, reflected=reflected)
    if not path:
        _bind_later(name, rule, _builder(rule, slow, reflected=reflected))
        return
    _describe(path, rule, signature(rule, method=True))
    setattr(Methods, name, path)
    if is_operator:
        NATIVE.set_operator(rule, slow)


_install()
