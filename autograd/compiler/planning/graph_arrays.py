"""The recorded list as integers: what every later pass reads instead of nodes.

Vocabulary: an *id* is a position in the recorded list; plain numbers among arguments get ids after it. A *signature*
is a rule with its constant parameters. The *kind* of a scalar says what it depends on: VARIES on inputs, LEARNS on
parameters, 3 on both, 0 on neither: a constant, which is worked out here and now. What a rule `stops` has no gradient,
so it does not learn; if it does not vary either, it is HELD.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograd.compiler.types import Ints
from autograd.compiler.x_columns import Columns, flatten_inputs
from autograd.errors import kind as kind_of
from autograd.graph import record
from autograd.readings import evaluate
from autograd.rules import Rule
from autograd.upstream import UpstreamPartial
from autograd.value import Value

VARIES, LEARNS, HELD = 1, 2, 4


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
    """For each id its number among the inputs if it is one, its position among the parameters if it is one, else -1."""
    outputs: Ints
    columns: Columns
    parameters: int

    @property
    def inputs(self) -> int:
        """How many leaves are inputs: those of a `OneHot` one by one."""
        return len(self.columns.of_leaf)

    @property
    def owner(self) -> Ints:
        """For each argument the node that has it."""
        return np.repeat(np.arange(self.count), np.diff(self.start))


def _check_list(role: str, leaves: Any) -> None:
    if isinstance(leaves, Value) or not isinstance(leaves, Sequence | np.ndarray):
        raise TypeError(
            f"compile: {role}s must be a list of Values, got {kind_of(leaves)}"
        )


def _leaves(role: str, leaves: Sequence[Any]) -> list[Value]:
    _check_list(role, leaves)
    for i, leaf in enumerate(leaves):
        if not isinstance(leaf, Value):
            raise TypeError(f"compile: {role} {i} must be a Value, got {kind_of(leaf)}")
        if leaf.rule is not None:
            raise ValueError(
                f"compile: {role} {i}{_label(leaf)} was computed by {leaf.rule.name}; "
                f"{role}s are leaves, so pass the Values "
                "that it was computed from, or take its .data into a new Value before recording"
            )
    return list(leaves)


def _label(leaf: Value) -> str:
    return f" ({leaf.label!r})" if leaf.label else ""


def check_leaves(
    inputs: Sequence[Any], parameters: Sequence[Any]
) -> tuple[list[Value], Columns, list[Value]]:
    """Inputs, the columns they make, and parameters, if they are different leaves; else an error that says which is not.

    A `OneHot` among the inputs is a column; its leaves are inputs like others.
    """
    _check_list("input", inputs)
    flat, columns = flatten_inputs(inputs)
    both = _leaves("input", flat), _leaves("parameter", parameters)
    seen: dict[Value, str] = {}
    for role, leaves in zip(("input", "parameter"), both):
        for i, leaf in enumerate(leaves):
            if leaf in seen:
                raise ValueError(
                    f"compile: {role} {i}{_label(leaf)} is also {seen[leaf]}; each leaf may be given once"
                )
            seen[leaf] = f"{role} {i}"
    return both[0], columns, both[1]


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
    top = Value.__new__(Value)
    top.rule = top._y = None
    top._data = 0.0
    top._x = tuple(outputs)
    return record(top)[:-1]


class _Reader:
    """Reads nodes into flat arrays. A plain number among arguments has the id -1, -2, ... for the moment."""

    def __init__(self, inputs: Sequence[Value], parameters: Sequence[Value]) -> None:
        self._roles = {leaf: (VARIES, i) for i, leaf in enumerate(inputs)}
        self._roles |= {leaf: (LEARNS, i) for i, leaf in enumerate(parameters)}
        self.position: dict[Any, int] = {}
        self.signatures: list[tuple[Rule, tuple[float, ...]]] = []
        # a Rule hashes all its columns, so signatures are looked up by its identity
        self._numbers_of_signatures: dict[tuple[int, bytes], int] = {}
        self.signature = array("q")
        self.start = array("q", [0])
        self.arguments = array("q")
        self.kinds = bytearray()
        self.places = array("q")
        self.numbers: dict[int, float] = {}
        """Constants by id."""
        self.plain: list[float] = []

    def read(self, nodes: Sequence[Value]) -> None:
        """Append nodes in order: what a node was computed from comes before it."""
        for i, node in enumerate(nodes):
            self.position[node] = i
            if node.rule is None:
                self._read_leaf(node)
            else:
                self._read_computed(node, node.rule)

    def _read_leaf(self, node: Value) -> None:
        kind, place = self._roles.get(node, (0, -1))
        if kind == 0:
            self.numbers[len(self.kinds)] = node._data
        self._append(-1, kind, place)

    def _read_computed(self, node: Value, rule: Rule) -> None:
        given = node._x
        if given.__class__ is not tuple:
            given = (given,) if node._y is None else (given, node._y)
        constants: tuple[float, ...] = ()
        if rule.constants:
            cut = -len(rule.constants)
            given, constants = given[:cut], given[cut:]
        ids = self._ids(given)
        kind = merge_kinds((self.kinds[i] if i >= 0 else 0 for i in ids), rule)
        if kind:
            # where the first argument is a constant, nothing is kept in _dx
            if getattr(node, "_dx", None).__class__ is UpstreamPartial:
                raise ValueError(
                    f"compile: {rule.name!r} changes the gradient that arrives (transform_gradient), which no array "
                    "operation does: run this graph with the eager engine, or change the gradients that come out"
                )
            self.arguments.extend(ids)
            self._append(self._number_of_signature(rule, constants), kind, -1)
        else:
            known = [self.numbers[j] if j >= 0 else self.plain[-j - 1] for j in ids]
            number = evaluate(rule.forward, [*known, *constants])
            self.numbers[len(self.kinds)] = float(number)
            self._append(-1, 0, -1)

    def _ids(self, given: Sequence[Any]) -> list[int]:
        """The ids of arguments."""
        ids = []
        for argument in given:
            if argument.__class__ is float:
                self.plain.append(argument)
                ids.append(-len(self.plain))
            else:
                ids.append(self.position[argument])
        return ids

    def _number_of_signature(self, rule: Rule, constants: tuple[float, ...]) -> int:
        # as bytes, because 0.0 == -0.0
        key = (id(rule), array("d", constants).tobytes())
        number = self._numbers_of_signatures.get(key)
        if number is None:
            number = self._numbers_of_signatures[key] = len(self.signatures)
            self.signatures.append((rule, constants))
        return number

    def _append(self, signature: int, kind: int, place: int) -> None:
        self.signature.append(signature)
        self.start.append(len(self.arguments))
        self.kinds.append(kind)
        self.places.append(place)


def merge_kinds(kinds: Iterable[int], rule: Rule) -> int:
    """The kind of what a rule makes of arguments of these kinds."""
    kind = 0
    for one in kinds:
        kind |= one
    if kind & LEARNS and rule.stops:
        return kind & VARIES or HELD
    return kind if kind == HELD else kind & ~HELD


def gather_arrays(
    nodes: Sequence[Value],
    outputs: Sequence[Value],
    inputs: Sequence[Value],
    columns: Columns,
    parameters: Sequence[Value],
) -> GraphArrays:
    """The recorded list in flat arrays. One plain loop: it is the only pass that touches nodes."""
    reader = _Reader(inputs, parameters)
    reader.read(nodes)
    count, plain = len(nodes), reader.plain
    arguments = np.array(reader.arguments, dtype=np.int64)
    arguments = np.where(arguments < 0, count - 1 - arguments, arguments)
    number = np.full(count + len(plain), np.nan)
    number[list(reader.numbers)] = list(reader.numbers.values())
    number[count:] = plain
    kind = np.zeros(count + len(plain), dtype=np.uint8)
    kind[:count] = np.frombuffer(bytes(reader.kinds), dtype=np.uint8)
    place = np.full(count + len(plain), -1)
    place[:count] = reader.places
    return GraphArrays(
        count=count,
        signatures=reader.signatures,
        signature=np.array(reader.signature, dtype=np.int64),
        start=np.array(reader.start, dtype=np.int64),
        arguments=arguments,
        kind=kind,
        number=number,
        place=place,
        outputs=np.array([reader.position[value] for value in outputs]),
        columns=columns,
        parameters=len(parameters),
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
