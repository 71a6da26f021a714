"""Gradient clipping, PyTorch's formulas: against exploding gradients (002: 时间上的发散).

Vocabulary
    norm     the Euclidean length of the gradient of all parameters together
    vector   the same gradient as an array, as the compiled engine has it
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from autograd import Value
from autograd.nn.checks import real
from autograd.nn.optim.base import (
    Vector,
    gather_gradients,
    parameter_list,
    write_gradients,
)


def norm(gradient: Vector) -> float:
    """The Euclidean length of a vector, without overflow or underflow on the way.

    >>> f"{norm(np.array([3e200, -4e200])):.3g}"
    '5e+200'
    """
    with np.errstate(all="ignore"):
        length = float(np.sqrt(gradient @ gradient))
        if np.isfinite(length) and length > 1e-140:
            return length
        largest = float(np.abs(gradient).max(initial=0.0))
        if largest == 0 or not np.isfinite(largest):
            return largest
        shrunk = gradient / largest
        return largest * float(np.sqrt(shrunk @ shrunk))


def clip_norm(gradient: Vector, max_norm: float) -> float:
    """Scale a gradient vector in place to the length `max_norm` if it is longer; returns the length that it had.

    PyTorch's factor, max_norm / (norm + 1e-6), so that the result is a little shorter. With a nan or an infinity in the
    gradient, IEEE arithmetic takes its course, as in PyTorch: look at the returned length.
    """
    max_norm = real("max_norm", max_norm, above=0)
    length = norm(gradient)
    factor = max_norm / (length + 1e-6)
    if not factor >= 1:  # nan, too
        with np.errstate(invalid="ignore"):
            gradient *= factor
    return length


def clip_grad_norm_(params: Iterable[Value], max_norm: float) -> float:
    """Scale the gradients of all parameters together to the length `max_norm` if longer; returns the length before.

    Parameters without a gradient stay without one.

    >>> x, y = Value(0.0), Value(0.0); x.grad, y.grad = 3.0, -4.0
    >>> clip_grad_norm_([x, y], max_norm=1.0), round(x.grad, 6), round(y.grad, 6)
    (5.0, 0.6, -0.8)
    """
    trained = _with_gradients(params, "clip_grad_norm_")
    gradient = gather_gradients(trained)
    length = clip_norm(gradient, max_norm)
    write_gradients(gradient, trained)
    return length


def clip_value(gradient: Vector, limit: float) -> None:
    """Cut every component of a gradient vector, in place, to −limit .. limit."""
    limit = real("the limit of a gradient", limit, least=0)
    np.clip(gradient, -limit, limit, out=gradient)


def clip_grad_value_(params: Iterable[Value], limit: float) -> None:
    """Cut every gradient to −limit .. limit. Unlike `clip_grad_norm_` it changes the direction.

    >>> x, y = Value(0.0), Value(0.0); x.grad, y.grad = 3.0, -0.5
    >>> clip_grad_value_([x, y], 1.0); x.grad, y.grad
    (1.0, -0.5)
    """
    trained = _with_gradients(params, "clip_grad_value_")
    gradient = gather_gradients(trained)
    clip_value(gradient, limit)
    write_gradients(gradient, trained)


def _with_gradients(params: Iterable[Value], who: str) -> list[Value]:
    return [value for value in parameter_list(params, who) if value.has_grad]
