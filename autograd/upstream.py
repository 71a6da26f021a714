"""A gradient that is changed on its way: clipped, scaled, turned round.

A node stores partials, and the chain rule multiplies: contribution = partial × upstream. The node of
`transform_gradient` passes its number on, so its partial is 1; but what it stores there is a 1 whose product with the
upstream gradient is what a function makes of that gradient. Nothing else in the engine knows of it. The reverse pass
writes partial × upstream, in this order; forward mode and sums over paths write tangent × partial, and have no upstream
gradient to show to the function, so they refuse.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NoReturn, TypeVar

from autograd.errors import kind

T = TypeVar("T")


class UpstreamPartial(float):
    """The partial 1 of a node that changes the gradient which arrives."""

    __slots__ = ("function",)

    function: Callable[[Any], Any]

    def __new__(cls, function: Callable[[Any], Any]) -> UpstreamPartial:
        if not callable(function):
            raise TypeError(
                f"transform_gradient: a function is needed, got {kind(function)}"
            )
        partial = super().__new__(cls, 1.0)
        partial.function = function
        return partial

    def __mul__(self, upstream: Any) -> Any:
        """What the function makes of the upstream gradient: a float, or a Value in a graph of derivatives."""
        changed = self.function(upstream)
        if hasattr(changed, "partials"):
            return changed
        return float(changed)

    def __rmul__(self, tangent: Any) -> NoReturn:
        raise TypeError(
            "transform_gradient changes the gradient that the reverse pass brings: forward mode (jvp, push) and sums "
            "over paths have none; use backward, grad, vjp or jacobian"
        )

    def __reduce__(self) -> Any:
        return UpstreamPartial, (self.function,)


def as_partial(partial: Any) -> float:
    """What a node stores: a float, or an `UpstreamPartial` as it is."""
    return partial if partial.__class__ is UpstreamPartial else float(partial)
