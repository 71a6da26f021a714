"""A learner of the tests' own, with words and a picture: a centre that each sample pulls towards itself."""

import sys
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import numpy as np

from autograd.nn.facts import Fact
from viz.lang import catalogue
from viz.learners.families import FAMILIES, add_family
from viz.learners.painting_manner import Entry
from viz.learners.plane import Plane
from viz.learners.shaded_cells import bar, cells, units
from viz.learners.telling import Told
from viz.render.marks import Group


@dataclass(frozen=True, eq=False)
class Pulled(Fact):
    """A sample pulls the centre."""

    family: ClassVar[str] = "walking mean"
    X: np.ndarray
    before: np.ndarray
    rate: float

    @cached_property
    def delta(self):
        return self.rate * (self.X[self.sample] - self.before)


class WalkingMean:
    """The mean of what it has seen."""

    def __init__(self):
        self.centre = np.zeros(2)

    def updates(self, X):
        X = np.asarray(X, float)
        for i in range(len(X)):
            fact = Pulled(
                step=i + 1, sample=i, X=X, before=self.centre, rate=1 / (i + 1)
            )
            self.centre = self.centre + fact.delta
            yield fact

    def fit(self, X):
        for _ in self.updates(X):
            pass
        return self


_EN = {
    "title": "A mean that walks",
    "title pulled": "Sample {sample}",
    "pulled": "Sample {sample} = {x} pulls the centre by {delta}.",
    "centre": "centre",
    "pulls": "sample that pulls",
}
_ZH = {
    "title": "均值的移动",
    "title pulled": "样本 {sample}",
    "pulled": "样本 {sample} = {x} 把中心拉动 {delta}。",
    "centre": "中心",
    "pulls": "拉动中心的样本",
}
WORDS = catalogue(en=_EN, zh=_ZH)


def tell(fact, words, number):
    told = {
        "sample": fact.sample,
        "x": number.vector(fact.X[fact.sample]),
        "delta": number.vector(fact.delta),
    }
    latex = rf"\Delta w = {number.latex_vector(fact.delta)}"
    return Told(
        words["title pulled"].format(**told), words["pulled"].format(**told), latex
    )


def columns(fact, words, number):
    return {words["centre"]: number.vector(fact.before + fact.delta)}


class Painter:
    """The plane with the centre and its move, and beside it all that there is to draw with."""

    size = (700.0, 320.0)

    def __init__(self, facts, manner):
        self.facts, self.manner = facts, manner
        X = facts[0].X
        self.plane = Plane.around(
            X, (460, 320), manner.theme, names=("input 1", "input 2")
        )
        classes = [i % 3 for i in range(len(X))]
        self.still = [self.plane.axes(), self.plane.samples(X, classes)]

    def groups(self, k):
        fact, plane, theme = self.facts[k], self.plane, self.manner.theme
        x = fact.X[fact.sample]
        moves = [
            plane.halo(x, stroke=theme.highlight, line_width=2.5),
            plane.symbol("triangle", fact.before, 12, fill="none", stroke=theme.ink),
            *plane.arrow(fact.before, fact.before + fact.delta, theme.ink),
            *plane.line(fact.delta, -0.1, theme.value),
            *plane.ring(fact.before, 1.0, theme.muted, dash="4 3"),
        ]
        shown = [
            Group(
                "side",
                tuple(plane.side(fact.delta, -0.1, theme.highlight_fill)),
                "side",
            ),
            *self.still,
            Group("moves", tuple(moves), "moves"),
            Group(
                "cells",
                tuple(
                    cells(
                        [x, fact.before], (500, 20), 30, theme, two_sided=True, most=2
                    )
                ),
                "cells",
            ),
            Group(
                "units",
                tuple(
                    units([0, 1, 0.3], (500, 200), 14, theme, names="abc", lit=[k % 3])
                ),
                "units",
            ),
        ]
        if k % 2:
            size = abs(fact.delta[0])
            marks = bar(
                size,
                (500, 150),
                (120, 18),
                theme,
                threshold=0.6,
                label=self.manner.number(size),
            )
            shown.insert(1, Group("bar", tuple(marks), "bar"))
        return shown

    def legend(self):
        words, theme = self.manner.words, self.manner.theme
        return [
            Entry(words["pulls"], theme.highlight, "ring"),
            Entry(words["centre"], theme.ink, "triangle", "none"),
        ]


def with_words(function):
    """Runs a test while the family is known."""
    add_family("walking mean", sys.modules[__name__])
    try:
        return function()
    finally:
        del FAMILIES["walking mean"]
