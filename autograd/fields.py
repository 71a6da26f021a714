"""What a node stores, and the clock that tells whether a number was set after it was recorded.

`Fields` is the part of a node that exists a million times, so the engine in C has one of its own, which is the same
(`autograd.c_core`). All else is in `autograd.graph`.
"""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any, Final

from autograd.c_core import NATIVE
from autograd.rules import Rule
from autograd.scalars import number

CLOCK: Final[list[int]] = [0]
"""The time, in a list of one: how often the number of some node has been set since the program began.

Recording writes it into the node, setting a number moves it on. So a result is older than a change of its arguments
if its time is smaller than theirs (see `autograd.freshness`)."""

_ticks = count(1)

NEVER: Final = -0.5
"""The time of a leaf whose number was not set. That of a leaf which was set at time 7 is 6.5: so it is never that of a
result, and the reverse pass, which has to look at the time, need not ask what is a leaf."""

CHANGED_RESULT: Final = float("inf")
"""The time of a result whose own number was set: it follows from its arguments no longer, whenever that was."""

SLOTS: Final = ("_data", "_dx", "_dy", "_grad", "_tag", "_time", "_x", "_y", "rule")
"""The names under which `Fields` stores what it has."""


def advance_clock(time: float) -> None:
    """Move the clock on to the time of a node that comes from another process, if that is later."""
    global _ticks
    if CLOCK[0] < time < CHANGED_RESULT:
        CLOCK[0] = int(time)
        _ticks = count(int(time) + 1)


class Fields:
    """What a node stores.

    Two arguments with their partials lie in the node itself (_x, _y, _dx, _dy), so that a node costs one object; a
    rule with more arguments keeps tuples in _x and _dx. A constant argument is a float and has no partial. What is
    rarely set lies in a `Tag`, which is made when there is something to keep, and costs nothing before. A leaf, which has
    no partials, keeps in _dx whether it is a parameter.
    """

    __slots__ = ("__weakref__", *SLOTS)

    rule: Rule | None
    """The row of the table that made it; None for a leaf."""
    _data: float
    _x: Any
    _y: Any
    _dx: Any
    _dy: Any
    _grad: float | None
    _time: float
    _tag: Any
    """The scope, or a `Tag`; unset if there is neither."""

    @property
    def data(self) -> float:
        """The number, a float whatever it is set to. Setting it changes no other node: what was recorded before is stale
        from then on, and its readers say so (`autograd.StaleGraphError`)."""
        return self._data

    @data.setter
    def data(self, data: float) -> None:
        self._data = number(data, "data")
        CLOCK[0] = time = next(_ticks)
        self._time = time - 0.5 if self.rule is None else CHANGED_RESULT

    @property
    def grad(self) -> float:
        """The gradient that backward() accumulated here; 0.0 before that (see `has_grad`)."""
        gradient = self._grad
        return 0.0 if gradient is None else gradient

    @grad.setter
    def grad(self, gradient: float | None) -> None:
        """A number, or None, which forgets the gradient as in PyTorch: `grad` is 0.0 again and `has_grad` False."""
        self._grad = None if gradient is None else number(gradient, "grad")

    @property
    def has_grad(self) -> bool:
        """Whether a gradient has been computed; drawings show a dash where it has not."""
        return self._grad is not None


if NATIVE is not None and not TYPE_CHECKING:
    Fields = NATIVE.Fields
