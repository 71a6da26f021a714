"""From net inputs to units: what each neuron makes of its net input, and what else stands between neurons.

A signal is walked down until other neurons are met. One net input, and the signal is the output of that neuron; as many
as there are signals that met the same, and it is the activation of a layer, such as softmax; others, and it is a gate.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from autograd import Value
from viz.networks.reading.activation_names import (
    activation_of,
    is_function_of,
    is_log_softmax,
    is_softmax,
    may_be_activation,
    softmax_outputs,
    symbol,
)
from viz.networks.reading.net_inputs import Net, NetInputs, Operand, is_error

UNKNOWN: Final = "f"
"""An activation that has no name."""


@dataclass(slots=True)
class Draft:
    """A unit as it was found."""

    kind: str
    out: Operand
    net: Net | None = None
    activation: str = ""
    sources: list[Value] = field(default_factory=list)
    """Of a gate: the outputs that it reads."""


class Wiring:
    """Units by their outputs, of a recorded list with one or several roots."""

    def __init__(
        self,
        nodes: Sequence[Value],
        roots: Sequence[Value],
        answers: Sequence[Value] | None,
    ) -> None:
        self.nodes = nodes
        self.rank = {node: i for i, node in enumerate(nodes)}
        self.consumers: dict[Value, list[Value]] = {node: [] for node in nodes}
        for node in nodes:
            for parent in dict.fromkeys(node.parents):
                self.consumers[parent].append(node)
        self.nets: Mapping[Value, Net] = NetInputs(nodes, self.consumers).nets
        self.units: dict[Value, Draft] = {}
        self.made_of: dict[Value, Value] = {}
        """The output of the neuron of each net input."""
        self.outputs: list[Value] = []
        if self.nets:
            self._read(roots, answers)

    def _read(self, roots: Sequence[Value], answers: Sequence[Value] | None) -> None:
        signals = self._signals()
        if answers is None:
            self._stops = {*self.nets, *signals}
            self.outputs = self._find_outputs(roots)
        else:
            self.outputs = list(answers)
        self._stops = {*self.nets, *signals, *self.outputs}
        for out in sorted({*signals, *self.outputs}, key=self.rank.__getitem__):
            self._add(out)
        self._finish_layers()

    def _signals(self) -> list[Value]:
        """What net inputs read and is computed."""
        found = []
        for net in self.nets.values():
            for term in net.signals:
                if isinstance(term.signal, Value) and term.signal.rule is not None:
                    found.append(term.signal)
        return list(dict.fromkeys(found))

    # --- outputs of neurons ---

    def _add(self, out: Value) -> None:
        """The unit whose output this is, unless it belongs to a layer that is still to be met."""
        met, leaves = self._met(out)
        if not met:
            self.units[out] = Draft("input", out)
            return
        first, *others = [*met, *leaves]
        if not others and first in self.nets and first not in self.made_of:
            activation = activation_of(first, out)
            name = UNKNOWN if activation is None else activation
            self._neuron(first, out, name)
            return
        self.units[out] = Draft("gate", out, None, symbol(out.op), [first, *others])

    def _neuron(self, net: Value, out: Value, activation: str) -> None:
        self.made_of[net] = out
        self.units[out] = Draft("neuron", out, self.nets[net], activation)

    def _met(self, out: Value) -> tuple[list[Value], list[Value]]:
        """The nearest net inputs and outputs that a number is computed from, and inputs that are no weights."""
        if out in self.nets:
            return [out], []
        return self._walk(out.parents)

    def _walk(self, start: Iterable[Value]) -> tuple[list[Value], list[Value]]:
        waiting, seen = list(reversed(list(start))), set[Value]()
        found, leaves = list[Value](), list[Value]()
        while waiting:
            node = waiting.pop()
            if node in seen:
                continue
            seen.add(node)
            if node in self._stops:
                found.append(node)
            elif node.rule is None and not node.parameter:
                leaves.append(node)
            else:
                waiting += reversed(node.parents)
        return found, leaves

    def _finish_layers(self) -> None:
        """Gates that are the activation of a whole layer become its neurons; net inputs that are left are linear."""
        gates = [out for out, draft in self.units.items() if draft.kind == "gate"]
        for nets, outs in self._layers(gates):
            name = _layer_name(outs, nets)
            for net, out in zip(nets, outs):
                self._neuron(net, out, name)
        for gate in gates:
            if self.units[gate].kind == "gate":
                self._finish_gate(gate)
        for net in self.nets:
            if net not in self.made_of:
                self._neuron(net, net, "")
        for gate in gates:
            draft = self.units[gate]
            if draft.kind == "gate" and not self._is_one_operation(gate, draft.sources):
                draft.activation = UNKNOWN

    def _layers(
        self, gates: Sequence[Value]
    ) -> Iterator[tuple[list[Value], list[Value]]]:
        """Net inputs, and as many outputs that are made of all of them."""
        groups: dict[frozenset[Value], list[Value]] = {}
        for gate in gates:
            groups.setdefault(frozenset(self.units[gate].sources), []).append(gate)
        for found, outs in groups.items():
            is_free = all(x in self.nets and x not in self.made_of for x in found)
            if is_free and 1 < len(found) == len(outs):
                yield sorted(found, key=self.rank.__getitem__), outs

    def _is_one_operation(self, gate: Value, found: Sequence[Value]) -> bool:
        """Whether a gate applies its last operation, and nothing else, to what it reads: max(max(a, b), c)."""
        sources = {self.made_of.get(x, x) for x in found}
        waiting = [gate]
        while waiting:
            inside = [x for x in waiting.pop().parents if x not in sources]
            if any(x.op != gate.op for x in inside):
                return False
            waiting += inside
        return True

    def _finish_gate(self, gate: Value) -> None:
        """Neurons that only a gate reads end where their activation does: tanh(net) in tanh(net) · x."""
        waiting, seen = list(gate.parents), set[Value]()
        while waiting:
            node = waiting.pop()
            if node in seen or (node in self._stops and node not in self.nets):
                continue
            seen.add(node)
            met, leaves = self._met(node)
            net = met[0] if len(met) == 1 and not leaves else None
            name = activation_of(net, node) if net in self.nets and net else None
            if net is None or name is None:
                waiting += node.parents if node not in self.nets else ()
            elif net not in self.made_of:
                self._neuron(net, node, name)

    # --- the end of the network ---

    def _find_outputs(self, roots: Sequence[Value]) -> list[Value]:
        """The outputs of the network, in the order in which the loss reads them.

        What is compared with a target is an output; else it is where the activation of a last neuron ends.
        """
        ends = [end for root in roots for end in self._ends(root)]
        if len(ends) == 1 and ends[0] not in self.nets:
            return ends
        nets = [end for end in ends if end in self.nets]
        by_softmax = softmax_outputs(nets, self.consumers) if len(nets) > 1 else {}
        if by_softmax and len(by_softmax) == len(nets):
            return [by_softmax.get(end, end) for end in ends]
        return [self._output_of(end) if end in self.nets else end for end in ends]

    def _ends(self, root: Value) -> list[Value]:
        """What a loss reads: outputs that it compares, and else the nearest net inputs and signals."""
        waiting, seen, found = [root], set[Value](), dict[Value, None]()
        while waiting:
            node = waiting.pop()
            if node in seen:
                continue
            seen.add(node)
            compared = self._compared(node)
            if node in self._stops or compared is not None:
                found[node if compared is None else compared] = None
            else:
                waiting += reversed(node.parents)
        return list(found)

    def _compared(self, node: Value) -> Value | None:
        """What a difference compares with a target; None if it is no such difference, or has no neurons in it."""
        if node in self._stops or not is_error(node, self.consumers):
            return None
        found = [x for x in node.parents if x.rule is not None]
        if len(found) != 1:
            return None
        out = found[0]
        while out not in self._stops and out.op in ("mul", "neg"):  # y · f, or −f
            inside = [x for x in out.parents if x.rule is not None]
            if len(inside) != 1:
                break
            out = inside[0]
        return out if self._met(out)[0] else None

    def _output_of(self, net: Value) -> Value:
        """Where the activation of an output neuron ends and the loss begins."""
        spelled = self._spelled_beyond(net)
        readers = self.consumers[net]
        if spelled is None and len(readers) == 1 and may_be_activation(readers[0]):
            return readers[0]
        return spelled or net

    def _spelled_beyond(self, net: Value) -> Value | None:
        """The last node behind a net input that is a spelled activation of it, or is called an output by its label."""
        region, found = {net}, None
        waiting = list(self.consumers[net])
        while waiting and len(region) < 40:
            node = min(waiting, key=self.rank.__getitem__)
            waiting.remove(node)
            if node in region or not all(parent in region for parent in node.parents):
                continue
            region.add(node)
            waiting += self.consumers[node]
            is_whole = activation_of(net, node) is not None and node.op != "neg"
            if (is_whole and not is_function_of(node, net)) or node.label.startswith(
                "out"
            ):
                found = node
        return found


def _layer_name(outs: Sequence[Value], nets: Sequence[Value]) -> str:
    """What makes all outputs of a layer together."""
    pairs = list(zip(outs, nets))
    if all(is_softmax(out, net, nets) for out, net in pairs):
        return "softmax"
    if all(is_log_softmax(out, net, nets) for out, net in pairs):
        return "log_softmax"
    return UNKNOWN
