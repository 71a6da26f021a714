"""The frames of a film: the picture of a graph as far as it is known at each step, on one sheet for all.

Vocabulary: a *frame* is a picture with what has not happened yet left blank, and what happens now highlighted, with
its caption. All frames have the same boxes and arrows, so nothing moves from one to the next but what changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from autograd import Value
from autograd.text import pretty_number
from viz.picture import Arrow, Box, Picture, depict
from viz.sheet import Sheet, arrange
from viz.steps import Step, Steps, steps
from viz.theme import Theme, resolve


@dataclass(frozen=True, slots=True)
class Frame:
    """One step as a picture with its caption."""

    picture: Picture
    step: Step
    title: str
    caption: str


@dataclass(frozen=True, slots=True)
class Frames:
    """All frames of a film, the sheet that they share, and the steps that they show."""

    frames: tuple[Frame, ...]
    sheet: Sheet
    theme: Theme
    steps: Steps


def frames(
    root: Value,
    *,
    lang: str = "en",
    theme: str | Theme | Mapping[str, Any] = "light",
    precision: int = 4,
    names: Mapping[str, Any] | None = None,
    **options: Any,
) -> Frames:
    """One frame for each step of `root`; the other options are those of `viz.draw`. Needs style "nodes" or "circuit".

    Gradients in the frames start from zero, whatever the graph holds, and the graph is left alone.
    """
    if options.get("style") == "micrograd":
        raise ValueError('a film needs the style "nodes" or "circuit": in "micrograd" one node is two boxes')
    story = steps(root, lang=lang, precision=precision, names=names)
    full = depict(root, precision=precision, names=names, **options)
    shown = tuple(_frames(full, story, precision))
    return Frames(shown, arrange(full, *(frame.picture for frame in shown)), resolve(theme), story)


def _frames(full: Picture, story: Steps, precision: int) -> Iterator[Frame]:
    """Blank everything, then uncover it step by step."""
    place = {story.nodes[box.index]: i for i, box in enumerate(full.boxes) if box.index is not None}
    wires: dict[Value, list[int]] = {node: [] for node in story.nodes}  # into each node, in the order of its parents
    constants: dict[Value, list[int]] = {node: [] for node in story.nodes}
    for i, arrow in enumerate(full.arrows):
        node = story.nodes[full.boxes[arrow.head].index or 0]
        (constants if full.boxes[arrow.tail].role == "constant" else wires)[node].append(i)
    boxes: list[Box] = [box if box.role == "constant" else replace(box, value="", grad="") for box in full.boxes]
    arrows: list[Arrow] = [replace(arrow, caption="") for arrow in full.arrows]
    for step in story:
        here, active = [place[step.node]], list[int]()
        if step.kind in ("input", "forward"):
            active = wires[step.node] + constants[step.node]
            for i in active:
                arrows[i] = replace(arrows[i], caption=full.arrows[i].caption)
            boxes[here[0]] = replace(boxes[here[0]], value=full.boxes[here[0]].value)
        else:
            receiver = place[step.parent] if step.parent is not None else here[0]
            here.append(receiver)
            if step.position is not None:
                active = [wires[step.node][step.position]]
            boxes[receiver] = replace(boxes[receiver], grad=pretty_number(step.total or 0.0, precision))
        lit = [replace(box, lit=i in here) for i, box in enumerate(boxes)]
        bright = [replace(arrow, lit=i in active) for i, arrow in enumerate(arrows)]
        yield Frame(replace(full, boxes=tuple(lit), arrows=tuple(bright)), step, step.title, step.text)
