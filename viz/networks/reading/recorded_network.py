"""A network read off a recorded graph: hand-written or not, whatever can be recognised as neurons in columns.

What is recognised
    net input    a sum of products of weights and signals, perhaps with biases, written as ``dot(w, x, b)``, as
                 ``w1 * i1 + w2 * i2 + b1`` in any order, with `sum` or `total`, or with a threshold that is subtracted
    activation   any function of that one number up to where the next neuron or the loss reads it
    layer        softmax, and whatever else makes as many outputs of as many net inputs; other functions of several
                 neurons are gates
    loss         what is computed of the outputs; where it is a sum of a part for each output, the parts are shown

Anything else is an error that says where the search ended.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from autograd import Value
from autograd.graph import names as node_names
from autograd.labels import named_values
from autograd.spelling import formula
from viz.errors import NotANetwork
from viz.networks.neurons import Line, Loss, Network, Number, Unit
from viz.networks.reading.loss_parts import Part, loss_parts, target_of
from viz.networks.reading.naming import Namer
from viz.networks.reading.net_inputs import Operand, Term, is_leaf
from viz.networks.reading.wiring import Draft, Wiring
from viz.text.direction import isolate
from viz.text.names import clean

Gradients = Callable[[Value], float | None]
"""The gradient at a node; None where there is none."""


def read_graph(
    nodes: Sequence[Value],
    roots: Sequence[Value],
    *,
    answers: Sequence[Value] | None = None,
    names: Mapping[str, Any] | None = None,
    gradient: Gradients,
    has_values: bool = True,
) -> Network:
    """The network in a recorded list. `answers` are the outputs where they are known; else they are looked for.

    Raises viz.NotANetwork.
    """
    if answers is None and len(roots) > 1:
        answers = roots
    wiring = Wiring(nodes, roots, answers)
    if not wiring.nets:
        raise NotANetwork(_nothing_found(nodes, roots[-1]))
    return _Reader(wiring, names, gradient, has_values).network(roots)


class _Reader:
    def __init__(
        self,
        wiring: Wiring,
        names: Mapping[str, Any] | None,
        gradient: Gradients,
        has_values: bool,
    ) -> None:
        self.wiring, self.gradient, self.has_values = wiring, gradient, has_values
        self.labels = _labels(wiring.nodes, names)
        self.inputs: dict[Any, int] = {}
        self.drafts: list[tuple[Any, Draft]] = []
        self.places: dict[Any, int] = {}

    def network(self, roots: Sequence[Value]) -> Network:
        order, depth = self._order()
        self.places = {key: i for i, key in enumerate(order)}
        columns: list[list[int]] = [[] for _ in range(max(depth.values()) + 1)]
        for key in order:
            columns[depth[key]].append(self.places[key])
        namer = Namer(columns)
        outputs = tuple(self.places[out] for out in self.wiring.outputs)
        units = [self._unit(key, namer) for key in order]
        lines = [line for key in order for line in self._lines(key)]
        network = Network(
            units=tuple(units),
            columns=tuple(tuple(column) for column in columns),
            lines=tuple(lines),
            outputs=outputs,
        )
        ends = set(self.wiring.outputs) | set(self.wiring.nets)
        if len(roots) > 1 or roots[0] in ends:
            return network
        return self._with_losses(network, roots[0])

    # --- units in columns ---

    def _order(self) -> tuple[list[Any], dict[Any, int]]:
        """The keys of all units, column by column, and how far each is from the inputs."""
        drafts = self.wiring.units
        rank = self.wiring.rank
        depth: dict[Any, int] = {}
        for out in sorted(drafts, key=rank.__getitem__):
            sources = [self._key(x, i) for i, x in self._read_by(drafts[out])]
            for key in sources:
                depth.setdefault(key, 0)  # inputs; the others have been met
            above = [depth[key] for key in sources]
            depth[out] = max(above) + 1 if above else 0
        self._put_inputs_near(depth)
        self._put_outputs_last(depth)
        first_met = {key: i for i, key in enumerate(depth)}
        order = sorted(depth, key=lambda key: (depth[key], first_met[key]))
        return order, depth

    def _put_inputs_near(self, depth: dict[Any, int]) -> None:
        """Inputs stand in the column before the first unit that reads them: those of later times in a recurrent net."""
        nearest: dict[Any, int] = {}
        for out, draft in self.wiring.units.items():
            for i, x in self._read_by(draft):
                key = self._key(x, i)
                nearest[key] = min(nearest.get(key, depth[out]), depth[out])
        for key, reader in nearest.items():
            if depth[key] == 0:
                depth[key] = reader - 1

    def _put_outputs_last(self, depth: dict[Any, int]) -> None:
        """Outputs stand in one column, in the order of the answer, unless other units read them."""
        outs = self.wiring.outputs
        read = {x for draft in self.wiring.units.values() for x in draft.sources}
        read |= {x for draft in self.wiring.units.values() for _, x in self._read_by(draft)}  # fmt: skip
        ends = [out for out in outs if out not in read]
        last = max(depth.values())
        for out in ends:
            depth.pop(out, None)
        for out in ends:
            depth[out] = last

    def _read_by(self, draft: Draft) -> list[tuple[int, Any]]:
        """What a unit reads, with the position in its formula, which tells constants apart."""
        if draft.net is None:
            made_of = self.wiring.made_of
            return [(i, made_of.get(x, x)) for i, x in enumerate(draft.sources)]
        return [(i, term.signal) for i, term in enumerate(draft.net.signals)]

    def _key(self, signal: Any, position: int) -> Any:
        """What tells units apart: the node of their output; of a constant its number and where it stands."""
        if isinstance(signal, Value):
            return signal
        return "constant", position, signal

    def _unit(self, key: Any, namer: Namer) -> Unit:
        place = self.places[key]
        draft = self.wiring.units.get(key)
        if draft is None or draft.kind == "input":
            return self._input(key, namer.input_name(place), draft)
        out_label = self.labels.get(key, "")
        net = draft.net.node if draft.net else None
        net_label = self.labels.get(net, "") if net is not None else ""
        is_output = key in self.wiring.outputs
        name = namer.unit_name(place, out_label, net_label, is_output)
        out = self._number(key, out_label or f"out_{name}")
        if net is None or draft.net is None:
            return Unit("gate", name, out, None, draft.activation)
        return Unit(
            kind="neuron",
            name=name,
            out=out,
            net=self._number(net, net_label or f"net_{name}"),
            activation=draft.activation,
            biases=tuple(map(self._bias, draft.net.biases)),
            slope=_slope(net, key) if self.has_values else None,
        )

    def _input(self, key: Any, name: str, draft: Draft | None) -> Unit:
        if not isinstance(key, Value):
            return Unit("input", name, self._number(key[-1], name))
        if draft is not None:
            self._check_feature(key)
            name = self._spelled(key, name)
        label = self.labels.get(key) or name
        return Unit("input", label, self._number(key, label))

    def _check_feature(self, node: Value) -> None:
        """NotANetwork where an input that is computed has weights inside."""
        waiting = [node]
        while waiting:
            x = waiting.pop()
            if x.parameter:
                raise NotANetwork(
                    f"network: {self._spelled(node, 'an input')} is no input of a neuron, because the weight "
                    f"{self.labels.get(x) or 'in it'} is part of it: write net inputs as sums of weight · input, "
                    "or draw the graph with viz.draw"
                )
            waiting += x.parents

    def _spelled(self, node: Value, name: str) -> str:
        """The formula of a computed input, if it is short."""
        if self.labels.get(node):
            return self.labels[node]
        text = formula(node, node_names(self.wiring.nodes))
        is_short = len(text) <= 8 and all(self.labels.get(x) for x in node.parents)
        return text if is_short else name

    def _bias(self, term: Term) -> Number:
        label = self.labels.get(term.weight, "")
        return replace(self._number(term.weight, label), sign=term.sign)

    def _lines(self, key: Any) -> list[Line]:
        draft = self.wiring.units.get(key)
        if draft is None:
            return []
        target, lines = self.places[key], []
        if draft.net is None:
            for i, x in self._read_by(draft):
                lines.append(Line(self.places[self._key(x, i)], target, None))
            return lines
        for i, term in enumerate(draft.net.signals):
            weight = None
            if term.weight is not None:
                label = self.labels.get(term.weight, "")
                weight = replace(self._number(term.weight, label), sign=term.sign)
            source = self.places[self._key(term.signal, i)]
            lines.append(Line(source, target, weight))
        return lines

    def _number(self, node: Operand | None, name: str) -> Number:
        if not isinstance(node, Value):
            return Number(name, node)
        is_known = self.has_values or node.parameter
        value = node.data if is_known else None
        return Number(name, value, self.gradient(node))

    # --- losses ---

    def _with_losses(self, network: Network, root: Value) -> Network:
        outs = self.wiring.outputs
        name = self.labels.get(root) or "E"
        number = self._number(root, name)
        found = loss_parts(root, self.wiring.nodes, outs)
        if found is None:
            return replace(network, loss=Loss(number, network.outputs))
        by_output: dict[Value | None, list[Part]] = {}
        for part in found:
            (out,) = part.outs or (None,)
            by_output.setdefault(out, []).append(part)
        losses = []
        for out in (*outs, None):
            if out in by_output:
                losses.append(self._part(network, out, by_output[out], name))
        if len(losses) == 1:
            whole = replace(losses[0], number=number)
            return replace(network, loss=whole)
        loss = Loss(number, network.outputs)
        return replace(network, loss=loss, parts=tuple(losses))

    def _part(
        self, network: Network, out: Value | None, parts: Sequence[Part], whole: str
    ) -> Loss:
        """The loss of one output, or, of none, the penalty."""
        value = sum(part.value for part in parts)
        first = parts[0]
        is_named = len(parts) == 1 and first.factor == 1.0
        label = self.labels.get(first.node) if is_named else ""
        if out is None:
            return Loss(Number(label or "penalty", value), ())
        place = self.places[out]
        unit = network.units[place].name
        name = label or f"{whole.removesuffix('_total')}_{unit}"
        goal = target_of(first.node, out)
        target = None
        if goal is not None:
            target = self._number(goal, self.labels.get(goal) or f"target_{unit}")
        return Loss(Number(name, value), (place,), target)


def _slope(net: Value, out: Value) -> float | None:
    """The slope of an activation that is one step of the graph; 1 where there is none."""
    if out is net:
        return 1.0
    parents = out.parents
    return out.partials[0] if len(parents) == 1 and parents[0] is net else None


def _labels(nodes: Sequence[Value], names: Mapping[str, Any] | None) -> dict[Any, str]:
    """What the user calls each node, ready to be shown; names that modules give their parameters are left out."""
    found: dict[Any, str] = {}
    known = set(nodes)
    for name, value in named_values(names or {}):
        if value in known:
            found.setdefault(value, name)
    for node in nodes:
        label = node.label or found.get(node, "")
        if label and not (node.parameter and node.scope and label.startswith(node.scope)):  # fmt: skip
            found[node] = isolate(clean(label))
    return found


def _nothing_found(nodes: Sequence[Value], root: Value) -> str:
    """Why there is no neuron in a graph."""
    known = node_names(nodes)
    name = root.label or "this graph"
    advice = (
        "A neuron has a net input, w1 · x1 + w2 · x2 + … + b or dot(w, x, b), whose weights are leaves, best "
        "declared as such: Value(0.1, 'w1', parameter=True). Draw the graph with viz.draw"
    )
    if root.rule is None:
        return f"network: {name} is a leaf, so there is no network. {advice}"
    products = [node for node in nodes if node.op in ("mul", "dot")]
    if not products:
        return f"network: there is no product of weight and input in the graph of {name}. {advice}"
    last = products[-1]
    told = (
        f"{known[last]} = {formula(last, known)}" if last.op == "mul" else known[last]
    )
    factors = [x for x in last.parents if is_leaf(x)]
    why = (
        "none of its factors is a leaf" if not factors else "it is no sum with a weight"
    )
    if any(x.parameter for x in nodes) and factors:
        why = "exactly one factor of a product must be a parameter"
    return f"network: no neuron in the graph of {name}: the search ended at {told}, where {why}. {advice}"
