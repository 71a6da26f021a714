"""A self-organising map in words and pictures: the net over the data or the input layer, and the units of the map."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from viz.lang.learners.som import WORDS as WORDS
from viz.layout.request import Point
from viz.learners.painting_manner import Entry, LearnerManner
from viz.learners.som.input_layer import InputLayer
from viz.learners.som.map_units import MapUnits
from viz.learners.som.unfolding_net import UnfoldingNet
from viz.learners.spoken_numbers import Numbers
from viz.learners.telling import Told
from viz.render.marks import Group
from viz.render.tints import tint
from viz.text.names import DASH

Words = Mapping[str, str]


def tell(fact: Any, words: Words, number: Numbers) -> Told:
    """Who won, how far it and a neighbour of it move, and whether the second nearest is a neighbour."""
    other = _neighbour(fact)
    fields = {
        "step": fact.step,
        "sample": fact.sample,
        "unit": _unit(fact.winner),
        "distance": number(fact.distances[fact.winner]),
        "rate": number(fact.learning_rate),
        "sigma": number(fact.sigma),
        "gap": number.vector(_gap(fact)),
        "delta": number.vector(fact.delta[fact.winner]),
        "second": _unit(fact.second),
        "other": _unit(other),
        "h": number(fact.neighbourhood[other]) if other else "",
    }
    along = "along" if other else "alone"
    if other and not fact.neighbourhood[other]:
        along = "takes all"
    keys = ["wins", "moves", along]
    if _is_torn(fact):
        keys.append("torn")
    row, column = fact.winner
    latex = (
        rf"\Delta w_{{({row},{column})}} = \eta\, h\, (x - w) = {number.latex(fact.learning_rate)} \cdot 1 \cdot "
        rf"{number.latex_vector(_gap(fact))} = {number.latex_vector(fact.delta[fact.winner])}"
    )
    text = "".join(words[key] for key in keys)
    return Told(words["title step"].format(**fields), text.format(**fields), latex)


def columns(fact: Any, words: Words, number: Numbers) -> dict[str, str]:
    """Winner, second, distance, η, σ, Δw of the winner."""
    return {
        words["winner"]: _unit(fact.winner),
        words["second"]: _unit(fact.second),
        words["distance"]: number(fact.distances[fact.winner]),
        "η": number(fact.learning_rate),
        "σ": number(fact.sigma),
        words["delta"]: number.vector(fact.delta[fact.winner]),
    }


class Painter:
    """On the left the net over the data, of two inputs, or the input layer; on the right the units of the map."""

    def __init__(self, facts: Sequence[Any], manner: LearnerManner) -> None:
        self.facts, self.manner = facts, manner
        lattice = facts[0].lattice
        self.parts: list[Any]
        if len(facts[0].x) == 2:
            self.parts = [
                UnfoldingNet(facts, manner, (470.0, 360.0)),
                MapUnits(lattice, manner, (500.0, 8.0), (240.0, 344.0)),
            ]
        else:
            units = MapUnits(lattice, manner, (230.0, 8.0), (510.0, 344.0), beside=True)
            self.parts = [InputLayer(facts, manner, units), units]

    @property
    def size(self) -> Point:
        return 744.0, 360.0

    def groups(self, k: int) -> list[Group]:
        """The picture at fact k."""
        fact = self.facts[k]
        return [group for part in self.parts for group in part.groups(fact)]

    def legend(self) -> list[Entry]:
        theme, word = self.manner.theme, self.manner.word
        return [
            *(entry for part in self.parts for entry in part.legend()),
            Entry(word("yes"), theme.highlight, "ring", theme.ink),
            Entry(
                word("h"), theme.ink, "circle", tint(theme.background, theme.ink, 0.5)
            ),
        ]


def _unit(unit: tuple[int, int] | None) -> str:
    return DASH if unit is None else f"({unit[0]}, {unit[1]})"


def _gap(fact: Any) -> Any:
    return fact.x - fact.weights[fact.winner]


def _neighbour(fact: Any) -> tuple[int, int] | None:
    """The first unit that is one step away from the winner; None on a map of one."""
    away = fact.lattice.squared_distances(fact.winner)
    near = [unit for unit in fact.lattice.units if 0.5 < away[unit] < 1.5]
    return near[0] if near else None


def _is_torn(fact: Any) -> bool:
    """Whether the second nearest unit is no neighbour of the winner: what the topographic error counts."""
    if fact.second is None:
        return False
    lattice = fact.lattice
    numbers = [
        np.array([row * lattice.columns + column])
        for row, column in (fact.winner, fact.second)
    ]
    return not lattice.are_neighbours(*numbers)[0]
