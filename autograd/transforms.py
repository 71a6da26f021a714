"""From a function to its derivative: grad, value_and_grad, elementwise_grad, jvp, vjp, jacobian, hessian.

Functions take scalars, or lists, tuples, arrays and dictionaries of scalars, by position or by name; they are called
with Values in place of the numbers. Names and argument order are JAX's. Given plain numbers the results are plain
numbers; given Values they are Values that can be differentiated again, so that ``grad(grad(f))`` is the second
derivative. Where a Value would lose its gradient by becoming a float, as in ``math.exp(x)``, TypeError says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from itertools import chain
from typing import Any

from autograd.chosen_arguments import Argnames, Argnums, Choice, Chosen
from autograd.errors import kind
from autograd.fresh_leaves import Arguments, Run, run
from autograd.graph import record
from autograd.higher_derivatives import gradients, tangents_of
from autograd.modes import Changed
from autograd.operations import dot, total
from autograd.scalars import number
from autograd.structures import (
    filled_like,
    is_sequence,
    scalars_alongside,
)
from autograd.value import Value

_USER = 3
"""From `Run.warn_if_independent` to the user: the function that calls it, the derivative, the user's line."""


def value_and_grad(
    f: Callable[..., Any],
    argnums: int | Sequence[int] = 0,
    has_aux: bool = False,
    *,
    argnames: Argnames = None,
) -> Callable[..., tuple[Any, Any]]:
    """A function that returns f's value and its gradient with respect to argument `argnums` (an int or several).

    The gradient has the structure of the argument: a float for a float, a list for a list, a dict for a dict.
    `argnames` chooses arguments by name instead. With `has_aux` f returns a pair (value, aux), and so does the result:
    ((value, aux), gradient).

    >>> value_and_grad(lambda w, x: w[0] * x + w[1])([2.0, 3.0], 10.0)
    (23.0, [10.0, 1.0])
    """
    _check_function(f, "value_and_grad")

    @wraps(f)
    def wrapped(*arguments: Any, **named: Any) -> tuple[Any, Any]:
        chosen = Choice(f, argnums, argnames, "grad").among(arguments, named)
        return _value_and_grad(f, chosen, has_aux)

    return wrapped


def grad(
    f: Callable[..., Any],
    argnums: int | Sequence[int] = 0,
    has_aux: bool = False,
    *,
    argnames: Argnames = None,
) -> Callable[..., Any]:
    """A function that returns the gradient of f with respect to argument `argnums`, or the arguments `argnames`.

    With `has_aux` f returns a pair (value, aux), and the result is (gradient, aux).

    >>> grad(lambda x: x**3)(2.0), grad(grad(lambda x: x**3))(2.0)
    (12.0, 12.0)
    >>> grad(lambda p, scale: scale * p["a"] * p["b"])({"a": 2.0, "b": 3.0}, scale=10.0)
    {'a': 30.0, 'b': 20.0}
    """
    _check_function(f, "grad")

    @wraps(f)
    def wrapped(*arguments: Any, **named: Any) -> Any:
        chosen = Choice(f, argnums, argnames, "grad").among(arguments, named)
        value, gradient = _value_and_grad(f, chosen, has_aux)
        return (gradient, value[1]) if has_aux else gradient

    return wrapped


def _value_and_grad(
    f: Callable[..., Any], chosen: Chosen, has_aux: bool
) -> tuple[Any, Any]:
    """(value, gradient), or ((value, aux), gradient)."""
    ran = run(f, chosen.arguments, "grad", has_aux=has_aux)
    y = ran.only_output()
    (row,) = _rows(ran, [y])
    ran.warn_if_independent(_USER, row)
    (value,), slopes = ran.hand_back([y], row)
    gradient = chosen.as_asked(ran.like_arguments(slopes))
    return ((value, ran.hand_back_aux()) if has_aux else value), gradient


def elementwise_grad(
    f: Callable[..., Any], argnums: int | Sequence[int] = 0
) -> Callable[..., Any]:
    """The derivative of f at every item of an array, for an f that treats each item by itself (the name is HIPS's).

    It is the gradient of the sum of all that f returns.

    >>> import numpy as np
    >>> elementwise_grad(lambda x: x**3)(np.array([1.0, 2.0])).tolist()
    [3.0, 12.0]
    """
    _check_function(f, "elementwise_grad")

    @wraps(f)
    def wrapped(*arguments: Any, **named: Any) -> Any:
        choice = Choice(f, argnums, None, "elementwise_grad")
        return _elementwise_grad(f, choice.among(arguments, named))

    return wrapped


def _elementwise_grad(f: Callable[..., Any], chosen: Chosen) -> Any:
    ran = run(f, chosen.arguments, "elementwise_grad")
    with Changed(record=True):
        y = total(ran.outputs) if ran.outputs else Value(0.0)
    (row,) = _rows(ran, [y])
    ran.warn_if_independent(_USER, row)
    (slopes,) = ran.hand_back(row)
    return chosen.as_asked(ran.like_arguments(slopes))


def jvp(
    f: Callable[..., Any], primals: Any, tangents: Any, has_aux: bool = False
) -> tuple[Any, ...]:
    """f at `primals`, and its derivative in the direction `tangents`, in one forward pass.

    Source: Griewank and Walther 2008, chapter 3; 002 §3.1.

    One primal and one tangent for each argument, in lists or tuples, or in dicts for arguments by name. What f returns
    may have any structure; the derivative has the same. With `has_aux` f returns a pair, and aux comes third.

    >>> jvp(lambda a, b: (a + b) * (b + 1), (2.0, 1.0), (0.0, 1.0))
    (6.0, 5.0)
    >>> jvp(grad(lambda x: x**3), (2.0,), (1.0,))
    (12.0, 12.0)
    """
    _check_function(f, "jvp")
    for name, given in (("primals", primals), ("tangents", tangents)):
        if not is_sequence(given):
            raise TypeError(
                f"jvp: {name} must be a list or a tuple with one item for each argument, got {kind(given)}"
            )
    directions = _tangents_for(primals, tangents)
    ran = run(f, _all_arguments(primals), "jvp", has_aux=has_aux)
    ran.as_values |= any(isinstance(t, Value) for t in directions)
    slopes = _forward(ran, directions)
    ran.warn_if_independent(_USER - 1, slopes)
    values, slopes = ran.hand_back(ran.outputs, slopes)
    pair = tuple(filled_like(ran.result, iter(row)) for row in (values, slopes))
    return (*pair, ran.hand_back_aux()) if has_aux else pair


def _forward(ran: Run, directions: Sequence[Any]) -> list[Any]:
    """For each output its derivative in this direction: floats, or Values if they are wanted."""
    moving = dict(zip(ran.leaves, directions))
    with Changed(record=True):
        nodes = record(total(ran.outputs))[:-1] if ran.outputs else []
        reached = tangents_of(nodes, moving, create_graph=ran.as_values)
    slopes = [reached.get(y, 0.0) for y in ran.outputs]
    if not ran.as_values:
        return slopes
    return [t if isinstance(t, Value) else Value(t) for t in slopes]


def _all_arguments(primals: Any) -> Arguments:
    """All of them are variables."""
    if isinstance(primals, dict):
        return Arguments((), primals, list(primals))
    return Arguments(tuple(primals), {}, range(len(primals)))


def _tangents_for(primals: Any, tangents: Any) -> list[Any]:
    """A tangent for each scalar of the primals: floats and Values."""
    if len(primals) != len(tangents):
        raise ValueError(
            f"jvp: as many tangents as primals are needed, got {len(primals)} primals and {len(tangents)} tangents"
        )
    scalars = scalars_alongside(primals, tangents, "jvp: tangents")
    return [t if isinstance(t, Value) else number(t, "jvp: tangent") for t in scalars]


def vjp(f: Callable[..., Any], *primals: Any, has_aux: bool = False) -> tuple[Any, ...]:
    """f at `primals`, and a function that takes a gradient with respect to what f returns back to the primals.

    That function takes cotangents in the structure of the result and returns a tuple with a gradient for each primal.
    With `has_aux` f returns a pair, and aux comes third.

    >>> y, back = vjp(lambda a, b: [a * b, a + b], 2.0, 3.0)
    >>> y, back([1.0, 10.0])
    ([6.0, 5.0], (13.0, 12.0))
    """
    _check_function(f, "vjp")
    arguments = _all_arguments(primals)

    def fresh() -> Run:
        return run(f, arguments, "vjp", has_aux=has_aux)

    ran = fresh()
    ran.warn_if_independent(_USER - 1)
    (values,) = ran.hand_back(ran.outputs)
    aux = ran.hand_back_aux()

    def back(cotangents: Any) -> tuple[Any, ...]:
        # Values that were handed back have other leaves now
        again = fresh() if ran.as_values else ran
        weights = list(scalars_alongside(again.result, cotangents, "vjp: cotangents"))
        with Changed(record=True):
            y = dot(again.outputs, weights) if weights else Value(0.0)
        as_values = any(isinstance(x, Value) for x in weights)
        again.as_values |= as_values
        (row,) = _rows(again, [y])
        (slopes,) = again.hand_back(row)
        again.as_values = ran.as_values
        return tuple(again.like_arguments(slopes))

    result = filled_like(ran.result, iter(values))
    return (result, back, aux) if has_aux else (result, back)


def jacobian(
    f: Callable[..., Any],
    argnums: Argnums = None,
    has_aux: bool = False,
    *,
    argnames: Argnames = None,
) -> Callable[..., Any]:
    """A function that returns the matrix d output i / d input j as a NumPy array (outputs, inputs).

    Inputs are all scalars of all arguments, in order, or of those that `argnums` or `argnames` choose; f returns a
    number or a structure of numbers. The array holds floats, or Values where an input is a Value. With `has_aux` f
    returns a pair (result, aux), and so does the function.

    >>> jacobian(lambda x, y: [x * y, x + y])(2.0, 3.0).tolist()
    [[3.0, 2.0], [1.0, 1.0]]
    """
    _check_function(f, "jacobian")

    @wraps(f)
    def wrapped(*arguments: Any, **named: Any) -> Any:
        chosen = Choice(f, argnums, argnames, "jacobian").among(arguments, named)
        return _jacobian(f, chosen, has_aux)

    return wrapped


def _jacobian(f: Callable[..., Any], chosen: Chosen, has_aux: bool) -> Any:
    ran = run(f, chosen.arguments, "jacobian", has_aux=has_aux)
    rows = _rows(ran, ran.outputs)
    ran.warn_if_independent(_USER, chain.from_iterable(rows))
    matrix = _matrix(ran, ran.hand_back(*rows))
    return (matrix, ran.hand_back_aux()) if has_aux else matrix


def hessian(
    f: Callable[..., Any],
    argnums: Argnums = None,
    has_aux: bool = False,
    *,
    argnames: Argnames = None,
) -> Callable[..., Any]:
    """A function that returns the matrix of second derivatives as a NumPy array (inputs, inputs).

    Inputs are chosen as for `jacobian`. Of a function of one number it is a number.

    >>> hessian(lambda x, y: x**2 * y)(3.0, 5.0).tolist(), hessian(lambda x: x**3)(2.0)
    ([[10.0, 6.0], [6.0, 0.0]], 12.0)
    """
    _check_function(f, "hessian")

    @wraps(f)
    def wrapped(*arguments: Any, **named: Any) -> Any:
        chosen = Choice(f, argnums, argnames, "hessian").among(arguments, named)
        return _hessian(f, chosen, has_aux)

    return wrapped


def _hessian(f: Callable[..., Any], chosen: Chosen, has_aux: bool) -> Any:
    ran = run(f, chosen.arguments, "hessian", has_aux=has_aux)
    y = ran.only_output()
    with Changed(record=True):
        slopes = gradients(y, ran.leaves, create_graph=True)
    ran.warn_if_independent(_USER, slopes)
    rows = ran.hand_back(*_rows(ran, slopes))
    structures = chosen.arguments.structures
    is_one_number = chosen.is_single and not is_sequence(structures[0])
    second = rows[0][0] if is_one_number else _matrix(ran, rows)
    return (second, ran.hand_back_aux()) if has_aux else second


def _rows(ran: Run, outputs: Iterable[Value]) -> list[list[Any]]:
    """For each output its gradients with respect to the leaves: floats, or Values if they are wanted."""
    with Changed(record=True):
        return [gradients(y, ran.leaves, create_graph=ran.as_values) for y in outputs]


def _matrix(ran: Run, rows: list[list[Any]]) -> Any:
    import numpy

    matrix = numpy.array(rows, dtype=object if ran.as_values else float)
    return matrix.reshape(len(rows), len(ran.leaves))


def _check_function(f: Any, what: str) -> None:
    if not callable(f):
        raise TypeError(f"{what}: a function is needed, got {kind(f)}")
