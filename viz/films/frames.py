"""The frames of a film: the picture of a graph as far as it is known at each step, on one sheet for all.

Vocabulary: a *frame* is a picture with what has not happened yet left blank, and what happens now highlighted, with
its caption. All frames have the same boxes and arrows, so nothing moves from one to the next but what changed.
"""

from __future__ import annotations

import copy
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from autograd import Value, record
from autograd.hints import check_option
from autograd.source_lines import SourceLine, source_line
from viz.analysis.health import health as examine
from viz.films.uncover import uncover
from viz.fit.largest_type import Search
from viz.fit.notes import note
from viz.fit.tellings import Wishes
from viz.layout.sheet import Sheet, arrange
from viz.lessons.step_sentences import Step
from viz.lessons.step_units import units_of
from viz.lessons.steps import Steps
from viz.lessons.steps import steps as all_steps
from viz.lessons.together import Passage, passages
from viz.options import (
    PACES,
    AnyRankdir,
    Captions,
    Constants,
    Fold,
    Language,
    Leaves,
    Pace,
    check_drawing,
    check_lesson,
    check_switch,
    natural_rankdir,
)
from viz.picture.badges import add_badges
from viz.picture.build import depict
from viz.picture.expansion import expand_graph, highlight_parts
from viz.picture.form import Form
from viz.picture.model import Picture
from viz.render.marks import Scene
from viz.render.scene import SceneMaker
from viz.rooms import Fit, room_of
from viz.theme import DEFAULT, Theme, ThemeLike, resolve


@dataclass(frozen=True, slots=True)
class Frame:
    """One step as a picture with its caption."""

    picture: Picture
    step: Step
    """Of several steps that are told together the last."""
    title: str
    caption: str
    latex: str
    """The formula of the step; "" for several."""


class Shot(Protocol):
    """What an output of films asks of a frame: words, and a formula in LaTeX."""

    @property
    def title(self) -> str: ...
    @property
    def caption(self) -> str: ...
    @property
    def latex(self) -> str: ...


class Reel(Protocol):
    """What an output of films asks of a film: frames, and as many scenes with the same marks at the same positions."""

    @property
    def frames(self) -> Sequence[Shot]: ...
    @property
    def theme(self) -> Theme: ...
    def scenes(self) -> list[Scene]: ...


@dataclass(frozen=True, slots=True)
class Frames:
    """All frames of a film, the sheet that they share, and the steps that they show."""

    frames: tuple[Frame, ...]
    sheet: Sheet
    theme: Theme
    steps: Steps
    precision: int
    """Significant digits."""
    pictures: tuple[Picture, ...]
    """The picture at each of the steps, even if the frames tell several of them together."""
    pace: Pace
    lines: Mapping[Value, SourceLine]
    """The lines of the program that made the nodes, where they were kept and are to be shown."""
    done: Value
    """A copy of the graph with all its gradients."""
    options: Mapping[str, Any]
    """What `viz.picture.build.depict` was told."""
    note: str = ""
    """What was done to fit the pictures into a room, in the language of the steps."""

    def passages(self, pace: Pace) -> tuple[Passage, ...]:
        """Which steps are told together at this pace."""
        units = units_of(pace, self.steps.nodes, self.pictures[-1])
        return passages(self.steps, units, self.precision)

    def scenes(self) -> list[Scene]:
        """The frames as marks. All have the legend of the last one, which has the most to explain."""
        maker = SceneMaker(self.sheet, self.theme)
        last = maker.scene(self.frames[-1].picture)
        legend = [group for group in last.groups if group.kind == "legend"]
        scenes = []
        for frame in self.frames:
            scene = maker.scene(replace(frame.picture, legend=False))
            groups = (*scene.groups, *legend)
            scenes.append(
                replace(scene, groups=groups, width=last.width, height=last.height)
            )
        return scenes


def make_frames(  # noqa: PLR0913  the options that a film treats unlike a drawing
    root: Value,
    *,
    lang: Language = "en",
    theme: ThemeLike = DEFAULT,
    precision: int = 4,
    captions: Captions = "auto",
    constants: Constants = "auto",
    leaves: Leaves = "auto",
    names: Mapping[str, Any] | None = None,
    expand: bool | str | Collection[str] = False,
    health: bool = False,
    highlight: Collection[Any] | None = None,
    recompute: bool = False,
    fit: Fit | None = None,
    rankdir: AnyRankdir = "auto",
    fold: Fold = "auto",
    steps: Pace = "scalar",
    source: bool | None = None,
    **options: Any,
) -> Frames:
    """One frame for each step of `root`; the other options are those of `viz.draw`. Needs style "nodes" or "circuit".

    `steps` says how much a frame tells: "scalar" one number; "box" all that a box computes or sends, and all inputs at
    once, a folded box and a frame being one; "layer" all of a layer of `autograd.nn`, or where there are no scopes all
    operations of the same depth. With `source`, pages show the lines of the program that made the nodes; None shows them
    where `autograd.keep_source` kept them.

    Gradients in the frames start from zero, whatever the graph holds, and the graph is left alone. With `fit`, the
    pictures fill the room; sentences stand below it.
    """
    check_lesson(lang=lang, precision=precision, names=names)
    check_option("steps", steps, PACES)
    check_switch("source", source)
    told: dict[str, Any] = {
        "captions": captions,
        "constants": constants,
        "leaves": leaves,
    }
    check_drawing(
        expand=expand,
        highlight=highlight,
        fit=fit,
        fold=fold,
        rankdir=rankdir,
        **told,
        **options,
    )
    colours = resolve(theme)
    if options.get("style") == "micrograd":
        raise ValueError(
            'a film needs the style "nodes" or "circuit": in "micrograd" one node is two boxes'
        )
    shown = expand_graph([root], expand, names, highlight, recompute=recompute)
    story = all_steps(shown.root, lang=lang, precision=precision, names=shown.names)
    lines = _lines(story.nodes, shown.counterparts, source)
    done = _with_gradients(shown.root)
    copies = dict(zip(story.nodes, record(done)))
    options = {
        "precision": precision,
        "lang": lang,
        "names": {story.names[node]: twin for node, twin in copies.items()},
        "highlight": highlight_parts(shown.highlight or (), copies),
        "form": Form(**told),
        "fold": fold,
        "rankdir": natural_rankdir(rankdir),
        **options,
    }
    found = examine(done).badges if health else {}

    def depict_form(form: Form, fold: Fold) -> Picture:
        picture = depict(done, **{**options, "form": form, "fold": fold})
        return add_badges(picture, record(done), found) if health else picture

    def told_by(full: Picture) -> list[Picture]:
        return list(uncover(full, story, precision))

    said = ""
    if fit is None:
        full = depict_form(Form(**told), fold)
        pictures = told_by(full)
        sheet = arrange(full, *pictures)
    else:
        wishes = Wishes(captions, constants, leaves, rankdir, fold)
        search = Search(depict_form, room_of(fit), wishes)
        fitted = search.best(told_by)
        full, pictures, sheet = fitted.picture, told_by(fitted.picture), fitted.sheet
        said = note(fitted, wishes, lang)
    if steps == "scalar":
        frames = [
            Frame(picture, step, step.title, step.text, step.latex)
            for picture, step in zip(pictures, story, strict=True)
        ]
    else:
        units = units_of(steps, story.nodes, full)
        grouped = passages(story, units, precision)
        shots = uncover(full, story, precision, [told.steps for told in grouped])
        frames = [
            Frame(picture, told.steps[-1], told.title, told.caption, told.latex)
            for picture, told in zip(shots, grouped, strict=True)
        ]
    return Frames(
        frames=tuple(frames),
        pictures=tuple(pictures),
        pace=steps,
        lines=lines,
        sheet=sheet,
        theme=colours,
        steps=story,
        precision=precision,
        done=done,
        options=options,
        note=said,
    )


def _lines(
    nodes: Collection[Value], counterparts: Mapping[Value, Value], source: bool | None
) -> dict[Value, SourceLine]:
    """The lines that made these nodes, or what they are copies of. ValueError if asked for, and not known."""
    if source is False:
        return {}
    originals = {copied: node for node, copied in counterparts.items()}
    found = ((node, source_line(originals.get(node, node))) for node in nodes)
    lines = {node: line for node, line in found if line is not None}
    if source and not lines:
        raise ValueError(
            "source: no line of a program is known for this graph; build it inside `with autograd.keep_source():`"
        )
    return lines


def _with_gradients(root: Value) -> Value:
    """A copy of the graph after one backward pass from zero."""
    twin: Value = copy.deepcopy(root)
    twin.zero_grad()
    twin.backward()
    return twin
