"""What nodes are called in a picture with frames and folds.

Vocabulary: the *outputs* of a part of the graph are its nodes that are used outside of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from autograd import Value
from viz.picture.fold import Plan
from viz.picture.siblings import Fold
from viz.text.direction import isolate, without_isolates
from viz.text.names import clean


class FrameNames:
    """The names of nodes: in full, and at boxes in a frame by what the frame does not say."""

    def __init__(
        self,
        nodes: Sequence[Value],
        known: Mapping[Value, str],
        plan: Plan,
        outputs: Sequence[Value],
    ) -> None:
        self.nodes, self.plan, self.roots = nodes, plan, tuple(outputs)
        self.index = {node: i for i, node in enumerate(nodes)}
        self._used_outside = self._find_used_outside() if plan.folds else set()
        self.known = {**known, **self._names_of_folded_outputs()}
        """The full name of every node."""
        self._inner = self._inner_names()

    def at_box(self, node: Value) -> dict[Value, str]:
        """What a node and its parents are called at its box: short names for those in its own frame."""
        frame = self.frame_of(node)
        names = {}
        for x in (node, *node.parents):
            is_inner = x in self._inner and self.frame_of(x) == frame
            names[x] = self._inner[x] if is_inner else self.known[x]
        return names

    def frame_of(self, node: Value) -> str:
        """The scope whose frame a node drawn by itself stands in: "layer1.neuron3"."""
        return ".".join(self.plan.homes[self.index[node]])

    def outputs(self, fold: Fold) -> list[Value]:
        """The outputs of all parts of a fold."""
        outputs = []
        for part in fold.parts:
            outputs += self._outputs(part)
        return outputs

    def _outputs(self, part: Sequence[int]) -> list[Value]:
        """The nodes of a part that others use: those computed there, or else its leaves."""
        used = [self.nodes[i] for i in part if i in self._used_outside]
        return [node for node in used if node.rule] or used

    def _find_used_outside(self) -> set[int]:
        """The nodes inside folds that are used outside, by position."""
        fold_of = self.plan.fold_of
        used = {self.index[root] for root in self.roots}
        for i, node in enumerate(self.nodes):
            for x in node.parents:
                j = self.index[x]
                if fold_of[j] is not None and fold_of[j] != fold_of[i]:
                    used.add(j)
        return used

    def _names_of_folded_outputs(self) -> dict[Value, str]:
        """The only output of a part, if it has no label, is called like its scope: v975 is nowhere to be seen."""
        names = {}
        for fold in self.plan.folds:
            number, count = fold.visit
            suffix = f"#{number}" if count > 1 else ""
            for scope, part in zip(fold.scopes, fold.parts):
                outputs = self._outputs(part)
                if len(outputs) == 1 and not outputs[0].label:
                    names[outputs[0]] = isolate(clean(".".join(scope)) + suffix)
        return names

    def _inner_names(self) -> dict[Value, str]:
        """Short names inside frames, w1 for layer1.neuron2.w1, where they mean one node only."""
        short: dict[Value, str] = {}
        for node, home, fold in zip(self.nodes, self.plan.homes, self.plan.fold_of):
            if fold is None:
                full = self.known[node]
                name = _without_scope(full, home)
                if name != full:
                    short[node] = name
        uses = Counter((self.frame_of(node), name) for node, name in short.items())
        taken = {"", *self.known.values()}
        unique = {}
        for node, name in short.items():
            if name not in taken and uses[self.frame_of(node), name] == 1:
                unique[node] = name
        return unique


def _without_scope(name: str, scope: Sequence[str]) -> str:
    """The name without the scope that it begins with, or the inner part of that scope.

    >>> _without_scope("layer1.neuron2.w1", ["layer1", "neuron2"]), _without_scope("neuron2.w1", ["layer1", "neuron2"])
    ('w1', 'w1')
    """
    plain = without_isolates(name)
    for k in range(len(scope)):
        prefix = clean(".".join(scope[k:])) + "."
        if plain.startswith(prefix):
            return isolate(plain.removeprefix(prefix))
    return name
