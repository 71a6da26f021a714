"""The recorded list as integers: what every later pass reads instead of nodes.

Vocabulary: an *id* is a position in the recorded list; plain numbers among arguments get ids after it. A *signature*
is a rule with its constant parameters. The *kind* of a scalar says what it depends on: VARIES on inputs, LEARNS on
parameters, 3 on both, 0 on neither: a constant, which is worked out here and now.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograd.compiler.types import Ints
from autograd.errors import kind as kind_of
from autograd.graph import record
from autograd.readings import evaluate
from autograd.rules import Rule
from autograd.value import Value

VARIES, LEARNS = 1, 2


@dataclass(frozen=True, eq=False)
class GraphArrays:
    """A recorded graph in flat arrays: `count` nodes, then the plain numbers among their arguments."""

    count: int
    signatures: list[tuple[Rule, tuple[float, ...]]]
    signature: Ints
    """For each node its signature; -1 for a leaf, and for a constant, which is as good as one."""
    start: Ints
    """Node i has the arguments ``arguments[start[i]:start[i + 1]]``, constant parameters left out."""
    arguments: Ints
    kind: NDArray[np.uint8]
    """For each id; 0 for a constant."""
    number: NDArray[np.float64]
    """For each id the number of a constant, nan for the others."""
    place: Ints
    """For each id its column of X if it is an input, its position among the parameters if it is one, else -1."""
    outputs: Ints
    inputs: int
    parameters: int

    @property
    def owner(self) -> Ints:
        """For each argument the node that has it."""
        return np.repeat(np.arange(self.count), np.diff(self.start))


def _checked(role: str, leaves: Sequence[Any]) -> list[Value]:
    if isinstance(leaves, Value) or not isinstance(leaves, Sequence | np.ndarray):
        raise TypeError(
            f"compile: {role}s must be a list of Values, got {kind_of(leaves)}"
        )
    for i, leaf in enumerate(leaves):
        if not isinstance(leaf, Value):
            raise TypeError(f"compile: {role} {i} must be a Value, got {kind_of(leaf)}")
        if leaf.rule is not None:
            named = f" ({leaf.label!r})" if leaf.label else ""
            raise ValueError(
                f"compile: {role} {i}{named} was computed by {leaf.rule.name}; {role}s are leaves, so pass the Values "
                "that it was computed from, or take its .data into a new Value before recording"
            )
    return list(leaves)


def check_leaves(
    inputs: Sequence[Any], parameters: Sequence[Any]
) -> tuple[list[Value], list[Value]]:
    """Inputs and parameters as lists, if they are different leaves; else an error that says which is not."""
    checked = _checked("input", inputs), _checked("parameter", parameters)
    seen: dict[Value, str] = {}
    for role, leaves in zip(("input", "parameter"), checked):
        for i, leaf in enumerate(leaves):
            if leaf in seen:
                named = f" ({leaf.label!r})" if leaf.label else ""
                raise ValueError(
                    f"compile: {role} {i}{named} is also {seen[leaf]}; each leaf may be given once"
                )
            seen[leaf] = f"{role} {i}"
    return checked


def check_outputs(output: Any) -> list[Value]:
    """The outputs as a list of Values."""
    outputs = [output] if isinstance(output, Value) else output
    if not isinstance(outputs, Sequence | np.ndarray) or isinstance(outputs, str):
        raise TypeError(
            f"compile: output must be a Value or a list of Values, got {kind_of(output)}"
        )
    if not len(outputs):
        raise ValueError("compile: output is an empty list; give at least one Value")
    for i, value in enumerate(outputs):
        if not isinstance(value, Value):
            raise TypeError(
                f"compile: output {i} must be a Value, got {kind_of(value)}"
            )
    return list(outputs)


def record_together(outputs: Sequence[Value]) -> list[Value]:
    """The recorded list of several outputs together: that of a node that has them all as arguments, without it."""
    together = Value.__new__(Value)
    together.rule, together._data, together._x, together._y = (
        None,
        0.0,
        tuple(outputs),
        None,
    )
    return record(together)[:-1]


def gather_arrays(
    nodes: Sequence[Value],
    outputs: Sequence[Value],
    inputs: Sequence[Value],
    parameters: Sequence[Value],
) -> GraphArrays:
    """The recorded list in flat arrays. One plain loop: it is the only pass that touches nodes."""
    roles = {leaf: (VARIES, i) for i, leaf in enumerate(inputs)}
    roles |= {leaf: (LEARNS, i) for i, leaf in enumerate(parameters)}
    position: dict[Any, int] = {}
    known: dict[
        Any, int
    ] = {}  # signatures; a Rule hashes all its columns, so look it up by identity
    signatures: list[tuple[Rule, tuple[float, ...]]] = []
    signature, start, arguments = array("q"), array("q", [0]), array("q")
    kinds, places = bytearray(), array("q")
    numbers: dict[int, float] = {}
    plain: list[float] = []
    for i, node in enumerate(nodes):
        position[node] = i
        rule, x = node.rule, node._x
        if rule is None:
            kind, place = roles.get(node, (0, -1))
            if kind == 0:
                numbers[i] = node._data
            signature.append(-1)
        else:
            place, kind = -1, 0
            given = (
                x if x.__class__ is tuple else (x,) if node._y is None else (x, node._y)
            )
            key: Any = id(rule)
            if rule.constants:
                given, constants = (
                    given[: -len(rule.constants)],
                    given[-len(rule.constants) :],
                )
                key = (key, constants)
            number = known.get(key)
            if number is None:
                number = known[key] = len(signatures)
                signatures.append((rule, constants if rule.constants else ()))
            ids = []
            for a in given:
                if a.__class__ is float:
                    plain.append(a)
                    ids.append(-len(plain))
                else:
                    j = position[a]
                    kind |= kinds[j]
                    ids.append(j)
            if kind:
                arguments.extend(ids)
                signature.append(number)
            else:
                signature.append(-1)
                known_numbers = [numbers[j] if j >= 0 else plain[-j - 1] for j in ids]
                numbers[i] = float(
                    evaluate(rule.forward, [*known_numbers, *signatures[number][1]])
                )
        start.append(len(arguments))
        kinds.append(kind)
        places.append(place)
    count = len(nodes)
    ids_of_arguments = np.array(arguments, dtype=np.int64)
    ids_of_arguments = np.where(
        ids_of_arguments < 0, count - 1 - ids_of_arguments, ids_of_arguments
    )
    number_of = np.full(count + len(plain), np.nan)
    number_of[list(numbers)] = list(numbers.values())
    number_of[count:] = plain
    return GraphArrays(
        count,
        signatures,
        np.array(signature, dtype=np.int64),
        np.array(start, dtype=np.int64),
        ids_of_arguments,
        np.concatenate(
            [
                np.frombuffer(bytes(kinds), dtype=np.uint8),
                np.zeros(len(plain), dtype=np.uint8),
            ]
        ),
        number_of,
        np.concatenate([np.array(places, dtype=np.int64), np.full(len(plain), -1)]),
        np.array([position[value] for value in outputs], dtype=np.int64),
        len(inputs),
        len(parameters),
    )


def ancestors(graph: GraphArrays, roots: Ints) -> NDArray[np.bool_]:
    """For each node whether one of `roots` depends on it; constants count as leaves."""
    needed = bytearray(graph.count)
    for root in roots.tolist():
        needed[root] = 1
    start, arguments = graph.start.tolist(), graph.arguments.tolist()
    for i in range(graph.count - 1, -1, -1):
        if needed[i]:
            for a in arguments[start[i] : start[i + 1]]:
                if a < graph.count:
                    needed[a] = 1
    return np.frombuffer(bytes(needed), dtype=np.bool_)
