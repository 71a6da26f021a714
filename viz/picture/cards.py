"""The box of a fold, a card: its name, how many groups it stands for, its size, and numbers that sum it up."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from autograd import Value
from viz.picture.captions import CaptionWriter, describe_gradient
from viz.picture.model import Box
from viz.picture.siblings import Fold
from viz.text.names import DASH, clean


def card(fold: Fold, writer: CaptionWriter) -> Box:
    """A card: name, multiplicity and size; the outputs above, their gradient below, that of the parameters inside.

    One output shows its number and its gradient; several show their range and the norm of their gradients.
    """
    members = [writer.nodes[i] for i in fold.members]
    outputs = writer.names.outputs(fold)
    parameters = [node for node in members if node.parameter]
    value = _range(outputs, writer)
    grad = writer.grad(outputs[0])
    if len(outputs) > 1:
        grad = _norm("‖∇‖", outputs, writer)
    slope = _norm("‖∇θ‖", parameters, writer) if parameters else ""
    if slope == DASH:
        slope = ""
    count = len(fold.parts)
    number, visits = fold.visit
    visit = f" {number} of {visits}" if visits > 1 else ""
    names = [clean(scope[-1]) for scope in fold.scopes]
    title = _stem(names) + visit
    size = _size(fold)
    scopes = tuple(".".join(scope) for scope in fold.scopes)
    ends = dict.fromkeys((scopes[0], scopes[-1]))
    name = " to ".join(map(clean, ends)) + visit
    alike = f", {count} alike" if count > 1 else ""
    multiple = f"×{count}" if count > 1 else ""
    role = "output" if set(members) & set(writer.names.roots) else "operation"
    if _is_list(members):
        size, multiple, role = "", f"×{len(members):,}", "input"
    parts = [f"value {value}", *describe_gradient(grad)]
    if parameters:
        parts.append(f"{len(parameters):,} parameters")
    if slope:
        parts.append(slope)
    return Box(
        role=role,
        title=title,
        value=value,
        grad=grad,
        description=f"folded {name}{alike}, {_size(fold)}: {', '.join(parts)}",
        index=None,
        shape="fold",
        cells=(title, multiple, size, slope),
        lit=any(node in writer.lit for node in members),
        group=".".join(fold.scopes[0][:-1]),
        count=count,
        members=fold.members,
        scopes=scopes,
    )


def _is_list(members: Sequence[Value]) -> bool:
    """Whether all of them are inputs: a card that says how many, and nothing of their insides."""
    return all(node.rule is None and not node.parameter for node in members)


def _size(fold: Fold) -> str:
    """How many nodes there are in each part."""
    size = len(fold.parts[0])
    plural = "s" if size > 1 else ""
    each = " each" if len(fold.parts) > 1 else ""
    return f"{size:,} node{plural}{each}"


def _range(nodes: Sequence[Value], writer: CaptionWriter) -> str:
    """One number, or from where to where many go; nan if there is one."""
    numbers = [node.data for node in nodes]
    ends = [min(numbers), max(numbers)]
    if any(map(math.isnan, numbers)):
        ends = [math.nan]
    texts = dict.fromkeys(writer.number(x) for x in ends)
    text = " … ".join(texts)
    if len(nodes) == 1 and nodes[0].label:
        return f"{clean(nodes[0].label)} = {text}"
    return text


def _norm(sign: str, nodes: Sequence[Value], writer: CaptionWriter) -> str:
    """The Euclidean norm of the gradients, after its sign; a dash where one is missing."""
    if not writer.shown.grad:
        return ""
    if not all(node.has_grad for node in nodes):
        return DASH
    norm = math.hypot(*(node.grad for node in nodes))
    return f"{sign} {writer.number(norm)}"


def _stem(names: Sequence[str]) -> str:
    """What several names have in common: neuron for neuron0 to neuron15, else the first and the last.

    >>> _stem(["neuron0", "neuron15"]), _stem(["h[1]", "h[2]"]), _stem(["left", "right"]), _stem(["neuron3"])
    ('neuron', 'h', 'left … right', 'neuron3')
    """
    if len(set(names)) == 1:
        return names[0]
    stems = {re.sub(r"[\W_]*\d+\W*$", "", name) for name in names}
    if len(stems) == 1 and "" not in stems:
        return stems.pop()
    return f"{names[0]} … {names[-1]}"
