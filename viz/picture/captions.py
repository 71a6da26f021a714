"""Writes the texts of a picture: titles, numbers, captions and descriptions; `viz.picture.build` arranges them.

Vocabulary as in `viz.picture.build` and `viz.picture.fold`; the outputs of a scope are its nodes that others use.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from autograd import Value
from autograd.dialects import pretty_number
from autograd.spelling import derivatives, formula
from viz.picture.fold import Fold, Plan
from viz.picture.model import Box
from viz.text.names import DASH, clean, slope_equation

_CAPTION_FORMULA: Final = 14
"""Longest formula, in characters, that is repeated in an edge caption: ∂e/∂c = d = 2."""
_CAPTION_NAME: Final = 12
"""Longest variable name in an edge caption."""


class Scribe:
    """Knows the names of the nodes and how numbers are written."""

    def __init__(
        self,
        nodes: list[Value],
        known: dict[Value, str],
        plan: Plan,
        *,
        precision: int,
        partials: bool,
        grad: bool,
        lit: set[Value],
    ) -> None:
        self.nodes, self.plan, self.precision, self.lit = nodes, plan, precision, lit
        self.show_partials, self.show_grad = partials, grad
        self.index = {node: i for i, node in enumerate(nodes)}
        self._used = self._find_used() if plan.folds else set()
        self.known = known | self._hidden_names()
        self._inner = self._inner_names()

    def number(self, x: float) -> str:
        return pretty_number(float(x), self.precision)

    def grad(self, node: Value) -> str:
        if not self.show_grad:
            return ""
        return self.number(node.grad) if node.has_grad else DASH

    def role(self, node: Value) -> str:
        if node is self.nodes[-1] and node.rule:
            return "output"
        if node.rule:
            return "operation"
        return "parameter" if node.parameter else "input"

    def equation(self, node: Value, names: Mapping[Value, str] | None = None) -> str:
        names = names or self.known
        right = formula(node, names)
        return f"{names[node]} = {right}" if right else names[node]

    def local(self, node: Value) -> dict[Value, str]:
        """What a node and its parents are called at its box: those in its own frame by what the frame does not say."""
        home = self.group(node)
        return {
            x: self._inner[x]
            if x in self._inner and self.group(x) == home
            else self.known[x]
            for x in (node, *node.parents)
        }

    def group(self, node: Value) -> str:
        """The frame that a node drawn by itself stands in."""
        return ".".join(self.plan.homes[self.index[node]])

    def box(self, node: Value) -> Box:
        value, grad = self.number(node.data), self.grad(node)
        gradient = (
            f", gradient {'not computed' if grad == DASH else grad}" if grad else ""
        )
        role, title = self.role(node), self.equation(node, self.local(node))
        description = f"{role} {self.equation(node)}: value {value}{gradient}"
        lit, group = node in self.lit, self.group(node)
        return Box(
            role,
            title,
            value,
            grad,
            description,
            self.index[node],
            lit=lit,
            group=group,
        )

    def constant(self, x: float, node: Value) -> Box:
        """A number that `node` is made with."""
        text = self.number(x)
        return Box(
            "constant", text, text, "", f"constant {text}", None, group=self.group(node)
        )

    def captions(self, node: Value) -> list[str]:
        """A caption for each parent: ∂e/∂c = d = 2."""
        if not self.show_partials:
            return ["" for _ in node.parents]
        texts, names = [], self.local(node)
        for parent, symbol, partial in zip(
            node.parents, derivatives(node, names), node.partials
        ):
            short_symbol = symbol if len(symbol) <= _CAPTION_FORMULA else ""
            top, bottom = _short(names[node]), _short(names[parent])
            number = self.number(partial)
            texts.append(slope_equation(top, bottom, short_symbol, number))
        return texts

    def summary(self) -> str:
        """The picture in a sentence or two."""
        root = self.nodes[-1]
        text = f"{self.equation(root)} = {self.number(root.data)}."
        leaves = [node for node in self.nodes if node.rule is None and node.has_grad][
            :20
        ]
        if leaves and self.show_grad:
            text += (
                " Gradients: "
                + ", ".join(f"{self.known[x]} {self.number(x.grad)}" for x in leaves)
                + "."
            )
        return text

    def _inner_names(self) -> dict[Value, str]:
        """Short names inside frames, w1 for layer1.neuron2.w1, where they mean one node only."""
        found: dict[Value, str] = {}
        for node, home, fold in zip(self.nodes, self.plan.homes, self.plan.fold_of):
            full = self.known[node]
            for k in range(len(home) if fold is None else 0):
                said = clean(".".join(home[k:])) + "."
                if full.startswith(said):
                    found.setdefault(node, full.removeprefix(said))
        uses = Counter((self.group(node), name) for node, name in found.items())
        taken = {"", *self.known.values()}
        return {
            x: name
            for x, name in found.items()
            if name not in taken and uses[self.group(x), name] == 1
        }

    # --- folds ---

    def _find_used(self) -> set[int]:
        """The nodes inside folds that are used outside, by position."""
        inside = self.plan.fold_of
        used = {len(self.nodes) - 1}
        for i, node in enumerate(self.nodes):
            used.update(
                j
                for x in node.parents
                if inside[j := self.index[x]] not in (None, inside[i])
            )
        return used

    def _outputs(self, part: Sequence[int]) -> list[Value]:
        """The nodes of a group that others use: those computed there, or else its leaves."""
        used = [self.nodes[i] for i in part if i in self._used]
        return [node for node in used if node.rule] or used

    def _hidden_names(self) -> dict[Value, str]:
        """The only output of a group, if nobody has named it, is called like the group: v975 is nowhere to be seen."""
        names = {}
        for fold in self.plan.folds:
            for scope, part in zip(fold.scopes, fold.parts):
                outputs = self._outputs(part)
                if len(outputs) == 1 and not outputs[0].label:
                    names[outputs[0]] = clean(".".join(scope)) + (
                        f"#{fold.piece[0]}" if fold.piece[1] > 1 else ""
                    )
        return names

    def fold(self, fold: Fold) -> Box:
        """A card: name, multiplicity and size; the outputs above, their gradient below, that of the parameters inside.

        One output shows its number and its gradient; several show their range and the norm of their gradients.
        """
        members = [self.nodes[i] for i in fold.members]
        outputs = [node for part in fold.parts for node in self._outputs(part)]
        learned = [node for node in members if node.parameter]
        value, grad = (
            self._range(outputs),
            self._norm(outputs) if len(outputs) > 1 else self.grad(outputs[0]),
        )
        slope = self._norm(learned, "‖∇θ‖") if learned else ""
        count, size = len(fold.parts), len(fold.parts[0])
        title = _stem([clean(scope[-1]) for scope in fold.scopes]) + _visit(fold)
        nodes = f"{size:,} node{'s' if size > 1 else ''}{' each' if count > 1 else ''}"
        scopes = tuple(".".join(scope) for scope in fold.scopes)
        said = [
            f"value {value}",
            *([f"gradient {'not computed' if grad == DASH else grad}"] if grad else []),
        ]
        said += (
            [
                f"{len(learned):,} parameters",
                *([slope] if slope not in ("", DASH) else []),
            ]
            if learned
            else []
        )
        ends = " to ".join(
            clean(scope) for scope in dict.fromkeys((scopes[0], scopes[-1]))
        )
        return Box(
            "output" if self.nodes[-1] in members else "operation",
            title,
            value,
            grad,
            f"folded {ends}{_visit(fold)}{f', {count} alike' if count > 1 else ''}, {nodes}: {', '.join(said)}",
            None,
            "fold",
            (
                title,
                f"×{count}" if count > 1 else "",
                nodes,
                "" if slope == DASH else slope,
            ),
            any(node in self.lit for node in members),
            ".".join(fold.scopes[0][:-1]),
            count,
            fold.members,
            scopes,
        )

    def _range(self, nodes: Sequence[Value]) -> str:
        """One number, or from where to where many go; nan if there is one."""
        name = (
            f"{clean(nodes[0].label)} = " if len(nodes) == 1 and nodes[0].label else ""
        )
        numbers = [node.data for node in nodes]
        broken = [x for x in numbers if math.isnan(x)]
        return name + " … ".join(
            dict.fromkeys(map(self.number, broken[:1] or (min(numbers), max(numbers))))
        )

    def _norm(self, nodes: Sequence[Value], sign: str = "‖∇‖") -> str:
        """The Euclidean norm of the gradients."""
        if not self.show_grad or not all(node.has_grad for node in nodes):
            return DASH if self.show_grad else ""
        return f"{sign} {self.number(math.hypot(*(node.grad for node in nodes)))}"


def _visit(fold: Fold) -> str:
    """Which of the boxes that a scope folds into."""
    return f" {fold.piece[0]} of {fold.piece[1]}" if fold.piece[1] > 1 else ""


def _stem(names: Sequence[str]) -> str:
    """What several names have in common: neuron for neuron0 to neuron15, else the first and the last.

    >>> _stem(["neuron0", "neuron15"]), _stem(["h[1]", "h[2]"]), _stem(["left", "right"]), _stem(["neuron3"])
    ('neuron', 'h', 'left … right', 'neuron3')
    """
    if len(set(names)) == 1:
        return names[0]
    first, *others = [re.sub(r"[\W_]*\d+\W*$", "", name) for name in names]
    return first if first and set(others) == {first} else f"{names[0]} … {names[-1]}"


def _short(name: str) -> str:
    return name if len(name) <= _CAPTION_NAME else name[: _CAPTION_NAME - 1] + "…"
