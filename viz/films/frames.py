"""The frames of a film: the picture of a graph as far as it is known at each step, on one sheet for all.

Vocabulary: a *frame* is a picture with what has not happened yet left blank, and what happens now highlighted, with
its caption. All frames have the same boxes and arrows, so nothing moves from one to the next but what changed.
"""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from autograd import Value, record
from autograd.dialects import pretty_number
from autograd.grain import counterparts
from viz.analysis.health import health as examine
from viz.layout.sheet import Sheet, arrange
from viz.lessons.step_sentences import Step
from viz.lessons.steps import Steps, steps
from viz.options import Language, check_drawing, check_lesson
from viz.picture.badges import add_badges
from viz.picture.build import depict
from viz.picture.model import Arrow, Box, Picture
from viz.theme import Theme, ThemeLike, resolve


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
    precision: int
    """Significant digits."""
    done: Value
    """A copy of the graph with all its gradients."""
    options: Mapping[str, Any]
    """What `viz.picture.build.depict` was told."""


def make_frames(
    root: Value,
    *,
    lang: Language = "en",
    theme: ThemeLike = "light",
    precision: int = 4,
    names: Mapping[str, Any] | None = None,
    expand: bool | str | Collection[str] = False,
    health: bool = False,
    **options: Any,
) -> Frames:
    """One frame for each step of `root`; the other options are those of `viz.draw`. Needs style "nodes" or "circuit".

    Gradients in the frames start from zero, whatever the graph holds, and the graph is left alone.
    """
    check_lesson(lang=lang, precision=precision)
    check_drawing(**options)
    colours = resolve(theme)
    if options.get("style") == "micrograd":
        raise ValueError(
            'a film needs the style "nodes" or "circuit": in "micrograd" one node is two boxes'
        )
    if expand:
        found = counterparts(root, None if expand is True else expand)
        root, names = (
            found[root],
            {
                name: found.get(x, x)
                for name, x in (names or {}).items()
                if isinstance(x, Value)
            },
        )
    story = steps(root, lang=lang, precision=precision, names=names)
    done = _with_gradients(root)
    known = {story.names[node]: twin for node, twin in zip(story.nodes, record(done))}
    options = {"precision": precision, "names": known, **options}
    full = depict(done, **options)
    if health:
        full = add_badges(full, record(done), examine(done).badges)
    shown = tuple(_frames(full, story, precision))
    return Frames(
        shown,
        arrange(full, *(frame.picture for frame in shown)),
        colours,
        story,
        precision,
        done,
        options,
    )


def _with_gradients(root: Value) -> Value:
    """A copy of the graph after one backward pass from zero."""
    twin: Value = copy.deepcopy(root)
    twin.zero_grad()
    twin.backward()
    return twin


def _frames(full: Picture, story: Steps, precision: int) -> Iterator[Frame]:
    """Blank everything, then uncover it step by step. A folded group shows its numbers when its last node is done."""
    place = {story.nodes[index]: box for index, box in full.where().items()}
    wires, constants = _wires(full, story, place)
    last = {
        place[_receiver(step)]: step.index for step in story
    }  # a group's gradient is the last one's
    known = {
        place[step.node]: step.index
        for step in story
        if step.kind in ("input", "forward")
    }
    boxes: list[Box] = [
        box if box.role == "constant" else _blank(box) for box in full.boxes
    ]
    arrows: list[Arrow] = [
        arrow if arrow.count > 1 else replace(arrow, caption="")
        for arrow in full.arrows
    ]
    for step in story:
        here, active = [place[step.node]], list[int | None]()
        if step.kind in ("input", "forward"):
            active = wires[step.node] + constants[step.node]
            for i in active:
                if i is not None:
                    arrows[i] = full.arrows[i]
            if known[here[0]] == step.index:
                boxes[here[0]] = replace(
                    boxes[here[0]], value=full.boxes[here[0]].value
                )
        else:
            here.append(place[_receiver(step)])
            if step.position is not None:
                active = [wires[step.node][step.position]]
            box, receiver = full.boxes[here[-1]], here[-1]
            if box.members and last[receiver] == step.index:
                boxes[receiver] = replace(
                    boxes[receiver], grad=box.grad, cells=box.cells
                )
            elif not box.members and box.grad:  # no gradients where none are wanted
                boxes[receiver] = replace(
                    boxes[receiver], grad=pretty_number(step.total or 0.0, precision)
                )
        lit = [replace(box, lit=i in here) for i, box in enumerate(boxes)]
        bright = [replace(arrow, lit=i in active) for i, arrow in enumerate(arrows)]
        yield Frame(
            replace(full, boxes=tuple(lit), arrows=tuple(bright)),
            step,
            step.title,
            step.text,
        )


def _receiver(step: Step) -> Value:
    """Whose gradient the step changes. (Not `step.parent or ...`: a Value of zero is false.)"""
    return step.node if step.parent is None else step.parent


def _blank(box: Box) -> Box:
    """A box of which nothing is known yet; a folded group keeps its name and size."""
    return replace(
        box,
        value="",
        grad="",
        cells=(*box.cells[:-1], "") if box.members else box.cells,
    )


def _wires(
    full: Picture, story: Steps, place: Mapping[Value, int]
) -> tuple[dict[Value, list[int | None]], dict[Value, list[int | None]]]:
    """For each node the arrow of each of its parents (None inside a folded group), and the arrows of its constants."""
    arrows: dict[tuple[int, int], list[int]] = {}
    fixed: dict[int, list[int]] = {}
    for i, arrow in enumerate(full.arrows):
        arrows.setdefault((arrow.tail, arrow.head), []).append(i)
        if full.boxes[arrow.tail].role == "constant":
            fixed.setdefault(arrow.head, []).append(i)
    wires: dict[Value, list[int | None]] = {}
    constants: dict[Value, list[int | None]] = {}
    for node in story.nodes:
        seen, wires[node] = Counter[tuple[int, int]](), []
        for parent in node.parents:
            ends = place[parent], place[node]
            some = arrows.get(ends, [])
            inside = not some or ends[0] == ends[1]
            wires[node].append(None if inside else some[min(seen[ends], len(some) - 1)])
            seen[ends] += 1
        box = full.boxes[place[node]]
        constants[node] = [] if box.members else [*fixed.get(place[node], [])]
    return wires, constants
