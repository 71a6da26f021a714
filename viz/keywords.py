"""The keyword options that drawings and films share, for editors and type checkers: see `viz.draw` for what they mean.

`viz.film(e, **options)` hands its options on; these types say which there are.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, TypedDict

from viz.options import (
    AnyRankdir,
    Captions,
    Constants,
    FilmStyle,
    Fold,
    Language,
    Leaves,
    Pace,
    Style,
)
from viz.rooms import Fit
from viz.theme import ThemeLike


class PictureOptions(TypedDict, total=False):
    """What a picture shows, in any style."""

    fit: Fit | None
    rankdir: AnyRankdir
    theme: ThemeLike
    show_partials: bool
    captions: Captions
    constants: Constants
    leaves: Leaves
    show_grad: bool
    max_nodes: int
    fold: Fold
    unfold: Collection[str]
    expand: bool | str | Collection[str]
    highlight: Collection[Any] | None
    legend: bool
    health: bool
    recompute: bool


class StepperOptions(PictureOptions, total=False):
    """What `viz.Stepper` hands on to its picture."""

    style: FilmStyle


class LessonOptions(StepperOptions, total=False):
    """What `viz.quiz` takes."""

    lang: Language
    precision: int
    names: Mapping[str, Any] | None


class FilmOptions(LessonOptions, total=False):
    """What `viz.film` takes."""

    steps: Pace
    source: bool | None


class FactFilmOptions(TypedDict, total=False):
    """What `viz.film` takes for facts of a learner."""

    lang: Language
    theme: ThemeLike
    precision: int
    fit: Fit | None
    legend: bool


class SaveOptions(PictureOptions, total=False):
    """What `viz.save` hands on to `viz.draw`, or, if the file is to be a film, to `viz.film`."""

    style: Style
    lang: Language
    precision: int
    names: Mapping[str, Any] | None
    steps: Pace
