"""What a drawing shows, as plain data: boxes and arrows with their texts. No geometry, no colours, no file format.

Vocabulary
    box      one variable: a formula, the value above it, the gradient below it (or a gate, or a record of cells)
    arrow    from an argument to the node made of it, with the local derivative as its caption
    constant a plain number among the arguments; a box of its own for each use, so that no number ties a graph together
    dash     what stands where nothing has been computed yet: never 0

Three styles: ``nodes`` (a box per variable, as in 002 §3.1), ``circuit`` (gates, values above the wires and gradients
below, as in Stanford's CS231n), ``micrograd`` (a record of label, data and grad, and a circle per operation).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from autograd import Value
from autograd.hints import short_list
from viz.errors import TooManyNodes
from viz.options import (
    AnyRankdir,
    Fold,
    Language,
    Style,
    check_drawing,
    natural_rankdir,
)
from viz.picture.captions import CaptionWriter, Shown, constants
from viz.picture.fold import Plan, plan
from viz.picture.form import DEFAULT_FORM, Form
from viz.picture.frame_names import FrameNames
from viz.picture.model import Box, Cluster, Picture
from viz.picture.outputs import outputs_of
from viz.picture.styles import BY_NAME
from viz.picture.subject import subject
from viz.text.direction import isolate
from viz.text.names import clean, known_names

_MOST_TITLES: Final = 6
"""Outputs that the title of a picture names."""


def depict(  # noqa: PLR0913  the options of viz.draw
    root: Value | Sequence[Value],
    *,
    style: Style = "nodes",
    rankdir: AnyRankdir = "auto",
    precision: int = 4,
    show_partials: bool = True,
    show_grad: bool = True,
    names: Mapping[str, Any] | None = None,
    max_nodes: int = 400,
    fold: Fold = "auto",
    unfold: Collection[str] = (),
    highlight: Collection[Any] | None = None,
    legend: bool = False,
    form: Form = DEFAULT_FORM,
    lang: Language = "en",
) -> Picture:
    """The picture of everything that `root` was computed from. The options are those of `viz.draw`; the form has some.
    `lang` is that of the few words in captions.

    `max_nodes` counts boxes after folding, constants among them; the circles of ``micrograd`` do not count.
    """
    check_drawing(
        style=style,
        rankdir=rankdir,
        fold=fold,
        precision=precision,
        max_nodes=max_nodes,
        names=names,
        unfold=unfold,
        highlight=highlight,
    )
    outputs = outputs_of(root, "draw")
    nodes = subject(outputs, recompute=False).nodes
    has_boxes = form.constants != "inside"
    weights = [1 + has_boxes * len(constants(node)) for node in nodes]
    known = known_names(nodes, names)
    limits: dict[str, Any] = {"max_boxes": max_nodes, "known": known}
    folding = plan(nodes, weights, fold=fold, unfold=unfold, **limits)
    if folding.boxes > max_nodes:
        fewest = plan(nodes, weights, fold="auto", **limits)
        raise TooManyNodes(_too_many(sum(weights), folding, fewest, fold, max_nodes))
    form = form.settle(folding.boxes)
    if not show_partials:
        form = replace(form, captions="none")
    writer = CaptionWriter(
        FrameNames(nodes, known, folding, outputs),
        Shown(precision=precision, grad=show_grad, form=form, lang=lang),
        lit=_find_highlighted(highlight or (), known),
    )
    boxes, arrows = BY_NAME[style](writer)
    return Picture(
        tuple(boxes),
        tuple(arrows),
        title=f"Computation graph of {_titles(outputs, writer.names.known)}",
        description=writer.summary(),
        style=style,
        rankdir=natural_rankdir(rankdir),
        legend=legend,
        clusters=clusters(boxes),
        form=form,
    )


def _titles(outputs: Sequence[Value], known: Mapping[Value, str]) -> str:
    """The names of the outputs, of many the first ones."""
    return short_list((known[output] for output in outputs), _MOST_TITLES)


def _too_many(count: int, folding: Plan, fewest: Plan, fold: str, most: int) -> str:
    """A sentence that says what to do."""
    folded = ""
    if folding.boxes < count:
        folded = f", {folding.boxes:,} with fold={fold!r}"
    advice = ""
    if fewest.boxes <= most and fold != "auto":
        advice = "fold its groups (fold='auto'), "
    return (
        f"this graph has {count:,} boxes{folded}, more than max_nodes={most:,}: {advice}draw a smaller part of it "
        "(any inner Value can be the root), print viz.trace_table(root), or raise max_nodes"
    )


def clusters(boxes: Sequence[Box]) -> tuple[Cluster, ...]:
    """Frames for the scopes of the boxes, in the order of their first boxes; frames nest as scopes do."""
    return _clusters(boxes, (), range(len(boxes)))


def _clusters(
    boxes: Sequence[Box], around: tuple[str, ...], inside: Iterable[int]
) -> tuple[Cluster, ...]:
    """The frames directly inside the scope `around`, where the boxes `inside` stand."""
    depth = len(around)
    members_of: dict[str, list[int]] = {}
    for i in inside:
        scopes = boxes[i].group.split(".") if boxes[i].group else []
        if len(scopes) > depth:
            members_of.setdefault(scopes[depth], []).append(i)
    frames = []
    for name, members in members_of.items():
        scope = (*around, name)
        path = ".".join(scope)
        own = tuple(i for i in members if boxes[i].group == path)
        children = _clusters(boxes, scope, members)
        frames.append(Cluster(clean(name), path, own, children))
    return tuple(frames)


def _find_highlighted(
    highlight: Collection[Any], known: Mapping[Value, str]
) -> set[Value]:
    """The nodes to highlight, given as Values or by name."""
    by_name = {name: node for node, name in known.items()}
    nodes = set()
    for item in highlight:
        name = isolate(clean(item)) if isinstance(item, str) else ""
        node = item if isinstance(item, Value) else by_name.get(name)
        if node is None or node not in known:
            raise ValueError(f"highlight: {item!r} is not in this graph")
        nodes.add(node)
    return nodes
