"""How a network is drawn: the options of `viz.network`, checked."""

from __future__ import annotations

from dataclasses import dataclass

from viz.options import Language
from viz.rooms import Room
from viz.theme import Theme


@dataclass(frozen=True, slots=True)
class Manner:
    """How a network is drawn: the options of `viz.network`, checked."""

    theme: Theme
    precision: int = 4
    lang: Language = "en"
    weights: bool | None = None
    """Whether numbers stand on the lines; None: where there are few."""
    slopes: bool = False
    deltas: bool = True
    frames: bool = False
    legend: bool = False
    room: Room | None = None
