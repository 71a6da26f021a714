"""Layouts with their labels: what stands on each line, where, and what is wrong with that."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from viz.networks.circles import FRAME_PAD, Plan, around, label_size, outlines
from viz.networks.faces import Faces, Naming
from viz.networks.line_labels import Box, Labelled, place_labels, runs_through
from viz.networks.neurons import Network

_MOST_SEARCHED: Final = 120
"""Lines for whose labels clear places are looked for; those of more stand as they come, at `_NEAR_SOURCE`."""
_NEAR_SOURCE: Final = 0.3
_MOST_HIDDEN: Final = 0.5
"""Of a line, that its label may hide."""
_THROUGH_TEXT, _HIDDEN = 60.0, 30.0
"""What it costs that a line runs through a text, and that hardly anything of a line is seen beside its label."""


def with_labels(
    plan: Plan, network: Network, faces: Faces, naming: Naming, frames: bool
) -> Plan:
    """The layout with the labels of its lines at their places."""
    texts = [faces.line_texts(network.lines[w.line], naming) for w in plan.wires]
    sizes = [label_size(pair) for pair in texts]
    obstacles = _obstacles(plan, frames)
    straight = []
    for wire, size in zip(plan.wires, sizes):
        if wire.bend:
            obstacles.append(around(wire.top_of_bend, size))
        else:
            straight.append(Labelled(wire.start, wire.end, size))
    if len(straight) > _MOST_SEARCHED:
        places, wrong = [line.at(_NEAR_SOURCE) for line in straight], 0.0
    else:
        places, wrong = place_labels(straight, obstacles)
    wrong += _THROUGH_TEXT * sum(_texts_crossed(plan))
    wrong += _HIDDEN * sum(map(_is_hidden, straight))
    middles = iter(places)
    wires = []
    for wire, pair in zip(plan.wires, texts):
        middle = wire.top_of_bend if wire.bend else next(middles)
        wires.append(replace(wire, texts=pair, middle=middle))
    return replace(plan, wires=tuple(wires), wrong=wrong)


def _obstacles(plan: Plan, frames: bool) -> list[Box]:
    """Where no label may stand."""
    obstacles = [box for circle in plan.circles for box in outlines(circle)]
    if frames:
        pad = FRAME_PAD - 4.0
        obstacles += [(a - pad, b, c + pad, d) for a, b, c, d in plan.columns]
    return obstacles


def _is_hidden(line: Labelled) -> bool:
    """Whether little of a line is seen beside its label."""
    return line.size[0] > _MOST_HIDDEN * abs(line.end[0] - line.start[0])


def _texts_crossed(plan: Plan) -> Iterator[int]:
    """How many lines run through what is written above and below each circle."""
    for circle in plan.circles:
        _, *texts = outlines(circle)
        for box in texts:
            straight = (wire for wire in plan.wires if not wire.bend)
            yield sum(runs_through(wire.start, wire.end, box) for wire in straight)
