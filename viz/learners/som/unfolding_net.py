"""The net over data of two inputs: each unit at its weight vector, neighbours joined by threads."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Final

from viz.layout.request import Point
from viz.learners import symbols
from viz.learners.painting_manner import Entry, LearnerManner
from viz.learners.plane import Plane
from viz.render.marks import Group, Mark

_MOST: Final = 400
"""Samples that are drawn; of more, every second, third, ..."""
_SEEN: Final = 3.0
"""Points; shorter moves have no arrow."""


class UnfoldingNet:
    """The plane with samples and net before a step, and arrows for the moves."""

    def __init__(
        self, facts: Sequence[Any], manner: LearnerManner, size: Point
    ) -> None:
        self.manner = manner
        X = facts[0].samples
        self.every = math.ceil(len(X) / _MOST)
        ends = [w for fact in facts for w in fact.weights.reshape(-1, 2).tolist()]
        names = manner.word("input 1"), manner.word("input 2")
        self.plane = Plane.around(
            [*X.tolist(), *ends], size, manner.theme, names=names, equal=True
        )
        shown = X[:: self.every].tolist()
        self.still = [self.plane.axes(), self.plane.samples(shown, size=5.0)]

    def groups(self, fact: Any) -> list[Group]:
        """Net, sample, winner and moves at a fact."""
        theme, plane = self.manner.theme, self.plane
        flat = fact.weights.reshape(-1, 2).tolist()
        places = [plane.point(*w) for w in flat]
        net = [
            symbols.line([places[i], places[j]], theme.value, 1.3)
            for i, j in fact.lattice.threads.tolist()
        ]
        shares = fact.neighbourhood.reshape(-1).tolist()
        dots = [
            symbols.circle(place, 2.2 + 3.0 * h, fill=theme.value)
            for place, h in zip(places, shares)
        ]
        moves: list[Mark] = []
        for place, w, delta in zip(places, flat, fact.delta.reshape(-1, 2).tolist()):
            end = plane.point(w[0] + delta[0], w[1] + delta[1])
            if math.dist(place, end) >= _SEEN:
                moves += symbols.arrow(place, end, theme.ink, 1.8, 7.0)
        winner = fact.weights[fact.winner]
        return [
            *self.still,
            Group("net", (*net, *dots), "net"),
            Group("moves", tuple(moves), "moves"),
            Group(
                "winner",
                (plane.halo(winner, 9.0, stroke=theme.highlight, line_width=3.0),),
                "winner in the plane",
            ),
            Group(
                "sample",
                (plane.symbol("star", fact.x, 17.0, fill=theme.grad),),
                "sample",
            ),
        ]

    def legend(self) -> list[Entry]:
        theme, word = self.manner.theme, self.manner.word
        samples = word("every", every=self.every) if self.every > 1 else word("samples")
        return [
            Entry(word("sample"), theme.grad, "star"),
            Entry(samples, theme.muted, "circle"),
            Entry(word("net"), theme.value, "line"),
            Entry(word("arrow"), theme.ink, "arrow"),
        ]
