"""The graph that a drawing or a lesson is about: as it was recorded, or recorded again on the present numbers.

What a Value stores belongs to the numbers that there were when it was recorded. After an optimiser's step they are
others, and a lesson that showed both would print false arithmetic. So every reader of a graph begins here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from autograd import Value, check_fresh
from autograd.labels import named_values
from autograd.rerecording import record_again
from viz.picture.outputs import record_all

_REMEDY: Final = "record again, or pass recompute=True"


@dataclass(frozen=True)
class Subject:
    """A graph whose stored numbers follow from its inputs as they are."""

    outputs: tuple[Value, ...]
    nodes: Sequence[Value]
    """The recorded list, the last output last."""
    names: Mapping[str, Any] | None
    """The option `names`, with these nodes in it."""
    copies: Mapping[Value, Value]
    """What stands for the nodes of the graph that was given; {} where they stand for themselves."""

    @property
    def root(self) -> Value:
        """The output, where there is one; ValueError of an empty list."""
        if not self.outputs:
            raise ValueError(
                "a Value, or facts of a learner, are needed; got an empty list"
            )
        return self.outputs[-1]

    def node(self, x: Any) -> Any:
        """What stands here for `x`, if that is a node of the graph that was given; else `x` itself."""
        return self.copies.get(x, x) if isinstance(x, Value) else x


def subject(
    root: Value | Sequence[Value],
    recompute: bool,
    names: Mapping[str, Any] | None = None,
) -> Subject:
    """The graph of one output or several. With `recompute` it is a copy, recorded again; else StaleGraphError if it has
    to be.

    >>> w = Value(2.0, "w"); y = w * 3; w.data = 5.0
    >>> subject(y, recompute=True).root.data
    15.0
    >>> subject(y, recompute=False)
    Traceback (most recent call last):
        ...
    autograd.errors.StaleGraphError: w was changed after recording: record again, or pass recompute=True
    """
    outputs = tuple(root) if isinstance(root, (list, tuple)) else (root,)
    nodes = record_all(outputs)
    if not recompute:
        check_fresh(nodes, _REMEDY)
        return Subject(outputs, nodes, names, {})
    copies = record_again(nodes)
    shown = tuple(copies[output] for output in outputs)
    return Subject(shown, list(copies.values()), rename(names, copies), copies)


def rename(
    names: Mapping[str, Any] | None, parts: Mapping[Value, Value]
) -> dict[str, Value]:
    """The names of Values, given to their counterparts; other things in `names`, such as locals(), are left out."""
    return {name: parts.get(value, value) for name, value in named_values(names or {})}
